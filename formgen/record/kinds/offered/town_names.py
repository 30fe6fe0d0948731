"""The towns of a scheme by the names that people write: short ones, with the city before them, in traditional characters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from formgen.record.kinds.characters import half_width
from formgen.record.kinds.stand_ins import SIMPLIFIED, in_simplified
from formgen.scheme.applicants import Towns

_SPACE = re.compile(r"\s")
_BRACKET = re.compile(r"\(([^()]*)\)$")


def town_named(text: str, towns: Towns) -> str | None:
    """The name of the town that a text means, as the scheme writes it; None where it means none of them for sure.

    A town is known by its name and its aliases, with the words around it that the scheme lists. What people put into
    brackets behind it counts for nothing if it is a part of the word for such a place: `东门街道（街道）`.
    """
    plain = _plain(text)
    bracket = _BRACKET.search(plain)
    if bracket and bracket[1] and bracket[1] in _plain(towns.word):
        plain = plain[: bracket.start()]
    known = {_plain(writing): town.name for town in towns.towns for writing in (*town.aliases, town.name)}
    return next((known[one] for one in _shortened(plain, towns) if one in known), None)


def _shortened(plain: str, towns: Towns) -> Iterator[str]:
    """The text, then the text without what may stand before and behind a name, step by step."""
    yield plain
    behind = next((plain.removesuffix(_plain(word)) for word in towns.behind if plain.endswith(_plain(word))), plain)
    if behind != plain:
        yield behind
    before = behind
    while word := next((word for word in map(_plain, towns.before) if word and before.startswith(word)), ""):
        before = before.removeprefix(word)
        yield before


def towns_pattern(towns: Towns) -> str:
    """What `town_named` reads, as a pattern for the JSON Schema. It takes a little more than is read, never less."""
    writings = [writing for town in towns.towns for writing in (town.name, *town.aliases)]
    before, behind = _one_of(towns.before), _one_of(towns.behind)
    return rf"^\s*(?:{before})*(?:{_one_of(writings)})(?:{behind})?(?:[(（][^()（）]*[)）]\s*)?$"


def _one_of(words: Iterable[str]) -> str:
    return "|".join("".join(map(_written_as, _plain(word))) for word in words)


def _written_as(character: str) -> str:
    """A character as it may be written, with spaces behind it."""
    traditional = "".join(one for one, meant in SIMPLIFIED.items() if meant == character)
    wide = chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else ""
    return rf"[{re.escape(character)}{traditional}{wide}]\s*"


@lru_cache(maxsize=256)
def _plain(text: str) -> str:
    """A text as names are compared: of half width, in simplified characters, without spaces."""
    return in_simplified(_SPACE.sub("", half_width(text)))
