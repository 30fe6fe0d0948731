"""PDF values written as PDF syntax that refers to no other object, so that they can stand in any file."""

from __future__ import annotations

import re
from decimal import Decimal

import pikepdf

LONGEST = 20_000
"""Bytes of one value. What an element says of itself is short; more is an odd file."""
DEEPEST = 20
REFERENCE = re.compile(rb"\d R\b")


class NotPlainError(Exception):
    """A value is too long, too deep, or of a kind that can't be written so (a stream)."""


def plain(value: object) -> bytes:
    """The value as PDF syntax; what it refers to stands in it. Raises NotPlainError."""
    if isinstance(value, pikepdf.String | pikepdf.Name):
        written = value.unparse(resolved=True)
    elif isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not isinstance(value, pikepdf.Stream):
        written = value.unparse(resolved=True)
        if REFERENCE.search(written):
            written = _written(value, 0, [LONGEST])
    else:
        written = _written(value, 0, [LONGEST])
    if len(written) > LONGEST:
        raise NotPlainError
    return written


def _written(value: object, depth: int, left: list[int]) -> bytes:
    """left: how many bytes may still be written; one number, that all calls count down."""
    if depth > DEEPEST or left[0] < 0:
        raise NotPlainError
    if isinstance(value, pikepdf.Stream):
        raise NotPlainError
    if isinstance(value, pikepdf.Dictionary):
        parts = [pikepdf.Name(key).unparse() + b" " + _written(below, depth + 1, left) for key, below in value.items()]
        return b"<<" + b" ".join(parts) + b">>"
    if isinstance(value, pikepdf.Array):
        return b"[" + b" ".join(_written(below, depth + 1, left) for below in value.as_list()) + b"]"
    written = _scalar(value)
    left[0] -= len(written)
    return written


def _scalar(value: object) -> bytes:
    if value is None:
        return b"null"
    if isinstance(value, bool):
        return b"true" if value else b"false"
    if isinstance(value, int | Decimal):
        return f"{value:f}".encode() if isinstance(value, Decimal) else str(value).encode()
    if isinstance(value, pikepdf.String | pikepdf.Name):
        return value.unparse(resolved=True)
    raise NotPlainError
