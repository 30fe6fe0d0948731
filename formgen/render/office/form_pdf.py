"""The PDF of a filled form that LibreOffice lays out, with as many pages as the form has, or more where its rows repeat."""

from __future__ import annotations

from collections.abc import Sequence

from formgen.engines.pdfium import PdfiumFile
from formgen.engines.pdfium.cut_text import CutWords, cut_words
from formgen.foundation.errors import ProofError
from formgen.render.office.laying_out import office_pdf, raw_pdf, raw_pdfs
from formgen.render.office.whole_values import lacking_labels
from formgen.render.word.fill import SlotText
from formgen.render.word.package import WordPackage
from formgen.scheme.models import Form


def office_form_pdf(form: Form, package: WordPackage, texts: Sequence[SlotText]) -> bytes:
    """The PDF of a filled form. texts: what was filled in.

    Raises ProofError if it has another number of pages, or if a text does not stand on them whole, and what `office_pdf` raises.
    A form whose rows repeat has as many pages as they take: `formgen.render.office.grown` says how many.
    """
    made = office_pdf(package, form.title)
    pages = _pages(made)
    if not form.rows and pages != form.pages:
        raise ProofError(
            f"「{form.title}」排成了 {pages} 页，应为 {form.pages} 页，多半是有一项内容太长；没有生成，请缩短后再填"
        )
    if lacking := lacking_labels(form.slots, texts, package, made):
        told = "、".join(f"「{label}」" for label in lacking)
        raise ProofError(f"「{form.title}」的{told}在格子里印不全，后面的字会被切掉；没有生成，请缩短后再填")
    return made


def form_page_count(form: Form, package: WordPackage) -> int:
    """How many pages LibreOffice makes of a form of a scheme. The errors are those of `raw_pdfs`."""
    return _pages(raw_pdfs([package], form.title)[0])


def looked_over(package: WordPackage, title: str) -> tuple[int, tuple[CutWords, ...]]:
    """How many pages LibreOffice makes of a file that nobody has confirmed, and what it cuts off. The errors are those of `raw_pdf`."""
    made = raw_pdf(package, title)
    return _pages(made), cut_words(made)


def _pages(content: bytes) -> int:
    with PdfiumFile(content) as file:
        return len(file)
