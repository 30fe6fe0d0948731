"""Measure how near our PDF is to LibreOffice's PDF of our own Word file: `python -m tools.fidelity`.

Both PDFs have the same faces. For each character, the distance between its origins in the two PDFs is measured. LibreOffice
ignores two paragraph properties of Word that its own format can hold. So the Word file is first converted to flat ODF. There,
the space between Chinese and Latin and the hanging punctuation are switched off, and then it is converted to PDF.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from formgen.foundation import resources
from formgen.intake.json.record import read_record
from formgen.render.layout.read import read_sheet
from formgen.render.layout.sheet import FormRow, FormTable, Sheet
from formgen.render.pdf.cuts import sheet_document
from formgen.render.pdf.pdf import document_to_pdf
from formgen.render.values import slot_texts
from formgen.render.word.fill import SlotText, fill_package
from formgen.scheme.load import load_scheme
from formgen.scheme.models import Form, Scheme
from tests.judges.libreoffice import convert_all
from tools.comparison import LIMIT, Comparison, Distance, compare
from tools.pdf_pages import MM, Box, read_pages

SCHEME = "taicang-2018"
SAMPLES = Path(__file__).resolve().parent.parent / "samples"
RECORDS = ("complete", "rare-characters")
PX = 0.75
"""The length of a CSS pixel in pt."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One form, blank or filled, in both formats.

    record   the name of the record that filled it; `blank` for a blank form
    rows     the number of table rows on each page, including repeated header rows
    centred  for each page, the vertically centred cells of its last row, if a table goes on on the next page
    """

    form: str
    record: str
    docx: bytes
    pdf: bytes
    rows: tuple[int, ...]
    centred: tuple[tuple[Box, ...], ...]

    @property
    def name(self) -> str:
        """The paper's name for files and messages."""
        return f"{self.form}-{self.record}"


def paper(form: Form, record: str, texts: tuple[SlotText, ...]) -> Paper:
    """Make one form with these texts. record: the name of the record that has them."""
    package = fill_package(form, texts)
    sheet = read_sheet(package, form.slots, form.title)
    document = sheet_document(sheet)
    tops = [_row_tops(sheet, page.anchors) for page in document.pages]
    return Paper(
        form.id,
        record,
        package.to_bytes(),
        document_to_pdf(document),
        tuple(len(page) + sum(_headers(sheet, number) for number in {table for table, _ in page}) for page in tops),
        tuple(tuple(_centred_in_last_row(sheet, *pair)) for pair in zip(tops, [*tops[1:], {}], strict=True)),
    )


def _row_tops(sheet: Sheet, anchors: Mapping[str, tuple[float, float]]) -> dict[tuple[int, int], float]:
    """The upper edge in pt of each body row on a page, by the number of its table and its own number."""
    return {
        (number, index): anchors[name][1] * PX
        for number, table in enumerate(_tables(sheet))
        for index in range(len(table.rows))
        if (name := f"t{number}r{index}") in anchors
    }


def _headers(sheet: Sheet, number: int) -> int:
    return sum(row.header for row in _tables(sheet)[number].rows)


def _centred_in_last_row(
    sheet: Sheet, page: dict[tuple[int, int], float], following: dict[tuple[int, int], float]
) -> Iterator[Box]:
    """The vertically centred cells of a page's last row, if its table goes on on the next page."""
    if not page or not following or max(page)[0] != min(following)[0]:
        return
    number, index = max(page)
    table = _tables(sheet)[number]
    room = sheet.width - sheet.margins.left - sheet.margins.right
    left = sheet.margins.left + (room - sum(table.columns)) / 2
    row: FormRow = table.rows[index]
    for cell in row.cells:
        if cell.align == "middle":
            start = left + sum(table.columns[: cell.column])
            width = sum(table.columns[cell.column : cell.column + cell.span])
            yield Box(start, page[number, index], start + width, sheet.height)


def _tables(sheet: Sheet) -> list[FormTable]:
    return [block for block in sheet.blocks if isinstance(block, FormTable)]


def papers(scheme: Scheme, form_ids: Collection[str] | None = None) -> tuple[Paper, ...]:
    """Make every form, blank and filled with each of the samples. form_ids: only these forms; None for all."""
    fillings: list[tuple[str, dict[str, tuple[SlotText, ...]]]] = [("blank", {form.id: () for form in scheme.forms})]
    for name in RECORDS:
        record = read_record(scheme, SAMPLES / f"{name}.json").record
        assert record is not None, f"{name}.json is a record"
        fillings.append((name, {form.id: slot_texts(scheme, form, record) for form in scheme.forms}))
    forms = [form for form in scheme.forms if form_ids is None or form.id in form_ids]
    return tuple(paper(form, name, texts[form.id]) for form in forms for name, texts in fillings)


def compare_all(all_papers: Sequence[Paper]) -> tuple[Comparison, ...]:
    """Compare papers with the PDFs that LibreOffice makes from their Word files. All files go through it together."""
    with tempfile.TemporaryDirectory() as folder:
        sources = []
        for one in all_papers:
            sources.append(Path(folder, f"{one.name}.docx"))
            sources[-1].write_bytes(one.docx)
        theirs = [read_pages(path) for path in comparable_pdfs(sources, Path(folder))]
    return tuple(
        compare(read_pages(one.pdf), pages, one.centred) for one, pages in zip(all_papers, theirs, strict=True)
    )


def comparable_pdfs(sources: Sequence[Path], folder: Path) -> tuple[Path, ...]:
    """LibreOffice's PDFs of Word files, by way of its own format, which gets the properties that it does not read from Word."""
    flat = convert_all(sources, "fodt", folder / "flat")
    for path in flat:
        text = path.read_text(encoding="utf-8")
        for attribute, value in (("text-autospace", "none"), ("punctuation-wrap", "simple")):
            text = re.sub(rf'style:{attribute}="[^"]*"', f'style:{attribute}="{value}"', text)
        path.write_text(text, encoding="utf-8")
    return convert_all(flat, "pdf", folder / "pdf")


def report(all_papers: Sequence[Paper], comparisons: Sequence[Comparison]) -> Iterator[str]:
    """The figures as lines of a plain table, and after it a line for each place where characters are too far off."""
    form = "{:<16} {:<16} {:>6} {:<17} {:>10} {:>7} {:>7} {:>7} {:>7} {:>5} {:>7}"
    yield form.format(
        "form", "record", "pages", "rows a page", "characters", "median", "95 %", "largest", "lines", "over", "defects"
    )
    for one, found in zip(all_papers, comparisons, strict=True):
        figures = (f"{figure:.3f}" for figure in (found.median, found.most, found.largest, found.farthest or 0))
        over = (len(found.over) - len(found.excused), len(found.excused))
        rows = " ".join(map(str, one.rows))
        yield form.format(one.form, one.record, found.pages[1], rows, len(found.distances), *figures, *over)
    yield (
        "distances in mm; lines: the farthest horizontal line; over: characters more than"
        f" {LIMIT} mm off; defects: those that a defect of LibreOffice moves, named below, not counted in largest and over"
    )
    for one, found in zip(all_papers, comparisons, strict=True):
        yield from (f"{one.name}: {text}" for text in (*found.differences(), *_places(found)))


def _places(found: Comparison) -> Iterator[str]:
    places: defaultdict[tuple[int, str], list[Distance]] = defaultdict(list)
    for distance in found.over:
        places[distance.page, distance.reason or "NO KNOWN REASON"].append(distance)
    for (page, reason), there in sorted(places.items()):
        words = "".join(
            distance.glyph.character for distance in sorted(there, key=lambda one: (one.glyph.y, one.glyph.x))
        )
        top, largest = min(one.glyph.y for one in there) / MM, max(one.far for one in there)
        yield f"page {page}, {top:.0f} mm from its top, {len(there)} characters up to {largest:.2f} mm off「{words}」: {reason}"


def main() -> int:
    """Print the figures. Returns 1 if anything differs that no defect of LibreOffice explains, else 0."""
    all_papers = papers(load_scheme(resources.scheme_folder(SCHEME)))
    comparisons = compare_all(all_papers)
    for line in report(all_papers, comparisons):
        print(line)
    return 0 if all(comparison.sound for comparison in comparisons) else 1


if __name__ == "__main__":
    sys.exit(main())
