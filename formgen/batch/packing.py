"""Values on their way between processes: pickled, but each by its fields at once.

pickle asks a frozen dataclass with slots for its state in Python, field by field; a record has some two hundred of them.
Only what this program itself has packed is ever unpacked: between its own processes, and from its own passing file.
"""

from __future__ import annotations

import dataclasses
import io
import pickle
from collections.abc import Callable
from operator import attrgetter
from typing import Any

from formgen.batch.outcome import Known, KnownFile, MadeFile, Outcome
from formgen.intake.collected import Collected
from formgen.problems import Place, Problem
from formgen.record.models import Entry, Evidence, Record, Score, SuppliedFile, SuppliedFiles

BY_FIELDS: tuple[type[Any], ...] = (
    Collected,
    Entry,
    Evidence,
    Known,
    KnownFile,
    MadeFile,
    Outcome,
    Place,
    Problem,
    Record,
    Score,
    SuppliedFile,
    SuppliedFiles,
)


def pack(value: object) -> bytes:
    """A value as bytes."""
    buffer = io.BytesIO()
    pickler = pickle.Pickler(buffer, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = _TABLE
    pickler.dump(value)
    return buffer.getvalue()


def unpack(packed: bytes) -> Any:
    """The value that was packed."""
    return pickle.loads(packed)


def _reducer(kind: type[Any]) -> Callable[[Any], tuple[type[Any], tuple[object, ...]]]:
    fields = attrgetter(*(field.name for field in dataclasses.fields(kind)))
    return lambda value: (kind, fields(value))


_TABLE = {kind: _reducer(kind) for kind in BY_FIELDS}
