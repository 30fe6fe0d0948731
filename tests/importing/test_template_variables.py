"""Templates of docxtpl become forms: their variables are found and proposed, and what is no variable is refused by name."""

from __future__ import annotations

import io
import json
from pathlib import Path

import docx
import pytest
from docxtpl import DocxTemplate, RichText
from jinja2.sandbox import SandboxedEnvironment

from formgen.engines.soffice import office_program
from formgen.importing.finding import find_blanks
from formgen.importing.headings import heading_of, official_text
from formgen.importing.opening import OpenedForm, open_form
from formgen.importing.proposal import Use, propose
from formgen.importing.template_variables import is_template, template_faults, template_variables
from formgen.problems import Problem
from tests.cli.runs import formgen
from tests.importing.test_new_scheme import new, words_of
from tests.importing.word_forms import content, registration, saved, template


def opened(path: Path) -> OpenedForm:
    found = open_form(path)
    assert isinstance(found, OpenedForm)
    return found


def test_variables_are_found_and_proposed(tmp_path: Path) -> None:
    form = opened(saved(template(), tmp_path)).text
    blanks = template_variables(form)
    assert [(one.variable, one.label, len(one.spots), one.place) for one in blanks] == [
        ("单位名称", "单位名称", 2, "第3段"),
        ("phone", "联系电话", 1, "第3段"),
        ("amount", "现申请补贴", 1, "第3段"),
        ("company.legal_person", "法定代表人", 1, "表1第2行第2格"),
        ("intro", "单位简介", 1, "表1第3行第2格"),
        ("date", "申请日期", 1, "第4段"),
    ]
    rows = propose([("form", blanks)])
    assert [row.id for row in rows][1:] == ["phone", "amount", "company_legal_person", "intro", "date"]
    assert [row.use for row in rows[:2]] == [Use.TEXT, Use.PHONE] and rows[0].name
    heading = heading_of(form, 1, "表")
    assert (heading.annex, heading.title) == ("附件1", "稳岗补贴申请书")
    assert "{" not in official_text(heading, form)


def test_a_form_without_tags_is_no_template(tmp_path: Path) -> None:
    form = opened(saved(registration(), tmp_path)).text
    assert not is_template(form) and find_blanks(form)


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("{%tr for 人 in 人员 %}", "loop", "{%tr for 人 in 人员 %}"),
        ("{% if 有贷款 %}有{% else %}无{% endif %}", "condition", "{% if 有贷款 %}"),
        ("{% set x = 1 %}", "statement", "{% set x = 1 %}"),
        ("{# 记得改 #}", "comment", "{# 记得改 #}"),
        ("{{ 金额 * 2 }}", "expression", "{{ 金额 * 2 }}"),
        ("{{ 名称|upper }}", "expression", "{{ 名称|upper }}"),
        ("{{ ''.__class__ }}", "expression", "__class__"),
        ("{{ 名称 }", "unclosed", "没有写完"),
        ("名称 }}", "unclosed", "没有写完"),
        ("｛｛ 名称 ｝｝", "full-width", "全角"),
    ],
)
def test_what_is_no_variable_is_refused_by_name(tmp_path: Path, text: str, code: str, said: str) -> None:
    document = template()
    document.tables[0].cell(0, 1).paragraphs[0].add_run(text)
    form = opened(saved(document, tmp_path))
    (problem,) = template_faults(form.text, form.package, "模板.docx")
    assert problem.code == f"template.{code}" and said in problem.message and problem.place.at == "表1第1行第2格"


def test_a_variable_in_a_header_is_refused(tmp_path: Path) -> None:
    document = template()
    document.sections[0].header.paragraphs[0].add_run("{{ 单位名称 }}")
    form = opened(saved(document, tmp_path))
    found: list[Problem] = template_faults(form.text, form.package, "模板.docx")
    assert [problem.code for problem in found] == ["template.elsewhere"] and "页眉" in found[0].message
    result = new(tmp_path / "x", saved(document, tmp_path))
    assert result.exit_code == 1 and "页眉" in result.output and not (tmp_path / "x").exists()


SAID = {
    "单位名称": "R&D <甲> 有限公司",
    "phone": "0512-53520000",
    "amount": "3000",
    "company_legal_person": "李小红",
    "intro": "从事{{ 花括号 }}研究。",
    "date": "2024年6月8日",
}


@pytest.mark.slow
@pytest.mark.skipif(office_program() is None, reason="LibreOffice is not installed")
def test_from_the_template_to_the_papers(tmp_path: Path) -> None:
    """docxtpl, filling the template itself, is the reference for the words of the paper."""
    path, scheme, record = saved(template(), tmp_path), tmp_path / "subsidy", tmp_path / "a.json"
    for _ in range(2):  # proposed, then confirmed as it is
        result = new(scheme, path)
        assert result.exit_code == 0, result.output
    assert formgen("forms", "--check", "--scheme", scheme).exit_code == 0
    rows = propose([("form", template_variables(opened(path).text))])
    said = {row.id: SAID.get(row.id, SAID["单位名称"]) for row in rows}
    record.write_text(json.dumps({"entry": said}, ensure_ascii=False), "utf-8")
    result = formgen("fill", "--scheme", scheme, record, "--format", "docx,pdf", "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    word, pdf = sorted((tmp_path / "out").glob("*/*"))
    assert pdf.read_bytes().startswith(b"%PDF")
    reference = DocxTemplate(io.BytesIO(content(template())))
    context: dict[str, object] = {**SAID, "company": {"legal_person": SAID["company_legal_person"]}}
    context["intro"] = RichText(SAID["intro"])
    reference.render(context, SandboxedEnvironment(autoescape=True))
    reference.save(tmp_path / "reference.docx")
    assert words_of(word) == words_of(tmp_path / "reference.docx")
    back = formgen("read", "--scheme", scheme, word, "--against", record)
    assert back.exit_code == 0 and "没有改动" in back.output


def test_a_variable_without_words_is_called_by_its_name_and_placed_by_words_of_the_form(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("{{ name }}同志：兹证明{{ 职务 }}{{ post }}，在本单位工作。")
    made = document.add_table(rows=2, cols=2)
    made.cell(0, 1).text, made.cell(1, 0).text, made.cell(1, 1).text = "单  位（全称）", "{{ x1 }}", "{{ x2 }}"
    form = opened(saved(document, tmp_path)).text
    found = [(one.label, one.words) for one in template_variables(form)]
    assert found == [
        ("name", "同志：兹证明"),
        ("职务", "同志：兹证明"),
        ("post", "同志：兹证明"),
        ("x1", "单  位（全称）"),
        ("单位（全称）", "单  位（全称）"),
    ]
