"""The JSON Schema (draft 2020-12) of a record, derived from the scheme's definitions.

Convention for the Chinese keys: everything that has several names stands once under `$defs`, by its English id
(`block.field`), and each of its names is a property that refers to it. The official label of a field is the `title`
of its definition. If a record gives the same thing under two of its names, the reader refuses it; the schema does not.

The schema describes shapes only. The program alone finds wrong check digits, days that do not exist, texts that were lost, and
contradictions. So the program refuses everything that the schema refuses, and more; a test holds both together on random records.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from formgen.record.kinds.characters import UNJUDGED_PATTERN
from formgen.record.kinds.table import JsonObject, JsonValue, blank_schema, kind_description, kind_schema
from formgen.record.labels import block_keys, field_names, indicator_keys, indicator_label, material_keys
from formgen.record.scoring import score_pattern, score_schema
from formgen.scheme.models import Block, ListBlock, Scheme
from formgen.scheme.scores import Scores

DIALECT = "https://json-schema.org/draft/2020-12/schema"

MATERIALS_KEYS = ("materials", "材料", "申报材料")
EVIDENCE_KEYS = ("evidence", "佐证材料")
TITLE_KEYS = ("title", "标题")
FILES_KEYS = ("files", "文件")
FILE_KEYS = ("file", "文件")
PASSWORD_KEYS = ("password", "密码")
"""The names of the keys that the records of every scheme have, whatever their fields: the English id first, then the
Chinese names."""
_SCORES_KEYS = ("scores", "得分")
_TOTAL_KEYS = ("total", "总分", "合计", "总计", "总得分")
_INDICATOR_KEYS = ("indicator", "指标")


def block_of_scores_keys(scores: Scores) -> tuple[str, ...]:
    """Return the names of the record's object that holds the scores: its id, then the scheme's words for it."""
    return tuple(dict.fromkeys((scores.block, scores.word, *scores.aliases)))


def scores_keys(scores: Scores) -> tuple[str, ...]:
    """Return the names of the scores within that object."""
    return (*_SCORES_KEYS, f"{scores.word}得分")


def total_keys(scores: Scores) -> tuple[str, ...]:
    """Return the names of the sum of the scores within that object. It follows from the scores, and is only compared."""
    return (*_TOTAL_KEYS, *(f"{scores.word}{word}" for word in _TOTAL_KEYS[1:]))


def evidence_indicator_keys(scheme: Scheme) -> tuple[str, ...]:
    """Return the names of the key by which a piece of evidence names its indicator. One is the scheme's word for a row."""
    own = (scheme.scores.indicator,) if scheme.scores else ()
    return tuple(dict.fromkeys((_INDICATOR_KEYS[0], *own, *_INDICATOR_KEYS[1:])))


def json_schema(scheme: Scheme) -> JsonObject:
    """Return the schema of one record. `formgen schema` prints it; an editor can check and complete a record with it."""
    definitions: JsonObject = {}
    properties: JsonObject = {"$schema": {"description": "这份数据所遵循的 JSON Schema，可以不写；程序不看它"}}
    for block in scheme.blocks:
        definitions[block.id] = _block(scheme, block, definitions)
    for one in scheme.lists:
        definitions[one.id] = _list(scheme, one, definitions)
    for key, block_id in block_keys(scheme).items():
        properties[key] = _refer(block_id)
    shared: list[tuple[str, tuple[str, ...], JsonObject]] = []
    if scheme.scores is not None:
        keys = block_of_scores_keys(scheme.scores)
        shared.append((scheme.scores.block, keys, _sheet(scheme, scheme.scores, definitions)))
    if scheme.supplied:
        shared.append((MATERIALS_KEYS[0], MATERIALS_KEYS, _materials(scheme, definitions)))
    if scheme.scores is not None:
        shared.append((EVIDENCE_KEYS[0], EVIDENCE_KEYS, _evidence(scheme, scheme.scores)))
    for name, keys, definition in shared:
        definitions[name] = definition
        properties |= _names(keys, name)
    definitions["path"] = _path()
    definitions["file"] = _file()
    definitions["paths"] = {
        "title": "文件",
        "description": "一个文件，或几个文件按装订顺序排列",
        "anyOf": [_refer("file"), {"type": "array", "items": _refer("file")}, *blank_schema()],
    }
    return {
        "$schema": DIALECT,
        "title": scheme.title,
        "description": (
            f"{scheme.applicant.one}的数据。每一项可以用英文 id 作键，也可以用中文名称作键（同一项只写一次）；"
            "没有写的部分在表格上留空。"
        ),
        **_object(properties),
        "$defs": definitions,
    }


def _refer(name: str) -> JsonObject:
    return {"$ref": f"#/$defs/{name}"}


def _names(keys: Iterable[str], name: str) -> JsonObject:
    """Return an object with a reference to the same definition under each of these keys."""
    return {key: _refer(name) for key in keys}


def _object(properties: JsonObject) -> JsonObject:
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _titled(title: str, description: str) -> JsonObject:
    return {"title": title, "description": description} if description else {"title": title}


def _block(scheme: Scheme, block: Block, definitions: JsonObject) -> JsonObject:
    properties: JsonObject = {}
    for field, keys in field_names(scheme, block):
        name = f"{block.id}.{field.id}"
        description = "；".join(text for text in (field.help, kind_description(field.kind)) if text)
        definitions[name] = {**_titled(field.label, description), **kind_schema(field, scheme.towns)}
        properties |= _names(keys, name)
    return {**_titled(block.label, block.help), **_nullable(_object(properties))}


def _list(scheme: Scheme, one: ListBlock, definitions: JsonObject) -> JsonObject:
    """A list of objects, one for each row; each has the keys of the list's fields."""
    row = _block(scheme, one, definitions)
    row = {**row, "title": f"{one.label}的一行"}
    schema: JsonObject = {"type": ["array", "null"], "items": row, "maxItems": one.most}
    return {**_titled(one.label, one.help), **schema}


def _nullable(schema: JsonObject) -> JsonObject:
    """Allow null besides this schema, because a block that is null means the same as a block that is left out."""
    return {**schema, "type": ["object", "null"]}


def _sheet(scheme: Scheme, words: Scores, definitions: JsonObject) -> JsonObject:
    for row in scheme.indicators.values():
        definitions[f"scores.{row.id}"] = {
            **_titled(indicator_label(row), f"{row.section}；{row.aspect}；{row.text}；{row.points} 分"),
            "anyOf": [
                {"enum": score_schema(row)},
                {"type": "string", "pattern": score_pattern(row)},
                {"type": "string", "pattern": UNJUDGED_PATTERN},
                *blank_schema(),
            ],
        }
    scores: JsonObject = {key: _refer(f"scores.{row_id}") for key, row_id in indicator_keys(scheme).items()}
    definitions["scores"] = {
        **_titled("得分", f"键是{words.indicator}的编号（如 1.1.1），或其文字"),
        **_nullable(_object(scores)),
    }
    sheet = "、".join(f"{form.annex} {form.title}" for form in scheme.forms if form.indicators)
    total: JsonObject = {**_titled("总分", "各项得分的和，只用来核对"), "type": ["number", "string", "null"]}
    properties = _names(scores_keys(words), "scores") | {key: total for key in total_keys(words)}
    return {**_titled(words.word, sheet), **_nullable(_object(properties))}


def _materials(scheme: Scheme, definitions: JsonObject) -> JsonObject:
    properties: JsonObject = {}
    labels: Mapping[str, str] = {material.id: material.label for material in scheme.supplied}
    for key, material_id in material_keys(scheme).items():
        name = f"materials.{material_id}"
        definitions[name] = {**_titled(labels[material_id], ""), **_refer("paths")}
        properties[key] = _refer(name)
    description = f"{scheme.applicant.word}提供的文件，路径从这份数据所在的文件夹算起"
    return {**_titled("材料", description), **_nullable(_object(properties))}


def _evidence(scheme: Scheme, words: Scores) -> JsonObject:
    named: list[JsonValue] = [*indicator_keys(scheme)]
    spaced = rf"^\s*(?:{'|'.join(map(re.escape, indicator_keys(scheme)))})\s*$"
    indicator: JsonValue = {
        "title": words.indicator,
        "description": "编号或其文字",
        "anyOf": [{"enum": named}, {"type": "string", "pattern": spaced}],
    }
    title: JsonValue = {"title": "标题", "type": "string", "pattern": r"^[^\x00-\x1f]*[^\s\x00-\x1f][^\x00-\x1f]*$"}
    files: JsonValue = {
        "title": "文件",
        "anyOf": [_refer("file"), {"type": "array", "items": _refer("file"), "minItems": 1}],
    }
    required: list[JsonValue] = []
    properties: JsonObject = {}
    for keys, definition in ((evidence_indicator_keys(scheme), indicator), (TITLE_KEYS, title), (FILES_KEYS, files)):
        properties |= {key: definition for key in keys}
        required.append({"anyOf": [{"required": [key]} for key in keys]})
    item: JsonObject = {**_object(properties), "allOf": required}
    return {
        **_titled("佐证材料", f"每一项写明{words.indicator}、标题和文件，按装订顺序"),
        "type": ["array", "null"],
        "items": item,
    }


def _file() -> JsonObject:
    password: JsonObject = {"title": "密码", "description": "打开文件的密码", "type": ["string", "null"]}
    properties: JsonObject = {key: _refer("path") for key in FILE_KEYS}
    properties |= {key: password for key in PASSWORD_KEYS}
    required: list[JsonValue] = [{"required": [key]} for key in FILE_KEYS]
    return {
        **_titled("文件", "文件的路径；要密码才能打开的，写一个对象，写明文件和密码"),
        "anyOf": [_refer("path"), {**_object(properties), "anyOf": required}],
    }


def _path() -> JsonObject:
    return {
        "title": "文件路径",
        "description": "从这份数据所在的文件夹算起，用 / 分隔",
        "type": "string",
        "pattern": r"^[^\\\x00-\x1f]*[^\\\s\x00-\x1f][^\\\x00-\x1f]*$",
    }
