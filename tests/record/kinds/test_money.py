"""Money: amount, unit and currency are said, never assumed; text is printed as written."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formgen.record.kinds.money import CURRENCIES, MULTIPLIERS, plain_number, read_money
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
    ],
)
def test_texts_are_understood_and_printed_as_written(typed: str, amount: str, currency: str) -> None:
    assert read_money(typed) == (Money(Decimal(amount), currency, typed), ())


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("5000万", "money.currency"),
        ("5000", "money.unit"),
        (5000, "money.unit"),
        (Decimal("5000.5"), "money.unit"),
        ("人民币5000", "money.unit"),
        ("人民币500万美元", "money.currency"),
        ("伍仟万元整", "money.format"),
        ("约5000万元", "money.format"),
        ("5,00万元", "money.format"),
        ("-5000万元", "money.format"),
        ("5000万卢布", "money.format"),
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
    assert value is None or (value.written == text.replace("\r\n", "\n").replace("\r", "\n") and not findings)


def test_plain_number() -> None:
    assert [plain_number(Decimal(text)) for text in ("10", "1E+1", "2.50", "0", "0.0", "100")] == [
        "10", "10", "2.5", "0", "0", "100",
    ]  # fmt: skip
