"""Lays the rows of a returned file beside those of the template: which row is which, what is lacking, what was added."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from formgen.returned.word_files.form_rows import TextRow

NEAR = 12
"""How many rows apart two rows of nearly the same words may stand to be taken for one another."""
DATE_SIGNS = frozenset("年月日")
_DATE = re.compile(r"\d+[年./、,-]\d+[月./、,-]\d+[日号]?|\d{8}")
"""A date as people write it over the three places of a form."""
ALIKE = 0.6
"""The share of a row's own words that must be there if some were changed."""


@dataclass(frozen=True)
class AlignedRows:
    """Rows of the template with the rows that stand for them; template rows without one; and rows that were added."""

    pairs: tuple[tuple[TextRow, TextRow], ...]
    lacking: tuple[TextRow, ...]
    added: tuple[TextRow, ...]


def align(template: Sequence[TextRow], returned: Sequence[TextRow]) -> AlignedRows:
    """Lay rows beside each other, in order, so that as many own words as possible meet themselves."""
    wide = len(returned) + 1
    best = [[0.0] * wide for _ in range(len(template) + 1)]
    likeness = [
        [_likeness(one, other, row, column) for column, other in enumerate(returned)]
        for row, one in enumerate(template)
    ]
    for row in range(len(template) - 1, -1, -1):
        for column in range(len(returned) - 1, -1, -1):
            both = likeness[row][column] + best[row + 1][column + 1] if likeness[row][column] else 0.0
            best[row][column] = max(both, best[row + 1][column], best[row][column + 1])
    pairs, lacking, added = [], [], []
    row = column = 0
    while row < len(template) and column < len(returned):
        value = likeness[row][column]
        if value and best[row][column] == value + best[row + 1][column + 1]:
            pairs.append((template[row], returned[column]))
            row, column = row + 1, column + 1
        elif best[row][column] == best[row + 1][column]:
            lacking.append(template[row])
            row += 1
        else:
            added.append(returned[column])
            column += 1
    return AlignedRows(tuple(pairs), (*lacking, *template[row:]), (*added, *returned[column:]))


def has_words(template: TextRow, returned: TextRow) -> bool:
    """True if all own words of a template's row stand in a row, in their order."""
    place = 0
    for words in template.words:
        place = returned.whole.text.find(words, place)
        if place < 0:
            return False
        place += len(words)
    return True


def _likeness(template: TextRow, returned: TextRow, row: int, column: int) -> float:
    """How well a row stands for a row of the template; 0 if it does not."""
    alike = bool(template.table) == bool(returned.table)
    if not template.words:
        return 0.2 if alike and len(template.cells) == len(returned.cells) else 0.0
    if set(template.words) <= DATE_SIGNS and _DATE.fullmatch(returned.whole.text):
        return 0.5
    length = sum(map(len, template.words))
    weight = (1 + min(length, 60) / 10) * (1.0 if alike else 0.6)
    if has_words(template, returned):
        extra = len(returned.whole.text) - length if not template.marks else 0
        return weight / (1 + extra / (length + 1))
    if length < 4 or abs(row - column) > NEAR:
        return 0.0
    blocks = SequenceMatcher(None, "".join(template.words), returned.whole.text, autojunk=False).get_matching_blocks()
    share = sum(block.size for block in blocks) / length
    return weight * share * 0.8 if share >= ALIKE else 0.0
