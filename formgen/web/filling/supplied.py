"""The files of a record, as its JSON names them: supplied materials, and evidence for rows of scores.

A place is where files go: `material:ID` or `evidence:ROW`. The files of a place stand in the order in which they are bound.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from formgen.record import json_schema as names
from formgen.record.kinds.table import JsonObject, JsonValue
from formgen.scheme.models import Scheme

MATERIAL, EVIDENCE = "material:", "evidence:"


@dataclass(frozen=True, slots=True)
class SuppliedPiece:
    """Files of one title at one place. title: of a piece of evidence; empty for a material. paths: as the record writes them."""

    place: str
    title: str
    paths: tuple[str, ...]


def is_place(scheme: Scheme, place: str) -> bool:
    """True if files can go there."""
    if place.startswith(MATERIAL):
        return place.removeprefix(MATERIAL) in {one.id for one in scheme.supplied}
    return place.startswith(EVIDENCE) and place.removeprefix(EVIDENCE) in scheme.indicators


def pieces(scheme: Scheme, record: str) -> tuple[SuppliedPiece, ...]:
    """All files of a record, materials first."""
    whole: JsonObject = json.loads(record)
    found = [SuppliedPiece(f"{MATERIAL}{one}", "", _paths(files)) for one, files in _materials(whole).items()]
    for item in _evidence(whole):
        row, title = item.get(_row_key(scheme)), item.get(names.TITLE_KEYS[0])
        found.append(SuppliedPiece(f"{EVIDENCE}{row}", str(title or ""), _paths(item.get(names.FILES_KEYS[0]))))
    return tuple(found)


def proof_counts(scheme: Scheme, record: str) -> dict[str, int]:
    """How many files of evidence a record has for each row of scores, by the id of the row; rows without any are left out."""
    paths: dict[str, set[str]] = {}
    for one in pieces(scheme, record):
        if one.paths and one.place.startswith(EVIDENCE):
            paths.setdefault(one.place.removeprefix(EVIDENCE), set()).update(one.paths)
    return {row: len(files) for row, files in paths.items()}


def with_pieces(scheme: Scheme, record: str, changed: tuple[SuppliedPiece, ...]) -> str:
    """The record with these files and no others. A piece without files is left out; evidence stands in the order of its rows."""
    whole: JsonObject = json.loads(record)
    left = [one for one in changed if one.paths]
    whole.pop(names.MATERIALS_KEYS[0], None)
    whole.pop(names.EVIDENCE_KEYS[0], None)
    materials: JsonObject = {
        one.place.removeprefix(MATERIAL): list(one.paths) for one in left if one.place.startswith(MATERIAL)
    }
    rows = list(scheme.indicators)
    evidence = sorted(
        (one for one in left if one.place.startswith(EVIDENCE)),
        key=lambda one: rows.index(one.place.removeprefix(EVIDENCE)),
    )
    if materials:
        whole[names.MATERIALS_KEYS[0]] = materials
    if evidence:
        whole[names.EVIDENCE_KEYS[0]] = [
            {
                _row_key(scheme): one.place.removeprefix(EVIDENCE),
                names.TITLE_KEYS[0]: one.title,
                names.FILES_KEYS[0]: list(one.paths),
            }
            for one in evidence
        ]
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def with_files(
    found: tuple[SuppliedPiece, ...], place: str, title: str, paths: tuple[str, ...]
) -> tuple[SuppliedPiece, ...]:
    """The same, with more files behind those of this place and title."""
    for number, one in enumerate(found):
        if (one.place, one.title) == (place, title):
            longer = SuppliedPiece(place, title, (*one.paths, *(path for path in paths if path not in one.paths)))
            return (*found[:number], longer, *found[number + 1 :])
    return (*found, SuppliedPiece(place, title, paths))


def moved(found: tuple[SuppliedPiece, ...], place: str, path: str, by: int) -> tuple[SuppliedPiece, ...]:
    """The same, with one file of a place moved by so many places; by 0: taken away."""
    made = []
    for one in found:
        if one.place == place and path in one.paths:
            at, rest = one.paths.index(path), [other for other in one.paths if other != path]
            if by:
                rest.insert(max(0, at + by), path)
            one = SuppliedPiece(one.place, one.title, tuple(rest))
        made.append(one)
    return tuple(made)


def instead(found: tuple[SuppliedPiece, ...], path: str, other: str) -> tuple[SuppliedPiece, ...]:
    """The same, with another file in the place of this one, wherever it stands."""
    return tuple(
        SuppliedPiece(one.place, one.title, tuple(other if own == path else own for own in one.paths)) for one in found
    )


def _row_key(scheme: Scheme) -> str:
    return names.evidence_indicator_keys(scheme)[0]


def _materials(whole: JsonObject) -> JsonObject:
    found = whole.get(names.MATERIALS_KEYS[0])
    return found if isinstance(found, dict) else {}


def _evidence(whole: JsonObject) -> list[JsonObject]:
    found = whole.get(names.EVIDENCE_KEYS[0])
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _paths(files: JsonValue) -> tuple[str, ...]:
    return tuple(one for one in files if isinstance(one, str)) if isinstance(files, list) else ()
