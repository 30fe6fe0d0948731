"""Amounts in Chinese capitals, and in figures before a unit that a form prints."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formgen.record.kinds.figures.capitals import in_capitals, is_same_amount, written_amount
from formgen.record.kinds.money import RENMINBI, read_money
from formgen.record.models import Money


def money(amount: str) -> Money:
    found, _ = read_money(amount)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("said", "capitals"),
    [  # the first six are the examples of 《正确填写票据和结算凭证的基本规定》
        ("1409.50元", "壹仟肆佰零玖元伍角整"),
        ("6007.14元", "陆仟零柒元壹角肆分"),
        ("1680.32元", "壹仟陆佰捌拾元零叁角贰分"),
        ("107000.53元", "壹拾万柒仟元零伍角叁分"),
        ("16409.02元", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04元", "叁佰贰拾伍元零肆分"),
        ("5000万元", "伍仟万元整"),
        ("100000005元", "壹亿零伍元整"),
        ("2005万元", "贰仟零伍万元整"),
        ("0.05元", "伍分"),
        ("500万美元", "美元伍佰万元整"),
        ("0.0012345万元", "0.0012345万元"),
    ],
)
def test_an_amount_in_capitals(said: str, capitals: str) -> None:
    value = Money(Decimal("12.345"), RENMINBI, said) if said.startswith("0.00123") else money(said)
    assert in_capitals(value) == capitals


@given(st.integers(1, 10**15 - 1))
def test_capitals_are_read_as_the_same_amount(cents: int) -> None:
    text = f"{cents // 100}.{cents % 100:02}元"
    capitals = in_capitals(Money(Decimal(cents) / 100, RENMINBI, text))
    assert is_same_amount(capitals, text) and not capitals.startswith("零")
    read, _ = read_money(capitals)
    assert read is None or read.amount == Decimal(cents) / 100


def test_figures_before_a_printed_unit() -> None:
    assert written_amount(money("50.5万元"), "units") == "505000"
    assert written_amount(money("50.5万元"), "ten_thousands") == "50.5"
    assert written_amount(money("12.50元"), "units") == "12.50"


def test_other_amounts_are_told_apart() -> None:
    assert is_same_amount("伍万元整", "50000元") and not is_same_amount("伍万元整", "5000元")
    assert is_same_amount("看不清", "5000元")  # the reader of amounts says what is wrong with it
