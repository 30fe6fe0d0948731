"""Numbers in Chinese characters, or in both writings, have one meaning, or are not read."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formgen.record.kinds.figures.numerals import digits_of, read_number, small_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("5000", "5000"),
        ("1.2亿", "120000000"),
        ("1亿2000万", "120000000"),
        ("5千5百万", "55000000"),
        ("五千零五十万", "50500000"),
        ("伍仟零伍拾萬", "50500000"),
        ("一亿零五百万", "105000000"),
        ("二百五十六", "256"),
        ("一百零五", "105"),
        ("十万", "100000"),
        ("二〇〇〇万", "20000000"),
        ("1万亿", "1000000000000"),
        ("两千万", "20000000"),
    ],
)
def test_numbers_of_one_meaning(text: str, number: str) -> None:
    assert read_number(text) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "万",
        "百万",
        "1万5",
        "一百五",
        "五六万",
        "2000万1亿",
        "5000万万",
        "一百十万",
        "1亿2000",
        "甲",
        "5千6千",
        "1.2.3",
    ],
)
def test_what_is_no_number_or_may_be_two(text: str) -> None:
    assert read_number(text) is None


@given(st.integers(1, 99_999_999), st.sampled_from(["", "万", "亿"]))
def test_figures_with_a_unit(number: int, unit: str) -> None:
    assert read_number(f"{number}{unit}") == number * {"": 1, "万": 10**4, "亿": 10**8}[unit]


@given(st.text(alphabet="0123456789.零一二十百千万亿〇两壹拾"))
def test_any_text_is_a_number_or_none(text: str) -> None:
    number = read_number(text)
    assert number is None or number >= 0


def test_days_and_years() -> None:
    assert [small_number(text) for text in ("十八", "廿一", "三十", "拾贰", "08", "三十一", "十十", "一百")] == [
        18, 21, 30, 12, 8, 31, None, None,
    ]  # fmt: skip
    assert (digits_of("二〇〇九"), digits_of("二○O九"), digits_of("二00九")) == ("2009", None, "2009")
