"""The collection workbook is derived from the scheme, is right in every cell, and can be opened by the usual programs."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from formgen.foundation.problems import Place
from formgen.intake.columns import (
    MOST_ENTERPRISES,
    Need,
    enterprise_columns,
    subjects,
)
from formgen.intake.json.record import read_record_text
from formgen.intake.sheet_words import file_headers
from formgen.intake.workbook.cell_rules import LONGEST_HEADING, LONGEST_WORDS
from formgen.intake.workbook.collection_workbook import collection_workbook
from formgen.intake.workbook.score_sheet import FOUND_ROW, OPEN_ROW, TOTAL_ROW
from formgen.record.kinds.table import KINDS, parse
from formgen.record.scoring import totals
from formgen.scheme.models import FieldDefinition, Kind, Scheme
from tests.intake.test_columns import with_field
from tests.judges import REPOSITORY
from tests.judges.libreoffice import convert
from tests.judges.openxml import openxml_errors
from tools.fill_workbook import filled_workbook

FIXED = 7
"""The number of columns of the sheet of scores before the columns of enterprises."""
SHEETS = ["填写说明", "企业", "自评", "材料和佐证", "选项"]
COLLECTED = (REPOSITORY / "samples/collected/enterprises.jsonl").read_text("utf-8").splitlines()


@pytest.fixture(scope="module")
def made(scheme: Scheme) -> bytes:
    return collection_workbook(scheme, 14)


@pytest.fixture(scope="module")
def book(made: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(made))


@pytest.fixture(scope="module")
def saved_by_libreoffice(scheme: Scheme, made: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook is filled in for the dozen enterprises. LibreOffice opens it, calculates it again and saves it."""
    folder = tmp_path_factory.mktemp("workbook")
    filled = folder / "已填.xlsx"
    filled.write_bytes(filled_workbook(scheme, made, [json.loads(line) for line in COLLECTED], Path("samples")))
    return convert(filled, "xlsx", folder / "saved")


def find(sheet: Worksheet, text: str) -> openpyxl.cell.Cell:
    """The only cell with this text."""
    (cell,) = [cell for row in sheet.iter_rows() for cell in row if cell.value == text]
    return cell


def rule_at(sheet: Worksheet, cell: str) -> DataValidation:
    """The only rule for a cell."""
    (rule,) = [rule for rule in sheet.data_validations.dataValidation if cell in rule.sqref]
    return rule


# ----------------------------------------------------------------------------------------------------- 企业


def test_the_sheets_and_that_lists_are_hidden(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == SHEETS
    assert [sheet.sheet_state for sheet in book] == ["visible"] * 4 + ["hidden"]
    assert not any(sheet.protection.sheet for sheet in book), "people insert rows"
    assert not book["企业"].merged_cells.ranges and not book["自评"].merged_cells.ranges


def test_each_column_says_what_it_is_whether_it_is_needed_and_how_to_fill_it(
    scheme: Scheme, book: openpyxl.Workbook
) -> None:
    sheet = book["企业"]
    for column in enterprise_columns(scheme):
        head = find(sheet, column.header)
        need, body = sheet.cell(head.row - 1, head.column), sheet.cell(head.row + 1, head.column)
        assert need.value == column.need_text
        assert head.fill.fgColor.rgb == {Need.ALWAYS: "FFF8D7DA", Need.FOR_FORMS: "FFFFF0CC"}.get(
            column.need, "FFE7EAEF"
        )
        assert column.definition.help in head.comment.text and column.need_text in head.comment.text
        is_date = column.definition.kind is Kind.DATE
        assert body.number_format == ('yyyy"年"m"月"d"日"' if is_date else "@")
        (whole,) = [one for one in sheet.column_dimensions.values() if one.min <= head.column <= one.max]
        assert whole.number_format == body.number_format, "below the ruled rows too"
        rule = rule_at(sheet, body.coordinate)
        assert rule.prompt and rule.promptTitle == column.header


def test_kinds_become_rules(scheme: Scheme, book: openpyxl.Workbook) -> None:
    sheet = book["企业"]

    def rule(header: str) -> DataValidation:
        head = find(sheet, header)
        return rule_at(sheet, sheet.cell(head.row + 1, head.column).coordinate)

    assert rule("所属镇（区）").formula1 == f'"{",".join(scheme.town_names)}"'
    assert rule("近3年有无严重失信行为记录").formula1 == '"无,有"'
    assert (rule("成立日期").type, rule("成立日期").formula1, rule("成立日期").formula2) == (
        "date", "DATE(1900,1,1)", "DATE(2099,12,31)",
    )  # fmt: skip
    assert rule("统一社会信用代码").type == "custom" and rule("统一社会信用代码").formula1.endswith("=18)")
    assert rule("联系电话").type == "textLength"


def test_no_word_is_longer_than_excel_shows(book: openpyxl.Workbook) -> None:
    rules = [rule for sheet in book for rule in sheet.data_validations.dataValidation]
    assert len(rules) > 140
    for rule in rules:
        assert len(rule.prompt) <= LONGEST_WORDS and len(rule.error) <= LONGEST_WORDS
        assert len(rule.promptTitle) <= LONGEST_HEADING
        assert rule.type != "list" or len(rule.formula1) <= 257


def test_another_field_is_another_column(scheme: Scheme) -> None:
    choices = tuple((f"c{number}", f"第{number}种，含逗号") for number in range(40))
    more = FieldDefinition(id="ownership", label="所有制", kind=Kind.CHOICE, choices=choices, help="照营业执照")
    sheets = openpyxl.load_workbook(io.BytesIO(collection_workbook(with_field(scheme, more), 3)))
    head = find(sheets["企业"], "所有制")
    rule = rule_at(sheets["企业"], sheets["企业"].cell(head.row + 1, head.column).coordinate)
    assert re.fullmatch(r"'选项'!\$A\$1:\$A\$40", rule.formula1)
    assert [sheets["选项"].cell(row, 1).value for row in range(1, 41)] == [label for _, label in choices]
    assert find(sheets["填写说明"], "所有制") is not None


def test_a_scheme_without_self_scores_has_no_sheet_for_them(scheme: Scheme) -> None:
    given = {name: getattr(scheme, name) for name in Scheme.model_fields}
    bare = Scheme(**{**given, "forms": tuple(form for form in scheme.forms if not form.indicators)})
    assert openpyxl.load_workbook(io.BytesIO(collection_workbook(bare, 1))).sheetnames == [
        *SHEETS[:2],
        "材料",
        SHEETS[4],
    ]


def test_examples_in_the_instructions_are_right(scheme: Scheme, book: openpyxl.Workbook) -> None:
    for kind, rules in KINDS.items():
        field = FieldDefinition(id="x", label="x", kind=kind)
        assert parse(field, rules.example, Place("x"), "x", None)[1] == ()
    assert len([rules for rules in KINDS.values() if rules.example]) >= 8
    said = {cell.value for row in book["填写说明"].iter_rows() for cell in row}
    assert {column.header for column in enterprise_columns(scheme)} <= said
    assert any(scheme.dossiers[0].deadline_text in str(text) for text in said)


# ----------------------------------------------------------------------------------------------------- 自评


def test_each_row_offers_the_levels_that_it_allows_and_no_other(scheme: Scheme, book: openpyxl.Workbook) -> None:
    sheet = book["自评"]
    top = find(sheet, "编号")
    first = top.column + FIXED
    rows = {sheet.cell(row, top.column).value: row for row in range(top.row + 1, sheet.max_row + 1)}
    for indicator in scheme.indicators.values():
        row = rows[indicator.id]
        assert sheet.cell(row, top.column + 2).value == indicator.text
        assert sheet.cell(row, top.column + 3).value == indicator.points
        for column in (first, first + 13):
            rule = rule_at(sheet, sheet.cell(row, column).coordinate)
            assert rule.formula1 == f'"{",".join(level.label for level in indicator.levels)}"'
            assert rule.errorStyle in (None, "stop") and rule.showErrorMessage
    assert find(sheet, "统一社会信用代码").row < top.row


def test_sums_are_those_of_our_own_scoring(scheme: Scheme, saved_by_libreoffice: Path) -> None:
    sheet = openpyxl.load_workbook(saved_by_libreoffice, data_only=True)["自评"]
    top = find(sheet, "编号")
    sections = {row.section: find(sheet, row.section).row for row in scheme.indicators.values()}
    bottom = max(cell.row for row in sheet.iter_rows() for cell in row if cell.value == "自评总计")
    # The last enterprise is left out: it has half a value in a row that does not allow it. This is no score, but the
    # sheet counts it.
    for column, line in enumerate(COLLECTED[:-1], top.column + FIXED):
        record = read_record_text(scheme, line, "x").record
        assert record is not None
        ours = totals(scheme, record.scores)
        assert [sheet.cell(row, column).value for row in sections.values()] == [part.points for part in ours.sections]
        assert sheet.cell(bottom, column).value == sheet.cell(TOTAL_ROW, column).value == ours.overall.points
        assert sheet.cell(OPEN_ROW, column).value == len(scheme.indicators) - len(record.scores)


def test_what_is_changed_by_hand_is_calculated_anew(saved_by_libreoffice: Path, tmp_path: Path) -> None:
    path = saved_by_libreoffice
    sheet = openpyxl.load_workbook(path, data_only=True)["自评"]
    assert [sheet.cell(FOUND_ROW, column).value for column in range(8, 20)] == ["已对上"] * 12
    assert not sheet.cell(FOUND_ROW, 20).value and not sheet.cell(TOTAL_ROW, 20).value
    changed = openpyxl.load_workbook(path)
    scores = changed["自评"]
    scores["H7"], scores["M6"], scores["N6"] = "太仓*有限公司", None, "913205859900001599"
    scores["O6"] = changed["企业"]["Q5"].value
    scores["I9"] = 10  # the points of 1.1.1 instead of 满分 mean the same
    changed.save(tmp_path / "另一份.xlsx")
    again = openpyxl.load_workbook(convert(tmp_path / "另一份.xlsx", "xlsx", tmp_path / "o"), data_only=True)["自评"]
    assert [again.cell(FOUND_ROW, column).value for column in (8, 13, 14, 15)] == [
        "企业表里没有这个名称", "有同名企业，请填代码", "企业表里没有这个代码", "代码和名称不是一家",
    ]  # fmt: skip
    assert sheet["I9"].value == "满分" and again["I4"].value == sheet["I4"].value
    assert again["I5"].value == 0


# ---------------------------------------------------------------------------------------- files, programs, bytes


def test_every_material_and_indicator_is_offered_for_files(scheme: Scheme, book: openpyxl.Workbook) -> None:
    sheet = book["材料和佐证"]
    for header in file_headers(scheme).values():
        assert find(sheet, header).comment.text
    rule = rule_at(sheet, "B4")
    assert rule.formula1 == f"'选项'!$A$1:$A${len(subjects(scheme))}"
    assert [row[0].value for row in book["选项"].iter_rows()] == [subject.label for subject in subjects(scheme)]


def test_the_validator_finds_no_fault(scheme: Scheme, made: bytes, tmp_path: Path) -> None:
    (tmp_path / "采集表.xlsx").write_bytes(made)
    assert openxml_errors(tmp_path / "采集表.xlsx") == ()


def test_rules_outlive_libreoffice(book: openpyxl.Workbook, saved_by_libreoffice: Path) -> None:
    saved = openpyxl.load_workbook(saved_by_libreoffice)
    assert saved.sheetnames == SHEETS and saved["选项"].sheet_state == "hidden"
    for title in SHEETS[1:4]:
        ours, theirs = (
            sorted(
                (rule.type or "", (rule.formula1 or "0").replace("'", ""))
                for rule in one[title].data_validations.dataValidation
            )
            for one in (book, saved)
        )
        assert [kind for kind, _ in theirs] == [kind for kind, _ in ours]
        assert [formula for kind, formula in theirs if kind == "list"] == [
            formula for kind, formula in ours if kind == "list"
        ]


def test_digits_are_as_they_were_typed(scheme: Scheme, saved_by_libreoffice: Path) -> None:
    sheet = openpyxl.load_workbook(saved_by_libreoffice)["企业"]
    codes, numbers = find(sheet, "统一社会信用代码"), find(sheet, "法定代表人身份证号")
    for offset, line in enumerate(COLLECTED, 1):
        assert f'"{sheet.cell(codes.row + offset, codes.column).value}"' in line
        assert f'"{sheet.cell(numbers.row + offset, numbers.column).value}"' in line


def test_the_same_bytes_in_another_process(scheme: Scheme, made: bytes) -> None:
    code = (
        "import sys; from formgen import pipeline; from formgen.intake.workbook.collection_workbook import collection_workbook;"
        "sys.stdout.buffer.write(collection_workbook(pipeline.load(), 14))"
    )
    again = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONHASHSEED": "7"},
    ).stdout
    assert again == made
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        assert {part.date_time[0] for part in package.infolist()} == {1980}


@pytest.mark.parametrize("enterprises", [0, -1, MOST_ENTERPRISES + 1])
def test_a_number_that_no_sheet_has_room_for_is_refused(scheme: Scheme, enterprises: int) -> None:
    with pytest.raises(ValueError, match="enterprises"):
        collection_workbook(scheme, enterprises)
