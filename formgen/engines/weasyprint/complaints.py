"""Collects WeasyPrint's complaints in the thread that uses it, whatever the process does with WeasyPrint's log.

After a missing glyph or an unknown property, WeasyPrint goes on, and reports it only in its log. A server may have switched
off this log, and it may use WeasyPrint for other things at the same time. So this module changes WeasyPrint's logger. The
messages from a thread that listens are collected and go nowhere else. Messages from other threads are logged as before.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, local

LOGGER = "weasyprint"


class _Heard(local):
    """The messages that were collected in this thread; None while the thread does not listen."""

    messages: list[str] | None = None


_HEARD = _Heard()
_LOCK = Lock()


class _ListenedTo(logging.Logger):
    """A logger that gives its messages to a listening thread instead of logging them.

    A listening thread gets all messages from the level WARNING on. The logger's own level, filters and handlers do not
    matter then.
    """

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
    """Collect all complaints of WeasyPrint in this thread during the block, in the list that is given."""
    _listen()
    before, _HEARD.messages = _HEARD.messages, []
    try:
        yield _HEARD.messages
    finally:
        _HEARD.messages = before


def _listen() -> None:
    """Change WeasyPrint's logger once. It keeps its own class as a base class, and its handlers, filters and level."""
    logger = logging.getLogger(LOGGER)
    with _LOCK:
        if not isinstance(logger, _ListenedTo):
            own = type(logger)
            logger.__class__ = _ListenedTo if own is logging.Logger else type(own.__name__, (_ListenedTo, own), {})
