"""Runs `formgen batch` in a separate process, which tests can kill or interrupt."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.batch.sources import SMALL
from tests.cli.runs import REPOSITORY

UNHURRIED = """
from formgen.batch import run
from formgen.cli import main
from tests.batch.engines import Unhurried

run.Workshop = Unhurried
main(prog_name="formgen")
"""


def start(data: Path, out: Path, *options: str) -> subprocess.Popen[str]:
    """Begin a slow run that makes small papers. So a kill comes while it works, even on a busy machine."""
    return subprocess.Popen(
        [sys.executable, "-c", UNHURRIED, "batch", str(data), "--out", str(out), *SMALL, *options],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=at_a_terminal,
    )


def at_a_terminal() -> None:
    """Let Ctrl-C work again: it is ignored if the tests run as a job in the background."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def folders(out: Path) -> int:
    """The number of enterprises that have a folder."""
    return sum(path.is_dir() for path in out.iterdir()) if out.exists() else 0
