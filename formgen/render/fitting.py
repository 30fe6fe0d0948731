"""Finds out how a form holds a record's long values: rows grow, letters become smaller, texts go on to continuation sheets.

A form that was changed is a form: it has its own Word template, slots and pages. So every module that makes papers (Word and
PDF, compiled and whole) handles it as usual.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from formgen.record.models import Record
from formgen.render.compiled.kept import Kept, Same
from formgen.render.continuation import KEPT_BACK, Continued, begun, kind_of, on_sheets
from formgen.render.papers import FormTexts
from formgen.render.rooms import AIR, TWIPS, PlaceRoom, place_rooms, sheet_rooms
from formgen.render.values import slot_texts
from formgen.render.word.fill import SlotText, read_template
from formgen.render.word.fitted import CONTINUED, fitted_package, fitted_slots
from formgen.scheme.fitting import Fitting, PlaceFitting, SheetFitting
from formgen.scheme.models import CONTINUED_FILE, Form, FormStamp, Scheme, Slot

SIZES = (16.0, 15.0, 14.0, 12.0, 10.5, 9.0)
"""The steps in which letters become smaller (pt): the sizes that Chinese typesetting has names for, 三号 to 小五."""
MOST_FORMS = 256
"""How many changed forms are kept: each is another document for the compiled way."""


@dataclass(frozen=True, slots=True)
class _Watched:
    """A place whose value may be longer than its room: the slot, which place of it this is, and its room."""

    slot: Slot
    place: int
    room: PlaceRoom
    kind: int | None

    @property
    def steps(self) -> tuple[PlaceRoom, ...]:
        """The room with letters of the usual size, and of each smaller size that is allowed."""
        smallest = self.slot.smallest
        sizes = [] if smallest is None else [size for size in SIZES if smallest <= size < self.room.format.size]
        return (self.room, *map(self.room.sized, sizes))

    def most(self, step: PlaceRoom, spare: float) -> int:
        """How many lines the place holds in these letters, if its row grows by `spare` (pt)."""
        if self.slot.smallest is None:
            return self.slot.lines
        if step.row is None:
            return int(self.slot.lines * self.room.format.line / step.format.line)
        return max(self.slot.lines if step is self.room else 0, step.held(max(0, spare - AIR)), step.held())


@dataclass(frozen=True, slots=True)
class _Long:
    """A value that its place does not hold as it is."""

    at: _Watched
    text: str = field(repr=False)


def form_texts(scheme: Scheme, form: Form, record: Record) -> FormTexts:
    """The texts of a record in a form, which is changed where that is needed to hold them."""
    return fitted(form, slot_texts(scheme, form, record))


def fitted(form: Form, texts: tuple[SlotText, ...]) -> FormTexts:
    """The form with these texts; changed if its places do not hold them as they are.

    A text that is too long even for that is returned all the same: `formgen.render.fit.overflows` finds it later. Raises
    DefinitionError if a template cannot be laid out.
    """
    wanted = {text.slot: text.text for text in texts if text.text}
    found = [
        _Long(one, wanted[one.slot.id])
        for one in _watched(form)
        if one.slot.id in wanted and not one.room.surely_holds(wanted[one.slot.id], one.slot.lines)
    ]
    longer = [one for one in found if one.at.room.lines(one.text, one.at.slot.lines) > one.at.slot.lines]
    if not longer:
        return FormTexts(form, texts)
    smaller = [one for one in longer if one.at.slot.smallest is not None]
    places, moved = _placed(form, smaller)
    sheets, printed = _continued(form, moved, [one for one in longer if one.at.slot.smallest is None])
    placed = [_marked(form, one) for one in moved if one.at.slot.field in printed.whole]
    fitting = Fitting((*places, *placed), sheets)
    if fitting == Fitting():
        return FormTexts(form, texts)
    shown = [
        one._replace(text=printed.boxes.get(one.slot, one.text))
        for one in texts
        if one.slot not in printed.whole
    ]  # fmt: skip
    return FormTexts(changed(form, fitting), (*shown, *printed.sheets))


# ---------------------------------------------------------------------------------------- rows and letters


def _watched(form: Form) -> tuple[_Watched, ...]:
    """The places of a form that may be changed for a long value, in its order."""
    return _WATCHED.get((Same(form), form.template.stat().st_mtime_ns), lambda: tuple(_find_watched(form)))


_WATCHED: Kept[tuple[Same, int], tuple[_Watched, ...]] = Kept(64)


def _find_watched(form: Form) -> Iterator[_Watched]:
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
            yield _Watched(slot, place, room, kind)


def _placed(form: Form, longer: list[_Long]) -> tuple[list[PlaceFitting], list[_Long]]:
    """What is changed at the places of long values, and the values that go to sheets, page by page."""
    places: list[PlaceFitting] = []
    moved: list[_Long] = []
    for page in sorted({one.at.slot.page or 0 for one in longer}):
        here = [one for one in longer if one.at.slot.page == page]
        spare = float(form.spare[page - 1]) if form.spare else 0.0
        while here and (found := _at_one_step(here, spare)) is None:
            movable = [one for one in here if one.at.kind is not None]
            if not movable:
                break
            goes = max(movable, key=lambda one: len(one.text))
            here.remove(goes)
            moved.append(goes)
        else:
            places += found or [] if here else []
    return places, moved


def _at_one_step(longer: list[_Long], spare: float) -> list[PlaceFitting] | None:
    """Long values of one page in letters of the largest step in which they all fit; None if there is no such step."""
    steps = [one.at.steps for one in longer]
    for number in range(max(map(len, steps))):
        found = _in_letters([(one, step[min(number, len(step) - 1)]) for one, step in zip(longer, steps, strict=True)], spare)  # fmt: skip
        if found is not None:
            return found
    return None


def _in_letters(longer: list[tuple[_Long, PlaceRoom]], spare: float) -> list[PlaceFitting] | None:
    """Long values, each in letters of a size; None if the rows would grow by more than `spare` (pt)."""
    grown: dict[tuple[int, int], float] = {}
    taken: list[int] = []
    for one, step in longer:
        most = one.at.most(step, spare)
        lines = one.at.room.lines(one.text, most) if step is one.at.room else step.lines(one.text, most)
        if lines > most:
            return None
        taken.append(lines)
        if step.row is not None and lines > max(step.held(), one.at.slot.lines if step is one.at.room else 0):
            grown[step.row] = max(grown.get(step.row, 0), lines * step.format.line + AIR - step.inner)
    if sum(grown.values()) > spare:
        return None
    return [_place(one.at, step, lines, grown) for (one, step), lines in zip(longer, taken, strict=True)]


def _place(at: _Watched, step: PlaceRoom, lines: int, grown: Mapping[tuple[int, int], float]) -> PlaceFitting:
    more = grown.get(step.row, 0.0) if step.row is not None else 0.0
    height = int((step.height + more) * TWIPS) + 1 if more else None
    smaller = step is not at.room
    room = lines if step.row is None else max(lines, step.held(more))
    size, line = (step.format.size, step.format.line) if smaller else (None, None)
    moved = step.format.first != at.room.format.first
    indent = (round(step.format.left * TWIPS), round(step.format.first * TWIPS)) if moved else None
    return PlaceFitting(at.slot.id, at.place, size, line, room, indent, height)


# ------------------------------------------------------------------------------------------ continuation sheets


@dataclass(frozen=True, slots=True)
class _Printed:
    """What is printed of texts that go on.

    whole   the fields whose whole value stands on a sheet
    boxes   what stands in the box of each other text, by slot
    sheets  what stands on the sheets
    """

    whole: frozenset[str]
    boxes: Mapping[str, str] = field(repr=False)
    sheets: tuple[SlotText, ...] = field(repr=False)


def _continued(form: Form, moved: Iterable[_Long], begin: Iterable[_Long]) -> tuple[tuple[SheetFitting, ...], _Printed]:
    """The sheets of a form. moved: values that stand on them whole; begin: texts that begin in their boxes."""
    by_kind: dict[int, list[Continued]] = {}
    boxes: dict[int, dict[str, str]] = {}
    whole: dict[int, set[str]] = {}
    for one in moved:
        kind = one.at.kind
        if kind is not None and not _hopeless(form, one):
            by_kind.setdefault(kind, []).append(Continued(one.at.slot.field, one.text))
            whole.setdefault(kind, set()).add(one.at.slot.field)
    for one in begin:
        kind, continuation = one.at.kind, form.continuation
        if kind is None or continuation is None or _hopeless(form, one):
            continue
        parts = begun(continuation, one.at.room, one.at.slot.lines, one.text)
        if parts is not None:
            by_kind.setdefault(kind, []).append(Continued(one.at.slot.field, parts[1]))
            boxes.setdefault(kind, {})[one.at.slot.id] = parts[0]
    sheets: list[SheetFitting] = []
    printed: list[SlotText] = []
    done: list[int] = []
    for kind, texts in sorted(by_kind.items()):
        found = on_sheets(form, kind, texts)
        if found is not None:
            sheets += found[0]
            printed += found[1]
            done.append(kind)
    return tuple(sheets), _Printed(
        frozenset(name for kind in done for name in whole.get(kind, ())),
        {slot: text for kind in done for slot, text in boxes.get(kind, {}).items()},
        tuple(printed),
    )


def _hopeless(form: Form, one: _Long) -> bool:
    """True if a text is surely too long for all sheets: it is not laid out."""
    kind, continuation = one.at.kind, form.continuation
    if kind is None or continuation is None:
        return True
    room = sheet_rooms(form)[kind]
    text = room.texts[f"{one.at.slot.field}{CONTINUED}"]
    lines = text.lines(room.area - text.label) * continuation.sheets[kind].most
    return text.place.hopeless(one.text, lines + one.at.slot.lines)


def _marked(form: Form, one: _Long) -> PlaceFitting:
    """A place that only says that its value stands on a sheet."""
    assert form.continuation is not None, "only a form with sheets has values on them"
    marker = form.continuation.marker_between
    return PlaceFitting(one.at.slot.id, one.at.place, None, None, one.at.slot.lines, marker=marker)


# --------------------------------------------------------------------------------------------- the changed form


_FORMS: Kept[tuple[Same, int, Fitting], Form] = Kept(MOST_FORMS)


def changed(form: Form, fitting: Fitting) -> Form:
    """The form, changed as a fitting says. The same form and fitting give the same object, so what is compiled is kept for it."""
    path = form.continued if fitting.sheets else form.template
    key = Same(form), path.stat().st_mtime_ns, fitting
    return _FORMS.get(key, lambda: _change(form, fitting))


def _change(form: Form, fitting: Fitting) -> Form:
    package = fitted_package(read_template(form.continued if fitting.sheets else form.template), fitting)
    file = {"file": CONTINUED_FILE} if fitting.sheets else {}
    return form.model_copy(
        update={
            **file,
            "fitting": fitting,
            "pages": form.pages + len(fitting.sheets),
            "slots": fitted_slots(form, package, fitting),
            "stamps": tuple(_stamps(form, fitting)),
        }
    )


def _stamps(form: Form, fitting: Fitting) -> Iterator[FormStamp]:
    """The stamps of a form with its sheets, in the order of the pages."""
    kinds = () if form.continuation is None else form.continuation.sheets
    page = 0
    for own in range(1, form.pages + 1):
        page += 1
        yield from [stamp.model_copy(update={"page": page}) for stamp in form.stamps if stamp.page == own]
        for sheet in fitting.sheets:
            if kinds[sheet.kind].page == own:
                page += 1
                yield from [
                    FormStamp(label=stamp.label, by=stamp.by, kinds=stamp.kinds, page=page)
                    for stamp in kinds[sheet.kind].stamps
                ]


# ------------------------------------------------------------------------------------------------- how much fits


@dataclass(frozen=True, slots=True)
class Capacity:
    """How much a form holds of one field's value.

    characters  about how many Chinese characters
    smallest    the size (pt) of its letters then; None where they stay as they are
    sheets      how many continuation sheets there are for it; 0 for none
    """

    characters: int
    smallest: float | None
    sheets: int


def capacity(form: Form, field_id: str) -> Capacity | None:
    """How much a form holds of a field that may be set smaller or go on to sheets; None for any other field."""
    here = [one for one in _watched(form) if one.slot.field == field_id]
    if not here:
        return None
    for one in here:
        if one.kind is not None and form.continuation is not None:
            room, most = sheet_rooms(form)[one.kind], form.continuation.sheets[one.kind].most
            text = room.texts[f"{field_id}{CONTINUED}"]
            # Each sheet but the last one has a line with a marker.
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


def smaller_places(form: Form) -> Iterator[PlaceFitting]:
    """The places of a changed form whose letters are smaller."""
    places = form.fitting.places if form.fitting else ()
    yield from (place for place in places if place.size is not None)


def continued_fields(form: Form) -> Iterator[str]:
    """The slots of a changed form whose whole value stands on a sheet."""
    places = form.fitting.places if form.fitting else ()
    yield from (place.slot for place in places if place.marker)
