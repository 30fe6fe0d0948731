"""Lines of a form outside tables that somebody parted with Enter: `填表人：张三` and, below it, `填表日期：…`, of one line of the form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from formgen.returned.word_files.alignment import DATE_SIGNS, AlignedRows
from formgen.returned.word_files.form_rows import TextRow, fold
from formgen.returned.word_files.values.matching import texts_at_marks
from formgen.scheme.slots import Slot

MOST_PARTS = 4
"""Paragraphs that one line of a form was parted into, at most."""


def with_joined_lines(aligned: AlignedRows, rows: Sequence[TextRow], slots: Sequence[Slot]) -> AlignedRows:
    """The rows beside each other, where paragraphs that only together have the words of a line of the form are one row.

    rows: all rows of the returned file, in order
    """
    pairs, lacking, added = list(aligned.pairs), list(aligned.lacking), list(aligned.added)
    places = {id(row): place for place, row in enumerate(rows)}
    for template, returned in [*aligned.pairs, *((row, None) for row in aligned.lacking)]:
        if template.table or not template.marks or len(template.words) < 2:
            continue
        if returned is not None and (
            returned.table or texts_at_marks(template.whole, returned.whole, slots) is not None
        ):
            continue
        free = {places[id(row)] for row in added if not row.table}
        free |= set() if returned is None else {places[id(returned)]}
        joined = _joined(template, rows, free, None if returned is None else places[id(returned)], slots)
        if joined is None:
            continue
        whole, parts = joined
        taken = {id(row) for row in parts}
        added = [row for row in added if id(row) not in taken]
        if returned is None:
            lacking = [row for row in lacking if row is not template]
            pairs.append((template, whole))
        else:
            pairs = [(one, whole if one is template else other) for one, other in pairs]
    return replace(aligned, pairs=tuple(pairs), lacking=tuple(lacking), added=tuple(added))


def _joined(
    template: TextRow, rows: Sequence[TextRow], free: set[int], own: int | None, slots: Sequence[Slot]
) -> tuple[TextRow, Sequence[TextRow]] | None:
    """The paragraphs that have the words of a line together, as one row, and each by itself; None if there are none.

    free  the places of the paragraphs that stand for no other line
    own   the place of the paragraph that was taken for the line; None if there was none
    """
    for count in range(2, MOST_PARTS + 1):
        for start in sorted(free):
            places = range(start, start + count)
            if not free.issuperset(places) or (own is not None and own not in places):
                continue
            parts = [rows[place] for place in places]
            whole = fold("\n".join(part.whole.whole for part in parts))
            # Its words are looked for first: that is quick, however long the paragraphs are. A date may lack its signs.
            has_words = all(words in whole.text for words in template.words if words not in DATE_SIGNS)
            if has_words and texts_at_marks(template.whole, whole, slots) is not None:
                return replace(parts[0], cells=(whole,)), parts
    return None
