"""Outside judges: programs that no one here wrote, asked whether our papers are what we say they are.

Each is asked in a process of its own, with a time limit, and raises `JudgeError` where it gives no verdict: silence is
never taken for approval.
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent.parent
SECONDS = 600.0
"""How long a judge may take: far more than it needs, so that only one that hangs is ended."""


class JudgeError(Exception):
    """The judge could not be asked, or gave no verdict."""


def ask(
    command: Sequence[str | Path], *, environment: Mapping[str, str] | None = None, seconds: float = SECONDS
) -> bytes:
    """What the program prints. Raises JudgeError if it is missing, takes too long or fails.

    environment   of the program; None leaves it as ours
    seconds       after which it is ended
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
