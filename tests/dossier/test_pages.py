"""The dossier's own pages: what a person typed is printed as typed, and a broken template is named."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest
from pypdf import PdfReader

from formgen.dossier.pages import Line, contents_html, cover_html, numbers_html
from formgen.dossier.plan import Plan
from formgen.errors import DefinitionError
from formgen.render.pdf import html_to_pdf
from formgen.scheme.models import Scheme
from tests.judges import poppler

PLAN = Plan("甲<b>&乙 {{ 7 * 7 }} {% raw %}有限公司", "贯标验收材料", ())
LINES = (Line("①", "企业贯标工作总结报告", 2), Line("1.1.1", "方针 <script> & “{{ x }}”", 3, evidence=True))


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


def test_a_slip_for_each_number(scheme: Scheme) -> None:
    pdf = PdfReader(io.BytesIO(html_to_pdf(numbers_html(scheme, PLAN, 120))))
    assert [page.extract_text().strip() for page in pdf.pages] == [f"— {number} —" for number in range(1, 121)]


def test_faces(scheme: Scheme, tmp_path: Path) -> None:
    """Page numbers in 宋体, the title in 小标宋, everything embedded and ours."""
    for html, faces in (
        (numbers_html(scheme, PLAN, 12), {"Gw-Song"}),
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
        (None, ""),
    ],
)
def test_a_broken_template_is_named(scheme: Scheme, tmp_path: Path, broken: str | None, says: str) -> None:
    shutil.copytree(scheme.folder / "pages", tmp_path / "pages")
    page = tmp_path / "pages" / "cover.html"
    page.unlink() if broken is None else page.write_text(broken, encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"cover\.html") as caught:
        cover_html(scheme.model_copy(update={"folder": tmp_path}), PLAN)
    assert says in str(caught.value)
