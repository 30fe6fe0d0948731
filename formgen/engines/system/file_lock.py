"""A lock on an open file that the system holds for our process, and removes when the process ends, in whatever way.

The only module that asks Linux, macOS (flock) or Windows (msvcrt) for one.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

FAR = 1 << 20
"""The position of the byte that Windows locks. It lies far behind the text that other processes read."""


def _by_msvcrt(descriptor: int, lock: Callable[[int, int, int], None], how: int) -> None:
    """Lock one byte, as Windows does it. lock, how: `msvcrt.locking` and `msvcrt.LK_NBLCK`; a test gives others."""
    os.lseek(descriptor, FAR, os.SEEK_SET)
    lock(descriptor, how, 1)


if sys.platform == "win32":
    import msvcrt

    LASTS = False
    """False where a lock does not hold for a folder that is being removed."""

    def take(descriptor: int) -> None:
        """Take the lock. Raises BlockingIOError or PermissionError if another process has it, OSError if there are no locks."""
        _by_msvcrt(descriptor, msvcrt.locking, msvcrt.LK_NBLCK)
else:
    import fcntl

    LASTS = True
    """True where a folder can be removed while a file in it is locked."""

    def take(descriptor: int) -> None:
        """Take the lock. Raises BlockingIOError or PermissionError if another process has it, OSError if there are no locks."""
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
