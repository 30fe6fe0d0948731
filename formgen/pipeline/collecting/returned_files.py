"""Returned Word files read for themselves, and compared with the records that they were filled from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from formgen.intake.collected import Source
from formgen.intake.columns import code_fields, header_key
from formgen.pipeline.collecting.reading import read_paths
from formgen.record.derived import with_derived
from formgen.record.kinds.table import written
from formgen.record.models import Record
from formgen.returned.word_files.changes import ChangedValue, changed_values
from formgen.returned.word_files.merged import ReturnedRecord
from formgen.returned.word_files.read_files import as_source, read_records
from formgen.scheme.models import Scheme


@dataclass(frozen=True)
class ComparedForms:
    """What one applicant changed. changes: None if there is no record of this applicant to compare with."""

    name: str
    changes: tuple[ChangedValue, ...] | None = field(repr=False)


@dataclass(frozen=True)
class ReturnedFiles:
    """Returned Word files: the sources that they are, the records compared with them, and the sources of those records."""

    sources: tuple[Source, ...]
    compared: tuple[ComparedForms, ...]
    against: tuple[Source, ...]


def read_returned_files(scheme: Scheme, paths: Sequence[Path], against: Path | None) -> ReturnedFiles:
    """Read returned Word files.

    against  the records that they are compared with: anything that `read_paths` reads; None if they are not compared.
             An applicant is found by its code or name; one applicant and one record belong together, whatever their names are
    """
    refused, found = read_records(scheme, paths)
    sources = (*refused, *(as_source(one) for one in found))
    if against is None:
        return ReturnedFiles(sources, (), ())
    befores = read_paths(scheme, [against])
    records = [with_derived(scheme, one.record, [])[0] for before in befores for one in before if one.record]
    compared = [ComparedForms(one.one.name, _changes(scheme, one, records, len(found))) for one in found]
    return ReturnedFiles(sources, tuple(compared), tuple(befores))


def _changes(
    scheme: Scheme, one: ReturnedRecord, records: Sequence[Record], applicants: int
) -> tuple[ChangedValue, ...] | None:
    if len(records) == applicants == 1:
        return changed_values(scheme, records[0], one)
    mine = one.one.record
    keys = set(_keys(scheme, mine)) if mine is not None else set()
    for record in records:
        if keys.intersection(_keys(scheme, record)):
            return changed_values(scheme, record, one)
    return None


def _keys(scheme: Scheme, record: Record) -> Iterable[tuple[bool, str]]:
    for field_id in (*code_fields(scheme), scheme.applicant.name):
        if (value := record.value(field_id)) is not None:
            yield field_id == scheme.applicant.name, header_key(written(value))
