"""Ctrl-C, let through only where nothing is lost by it: while a batch waits for its workers.

Anywhere else it could fall between an enterprise's papers and their row in the ledger, or into the midst of a file.
A process has one handler of the signal, so what is held is one state too.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType


@dataclass(slots=True)
class _State:
    waits: bool = False
    """Ctrl-C was pressed and is still to be let through."""
    passes: bool = True

    def note(self, signal_number: int, frame: FrameType | None) -> None:
        self.waits = True
        self.let_through()

    def let_through(self) -> None:
        if self.waits and self.passes:
            self.waits = False
            raise KeyboardInterrupt


_state = _State()


@contextmanager
def held() -> Iterator[None]:
    """Ctrl-C waits for the next place where it is `allowed`, or for the end of this.

    Nothing is held outside the main thread, nor where whoever started the process has it ignored (a job in the background).
    """
    if threading.current_thread() is not threading.main_thread() or signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        yield
        return
    before = signal.signal(signal.SIGINT, _state.note)
    _state.waits, _state.passes = False, False
    try:
        yield
    finally:
        _state.passes = True
        signal.signal(signal.SIGINT, before)
    _state.let_through()


@contextmanager
def allowed() -> Iterator[None]:
    """Inside `held`, a place where Ctrl-C may come; raises KeyboardInterrupt, at once where it came earlier."""
    before, _state.passes = _state.passes, True
    try:
        _state.let_through()
        yield
    finally:
        _state.passes = before
