"""Characters of the faces of symbols, which have codes of their own: Symbol, Wingdings and their like."""

from __future__ import annotations

_FACES = ("wingdings", "webdings", "symbol", "wingdings 2", "wingdings 3", "mt extra", "zapf dingbats")
_GREEK = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ"
_SMALL_GREEK = "αβχδεφγηιϕκλμνοπθρστυϖωξψζ"
_SYMBOL = {
    **{0x41 + place: one for place, one in enumerate(_GREEK)},
    **{0x61 + place: "φ" if one == "ϕ" else one for place, one in enumerate(_SMALL_GREEK)},
    **{code: chr(code) for code in range(0x20, 0x40) if code not in (0x22, 0x24, 0x27, 0x2A, 0x2D)},
    **dict(zip((0x2D, 0xA3, 0xA5, 0xB0, 0xB1, 0xB2, 0xB3, 0xB4, 0xB7), "−≤∞°±″≥×·", strict=True)),
    **dict(zip((0xB8, 0xB9, 0xBA, 0xBB, 0xBC, 0xD6, 0xD7), "÷≠≡≈…√·", strict=True)),
}
"""The face Symbol (Adobe's encoding), as far as people type it."""
_WINGDINGS = {
    **dict.fromkeys((0x6F, 0x71, 0x72, 0xA8), "□"),
    **dict.fromkeys((0xFC, 0xFE), "☑"),
    **dict.fromkeys((0xFB, 0xFD, 0x78), "☒"),
    **dict(zip((0x6C, 0x6E, 0xA1), "●■○", strict=True)),
    **{0x81 + number: chr(0x2460 + number) for number in range(10)},
}
_WINGDINGS_2 = {
    **dict.fromkeys((0xA3, 0x2A, 0x30), "□"),
    **dict.fromkeys((0x50, 0x52), "☑"),
    **dict.fromkeys((0x4F, 0x51, 0x53, 0x54), "☒"),
    **{0x6A + number: chr(0x2460 + number) for number in range(10)},
}
_BY_FACE = {"symbol": _SYMBOL, "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2}


def is_symbol_face(face: str) -> bool:
    """True for a face that has symbols in the place of letters."""
    return face.strip().lower() in _FACES


def symbol(face: str, code: int) -> str | None:
    """The character that a code of a face looks like; None if it is not known."""
    table = _BY_FACE.get(face.strip().lower())
    plain = code - 0xF000 if 0xF000 <= code <= 0xF0FF else code
    if table is not None:
        return table.get(plain)
    if is_symbol_face(face) or 0xE000 <= code <= 0xF8FF or 0xD800 <= code < 0xE000 or code > 0x10FFFF or code < 0x20:
        return None
    return chr(code)
