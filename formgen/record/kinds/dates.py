"""Dates as enterprises write them, and as they are printed: `2018年6月5日`."""

from __future__ import annotations

import re
from datetime import date, datetime

from formgen.record.kinds.characters import half_width, read_text
from formgen.record.kinds.findings import Outcome, wrong

EARLIEST_YEAR, LATEST_YEAR = 1900, 2099
"""A year outside these is a slip of the pen on a paper of this century."""

_SPACE = r"\s*"
_DATE = re.compile(
    rf"([0-9]{{4}}){_SPACE}(?:"
    rf"年{_SPACE}([0-9]{{1,2}}){_SPACE}月{_SPACE}([0-9]{{1,2}}){_SPACE}日"
    rf"|([-./]){_SPACE}([0-9]{{1,2}}){_SPACE}\4{_SPACE}([0-9]{{1,2}}))"
)
_WRITINGS = "写成 2018-06-05 或 2018年6月5日"

PATTERN = r"^\s*[0-9０-９]{4}\s*[-－‐‑‒–—−./．／年]\s*[0-9０-９]{1,2}\s*[-－‐‑‒–—−./．／月]\s*[0-9０-９]{1,2}\s*日?\s*$"
"""What a date looks like, for the JSON Schema; whether the day exists only `read_date` says."""


def read_date(raw: object) -> Outcome[date]:
    """A date from ISO (`2018-06-05`) or Chinese writing (`2018年6月5日`, `2018.6.5`, `2018/6/5`), or a date itself.

    Full-width digits and spaces are read too. A spreadsheet's date-and-time counts if its time is midnight.
    """
    if isinstance(raw, datetime):
        if raw.time().replace(tzinfo=None) != datetime.min.time():
            return wrong("date.time", "日期里带有钟点", f"只写年月日，{_WRITINGS}")
        raw = raw.date()
    if isinstance(raw, date):
        return _date(raw.year, raw.month, raw.day)
    text, findings = read_text(raw)
    if text is None:
        return None, findings
    match = _DATE.fullmatch(half_width(text))
    if match is None:
        return wrong("date.format", "看不出是哪一天，日期要有年、月、日", _WRITINGS)
    year, month, day = (int(group) for group in (match[1], match[2] or match[5], match[3] or match[6]))
    return _date(year, month, day)


def _date(year: int, month: int, day: int) -> Outcome[date]:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return wrong("date.year", f"{year} 年不合常理", "核对年份")
    try:
        return date(year, month, day), ()
    except ValueError:
        return wrong("date.impossible", f"没有 {year}年{month}月{day}日 这一天", "核对月份和日子")


def write_date(day: date) -> str:
    """As printed: `2018年6月5日`, without leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def years_later(day: date, years: int) -> date:
    """The day on which `years` full years have passed since `day`.

    29 February has no counterpart in a common year: then it is the last day of that month (民法总则第二百零二条:
    没有对应日的，月末日为期间的最后一日).
    """
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
