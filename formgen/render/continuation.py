"""The continuation sheets (续页): texts that do not fit in their boxes stand, or go on, on sheets behind the page.

A value whose letters may become smaller stands on a sheet as a whole, and its box says so. Any other text begins in its box and goes
on. The parts of a text are joined again when a form is read back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lxml import etree

from formgen.render.rooms import PlaceRoom, SheetRoom, sheet_rooms
from formgen.render.word.fill import SlotText
from formgen.render.word.fitted import CONTINUED, continued_id
from formgen.render.word.slots import find_places, read_slots
from formgen.scheme.fitting import SheetFitting, SheetPart
from formgen.scheme.models import Continuation, Form, SheetSlot, Slot

NEAR_THE_END = 3
"""If a paragraph ends in so many last lines of a box, the text is divided there, and not at the end of the box."""
KEPT_BACK = 2
"""Lines of a box in which a text begins that it does not take: one for the marker, and one in reserve. Another program may break
a line with Latin words elsewhere."""


@dataclass(frozen=True, slots=True)
class Continued:
    """What goes on, on the sheets of one kind.

    whose   the field's full id
    text    what stands on the sheets
    """

    whose: str
    text: str = field(repr=False)


def kind_of(form: Form, field_id: str) -> int | None:
    """The number of the kind of sheet on which a field's text goes on; None for a field without."""
    kinds = () if form.continuation is None else form.continuation.sheets
    found = (
        index for index, kind in enumerate(kinds)
        if any(slot.part == "continued" and slot.field == field_id for slot in kind.slots)
    )  # fmt: skip
    return next(found, None)


def begun(continuation: Continuation, room: PlaceRoom, lines: int, text: str) -> tuple[str, str] | None:
    """A text in two parts: what stands in the box of its slot, with the marker, and what goes on. None if the box holds all.

    lines  how many lines the box has
    """
    if room.surely_holds(text, lines) or room.lines(text, lines) <= lines:
        return None
    return _divided(continuation, text, room.ends(text, lines + 1)[: lines - KEPT_BACK])


def on_sheets(form: Form, number: int, texts: Sequence[Continued]) -> tuple[list[SheetFitting], list[SlotText]] | None:
    """Texts put on as many sheets of a kind as they need, in the order of the kind's slots; None if these would be too many."""
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
"""Texts that have no place yet, each with its slot's id on the first sheet."""


def _one_sheet(continuation: Continuation, room: SheetRoom, queue: Queue) -> tuple[list[tuple[SheetPart, str]], Queue]:
    """The next texts on one sheet, each with its part, and the texts that are left."""
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


def _divided(continuation: Continuation, text: str, ends: Sequence[int]) -> tuple[str, str]:
    """A text divided: what stands in the lines with these ends, with the marker behind it, and the rest."""
    for end in ends[: -NEAR_THE_END - 1 : -1]:
        if text[end - 1] == "\n":
            return f"{text[:end]}{continuation.marker_between}", text[end:]
    return f"{text[: ends[-1]]}\n{continuation.marker_within}", text[ends[-1] :]


def read_form(form: Form, document: etree._Element) -> tuple[SlotText, ...]:
    """The text of each slot of a form's Word file, in the form's order. A text that goes on, on sheets, is joined again."""
    found = tuple(SlotText(slot.id, text) for slot, text in read_slots(document, form.slots))
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


def _parts(document: etree._Element, slot: Slot, most: int) -> list[str]:
    """The texts in which a slot's text goes on, sheet by sheet."""
    slots = [SheetSlot(field=slot.field, part=slot.part, label="", sheet=number) for number in range(1, most + 1)]
    return [place.text for place in find_places(document, slots) if place is not None]


def _joined(continuation: Continuation, box: str, parts: Iterable[str]) -> str:
    """The whole text of a box and its sheets. If a user typed in the box without a marker, the sheet begins a new paragraph."""
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
