"""Reads amounts of money with unit and currency, as enterprises write them: `5000万元`, `500万美元`, `人民币1.2亿元整`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from formgen.foundation.problems import Severity
from formgen.record.kinds.characters import half_width, read_text, type_name
from formgen.record.kinds.findings import Finding, Outcome, wrong
from formgen.record.kinds.given_text import UNKNOWN_PARTS, given_parts
from formgen.record.kinds.numbers.numerals import DIGITS, read_number, simplified
from formgen.record.models import Money

RENMINBI = "人民币"

CURRENCIES: Mapping[str, tuple[str, ...]] = {
    RENMINBI: ("人民币", "人民币元", "RMB", "CNY", "¥"),
    "美元": ("美元", "美金", "USD", "US$"),
    "欧元": ("欧元", "EUR", "€"),
    "港元": ("港元", "港币", "HKD", "HK$"),
    "日元": ("日元", "日圆", "日币", "JPY", "JP¥", "円"),
    "英镑": ("英镑", "GBP", "£", "￡"),
    "新台币": ("新台币", "新台币元", "台币", "TWD", "NT$"),
    "韩元": ("韩元", "韩圆", "韩币", "KRW"),
    "新加坡元": ("新加坡元", "新加坡币", "新元", "坡币", "SGD", "S$"),
    "瑞士法郎": ("瑞士法郎", "CHF"),
    "澳大利亚元": ("澳大利亚元", "澳元", "AUD", "A$", "AU$"),
    "加拿大元": ("加拿大元", "加元", "CAD", "C$", "CA$"),
    "澳门元": ("澳门元", "澳门币", "MOP"),
    "瑞典克朗": ("瑞典克朗", "SEK"),
    "丹麦克朗": ("丹麦克朗", "DKK"),
    "挪威克朗": ("挪威克朗", "NOK"),
    "新西兰元": ("新西兰元", "纽元", "NZD", "NZ$"),
    "泰铢": ("泰铢", "THB"),
    "马来西亚林吉特": ("马来西亚林吉特", "林吉特", "令吉", "MYR"),
    "俄罗斯卢布": ("俄罗斯卢布", "卢布", "RUB"),
    "印度卢比": ("印度卢比", "INR"),
}
"""The currencies by their printed names. Each has the list of writings that are read as this currency."""

MULTIPLIERS: Mapping[str, int] = {"": 1, "千": 10**3, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8}

LARGEST = Decimal(10) ** 16
"""Amounts from this size on are refused, in units of their currency: no enterprise has so much, so it is an error."""

LEAST_WITHOUT_UNIT = Decimal(10) ** 5
"""The least amount that may stand without a unit. A smaller one with only a sign (`¥5,000.00`) is refused, because it may
mean 万元, the usual unit of capital."""

DECIMALS = 6
"""The most decimals that an amount may have. No unit needs more: 0.000001万元 is one 分."""

_BY_WRITING = {writing: name for name, writings in CURRENCIES.items() for writing in writings}
_WRITING = "|".join(sorted((re.escape(writing) for writing in _BY_WRITING), key=len, reverse=True))
_SIGNS = frozenset(writing for writing in _BY_WRITING if not any("\u4e00" <= one <= "\u9fff" for one in writing))
"""The letters and signs of currencies. They stand before or after an amount in single units: `USD 5,000,000`."""
_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]{1,6})?(?![0-9])"
_CHINESE = "".join(sorted(DIGITS)) + "十百千万亿"
_AMOUNT = rf"(?:{_NUMBER}|[{_CHINESE}])(?:{_NUMBER}|\.|[{_CHINESE}])*"
_MONEY = (
    rf"(?P<before>{_WRITING})?:?(?P<before2>{_WRITING})?(?P<amount>{_AMOUNT})(?P<million>MILLION)?"
    rf"(?P<yuan>元)?(?:(?P<jiao>[0-9{_CHINESE}])角)?(?:(?P<fen>[0-9{_CHINESE}])分)?[整正]?(?P<after>{_WRITING})?[整正]?"
)
"""All other writings. `re` compiles this long pattern when an amount first needs it, and keeps it."""
_USUAL = re.compile(r"([0-9]{1,8}(?:\.[0-9]{1,6})?)万元(?:人民币)?")
"""The writings that nearly everybody uses. They are tried first, because this is fast."""
_CAPITALS = re.compile(r"\s*[（(](?:大写|小写)[）)]\s*[:：]?|(?:大写|小写)\s*[:：]")
_TWICE = re.compile(r"(?P<first>[^()（）]+)[(（](?P<second>[^()（）]*[0-9０-９十百千万亿拾佰仟萬億][^()（）]*)[)）]\s*")
"""An amount that is written twice, in figures and in characters; the second one is in brackets."""
_CURRENCY_BEFORE_UNIT = re.compile(r"(人民币|RMB|CNY)([百千万亿]*元)$")
_LABEL = re.compile(r"^\s*(?:企业)?(?:认缴)?(?:注册资本金?|注册资金|出资(?:总?额)?|认缴)\s*(?:为|是)?\s*[:：]?\s*")
_NOTE = re.compile(
    r"\s*[,，;；]?\s*[(（]?(?:其中|认缴|实缴|实收|已实缴|已缴|已到位|折合|全部)[^()（）]*[)）]?\s*$"
    r"|(?<=[元圆币整万亿])\s*[(（](?:货币|现金|实物|知识产权|土地使用权)(?:方式)?出资[)）]\s*$"
    r"|(?<=[元圆币整万亿])\s*[(（](?![^()（）]*(?:[元圆币金萬万亿億A-Za-zＡ-Ｚ]|约|左右|不含|不包括))[^()（）]*[\u4e00-\u9fff][^()（）]*[)）]\s*$"
)
"""What may stand behind an amount without being a part of it. A bracket counts only if no unit and no currency is in it."""
_UNIT_FIRST = re.compile(rf"(?P<currency>{_WRITING})?\((?P<unit>[^()]{{1,8}})\):?(?P<amount>{_NUMBER})")
"""An amount behind its unit, as a form prints it: `人民币（万元）：5000`."""
_BRACKETED = re.compile(r"\([0-9.,]+\)")
_ENDS = ";；。，、/\\,."
_UNSURE = re.compile(r"约|左右|以上|以下|不低于|近|多万|余万|几|[0-9]\+|[-~至]")
_LONGEST = 60
_UNIT_LABEL = re.compile(r"^(?:计量|货币|金额)?单位(?:为|是)?:?|^[以按](?=.*计)|计$|币种:?")
HAS_UNIT = re.compile("元|[百千万亿]")
"""What every unit of money has in it, in simplified characters."""
_LONGEST_UNIT = 8

PATTERN = rf"^(?=[\s\S]*[0-9０-９{''.join(sorted(DIGITS))}十拾])(?=[\s\S]*[^0-9０-９.．,，\s])"
"""The pattern of an amount in the JSON Schema: a number, and a text that may be its unit or currency."""

_REMEDY = "写明数额、单位和币种，如 5000万元人民币、500万美元"

KEYS: Mapping[str, str] = {
    "amount": "amount", "金额": "amount", "数额": "amount",
    "unit": "unit", "单位": "unit", "currency": "currency", "币种": "currency",
}  # fmt: skip
"""The keys that an object of this kind may have, each with the English key that has the same meaning."""


def read_money(raw: object) -> Outcome[Money]:
    """Read money from a text (printed as written) or from `{"amount": 500, "unit": "万元", "currency": "美元"}`.

    The number may have Arabic digits, Chinese characters or both (`1亿2000万元`, `伍仟万元整`). 元 alone, as in `5000万元`,
    means 人民币. 万 and 亿 without any currency also mean 人民币. A number alone is refused, because it may mean 元 or 万元.
    The field's own label before the amount is not printed. A note after the amount is not printed, either, and a warning
    says so.
    """
    if isinstance(raw, dict):
        return _of_parts(raw)
    if isinstance(raw, int | float | Decimal) and not isinstance(raw, bool):
        return wrong("money.unit", "只写了数字，没有写单位和币种", _REMEDY)
    text, findings = read_text(raw)
    if text is None:
        return None, findings
    if match := _USUAL.fullmatch(text):
        return _money(Decimal(match[1]) * 10**4, RENMINBI, text)
    text = _CAPITALS.sub("", text)
    told: tuple[Finding, ...] = ()
    kept = _LABEL.sub("", text) if _LABEL.match(text) else text
    if noted := _NOTE.search(kept):
        message = "金额后面还写了别的，只用了前面的金额"
        told = (Finding("money.note", message, "核对这一栏，只写一个金额", Severity.WARNING),)
        kept = kept[: noted.start()]
    if twice := _TWICE.fullmatch(kept):
        first, second = read_money(twice["first"])[0], read_money(twice["second"])[0]
        if first and second and (first.amount, first.currency) == (second.amount, second.currency):
            return first, told
        if first and second:
            return wrong("money.twice", "括号内外的两个金额不一样", "照营业执照核对，只写一个金额")
    compact = simplified(re.sub(r"\s", "", half_width(kept).upper())).replace("￥", "¥")
    written = kept.rstrip(_ENDS + " ") if compact[-1:] in set(_ENDS) else kept
    money, findings = _read_compact(compact.rstrip(_ENDS), written)
    if _BRACKETED.match(compact):
        message = "数额写在括号里（账上这样写的是负数），按括号里的数读了"
        told += (Finding("money.brackets", message, "核对这一栏，去掉括号", Severity.WARNING),)
    return (None, findings) if money is None else (money, told)


def _read_compact(compact: str, written: str) -> Outcome[Money]:
    """Read money from a text in half-width capitals without spaces. written: the text that is printed."""
    if (first := _UNIT_FIRST.fullmatch(compact)) and (before := unit_said(first["unit"])):
        compact = f"{first['amount']}{before}{first['currency'] or ''}"
    compact = re.sub("个(?=[万亿])", "", compact)
    plain = _CURRENCY_BEFORE_UNIT.sub(r"\2\1", re.sub(r"\(([^()]*)\)", r"\1", compact))
    match = re.fullmatch(_MONEY, plain) if len(plain) <= _LONGEST else None
    amount = _amount(match) if match else None
    if match is None or amount is None:
        return _not_read(compact)
    said = {_BY_WRITING[one] for one in (match["before"], match["before2"], match["after"]) if one}
    if match["million"] and not said:
        return wrong("money.currency", "没有写明币种", _REMEDY)
    if len(said) > 1:
        return wrong("money.currency", f"写了两种币种：{'、'.join(sorted(said))}", _REMEDY)
    unit = bool(match["million"]) or match["amount"][-1] in "百千万亿"
    signs = {match["before"], match["before2"], match["after"]} & _SIGNS
    cents = re.search(r"\.[0-9]{2}$", match["amount"])
    if not unit and not match["yuan"] and not match["after"] and not signs and not (said and cents):
        message = "数字后面没有写单位" if said else "只写了数字，没有写单位和币种"
        return wrong("money.unit", message, _REMEDY)
    if not unit and not match["yuan"] and not _is_name(match["after"]) and amount < LEAST_WITHOUT_UNIT:
        return wrong("money.unit", "只写了币种和数字，看不出是元还是万元", _REMEDY)
    return _money(amount, said.pop() if said else RENMINBI, written)


def _is_name(currency: str | None) -> bool:
    """Return True if the currency is a word and not a sign. A number before such a word is a full amount: `5000000美元`."""
    return currency is not None and currency not in _SIGNS


def _amount(match: re.Match[str]) -> Decimal | None:
    """Return the matched amount in units of its currency (such as 元). None if the number may mean two things."""
    number = read_number(match["amount"].replace(",", ""))
    if number is None:
        return None
    small = [read_number(match[part]) if match[part] else Decimal(0) for part in ("jiao", "fen")]
    if None in small:
        return None
    jiao, fen = (one or Decimal(0) for one in small)
    return number * (10**6 if match["million"] else 1) + jiao / 10 + fen / 100


def _not_read(compact: str) -> Outcome[Money]:
    """Return the outcome of a text that is no amount of money, with the finding that says why."""
    if re.search("[0-9]W", compact):
        return wrong("money.unit", "单位写成了字母 W", "写成万元，如 5000万元")
    if re.search("[0-9]O|O[0-9]", compact):
        return wrong("money.format", "数额里有字母 O", "把字母 O 改成数字 0")
    if re.match(r"\$", compact):
        return wrong("money.currency", "“$”没有写明是哪一国的元", _REMEDY)
    if _UNSURE.search(compact):
        return wrong("money.format", "写的不是一个确定的数额", f"照营业执照{_REMEDY}")
    return wrong("money.format", "看不出数额、单位和币种", _REMEDY)


def _money(amount: Decimal, currency: str, written: str) -> Outcome[Money]:
    if not 0 < amount < LARGEST:
        return wrong("money.amount", "数额不合常理", "核对数额和单位")
    return Money(amount, currency, written), ()


def unit_said(text: str) -> str | None:
    """The unit that a heading or a bracket says for its amounts, as it stands behind a number: `万元`, `万美元`.

    None for a text that says anything else. A currency alone (`人民币`) is no unit: nobody knows whether 元 or 万元 is meant.
    """
    bare = half_width(text).upper()
    if "/" in bare or "、" in bare:
        parts = [part for part in re.split("[/、]", bare) if part.strip()]
        if sum(unit_said(part) is not None for part in parts) > 1:
            return None  # `万元/万美元` says that each amount has one of two units, and not which one
    plain = _UNIT_LABEL.sub("", simplified(re.sub(r"[\s()/、,]", "", bare)))
    plain = re.sub(rf"^({_WRITING}):(?=.)", r"\1", plain)
    plain = _CURRENCY_BEFORE_UNIT.sub(r"\2\1", plain)
    if len(plain) > _LONGEST_UNIT or not HAS_UNIT.search(plain) or re.search("[0-9]", plain):
        return None
    money, findings = read_money(f"1{plain}")
    return plain if money and not findings else None


def currency_named(text: str) -> str | None:
    """The printed name of a currency, in any of its writings (`USD`, `美金`); None for any other text."""
    return _BY_WRITING.get(simplified(re.sub(r"\s", "", half_width(text).upper())).replace("￥", "¥"))


def _of_parts(raw: Mapping[object, object]) -> Outcome[Money]:
    parts = given_parts(raw, KEYS)
    if parts is None:
        return wrong("money.keys", UNKNOWN_PARTS, "只写 amount（金额）、unit（单位）、currency（币种）三项，各写一次")
    amount, unit, currency = parts.get("amount"), parts.get("unit"), parts.get("currency")
    number = _number(amount)
    if number is None:
        return wrong("money.amount", f"amount（金额）应是数字，却是{type_name(amount)}", _REMEDY)
    multiplier = half_width(unit).removesuffix("元") if isinstance(unit, str) and half_width(unit) else None
    if multiplier is None or multiplier not in MULTIPLIERS:
        return wrong("money.unit", "unit（单位）没有写，或不认识", "单位写 元、千元、万元、百万元、千万元 或 亿元")
    name = currency_named(currency) if isinstance(currency, str) else None
    if name is None:
        return wrong("money.currency", "currency（币种）没有写，或不认识", f"币种写 {'、'.join(CURRENCIES)} 之一")
    written = f"{plain_number(number)}{multiplier}{'元人民币' if name == RENMINBI else name}"
    return _money(number * MULTIPLIERS[multiplier], name, written)


def _number(raw: object) -> Decimal | None:
    """Return the number of an amount. None if it is no number, has more than `DECIMALS` decimals, or is far too large."""
    if isinstance(raw, str):
        text = half_width(raw)
        return Decimal(text.replace(",", "")) if len(text) <= _LONGEST and re.fullmatch(_NUMBER, text) else None
    if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal):
        return None
    number = Decimal(repr(raw)) if isinstance(raw, float) else Decimal(raw)
    if not number.is_finite() or number.adjusted() > _LONGEST or int(number.as_tuple().exponent) < -DECIMALS:
        return None
    return number


def written_sum(amounts: Sequence[Money]) -> str:
    """The sum of amounts of one currency, as it is printed: in the unit that all of them are written in, else in single units."""
    total = sum((one.amount for one in amounts), Decimal(0))
    units = {re.sub(rf"^{_NUMBER}", "", half_width(one.written)) for one in amounts}
    unit = units.pop() if len(units) == 1 else ""
    one = read_money(f"1{unit}")[0] if unit else None
    if one is None or one.currency != amounts[0].currency:
        return f"{plain_number(total)}{'元' if amounts[0].currency == RENMINBI else amounts[0].currency}"
    return f"{plain_number(total / one.amount)}{unit}"


def plain_number(amount: Decimal) -> str:
    """Write a number without an exponent and without zeros at the end of its decimals: `500`, `0.5`."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
