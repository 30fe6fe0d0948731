"""The only door to XlsxWriter: a workbook written sheet by sheet, each from its top row down, in little memory.

A row is on the disk as soon as the next one begins (`constant_memory`), so a workbook of ten thousand enterprises takes
no more memory than one of ten. The price is that text stands in its own cell (`inlineStr`) and not in a table that all
sheets share. Excel, WPS, LibreOffice and our own reader (`formgen.intake.xlsx`) all read such cells, and the workbooks
that formgen wrote before had them too. The other price is the order: a row that is finished can't be written to again.
XlsxWriter says nothing when somebody tries; this module raises ValueError.

Four things XlsxWriter does in a way that is not ours, and they are put right here:

- text that looks like its own marks (`<r>…</r>`) would be written as marks, and of `_x0041_x0042_` one escape of two
  would be left as it is: `_TextSheet` writes text cells itself;
- a link to a file would get backslashes, which only Windows understands: `_TextSheet` writes links itself;
- formulas would be saved with the result 0, and LibreOffice would believe it: ours are saved without a result;
- files that rows wait in, of people's data, would stay on the disk after a fault: they lie in a folder that goes.
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

from formgen.workbooks.cell_rule import CellRule
from formgen.workbooks.cell_text import BEGINNINGS, fitted, stored, visible
from formgen.workbooks.looks import LINE_COLOUR, PLAIN, CellLook

MADE_AT = datetime(2018, 6, 1)
"""The time in every workbook: the same input must give the same bytes."""
A4 = 9
"""The paper's number in a workbook (ECMA-376, 18.3.1.63)."""
MOST_ROWS = 1048576
"""Rows of a sheet."""
LONGEST_SHEET_NAME = 31
COMMENT_WIDTH, COMMENT_LINE = 330, 19
"""The width of a comment's box, and the height of one of its lines, in pixels."""
PADDING = 5 / 7
"""What XlsxWriter adds to a column's width, in half-width characters: five pixels, of which a character has seven."""


class _TextCell(Protocol):
    """What XlsxWriter keeps of a text cell till its row is written. The class is called `String` in every version."""

    string: str
    format: Format


class _TextSheet(Worksheet):
    """A worksheet that writes text cells and links to files in our way."""

    def __init__(self) -> None:
        super().__init__()
        self.file_links: list[tuple[int, int, str]] = []

    def _write_cell(self, row: int, col: int, cell: object) -> None:
        """A text cell as it is: XlsxWriter takes text between <r> and </r> for marks, and escapes overlapping ones badly."""
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
        """Links with `/` between folders, as addresses have it.

        A sheet may have sixty thousand of them. They are quoted only here, and each is given up when it is written.
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
    """A workbook that is being written; a context, at whose end the files that rows waited in are removed.

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
        """A further sheet behind the others. Raises ValueError for a name that no sheet can have, or that another has."""
        if not 0 < len(name) <= LONGEST_SHEET_NAME or set(name) & set("[]:*?/\\'") or name != visible(name):
            raise ValueError(f"no sheet can be called {name!r}")
        if name.casefold() in self._names:
            raise ValueError(f"two sheets are called {name!r}")
        self._names.add(name.casefold())
        sheet = self._book.add_worksheet(name, _TextSheet)
        assert isinstance(sheet, _TextSheet)
        return SheetWriter(self, sheet)

    def content(self) -> bytes:
        """The file, the same bytes for the same cells: fixed times, no name of anybody's. Nothing can be written after it."""
        self._book.close()
        return self._made.getvalue()

    def format_of(self, look: CellLook, quoted: bool = False) -> Format:
        """XlsxWriter's format for a look. quoted: the text is marked as text with a leading quote."""
        found = self._formats.get((look, quoted))
        if found is None:
            found = self._formats[look, quoted] = self._book.add_format(_properties(look) | {"quote_prefix": quoted})
        return found

    def coloured(self, colour: str) -> Format:
        """The format of cells that a condition colours."""
        if colour not in self._grounds:
            self._grounds[colour] = self._book.add_format({"bg_color": f"#{colour}"})
        return self._grounds[colour]


def _properties(look: CellLook) -> dict[str, object]:
    """A look in XlsxWriter's words. The character set is that of Chinese (134), as Excel itself notes with such faces."""
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
    """A sheet that is being written. Rows and columns are counted from 1; rows go down and never up again."""

    def __init__(self, book: WorkbookWriter, sheet: _TextSheet) -> None:
        self._book, self._sheet = book, sheet

    @property
    def name(self) -> str:
        """The sheet's name."""
        return str(self._sheet.name)

    def text(self, row: int, column: int, text: str, look: CellLook) -> None:
        """Text that is text in every program, whatever it begins with: nothing is ever a formula. Empty text is a blank.

        A cell whose text could become a formula later is also marked as text with a leading quote (quotePrefix), as if
        a person had typed 'text.
        """
        if not text:
            self.blank(row, column, look)
            return
        shown = fitted(visible(text))
        style = self._book.format_of(look, shown.startswith(BEGINNINGS))
        _expect(self._sheet.write_string(row - 1, column - 1, shown, style), row)

    def blank(self, row: int, column: int, look: CellLook) -> None:
        """An empty cell with its look."""
        _expect(self._sheet.write_blank(row - 1, column - 1, None, self._book.format_of(look)), row)

    def number(self, row: int, column: int, number: int | Decimal, look: CellLook) -> None:
        """A number of at most 15 digits, which is what a spreadsheet keeps."""
        # XlsxWriter names float and Fraction alone, but spells a Decimal too, and without the noise of a float.
        done = self._sheet.write_number(row - 1, column - 1, number, self._book.format_of(look))  # type: ignore[arg-type]
        _expect(done, row)

    def day(self, row: int, column: int, day: date, look: CellLook) -> None:
        """A date of 1900-03-01 or later: Excel has a 29 February 1900, and knows no day before that year."""
        midnight = datetime(day.year, day.month, day.day)
        _expect(self._sheet.write_datetime(row - 1, column - 1, midnight, self._book.format_of(look)), row)

    def formula(self, row: int, column: int, formula: str, look: CellLook) -> None:
        """A formula of our own, `=…`. Without a saved result, so that every program calculates it when it opens the file."""
        _expect(self._sheet.write_formula(row - 1, column - 1, formula, self._book.format_of(look), ""), row)

    def link(self, row: int, column: int, text: str, target: str, look: CellLook) -> None:
        """Text that leads to a file. target: its path relative to the workbook, with `/`, as it is on the disk."""
        self.text(row, column, text, look)
        self._sheet.file_links.append((row - 1, column - 1, target))

    def across(self, row: int, first: int, last: int, text: str, look: CellLook) -> None:
        """Text in one cell over several columns of a row."""
        _expect(self._sheet.merge_range(row - 1, first - 1, row - 1, last - 1, "", self._book.format_of(look)), row)
        self.text(row, first, text, look)

    def remark(self, row: int, column: int, text: str) -> None:
        """Give a cell a comment in a box that shows all of it: some 20 full-width characters a line."""
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
        """A row's height, in pt; to be given before the next row begins."""
        _expect(self._sheet.set_row(row - 1, points), row)

    def gap(self, row: int, points: float) -> None:
        """An empty row of this height, in pt."""
        self.height(row, points)
        self.blank(row, 1, PLAIN)

    def width(self, column: int, characters: float, look: CellLook | None = None) -> None:
        """A column's width in half-width characters. look: of its cells that nobody writes to; None leaves them plain."""
        style = None if look is None else self._book.format_of(look)
        _expect(self._sheet.set_column(column - 1, column - 1, max(1.0, characters - PADDING), style), column)

    def let(self, rule: CellRule, first: tuple[int, int], last: tuple[int, int]) -> None:
        """Let a rule hold in the cells from first to last, each a row and a column."""
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
        """Colour the cells from first to last for which a formula is true; it is written for the first of them."""
        condition = {"type": "formula", "criteria": f"={formula}", "format": self._book.coloured(colour)}
        area = (first[0] - 1, first[1] - 1, last[0] - 1, last[1] - 1)
        _expect(self._sheet.conditional_format(*area, condition), first[0])

    def freeze(self, row: int, column: int) -> None:
        """Keep what is above this row and left of this column in sight."""
        self._sheet.freeze_panes(row - 1, column - 1)

    def repeat(self, rows: tuple[int, int], last_column: int | None = None) -> None:
        """Print these rows, first and last, on every page; likewise the columns up to last_column."""
        self._sheet.repeat_rows(rows[0] - 1, rows[1] - 1)
        if last_column is not None:
            self._sheet.repeat_columns(0, last_column - 1)

    def break_after(self, row: int) -> None:
        """Begin a new printed page behind this row."""
        self._sheet.set_h_pagebreaks([row])

    def page(self, *, landscape: bool = True, scale: int | None = None, footer: str = "") -> None:
        """A4. scale: in per cent; None fits the columns into one page's width. footer: in Excel's marks (&A, &P)."""
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
        """The colour of the sheet's tab."""
        self._sheet.set_tab_color(f"#{colour}")

    def hide(self) -> None:
        """Show the sheet to nobody; formulas may use it."""
        self._sheet.hide()

    def hide_grid(self) -> None:
        """Show no lines between cells on the screen."""
        self._sheet.hide_gridlines(2)


def _expect(done: object, at: int) -> None:
    """XlsxWriter says with a number below 0 that it has left something out. Raises ValueError for it."""
    if isinstance(done, int) and done < 0:
        raise ValueError(f"what was to be written at {at} does not fit its sheet, or comes out of order")
