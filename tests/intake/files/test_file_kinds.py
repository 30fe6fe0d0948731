"""The content of a file shows what it is, not its name. If it is no table, a message says what it is and what to do."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formgen.intake.files.file_kinds import OLE, Content, kind_of_file
from formgen.intake.sources import read_source
from formgen.scheme.models import Scheme
from tests.sweeps import some_of


def zipped(**parts: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("TYPES", "[Content_Types].xml"), content)
    return made.getvalue()


def stream(name: str) -> bytes:
    return OLE + bytes(600) + (name + "\0").encode("utf-16-le") + bytes(2 << 20)


OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
FODS = (
    '<?xml version="1.0"?>\n<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'office:mimetype="application/vnd.oasis.opendocument.spreadsheet"/>'
)
XML_2003 = (
    '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
)
OTHERS = {
    "Word 文件": zipped(TYPES="", word__document="<w/>"),
    "Word 文件（旧格式": stream("WordDocument"),
    "PowerPoint": zipped(TYPES="", ppt__presentation="<p/>"),
    "PDF 文件": b"%PDF-1.4\n",
    "压缩包（里面有 2 个文件）": zipped(a="1", b="2"),
    "压缩包（RAR）": b"Rar!\x1a\x07\x00",
    "压缩包（7z）": b"7z\xbc\xaf\x27\x1c",
    "图片": b"\xff\xd8\xff\xe0",
    "Works": b"\xff\x00\x02\x00\x04\x04\x05T",
    "Works 文件": stream("MatOST"),
    "加了打开密码": OLE + bytes(100) + "EncryptedPackage".encode("utf-16-le") + bytes(100),
    "ODT 文档": zipped(mimetype=OPEN_DOCUMENT + "text"),
    "OFD": zipped(**{"OFD.xml": ""}),
    "Numbers": zipped(**{"Index__Document.iwa": ""}),
    "网页文件": "<html><body>企业名称</body></html>".encode(),
    "快捷方式": b"\x4c\0\0\0\x01\x14\x02\0" + bytes(60),
    "空文件": b"",
    "内容全是零": bytes(5000),
    "认不出": bytes(range(32)) * 20,
    "Access": b"\0\x01\0\0Standard Jet DB\0",
    "RTF": b"{\\rtf1",
}


@pytest.mark.parametrize("label", OTHERS)
@pytest.mark.parametrize("name", ["名册.xlsx", "名册.xls", "名册.doc"])
def test_a_file_of_another_kind_is_told_for_what_it_is(scheme: Scheme, tmp_path: Path, label: str, name: str) -> None:
    (tmp_path / name).write_bytes(OTHERS[label])
    source = read_source(scheme, tmp_path / name)
    (problem,) = source.problems
    assert problem.is_error and label in problem.message and problem.remedy and problem.place.file == name
    assert source.count == 0 and list(source) == []


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (zipped(TYPES="", xl__workbook="<w/>"), Content.WORKBOOK),
        (zipped(TYPES="", **{"xl__workbook.bin": ""}), Content.XLSB),
        (zipped(mimetype=OPEN_DOCUMENT + "spreadsheet"), Content.ODS),
        (zipped(mimetype=OPEN_DOCUMENT + "spreadsheet-template"), Content.ODS),
        (stream("Workbook"), Content.XLS),
        (stream("Book"), Content.XLS),
        (FODS.encode(), Content.FODS),
        (XML_2003.encode(), Content.XML_2003),
        ("企业名称,联系人".encode("gb18030"), Content.TEXT),
        ("企业名称\t联系人".encode("utf-16"), Content.TEXT),
        ("企业名称\t联系人".encode("utf-16-be"), Content.TEXT),
        (b'{"a": 1}', Content.TEXT),
    ],
)
def test_tables_are_told_whatever_they_are_called(tmp_path: Path, content: bytes, expected: Content) -> None:
    (tmp_path / "名册.dat").write_bytes(content)
    assert kind_of_file(tmp_path / "名册.dat").content is expected


def test_an_open_document_with_a_password(tmp_path: Path) -> None:
    parts = {"META-INF__manifest.xml": "<m><manifest:encryption-data/></m>"}
    (tmp_path / "a.ods").write_bytes(zipped(mimetype=OPEN_DOCUMENT + "spreadsheet", **parts))
    assert kind_of_file(tmp_path / "a.ods").code == "workbook.password"


def test_what_excel_leaves_while_a_workbook_is_open(scheme: Scheme, tmp_path: Path) -> None:
    (tmp_path / "~$名册.xlsx").write_bytes(b"\x05admin" + bytes(159))
    (problem,) = read_source(scheme, tmp_path / "~$名册.xlsx").problems
    assert "临时文件" in problem.message


def test_a_json_file_that_is_none(scheme: Scheme, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(OTHERS["Word 文件"])
    (problem,) = read_source(scheme, tmp_path / "a.json").problems
    assert "这是 Word 文件" in problem.message
    (tmp_path / "b.json").write_bytes(OTHERS["PDF 文件"] + b"\0\xff")
    folder = read_source(scheme, tmp_path)
    assert {problem.code for one in folder for problem in one.problems} == {"file.other-kind"}


@given(st.binary(max_size=600), st.sampled_from([b"", b"PK\3\4", OLE, b"<", b"\xff\xfe", b"\xef\xbb\xbf<?xml"]))
@settings(max_examples=some_of(150))
def test_any_bytes_are_something(tmp_path_factory: pytest.TempPathFactory, content: bytes, head: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "a.xlsx"
    path.write_bytes(head + content)
    kind = kind_of_file(path)
    assert (kind.content is Content.OTHER) == bool(kind.remedy) == bool(kind.code)
