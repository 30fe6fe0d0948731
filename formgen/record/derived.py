"""Values that follow from other values and that a record does not say: both old codes follow from the unified code."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from formgen.problems import Problem, warning
from formgen.record.kinds.table import KINDS, written
from formgen.record.labels import field_labels
from formgen.record.models import Entry, Record
from formgen.scheme.models import Block, Scheme

CODE = "value.derived"
_REMEDY = "核对这一栏；另有代码的，填上"


def with_derived(scheme: Scheme, record: Record, found: Iterable[Problem] = ()) -> tuple[Record, tuple[Problem, ...]]:
    """Add to a record the values that follow from its other values. Return it, and a warning for each added value.

    Each warning has the place of the value from which the new value follows.
    found: the problems that were found while the record was read. A value that was refused is not replaced, because the
    person who wrote it must see the problem.
    """
    labels = field_labels(scheme)
    refused = {problem.label for problem in found if problem.is_error}
    entries, problems = list(record.entries), []
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
