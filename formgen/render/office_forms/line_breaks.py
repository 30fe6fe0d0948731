"""Between which two characters LibreOffice ends a line, as it was found by laying out every pair of them.

LibreOffice uses its own list of characters for Chinese, and ICU's rules for Latin words, figures and symbols; which of both
counts depends on the character at which a line is full. Rather than follow that, all pairs of the characters that papers
hold were laid out once with LibreOffice 7.4, each in a paragraph that ends just behind the first of both. The table says
what was found. A character that is not in the table is not known, and a text with it is laid out whole.
"""

from __future__ import annotations

from functools import lru_cache

HANZI, LETTER, FIGURE = "国", "A", "1"
"""The characters of the table that stand for all hanzi, Latin letters and figures."""
NO_BREAK: tuple[tuple[str, str], ...] = (
    ("国～／－＿＆＠＃＋＝｜", "，。、；：！？）》」』】〉〕”’…％℃,.!:;?)]}%“‘-–/\\|\"'°′″．"),
    (
        "A·~&@#*=<>_^`□☑☐√×÷①②ⅠⅡ°",
        "A1，。、；：！？）》」』】〉〕”’…·,.!:;?)]}（《「『【〈〔“‘([{$￥¥~-–/\\&@#*+=<>|_^\"'`□☑☐√×÷①②ⅠⅡ°±．",
    ),
    (
        "1",
        "A1，。、；：！？）》」』】〉〕”’…·％℃,.!:;?)]}%（《「『【〈〔“‘([{$￥¥~-–/\\&@#*+=<>|_^\"'`□☑☐√×÷①②ⅠⅡ°±′″．",
    ),
    (
        "，。、）》」』】〉〕％℃,.:;)]}%′″．",
        "A1，。、；：！？）》」』】〉〕”’·,.!:;?)]}“‘~-–/\\&@#*=<>|_^\"'`□☑☐√×÷①②ⅠⅡ°．",
    ),
    ("；：！？!?-–\\|", "，。、；：！？）》」』】〉〕”’,.!:;?)]}“‘-–/\\|\"'．"),
    (
        "”’（《「『【〈〔“‘([{/\"'",
        "国A1，。、；：！？）》」』】〉〕”’…—·％℃,.!:;?)]}%（《「『【〈〔“‘([{$￥¥~～-–/\\&@#*+=<>|_^\"'`□☑☐√×÷①②ⅠⅡ°±′″．／－＿＆＠＃＋＝｜",
    ),
    ("…", "，。、；：！？）》」』】〉〕”’…,.!:;?)]}“‘-–/\\|\"'．"),
    ("—", "，。、；：！？）》」』】〉〕”’—,.!:;?)]}“‘-–/\\|\"'．"),
    ("$￥¥+±", "国A1，。、；：！？）》」』】〉〕”’·,.!:;?)]}“‘~～-–/\\&@#*=<>|_^\"'`□☑☐√×÷①②ⅠⅡ°．／－＿＆＠＃＋＝｜"),
    (" ", "，。、！？）》」』】〉〕．"),
    ("\u3000", "，。、；：！？）》」』】〉〕”’“‘–．"),
)
"""Of each group of characters: the characters before which no line begins if one of the group stands in front of them."""
SPACES = " \u3000"
"""Characters that hang beyond the end of a line: no line begins with them."""


@lru_cache(maxsize=4096)
def kind_of(character: str) -> str:
    """The character of the table that stands for this one; empty if it is not known."""
    if "\u4e00" <= character <= "\u9fff":
        return HANZI
    if character.isascii() and character.isalpha():
        return LETTER
    if character.isascii() and character.isdigit():
        return FIGURE
    return character if character in _KNOWN or character in SPACES else ""


@lru_cache(maxsize=16384)
def may_end(before: str, after: str) -> bool | None:
    """True if a line may end between two kinds (`kind_of`) of characters that are known.

    None if it depends on more characters than these two: among Latin letters, figures and signs, ICU looks further.
    """
    if after in SPACES:
        return False
    if before in _WORDS and after in _WORDS:
        return False if {before, after} <= _SURE else None
    return after not in _NONE_BEFORE[before]


_SURE = frozenset((LETTER, FIGURE, ".", ","))
_WORDS = frozenset((LETTER, FIGURE, *"·~-–/\\&@#*+=<>|_^\"'`°±′″%℃$¥,.!:;?()[]{}…—√×÷①②ⅠⅡ□☑☐“”‘’"))
"""Characters that stand in Latin words and figures, or are signs between them."""

_NONE_BEFORE = {character: frozenset(after) for group, after in NO_BREAK for character in group}
_KNOWN = frozenset(_NONE_BEFORE)
