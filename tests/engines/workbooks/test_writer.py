"""Our module for XlsxWriter: text that XlsxWriter would drop, write wrongly or keep. More rows do not need more memory."""

from __future__ import annotations

import io
import tempfile
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from formgen.engines.workbooks.cell_rule import CellRule
from formgen.engines.workbooks.cell_text import fitted, stored, visible
from formgen.engines.workbooks.looks import BODY, LEFT, PLAIN, CellLook
from formgen.engines.workbooks.table import CellValue, Link, TableSheet, table_workbook
from formgen.engines.workbooks.writer import WorkbookWriter
from formgen.intake.xlsx.package import open_package
from formgen.intake.xlsx.sheets import read_sheet, read_workbook
from tests.judges.openxml import openxml_errors
from tests.sweeps import some_of

LOOK = CellLook(BODY, LEFT)


def read_back(content: bytes, folder: Path) -> list[list[object]]:
    """Return the cells of the first sheet, as our own reader reads them."""
    path = folder / "a.xlsx"
    path.write_bytes(content)
    with open_package(path) as package:
        workbook = read_workbook(package, "a.xlsx")
        return [[cell.value for cell in row.cells.values()] for row in read_sheet(workbook, workbook.sheets[0]).rows]


def part(content: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return etree.fromstring(package.read(name))


@settings(max_examples=some_of(60))
@given(
    text=st.one_of(
        st.text(min_size=1, max_size=40),
        st.from_regex(r"(_x[0-9A-Fa-f]{4}){1,3}_", fullmatch=True),
        st.builds("<r>{}</r>".format, st.text(max_size=9)),
    )
)
@example(text="_x0041_x0042_")  # two escapes with one underscore between them
@example(text="<r><t>A</t></r>")  # XlsxWriter's own marks
@example(text=" \n甲 ")
@example(text="_x0041_" * 4000)
def test_our_own_reader_reads_what_was_written(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    shown = fitted(visible(text))
    found = read_back(table_workbook([TableSheet("一", ("头",), [[text]])], ""), tmp_path_factory.mktemp("read"))
    assert found == ([["头"], [shown]] if shown.strip() else [["头"]])


def test_text_is_never_marks() -> None:
    """XlsxWriter would turn `<r>…</r>` into formatted text. Then a user's text could write into the parts of the file."""
    content = table_workbook([TableSheet("一", ("头",), [["<r><t>A</t></r>"]])], "")
    cells = part(content, "xl/worksheets/sheet1.xml").iter("{*}is")
    assert [[etree.QName(child).localname for child in cell] for cell in cells] == [["t"], ["t"]]
    assert stored("_x0041_x0042_") == "_x005F_x0041_x005F_x0042_"


def test_a_row_that_is_finished_is_not_written_to_again() -> None:
    """XlsxWriter would silently leave the cell out."""
    with WorkbookWriter("") as book:
        sheet = book.sheet("一")
        sheet.text(5, 1, "甲", LOOK)
        with pytest.raises(ValueError, match="order"):
            sheet.text(4, 1, "乙", LOOK)
        with pytest.raises(ValueError, match="order"):
            sheet.height(4, 20)


def test_what_a_rule_or_a_sheet_has_no_room_for_is_refused() -> None:
    with WorkbookWriter("") as book:
        sheet = book.sheet("一")
        with pytest.raises(ValueError, match="fit"), pytest.warns(UserWarning, match="255"):
            sheet.let(CellRule("any", heading="甲", prompt="长" * 256), (1, 1), (9, 1))
        with pytest.raises(ValueError, match="fit"):
            sheet.text(1_048_577, 1, "甲", LOOK)


@pytest.mark.parametrize("name", ["", "一" * 32, "a/b", "it's", "a\x01", "一"])
def test_a_name_that_no_sheet_can_have_is_refused(name: str) -> None:
    with WorkbookWriter("") as book:
        book.sheet("一")
        with pytest.raises(ValueError, match="sheet"):
            book.sheet(name)


def test_what_rows_wait_in_is_removed_after_a_fault_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def rows() -> Iterator[tuple[CellValue, ...]]:
        yield ("320522196805200008",)
        yield ("320522196805200008",)
        assert [file for file in tmp_path.rglob("*") if file.is_file()], "rows wait in files"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        table_workbook([TableSheet("一", ("证件号",), rows())], "")
    assert list(tmp_path.iterdir()) == []


def test_memory_does_not_grow_with_the_rows() -> None:
    """Twenty times as many rows need no more memory. Only the finished file is longer; it is in memory once or twice."""

    def peak(count: int) -> int:
        rows = (("太仓样例有限公司", f"第 {number} 条：没有填写", 5) for number in range(count))
        tracemalloc.start()
        content = table_workbook([TableSheet("一", ("企业", "问题", "数"), rows, (40, 60, 8))], "")
        most = tracemalloc.get_traced_memory()[1] - 3 * len(content)
        tracemalloc.stop()
        return most

    peak(10)  # the first use loads and keeps things, which must not be counted
    assert peak(4000) < peak(200) + 200_000


def test_days_links_and_gaps(tmp_path: Path) -> None:
    with WorkbookWriter("") as book:
        sheet = book.sheet("一")
        sheet.gap(1, 9)
        sheet.day(2, 1, date(2018, 6, 5), CellLook(BODY, LEFT, number_format="yyyy-mm-dd"))
        sheet.link(2, 2, "附件2.docx", "甲 公司/附件2#.docx", LOOK)
        sheet.formula(2, 3, "=1+1", LOOK)
        sheet.blank(3, 1, PLAIN)
        content = book.content()
    assert read_back(content, tmp_path)[0][:2] == [date(2018, 6, 5), "附件2.docx"]
    assert openxml_errors(tmp_path / "a.xlsx") == ()
    (relation,) = part(content, "xl/worksheets/_rels/sheet1.xml.rels")
    assert relation.get("Target") == "%E7%94%B2%20%E5%85%AC%E5%8F%B8/%E9%99%84%E4%BB%B62%23.docx"
    tree = part(content, "xl/worksheets/sheet1.xml")
    assert next(tree.iter("{*}row")).get("ht") == "9", "a row without text has its height"
    (formula,) = [cell for cell in tree.iter("{*}c") if cell.find("{*}f") is not None]
    assert not formula.find("{*}v").text, "no result is saved: every program calculates it"


def test_many_links_lead_where_they_should() -> None:
    rows = [[Link(str(number), f"{number}.pdf")] for number in range(300)]
    content = table_workbook([TableSheet("一", ("文件",), rows)], "")
    targets = {one.get("Id"): one.get("Target") for one in part(content, "xl/worksheets/_rels/sheet1.xml.rels")}
    links = list(part(content, "xl/worksheets/sheet1.xml").iter("{*}hyperlink"))
    assert len(links) == 300
    for link in links:
        identity = next(value for name, value in link.items() if name.endswith("}id"))
        assert targets[identity] == f"{int(str(link.get('ref'))[1:]) - 2}.pdf"
