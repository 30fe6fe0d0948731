"""Collects WeasyPrint's complaints in the thread that uses it, whatever the process does with WeasyPrint's log.

WeasyPrint goes on after a missing glyph or an unknown property, and says so in its log alone. A server may have silenced that
log, and may use WeasyPrint for other things at the same time. So its logger is changed: messages for a thread of ours
are collected there and go nowhere else; messages for other threads are logged as before.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, local

LOGGER = "weasyprint"


class _Heard(local):
    """What was said to this thread; None while it does not listen."""

    messages: list[str] | None = None


_HEARD = _Heard()
_LOCK = Lock()


class _ListenedTo(logging.Logger):
    """A logger that tells a listening thread what it would have logged: no level, filter or handler comes before."""

    def isEnabledFor(self, level: int) -> bool:
        if _HEARD.messages is not None:
            return level >= logging.WARNING
        return super().isEnabledFor(level)

    def handle(self, record: logging.LogRecord) -> None:
        if _HEARD.messages is not None:
            _HEARD.messages.append(record.getMessage())
        else:
            super().handle(record)


@contextmanager
def complaints() -> Iterator[list[str]]:
    """The list that everything is put into which WeasyPrint complains of in this thread meanwhile."""
    _listen()
    before, _HEARD.messages = _HEARD.messages, []
    try:
        yield _HEARD.messages
    finally:
        _HEARD.messages = before


def _listen() -> None:
    """Make WeasyPrint's logger listen, once. It keeps its own class, handlers, filters and level."""
    logger = logging.getLogger(LOGGER)
    with _LOCK:
        if not isinstance(logger, _ListenedTo):
            own = type(logger)
            logger.__class__ = _ListenedTo if own is logging.Logger else type(own.__name__, (_ListenedTo, own), {})
