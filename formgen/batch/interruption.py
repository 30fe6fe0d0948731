"""Hold back Ctrl-C until a moment when it does no harm: while a batch waits for its workers.

At any other moment Ctrl-C could come after an enterprise's papers were written and before their row is in the ledger, or
while a file is being written. A process has only one handler for the signal, so this module has only one state.
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
    """True if Ctrl-C was pressed and KeyboardInterrupt has not been raised for it yet."""
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
    """Hold back Ctrl-C until the next block of `allowed`, or until the end of this block.

    The function does nothing outside the main thread, or if the process was started with Ctrl-C ignored (a job in the
    background).
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
    """Let Ctrl-C through in this block inside `held`. Raises KeyboardInterrupt, at once if Ctrl-C was pressed earlier."""
    before, _state.passes = _state.passes, True
    try:
        _state.let_through()
        yield
    finally:
        _state.passes = before
