"""Office files: the real LibreOffice converts them and the changes are reported, or they are refused before that."""

from __future__ import annotations

import io
import os
import tempfile
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfReader

from formgen.dossier.evidence.formats import MOST_UNPACKED, FileFormat, format_of
from formgen.dossier.evidence.office import office
from formgen.dossier.evidence.office.office import office_to_pdf
from formgen.dossier.evidence.office.office_fonts import fonts_named, substituted, tracked_changes
from formgen.dossier.evidence.refused import RefusedError, Remark
from formgen.engines import soffice
from formgen.engines.sandbox import Sandbox
from formgen.engines.soffice import office_program
from formgen.foundation.errors import MachineError
from tests.dossier.evidence.office_files import WORD, docx, odt, packed, relation, rtf
from tests.dossier.odd import made
from tests.judges.libreoffice import convert
from tests.sweeps import sweep

WORDS = "企业信用管理制度"


def converted(content: bytes) -> tuple[list[str], dict[str, Remark]]:
    """The text of each page, without spaces, and the remarks by code."""
    pdf, remarks = office_to_pdf(content, format_of(content))
    texts = ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]
    return texts, {remark.code: remark for remark in remarks}


def refusal(content: bytes) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        office_to_pdf(content, format_of(content))
    assert "PDF" in caught.value.remedy
    return caught.value


def test_a_word_file_comes_page_by_page_and_its_substitutes_are_told() -> None:
    texts, remarks = converted(docx(WORDS, "第二页"))
    assert texts == [WORDS, "第二页"]
    assert set(remarks) == {"evidence.converted", "evidence.substituted-fonts"}
    assert "仿宋_GB2312" in remarks["evidence.substituted-fonts"].message
    assert "GwFang" in remarks["evidence.substituted-fonts"].message


def test_a_font_that_is_there_is_no_substitute() -> None:
    texts, remarks = converted(docx("plain", font="DejaVu Sans"))
    assert texts == ["plain"] and set(remarks) == {"evidence.converted"}


@pytest.mark.parametrize("extension", sweep(("doc", "odt", "docx", "rtf"), ("doc",)))
def test_what_libreoffice_itself_writes(tmp_path: Path, extension: str) -> None:
    source = tmp_path / "制度.rtf"
    source.write_bytes(rtf(WORDS))
    content = convert(source, extension, tmp_path / "out").read_bytes()
    assert format_of(content) is FileFormat[extension.upper()]
    texts, remarks = converted(content)
    assert texts == [WORDS] and "evidence.converted" in remarks
    if extension == "doc":
        assert "无法与原文件核对" in remarks["evidence.substituted-fonts"].message


def test_open_document_and_rich_text() -> None:
    body = f'<text:p xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">{WORDS}</text:p>'
    assert converted(odt(body))[0] == [WORDS]
    assert converted(rtf(WORDS))[0] == [WORDS]


def test_tracked_changes_are_told() -> None:
    insertion = '<w:p><w:ins w:id="1" w:author="a"><w:r><w:t>new</w:t></w:r></w:ins></w:p>'
    assert "evidence.tracked-changes" in converted(docx(WORDS, body=insertion))[1]


@pytest.mark.parametrize("part", ["word/document2.xml", "word/header1.xml", "word/footnotes.xml"])
def test_tracked_changes_are_looked_for_in_every_text(part: str) -> None:
    """Word on the web writes its document under another name."""
    content = f'<w:p xmlns:w="{WORD}"><w:del w:id="1" w:author="a"><w:r><w:delText>x</w:delText></w:r></w:del></w:p>'
    assert tracked_changes(packed({part: content}), FileFormat.DOCX)


@pytest.mark.parametrize("target", ["file:///etc/passwd", "http://192.0.2.1/seal.png", "../../seal.png"])
def test_what_shows_other_files_is_refused_and_not_fetched(target: str) -> None:
    assert refusal(docx(WORDS, relations=relation(9, "image", target, outside=True))).code == "evidence.linked"
    frame = f'<text:p><draw:frame><draw:image xlink:href="{target}"/></draw:frame></text:p>'
    assert refusal(odt(frame)).code == "evidence.linked"
    field = rb"{\rtf1{\field{\*\fldinst INCLUDEPICTURE " + target.encode() + rb"}{\fldrslt x}}}"
    assert refusal(field).code == "evidence.linked"


def bomb(size: int) -> bytes:
    """Make a Word file with a part that is small when packed and large when unpacked."""
    out = io.BytesIO(docx(WORDS))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("word/media/bomb.xml", "w") as part:
        for _ in range(size >> 20):
            part.write(bytes(1 << 20))
    return out.getvalue()


def test_a_zip_bomb_is_refused_before_libreoffice_sees_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "converted", lambda *_, **__: pytest.fail("LibreOffice was started"))
    content = bomb(MOST_UNPACKED + (1 << 20))
    assert len(content) < MOST_UNPACKED // 500
    assert refusal(content).code == "evidence.bomb"


def test_a_zip_that_lies_about_its_size_is_refused() -> None:
    content = bomb(8 << 20)
    real = (8 << 20).to_bytes(4, "little")
    assert content.count(real) >= 1
    assert refusal(content.replace(real, (100).to_bytes(4, "little"))).code == "evidence.damaged"


def test_a_zip_with_more_parts_than_any_document_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("formgen.dossier.evidence.formats.MOST_MEMBERS", 10)
    assert refusal(docx(WORDS, more={f"word/{number}.xml": b"" for number in range(10)})).code == "evidence.bomb"


def test_damage_is_refused() -> None:
    content = docx(WORDS)
    at = content.index(b"word/document.xml") + 60
    for broken in (content[:-30], content[: len(content) // 2], content[:at] + b"\xff\xff\xff" + content[at + 3 :]):
        assert refusal(broken).code == "evidence.damaged"
    assert refusal(docx().replace(b"word/document.xml", b"word/nonsense.xml")).code == "evidence.not-converted"


@pytest.mark.parametrize(
    ("content", "code", "says"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "evidence.unknown-format", "其他文件"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage\0".encode("utf-16-le"),
            "evidence.encrypted",
            "密码",
        ),
        (b"MZ" + bytes(99), "evidence.unknown-format", "程序"),
        (b"plain words", "evidence.unknown-format", "不是认得的格式"),
        (b"", "evidence.empty", "0 字节"),
    ],
)
def test_what_is_none_of_these_is_named(content: bytes, code: str, says: str) -> None:
    with pytest.raises(RefusedError) as caught:
        format_of(content)
    assert caught.value.code == code and says in caught.value.message and caught.value.remedy


def test_a_conversion_that_takes_too_long_leaves_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(RefusedError) as caught:
        office_to_pdf(docx(*[WORDS * 40] * 200), FileFormat.DOCX, 0.4)
    assert caught.value.code == "evidence.conversion-too-long" and list(tmp_path.iterdir()) == []


def test_a_machine_that_cannot_shut_it_in_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("formgen.engines.soffice.best_sandbox", lambda: Sandbox.NONE)
    texts, remarks = converted(rtf(WORDS))
    assert texts == [WORDS] and "formgen doctor" in remarks["evidence.not-shut-in"].remedy


def test_macros_are_told_and_not_run() -> None:
    assert "没有运行" in converted(docx(WORDS, more={"word/vbaProject.bin": b"x"}))[1]["evidence.macros"].message


def test_without_libreoffice_a_pdf_is_asked_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(soffice, "PLACES", ())
    assert office_program() is None
    refused = refusal(docx(WORDS))
    assert refused.code == "evidence.no-converter" and "LibreOffice" in refused.message


def test_a_program_that_cannot_be_run_is_the_machines_fault(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "soffice").write_text("no program")
    (tmp_path / "soffice").chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MachineError, match="LibreOffice"):
        office_to_pdf(docx(WORDS), FileFormat.DOCX)


@pytest.mark.parametrize("script", ["exit 0", "exit 1", 'for last; do :; done; cp "$last" "${last%/*}/out/source.pdf"'])
def test_a_program_that_makes_no_pdf_is_believed_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str
) -> None:
    (tmp_path / "soffice").write_text(f"#!/bin/sh\nmkdir out\n{script}\n")
    (tmp_path / "soffice").chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert refusal(docx(WORDS)).code == "evidence.not-converted"


def test_the_fonts_that_a_file_names() -> None:
    assert fonts_named(docx(WORDS, font="宋体"), FileFormat.DOCX) == ("宋体",)
    assert fonts_named(rtf(WORDS, "宋体"), FileFormat.RTF) == ("宋体",)
    styles = '<styleSheet><fonts><font><name val="等线"/></font></fonts></styleSheet>'
    assert fonts_named(packed({"xl/styles.xml": styles}), FileFormat.XLSX) == ("等线",)
    assert fonts_named(
        packed({"content.xml": "<a><font-face font-family=\"'Song &amp; Co'\"/></a>"}), FileFormat.ODT
    ) == ("Song & Co",)
    assert substituted(docx(WORDS), FileFormat.DOCX, made()) == ""  # a page without text


@pytest.mark.parametrize(("times", "text"), [(12_000_000, b"<w:p/>"), (2_000_000, b"<w:p/>")])
def test_a_bomb_of_empty_paragraphs_is_refused_before_anything_is_converted(times: int, text: bytes) -> None:
    """LibreOffice would lay out millions of them for minutes, and the machine's disk would fill meanwhile."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"<w:document><w:body>" + text * times + b"</w:body></w:document>")
    with pytest.raises(RefusedError) as refused:
        format_of(out.getvalue())
    assert refused.value.code == "evidence.bomb"
