"""The workbook's sheets of lists: what a clerk types comes back by applicant, each value with its cell."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from formgen import pipeline
from formgen.intake.json.record import read_record_text
from formgen.intake.json.write import record_text
from formgen.intake.workbook.collection_workbook import collection_workbook
from formgen.pipeline.examining import Examined
from formgen.record.kinds.table import JsonObject
from tests.schemes.made_up import SERVICE_TEAMS, service_team
from tools.fill_workbook import filled_workbook

SCHEME = SERVICE_TEAMS.scheme
SHEET = "队员名单"


def teams(*names: str) -> list[JsonObject]:
    """Teams of two, three and more members."""
    return [{**service_team(size), "team": {"name": name, "leader": "甲"}} for size, name in enumerate(names, 2)]


def read(
    folder: Path, rows: Sequence[JsonObject], change: Callable[[Worksheet], None] = lambda sheet: None
) -> tuple[list[str], list[Examined]]:
    """The problems of the workbook as a whole, and its applicants. change: what somebody did to the sheet of the list."""
    path = folder / "采集表.xlsx"
    path.write_bytes(filled_workbook(SCHEME, collection_workbook(SCHEME), rows, Path()))
    book = openpyxl.load_workbook(path)
    change(book[SHEET])
    book.save(path)
    source, examined = pipeline.examine_source(SCHEME, path)
    return [f"{one.code} {one.place.at}" for one in source.problems], list(examined)


def test_what_is_typed_is_what_json_says(tmp_path: Path) -> None:
    rows = teams("东队", "西队", "南队")
    problems, examined = read(tmp_path, rows)
    assert problems == [] and len(examined) == 3
    for row, one in zip(rows, examined, strict=True):
        said = read_record_text(SCHEME, json.dumps(row), "x.json").record
        assert said is not None and one.record is not None and one.problems == ()
        assert record_text(SCHEME, one.record) == record_text(SCHEME, said)
    last = examined[2].record
    assert last is not None
    entries = {entry.field: entry.place.at for entry in last.rows("members")[3].entries}
    assert entries["members.full_name"] == "队员名单!B12" and entries["members.allowance"] == "队员名单!E12"


def test_the_only_applicant_need_not_be_named_in_each_row(tmp_path: Path) -> None:
    def unnamed(sheet: Worksheet) -> None:
        for row in (4, 5):
            sheet.cell(row, 1).value = None

    problems, (one,) = read(tmp_path, teams("东队"), unnamed)
    assert problems == [] and one.record is not None and len(one.record.rows("members")) == 2


@pytest.mark.parametrize(
    ("column", "text", "told"),
    [
        (1, None, ("enterprise.missing", "队员名单!A4")),
        (1, "北队", ("enterprise.unmatched", "队员名单!A4")),
        (3, "320522196805200009", ("identifier.check-digit", "队员名单!C4")),
        (5, "许多", ("money.format", "队员名单!E4")),
    ],
)
def test_a_fault_is_told_with_its_cell(tmp_path: Path, column: int, text: str | None, told: tuple[str, str]) -> None:
    def changed(sheet: Worksheet) -> None:
        sheet.cell(4, column).value = text

    problems, examined = read(tmp_path, teams("东队", "西队"), changed)
    own = [f"{one.code} {one.place.at}" for each in examined for one in each.problems if one.is_error]
    assert [*problems, *own] == [" ".join(told)]
    assert len(examined[1].record.rows("members") if examined[1].record else ()) == 3


def test_a_renamed_sheet_is_known_by_its_headings_and_a_missing_one_is_told(tmp_path: Path) -> None:
    def renamed(sheet: Worksheet) -> None:
        sheet.title = "表3"
        del sheet.parent["服务项目"]

    problems, (one,) = read(tmp_path, teams("东队"), renamed)
    assert problems == ["sheet.missing "] and one.record is not None
    assert [said.id for said in one.record.lists] == ["members"]


def test_too_many_rows_are_refused(tmp_path: Path) -> None:
    many = copy.deepcopy(service_team(61))
    problems, (one,) = read(tmp_path, [many])
    assert problems == [] and [problem.code for problem in one.problems if problem.is_error] == ["list.too-many"]
