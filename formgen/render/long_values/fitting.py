"""Changes a form so that it holds long values of a record: rows grow or are repeated, letters become smaller, sheets are added.

A changed form is a form like any other: it has its own Word template, slots and pages. So every module that makes papers
(Word and PDF, compiled and whole) uses it without special rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

from formgen.record.models import Record
from formgen.render.compiled.kept import Kept, Same
from formgen.render.long_values.continuation import Continued, begun, in_rows, on_sheets
from formgen.render.long_values.rooms import TWIPS, PlaceRoom, sheet_rooms
from formgen.render.long_values.watched_places import WatchedPlace, watched_places
from formgen.render.papers import FormTexts
from formgen.render.values import slot_texts
from formgen.render.word.fill import SlotText, read_template
from formgen.render.word.fitted import CONTINUED, fitted_package, fitted_slots, line_slot
from formgen.scheme.fitting import Fitting, PlaceFitting, SheetFitting
from formgen.scheme.models import CONTINUED_FILE, Form, FormStamp, Scheme
from formgen.scheme.slots import RowSlot

MOST_FORMS = 256
"""How many changed forms are kept. Each of them is a separate document for the compiled way."""


@dataclass(frozen=True, slots=True)
class _Long:
    """A value that its place can't hold without a change."""

    at: WatchedPlace
    text: str = field(repr=False)


def form_texts(scheme: Scheme, form: Form, record: Record) -> FormTexts:
    """The texts of a record, with the form that holds them. The form is changed if this is necessary.

    Raises DefinitionError if a template cannot be laid out.
    """
    form = with_rows(form, record)
    return fitted(form, slot_texts(scheme, form, record))


def with_rows(form: Form, record: Record) -> Form:
    """The form with as many rows as the record has in each of its lists: not fewer than the form prints."""
    return with_row_counts(form, tuple(max(rows.printed, len(record.rows(rows.list))) for rows in form.rows))


def with_row_counts(form: Form, counts: tuple[int, ...]) -> Form:
    """The form with so many rows in each of its lists."""
    if all(count == rows.printed for rows, count in zip(form.rows, counts, strict=True)):
        return form
    return _WITH_ROWS.get((Same(form), counts), lambda: _with_rows(form, counts))


_WITH_ROWS: Kept[tuple[Same, tuple[int, ...]], Form] = Kept(64)


def _with_rows(form: Form, counts: tuple[int, ...]) -> Form:
    own = [slot for slot in form.slots if not isinstance(slot, RowSlot)]
    repeated = [slot for rows, count in zip(form.rows, counts, strict=True) for slot in rows.row_slots(count)]
    return form.model_copy(update={"slots": (*own, *repeated), "counts": counts})


def fitted(form: Form, texts: tuple[SlotText, ...]) -> FormTexts:
    """These texts, with the form that holds them. The form is changed if its places can't hold the texts.

    A text that is too long even for a changed form is returned, too. `formgen.render.fit.overflows` finds it later. Raises
    DefinitionError if a template cannot be laid out.
    """
    wanted = {text.slot: text.text for text in texts if text.text}
    found = [
        _Long(one, wanted[one.slot.id])
        for one in watched_places(form)
        if one.slot.id in wanted and not one.room.surely_holds(wanted[one.slot.id], one.slot.lines)
    ]
    longer = [one for one in found if not one.at.room.holds(one.text, one.at.slot.lines)]
    if not longer:
        return FormTexts(form, texts)
    smaller = [one for one in longer if one.at.slot.smallest is not None]
    places, moved = _placed(form, smaller)
    sheets, printed = _continued(form, moved, [one for one in longer if one.at.slot.smallest is None])
    placed = [_marked(form, one) for one in moved if one.at.slot.field in printed.whole]
    rows = [text for one, place in product(smaller, places) if one.at.is_at(place) for text in _row_texts(one, place)]
    fitting = Fitting((*places, *placed), sheets)
    if fitting == Fitting():
        return FormTexts(form, texts)
    shown = [
        one._replace(text=printed.boxes.get(one.slot, one.text))
        for one in texts
        if one.slot not in printed.whole
    ]  # fmt: skip
    return FormTexts(changed(form, fitting), (*shown, *rows, *printed.sheets))


# ---------------------------------------------------------------------------------------- rows and letters


def _placed(form: Form, longer: list[_Long]) -> tuple[list[PlaceFitting], list[_Long]]:
    """The changes at the places of long values, and the values that go to continuation sheets, page by page.

    If the values of one page fit in no allowed size, the longest value that may go to a sheet goes there.
    """
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
    """The changes that make all long values of one page fit, with letters as large as possible; None if they can't fit.

    spare  how much the rows of the page may grow in all (pt)
    """
    steps = [one.at.steps for one in longer]
    for number in range(max(map(len, steps))):
        found = _in_letters([(one, step[min(number, len(step) - 1)]) for one, step in zip(longer, steps, strict=True)], spare)  # fmt: skip
        if found is not None:
            return found
    return None


def _in_letters(longer: list[tuple[_Long, PlaceRoom]], spare: float) -> list[PlaceFitting] | None:
    """The changes for long values, each with the size that is tried for it; None if the values do not fit.

    spare  how much the rows of the page may grow in all (pt)
    """
    grown: dict[tuple[int, int], float] = {}
    taken: list[int] = []
    for one, step in longer:
        most = one.at.most(step, spare)
        lines = one.at.room.lines(one.text, most) if step is one.at.room else step.lines(one.text, most)
        if lines > most:
            return None
        taken.append(lines)
        if step.row is not None and (growth := one.at.growth(step, lines)):
            grown[step.row] = max(grown.get(step.row, 0), growth)
    if sum(grown.values()) > spare:
        return None
    return [_place(one.at, step, lines, grown) for (one, step), lines in zip(longer, taken, strict=True)]


def _place(at: WatchedPlace, step: PlaceRoom, lines: int, grown: Mapping[tuple[int, int], float]) -> PlaceFitting:
    more = grown.get(step.row, 0.0) if step.row is not None else 0.0
    smaller = step is not at.room
    size, line = (step.format.size, step.format.line) if smaller else (None, None)
    if at.slot.rows > 1:
        return PlaceFitting(at.slot.id, at.place, size, line, 1, rows=lines)
    height = int((step.height + more) * TWIPS) + 1 if more else None
    room = lines if step.row is None else max(lines, step.held(more))
    moved = step.format.first != at.room.format.first
    indent = (round(step.format.left * TWIPS), round(step.format.first * TWIPS)) if moved else None
    return PlaceFitting(at.slot.id, at.place, size, line, room, indent, height)


def _row_texts(one: _Long, place: PlaceFitting) -> Iterator[SlotText]:
    """The text of each row of a value that takes several rows of its table. place: the change for this value."""
    room = one.at.room if place.size is None else one.at.room.sized(place.size)
    for row, text in enumerate(in_rows(room, one.text, place.rows) if place.rows > 1 else (), 1):
        yield SlotText(line_slot(one.at.slot, row).id, text)


# ------------------------------------------------------------------------------------------ continuation sheets


@dataclass(frozen=True, slots=True)
class _Printed:
    """Where texts are printed that continue on sheets.

    whole   the ids of the fields whose whole value stands on a sheet
    boxes   for each other slot, by its id, the beginning of the text, which stands in its box
    sheets  the texts on the sheets
    """

    whole: frozenset[str]
    boxes: Mapping[str, str] = field(repr=False)
    sheets: tuple[SlotText, ...] = field(repr=False)


def _continued(form: Form, moved: Iterable[_Long], begin: Iterable[_Long]) -> tuple[tuple[SheetFitting, ...], _Printed]:
    """The continuation sheets of a form, and what is printed.

    moved  values of which nothing stands in the box
    begin  texts that begin in their boxes
    """
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
    """True if a text is surely too long for all sheets together, so that it need not be laid out."""
    kind, continuation = one.at.kind, form.continuation
    if kind is None or continuation is None:
        return True
    room = sheet_rooms(form)[kind]
    text = room.texts[f"{one.at.slot.field}{CONTINUED}"]
    lines = text.lines(room.area - text.label) * continuation.sheets[kind].most
    return text.place.hopeless(one.text, lines + one.at.slot.lines)


def _marked(form: Form, one: _Long) -> PlaceFitting:
    """The change of a place that contains only the words that its value stands on a sheet."""
    assert form.continuation is not None, "only a form with sheets has values on them"
    marker = form.continuation.marker_between
    return PlaceFitting(one.at.slot.id, one.at.place, None, None, one.at.slot.lines, marker=marker)


# --------------------------------------------------------------------------------------------- the changed form


_FORMS: Kept[tuple[Same, int, Fitting], Form] = Kept(MOST_FORMS)


def changed(form: Form, fitting: Fitting) -> Form:
    """The form with the changes of a fitting.

    The same form and fitting give the same object, as long as it is kept. So the document that is compiled for it can be
    used again.
    """
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
    """The stamps on the form's own pages and on its continuation sheets, in the order of the pages."""
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


def smaller_places(form: Form) -> Iterator[PlaceFitting]:
    """The places of a changed form that have smaller letters."""
    places = form.fitting.places if form.fitting else ()
    yield from (place for place in places if place.size is not None)


def continued_fields(form: Form) -> Iterator[str]:
    """The ids of the slots of a changed form whose whole value stands on a continuation sheet."""
    places = form.fitting.places if form.fitting else ()
    yield from (place.slot for place in places if place.marker)
