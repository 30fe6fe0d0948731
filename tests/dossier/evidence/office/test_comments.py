"""Comments are told: the pages that LibreOffice lays out do not show them."""

from __future__ import annotations

import io

import docx
import openpyxl
import pytest
from openpyxl.comments import Comment

from formgen.dossier.evidence.formats import format_of
from formgen.dossier.evidence.office.comments import has_comments
from formgen.dossier.evidence.office.office import office_to_pdf
from tests.dossier.evidence.office_files import odt, packed

COMMENT = "<w:comments xmlns:w='w'><w:comment w:id='0'><w:p/></w:comment></w:comments>"


def workbook(commented: bool) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "合计"
    if commented:
        sheet["A1"].comment = Comment("少了一户", "甲")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("commented", [True, False])
def test_comments_of_a_workbook_are_told(commented: bool) -> None:
    content = workbook(commented)
    codes = [remark.code for remark in office_to_pdf(content, format_of(content))[1]]
    assert ("evidence.comments" in codes) is commented


@pytest.mark.parametrize(
    "part",
    ["word/comments.xml", "xl/threadedComments/threadedComment1.xml", "ppt/comments/comment1.xml", "content.xml"],
)
def test_comments_of_every_kind_of_file_are_found(part: str) -> None:
    said = COMMENT if not part.startswith("content") else "<office:annotation xmlns:office='o'/>"
    assert has_comments(packed({part: said}))


def test_files_without_comments_have_none() -> None:
    out = io.BytesIO()
    docx.Document().save(out)
    assert not has_comments(out.getvalue()) and not has_comments(odt("甲")) and not has_comments(b"{\\rtf1 x}")
