"""The patterns of `notice_words.toml`: how notices write headings, numerals, days, copies, receivers and seals."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

_FILE = Path(__file__).with_suffix(".toml")
_SPACES = re.compile(r"[\s\u3000\xa0]+")
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_CHINESE = "〇一二三四五六七八九"
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾两○零Ｏ", "一二三四五六七八九十二〇〇〇")


@dataclass(frozen=True)
class LevelWord:
    """A word for a level of a sheet of scores: its pattern, the share of the points, and the level's English id."""

    pattern: re.Pattern[str]
    factor: Decimal
    id: str


@dataclass(frozen=True)
class NoticeWords:
    """The patterns by their names in the file: `section.name`, or `name` alone at the top; and the lists of patterns."""

    patterns: dict[str, re.Pattern[str]]
    lists: dict[str, tuple[re.Pattern[str], ...]]
    numerals: tuple[tuple[str, re.Pattern[str]], ...]
    levels: tuple[LevelWord, ...]
    applicants: tuple[str, ...]

    def __getitem__(self, name: str) -> re.Pattern[str]:
        """The pattern of this name."""
        return self.patterns[name]


@lru_cache(maxsize=1)
def notice_words() -> NoticeWords:
    """The patterns, read once."""
    said = tomllib.loads(_FILE.read_text("utf-8"), parse_float=Decimal)
    patterns: dict[str, re.Pattern[str]] = {}
    lists: dict[str, tuple[re.Pattern[str], ...]] = {}
    office = f"{said['receivers']['letter']}{{0,28}}{said['receivers']['ends']}"
    for name, value in said.items():
        inside = {"": value} if isinstance(value, str) else value if isinstance(value, dict) else {}
        for key, one in inside.items():
            full = f"{name}.{key}" if key else name
            if isinstance(one, str):
                patterns[full] = re.compile(one)
            elif isinstance(one, dict):
                patterns |= {f"{full}.{deeper}": re.compile(text) for deeper, text in one.items()}
            elif all(isinstance(text, str) for text in one):
                lists[full] = tuple(re.compile(text.replace("{office}", office)) for text in one)
    levels = tuple(
        LevelWord(re.compile(one["pattern"]), Decimal(one["factor"]), one["id"]) for one in said["scores"]["levels"]
    )
    numerals = tuple((one["style"], re.compile(one["pattern"])) for one in said["numeral"])
    return NoticeWords(patterns, lists, numerals, levels, tuple(said["materials"]["applicants"]))


def tight(text: str) -> str:
    """The text without any white space, with half-width digits."""
    return _SPACES.sub("", text).translate(_DIGITS)


def chinese_number(text: str) -> int | None:
    """A number in figures or in Chinese numerals up to 99 (二, 十二, 叁); None if it is none."""
    text = text.translate(_DIGITS)
    if text.isdecimal():
        return int(text)
    text = text.translate(_FORMAL)
    if not re.fullmatch(r"[〇一二三四五六七八九]?十?[〇一二三四五六七八九]?", text) or not text:
        return None
    if "十" not in text:
        return _CHINESE.index(text) if len(text) == 1 else None
    tens, _, ones = text.partition("十")
    return (_CHINESE.index(tens) if tens else 1) * 10 + (_CHINESE.index(ones) if ones else 0)


def chinese_year(text: str) -> int | None:
    """A year in Chinese digits (二〇二五); None if it is none."""
    digits = [_CHINESE.find(one) for one in text.translate(_FORMAL).replace("0", "〇")]
    return int("".join(map(str, digits))) if digits and min(digits) >= 0 else None
