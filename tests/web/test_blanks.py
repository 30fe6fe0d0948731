"""首页 and 空白表格: what they show, and that their files are those of the command line."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from formgen import pipeline
from formgen.cli import main
from formgen.engines.pdfium import PdfiumFile
from formgen.pipeline.made import Format
from formgen.scheme.models import Scheme
from formgen.web.drawing.draws import DOTS, pictures


def test_the_first_page_says_what_each_stage_asks_for(clerk: TestClient, scheme: Scheme) -> None:
    said = clerk.get("/").text
    assert scheme.title in said and "/blanks/taicang-2018/" in said
    for dossier in scheme.dossiers:
        assert dossier.title in said
        if dossier.deadline:
            assert f"{dossier.deadline:%Y年%-m月%-d日}前" in said
        for material in dossier.materials:
            assert material.page or material.title.rstrip("。；;") in said


def test_every_form_is_there_with_its_files(clerk: TestClient, scheme: Scheme) -> None:
    said = clerk.get("/blanks/taicang-2018/").text
    for form in scheme.forms:
        assert f"{form.annex}　{form.title}" in said
        for number in range(1, form.pages + 1):
            assert f"/blanks/taicang-2018/{form.id}/{number}.png" in said


def test_the_files_are_those_of_the_command_line(clerk: TestClient, scheme: Scheme, tmp_path: Path) -> None:
    formats = frozenset((Format.DOCX, Format.PDF, Format.FIELDS))
    written = {path.name: path.read_bytes() for path in pipeline.blank(scheme, None, formats, tmp_path / "blank")}
    assert any("可填写" in name for name in written)
    links = re.findall(r'href="(/blanks/[^"]+\.(?:docx|pdf))"', clerk.get("/blanks/taicang-2018/").text)
    given = {}
    for link in links:
        found = clerk.get(link)
        said = found.headers["content-disposition"]
        assert said.startswith("attachment; ")
        given[unquote(said.partition("filename*=UTF-8''")[2])] = found.content
    assert given == written
    workbook = pipeline.write_workbook(scheme, tmp_path / "采集表.xlsx")
    assert clerk.get("/blanks/taicang-2018/workbook.xlsx").content == workbook.read_bytes()


def test_a_picture_is_the_page_of_the_pdf(clerk: TestClient, scheme: Scheme) -> None:
    form = scheme.forms[0]
    pdf = clerk.get(f"/blanks/taicang-2018/{form.id}.pdf").content
    with PdfiumFile(pdf) as file:
        assert len(file) == form.pages
    drawn = pictures(pdf, (2,), DOTS)
    found = clerk.get(f"/blanks/taicang-2018/{form.id}/2.png")
    assert found.headers["content-type"] == "image/png" and [found.content] == drawn


@pytest.mark.parametrize(
    "address",
    [
        "/blanks/nothing/",
        "/blanks/taicang-2018/annex9.pdf",
        "/blanks/taicang-2018/annex3.exe",
        "/blanks/taicang-2018/annex3.packet",
        "/blanks/taicang-2018/annex4/fields.pdf",
        "/blanks/taicang-2018/annex4.fields",
        "/blanks/taicang-2018/annex3/0.png",
        "/blanks/taicang-2018/annex3/99.png",
        "/blanks/..%2f..%2fetc/",
        "/look/base.html",
        "/look/..%2fbase.html",
    ],
)
def test_what_there_is_not_is_not_found(clerk: TestClient, address: str) -> None:
    assert clerk.get(address).status_code == 404


def test_the_site_is_complete_and_leads_nowhere_else(clerk: TestClient, scheme: Scheme, tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["site", "--out", str(tmp_path)], standalone_mode=False)
    assert done.exception is None, done.output
    pages = [*tmp_path.rglob("*.html")]
    assert {page.relative_to(tmp_path).as_posix() for page in pages} == {
        "index.html",
        "blanks/taicang-2018/index.html",
    }
    for page in pages:
        text = page.read_text(encoding="utf-8")
        links = re.findall(r'(?:href|src|action)="([^"]+)"', text)
        assert len(links) > 3
        for link in links:
            if not link.startswith("#"):
                assert (page.parent / unquote(link)).is_file(), link
    given = clerk.get("/blanks/taicang-2018/annex3.docx").content
    assert (tmp_path / "blanks/taicang-2018/annex3.docx").read_bytes() == given
