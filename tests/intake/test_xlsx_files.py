"""Workbook files that nobody should trust, and cells as programs write them: refused by name, or read as they look."""

from __future__ import annotations

import random
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formgen.intake import xlsx_package, xlsx_sheets
from formgen.intake.collected import Source
from formgen.intake.tables import FIRST_1900, FIRST_1904, column_letters
from formgen.intake.xlsx_formats import day_of, shows_date
from formgen.intake.xlsx_package import Refused, open_package
from formgen.intake.xlsx_sheets import column_number
from formgen.scheme.models import Scheme
from tests.intake.tables import PARTS, faults, found, package, read, text_row, workbook
from tests.judges.libreoffice import convert

HEAD = text_row(1, "企业名称", "成立日期", "联系人", "邮编")
SHEET = f"<sheetData>{HEAD}{text_row(2, '甲', '2016年6月8日', '张三')}</sheetData>"
ROWS = [["企业名称", "联系人"], ["甲", "张三"]]


def refusal(scheme: Scheme, path: Path) -> str:
    """The code of the one error that a file is refused with."""
    source, enterprises = read(scheme, path)
    (problem,) = source.problems
    assert problem.is_error and problem.message and problem.remedy and enterprises == []
    return problem.code


def cells(
    scheme: Scheme, path: Path, xml: str, parts: dict[str, str | bytes] | None = None
) -> tuple[Source, list[object]]:
    """The source of a workbook with one enterprise, 甲, the other cells of whose row are these; what its record says."""
    package(
        path,
        f'<sheetData>{HEAD}<row r="2"><c r="A2" t="inlineStr"><is><t>甲</t></is></c>{xml}</row></sheetData>',
        parts,
    )
    source, (one,) = read(scheme, path)
    assert one.record is not None
    values = [one.record.value(f"applicant.{field}") for field in ("established_on", "contact_person", "postcode")]
    return source, [*values, faults(one)]


def test_a_plain_package_is_read(scheme: Scheme, tmp_path: Path) -> None:
    source, (one,) = read(scheme, package(tmp_path / "a.xlsx", SHEET))
    assert one.name == "甲" and one.problems == () and found(source) == [("sheet.missing", "")]


# ------------------------------------------------------------------------------------------------- what is refused


def test_a_password(scheme: Scheme, tmp_path: Path) -> None:
    """An OLE container with the stream that encrypted workbooks have (MS-OFFCRYPTO, 2.3.4), anywhere in it."""
    container = (
        bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1000) + "EncryptedPackage".encode("utf-16-le") + bytes(3 << 20)
    )
    (tmp_path / "a.xlsx").write_bytes(container)
    assert refusal(scheme, tmp_path / "a.xlsx") == "workbook.password"


def test_old_and_other_formats(scheme: Scheme, tmp_path: Path) -> None:
    """As LibreOffice writes them: the binary format before 2007, and OpenDocument."""
    workbook(tmp_path / "a.xlsx", 企业=ROWS)
    assert refusal(scheme, convert(tmp_path / "a.xlsx", "xls", tmp_path)) == "workbook.old"
    assert refusal(scheme, convert(tmp_path / "a.xlsx", "ods", tmp_path)) == "workbook.format"
    (tmp_path / "a.xls").rename(tmp_path / "old.xlsx")
    assert refusal(scheme, tmp_path / "old.xlsx") == "workbook.old"


@pytest.mark.parametrize("content", [b"", b"PK\3\4 broken", b"name,contact\r\n", b"<html></html>"])
def test_what_is_no_workbook(scheme: Scheme, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.xlsx").write_bytes(content)
    assert refusal(scheme, tmp_path / "a.xlsx") in ("workbook.format", "workbook.damaged")


def test_a_workbook_called_csv_is_a_workbook(scheme: Scheme, tmp_path: Path) -> None:
    assert [one.name for one in read(scheme, package(tmp_path / "a.csv", SHEET))[1]] == ["甲"]
    (tmp_path / "b.csv").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(100))
    assert refusal(scheme, tmp_path / "b.csv") == "workbook.old"


def test_a_file_that_lacks_a_part_or_its_end(scheme: Scheme, tmp_path: Path) -> None:
    whole = package(tmp_path / "a.xlsx", SHEET).read_bytes()
    (tmp_path / "b.xlsx").write_bytes(whole[: len(whole) // 2])
    assert refusal(scheme, tmp_path / "b.xlsx") == "workbook.damaged"
    with zipfile.ZipFile(tmp_path / "c.xlsx", "w") as archive:
        archive.writestr("mimetype", "application/zip")
    assert refusal(scheme, tmp_path / "c.xlsx") == "workbook.format"


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2, zipfile.ZIP_DEFLATED])
def test_a_part_that_can_not_be_unpacked(scheme: Scheme, tmp_path: Path, method: int) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", method) as archive:
        archive.writestr("_rels/.rels", PARTS["_rels/.rels"] * 9)
        archive.writestr("xl/workbook.xml", PARTS["xl/workbook.xml"])
    content = bytearray((tmp_path / "a.xlsx").read_bytes())
    content[60:90] = bytes(30)
    (tmp_path / "a.xlsx").write_bytes(content)
    assert refusal(scheme, tmp_path / "a.xlsx") == "workbook.damaged"


def test_a_row_that_is_there_twice(scheme: Scheme, tmp_path: Path) -> None:
    """Two enterprises in one row would be given each other's scores."""
    package(tmp_path / "a.xlsx", f"<sheetData>{HEAD}{text_row(2, '甲')}{text_row(2, '乙')}</sheetData>")
    assert ("workbook.damaged", "企业") in found(read(scheme, tmp_path / "a.xlsx")[0])


def test_a_damaged_sheet_hides_no_other(scheme: Scheme, tmp_path: Path) -> None:
    """The sheet's fault is a finding, the others are read."""
    book = workbook(tmp_path / "a.xlsx", 企业=ROWS, 自评=[["编号"]], 备注=[["x"]])
    book.save(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet2.xml"] = parts["xl/worksheets/sheet2.xml"][:200]
    with zipfile.ZipFile(tmp_path / "b.xlsx", "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    source, enterprises = read(scheme, tmp_path / "b.xlsx")
    assert ("workbook.damaged", "自评") in found(source) and [one.name for one in enterprises] == ["甲"]


def test_bombs(scheme: Scheme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What would unpack to more than there is room for is refused before it is unpacked; entities before they expand."""
    package(tmp_path / "zip.xlsx", SHEET, {"xl/media/image1.png": bytes(3 << 20)})
    monkeypatch.setattr(xlsx_package, "LARGEST_UNPACKED", 2 << 20)
    assert refusal(scheme, tmp_path / "zip.xlsx") == "workbook.too-large"
    monkeypatch.undo()
    monkeypatch.setattr(xlsx_package, "LARGEST_ROW", 1 << 20)
    package(tmp_path / "row.xlsx", f'<sheetData>{HEAD}<row r="2">{"<c/>" * 600_000}</row></sheetData>')
    assert ("workbook.too-large", "企业") in found(read(scheme, tmp_path / "row.xlsx")[0])


LAUGHS = '<!DOCTYPE lolz [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
)
EXTERNAL = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">'


@pytest.mark.parametrize("declared", [LAUGHS, EXTERNAL, "<!DOCTYPE x ["])
@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml"]
)
def test_a_document_type_is_refused_in_every_part(scheme: Scheme, tmp_path: Path, part: str, declared: str) -> None:
    content = f"{declared}]>\n{PARTS.get(part, f'<worksheet>{SHEET}</worksheet>')}"
    for name, encoded in (("a.xlsx", content.encode()), ("b.xlsx", content.encode("utf-16"))):
        source, _ = read(scheme, package(tmp_path / name, SHEET, {part: encoded}))
        assert "workbook.entities" in [code for code, _ in found(source)], name


@given(st.randoms(use_true_random=False))
@settings(max_examples=150)
def test_damaged_files_never_crash(
    scheme: Scheme, tmp_path_factory: pytest.TempPathFactory, chance: random.Random
) -> None:
    """Bytes of the file, or of one part of it, overwritten or cut: it is read, or refused with a reason."""
    folder = tmp_path_factory.mktemp("damaged", numbered=True)
    path = package(folder / "a.xlsx", SHEET)
    if chance.random() < 0.5:
        content = bytearray(path.read_bytes())
        _damage(content, chance)
        path.write_bytes(content)
    else:
        name = chance.choice([*PARTS, "xl/worksheets/sheet1.xml"])
        with zipfile.ZipFile(path) as archive:
            part = bytearray(archive.read(name))
        _damage(part, chance)
        package(path, SHEET, {name: bytes(part)})
    source, enterprises = read(scheme, path)
    assert source.problems or enterprises


def _damage(content: bytearray, chance: random.Random) -> None:
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(content))
        content[at] = chance.choice([0, 0x22, 0x3C, 0x3E, 0x26, 0x39, 0xFF, chance.randrange(256)])
    if chance.random() < 0.3:
        del content[chance.randrange(1, len(content)) :]


# ------------------------------------------------------------------------------------------------ what is told


def test_macros_and_external_links_are_told(scheme: Scheme, tmp_path: Path) -> None:
    extra: dict[str, str | bytes] = {
        "xl/vbaProject.bin": b"\0",
        "xl/externalLinks/externalLink1.xml": "<externalLink/>",
    }
    source, (one,) = read(scheme, package(tmp_path / "a.xlsm", SHEET, extra))
    assert found(source)[:2] == [("workbook.macros", ""), ("workbook.links", "")] and one.name == "甲"
    assert not any(problem.is_error for problem in source.problems)


def test_a_hundred_thousand_empty_rows_keep_nothing(tmp_path: Path) -> None:
    """Formatted rows far beyond the last enterprise: no cell of them is kept, whatever the sheet says of its size."""
    blank = '<c s="1"/>' * 5
    empty = "".join(f'<row r="{n}" s="1" customFormat="1">{blank}</row>' for n in range(3, 100_003))
    head = f'<dimension ref="A1"/><sheetData>{HEAD}{text_row(2, "甲", "2016年6月8日")}'
    package(tmp_path / "a.xlsx", f"{head}{empty}{text_row(100_003, '乙')}</sheetData>")
    with open_package(tmp_path / "a.xlsx") as opened:
        book = xlsx_sheets.read_workbook(opened, "a.xlsx")
        table = xlsx_sheets.read_sheet(book, book.sheets[0])
    assert [row.number for row in table.rows] == [1, 2, 100_003]


def test_rows_beyond_the_limits(scheme: Scheme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package(tmp_path / "a.xlsx", f"<sheetData>{HEAD}{''.join(text_row(n, f'甲{n}') for n in range(2, 12))}</sheetData>")
    monkeypatch.setattr("formgen.intake.enterprise_rows.MOST_ENTERPRISES", 5)
    source, enterprises = read(scheme, tmp_path / "a.xlsx")
    assert len(enterprises) == 5 and ("table.too-many", "企业!第 7 行") in found(source)
    parts: dict[str, str | bytes] = {"xl/sharedStrings.xml": "<sst><si><t>x</t></si><si><t>x</t></si></sst>"}
    monkeypatch.setattr(xlsx_sheets, "MOST_STRINGS", 1)
    assert refusal(scheme, package(tmp_path / "b.xlsx", SHEET, parts)) == "workbook.too-large"
    monkeypatch.setattr(xlsx_sheets, "MOST_ROWS", 5)
    assert ("workbook.too-large", "企业") in found(read(scheme, tmp_path / "a.xlsx")[0])


# ------------------------------------------------------------------------------------------------------- cells


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
    """Runs put together, hints of pronunciation left out, escapes read, numbers of strings that are not there told."""
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
    assert values == [date(2016, 6, 1), None, None, [("cell.date-part", "企业!B2")]]
    _, values = cells(scheme, tmp_path / "c.xlsx", first.format(1, "42529.5"))
    assert values == [None, None, None, [("date.time", "企业!B2")]]
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
    _, values = cells(scheme, tmp_path / "a.xlsx", f'<c r="D2"><v>{written}</v></c>')
    assert values == [None, None, "215400", []] if written.startswith("2154") else values[2] is None
    assert bool(values[3]) is (written != "" and not written.startswith("2154"))


def test_cells_without_addresses_and_other_namespaces(scheme: Scheme, tmp_path: Path) -> None:
    """As some programs write them, and as the strict form of the standard has it."""
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
    from openpyxl.utils.datetime import CALENDAR_MAC_1904, to_excel

    assert day_of(Decimal(str(to_excel(day))), FIRST_1900) == day
    if day.year > 1904:
        assert day_of(Decimal(str(to_excel(day, CALENDAR_MAC_1904))), FIRST_1904) == day


@given(st.integers(1, 18278))
def test_letters_of_columns(number: int) -> None:
    assert column_letters(number) == openpyxl.utils.get_column_letter(number)
    assert column_number(column_letters(number)) == number


# ------------------------------------------------------------------------------- facts about openpyxl that we build on


@pytest.mark.filterwarnings("ignore:Workbook contains no default style")
def test_why_sheets_are_not_read_with_openpyxl(tmp_path: Path) -> None:
    """Its quick mode believes the size that a sheet claims, and a style that it does not know costs the whole file."""
    package(tmp_path / "a.xlsx", f'<dimension ref="A1"/>{SHEET}', {"[Content_Types].xml": _content_types()})
    book = openpyxl.load_workbook(tmp_path / "a.xlsx", read_only=True)
    assert len(list(book["企业"].iter_rows(max_row=book["企业"].max_row))) == 1
    assert not hasattr(book["企业"], "row_dimensions") and not hasattr(book["企业"], "merged_cells")
    styles = PARTS["xl/styles.xml"].replace("<cellXfs", '<fonts><font><family val="200"/></font></fonts><cellXfs')
    package(tmp_path / "b.xlsx", SHEET, {"[Content_Types].xml": _content_types(), "xl/styles.xml": styles})
    with pytest.raises(ValueError):
        openpyxl.load_workbook(tmp_path / "b.xlsx")


def test_openpyxl_guards_its_own_reading() -> None:
    """Reading our own workbooks back in tests and tools goes through defusedxml."""
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


def test_a_package_that_refuses_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused, open_package(package(tmp_path / "a.xlsx", SHEET)) as opened:
        list(opened.pieces("xl/nothing.xml", "row"))
    assert (refused.value.code, str(refused.value)) == ("workbook.damaged", refused.value.message)
    assert refused.value.remedy
