"""Made-up enterprises with all habits of those who fill in tables: no wrong value, and hardly one refused."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from formgen.intake.collected import Collected
from formgen.record.kinds.table import written
from formgen.record.models import Money, Value
from formgen.scheme.models import Scheme
from tests.intake.given import csv_bytes, read, workbook
from tests.intake.made_up_tables import MadeUpEnterprise, MadeUpTable, Meant, made_up_table, with_scores

OF_ONE_TABLE = 10
MOST_REFUSED = 0.01
"""The share of the enterprises that may be refused although a person could read them."""


def says(value: Value, meant: Meant, field: str) -> bool:
    """Whether a value is what was meant."""
    if isinstance(meant, tuple):
        return isinstance(value, Money) and (value.amount, value.currency) == meant
    if isinstance(meant, date):
        return value == meant
    text = written(value)
    if field.endswith((".phone", ".fax")):
        return "".join(filter(str.isdigit, text)) == meant
    return text == meant


def compared(one: Collected, meant: MadeUpEnterprise) -> tuple[list[str], list[str]]:
    """The fields of an enterprise that were read wrong, and those that were refused or lost."""
    if one.record is None:
        return [], [*meant.fields]
    said = {entry.field: entry.value for entry in one.record.entries}
    wrong = [
        field
        for field, value in said.items()
        if field not in meant.fields or not says(value, meant.fields[field], field)
    ]
    lost = [field for field in meant.fields if field not in said]
    scores = {score.indicator: score.level for score in one.record.scores}
    wrong += [row for row, level in scores.items() if meant.scores.get(row) != level]
    return wrong, lost + [row for row in meant.scores if row not in scores]


def table_file(table: MadeUpTable, path: Path, kind: str, delimiter: str) -> Path:
    """The table as a file of this kind."""
    if kind == "csv":
        path = path.with_suffix(".csv")
        encoding = "gb18030" if delimiter != "," else "utf-8-sig"
        path.write_bytes(csv_bytes(table.rows, encoding, delimiter))
        return path
    sheets = {"企业": table.rows, **({"自评": table.scores} if table.scores else {})}
    workbook(path.with_suffix(".xlsx"), **sheets)
    return path.with_suffix(".xlsx")


@pytest.mark.parametrize("times", [1, pytest.param(5, marks=pytest.mark.thorough)])
def test_made_up_tables(scheme: Scheme, tmp_path: Path, pytestconfig: pytest.Config, times: int) -> None:
    """Tables of ten enterprises each; `--made-up 1000` reads as many enterprises, others with each `--made-up-seed`."""
    total, seed = times * pytestconfig.getoption("made_up"), times * pytestconfig.getoption("made_up_seed")
    chance = random.Random(seed)
    wrong: list[str] = []
    refused: list[str] = []
    for number in range(0, total, OF_ONE_TABLE):
        table = made_up_table(scheme, number, min(OF_ONE_TABLE, total - number), chance)
        kind = "xlsx" if number % (5 * OF_ONE_TABLE) == 0 else "csv"
        if kind == "xlsx":
            table = with_scores(table, scheme, number, chance)
        path = table_file(table, tmp_path / f"{number}", kind, chance.choice([",", ",", ";", "\t"]))
        source, enterprises = read(scheme, path)
        where = f"{path.name}: {table.rows[-5:]}"
        assert [one.name for one in enterprises] == [one.name for one in table.enterprises], where
        counts = [problem.message for problem in source.problems if problem.code == "table.left-out"]
        assert [count.split(" ")[1] for count in counts] == ([str(table.left_out)] if table.left_out else []), where
        assert [problem.message for problem in source.problems if problem.is_error] == [], where
        for one, meant in zip(enterprises, table.enterprises, strict=True):
            not_right, lost = compared(one, meant)
            errors = [
                f"{problem.place} {problem.label} {problem.message}" for problem in one.problems if problem.is_error
            ]
            wrong += [f"{path.name} {one.place.at} {field}" for field in not_right]
            if lost or errors:
                refused.append(f"{path.name} {one.place.at} {lost} {errors}")
    assert wrong == []
    assert len(refused) <= MOST_REFUSED * total, refused


def test_the_tables_are_varied(scheme: Scheme) -> None:
    """So that the test above means something: other headings, amounts under units, rows that are none, scores in words."""
    chance = random.Random(1)
    tables = [with_scores(made_up_table(scheme, number, 3, chance), scheme, number, chance) for number in range(40)]
    cells = {str(cell) for table in tables for row in table.rows for cell in row}
    name = scheme.fields[scheme.applicant.name]
    assert len(cells & {name.label, *name.aliases}) > 1 and len(cells) > 1000
    assert any(table.left_out > 1 for table in tables)
    assert {"√", "有文件", "满分（10分）"} <= {str(cell) for table in tables for row in table.scores for cell in row}
    assert isinstance(tables[0].enterprises[0].fields.get("applicant.registered_capital", (Decimal(1), "")), tuple)
