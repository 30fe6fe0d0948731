"""The web door, started as a user starts it, for what measures it and what draws it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from formgen.foundation import resources


@contextmanager
def served() -> Iterator[str]:
    """A server with a data folder that is removed when the block ends; its first link, which opens once."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "formgen", "serve", "--port", "0", "--data", folder]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as server:
            assert server.stdout is not None
            found = re.search(r"http://127\.0\.0\.1:\d+/open/\S+", server.stdout.readline())
            assert found is not None
            try:
                yield found[0]
            finally:
                server.send_signal(signal.SIGINT)
                server.wait(60)


def browser_environment() -> dict[str, str | float | bool]:
    """The environment of a browser that finds our own faces, whatever this machine has."""
    return {**os.environ, "FONTCONFIG_FILE": str(resources.fontconfig_file())}
