"""The text that a cell shows in its number format: examples of the standard, of Chinese workbooks, and of LibreOffice."""

from __future__ import annotations

import csv
import random
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from formgen.intake.table import FIRST_1900, FIRST_1904
from formgen.intake.xlsx.number_format.figures import general
from formgen.intake.xlsx.number_format.sections import sections
from formgen.intake.xlsx.number_format.shown import shown_number, shown_text
from tests.judges.libreoffice import convert


def shown(number: str | float, code: str) -> str | None:
    return shown_number(Decimal(str(number)), code, FIRST_1900)


@pytest.mark.parametrize(
    ("number", "code", "text"),
    [
        # digits, decimals, groups (ECMA-376 part 1, 18.8.31)
        ("1234.59", "####.#", "1234.6"),
        ("8.9", "#.000", "8.900"),
        ("0.631", "0.#", "0.6"),
        ("12", "#.0#", "12.0"),
        ("1234.568", "#.0#", "1234.57"),
        ("12000", "#,###", "12,000"),
        ("12000", "#,", "12"),
        ("12200000", "0.0,,", "12.2"),
        ("44.398", "???.???", "44.398"),
        ("2.8", "???.???", "2.8"),
        ("5", "0.##", "5."),
        ("0.5", ".00", ".50"),
        ("12.5", ".0", "12.5"),
        ("5.25", "# ???/???", "5   1/4"),
        ("5.3", "# ???/???", "5   3/10"),
        ("0.5", "?/?", "1/2"),
        ("5", "# ?/?", "5"),
        ("0.3125", "# ?/16", "5/16"),
        ("12200000", "0.00E+00", "1.22E+07"),
        ("12200000", "#0.0E+0", "12.2E+6"),
        ("0.00012", "0.0E-0", "1.2E-4"),
        ("9.999", "0.0E+0", "1.0E+1"),
        ("0.08", "0%", "8%"),
        ("2.8", "0%", "280%"),
        ("2.5", "0", "3"),
        ("0.125", "0.00", "0.13"),
        ("512", "000000", "000512"),
        ("5", "0,000", "0,005"),
        # scaling by thousands, words beside figures
        ("50000000", '#,##0,"千元"', "50,000千元"),
        ("50000000", '#,##0,"万元"', "50,000万元"),
        ("123456", '0.00,"千元"', "123.46千元"),
        ("5000", '0"万元"', "5000万元"),
        ("5000", "0\\万\\元", "5000万元"),
        ("5000", "0.00万美元", "5000.00万美元"),
        ("50000000", '0!.0,"万元"', "5000.0万元"),
        ("50000000", '0!.0000"万元"', "5000.0000万元"),
        ("5000.5", '0"万元"', "5001万元"),
        ("5000", 'General"万元"', "5000万元"),
        ("5000", 'G/通用格式"万元"', "5000万元"),
        ("5000", '"¥"#,##0.00', "¥5,000.00"),
        ("5000", "[$￥-804]#,##0.00", "￥5,000.00"),
        ("5000", "[$USD] #,##0", "USD 5,000"),
        ("5000", "[$$-409]#,##0", "$5,000"),
        ("5000", "#,##0.00_);[Red]\\(#,##0.00\\)", "5,000.00"),
        ("-5000", "#,##0.00_);[Red]\\(#,##0.00\\)", "(5,000.00)"),
        ("-5", "0", "-5"),
        ("-5", '0;"负"0', "负5"),
        ("5", '_ "¥"* #,##0.00_ ;_ "¥"* \\-#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ ', "¥5.00"),
        ("0", '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
        ("51253200001", "0000-00000000", "0512-53200001"),
        ("5", ";;;", ""),
        ("0", "0;-0;;@", ""),
        ("0", '0;-0;"无"', "无"),
        ("1500", '[>=1000]#,##0.0,"千";0', "1.5千"),
        ("500", '[>=1000]#,##0.0,"千";0', "500"),
        ("0.5", '[<1]0%;[>=100]"大";0.0', "50%"),
        ("7", '[<1]0%;[>=100]"大";0.0', "7.0"),
        ("1", '[=1]"是";[=0]"否";0', "是"),
        ("0", '[=1]"是";[=0]"否";0', "否"),
        ("7", "[Color10][Blue]0.0", "7.0"),
        ("7", "[红色]0.0", "7.0"),
        # Chinese figures
        ("5000", '[DBNum1][$-804]General"元"', "五千元"),
        ("5050", "[DBNum2][$-804]General", "伍仟零伍拾"),
        ("50000000", '[DBNum2][$-804]General"元整"', "伍仟万元整"),
        ("100005000", "[DBNum2][$-804]General", "壹亿零伍仟"),
        ("120", "[DBNum1][$-804]General", "一百二十"),
        ("7", "[DBNum1][$-804]0", "七"),
        # days and times
        ("39890", "yyyy/m/d", "2009/3/18"),
        ("39890", 'yyyy"年"mm"月"dd"日"', "2009年03月18日"),
        ("39890", "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "2009年3月18日"),
        ("39890", "dddd, mmmm d, yyyy", "Wednesday, March 18, 2009"),
        ("39890", "d-mmm-yy", "18-Mar-09"),
        ("39890", '[DBNum1][$-804]yyyy"年"m"月"d"日"', "二〇〇九年三月十八日"),
        ("40118", '[DBNum1][$-804]m"月"', "十一月"),
        ("39890", "[$-404]e/m/d", "98/3/18"),
        ("39890", '[$-411]ggge"年"m"月"d"日"', "平成21年3月18日"),
        ("39890", "[$-804]aaaa", "星期三"),
        ("39890", 'e"年"m"月"', "2009年3月"),
        ("39890.354166667", "yyyy-mm-dd hh:mm:ss", "2009-03-18 08:30:00"),
        ("0.75", "h:mm AM/PM", "6:00 PM"),
        ("0.75", '上午/下午h"时"mm"分"', "下午6时00分"),
        ("1.5", "[h]:mm:ss", "36:00:00"),
        ("0.0503587963", "mm:ss.0", "12:31.0"),
        ("1.5", "[mm]", "2160"),
    ],
)
def test_known_pairs(number: str, code: str, text: str) -> None:
    assert shown(number, code) == text


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("5", "0 RMB"),  # m and b ask for parts of days
        ("5", "0;0;0;@;0"),
        ("5", "[Purple]0"),
        ("5", "[foo]0"),
        ("50", "[>100]0"),  # no section fits the number
        ("50", "[>100]0;[<10]0"),
        ("-5", '[<0]"负"0;0'),
        ("5", "[>100]0;0;0"),
        ("5000", "[DBNum1][$-804]0"),  # 五千 in one program, 五〇〇〇 in another
        ("0.5", "[DBNum2]0.0"),
        ("-5", "yyyy/m/d"),
        ("3000000", "yyyy/m/d"),
        ("60", "yyyy/m/d"),  # 29 February 1900
        ("-0.001", "0.0"),
        ("-5", '"有"'),
        ("5", "0.0.0"),
        ("5", "0.0,0"),
        ("5", '0"x",'),
        ("5", "0E+0E+0"),
        ("5", "0/0/0"),
        ("0.0000001", 'General"元"'),
        ("5", "0" * 2000),
    ],
)
def test_what_is_not_sure_is_not_guessed(number: str, code: str) -> None:
    assert shown(number, code) is None


def test_the_other_count_of_days() -> None:
    assert shown_number(Decimal(38428), "yyyy/m/d", FIRST_1904) == "2009/3/18"


@pytest.mark.parametrize(
    ("text", "code", "wanted"),
    [
        ("5000", '@"万元"', "5000万元"),
        ("5000", '0;0;0;"约"@', "约5000"),
        ("甲", "@", "甲"),
        ("甲", "0.00", "甲"),
        ("甲", ";;;", ""),
        ("　甲", "_ * #,##0_ ;_ * \\-#,##0_ ;_ * \"-\"_ ;_ @_ ", "　甲"),
    ],
)  # fmt: skip
def test_texts(text: str, code: str, wanted: str) -> None:
    assert shown_text(text, code) == wanted


def test_numbers_without_a_format() -> None:
    pairs = {"5000": "5000", "0": "0", "12345678901": "12345678901", "123456789012": "1.23457E+11", "999999999999": "1E+12",
             "1234567.891234": "1234567.891", "0.1234567891": "0.123456789", "0.00001": None}  # fmt: skip
    assert {number: general(Decimal(number)) for number in pairs} == pairs


@given(
    st.text(alphabet='0#?.,%@E+-/;[]<>=1"\\_*! 年月元yYmdhsAPeg$DBNum¥万', max_size=20),
    st.decimals(-(10**12), 10**12, places=3),
)
def test_any_format_gives_a_text_or_none(code: str, number: Decimal) -> None:
    text = shown_number(number, code, FIRST_1900)
    assert text is None or isinstance(text, str)
    assert isinstance(shown_text("甲", code), str)


@given(
    st.decimals(0, 10**11, places=4), st.sampled_from(["0.0000", "#,##0.0000", "0.####", '0.0000"元"', "¥#,##0.0000"])
)
def test_nothing_is_added_to_a_number_that_is_shown_whole(number: Decimal, code: str) -> None:
    text = shown_number(number, code, FIRST_1900)
    assert text is not None and Decimal(text.strip("¥元").replace(",", "")) == number


def test_formats_are_taken_apart_once() -> None:
    assert sections("0.00") is sections("0.00")


# ------------------------------------------------------------------------------------------------ beside LibreOffice

FIGURES = (
    "0", "0.00", "#,##0", "#,##0.00", '#,##0,"千元"', "0.0,", '0,,"百万"', '0"万元"', '#,##0.00"万元"', '0\\.0000"万元"', "0%",
    "0.00%", "0.00E+00", "##0.0E+0", "0E-0", "# ?/?", "# ??/??", "?/?", "# ?/8", ".00", "000000", "000-0000", "0000-00000000",
    "#,##0_);(#,##0)", "#,##0.00_);[Red]\\(#,##0.00\\)", "0;-0;;@", '0;(0);"零"', '[>=1000]#,##0,"K";0',
    '[<1]0%;[>=100]"大";0.0', "[$￥-804]#,##0.00", "[$USD] #,##0", "[DBNum1][$-804]General", "[DBNum2][$-804]General",
    '"¥"#,##0.00', "¥#,##0", '0 "元"', "00000", "0,000.00", "#,###", "#,##0.0;[Red]-#,##0.0", "0.00_ ", '0.0"分"',
    "[Blue]0.0", '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ',
)  # fmt: skip
MOMENTS = (
    "yyyy/m/d", "yyyy-mm-dd hh:mm:ss", "h:mm", "h:mm AM/PM", "[h]:mm:ss", "mm:ss.0", "[mm]:ss", "d-mmm-yy",
    "dddd, mmmm d, yyyy", 'yyyy"年"m"月"d"日"', 'yyyy"年"m"月"', 'm"月"d"日"', "[$-804]aaaa", "[$-804]dddd", "[$-804]mmmm",
    "[$-404]e/m/d", '[$-411]ggge"年"m"月"d"日"', '[DBNum1][$-804]yyyy"年"m"月"d"日"', "[s]", "ss.00", "yy-m-d", "mmm-yy",
)  # fmt: skip


def test_as_libreoffice_shows_them(tmp_path: Path) -> None:
    """The test compares nearly three thousand pairs. A refusal is not a difference, but there may be only few refusals.

    Cases in which LibreOffice is known to differ from Excel are left out: `0.##` and `#.##` of whole numbers (Excel keeps
    the point), `!` (LibreOffice shows it), `General` (Excel has 11 characters), days before 1 March 1900 (Excel has a 29
    February 1900), moments half a second before a full minute (Excel rounds to the second first). LibreOffice shows
    `#FMT` for a number that is too large for it.
    """
    chance = random.Random(20180608)
    numbers = [0, 1, 5, 0.5, 5000, 50000000, 5000.5, 1234.5678, 39890, -5000, -12.345, 999.999, 99999.5, 0.001, 0.05]
    numbers += [round(chance.uniform(0, 10 ** chance.randint(0, 9)), chance.randint(0, 4)) for _ in range(30)]
    days: list[float] = [chance.randint(61, 73050) for _ in range(25)]
    days += [chance.randint(100, 20000) + chance.randint(0, 1439) / 1440 + 1 / 8640 for _ in range(15)]
    pairs = [(code, number) for code in FIGURES for number in numbers] + [
        (code, day) for code in MOMENTS for day in days
    ]
    book = Workbook()
    for row, (code, number) in enumerate(pairs, 1):
        cell = book.active.cell(row, 1, number)
        cell.number_format = code
    book.save(tmp_path / "pairs.xlsx")
    made = convert(tmp_path / "pairs.xlsx", "csv:Text - txt - csv (StarCalc):44,34,76", tmp_path / "out")
    theirs = [row[0].strip(" \u00a0") if row else "" for row in csv.reader(made.open(encoding="utf-8", newline=""))]
    theirs += [""] * (len(pairs) - len(theirs))
    ours = [shown_number(Decimal(repr(number)), code, FIRST_1900) for code, number in pairs]
    wrong = [
        (code, number, mine, other)
        for (code, number), mine, other in zip(pairs, ours, theirs, strict=True)
        if mine is not None and mine != other and other != "#FMT"
    ]
    assert wrong == []
    assert ours.count(None) < len(pairs) * 0.08
