"""Change text so that a cell of a workbook can hold it: every character is visible, and the text fits in the cell.

A character that a cell can't hold is replaced by its number, and a text that is shortened says so. So the reader always
sees that something was left out.
"""

from __future__ import annotations

import re

LONGEST_CELL = 32767
"""The longest text that a cell of Excel can hold, in UTF-16 units. A line break counts as one unit."""

BEGINNINGS = tuple("=+-@\t")
"""Text that begins with one of these becomes a formula when somebody edits its cell, or exports and opens it again."""

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 forbids, and further control characters, which no program shows."""
_LIKE_AN_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def visible(text: str) -> str:
    """The text with line breaks as `\\n`, and with a number for each character that a cell can't hold.

    For example, `〔U+0001〕` replaces a control character, so that the reader sees that it was there.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNWRITABLE.sub(lambda found: f"〔U+{ord(found[0]):04X}〕", text)


def fitted(text: str) -> str:
    """The text, shortened to its beginning if it is longer than a cell can hold.

    A shortened text begins with words that say so and that give the full length. The words stand first, because nobody
    reads to the end of thirty thousand characters.
    """
    if _stored_length(text) <= LONGEST_CELL:
        return text
    notice = f"〔内容共 {len(text)} 个字符，单元格放不下，以下只是开头〕\n"
    kept = text[: LONGEST_CELL - len(notice)]
    while _stored_length(notice + kept) > LONGEST_CELL:
        kept = kept[: -max(1, (_stored_length(notice + kept) - LONGEST_CELL) // 8)]
    return notice + kept


def stored(text: str) -> str:
    """The text as it is written in the file.

    Programs read `_x0041_` as A, so the underscore of such text is written as an escape (ECMA-376, 22.9.2.19).
    """
    return _LIKE_AN_ESCAPE.sub("_x005F_", text) if "_x" in text else text


def _stored_length(text: str) -> int:
    """The number of UTF-16 units of the text as it is written in the file."""
    if "_x" not in text and len(text) <= LONGEST_CELL // 2:
        return len(text)  # a character has at most two units, so this text is short enough; no need to count
    return len(stored(text).encode("utf-16-le", "surrogatepass")) // 2
