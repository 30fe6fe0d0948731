"""English ids for Chinese labels, and the kinds of value that labels ask for, by the words in `label_words.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from formgen.scheme.models import Kind

LONGEST_ID = 48
_FILE = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True)
class LabelWords:
    """The words of labels: ids by words, patterns of kinds, of names (best first), of what an office fills in, of organisations."""

    ids: dict[str, str]
    kinds: tuple[tuple[re.Pattern[str], Kind], ...]
    names: tuple[re.Pattern[str], ...]
    office: re.Pattern[str]
    organisation_at_end: re.Pattern[str]
    organisation: re.Pattern[str]

    @property
    def longest(self) -> int:
        """The length of the longest word."""
        return max(map(len, self.ids))


@lru_cache(maxsize=1)
def label_words() -> LabelWords:
    """The words, read once."""
    said = tomllib.loads(_FILE.read_text("utf-8"))
    kinds = tuple((re.compile(one["pattern"]), Kind(one["kind"])) for one in said["kind"])
    patterns = (re.compile(said[key]) for key in ("office", "organisation_at_end", "organisation"))
    return LabelWords(said["ids"], kinds, tuple(map(re.compile, said["names"])), *patterns)


def english_id(label: str) -> str:
    """An id of English words for a label; `item` if none of its words is known."""
    known, words, place = label_words(), list[str](), 0
    while place < len(label):
        for length in range(min(known.longest, len(label) - place), 0, -1):
            word = known.ids.get(label[place : place + length])
            if word is not None:
                words.append(word)
                place += length
                break
        else:
            digits = re.match(r"[0-9]+|[A-Za-z]+", label[place:])
            if digits and len(digits[0]) <= 8 and digits[0].isascii():
                words.append(digits[0].lower())
            place += len(digits[0]) if digits else 1
    made = "_".join(dict.fromkeys(words))[:LONGEST_ID].strip("_")
    if not made:
        return "item"
    return made if made[0].isalpha() else f"item_{made}"


def variable_id(name: str) -> str:
    """The id of a template's variable: its own name where it is Latin (`company.name` gives `company_name`), else empty."""
    made = name.lower().replace(".", "_").strip("_")
    return made[:LONGEST_ID] if re.fullmatch("[a-z][a-z0-9_]*", made) else ""


def kind_of_label(label: str) -> Kind:
    """The kind of value that a label asks for. Only what leaves no doubt is more than text."""
    plain = re.sub(r"（\d+）$", "", label)
    return next((kind for words, kind in label_words().kinds if words.search(plain)), Kind("text"))


def is_name(label: str) -> int | None:
    """How well a label fits the name of an applicant: 0 is best; None if it does not."""
    return next((rank for rank, words in enumerate(label_words().names) if words.search(label)), None)


def is_office(label: str) -> bool:
    """True if an office, and not the applicant, fills in what has this label."""
    return bool(label_words().office.search(label))


def ends_with_organisation(label: str) -> bool:
    """True if a label ends with the word for an organisation, whose name is asked for."""
    return bool(label_words().organisation_at_end.search(label))


def names_organisation(label: str) -> bool:
    """True if a label speaks of an organisation."""
    return bool(label_words().organisation.search(label))
