"""Reads numbers in Chinese characters: plain numbers (`五千万`), cheque numbers (`伍仟万`), rows of digits (`二〇〇九`)."""

from __future__ import annotations

import re
from decimal import Decimal

from formgen.record.kinds.stand_ins import SIMPLIFIED

DIGITS = {
    **{character: value for value, character in enumerate("〇一二三四五六七八九")},
    **{character: value for value, character in enumerate("零壹贰叁肆伍陆柒捌玖")},
    **{character: value for value, character in enumerate("○壱貳參肆伍陸柒捌玖")},
    "两": 2, "兩": 2, "弍": 2, "贰": 2, "叄": 3, "参": 3, "弎": 3, "幺": 1, "弌": 1,
}  # fmt: skip
"""Every character for a digit, also in traditional writing, with its value. Many people type the circle ○ instead of 〇."""

_SIMPLE = str.maketrans({**SIMPLIFIED, **dict(zip("仟佰拾圓圆", "千百十元元", strict=True))})
_WITHIN = {"十": 10, "百": 100, "千": 1000}
_GROUPS = {"万": 10**4, "亿": 10**8}
_PIECE = re.compile(rf"([0-9]+(?:\.[0-9]*)?|[{''.join(DIGITS)}]+)?([十百千万亿])?")


def simplified(text: str) -> str:
    """Replace traditional characters by simplified ones, and the cheque characters of units by the plain ones."""
    return text.translate(_SIMPLE)


def digits_of(text: str) -> str | None:
    """Write `二〇〇九` as `2009`. None if the text has any other character than digits. An empty text stays empty."""
    found = [character if character in "0123456789" else str(DIGITS.get(character, "")) for character in text]
    return "".join(found) if all(found) else None


def small_number(text: str) -> int | None:
    """Read a small number as days and months are written: `十八`, `廿一`, `三十`, `拾贰`, `08`. None if it is no such number.

    In Chinese characters it is at most 99. In Arabic digits it may have any length.
    """
    if text.isascii() and text.isdigit():
        return int(text)
    plain = simplified(text).replace("廿", "二十").replace("卄", "二十").replace("卅", "三十")
    tens, ten, ones = plain.rpartition("十")
    if not ten:
        plain_digits = digits_of(plain)
        return int(plain_digits) if plain_digits and len(plain_digits) <= 2 else None
    first, last = digits_of(tens.lstrip("零〇○")), digits_of(ones)
    if first is None or last is None or len(first) > 1 or len(last) > 1:
        return None
    return 10 * int(first or 1) + int(last or 0)


def read_number(text: str) -> Decimal | None:
    """Read a number with units, in Arabic digits, Chinese characters or both: `1亿2000万`, `5千万`, `五千零五十万`, `1.2亿`.

    A number without units is read, too: `5000.50`, `二〇〇`. The result is None if the text is no number, or if it may
    mean two numbers. This is so if its units are out of order, and for `1万5` (in speech 15,000, literally 10,005).
    """
    plain = simplified(text)
    total = group = Decimal(0)
    unit_before = group_before = 10**20
    position = 0
    while position < len(plain):
        match = _PIECE.match(plain, position)
        if match is None or match.end() == position:
            return None
        start, position = match.start(), match.end()
        said, unit = match.groups()
        value = _plain(said, unit)
        if said and value is None:
            return None
        if unit in _GROUPS:
            size = _GROUPS[unit]
            if size > group_before and (said or plain[start - 1] != "万"):
                return None  # `2000万1亿` is out of order. In `1万亿`, 亿 multiplies the number before it
            if value is None and not group and size <= group_before:
                return None
            group += value or 0
            total = total * size if size > group_before else total + group * size
            group, group_before, unit_before = Decimal(0), size, 10**20
            continue
        size = _WITHIN[unit] if unit else 1
        if size >= unit_before or (value is None and not (unit == "十" and not start)):
            return None
        if not unit and start and not _closes(plain, start, said):
            return None
        group += (Decimal(1) if value is None else value) * size
        unit_before = size
    return total + group if position else None


def _closes(plain: str, start: int, said: str | None) -> bool:
    """Return True if digits without a unit may end a number: `十八`, `一百零五`, but neither `1万5` nor `一百五`."""
    return plain[start - 1] == "十" or (said is not None and said[0] in "零〇○")


def _plain(said: str | None, unit: str | None) -> Decimal | None:
    """Return the value of digits. None without digits, and for `五六万`, which means about fifty or sixty thousand."""
    if said is None:
        return None
    if said.isascii():
        return Decimal(said.rstrip("."))
    digits = digits_of(said)
    if digits is None or (unit and len(digits) == 2 and "0" not in digits):
        return None
    return Decimal(digits)
