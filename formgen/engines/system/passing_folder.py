"""A folder for one job of an engine. It is removed afterwards, whatever happens to the job or to our process.

The folder lies where the system keeps temporary files, and only its owner can read it. It holds a locked file. The system
removes the lock when our process ends, in whatever way. So a later job sees which folders nobody uses any more, and
removes them. A process number would not be enough: systems reuse numbers, and each container has its own numbers.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from formgen.engines.system.file_lock import LASTS, take

LOCK = "lock"
TRIES = 100
"""The largest number of tries to make or remove a folder. Another process may hinder it, such as a program that is ending."""
PAUSE = 0.1
"""Seconds between two tries."""
ABANDONED = 86_400.0
"""Seconds after which a folder without a lock, or on a system without such locks, counts as abandoned."""


@contextmanager
def passing_folder(prefix: str) -> Iterator[Path]:
    """A new folder that exists as long as the block lasts. It holds only the lock file. Its name begins with `prefix`.

    Folders with this prefix that dead processes have left are removed first. Raises OSError if no folder can be made.
    """
    remove_abandoned(prefix)
    folder, lock = _locked_folder(prefix)
    try:
        yield folder
    finally:
        remove(folder)
        os.close(lock)


def remove_abandoned(prefix: str) -> None:
    """Remove our folders with this prefix whose process is gone. If a folder can't be removed, it stays, without an error."""
    with suppress(OSError):
        for entry in os.scandir(tempfile.gettempdir()):
            if entry.name.startswith(prefix) and entry.is_dir(follow_symlinks=False):
                with suppress(OSError):
                    _remove_if_abandoned(Path(entry.path))


def remove(folder: Path) -> None:
    """Remove a folder with all that is in it, also if a program that was just killed still writes into it.

    If it can't be removed, it stays, and the next job tries again.
    """
    for _ in range(TRIES):
        shutil.rmtree(folder, onerror=_open_up)
        if not os.path.lexists(folder):
            return
        time.sleep(PAUSE)


def _open_up(_: Callable[..., object], path: str, __: object) -> None:
    """Give us all rights to a path that could not be removed, so that the next try can remove it.

    The program may have taken away the rights to a folder. We own the folder, so we can restore them.
    """
    with suppress(OSError):
        parent = os.path.dirname(path)
        os.chmod(parent, stat.S_IRWXU)
        if not os.path.islink(path):
            os.chmod(path, stat.S_IRWXU)


def _locked_folder(prefix: str) -> tuple[Path, int]:
    for _ in range(TRIES):
        folder = Path(tempfile.mkdtemp(prefix=prefix))
        try:
            lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        except FileNotFoundError:
            continue  # another process has removed the folder, because it seemed abandoned
        if _take(lock) and (folder / LOCK).exists():
            return folder, lock
        os.close(lock)
    raise OSError("no folder for temporary files could be locked")


def _remove_if_abandoned(folder: Path) -> None:
    about = folder.lstat()
    if hasattr(os, "geteuid") and about.st_uid != os.geteuid():
        return
    is_old = time.time() - about.st_mtime > ABANDONED
    try:
        lock = os.open(folder / LOCK, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
    except FileNotFoundError:
        if is_old:  # a new folder has no lock file for a moment
            remove(folder)
        return
    try:
        if not LASTS and not is_old:
            return
        if _take(lock):
            remove(folder)
    finally:
        os.close(lock)


def _take(lock: int) -> bool:
    """Take a lock if nobody has it. Returns True if it was taken, and on systems without such locks."""
    if not LASTS:
        return True
    try:
        take(lock)
    except OSError:
        return False
    return True
