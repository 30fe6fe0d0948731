"""Writes numbers in the digits of `[DBNum1]` to `[DBNum3]`, as programs do in simplified Chinese."""

from __future__ import annotations

DIGITS = ("0123456789", "〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖", "０１２３４５６７８９")
"""The digits of each kind: Arabic digits, plain Chinese digits, cheque digits, full-width digits."""

_UNITS = (("", "十", "百", "千"), ("", "十", "百", "千"), ("", "拾", "佰", "仟"), ("", "十", "百", "千"))
_GROUPS = ("", "万", "亿", "万亿")
LARGEST = 10**15


def counted(number: int, numerals: int) -> str | None:
    """Write a number as it is spoken: `五千〇五十`. None if it is 10 to the 15th or more.

    numerals: 1 to 3, for `[DBNum1]` to `[DBNum3]`.
    """
    return None if number >= LARGEST else _whole(number, DIGITS[numerals], _UNITS[numerals]) or DIGITS[numerals][0]


def of_a_day(number: int, numerals: int) -> str:
    """Write a month, a day or an hour. 10 to 19 begin with the word for ten, without the word for one: `十二`."""
    text = counted(number, numerals) or ""
    ten = f"{DIGITS[numerals][1]}{_UNITS[numerals][1]}"
    return text[1:] if 10 <= number < 20 and text.startswith(ten) else text


def _whole(number: int, digits: str, units: tuple[str, ...]) -> str:
    groups: list[tuple[int, str]] = []
    while number:
        number, group = divmod(number, 10**4)
        groups.append((group, _GROUPS[len(groups)]))
    text, skipped = "", False
    for group, name in reversed(groups):
        if not group:
            skipped = True
            continue
        shown = "".join(
            digits[digit] + units[place] if digit else digits[0]
            for place, digit in ((place, group // 10**place % 10) for place in (3, 2, 1, 0))
        )
        while digits[0] * 2 in shown:
            shown = shown.replace(digits[0] * 2, digits[0])
        shown = shown.rstrip(digits[0])
        shown = shown.removeprefix(digits[0])
        if text and (skipped or group < 1000):
            shown = digits[0] + shown
        skipped = False
        # If a group of 万亿 stands before a group of 亿, the first 亿 is left out: it is said only once.
        text = text.removesuffix("亿") if name == "亿" and text.endswith("万亿") else text
        text += shown + name
    return text
