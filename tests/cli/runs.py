"""Helpers for the tests of the command line: they run it in this process, or as a separate process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result

from formgen.cli import main

REPOSITORY = Path(__file__).resolve().parent.parent.parent
SAMPLES = REPOSITORY / "samples"
START = "from formgen.cli import main; main(prog_name='formgen')"


def formgen(*arguments: str | Path, given: bytes | None = None) -> Result:
    """Run `formgen` in this process. given: what it reads from standard input."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=given, prog_name="formgen")


def process(*arguments: str | Path, code: str = START, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run `formgen`, or other Python code, as a separate process."""
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONIOENCODING": "utf-8", **variables},
    )


def files_below(folder: Path) -> list[str]:
    """Every file below a folder, sorted, but for ledgers."""
    return sorted(
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".formgen-")
    )
