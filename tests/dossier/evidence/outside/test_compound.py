"""Old binary office files: LibreOffice writes some of them; the tests make others according to the format's description."""

from __future__ import annotations

from pathlib import Path
from struct import pack

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formgen.dossier.evidence.formats import FileFormat, format_of
from formgen.dossier.evidence.office.office import office_to_pdf
from formgen.dossier.evidence.outside import compound as module
from formgen.dossier.evidence.outside.binary_word import look_through_word
from formgen.dossier.evidence.outside.binary_workbook import look_through_workbook
from formgen.dossier.evidence.outside.drawings import look_through_records
from formgen.dossier.evidence.outside.look_through import look_through
from formgen.dossier.evidence.outside.references import References
from formgen.dossier.evidence.refused import RefusedError
from tests.dossier.evidence.office_files import docx, odt, rtf, xlsx
from tests.judges.libreoffice import convert_all
from tests.sweeps import some_of

U = "http://192.0.2.1/seal.png"
PICTURE = f'<text:p><draw:frame svg:width="1cm" svg:height="1cm"><draw:image xlink:href="{U}"/></draw:frame></text:p>'
FIELD = (
    '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>INCLUDETEXT "' + U + '"</w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>x</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files that LibreOffice has saved in the old formats."""
    folder = tmp_path_factory.mktemp("old")
    words = {"picture.odt": odt(PICTURE), "text.docx": docx("字", body=FIELD), "plain.rtf": rtf("字")}
    for kind, told in (("ins", "t"), ("del", "delText")):
        run = f"<w:r><w:{told}>改</w:{told}></w:r>"
        words[f"{kind}.docx"] = docx("字", body=f'<w:p><w:{kind} w:id="1" w:author="a">{run}</w:{kind}></w:p>')
    sheets = {"plain.xlsx": xlsx("字", '<c r="B1"><f>SUM(A1:A2)</f><v>0</v></c>')}
    for contents, extension in ((words, "doc"), (sheets, "xls")):
        for name, content in contents.items():
            (folder / name).write_bytes(content)
        convert_all([folder / name for name in contents], extension, folder)
    return folder


@pytest.mark.parametrize(("name", "field"), [("picture.doc", "INCLUDEPICTURE"), ("text.doc", "INCLUDETEXT")])
def test_a_word_file_that_points_outside_is_refused_by_name(made: Path, name: str, field: str) -> None:
    content = (made / name).read_bytes()
    with pytest.raises(RefusedError) as refused:
        office_to_pdf(content, format_of(content))
    assert refused.value.code == "evidence.linked"
    assert field in refused.value.message and U in refused.value.message


@pytest.mark.parametrize("name", ["plain.doc", "plain.xls"])
def test_an_ordinary_file_points_nowhere(made: Path, name: str) -> None:
    content = (made / name).read_bytes()
    found = look_through(content, format_of(content))
    assert found.references == [] and not found.has_macros and not found.has_changes


@pytest.mark.parametrize("name", ["ins.doc", "del.doc"])
def test_tracked_changes_of_an_old_word_file_are_found(made: Path, name: str) -> None:
    """LibreOffice draws what was struck out, too."""
    content = (made / name).read_bytes()
    assert look_through(content, format_of(content)).has_changes


@pytest.mark.parametrize("number", [0, 1, 7, 0x3FFFFF])
def test_a_list_of_pages_that_leads_nowhere_has_no_changes(number: int) -> None:
    main, table = word("字")
    header = bytearray(main)
    header[0xFA:0x102] = pack("<II", len(table), 12)
    found = References()
    look_through_word(bytes(header) + bytes(300), (b"", table + pack("<III", 0, 9, number)), found)
    assert not found.has_changes


def word(
    text: str, wide: bool = True, names: bytes = b"", drawings: bytes = b"", version: int = 0xC1
) -> tuple[bytes, bytes]:
    """Make the main stream of a Word file, which has this text as its only piece, and its table stream."""
    written = text.encode("utf-16-le" if wide else "cp1252")
    place = 0x400 if wide else 0x400 * 2 | 0x40000000
    pieces = (
        b"\x01"
        + pack("<H", 3)
        + b"xyz"
        + b"\x02"
        + pack("<I", 4 * 2 + 8)
        + pack("<II", 0, len(text))
        + pack("<HIH", 0, place, 0)
    )
    header = bytearray(0x400)
    header[2:4], header[0x0A:0x0C] = pack("<H", version), pack("<H", 0x0200)
    at = 0
    for where, part in ((0x1A2, pieces), (0x19A, names), (0x22A, drawings)):
        header[where : where + 8] = pack("<II", at, len(part))
        at += len(part)
    return bytes(header) + written, pieces + names + drawings


def of_word(*given: object, **more: object) -> list[str]:
    main, table = word(*given, **more)  # type: ignore[arg-type]
    found = References()
    look_through_word(main, (b"", table), found)
    return [reference.shown(80) for reference in found.references]


@pytest.mark.parametrize("wide", [True, False])
def test_fields_are_found_in_the_pieces_of_a_word_file(wide: bool) -> None:
    assert of_word(f"a\x13 INCLUDEPICTURE {U}\x14x\x15b", wide) == [f"域 INCLUDEPICTURE（{U}）"]
    assert of_word("a\x13 INCLUDE\x13QUOTE x\x14TEXT\x15 a.txt\x14x\x15b", wide) == ["域 INCLUDETEXT（a.txt）"]
    assert of_word("a\x13 PAGE \x141\x15 INCLUDETEXT b\x13 HYPERLINK a\x14DDE b\x15", wide) == []
    assert of_word("a\x13 DDE excel a", wide, version=0x65) != [] or wide


def names(template: str) -> bytes:
    listed = ["", template]
    return pack("<HHH", 0xFFFF, 2, 0) + b"".join(pack("<H", len(one)) + one.encode("utf-16-le") for one in listed)


def test_a_template_elsewhere_is_found() -> None:
    assert of_word("a", names=names(U)) == [f"文档模板（{U}）"]
    assert of_word("a", names=names("\\\\server\\a.dot")) == ["文档模板（\\\\server\\a.dot）"]
    assert of_word("a", names=names("Normal.dot")) == of_word("a", names=names("C:\\a\\公文.dot")) == []


def record(kind: int, content: bytes, version: int = 0) -> bytes:
    return pack("<HHI", version, kind, len(content)) + content


LINKED = record(0xF00B, pack("<HI", 0x0106, 10) + pack("<HI", 0x0104 | 0x4000, 1), 2 << 4 | 3)
STORED = record(0xF00B, pack("<HI", 0x0106, 2), 1 << 4 | 3)


def test_linked_pictures_are_found_in_drawings() -> None:
    drawing = record(0xF000, record(0xF001, b""), 0xF) + b"\0" + record(0xF002, record(0xF004, LINKED, 0xF), 0xF)
    assert of_word("a", drawings=drawing) == ["图片"]
    assert of_word("a", drawings=drawing.replace(LINKED, STORED)) == []
    found = References()
    kinds = list(look_through_records(record(0x03E8, record(0x0409, record(0x1006, b"abc") + LINKED, 0xF), 0xF), found))
    assert kinds == [0x03E8, 0x0409, 0x1006, 0xF00B] and [one.what for one in found.references] == ["图片"]


def biff(*records: tuple[int, bytes], version: int = 0x0600) -> References:
    found = References()
    whole = ((0x0809, pack("<HH", version, 5)), *records)
    look_through_workbook(b"".join(pack("<HH", kind, len(content)) + content for kind, content in whole), found)
    return found


def book(name: str, sheets: int = 1) -> tuple[int, bytes]:
    return 0x01AE, pack("<HHB", sheets, len(name), 1) + name.encode("utf-16-le")


def test_other_workbooks_and_connections_are_found() -> None:
    (found,) = biff(book("\x01\x05http://192.0.2.1/a.xls")).references
    assert found.what.startswith("链接的数据") and "192.0.2.1/a.xls" in found.target
    assert "DDE" in biff(book("cmd\x03/c calc", 0)).references[0].what
    assert biff(book("\x01\x03tmp\x03a.xls")).references[0].what.startswith("链接的数据")
    assert biff((0x01AE, pack("<HHB", 1, 5, 0)), (0x003C, b"a.xls")).references[0].target == "a.xls"
    assert (
        biff((0x01AE, pack("<HH", 1, 0x0401)), (0x01AE, pack("<HH", 1, 0x3A01)), book(" "), book("\0")).references == []
    )
    assert biff((0x0017, b"\x05\x01a.xls"), version=0x0500).references[0].target == "a.xls"
    assert biff((0x0017, b"\x05\x03a.xls"), version=0x0500).references == []
    for kind in (0x01AD, 0x0803, 0x0876):
        assert biff((kind, b"")).references[0].what == "数据连接"
    assert (
        biff((0x0018, b"xx" + "_xlfn.WEBSERVICE".encode("utf-16-le"))).references[0].what == "公式里的 WEBSERVICE 函数"
    )
    assert biff((0x00EC, LINKED[:12]), (0x003C, LINKED[12:])).references[0].what == "图片"
    assert biff((0x0085, b"\0\0\0\0\0\x01")).has_macros and not biff((0x0085, b"\0\0\0\0\0\0")).has_macros


@pytest.mark.parametrize(
    ("text", "told"), [("[a.xls]S!A1", True), ("'C:\\[a.xls]S'!A1", True), ("S!A1", False), ("Table1[a]", False)]
)
@pytest.mark.parametrize("wide", [False, True])
def test_a_text_that_leads_a_formula_to_another_file_is_found(text: str, told: bool, wide: bool) -> None:
    piece = bytes((0x17, len(text), wide)) + text.encode("utf-16-le" if wide else "latin-1")
    indirect, other = b"\x42\x01\x94\0", b"\x42\x01\x04\0"
    for kind in (0x0006, 0x0018, 0x0221, 0x04BC):
        assert bool(biff((kind, b"\0" * 22 + piece + indirect)).references) is told
        assert biff((kind, b"\0" * 22 + piece + other)).references == []


def test_linked_objects_are_told_by_their_flags() -> None:
    assert module._is_linked(pack("<II", 0x02000001, 1)) and not module._is_linked(pack("<II", 0x02000001, 0))
    assert not module._is_linked(b"")


def test_a_broken_file_is_refused(made: Path) -> None:
    content = (made / "plain.doc").read_bytes()
    for broken in (content[:600], content[:2000]):
        with pytest.raises(RefusedError) as refused:
            look_through(broken, FileFormat.DOC)
        assert refused.value.code == "evidence.damaged"


@settings(max_examples=some_of(150), deadline=None)
@given(data=st.data())
def test_any_damage_is_refused_or_harmless(made: Path, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(["plain.doc", "picture.doc", "plain.xls"]))
    content = bytearray((made / name).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(8, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        look_through(bytes(content), FileFormat.DOC)
    except RefusedError as refused:
        assert refused.code == "evidence.damaged"
