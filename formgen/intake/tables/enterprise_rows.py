"""Finds a table of enterprises, which has one row for each enterprise, and reads each row when the caller asks for it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path

from formgen.foundation.problems import Place, Problem, error, has_errors, warning
from formgen.intake.collected import Collected, collected
from formgen.intake.table import Cell, Faulty, Row, Table, column_letters
from formgen.intake.tables.headings.amount_units import with_units
from formgen.intake.tables.headings.further_headings import has_headings_without, with_one_order
from formgen.intake.tables.headings.heading_faults import heading_problems
from formgen.intake.tables.headings.heading_row import Headings, find_headings
from formgen.intake.tables.headings.said_above import said_above
from formgen.intake.tables.headings.whose_columns import without_other_persons
from formgen.intake.tables.rows.left_out import left_out_problems, signed_problem, withdrawn_problems
from formgen.intake.tables.rows.merged_cells import merged_across, merged_down
from formgen.intake.tables.rows.repeated import with_repeated
from formgen.intake.tables.rows.row_kinds import (
    LeftOut,
    RowCells,
    RowKind,
    cell_words,
    is_words,
    looks_signed,
    row_kind,
    usual_values,
)
from formgen.intake.tables.rows.row_reading import RowReading, column_plan
from formgen.intake.tables.rows.texts import is_numbering, says_nothing, without_number
from formgen.intake.tables.rows.torn_rows import TornColumns, torn_rows
from formgen.intake.tables.vocabulary import Meaning, Vocabulary
from formgen.record.kinds.cells import OfferedCell, ParagraphsCell, TextCell
from formgen.record.kinds.offered.town_names import town_named
from formgen.record.kinds.persons.person_names import is_of_person
from formgen.record.kinds.table import KINDS
from formgen.record.models import Evidence, RecordList, SuppliedFiles

MOST_ENTERPRISES = 50_000
"""The largest number of enterprises that is read from one table. A longer table is a mistake, or must be split."""


LONGEST_TOWN = 20
"""The most characters of a town's name with all that people write around it, and of a heading in the column of names."""


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
    lists: tuple[RecordList, ...] = ()
    problems: tuple[Problem, ...] = ()


NOTHING_MORE = Additions()


@dataclass(frozen=True, slots=True)
class EnterpriseRow:
    """An enterprise's row before its values are read.

    name   the name in its cell, without spaces around it; empty if there is none
    codes  the codes in its cells, in capitals and without spaces around them; empty if there are none
    alone  True if the row has a name and nothing beside it
    doubt  why the name can't be a name; empty if it may be one
    looks_signed  True if it may be the office or the person who signed below the table
    """

    row: Row
    name: str
    codes: tuple[str, ...]
    alone: bool = False
    doubt: str = ""
    looks_signed: bool = False


class EnterpriseTable:
    """A table of enterprises whose headings were found.

    problems  the problems of the table as a whole. `settled` gives those of rows that are no enterprises
    rows      the rows of its enterprises, in order. Rows that can't be read are among them, and rows with a name alone, if
              other sheets may say more of these
    """

    def __init__(self, words: Vocabulary, table: Table, headings: Headings[Meaning]) -> None:
        self.words, self.table, self.headings = words, table, headings
        self.applicant = words.scheme.applicant
        self.columns = dict(sorted(headings.columns.items()))
        self._by_meaning = {meaning: number for number, meaning in self.columns.items()}
        self.last = self._last_of(table.rows[headings.at])
        meant = {number: one.meant for number, one in headings.said.items()}
        self._names = {number for number, one in meant.items() if one == words.name}
        fields = {number: one.id for number, one in meant.items() if one.kind == "field"}
        self._codes = {number for number, field in fields.items() if field in words.codes}
        kinds = {number: KINDS[words.scheme.fields[field].kind].cell for number, field in fields.items()}
        self._offered = {number for number, shape in kinds.items() if isinstance(shape, OfferedCell)} - self._names
        self._repeats = self._repeating() if table.has_own_rows else {}
        self._plan = column_plan(headings)
        self._fill_merged = merged_down(table, headings)
        self._merged_across = merged_across(table, headings)
        self.problems: list[Problem] = list(heading_problems(table, headings, words.headings, words.numbers))
        self.problems += said_above(table, headings, words.headings)
        self._below = self._without_numbers([self._with_merged(row) for row in table.rows[headings.at + 1 :]])
        self._torn = {} if table.sheet or not table.has_own_rows else torn_rows(self._below, self._torn_columns())
        self._left_out: list[tuple[Row, LeftOut]] = []
        self.rows = tuple(self._find_rows())

    def _find_rows(self) -> Iterator[EnterpriseRow]:
        cells = {row.number: self._row_cells(row) for row in self._below}
        usual = usual_values([1 + len(one.beside) for one in cells.values() if one.name and one.beside])
        pieces = {number for rest in self._torn.values() for number in rest}
        count, last = 0, None
        is_lost = False
        for row, below in zip_longest(self._below, self._below[1:]):
            said = cells[row.number]
            is_lost = is_lost and not self._is_heading(row)
            if is_lost:
                continue  # told once, at the headings
            if has_headings_without(self.words.name, row, below, self.words.headings):
                self.problems.append(self._without_names(row))
                is_lost = True
                continue
            above, last = last, None  # a row that is no enterprise's stands between what is above it and below it
            if row.number in pieces:
                self._left_out.append((row, LeftOut.TORN))
                continue
            if not row.problems and not said.name and not said.beside and not set(row.cells) & set(self.headings.said):
                if self._is_note_beside(row, said):
                    self._left_out.append((row, LeftOut.NOTE))
                continue  # numbered in advance, or notes beside the table: their columns are reported
            if self._is_heading(row):
                self._left_out.append((row, LeftOut.HEADING))
                continue
            kind = RowKind() if row.problems or row.number in self._torn else row_kind(said, usual)
            if kind.left_out is not None and not kind.alone:
                self._left_out.append((row, kind.left_out))
                continue
            count += 1
            if count > MOST_ENTERPRISES:
                message = f"{self.applicant.word}超过 {MOST_ENTERPRISES} {self.applicant.counter}，从这一行起没有读"
                problem = error("table.too-many", "", self.table.row_place(row.number), message, "拆成几份，分别处理")
                self.problems.append(problem)
                return
            codes = tuple(code for field in self.words.codes if (code := self._text(row, Meaning("field", field))))
            last = with_repeated(self.table, row, above, self._repeats)
            upper = tuple(code.upper() for code in codes)
            yield EnterpriseRow(last, said.name, upper, kind.alone, kind.doubt, looks_signed(said))

    def settled(self, named: Container[int]) -> tuple[tuple[EnterpriseRow, ...], tuple[Problem, ...]]:
        """The rows that are enterprises, and what is to be told of the others.

        named: the numbers of rows of which other sheets say more, so that a name alone is an enterprise there.
        """
        rows = tuple(one for one in self.rows if not one.alone or one.row.number in named)
        taken = {one.row.number for one in rows}
        alone = [(one.row, LeftOut.ALONE) for one in self.rows if one.row.number not in taken]
        left_out = sorted((*self._left_out, *alone), key=lambda one: one[0].number)
        told = [(row, reason, self._row_cells(row)) for row, reason in left_out]
        return rows, left_out_problems(self.table, self.applicant, told)

    def _row_cells(self, row: Row) -> RowCells:
        """Return what a row says, without the cells that say nothing.

        A cell whose value can't be read says something beside a name: somebody wrote more of that enterprise there. In a row
        without a name it is a formula that was filled down too far.
        """
        name, identity, offered = "", False, 0
        beside: list[Cell] = []
        unknown: list[Cell] = []
        faulty: list[Cell] = []
        for number, cell in row.cells.items():
            if isinstance(cell.value, Faulty) and number in self.headings.said:
                faulty.append(cell)
            if says_nothing(cell.value):
                continue
            if number not in self.headings.said:
                unknown.append(cell)
            elif number in self._names and not name and (text := cell.text):
                name = text
            else:
                beside.append(cell)
                offered += number in self._offered
            identity = identity or number in self._codes
        if name:
            beside += faulty
            offered += len(faulty)
        numbers = is_numbering(
            [cell_words(cell) for _, cell in sorted(row.cells.items()) if not says_nothing(cell.value)]
        )
        return RowCells(
            name,
            identity,
            tuple(beside),
            offered,
            tuple(unknown),
            tuple(self._before(row)),
            numbers,
            self._no_name(name),
        )

    def _no_name(self, name: str) -> str:
        """Why a text in the column of names is none: it is a known heading, or a town. Empty if it may be a name."""
        if not name or len(name) > LONGEST_TOWN:
            return ""
        if (heading := self.words.headings.find(name)) is not None and heading.meant != self.words.name:
            return "这里写的是栏目的名称"
        towns = self.words.scheme.towns
        return f"这里写的是{towns.word}" if towns is not None and town_named(name, towns) is not None else ""

    def _before(self, row: Row) -> Iterator[str]:
        """The texts to the left of the column of names."""
        for number, cell in row.cells.items():
            if number not in self.headings.said and number < self._by_meaning[self.words.name] and cell.text:
                yield cell.text

    def _is_note_beside(self, row: Row, said: RowCells) -> bool:
        """Whether a row that says nothing in known columns is a note: words before the names, where a number is usual."""
        before = (cell.text for number, cell in row.cells.items() if number < self._by_meaning[self.words.name])
        return any(map(is_words, map(cell_words, said.unknown))) or any(
            text and not text.isdecimal() for text in before
        )

    def _torn_columns(self) -> TornColumns:
        heading = self.table.rows[self.headings.at]
        last = self.columns.get(heading.width)
        shape = KINDS[self.words.scheme.fields[last.id].kind].cell if last and last.kind == "field" else TextCell()
        return TornColumns(
            heading.width, isinstance(shape, TextCell | ParagraphsCell), isinstance(shape, ParagraphsCell), self._fits
        )

    def _fits(self, number: int, cell: Cell) -> bool:
        """Whether a text is a value of a column's kind."""
        meant = self.columns.get(number)
        if meant is None or meant.kind != "field":
            return True
        return not has_errors(
            RowReading(self.words, self.table, self.headings, Row(0, {})).read(meant.id, number, cell)[1]
        )

    def _text(self, row: Row, meaning: Meaning) -> str:
        cell = row.cells.get(self._by_meaning.get(meaning, 0))
        return cell.text if cell else ""

    def _repeating(self) -> Mapping[int, str]:
        """The label of each column in which 同上 means the row above: of a field, but no name, no code, and no field whose 同上
        means another field."""
        never = {*self._names, *self._codes}
        fields = {number: one.id for number, one in self.columns.items() if one.kind == "field" and number not in never}
        own = {number: field for number, field in fields.items() if self.words.scheme.fields[field].same_as is None}
        return {number: self.words.labels[field] for number, field in own.items()}

    def _is_heading(self, row: Row) -> bool:
        """True for the row of headings once more, as pages that were copied one below the other have it."""
        above = self.table.rows[self.headings.at].cells
        said = [number for number in self.headings.said if number in row.cells]
        others = [number for number in said if row.cells[number].text != above[number].text]
        if not said or 2 * len(others) > len(said):
            return False
        meant = {number: self.words.headings.find(row.cells[number].text) for number in others}
        return all(one is not None and one.meant == self.headings.said[number].meant for number, one in meant.items())

    def _without_names(self, row: Row) -> Problem:
        """What is told of headings without the name."""
        message = f"这一行是表头，却没有「{self.words.scheme.name_label}」，不知道下面写的是哪{self.applicant.counter}的，没有读"
        remedy = f"{self.applicant.each}写一行，或把这几栏写到上面的表头后面"
        return error("table.other-headings", "", self.table.row_place(row.number), message, remedy)

    def _with_merged(self, row: Row) -> Row:
        """Return the row with the contents of cells that are merged with cells above. They count for each merged row."""
        more = self._fill_merged.get(row.number)
        return replace(row, cells={**more, **row.cells}) if more else row

    def _without_numbers(self, rows: list[Row]) -> list[Row]:
        """The rows without the numbers that somebody wrote before the names, in the cells of the names."""
        column = self._by_meaning[self.words.name]
        found = {
            row.number: parts
            for row in rows
            if column in row.cells and (parts := without_number(row.cells[column].text)) is not None
        }
        if not found or (len(found) == 1 and not any(sure for _, sure in found.values())):
            return rows
        name = self.words.scheme.name_label
        message = f"有 {len(found)} 个{name}的前面写了序号，序号没有用"
        place = self.table.cell_place(next(iter(found)), column)
        self.problems.append(warning("table.numbered", "", place, message, f"核对{name}；序号写在单独的一列"))
        return [
            replace(row, cells={**row.cells, column: Cell(found[row.number][0])}) if row.number in found else row
            for row in rows
        ]

    def read(self, one: EnterpriseRow, folder: Path, more: Additions = NOTHING_MORE) -> Collected:
        """Read the enterprise of a row, together with the data of other sheets (`more`).

        folder: the folder to which the paths of its files are relative.
        """
        row, place = one.row, self.table.row_place(one.row.number)
        otherwise = f"{Path(self.table.file).stem} {place.at}" if one.doubt or not one.name else one.name
        if any(problem.is_error for problem in row.problems):
            return Collected(None, row.problems, otherwise, folder, place)
        if problem := self._shifted(row, place):
            return Collected(None, (*row.problems, problem), otherwise, folder, place)
        reading = RowReading(self.words, self.table, self.headings, row)
        problems = [*row.problems, *self._row_problems(one)]
        reading.cells(self._plan)
        for extra in more.scores:
            reading.score(extra.indicator, extra.cell, extra.place)
        label, name = self.words.labels[self.applicant.name], self.words.scheme.name_label
        if one.doubt:
            entry = reading.entries.pop(self.applicant.name, None)
            reading.problems = [problem for problem in reading.problems if problem.label != label]
            at, remedy = entry.place if entry else place, f"写上{name}；这一行不是{self.applicant.word}的，删去"
            problems.append(error("table.no-name", label, at, f"{one.doubt}，不是{name}", remedy))
        record = reading.record(place, more.materials, more.evidence, more.lists)
        problems += [*reading.problems, *more.problems]
        if record.entry(self.applicant.name) is None and not any(problem.label == label for problem in problems):
            problems.append(error("table.no-name", label, place, f"这一行没有写{name}", f"写上{name}"))
        return collected(self.words.scheme, record, tuple(problems), otherwise, folder, place)

    def _shifted(self, row: Row, place: Place) -> Problem | None:
        """Why the cells of a row of a CSV file don't stand under their headings; None where they do."""
        if rest := self._torn.get(row.number):
            pieces = f"第 {rest[0]} 行" if len(rest) == 1 else f"第 {rest[0]} 至 {rest[-1]} 行"
            message = f"这一行被没有加引号的换行断开了，{pieces}是它的下半截，读下去会缺内容或错位"
            return error("csv.torn", "", place, message, "给有换行的内容加上英文双引号，或另存为 .xlsx")
        if not self.table.sheet and self._last_of(row) > self.last:
            message = f"这一行比表头多出几格（表头到 {column_letters(self.last)} 列为止），读下去会错位"
            remedy = "多半是内容里有逗号，给这样的内容加上英文双引号"
            return error("csv.too-wide", "", place, message, remedy)
        return None

    def _last_of(self, row: Row) -> int:
        """The last column of a row that stands there in the file, and was not made of another one."""
        made = self.table.places if self.table.has_own_rows else {}
        return max((number for number in row.cells if (row.number, number) not in made), default=0)

    def _row_problems(self, one: EnterpriseRow) -> Iterator[Problem]:
        row = one.row
        if one.looks_signed and not is_of_person(self.words.scheme.name_label):
            yield signed_problem(self.table, self.applicant, row)
        if row.hidden:
            message = "这一行是隐藏的，也读了"
            remedy = f"取消隐藏（或清除筛选）后核对；不要这{self.applicant.counter}{self.applicant.word}的，删去这一行"
            yield warning("table.hidden-row", "", self.table.row_place(row.number), message, remedy)
        if row.is_struck:
            message = "这一行划了删除线，也读了"
            remedy = f"不要这{self.applicant.counter}{self.applicant.word}的，删去这一行；要的，去掉删除线"
            yield warning("table.struck-row", "", self.table.row_place(row.number), message, remedy)
        yield from withdrawn_problems(self.table, self.applicant, row, self.headings.unknown)
        if row.number in self._merged_across:
            message = "合并了几列的单元格，只算第一列的"
            place = self.table.cell_place(row.number, self._merged_across[row.number])
            yield warning("table.merged", "", place, message, "取消合并，每一列分别填写")


def enterprise_table(words: Vocabulary, table: Table, fewest: int = 2) -> EnterpriseTable | None:
    """Return the enterprises of a table, or None if it is not a table of enterprises.

    fewest: how many known headings it must have; the name alone may stand above anything.
    """
    headings = _headings(words, table, fewest)
    if headings is None:
        return None
    table, headings = with_one_order(table, headings, words.headings, words.name)
    headings = without_other_persons(table, headings, words.headings)
    return EnterpriseTable(words, *with_units(table, headings, words.amounts))


def is_enterprise_table(words: Vocabulary, table: Table) -> bool:
    """Return True if a row of the table has at least two known headings, one of them the enterprise's name."""
    return _headings(words, table) is not None


def _headings(words: Vocabulary, table: Table, fewest: int = 2) -> Headings[Meaning] | None:
    headings = find_headings(table, words.headings, frozenset((words.name,)))
    return headings if headings and len(headings.columns) >= fewest else None
