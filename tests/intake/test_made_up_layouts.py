"""Made-up enterprises in other containers and other layouts: on their side, as labels and values, scores apart, as text."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from formgen.intake.collected import Collected
from formgen.intake.sources import read_source
from formgen.intake.tables.vocabulary import Vocabulary
from formgen.scheme.models import Scheme
from tests.intake.given import Rows, csv_bytes, workbook
from tests.intake.made_up_tables import MadeUpEnterprise, MadeUpTable, made_up_table, with_scores
from tests.intake.test_made_up_tables import MOST_REFUSED, compared
from tests.sweeps import is_thorough

OF_ONE_TABLE = 6
ENTERPRISES = 60 if is_thorough() else 18
"""How many enterprises each layout is tried with; `made_up_table` gives the same first ones in both runs."""
LAYOUTS = ("on its side", "labels and values", "a sheet for each", "scores apart", "text")


def bare_rows(scheme: Scheme, table: MadeUpTable) -> tuple[list[object], list[list[object]]]:
    """The headings of a table and the rows of its enterprises, without titles, notes and running numbers."""
    words = Vocabulary(scheme)

    def is_head(row: Rows) -> bool:
        said = [words.headings.find(str(cell)) for cell in row]
        return sum(one is not None for one in said) > 3

    head = next(row for row in table.rows if is_head(row))
    keep = [at for at, cell in enumerate(head) if cell != "序号"]
    rows = [row for row in table.rows if len(row) == len(head) and row != head]
    assert len(rows) == len(table.enterprises)
    return [head[at] for at in keep], [[row[at] for at in keep] for row in rows]


def written_as(layout: str, scheme: Scheme, table: MadeUpTable, folder: Path, chance: random.Random) -> Path:
    """A file or folder that says what a table says, in another layout."""
    head, rows = bare_rows(scheme, table)
    above: list[list[object]] = chance.choice([[], [["企业信用管理贯标申报信息"]], [["信息表"], []]])
    left = [""] * chance.randrange(2)
    if layout == "on its side":
        turned = [[*left, label, *(row[at] for row in rows)] for at, label in enumerate(head)]
        workbook(folder / "a.xlsx", Sheet1=[*above, *turned])
        return folder / "a.xlsx"
    if layout == "text":
        turned = [[label, *(row[at] for row in rows)] for at, label in enumerate(head)]
        (folder / "a.txt").write_bytes(csv_bytes(turned, chance.choice(["utf-16", "gb18030", "utf-8"]), "\t"))
        return folder / "a.txt"
    if layout == "scores apart":
        (folder / "企业.csv").write_bytes(csv_bytes([head, *rows], "gb18030"))
        (folder / "自评.csv").write_bytes(csv_bytes(table.scores))
        return folder
    across = chance.randrange(1, 4)
    sheets = {
        f"第{number}家": [*above, *_side_by_side(head, row, across, left)] for number, row in enumerate(rows, start=1)
    }
    if layout == "a sheet for each":
        workbook(folder / "a.xlsx", **sheets)
        return folder / "a.xlsx"
    for name, sheet in sheets.items():
        workbook(folder / f"{name}.xlsx", 申报信息=sheet)
    return folder


def _side_by_side(head: list[object], row: list[object], across: int, left: list[str]) -> list[list[object]]:
    pairs = list(zip(head, row, strict=True))
    return [
        [*left, *(cell for label, value in pairs[start : start + across] for cell in (label, value, ""))]
        for start in range(0, len(pairs), across)
    ]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_whatever_the_layout_no_value_is_wrong(scheme: Scheme, tmp_path: Path, layout: str) -> None:
    chance = random.Random(f"layout {layout}")
    wrong: list[str] = []
    refused: list[str] = []
    total = 0
    for number in range(0, ENTERPRISES, OF_ONE_TABLE):
        table = made_up_table(scheme, number, OF_ONE_TABLE, chance)
        if layout == "scores apart":
            table = with_scores(table, scheme, number, chance)
        folder = tmp_path / f"{number}"
        folder.mkdir()
        source = read_source(scheme, written_as(layout, scheme, table, folder, chance))
        enterprises = list(source)
        assert [one.name for one in enterprises] == [one.name for one in table.enterprises]
        assert [problem.message for problem in source.problems if problem.is_error] == []
        for one, meant in zip(enterprises, table.enterprises, strict=True):
            total += 1
            bad, lost = _judged(one, meant)
            wrong += bad
            refused += lost
    assert wrong == []
    assert len(refused) <= MOST_REFUSED * total, refused


def _judged(one: Collected, meant: MadeUpEnterprise) -> tuple[list[str], list[str]]:
    wrong, lost = compared(one, meant)
    errors = [f"{problem.place} {problem.label} {problem.message}" for problem in one.problems if problem.is_error]
    return [f"{one.place} {field}" for field in wrong], [f"{one.place} {lost} {errors}"] if lost or errors else []
