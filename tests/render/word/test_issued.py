"""Word files say what they were issued as, and are known by it when they return."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docxtpl import DocxTemplate
from jinja2 import ChainableUndefined, Environment
from lxml import etree

from formgen import pipeline
from formgen.engines.sandbox import best_sandbox
from formgen.engines.soffice import converted, office_program
from formgen.foundation import resources
from formgen.render.papers import render_word
from formgen.render.word.fill import read_template
from formgen.render.word.form_controls import form_controls
from formgen.render.word.issued import CUSTOM, NAMES, IssuedForm, issued_form, read_issued, with_issued
from formgen.render.word.package import read_package
from formgen.returned.word_files.read_files import read_word_files
from tests.judges.openxml import openxml_errors

SCHEME = pipeline.load()
FORM = SCHEME.forms[1]


def made(issued: IssuedForm) -> bytes:
    return render_word(FORM, (), form_controls(SCHEME, FORM), issued).content


def test_what_is_issued_says_so_and_is_valid(tmp_path: Path) -> None:
    issued = issued_form(SCHEME, FORM)
    content = made(issued)
    assert read_issued(read_package(content, "")) == issued
    (tmp_path / "a.docx").write_bytes(content)
    assert openxml_errors(tmp_path / "a.docx") == ()
    saved = io.BytesIO()
    docx.Document(io.BytesIO(content)).save(saved)
    assert read_issued(read_package(saved.getvalue(), "")) == issued


def test_properties_of_a_template_are_kept() -> None:
    package = with_issued(read_template(FORM.template), IssuedForm("a", "b", "c", "d"))
    root = package.tree(CUSTOM)
    root[0].set("name", "别的")
    content = etree.tostring(root)
    parts = tuple(replace(part, content=content) if part.name == CUSTOM else part for part in package.parts)
    again = with_issued(replace(package, parts=parts), issued_form(SCHEME, FORM))
    found = [(one.get("name"), one.get("pid")) for one in again.tree(CUSTOM)]
    assert found == [("别的", "2"), *((name, str(pid)) for pid, name in enumerate(NAMES, 3))]
    assert [part.name for part in again.parts].count(CUSTOM) == 1


def test_a_template_with_it_is_still_one_for_docxtpl(tmp_path: Path) -> None:
    issued = issued_form(SCHEME, FORM)
    (tmp_path / "a.docx").write_bytes(with_issued(read_template(FORM.template), issued).to_bytes())
    template = DocxTemplate(tmp_path / "a.docx")
    template.render({}, Environment(undefined=ChainableUndefined, autoescape=True))
    template.save(tmp_path / "b.docx")
    assert read_issued(read_package((tmp_path / "b.docx").read_bytes(), "")) == issued


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"scheme": "other-2019", "title": "别的方案"}, "returned.other-scheme"),
        ({"scheme": "renamed"}, "returned.empty"),
        ({"template": "0" * 32}, "returned.older-form"),
        ({"form": "gone"}, "returned.empty"),
        ({}, "returned.empty"),
    ],
)
def test_what_a_returned_file_was_issued_as_is_used(tmp_path: Path, changed: dict[str, str], code: str) -> None:
    path = tmp_path / "交回.docx"
    path.write_bytes(made(replace(issued_form(SCHEME, FORM), **changed)))
    (source,) = read_word_files(SCHEME, [path])
    problems = [*source.problems, *(problem for one in source for problem in one.problems)]
    assert problems[0].code == code
    if code == "returned.older-form":
        assert not problems[0].is_error and FORM.annex in problems[0].message


@pytest.mark.thorough
def test_libreoffice_keeps_it_in_other_formats() -> None:
    program = office_program()
    assert program is not None
    content, before = made(issued_form(SCHEME, FORM)), "docx"
    for to, writer in (("doc", "MS Word 97"), ("docx", "MS Word 2007 XML")):
        content = converted(
            program,
            content,
            before,
            resources.office_fontconfig(),
            seconds=120,
            to=to,
            writer=writer,
            shown=[resources.fonts_folder()],
            sandbox=best_sandbox(),
        ).content
        before = to
    assert read_issued(read_package(content, "")) == issued_form(SCHEME, FORM)
