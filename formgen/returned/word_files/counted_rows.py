"""Counts the rows of lists in a returned file, so that it is read beside the form with as many rows."""

from __future__ import annotations

from collections.abc import Sequence

from formgen.render.long_values.fitting import with_row_counts
from formgen.returned.word_files.alignment import has_words
from formgen.returned.word_files.form_rows import Branches, TextRow, template_rows
from formgen.scheme.models import Form
from formgen.scheme.slots import RepeatedRows, RowSlot

_FEWEST = 2
"""Cells of a heading. A row of one cell is a title, which may stand above each part of a form."""


def with_rows_of(form: Form, returned: Sequence[TextRow], branches: Branches = None) -> Form:
    """The form with as many rows in each list as a returned file has; not fewer than the form prints.

    branches: which conditions of a docxtpl template hold
    """
    if not form.rows:
        return form
    template = template_rows(form, branches)
    return with_row_counts(form, tuple(max(rows.printed, _count(form, rows, template, returned)) for rows in form.rows))


def without_headings_again(form: Form, returned: Sequence[TextRow]) -> tuple[TextRow, ...]:
    """The rows of a returned file without the headings of a list that stand there a second time.

    Who parts a long list, or copies it below, copies its heading, too. It is no row of the list.
    """
    if not form.rows:
        return tuple(returned)
    template = template_rows(form)
    headings: set[str] = set()
    for rows in form.rows:
        first = next((at for at, row in enumerate(template) if any(_is_of(form, rows, mark) for mark in row.marks)), 0)
        for row in reversed(template[:first]):
            if row.table != template[first].table or row.marks or len(row.cells) < _FEWEST:
                break
            headings.add(row.whole.text)
    printed = [row.whole.text for row in template]
    left: list[TextRow] = []
    seen: list[str] = []
    for row in returned:
        seen.append(row.whole.text)
        if not (
            row.table and row.whole.text in headings and seen.count(row.whole.text) > printed.count(row.whole.text)
        ):
            left.append(row)
    return tuple(left)


def _count(form: Form, rows: RepeatedRows, template: Sequence[TextRow], returned: Sequence[TextRow]) -> int:
    """How many rows stand in a returned file between the heading of a list and what follows it on the form; 0 if it has no heading."""
    own = [at for at, row in enumerate(template) if any(_is_of(form, rows, mark) for mark in row.marks)]
    if not own or not own[0]:
        return 0
    before = template[own[0] - 1]
    after = template[own[-1] + 1] if own[-1] + 1 < len(template) else None
    start = next((at for at, row in enumerate(returned) if before.words and has_words(before, row)), None)
    if start is None:
        return 0
    count, cells = 0, len(template[own[0]].cells)
    for row in returned[start + 1 :]:
        is_other = (
            row.table != returned[start + 1].table and len(row.cells) != cells
        )  # a list may be parted into two tables
        if bool(row.table) != bool(template[own[0]].table) or (count and is_other):
            break
        if after is not None and after.words and has_words(after, row):
            break
        count += 1
    return count // max(1, len(own) // max(1, rows.printed))


def _is_of(form: Form, rows: RepeatedRows, mark: int) -> bool:
    """True for the mark of a slot in the rows of this list."""
    slot = form.slots[mark] if mark < len(form.slots) else None
    return isinstance(slot, RowSlot) and slot.field.partition(".")[0] == rows.list
