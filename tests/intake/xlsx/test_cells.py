"""Cells of workbooks as programs write them: they are read as they look, whatever the file says about itself."""

from __future__ import annotations

import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904, to_excel

from formgen.intake.collected import Source
from formgen.intake.table import FIRST_1900, FIRST_1904, column_letters
from formgen.intake.xlsx.formats import day_of, shows_date
from formgen.intake.xlsx.sheets import column_number
from formgen.record.models import Money
from formgen.scheme.models import Scheme
from tests.intake.given import HEAD, PARTS, ROWS, SHEET, faults, package, read, workbook
from tests.judges.libreoffice import convert

CONTACT = '<c r="C2" t="inlineStr"><is><t>张三</t></is></c>'
"""A value beside the name: a row with a name alone is no enterprise."""


def cells(
    scheme: Scheme, path: Path, xml: str, parts: dict[str, str | bytes] | None = None
) -> tuple[Source, list[object]]:
    """Read a workbook with one enterprise, 甲. xml: the other cells of its row. Return the source and the record's values."""
    package(
        path,
        f'<sheetData>{HEAD}<row r="2"><c r="A2" t="inlineStr"><is><t>甲</t></is></c>{xml}</row></sheetData>',
        parts,
    )
    source, (one,) = read(scheme, path)
    assert one.record is not None
    values = [one.record.value(f"applicant.{field}") for field in ("established_on", "contact_person", "postcode")]
    return source, [*values, faults(one)]


def test_formulas_count_as_they_were_saved(scheme: Scheme, tmp_path: Path) -> None:
    xml = (
        '<c r="B2" s="1"><f>TODAY()</f><v>42529</v></c><c r="C2" t="str"><f>X1&amp;"三"</f><v>张三</v></c>'
        '<c r="D2"><f>Y1</f><v></v></c>'
    )
    _, values = cells(scheme, tmp_path / "a.xlsx", xml)
    assert values == [date(2016, 6, 8), "张三", None, [("cell.no-result", "企业!D2")]]
    _, values = cells(
        scheme, tmp_path / "b.xlsx", '<c r="C2" t="str"><f>IF(1,"")</f><v></v></c><c r="D2" t="e"><v>#N/A</v></c>'
    )
    assert values == [None, None, None, [("cell.error", "企业!D2")]]


def test_a_formula_that_openpyxl_wrote_has_no_result(scheme: Scheme, tmp_path: Path) -> None:
    book = workbook(tmp_path / "a.xlsx", 企业=ROWS)
    book["企业"]["B2"] = '="张"&"三"'
    book.save(tmp_path / "a.xlsx")
    _, (one,) = read(scheme, tmp_path / "a.xlsx")
    assert faults(one) == [("cell.no-result", "企业!B2")]
    _, (one,) = read(scheme, convert(tmp_path / "a.xlsx", "xlsx", tmp_path / "saved"))
    assert one.problems == () and one.record is not None and one.record.value("applicant.contact_person") == "张三"


def test_texts_of_every_kind(scheme: Scheme, tmp_path: Path) -> None:
    """Runs are joined, hints of pronunciation are left out, escapes are read, and missing shared strings are reported."""
    strings = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><r><t>张</t></r><r><rPr><b/></rPr>'
        "<t>三</t></r><rPh><t>zhang</t></rPh></si><si><t>_x005F_x0041__x000a_</t></si></sst>"
    )
    parts: dict[str, str | bytes] = {"xl/sharedStrings.xml": strings}
    _, values = cells(scheme, tmp_path / "a.xlsx", '<c r="C2" t="s"><v>0</v></c><c r="D2" t="s"><v>7</v></c>', parts)
    assert values == [None, "张三", None, [("cell.damaged", "企业!D2")]]
    _, values = cells(scheme, tmp_path / "b.xlsx", '<c r="C2" t="s"><v>1</v></c>', parts)
    assert values == [None, "_x0041_", None, []]


def test_dates_by_their_format(scheme: Scheme, tmp_path: Path) -> None:
    first = '<c r="B2" s="{}"><v>{}</v></c>'
    _, values = cells(scheme, tmp_path / "a.xlsx", first.format(3, 42529))
    assert values == [date(2016, 6, 8), None, None, []]
    _, values = cells(scheme, tmp_path / "b.xlsx", first.format(2, 42522))
    assert values == [None, None, None, [("date.format", "企业!B2")]]  # 2016年6月: the program added the day
    _, values = cells(scheme, tmp_path / "b2.xlsx", first.format(2, 42529))
    assert values == [date(2016, 6, 8), None, None, [("cell.date-part", "企业!B2")]]
    _, values = cells(scheme, tmp_path / "c.xlsx", first.format(1, "42529.5"))
    assert values == [date(2016, 6, 8), None, None, []]  # the time is not shown
    for written in ("2016-06-08T00:00:00.000", "2016-06-08", "2016-06-08T00:00:00+08:00"):
        _, values = cells(scheme, tmp_path / "c2.xlsx", f'<c r="B2" t="d"><v>{written}</v></c>')
        assert values == [date(2016, 6, 8), None, None, []]
    _, values = cells(scheme, tmp_path / "c3.xlsx", '<c r="B2" t="d"><v>2016-06-08T08:30:00.125</v></c>')
    assert values == [date(2016, 6, 8), None, None, [("date.time", "企业!B2")]]
    for number, written in enumerate(("2016-06-07T23:59:59.9999999", "2016-06-08T00:00:00.0000001Z", "2016-06-08")):
        for style in (0, 1, 3):
            cell = f'<c r="B2" t="d" s="{style}"><v>{written}</v></c>'
            _, values = cells(scheme, tmp_path / f"c4-{number}-{style}.xlsx", cell)
            assert values == [date(2016, 6, 8), None, None, []]
    _, values = cells(scheme, tmp_path / "c5.xlsx", '<c r="B2" t="d" s="1"><v>2016-06-08T08:30:00</v></c>')
    assert values == [date(2016, 6, 8), None, None, []]  # as of a number: the time is not shown
    _, values = cells(scheme, tmp_path / "c6.xlsx", '<c r="B2" t="d" s="2"><v>2016-06-01</v></c>')
    assert values == [None, None, None, [("date.format", "企业!B2")]]  # 2016年6月 is what the cell shows
    _, values = cells(scheme, tmp_path / "c7.xlsx", '<c r="B2" t="d"><v>9999-12-31T23:59:59.9</v></c>')
    assert values[0] is None
    _, values = cells(scheme, tmp_path / "d.xlsx", '<c r="B2" t="d"><v>2016-06-08T00:00:00Z</v></c>')
    assert values == [date(2016, 6, 8), None, None, []]
    main = PARTS["xl/workbook.xml"].replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    _, values = cells(scheme, tmp_path / "e.xlsx", first.format(1, 42529 - 1462), {"xl/workbook.xml": main})
    assert values == [date(2016, 6, 8), None, None, []]
    _, values = cells(scheme, tmp_path / "f.xlsx", '<c r="C2" s="1"><v>42529</v></c>')
    assert values == [None, None, None, [("cell.date", "企业!C2")]]


@pytest.mark.parametrize("written", ["215400", "215400.0", "2.154E5", " 215400 "])
def test_numbers_as_programs_write_them(scheme: Scheme, tmp_path: Path, written: str) -> None:
    _, values = cells(scheme, tmp_path / "a.xlsx", f'<c r="D2"><v>{written}</v></c>')
    assert values == [None, None, "215400", []]


@pytest.mark.parametrize(
    "written", ["", "x", "1E400000000", "NaN", "0x10", "9" * 60, "1e999", "-5", "215400.00000000006"]
)
def test_odd_numbers(scheme: Scheme, tmp_path: Path, written: str) -> None:
    _, values = cells(scheme, tmp_path / "a.xlsx", f'{CONTACT}<c r="D2"><v>{written}</v></c>')
    assert values == [None, "张三", "215400", []] if written.startswith("2154") else values[2] is None
    assert bool(values[3]) is (written != "" and not written.startswith("2154"))


def test_cells_without_addresses_and_other_namespaces(scheme: Scheme, tmp_path: Path) -> None:
    """Some programs write cells without addresses. The strict form of the standard uses other namespaces."""
    sheet = (
        '<sheetData><row><c t="inlineStr"><is><t>企业名称</t></is></c><c t="inlineStr"><is><t>联系人</t></is></c></row>'
    )
    sheet += '<row><c t="inlineStr"><is><t>甲</t></is></c><c t="inlineStr"><is><t>张三</t></is></c></row></sheetData>'
    strict = {
        name: text.replace(
            "http://schemas.openxmlformats.org/officeDocument/2006", "http://purl.oclc.org/ooxml/officeDocument"
        )
        for name, text in PARTS.items()
    }
    path = package(tmp_path / "a.xlsx", sheet, {**strict})
    _, (one,) = read(scheme, path)
    assert one.record is not None and [str(entry.place) for entry in one.record.entries] == [
        "a.xlsx!企业!A2",
        "a.xlsx!企业!B2",
    ]


def test_leading_zeros_that_the_format_shows(scheme: Scheme, tmp_path: Path) -> None:
    styles = PARTS["xl/styles.xml"].replace('formatCode="yyyy&quot;年&quot;m&quot;月&quot;"', 'formatCode="000000"')
    _, values = cells(scheme, tmp_path / "a.xlsx", '<c r="D2" s="2"><v>15400</v></c>', {"xl/styles.xml": styles})
    assert values == [None, None, "015400", [("identifier.postcode-elsewhere", "企业!D2")]]


def test_an_amount_whose_format_shows_its_unit(scheme: Scheme, tmp_path: Path) -> None:
    book = workbook(tmp_path / "a.xlsx", 企业=[["企业名称", "注册资本"], ["甲", 5000], ["乙", 5000], ["丙", 500]])
    for row, number_format in ((2, '#,##0"万元"'), (4, "0.00万美元")):
        book["企业"].cell(row, 2).number_format = number_format
    book.save(tmp_path / "a.xlsx")
    _, (first, second, third) = read(scheme, tmp_path / "a.xlsx")
    assert (faults(first), faults(second), faults(third)) == ([], [("money.unit", "企业!B3")], [])


@pytest.mark.parametrize(
    ("number_format", "wanted"),
    [
        ("General", False), ("0.00E+00", False), ("@", False), ("#,##0.00_);[Red](#,##0.00)", False), ("h:mm", False),
        ('0"d"', False), ("yyyy/m/d", True), ('[DBNum1][$-804]yyyy"年"m"月"d"日";@', True), ("YYYY-MM-DD", True),
        ('m"月"', True), ("[h]:mm:ss", False), ("mm:ss", False), ("d", True), ('e"年"m"月"d"日"', True), ("", False),
    ],
)  # fmt: skip
def test_formats_that_show_a_day(number_format: str, wanted: bool) -> None:
    assert shows_date(number_format) is wanted


@given(st.dates(date(1900, 3, 1), date(2199, 12, 31)))
def test_serial_numbers_are_those_of_openpyxl(day: date) -> None:
    assert day_of(Decimal(str(to_excel(day))), FIRST_1900) == day
    if day.year > 1904:
        assert day_of(Decimal(str(to_excel(day, CALENDAR_MAC_1904))), FIRST_1904) == day


@given(st.integers(1, 18278))
def test_letters_of_columns(number: int) -> None:
    assert column_letters(number) == openpyxl.utils.get_column_letter(number)
    assert column_number(column_letters(number)) == number


# ------------------------------------------------------------------------------- facts about openpyxl, for whoever would read with it


@pytest.mark.filterwarnings("ignore:Workbook contains no default style")
def test_why_sheets_are_not_read_with_openpyxl(tmp_path: Path) -> None:
    """Its quick mode believes the size that a sheet claims, and it cannot read a file with one unknown style."""
    package(tmp_path / "a.xlsx", f'<dimension ref="A1"/>{SHEET}', {"[Content_Types].xml": _content_types()})
    book = openpyxl.load_workbook(tmp_path / "a.xlsx", read_only=True)
    assert len(list(book["企业"].iter_rows(max_row=book["企业"].max_row))) == 1
    assert not hasattr(book["企业"], "row_dimensions") and not hasattr(book["企业"], "merged_cells")
    styles = PARTS["xl/styles.xml"].replace("<cellXfs", '<fonts><font><family val="200"/></font></fonts><cellXfs')
    package(tmp_path / "b.xlsx", SHEET, {"[Content_Types].xml": _content_types(), "xl/styles.xml": styles})
    with pytest.raises(ValueError):
        openpyxl.load_workbook(tmp_path / "b.xlsx")


def test_openpyxl_guards_its_own_reading() -> None:
    """When tests read workbooks, openpyxl uses defusedxml."""
    assert openpyxl.DEFUSEDXML and openpyxl.xml.functions.iterparse.__module__.startswith("defusedxml")


def _content_types() -> str:
    base = "application/vnd.openxmlformats-officedocument.spreadsheetml."
    overrides = "".join(
        f'<Override PartName="/xl/{name}" ContentType="{base}{kind}+xml"/>'
        for name, kind in (
            ("workbook.xml", "sheet.main"),
            ("worksheets/sheet1.xml", "worksheet"),
            ("styles.xml", "styles"),
            ("sharedStrings.xml", "sharedStrings"),
        )
    )
    default = '<Default Extension="xml" ContentType="application/xml"/>'
    return f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{default}{overrides}</Types>'


# ------------------------------------------------------------------------------------------ cells as Excel shows them


def test_numbers_are_read_as_they_are_shown(scheme: Scheme, tmp_path: Path) -> None:
    """The raw number never gets the format's unit: 50,000千元 is fifty million, and not fifty thousand million."""
    formats = {
        '#,##0,"千元"': "50,000千元",
        '0!.0000"万元"': "5000.0000万元",
        '[$￥-804]#,##0.00': "￥50,000,000.00",
        "[$USD] #,##0": "USD 50,000,000",
        '[DBNum2][$-804]General"元整"': "伍仟万元整",
        '#,##0"元"_);(#,##0"元")': "50,000,000元",
        '[>=10000]0!.0000"万元";0"元"': "5000.0000万元",
    }  # fmt: skip
    book = workbook(tmp_path / "a.xlsx", 企业=[["企业名称", "注册资本"], *(["甲" * n, 50000000] for n in range(1, 8))])
    for row, code in enumerate(formats, 2):
        book["企业"].cell(row, 2).number_format = code
    book.save(tmp_path / "a.xlsx")
    _, enterprises = read(scheme, tmp_path / "a.xlsx")
    capitals = [one.record.value("applicant.registered_capital") for one in enterprises if one.record]
    assert [one.written for one in capitals if isinstance(one, Money)] == list(formats.values())
    assert {one.amount for one in capitals if isinstance(one, Money)} == {Decimal(50000000)}
    assert [faults(one) for one in enterprises] == [[]] * 7


def styled(code: str) -> dict[str, str | bytes]:
    """The parts of a workbook whose style 2 has this format."""
    escaped = code.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")
    return {"xl/styles.xml": PARTS["xl/styles.xml"].replace("yyyy&quot;年&quot;m&quot;月&quot;", escaped)}


def test_a_format_that_is_not_sure_is_refused_with_its_place(scheme: Scheme, tmp_path: Path) -> None:
    for number, code in enumerate(("0 RMB", "[foo]0", "[DBNum1][$-804]0", "[>300000]0")):
        xml = '<c r="D2" s="2"><v>215400</v></c>'
        _, values = cells(scheme, tmp_path / f"{number}.xlsx", xml, styled(code))
        assert values == [None, None, None, [("cell.format", "企业!D2")]]


@pytest.mark.parametrize(
    ("code", "number", "postcode"),
    [
        ("000000", "15400", "015400"),
        ("0 0 0 0 0 0", "215400", "215400"),
        ("000-000", "215400", "215400"),
        ("#,##0", "215400", "215400"),
        ("0.00", "215400", "215400"),
        ("@", "215400", "215400"),
        ('"江苏"0', "215400", "215400"),
        ("G/通用格式", "215400", "215400"),
    ],
)
def test_digits_as_formats_show_them(scheme: Scheme, tmp_path: Path, code: str, number: str, postcode: str) -> None:
    _, values = cells(scheme, tmp_path / "a.xlsx", f'<c r="D2" s="2"><v>{number}</v></c>', styled(code))
    assert values[2] == postcode and not [one for one in values[3] if one[0] != "identifier.postcode-elsewhere"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("code", [";;;", "0;-0;;@"])
def test_what_is_not_shown_is_not_there(scheme: Scheme, tmp_path: Path, code: str) -> None:
    _, values = cells(scheme, tmp_path / "a.xlsx", f'{CONTACT}<c r="D2" s="2"><v>0</v></c>', styled(code))
    assert values == [None, "张三", None, []]


def test_text_with_what_its_format_puts_around(scheme: Scheme, tmp_path: Path) -> None:
    xml = '<c r="C2" s="2" t="inlineStr"><is><t>张三</t></is></c>'
    _, values = cells(scheme, tmp_path / "a.xlsx", xml, styled('0;0;0;@"·买买提"'))
    assert values[1] == "张三·买买提"
    _, values = cells(scheme, tmp_path / "b.xlsx", xml, styled('_ * #,##0_ ;_ * \\-#,##0_ ;_ * "-"_ ;_ @_ '))
    assert values[1] == "张三"


def test_texts_as_other_programs_write_them(scheme: Scheme, tmp_path: Path) -> None:
    """The texts are an inline string in <v>, preserved spaces, escapes beyond U+FFFF, a text formula without its result."""
    _, values = cells(
        scheme, tmp_path / "a.xlsx", '<c r="C2" t="inlineStr"><v>张三</v></c><c r="D2" t="str"><v>215400</v></c>'
    )
    assert values == [None, "张三", "215400", []]
    _, values = cells(
        scheme, tmp_path / "b.xlsx", '<c r="C2" t="inlineStr"><is><t xml:space="preserve"> 张 三 </t></is></c>'
    )
    assert values[1] == "张 三"
    _, values = cells(scheme, tmp_path / "c.xlsx", '<c r="C2" t="inlineStr"><is><t>王_xD842__xDFB7_</t></is></c>')
    assert values[1] == "王𠮷"
    _, values = cells(scheme, tmp_path / "d.xlsx", '<c r="C2" t="str"><f>A1</f></c>')
    assert values == [None, None, None, [("cell.no-result", "企业!C2")]]


@pytest.mark.parametrize("case", ["backslashes", "capitals", "absolute", "other names", "escaped"])
def test_parts_however_they_are_named(scheme: Scheme, tmp_path: Path, case: str) -> None:
    def name(part: str) -> str:
        renamed = {
            "backslashes": part.replace("/", "\\"),
            "capitals": part.replace("xl/", "XL/").replace("sheet1", "Sheet1"),
            "other names": part.replace("sheet1", "blatt").replace("workbook.xml", "book9.xml"),
            "escaped": part.replace("sheet1", "sheet 1"),
        }
        return renamed.get(case, part)

    def content(text: str) -> str:
        if case == "backslashes":
            return text.replace('Target="xl/workbook.xml"', 'Target="xl\\workbook.xml"').replace(
                "worksheets/sh", "worksheets\\sh"
            )
        if case == "absolute":
            return text.replace('Target="xl/', 'Target="/xl/').replace('Target="worksheets/', 'Target="/xl/worksheets/')
        if case == "other names":
            return text.replace("sheet1", "blatt").replace("workbook.xml", "book9.xml")
        return text.replace("sheet1.xml", "sheet%201.xml") if case == "escaped" else text

    package(tmp_path / "plain.xlsx", SHEET)
    with zipfile.ZipFile(tmp_path / "plain.xlsx") as plain, zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        for part in plain.namelist():
            info = zipfile.ZipInfo("x")
            info.filename = name(part)
            text = plain.read(part).decode("utf-8")
            archive.writestr(info, content(text) if part.endswith(".rels") else text)
    _, (one,) = read(scheme, tmp_path / "a.xlsx")
    assert one.name == "甲" and one.problems == ()


def test_a_name_beside_a_cell_that_cannot_be_read_is_an_enterprise_with_an_error(
    scheme: Scheme, tmp_path: Path
) -> None:
    """Somebody wrote more of it there: left out as a name alone, it would be lost. Without a name it is a formula too far down."""
    _, values = cells(scheme, tmp_path / "a.xlsx", '<c r="D2" t="e"><v>#N/A</v></c>')
    assert values == [None, None, None, [("cell.error", "企业!D2")]]
    rows = '<row r="2"><c r="A2" t="e"><v>#N/A</v></c><c r="D2" t="e"><v>#N/A</v></c></row>'
    package(tmp_path / "b.xlsx", f"<sheetData>{HEAD}{rows}</sheetData>")
    assert read(scheme, tmp_path / "b.xlsx")[1] == []


@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize(
    ("first", "second", "read_as"), [("<strike/>", "", None), ('<strike val="0"/>', "", "张三李四")]
)
def test_text_that_is_partly_struck_out(
    scheme: Scheme, tmp_path: Path, shared: bool, first: str, second: str, read_as: str | None
) -> None:
    """`张三` crossed out before `李四` must not be read as one name; what counts is for the person to say."""
    runs = f"<r><rPr>{first}</rPr><t>张三</t></r><r><rPr>{second}</rPr><t>李四</t></r>"
    parts: dict[str, str | bytes] = {
        "xl/sharedStrings.xml": f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si>{runs}</si></sst>'
    }
    cell = '<c r="C2" t="s"><v>0</v></c>' if shared else f'<c r="C2" t="inlineStr"><is>{runs}</is></c>'
    _, values = cells(scheme, tmp_path / "a.xlsx", cell, parts if shared else None)
    assert values[1] == read_as and values[3] == ([] if read_as else [("cell.struck", "企业!C2")])
