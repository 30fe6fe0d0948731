"""How messages write a place in a file, and how they show a piece of the text there."""

from __future__ import annotations

import re

from formgen.foundation.problems import Place

LONGEST_KEY = 200
"""How many characters of a key a pointer shows; no text of the official forms is longer."""


def file_place(name: str, at: str = "") -> Place:
    """The place of a file with this name, or of something in it. Characters that control a terminal are shown as codes."""
    return Place(_visible(name), at)


def pointer(parent: str, key: str | int) -> str:
    """The JSON pointer (RFC 6901) of a member, with `~` and `/` escaped.

    Characters that control a terminal, or that it cannot show, are written `\\uXXXX`. A key that is longer than any key
    of a record is cut, because a pointer is for people to read.
    """
    if isinstance(key, str) and len(key) <= LONGEST_KEY and key.isprintable() and "~" not in key and "/" not in key:
        return f"{parent}/{key}"
    return f"{parent}/{shown(str(key), LONGEST_KEY).replace('~', '~0').replace('/', '~1')}"


def shown(text: str, longest: int = 40) -> str:
    """A key or name for a message: at most `longest` characters, and no invisible character."""
    return _visible(text if len(text) <= longest else f"{text[:longest]}…")


_NUMBERS = re.compile(r"(?:[0-9０-９][\s\-－—()（）]{0,2}){9,}[Xx]?|[0-9０-９]{7,}[Xx]?")
"""As many digits as identity numbers, codes and telephone numbers have; a day written with hyphens has fewer."""


def shown_value(text: str, longest: int = 20) -> str:
    """A value for a message, in one line, with `…` for every number that may be a person's or a telephone's."""
    return shown(" ".join(_NUMBERS.sub("…", text).split()), longest)


def _visible(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else f"\\u{ord(character):04x}" for character in text)
