"""Values that follow from other values of a record: both old codes from the unified code, `同上` from the field that it means."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from formgen.foundation.problems import Problem, error, warning
from formgen.record.kinds.given_text import means_the_same
from formgen.record.kinds.table import KINDS, written
from formgen.record.labels import field_labels
from formgen.record.models import Entry, Record
from formgen.scheme.models import Block, Scheme

CODE = "value.derived"
SAME = "value.same-as"
_REMEDY = "核对这一栏；另有代码的，填上"


def with_derived(scheme: Scheme, record: Record, found: Iterable[Problem] = ()) -> tuple[Record, tuple[Problem, ...]]:
    """Add to a record the values that follow from its other values. Return it, and a warning for each added value.

    Each warning has the place of the value from which the new value follows.
    found: the problems that were found while the record was read. A value that was refused is not replaced, because the
    person who wrote it must see the problem.
    """
    labels = field_labels(scheme)
    refused = {problem.label for problem in found if problem.is_error}
    record, problems = _same_as(scheme, record, labels)
    entries = list(record.entries)
    for block in scheme.blocks:
        for entry, message in _following(block, record, labels):
            if labels[entry.field] not in refused:
                entries.append(entry)
                problems.append(warning(CODE, labels[entry.field], entry.place, message, _REMEDY))
    if not problems:
        return record, ()
    order = {field: number for number, field in enumerate(scheme.fields)}
    entries.sort(key=lambda entry: order.get(entry.field, len(order)))
    return dataclasses.replace(record, entries=tuple(entries)), tuple(problems)


def _same_as(scheme: Scheme, record: Record, labels: dict[str, str]) -> tuple[Record, list[Problem]]:
    """The record with the value itself wherever it says `同上`, and a Problem for each such place.

    Where the field that is meant says nothing, there is nothing to print: the Problem is an error, and the entry is left out.
    """
    entries: list[Entry] = []
    problems: list[Problem] = []
    others = {
        f"{block.id}.{field.id}": f"{block.id}.{field.same_as}"
        for block in scheme.blocks
        for field in block.fields
        if field.same_as is not None
    }
    for entry in record.entries:
        other = others.get(entry.field)
        if other is None or not isinstance(entry.value, str) or not means_the_same(entry.value):
            entries.append(entry)
            continue
        meant, label = record.entry(other), labels[other]
        if meant is None or (isinstance(meant.value, str) and means_the_same(meant.value)):
            message = f"写的是「{entry.value}」，而「{label}」没有可用的内容"
            problems.append(error(SAME, labels[entry.field], entry.place, message, "把内容写全；没有的留空"))
        else:
            entries.append(Entry(entry.field, meant.value, entry.place))
            message = f"写的是「{entry.value}」，填的是「{label}」的内容"
            problems.append(warning(SAME, labels[entry.field], entry.place, message, "核对这一栏；不相同的，写全"))
    return (dataclasses.replace(record, entries=tuple(entries)) if problems else record), problems


def _following(block: Block, record: Record, labels: dict[str, str]) -> Iterable[tuple[Entry, str]]:
    """Yield the entries of a block that follow from its other entries, each with the message of its warning."""
    for field in block.fields:
        entry = record.entry(f"{block.id}.{field.id}")
        for agreement in KINDS[field.kind].agreements if entry else ():
            for other in block.fields:
                full_id = f"{block.id}.{other.id}"
                if entry and other.kind is agreement.kind and record.entry(full_id) is None:
                    message = agreement.derived.format(label=labels[entry.field])
                    yield Entry(full_id, agreement.derive(written(entry.value)), entry.place), message
