"""Replaces characters that stand for others: radicals in place of ideographs, presentation forms, full-width Latin.

Such characters come from PDFs and old converters. They look like the character that is meant, but they are different
characters: fonts often lack them, and a search does not find them. They are read as the character that is meant, and a
finding reports this. Full-width punctuation is normal in Chinese and stays.

Sources: the Unicode Character Database. The compatibility decompositions give the Kangxi radicals, the CJK compatibility
ideographs and the presentation forms. The property Equivalent_Unified_Ideograph gives the radicals of the supplement,
which have no decomposition.

Private-use characters are treated differently. The standard GB 18030 used some of them for ideographs that Unicode did
not have yet. This module only says which character each of them is today. A text with such a character is refused,
because other software uses the same codes for other characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

_SUPPLEMENT = (
    "⺁⺂⺃⺄⺅⺆⺈⺉⺊⺌⺍⺎⺏⺐⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺫⺬⺭⺯⺰⺱⺲⺴⺶⺹⺺⺻⺼⺾⺿⻀⻁⻂⻃⻄⻅⻆⻈"
    "⻉⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳"
)
_SUPPLEMENT_MEANT = (
    "厂乛乚乙亻冂刀刂卜小小兀尣尢巳幺彑彐忄心扌攵旡日月歺母民氵氺灬爫爫丬牛犭王目示礻糹纟罓罒冗羊耂肀聿肉艹艹艹虎衤覀西见角讠"
    "贝车辶辶辶邑钅長镸长门阝雨青韦页风飞食飠饣马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
)
_VERTICAL = "︐︑︒︓︔︕︖︗︘︙︰︱︳︵︶︷︸︹︺︻︼︽︾︿﹀﹁﹂﹃﹄﹇﹈"
_VERTICAL_MEANT = "，、。：；！？〖〗…：—＿（）｛｝〔〕【】《》〈〉「」『』［］"
_SMALL = "﹐﹑﹒﹔﹕﹖﹗﹘﹙﹚﹛﹜﹝﹞﹟﹠﹡﹢﹣﹤﹥﹦﹨﹩﹪﹫｡｢｣､･"
_SMALL_MEANT = "，、.；：？！—（）｛｝〔〕#&*+-<>=\\$%@。「」、・"


def _stand_ins() -> Iterator[tuple[str, str]]:
    for forms, meant in ((_SUPPLEMENT, _SUPPLEMENT_MEANT), (_VERTICAL, _VERTICAL_MEANT), (_SMALL, _SMALL_MEANT)):
        yield from zip(forms, meant, strict=True)
    decomposed = (
        (0x2F00, 0x2FD5), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F), (0xFB00, 0xFB06), (0x1D400, 0x1D7FF),
    )  # fmt: skip
    for first, last in decomposed:
        for character in map(chr, range(first, last + 1)):
            meant = unicodedata.normalize("NFKC", character)
            if meant != character:
                yield character, meant


STAND_INS: Mapping[str, str] = dict(_stand_ins())
"""Each character that stands for another one, with the text that is meant. Full-width Latin letters are not in it."""

_FULL_WIDTH = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_LATIN = re.compile(r"[０-９Ａ-Ｚａ-ｚ]+(?:[＃％＆＇＊＋－．／＠＿～]+[０-９Ａ-Ｚａ-ｚ]+)*[％＋]?")
_SIGNS = {ord(sign): ord(sign) - 0xFEE0 for sign in "＃％＆＇＊＋－．／＠＿～"}
_TABLE = str.maketrans(dict(STAND_INS))
_LOOKED_FOR = frozenset(STAND_INS) | frozenset(map(chr, _FULL_WIDTH))


def as_meant(text: str) -> tuple[str, tuple[str, ...]]:
    """Replace every character that stands for another one. Return the new text and the replaced characters.

    Each replaced character is returned once, in the order of the text. Full-width letters and digits become half-width
    ones, together with the signs between them.
    """
    if text.isascii() or _LOOKED_FOR.isdisjoint(text):
        return text, ()
    found = tuple(dict.fromkeys(character for character in text if character in _LOOKED_FOR))
    plain = _LATIN.sub(lambda latin: latin[0].translate(_FULL_WIDTH | _SIGNS), text)
    return plain.translate(_TABLE), found


def _gb18030() -> Iterator[tuple[int, str]]:
    """Yield private-use codes of GB 18030, each with the character that Unicode has for it today.

    The ideographs come in the order of their bytes FE50 to FEA0. Python's codec knows all of them except those that were
    still private-use characters in the 2005 edition (`_OF_2005`). The other characters follow.
    """
    seconds = (*range(0x50, 0x7F), *range(0x80, 0xA1))
    for code, second in enumerate(seconds, 0xE815):
        yield code, bytes((0xFE, second)).decode("gb18030")
    yield from enumerate("︐︒︑︓︔︕︖︗︘︙", 0xE78D)
    yield from enumerate("〾⿰⿱⿲⿳⿴⿵⿶⿷⿸⿹⿺⿻", 0xE7E7)
    yield from ((0xE7C7, "ḿ"), (0xE7C8, "ǹ"), (0xE5E5, "\u3000"))


_OF_2005 = {
    0xE81E: 0x9FB4, 0xE826: 0x9FB5, 0xE82B: 0x9FB6, 0xE82C: 0x9FB7, 0xE832: 0x9FB8, 0xE843: 0x9FB9, 0xE854: 0x9FBA,
    0xE864: 0x9FBB, 0xE816: 0x20087, 0xE817: 0x20089, 0xE818: 0x200CC, 0xE831: 0x215D7, 0xE83B: 0x2298F, 0xE855: 0x241FE,
}  # fmt: skip
"""The ideographs that the 2005 edition still had in the private-use area: each old code with the code that the 2022
edition gives it."""

GB18030_PRIVATE_USE: Mapping[str, str] = {
    chr(code): chr(_OF_2005[code]) if code in _OF_2005 else meant for code, meant in _gb18030()
}
"""The private-use characters of GB 18030-2000 and -2005, with the characters that Unicode has for them now."""
