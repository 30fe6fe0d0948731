"""Reads dates as enterprises write them, and writes them as they are printed: `2018年6月5日`.

A year of two digits is read as spreadsheets read it: 00 to 29 mean 2000 to 2029, and 49 to 99 mean 1949 to 1999. A
warning always reports it. 30 to 48 are refused. The order is year, month, day. If the year stands at the end, the month
is known only if the day is above 12 or both numbers are equal; any other such date is refused.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time

from formgen.foundation.problems import Severity
from formgen.record.kinds.characters import half_width, read_text
from formgen.record.kinds.findings import Finding, Outcome, wrong
from formgen.record.kinds.numbers.numerals import DIGITS, digits_of, small_number

EARLIEST_YEAR, LATEST_YEAR = 1900, 2099
"""A year outside this range is refused: on a paper of this century it is an error."""
LAST_OF_2000, FIRST_OF_1900 = 29, 49
"""Two-digit years: 00 to the first number belong to the 2000s, the second number to 99 belong to the 1900s."""
FIRST_OF_THE_REPUBLIC = 1911
"""This year plus a year of 民国 is the year of the common calendar: 民国 1 年 is 1912."""

LONGEST = 80

_WRITINGS = "写成 2018-06-05 或 2018年6月5日"
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_MONTH_NAMES = (
    "JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "SEPTEMBER", "OCTOBER", "NOVEMBER",
    "DECEMBER",
)  # fmt: skip

_CHINESE = "".join(sorted(DIGITS))
_NUMERAL = rf"[0-9{_CHINESE}十拾廿卄卅]"
_SIGN = r"[-./~·・‧•,、。_—−|\\]"
_BETWEEN = rf"\s*(?:{_SIGN}\s*)|\s+"
_YEAR = rf"(?P<year>[0-9{_CHINESE}]{{4}}|[0-9{_CHINESE}]{{2}}|(?<=民国){_NUMERAL}{{1,3}})"
_YEAR_FIRST = re.compile(
    rf"(?P<era>(?:中华)?民国)?{_YEAR}(?:\s*年\s*|{_BETWEEN})"
    rf"(?P<month>{_NUMERAL}{{1,3}}|元|正)(?:\s*月份?\s*|{_BETWEEN})(?P<day>{_NUMERAL}{{1,3}})\s*(?:日|号|曰)?"
)
_USUAL = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})-([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})日)")
"""The writings that nearly everybody uses. They are tried first, because this is fast."""
_YEAR_LAST = re.compile(
    r"(?P<first>[0-9]{1,2})\s*(?P<sign>[-./])\s*(?P<second>[0-9]{1,2})\s*(?P=sign)\s*(?P<year>[0-9]{4})"
)
_MONTH_AND_SIGN = re.compile(r"^((?:19|20)[0-9]{2}[-./年][0-9]{1,2}月)[-./](?=[0-9])")
"""A month with 月 and a sign behind it: `2009-3月-18`."""
_MONTH_BETWEEN = re.compile(
    r"(?P<day>[0-9]{1,2})\s*-\s*(?P<month>[0-9]{1,2})月\s*-\s*(?P<year>[0-9]{4}|3[2-9]|[4-9][0-9])"
)
"""A day as some databases write it: `18-3月 -2009`. A year of two digits counts only where it can be no day."""
_EIGHT = re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})(?:\.0+|日)?")
_MONTH_NAME = rf"(?P<name>{'|'.join((*_MONTH_NAMES, *_MONTHS, 'SEPT'))})\.?"
_ENGLISH = (
    re.compile(rf"{_MONTH_NAME}[-\s]*(?P<day>[0-9]{{1,2}})(?:ST|ND|RD|TH)?[-,\s]*(?P<year>[0-9]{{4}})"),
    re.compile(rf"(?P<year>[0-9]{{4}})[-,\s]*{_MONTH_NAME}[-,\s]*(?P<day>[0-9]{{1,2}})"),
    re.compile(rf"(?P<day>[0-9]{{1,2}})(?:ST|ND|RD|TH)?[-\s]*{_MONTH_NAME}[-,\s]*(?P<year>[0-9]{{4}}|[0-9]{{2}})"),
)
_INCOMPLETE = re.compile(rf"[0-9{_CHINESE}]{{4}}(?:\s*年|(?:\s*年\s*|{_BETWEEN}){_NUMERAL}{{1,3}}\s*(?:月份?)?)?")

_LABEL = re.compile(
    r"[\u4e00-\u9fff()/]{0,12}(?:日期|时间|日|期)?\s*:\s*|(?:公司|企业)?(?:成立|设立|注册|登记)(?:日期|时间)?\s*于?\s*|公元|公历"
)
_BEHIND = re.compile(r"\s*(?:成立|设立|注册|登记|[.,;。、])+$")
_NOTE = re.compile(r"\s*\([^()0-9]*\)$")
_WEEKDAY = re.compile(
    r"\s*,?\s*\(?(?:(?:星期|周|礼拜)[一二三四五六日天]|(?:MON|TUES?|WED(?:NES)?|THU(?:RS)?|FRI|SAT(?:UR)?|SUN)(?:DAY)?\.?)\)?$"
)
_WEEKDAY_FIRST = re.compile(r"^(?:MON|TUES?|WED(?:NES)?|THU(?:RS)?|FRI|SAT(?:UR)?|SUN)(?:DAY)?\.?\s*,\s*")
_CLOCK = re.compile(
    r"(?:\s+|(?<=[0-9])T|(?<=日))(?P<before>上午|下午)?\s*(?P<hour>[0-9]{1,2})[:时](?P<minute>[0-9]{2})分?(?::(?P<second>[0-9]{2})(?:\.[0-9]+)?)?"
    r"\s*(?P<half>AM|PM)?(?P<zone>Z|[-+][0-9]{2}:?[0-9]{2})?$"
)
_LETTERS = re.compile(rf"(?<=[0-9OIL{_CHINESE}])[OIL]|[OIL](?=[0-9{_CHINESE}])")
_OTHER_SIGNS = str.maketrans("國號ΟОＯ", "国号OOO")
"""Traditional characters, and letters of other alphabets that people type for the circle of `二〇〇九年`."""
_LIKE_DIGITS = str.maketrans("OIL", "011")

_SCHEMA_DIGIT = f"[0-9０-９oOlI{_CHINESE}十拾廿卄卅元正⼀⼆⼋⼗]"
PATTERN = (
    rf"[0-9０-９]{{8}}|(?:{_SCHEMA_DIGIT}+[^0-9０-９{_CHINESE}]+){{2}}{_SCHEMA_DIGIT}"
    rf"|^(?=.*[A-Za-zＡ-Ｚａ-ｚ]{{3}}).*[0-9０-９]+[^0-9０-９]+[0-9０-９]"
)
"""The pattern of a date in the JSON Schema. Only `read_date` can say whether the day exists."""


def read_date(raw: object) -> Outcome[date]:
    """Read a date from any writing that can mean only one day, or from a `date` or a `datetime`.

    These writings are read: ISO (`2018-06-05`, also without hyphens), Chinese (`2018年6月5日`, `二〇一八年六月五日`), three
    numbers with any sign between them, English (`Jun 5, 2018`), and full-width digits. A weekday or the time 00:00 may
    follow. A two-digit year, a year of 民国, another time of day, a note in brackets and letters in place of digits are
    read, too, but give a warning.
    """
    if isinstance(raw, datetime):
        said, findings = _without_clock(raw.time(), zone="" if raw.tzinfo is None else str(raw.tzinfo))
        return (None, findings) if not said else _with(_date(raw.year, raw.month, raw.day), findings)
    if isinstance(raw, date):
        return _date(raw.year, raw.month, raw.day)
    text, findings = read_text(raw)
    if text is None:
        return None, findings
    if len(text) > LONGEST:
        return wrong("date.format", "看不出是哪一天，日期要有年、月、日", _WRITINGS)
    plain = half_width(text)
    if match := _USUAL.fullmatch(plain):
        return _date(*(int(part) for part in match.groups() if part))
    return _read(plain.upper())


def _read(plain: str) -> Outcome[date]:
    """Read the day of a text. The text has only half-width characters and capital letters."""
    plain = plain.translate(_OTHER_SIGNS)
    if re.search("农历|阴历|旧历", plain):
        return wrong("date.lunar", "写的是农历", f"换成公历，{_WRITINGS}")
    told: list[Finding] = []
    plain = _WEEKDAY_FIRST.sub("", _label_off(plain))
    # A sign, a note, the weekday and the time may follow the date, in any order. Each is removed from the end.
    before = ""
    while before != plain:
        before = plain
        plain = _WEEKDAY.sub("", _BEHIND.sub("", plain))
        if noted := _NOTE.search(plain):
            told.append(
                Finding("date.note", "日期后面括号里的话没有用", "核对日期；那些话写到别的栏目", Severity.WARNING)
            )
            plain = plain[: noted.start()]
        if clock := _CLOCK.search(plain):
            said, findings = _clock(clock)
            if not said:
                return None, findings
            told += findings
            plain = plain[: clock.start()]
    if _LETTERS.search(plain) and not re.search("[A-Z]{2}", plain.translate(_LIKE_DIGITS)):
        told.append(
            Finding(
                "date.letters", "日期里有字母 O、I 或 l，按数字 0 和 1 读了", "核对日期，改成数字", Severity.WARNING
            )
        )
        plain = _LETTERS.sub(lambda found: found[0].translate(_LIKE_DIGITS), plain)
    return _with(_numbers(plain), tuple(told))


def _label_off(plain: str) -> str:
    label = _LABEL.match(plain)
    return plain[label.end() :] if label else plain


def _numbers(plain: str) -> Outcome[date]:
    """Read the day of a text that holds only a date."""
    plain = _MONTH_AND_SIGN.sub(r"\1", plain)
    if match := _EIGHT.fullmatch(plain):
        return _date(int(match["year"]), int(match["month"]), int(match["day"]))
    if match := _YEAR_FIRST.fullmatch(plain):
        month = 1 if match["month"] in ("元", "正") else small_number(match["month"])
        day = small_number(match["day"])
        if match["month"] == "正" or month is None or day is None:
            return wrong("date.format", "看不出是哪一天，日期要有年、月、日", _WRITINGS)
        if match["era"]:
            return _of_the_republic(match["year"], month, day)
        year = digits_of(match["year"]) or ""
        return _two_digits(int(year), month, day) if len(year) == 2 else _date(int(year), month, day)
    if match := _YEAR_LAST.fullmatch(plain):
        first, second, full = int(match["first"]), int(match["second"]), int(match["year"])
        if first <= 12 and second <= 12 and first != second:
            message = "年份写在最后，分不清哪个是月、哪个是日"
            return wrong("date.ambiguous", message, f"年份写在最前面，{_WRITINGS}")
        return _date(full, first, second) if second > 12 else _date(full, second, first)
    if match := _MONTH_BETWEEN.fullmatch(plain):
        short = len(match["year"]) == 2
        return (_two_digits if short else _date)(int(match["year"]), int(match["month"]), int(match["day"]))
    for pattern in _ENGLISH:
        if match := pattern.fullmatch(plain):
            month = 1 + _MONTHS.index(match["name"][:3])
            short = len(match["year"]) == 2
            return (_two_digits if short else _date)(int(match["year"]), month, int(match["day"]))
    if _INCOMPLETE.fullmatch(plain):
        return wrong("date.format", "只写到年份或月份，没有写到日子，日期要有年、月、日", _WRITINGS)
    return wrong("date.format", "看不出是哪一天，日期要有年、月、日", _WRITINGS)


def _two_digits(year: int, month: int, day: int) -> Outcome[date]:
    """Read a day whose year is written with its last two digits only."""
    if LAST_OF_2000 < year < FIRST_OF_1900:
        return wrong("date.year-short", "年份只写了两位，看不出是哪一年", _WRITINGS)
    full = year + (2000 if year <= LAST_OF_2000 else 1900)
    message = f"年份只写了两位，按 {full} 年读"
    return _with(
        _date(full, month, day), (Finding("date.year-short", message, "核对年份，写全四位", Severity.WARNING),)
    )


def _of_the_republic(written: str, month: int, day: int) -> Outcome[date]:
    """Read a day with a year of 民国. Such a year is never shortened, so two digits mean just that number of years."""
    number = small_number(written)
    year = FIRST_OF_THE_REPUBLIC + (int(digits_of(written) or 0) if number is None else number)
    told = Finding("date.republic", f"写的是民国纪年，按公历 {year} 年读", "核对年份，写成公历", Severity.WARNING)
    return _with(_date(year, month, day), (told,))


def _clock(match: re.Match[str]) -> tuple[bool, tuple[Finding, ...]]:
    """Return True if the day is certain although a time follows it, and the findings about the time."""
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    if half := match["half"] or match["before"]:
        hour = hour % 12 + (12 if half in ("PM", "下午") else 0)
    if hour > 23 or minute > 59 or second > 59:
        return False, wrong("date.time", "日期后面的钟点不对", f"只写年月日，{_WRITINGS}")[1]
    return _without_clock(time(hour, minute, second), match["zone"] or "")


def _without_clock(at: time, zone: str) -> tuple[bool, tuple[Finding, ...]]:
    """Return True if the day is certain although this time of day belongs to it, and the findings about the time.

    A time with a zone is refused. So is 16:00: midnight in China is 16:00 of the day before in universal time, so another
    day may be meant.
    """
    if at.replace(microsecond=0) == time():
        return True, ()
    if zone or (at.hour, at.minute) == (16, 0):
        message = "日期里带有钟点，换算时区以后可能是另一天"
        return False, wrong("date.time", message, f"只写年月日，{_WRITINGS}")[1]
    return True, (Finding("date.time", "日期里带有钟点，只用了年月日", f"核对日期，{_WRITINGS}", Severity.WARNING),)


def _with(outcome: Outcome[date], told: tuple[Finding, ...]) -> Outcome[date]:
    """Add these findings to an outcome. If the day can't be used, only the outcome's own findings are returned."""
    day, findings = outcome
    return (day, (*told, *findings)) if day is not None else (None, findings)


def _date(year: int, month: int, day: int) -> Outcome[date]:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return wrong("date.year", f"{year} 年不合常理", "核对年份")
    try:
        return date(year, month, day), ()
    except ValueError:
        return wrong("date.impossible", f"没有 {year}年{month}月{day}日 这一天", "核对月份和日子")


def write_date(day: date) -> str:
    """Write a day as it is printed: `2018年6月5日`, without leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def years_later(day: date, years: int) -> date:
    """Return the day on which `years` full years have passed since `day`.

    29 February does not exist in a common year. Then the result is the last day of February (民法总则第二百零二条:
    没有对应日的，月末日为期间的最后一日).
    """
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
