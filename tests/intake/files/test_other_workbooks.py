"""Workbooks of other formats give the same values in the same cells as .xlsx, or a message that says what to do."""

from __future__ import annotations

import struct
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from formgen.engines.sandbox import Sandbox
from formgen.engines.soffice import Conversion, TooSlowError
from formgen.intake.files import other_workbooks
from formgen.intake.files.file_kinds import OLE
from formgen.intake.sources import read_source
from formgen.scheme.models import Scheme
from tests.intake.given import CODE, OTHER_CODE, Rows, bare, found, read, workbook
from tests.judges.libreoffice import convert
from tests.sweeps import sweep

ROWS: Rows = [
    ["2018年企业名单"],
    ["企业名称", "统一社会信用代码", "联系人", "邮编", "成立日期", "申请贯标的理由"],
    ["甲公司", CODE, "张三", "215400", "2016年6月8日", "第一段\n第二段"],
    ["乙公司", OTHER_CODE, "李四", "2154", "2016.6.8", "守法经营"],
]
SCORES: Rows = [
    ["编号", "评价内容", "考核内容", "分值", "甲公司", "乙公司"],
    ["1.1.1", "", "确定信用管理方针并形成文件", 10, "满分", 0],
]


NAMES = ("a.xls", "a.ods", "a.fods", "名册.et", "名册.xlsx", "名册.csv", "名册")
"""The names of files; one that does not begin with `a` is given to the old workbook."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one workbook as .xlsx, and as LibreOffice saves it in its other formats."""
    folder = tmp_path_factory.mktemp("formats")
    book = workbook(folder / "a.xlsx", 企业=ROWS, 自评=SCORES)
    book["企业"].row_dimensions[4].hidden = True
    book["企业"]["A1"].value = "2018年企业名单"
    book["企业"].merge_cells("A1:F1")
    book.save(folder / "a.xlsx")
    for extension in ("xls", "ods", "fods"):
        convert(folder / "a.xlsx", extension, folder)
    return folder


@pytest.mark.parametrize("name", sweep(NAMES, ("a.ods", "a.fods", "名册.csv")))
def test_each_format_says_what_the_workbook_says(
    scheme: Scheme, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Whatever it is called; findings name the user's own file, its sheet and its cells, and nothing is left behind."""
    source_file = made / (name if name.startswith("a.") else "a.xls")
    (tmp_path / name).write_bytes(source_file.read_bytes())
    waiting = tmp_path / "tmp"
    waiting.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(waiting))
    source, enterprises = read(scheme, tmp_path / name)
    first, expected = enterprises, read(scheme, made / "a.xlsx")[1]
    assert [bare(one.record) for one in first] == [bare(one.record) for one in expected]
    for one, other in zip(first, expected, strict=True):
        assert [(problem.code, problem.place.at) for problem in one.problems] == [
            (problem.code, problem.place.at) for problem in other.problems
        ]
        assert one.record is not None and other.record is not None
        assert [entry.place.at for entry in one.record.entries] == [entry.place.at for entry in other.record.entries]
        assert {entry.place.file for entry in one.record.entries} == {one.place.file} == {name}
        assert one.folder == tmp_path
    assert found(source) == found(read(scheme, made / "a.xlsx")[0])
    assert list(waiting.iterdir()) == []


def binary_workbook(path: Path, rows: Rows) -> Path:
    """A workbook in the binary format of Excel 2007 (.xlsb; MS-XLSB, 2.1.4), with one sheet of texts, 企业."""

    def number(value: int) -> bytes:
        return bytes([value]) if value < 128 else bytes([value & 127 | 128, value >> 7])

    def record(kind: int, content: bytes = b"") -> bytes:
        return number(kind) + number(len(content)) + content

    def text(value: str) -> bytes:
        return struct.pack("<I", len(value.encode("utf-16-le")) // 2) + value.encode("utf-16-le")

    cells = b"".join(
        record(0, struct.pack("<IIHBBBI", at, 0, 300, 0, 0, 0, 0))
        + b"".join(record(6, struct.pack("<II", column, 0) + text(cell)) for column, cell in enumerate(row) if cell)
        for at, row in enumerate(rows)
    )
    sheet = record(156, struct.pack("<II", 0, 1) + text("rId1") + text("企业"))
    main = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    kinds = "application/vnd.ms-excel."
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    relations = head + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'{head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.bin" ContentType="{kinds}sheet.binary.macroEnabled.main"/>'
            f'<Override PartName="/xl/worksheets/sheet1.bin" ContentType="{kinds}worksheet"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'{relations}<Relationship Id="rId1" Type="{main}officeDocument" Target="xl/workbook.bin"/></Relationships>',
        )
        archive.writestr(
            "xl/_rels/workbook.bin.rels",
            f'{relations}<Relationship Id="rId1" Type="{main}worksheet" Target="worksheets/sheet1.bin"/></Relationships>',
        )
        archive.writestr("xl/workbook.bin", record(131) + record(143) + sheet + record(144) + record(132))
        archive.writestr("xl/worksheets/sheet1.bin", record(129) + record(145) + cells + record(146) + record(130))
    return path


def xml_workbook(path: Path, rows: Rows) -> Path:
    """A workbook as Excel 2003 saves it as an XML table (SpreadsheetML)."""
    cells = "".join(
        "<Row>" + "".join(f'<Cell><Data ss:Type="String">{cell}</Data></Cell>' for cell in row) + "</Row>"
        for row in rows
    )
    path.write_text(
        '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f'<Worksheet ss:Name="企业"><Table>{cells}</Table></Worksheet></Workbook>',
        encoding="utf-8",
    )
    return path


@pytest.mark.parametrize("write", [binary_workbook, xml_workbook])
def test_formats_that_libreoffice_reads_and_does_not_write(
    scheme: Scheme, tmp_path: Path, write: Callable[[Path, Rows], Path]
) -> None:
    rows = [["企业名称", "统一社会信用代码", "邮编"], ["甲公司", CODE, "215400"], ["乙公司", OTHER_CODE, "2154"]]
    _, (first, second) = read(scheme, write(tmp_path / "名册.xls", rows))
    assert first.name == "甲公司" and first.problems == () and first.place.at == "企业!第 2 行"
    assert [str(problem.place) for problem in second.problems] == ["名册.xls!企业!C3"]


def test_a_folder_of_them(scheme: Scheme, made: Path, tmp_path: Path) -> None:
    (tmp_path / "b.ods").write_bytes((made / "a.ods").read_bytes())
    (tmp_path / "a.xls").write_bytes((made / "a.xls").read_bytes())
    first, second, third, fourth = read_source(scheme, tmp_path)
    assert [str(one.place) for one in (first, third)] == ["a.xls!企业!第 3 行", "b.ods!企业!第 3 行"]
    assert all("a.xls!企业!第" in problem.message for problem in third.problems if problem.code == "enterprise.twice")
    assert [problem.code for problem in third.problems] == ["enterprise.twice"] and fourth.problems and second.record


def test_without_libreoffice_a_person_is_told_what_to_do(
    scheme: Scheme, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(other_workbooks, "office_program", lambda: None)
    (problem,) = read_source(scheme, made / "a.xls").problems
    assert problem.is_error and "旧格式的工作簿" in problem.message and "没有安装" in problem.message
    assert ".xlsx" in problem.remedy and "LibreOffice" in problem.remedy


def test_what_can_not_be_shut_in_is_not_opened(scheme: Scheme, made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(other_workbooks, "office_program", lambda: "soffice")
    monkeypatch.setattr(other_workbooks, "best_sandbox", lambda: Sandbox.NONE)
    monkeypatch.setattr(other_workbooks, "converted", None)
    (problem,) = read_source(scheme, made / "a.ods").problems
    assert problem.code == "workbook.not-shut-in" and ".xlsx" in problem.remedy


@pytest.mark.parametrize(
    ("fault", "code"), [(TooSlowError(), "workbook.too-slow"), (OSError(), "workbook.no-converter")]
)
def test_what_can_not_be_run_is_told(
    scheme: Scheme, made: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception, code: str
) -> None:
    def fails(*arguments: object, **more: object) -> Conversion:
        raise fault

    monkeypatch.setattr(other_workbooks, "office_program", lambda: "soffice")
    monkeypatch.setattr(other_workbooks, "best_sandbox", lambda: Sandbox.UNSHARE)
    monkeypatch.setattr(other_workbooks, "converted", fails)
    (problem,) = read_source(scheme, made / "a.ods").problems
    assert problem.code == code


def test_a_broken_one_and_one_with_a_password(scheme: Scheme, tmp_path: Path) -> None:
    """The second is the beginning of a workbook whose third record says that the rest is encrypted."""
    name = ("Workbook" + "\0").encode("utf-16-le")
    records = (
        bytes.fromhex("0908100000060500")
        + bytes(12)
        + bytes.fromhex("e1000200b004")
        + bytes.fromhex("2f003600")
        + bytes(54)
    )
    (tmp_path / "broken.xls").write_bytes(OLE + bytes(504) + name + bytes(1000))
    (tmp_path / "closed.xls").write_bytes(OLE + bytes(504) + name + bytes(100) + records + bytes(1000))
    codes = {path.stem: read_source(scheme, path).problems[0].code for path in sorted(tmp_path.iterdir())}
    assert codes == {"broken": "workbook.not-converted", "closed": "workbook.password"}
