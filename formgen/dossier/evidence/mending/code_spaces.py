"""Cuts the strings of a composite font into codes, by the predefined CMap that the font names (ISO 32000-1, table 118)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

Range = tuple[bytes, bytes]
"""The first and the last code of a range. A code is in the range if each of its bytes lies between the bytes of these two
in the same place (Adobe Technical Note 5014)."""


class CodeSpace(NamedTuple):
    """How the codes of a CMap are separated.

    ranges    the ranges of codes; those of shorter codes come first
    encoding  Python's name for the character set of the codes; None if a code is the number of a character in a collection (CID)
    """

    ranges: tuple[Range, ...]
    encoding: str | None = None

    def codes(self, text: bytes) -> Iterator[bytes]:
        """The codes of a string, in order. If no range matches, a code of the shortest length is taken."""
        at = 0
        shortest = min(len(first) for first, _ in self.ranges)
        while at < len(text):
            found = next((text[at : at + len(low)] for low, high in self.ranges if _lies(text, at, low, high)), None)
            code = found or text[at : at + shortest]
            yield code
            at += len(code)


def _lies(text: bytes, at: int, low: bytes, high: bytes) -> bool:
    piece = text[at : at + len(low)]
    return len(piece) == len(low) and all(
        one <= byte <= other for one, byte, other in zip(low, piece, high, strict=True)
    )


def _ranges(*written: str) -> tuple[Range, ...]:
    pairs = (one.split("-") for one in written)
    return tuple((bytes.fromhex(low), bytes.fromhex(high)) for low, high in pairs)


TWO_BYTES = _ranges("0000-ffff")
UTF16 = _ranges("0000-d7ff", "e000-ffff", "d800dc00-dbffdfff")
EUC = _ranges("00-80", "a1a1-fefe")
GBK = _ranges("00-80", "8140-fefe")
BIG5 = _ranges("00-80", "a140-fefe")
SHIFT_JIS = _ranges("00-80", "a0-df", "8140-9ffc", "e040-fcfc")
SPACES: dict[str, CodeSpace] = {
    "Identity": CodeSpace(TWO_BYTES),
    "GB-EUC": CodeSpace(EUC, "gb2312"),
    "GBpc-EUC": CodeSpace(_ranges("00-80", "fd-ff", "a1a1-fcfe"), "gb2312"),
    "GBK-EUC": CodeSpace(GBK, "gbk"),
    "GBKp-EUC": CodeSpace(GBK, "gbk"),
    "GBK2K": CodeSpace(_ranges("00-7f", "81308130-fe39fe39", "8140-fefe"), "gb18030"),
    "B5pc": CodeSpace(_ranges("00-80", "fd-ff", "a140-fcfe"), "big5"),
    "ETen-B5": CodeSpace(BIG5, "cp950"),
    "ETenms-B5": CodeSpace(BIG5, "cp950"),
    "HKscs-B5": CodeSpace(_ranges("00-80", "8740-fefe"), "big5hkscs"),
    "83pv-RKSJ": CodeSpace(SHIFT_JIS, "cp932"),
    "90ms-RKSJ": CodeSpace(SHIFT_JIS, "cp932"),
    "90msp-RKSJ": CodeSpace(SHIFT_JIS, "cp932"),
    "90pv-RKSJ": CodeSpace(SHIFT_JIS, "cp932"),
    "Add-RKSJ": CodeSpace(SHIFT_JIS, "cp932"),
    "Ext-RKSJ": CodeSpace(SHIFT_JIS, "cp932"),
    "EUC": CodeSpace(_ranges("00-80", "8ea0-8edf", "a1a1-fefe"), "euc_jp"),
    "KSC-EUC": CodeSpace(EUC, "euc_kr"),
    "KSCms-UHC": CodeSpace(_ranges("00-80", "8141-fefe"), "cp949"),
    "KSCms-UHC-HW": CodeSpace(_ranges("00-80", "8141-fefe"), "cp949"),
    "KSCpc-EUC": CodeSpace(_ranges("00-84", "fd-ff", "a141-fdfe"), "cp949"),
    **{f"Uni{script}-UCS2": CodeSpace(TWO_BYTES, "utf-16-be") for script in ("GB", "CNS", "JIS", "KS")},
    "UniJIS-UCS2-HW": CodeSpace(TWO_BYTES, "utf-16-be"),
    **{f"Uni{script}-UTF16": CodeSpace(UTF16, "utf-16-be") for script in ("GB", "CNS", "JIS", "KS")},
    "UniJIS2004-UTF16": CodeSpace(UTF16, "utf-16-be"),
}
"""The code spaces by the name of the CMap, without its ending: `-H` for horizontal and `-V` for vertical text."""


def code_space(cmap: str) -> CodeSpace | None:
    """The code space of a predefined CMap such as `GBK-EUC-H`; None for any other CMap."""
    return SPACES.get("EUC" if cmap in ("EUC-H", "EUC-V") else cmap[:-2]) if cmap[-2:] in ("-H", "-V") else None
