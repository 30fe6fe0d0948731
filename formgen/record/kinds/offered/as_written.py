"""Words as they are compared with what people write, and patterns for the JSON Schema that take all such writings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from formgen.record.kinds.characters import half_width
from formgen.record.kinds.stand_ins import SIMPLIFIED, in_simplified

_SPACE = re.compile(r"\s")


@lru_cache(maxsize=256)
def bare(text: str) -> str:
    """A text as words are compared: of half width, in simplified characters, without spaces."""
    return in_simplified(_SPACE.sub("", half_width(text)))


def one_of(words: Iterable[str]) -> str:
    """A pattern for any writing of these words."""
    return "|".join("".join(map(_written_as, bare(word))) for word in words)


def _written_as(character: str) -> str:
    """A character as it may be written, with spaces behind it."""
    traditional = "".join(one for one, meant in SIMPLIFIED.items() if meant == character)
    wide = chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else ""
    return rf"[{re.escape(character)}{traditional}{wide}]\s*"
