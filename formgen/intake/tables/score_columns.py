"""The sheet of self-scores: a row for each indicator, a column for each enterprise, in whatever order people return it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from formgen.intake.columns import CODE_ROW, ScoreHeader, header_key
from formgen.intake.places import shown
from formgen.intake.supplied import nearest
from formgen.intake.table import Cell, Row, Table, column_letters
from formgen.intake.tables.cells import read_score
from formgen.intake.tables.enterprise_rows import ScoreCell
from formgen.intake.tables.headings import find_headings
from formgen.intake.tables.named_enterprises import NamedEnterprises
from formgen.intake.tables.vocabulary import Vocabulary
from formgen.problems import Problem, error, warning

LABEL = "自评"
_KEYS = {header_key(header.value): header for header in ScoreHeader}
_WANTED = frozenset((ScoreHeader.ID, ScoreHeader.INDICATOR))
LISTED_ROWS = 20
"""How many rows with scores for no indicator are listed one by one."""


@dataclass(frozen=True, slots=True)
class ScoreColumn:
    """The scores of one enterprise, each with its place as it is asked for. rows: each with its indicator's id."""

    table: Table
    column: int
    rows: tuple[tuple[str, Row], ...]

    def __iter__(self) -> Iterator[ScoreCell]:
        for indicator, row in self.rows:
            if self.column in row.cells:
                place = self.table.cell_place(row.number, self.column)
                yield ScoreCell(indicator, row.cells[self.column], place)


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """What the sheet says: scores by the number of the enterprise's row in the table of enterprises, and problems."""

    scores: Mapping[int, ScoreColumn]
    problems: tuple[Problem, ...]


def is_score_sheet(table: Table) -> bool:
    """True if a row of the sheet holds the headings of self-scores."""
    headings = find_headings(table, _KEYS, _WANTED)
    return headings is not None and len(headings.columns) > 2


def read_score_sheet(words: Vocabulary, table: Table, enterprises: NamedEnterprises) -> ScoreSheet:
    """The scores of every enterprise that the sheet names."""
    headings = find_headings(table, _KEYS, _WANTED)
    if headings is None:
        if not table.rows:
            return ScoreSheet({}, ())
        remedy = f"表头要有「{ScoreHeader.ID.value}」「{ScoreHeader.INDICATOR.value}」，后面每家企业一列"
        return ScoreSheet({}, (error("table.no-headings", LABEL, table.place, "找不到自评表的表头", remedy),))
    problems: list[Problem] = []
    by_header = {header: number for number, header in headings.columns.items()}
    rows = tuple(_indicator_rows(words, table, headings.at, by_header, problems))
    said = {number for _, row in rows for number in row.cells}
    codes = _codes(table, headings.at)
    names = {**headings.unknown, **dict.fromkeys(set(codes) - set(headings.unknown), "")}
    scores: dict[int, ScoreColumn] = {}
    columns: dict[int, int] = {}
    for number in sorted(set(names) | (said - set(headings.columns) - set(headings.again))):
        place = table.cell_place(headings.row, number)
        if number not in said:
            continue  # an enterprise without scores, or a heading for remarks: its own sheet says what is missing
        if number not in names:
            message = f"{column_letters(number)} 列有得分，没有写是哪家企业，没有读"
            problems.append(error("score.no-name", LABEL, place, message, "在表头写上企业名称"))
            continue
        one, wrong = enterprises.find(names[number], codes.get(number, ""), LABEL, place)
        if one is None and not _holds_scores(words, ScoreColumn(table, number, rows)):
            message = f"「{shown(names[number])}」这一列没有得分，没有读"
            problems.append(warning("table.unknown-column", LABEL, place, message, "确是企业的得分，照采集表填写"))
            continue
        problems += wrong
        if one is None:
            continue
        if one.row.number in columns:
            earlier = column_letters(columns[one.row.number])
            message = f"与 {earlier} 列是同一家企业，以 {earlier} 列为准，这一列没有读"
            problems.append(error("table.column-twice", LABEL, place, message, "每家企业只留一列"))
            continue
        columns[one.row.number] = number
        if number in table.hidden_columns:
            message = f"「{shown(one.name)}」的得分在隐藏的列里，也读了"
            problems.append(warning("table.hidden-column", LABEL, place, message, "取消隐藏后核对"))
        scores[one.row.number] = ScoreColumn(table, number, rows)
    problems += _hidden_rows(table, rows)
    return ScoreSheet(scores, tuple(problems))


def _indicator_rows(
    words: Vocabulary,
    table: Table,
    headings_at: int,
    by_header: Mapping[ScoreHeader, int],
    problems: list[Problem],
) -> list[tuple[str, Row]]:
    """The rows of indicators, each with its id. Known by the id, or by its words where the id is missing or broken."""
    found: dict[str, Row] = {}
    lost = 0
    fixed = set(by_header.values())
    for row in table.rows[headings_at + 1 :]:
        id_cell = row.cells.get(by_header.get(ScoreHeader.ID, 0))
        words_cell = row.cells.get(by_header.get(ScoreHeader.INDICATOR, 0))
        indicator = _indicator(words, id_cell) or _indicator(words, words_cell)
        place = table.row_place(row.number)
        if indicator is not None and indicator in found:
            message = f"与第 {found[indicator].number} 行是同一项考核内容，以那一行为准，这一行没有读"
            label = words.score_labels[indicator]
            problems.append(error("score.row-twice", label, place, message, "每项考核内容只留一行"))
        elif indicator is not None:
            found[indicator] = row
        elif words_cell is not None and words_cell.text and set(row.cells) - fixed:
            # A row without these words holds sums, or belongs to nobody.
            lost += 1
            if lost <= LISTED_ROWS:
                text = id_cell.text if id_cell and id_cell.text else words_cell.text
                remedy = nearest(text, words.indicators) or "照采集表写考核内容的编号，如 1.1.1"
                message = f"不认识考核内容「{shown(text)}」，这一行的得分没有读"
                problems.append(error("score.unknown-row", LABEL, place, message, remedy))
    if lost > LISTED_ROWS:
        message = f"还有 {lost - LISTED_ROWS} 行的考核内容不认识，没有读"
        problems.append(error("score.unknown-row", LABEL, table.place, message, "照采集表写考核内容的编号"))
    return list(found.items())


def _indicator(words: Vocabulary, cell: Cell | None) -> str | None:
    if cell is None:
        return None
    text = cell.text
    found = words.subjects.get(header_key(text))
    return found.id if found and found.kind == "indicator" else None


def _holds_scores(words: Vocabulary, column: ScoreColumn) -> bool:
    """False for a column of remarks that somebody added."""
    indicators = words.scheme.indicators
    return any(read_score(indicators[one.indicator], one.cell, LABEL, one.place)[0] for one in column)


def _codes(table: Table, headings_at: int) -> dict[int, str]:
    """The unified codes above the row of names, by column."""
    key = header_key(CODE_ROW)
    for row in table.rows[:headings_at]:
        label = next((number for number, cell in row.cells.items() if header_key(cell.text) == key), None)
        if label is not None:
            return {number: cell.text for number, cell in row.cells.items() if number > label and cell.text}
    return {}


def _hidden_rows(table: Table, rows: tuple[tuple[str, Row], ...]) -> list[Problem]:
    hidden = [str(row.number) for _, row in rows if row.hidden]
    if not hidden:
        return []
    listed = "、".join(hidden[:LISTED_ROWS]) + (f" 等共 {len(hidden)} 行" if len(hidden) > LISTED_ROWS else " 行")
    message = f"有隐藏的行，也读了：第 {listed}"
    return [warning("table.hidden-row", LABEL, table.place, message, "取消隐藏（或清除筛选）后核对")]
