"""The texts that a record puts into a form's slots, as they are printed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from formgen.record.kinds.table import written, written_part
from formgen.record.lists import column_sum
from formgen.record.models import Record, Value
from formgen.record.scoring import totals, written_points
from formgen.render.word.blank_texts import BOXES, in_blank, is_row_of_boxes
from formgen.render.word.fill import SlotText
from formgen.scheme.models import Form, Scheme
from formgen.scheme.slots import CellSlot, RowSlot, Slot

INDENT = "　　"
NARROW, WIDE, USUAL_SPACES = " \u00a0", "\u3000", 4
"""Spaces half as wide as a character; one as wide; how many narrow ones make the usual indent."""
DAY_CELLS = 8
"""The cells of a day: four for the year, two for the month, two for the day."""


def slot_texts(scheme: Scheme, form: Form, record: Record) -> tuple[SlotText, ...]:
    """The text of every slot that the record has a value for, in the form's order; the others stay blank."""
    return tuple(_texts(scheme, form, record))


def _texts(scheme: Scheme, form: Form, record: Record) -> Iterator[SlotText]:
    points = {form.scores.slot_id(score.indicator): score.points for score in record.scores} if form.scores else {}
    total = form.scores.total if form.scores else None
    for slot in form.slots:
        if slot.field in points:
            yield SlotText(slot.id, written_points(points[slot.field]))
        elif slot.field == total:
            # A sum of only some rows would be a wrong total on an official paper. So the sum is empty until all scores are there.
            sums = totals(scheme, record.scores)
            if sums.complete:
                yield SlotText(slot.id, written_points(sums.overall.points))
        elif (definition := scheme.definition(slot.field)) and definition.kind.is_picture:
            continue  # a picture is no text: `formgen.render.word.pictures` puts it there
        elif (text := _field_text(slot, record)) is not None:
            printed = indented(text) if definition and definition.kind.is_paragraphs else text
            yield SlotText(slot.id, in_blank(slot, printed, bool(definition and definition.kind.is_choice)))


def indented(text: str) -> str:
    """A text of several paragraphs, each with the indent of two characters that Chinese papers have.

    A paragraph that begins with a wide space has its writer's own indent, and stays as it is. So do empty lines. Narrow spaces are
    half as wide as a character where people type them, and half of that in print: up to four of them mean the usual indent, and of
    more, which push a line to the right, each two become a wide one.
    """
    return "\n".join(_with_indent(part) if part else part for part in text.split("\n"))


def _with_indent(paragraph: str) -> str:
    words = paragraph.lstrip(NARROW)
    spaces = len(paragraph) - len(words)
    if words[:1].isspace() or not words:
        return paragraph
    return WIDE * (spaces // 2) + words if spaces > USUAL_SPACES else INDENT + words


def _field_text(slot: Slot, record: Record) -> str | None:
    if slot.part == "total":
        return column_sum(record.rows(slot.field.partition(".")[0]), slot.field)
    value = _row_value(slot, record) if isinstance(slot, RowSlot) else record.value(slot.field)
    if value is None or slot.part == "continued":  # `formgen.render.long_values.continuation` says what goes on there
        return None
    if slot.part == "cell":
        return character_at(slot, in_cells(slot, value)) if isinstance(slot, CellSlot) else None
    return written_part(value, slot.part) if slot.part else written(value)


def in_cells(slot: Slot, value: Value) -> str:
    """The characters that stand in the cells of a value that takes one for each: without spaces; a day in eight cells as `20180605`."""
    if isinstance(value, date) and slot.cells == DAY_CELLS:
        return f"{value:%Y%m%d}"
    return "".join(written(value).split())


def character_at(slot: CellSlot, characters: str) -> str:
    """The character in one cell. What has no cell left stands in the last one: it is refused, but it is never lost."""
    last = len(characters) if slot.cell == slot.cells else slot.cell
    return characters[slot.cell - 1 : last]


@dataclass(frozen=True, slots=True)
class Crowded:
    """A value that has more characters than its row of boxes: how many it has, and how many it may have."""

    field: str
    characters: int
    most: int


def crowded(form: Form, record: Record) -> Iterator[Crowded]:
    """The values of a form that have more characters than their cells or printed boxes (`□□□□□□`)."""
    for slot in form.slots:
        most = slot.cells if isinstance(slot, CellSlot) and slot.cell == 1 else _boxes(slot.blank)
        value = record.value(slot.field) if most and not isinstance(slot, RowSlot) else None
        if value is not None and len(characters := in_cells(slot, value)) > most:
            yield Crowded(slot.field, len(characters), most)


@lru_cache(maxsize=256)
def _boxes(blank: str) -> int:
    """How many boxes for one character each a blank is; 0 for another blank. Hundreds of slots have one of a few blanks."""
    return sum(map(blank.count, BOXES)) if is_row_of_boxes(blank) else 0


def _row_value(slot: RowSlot, record: Record) -> Value | None:
    """The value that stands in one row; None for a row that the record does not have, and for an empty cell."""
    rows = record.rows(slot.field.partition(".")[0])
    return rows[slot.row - 1].value(slot.field) if slot.row <= len(rows) else None
