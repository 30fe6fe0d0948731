"""Money: the text must say amount, unit and currency; nothing is assumed. The text is printed as written."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formgen.record.kinds.numbers.money import CURRENCIES, MULTIPLIERS, plain_number, read_money
from formgen.record.models import Money


@pytest.mark.parametrize(
    ("typed", "amount", "currency"),
    [
        ("5000万元", "50000000", "人民币"),
        ("5000万元人民币", "50000000", "人民币"),
        ("5000万人民币", "50000000", "人民币"),
        ("人民币5000万元", "50000000", "人民币"),
        ("人民币5,000万元整", "50000000", "人民币"),
        ("人民币：5000万元", "50000000", "人民币"),
        ("５０００ 万元", "50000000", "人民币"),
        ("5000万元（人民币）", "50000000", "人民币"),
        ("￥5000万", "50000000", "人民币"),
        ("8000元", "8000", "人民币"),
        ("8千元", "8000", "人民币"),
        ("5百万元", "5000000", "人民币"),
        ("5千万元", "50000000", "人民币"),
        ("1.2亿元", "120000000", "人民币"),
        ("50,000,000元", "50000000", "人民币"),
        ("50，000，000元", "50000000", "人民币"),
        ("500万美元", "5000000", "美元"),
        ("500万元美元", "5000000", "美元"),
        ("美元500万元", "5000000", "美元"),
        ("USD 500万", "5000000", "美元"),
        ("usd500万元", "5000000", "美元"),
        ("500万元（美元）", "5000000", "美元"),
        ("800万欧元", "8000000", "欧元"),
        ("1000万港币", "10000000", "港元"),
        ("3亿日元", "300000000", "日元"),
        ("250.5万瑞士法郎", "2505000", "瑞士法郎"),
        ("5000000美元", "5000000", "美元"),
        ("5000万", "50000000", "人民币"),
        ("1.2亿", "120000000", "人民币"),
        ("1亿2000万元", "120000000", "人民币"),
        ("5千5百万元", "55000000", "人民币"),
        ("5千万", "50000000", "人民币"),
        ("1万5千元", "15000", "人民币"),
        ("人民币伍仟万元整", "50000000", "人民币"),
        ("叁佰万圆整", "3000000", "人民币"),
        ("五千零五十万元", "50500000", "人民币"),
        ("二〇〇〇万元", "20000000", "人民币"),
        ("伍佰万元伍角整", "5000000.5", "人民币"),
        ("5000萬元", "50000000", "人民币"),
        ("5000万圆", "50000000", "人民币"),
        ("50,000千元", "50000000", "人民币"),
        ("5000 (万元)", "50000000", "人民币"),
        ("5000（人民币万元）", "50000000", "人民币"),
        ("5000万元RMB", "50000000", "人民币"),
        ("¥50,000,000.00", "50000000", "人民币"),
        ("人民币50,000,000.00", "50000000", "人民币"),
        ("USD 5,000,000", "5000000", "美元"),
        ("USD5,000,000.00", "5000000", "美元"),
        ("USD 5 million", "5000000", "美元"),
        ("US$500万", "5000000", "美元"),
        ("美圓500萬", "5000000", "美元"),
        ("500万歐元", "5000000", "欧元"),
        ("HKD500万", "5000000", "港元"),
        ("港币500万", "5000000", "港元"),
        ("JPY 300,000,000", "300000000", "日元"),
    ],
)
def test_texts_are_understood_and_printed_as_written(typed: str, amount: str, currency: str) -> None:
    assert read_money(typed) == (Money(Decimal(amount), currency, typed), ())


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("5000W", "money.unit"),
        ("5000w", "money.unit"),
        ("$500万", "money.currency"),
        ("¥5,000.00", "money.unit"),
        ("USD 5000", "money.unit"),
        ("1万5", "money.format"),
        ("1亿2000", "money.format"),
        ("2000万1亿元", "money.format"),
        ("五六万元", "money.format"),
        ("5000-6000万元", "money.format"),
        ("5000多万元", "money.format"),
        ("5000K", "money.format"),
        ("50,00万元", "money.format"),
        ("5000", "money.unit"),
        (5000, "money.unit"),
        (Decimal("5000.5"), "money.unit"),
        ("人民币5000", "money.unit"),
        ("人民币500万美元", "money.currency"),
        ("约5000万元", "money.format"),
        ("5,00万元", "money.format"),
        ("-5000万元", "money.format"),
        ("5000万马克", "money.format"),
        ("5000万元5000万元", "money.format"),
        ("9" * 100 + "元", "money.format"),
        ("0万元", "money.amount"),
        ("99999999999亿元", "money.amount"),
        (True, "value.type"),
        (["5000万元"], "value.type"),
    ],
)
def test_what_is_not_complete_is_an_error(typed: object, code: str) -> None:
    value, findings = read_money(typed)
    assert value is None
    assert [finding.code for finding in findings] == [code]


@pytest.mark.parametrize(
    ("raw", "written", "amount"),
    [
        ({"amount": Decimal(500), "unit": "万元", "currency": "美元"}, "500万美元", "5000000"),
        ({"amount": 500, "unit": "万", "currency": "USD"}, "500万美元", "5000000"),
        ({"amount": "5,000", "unit": "万元", "currency": "人民币"}, "5000万元人民币", "50000000"),
        ({"amount": Decimal("1.20"), "unit": "亿元", "currency": "欧元"}, "1.2亿欧元", "120000000"),
        ({"金额": Decimal("1E+2"), "单位": "元", "币种": "港币"}, "100港元", "100"),
        ({"amount": 0.5, "unit": "亿元", "currency": "日元"}, "0.5亿日元", "50000000"),
    ],
)
def test_an_object_gets_the_canonical_writing(raw: dict[str, object], written: str, amount: str) -> None:
    value, findings = read_money(raw)
    assert findings == ()
    assert value is not None
    assert (value.written, value.amount) == (written, Decimal(amount))
    assert read_money(written) == (value, ())


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ({}, "money.amount"),
        ({"amount": 500, "unit": "万元"}, "money.currency"),
        ({"amount": 500, "currency": "美元"}, "money.unit"),
        ({"amount": 500, "unit": "", "currency": "美元"}, "money.unit"),
        ({"amount": 500, "unit": "吨", "currency": "美元"}, "money.unit"),
        ({"amount": 500, "unit": "万元", "currency": "元"}, "money.currency"),
        ({"amount": "很多", "unit": "万元", "currency": "美元"}, "money.amount"),
        ({"amount": True, "unit": "万元", "currency": "美元"}, "money.amount"),
        ({"amount": Decimal("1e-999999"), "unit": "万元", "currency": "美元"}, "money.amount"),
        ({"amount": Decimal("1e999999"), "unit": "万元", "currency": "美元"}, "money.amount"),
        ({"amount": Decimal("NaN"), "unit": "万元", "currency": "美元"}, "money.amount"),
        ({"amount": "9" * 70, "unit": "万元", "currency": "美元"}, "money.amount"),
        ({"amount": -1, "unit": "万元", "currency": "美元"}, "money.amount"),
        ({"amount": 500, "unit": "万元", "currency": "美元", "rate": 6}, "money.keys"),
        ({"amount": 500, "金额": 500, "unit": "万元", "currency": "美元"}, "money.keys"),
    ],
)
def test_an_object_with_gaps_is_an_error(raw: dict[str, object], code: str) -> None:
    value, findings = read_money(raw)
    assert value is None
    assert [finding.code for finding in findings] == [code]


@pytest.mark.parametrize(
    ("typed", "written", "codes"),
    [
        ("注册资本5000万元", "5000万元", []),
        ("注册资金：人民币5000万元", "人民币5000万元", []),
        ("认缴5000万元", "5000万元", []),
        ("5000万元;", "5000万元", []),
        ("5000万元/", "5000万元", []),
        ("5000万元(实缴2000万元)", "5000万元", ["money.note"]),
        ("5000万元（认缴）", "5000万元", ["money.note"]),
        ("500万元人民币，折合美元75万", "500万元人民币", ["money.note"]),
    ],
)
def test_what_stands_around_an_amount_is_not_printed(typed: str, written: str, codes: list[str]) -> None:
    value, findings = read_money(typed)
    assert value is not None and value.written == written
    assert [finding.code for finding in findings] == codes


def _chinese(number: int, digits: str, units: str, zero: str) -> str:
    """Write a number below 10,000 in Chinese characters, as on cheques."""
    text = ""
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        text += f"{digits[digit]}{units[place]}".rstrip() if digit else zero
    return re.sub(f"{zero}+", zero, text).strip(zero)


@given(
    st.integers(1, 9999),
    st.sampled_from(["万", "亿"]),
    st.sampled_from([("〇一二三四五六七八九", " 十百千", "零"), ("零壹贰叁肆伍陆柒捌玖", " 拾佰仟", "零")]),
    st.sampled_from(["人民币{}元整", "{}元", "{}", "{}圆整"]),
)
def test_amounts_in_chinese_characters(number: int, unit: str, signs: tuple[str, str, str], frame: str) -> None:
    text = frame.format(_chinese(number, *signs) + unit)
    assert read_money(text) == (Money(Decimal(number) * MULTIPLIERS[unit], "人民币", text), ())


@given(
    st.integers(10**5, 10**12),
    st.sampled_from(["¥{}", "{}元", "RMB {}", "{}元人民币", "人民币{}元整", "{}.00元", "CNY{}.00"]),
    st.booleans(),
)
def test_amounts_in_figures(number: int, frame: str, grouped: bool) -> None:
    text = frame.format(f"{number:,}" if grouped else number)
    value, findings = read_money(text)
    assert value is not None and (value.amount, value.currency, value.written, findings) == (
        Decimal(number),
        "人民币",
        text,
        (),
    )


@given(
    st.decimals(Decimal("0.0001"), 9999999, places=4),
    st.sampled_from([f"{multiplier}元" for multiplier in MULTIPLIERS]),
    st.sampled_from(list(CURRENCIES)),
)
def test_what_an_object_prints_is_read_as_the_same_money(amount: Decimal, unit: str, currency: str) -> None:
    value, findings = read_money({"amount": amount, "unit": unit, "currency": currency})
    assert findings == ()
    assert value is not None
    assert value.amount == amount * MULTIPLIERS[unit.removesuffix("元")]
    assert read_money(value.written) == (value, ())


@given(st.one_of(st.text(), st.text(alphabet="0123456789.,万亿元美人民币 USD")))
def test_any_text_is_printed_as_written_or_refused(text: str) -> None:
    value, findings = read_money(text)
    assert value is None or (value.written in text and {finding.code for finding in findings} <= {"money.note"})


def test_plain_number() -> None:
    assert [plain_number(Decimal(text)) for text in ("10", "1E+1", "2.50", "0", "0.0", "100")] == [
        "10", "10", "2.5", "0", "0", "100",
    ]  # fmt: skip
