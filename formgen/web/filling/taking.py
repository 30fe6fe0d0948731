"""What of a record from elsewhere can be typed in the browser: its texts, and what of it could not be taken over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from formgen.foundation.problems import Problem
from formgen.intake.json.write import record_text
from formgen.record.kinds.table import written
from formgen.record.models import Record
from formgen.scheme.models import Scheme
from formgen.web.filling.cells import TypedCell, cell_of
from formgen.web.filling.texts import typed_texts, with_texts


def as_typed(scheme: Scheme, record: Record, problems: Iterable[Problem]) -> tuple[str, tuple[str, ...]]:
    """The JSON of a record with all values that could be read; and a line for each that could not, or that has no place.

    Files that it names lie elsewhere, so they are not taken over.
    """
    said = {entry.place.at for entry in record.entries} | {score.place.at for score in record.scores}
    cells = {
        TypedCell(one.id, number, entry.field.partition(".")[2]).name: entry
        for one in record.lists
        for number, row in enumerate(one.rows)
        for entry in row.entries
    }
    said |= {entry.place.at for entry in cells.values()} | {row.place.at for one in record.lists for row in one.rows}
    said |= {one.place.at for one in record.lists}
    lost = [str(one) for one in problems if one.is_error and one.place.at not in said]
    if record.materials or record.evidence:
        lost.append("材料和佐证的文件没有带过来，请以后再放。")
    kept = replace(record.without(scheme.office_fields), materials=(), evidence=())
    text = record_text(scheme, kept)
    typed = typed_texts(scheme, text)
    # What JSON says with an object (a passport) is typed as the one text that is printed of it.
    others = {one.field: written(one.value) for one in kept.entries if one.field not in typed}
    others |= {name: written(entry.value) for name, entry in cells.items() if name not in typed}
    return with_texts(scheme, text, others), tuple(lost)


def filled_up(scheme: Scheme, record: str, other: str) -> str:
    """A record with the texts of another in the fields that are still empty. A list is taken as a whole, or not at all."""
    mine = typed_texts(scheme, record)
    begun = {cell.list for name in mine if (cell := cell_of(scheme, name))}
    theirs = {
        field: text
        for field, text in typed_texts(scheme, other).items()
        if field not in mine and not ((cell := cell_of(scheme, field)) and cell.list in begun)
    }
    return with_texts(scheme, record, theirs)
