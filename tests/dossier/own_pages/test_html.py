"""The dossier's own pages: text is printed as a person typed it, and an error names a broken template."""

from __future__ import annotations

import io
import shutil
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from formgen.dossier.lines import EVIDENCE, SECTION, ContentsLine
from formgen.dossier.own_pages.html import contents_html, cover_html, index_html, numbers_html, page_html
from formgen.dossier.plan import Plan
from formgen.foundation import resources
from formgen.foundation.errors import DefinitionError
from formgen.render.pdf.pdf import html_to_pdf
from formgen.scheme.models import Scheme
from tests.judges import poppler

PLAN = Plan("甲<b>&乙 {{ 7 * 7 }} {% raw %}有限公司", "贯标验收材料", ())
LINES = (
    ContentsLine("①", "企业贯标工作总结报告", 2),
    ContentsLine("1.1.1", "方针 <script> & “{{ x }}”", 3, level=SECTION),
)


def test_contents_say_whose_and_what_and_every_line(scheme: Scheme) -> None:
    pdf = PdfReader(io.BytesIO(html_to_pdf(contents_html(scheme, PLAN, LINES))))
    text = "".join(pdf.pages[0].extract_text().split())
    for words in (
        "甲<b>&乙{{7*7}}{%raw%}有限公司",
        "贯标验收材料",
        "目录",
        "企业贯标工作总结报告",
        "方针<script>&“{{x}}”",
    ):
        assert words in text
    assert pdf.metadata is not None and pdf.metadata.title == "贯标验收材料 目录"


def test_cover(scheme: Scheme) -> None:
    text = "".join(PdfReader(io.BytesIO(html_to_pdf(cover_html(scheme, PLAN)))).pages[0].extract_text().split())
    assert "贯标验收材料" in text and "甲<b>&乙" in text and scheme.title in text


def test_the_index_says_indicator_score_title_page_and_what_is_asked(scheme: Scheme) -> None:
    lines = (
        ContentsLine("⑤", "佐证材料", 3),
        ContentsLine("", "一、信用管理方针和目标（60）", 4, SECTION),
        ContentsLine("1.1.1", "方针 <b>", 5, EVIDENCE, "7.5", "确定信用管理方针并形成文件"),
    )
    pdf = PdfReader(io.BytesIO(html_to_pdf(index_html(scheme, PLAN, "⑤ 佐证材料", lines))))
    text = "".join(pdf.pages[0].extract_text().split())
    assert "佐证材料索引" in text and "一、信用管理方针和目标（60）" in text
    for words in ("1.1.1", "7.5", "方针<b>", "确定信用管理方针并形成文件"):
        assert words in text
    notes: list[Any] = [note.get_object() for note in pdf.pages[0].annotations or ()]
    assert {str(note["/A"]["/URI"]) for note in notes} == {"line:2"}


def test_the_index_repeats_its_head_on_every_page(scheme: Scheme) -> None:
    lines = tuple(ContentsLine(f"{at}.1.1", f"材料{at}", at, EVIDENCE, "10", "说明") for at in range(1, 60))
    pages = PdfReader(io.BytesIO(html_to_pdf(index_html(scheme, PLAN, "⑤", lines)))).pages
    assert len(pages) > 1
    assert all("自评分" in page.extract_text() for page in pages)


def test_faces(scheme: Scheme, tmp_path: Path) -> None:
    """Page numbers are in 宋体 and the title is in 小标宋. All fonts are embedded and are our own."""
    for html, faces in (
        (numbers_html(scheme, PLAN, "— 0"), {"Gw-Song"}),
        (contents_html(scheme, PLAN, LINES), {"Gw-Title", "Gw-Fang", "Gw-Song", "Gw-Latin", "Gw-Kai"}),
    ):
        (tmp_path / "page.pdf").write_bytes(html_to_pdf(html))
        fonts = poppler.fonts(tmp_path / "page.pdf")
        assert {font.name for font in fonts} == faces
        assert all(font.embedded and font.subset and font.unicode for font in fonts)


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ("{{ nothing }}", "nothing"),
        ("{% for %}", "第 1 行"),
        ("{{ applicant.__class__.__mro__ }}", "unsafe"),
    ],
)
def test_a_broken_template_is_named(scheme: Scheme, tmp_path: Path, broken: str, says: str) -> None:
    shutil.copytree(resources.pages_folder(), tmp_path / "pages")
    page = tmp_path / "pages" / "cover.html"
    page.write_text(broken, encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"cover\.html") as caught:
        cover_html(scheme.model_copy(update={"folder": tmp_path}), PLAN)
    assert says in str(caught.value)


def test_a_page_that_a_scheme_does_not_bring_is_the_shared_one(scheme: Scheme, tmp_path: Path) -> None:
    assert cover_html(scheme.model_copy(update={"folder": tmp_path}), PLAN) == cover_html(scheme, PLAN)


def test_a_template_that_is_nowhere_is_named(scheme: Scheme) -> None:
    with pytest.raises(DefinitionError, match=r"gone\.html"):
        page_html(scheme, "gone.html")
