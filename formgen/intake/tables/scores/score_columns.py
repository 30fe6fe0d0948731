"""Reads the sheet of scores: it has a row for each indicator and a column for each enterprise, in any order."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from formgen.foundation.problems import Problem, error, warning
from formgen.intake.columns import header_key
from formgen.intake.places import shown
from formgen.intake.sheet_words import ScoreHeaders
from formgen.intake.supplied import nearest
from formgen.intake.table import Cell, Row, Table, column_letters
from formgen.intake.tables.cells import read_score
from formgen.intake.tables.enterprise_rows import ScoreCell
from formgen.intake.tables.headings.heading_row import PASSED_OVER, Headings
from formgen.intake.tables.named_enterprises import NamedEnterprises
from formgen.intake.tables.scores.score_headings import named_score_headings
from formgen.intake.tables.vocabulary import Vocabulary
from formgen.scheme.scores import Scores

LISTED_ROWS = 20
"""How many rows with scores but without a known indicator are reported one by one, and how many hidden rows are listed."""
LISTED_CELLS = 3

SHORTEST_COMPARED = 5
"""Characters; shorter words that are no indicator's are like many."""
LIKE_ANOTHER = 0.15
"""By so much words that are no indicator's must be nearer to another indicator's than to those of the id (`difflib`)."""


@dataclass(frozen=True, slots=True)
class ScoreColumn:
    """The scores of one enterprise. Iteration yields each score with its place.

    column: the number of the enterprise's column. rows: the rows of indicators, each with the indicator's id.
    """

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
    """The content of the sheet.

    scores    the scores of each enterprise, by the number of the enterprise's row in the table of enterprises
    problems  the problems of the sheet
    faults    the problems of one enterprise's scores, by the same number
    """

    scores: Mapping[int, ScoreColumn]
    problems: tuple[Problem, ...]
    faults: Mapping[int, tuple[Problem, ...]] = field(default_factory=dict)


def read_score_sheet(words: Vocabulary, table: Table, enterprises: NamedEnterprises) -> ScoreSheet:
    """The scores of every enterprise that the sheet names."""
    texts, scores = words.score_headers, words.scheme.scores
    if texts is None or scores is None:
        return ScoreSheet({}, ())
    headings = named_score_headings(words, table)
    if headings is None:
        if not table.rows:
            return ScoreSheet({}, ())
        remedy = f"表头要有「{texts.id}」「{texts.indicator}」，后面{words.scheme.applicant.each}一列"
        message = f"找不到{scores.word}表的表头"
        return ScoreSheet({}, (error("table.no-headings", scores.word, table.place, message, remedy),))
    reader = _ScoreReader(words, scores, texts, table, headings)
    return reader.read(enterprises)


class _ScoreReader:
    """Reads the columns of one sheet and collects the problems."""

    def __init__(
        self, words: Vocabulary, scores: Scores, texts: ScoreHeaders, table: Table, headings: Headings[str]
    ) -> None:
        self.words, self.texts, self.table, self.headings = words, texts, table, headings
        self.label, self.row_word, self.applicant = scores.word, scores.indicator, words.scheme.applicant
        self.problems: list[Problem] = []
        self.disagreeing: list[Row] = []

    def read(self, enterprises: NamedEnterprises) -> ScoreSheet:
        """Return the scores of every enterprise that the sheet names."""
        table, headings, problems = self.table, self.headings, self.problems
        rows = tuple(self._indicator_rows())
        faults: dict[int, tuple[Problem, ...]] = {}
        said = {number for row in (*(row for _, row in rows), *self.disagreeing) for number in row.cells}
        codes = self._codes()
        names = {**headings.unknown, **dict.fromkeys(set(codes) - set(headings.unknown), "")}
        scores: dict[int, ScoreColumn] = {}
        columns: dict[int, int] = {}
        word, counter = self.applicant.word, self.applicant.counter
        numbering = {
            number for number, cell in table.rows[headings.at].cells.items() if header_key(cell.text) in PASSED_OVER
        }
        for number in sorted(set(names) | (said - set(headings.columns) - set(headings.again) - numbering)):
            place = table.cell_place(headings.row, number)
            if number not in said:
                continue  # an enterprise without scores, or an empty column of remarks: other checks report missing scores
            if number not in names:
                message = f"{column_letters(number)} 列有得分，没有写是哪{counter}{word}，没有读"
                remedy = f"在表头写上{self.words.scheme.name_label}"
                problems.append(error("score.no-name", self.label, place, message, remedy))
                continue
            one, wrong = enterprises.find(names[number], codes.get(number, ""), self.label, place)
            if one is None and not self._holds_scores(ScoreColumn(table, number, rows)):
                message = f"「{shown(names[number])}」这一列没有得分，没有读"
                remedy = f"确是{word}的得分，照采集表填写"
                problems.append(warning("table.unknown-column", self.label, place, message, remedy))
                continue
            problems += wrong
            if one is None:
                continue
            if one.row.number in columns:
                earlier = column_letters(columns[one.row.number])
                message = f"与 {earlier} 列是同{self.applicant.one}，以 {earlier} 列为准，这一列没有读"
                remedy = f"{self.applicant.each}只留一列"
                problems.append(error("table.column-twice", self.label, place, message, remedy))
                continue
            columns[one.row.number] = number
            if number in table.hidden_columns:
                message = f"「{shown(one.name)}」的得分在隐藏的列里，也读了"
                problems.append(warning("table.hidden-column", self.label, place, message, "取消隐藏后核对"))
            scores[one.row.number] = ScoreColumn(table, number, rows)
            if not_read := [row for row in self.disagreeing if number in row.cells]:
                faults[one.row.number] = (self._not_read(number, not_read),)
        problems += self._hidden_rows(rows)
        return ScoreSheet(scores, tuple(problems), faults)

    def _not_read(self, number: int, rows: list[Row]) -> Problem:
        """That scores of an enterprise were not read, because nobody knows what they are for."""
        cells = "、".join(f"{column_letters(number)}{row.number}" for row in rows[:LISTED_CELLS])
        cells += " 等" if len(rows) > LISTED_CELLS else ""
        message = f"有 {len(rows)} 项得分没有读（{cells}）：那几行的{self.texts.id}和{self.row_word}对不上"
        place = self.table.cell_place(rows[0].number, number)
        remedy = f"先改正那几行的{self.texts.id}或{self.row_word}"
        return error("score.row-unclear", self.label, place, message, remedy)

    def _indicator_rows(self) -> list[tuple[str, Row]]:
        """Return the rows of indicators, each with the indicator's id.

        A row is recognised by the id, or by the indicator's text if the id is missing or damaged.
        """
        by_header = {header: number for number, header in self.headings.columns.items()}
        found: dict[str, Row] = {}
        lost = 0
        fixed = set(by_header.values())
        for row in self.table.rows[self.headings.at + 1 :]:
            id_cell = row.cells.get(by_header.get(self.texts.id, 0))
            words_cell = row.cells.get(by_header.get(self.texts.indicator, 0))
            by_id, by_words = _indicator(self.words, id_cell), _meant(self.words, id_cell, words_cell)
            indicator = by_id or by_words
            place = self.table.row_place(row.number)
            if by_id is not None and by_words is not None and by_id != by_words:
                self.disagreeing.append(row)
                self._disagree(row, by_header, by_words)
            elif indicator is not None and indicator in found:
                message = f"与第 {found[indicator].number} 行是同一项{self.row_word}，以那一行为准，这一行没有读"
                label = self.words.score_labels[indicator]
                self.problems.append(error("score.row-twice", label, place, message, f"每项{self.row_word}只留一行"))
            elif indicator is not None:
                found[indicator] = row
            elif words_cell is not None and words_cell.text and set(row.cells) - fixed:
                # A row without a text in this column is skipped: it holds sums, or belongs to no indicator.
                lost += 1
                if lost <= LISTED_ROWS:
                    text = id_cell.text if id_cell and id_cell.text else words_cell.text
                    remedy = nearest(text, self.words.indicators) or f"照采集表写{self.row_word}的编号，如 1.1.1"
                    message = f"不认识{self.row_word}「{shown(text)}」，这一行的得分没有读"
                    self.problems.append(error("score.unknown-row", self.label, place, message, remedy))
        if lost > LISTED_ROWS:
            message = f"还有 {lost - LISTED_ROWS} 行的{self.row_word}不认识，没有读"
            remedy = f"照采集表写{self.row_word}的编号"
            self.problems.append(error("score.unknown-row", self.label, self.table.place, message, remedy))
        return list(found.items())

    def _disagree(self, row: Row, by_header: Mapping[str, int], meant: str) -> None:
        """Tell of a row whose id and words are of two indicators; both cells are named."""
        if len(self.disagreeing) > LISTED_ROWS + 1:
            return
        id_at, words_at = (
            f"{column_letters(by_header[header])}{row.number}" for header in (self.texts.id, self.texts.indicator)
        )
        place = self.table.cell_place(row.number, by_header[self.texts.id])
        message = f"{self.texts.id} {id_at} 写的是「{row.cells[by_header[self.texts.id]].text}」，{self.row_word} {words_at} 却是"
        message += f" {meant} 的内容，这一行的得分没有读"
        if len(self.disagreeing) > LISTED_ROWS:
            message = f"后面还有行的{self.texts.id}和{self.row_word}对不上，得分没有读"
        remedy = f"照原表核对，改正{self.texts.id}或{self.row_word}"
        self.problems.append(error("score.row-unclear", self.label, place, message, remedy))

    def _holds_scores(self, column: ScoreColumn) -> bool:
        """Return True if at least one cell of the column can be read as a score. A column of remarks has none."""
        indicators = self.words.scheme.indicators
        return any(read_score(indicators[one.indicator], one.cell, self.label, one.place)[0] for one in column)

    def _codes(self) -> dict[int, str]:
        """Return, by column number, the codes above the row of names. They distinguish applicants of the same name."""
        identity = self.words.scheme.identity_label
        key = header_key(identity) if identity else None
        for row in self.table.rows[: self.headings.at]:
            label = next((number for number, cell in row.cells.items() if header_key(cell.text) == key), None)
            if label is not None:
                return {number: cell.text for number, cell in row.cells.items() if number > label and cell.text}
        return {}

    def _hidden_rows(self, rows: tuple[tuple[str, Row], ...]) -> list[Problem]:
        hidden = [str(row.number) for _, row in rows if row.hidden]
        if not hidden:
            return []
        listed = "、".join(hidden[:LISTED_ROWS]) + (f" 等共 {len(hidden)} 行" if len(hidden) > LISTED_ROWS else " 行")
        message = f"有隐藏的行，也读了：第 {listed}"
        return [warning("table.hidden-row", self.label, self.table.place, message, "取消隐藏（或清除筛选）后核对")]


def _meant(words: Vocabulary, id_cell: Cell | None, words_cell: Cell | None) -> str | None:
    """The indicator that a row's words mean, if only one can be meant; where several have the same words, the id's."""
    if words_cell is None:
        return None
    key, by_id = header_key(words_cell.text), _indicator(words, id_cell)
    meant = words.indicator_texts.get(key, frozenset())
    if by_id in meant:
        return by_id
    if found := _indicator(words, words_cell):
        return found
    if meant or by_id is None or len(key) < SHORTEST_COMPARED:
        return min(meant, default=None) if by_id else None
    near = difflib.get_close_matches(key, words.indicator_texts, n=1, cutoff=0.6)
    own = header_key(words.scheme.indicators[by_id].text)
    if not near or by_id in words.indicator_texts[near[0]]:
        return None
    apart = _likeness(key, near[0]) - _likeness(key, own)
    return min(words.indicator_texts[near[0]]) if apart > LIKE_ANOTHER else None


def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other).ratio()


def _indicator(words: Vocabulary, cell: Cell | None) -> str | None:
    if cell is None:
        return None
    text = cell.text
    found = words.subjects.get(header_key(text))
    return found.id if found and found.kind == "indicator" else None
