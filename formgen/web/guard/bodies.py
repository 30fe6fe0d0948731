"""How much a request may send, and how long it may take. The bytes are counted before any parser sees them."""

from __future__ import annotations

import asyncio
import time

from starlette.types import Message, Receive

KILOBYTE, MEGABYTE = 1024, 1024 * 1024
SMALL_BODY = MEGABYTE
"""The most bytes of a form without files."""
LARGE_BODY = 500 * MEGABYTE
"""The most bytes of a request with files."""
MOST_FILE = 100 * MEGABYTE
"""The most bytes of one file."""
MOST_FILES = 200
MOST_FIELDS = 1000
MOST_FIELD = 256 * KILOBYTE
"""The most bytes of one field of a form."""
PATIENCE = 30.0
"""Seconds for which the server waits for the next bytes of a body."""
LONGEST = 900.0
"""Seconds in which a whole body must have come."""


class BodyRefused(Exception):
    """A body is too large, or comes too slowly.

    status   the HTTP status: 413 or 408
    message  what the person at the browser reads
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


def too_large(most: int) -> BodyRefused:
    """The refusal of a body of more than `most` bytes."""
    said = f"{most // MEGABYTE} MB" if most >= MEGABYTE else f"{most // KILOBYTE} KB"
    return BodyRefused(413, f"送来的内容太大，一次最多 {said}；请分几次送")


def counted(receive: Receive, most: int, patience: float = PATIENCE, longest: float = LONGEST) -> Receive:
    """A function that gives the messages of a request, and raises BodyRefused when its body breaks a limit.

    most      the most bytes of the body
    patience  seconds to wait for the next piece
    longest   seconds for the whole body
    """
    began, seen, whole = time.monotonic(), 0, False

    async def receiving() -> Message:
        nonlocal seen, whole
        if whole:  # what comes now is only the end of the connection
            return await receive()
        try:
            message = await asyncio.wait_for(receive(), min(patience, longest - (time.monotonic() - began)))
        except TimeoutError:
            raise BodyRefused(408, "内容送得太慢，已经停下；请检查网络后再送一次") from None
        if message["type"] == "http.request":
            seen += len(message.get("body", b""))
            whole = not message.get("more_body", False)
        if seen > most:
            raise too_large(most)
        return message

    return receiving
