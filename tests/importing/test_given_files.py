"""A notice's Word file is parted at its annexes; what the given files are is told apart."""

from __future__ import annotations

import io
import tomllib
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.enum.section import WD_ORIENT
from hypothesis import given, settings
from hypothesis import strategies as st

from formgen.foundation.errors import DataError
from formgen.importing.notice.given_files import given_files
from formgen.importing.notice.notice_words import tight
from formgen.importing.notice.parting import part_notice
from formgen.importing.notice.plan import read_notice
from formgen.importing.notice.plan_rows import PLAN, PlanKey
from formgen.importing.notice.plan_toml import notice_scheme_toml
from formgen.importing.opening import OpenedForm, open_form
from formgen.importing.word_text import read_form_text
from formgen.render.word.package import WordPackage, read_package
from formgen.scheme.official import folded
from tests.importing import notice_files
from tests.importing.word_forms import content, registration, saved


def opened(document: Document, folder: Path) -> OpenedForm:
    found = open_form(saved(document, folder, "通知.docx"))
    assert isinstance(found, OpenedForm)
    return found


def test_an_annex_keeps_its_own_page(tmp_path: Path) -> None:
    """A landscape annex in the middle of the file stays landscape, and no page is empty before or behind it."""
    document = notice_files.workshops()
    made = docx.Document()
    made.add_paragraph("附件1\n回执")
    section = document.add_section()
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, 10692000, 7560000
    document.add_paragraph("附件4")
    document.add_paragraph("参会回执")
    document.add_paragraph("姓名：________")
    parted = part_notice(opened(document, tmp_path))
    first, last = parted.annex("1"), parted.annex("4")
    assert first is not None and first.opened is not None and last is not None and last.opened is not None
    for annex, wide in ((first, False), (last, True)):
        assert annex.opened is not None
        copy = docx.Document(io.BytesIO(annex.opened.package.to_bytes()))
        assert len(copy.sections) == 1
        assert ((copy.sections[0].page_width or 0) > (copy.sections[0].page_height or 0)) == wide
        assert folded(copy.paragraphs[0].text).startswith(annex.name)


def test_a_form_is_no_notice(tmp_path: Path) -> None:
    assert read_notice(opened(registration(), tmp_path)) is None


def test_a_template_is_a_form_like_any_other(tmp_path: Path) -> None:
    """Offices save forms as templates (.dotx), too. What is made of it is a document."""
    path = saved(registration(), tmp_path, "登记表.dotx")
    said = "wordprocessingml.%s.main+xml"
    parts = tuple(
        replace(part, content=part.content.replace((said % "document").encode(), (said % "template").encode()))
        for part in read_package(path.read_bytes(), path.name).parts
    )
    path.write_bytes(WordPackage(path.name, parts).to_bytes())
    (form,) = given_files([path]).forms
    assert form.blanks
    found = open_form(path)
    assert isinstance(found, OpenedForm) and (said % "document").encode() in found.package.part("[Content_Types].xml")


def test_a_notice_without_forms_and_two_notices_are_refused(tmp_path: Path) -> None:
    alone = docx.Document()
    for line in (
        "关于开展评选工作的通知",
        "一、条件",
        "1. 遵纪守法。",
        "二、时间",
        "请于2025年6月8日前报县教育局。" * 8,
    ):
        alone.add_paragraph(line)
    path = saved(alone, tmp_path, "通知.docx")
    with pytest.raises(DataError) as failure:
        given_files([path])
    assert "通知「通知.docx」里没有要填的表" in str(failure.value.problems[0])
    both = [saved(notice_files.brands(), tmp_path, f"{name}.docx") for name in ("甲", "乙")]
    with pytest.raises(DataError) as failure:
        given_files(both)
    assert any("都是通知" in str(problem) for problem in failure.value.problems)


def test_a_notice_and_its_forms_in_files_of_their_own(tmp_path: Path) -> None:
    alone = docx.Document()
    for line in ("关于开展评选工作的通知", "一、材料", "1. 滨河区创业项目申请表（附件2）；", "2. 身份证复印件。"):
        alone.add_paragraph(line)
    alone.add_paragraph("请于2025年6月8日前报县教育局。" * 8)
    given = given_files([saved(alone, tmp_path, "通知.docx"), saved(registration(), tmp_path, "附件2.docx")])
    assert given.notice is not None and [form.heading.annex for form in given.forms] == ["附件2"]
    assert given.notice.plan.value("材料1-1", PlanKey.SOURCE) == "附件2"


WORDS = """
一、申报条件
二、申报材料：
（一）企业申报的
1．营业执照复印件（加盖公章）；
①申请表（附件1）一式三份；②简介。
需提交以下材料：
截止到2月30日
请于次年1月5日前报县教育局。
以上材料一式二份。
附件：1.申请表
附件1
申请表
姓名：____
关于开展评选的通知
2025年13月1日
二〇二五年六月一日
（
、、
第一条 封面用纸
东镇3家、西镇2家、南镇9家，共99家
""".strip().split("\n")
ANY_TEXT = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), max_size=12)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(WORDS), ANY_TEXT), max_size=25))
def test_any_lines_are_read_and_nothing_is_invented(lines: list[str]) -> None:
    """Whatever a file's lines say: reading ends, and what is proposed stands in the file."""
    document = docx.Document()
    for line in ("关于开展评选工作的通知", "现就评选工作有关事项通知如下。" * 9, *lines):
        document.add_paragraph(line)
    package = read_package(content(document), "通知.docx")
    notice = read_notice(OpenedForm(package, read_form_text(package)))
    if notice is None:
        return
    for row in notice.plan.rows:
        assert not row.key.is_quoted or tight(row.value) in notice.text, row
    if notice.plan.value(PLAN, PlanKey.TITLE):
        tomllib.loads(notice_scheme_toml(notice.plan, [], proposed=True))
