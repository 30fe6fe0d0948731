"""The places of a form whose values may be longer than their room: what each of them can hold, and with which letters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from formgen.render.compiled.kept import Kept, Same
from formgen.render.long_values.continuation import KEPT_BACK, kind_of
from formgen.render.long_values.rooms import AIR, PlaceRoom, place_rooms, sheet_rooms
from formgen.render.word.fitted import CONTINUED
from formgen.scheme.fitting import PlaceFitting
from formgen.scheme.models import Form
from formgen.scheme.slots import Slot

SIZES = (16.0, 15.0, 14.0, 12.0, 10.5, 9.0)
"""The sizes (pt) to which letters become smaller: those for which Chinese typesetting has names, from 三号 to 小五."""


@dataclass(frozen=True, slots=True)
class WatchedPlace:
    """A place whose value may be longer than its room.

    slot   the slot
    place  the number of this place among the places of the slot, counted from 0
    room   the room of the place
    kind   the number of the kind of sheet on which its value may continue, counted from 0; None if there is none
    """

    slot: Slot
    place: int
    room: PlaceRoom
    kind: int | None

    def is_at(self, place: PlaceFitting) -> bool:
        """True if this change is one of this place."""
        return (place.slot, place.place) == (self.slot.id, self.place)

    @property
    def steps(self) -> tuple[PlaceRoom, ...]:
        """The room with the usual font size, and the room with each smaller size that is allowed, the largest first."""
        smallest = self.slot.smallest
        sizes = [] if smallest is None else [size for size in SIZES if smallest <= size < self.room.format.size]
        return (self.room, *map(self.room.sized, sizes))

    def most(self, step: PlaceRoom, spare: float) -> int:
        """How many lines the place holds.

        step   the room with the font size that is tried
        spare  how much its row may grow (pt)
        """
        if self.slot.smallest is None:
            return self.slot.lines
        if self.slot.rows > 1:
            return min(self.slot.rows, 1 + int(spare / self.room.height))
        if step.row is None:
            return int(self.slot.lines * self.room.format.line / step.format.line)
        return max(self.slot.lines if step is self.room else 0, step.held(max(0, spare - AIR)), step.held())

    def growth(self, step: PlaceRoom, lines: int) -> float:
        """How much higher (pt) its table becomes if the value takes so many lines. step: the room with the font size."""
        if self.slot.rows > 1:
            return (lines - 1) * self.room.height
        if step.row is None or lines <= max(step.held(), self.slot.lines if step is self.room else 0):
            return 0
        return lines * step.format.line + AIR - step.inner


def watched_places(form: Form) -> tuple[WatchedPlace, ...]:
    """The places of a form that may be changed for a long value, in the form's order."""
    return _WATCHED.get((Same(form), form.template.stat().st_mtime_ns), lambda: tuple(_found(form)))


_WATCHED: Kept[tuple[Same, int], tuple[WatchedPlace, ...]] = Kept(64)


def _found(form: Form) -> Iterator[WatchedPlace]:
    rooms: Mapping[tuple[str, int], PlaceRoom] | None = None
    seen: dict[str, int] = {}
    for slot in form.slots:
        place = seen[slot.id] = seen.get(slot.id, -1) + 1
        kind = kind_of(form, slot.field) if slot.part is None else None
        if slot.smallest is None and kind is None:
            continue
        rooms = rooms or place_rooms(form)
        room = rooms.get((slot.id, place))
        if room is not None:
            yield WatchedPlace(slot, place, room, kind)


@dataclass(frozen=True, slots=True)
class Capacity:
    """How much of one field's value a form holds.

    characters  about how many Chinese characters
    smallest    the font size (pt) for this; None if the size does not change
    sheets      how many continuation sheets the value may use; 0 for none
    """

    characters: int
    smallest: float | None
    sheets: int


def capacity(form: Form, field_id: str) -> Capacity | None:
    """How much a form holds of a field whose letters may become smaller, or that may continue on sheets.

    None for any other field. Raises DefinitionError if a template cannot be laid out.
    """
    here = [one for one in watched_places(form) if one.slot.field == field_id]
    if not here:
        return None
    for one in here:
        if one.kind is not None and form.continuation is not None:
            room, most = sheet_rooms(form)[one.kind], form.continuation.sheets[one.kind].most
            text = room.texts[f"{field_id}{CONTINUED}"]
            # Each sheet except the last one has a line with words that the text continues.
            lines = text.lines(room.area - text.label) * most - (most - 1)
            begins = (one.slot.lines - KEPT_BACK) * int(one.room.ems) if one.slot.smallest is None else 0
            return Capacity(lines * int(text.place.ems) + begins, None, most)
    found = []
    for one in here:
        spare = float(form.spare[one.slot.page - 1]) if form.spare and one.slot.page else 0.0
        step = one.steps[-1]
        found.append((one.most(step, spare) * int(step.ems), step.format.size))
    characters, size = min(found)
    return Capacity(characters, size, 0)
