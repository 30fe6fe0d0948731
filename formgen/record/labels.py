"""The names of fields and indicators: in messages, and as keys of a record.

All names are derived from the scheme alone, and only once. The tables are shared, and nobody may change them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from formgen.record.kept import once_for_a_scheme
from formgen.scheme.models import Block, FieldDefinition, Scheme
from formgen.scheme.scores import Indicator

LONGEST_TEXT = 30
"""The most characters of an indicator's text that a message shows. The longest texts have over a hundred characters."""

_NUMBERED = re.compile(r"(?:[0-9]+|[一二三四五六七八九十]+)、")


@once_for_a_scheme
def field_labels(scheme: Scheme) -> dict[str, str]:
    """Return the label of every field by its full id, for messages. It has the number that a form prints before it.

    If a form prints `12、邮编`, this is the label. If several blocks use the same label, the block's label stands before
    it: `审核意见·日期`.
    """
    numbers: dict[str, str] = {}
    for form in scheme.forms:
        for slot in form.slots:
            if match := _NUMBERED.match(slot.label):
                numbers.setdefault(f"{slot.field} {slot.label[match.end() :]}", match[0])
    times = Counter(field.label for field in scheme.fields.values())
    labels = {}
    for block in scheme.blocks:
        for field in block.fields:
            full_id = f"{block.id}.{field.id}"
            if number := next(
                (numbers[key] for name in (field.label, *field.aliases) if (key := f"{full_id} {name}") in numbers), ""
            ):
                labels[full_id] = number + field.label
            elif number := numbers.get(f"{full_id} {block.label}", ""):
                labels[full_id] = number + block.label
            elif times[field.label] > 1:
                labels[full_id] = f"{block.label}·{field.label}"
            else:
                labels[full_id] = field.label
    return labels


def field_keys(scheme: Scheme, block: Block) -> dict[str, str]:
    """Return every key that a field of this block may have in a record, with the field's id (unique in the block).

    A field is known by its id, its label, its aliases and the words that stand before its place on a form
    (`1、名称`, `名称：`), as long as these words mean one field only.
    """
    return _keys_of_blocks(scheme)[block.id]


@once_for_a_scheme
def _keys_of_blocks(scheme: Scheme) -> dict[str, dict[str, str]]:
    return {block.id: _field_keys(scheme, block) for block in (*scheme.blocks, *scheme.lists)}


def _field_keys(scheme: Scheme, block: Block) -> dict[str, str]:
    slots: list[tuple[str, str]] = []
    ids = {f"{block.id}.{field.id}": field.id for field in block.fields}
    for form in scheme.forms:
        for slot in form.slots:
            if slot.field in ids and slot.part is None:
                field_id = ids[slot.field]
                slots += [(slot.label, field_id), (slot.label.rstrip("：: "), field_id)]
    own = ((name, field.id) for field in block.fields for name in (field.id, field.label, *field.aliases))
    return _unambiguous(own, slots)


@once_for_a_scheme
def block_keys(scheme: Scheme) -> dict[str, str]:
    """Return every key that a block or a list may have in a record, with its id."""
    return _unambiguous(
        (name, block.id)
        for block in (*scheme.blocks, *scheme.lists)
        for name in (block.id, block.label, *block.aliases)
    )


@once_for_a_scheme
def material_keys(scheme: Scheme) -> dict[str, str]:
    """Return every key that a supplied material may have under `materials`, with the material's id."""
    return _unambiguous(
        (name, material.id) for material in scheme.supplied for name in (material.id, material.label, *material.aliases)
    )


@once_for_a_scheme
def indicator_keys(scheme: Scheme) -> dict[str, str]:
    """Return every name that an indicator may have, with its id: the id itself, and its text if no other row has it."""
    return _unambiguous(
        ((indicator_id, indicator_id) for indicator_id in scheme.indicators),
        ((indicator.text, indicator.id) for indicator in scheme.indicators.values()),
    )


def indicator_label(indicator: Indicator) -> str:
    """Return the name of an indicator in messages: its id and its text. A long text is cut."""
    text = indicator.text
    return f"{indicator.id} {text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + '…'}"


def field_names(scheme: Scheme, block: Block) -> Iterator[tuple[FieldDefinition, tuple[str, ...]]]:
    """Yield each field of a block with all keys that it may have, its id first."""
    keys = field_keys(scheme, block)
    for field in block.fields:
        yield field, (field.id, *(key for key, field_id in keys.items() if field_id == field.id and key != field.id))


def _unambiguous(own: Iterable[tuple[str, str]], further: Iterable[tuple[str, str]] = ()) -> dict[str, str]:
    """Return the id of each name. Own names come first; a further name counts only if it always means the same id."""
    names: dict[str, str] = {}
    for name, meant in own:
        names.setdefault(name, meant)
    meanings: dict[str, set[str]] = {}
    for name, meant in further:
        meanings.setdefault(name, set()).add(meant)
    for name, ids in meanings.items():
        if len(ids) == 1 and name not in names:
            names[name] = next(iter(ids))
    return names
