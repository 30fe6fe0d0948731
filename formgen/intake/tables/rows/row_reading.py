"""Reads the cells of one enterprise's row: values, scores and files, and everything that is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from formgen.foundation.problems import Place, Problem, error, has_errors, warning
from formgen.intake.places import shown_value
from formgen.intake.sheet_words import SheetName, sheet_titles
from formgen.intake.supplied import supplied_file
from formgen.intake.table import Cell, Row, Table
from formgen.intake.tables.cells import Read, read_cell, read_score, read_words
from formgen.intake.tables.headings.heading_row import Headings
from formgen.intake.tables.rows.score_words import score_said
from formgen.intake.tables.rows.texts import says_nothing
from formgen.intake.tables.vocabulary import Meaning, Vocabulary
from formgen.record.kinds.cells import NumbersCell, ParagraphsCell, TextCell
from formgen.record.kinds.table import KINDS, written
from formgen.record.models import Entry, Evidence, Record, RecordList, Score, SuppliedFiles
from formgen.scheme.models import Scheme

LISTED_CELLS = 3
"""Up to so many faults of scores are reported one by one. If there are more, one message names so many cells."""

_BETWEEN_FILES = re.compile("[\n;；]")


@dataclass(frozen=True, slots=True)
class UnknownScore:
    """A score that was not understood.

    problem  what is wrong
    text     the text of the cell
    """

    problem: Problem
    text: str


ColumnPlan = tuple[tuple[Meaning, tuple[int, ...]], ...]
"""The meanings of a table's columns in the order of the columns. Each has the numbers of all its columns, and the first of
these is the one that counts."""


def column_plan(headings: Headings[Meaning]) -> ColumnPlan:
    """Find which columns are read for which meaning. This is done once for a table."""
    again: dict[int, list[int]] = {}
    for number, first in headings.again.items():
        again.setdefault(first, []).append(number)
    return tuple((meaning, (number, *again.get(number, ()))) for number, meaning in sorted(headings.columns.items()))


class RowReading:
    """Collects what the cells of one row say.

    entries    the values, by the id of the field
    scores     the scores, by the id of the indicator
    materials  the files, by the id of the material
    problems   what is wrong
    """

    def __init__(self, words: Vocabulary, table: Table, headings: Headings[Meaning], row: Row) -> None:
        self.words, self.table, self.headings, self.row = words, table, headings, row
        self.entries: dict[str, Entry] = {}
        self.scores: dict[str, Score] = {}
        self.materials: dict[str, SuppliedFiles] = {}
        self.problems: list[Problem] = []
        self._unknown_scores: list[UnknownScore] = []
        self._ticks: list[Place] = []

    def cells(self, plan: ColumnPlan) -> None:
        """Read the cells of all known columns."""
        for meaning, columns in plan:
            numbers = [one for one in columns if one in self.row.cells]
            if not numbers:
                continue
            if meaning.kind == "field":
                self._field(meaning.id, numbers)
                continue
            self._differing(numbers)
            if meaning.kind == "indicator":
                self.score(meaning.id, self.row.cells[numbers[0]], self._place(numbers[0]))
            else:
                self._material(meaning.id, self.row.cells[numbers[0]], self._place(numbers[0]))

    def _place(self, number: int) -> Place:
        return self.table.cell_place(self.row.number, number)

    # -------------------------------------------------------------------------------------------------- fields

    def _at(self, number: int) -> str:
        """The place of a cell as messages about the same sheet write it: `C12`."""
        return self._place(number).at.rpartition("!")[2]

    def _field(self, field_id: str, numbers: list[int]) -> None:
        """Read the value of a field. numbers: its columns that have content in this row; the column that counts is first."""
        cells = self.row.cells
        first, others = numbers[0], numbers[1:]
        if others:
            first, *others = [one for one in numbers if not says_nothing(cells[one].value)] or numbers[:1]
        value, problems = self.read(field_id, first, cells[first])
        for number in others:
            if cells[number].text and cells[number].text == cells[first].text:
                continue
            other, _ = self.read(field_id, number, cells[number])
            if value is not None and other is not None and written(value) == written(other):
                continue
            shape = KINDS[self.words.scheme.fields[field_id].kind].cell
            if isinstance(shape, NumbersCell) and value is not None and other is not None:
                value, problems = self.read(field_id, first, Cell(f"{written(value)}、{written(other)}"))
                continue
            told = self._differs(field_id, first, number)
            problems = (*problems, told)
            value = None if told.is_error else value
        self.problems += problems
        if value is not None:
            self.entries[field_id] = Entry(field_id, value, self._place(first))

    def read(self, field_id: str, number: int, cell: Cell) -> Read:
        """Read a cell as a value of a field. number: the column in which the cell stands."""
        scheme, said = self.words.scheme, self.headings.said[number]
        field, label = scheme.fields[field_id], self.words.labels[field_id]
        return read_cell(field, cell, self._place(number), label, scheme.towns, self.table.first_day, said.unit)

    def _differs(self, field_id: str, first: int, number: int) -> Problem:
        """The problem that two columns of one field say different things.

        For a text, the column with the scheme's own label counts, and the problem is a warning. In all other cases it is an
        error, and no value is read.
        """
        said, label = self.headings.said, self.words.labels[field_id]
        message = f"与 {self._at(first)} 是同一项，写的却不一样"
        shape = KINDS[self.words.scheme.fields[field_id].kind].cell
        own_counts = isinstance(shape, TextCell | ParagraphsCell) and field_id != self.words.scheme.applicant.name
        if own_counts and said[first].own and not said[number].own:
            message += f"，用了 {self.table.column_name(first)}的"
            return warning("table.column-twice", label, self._place(number), message, "核对后只留一列")
        return error("table.column-twice", label, self._place(number), message, "核对后只留一列")

    def _differing(self, numbers: list[int]) -> None:
        cells = self.row.cells
        for number in numbers[1:]:
            if cells[number].value != cells[numbers[0]].value:
                message = f"与 {self._at(numbers[0])} 是同一项，写的却不一样"
                self.problems.append(error("table.column-twice", "", self._place(number), message, "核对后只留一列"))

    # -------------------------------------------------------------------------------------------------- scores

    def score(self, indicator_id: str, cell: Cell, place: Place) -> None:
        """Read the score of an indicator. The cell stands in this row or in the sheet of scores."""
        label, indicator = self.words.score_labels[indicator_id], self.words.scheme.indicators[indicator_id]
        score, problems = read_score(indicator, cell, label, place)
        if score is None and has_errors(problems):
            self._unknown_scores += [UnknownScore(problem, cell.text) for problem in problems]
            return
        self.problems += problems
        if score is not None and isinstance(cell.value, str) and score_said(indicator, cell.value).tick:
            self._ticks.append(place)
        first = self.scores.get(indicator_id)
        if score is not None and first is not None and first.level != score.level:
            message = f"与〔{first.place}〕给的得分不一样"
            self.problems.append(error("score.twice", label, place, message, "核对后只留一处"))
        elif score is not None:
            self.scores.setdefault(indicator_id, score)

    def _score_problems(self) -> Iterator[Problem]:
        """The problems of scores. A few faults of one kind are reported one by one, and many are reported as one problem."""
        by_code: dict[str, list[UnknownScore]] = {}
        for one in self._unknown_scores:
            by_code.setdefault(one.problem.code, []).append(one)
        for code, faults in by_code.items():
            if len(faults) <= LISTED_CELLS:
                yield from (one.problem for one in faults)
                continue
            first = faults[0].problem
            texts = "、".join(f"「{text}」" for text in _few(shown_value(one.text) for one in faults if one.text))
            message = f"有 {len(faults)} 项看不懂" + (f"，如 {texts}" if texts else f"：{first.message}")
            message += f"；在 {_listed([one.problem.place for one in faults])}"
            yield error(code, self._score_word, first.place, message, self._how_to_score())
        if self._ticks:
            message = f"有 {len(self._ticks)} 项打了勾，这几项不止一档有分，按最高的一档读了；在 {_listed(self._ticks)}"
            yield warning(
                "score.tick", self._score_word, self._ticks[0], message, "核对这几项；不是最高一档的，写明档次"
            )

    @property
    def _score_word(self) -> str:
        return self.words.scheme.scores.word if self.words.scheme.scores else ""

    def _how_to_score(self) -> str:
        scores = self.words.scheme.scores
        levels = "、".join(level.label for level in scores.levels) if scores else ""
        return f"写 {levels}（这一行有的），或这一行的标准里的话，或分数"

    # --------------------------------------------------------------------------------------------------- files

    def _material(self, material_id: str, cell: Cell, place: Place) -> None:
        """Read the files of a material. A line break or a semicolon separates two files."""
        label = self.words.material_labels[material_id]
        text, problems = read_words(cell, label, place)
        self.problems += problems
        found = [supplied_file(path.strip(), label, place) for path in _BETWEEN_FILES.split(text or "") if path.strip()]
        self.problems += [problem for _, wrong in found for problem in wrong]
        if files := tuple(file for file, _ in found if file):
            self.materials[material_id] = SuppliedFiles(material_id, files, place)

    # -------------------------------------------------------------------------------------------------- record

    def record(
        self,
        place: Place,
        materials: tuple[SuppliedFiles, ...],
        evidence: tuple[Evidence, ...],
        lists: tuple[RecordList, ...],
    ) -> Record:
        """The record of everything that was read. materials, evidence, lists: what other sheets say about this enterprise."""
        scheme = self.words.scheme
        self.problems += self._score_problems()
        for extra in materials:
            first = self.materials.get(extra.material)
            files = (*first.files, *extra.files) if first else extra.files
            self.materials[extra.material] = SuppliedFiles(extra.material, files, first.place if first else extra.place)
        return Record(
            place,
            tuple(self.entries[field] for field in scheme.fields if field in self.entries),
            tuple(self.scores[row] for row in scheme.indicators if row in self.scores),
            tuple(self.materials[one.id] for one in scheme.supplied if one.id in self.materials),
            evidence,
            _in_order(scheme, lists),
            sheet_titles(scheme).get(SheetName.FILES, "") if self.table.sheet else "",
            is_alone=not self.table.sheet,
        )


def _in_order(scheme: Scheme, lists: tuple[RecordList, ...]) -> tuple[RecordList, ...]:
    """The lists in the scheme's order, in whatever order the sheets stand."""
    return tuple(said for one in scheme.lists for said in lists if said.id == one.id)


def _few(texts: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(texts))[:LISTED_CELLS]


def _listed(places: list[Place]) -> str:
    """The first cells as text: `得分!H9、H10、H11 等`."""
    first, *others = [place.at for place in places[:LISTED_CELLS]]
    cells = "、".join((first, *(at.rpartition("!")[2] for at in others)))
    return f"{cells} 等" if len(places) > LISTED_CELLS else cells
