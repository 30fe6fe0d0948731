"""Makes a source of a returned collection workbook. It recognises each sheet by its name or by its headings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from formgen.foundation.problems import Place, Problem, error, warning
from formgen.intake.collected import Source
from formgen.intake.columns import header_key
from formgen.intake.places import file_place
from formgen.intake.sheet_words import SheetName, list_sheet_keys, sheet_keys, sheet_titles
from formgen.intake.table import Table
from formgen.intake.tables.collected_tables import source_of, source_of_scores
from formgen.intake.tables.enterprise_rows import Additions, enterprise_table, is_enterprise_table
from formgen.intake.tables.file_rows import FileSheet, SuppliedRows, is_file_sheet, read_file_sheet
from formgen.intake.tables.headings.document_columns import with_whole_documents
from formgen.intake.tables.headings.heading_row import LOOKED_AT, find_headings
from formgen.intake.tables.headings.parted_columns import with_parted_columns
from formgen.intake.tables.headings.sheets_below import below
from formgen.intake.tables.headings.stacked_headings import with_one_heading_row
from formgen.intake.tables.layouts.laid_out import is_one_enterprise, put_together, rows_of_layouts
from formgen.intake.tables.layouts.other_layouts import is_laid_out_otherwise, other_layout
from formgen.intake.tables.list_rows import ListSheet, is_list_sheet, read_list_sheet
from formgen.intake.tables.named_enterprises import NamedEnterprises
from formgen.intake.tables.scores.score_columns import ScoreSheet, read_score_sheet
from formgen.intake.tables.scores.score_headings import is_score_sheet
from formgen.intake.tables.vocabulary import Vocabulary
from formgen.intake.xlsx.beside_cells import commented_cells, has_text_boxes, row_of
from formgen.intake.xlsx.package import Package, Refused, open_package
from formgen.intake.xlsx.sheets import SheetEntry, Workbook, read_sheet, read_workbook
from formgen.record.kinds.table import parse
from formgen.scheme.models import Scheme

_PASSED_OVER = frozenset((SheetName.INSTRUCTIONS, SheetName.LISTS))
LISTED_CELLS = 8
LEAST_CODE = 8
"""A code that tells applicants apart has more characters."""
_READ = (SheetName.APPLICANTS, SheetName.SCORES, SheetName.FILES)


def read_workbook_source(scheme: Scheme, path: Path, content: Path | None = None) -> Source:
    """An .xlsx or .xlsm file. Raises OSError for a file that can't be read.

    path     the user's file: findings name it, and supplied files lie beside it
    content  the file that is read in its place, if LibreOffice had to convert it; None for the user's file itself
    """
    place = file_place(path.name)
    try:
        with open_package(content or path) as package:
            reader = _WorkbookReader(Vocabulary(scheme), read_workbook(package, place.file))
            reader.problems += _notes(package, place)
            reader.find_sheets()
            return reader.source(path)
    except Refused as fault:
        problem = error(fault.code, "", place, fault.message, fault.remedy)
        return Source(path, (problem,), 0, lambda: iter(()))


def _notes(package: Package, place: Place) -> Iterator[Problem]:
    """Warn about parts of a workbook that formgen does not use: macros, and links to other workbooks."""
    if any(name.lower().endswith("vbaproject.bin") for name in package.names):
        message = "工作簿带有宏，没有运行，只读了单元格的内容"
        yield warning("workbook.macros", "", place, message, "不需要宏的，另存为“Excel 工作簿（.xlsx）”")
    if any(name.startswith("xl/externalLinks/") for name in package.names):
        message = "工作簿引用了别的工作簿，没有打开，只读了上次保存的结果"
        yield warning("workbook.links", "", place, message, "核对引用来的内容是不是最新的")


class _WorkbookReader:
    """Finds out which sheet of the workbook holds what."""

    def __init__(self, words: Vocabulary, workbook: Workbook) -> None:
        self.words, self.workbook = words, workbook
        self.titles, self.known = sheet_titles(words.scheme), sheet_keys(words.scheme)
        self.problems: list[Problem] = []
        self.tables: dict[SheetName, Table] = {}
        self.lists = {one.id: one for one in words.scheme.lists}
        self.list_names = list_sheet_keys(words.scheme)
        self.list_tables: dict[str, Table] = {}

    def find_sheets(self) -> None:
        """Read the sheets: first those with the right names, then those that have the headings of a missing sheet."""
        others: list[tuple[SheetEntry, Table]] = []
        for sheet in self.workbook.sheets:
            meant = self.known.get(header_key(sheet.name))
            if meant in _PASSED_OVER:
                continue
            table = self._table(sheet)
            if table is None or not table.rows or self._take_list(sheet, table):
                continue
            if not is_score_sheet(self.words, table):
                stacked = with_one_heading_row(table, self.words.headings, self.words.name)
                table = with_whole_documents(self.words, with_parted_columns(self.words, stacked))
            if meant is None or meant in self.tables or not self._fits(meant, table):
                others.append((sheet, table))
            else:
                self._take(meant, sheet, table)
        self._find_other_layouts(others)
        for sheet, table in others:
            self._recognise(sheet, table)

    def _find_other_layouts(self, others: list[tuple[SheetEntry, Table]]) -> None:
        """Where no sheet has a row for each enterprise: take all that are on their side, or labels and values, as one table."""
        if SheetName.APPLICANTS in self.tables or any(self._fits(SheetName.APPLICANTS, table) for _, table in others):
            return
        wanted = [one for one in (SheetName.SCORES, SheetName.FILES) if one in self.titles]
        free = [(sheet, table) for sheet, table in others if not any(self._fits(one, table) for one in wanted)]
        found = [(sheet, table, layout) for sheet, table in free if (layout := other_layout(self.words, table))]
        if not found:
            return
        layouts = [layout for _, _, layout in found]
        if is_one_enterprise(self.words, layouts):
            named = {sheet.name for sheet, _, _ in found}
            rest = [(sheet, table) for sheet, table in free if sheet.name not in named]
            found += [
                (sheet, table, layout)
                for sheet, table in rest
                if (layout := other_layout(self.words, table, is_named=False))
            ]
            layouts = [put_together(self.words, [layout for _, _, layout in found])]
        self.problems += [problem for layout in layouts for problem in layout.problems]
        for sheet, table, _ in found:
            self._take(SheetName.APPLICANTS, sheet, table)
        rows = rows_of_layouts(self.words, found[0][1], layouts)
        self.tables[SheetName.APPLICANTS] = with_whole_documents(self.words, rows)
        taken = {sheet.name for sheet, _, _ in found}
        others[:] = [(sheet, table) for sheet, table in others if sheet.name not in taken]

    def _table(self, sheet: SheetEntry) -> Table | None:
        try:
            return read_sheet(self.workbook, sheet)
        except Refused as fault:
            place = Place(self.workbook.file, sheet.name)
            self.problems.append(error(fault.code, "", place, fault.message, fault.remedy))
            return None

    def _fits(self, meant: SheetName, table: Table) -> bool:
        if meant is SheetName.APPLICANTS:
            return is_enterprise_table(self.words, table) and not is_laid_out_otherwise(self.words, table)
        read = is_score_sheet if meant is SheetName.SCORES else is_file_sheet
        return read(self.words, table)

    def _take_list(self, sheet: SheetEntry, table: Table) -> bool:
        """Take a sheet as that of a list, by its name, or else by all its headings. True if it was one."""
        named = self.list_names.get(header_key(sheet.name), "")
        is_known = bool(named) or header_key(sheet.name) in self.known
        free = [one for one in self.lists if one not in self.list_tables and not is_known]
        found = named or next((one for one in free if is_list_sheet(self.words, self.lists[one], table)), "")
        if not found:
            return False
        if found in self.list_tables:
            message = f"工作表「{sheet.name}」也是「{self.lists[found].label}」，没有读：每种表只读一张"
            self.problems.append(error("sheet.again", "", table.place, message, "合并成一张，或分成几个文件"))
            return True
        self.list_tables[found] = table
        self._note_hidden(sheet, table)
        return True

    def _take(self, meant: SheetName, sheet: SheetEntry, table: Table) -> None:
        self.tables[meant] = table
        if meant is SheetName.APPLICANTS:
            self._note_unseen(sheet, table)
        else:
            self._note_hidden(sheet, table)  # comments on the headings of the other sheets say how to fill them in

    def _note_hidden(self, sheet: SheetEntry, table: Table) -> None:
        """Warn about a sheet that was read although it is hidden."""
        if sheet.hidden:
            message = f"工作表「{sheet.name}」是隐藏的，也读了"
            self.problems.append(warning("sheet.hidden", "", table.place, message, "取消隐藏后核对；不要的删去"))

    def _note_unseen(self, sheet: SheetEntry, table: Table) -> None:
        """Warn about a hidden sheet, and about comments and text boxes, which are not read."""
        self._note_hidden(sheet, table)
        if sheet.part is None:
            return
        headings = find_headings(table, self.words.headings, frozenset((self.words.name,)))
        first = headings.row if headings else 0  # comments on headings say how to fill in the columns
        cells = [one for one in commented_cells(self.workbook.package, sheet.part) if row_of(one) > first]
        if cells:
            listed = "、".join(cells[:LISTED_CELLS]) + (f" 等 {len(cells)} 格" if len(cells) > LISTED_CELLS else "")
            message = f"单元格上有批注，批注里的话没有读：{listed}"
            self.problems.append(warning("sheet.comments", "", table.place, message, "批注里有要改的，改到单元格里"))
        if has_text_boxes(self.workbook.package, sheet.part):
            message = f"工作表「{sheet.name}」里有文本框，框里的话没有读"
            self.problems.append(warning("sheet.text-box", "", table.place, message, "框里有要填的，写到单元格里"))

    def _recognise(self, sheet: SheetEntry, table: Table) -> None:
        """Identify a sheet by its headings and use it for the missing sheet, or report that it was not read."""
        meant = next(
            (
                one
                for one in (SheetName.SCORES, SheetName.FILES, SheetName.APPLICANTS)
                if one in self.titles and self._fits(one, table)
            ),
            None,
        )
        if meant is not None and meant not in self.tables:
            title = self.titles[meant]
            message = f"工作表「{sheet.name}」有「{title}」的表头，当作「{title}」读了"
            self.problems.append(warning("sheet.renamed", "", table.place, message, f"把工作表改回「{title}」"))
            self._take(meant, sheet, table)
        elif meant is SheetName.APPLICANTS and not sheet.hidden:
            message = f"工作表「{sheet.name}」也有「{self.titles[meant]}」的表头，接在后面一起读了"
            self.problems.append(warning("sheet.joined", "", table.place, message, "核对；不要的工作表删去"))
            self.tables[meant] = below(self.tables[meant], table)
            self._note_unseen(sheet, table)
        elif meant is not None:
            message = f"工作表「{sheet.name}」也有「{self.titles[meant]}」的表头，没有读：每种表只读一张"
            self.problems.append(error("sheet.again", "", table.place, message, "合并成一张，或分成几个文件"))
        elif header_key(sheet.name) in self.known:
            message = f"工作表「{sheet.name}」里找不到表头，没有读"
            self.problems.append(error("table.no-headings", "", table.place, message, "照采集表补上表头这一行"))
        elif not sheet.hidden and self._holds_codes(table):
            message = f"工作表「{sheet.name}」里像是{self.words.scheme.applicant.word}的数据，却没有表头，没有读"
            self.problems.append(error("table.no-headings", "", table.place, message, "照别的工作表补上表头这一行"))
        elif not sheet.hidden:
            message = f"不认识工作表「{sheet.name}」，没有读"
            self.problems.append(warning("sheet.unknown", "", table.place, message, "确实要读的，照采集表改名称和表头"))

    def _holds_codes(self, table: Table) -> bool:
        """True for a sheet with codes that tell applicants apart, below which other sheets have their rows."""
        identity = self.words.scheme.applicant.identity
        if identity is None or not table.rows:
            return False
        field = self.words.scheme.fields[identity]
        texts = (cell.text for row in table.rows[:LOOKED_AT] for cell in row.cells.values() if len(row.cells) > 1)
        return any(parse(field, text, table.place, "", None)[0] is not None for text in texts if len(text) > LEAST_CODE)

    def source(self, path: Path) -> Source:
        """Return the source that is made of all sheets together."""
        table = self.tables.get(SheetName.APPLICANTS)
        enterprises = enterprise_table(self.words, table) if table else None
        if enterprises is None and SheetName.SCORES in self.tables:
            return source_of_scores(self.words, path, self.problems, self.tables[SheetName.SCORES])
        if enterprises is None:
            title = self.titles[SheetName.APPLICANTS]
            remedy = f"照采集表填写「{title}」，每{self.words.scheme.applicant.counter}一行"
            problem = error("sheet.missing", "", Place(self.workbook.file), f"找不到「{title}」这张表", remedy)
            return Source(path, (*self.problems, problem), 0, lambda: iter(()))
        wanted = [one for one in _READ if one in self.titles]
        lacking = [f"「{self.titles[one]}」" for one in wanted if one not in self.tables and not self._is_there(one)]
        there = {self.list_names.get(header_key(sheet.name)) for sheet in self.workbook.sheets} | set(self.list_tables)
        lacking += [f"「{one.label}」" for one in self.lists.values() if one.id not in there]
        if lacking:
            count = f" {len(lacking)} " if len(lacking) > 2 else "两" if len(lacking) > 1 else ""
            message = f"没有{'和'.join(lacking)}这{count}张表，这部分内容没有读"
            self.problems.append(warning("sheet.missing", "", Place(self.workbook.file), message, "不需要的不必理会"))
        named = NamedEnterprises(self.words.scheme, enterprises.rows)
        scores, files = ScoreSheet({}, ()), FileSheet({}, ())
        if SheetName.SCORES in self.tables:
            scores = read_score_sheet(self.words, self.tables[SheetName.SCORES], named)
        if SheetName.FILES in self.tables:
            files = read_file_sheet(self.words, self.tables[SheetName.FILES], named)
        lists = [read_list_sheet(self.words, self.lists[one], table, named) for one, table in self.list_tables.items()]
        rows = {*scores.scores, *files.supplied, *(row for one in lists for row in one.rows)}
        more = {row: _additions(scores, files, lists, row) for row in rows}
        problems = (
            *self.problems,
            *scores.problems,
            *files.problems,
            *(one for sheet in lists for one in sheet.problems),
        )
        return source_of(path, problems, enterprises, more)

    def _is_there(self, meant: SheetName) -> bool:
        """Return True if the workbook has a sheet of this name. If that sheet was not read, it is not reported as missing."""
        return any(self.known.get(header_key(sheet.name)) is meant for sheet in self.workbook.sheets)


def _additions(scores: ScoreSheet, files: FileSheet, lists: Sequence[ListSheet], row: int) -> Additions:
    supplied = files.supplied.get(row, SuppliedRows())
    read = [sheet.record_list(row) for sheet in lists]
    wrong = (problem for _, found in read for problem in found)
    problems = (*scores.faults.get(row, ()), *supplied.problems, *wrong)
    said = tuple(one for one, _ in read if one is not None)
    return Additions(scores.scores.get(row, ()), supplied.material_files(), supplied.evidence_items(), said, problems)
