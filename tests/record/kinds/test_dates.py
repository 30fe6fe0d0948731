"""Dates: the writings that are read, the one that is printed, days that do not exist, full years."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formgen.record.kinds.dates import read_date, write_date, years_later


@pytest.mark.parametrize(
    "typed",
    [
        "2018-06-05",
        "2018-6-5",
        "2018年6月5日",
        "2018年06月05日",
        "2018 年 6 月 5 日",
        "２０１８年６月５日",
        "2018.6.5",
        "2018/6/5",
        " 2018-06-05 ",
        date(2018, 6, 5),
        datetime(2018, 6, 5),
    ],
)
def test_writings_of_one_day(typed: object) -> None:
    assert read_date(typed) == (date(2018, 6, 5), ())


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("2017年2月29日", "date.impossible"),
        ("2018-13-01", "date.impossible"),
        ("2018-00-10", "date.impossible"),
        ("2018.6.31", "date.impossible"),
        ("0018-06-05", "date.year"),
        ("1899-12-31", "date.year"),
        ("2100-01-01", "date.year"),
        ("2018年6月", "date.format"),
        ("18-6-5", "date.format"),
        ("2018-6/5", "date.format"),
        ("2018-06-05T00:00:00", "date.format"),
        ("6月5日", "date.format"),
        ("去年", "date.format"),
        (20180605, "value.number"),
        (datetime(2018, 6, 5, 8, 30), "date.time"),
        (["2018-06-05"], "value.type"),
        ("2018-06-\u200b05", "text.invisible"),
    ],
)
def test_what_is_no_day_is_an_error(typed: object, code: str) -> None:
    value, findings = read_date(typed)
    assert value is None
    assert [finding.code for finding in findings] == [code]


def test_nothing_said() -> None:
    assert read_date(None) == (None, ())
    assert read_date("　") == (None, ())


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_written_and_read_again(day: date) -> None:
    assert read_date(write_date(day)) == (day, ())
    assert read_date(day.isoformat()) == (day, ())


def test_years_later() -> None:
    assert years_later(date(2016, 6, 8), 2) == date(2018, 6, 8)
    assert years_later(date(2016, 2, 29), 2) == date(2018, 2, 28)
    assert years_later(date(2016, 2, 29), 4) == date(2020, 2, 29)
    assert years_later(date(2015, 2, 28), 1) == date(2016, 2, 28)
    assert years_later(date(2016, 6, 8), 0) == date(2016, 6, 8)
