"""How a place in a file is told, and a piece of what stands there shown."""

from __future__ import annotations

from formgen.problems import Place

LONGEST_KEY = 200
"""Characters of a key that a pointer shows; no text of the official forms is longer."""


def file_place(name: str, at: str = "") -> Place:
    """The place of a file of this name, or of something in it; what a terminal would obey is shown as codes."""
    return Place(_visible(name), at)


def pointer(parent: str, key: str | int) -> str:
    """The JSON pointer (RFC 6901) of a member, with `~` and `/` escaped.

    Characters that a terminal would obey or cannot show are written `\\uXXXX`, and a key that is longer than any that
    a record knows is cut: a pointer is for people to read.
    """
    if isinstance(key, str) and len(key) <= LONGEST_KEY and key.isprintable() and "~" not in key and "/" not in key:
        return f"{parent}/{key}"
    return f"{parent}/{shown(str(key), LONGEST_KEY).replace('~', '~0').replace('/', '~1')}"


def shown(text: str, longest: int = 40) -> str:
    """A key or name for a message: at most `longest` characters, nothing invisible in it."""
    return _visible(text if len(text) <= longest else f"{text[:longest]}…")


def _visible(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else f"\\u{ord(character):04x}" for character in text)
