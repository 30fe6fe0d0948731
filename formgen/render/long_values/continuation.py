"""Divides texts between the rows of a table, and between their boxes and the continuation sheets (续页) behind the page.

A value that takes several rows has one line in each of them. Of the others, a value whose letters may become smaller stands as a
whole on a sheet, and a marker in its box says so. Any other long text begins in its box and continues on a sheet. When a form is
read back, the parts of a text are joined again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from lxml import etree

from formgen.render.long_values.rooms import PlaceRoom, SheetRoom, sheet_rooms
from formgen.render.word.fill import SlotText
from formgen.render.word.fitted import CONTINUED, continued_id, line_slot
from formgen.render.word.slots import find_places, read_slots
from formgen.scheme.fitting import SheetFitting, SheetPart
from formgen.scheme.models import Continuation, Form
from formgen.scheme.slots import SheetSlot, Slot

NEAR_THE_END = 3
"""If a paragraph ends within the last lines of a box, so many of them, the text is divided behind that paragraph."""
KEPT_BACK = 2
"""The lines of a box that a divided text leaves free: one for the marker, and one in reserve, because another program may break a
line with Latin words elsewhere."""


@dataclass(frozen=True, slots=True)
class Continued:
    """A text that continues on the sheets of one kind.

    whose   the field's full id
    text    the part of the text that stands on the sheets
    """

    whose: str
    text: str = field(repr=False)


def kind_of(form: Form, field_id: str) -> int | None:
    """The number of the kind of sheet on which a field's text continues; None for a field without such a sheet."""
    kinds = () if form.continuation is None else form.continuation.sheets
    found = (
        index for index, kind in enumerate(kinds)
        if any(slot.part == "continued" and slot.field == field_id for slot in kind.slots)
    )  # fmt: skip
    return next(found, None)


def begun(continuation: Continuation, room: PlaceRoom, lines: int, text: str) -> tuple[str, str] | None:
    """A text in two parts: the part for its box, with the marker, and the part for the sheets. None if the box has room for all.

    lines  the number of lines of the box
    """
    if room.surely_holds(text, lines) or room.lines(text, lines) <= lines:
        return None
    return _divided(continuation, text, room.ends(text, lines + 1)[: lines - KEPT_BACK])


def on_sheets(form: Form, number: int, texts: Sequence[Continued]) -> tuple[list[SheetFitting], list[SlotText]] | None:
    """Put texts on as many sheets of a kind as they need, in the order of the kind's slots. None if that would be too many sheets."""
    assert form.continuation is not None, "only a form with sheets has kinds of sheet"
    kind, room = form.continuation.sheets[number], sheet_rooms(form)[number]
    ids = [slot.id for slot in kind.slots]
    queue = sorted(((f"{one.whose}{CONTINUED}", one.text) for one in texts), key=lambda one: ids.index(one[0]))
    sheets: list[SheetFitting] = []
    printed: list[SlotText] = []
    while queue:
        if len(sheets) >= kind.most:
            return None
        parts, queue = _one_sheet(form.continuation, room, queue)
        at = len(sheets) + 1
        sheets.append(SheetFitting(number, at, tuple(part for part, _ in parts)))
        printed += [SlotText(continued_id(part.slot, at), text) for part, text in parts]
    return sheets, printed


Queue = list[tuple[str, str]]
"""Texts without a place yet, each with the id of its slot on the first sheet."""


def _one_sheet(continuation: Continuation, room: SheetRoom, queue: Queue) -> tuple[list[tuple[SheetPart, str]], Queue]:
    """The texts of the next sheet, each with its part of the sheet, and the texts that remain."""
    free, found = room.area, list[tuple[SheetPart, str]]()
    while queue:
        (slot_id, text), *rest = queue
        one = room.texts[slot_id]
        most = one.lines(free - one.label)
        lines = most + 1 if most < 1 else one.place.lines(text, most)
        if lines > most and found:
            break
        if lines > most:
            begin, left = _divided(continuation, text, one.place.ends(text, most + 1)[: most - 1])
            height = free - one.label
            return [(SheetPart(slot_id, one.lines(height), height), begin)], [(slot_id, left), *rest]
        height = one.height(lines)
        found.append((SheetPart(slot_id, one.lines(height), height), text))
        free -= one.label + height
        queue = rest
    last, text = found[-1]
    height = last.height + free
    found[-1] = SheetPart(last.slot, room.texts[last.slot].lines(height), height), text
    return found, queue


def in_rows(room: PlaceRoom, text: str, rows: int) -> list[str]:
    """A text in one part for each row. The lines are of about the same length, so that no row has a single character.

    room  the room of one row
    rows  how many rows the text takes if each but the last is full
    """
    size = room.format.size
    wide = (room.width - (room.ems - ems) * size for ems in range(int(room.ems / rows), int(room.ems)))
    tried = (replace(room, width=width).ends(text, rows + 1) for width in wide)
    ends = next((ends for ends in tried if len(ends) <= rows), room.ends(text, rows))
    return [text[start:end].removesuffix("\n") for start, end in pairwise((0, *ends))]


def _divided(continuation: Continuation, text: str, ends: Sequence[int]) -> tuple[str, str]:
    """A text in two parts: the text of the lines with these ends, followed by the marker, and the rest."""
    for end in ends[: -NEAR_THE_END - 1 : -1]:
        if text[end - 1] == "\n":
            return f"{text[:end]}{continuation.marker_between}", text[end:]
    return f"{text[: ends[-1]]}\n{continuation.marker_within}", text[ends[-1] :]


def read_form(form: Form, document: etree._Element) -> tuple[SlotText, ...]:
    """The text of each slot of a form's Word file, in the form's order. A text in several rows or sheets is joined again."""
    found = tuple(SlotText(slot.id, text) for slot, text in _read_rows(document, form.slots))
    continuation = form.continuation
    if continuation is None:
        return found
    goes_on = {
        slot.field: parts
        for kind in continuation.sheets
        for slot in kind.slots
        if slot.part == "continued" and (parts := _parts(document, slot, kind.most))
    }
    return tuple(
        SlotText(one.slot, _joined(continuation, one.text, goes_on[one.slot])) if one.slot in goes_on else one
        for one in found
    )


def _read_rows(document: etree._Element, slots: Sequence[Slot]) -> Iterator[tuple[Slot, str]]:
    """The text of each slot of a form. The lines of a value that takes several rows are joined."""
    rows = {number: lines for number, slot in enumerate(slots) if (lines := _row_slots(document, slot))}
    drawn = [one for number, slot in enumerate(slots) for one in rows.get(number, (slot,))]
    texts = read_slots(document, drawn)
    for number, slot in enumerate(slots):
        yield slot, "".join(next(texts)[1] for _ in rows.get(number, (slot,)))


def _row_slots(document: etree._Element, slot: Slot) -> tuple[Slot, ...]:
    """The slots of the rows that the value of a slot takes in a document; empty if the value stands in the slot itself."""
    slots = tuple(line_slot(slot, row) for row in range(1, slot.rows + 1)) if slot.rows > 1 else ()
    return tuple(one for one, place in zip(slots, find_places(document, slots), strict=True) if place is not None)


def _parts(document: etree._Element, slot: Slot, most: int) -> list[str]:
    """The parts of a slot's text on the sheets, sheet by sheet."""
    slots = [SheetSlot(field=slot.field, part=slot.part, label="", sheet=number) for number in range(1, most + 1)]
    return [place.text for place in find_places(document, slots) if place is not None]


def _joined(continuation: Continuation, box: str, parts: Iterable[str]) -> str:
    """The whole text of a box and its sheets. If the box has no marker, because a user changed it, the sheet begins a new paragraph."""
    text = box
    for part in parts:
        if text == continuation.marker_between:
            text = part
        elif text.endswith(within := f"\n{continuation.marker_within}"):
            text = text.removesuffix(within) + part
        else:
            begin = text.removesuffix(f"\n{continuation.marker_between}")
            text = f"{begin}\n{part}" if part else begin
    return text
