"""Shows a serial number in a section of a format: days, times of day, hours in total, weekdays, years of eras."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from formgen.intake.table import FIRST_1900
from formgen.intake.xlsx.number_format.counting import DIGITS, of_a_day
from formgen.intake.xlsx.number_format.sections import FormatMark, FormatSection, FormatSign

SECONDS_OF_A_DAY = 86400
LATEST = 2_958_466
"""The serial number of the day after 9999-12-31, which is the last day of spreadsheets."""
_CHINESE = frozenset(("804", "4", "1004", "404", "C04", "1404"))
_WEEKDAYS = "一二三四五六日"
_ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_CHINESE_MONTHS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_JAPANESE_ERAS = (
    (date(2019, 5, 1), "令和"), (date(1989, 1, 8), "平成"), (date(1926, 12, 25), "昭和"), (date(1912, 7, 30), "大正"),
    (date(1868, 1, 25), "明治"),
)  # fmt: skip


def moment(section: FormatSection, serial: Decimal, first_day: date) -> str | None:
    """Show a serial number of days in a section. None if it is no moment, or if it is not certain how programs show it.

    first_day: day 0 of the count (`formgen.intake.table.FIRST_1900` or `FIRST_1904`).
    """
    if not 0 <= serial < LATEST:
        return None
    marks = section.marks
    places = _parts_of_a_second(marks)
    seconds = (serial * SECONDS_OF_A_DAY).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    days, left = divmod(seconds, SECONDS_OF_A_DAY)
    minutes, second = divmod(left, 60)
    hour, minute = divmod(int(minutes), 60)
    day = _day(int(days), first_day)
    twelve = section.has(FormatSign.HALF_DAY)
    made: list[str] = []
    if section.numerals and section.has(FormatSign.ELAPSED, FormatSign.DIGIT):
        return None
    for at, mark in enumerate(marks):
        if mark.sign is FormatSign.ELAPSED:
            size = {"h": 3600, "m": 60, "s": 1}[mark.text[0]]
            made.append(str(int(seconds // size)).zfill(len(mark.text)))
        elif mark.sign is FormatSign.HALF_DAY:
            names = mark.text.split("/")
            made.append(names[hour >= 12])
        elif (mark.sign is FormatSign.MOMENT and mark.text[0] in "hs") or is_minute(marks, at):
            value = {"h": (hour % 12 or 12) if twelve else hour, "m": minute, "s": int(second)}[mark.text[0]]
            made.append(_in_numerals(str(value).zfill(2 if len(mark.text) > 1 else 1), section.numerals, False))
        elif mark.sign is FormatSign.MOMENT:
            shown = None if day is None else _of_day(mark.text, day, section.language)
            if shown is None:
                return None
            made.append(_in_numerals(shown, section.numerals, mark.text[0] in "yeb"))
        elif mark.sign is FormatSign.DIGIT:
            place = at - max(before for before in range(at) if marks[before].sign is FormatSign.POINT)
            made.append(f"{second:f}".partition(".")[2][place - 1])
        else:
            made.append(mark.text)
    return "".join(made)


def _in_numerals(text: str, numerals: int, digit_by_digit: bool) -> str:
    """Write a part of a moment in Chinese digits: a year digit by digit, any other part as it is spoken."""
    if not numerals or not text.isdecimal():
        return text
    return "".join(DIGITS[numerals][int(one)] for one in text) if digit_by_digit else of_a_day(int(text), numerals)


def _day(days: int, first_day: date) -> date | None:
    """Return the day of a count. In the count of 1900, None for day 0 and for 29 February 1900, which did not exist."""
    if first_day == FIRST_1900 and (days == 0 or days == 60):
        return None
    return first_day + timedelta(days=days + (first_day == FIRST_1900 and days < 60))


def _parts_of_a_second(marks: Sequence[FormatMark]) -> int:
    return sum(mark.sign is FormatSign.DIGIT for mark in marks)


def is_minute(marks: Sequence[FormatMark], at: int) -> bool:
    """Return True if `m` or `mm` means the minute: it does directly after an hour or directly before a second."""
    mark = marks[at]
    if mark.sign is not FormatSign.MOMENT or mark.text not in ("m", "mm"):
        return False
    times = [one for one in marks[:at] if one.sign in (FormatSign.MOMENT, FormatSign.ELAPSED)]
    later = [one for one in marks[at + 1 :] if one.sign in (FormatSign.MOMENT, FormatSign.ELAPSED)]
    return bool(times and times[-1].text[0] == "h") or bool(later and later[0].text[0] == "s")


def _of_day(letters: str, day: date, language: str) -> str | None:
    """Return the part of a day that these letters ask for; None if it is not certain what programs show."""
    chinese = language in _CHINESE
    kind, width = letters[0], len(letters)
    if kind == "y":
        return f"{day.year % 100:02}" if width < 3 else f"{day.year:04}"
    if kind == "e":
        return _year_of_era(day, language)
    if kind == "g":
        return _era(day, language, width)
    if kind == "b":
        return f"{(day.year + 543) % 100:02}" if width < 3 else f"{day.year + 543:04}"
    if kind == "a":
        return _WEEKDAYS[day.weekday()] if width == 3 else f"星期{_WEEKDAYS[day.weekday()]}"
    number, names = (day.month, _ENGLISH_MONTHS) if kind == "m" else (day.day, _ENGLISH_DAYS)
    if width < 3:
        return str(number).zfill(width)
    if kind == "d":
        if chinese:
            return f"{'周' if width == 3 else '星期'}{_WEEKDAYS[day.weekday()]}"
        return names[day.weekday()][: 3 if width == 3 else None]
    if chinese:
        return f"{_CHINESE_MONTHS[day.month - 1]}月" if width < 5 else None
    return names[day.month - 1][: {3: 3, 4: None, 5: 1}.get(width)]


def _year_of_era(day: date, language: str) -> str | None:
    if language == "404":
        return str(day.year - 1911) if day.year > 1911 else None
    if language == "411":
        began = next((first for first, _ in _JAPANESE_ERAS if day >= first), None)
        return None if began is None else str(day.year - began.year + 1)
    return str(day.year)


def _era(day: date, language: str, width: int) -> str | None:
    if language == "404":
        return {2: "民國", 3: "中華民國"}.get(width) if day.year > 1911 else None
    if language == "411" and width > 1:
        name = next((name for first, name in _JAPANESE_ERAS if day >= first), None)
        return name if name is None or width == 3 else name[0]
    return None
