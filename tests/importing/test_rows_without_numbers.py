"""Lists without a column of numbers: beside their name, below headings of two rows, with dates, units and places to sign."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import docx
import pytest
from docx.document import Document

from formgen import pipeline
from formgen.importing import new_scheme
from formgen.importing.finding.cell_labels import TableLabels, is_head
from formgen.importing.notice.given_files import blanks_of
from formgen.importing.proposal import Use
from formgen.importing.proposing.propose import propose
from formgen.importing.word_text import GridCell, GridTable
from formgen.pipeline.made import Format
from formgen.record.kinds.table import written
from formgen.returned.word_files.read_files import read_word_files
from formgen.scheme.load import load_scheme, scheme_faults
from tests.importing.word_forms import Rows, merged, saved, table, text_of

pytestmark = pytest.mark.usefixtures("without_libreoffice")


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
