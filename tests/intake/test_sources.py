"""Sources of collected data: folders and JSON Lines. Each enterprise is read separately; each fault has its place."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

import pytest

from formgen.foundation.problems import Place
from formgen.intake.json import lines as json_lines
from formgen.intake.json.record import Reading, read_record_text
from formgen.intake.json.text import LARGEST_FILE
from formgen.intake.sources import Source, read_one, read_source
from formgen.scheme.models import Scheme
from tests.intake.given import csv_bytes, workbook

SAMPLES = Path(__file__).resolve().parent.parent.parent / "samples"


def named(name: str) -> str:
    return json.dumps({"applicant": {"name": name}}, ensure_ascii=False)


def codes(source: Source) -> list[str]:
    return [problem.code for problem in source.problems]


def test_a_json_file_is_one_enterprise(scheme: Scheme) -> None:
    source = read_source(scheme, SAMPLES / "complete.json")
    (one,) = source
    assert source.problems == () and source.count == 1
    assert (one.name, one.folder, one.place) == ("太仓样例精密机械有限公司", SAMPLES, Place("complete.json"))
    assert one.problems == () and one.record is not None and len(one.record.scores) == 107


def test_a_folder_is_read_in_the_order_of_names_without_what_is_no_record(scheme: Scheme, tmp_path: Path) -> None:
    for name in ("乙.json", "甲.JSON", "丙.json"):
        (tmp_path / name).write_text(named(name), encoding="utf-8")
    for name in (".hidden.json", "~$乙.json", "报告.pdf", "装订.proof.json", "record.schema.json", "说明.txt"):
        (tmp_path / name).write_text("nothing", encoding="utf-8")
    (tmp_path / "名册.csv").write_text("企业名称,联系人\n", encoding="utf-8")
    (tmp_path / "坏.json").write_text("{", encoding="utf-8")
    (tmp_path / "文件夹.json").mkdir()
    source = read_source(scheme, tmp_path)
    enterprises = list(source)
    assert [one.name for one in enterprises] == ["丙.json", "乙.json", "坏", "文件夹", "甲.JSON"]
    assert source.count == len(enterprises)
    assert [one.name for one in enterprises if one.record is None] == ["坏", "文件夹"]
    assert [(problem.code, problem.place, problem.is_error) for problem in source.problems] == [
        ("source.empty", Place("名册.csv"), True)
    ]


def test_a_folder_without_records_says_so(scheme: Scheme, tmp_path: Path) -> None:
    source = read_source(scheme, tmp_path)
    assert codes(source) == ["source.empty"] and list(source) == [] and source.count == 0
    (tmp_path / "港区").mkdir()
    (tmp_path / "申请.docx").write_bytes(b"PK")
    assert "港区" in read_source(scheme, tmp_path).problems[0].remedy
    (tmp_path / "港区").rmdir()
    assert "申请.docx" in read_source(scheme, tmp_path).problems[0].message


def test_a_folder_of_tables_and_records_is_read_as_people_count(scheme: Scheme, tmp_path: Path) -> None:
    """Each enterprise keeps the file that it stands in; notes and packed folders are not read, the packed ones are told."""
    for number in (10, 9):
        rows = [["企业名称", "邮编"], [f"第{number}公司", "2154"]]
        (tmp_path / f"名册{number}.csv").write_bytes(csv_bytes(rows, "gb18030"))
    (tmp_path / "unicode.txt").write_bytes(csv_bytes([["企业名称", "联系人"], ["丁", "张三"]], "utf-16", "\t"))
    (tmp_path / "说明.txt").write_text("请于 6 月 8 日前交回。", encoding="utf-8")
    (tmp_path / "旧的.zip").write_bytes(b"PK")
    (tmp_path / "佐证").mkdir()
    (tmp_path / "佐证" / "表.csv").write_bytes(csv_bytes([["企业名称", "联系人"], ["不读", "张三"]]))
    workbook(tmp_path / "表.xlsx", 企业=[["企业名称", "联系人"], ["丙", "张三"]])
    (tmp_path / "a.json").write_text(named("甲"), encoding="utf-8")
    source = read_source(scheme, tmp_path)
    enterprises = list(source)
    assert [(one.name, one.place.file) for one in enterprises] == [
        ("甲", "a.json"),
        ("第9公司", "名册9.csv"),
        ("第10公司", "名册10.csv"),
        ("丙", "表.xlsx"),
        ("丁", "unicode.txt"),
    ]
    assert [str(problem.place) for one in enterprises for problem in one.problems] == [
        "名册9.csv!B2",
        "名册10.csv!B2",
    ]
    assert [(problem.code, problem.place.file) for problem in source.problems] == [
        ("folder.other", "旧的.zip"),
        ("sheet.missing", "表.xlsx"),
    ]
    assert source.count == 5 and [one.name for one in source] == [one.name for one in enterprises]


def test_the_same_enterprise_in_two_tables_of_a_folder(scheme: Scheme, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(csv_bytes([["企业名称", "联系人"], ["甲公司", "张三"]]))
    workbook(tmp_path / "b.xlsx", 企业=[["企业名称", "联系人"], ["乙", "李四"], ["甲公司", "张三"]])
    first, second, third = read_source(scheme, tmp_path)
    assert first.problems == second.problems == ()
    (problem,) = third.problems
    assert problem.is_error and str(problem.place) == "b.xlsx!企业!A3" and "a.csv!第 2 行" in problem.message


def test_the_folder_that_one_stands_in_has_its_name(
    scheme: Scheme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    source = read_source(scheme, Path("."))
    assert source.path.name == source.problems[0].place.file == tmp_path.name


@pytest.mark.parametrize("name", ["nothing", "nothing.jsonl", "nothing.csv"])
def test_what_is_not_there_is_a_problem(scheme: Scheme, tmp_path: Path, name: str) -> None:
    source = read_source(scheme, tmp_path / name)
    problems = [*source.problems, *(problem for one in source for problem in one.problems)]
    assert [problem.code for problem in problems] == ["file.unreadable"]


def test_a_name_that_no_file_can_have_is_a_problem(scheme: Scheme) -> None:
    assert codes(read_source(scheme, Path("名\0册.xlsx"))) == ["file.unreadable"]


def test_what_was_not_foreseen_in_a_file_is_told_as_that(
    scheme: Scheme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is sent to look for rights to read it; and the other files of a folder are read."""

    def fails(*_: object) -> object:
        raise ValueError("what the cell said")

    workbook(tmp_path / "名册.xlsx", 名单=[("企业名称",)])
    (tmp_path / "甲.json").write_text(named("苏州甲有限公司"), encoding="utf-8")
    monkeypatch.setattr("formgen.intake.sources.read_workbook_source", fails)
    source = read_source(scheme, tmp_path)
    assert [one.name for one in source] == ["苏州甲有限公司"]
    (problem,) = [problem for problem in source.problems if problem.is_error]
    assert problem.code == "file.unforeseen" and problem.place.file == "名册.xlsx"
    assert "（ValueError，formgen." in problem.message and "cell" not in problem.message
    assert codes(read_source(scheme, tmp_path / "名册.xlsx")) == ["file.unforeseen"]


# ------------------------------------------------------------------------------------------------------ JSON Lines


def test_json_lines_cut_off_in_mid_line(scheme: Scheme, tmp_path: Path) -> None:
    """Every line except the broken ones is read. Each finding names its line and the content of the line."""
    path = tmp_path / "名册.jsonl"
    lines = [named("甲"), "", "[7]", '{"applicant": {"postcode": "21540"}}', named("乙"), named("丙")[:20]]
    path.write_bytes("\r\n".join(lines).encode())
    source = read_source(scheme, path)
    assert source.problems == () and source.count == 5
    first, third, fourth, fifth, sixth = source
    assert (first.name, first.place) == ("甲", Place("名册.jsonl", "第 1 行"))
    assert first.record is not None and first.record.place == first.place
    assert first.record.entries[0].place == Place("名册.jsonl", "第 1 行/applicant/name")
    assert str(first.record.entries[0].place) == "名册.jsonl!第 1 行/applicant/name"
    assert third.record is None and [problem.code for problem in third.problems] == ["json.type"]
    assert fourth.name == "名册 第 4 行"
    assert [str(problem.place) for problem in fourth.problems] == ["名册.jsonl!第 4 行/applicant/postcode"]
    assert (fifth.name, fifth.problems) == ("乙", ())
    (problem,) = sixth.problems
    assert sixth.record is None and (problem.code, problem.place.at) == ("json.syntax", "第 6 行")
    assert "没有右引号" in problem.message and "第 1 行" not in problem.message and "没有写完" in problem.remedy


def test_a_line_in_another_encoding_and_one_far_too_long(scheme: Scheme, tmp_path: Path) -> None:
    path = tmp_path / "names.ndjson"
    long = b'{"applicant": {"name": "' + b"x" * (LARGEST_FILE + 5) + b'"}}'
    path.write_bytes(
        b"\xef\xbb\xbf" + b"\n".join([named("甲").encode(), named("乙").encode("gb18030"), long, named("丙").encode()])
    )
    first, second, third, fourth = read_source(scheme, path)
    assert (first.name, fourth.name) == ("甲", "丙") and first.problems == fourth.problems == ()
    assert [one.problems[0].code for one in (second, third)] == ["file.encoding", "file.too-large"]
    assert fourth.place == Place("names.ndjson", "第 4 行")


def test_json_lines_in_utf_16_or_with_nothing_in_them(scheme: Scheme, tmp_path: Path) -> None:
    (tmp_path / "utf-16.jsonl").write_text(named("甲"), encoding="utf-16")
    (tmp_path / "empty.jsonl").write_bytes(b"\n \n")
    assert codes(read_source(scheme, tmp_path / "utf-16.jsonl")) == ["file.encoding"]
    assert codes(read_source(scheme, tmp_path / "empty.jsonl")) == ["source.empty"]


def test_json_lines_that_go_away_while_they_are_read(scheme: Scheme, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(named("甲"), encoding="utf-8")
    source = read_source(scheme, tmp_path / "a.jsonl")
    (tmp_path / "a.jsonl").unlink()
    assert [[problem.code for problem in one.problems] for one in source] == [["file.unreadable"]]


def test_where_one_record_is_wanted_a_table_is_refused(scheme: Scheme, tmp_path: Path) -> None:
    one = read_one(scheme, tmp_path / "名册.xlsx")
    assert one.record is None and [problem.code for problem in one.problems] == ["file.not-one"]


def test_json_lines_are_read_only_as_far_as_asked(
    scheme: Scheme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Records are made one by one: if the caller takes three of ten thousand, only three are made."""
    made: list[int | None] = []

    def read(scheme: Scheme, text: str, file_name: str, line: int | None = None) -> Reading:
        made.append(line)
        return read_record_text(scheme, text, file_name, line)

    monkeypatch.setattr(json_lines, "read_record_text", read)
    (tmp_path / "many.jsonl").write_text(f"{named('甲')}\n" * 10_000, encoding="utf-8")
    source = read_source(scheme, tmp_path / "many.jsonl")
    assert source.count == 10_000 and made == []
    assert [one.name for one in islice(source, 3)] == ["甲"] * 3 and made == [1, 2, 3]
