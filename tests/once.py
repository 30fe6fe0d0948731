"""What is costly and serves several modules is made once in a run of tests, by the worker that needs it first."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path


def made_once(name: str, make: Callable[[Path], object]) -> Path:
    """The folder of this name that all workers of the run share, filled by `make`. Tests must not change it.

    It lies in the cache folder of the run, which is new for each run. A worker that asks while another one makes it waits. If
    `make` raises an error, nothing is kept, and the next who asks tries again.
    """
    above = Path(os.environ["XDG_CACHE_HOME"], "made-once")
    above.mkdir(mode=0o700, exist_ok=True)
    folder, finished = above / name, above / f"{name}.finished"
    with (above / f"{name}.lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not finished.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            finished.touch()
    return folder
