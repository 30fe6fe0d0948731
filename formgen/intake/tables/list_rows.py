"""Reads the sheets of lists: each row is one row of the list of one applicant, who is named in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from formgen.foundation.problems import Place, Problem, error, warning
from formgen.intake.sheet_words import list_heading_keys
from formgen.intake.table import Row, Table
from formgen.intake.tables.cells import read_cell, read_words
from formgen.intake.tables.headings.heading_faults import heading_problems
from formgen.intake.tables.headings.heading_row import Headings, find_headings
from formgen.intake.tables.headings.heading_words import HeadingWords
from formgen.intake.tables.named_enterprises import NamedEnterprises
from formgen.intake.tables.vocabulary import Vocabulary
from formgen.record.lists import cell_label, too_many_rows
from formgen.record.models import Entry, ListRow, RecordList
from formgen.scheme.models import ListBlock

WHOSE = ""
"""What the column is about in which the applicant is named; every other column is about a field, by its full id."""


@dataclass(slots=True)
class ReadRows:
    """The rows of one applicant in one list so far, with what is wrong with them."""

    rows: list[ListRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    count: int = 0


@dataclass(frozen=True, slots=True)
class ListSheet:
    """The content of the sheet of one list.

    rows      what stands in it, by the number of the applicant's row in the table of applicants
    problems  the problems that belong to no applicant
    """

    one: ListBlock
    place: Place
    rows: Mapping[int, ReadRows]
    problems: tuple[Problem, ...]

    def record_list(self, row: int) -> tuple[RecordList | None, tuple[Problem, ...]]:
        """The list of the applicant in this row, None if the sheet says nothing of it; and the problems of its rows."""
        mine = self.rows.get(row)
        if mine is None:
            return None, ()
        if mine.count > self.one.most:
            return None, (too_many_rows(self.one, mine.count, self.place),)
        return RecordList(self.one.id, tuple(mine.rows), self.place) if mine.rows else None, tuple(mine.problems)


def is_list_sheet(words: Vocabulary, one: ListBlock, table: Table) -> bool:
    """True if a row of the sheet has all headings of this list, and that of the applicant."""
    headings = _headings(words, one, table)
    return headings is not None and {WHOSE, *(f"{one.id}.{each.id}" for each in one.fields)} <= set(
        headings.columns.values()
    )


def _words(words: Vocabulary, one: ListBlock) -> HeadingWords[str]:
    return HeadingWords(list_heading_keys(words.scheme)[one.id])


def _headings(words: Vocabulary, one: ListBlock, table: Table) -> Headings[str] | None:
    return find_headings(table, _words(words, one), frozenset(f"{one.id}.{each.id}" for each in one.fields))


def read_list_sheet(words: Vocabulary, one: ListBlock, table: Table, enterprises: NamedEnterprises) -> ListSheet:
    """Read the rows of every applicant that the sheet names. A blank first column means the only applicant, if there is one."""
    headings = _headings(words, one, table)
    if headings is None:
        if not table.rows:
            return ListSheet(one, table.place, {}, ())
        remedy = f"表头要有「{words.scheme.applicant.word}」和{'、'.join(f'「{each.label}」' for each in one.fields)}"
        problem = error("table.no-headings", one.label, table.place, "找不到表头", remedy)
        return ListSheet(one, table.place, {}, (problem,))
    reader = _ListReader(words, one, table, enterprises, headings)
    reader.problems += heading_problems(table, headings, _words(words, one))
    for row in table.rows[headings.at + 1 :]:
        reader.row(row)
    return ListSheet(one, table.place, reader.read, tuple(reader.problems))


class _ListReader:
    """Reads the rows of the sheet. The problems of a row go to its applicant if that is known, else to the sheet."""

    def __init__(
        self,
        words: Vocabulary,
        one: ListBlock,
        table: Table,
        enterprises: NamedEnterprises,
        headings: Headings[str],
    ) -> None:
        self.words, self.one, self.table, self.enterprises, self.headings = words, one, table, enterprises, headings
        self.columns = {meant: number for number, meant in headings.columns.items()}
        self.read: dict[int, ReadRows] = {}
        self.problems: list[Problem] = []

    def row(self, row: Row) -> None:
        """Read one row. One without any value of the list is passed over."""
        own = [number for meant, number in self.columns.items() if meant != WHOSE and number in row.cells]
        if not own:
            return
        mine = self._whose(row)
        if mine is None:
            return
        mine.count += 1
        if row.hidden:
            place = self.table.row_place(row.number)
            remedy = "取消隐藏（或清除筛选）后核对；不要的删去"
            mine.problems.append(warning("table.hidden-row", self.one.label, place, "这一行是隐藏的，也读了", remedy))
        entries = []
        for each in self.one.fields:
            full_id = f"{self.one.id}.{each.id}"
            number = self.columns.get(full_id, 0)
            if number not in row.cells:
                continue
            place, label = self.table.cell_place(row.number, number), cell_label(self.one, mine.count, each)
            unit, towns = self.headings.said[number].unit, self.words.scheme.towns
            value, found = read_cell(each, row.cells[number], place, label, towns, self.table.first_day, unit)
            mine.problems += found
            if value is not None:
                entries.append(Entry(full_id, value, place))
        if entries:
            mine.rows.append(ListRow(tuple(entries), self.table.row_place(row.number)))

    def _whose(self, row: Row) -> ReadRows | None:
        """What was read so far of the applicant that a row names; None if it names none, which is reported."""
        number = self.columns.get(WHOSE, 0)
        place = self.table.cell_place(row.number, number) if number else self.table.row_place(row.number)
        name, problems = read_words(row.cells.get(number), self.one.label, place)
        self.problems += problems
        only = self.enterprises.only
        if name is None and only is not None:
            return self.read.setdefault(only.row.number, ReadRows())
        applicant = self.words.scheme.applicant
        if name is None:
            message = f"没有写是哪{applicant.counter}{applicant.word}的，这一行没有读"
            remedy = f"写上{self.words.scheme.name_label}"
            self.problems.append(error("enterprise.missing", self.one.label, place, message, remedy))
            return None
        found, problems = self.enterprises.find(name, "", self.one.label, place)
        self.problems += problems
        return None if found is None else self.read.setdefault(found.row.number, ReadRows())
