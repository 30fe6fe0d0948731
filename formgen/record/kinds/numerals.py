"""Numbers in Chinese characters: plain ones (`五千万`), those of cheques (`伍仟万`), digits in a row (`二〇〇九`)."""

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
"""Every character for a digit, also in traditional writing, with its value. ○ is a circle that many type for 〇."""

_SIMPLE = str.maketrans({**SIMPLIFIED, **dict(zip("仟佰拾圓圆", "千百十元元", strict=True))})
_WITHIN = {"十": 10, "百": 100, "千": 1000}
_GROUPS = {"万": 10**4, "亿": 10**8}
_PIECE = re.compile(rf"([0-9]+(?:\.[0-9]*)?|[{''.join(DIGITS)}]+)?([十百千万亿])?")


def simplified(text: str) -> str:
    """The text in simplified characters, with those of cheques for units in their plain form."""
    return text.translate(_SIMPLE)


def digits_of(text: str) -> str | None:
    """`二〇〇九` as `2009`; None if there is any other character than digits. An empty text stays empty."""
    found = [character if character in "0123456789" else str(DIGITS.get(character, "")) for character in text]
    return "".join(found) if all(found) else None


def small_number(text: str) -> int | None:
    """A number up to 99 in Chinese characters or Arabic digits (`十八`, `廿一`, `三十`, `拾贰`, `08`), as days and months
    are written; None for what is none.
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
    """A number with units, in Arabic digits, Chinese characters or both: `1亿2000万`, `5千万`, `五千零五十万`, `1.2亿`.

    None for what is no number, and for one that may mean two things: units out of order, `1万5` (15,000 in speech,
    10,005 by the letter). Digits alone are no number with units, but are read too: `5000.50`, `五千`, `二〇〇`.
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
                return None  # `2000万1亿` is out of order; `1万亿` counts in 亿 what was said so far
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
    """Whether digits without a unit may end a number: `十八`, `一百零五`, but neither `1万5` nor `一百五`."""
    return plain[start - 1] == "十" or (said is not None and said[0] in "零〇○")


def _plain(said: str | None, unit: str | None) -> Decimal | None:
    """The value of digits. None for `五六万`, which means about fifty or sixty thousand."""
    if said is None:
        return None
    if said.isascii():
        return Decimal(said.rstrip("."))
    digits = digits_of(said)
    if digits is None or (unit and len(digits) == 2 and "0" not in digits):
        return None
    return Decimal(digits)
