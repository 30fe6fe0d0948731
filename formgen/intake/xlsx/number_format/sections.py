"""Takes a number format apart: into its sections, and each section into its signs (ECMA-376 part 1, 18.8.31)."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from functools import lru_cache

LONGEST = 1000
MOST_SECTIONS = 4


class FormatSign(Enum):
    """The meaning of a part of a format."""

    LITERAL = auto()
    """A text that is shown as it is."""
    DIGIT = auto()
    """`0`, `#` or `?`: a digit."""
    POINT = auto()
    COMMA = auto()
    PERCENT = auto()
    EXPONENT = auto()
    """`E+` or `E-`."""
    SLASH = auto()
    """`/`: the line of a fraction. Without a digit before it, `/` is a literal."""
    TEXT = auto()
    """`@`: the text of the cell."""
    GENERAL = auto()
    """`General`: a number as it is shown without a format."""
    MOMENT = auto()
    """A part of a day or time: a run of one letter, as `yyyy`."""
    ELAPSED = auto()
    """Hours, minutes or seconds in total: `h` of `[h]`."""
    HALF_DAY = auto()
    """`AM/PM`, `A/P` or `上午/下午`."""


@dataclass(frozen=True, slots=True)
class FormatMark:
    """A sign of a format with its text: the text that a literal shows, or the letters of a moment."""

    sign: FormatSign
    text: str


@dataclass(frozen=True, slots=True)
class FormatCondition:
    """A condition such as `[>=1000]`. It says for which numbers a section is used."""

    compare: Callable[[Decimal, Decimal], bool]
    bound: Decimal

    def holds(self, number: Decimal) -> bool:
        """Return True if the number meets the condition."""
        return self.compare(number, self.bound)


@dataclass(frozen=True, slots=True)
class FormatSection:
    """A section of a format.

    marks      its signs, in order
    condition  the condition for its numbers; None if its position in the format decides
    numerals   the kind of digits: 0 for Arabic digits, 1 to 3 for those of `[DBNum1]` to `[DBNum3]`
    language   the language's number in hexadecimal capitals (`804` is simplified Chinese); empty if the format names none
    """

    marks: tuple[FormatMark, ...]
    condition: FormatCondition | None = None
    numerals: int = 0
    language: str = ""

    def has(self, *signs: FormatSign) -> bool:
        """Return True if the section has at least one of these signs."""
        return any(mark.sign in signs for mark in self.marks)

    @property
    def is_moment(self) -> bool:
        """True if the section shows a day or a time."""
        return self.has(FormatSign.MOMENT, FormatSign.ELAPSED, FormatSign.HALF_DAY)

    @property
    def is_yen(self) -> bool:
        """True if the section shows `¥` and names Japanese: yuan and yen share this sign."""
        return self.language == _JAPANESE and any(
            mark.sign is FormatSign.LITERAL and re.search("[¥￥]", mark.text) for mark in self.marks
        )


_JAPANESE = "411"
_COMPARE: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq, "<>": operator.ne,
}  # fmt: skip
_SPLIT = re.compile(r'"[^"]*"?|\\.|[_*!].|\[[^\]]*\]|;|[^;]', re.DOTALL)
_BRACKET = re.compile(
    r"(?P<condition><=|>=|<>|<|>|=)\s*(?P<bound>[-+]?[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]{1,2})?)"
    r"|\$(?P<money>[^-\]]*)(?:-(?P<language>[0-9A-Fa-f]+))?(?:,[0-9A-Fa-f]+)?"
    r"|(?P<numerals>DBNum[1-3])|(?P<elapsed>h+|m+|s+)|(?P<colour>[A-Za-z]+ ?[0-9]*|[黑蓝青绿洋红白黄色]+[0-9]*|颜色 ?[0-9]+)",
    re.IGNORECASE,
)
_GENERAL = re.compile(r"General|G/通用格式|常规|Standard", re.IGNORECASE)
_HALF_DAY = re.compile(r"AM/PM|A/P|上午/下午", re.IGNORECASE)
_MOMENT = re.compile(r"([ymdhsegb])\1*|a{3,4}", re.IGNORECASE)
_SIGNS = {
    "0": FormatSign.DIGIT,
    "#": FormatSign.DIGIT,
    "?": FormatSign.DIGIT,
    ".": FormatSign.POINT,
    ",": FormatSign.COMMA,
    "%": FormatSign.PERCENT,
    "/": FormatSign.SLASH,
    "@": FormatSign.TEXT,
}
_COLOURS = frozenset(["black", "blue", "cyan", "green", "magenta", "red", "white", "yellow", "color"])
_WORDS = _COLOURS | {"eng", "chs", "cht", "jpn"}
"""Colours, and languages by their short names, which stand before the language's number: `[ENG][$-409]d-mmm-yyyy`."""
_SYSTEM = {"F800": 'yyyy"年"m"月"d"日"', "F400": "h:mm:ss"}
"""Two special languages. They ask for the system's own format of the long date and of the time, whatever else the format
says. These are the Chinese formats."""


@lru_cache(4096)
def sections(code: str) -> tuple[FormatSection, ...] | None:
    """Return the sections of a format, at most four; None if the text is no number format."""
    if len(code) > LONGEST:
        return None
    parts: list[list[str]] = [[]]
    for piece in _SPLIT.findall(code):
        if piece == ";":
            parts.append([])
        else:
            parts[-1].append(piece)
    if len(parts) > MOST_SECTIONS:
        return None
    found = tuple(_section("".join(pieces)) for pieces in parts)
    return None if None in found else tuple(section for section in found if section)


def _section(code: str) -> FormatSection | None:
    marks: list[FormatMark] = []
    condition: FormatCondition | None = None
    numerals, language = 0, ""
    position = 0
    while position < len(code):
        character = code[position]
        if character == "[":
            end = code.find("]", position)
            bracket = _BRACKET.fullmatch(code[position + 1 : end].strip()) if end > 0 else None
            if bracket is None:
                return None
            position = end + 1
            if bracket["condition"]:
                condition = FormatCondition(_COMPARE[bracket["condition"]], Decimal(bracket["bound"]))
            elif bracket["numerals"]:
                numerals = int(bracket["numerals"][-1])
            elif bracket["elapsed"]:
                marks.append(FormatMark(FormatSign.ELAPSED, bracket["elapsed"].lower()))
            elif bracket["colour"]:
                if bracket["colour"].isascii() and bracket["colour"].rstrip(" 0123456789").lower() not in _WORDS:
                    return None
            else:
                language = (bracket["language"] or "").upper().lstrip("0")
                if language in _SYSTEM:
                    return _section(_SYSTEM[language])
                if len(language) > 4:  # in `[$-1000804]` the kind of digits and the calendar stand before the language
                    language = language[-4:].lstrip("0")
                marks += [FormatMark(FormatSign.LITERAL, bracket["money"])] if bracket["money"] else []
            continue
        mark, position = _mark(code, position)
        marks.append(mark)
    section = FormatSection(_with_points(marks), condition, numerals, language)
    mixed = section.is_moment and any(
        mark.sign is FormatSign.DIGIT and not _of_seconds(section.marks, at) for at, mark in enumerate(section.marks)
    )
    unclear = section.is_moment and section.has(FormatSign.GENERAL, FormatSign.PERCENT, FormatSign.EXPONENT)
    return None if mixed or unclear else section


def _mark(code: str, position: int) -> tuple[FormatMark, int]:
    """Return the mark that begins at a position, and the position of the next mark."""
    character = code[position]
    if character == '"':
        end = code.find('"', position + 1)
        end = len(code) if end < 0 else end
        return FormatMark(FormatSign.LITERAL, code[position + 1 : end]), end + 1
    if character in "\\!":
        return FormatMark(FormatSign.LITERAL, code[position + 1 : position + 2]), position + 2
    if character == "_":
        return FormatMark(FormatSign.LITERAL, " "), position + 2
    if character == "*":
        return FormatMark(FormatSign.LITERAL, ""), position + 2
    for sign, pattern in ((FormatSign.GENERAL, _GENERAL), (FormatSign.HALF_DAY, _HALF_DAY)):
        if match := pattern.match(code, position):
            return FormatMark(sign, match[0]), match.end()
    if character in "eE" and code[position + 1 : position + 2] in ("+", "-"):
        return FormatMark(FormatSign.EXPONENT, code[position + 1]), position + 2
    if match := _MOMENT.match(code, position):
        return FormatMark(FormatSign.MOMENT, match[0].lower()), match.end()
    return FormatMark(_SIGNS.get(character, FormatSign.LITERAL), character), position + 1


def _with_points(marks: list[FormatMark]) -> tuple[FormatMark, ...]:
    """Turn points without any digit in the section, and commas and slashes without a digit before them, into literals."""
    digits = [at for at, mark in enumerate(marks) if mark.sign is FormatSign.DIGIT]
    made: list[FormatMark] = []
    for at, mark in enumerate(marks):
        beside = bool(digits) and (
            (mark.sign is FormatSign.POINT)
            or (mark.sign is FormatSign.COMMA and at > digits[0])
            or (mark.sign is FormatSign.SLASH and at > digits[0])
        )
        odd = mark.sign in (FormatSign.POINT, FormatSign.COMMA, FormatSign.SLASH) and not beside
        made.append(FormatMark(FormatSign.LITERAL, mark.text) if odd else mark)
    return tuple(made)


def _of_seconds(marks: tuple[FormatMark, ...], at: int) -> bool:
    """Return True if a digit shows a part of a second: `ss.000`."""
    while at > 0 and marks[at].sign is FormatSign.DIGIT and marks[at].text == "0":
        at -= 1
    before = marks[at - 1] if at > 0 else None
    return (
        marks[at].sign is FormatSign.POINT
        and before is not None
        and before.text[0] == "s"
        and before.sign in (FormatSign.MOMENT, FormatSign.ELAPSED)
    )
