"""Dates: the writings that are read, the one that is printed, days that do not exist, full years."""

from __future__ import annotations

from calendar import month_name
from collections.abc import Callable
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formgen.foundation.problems import Severity
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
        "2018-6/5",
        "2018-06-05T00:00:00",
        "2018-06-05T00:00:00+08:00",
        "2018/6/5 0:00",
        "2018/6/5 12:00:00 AM",
        "20180605",
        "2018、6、5",
        "2018。6。5",
        "2018,6,5",
        "2018\\6\\5",
        "2018 6 5",
        "2018.6.5.",
        "2018年6月5",
        "2018年6月5号",
        "2018年6月5日星期二",
        "2018年6月5日（星期二）",
        "二〇一八年六月五日",
        "二○一八年六月五日",
        "二零一八年陆月伍日",
        "成立日期：2018年6月5日",
        "成立于2018年6月5日",
        "Jun 5, 2018",
        "Tuesday, June 5th, 2018",
        "5 June 2018",
        "5-Jun-2018",
        "2018/06/05",
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
        ("2018", "date.format"),
        ("2018.06", "date.format"),
        ("二〇一八年六月", "date.format"),
        ("3/4/2018", "date.ambiguous"),
        ("31-12-09", "date.year-short"),
        ("2018-06-05至2038-06-04", "date.format"),
        ("农历二〇一八年四月廿二", "date.lunar"),
        ("二〇一八年正月初五", "date.format"),
        ("2018-06-04T16:00:00Z", "date.time"),
        ("2018-06-04 16:00:00", "date.time"),
        ("2018-06-05 25:00", "date.time"),
        ("5" * 200, "date.format"),
        ("6月5日", "date.format"),
        ("去年", "date.format"),
        (20180605, "value.number"),
        (datetime(2018, 6, 4, 16, 0), "date.time"),
        (["2018-06-05"], "value.type"),
        ("2018-06-\u200b05", "text.invisible"),
    ],
)
def test_what_is_no_day_is_an_error(typed: object, code: str) -> None:
    value, findings = read_date(typed)
    assert value is None
    assert [finding.code for finding in findings] == [code]


@pytest.mark.parametrize(
    ("typed", "day", "code"),
    [
        ("09-3-18", date(2009, 3, 18), "date.year-short"),
        ("98.5.1", date(1998, 5, 1), "date.year-short"),
        ("九八年五月一日", date(1998, 5, 1), "date.year-short"),
        ("5-Jun-18", date(2018, 6, 5), "date.year-short"),
        ("2018年6月5日（首次）", date(2018, 6, 5), "date.note"),
        ("2O18年6月5日", date(2018, 6, 5), "date.letters"),
        ("20l8年6月5日", date(2018, 6, 5), "date.letters"),
        ("二O一八年六月五日", date(2018, 6, 5), "date.letters"),
        ("民国107年6月5日", date(2018, 6, 5), "date.republic"),
        ("中华民国八十七年五月一日", date(1998, 5, 1), "date.republic"),
        ("2018-06-05 08:30:00", date(2018, 6, 5), "date.time"),
        (datetime(2018, 6, 5, 8, 30), date(2018, 6, 5), "date.time"),
    ],
)
def test_what_a_person_should_look_at_is_read_and_told(typed: object, day: date, code: str) -> None:
    value, findings = read_date(typed)
    assert value == day
    assert [(finding.code, finding.severity) for finding in findings] == [(code, Severity.WARNING)]


def test_with_the_year_at_the_end_only_a_sure_order_is_read() -> None:
    assert read_date("3/18/2009") == read_date("18/3/2009") == (date(2009, 3, 18), ())
    assert read_date("5/5/2009") == (date(2009, 5, 5), ())


def test_nothing_said() -> None:
    assert read_date(None) == (None, ())
    assert read_date("　") == (None, ())


_DIGITS = "〇一二三四五六七八九"


def chinese(number: int) -> str:
    """Write a number up to 99 as it is spoken: `十八`, `三十`."""
    tens, ones = divmod(number, 10)
    return f"{_DIGITS[tens] if tens > 1 else ''}{'十' if tens else ''}{_DIGITS[ones] if ones or not tens else ''}"


WAYS: list[Callable[[date], str]] = [
    lambda day: f"{day:%Y%m%d}",
    lambda day: f"{day.year}.{day.month}.{day.day}",
    lambda day: f"{day.year}、{day.month}、{day.day}",
    lambda day: f"{day.year} 年 {day.month} 月 {day.day} 号",
    lambda day: f"{day:%Y-%m-%d} 00:00:00",
    lambda day: f"{day:%Y/%m/%d} 星期{'一二三四五六日'[day.weekday()]}",
    lambda day: f"{day.year}年{day.month}月{day.day}日".translate(
        {ord(str(digit)): 0xFF10 + digit for digit in range(10)}
    ),
    lambda day: "".join(_DIGITS[int(one)] for one in str(day.year)) + f"年{chinese(day.month)}月{chinese(day.day)}日",
    lambda day: f"{month_name[day.month][:3]} {day.day}, {day.year}",
    lambda day: f"{day.day} {month_name[day.month]} {day.year}",
]


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(WAYS))
def test_every_way_to_write_a_day_gives_that_day(day: date, way: Callable[[date], str]) -> None:
    assert read_date(way(day)) == (day, ())


@given(st.dates(date(1949, 1, 1), date(2029, 12, 31)), st.sampled_from("-./年"))
def test_years_of_two_digits_follow_the_stated_rule(day: date, sign: str) -> None:
    end = "月" if sign == "年" else sign
    value, findings = read_date(f"{day.year % 100:02}{sign}{day.month}{end}{day.day}")
    assert value == day and [finding.code for finding in findings] == ["date.year-short"]


@given(st.one_of(st.text(), st.text(alphabet="0123456789年月日-./ 〇一二十OTZ:（）")))
def test_any_text_is_a_day_or_a_finding(text: str) -> None:
    value, findings = read_date(text)
    assert value is not None or findings or not text.strip()


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
