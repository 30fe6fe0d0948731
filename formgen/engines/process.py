"""Changes to the whole process that make the engines faster, and the processes in which they are allowed.

Python's garbage collector belongs to all threads of a process. So it is changed only in a process that makes papers and does
nothing else: the command line and the workers of a batch say so with `claim`. In any other process, a server for instance,
nothing is changed, and laying out takes a little longer.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class _Collector:
    """The garbage collector of this process, and whether it may be changed."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._claimed = False
        self._inside = 0
        self._collects = True

    def claim(self) -> None:
        self._claimed = True

    @contextmanager
    def resting(self) -> Iterator[None]:
        """No garbage is collected until the last thread that asked for it is done."""
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


def collect_seldom() -> None:
    """Claim the process, and look for garbage seldom, from now on to its end.

    What is kept for filling are hundreds of thousands of small things that stay. Looking through them for garbage as often as
    Python does by default costs a quarter of the time.
    """
    claim()
    gc.set_threshold(300_000, 50, 100)


@contextmanager
def uncollected() -> Iterator[None]:
    """Collect no garbage meanwhile, where the process is claimed.

    A layout makes millions of small things that stay until it is done. Looking through them again and again takes a third of
    the time.
    """
    with _COLLECTOR.resting():
        yield
