"""Collects what a library logs in the thread that uses it, whatever the process does with the library's log.

Some libraries go on after a fault, and report it only in their log: WeasyPrint after a missing glyph, pypdf after a broken
object. A server may have switched off this log, and it may use the library for other things at the same time. So this module
changes the library's logger once. Messages from a thread that listens are collected, and go nowhere else. Messages from
other threads are logged as before.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, local


class _Messages(local):
    """What was collected in this thread, by the library's name. A library that the thread does not listen to is missing."""

    def __init__(self) -> None:
        self.of: dict[str, list[str]] = {}


_HERE = _Messages()
_LOCK = Lock()


class _Ear(logging.Handler):
    """A handler that collects the messages of a library in the thread that logs them."""

    def __init__(self, library: str) -> None:
        super().__init__(logging.WARNING)
        self.library = library

    def emit(self, record: logging.LogRecord) -> None:
        _HERE.of[self.library].append(record.getMessage())


class _ListenedTo(logging.Logger):
    """A library's logger. To a listening thread it gives its own messages and those of the loggers below it.

    A listening thread gets all messages from the level WARNING on. The logger's own level, filters and handlers do not
    matter then. The loggers below it keep their own level.
    """

    def isEnabledFor(self, level: int) -> bool:
        return level >= logging.WARNING if self.name in _HERE.of else super().isEnabledFor(level)

    def handle(self, record: logging.LogRecord) -> None:
        if self.name in _HERE.of:
            _HERE.of[self.name].append(record.getMessage())
        else:
            super().handle(record)

    # `logging` walks from a logger upwards, and asks each for these two. So they also decide for the loggers below.

    @property
    def handlers(self) -> list[logging.Handler]:
        own: list[logging.Handler] = self.__dict__["handlers"]
        return [_Ear(self.name)] if self.name in _HERE.of else own

    @handlers.setter
    def handlers(self, handlers: list[logging.Handler]) -> None:
        self.__dict__["handlers"] = handlers

    @property
    def propagate(self) -> bool:
        own: bool = self.__dict__["propagate"]
        return own and self.name not in _HERE.of

    @propagate.setter
    def propagate(self, propagate: bool) -> None:
        self.__dict__["propagate"] = propagate


@contextmanager
def heard(library: str) -> Iterator[list[str]]:
    """Collect what a library logs in this thread during the block, in the list that is given. library: its logger's name."""
    _listen(library)
    before = _HERE.of.get(library)
    messages = _HERE.of[library] = []
    try:
        yield messages
    finally:
        if before is None:
            del _HERE.of[library]
        else:
            _HERE.of[library] = before


def _listen(library: str) -> None:
    """Change the library's logger once. It keeps its own class as a base class, and its handlers, filters and level."""
    logger = logging.getLogger(library)
    with _LOCK:
        if not isinstance(logger, _ListenedTo):
            own = type(logger)
            logger.__class__ = _ListenedTo if own is logging.Logger else type(own.__name__, (_ListenedTo, own), {})
