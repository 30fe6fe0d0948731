"""Write a workbook with XlsxWriter, sheet by sheet and row by row, in little memory. No other module uses XlsxWriter.

A row is written to the disk as soon as the next row begins (`constant_memory`), so a workbook of ten thousand
enterprises takes no more memory than a workbook of ten. This has two disadvantages. First, text stands in its own cell
(`inlineStr`) and not in a table that all sheets share. Excel, WPS, LibreOffice and formgen's own reader
(`formgen.intake.xlsx`) all read such cells, and earlier workbooks of formgen had them too. Second, a row that is
finished can't be changed. XlsxWriter reports no error when a program tries it; this module raises ValueError.

This module changes four things that XlsxWriter would do wrongly:

- XlsxWriter takes text such as `<r>…</r>` for its own marks, and it escapes only one of the two escapes in
  `_x0041_x0042_`. Therefore `_TextSheet` writes text cells itself.
- XlsxWriter writes a link to a file with backslashes, which only Windows understands. Therefore `_TextSheet` writes links
  itself.
- XlsxWriter saves formulas with the result 0, and LibreOffice shows this result. Therefore formulas are saved without a
  result.
- After a fault, XlsxWriter leaves its temporary files with rows, which hold people's data, on the disk. Therefore they
  lie in a temporary folder that is always removed.
"""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Protocol, Self, cast
from urllib.parse import quote
from xml.sax.saxutils import escape

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from formgen.engines.workbooks.cell_rule import CellRule
from formgen.engines.workbooks.cell_text import BEGINNINGS, fitted, stored, visible
from formgen.engines.workbooks.looks import LINE_COLOUR, PLAIN, CellLook

MADE_AT = datetime(2018, 6, 1)
"""The time that is written in every workbook. It is fixed, because the same input must give the same bytes."""
A4 = 9
"""The number of the paper size in a workbook (ECMA-376, 18.3.1.63)."""
MOST_ROWS = 1048576
"""The largest number of rows in a sheet."""
LONGEST_SHEET_NAME = 31
COMMENT_WIDTH, COMMENT_LINE = 330, 19
"""The width of a comment's box, and the height of one of its lines, in pixels."""
PADDING = 5 / 7
"""The width that XlsxWriter adds to a column, in half-width characters. It is 5 px, and a character has 7 px."""


class _TextCell(Protocol):
    """The object that XlsxWriter keeps for a text cell until its row is written.

    The class is called `String` in every version of XlsxWriter.
    """

    string: str
    format: Format


class _TextSheet(Worksheet):
    """A worksheet that writes text cells and links to files itself, for the reasons in the module's docstring."""

    def __init__(self) -> None:
        super().__init__()
        self.file_links: list[tuple[int, int, str]] = []

    def _write_cell(self, row: int, col: int, cell: object) -> None:
        """Write a text cell without any change of its text.

        XlsxWriter would take text between <r> and </r> for marks, and it would not escape overlapping escapes correctly.
        """
        if type(cell).__name__ != "String":
            super()._write_cell(row, col, cell)
            return
        kept = cast(_TextCell, cell)
        text = stored(kept.string)
        spaced = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
        address, style = xl_rowcol_to_cell(row, col), kept.format._get_xf_index()  # type: ignore[no-untyped-call]
        made = f'<c r="{address}" s="{style}" t="inlineStr"><is><t{spaced}>{escape(text)}</t></is></c>'
        self.fh.write(made)  # type: ignore[attr-defined]

    def _write_hyperlinks(self) -> None:
        """Write the links with `/` between folders, as in addresses.

        A sheet may have sixty thousand links. To save memory, a link is quoted only here, and it is removed from memory
        when it is written.
        """
        if not self.file_links:
            return
        self._xml_start_tag("hyperlinks")
        self.file_links.reverse()
        while self.file_links:
            row, column, target = self.file_links.pop()
            self.rel_count += 1
            self._xml_empty_tag(
                "hyperlink", [("ref", xl_rowcol_to_cell(row, column)), ("r:id", f"rId{self.rel_count}")]
            )
            self.external_hyper_links.append(["/hyperlink", quote(target, safe="/"), "External"])
        self._xml_end_tag("hyperlinks")


class WorkbookWriter:
    """A workbook that is being written. It is a context manager; at its end the temporary files with rows are removed.

        with WorkbookWriter("名册") as book:
            sheet = book.sheet("名单")
            sheet.text(1, 1, "名称", look)
            content = book.content()

    title: the document's title in its properties.
    """

    def __init__(self, title: str) -> None:
        self._made = io.BytesIO()
        self._waiting = TemporaryDirectory(prefix="formgen-", ignore_cleanup_errors=True)
        settings = {
            "constant_memory": True,
            "tmpdir": self._waiting.name,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self._book = Workbook(self._made, settings)
        self._book.set_properties({"title": visible(title), "author": "formgen", "created": MADE_AT})
        self._formats: dict[tuple[CellLook, bool], Format] = {}
        self._grounds: dict[str, Format] = {}
        self._names: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        for sheet in self._book.worksheets():
            sheet._opt_close()
        self._waiting.cleanup()

    def sheet(self, name: str) -> SheetWriter:
        """Add a sheet after the others. Raises ValueError if the name is not allowed or another sheet has it."""
        if not 0 < len(name) <= LONGEST_SHEET_NAME or set(name) & set("[]:*?/\\'") or name != visible(name):
            raise ValueError(f"no sheet can be called {name!r}")
        if name.casefold() in self._names:
            raise ValueError(f"two sheets are called {name!r}")
        self._names.add(name.casefold())
        sheet = self._book.add_worksheet(name, _TextSheet)
        assert isinstance(sheet, _TextSheet)
        return SheetWriter(self, sheet)

    def content(self) -> bytes:
        """Finish the file and return its bytes. Nothing can be written after that.

        The same cells give the same bytes: the times are fixed, and the file holds no name of a person.
        """
        self._book.close()
        return self._made.getvalue()

    def format_of(self, look: CellLook, quoted: bool = False) -> Format:
        """XlsxWriter's format for a look. If `quoted` is True, the text is marked as text with a leading quote."""
        found = self._formats.get((look, quoted))
        if found is None:
            found = self._formats[look, quoted] = self._book.add_format(_properties(look) | {"quote_prefix": quoted})
        return found

    def coloured(self, colour: str) -> Format:
        """The format with this colour, for cells that fulfil a condition."""
        if colour not in self._grounds:
            self._grounds[colour] = self._book.add_format({"bg_color": f"#{colour}"})
        return self._grounds[colour]


def _properties(look: CellLook) -> dict[str, object]:
    """A look as properties of XlsxWriter. The character set is Chinese (134), as Excel also writes it for such faces."""
    font, place = look.font, look.place
    said: dict[str, object] = {
        "font_name": font.name,
        "font_size": font.size,
        "font_color": f"#{font.colour}",
        "font_family": 3,
        "font_charset": 134,
        "underline": int(font.underlined),
        "valign": place.vertical,
        "text_wrap": place.wrapped,
        "num_format": look.number_format,
    }
    if place.horizontal is not None:
        said["align"] = place.horizontal
    if look.ground is not None:
        said["bg_color"] = f"#{look.ground}"
    if look.lined:
        said |= {"border": 1, "border_color": f"#{LINE_COLOUR}"}
    return said


class SheetWriter:
    """A sheet that is being written. Rows and columns are counted from 1. Rows must be written from top to bottom."""

    def __init__(self, book: WorkbookWriter, sheet: _TextSheet) -> None:
        self._book, self._sheet = book, sheet

    @property
    def name(self) -> str:
        """The sheet's name."""
        return str(self._sheet.name)

    def text(self, row: int, column: int, text: str, look: CellLook) -> None:
        """Write text that is text in every program, also if it begins like a formula. Empty text gives a blank cell.

        If the text could become a formula later, the cell is also marked as text with a leading quote (quotePrefix), as
        if a person had typed 'text.
        """
        if not text:
            self.blank(row, column, look)
            return
        shown = fitted(visible(text))
        style = self._book.format_of(look, shown.startswith(BEGINNINGS))
        _expect(self._sheet.write_string(row - 1, column - 1, shown, style), row)

    def blank(self, row: int, column: int, look: CellLook) -> None:
        """Write an empty cell with its look."""
        _expect(self._sheet.write_blank(row - 1, column - 1, None, self._book.format_of(look)), row)

    def number(self, row: int, column: int, number: int | Decimal, look: CellLook) -> None:
        """Write a number of at most 15 digits, because a spreadsheet does not keep more."""
        # The types of XlsxWriter name only float and Fraction. It also writes a Decimal, and without rounding errors.
        done = self._sheet.write_number(row - 1, column - 1, number, self._book.format_of(look))  # type: ignore[arg-type]
        _expect(done, row)

    def day(self, row: int, column: int, day: date, look: CellLook) -> None:
        """Write a date of 1900-03-01 or later. Excel has a wrong 29 February 1900, and no day before that year."""
        midnight = datetime(day.year, day.month, day.day)
        _expect(self._sheet.write_datetime(row - 1, column - 1, midnight, self._book.format_of(look)), row)

    def formula(self, row: int, column: int, formula: str, look: CellLook) -> None:
        """Write a formula of formgen, `=…`, without a saved result, so that every program calculates it on opening."""
        _expect(self._sheet.write_formula(row - 1, column - 1, formula, self._book.format_of(look), ""), row)

    def link(self, row: int, column: int, text: str, target: str, look: CellLook) -> None:
        """Write text that is a link to a file. target: the path relative to the workbook, with `/`, as it is on the disk."""
        self.text(row, column, text, look)
        self._sheet.file_links.append((row - 1, column - 1, target))

    def across(self, row: int, first: int, last: int, text: str, look: CellLook) -> None:
        """Write text in one cell that covers several columns of a row."""
        _expect(self._sheet.merge_range(row - 1, first - 1, row - 1, last - 1, "", self._book.format_of(look)), row)
        self.text(row, first, text, look)

    def remark(self, row: int, column: int, text: str) -> None:
        """Give a cell a comment. Its box is large enough for the whole text, with about 20 full-width characters in a line."""
        lines = sum(1 + len(line) // 20 for line in text.split("\n"))
        box = {
            "author": "formgen",
            "width": COMMENT_WIDTH,
            "height": 24 + COMMENT_LINE * lines,
            "font_name": "宋体",
            "font_size": 11,
            "font_family": 3,
        }
        _expect(self._sheet.write_comment(row - 1, column - 1, visible(text), box), row)

    def height(self, row: int, points: float) -> None:
        """Set a row's height, in pt. This must be done before the next row begins."""
        _expect(self._sheet.set_row(row - 1, points), row)

    def gap(self, row: int, points: float) -> None:
        """Write an empty row of this height, in pt."""
        self.height(row, points)
        self.blank(row, 1, PLAIN)

    def width(self, column: int, characters: float, look: CellLook | None = None) -> None:
        """Set a column's width, in half-width characters.

        look: the look of the column's cells that are not written; None leaves them plain
        """
        style = None if look is None else self._book.format_of(look)
        _expect(self._sheet.set_column(column - 1, column - 1, max(1.0, characters - PADDING), style), column)

    def let(self, rule: CellRule, first: tuple[int, int], last: tuple[int, int]) -> None:
        """Apply a rule to the cells from `first` to `last`. Each of both is a pair: row, column."""
        options: dict[str, object] = {
            "validate": rule.kind,
            "ignore_blank": rule.blank,
            "error_type": "stop" if rule.strict else "warning",
            "input_title": rule.heading,
            "error_title": rule.heading,
            "input_message": rule.prompt,
            "error_message": rule.error,
        }
        if rule.kind in ("date", "length"):
            options["criteria"] = "equal to" if rule.second is None else "between"
        if rule.kind != "any":
            options["value"] = rule.first
        if rule.second is not None:
            options["maximum"] = rule.second
        done = self._sheet.data_validation(first[0] - 1, first[1] - 1, last[0] - 1, last[1] - 1, options)
        _expect(done, first[0])

    def colour_where(self, formula: str, colour: str, first: tuple[int, int], last: tuple[int, int]) -> None:
        """Colour the cells from `first` to `last` for which a formula is true. The formula is written for the first cell."""
        condition = {"type": "formula", "criteria": f"={formula}", "format": self._book.coloured(colour)}
        area = (first[0] - 1, first[1] - 1, last[0] - 1, last[1] - 1)
        _expect(self._sheet.conditional_format(*area, condition), first[0])

    def freeze(self, row: int, column: int) -> None:
        """Keep the cells above this row and left of this column visible when people scroll."""
        self._sheet.freeze_panes(row - 1, column - 1)

    def repeat(self, rows: tuple[int, int], last_column: int | None = None) -> None:
        """Print the rows from the first to the last of `rows` on every page, and also the columns up to `last_column`.

        last_column None means that no columns are repeated.
        """
        self._sheet.repeat_rows(rows[0] - 1, rows[1] - 1)
        if last_column is not None:
            self._sheet.repeat_columns(0, last_column - 1)

    def break_after(self, row: int) -> None:
        """Begin a new printed page after this row."""
        self._sheet.set_h_pagebreaks([row])

    def page(self, *, landscape: bool = True, scale: int | None = None, footer: str = "") -> None:
        """Set the printed page: A4.

        scale: in per cent; None fits all columns into the width of one page
        footer: the text of the footer, with Excel's marks (&A, &P)
        """
        self._sheet.set_paper(A4)
        if landscape:
            self._sheet.set_landscape()
        if scale is None:
            self._sheet.fit_to_pages(1, 0)
        else:
            self._sheet.set_print_scale(scale)
        if footer:
            self._sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
            self._sheet.set_footer(f"&C&9{footer}", {"margin": 0.3})

    def tab_colour(self, colour: str) -> None:
        """Set the colour of the sheet's tab."""
        self._sheet.set_tab_color(f"#{colour}")

    def hide(self) -> None:
        """Hide the sheet. Formulas may still use it."""
        self._sheet.hide()

    def hide_grid(self) -> None:
        """Show no lines between cells on the screen."""
        self._sheet.hide_gridlines(2)


def _expect(done: object, at: int) -> None:
    """Raise ValueError if `done` is a number below 0: with it XlsxWriter reports that it has left something out."""
    if isinstance(done, int) and done < 0:
        raise ValueError(f"what was to be written at {at} does not fit its sheet, or comes out of order")
