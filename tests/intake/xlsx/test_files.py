"""Workbook files that are not trusted: they are refused by name, or their cells are read as they look."""

from __future__ import annotations

import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formgen.intake.xlsx import package as xlsx_package
from formgen.intake.xlsx import sheets as xlsx_sheets
from formgen.intake.xlsx.package import Refused, open_package
from formgen.scheme.models import Scheme
from tests.intake.given import HEAD, PARTS, ROWS, SHEET, found, package, read, text_row, workbook
from tests.sweeps import some_of


def refusal(scheme: Scheme, path: Path) -> str:
    """The code of the only error with which a file is refused."""
    source, enterprises = read(scheme, path)
    (problem,) = source.problems
    assert problem.is_error and problem.message and problem.remedy and enterprises == []
    return problem.code


def test_a_plain_package_is_read(scheme: Scheme, tmp_path: Path) -> None:
    source, (one,) = read(scheme, package(tmp_path / "a.xlsx", SHEET))
    assert one.name == "甲" and one.problems == () and found(source) == [("sheet.missing", "")]


# ------------------------------------------------------------------------------------------------- what is refused


def test_a_password(scheme: Scheme, tmp_path: Path) -> None:
    """The file is an OLE container. The stream of encrypted workbooks (MS-OFFCRYPTO, 2.3.4) may stand anywhere in it."""
    container = (
        bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1000) + "EncryptedPackage".encode("utf-16-le") + bytes(3 << 20)
    )
    (tmp_path / "a.xlsx").write_bytes(container)
    assert refusal(scheme, tmp_path / "a.xlsx") == "workbook.password"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file.other-kind"),
        (b"PK\3\4 broken", "workbook.damaged"),
        (b"one,two\r\n", "table.no-headings"),
        (b"name,contact\r\n", "source.empty"),
        (b"<html></html>", "file.other-kind"),
    ],
)
def test_what_is_no_workbook(scheme: Scheme, tmp_path: Path, content: bytes, code: str) -> None:
    (tmp_path / "a.xlsx").write_bytes(content)
    assert refusal(scheme, tmp_path / "a.xlsx") == code


def test_a_workbook_called_csv_is_a_workbook(scheme: Scheme, tmp_path: Path) -> None:
    assert [one.name for one in read(scheme, package(tmp_path / "a.csv", SHEET))[1]] == ["甲"]
    (tmp_path / "b.csv").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(100))
    assert refusal(scheme, tmp_path / "b.csv") == "file.other-kind"


def test_a_file_that_lacks_a_part_or_its_end(scheme: Scheme, tmp_path: Path) -> None:
    whole = package(tmp_path / "a.xlsx", SHEET).read_bytes()
    (tmp_path / "b.xlsx").write_bytes(whole[: len(whole) // 2])
    assert refusal(scheme, tmp_path / "b.xlsx") == "workbook.damaged"
    with zipfile.ZipFile(tmp_path / "c.xlsx", "w") as archive:
        archive.writestr("mimetype", "application/zip")
    assert refusal(scheme, tmp_path / "c.xlsx") == "file.other-kind"


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
    """If two enterprises had the same row number, they could get each other's scores."""
    package(tmp_path / "a.xlsx", f"<sheetData>{HEAD}{text_row(2, '甲')}{text_row(2, '乙')}</sheetData>")
    assert ("workbook.damaged", "企业") in found(read(scheme, tmp_path / "a.xlsx")[0])


def test_a_damaged_sheet_hides_no_other(scheme: Scheme, tmp_path: Path) -> None:
    """The fault of the sheet is a finding. The other sheets are read."""
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
    """A file that would unpack to too many bytes is refused before it is unpacked, and entities before they expand."""
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
@settings(max_examples=some_of(150))
def test_damaged_files_never_crash(
    scheme: Scheme, tmp_path_factory: pytest.TempPathFactory, chance: random.Random
) -> None:
    """Bytes of the file, or of a part, are overwritten or cut off. The file is read, or refused with a reason."""
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
    """The sheet has formatted rows far below the last enterprise. None of their cells is kept, whatever size it claims."""
    blank = '<c s="1"/>' * 5
    empty = "".join(f'<row r="{n}" s="1" customFormat="1">{blank}</row>' for n in range(3, 100_003))
    head = f'<dimension ref="A1"/><sheetData>{HEAD}{text_row(2, "甲", "2016年6月8日")}'
    package(tmp_path / "a.xlsx", f"{head}{empty}{text_row(100_003, '乙')}</sheetData>")
    with open_package(tmp_path / "a.xlsx") as opened:
        book = xlsx_sheets.read_workbook(opened, "a.xlsx")
        table = xlsx_sheets.read_sheet(book, book.sheets[0])
    assert [row.number for row in table.rows] == [1, 2, 100_003]


def test_rows_beyond_the_limits(scheme: Scheme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package(
        tmp_path / "a.xlsx",
        f"<sheetData>{HEAD}{''.join(text_row(n, f'甲{n}公司', '2016年6月8日') for n in range(2, 12))}</sheetData>",
    )
    monkeypatch.setattr("formgen.intake.tables.enterprise_rows.MOST_ENTERPRISES", 5)
    source, enterprises = read(scheme, tmp_path / "a.xlsx")
    assert len(enterprises) == 5 and ("table.too-many", "企业!第 7 行") in found(source)
    parts: dict[str, str | bytes] = {"xl/sharedStrings.xml": "<sst><si><t>x</t></si><si><t>x</t></si></sst>"}
    monkeypatch.setattr(xlsx_sheets, "MOST_STRINGS", 1)
    assert refusal(scheme, package(tmp_path / "b.xlsx", SHEET, parts)) == "workbook.too-large"
    monkeypatch.setattr(xlsx_sheets, "MOST_ROWS", 5)
    assert ("workbook.too-large", "企业") in found(read(scheme, tmp_path / "a.xlsx")[0])


def test_a_package_that_refuses_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused, open_package(package(tmp_path / "a.xlsx", SHEET)) as opened:
        list(opened.pieces("xl/nothing.xml", "row"))
    assert (refused.value.code, str(refused.value)) == ("workbook.damaged", refused.value.message)
    assert refused.value.remedy
