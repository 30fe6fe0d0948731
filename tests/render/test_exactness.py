"""The blank papers have exactly the official words, character for character, in Word and in PDF."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from formgen.render.layout.sheet import Paragraph, Sheet
from formgen.render.word.fill import SlotText, fill_package
from formgen.render.word.package import read_package
from formgen.scheme.models import Scheme
from formgen.scheme.official import OfficialPaper, folded, official_papers
from tests.judges.openxml import openxml_errors
from tests.render.papers import ALL_FORMS, FORM_IDS, form_of, pdf_of, sheet_of, tagged_texts
from tests.sweeps import sweep

REPEATED = (0, 1)
"""The columns of 附件4 whose labels stand again at the head of a page."""
SCORED = 8
"""The number of columns of its table."""
WHOLE = ("annex2", "annex3", "annex4")
"""The forms whose whole body is in the source."""


def official(scheme: Scheme, annex: str) -> OfficialPaper:
    text = (scheme.folder / "official.txt").read_text(encoding="utf-8")
    return next(paper for paper in official_papers(text, [form.annex for form in scheme.forms]) if paper.annex == annex)


Cells = tuple[tuple[str, ...], ...]
"""The paragraphs of each cell of a row."""


def said_once(sheet: Sheet) -> Iterator[Cells]:
    """Each row, and each paragraph as a row, without the labels of 附件4 that stand again where a page begins."""
    for block in sheet.blocks:
        if isinstance(block, Paragraph):
            yield ((folded(block.text),),)
            continue
        labels: dict[int, str] = {}
        for row in block.rows:
            cells = [tuple(folded(paragraph.text) for paragraph in cell.paragraphs) for cell in row.cells]
            for at, cell in enumerate(row.cells):
                label = "".join(cells[at]) if cell.column in REPEATED and len(block.columns) == SCORED else ""
                if label and labels.get(cell.column) == label:
                    cells[at] = ()
                elif label:
                    labels[cell.column] = label
            yield tuple(cells)


@pytest.mark.parametrize("form_id", WHOLE)
def test_blank_word_file_says_the_official_words_cell_by_cell(scheme: Scheme, form_id: str) -> None:
    form = form_of(scheme, form_id)
    texts = [text for row in said_once(sheet_of(form)) for cell in row for text in cell]
    assert [text for text in texts if text] == list(official(scheme, form.annex).texts)


@pytest.mark.parametrize("form_id", WHOLE)
def test_blank_pdf_says_the_official_words_in_the_order_of_its_tags(
    scheme: Scheme, form_id: str, tmp_path: Path
) -> None:
    form = form_of(scheme, form_id)
    pdf = tmp_path / "blank.pdf"
    pdf.write_bytes(pdf_of(form))
    words = ["".join(text.split()) for text in sheet_of(form).texts()]
    assert tagged_texts(pdf) == words


@pytest.mark.parametrize("form_id", ["annex5-city", "annex5-province"])
def test_reconstruction_has_the_official_title_and_does_not_say_on_the_page_that_it_is_one(
    scheme: Scheme, form_id: str
) -> None:
    form = form_of(scheme, form_id)
    texts = sheet_of(form).texts()
    source = (scheme.folder / "official.txt").read_text(encoding="utf-8")
    assert form.title in texts and form.title in source
    assert form.reconstruction and not any("推定" in text or "重建" in text or "非原件" in text for text in texts)


def test_self_assessment_table_has_the_rows_cells_and_merges_of_the_source(scheme: Scheme) -> None:
    form = form_of(scheme, "annex4")
    paper = official(scheme, form.annex)
    ours = [tuple(" ".join(cell) for cell in row) for row in said_once(sheet_of(form))]
    assert [row for row in ours if row != ("",)] == [row.texts for row in paper.rows]


def test_application_form_has_the_rows_of_the_source_and_one_writing_row_in_each_box(scheme: Scheme) -> None:
    form = form_of(scheme, "annex2")
    paper = official(scheme, form.annex)
    table = [block for block in sheet_of(form).blocks if hasattr(block, "rows")][-1]
    ours = [
        tuple(folded(" ".join(paragraph.text for paragraph in cell.paragraphs)) for cell in row.cells)
        for row in table.rows
    ]
    assert [row for row in ours if row != ("",)] == [row.texts for row in paper.rows]
    assert ours.count(("",)) == 4


@pytest.mark.parametrize(
    "form_id", sweep(ALL_FORMS, ("annex2", "annex3", "annex4", "annex5-city", "annex5-province-sheets"))
)
def test_word_file_is_valid_blank_and_filled(scheme: Scheme, form_id: str, tmp_path: Path) -> None:
    form = form_of(scheme, form_id)
    filled = tuple(SlotText(slot.id, "R&D <甲>\n 㙍") for slot in form.slots)
    for name, texts in (("blank", ()), ("filled", filled)):
        path = tmp_path / f"{name}.docx"
        path.write_bytes(fill_package(form, texts).to_bytes())
        assert openxml_errors(path) == ()


@pytest.mark.parametrize("form_id", FORM_IDS)
def test_word_file_carries_its_title(scheme: Scheme, form_id: str) -> None:
    form = form_of(scheme, form_id)
    package = read_package(fill_package(form, ()).to_bytes(), form_id)
    assert form.title in package.part("docProps/core.xml").decode()
