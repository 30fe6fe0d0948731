"""What people type over a cell's printed unit or date, lines parted with Enter, and lists parted into two tables."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from formgen.foundation.problems import Problem
from formgen.importing import new_scheme
from formgen.importing.finding.form_blanks import find_blanks
from formgen.importing.proposing.propose import propose
from formgen.record.kinds.table import written
from formgen.record.models import Record
from formgen.returned.word_files.read_files import read_word_files
from formgen.returned.word_files.values.printed_units import is_sum
from formgen.scheme.load import load_scheme
from formgen.scheme.models import Scheme
from tests.importing.word_forms import registration, saved, table, text_of
from tests.returned.word_files.test_strange_form import made_scheme


@pytest.fixture(autouse=True)
def without_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody counts the pages of a form, and none is drawn."""
    monkeypatch.setattr(new_scheme, "_numbered", lambda form: (b"", {}, 1))
    monkeypatch.setattr(new_scheme, "_pictures", lambda form, pdf: [])
    monkeypatch.setattr(new_scheme, "looked_over", lambda package, title: (1, ()))


def read_one(scheme: Scheme, path: Path) -> tuple[Record | None, tuple[Problem, ...]]:
    ((one,),) = read_word_files(scheme, [path])
    return one.record, one.problems


def typed(document: Document, row: int, column: int, text: str) -> None:
    """A cell of the first table with this text in the place of all that it printed."""
    document.tables[0].cell(row, column).text = text


@pytest.mark.parametrize(
    ("row", "column", "text", "value", "codes"),
    [
        (3, 1, "12.5", "12.5", ["returned.unit"]),
        (3, 1, "12.5万", "12.5", []),
        (3, 1, "壹拾贰万伍仟元整", "12.5", ["returned.unit"]),
        (3, 3, "15", "15", ["returned.unit"]),
        (2, 3, "2024-3-5 0:00:00", "2024年3月5日", []),
        (2, 3, "2024. 3. 5.", "2024年3月5日", []),
        (2, 3, "二〇二四年三月五日", "2024年3月5日", []),
    ],
)
def test_a_value_typed_over_the_words_of_its_cell(
    tmp_path: Path, row: int, column: int, text: str, value: str, codes: list[str]
) -> None:
    """The other values of the row are read, too; it was told as a changed row, and none of it was read."""
    scheme = made_scheme(tmp_path)
    document = docx.Document(str(tmp_path / "原表.docx"))
    typed(document, row, column, text)
    beside = {2: (2, 1), 3: (3, 3 if column == 1 else 1)}[row]
    document.tables[0].cell(*beside).paragraphs[0].insert_paragraph_before("7")
    record, problems = read_one(scheme, saved(document, tmp_path, "交回.docx"))
    assert [problem.code for problem in problems] == codes
    assert record is not None and sorted(written(entry.value) for entry in record.entries) == sorted([value, "7"])


def test_words_typed_over_more_than_a_unit_are_told_as_before(tmp_path: Path) -> None:
    scheme = made_scheme(tmp_path)
    document = docx.Document(str(tmp_path / "原表.docx"))
    typed(document, 3, 0, "批准金额")
    typed(document, 3, 1, "12")
    _, problems = read_one(scheme, saved(document, tmp_path, "交回.docx"))
    assert "returned.words-changed" in [problem.code for problem in problems]


def test_a_place_that_a_person_makes_an_amount_is_printed_before_the_forms_unit() -> None:
    """Without its part, `12万元人民币` was printed before the form's 元."""
    blanks = find_blanks(text_of(registration()))
    rows = [row for row in propose([("form", blanks)]) if row.label in ("申请金额", "用工人数")]
    assert [row.part for row in rows] == ["ten_thousands", None]
    assert [row.printed_part for row in rows] == [None, None]


def of_list(folder: Path, kind: str = "") -> tuple[Scheme, Path]:
    """A scheme of a form with a list and a line of two places, and the form's file. kind: of the amounts; empty for that proposed."""
    document = docx.Document()
    document.add_paragraph("设备补贴申请表")
    document.add_paragraph("单位名称：____________")
    rows = [("序号", "设备", "金额（元）"), *[(str(number), "", "") for number in (1, 2, 3)], ("合计", "", "")]
    made = table(document, rows)
    made.cell(4, 0).merge(made.cell(4, 1))
    document.add_paragraph("填表人：            填表日期：    年  月  日")
    path, scheme = saved(document, folder, "申请表.docx"), folder / "scheme"
    for _ in range(2):
        new_scheme.new_scheme(scheme, [path])
    if kind:
        record = scheme / "record.toml"
        said = record.read_text("utf-8")
        at = said.index('label = "金额"')
        record.write_text(f'{said[:at]}kind = "{kind}"\n{said[at:]}', "utf-8")
    return load_scheme(scheme), path


def filled(path: Path, rows: int = 3, total: str = "") -> Document:
    document = docx.Document(str(path))
    document.paragraphs[1].add_run("某甲公司")
    (made,) = document.tables
    for _ in range(4, rows + 1):
        made.rows[3]._tr.addnext(copy.deepcopy(made.rows[3]._tr))
    for number in range(1, rows + 1):
        for place, text in enumerate((str(number), f"设备{number}", "100")):
            made.rows[number].cells[place].text = text
    made.rows[rows + 1].cells[2].text = total
    return document


def said_rows(record: Record | None) -> list[list[str]]:
    return [] if record is None else [[written(one.value) for one in row.entries] for row in record.lists[0].rows]


@pytest.mark.parametrize("kept", [0, 1], ids=["without the heading", "with the heading again"])
@pytest.mark.parametrize("rows", [3, 12])
def test_a_list_that_was_parted_into_two_tables(tmp_path: Path, rows: int, kept: int) -> None:
    """The heading was read as a row, and of a long list only the first table."""
    scheme, path = of_list(tmp_path)
    document = filled(path, rows)
    first = document.tables[0]._tbl
    second = copy.deepcopy(first)
    for row in first.findall(qn("w:tr"))[3:]:
        first.remove(row)
    for row in second.findall(qn("w:tr"))[kept:3]:
        second.remove(row)
    first.addnext(second)
    first.addnext(document.add_paragraph()._p)
    record, problems = read_one(scheme, saved(document, tmp_path, "交回.docx"))
    assert said_rows(record) == [[f"设备{number}", "100"] for number in range(1, rows + 1)]
    assert [problem.code for problem in problems] == []


@pytest.mark.parametrize(
    ("total", "codes"),
    [("300", []), ("300元", []), ("300.00", []), ("叁佰元整", []), ("301元", ["returned.sum"]), ("", [])],
)
@pytest.mark.parametrize("kind", ["", "money"])
def test_a_right_total_is_right_in_any_writing(tmp_path: Path, kind: str, total: str, codes: list[str]) -> None:
    """And figures in a column whose heading says the unit are amounts; they were refused for lacking it."""
    scheme, path = of_list(tmp_path, kind)
    record, problems = read_one(scheme, saved(filled(path, total=total), tmp_path, "交回.docx"))
    assert [problem.code for problem in problems] == codes
    assert said_rows(record) == [[f"设备{number}", "100元" if kind else "100"] for number in (1, 2, 3)]


def test_sums_are_compared_as_what_they_say() -> None:
    assert is_sum("1,200", "1200", "元") and is_sum("300台", "300", "") and is_sum("0.03万元", "300元", "元")
    assert not is_sum("300万元", "300", "元") and not is_sum("", "300", "") and not is_sum("三百多", "300", "元")


def below(document: Document) -> None:
    document.paragraphs[-1].text = "填表人：张三"
    document.add_paragraph("填表日期：2018.7.5")


def in_three(document: Document) -> None:
    document.paragraphs[-1].text = "填表人：张三"
    document.add_paragraph("填表日期：")
    document.add_paragraph("2018年7月5日")


@pytest.mark.parametrize("edit", [below, in_three])
def test_a_line_that_was_parted_with_enter(tmp_path: Path, edit: Callable[[Document], None]) -> None:
    scheme, path = of_list(tmp_path)
    document = filled(path)
    edit(document)
    record, problems = read_one(scheme, saved(document, tmp_path, "交回.docx"))
    assert [problem.code for problem in problems] == []
    said = {} if record is None else {scheme.fields[one.field].label: written(one.value) for one in record.entries}
    assert (said["填表人"], said["填表日期"]) == ("张三", "2018年7月5日")
