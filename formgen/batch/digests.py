"""Digests of the data of one enterprise. They show whether the enterprise has changed since an earlier run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from formgen.dossier.evidence.reading import read_supplied
from formgen.dossier.evidence.refused import RefusedError
from formgen.foundation.problems import Place, Problem
from formgen.record.models import Choice, Money, PersonalId, PictureFile, Record, SuppliedFile, Value


def digest_of(*parts: object) -> str:
    """sha256 of lists, strings, numbers and None, in hex."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def values_digest(record: Record) -> str:
    """A digest of the record's values.

    The places of the values, and the order in which the values were read, do not change it. The order of files does,
    because files are bound in this order.
    """
    return digest_of(
        sorted([entry.field, *_plain(entry.value)] for entry in record.entries),
        sorted([score.indicator, score.level, str(score.points)] for score in record.scores),
        [[one.material, _files(one.files)] for one in record.materials],
        [[one.indicator, one.title, _files(one.files)] for one in record.evidence],
        # Only where there are lists: the digests that earlier versions wrote of other records stay the same.
        *([one.id, *([[e.field, *_plain(e.value)] for e in row.entries] for row in one.rows)] for one in record.lists),
    )


def places_digest(record: Record | None, problems: Iterable[Problem], name: str) -> str:
    """A digest of the places of all values and of the problems found while reading.

    If it changes, the findings of the enterprise name other places and must be written again.
    """
    places = [] if record is None else [f"{place.file}\0{place.at}" for place in _places(record)]
    found = [[one.code, one.severity.value, one.label, str(one.place), one.message, one.remedy] for one in problems]
    return digest_of(name, places, found)


def supplied_state(record: Record, folder: Path, evidence_root: Path | None) -> str:
    """A digest of the sizes and times of the files that a record names.

    As long as this digest stays the same, the files are not read again.
    """
    root = None if evidence_root is None else str(evidence_root)
    return digest_of(root, [[file.path, *_state(folder / file.path)] for file in _supplied(record)])


def supplied_digest(record: Record, folder: Path, evidence_root: Path | None) -> str:
    """A digest of the contents of the files that a record names.

    For a file that can't be taken, the code of the reason stands in the place of its content.
    """
    seen: dict[str, str] = {}
    for file in _supplied(record):
        if file.path not in seen:
            try:
                seen[file.path] = read_supplied(file.path, folder, evidence_root).sha256
            except RefusedError as refused:
                seen[file.path] = refused.code
    return digest_of(sorted(seen.items()))


def _plain(value: Value) -> list[str]:
    match value:
        case str():
            return ["text", value]
        case date():
            return ["date", value.isoformat()]
        case Money():
            return ["money", str(value.amount), value.currency, value.written]
        case PersonalId():
            return ["person", value.document.value, value.number]
        case Choice():
            return ["choice", value.id, value.label]
        case PictureFile():
            return ["picture", value.path]


def _files(files: Iterable[SuppliedFile]) -> list[list[str | None]]:
    return [[file.path, file.password] for file in files]


def _supplied(record: Record) -> Iterator[SuppliedFile]:
    for material in record.materials:
        yield from material.files
    for evidence in record.evidence:
        yield from evidence.files
    yield from record.pictures


def _places(record: Record) -> Iterator[Place]:
    yield record.place
    for group in (record.entries, record.scores, record.materials, record.evidence, record.lists, _supplied(record)):
        yield from (one.place for one in group)
    for row in (row for one in record.lists for row in one.rows):
        yield row.place
        yield from (entry.place for entry in row.entries)


def _state(path: Path) -> tuple[int, int]:
    """Size in bytes and time of the last change. A file that is missing or can't be examined causes no error here."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return -1, -1
    return status.st_size, status.st_mtime_ns
