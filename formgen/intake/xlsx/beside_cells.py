"""Finds what a sheet shows beside its cells: comments on cells, and text boxes. Nothing of it is read, so it is told."""

from __future__ import annotations

from contextlib import suppress
from itertools import islice

from formgen.intake.xlsx.package import Package, Refused

MOST_COMMENTS = 10_000


def commented_cells(package: Package, part: str) -> tuple[str, ...]:
    """The addresses of the cells with comments, in the order of the file. part: the sheet's part of the package."""
    found: dict[str, None] = {}
    with suppress(Refused):  # a damaged comment must not keep anybody from the cells
        for one in package.relations(part).values():
            comments = (
                package.pieces(one.target, "comment") if one.kind == "comments" and package.has(one.target) else ()
            )
            for comment in islice(comments, MOST_COMMENTS):
                found[comment.get("ref", "")] = None
    return tuple(filter(None, found))


def has_text_boxes(package: Package, part: str) -> bool:
    """True if words stand in a text box or another drawn shape on the sheet."""
    with suppress(Refused):
        drawings = [one.target for one in package.relations(part).values() if one.kind == "drawing"]
        texts = (text.text for one in drawings if package.has(one) for text in package.pieces(one, "t"))
        return any((text or "").strip() for text in texts)
    return False


def row_of(address: str) -> int:
    """The row of an address such as `E2`; 0 for any other text."""
    digits = address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ$")
    return int(digits) if digits.isdecimal() and len(digits) <= 7 else 0
