"""JSON text as plain values, with every fault of the text itself: encoding, syntax, duplicate keys, NaN, depth.

Numbers are read as Decimal, so that 2.5 stays 2.5 and a number of 18 digits keeps its last digit. An object that gives
a key twice becomes an `ObjectWithDuplicates`; RFC 8259 does not define what it means, so it is a Problem.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from formgen.foundation.problems import Place, Problem, error
from formgen.intake.places import file_place, pointer, shown

LARGEST_FILE = 20 * 1024 * 1024
"""In bytes. A complete record takes about 20 kB; a much larger file is something else, or an attack."""

DEEPEST = 16
"""The greatest depth of nested objects and lists; a record needs four levels."""


LISTED_FAULTS = 100
"""How many NaNs and duplicate keys of one file are listed; the rest are counted."""

_READ_AS = "按 UTF-8 编码的 JSON 文件重新保存"


class ObjectWithDuplicates(dict[str, object]):
    """An object in which some keys were given more than once; the first value of each key is kept."""

    duplicates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotANumber:
    """`NaN`, `Infinity`, or a number that is too large to be held, as it was written; empty if the text is not JSON at all."""

    written: str


_LOOKED_INTO = (dict, list, NotANumber)


def read_file(path: Path) -> tuple[str | None, tuple[Problem, ...]]:
    """The text of a file without byte order mark; None, with the problem that says why, if the file cannot be read."""
    place = file_place(path.name)
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        return None, (error("file.unreadable", "", place, "没有这个文件", "核对文件名和所在的文件夹"),)
    except (OSError, ValueError) as fault:
        message = "读不了这个文件" if not isinstance(fault, IsADirectoryError) else "这是文件夹，不是文件"
        return None, (error("file.unreadable", "", place, message, "核对文件名，以及是否有读取的权限"),)
    if len(content) > LARGEST_FILE:
        return None, (_too_large(place),)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None, (error("file.encoding", "", place, "文件是 UTF-16 编码，应是 UTF-8", _READ_AS),)
    try:
        return content.decode("utf-8-sig"), ()
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        message = f"文件不是 UTF-8 编码（第 {line} 行、第 {fault.start + 1} 个字节起读不出来）"
        remedy = f"多半是 GBK（ANSI）编码，{_READ_AS}"
        return None, (error("file.encoding", "", place, message, remedy),)


def parse_json(text: str, place: Place) -> tuple[object, tuple[Problem, ...]]:
    """The value of a JSON text and the problems of the text. If the text is not JSON, the value is `NotANumber("")`."""
    nothing = NotANumber("")
    text = text.removeprefix("\ufeff")
    if len(text) > LARGEST_FILE:
        return nothing, (_too_large(place),)
    if not text.strip():
        return nothing, (error("json.empty", "", place, "文件是空的", "写入一个 JSON 对象，至少是 {}"),)
    try:
        value: object = json.loads(
            text,
            parse_float=_number,
            parse_int=_number,
            parse_constant=NotANumber,
            object_pairs_hook=_object,
        )
    except json.JSONDecodeError as fault:
        return nothing, (_syntax(text, fault, place),)
    except RecursionError:
        return nothing, (_too_deep(place),)
    problems: list[Problem] = []
    for at, depth, item in _walk(value):
        if depth > DEEPEST:
            return nothing, (_too_deep(place),)
        if isinstance(item, NotANumber):
            message = "这里写的不是 JSON 的数字（NaN、Infinity，或大得离谱的数）"
            where = place.inside(at)
            problems.append(error("json.number", "", where, message, "写成普通的数字；没有数值的删去这一项"))
        elif isinstance(item, ObjectWithDuplicates):
            for key in item.duplicates:
                message = f"键「{shown(key)}」写了不止一次"
                where = place.inside(pointer(at, key))
                problems.append(error("json.duplicate-key", "", where, message, "只留一个"))
    more = len(problems) - LISTED_FAULTS
    if more > 0:
        rest = error("json.more", "", place, f"还有 {more} 处同类的错误没有列出", "改正已列出的，再检查一遍")
        problems = [*problems[:LISTED_FAULTS], rest]
    return value, tuple(problems)


def _number(written: str) -> Decimal | NotANumber:
    try:
        return Decimal(written)
    except InvalidOperation:
        return NotANumber(written)


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members: dict[str, object] = {}
    duplicates: dict[str, None] = {}
    for key, value in pairs:
        if key in members:
            duplicates[key] = None
        else:
            members[key] = value
    if not duplicates:
        return members
    twice = ObjectWithDuplicates(members)
    twice.duplicates = tuple(duplicates)
    return twice


def _walk(value: object) -> Iterator[tuple[str, int, object]]:
    """Every object, list and `NotANumber` in the tree with pointer and depth; not recursive, so that any depth can be walked."""
    waiting: list[tuple[str, int, object]] = [("", 1, value)]
    while waiting:
        at, depth, item = waiting.pop()
        yield at, depth, item
        members: Iterable[tuple[str | int, object]] = ()
        if isinstance(item, dict):
            members = item.items()
        elif isinstance(item, list):
            members = enumerate(item)
        inner = [(pointer(at, key), depth + 1, member) for key, member in members if isinstance(member, _LOOKED_INTO)]
        waiting.extend(reversed(inner))


def _too_large(place: Place) -> Problem:
    message = f"文件超过 {LARGEST_FILE // 1024 // 1024} MB，不像一份申报数据"
    return error("file.too-large", "", place, message, "核对文件；佐证材料写文件名，不写进数据里")


def _too_deep(place: Place) -> Problem:
    return error("json.too-deep", "", place, "括号一层套一层，太深了", "核对文件，一份申报数据只有四层")


_WANTED = (
    ("Expecting property name", "这里应是用英文双引号括起来的键"),
    ("Expecting ':' delimiter", "键的后面应是英文冒号"),
    ("Expecting ',' delimiter", "两项之间应是英文逗号（或漏了右括号）"),
    ("Expecting value", "这里应是一个值"),
    ("Extra data", "JSON 到这里已经结束，后面不该还有内容"),
    ("Unterminated string", "这里开始的文字没有右引号"),
    ("Invalid control character", "文字里不能直接换行或有控制字符，换行要写成 \\n"),
    ("Invalid \\u", "\\u 后面应是 4 位十六进制数字"),
    ("Invalid \\", "反斜杠后面的字符不对；要写反斜杠本身，写两个"),
    ("Illegal trailing comma", "最后一项后面不该有逗号"),
)

_CHINESE_SIGNS = {"“": "\"", "”": "\"", "‘": "\"", "’": "\"", "＂": "\"", "，": ",", "：": ":", "｛": "{", "｝": "}",
                  "［": "[", "］": "]", "【": "[", "】": "]"}  # fmt: skip


def _syntax(text: str, fault: json.JSONDecodeError, place: Place) -> Problem:
    wanted = next((chinese for english, chinese in _WANTED if fault.msg.startswith(english)), "这里不合 JSON 的写法")
    rest = text[fault.pos :]
    if not rest.strip():
        found, remedy = "而文件到这里就结束了", "补上缺的部分，多半是右引号或右括号"
    else:
        character = rest[0]
        found = f"实际是「{shown(character)}」（U+{ord(character):04X}）"
        if character in _CHINESE_SIGNS:
            remedy = f"把中文标点「{character}」改成英文的 {_CHINESE_SIGNS[character]}"
        elif character == "'":
            remedy = "把单引号改成英文双引号"
        elif character in "/#":
            remedy = "JSON 里不能写注释，删去"
        elif character in "}]":
            remedy = "多半是前面多了一个逗号，或漏写了值"
        elif fault.msg.startswith("Unterminated string"):
            remedy = "补上右引号；文件也可能没有写完，核对后面的内容还在不在"
        else:
            remedy = "照样例改正这一处"
    where = f"第 {fault.lineno} 行第 {fault.colno} 列" if not place.at else f"第 {fault.colno} 个字符"
    message = f"不是 JSON：{where}，{wanted}，{found}"
    return error("json.syntax", "", place, message, remedy)
