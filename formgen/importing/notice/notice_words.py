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
