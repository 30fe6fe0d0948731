"""Reads JSON that is a table: objects whose keys are headings, as exports of systems have them.

    [{"字号": "甲店", "经营者": "张三"}, {"字号": "乙店", "经营者": "李四"}]

Its keys may be all that a table's headings may be. Records have their fields within blocks, and are read as records. A single
object without blocks is such a table, too; and so are JSON Lines of such objects, and a list within an object of its own. What
stands beside that list is above the table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from formgen.foundation.problems import Place
from formgen.intake.collected import Source
from formgen.intake.json.text import parse_json, read_file
from formgen.intake.places import file_place, pointer
from formgen.intake.table import Cell, CellValue, Row, Table
from formgen.intake.tables.collected_tables import source_of_table
from formgen.intake.tables.vocabulary import Vocabulary
from formgen.record.labels import block_keys
from formgen.scheme.models import Scheme

_RECORD = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{\s*(?:\}|\"([^\"]*)\"\s*:\s*\{)")
"""How a record begins: its first member is a block, whose name is the group. Then nothing else needs to be looked at."""
_BEGINNING = 4096
"""Bytes of a file in which a record's first member begins."""
_MOST_KEYS = 1000
"""Different keys of all objects: a table with more columns is none that people make."""

_DEEPEST = 2
"""How many objects an answer of a service may have around its list: `{"data": {"page": {"list": […]}}}`."""

FlatObject = dict[str, str | Decimal | bool | None]


def read_flat_json(scheme: Scheme, path: Path, is_lines: bool = False) -> Source | None:
    """The source of a JSON file that is a table; None for any other file, also for one that can't be read.

    is_lines: True if each line is an object of its own
    """
    if _begins_as_record(scheme, path):
        return None  # nearly all JSON is: it is read once, and long JSON Lines are never read whole
    text, _ = read_file(path)
    if text is None:
        return None
    value = None if is_lines else _parsed(text)
    found = _lines(text) if is_lines else _objects(value)
    words = Vocabulary(scheme) if found else None
    if not found or words is None or not _has_names(words, [one for _, one in found]):
        return None
    return source_of_table(words, path, _table(path.name, found, tuple(_beside(value))))


def _begins_as_record(scheme: Scheme, path: Path) -> bool:
    try:
        with path.open("rb") as file:
            found = _RECORD.match(file.read(_BEGINNING))
    except OSError:
        return False  # whoever reads the file tells what is wrong with it
    return found is not None and (found[1] is None or found[1].decode("utf-8", "replace") in block_keys(scheme))


def _parsed(text: str) -> object:
    value, problems = parse_json(text, Place(""))
    return None if problems else value


def _objects(value: object) -> list[tuple[str, FlatObject]]:
    """The objects of a list, each with its pointer; of one object without any list; or of the only list within an object."""
    if isinstance(value, list):
        return _all_flat([(pointer("", at), one) for at, one in enumerate(value)])
    if not isinstance(value, dict):
        return []
    lists = list(_lists(value))
    if len(lists) != 1:
        return _all_flat([("", value)])
    begin, found = lists[0]
    return _all_flat([(pointer(begin, at), one) for at, one in enumerate(found)])


def _lists(value: Mapping[str, object], begin: str = "", depth: int = 0) -> Iterator[tuple[str, list[object]]]:
    """The lists within an object, each with its pointer; those of the objects in it, too: `data` of an answer has its `list`."""
    for key, inner in value.items():
        if isinstance(inner, list):
            yield pointer(begin, key), inner
        elif isinstance(inner, dict) and depth < _DEEPEST:
            yield from _lists(inner, pointer(begin, key), depth + 1)


def _beside(value: object, depth: int = 0) -> Iterator[tuple[str, str]]:
    """What stands beside the only list within an object: keys and texts. Nothing if there is no such list."""
    if not isinstance(value, dict) or (not depth and len(list(_lists(value))) != 1):
        return
    for key, inner in value.items():
        if isinstance(inner, str | Decimal) and inner != "":
            yield key, str(inner)
        elif depth < _DEEPEST:
            yield from _beside(inner, depth + 1)


def _lines(text: str) -> list[tuple[str, FlatObject]]:
    """The objects of JSON Lines, each with its line."""
    lines = [(f"第 {number} 行", line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    if not lines or not _all_flat([("", _parsed(lines[0][1]))]):
        return []
    return _all_flat([(at, _parsed(line)) for at, line in lines])


def _all_flat(objects: Sequence[tuple[str, object]]) -> list[tuple[str, FlatObject]]:
    """These objects, if all are without lists and objects in them; else none."""
    flat = [
        (at, one)
        for at, one in objects
        if isinstance(one, dict)
        and all(value is None or isinstance(value, str | Decimal | bool) for value in one.values())
    ]
    return flat if len(flat) == len(objects) else []


def _has_names(words: Vocabulary, objects: Sequence[FlatObject]) -> bool:
    """True if the keys are those of applicants: the name is among them, and another heading that is known."""
    keys = {key for one in objects for key in one}
    if len(keys) > _MOST_KEYS:
        return False
    known = {said.meant for said in map(words.headings.find, keys) if said is not None}
    return words.name in known and len(known) > 1


def _table(file: str, objects: Sequence[tuple[str, FlatObject]], beside: Sequence[tuple[str, str]]) -> Table:
    """A table whose headings are the keys, in the order in which they come, with a row for each object.

    beside: what stands beside the list of objects, as texts; it becomes a row above the headings
    """
    columns: dict[str, int] = {}
    for _, one in objects:
        for key in one:
            columns.setdefault(key, len(columns) + 1)
    above, top, first, at_first = 1, 2, 3, objects[0][0]
    places = {(top, column): file_place(file, pointer(at_first, key)) for key, column in columns.items()}
    places |= {(0, column): place for (_, column), place in places.items()}
    places |= {(above, 0): file_place(file), (top, 0): file_place(file)}
    said = {number: Cell(f"{key}：{text}") for number, (key, text) in enumerate(beside, start=1)}
    rows = [Row(above, said)] if said else []
    rows.append(Row(top, {column: Cell(key) for key, column in columns.items()}))
    for number, (at, one) in enumerate(objects, start=first):
        places[number, 0] = file_place(file, at)
        places |= {(number, columns[key]): file_place(file, pointer(at, key)) for key in one}
        cells = {columns[key]: Cell(value) for key, value in _said(one)}
        rows.append(Row(number, dict(sorted(cells.items()))))
    return Table(file, "", tuple(rows), places=places)


def _said(one: FlatObject) -> Iterator[tuple[str, CellValue]]:
    for key, value in one.items():
        if value is not None and value != "":
            yield key, value
