"""What a person types into each slot of a form, as the scheme says it: levels of a score, choices, towns, dates, texts."""

from __future__ import annotations

from collections.abc import Iterator

from formgen.record.kept import once_for_a_scheme
from formgen.record.scoring import written_points
from formgen.render.word.controls import FormControls, ListEntry, SlotControl, Typed
from formgen.scheme.models import FieldDefinition, Form, Scheme


def form_controls(scheme: Scheme, form: Form, *, protect: bool = False) -> FormControls:
    """The controls of a form's Word file. protect: True if the words of the form are protected."""
    printed = {slot.field for slot in form.slots}
    fields = tuple(one for one in _scheme_controls(scheme) if one.field in printed)
    return FormControls(form.slots, fields, protect)


@once_for_a_scheme
def _scheme_controls(scheme: Scheme) -> tuple[SlotControl, ...]:
    return (*_score_controls(scheme), *_field_controls(scheme))


def _score_controls(scheme: Scheme) -> Iterator[SlotControl]:
    """A list for each row of the sheet of scores: what its levels give. The total is their sum."""
    scores = scheme.scores
    if scores is None:
        return
    addends = []
    for row in scheme.indicators.values():
        entries: dict[str, str] = {}
        for level in row.levels:
            entries.setdefault(written_points(row.points_by_level[level.id]), level.label)
        addends.append(scores.slot_id(row.id))
        yield SlotControl(addends[-1], Typed.LIST, tuple(ListEntry(*entry) for entry in entries.items()))
    if scores.total is not None:
        yield SlotControl(scores.total, Typed.SUM, addends=tuple(addends))


def _field_controls(scheme: Scheme) -> Iterator[SlotControl]:
    for full_id, field in scheme.fields.items():
        if field.kind.is_date:
            yield SlotControl(full_id, Typed.DATE)
        elif entries := tuple(ListEntry(text, text) for text in _choices(scheme, field)):
            yield SlotControl(full_id, Typed.LIST, entries)


def _choices(scheme: Scheme, field: FieldDefinition) -> tuple[str, ...]:
    if field.kind.is_town:
        return scheme.town_names
    return tuple(dict.fromkeys(label for _, label in field.choices)) if field.kind.is_choice else ()
