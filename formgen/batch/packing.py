"""Pack values as bytes to send them between processes. This is pickle, made faster for frozen dataclasses with slots.

For each such object, pickle reads the fields one by one in Python code, and a record has about two hundred such
objects. This module gives pickle all fields of an object at once. Only bytes that this program itself has packed are
ever unpacked: they come from its own processes or from its own temporary file.
"""

from __future__ import annotations

import dataclasses
import io
import pickle
from collections.abc import Callable
from operator import attrgetter
from typing import Any

from formgen.batch.outcome import Known, KnownFile, MadeFile, Outcome
from formgen.foundation.problems import Place, Problem
from formgen.intake.collected import Collected
from formgen.record.models import Entry, Evidence, ListRow, Record, RecordList, Score, SuppliedFile, SuppliedFiles

BY_FIELDS: tuple[type[Any], ...] = (
    Collected,
    Entry,
    Evidence,
    Known,
    KnownFile,
    ListRow,
    MadeFile,
    Outcome,
    Place,
    Problem,
    Record,
    RecordList,
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
