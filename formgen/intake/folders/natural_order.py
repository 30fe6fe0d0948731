"""Sorts names in the order in which people count: page2 before page10, 第二页 before 第十页."""

from __future__ import annotations

import re

from formgen.record.kinds.characters import half_width

_NUMBER = re.compile(r"([0-9]+)")
_CHINESE = re.compile("[零〇一二三四五六七八九十百]+")
_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0}
_CIRCLED = {chr(ord("①") + number): str(number + 1) for number in range(20)} | {"⓪": "0"}
LONGEST_NUMBER = 18
"""A run of more digits than this does not count as a number."""

NaturalKey = tuple[tuple[int, int, str], ...]
"""A key by which names are sorted: numbers by their values, and the words between them by their characters."""


def natural_key(name: str) -> NaturalKey:
    """The key that sorts names as people count. Two different names may have the same key: 1.jpg and 01.jpg."""
    plain = half_width("".join(_CIRCLED.get(character, character) for character in name)).casefold()
    plain = _CHINESE.sub(lambda found: str(chinese_number(found[0])), plain)
    parts = [part for part in _NUMBER.split(plain) if part]
    return tuple(
        (0, int(part), "") if part.isdecimal() and len(part) <= LONGEST_NUMBER else (1, 0, part) for part in parts
    )


def chinese_number(text: str) -> int:
    """The value of a Chinese numeral below 1000: 三 is 3, 十二 is 12, 二十 is 20, 一百零五 is 105. The digits 一〇二 are 102."""
    if not re.search("[十百]", text):
        return int("".join(str(_DIGITS[character]) for character in text[:LONGEST_NUMBER]))
    total = digit = 0
    for character in text:
        if character == "百":
            total, digit = total + (digit or 1) * 100, 0
        elif character == "十":
            total, digit = total + (digit or 1) * 10, 0
        else:
            digit = _DIGITS[character]
    return total + digit
