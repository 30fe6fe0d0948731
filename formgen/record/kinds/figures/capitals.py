"""Writes amounts as forms print them: in Chinese capitals (大写金额), or in figures before a unit that the form prints itself.

The rules are those of 《正确填写票据和结算凭证的基本规定》 (中国人民银行, 支付结算办法, annex 1): an amount that ends with 元 or 角 has 整
behind it; noughts within the figures are one 零; 角 of nought before 分 is 零.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from formgen.record.kinds.money import RENMINBI, read_money
from formgen.record.models import Money

AmountPart = Literal["capitals", "units", "ten_thousands"]
AMOUNT_PARTS: tuple[AmountPart, ...] = ("capitals", "units", "ten_thousands")
"""How a form may print an amount: in capitals; in figures before 元; in figures before 万元."""
PART_UNITS = {"units": "元", "ten_thousands": "万元"}
"""The unit that the form prints behind the figures."""
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")


def written_amount(value: Money, part: AmountPart) -> str:
    """The amount as a form prints it in this part."""
    if part == "capitals":
        return in_capitals(value)
    amount = value.amount / (10_000 if part == "ten_thousands" else 1)
    text = f"{amount.normalize():f}"
    return text if part == "ten_thousands" or "." not in text else f"{amount:.2f}" if _in_cents(value.amount) else text


def in_capitals(value: Money) -> str:
    """The amount in capitals: `伍仟万元整`, `美元伍佰万元整`. An amount with less than 分 stays as it was written."""
    if not _in_cents(value.amount):
        return value.written
    cents = int(value.amount * 100)
    whole, jiao, fen = cents // 100, cents // 10 % 10, cents % 10
    text = f"{_whole(whole)}元" if whole else ""
    if jiao:
        text += ("零" if whole and whole % 10 == 0 else "") + f"{_DIGITS[jiao]}角"
    elif fen and whole:
        text += "零"
    text += f"{_DIGITS[fen]}分" if fen else "整"
    return text if value.currency == RENMINBI else f"{value.currency}{text}"


def is_same_amount(one: str, other: str) -> bool:
    """True if two texts say the same amount, or one of them says none that can be read: then its reader says so."""
    first, second = read_money(one)[0], read_money(other)[0]
    return first is None or second is None or (first.amount, first.currency) == (second.amount, second.currency)


def _in_cents(amount: Decimal) -> bool:
    return amount * 100 == int(amount * 100)


def _whole(number: int) -> str:
    """A whole number in capitals: groups of four digits, each with 仟, 佰, 拾; a gap of noughts is one 零."""
    text, gap = "", False
    groups = []
    while number:
        groups.append(number % 10_000)
        number //= 10_000
    for index in reversed(range(len(groups))):
        group = groups[index]
        gap = gap and group < 1000  # 万 and 仟 may stand side by side, whatever stands before 万
        for place in reversed(range(4)):
            digit = group // 10**place % 10
            if digit:
                text += ("零" if gap and text else "") + _DIGITS[digit] + _PLACES[place]
                gap = False
            elif text:
                gap = True
        if group:
            text += _GROUPS[index]
    return text
