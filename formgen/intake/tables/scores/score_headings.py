"""Finds the row of headings of a sheet of scores, and whose scores stand in each column, in whatever way people head it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from formgen.intake.columns import header_key
from formgen.intake.sheet_words import own_score_words
from formgen.intake.table import Table
from formgen.intake.tables.headings.heading_row import Headings, find_headings
from formgen.intake.tables.headings.heading_words import HeadingWords
from formgen.intake.tables.rows.texts import is_note
from formgen.intake.tables.vocabulary import Vocabulary

_SURE = 3
"""So many known headings make a sheet of scores. With fewer, most rows below must be indicators."""
_ROWS_ABOVE = 2
"""In so many rows above the headings a name is looked for, if the heading itself says only 得分."""
_BESIDE = " \t\u3000-－—:：()（）[]【】"


def is_score_sheet(words: Vocabulary, table: Table) -> bool:
    """Return True if a row of the sheet holds the headings of scores."""
    return score_headings(words, table) is not None


def score_headings(words: Vocabulary, table: Table) -> Headings[str] | None:
    """Return the headings of a sheet of scores, or None if it is not a sheet of scores."""
    headings = named_score_headings(words, table)
    if headings is None or len(headings.columns) >= _SURE or _are_indicators(words, table, headings):
        return headings
    return None


def named_score_headings(words: Vocabulary, table: Table) -> Headings[str] | None:
    """The headings of a sheet that is known to hold scores, each column of scores with the name alone; None without headings.

    A heading may have the name in one line and 得分 in the next, in one cell or in two. The words beside the name go.
    """
    texts = words.score_headers
    if texts is None:
        return None
    known = HeadingWords({header_key(text): text for text in texts.texts})
    found = find_headings(table, known, frozenset((texts.id, texts.indicator)))
    return replace(found, unknown=_named(words, table, found)) if found is not None else None


def _are_indicators(words: Vocabulary, table: Table, headings: Headings[str]) -> bool:
    """Whether most rows below the headings hold the words of an indicator. A heading or two alone may be any table's."""
    texts = words.score_headers
    number = next((column for column, text in headings.columns.items() if texts and text == texts.indicator), None)
    if number is None:
        return False
    said = [row.cells[number].text for row in table.rows[headings.at + 1 :] if number in row.cells]
    return 2 * sum(header_key(text) in words.indicator_texts for text in said) > len(said)


def _named(words: Vocabulary, table: Table, headings: Headings[str]) -> Mapping[int, str]:
    """The columns whose heading is none of the sheet's own, with the name that each says. 得分 stays if no name stands above."""
    own = own_score_words(words.scheme)
    bare = {number: _without(own, text) for number, text in headings.unknown.items()}
    above = _names_above(words, table, headings, own, [number for number, text in bare.items() if not text])
    return {number: text or above.get(number, headings.unknown[number]) for number, text in bare.items()}


def _without(own: frozenset[str], heading: str) -> str:
    """A heading without the lines that say only 得分, and without such a word behind the name. Empty if nothing is left."""
    lines = [line.strip() for line in heading.splitlines()]
    text = "".join(line for line in lines if header_key(line) not in own)
    for at in range(1, len(text)):
        behind = text[at:].strip(_BESIDE)
        if len(behind) > 1 and header_key(behind) in own and (rest := text[:at].rstrip(_BESIDE)):
            return rest
    return text


def _names_above(
    words: Vocabulary, table: Table, headings: Headings[str], own: frozenset[str], columns: list[int]
) -> Mapping[int, str]:
    """The names above columns that are headed 得分, if one row holds a name for each of them, and nothing but names."""
    for row in reversed(table.rows[max(0, headings.at - _ROWS_ABOVE) : headings.at] if columns else ()):
        labels = [found.meant for cell in row.cells.values() if (found := words.headings.find(cell.text))]
        names = {number: row.cells[number].text for number in columns if number in row.cells}
        fit = [name for name in names.values() if re.search(r"\w", name) and not is_note(name)]
        is_said_otherwise = any(meant != words.name for meant in labels) or any(header_key(name) in own for name in fit)
        if len(fit) == len(columns) and not is_said_otherwise:
            return names
    return {}
