"""A process that a supplied file can't hold up: another process watches it, and the system ends it when a file takes too long.

A file can be written so that a library works on one of its pages for hours: a drawing that holds the next one twice, and so on thirty
times. No library that we use can be told to stop, and Python can't stop it. So `watched` divides this process in two. The one goes on
with the work; `at_work` and `at_page` write down on which file and page it is, and set a timer of the system, which ends the process
when its processor time is used up. The other only waits. If its companion was ended so, or has crashed, it begins the work anew with
a fresh companion, which is told what happened: `stopped` gives it. Who takes in files asks this first, and refuses the file by its
name.

So every step is limited, whatever library it is in, and the usual way costs one copy of a small process. Where the system knows no such
copies (Windows), and in a process that is not watched, nothing is limited.

A file is known by its sha256, or by any other text that is the same when the work begins anew.
"""

from __future__ import annotations

import mmap
import os
import signal
import struct
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import NoReturn

A_PAGE = 60.0
"""Seconds of processor time that one page of a file may take in one step. The slowest drawings of machines take a tenth of it."""
A_FILE = 240.0
"""Seconds that a whole file may take in all steps, besides what is allowed for each look at a page of it."""
EACH_LOOK = 3.0
"""Seconds by which each look at a page makes this longer: a file may have thousands of pages."""
LEAST = 0.01
"""The shortest time that the timer is set to: nought would stop it."""
CAN_FORK = all(hasattr(*one) for one in ((os, "fork"), (signal, "setitimer"), (signal, "sigtimedwait")))
CRASHES = frozenset(
    getattr(signal, name)
    for name in ("SIGSEGV", "SIGBUS", "SIGABRT", "SIGFPE", "SIGILL", "SIGTRAP", "SIGSYS")
    if hasattr(signal, name)
)
"""The signals of a process that breaks its own rules: a library has a fault that the file leads it to."""
HANDED_ON = frozenset(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""What the watcher is told by others, and hands on to its companion."""
A_LOOK = 1.0
"""Seconds after which the watcher looks again whether its companion has ended, should the system not have told it."""
NOTE = struct.Struct("<i128s")
"""How the note is written: the page, counted from 1, 0 for none; the file's name, empty for none."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """What ended a process that was at work on a file.

    page     the page that it was at, counted from 1; None if it was at no page alone
    is_slow  True if its time was used up; False if it crashed
    """

    page: int | None
    is_slow: bool


class _Watch:
    """What this process knows of its watcher.

    note     where it writes what it is at; None if nobody watches
    stopped  what ended its predecessors, by the file
    spent    processor time that each file has taken so far
    allowed  the time that each file may take
    now      what it is at: the file and the page (0 for none), and since when; None for nothing
    """

    def __init__(self) -> None:
        self.note: mmap.mmap | None = None
        self.stopped: dict[str, Stopped] = {}
        self.spent: dict[str, float] = {}
        self.allowed: dict[str, float] = {}
        self.now: tuple[str, int, float] | None = None

    def enter(self, file: str, page: int, looks: int) -> tuple[str, int] | None:
        """Begin a step. Returns the step that it interrupts."""
        before = self._pause()
        self.allowed[file] = self.allowed.get(file, A_FILE) + EACH_LOOK * looks
        self._go_on(file, page)
        return before

    def leave(self, before: tuple[str, int] | None) -> None:
        """End a step, and go on with the one that it interrupted."""
        self._pause()
        if before is not None:
            self._go_on(*before)

    def _pause(self) -> tuple[str, int] | None:
        if self.now is None:
            return None
        signal.setitimer(signal.ITIMER_PROF, 0.0)
        file, page, since = self.now
        self.spent[file] = self.spent.get(file, 0.0) + time.process_time() - since
        self.now = None
        self._write("", 0)
        return file, page

    def _go_on(self, file: str, page: int) -> None:
        self.now = file, page, time.process_time()
        self._write(file, page)
        left = self.allowed[file] - self.spent.get(file, 0.0)
        signal.setitimer(signal.ITIMER_PROF, max(LEAST, min(left, A_PAGE) if page else left))

    def _write(self, file: str, page: int) -> None:
        assert self.note is not None
        NOTE.pack_into(self.note, 0, page, file.encode()[: NOTE.size - 4])


_WATCH = _Watch()


def stopped(file: str) -> Stopped | None:
    """What ended an earlier process that was at work on this file; None for a file that nobody has had trouble with."""
    return _WATCH.stopped.get(file)


@contextmanager
def at_work(file: str, looks: int = 0) -> Iterator[None]:
    """During this block, the process works on this file; one that takes too long for it is ended, and begun anew without it.

    file   its sha256; empty for a file of our own, which is not limited
    looks  how many of its pages are looked at in this block without `at_page`

    Blocks may lie in one another: the inner one counts. All of them are entered by one thread. Only a watched process is limited.
    """
    if _WATCH.note is None or not file:
        yield
        return
    before = _WATCH.enter(file, 0, looks)
    try:
        yield
    finally:
        _WATCH.leave(before)


@contextmanager
def at_page(index: int) -> Iterator[None]:
    """During this block, the process works on this page (counted from 0) of the file that it is at work on."""
    if _WATCH.now is None:
        yield
        return
    before = _WATCH.enter(_WATCH.now[0], index + 1, 1)
    try:
        yield
    finally:
        _WATCH.leave(before)


@contextmanager
def ended_after(seconds: float) -> Iterator[None]:
    """End this process if the block takes more processor time, for a process that others ask for work and that is replaced when it ends.

    seconds  of processor time. A watched process has limits of its own, and Windows has none
    """
    if not CAN_FORK or _WATCH.note is not None:
        yield
        return
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0.0)


def watched() -> None:
    """Go on in a process that is watched. The present process waits for it, and ends with it, in the same way.

    It is called when a program begins, and before it starts a thread that it needs. Nothing happens where the system can't do this.
    """
    if not CAN_FORK or _WATCH.note is not None:
        return
    note, known = mmap.mmap(-1, mmap.PAGESIZE), dict[str, Stopped]()
    # Nothing that comes before the watcher waits is lost: the system keeps it.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD, *HANDED_ON})
    while True:
        NOTE.pack_into(note, 0, 0, b"")
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError, AttributeError):
                stream.flush()
        end_of_watcher, kept_open = os.pipe()
        child = os.fork()
        if child == 0:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            os.close(kept_open)
            _WATCH.note, _WATCH.stopped = note, known
            threading.Thread(target=_end_with_watcher, args=(end_of_watcher,), daemon=True).start()
            return
        os.close(end_of_watcher)
        status = _waited_for(child)
        os.close(kept_open)
        page, file = NOTE.unpack_from(note)
        name = file.rstrip(b"\0").decode()
        ended_by = os.WTERMSIG(status) if os.WIFSIGNALED(status) else None
        is_slow = ended_by == signal.SIGPROF
        if name and name not in known and (is_slow or ended_by in CRASHES):
            known[name] = Stopped(page or None, is_slow)
            continue
        _end_as(status, before)


def _end_with_watcher(end_of_watcher: int) -> None:
    """Wait until the watcher has ended: then nobody waits for this process any more."""
    with suppress(OSError):
        os.read(end_of_watcher, 1)
    os._exit(1)


def _waited_for(child: int) -> int:
    """How the process ended. What the present one is told meanwhile is handed on to it; the caller has blocked it."""
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return status
        told = signal.sigtimedwait({signal.SIGCHLD, *HANDED_ON}, A_LOOK)
        if told is None or told.si_signo == signal.SIGCHLD:
            continue
        # A terminal tells both of them of Ctrl-C.
        if told.si_signo != signal.SIGINT or not any(os.isatty(stream) for stream in (0, 1, 2)):
            with suppress(ProcessLookupError):
                os.kill(child, told.si_signo)


def _end_as(status: int, allowed: Iterable[int]) -> NoReturn:
    """End the present process as its companion ended: with its exit code, or by the same signal. allowed: what was blocked before."""
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        with suppress(OSError):
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, allowed)
        os.kill(os.getpid(), number)
    os._exit(os.waitstatus_to_exitcode(status) if os.WIFEXITED(status) else 1)
