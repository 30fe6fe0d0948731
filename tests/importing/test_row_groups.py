"""Printed rows of a form become one list: its columns, its numbers, its sum; other tables stay single places."""

from __future__ import annotations

import io
import json
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.document import Document

from formgen import pipeline
from formgen.foundation.errors import DataError
from formgen.importing import new_scheme
from formgen.importing.finding.form_blanks import find_blanks
from formgen.importing.finding.row_groups import with_repeated_rows
from formgen.importing.notice.given_files import blanks_of
from formgen.importing.proposal import Use
from formgen.importing.template_variables import template_faults, template_variables
from formgen.importing.word_text import read_form_text
from formgen.pipeline.made import Format
from formgen.record.kinds.table import written
from formgen.render.word.package import read_package
from formgen.render.word.slots import T
from formgen.returned.word_files.read_files import read_word_files
from formgen.scheme.load import load_scheme, scheme_faults
from tests.importing.word_forms import Rows, content, merged, saved, table, text_of
from tests.schemes.made_up import numeral

pytestmark = pytest.mark.usefixtures("without_libreoffice")


def roster(numbered: bool = True, title: str = "队员名单", rows: int = 10) -> Document:
    """A form with a list: printed rows below a heading, with their numbers or room for them, and a row of sums."""
    document = docx.Document()
    for text in ("附件3", "社区志愿服务队名册", "队名：____________", title):
        document.add_paragraph(text)
    heads = ("序号", "姓名", "联系电话", "补贴（元）", "备注")
    printed: Rows = [(str(number) if numbered else "", "", "", "", "") for number in range(1, rows + 1)]
    table(document, [heads, *printed, ("合计", "", "", "", "")])
    document.add_paragraph("队长签字：")
    return document


@pytest.mark.parametrize("numbered", [True, False])
def test_rows_with_numbers_are_a_list(numbered: bool) -> None:
    form = text_of(roster(numbered))
    found = with_repeated_rows(form, find_blanks(form))
    assert [(one.label, one.place, len(one.spots), one.sum_of) for one in found] == [
        ("队名", "第3段「队名：」", 1, ""),
        ("姓名", "表1第2—11行第2格", 10, ""),
        ("联系电话", "表1第2—11行第3格", 10, ""),
        ("补贴", "表1第2—11行第4格", 10, ""),
        ("备注", "表1第2—11行第5格", 10, ""),
        ("补贴合计", "表1第12行第4格", 1, "补贴"),
        ("队长签字", "第5段「队长签字：」", 0, ""),
    ]
    rows = {one.rows for one in found if one.rows is not None}
    assert [(one.name, one.printed, len(one.numbers)) for one in rows] == [("队员名单", 10, 0 if numbered else 10)]


@pytest.mark.parametrize(
    "rows",
    [
        [("序号", "姓名", "分工"), ("1", "", ""), ("2", "", "")],
        [("称谓", "姓名", "单位"), ("", "", ""), ("", "", "")],
        [("称谓", "姓名", "单位"), ("父亲", "", ""), ("母亲", "", ""), ("其他", "", "")],
        [("姓名", "签名", "姓名", "签名"), *[("", "", "", "")] * 3],
        [("序号", "姓名", "分工"), ("1", "甲", ""), ("2", "", ""), ("3", "", ""), ("5", "", "")],
        [("序号", "项目", "得分"), ("1", "纪律", ""), ("2", "卫生", ""), ("3", "安全", "")],
    ],
    ids=[
        "two rows",
        "two rows without numbers",
        "names of rows",
        "two lists side by side",
        "other numbers",
        "words of its own",
    ],
)
def test_other_tables_are_single_places(rows: Rows) -> None:
    document = docx.Document()
    document.add_paragraph("登记表")
    table(document, rows)
    form = text_of(document)
    blanks = find_blanks(form)
    assert with_repeated_rows(form, blanks) == blanks


@pytest.mark.parametrize("numbered", [True, False])
def test_from_the_form_to_a_longer_list(tmp_path: Path, numbered: bool) -> None:
    path, folder = saved(roster(numbered), tmp_path, "名册.docx"), tmp_path / "teams"
    new_scheme.new_scheme(folder, [path])
    proposed = openpyxl.load_workbook(folder / "fields.xlsx")["填写位置"]
    heads, *rows = proposed.iter_rows(values_only=True)
    lists = [
        (row[heads.index("数据项")], row[heads.index("类别")]) for row in rows if row[heads.index("名单")] == "队员名单"
    ]
    assert lists == [
        ("姓名", "文字"),
        ("联系电话", "电话"),
        ("补贴", "文字"),
        ("备注", "文字"),
        ("补贴合计", Use.SUM.value),
    ]
    new_scheme.new_scheme(folder, [path])
    scheme = load_scheme(folder)
    assert [(one.label, [field.label for field in one.fields]) for one in scheme.lists] == [
        ("队员名单", ["姓名", "联系电话", "补贴", "备注"])
    ]
    assert [field.id for field in scheme.lists[0].fields if field.optional] == ["remarks"]
    members = [{"姓名": f"队员{numeral(number)}", "补贴": str(number)} for number in range(1, 13)]
    record = tmp_path / "a.json"
    record.write_text(json.dumps({"填写内容": {"队名": "河边队"}, "队员名单": members}, ensure_ascii=False), "utf-8")
    examined = pipeline.examine(scheme, record)
    (paper,) = pipeline.fill(scheme, examined, None, frozenset([Format.DOCX]), tmp_path / "out").paths
    (made,) = docx.Document(io.BytesIO(paper.read_bytes())).tables
    texts = [
        ["".join(text.text or "" for text in cell._tc.iter(T)).strip("　") for cell in row.cells] for row in made.rows
    ]
    assert texts[1:13] == [[str(at), f"队员{numeral(at)}", "", str(at), ""] for at in range(1, 13)]
    assert texts[13] == ["合计", "", "", "78", ""]


def choosing(numbers: tuple[str, ...] = ("1.", "2.", "3.", "4.")) -> Document:
    """A list with columns to choose in: boxes to tick, two words to choose of, and two words in the heading."""
    document = docx.Document()
    for text in ("见习人员花名册", "基地名称：____________", "人员名单"):
        document.add_paragraph(text)
    heads = ("序号", "姓名", "是否党员", "是否住宿", "性别（男/女）", "单价（元）", "金额（元）")
    printed = [(number, "", "□是 □否", "是/否", "", "", "") for number in numbers]
    made = table(document, [heads, *printed, ("合　计", "", "", "", "", "", "")])
    merged(made, (len(numbers) + 1, 0), (len(numbers) + 1, 4))
    return document


@pytest.mark.parametrize(
    "numbers", [("1.", "2.", "3.", "4."), ("", "", ""), ("01", "02", "03"), ("（1）", "（2）", "（3）")]
)
def test_columns_to_choose_in_are_columns_of_a_list(numbers: tuple[str, ...]) -> None:
    found = blanks_of(text_of(choosing(numbers)))
    assert [(one.label, one.kind.value, one.options) for one in found if one.rows is not None] == [
        ("姓名", "cell", ()),
        ("是否党员", "choice", ("是", "否")),
        ("是否住宿", "choice", ("是", "否")),
        ("性别", "cell", ("男", "女")),
        ("单价", "cell", ()),
        ("金额", "cell", ()),
        ("金额合计", "cell", ()),  # nobody adds up what one thing costs
    ]


def test_choices_in_a_longer_list_are_filled_and_read_back(tmp_path: Path) -> None:
    path, folder = saved(choosing(), tmp_path, "花名册.docx"), tmp_path / "trainees"
    for _ in range(2):
        new_scheme.new_scheme(folder, [path])
    scheme = load_scheme(folder)
    people = [
        {"姓名": f"学员{numeral(at)}", "是否党员": "是否"[at % 2], "是否住宿": "否是"[at % 2], "性别": "男女"[at % 2]}
        for at in range(1, 7)
    ]
    record = tmp_path / "a.json"
    record.write_text(json.dumps({"填写内容": {"基地名称": "河边"}, "人员名单": people}, ensure_ascii=False), "utf-8")
    examined = pipeline.examine(scheme, record)
    (paper,) = pipeline.fill(scheme, examined, None, frozenset([Format.DOCX]), tmp_path / "out").paths
    (made,) = docx.Document(str(paper)).tables
    rows = [
        ["".join(text.text or "" for text in cell.iter(T)).strip("　") for cell in row._tr.tc_lst] for row in made.rows
    ]
    assert rows[1] == ["1.", "学员一", "□是 ☑否", "是", "女", "", ""]
    assert rows[6] == ["6.", "学员六", "☑是 □否", "否", "男", "", ""]
    (source,) = read_word_files(scheme, [paper])
    (one,) = source
    assert one.record is not None and [str(problem) for problem in one.problems] == []
    back = [[written(entry.value) for entry in row.entries] for row in one.record.lists[0].rows]
    assert back == [list(person.values()) for person in people]


def test_two_lists_of_a_form_have_two_names_and_an_applicant_fills_in_both(tmp_path: Path) -> None:
    document = roster(title="填写要求：如实填写，不得遗漏。")
    document.add_paragraph("另附如下，请逐项填写。")
    table(document, [("序号", "项目", "审核意见"), *((str(number), "", "") for number in range(1, 4))])
    path, folder = saved(document, tmp_path, "名册.docx"), tmp_path / "teams"
    for _ in range(2):
        new_scheme.new_scheme(folder, [path])
    scheme = load_scheme(folder)
    assert [one.label for one in scheme.lists] == ["社区志愿服务队名册", "名单"]
    assert [rows.printed for rows in scheme.forms[0].rows] == [10, 3]


def test_columns_of_one_list_have_one_name(tmp_path: Path) -> None:
    path, folder = saved(roster(), tmp_path, "名册.docx"), tmp_path / "teams"
    new_scheme.new_scheme(folder, [path])
    book = openpyxl.load_workbook(folder / "fields.xlsx")
    sheet = book["填写位置"]
    column = [cell.value for cell in sheet[1]].index("名单") + 1
    for row in range(3, 8):
        sheet.cell(row, column).value = "名录"
    book.save(folder / "fields.xlsx")
    new_scheme.new_scheme(folder, [path])
    assert [one.label for one in load_scheme(folder).lists] == ["名录"]
    sheet.cell(4, column).value = "别的"
    book.save(folder / "fields.xlsx")
    with pytest.raises(DataError) as refused:
        new_scheme.new_scheme(folder, [path])
    assert "和同一份名单的其他栏写得不一样" in str([one.message for one in refused.value.problems])


def looped() -> Document:
    """A template of docxtpl with a loop over the rows of a table, and one over paragraphs."""
    document = docx.Document()
    document.add_paragraph("附件4")
    document.add_paragraph("社区志愿服务队登记表")
    document.add_paragraph("队名：{{ 队名 }}")
    table(
        document,
        [
            ("序号", "姓名", "电话"),
            ("{%tr for p in 队员 %}", "", ""),
            ("{{ loop.index }}", "{{ p.name }}", "{{ p.tel }}"),
            ("{%tr endfor %}", "", ""),
        ],
    )
    for text in ("{%p for one in team.tasks %}", "服务项目：{{ one.title }}", "{%p endfor %}"):
        document.add_paragraph(text)
    return document


def test_loops_of_a_template_are_lists(tmp_path: Path) -> None:
    path, folder = saved(looped(), tmp_path, "登记表.docx"), tmp_path / "teams"
    form = text_of(looped())
    assert [(one.variable, one.label, one.rows.variable if one.rows else "") for one in template_variables(form)] == [
        ("队名", "队名", ""),
        ("name", "姓名", "队员"),
        ("tel", "电话", "队员"),
        ("title", "服务项目", "team.tasks"),
    ]
    for _ in range(2):
        new_scheme.new_scheme(folder, [path])
    scheme = load_scheme(folder)
    assert [one.label for one in scheme.lists] == ["队员", "tasks"]
    assert scheme_faults(folder)[1] == ()
    record = tmp_path / "a.json"
    said = {"填写内容": {"队名": "河边队"}, "队员": [{"姓名": "甲"}, {"姓名": "乙"}], "tasks": [{"服务项目": "清洁"}]}
    record.write_text(json.dumps(said, ensure_ascii=False), "utf-8")
    (paper,) = pipeline.fill(
        scheme, pipeline.examine(scheme, record), None, frozenset([Format.DOCX]), tmp_path / "out"
    ).paths
    document = docx.Document(io.BytesIO(paper.read_bytes()))
    assert [[cell.text.strip("　") for cell in row.cells] for row in document.tables[0].rows] == [
        ["序号", "姓名", "电话"], ["1", "甲", ""], ["2", "乙", ""]
    ]  # fmt: skip
    assert [one.text for one in document.paragraphs][3:] == ["服务项目：清洁"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{% for a in 队员 %}{% for b in 项目 %}{% endfor %}{% endfor %}", "loop"),
        ("{% for a in 队员 if a.name %}{% endfor %}", "loop"),
        ("{% for a in range(9) %}{% endfor %}", "loop"),
        ("{% for a in 队员 %}{{ a }}{% endfor %}", "expression"),
        ("{% for a in 队员 %}{{ a.b.c }}{% endfor %}", "expression"),
        ("{% for a in 队员 %}{{ loop.cycle }}{% endfor %}", "expression"),
        ("{% for a in 队员 %}{% if a.x() %}{% endif %}{% endfor %}", "condition"),
        ("{% for a in 队员 %}{{ a.name }}", "broken"),
    ],
)
def test_other_loops_are_refused_by_name(text: str, code: str) -> None:
    document = docx.Document()
    document.add_paragraph(f"名称：{{{{ 名称 }}}}{text}")
    package = read_package(content(document), "模板.docx")
    problems = template_faults(read_form_text(package), package, "模板.docx")
    assert [problem.code for problem in problems] == [f"template.{code}"]
