"""Printed rows of a form become one list: its columns, its numbers, its sum; other tables stay single places."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.document import Document

from formgen import pipeline
from formgen.errors import DataError
from formgen.importing import new_scheme
from formgen.importing.finding.cell_labels import TableLabels, is_head
from formgen.importing.finding.form_blanks import find_blanks
from formgen.importing.finding.row_groups import with_repeated_rows
from formgen.importing.notice.given_files import blanks_of
from formgen.importing.proposal import Use
from formgen.importing.proposing.propose import propose
from formgen.importing.template_variables import template_faults, template_variables
from formgen.importing.word_text import GridCell, GridTable, WordForm, read_form_text
from formgen.pipeline.made import Format
from formgen.record.kinds.table import written
from formgen.render.word.package import read_package
from formgen.render.word.slots import T
from formgen.returned.word_files.read_files import read_word_files
from formgen.scheme.load import load_scheme, scheme_faults
from tests.importing.word_forms import Rows, content, merged, saved, table
from tests.schemes.made_up import numeral


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


def text_of(document: Document) -> WordForm:
    return read_form_text(read_package(content(document), "表.docx"))


@pytest.fixture(autouse=True)
def without_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody counts the pages, and none is drawn."""
    monkeypatch.setattr(new_scheme, "_numbered", lambda form: (b"", {}, 1))
    monkeypatch.setattr(new_scheme, "_pictures", lambda form, pdf: [])
    monkeypatch.setattr(new_scheme, "page_count", lambda package, title: 1)


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


def of_rows(
    rows: Rows, *merges: tuple[tuple[int, int], tuple[int, int]], lines: tuple[str, ...] = ("登记表",)
) -> Document:
    """A form with a table of these texts, of which some cells are merged."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    made = table(document, rows)
    for first, last in merges:
        merged(made, first, last)
    return document


def listed(document: Document) -> list[tuple[str, str, str, int]]:
    """What was found in rows that repeat: the list, the column, its kind, in how many rows."""
    found = blanks_of(text_of(document))
    return [(one.rows.name, one.label, one.kind.value, one.rows.printed) for one in found if one.rows is not None]


def test_rows_without_numbers_are_a_list_of_its_own_name() -> None:
    below = [("", "", "")] * 4
    lines = ("继续教育登记表", "二、培训经历", "（单位：学时，另附证明：　　份）")
    assert listed(of_rows([("起止年月", "培训机构", "学时"), *below], lines=lines)) == [
        ("培训经历", "起止年月", "cell", 4),
        ("培训经历", "培训机构", "cell", 4),
        ("培训经历", "学时", "cell", 4),
    ]


def test_the_name_beside_the_rows_of_a_list_is_the_lists() -> None:
    rows = [
        ("姓名", "", "电话", ""),
        ("家庭成员", "称谓", "姓名", "职业"),
        *[("", "", "", "")] * 3,
        ("备注", "", "", ""),
    ]
    document = of_rows(rows, ((1, 0), (4, 0)), ((5, 1), (5, 3)))
    assert listed(document) == [("家庭成员", one, "cell", 3) for one in ("称谓", "姓名", "职业")]
    assert [one.label for one in blanks_of(text_of(document)) if one.rows is None] == ["姓名", "电话", "备注"]


def test_a_heading_of_two_rows_names_each_column() -> None:
    rows = [
        ("姓名", "租期", "", "押金", "", "备注"),
        ("", "起始日期", "终止日期", "应收", "实收", ""),
        *[("",) * 6] * 3,
        ("合计", *[""] * 5),
    ]
    merges = (((0, 0), (1, 0)), ((0, 1), (0, 2)), ((0, 3), (0, 4)), ((0, 5), (1, 5)))
    found = listed(of_rows(rows, *merges, lines=("租户名册",)))
    assert [label for _, label, _, _ in found] == ["姓名", "起始日期", "终止日期", "应收", "实收", "备注"]
    assert {(name, printed) for name, _, _, printed in found} == {("租户名册", 3)}
    rows[1] = ("", "计划", "实际", "计划", "实际", "")
    found = listed(of_rows(rows, *merges))
    assert [label for _, label, _, _ in found] == ["姓名", "租期·计划", "租期·实际", "押金·计划", "押金·实际", "备注"]


def test_worths_are_added_up_and_prices_of_one_are_not() -> None:
    heads = ("名称", "购置日期", "单价", "原值", "累计折旧", "净值")
    rows = [heads, *[("",) * 6] * 3, ("合计", "——", "", "", "", "")]
    found = blanks_of(text_of(of_rows(rows)))
    assert [(one.label, one.sum_of) for one in found if one.sum_of] == [
        ("原值合计", "原值"), ("累计折旧合计", "累计折旧"), ("净值合计", "净值")
    ]  # fmt: skip


def test_words_above_two_columns_say_that_both_are_added_up() -> None:
    rows = [
        ("姓名", "单位缴费（元）", "", "备注"), ("", "养老", "医疗", ""), *[("",) * 4] * 3, ("合计", "", "", "")
    ]  # fmt: skip
    merges = (((0, 0), (1, 0)), ((0, 1), (0, 2)), ((0, 3), (1, 3)))
    found = blanks_of(text_of(of_rows(rows, *merges)))
    assert [one.label for one in found if one.sum_of] == ["养老合计", "医疗合计"]


def test_a_long_table_takes_no_longer_for_its_heading(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    form = text_of(of_rows([("事项", "说明"), *[("甲", "乙")] * 40]))
    (part,) = [one for one in form.parts if isinstance(one, GridTable)]
    labels = TableLabels(part)

    def are_heads(cells: Sequence[GridCell]) -> bool:
        asked.append(cells[0].row)
        return False

    monkeypatch.setattr(labels, "are_heads", are_heads)
    for row in part.rows * 3:
        is_head(row, labels)
    assert len(asked) <= 2 * len(part.rows)


def test_dates_units_and_places_to_sign_in_rows() -> None:
    heads = ("姓名", "发证日期", "学习期间", "费用", "本人签名")
    rows = [heads, *[("", "　年　月　日", "　年　月至　年　月", "　　　元", "")] * 3]
    found = blanks_of(text_of(of_rows(rows)))
    assert [(one.label, one.kind.value, len(one.spots)) for one in found] == [
        ("姓名", "cell", 3),
        ("发证日期", "date", 3),
        ("学习期间", "cell", 3),
        ("费用", "cell", 3),
        ("本人签名", "stamp", 0),
    ]
    assert [one.unit for one in found if one.label == "费用"] == ["元"]
    uses = {row.label: row.use for row in propose([("form", found)])}
    assert (uses["发证日期"], uses["学习期间"], uses["本人签名"]) == (Use.DATE, Use.TEXT, Use.STAMP)


def test_a_longer_list_without_numbers_is_filled_and_read_back(tmp_path: Path) -> None:
    rows = [("履历", "起止年月", "单位", "离职日期"), *[("", "", "", "　年　月　日")] * 3, ("备注", "", "", "")]
    document = of_rows(rows, ((0, 0), (3, 0)), ((4, 1), (4, 3)), lines=("登记表", "姓名：____________"))
    path, folder = saved(document, tmp_path, "登记表.docx"), tmp_path / "people"
    for _ in range(2):
        new_scheme.new_scheme(folder, [path])
    scheme = load_scheme(folder)
    assert scheme_faults(folder)[1] == ()
    times = [
        {"起止年月": f"{year}年至{year + 1}年", "单位": f"甲厂{year}", "离职日期": f"{year + 1}年5月6日"}
        for year in range(2001, 2007)
    ]
    record = tmp_path / "a.json"
    said = {"填写内容": {"姓名": "某甲", "备注": "无"}, "履历": times}
    record.write_text(json.dumps(said, ensure_ascii=False), "utf-8")
    examined = pipeline.examine(scheme, record)
    (paper,) = pipeline.fill(scheme, examined, None, frozenset([Format.DOCX]), tmp_path / "out").paths
    (made,) = docx.Document(str(paper)).tables
    assert len(made.rows) == 8
    ((one,),) = read_word_files(scheme, [paper])
    assert one.record is not None and [str(problem) for problem in one.problems] == []
    back = [[written(entry.value) for entry in row.entries] for row in one.record.lists[0].rows]
    assert back == [list(time.values()) for time in times]


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
