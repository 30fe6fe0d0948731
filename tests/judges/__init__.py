"""Outside judges: programs of other people, which check whether our papers are what we say they are.

Each judge runs in a separate process with a time limit. If it gives no verdict, `JudgeError` is raised: no answer never
counts as approval.
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent.parent
SECONDS = 600.0
"""The time limit of a judge in seconds. It is much longer than needed, so that only a judge that hangs is ended."""


class JudgeError(Exception):
    """The judge could not be asked, or gave no verdict."""


def ask(
    command: Sequence[str | Path], *, environment: Mapping[str, str] | None = None, seconds: float = SECONDS
) -> bytes:
    """Run a program and return what it prints. Raises JudgeError if it is missing, takes too long or fails.

    environment   the environment of the program; None means our own environment
    seconds       the time after which the program is ended
    """
    try:
        done = subprocess.run(
            list(command), capture_output=True, env=environment, timeout=seconds, stdin=subprocess.DEVNULL, check=True
        )
    except FileNotFoundError as fault:
        raise JudgeError(f"{command[0]} is not there: see system-packages.txt") from fault
    except subprocess.TimeoutExpired as fault:
        raise JudgeError(f"{command[0]} gave no answer in {seconds:g} s") from fault
    except subprocess.CalledProcessError as fault:
        said = (fault.stderr or fault.stdout or b"").decode(errors="replace").strip()
        raise JudgeError(f"{command[0]} failed with {fault.returncode}: {said[-2000:]}") from fault
    return done.stdout
