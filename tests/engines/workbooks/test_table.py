"""Tables as workbooks: no typed text becomes a formula, and every program opens the workbooks."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from formgen.engines.workbooks.cell_text import LONGEST_CELL, fitted, visible
from formgen.engines.workbooks.table import CellValue, Link, TableSheet, table_workbook
from tests.judges import REPOSITORY
from tests.judges.libreoffice import convert
from tests.judges.openxml import openxml_errors
from tests.sweeps import some_of

ROWS: tuple[tuple[CellValue, ...], ...] = (
    ("=1+1", "#N/A", Link("附件2.pdf", "太仓 样例/附件2-表#1%.pdf"), 12, date(2018, 6, 5)),
    ("+86 512", "\t=x", Link("-x", "a/b.pdf"), Decimal("2.5"), None),
    ("@SUM(A1)", "_x0041_ \x01\r\nb", None, 10**17, date(1899, 1, 2)),
    ('=HYPERLINK("http://x")', "　　首行缩进 &<>", "堃㙍", Decimal("0.1000000000000000001"), date(2099, 12, 31)),
)
SHEETS = (TableSheet("结果", ("企业", "状态", "文件", "数", "日期"), ROWS), TableSheet("空", ("一列",), ()))


def cells(content: bytes) -> list[list[openpyxl.cell.Cell]]:
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(min_row=2)]


def test_values_keep_their_types_and_text_is_text() -> None:
    rows = cells(table_workbook(SHEETS, "结果"))
    assert [[cell.value for cell in row[:2]] for row in rows] == [
        ["=1+1", "#N/A"],
        ["+86 512", "\t=x"],
        ["@SUM(A1)", "_x005F_x0041_ 〔U+0001〕\nb"],
        ['=HYPERLINK("http://x")', "　　首行缩进 &<>"],
    ]
    assert {cell.data_type for row in rows for cell in row[:2]} == {"s"}
    assert [row[0].quotePrefix for row in rows] == [True] * 4 and not rows[0][1].quotePrefix
    assert [row[3].value for row in rows] == [12, 2.5, str(10**17), "0.1000000000000000001"]
    assert [row[4].value for row in rows] == [datetime(2018, 6, 5), None, "1899-01-02", datetime(2099, 12, 31)]
    assert rows[0][2].value == "附件2.pdf"
    assert rows[0][2].hyperlink.target.endswith("/%E9%99%84%E4%BB%B62-%E8%A1%A8%231%25.pdf")


def test_the_validator_and_libreoffice_open_it(tmp_path: Path) -> None:
    path = tmp_path / "结果.xlsx"
    path.write_bytes(table_workbook(SHEETS, "结果"))
    assert openxml_errors(path) == ()
    lines = convert(path, "csv:Text - txt - csv (StarCalc):9,34,76,1", tmp_path / "csv").read_text("utf-8").split("\n")
    assert lines[1] == '"=1+1"\t"#N/A"\t"附件2.pdf"\t12\t2018-06-05'  # text is quoted, numbers and dates are not
    assert "_x0041_ 〔U+0001〕" in "\n".join(lines) and '"=HYPERLINK(""http://x"")"' in "\n".join(lines)


# Texts of people and attackers: they have any characters, also lone surrogates, and often those that begin a formula.
TEXTS = st.one_of(
    st.text(st.characters(), max_size=40),
    st.builds(str.__add__, st.sampled_from("=+-@\t\r"), st.text(max_size=20)),
    st.from_regex(r"_x[0-9A-Fa-f]{4}_", fullmatch=True),
)


@settings(max_examples=some_of(60))
@given(text=TEXTS)
@example(text="\x00=1")
@example(text="=cmd|' /C calc'!A0")
def test_no_text_becomes_a_formula_or_is_lost(text: str) -> None:
    ((cell,),) = cells(table_workbook([TableSheet("一", ("文字",), [[text]])], "")) if text else ((None,),)
    if cell is not None and cell.value is not None:
        assert cell.data_type == "s"
        assert cell.value.replace("_x005F_x", "_x") == visible(text)
        assert cell.quotePrefix == cell.value.startswith(("=", "+", "-", "@", "\t"))


@pytest.mark.parametrize("text", ["字" * 40000, "\U00020000" * 20000, "_x0041_" * 6000])
def test_text_longer_than_a_cell_says_so(text: str) -> None:
    ((cell,),) = cells(table_workbook([TableSheet("一", ("文字",), [[text]])], ""))
    assert cell.value.startswith(f"〔内容共 {len(text)} 个字符，单元格放不下")
    assert LONGEST_CELL - 20 <= len(cell.value.encode("utf-16-le")) // 2 <= LONGEST_CELL
    assert fitted("字" * LONGEST_CELL) == "字" * LONGEST_CELL


@pytest.mark.parametrize(
    "sheets",
    [
        [],
        [TableSheet("a", ("x",), ()), TableSheet("A", ("x",), ())],
        [TableSheet("a/b", ("x",), ())],
        [TableSheet("长" * 32, ("x",), ())],
        [TableSheet("a", ("x",), [["1", "2"]])],
        [TableSheet("a", ("x",), [[True]])],
        [TableSheet("a", ("x",), [[datetime(2018, 6, 5, 1)]])],
    ],
)
def test_what_no_program_could_open_is_refused(sheets: list[TableSheet]) -> None:
    with pytest.raises(ValueError, match=r"sheet|cell|fit"):
        table_workbook(sheets, "")


def test_the_same_tables_give_the_same_bytes_in_another_process() -> None:
    code = (
        "import hashlib; from tests.engines.workbooks.test_table import SHEETS, table_workbook;"
        "print(hashlib.sha256(table_workbook(SHEETS, '结果')).hexdigest())"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            check=True,
            capture_output=True,
            cwd=REPOSITORY,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1
    with zipfile.ZipFile(io.BytesIO(table_workbook(SHEETS, "结果"))) as package:
        assert {part.date_time[0] for part in package.infolist()} == {1980}
        assert b"2018-06-01T00:00:00Z" in package.read("docProps/core.xml")
