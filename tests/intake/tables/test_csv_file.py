"""CSV files as people save them: encodings, delimiters, quotes. A broken row gives a finding; the other rows are read."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formgen.foundation.problems import Place
from formgen.intake.table import trimmed
from formgen.intake.tables.csv_encoding import text_lines
from formgen.intake.tables.csv_file import LARGEST_CSV, BrokenRow, read_csv, split_row
from formgen.record.kinds.characters import LINE_BREAKS
from formgen.record.kinds.stand_ins import as_meant
from formgen.scheme.models import Scheme
from tests.intake.given import csv_bytes, faults, found, read
from tests.sweeps import some_of

HEADER = ["企业名称", "联系人", "主营业务", "1.1.1", "申请贯标的理由"]
ROWS = [HEADER, ["甲公司", "张三", "生产、销售", "满分", "第一段\n第二段"], ["乙公司", "李四", 'R&D "智造"', "0", ""]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_and_delimiters(scheme: Scheme, tmp_path: Path, encoding: str, delimiter: str) -> None:
    (tmp_path / "名册.csv").write_bytes(csv_bytes(ROWS, encoding, delimiter))
    source, (first, second) = read(scheme, tmp_path / "名册.csv")
    assert source.problems == first.problems == second.problems == ()
    assert first.record is not None and second.record is not None
    assert first.record.value("application.reasons") == "第一段\n第二段"
    assert second.record.value("applicant.main_business") == 'R&D "智造"'
    assert [one.record.scores[0].level for one in (first, second) if one.record] == ["full", "zero"]
    assert first.record.entries[0].place == Place("名册.csv", "A2") and first.place == Place("名册.csv", "第 2 行")


def test_chinese_commas_are_text_and_no_delimiters(scheme: Scheme, tmp_path: Path) -> None:
    reasons = "诚信，守法，" * 40
    (tmp_path / "a.csv").write_bytes(csv_bytes([["企业名称", "申请理由"], ["甲公司", reasons]]))
    _, (one,) = read(scheme, tmp_path / "a.csv")
    assert one.record is not None and one.record.value("application.reasons") == reasons
    (tmp_path / "b.csv").write_text("企业名称，联系人\n甲公司，张三\n", encoding="utf-8")
    _, (one,) = read(scheme, tmp_path / "b.csv")
    assert one.record is not None and one.record.value("applicant.contact_person") == "张三"


def test_codes_that_a_program_protected(scheme: Scheme, tmp_path: Path) -> None:
    rows = [
        ["企业名称", "工商注册号", "邮编"],
        ["甲", '="320585000000055"', "\t215400"],
        ["乙", "'320585000000055", "3.2E+05"],
    ]
    (tmp_path / "a.csv").write_bytes(csv_bytes(rows, "gb18030"))
    _, (first, second) = read(scheme, tmp_path / "a.csv")
    assert (faults(first), faults(second)) == ([], [("cell.digits-lost", "C3")])
    assert [one.record and one.record.value("applicant.registration_number") for one in (first, second)] == [
        "320585000000055"
    ] * 2


@pytest.mark.parametrize(("before", "behind"), [("'", ""), ("'", "'")])
def test_cells_marked_as_text(scheme: Scheme, tmp_path: Path, before: str, behind: str) -> None:
    """Other programs write a `'` before each cell or around it, headings included. Other quotes stay as they are."""
    rows = [["企业名称", "邮编", "主营业务"], ["甲公司", "215400", "生产"]]
    lines = [",".join(f"{before}{cell}{behind}" for cell in row) for row in rows]
    lines.append("乙公司,215401,'绿色'产品")
    (tmp_path / "a.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    _, (first, second) = read(scheme, tmp_path / "a.csv")
    said = [[entry.value for entry in one.record.entries] for one in (first, second) if one.record is not None]
    assert said == [["甲公司", "215400", "生产"], ["乙公司", "215401", "'绿色'产品"]]


def test_big5(scheme: Scheme, tmp_path: Path) -> None:
    """The headings say that a file is in Big5: its bytes are valid GB18030, too. A line in GB18030 is reported."""
    rows = [
        ["企業名稱", "法定代表人", "主營業務"],
        ["太倉甲公司", "錢知遠", "軸承、許功蓋"],
        ["太倉乙公司", "孫海寧", "電子"],
    ]
    content = csv_bytes(rows, "cp950")
    (tmp_path / "a.csv").write_bytes(content)
    source, (first, second) = read(scheme, tmp_path / "a.csv")
    assert source.problems == () and content.decode("gb18030")
    assert first.record is not None and second.record is not None
    assert first.record.value("applicant.main_business") == "軸承、許功蓋"
    assert second.record.value("applicant.legal_representative") == "孫海寧"
    (tmp_path / "b.csv").write_bytes(content + csv_bytes([["太仓丙公司", "\U00020bb7", ""]], "gb18030"))
    _, (*_, last) = read(scheme, tmp_path / "b.csv")
    assert faults(last) == [("csv.encoding", "第 4 行")]


def test_big5_without_known_headings(scheme: Scheme, tmp_path: Path) -> None:
    """The message says the encoding. A file in GB18030 with other headings is not taken for one in Big5."""
    rows = [["統編", "負責人員姓名"], ["太倉甲機械公司", "這位先生在辦公室"]]
    (tmp_path / "a.csv").write_bytes(csv_bytes(rows, "cp950"))
    source, _ = read(scheme, tmp_path / "a.csv")
    assert found(source) == [("csv.encoding", "")] and "Big5" in source.problems[0].message
    (tmp_path / "b.csv").write_bytes(csv_bytes([["名目", "说法"], ["甲", "重合同守信用，制度健全"]], "gb18030"))
    source, _ = read(scheme, tmp_path / "b.csv")
    assert found(source) == [("table.no-headings", "")]


def test_a_line_in_another_encoding(scheme: Scheme, tmp_path: Path) -> None:
    """UTF-8 that is read as GB18030 would give other Chinese characters. So each such line is reported."""
    lines = [
        csv_bytes([row]) for row in (["企业名称", "联系人"], ["甲公司", "张三"], ["乙公司", "李四"], ["丙公司", "王五"])
    ]
    lines[2] = csv_bytes([["乙公司", "李四"]], "gb18030")
    (tmp_path / "a.csv").write_bytes(b"".join(lines))
    _, enterprises = read(scheme, tmp_path / "a.csv")
    assert [(one.name, faults(one)) for one in enterprises] == [
        ("甲公司", []),
        ("a 第 3 行", [("csv.encoding", "第 3 行")]),
        ("丙公司", []),
    ]
    names = [["企业名称", "联系人"], ["甲公司", "张三"], ["乙公司", "李四"], ["丙公司", "王五"]]
    lines = [csv_bytes([row], "gb18030") for row in names]
    lines[3] = csv_bytes([["丙公司", "王五"]])
    (tmp_path / "b.csv").write_bytes(b"".join(lines))
    _, enterprises = read(scheme, tmp_path / "b.csv")
    assert [faults(one) for one in enterprises] == [[], [], [("csv.encoding", "第 4 行")]]


def test_text_that_was_lost_before(scheme: Scheme, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(csv_bytes([["企业名称", "联系人"], ["甲公司", "张\ufffd"], ["乙\0公司", "李四"]]))
    _, (first, second) = read(scheme, tmp_path / "a.csv")
    assert (faults(first), faults(second)) == ([("cell.garbled", "B2")], [("text.control", "A3")])
    (tmp_path / "b.csv").write_bytes("企业名称,联系人\n甲,张三\n".encode("utf-16")[:-5] + b"\xdc\xdc\n")
    assert read(scheme, tmp_path / "b.csv")[1]


@pytest.mark.parametrize(
    ("row", "code"),
    [('乙公司,"李四,x', "csv.quotes"), ('"乙"公司,李四,x', "csv.quotes"), ("乙公司,李四,x,多出来的", "csv.too-wide")],
)
def test_a_broken_row_hides_no_other(scheme: Scheme, tmp_path: Path, row: str, code: str) -> None:
    lines = ["企业名称,联系人,主营业务", "甲公司,张三,生产", row, '丙公司,"王,五",销售', "丁公司,赵六,x"]
    (tmp_path / "a.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    _, enterprises = read(scheme, tmp_path / "a.csv")
    assert [faults(one) for one in enterprises] == [[], [(code, "第 3 行")], [], []]
    assert enterprises[1].record is None and [one.name for one in enterprises[2:]] == ["丙公司", "丁公司"]


def test_rows_are_counted_as_spreadsheets_do_and_lines_are_named(scheme: Scheme, tmp_path: Path) -> None:
    lines = ["企业名称,联系人", '甲公司,"张\n三"', "", '"乙"公司,李四', "丙,王五"]
    (tmp_path / "a.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    _, (first, second, third) = read(scheme, tmp_path / "a.csv")
    assert faults(first) == [("text.line-break", "B2")]
    assert faults(second) == [("csv.quotes", "第 4 行")] and "第 5 行" in second.problems[0].message
    assert third.place.at == "第 5 行"


def test_a_file_cut_off(scheme: Scheme, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("企业名称,联系人,主营业务\n甲,张三,生产\n乙,李", encoding="utf-8")
    _, (first, second) = read(scheme, tmp_path / "a.csv")
    assert (faults(first), faults(second)) == ([], [("csv.cut-off", "第 3 行")])
    (tmp_path / "b.csv").write_text("企业名称,联系人,主营业务\n甲,张三,生产", encoding="utf-8")
    assert [faults(one) for one in read(scheme, tmp_path / "b.csv")[1]] == [[]]


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "table.no-headings"), (b"\0\1\2\3" * 50, "file.other-kind"), ("甲,乙\n".encode(), "table.no-headings"),
     ("企业名称,联系人\n".encode(), "source.empty")],
)  # fmt: skip
def test_no_enterprises(scheme: Scheme, tmp_path: Path, content: bytes, code: str) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    source, enterprises = read(scheme, tmp_path / "a.csv")
    assert enterprises == [] and source.problems[-1].code == code and source.problems[-1].is_error


def test_a_file_far_too_large(scheme: Scheme, tmp_path: Path) -> None:
    with (tmp_path / "a.csv").open("wb") as file:
        file.write(b"name,contact\n" * 1000)
        file.truncate(LARGEST_CSV + 1)
    assert found(read(scheme, tmp_path / "a.csv")[0]) == [("file.too-large", "")]


# ----------------------------------------------------------------------------------------------------- any content


@given(st.binary(max_size=300))
@settings(max_examples=some_of(150))
def test_any_bytes_give_lines_and_never_crash(content: bytes) -> None:
    lines = list(text_lines(content))
    assert all(bool(line.text) != bool(line.fault) for line in lines)
    at = 0
    while at < len(lines):
        before = at
        try:
            _, at = split_row(lines, at, ",") if lines[at].fault is None else ([], at + 1)
        except BrokenRow:
            at += 1
        assert at > before


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8")), min_size=2, max_size=4), min_size=1, max_size=5))
@settings(max_examples=some_of(150))
def test_rows_are_cut_as_the_standard_library_does(rows: list[list[str]]) -> None:
    """For any text, we read the same cells from a file that the standard library writes."""
    content = csv_bytes(rows, "utf-8-sig")
    lines = list(text_lines(content))
    read, at = [], 0
    while at < len(lines):
        cells, at = split_row(lines, at, ",")
        read.append(cells)
    assert read == list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@given(st.text(st.characters(codec="utf-8")), st.sampled_from(["utf-8", "gb18030", "utf-16"]))
@settings(max_examples=some_of(200))
def test_any_text_comes_back_or_is_a_finding(
    scheme: Scheme, tmp_path_factory: pytest.TempPathFactory, text: str, encoding: str
) -> None:
    """The text never changes silently, in a field of one line and in a field of several lines."""
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(
        csv_bytes([["企业名称", "主营业务", "申请理由", "联系人"], ["甲公司", text, text, "张三"]], encoding)
    )
    source, enterprises = read(scheme, path)
    if not enterprises:  # control characters in a file without a mark of its encoding: no text file
        assert any(problem.is_error for problem in source.problems)
        return
    (one,) = enterprises
    if one.record is None:
        assert any(problem.is_error for problem in one.problems)
        return
    plain = LINE_BREAKS.sub("\n", as_meant(text)[0])
    places = {problem.place.at for problem in one.problems if problem.is_error or problem.code == "value.none"}
    for field, cell in (("applicant.main_business", "B2"), ("application.reasons", "C2")):
        value = one.record.value(field)
        if value is None:
            assert cell in places or trimmed(text) == ""
        else:
            assert isinstance(value, str)
            said, typed = (re.sub("[ \t\u3000]+", " ", trimmed(one)) for one in (value, plain))  # a tab is a space
            assert said == typed or text.startswith('="')
    assert one.record.value("applicant.contact_person") == "张三"


def test_read_csv_gives_addresses(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b\n,c\n", encoding="utf-8")
    table, problems = read_csv(tmp_path / "a.csv", ())
    assert table is not None and problems == ()
    assert [(row.number, list(row.cells)) for row in table.rows] == [(1, [1, 2]), (2, [2])]
    assert str(table.cell_place(2, 2)) == "a.csv!B2" and str(table.column_place(2)) == "a.csv!B 列"


def test_a_file_whose_ideographs_became_question_marks_says_so(scheme: Scheme, tmp_path: Path) -> None:
    """A spreadsheet program in an English system saves `CSV` so; nothing of it can be found again."""
    text = "????,????????,???\n???????,91320585990000105U,???\n"
    (tmp_path / "a.csv").write_text(text, "ascii")
    source, enterprises = read(scheme, tmp_path / "a.csv")
    assert enterprises == [] and [problem.code for problem in source.problems] == ["csv.lost"]
