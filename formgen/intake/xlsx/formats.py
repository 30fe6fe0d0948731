"""Finds out how a workbook shows the content of a cell: a number with its unit and signs, a day, or a text."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from formgen.intake.table import FIRST_1900, CellValue, Faulty
from formgen.intake.xlsx.number_format.moments import is_minute
from formgen.intake.xlsx.number_format.sections import FormatSection, FormatSign, sections
from formgen.intake.xlsx.number_format.shown import section_for, shown_number

BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm",
    17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 45: "mm:ss",
    46: "[h]:mm:ss", 47: "mm:ss.0", 49: "@",
    5: '"¥"#,##0;"¥"\\-#,##0', 6: '"¥"#,##0;[Red]"¥"\\-#,##0', 7: '"¥"#,##0.00;"¥"\\-#,##0.00',
    8: '"¥"#,##0.00;[Red]"¥"\\-#,##0.00', 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 48: "##0.0E+0",
    37: "#,##0;\\-#,##0", 38: "#,##0;[Red]\\-#,##0", 39: "#,##0.00;\\-#,##0.00", 40: "#,##0.00;[Red]\\-#,##0.00",
    41: '_ * #,##0_ ;_ * \\-#,##0_ ;_ * "-"_ ;_ @_ ', 42: '_ "¥"* #,##0_ ;_ "¥"* \\-#,##0_ ;_ "¥"* "-"_ ;_ @_ ',
    43: '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    44: '_ "¥"* #,##0.00_ ;_ "¥"* \\-#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ ',
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"', 34: '上午/下午h"时"mm"分"', 35: '上午/下午h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"',
    50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"',
    55: '上午/下午h"时"mm"分"', 56: '上午/下午h"时"mm"分"ss"秒"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
"""The formats that a workbook names only by a number (ECMA-376, 18.8.30). 5 to 8 and 27 to 58 are those of simplified
Chinese."""

_RESERVED = re.compile(r"reserved-0x([0-9a-f]{2})", re.IGNORECASE)
"""How some libraries write the formats 23 to 36, which have a number only."""

UNCERTAIN = Faulty(
    "cell.format",
    "这一格的数字格式很特别，不能确定它显示成什么",
    "把单元格设为“文本”格式，照显示的样子重新输入",
)
YEN_OR_YUAN = Faulty(
    "cell.yen",
    "这一格显示“¥”，数字格式里却设成了日元",
    "把单元格设为“文本”格式，写明币种，如 5000万元人民币、5亿日元",
)
"""Nobody sees the difference in the cell, and the two signs stand one below the other in the programs' lists."""
_SECONDS_OF_A_DAY = 86400
LATEST = 2_958_465
"""9999-12-31, the last day that spreadsheets know."""
MOST_DIGITS = 15
"""The most digits of a number that spreadsheets keep."""
_PLAIN = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]*)(?:\.[0-9]*)?")
_WITHOUT_FORMAT = frozenset(("", "general", "@", "g/通用格式"))


def format_meant(code: str) -> str:
    """A format as a workbook writes it, or the one that it names by its number only."""
    reserved = _RESERVED.fullmatch(code)
    return BUILT_IN.get(int(reserved[1], 16), code) if reserved else code


def shown_value(number: Decimal, code: str, first_day: date) -> CellValue | None:
    """Return what a cell with this number shows in this format.

    A day is returned as a date, with its time only if the cell shows the time, too. If the cell shows only the number's
    own digits, the number is returned. Anything else is returned as the shown text: `50,000千元`. None means that the
    cell shows nothing. If it is not certain how programs show the number in this format, the result is `UNCERTAIN`.
    """
    if code.lower() in _WITHOUT_FORMAT:
        return number
    parts = sections(code)
    if parts and len(parts) == 1 and parts[0].has(FormatSign.TEXT):
        return number  # this format is for texts, so it does not change how a number is shown
    if number.adjusted() >= MOST_DIGITS:
        return number  # the number has lost its last digits; the reader of its value refuses it
    chosen = section_for(number, parts) if parts else None
    if chosen is None:
        return UNCERTAIN
    if chosen[0].is_yen:
        return YEN_OR_YUAN
    day = day_of(number, first_day) if number >= 0 else None
    if _shows_day(chosen[0]) and not chosen[0].condition:
        if day is None:
            return number  # the number is no day (it is 0, negative or too large), whatever the cell shows
        if _is_sure(chosen[0], day):
            return day if _shows_time(chosen[0]) or not isinstance(day, datetime) else day.date()
    text = shown_number(number, code, first_day)
    if text is None:
        return UNCERTAIN
    return number if _says_the_number(text, number, code) else text or None


def _says_the_number(text: str, number: Decimal, code: str) -> bool:
    """Return True if a text has only the number's own digits.

    If the format adds zeros before them, the text is kept, except for a format such as `0000`: there the number is kept.
    """
    digits = text.replace(",", "")
    if not _PLAIN.fullmatch(text) or not re.search("[0-9]", digits) or Decimal(digits) != number:
        return False
    return not re.match(r"-?0[0-9]", digits) or set(code) == {"0"}


def shows_date(code: str) -> bool:
    """Return True if this format shows a number as a day or a part of a day. A time of day alone is no day."""
    parts = sections(code)
    return bool(parts) and _shows_day(parts[0]) if parts else False


def _shows_day(section: FormatSection) -> bool:
    return any(mark.sign is FormatSign.MOMENT and mark.text[0] in "ydegab" for mark in section.marks) or _shows_month(
        section
    )


def _shows_month(section: FormatSection) -> bool:
    marks = section.marks
    return any(
        mark.sign is FormatSign.MOMENT and mark.text[0] == "m" and not is_minute(marks, at)
        for at, mark in enumerate(marks)
    )


def _shows_time(section: FormatSection) -> bool:
    return section.has(FormatSign.ELAPSED) or any(
        mark.sign is FormatSign.MOMENT and mark.text[0] in "hs" for mark in section.marks
    )


def _is_sure(section: FormatSection, day: date) -> bool:
    """Return True if the cell's day is certainly the day that was meant, although the cell may not show all its parts.

    If somebody types 2009年3月, a program stores the first of March, and for 2009年 the first of January. Nobody typed
    that day, so it is not certain.
    """
    letters = {mark.text[0] for mark in section.marks if mark.sign is FormatSign.MOMENT}
    return _shows_month(section) and ("d" in letters or (bool(letters & set("yeb")) and day.day > 1))


def day_of(serial: Decimal, first_day: date) -> date | datetime | None:
    """Return the day of a serial number, with the time if the number has one; None if the number is no day."""
    if not 1 <= serial < LATEST:
        return None
    days = int(serial)
    seconds = round((serial - days) * _SECONDS_OF_A_DAY)
    if first_day == FIRST_1900 and days < 60:
        days += 1  # the count has a 29 February 1900, which did not exist
    day = first_day + timedelta(days=days)
    if not seconds:
        return day
    return datetime(day.year, day.month, day.day) + timedelta(seconds=seconds)


def iso_day(written: str, code: str, first_day: date) -> CellValue | None:
    """What a cell of type `d` shows, which holds a day or moment in writing (ISO 8601): as a number in its format would.

    A cell without a format gives the day itself. What is no day is a text as it is.
    """
    try:
        moment = datetime.fromisoformat(written.strip()).replace(tzinfo=None)
        # Programs write parts of a second that come from their arithmetic; the nearest second is meant.
        moment = (moment + timedelta(microseconds=500_000)).replace(microsecond=0)
    except (ValueError, OverflowError):
        return written
    day = moment.date() if moment.time() == time() else moment
    if code.lower() in _WITHOUT_FORMAT or moment.date() <= first_day:
        return day
    since = moment - datetime(first_day.year, first_day.month, first_day.day)
    serial = Decimal(since.days) + Decimal(since.seconds) / _SECONDS_OF_A_DAY
    if first_day == FIRST_1900 and since.days <= 60:
        serial -= 1  # the count has a 29 February 1900 that never was
    shown = shown_value(serial, code, first_day)
    return day if isinstance(shown, Decimal) else shown
