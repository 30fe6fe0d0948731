"""The towns of a scheme by the names that people write: short ones, with the city before them, in traditional characters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from formgen.record.kinds.characters import as_compared
from formgen.record.kinds.offered.as_written import one_of
from formgen.scheme.applicants import Towns

_BRACKET = re.compile(r"\(([^()]*)\)$")
_AROUND = re.compile(r"^[0-9]{1,2}[.、]|[,.;:。、]+$")
"""A number before a name, as lists have it, and punctuation behind it."""


def town_named(text: str, towns: Towns) -> str | None:
    """The name of the town that a text means, as the scheme writes it; None where it means none of them for sure.

    A town is known by its name and its aliases, with the words around it that the scheme lists. What people put into
    brackets behind it counts for nothing if it is a part of the word for such a place: `东门街道（街道）`.
    """
    plain = _AROUND.sub("", as_compared(text))
    bracket = _BRACKET.search(plain)
    if bracket and bracket[1] and bracket[1] in as_compared(towns.word):
        plain = plain[: bracket.start()]
    known = {as_compared(writing): town.name for town in towns.towns for writing in (*town.aliases, town.name)}
    return next((known[one] for one in _shortened(plain, towns) if one in known), None)


def _shortened(plain: str, towns: Towns) -> Iterator[str]:
    """The text, then the text without what may stand before and behind a name, step by step."""
    yield plain
    behind = next(
        (plain.removesuffix(as_compared(word)) for word in towns.behind if plain.endswith(as_compared(word))), plain
    )
    if behind != plain:
        yield behind
    before = behind
    while word := next((word for word in map(as_compared, towns.before) if word and before.startswith(word)), ""):
        before = before.removeprefix(word)
        yield before


def towns_pattern(towns: Towns) -> str:
    """What `town_named` reads, as a pattern for the JSON Schema. It takes a little more than is read, never less."""
    writings = [writing for town in towns.towns for writing in (town.name, *town.aliases)]
    before, behind = one_of(towns.before), one_of(towns.behind)
    number, end = r"(?:[0-9０-９]{1,2}\s*[.．、]\s*)?", r"(?:[(（][^()（）]*[)）]\s*)?[,，.．;；:：。、\s]*$"
    return rf"^\s*{number}(?:{before})*(?:{one_of(writings)})(?:{behind})?{end}"
