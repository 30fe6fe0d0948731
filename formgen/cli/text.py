"""Text in columns on a terminal, where a Chinese character is as wide as two Latin letters."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

GAP = 2


def screen_width(text: str) -> int:
    """The number of columns that the text takes: two for a wide or full-width character, none for a combining mark."""
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


def columns(rows: Iterable[Iterable[str]], indent: int = 0) -> list[str]:
    """The rows as lines. Each column is as wide as its widest cell, and no spaces stand at the end of a line."""
    table = [tuple(row) for row in rows]
    count = max((len(row) for row in table), default=0)
    widths = [max((screen_width(row[n]) for row in table if n < len(row)), default=0) for n in range(count)]
    lines = []
    for row in table:
        cells = [cell + " " * (widths[n] - screen_width(cell) + GAP) for n, cell in enumerate(row)]
        lines.append((" " * indent + "".join(cells)).rstrip())
    return lines
