"""The texts of a record as a person typed them, by field; and the record's JSON with changed texts.

The JSON is what `formgen check` reads. A field is named by its full id, `block.field`; a row of the sheet of scores by the id
of its slot; a cell of a list as `formgen/web/filling/cells.py` says.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from formgen.record.json_schema import scores_keys
from formgen.record.kept import once_for_a_scheme
from formgen.record.kinds.table import JsonObject, JsonValue
from formgen.scheme.models import Scheme
from formgen.web.filling.cells import cell_of, cell_texts, put_cell

EMPTY = "{}\n"
"""The record of nobody yet."""


@once_for_a_scheme
def paths(scheme: Scheme) -> dict[str, tuple[str, ...]]:
    """For each field that can be typed, but the cells of lists, the keys that lead to it in the record."""
    found: dict[str, tuple[str, ...]] = {
        full_id: tuple(full_id.split(".")) for full_id, field in scheme.fields.items() if not field.office
    }
    scores = scheme.scores
    if scores is not None:
        found |= {scores.slot_id(row): (scores.block, scores_keys(scores)[0], row) for row in scheme.indicators}
    return found


def is_typed(scheme: Scheme, name: str) -> bool:
    """True if a field of this name can be typed."""
    return name in paths(scheme) or cell_of(scheme, name) is not None


def field_at(scheme: Scheme, at: str) -> str:
    """The field that a JSON pointer leads to; empty if it leads to none. A list has its id, and a row of one its name."""
    found = _fields(scheme).get(at, "")
    if found or not at:
        return found
    name = at[1:].replace("/", ".")
    list_id = name.partition(".")[0]
    is_list_or_row = list_id in {one.id for one in scheme.lists} and name.count(".") < 2
    return name if is_list_or_row or cell_of(scheme, name) else ""


@once_for_a_scheme
def _fields(scheme: Scheme) -> dict[str, str]:
    return {"/" + "/".join(path): field for field, path in paths(scheme).items()}


def typed_texts(scheme: Scheme, record: str) -> dict[str, str]:
    """The texts of the fields that have one. A value that is no text is left out."""
    whole: JsonObject = json.loads(record)
    found = {}
    for field, path in paths(scheme).items():
        value: JsonValue = whole
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
        if isinstance(value, str) and value:
            found[field] = value
    return found | (cell_texts(scheme, whole) if scheme.lists else {})


def with_texts(scheme: Scheme, record: str, changes: Mapping[str, str]) -> str:
    """The record with other texts in some fields. An empty text takes the field away. Unknown fields are not written."""
    whole = json.loads(record)
    known = paths(scheme)
    for field, text in changes.items():
        if field in known:
            _put(whole, known[field], text)
        elif cell := cell_of(scheme, field):
            put_cell(whole, cell, text)
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _put(whole: JsonObject, path: tuple[str, ...], text: str) -> None:
    *above, last = path
    inside: list[JsonObject] = [whole]
    for key in above:
        below = inside[-1].get(key)
        if not isinstance(below, dict):
            below = {}
            inside[-1][key] = below
        inside.append(below)
    if text:
        inside[-1][last] = text
    else:
        inside[-1].pop(last, None)
    for key, outer in zip(reversed(above), reversed(inside[:-1]), strict=True):
        if not outer[key]:  # a block without values is not written
            del outer[key]
