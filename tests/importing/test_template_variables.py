"""Templates of docxtpl become forms: their variables are found and proposed, and what is no variable is refused by name."""

from __future__ import annotations

import io
import json
from pathlib import Path

import docx
import pytest
from docxtpl import DocxTemplate, RichText
from jinja2.sandbox import SandboxedEnvironment

from formgen import pipeline
from formgen.engines.soffice import office_program
from formgen.foundation.problems import Problem
from formgen.importing import new_scheme
from formgen.importing.finding.form_blanks import find_blanks
from formgen.importing.headings import heading_of, official_text
from formgen.importing.opening import OpenedForm, open_form
from formgen.importing.proposal import Use
from formgen.importing.proposing.propose import propose
from formgen.importing.template_variables import is_template, template_faults, template_variables
from formgen.importing.word_text import read_form_text
from formgen.render.word.package import read_package
from tests.cli.runs import formgen
from tests.importing.test_new_scheme import new, words_of
from tests.importing.word_forms import conditional, content, registration, saved, template


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


def test_words_before_a_variable_make_it_no_amount_in_capitals() -> None:
    document = docx.Document()
    document.add_paragraph("大写金额：{{ capital }}")
    document.add_paragraph("{{ p.科目 }}：{{ p.金额 }}元")
    form = read_form_text(read_package(content(document), "拨付单.docx"))
    uses = {row.label: row.use for row in propose([("form", template_variables(form))])}
    assert uses["科目"] is Use.TEXT


def test_a_form_without_tags_is_no_template(tmp_path: Path) -> None:
    form = opened(saved(registration(), tmp_path)).text
    assert not is_template(form) and find_blanks(form)


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("{%tr for 人 in 人员 if 人.在岗 %}", "loop", "{%tr for 人 in 人员 if 人.在岗 %}"),
        ("{%tr for 人 in 人员 %}", "broken", "填不成"),
        ("{% if 有贷款() %}有{% endif %}", "condition", "{% if 有贷款() %}"),
        ("{% if 名称|length > 3 %}有{% endif %}", "condition", "length"),
        ("{% if 有贷款 %}有", "broken", "填不成"),
        ("{% if 有贷款 %}有{% endif %}{% endif %}", "broken", "填不成"),
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
    document = conditional()
    document.tables[0].cell(0, 1).paragraphs[0].add_run(text)
    form = opened(saved(document, tmp_path))
    (problem,) = template_faults(form.text, form.package, "模板.docx")
    assert problem.code == f"template.{code}" and said in problem.message
    assert problem.place.at == ("" if code == "broken" else "表1第1行第2格")


def test_a_variable_in_a_header_is_refused(tmp_path: Path) -> None:
    document = template()
    document.sections[0].header.paragraphs[0].add_run("{{ 单位名称 }}")
    form = opened(saved(document, tmp_path))
    found: list[Problem] = template_faults(form.text, form.package, "模板.docx")
    assert [problem.code for problem in found] == ["template.elsewhere"] and "页眉" in found[0].message
    result = new(tmp_path / "x", saved(document, tmp_path))
    assert result.exit_code == 1 and "页眉" in result.output and not (tmp_path / "x").exists()


SAID = {
    "单位名称": "R&D <甲>有限公司",
    "phone": "0512-53520000",
    "amount": "3000",
    "company.legal_person": "李小红",
    "intro": "从事{{ 花括号 }}研究。",
    "date": "2024年6月8日",
}
FIELDS = {
    "单位名称": "单位名称",
    "phone": "联系电话",
    "amount": "现申请补贴",
    "company.legal_person": "法定代表人",
    "intro": "单位简介",
    "date": "申请日期",
}


def test_variables_of_conditions_are_fields_too(tmp_path: Path) -> None:
    form = opened(saved(conditional(), tmp_path))
    assert template_faults(form.text, form.package, "") == []
    found = [(one.variable, one.label, one.words, one.hint) for one in template_variables(form.text)]
    assert found == [
        ("单位名称", "单位名称", "申请单位：", ""),
        ("类型", "类型", "申请单位：", "模板按它决定印什么：{% if 类型 == '个体户' %}"),
        ("bank", "bank", "（企业）", "模板按它决定印什么：{%p if bank and not 无贷款 %}"),
        ("无贷款", "无贷款", "（企业）", "模板按它决定印什么：{%p if bank and not 无贷款 %}"),
        ("amount", "贷款金额", "贷款金额：", ""),
        ("contact.phone", "联系电话", "联系电话", ""),
        ("contact.fax", "fax", "联系电话", "模板按它决定印什么：{%tr if contact.fax %}"),
    ]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            {"类型": "个体户", "bank": "农商行", "贷款金额": "30"},
            "（个体工商户）贷款银行：农商行，贷款金额：30万元。联系电话",
        ),
        ({"bank": "农商行", "无贷款": "是", "fax": "53520000"}, "（企业）联系电话　　传真53520000"),
    ],
)
def test_a_template_with_conditions_is_filled_by_docxtpl(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: dict[str, str], words: str
) -> None:
    """Without LibreOffice: nobody counts the pages."""
    monkeypatch.setattr(new_scheme, "_numbered", lambda form: (b"", {}, 1))
    monkeypatch.setattr(new_scheme, "_pictures", lambda form, pdf: [])
    monkeypatch.setattr(new_scheme, "looked_over", lambda package, title: (1, ()))
    path, folder = saved(conditional(), tmp_path, "贴息.docx"), tmp_path / "subsidy"
    for _ in range(2):  # proposed, then confirmed as it is
        new_scheme.new_scheme(folder, [path])
    scheme = pipeline.load(folder)
    record = tmp_path / "a.json"
    record.write_text(json.dumps({"填写内容": {"单位名称": "R&D <甲>{_{公司", **said}}, ensure_ascii=False), "utf-8")
    examined = pipeline.examine(scheme, record)
    (paper,) = pipeline.fill(scheme, examined, None, frozenset([pipeline.Format.DOCX]), tmp_path / "out").paths
    text = words_of(paper).removeprefix("附件2贷款贴息申请书申请单位：R&D <甲>{_{公司")
    assert text.removesuffix("　　") == words


@pytest.mark.thorough
@pytest.mark.skipif(office_program() is None, reason="LibreOffice is not installed")
def test_from_templates_to_the_papers(tmp_path: Path) -> None:
    """With LibreOffice. One template has variables only, the other conditions. docxtpl itself fills the first, too, as the reference."""
    paths = (saved(template(), tmp_path, "申请书.docx"), saved(conditional(), tmp_path, "贴息.docx"))
    scheme, record = tmp_path / "subsidy", tmp_path / "a.json"
    for _ in range(2):  # proposed, then confirmed as it is
        result = new(scheme, *paths)
        assert result.exit_code == 0, result.output
    assert 'engine = "docxtpl"' in (scheme / "form-2" / "form.toml").read_text("utf-8")
    result = formgen("forms", "--check", "--scheme", scheme)
    assert result.exit_code == 0, result.output
    more = {"类型": "个体户", "贷款金额": "30", "bank": "农商行"}
    data = {FIELDS[name]: text for name, text in SAID.items()} | more
    record.write_text(json.dumps({"填写内容": data}, ensure_ascii=False), "utf-8")
    result = formgen("fill", "--scheme", scheme, record, "--format", "docx,packet", "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    packet, first, second = sorted((tmp_path / "out").glob("*/*"))
    assert packet.read_bytes().startswith(b"%PDF")
    reference = DocxTemplate(io.BytesIO(content(template())))
    context: dict[str, object] = {**SAID, "company": {"legal_person": SAID["company.legal_person"]}}
    context["intro"] = RichText(SAID["intro"])
    reference.render(context, SandboxedEnvironment(autoescape=True))
    reference.save(tmp_path / "reference.docx")
    assert words_of(first) == words_of(tmp_path / "reference.docx")
    assert words_of(second) == (
        f"附件2贷款贴息申请书申请单位：{SAID['单位名称']}（个体工商户）贷款银行：农商行，贷款金额：30万元。联系电话0512-53520000"
    )
    back = formgen("read", "--scheme", scheme, first, "--against", record)
    assert back.exit_code == 0 and "没有改动" in back.output, back.output
    back = formgen("read", "--scheme", scheme, second, "--against", record)
    assert back.exit_code == 0 and "没有改动" in back.output, back.output


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
