"""Amounts of money with unit and currency, as enterprises write them: `5000万元`, `500万美元`, `人民币1.2亿元整`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from formgen.record.kinds.characters import half_width, read_text, type_name
from formgen.record.kinds.findings import Outcome, wrong
from formgen.record.models import Money

RENMINBI = "人民币"

CURRENCIES: Mapping[str, tuple[str, ...]] = {
    RENMINBI: ("人民币", "人民币元", "RMB", "CNY", "¥"),
    "美元": ("美元", "美金", "USD", "US$"),
    "欧元": ("欧元", "EUR", "€"),
    "港元": ("港元", "港币", "HKD", "HK$"),
    "日元": ("日元", "日圆", "日币", "JPY"),
    "英镑": ("英镑", "GBP", "£"),
    "新台币": ("新台币", "新台币元", "台币", "TWD"),
    "韩元": ("韩元", "韩圆", "韩币", "KRW"),
    "新加坡元": ("新加坡元", "新加坡币", "SGD"),
    "瑞士法郎": ("瑞士法郎", "CHF"),
    "澳大利亚元": ("澳大利亚元", "澳元", "AUD"),
    "加拿大元": ("加拿大元", "加元", "CAD"),
    "澳门元": ("澳门元", "澳门币", "MOP"),
    "瑞典克朗": ("瑞典克朗", "SEK"),
    "丹麦克朗": ("丹麦克朗", "DKK"),
}
"""The currencies by their printed names, each with the writings that are read."""

MULTIPLIERS: Mapping[str, int] = {"": 1, "千": 10**3, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8}

LARGEST = Decimal(10) ** 16
"""No enterprise has more in any currency; a larger amount is a slip of the pen."""

DECIMALS = 6
"""More decimals than any unit of money has: 0.000001万元 is one 分."""

_BY_WRITING = {writing: name for name, writings in CURRENCIES.items() for writing in writings}
_WRITING = "|".join(sorted((re.escape(writing) for writing in _BY_WRITING), key=len, reverse=True))
_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]{1,6})?"
_MONEY = re.compile(
    rf"(?P<before>{_WRITING})?:?(?P<number>{_NUMBER})(?P<multiplier>百万|千万|千|万|亿)?"
    rf"(?P<yuan>元)?整?\(?(?P<after>{_WRITING})?\)?整?"
)
_LONGEST = 60

_REMEDY = "写明数额、单位和币种，如 5000万元人民币、500万美元"

KEYS: Mapping[str, str] = {
    "amount": "amount", "金额": "amount", "数额": "amount",
    "unit": "unit", "单位": "unit", "currency": "currency", "币种": "currency",
}  # fmt: skip
"""The keys that an object of this kind may have, each with the English one that it stands for."""


def read_money(raw: object) -> Outcome[Money]:
    """Money from a text (printed as written) or from `{"amount": 500, "unit": "万元", "currency": "美元"}`.

    A unit or a currency that is not said is never assumed; only 元 alone, as in `5000万元`, means 人民币.
    """
    if isinstance(raw, dict):
        return _read_object(raw)
    if isinstance(raw, int | float | Decimal) and not isinstance(raw, bool):
        return wrong("money.unit", "只写了数字，没有写单位和币种", _REMEDY)
    text, findings = read_text(raw)
    if text is None:
        return None, findings
    compact = half_width(text).upper().replace("￥", "¥").replace(" ", "")
    match = _MONEY.fullmatch(compact) if len(compact) <= _LONGEST else None
    if match is None:
        return wrong("money.format", "看不出数额、单位和币种", f"用阿拉伯数字{_REMEDY}")
    said = {_BY_WRITING[writing] for writing in (match["before"], match["after"]) if writing}
    if len(said) > 1:
        return wrong("money.currency", f"写了两种币种：{'、'.join(sorted(said))}", _REMEDY)
    if not said and not match["yuan"]:
        missing = "没有写币种" if match["multiplier"] else "只写了数字，没有写单位和币种"
        return wrong("money.currency" if match["multiplier"] else "money.unit", missing, _REMEDY)
    if not match["multiplier"] and not match["yuan"] and not match["after"]:
        return wrong("money.unit", "数字后面没有写单位", _REMEDY)
    currency = said.pop() if said else RENMINBI
    amount = Decimal(match["number"].replace(",", "")) * MULTIPLIERS[match["multiplier"] or ""]
    return _money(amount, currency, text)


def _money(amount: Decimal, currency: str, written: str) -> Outcome[Money]:
    if not 0 < amount < LARGEST:
        return wrong("money.amount", "数额不合常理", "核对数额和单位")
    return Money(amount, currency, written), ()


def _read_object(raw: dict[object, object]) -> Outcome[Money]:
    parts: dict[str, object] = {}
    for key, value in raw.items():
        name = KEYS.get(key) if isinstance(key, str) else None
        if name is None or name in parts:
            return wrong(
                "money.keys",
                "这一栏的对象里有不认识的或重复的键",
                "只写 amount（金额）、unit（单位）、currency（币种）三项，各写一次",
            )
        parts[name] = value
    amount, unit, currency = parts.get("amount"), parts.get("unit"), parts.get("currency")
    number = _number(amount)
    if number is None:
        return wrong("money.amount", f"amount（金额）应是数字，却是{type_name(amount)}", _REMEDY)
    multiplier = half_width(unit).removesuffix("元") if isinstance(unit, str) and half_width(unit) else None
    if multiplier is None or multiplier not in MULTIPLIERS:
        return wrong("money.unit", "unit（单位）没有写，或不认识", "单位写 元、千元、万元、百万元、千万元 或 亿元")
    name = _BY_WRITING.get(half_width(currency).upper()) if isinstance(currency, str) else None
    if name is None:
        return wrong("money.currency", "currency（币种）没有写，或不认识", f"币种写 {'、'.join(CURRENCIES)} 之一")
    written = f"{plain_number(number)}{multiplier}{'元人民币' if name == RENMINBI else name}"
    return _money(number * MULTIPLIERS[multiplier], name, written)


def _number(raw: object) -> Decimal | None:
    """The number of an amount, None if it is none, or one with more than `DECIMALS` decimals or far too large."""
    if isinstance(raw, str):
        text = half_width(raw)
        return Decimal(text.replace(",", "")) if len(text) <= _LONGEST and re.fullmatch(_NUMBER, text) else None
    if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal):
        return None
    number = Decimal(repr(raw)) if isinstance(raw, float) else Decimal(raw)
    if not number.is_finite() or number.adjusted() > _LONGEST or int(number.as_tuple().exponent) < -DECIMALS:
        return None
    return number


def plain_number(amount: Decimal) -> str:
    """A number without exponent and without zeros at its end: `500`, `0.5`."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
