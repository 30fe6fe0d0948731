"""Between which two characters LibreOffice ends a line, as it was found by laying out every pair of them.

LibreOffice uses its own list of characters for Chinese, and ICU's rules for Latin words, figures and symbols; which of both
counts depends on the character at which a line is full. Rather than follow that, all pairs of the characters that papers
hold were laid out once with LibreOffice 7.4, each in a paragraph that ends just behind the first of both. The table says
what was found. A character that is not in the table is not known, and a text with it is laid out whole.
"""

from __future__ import annotations

from collections.abc import Sequence
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
HANGING = "，。、；：！？,.!:;?．"
"""Characters that may hang beyond the end of a line, in a paragraph that lets them."""
NO_BREAK_CHINESE: tuple[tuple[str, str], ...] = (
    ("国，。、；：！？…!?～-–\\|．／－＿＆＠＃＋＝｜", "）》」』】〉〕”’·)]}～-\"'′｜"),
    ("A", "A1）》」』】〉〕”’…·)]}（《「『【〈〔“‘([{$￥¥~-–/\\&@#*+=<>|_^\"'`□☑☐√×÷①②ⅠⅡ°±"),
    ("1", "A1）》」』】〉〕”’…·％℃)]}%（《「『【〈〔“‘([{$￥¥~-–/\\&@#*+=<>|_^\"'`□☑☐√×÷①②ⅠⅡ°±′″"),
    ("）》」』】〉〕”’％℃□☑☐√①②ⅠⅡ′″", "A1）》」』】〉〕”’·)]}～-\"'′｜"),
    ("—", "）》」』】〉〕”’—·)]}～-\"'′｜"),
    ("·,.:;)]}%$~/&@#*+=<>_^`×÷°±", "A1）》」』】〉〕”’·)]}～-\"'①②ⅠⅡ′｜"),
    (
        "（《「『【〈〔“‘([{￥¥\"'",
        "国A1）》」』】〉〕”’…—·％℃)]}%（《「『【〈〔“‘([{$￥¥~～-–/\\&@#*+=<>|_^\"'`□☑☐√×÷①②ⅠⅡ°±′″／－＿＆＠＃＋＝｜",
    ),
    (" \u3000", "）》」』】〉〕”’～′｜"),
)
"""The same in texts whose language is Chinese: LibreOffice then has a list of its own."""
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


def next_line(kinds: Sequence[str], start: int, cut: int, chinese: bool, hangs: bool | None) -> int | None:
    """The number of the character with which the next line begins; None if that is not known.

    kinds    the kinds (`kind_of`) of a text's characters
    start    the first character of this line
    cut      the first character that does not fit on it
    chinese  True if the text's language is Chinese
    hangs    True if punctuation may hang beyond the end of a line; None if that is not known
    """
    if chinese and kinds[cut] in HANGING and hangs is not False:
        following = kinds[cut + 1] if cut + 1 < len(kinds) else ""
        odd = following and (following in HANGING or following in SPACES or following in _CHINESE[HANZI])
        return None if hangs is None or odd else cut + 1
    for at in range(cut, start, -1):
        before, after = kinds[at - 1], kinds[at]
        ends = _ends_chinese(before, after, kinds[cut], at == cut) if chinese else _ends(before, after)
        if ends is None:
            return None
        if ends:
            return at
    return None


def _ends(before: str, after: str) -> bool | None:
    """True if a line may end between these two; None if it depends on more characters: in Latin words ICU looks further."""
    if after in SPACES:
        return False
    if before in _WORDS and after in _WORDS:
        return False if before in _SURE and after in _SURE else None
    return after not in _OTHERS[before]


def _ends_chinese(before: str, after: str, cut: str, is_cut: bool) -> bool | None:
    """The same in a text whose language is Chinese. is_cut: True if `after` is the character that does not fit (cut) itself."""
    if after in SPACES or after in HANGING:
        return False
    if before in _LATIN and after in _LATIN:
        return False if before in _SURE and after in _SURE else None
    ends, ends_elsewhere = after not in _CHINESE[before], after not in _OTHERS[before]
    # A Latin word that is cut is looked at by ICU, which then looks at the characters before it in its own way, too.
    alike = is_cut or not (cut in _LATIN or before in _LATIN or after in _LATIN) or ends == ends_elsewhere
    return ends if alike else None


_SURE = frozenset((LETTER, FIGURE, ".", ","))
_LATIN = frozenset((LETTER, FIGURE, *"·~-–/\\&@#*+=<>|_^\"'`°±′″%$,.!:;?()[]{}×÷"))
"""Characters that stand in Latin words and figures, or are signs between them."""
_WORDS = _LATIN | frozenset("℃¥…—√①②ⅠⅡ□☑☐“”‘’")
_OTHERS = {character: frozenset(after) for group, after in NO_BREAK for character in group}
_CHINESE = {character: frozenset(after) for group, after in NO_BREAK_CHINESE for character in group}
_KNOWN = frozenset(_OTHERS)
