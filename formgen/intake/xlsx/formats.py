"""How a workbook shows numbers: which cells are dates, and what stands around a figure."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal

from formgen.intake.table import FIRST_1900

BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm",
    17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 45: "mm:ss",
    46: "[h]:mm:ss", 47: "mm:ss.0", 49: "@",
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"', 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"', 54: 'm"月"d"日"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
"""Formats that a workbook names by number alone (ECMA-376, 18.8.30; 27 to 58 as they are in simplified Chinese)."""

_ASIDE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_SECONDS_OF_A_DAY = 86400
LATEST = 2_958_465
"""9999-12-31, the last day that spreadsheets know."""


def shows_date(number_format: str) -> bool:
    """True if a number in this format is shown as a day. A time of day alone is none."""
    shown = _ASIDE.sub("", number_format.partition(";")[0]).lower()
    if "general" in shown or "@" in shown:
        return False
    return bool(set("yd") & set(shown)) or ("m" in shown and not set("hs") & set(shown))


def day_of(serial: Decimal, first_day: date) -> date | datetime | None:
    """The day of a serial number, with the time where it has one; None for a number that is no day."""
    if not 1 <= serial < LATEST:
        return None
    days = int(serial)
    seconds = round((serial - days) * _SECONDS_OF_A_DAY)
    if first_day == FIRST_1900 and days < 60:
        days += 1  # the count has a 29 February 1900 that never was
    day = first_day + timedelta(days=days)
    if not seconds:
        return day
    return datetime(day.year, day.month, day.day) + timedelta(seconds=seconds)
