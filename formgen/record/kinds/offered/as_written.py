"""Patterns for the JSON Schema that take words in all writings that are compared as the same (`as_compared`)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from formgen.record.kinds.characters import as_compared
from formgen.record.kinds.stand_ins import SIMPLIFIED


def one_of(words: Iterable[str]) -> str:
    """A pattern for any writing of these words."""
    return "|".join("".join(map(_written_as, as_compared(word))) for word in words)


def _written_as(character: str) -> str:
    """A character as it may be written, with spaces behind it."""
    traditional = "".join(one for one, meant in SIMPLIFIED.items() if meant == character)
    wide = chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else ""
    return rf"[{re.escape(character)}{traditional}{wide}]\s*"
