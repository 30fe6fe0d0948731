"""Text as a cell of a workbook can hold it: every character visible, and never longer than a cell.

What a cell can't hold is shown by words and numbers, so that nothing is left out unseen.
"""

from __future__ import annotations

import re

LONGEST_CELL = 32767
"""What a cell of Excel holds, in UTF-16 units; a line break counts as one."""

BEGINNINGS = tuple("=+-@\t")
"""Text that begins with one of these becomes a formula when somebody edits its cell, or exports and opens it again."""

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 forbids, and the control characters beyond them, which no program shows."""
_LIKE_AN_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def visible(text: str) -> str:
    """Text as a cell can hold it: line breaks as `\\n`, and in the place of each character that it can't hold its number.

    `〔U+0001〕` stands for a control character: nothing is left out unseen.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNWRITABLE.sub(lambda found: f"〔U+{ord(found[0]):04X}〕", text)


def fitted(text: str) -> str:
    """Text no longer than a cell; of a longer one the beginning, behind words that say so and how long it is.

    The words stand first, because nobody reads to the end of thirty thousand characters.
    """
    if _stored_length(text) <= LONGEST_CELL:
        return text
    notice = f"〔内容共 {len(text)} 个字符，单元格放不下，以下只是开头〕\n"
    kept = text[: LONGEST_CELL - len(notice)]
    while _stored_length(notice + kept) > LONGEST_CELL:
        kept = kept[: -max(1, (_stored_length(notice + kept) - LONGEST_CELL) // 8)]
    return notice + kept


def stored(text: str) -> str:
    """Text as the file spells it: `_x0041_` would be read as A, so its underscore is spelt out (ECMA-376, 22.9.2.19)."""
    return _LIKE_AN_ESCAPE.sub("_x005F_", text) if "_x" in text else text


def _stored_length(text: str) -> int:
    """UTF-16 units of the text as the file spells it."""
    if "_x" not in text and len(text) <= LONGEST_CELL // 2:
        return len(text)  # at most two units a character: surely short enough, and quickly told
    return len(stored(text).encode("utf-16-le", "surrogatepass")) // 2
