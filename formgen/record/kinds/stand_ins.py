"""Characters that stand for others: radicals for ideographs, forms of presentation, full-width Latin.

They come out of PDFs and old converters and look like the character that is meant, but no face and no search knows them
as such. They are read as what they stand for, and it is told. Punctuation of full width is Chinese and stays.

Sources: the Unicode Character Database: compatibility decompositions (Kangxi radicals, CJK compatibility ideographs,
presentation forms) and the property Equivalent_Unified_Ideograph (radicals of the supplement, which have none).

Private-use characters are another matter: the standard GB 18030 gave out some for ideographs that Unicode did not have yet.
Here is only what each is called today; a text that has one is refused, since other software put other characters there.
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
"""Each character that stands for another, with what it stands for; full-width Latin is not in it."""

_FULL_WIDTH = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_LATIN = re.compile(r"[０-９Ａ-Ｚａ-ｚ]+(?:[＃％＆＇＊＋－．／＠＿～]+[０-９Ａ-Ｚａ-ｚ]+)*[％＋]?")
_SIGNS = {ord(sign): ord(sign) - 0xFEE0 for sign in "＃％＆＇＊＋－．／＠＿～"}
_TABLE = str.maketrans(dict(STAND_INS))
_LOOKED_FOR = frozenset(STAND_INS) | frozenset(map(chr, _FULL_WIDTH))


def as_meant(text: str) -> tuple[str, tuple[str, ...]]:
    """A text with every character that stands for another replaced, and those characters, each once, in order.

    Full-width letters and digits become those of half width, with the signs between them.
    """
    if text.isascii() or _LOOKED_FOR.isdisjoint(text):
        return text, ()
    found = tuple(dict.fromkeys(character for character in text if character in _LOOKED_FOR))
    plain = _LATIN.sub(lambda latin: latin[0].translate(_FULL_WIDTH | _SIGNS), text)
    return plain.translate(_TABLE), found


def _gb18030() -> Iterator[tuple[int, str]]:
    """The ideographs in the order of their bytes FE50 to FEA0; the codec knows all but those of the 2005 edition."""
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
"""The ideographs that the edition of 2005 still had in the private-use area, by what the edition of 2022 gives them."""

GB18030_PRIVATE_USE: Mapping[str, str] = {
    chr(code): chr(_OF_2005[code]) if code in _OF_2005 else meant for code, meant in _gb18030()
}
"""The private-use characters of GB 18030-2000 and -2005, with the characters that Unicode has for them now."""
