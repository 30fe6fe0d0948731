"""Reads the sheet of materials and evidence. It has one row for each file; the files are collected for each enterprise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from formgen.foundation.problems import Place, Problem, error, warning
from formgen.intake.columns import Subject, header_key
from formgen.intake.places import shown
from formgen.intake.sheet_words import FileHeader, SheetName, file_headers, file_keys, sheet_titles
from formgen.intake.supplied import evidence_title, nearest, supplied_file
from formgen.intake.table import Cell, Row, Table
from formgen.intake.tables.cells import read_words
from formgen.intake.tables.headings.heading_faults import heading_problems
from formgen.intake.tables.headings.heading_row import find_headings
from formgen.intake.tables.headings.heading_words import HeadingWords
from formgen.intake.tables.named_enterprises import NamedEnterprises
from formgen.intake.tables.vocabulary import Vocabulary
from formgen.record.models import Evidence, SuppliedFile, SuppliedFiles

_WANTED = frozenset((FileHeader.FILE,))
MOST_FILES = 1000
"""The largest number of files that is read for one enterprise. A longer list is a mistake."""


@dataclass(slots=True)
class SuppliedRows:
    """What the sheet says of one enterprise, in the order of its rows.

    materials  the files of each material, by the material's id
    evidence   the files of each piece of evidence, by the indicator's id and the title
    places     the first row of each material, by "" and its id, and of each piece of evidence, by its key in `evidence`
    problems   the problems of the rows of this enterprise
    count      the number of its files so far
    """

    materials: dict[str, list[SuppliedFile]] = field(default_factory=dict)
    evidence: dict[tuple[str, str], list[SuppliedFile]] = field(default_factory=dict)
    places: dict[tuple[str, str], Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    count: int = 0

    def material_files(self) -> tuple[SuppliedFiles, ...]:
        """Return the materials with their files."""
        return tuple(
            SuppliedFiles(material, tuple(files), self.places["", material])
            for material, files in self.materials.items()
        )

    def evidence_items(self) -> tuple[Evidence, ...]:
        """Return the pieces of evidence. Rows with the same indicator and title are one piece with several files."""
        return tuple(
            Evidence(indicator, title, tuple(files), self.places[indicator, title])
            for (indicator, title), files in self.evidence.items()
        )


@dataclass(frozen=True, slots=True)
class FileSheet:
    """The content of the sheet.

    supplied  what each enterprise supplies, by the number of the enterprise's row in the table of enterprises
    problems  the problems that belong to no enterprise
    """

    supplied: Mapping[int, SuppliedRows]
    problems: tuple[Problem, ...]


def is_file_sheet(words: Vocabulary, table: Table) -> bool:
    """Return True if a row of the sheet has the headings of the sheet of files: at least those of the subject and the file."""
    headings = find_headings(table, HeadingWords(file_keys(words.scheme)), _WANTED)
    return headings is not None and FileHeader.SUBJECT in headings.columns.values()


def read_file_sheet(words: Vocabulary, table: Table, enterprises: NamedEnterprises) -> FileSheet:
    """Read the files of every enterprise that the sheet names."""
    known, label = HeadingWords(file_keys(words.scheme)), _label(words)
    headings = find_headings(table, known, _WANTED)
    if headings is None:
        if not table.rows:
            return FileSheet({}, ())
        remedy = f"表头要有{'、'.join(f'「{text}」' for text in file_headers(words.scheme).values())}"
        return FileSheet({}, (error("table.no-headings", label, table.place, "找不到材料表的表头", remedy),))
    reader = _FileRowReader(words, table, enterprises, {header: number for number, header in headings.columns.items()})
    reader.problems += heading_problems(table, headings, known)
    for row in table.rows[headings.at + 1 :]:
        reader.row(row)
    return FileSheet(reader.supplied, tuple(reader.problems))


def _label(words: Vocabulary) -> str:
    """Return the name of the sheet for problems: its own title, or 材料 if the scheme has no such sheet."""
    return sheet_titles(words.scheme).get(SheetName.FILES, "材料")


class _FileRowReader:
    """Reads the rows of the sheet. The problems of a row go to its enterprise if that is known, else to the sheet."""

    def __init__(
        self, words: Vocabulary, table: Table, enterprises: NamedEnterprises, columns: Mapping[FileHeader, int]
    ) -> None:
        self.words, self.table, self.enterprises, self.columns = words, table, enterprises, columns
        self.label, self.applicant = _label(words), words.scheme.applicant
        self.row_word = file_headers(words.scheme)[FileHeader.SUBJECT]
        self.supplied: dict[int, SuppliedRows] = {}
        self.problems: list[Problem] = []
        self._merged = dict(self._filled_down())

    def _filled_down(self) -> Iterator[tuple[tuple[int, int], Cell]]:
        """Yield the content of merged cells for each row below their first: people merge an enterprise's name over its files.

        Each item is ((row number, column number), cell).
        """
        rows = {row.number: row for row in self.table.rows}
        ends: dict[int, int] = {}
        for first, column, last, _ in sorted(self.table.merged):
            if first in rows and column in rows[first].cells and first > ends.get(column, 0):
                ends[column] = last
                for number in range(first + 1, min(last, self.table.rows[-1].number) + 1):
                    yield (number, column), rows[first].cells[column]

    def _cell(self, row: Row, header: FileHeader) -> tuple[Cell | None, Place]:
        number = self.columns.get(header, 0)
        if not number:
            return None, self.table.row_place(row.number)
        cell = row.cells.get(number) or self._merged.get((row.number, number))
        return cell, self.table.cell_place(row.number, number)

    def _words(self, row: Row, header: FileHeader, problems: list[Problem]) -> tuple[str | None, Place]:
        cell, place = self._cell(row, header)
        text, wrong = read_words(cell, self.label, place)
        problems += wrong
        return text, place

    def row(self, row: Row) -> None:
        """Read one row."""
        if not set(self.columns.values()) & set(row.cells):
            return
        problems: list[Problem] = []
        name, place = self._words(row, FileHeader.APPLICANT, problems)
        subject_text, subject_place = self._words(row, FileHeader.SUBJECT, problems)
        title, title_place = self._words(row, FileHeader.TITLE, problems)
        path, path_place = self._words(row, FileHeader.FILE, problems)
        password, _ = self._words(row, FileHeader.PASSWORD, problems)
        if row.hidden:
            message = "这一行是隐藏的，也读了"
            remedy = "取消隐藏（或清除筛选）后核对；不要的删去"
            problems.append(warning("table.hidden-row", self.label, self.table.row_place(row.number), message, remedy))
        if name is None:
            message = f"没有写是哪{self.applicant.counter}{self.applicant.word}的，这一行没有读"
            remedy = f"写上{self.words.scheme.name_label}"
            self.problems += [*problems, error("enterprise.missing", self.label, place, message, remedy)]
            return
        one, wrong = self.enterprises.find(name, "", self.label, place)
        if one is None:
            self.problems += [*problems, *wrong]
            return
        mine = self.supplied.setdefault(one.row.number, SuppliedRows())
        mine.problems += problems
        subject = self._subject(subject_text, subject_place, mine)
        file = self._file(path, path_place, password, mine)
        if subject is None or file is None:
            return
        mine.count += 1
        if mine.count > MOST_FILES:
            if mine.count == MOST_FILES + 1:
                message = f"这{self.applicant.counter}{self.applicant.word}的文件超过 {MOST_FILES} 个，从这一行起没有读"
                place = self.table.row_place(row.number)
                mine.problems.append(error("table.too-many", self.label, place, message, "核对数据，合并成较少的文件"))
            return
        row_place = self.table.row_place(row.number)
        if subject.kind == "material":
            mine.materials.setdefault(subject.id, []).append(file)
            mine.places.setdefault(("", subject.id), row_place)
            return
        said, wrong = evidence_title(title, title_place)
        mine.problems += wrong
        if said is not None:
            mine.evidence.setdefault((subject.id, said), []).append(file)
            mine.places.setdefault((subject.id, said), row_place)

    def _subject(self, text: str | None, place: Place, mine: SuppliedRows) -> Subject | None:
        if text is None:
            message, remedy = f"没有写是哪一项{self.row_word}", self._pick()
        else:
            found = self.words.subjects.get(header_key(text))
            if found is not None:
                return found
            message = f"不认识「{shown(text)}」这项{self.row_word}"
            labels = {subject.label: subject for subject in self.words.subjects.values()}
            remedy = nearest(text, labels) or self._pick()
        mine.problems.append(error("file.subject", self.label, place, message, remedy))
        return None

    def _pick(self) -> str:
        scores = self.words.scheme.scores
        return f"从下拉列表里选，或写{scores.indicator}的编号，如 1.1.1" if scores else "从下拉列表里选"

    def _file(self, path: str | None, place: Place, password: str | None, mine: SuppliedRows) -> SuppliedFile | None:
        if path is None:
            mine.problems.append(error("evidence.files", self.label, place, "没有写文件", "写上文件的路径"))
            return None
        file, wrong = supplied_file(path, self.label, place, password)
        mine.problems += wrong
        return file
