"""Finds a table of enterprises, which has one row for each enterprise, and reads each row when the caller asks for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from formgen.intake.collected import Collected, collected
from formgen.intake.sheet_words import SheetName, sheet_titles
from formgen.intake.supplied import supplied_file
from formgen.intake.table import Cell, Row, Table, column_letters
from formgen.intake.tables.cells import read_cell, read_score, read_words
from formgen.intake.tables.headings import Headings, find_headings, heading_problems
from formgen.intake.tables.vocabulary import Meaning, Vocabulary
from formgen.problems import Place, Problem, error, warning
from formgen.record.models import Entry, Evidence, Record, Score, SuppliedFiles

MOST_ENTERPRISES = 50_000
"""The largest number of enterprises that is read from one table. A longer table is a mistake, or must be split."""

_NO_ENTERPRISE = re.compile(r"(?:注|说明|备注|填表人|制表人|审核人|联系人)[：:].*|合计|总计|小计|共计.*", re.DOTALL)
_BETWEEN_FILES = re.compile("[\n;；]")


@dataclass(frozen=True, slots=True)
class ScoreCell:
    """A cell with a score of an enterprise that does not stand in the enterprise's row. place: where the cell stands."""

    indicator: str
    cell: Cell
    place: Place


@dataclass(frozen=True, slots=True)
class Additions:
    """The data that other sheets hold about an enterprise, and the problems found in them."""

    scores: Iterable[ScoreCell] = ()
    materials: tuple[SuppliedFiles, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    problems: tuple[Problem, ...] = ()


NOTHING_MORE = Additions()


@dataclass(frozen=True, slots=True)
class EnterpriseRow:
    """An enterprise's row before its values are read.

    name   the name in its cell, without spaces around it; empty if there is none
    codes  the codes in its cells, in capitals and without spaces around them; empty if there are none
    """

    row: Row
    name: str
    codes: tuple[str, ...]


class EnterpriseTable:
    """A table of enterprises whose headings were found.

    problems  the problems of the table as a whole
    rows      the rows of its enterprises, in order. A row that can't be read is among them, too
    """

    def __init__(self, words: Vocabulary, table: Table, headings: Headings[Meaning]) -> None:
        self.words, self.table, self.headings = words, table, headings
        self.applicant = words.scheme.applicant
        self.columns = dict(sorted(headings.columns.items()))
        self._by_meaning = {meaning: number for number, meaning in self.columns.items()}
        self.last = max(table.rows[headings.at].cells)
        self._fill_merged = _merged_down(table, headings)
        self._merged_across = _merged_across(table, headings)
        self.problems: list[Problem] = list(heading_problems(table, headings, words.columns))
        self.rows = tuple(self._find_rows())

    def _find_rows(self) -> Iterator[EnterpriseRow]:
        known = set(self.columns) | set(self.headings.again)
        count = 0
        for row in self.table.rows[self.headings.at + 1 :]:
            row = self._with_merged(row)
            if not row.problems and not known & set(row.cells):
                continue  # only a row number written in advance, or a note beside the table: its column is reported
            name = self._text(row, self.words.name)
            if self._is_heading(row):
                message = f"表头又出现了一次，没有当作{self.applicant.word}"
                self._warn("table.headings-again", row, message, "删去多余的表头")
                continue
            if _NO_ENTERPRISE.fullmatch(name) and len(known & set(row.cells)) == 1:
                message = f"这一行像是说明或合计，没有当作{self.applicant.word}"
                self._warn("table.note", row, message, f"确是{self.applicant.word}的，写全其他各栏")
                continue
            count += 1
            if count > MOST_ENTERPRISES:
                message = f"{self.applicant.word}超过 {MOST_ENTERPRISES} {self.applicant.counter}，从这一行起没有读"
                problem = error("table.too-many", "", self.table.row_place(row.number), message, "拆成几份，分别处理")
                self.problems.append(problem)
                return
            codes = tuple(code for field in self.words.codes if (code := self._text(row, Meaning("field", field))))
            yield EnterpriseRow(row, name, tuple(code.upper() for code in codes))

    def _warn(self, code: str, row: Row, message: str, remedy: str) -> None:
        self.problems.append(warning(code, "", self.table.row_place(row.number), message, remedy))

    def _text(self, row: Row, meaning: Meaning) -> str:
        cell = row.cells.get(self._by_meaning.get(meaning, 0))
        return cell.text if cell else ""

    def _is_heading(self, row: Row) -> bool:
        above = self.table.rows[self.headings.at].cells
        said = [number for number in self.columns if number in row.cells]
        return bool(said) and all(row.cells[number].text == above[number].text for number in said)

    def _with_merged(self, row: Row) -> Row:
        """Return the row with the contents of cells that are merged with cells above. They count for each merged row."""
        more = self._fill_merged.get(row.number)
        return Row(row.number, {**more, **row.cells}, row.hidden, row.problems) if more else row

    def read(self, one: EnterpriseRow, folder: Path, more: Additions = NOTHING_MORE) -> Collected:
        """Read the enterprise of a row, together with the data of other sheets (`more`).

        folder: the folder to which the paths of its files are relative.
        """
        row, place = one.row, self.table.row_place(one.row.number)
        otherwise = one.name or f"{Path(self.table.file).stem} {place.at}"
        if any(problem.is_error for problem in row.problems):
            return Collected(None, row.problems, otherwise, folder, place)
        if not self.table.sheet and max(row.cells, default=0) > self.last:
            message = f"这一行比表头多出几格（表头到 {column_letters(self.last)} 列为止），读下去会错位"
            remedy = "多半是内容里有逗号，给这样的内容加上英文双引号"
            problem = error("csv.too-wide", "", place, message, remedy)
            return Collected(None, (*row.problems, problem), otherwise, folder, place)
        reading = _RowReading(self, row)
        problems = [*row.problems, *self._row_problems(row)]
        for number, meaning in self.columns.items():
            if number in row.cells:
                reading.cell(number, meaning, row.cells[number])
        for extra in more.scores:
            reading.score(extra.indicator, extra.cell, extra.place)
        record = reading.record(place, more)
        problems += [*reading.problems, *more.problems]
        label, name = self.words.labels[self.applicant.name], self.words.scheme.name_label
        if record.entry(self.applicant.name) is None and not any(problem.label == label for problem in problems):
            problems.append(error("table.no-name", label, place, f"这一行没有写{name}", f"写上{name}"))
        return collected(self.words.scheme, record, tuple(problems), otherwise, folder, place)

    def _row_problems(self, row: Row) -> Iterator[Problem]:
        if row.hidden:
            message = "这一行是隐藏的，也读了"
            remedy = f"取消隐藏（或清除筛选）后核对；不要这{self.applicant.counter}{self.applicant.word}的，删去这一行"
            yield warning("table.hidden-row", "", self.table.row_place(row.number), message, remedy)
        if row.number in self._merged_across:
            message = "合并了几列的单元格，只算第一列的"
            place = self.table.cell_place(row.number, self._merged_across[row.number])
            yield warning("table.merged", "", place, message, "取消合并，每一列分别填写")
        for number, earlier in self.headings.again.items():
            mine, first = row.cells.get(number), row.cells.get(earlier)
            if mine is not None and (first is None or first.value != mine.value):
                message = f"与 {column_letters(earlier)} 列是同一项，写的却不一样"
                place = self.table.cell_place(row.number, number)
                yield error("table.column-twice", "", place, message, "核对后只留一列")


class _RowReading:
    """Collects the values that the cells of one row hold, and their problems."""

    def __init__(self, owner: EnterpriseTable, row: Row) -> None:
        self.words, self.table, self.row = owner.words, owner.table, row
        self.entries: dict[str, Entry] = {}
        self.scores: dict[str, Score] = {}
        self.materials: dict[str, SuppliedFiles] = {}
        self.problems: list[Problem] = []

    def cell(self, number: int, meaning: Meaning, cell: Cell) -> None:
        place = self.table.cell_place(self.row.number, number)
        if meaning.kind == "indicator":
            self.score(meaning.id, cell, place)
        elif meaning.kind == "material":
            self.material(meaning.id, cell, place)
        else:
            field, label = self.words.scheme.fields[meaning.id], self.words.labels[meaning.id]
            value, problems = read_cell(field, cell, place, label, self.words.scheme.town_names, self.table.first_day)
            self.problems += problems
            if value is not None:
                self.entries[meaning.id] = Entry(meaning.id, value, place)

    def score(self, indicator_id: str, cell: Cell, place: Place) -> None:
        label = self.words.score_labels[indicator_id]
        score, problems = read_score(self.words.scheme.indicators[indicator_id], cell, label, place)
        self.problems += problems
        first = self.scores.get(indicator_id)
        if score is not None and first is not None and first.level != score.level:
            message = f"与〔{first.place}〕给的得分不一样"
            self.problems.append(error("score.twice", label, place, message, "核对后只留一处"))
        elif score is not None:
            self.scores.setdefault(indicator_id, score)

    def material(self, material_id: str, cell: Cell, place: Place) -> None:
        """Read the files of a material. Each line of the cell, or each part between semicolons, is one path."""
        label = self.words.material_labels[material_id]
        text, problems = read_words(cell, label, place)
        self.problems += problems
        found = [supplied_file(path.strip(), label, place) for path in _BETWEEN_FILES.split(text or "") if path.strip()]
        self.problems += [problem for _, wrong in found for problem in wrong]
        if files := tuple(file for file, _ in found if file):
            self.materials[material_id] = SuppliedFiles(material_id, files, place)

    def record(self, place: Place, more: Additions) -> Record:
        scheme = self.words.scheme
        for extra in more.materials:
            first = self.materials.get(extra.material)
            files = (*first.files, *extra.files) if first else extra.files
            self.materials[extra.material] = SuppliedFiles(extra.material, files, first.place if first else extra.place)
        return Record(
            place,
            tuple(self.entries[field] for field in scheme.fields if field in self.entries),
            tuple(self.scores[row] for row in scheme.indicators if row in self.scores),
            tuple(self.materials[one.id] for one in scheme.supplied if one.id in self.materials),
            more.evidence,
            sheet_titles(scheme).get(SheetName.FILES, ""),
        )


def enterprise_table(words: Vocabulary, table: Table) -> EnterpriseTable | None:
    """Return the enterprises of a table, or None if it is not a table of enterprises."""
    headings = _headings(words, table)
    return EnterpriseTable(words, table, headings) if headings else None


def is_enterprise_table(words: Vocabulary, table: Table) -> bool:
    """Return True if a row of the table has at least two known headings, one of them the enterprise's name."""
    return _headings(words, table) is not None


def _headings(words: Vocabulary, table: Table) -> Headings[Meaning] | None:
    headings = find_headings(table, words.columns, frozenset((words.name,)))
    return headings if headings and len(headings.columns) > 1 else None


def _merged_down(table: Table, headings: Headings[Meaning]) -> Mapping[int, Mapping[int, Cell]]:
    """Find the cells that are merged over several rows of enterprises.

    The result has, by row and then by column, the cell whose content counts for each row below the first merged row.
    """
    rows = {row.number: row for row in table.rows}
    filled: dict[int, dict[int, Cell]] = {}
    # By column: the row where its merged cells end so far. Merged cells that overlap with these are skipped.
    done: dict[int, int] = {}
    for first, column, last, _ in sorted(table.merged):
        cell = rows[first].cells.get(column) if first in rows else None
        if cell is None or column not in headings.columns or first <= max(headings.row, done.get(column, 0)):
            continue
        done[column] = last
        for number in range(first + 1, min(last, table.rows[-1].number) + 1):
            filled.setdefault(number, {})[column] = cell
    return filled


def _merged_across(table: Table, headings: Headings[Meaning]) -> Mapping[int, int]:
    """Find the rows of enterprises with a cell merged over several known columns, each with the first of these columns."""
    return {
        row: left
        for row, left, _, right in table.merged
        if row > headings.row and left in headings.columns and any(left < known <= right for known in headings.columns)
    }
