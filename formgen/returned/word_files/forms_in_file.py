"""Which forms a file holds: people put several forms of one applicant, or those of several applicants, into one Word file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from formgen.returned.word_files.alignment import align
from formgen.returned.word_files.form_rows import TextRow, template_rows
from formgen.returned.word_files.returned_form import SAME_FORM, recognised, share_of
from formgen.scheme.models import Form

MOST = 400
"""The most forms that one file may hold: more are no packet of an applicant."""

_TWICE = 1.5
"""How many times as long as a form a file must be to hold the same form twice."""


def forms_in(
    forms: Sequence[Form], rows: Sequence[TextRow], issued: str = ""
) -> list[tuple[Form, tuple[TextRow, ...]]]:
    """The forms that a file holds in their order, each with its rows. Rows between two forms go with the one before them.

    issued: the id of the form that the file was issued as; empty if unknown
    """
    found = sorted(_found(forms, rows, 0, issued), key=lambda one: one[0])[:MOST]
    starts = [0, *(start for start, _ in found[1:])] if found else []
    ends = [*starts[1:], len(rows)] if found else []
    return [(form, tuple(rows[start:end])) for (_, form), start, end in zip(found, starts, ends, strict=True)]


def _found(forms: Sequence[Form], rows: Sequence[TextRow], at: int, issued: str) -> Iterator[tuple[int, Form]]:
    """The place of the first row of each form among these rows. at: the place of the first of these rows in the file."""
    form = recognised(forms, rows, issued)
    if form is None:
        return
    others = (one for one in forms if one is not form)
    if len(rows) < _TWICE * len(template_rows(form)) and all(
        share_of(template_rows(one), rows) < SAME_FORM for one in others
    ):
        yield at, form  # there is room for no other: nearly always, and much quicker
        return
    paired = {id(returned) for template, returned in align(template_rows(form), rows).pairs if template.words}
    places = [place for place, row in enumerate(rows) if id(row) in paired]
    if not places:
        return
    yield at + places[0], form
    yield from _found(forms, rows[: places[0]], at, "")
    yield from _found(forms, rows[places[-1] + 1 :], at + places[-1] + 1, "")
