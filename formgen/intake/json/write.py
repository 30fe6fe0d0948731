"""A record written as JSON in one canonical form. Reading the text gives the same record: the same values in one order.

Only the places differ, because the written text stands in another file. The same record always gives the same text,
whatever source it was collected from.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date

from formgen.record import json_schema as names
from formgen.record.kinds.table import JsonObject, JsonValue
from formgen.record.models import (
    Choice,
    Evidence,
    ListRow,
    Money,
    PersonalDocument,
    PersonalId,
    PictureFile,
    Record,
    SuppliedFile,
    Value,
)
from formgen.scheme.models import ListBlock, Scheme

Rename = Callable[[str], str]
"""(the path of a supplied file as the record has it) to the path that is to be written."""


def record_text(scheme: Scheme, record: Record, rename: Rename = str) -> str:
    """The JSON text of a record, ids as keys, Chinese as it is. rename: changes the paths of supplied files."""
    return json.dumps(record_json(scheme, record, rename), ensure_ascii=False, indent=2) + "\n"


def record_json(scheme: Scheme, record: Record, rename: Rename = str) -> JsonObject:
    """The JSON object of a record: only what the record says, in the scheme's order."""
    said = {entry.field: entry.value for entry in record.entries}
    made: JsonObject = {}
    for block in scheme.blocks:
        fields = {
            field.id: value_json(said[f"{block.id}.{field.id}"])
            for field in block.fields
            if f"{block.id}.{field.id}" in said
        }
        if fields:
            made[block.id] = fields
    made |= {one.id: list_json(one, record.rows(one.id)) for one in scheme.lists if record.rows(one.id)}
    if record.scores and scheme.scores is not None:
        levels = {score.indicator: score.level for score in record.scores}
        scores: JsonObject = {row: levels[row] for row in scheme.indicators if row in levels}
        made[scheme.scores.block] = {names.scores_keys(scheme.scores)[0]: scores}
    if record.materials:
        supplied = {one.material: one.files for one in record.materials}
        materials: JsonObject = {
            one.id: [_file(file, rename) for file in supplied[one.id]] for one in scheme.supplied if one.id in supplied
        }
        made[names.MATERIALS_KEYS[0]] = materials
    if record.evidence:
        made[names.EVIDENCE_KEYS[0]] = [_evidence(scheme, item, rename) for item in record.evidence]
    return made


def list_json(one: ListBlock, rows: Iterable[ListRow]) -> list[JsonValue]:
    """The rows of a list as JSON objects, each with the fields that it says, in the list's order."""
    names = {f"{one.id}.{field.id}": field.id for field in one.fields}
    return [{names[entry.field]: value_json(entry.value) for entry in row.entries} for row in rows]


def value_json(value: Value) -> JsonValue:
    """A value in the form that its reader accepts (`formgen.record.kinds.table.parse`): text and money as written, a date in ISO 8601."""
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Money):
        return value.written
    if isinstance(value, Choice):
        return value.id
    if isinstance(value, PictureFile):
        return value.path
    return _person(value)


def _person(value: PersonalId) -> JsonValue:
    if value.document is PersonalDocument.RESIDENT_ID:
        return value.number
    return {"document": value.document.value, "number": value.number}


def _file(file: SuppliedFile, rename: Rename) -> JsonValue:
    path = rename(file.path)
    if file.password is None:
        return path
    return {names.FILE_KEYS[0]: path, names.PASSWORD_KEYS[0]: file.password}


def _evidence(scheme: Scheme, item: Evidence, rename: Rename) -> JsonValue:
    return {
        names.evidence_indicator_keys(scheme)[0]: item.indicator,
        names.TITLE_KEYS[0]: item.title,
        names.FILES_KEYS[0]: [_file(file, rename) for file in item.files],
    }
