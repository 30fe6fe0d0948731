"""The tool Typst, which lays out the same forms as one packet: contents, the three forms, bookmarks, continuous page numbers.

The Typst source is written once, from the layouts that formgen reads from its own templates: the same paper, faces, sizes, line
heights, rows, merges and lines. One compiler is kept for all enterprises, so that Typst can remember as much as possible. Only
`sys.inputs` changes: it holds the values as JSON. Typst makes no Word files. Its PDFs are PDF/A-2a and PDF/UA-1, as ours are.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path

import typst

from benchmarks.work import Files, Made, PaperForm, Work, folders
from formgen.foundation.resources import cache_folder, fonts_folder, scheme_folder
from formgen.render.layout.read import read_sheet
from formgen.render.layout.sheet import FormCell, FormRow, FormTable, Paragraph, Sheet
from formgen.render.pdf.html import EXACT_BASELINE
from formgen.render.word.package import read_package
from formgen.scheme.load import load_scheme
from formgen.scheme.slots import Slot

FANG = "Gw Fang"
PRELUDE = """
#let values = json(bytes(sys.inputs.values))
#let v(slot) = values.at(slot, default: "　　")
#let p(font, size, line, align: left, justified: false, before: 0pt, after: 0pt, left: 0pt, right: 0pt, first: 0pt, hang: 0pt, body) = {
  set text(font: font, size: size, top-edge: RISE * line, bottom-edge: -(1 - RISE) * line)
  set par(justify: justified, leading: 0pt, spacing: 0pt, first-line-indent: (amount: first, all: true), hanging-indent: hang)
  set std.align(align)
  block(width: 100%, above: 0pt, below: 0pt, inset: (top: before, bottom: after, left: left, right: right), par(body))
}
#let bookmark(title) = place(hide(heading(title)))
#set document(title: values.title)
#set text(lang: "zh", region: "cn", cjk-latin-spacing: none, fallback: false)
#set table(stroke: none, inset: 0pt)
#set block(spacing: 0pt)
#show heading: set text(size: 1pt)
"""
CONTENTS = """
#p(FANG, 14pt, 28pt, align: center)[#v("applicant.name")]
#p(FANG, 18pt, 60pt, align: center)[目　录]
#context {
  for one in query(heading) {
    p(FANG, 14pt, 28pt)[#link(one.location())[#one.body #box(width: 1fr, repeat[.]) #counter(page).at(one.location()).first()]]
  }
}
"""


class Typst:
    """Makes the packet of each enterprise."""

    def __init__(self, work: Work) -> None:
        scheme = load_scheme(scheme_folder(work.scheme))
        slots = {form.id: form.slots for form in scheme.forms}
        sheets = [(form, sheet_of(form, slots[form.id])) for form in work.forms]
        self._values = [
            {text.slot: text.text for texts in enterprise.texts for text in texts} | {"title": enterprise.name}
            for enterprise in work.enterprises
        ]
        source = cache_folder() / "packet.typ"
        source.write_text(packet_source(sheets, slots), encoding="utf-8")
        self._compiler = typst.Compiler(str(source), font_paths=[str(fonts_folder())], ignore_system_fonts=True)

    def make(self, part: range, out: Path) -> Made:
        """Lay out each enterprise's packet."""
        files = []
        for number, folder in zip(part, folders(out, part), strict=True):
            path, values = folder / "packet.pdf", json.dumps(self._values[number], ensure_ascii=False)
            content = self._compiler.compile(
                format="pdf", sys_inputs={"values": values}, pdf_standards=["a-2a", "ua-1"]
            )
            path.write_bytes(one_file(content))
            files.append(Files(packet=path))
        return Made(tuple(files))


def one_file(compiled: bytes | list[bytes] | None) -> bytes:
    """The bytes that the compiler returns for a PDF."""
    assert isinstance(compiled, bytes), "without a path it returns the bytes of one file"
    return compiled


def sheet_of(form: PaperForm, slots: tuple[Slot, ...]) -> Sheet:
    """The layout of a blank form."""
    return read_sheet(read_package(form.template.read_bytes(), form.id), slots, form.title)


def packet_source(sheets: list[tuple[PaperForm, Sheet]], slots: dict[str, tuple[Slot, ...]]) -> str:
    """The Typst source of a packet."""
    stacks = [paragraph.format.stack for paragraph, _ in sheets[0][1].paragraphs()]
    fang = next(stack for stack in stacks if FANG in stack)
    parts = [PRELUDE.replace("RISE", str(EXACT_BASELINE)), f"#let FANG = {families(fang)}"]
    footer = "#context p(FANG, 12pt, 14pt, align: center)[— #counter(page).display() —]"
    for number, (form, sheet) in enumerate(sheets):
        sides = (f"{side}: {points(getattr(sheet.margins, side))}" for side in ("top", "right", "bottom", "left"))
        parts.append(
            f"#set page(width: {points(sheet.width)}, height: {points(sheet.height)}, margin: ({', '.join(sides)}),"
            f" footer-descent: 14pt, footer: [{footer}])"
        )
        if number == 0:
            parts.append(CONTENTS + "#pagebreak()")
        parts.append(f"#bookmark({quoted(f'{form.annex} {form.title}')})")
        parts.extend(Source(sheet, {slot.id: slot.lines for slot in slots[form.id]}).blocks())
    return "\n".join(parts)


class Source:
    """Writes one sheet as Typst."""

    def __init__(self, sheet: Sheet, lines: dict[str, int]) -> None:
        self._sheet, self._lines = sheet, lines

    def blocks(self) -> Iterator[str]:
        """The paragraphs and tables in order, as Typst source."""
        for block in self._sheet.blocks:
            if isinstance(block, Paragraph):
                yield (
                    f"#{self.paragraph(block)}"
                    if not block.format.page_break
                    else f"#pagebreak()\n#{self.paragraph(block)}"
                )
            elif any(row.header for row in block.rows):
                yield f"#align(center, {self.table(block, block.rows)})"
            else:
                # Rows that must stay with the next row are put into one unbreakable block, because Typst's rows have no
                # such property.
                for piece in kept_together(block):
                    yield f"#align(center, block(breakable: false, {self.table(block, piece)}))"

    def paragraph(self, paragraph: Paragraph) -> str:
        """The call of the function `p` that sets a paragraph."""
        form, left, hang = paragraph.format, paragraph.format.left, max(-paragraph.format.first, 0)
        lengths = {
            "before": form.before, "after": form.after, "left": left - hang, "right": form.right,
            "first": max(form.first, 0), "hang": hang,
        }  # fmt: skip
        named = "".join(f", {name}: {points(value)}" for name, value in lengths.items() if value)
        if form.align == "justify":
            named += ", justified: true"
        elif form.align != "left":
            named += f", align: {form.align}"
        if not paragraph.text:
            return f"block(width: 100%, height: {points(form.before + form.line + form.after)})"
        spans = []
        for span in paragraph.spans:
            content = f"v({quoted(span.slot)})" if span.slot is not None else quoted(span.text)
            spans.append(f"#underline({content})" if span.underline else f"#{content}")
        return f"p({families(form.stack)}, {points(form.size)}, {points(form.line)}{named})[{';'.join(spans)}]"

    def table(self, table: FormTable, rows: tuple[FormRow, ...]) -> str:
        """Some rows of a table. An added last column without width keeps rows of open height at their least height."""
        columns = ", ".join(points(width) for width in (*table.columns, 0))
        heights = ", ".join("auto" if self.is_open(table, row) else points(row.height) for row in rows)
        head = ", ".join(self.cells(table, rows, at) for at, row in enumerate(rows) if row.header)
        body = ",\n".join(self.cells(table, rows, at) for at, row in enumerate(rows) if not row.header)
        header = f"table.header({head}),\n" if head else ""
        return f"table(columns: ({columns}), rows: ({heights},),\n{header}{body})"

    def cells(self, table: FormTable, rows: tuple[FormRow, ...], at: int) -> str:
        """The cells of a row."""
        row = rows[at]
        found = [self.cell(rows, at, cell) for cell in row.cells if cell.merge != "continue"]
        least = f"[#box(width: 0pt, height: {points(row.height)})]" if self.is_open(table, row) else "[]"
        return ", ".join([*found, least])

    def cell(self, rows: tuple[FormRow, ...], at: int, cell: FormCell) -> str:
        """One cell as Typst source."""
        spanned = 1 if cell.merge is None else rows_of_merge(rows, at, cell)
        vertical = {"top": "top", "middle": "horizon", "bottom": "bottom"}[cell.align]
        named = [f"align: left + {vertical}"]
        named += [f"colspan: {cell.span}"] if cell.span > 1 else []
        named += [f"rowspan: {spanned}, breakable: true"] if spanned > 1 else []
        for name, sides, unit in (("inset", cell.margins, ""), ("stroke", cell.lines, " + black")):
            one = ", ".join(
                f"{side}: {points(getattr(sides, side))}{unit}"
                for side in ("top", "right", "bottom", "left")
                if getattr(sides, side)
            )
            named += [f"{name}: ({one})"] if one else []
        content = "".join(f"#{self.paragraph(paragraph)}" for paragraph in cell.paragraphs)
        return f"table.cell({', '.join(named)})[{content}]"

    def is_open(self, table: FormTable, row: FormRow) -> bool:
        """True if the row may have to be higher than its least height. Typst must measure only such rows."""
        return not row.exact and any(self.most(table, cell) > row.height for cell in row.cells if cell.merge is None)

    def most(self, table: FormTable, cell: FormCell) -> float:
        """The largest height that a cell can take, because no glyph is wider than an em."""
        width = sum(table.columns[cell.column : cell.column + cell.span]) - cell.margins.left - cell.margins.right
        height = cell.margins.top + cell.margins.bottom
        for paragraph in cell.paragraphs:
            form = paragraph.format
            slot = next((span.slot for span in paragraph.spans if span.slot is not None), None)
            needed = math.ceil(len(paragraph.text) * form.size / (width - form.left - form.right - abs(form.first)))
            lines = self._lines[slot] if slot is not None else max(needed, 1)
            height += form.before + form.after + lines * form.line
        return height


def kept_together(table: FormTable) -> Iterator[tuple[FormRow, ...]]:
    """The table's rows in pieces. The rows of a piece must stay on one page."""
    piece: list[FormRow] = []
    for row in table.rows:
        piece.append(row)
        if not row.keep_next:
            yield tuple(piece)
            piece = []
    if piece:
        yield tuple(piece)


def rows_of_merge(rows: tuple[FormRow, ...], at: int, cell: FormCell) -> int:
    """The number of rows that a vertical merge covers."""
    count = 1
    for row in rows[at + 1 :]:
        below = next((other for other in row.cells if other.column == cell.column), None)
        if below is None or below.merge != "continue":
            break
        count += 1
    return count


def points(length: float) -> str:
    """A length in pt, as Typst source."""
    return f"{round(length, 3):g}pt"


def families(stack: tuple[str, ...]) -> str:
    """A face, and the faces that replace it for characters that it lacks, as Typst source."""
    return f"({', '.join(quoted(family) for family in stack)},)"


def quoted(text: str) -> str:
    """A text as a string of Typst source."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
