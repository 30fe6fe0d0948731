"""Changes to the whole process that make the engines faster, and the processes in which they are allowed.

Python's garbage collector and the C library's memory belong to all threads of a process. So they are changed only in a process
that makes papers and does nothing else. The command line and the workers of a batch call `claim` to say that they are such
processes. In any other process, a server for instance, nothing is changed, and laying out takes a little longer.
"""

from __future__ import annotations

import ctypes
import gc
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

LARGEST_IN_HEAP = 4 << 20
"""Bytes of a piece of memory that the C library takes from the process's own heap. The system gives a larger one, and gets it back."""
KEPT_FREE = 64 << 20
"""Bytes that may lie free at the end of the heap before they go back to the system."""
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
"""What `mallopt` of the GNU C library calls the two (its malloc.h)."""


class _Collector:
    """The garbage collector of this process, and the knowledge whether it may be changed."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._claimed = False
        self._inside = 0
        self._collects = True

    def claim(self) -> None:
        self._claimed = True

    @contextmanager
    def resting(self) -> Iterator[None]:
        """Stop the collection of garbage until the last thread that asked for this has ended its block."""
        if not self._claimed:
            yield
            return
        with self._lock:
            if not self._inside:
                self._collects = gc.isenabled()
                gc.disable()
            self._inside += 1
        try:
            yield
        finally:
            with self._lock:
                self._inside -= 1
                if not self._inside and self._collects:
                    gc.enable()


_COLLECTOR = _Collector()


def claim() -> None:
    """Say that this process makes papers and nothing else."""
    _COLLECTOR.claim()
    _keep_freed_memory()


def _keep_freed_memory() -> None:
    """Let the C library use memory again that was freed, instead of giving it back to the system and asking for it anew.

    A picture of a page takes some megabytes, and each is drawn into memory of its own. The system gives memory page by page, when a
    page is first written to, and fills it with zeros before: with two such pictures this took a third as long as drawing them. Only
    the GNU C library is told; others keep to their own ways.
    """
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            mallopt(M_MMAP_THRESHOLD, LARGEST_IN_HEAP)
            mallopt(M_TRIM_THRESHOLD, KEPT_FREE)


def collect_seldom() -> None:
    """Claim the process, and make the garbage collector run seldom, from now on to the end of the process.

    The data that are kept for filling are hundreds of thousands of small objects that stay. If Python looked through them as
    often as it does by default, this would take a quarter of the time.
    """
    claim()
    gc.set_threshold(300_000, 50, 100)


def end_with_parent() -> None:
    """End this process when its parent ends.

    The workers of a program that was killed must not go on writing, because its next run may have begun.
    """
    threading.Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent() -> None:
    import multiprocessing  # it takes long to load, and only workers have a parent of this kind

    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def uncollected() -> Iterator[None]:
    """Collect no garbage during the block, if the process is claimed.

    A layout makes millions of small objects that stay until the layout is done. To look through them again and again would
    take a third of the time.
    """
    with _COLLECTOR.resting():
        yield
