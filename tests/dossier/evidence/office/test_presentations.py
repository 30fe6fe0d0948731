"""Presentations: a page for each slide that is shown; what is not shown is told."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from formgen.dossier.evidence.formats import FileFormat, format_of
from formgen.dossier.evidence.office import presentations
from formgen.dossier.evidence.office.office import office_to_pdf
from tests.dossier.evidence.office_files import odf, packed, pptx
from tests.judges.libreoffice import convert
from tests.sweeps import sweep

WORDS = "企业信用管理制度"
HIDDEN_STYLE = (
    '<style:style style:name="d1" style:family="drawing-page"><style:drawing-page-properties presentation:visibility="hidden"/>'
    "</style:style>"
)


def texts(content: bytes) -> tuple[list[str], list[str]]:
    """The text of each page, and what is told of the presentation."""
    pdf, remarks = office_to_pdf(content, format_of(content))
    pages = ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]
    return pages, [remark.message for remark in remarks if remark.code == "evidence.presentation"]


def told(content: bytes) -> list[str]:
    return [remark.message for remark in presentations.remarks_of(content, format_of(content))]


def test_each_slide_is_a_page() -> None:
    content = pptx(WORDS, "第二张")
    assert format_of(content) is FileFormat.PPTX
    assert texts(content) == ([WORDS, "第二张"], [])


def test_a_hidden_slide_is_told() -> None:
    assert texts(pptx(WORDS, "隐藏的", "第三张", hidden=(1,))) == (
        [WORDS, "第三张"],
        ["有隐藏的幻灯片 1 张，装订件里没有"],
    )


def test_notes_and_what_moves_are_told() -> None:
    assert told(pptx(WORDS, notes="口头说明")) == ["有备注，装订件里没有"]
    assert told(pptx(WORDS, notes="1")) == []  # the slide's number, which each notes page has
    assert "动画" in told(pptx(WORDS, more="<p:timing><p:bldLst/></p:timing>"))[0]
    assert "视频" in told(pptx(WORDS, more="<a:videoFile/>"))[0]


def test_open_document_presentations() -> None:
    page = '<draw:page draw:name="{}" draw:style-name="{}"/>'
    body = f"<office:presentation>{page.format('a', 'd0')}{page.format('b', 'd1')}</office:presentation>"
    assert told(odf("presentation", body, HIDDEN_STYLE)) == ["有隐藏的幻灯片 1 张，装订件里没有"]
    notes = "<presentation:notes><draw:frame><draw:text-box><text:p>说明</text:p></draw:text-box></draw:frame></presentation:notes>"
    body = f'<office:presentation><draw:page draw:name="a">{notes}</draw:page></office:presentation>'
    assert told(odf("presentation", body)) == ["有备注，装订件里没有"]


@pytest.mark.parametrize("extension", sweep(("ppt", "odp"), ("ppt",)))
def test_what_libreoffice_itself_writes(tmp_path: Path, extension: str) -> None:
    source = tmp_path / "演示.pptx"
    source.write_bytes(pptx(WORDS, "第二张"))
    content = convert(source, extension, tmp_path / "out").read_bytes()
    assert format_of(content) is FileFormat[extension.upper()]
    pages, remarks = texts(content)
    assert pages == [WORDS, "第二张"] and len(remarks) == (1 if extension == "ppt" else 0)


def test_any_other_file_is_left_alone() -> None:
    assert presentations.remarks_of(packed({"a": "b"}), FileFormat.DOCX) == ()
