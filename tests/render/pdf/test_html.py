"""Chinese lines break at quotation marks as Word breaks them, and nothing is added to the text for it."""

from __future__ import annotations

from itertools import groupby, pairwise

import pytest

from formgen.render.pdf.html import quotation_breaks
from formgen.render.word.fill import SlotText
from formgen.scheme.models import Scheme
from tests.render.papers import form_of, pdf_of
from tools.pdf_pages import Page, read_pages


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("实行“一票否决”制度", "实行|“一票否决”|制度"),
        ("他说：“好。”“是！”", "他说：|“好。”|“是！”"),
        ("（“甲”）、“乙”，丙", "（“甲”）、|“乙”，丙"),
        ("推行‘5S’管理", "推行|‘5S’|管理"),
        ("The “A” and it’s B", "The “A” and it’s B"),
        ("A“甲”B", "A“甲”B"),
        ("甲“乙”《丙》", "甲|“乙”|《丙》"),
        ("“甲", "“甲"),
        ("", ""),
    ],
)
def test_line_may_break_before_an_opening_and_after_a_closing_mark(text: str, pieces: str) -> None:
    edges = [0, *quotation_breaks(text), len(text)]
    assert "|".join(text[start:end] for start, end in pairwise(edges)) == pieces


def lines(page: Page) -> list[str]:
    glyphs = sorted(page.glyphs, key=lambda glyph: (round(glyph.y), glyph.x))
    return ["".join(glyph.character for glyph in line) for _, line in groupby(glyphs, lambda glyph: round(glyph.y))]


@pytest.mark.parametrize(("before", "first"), [(30, 35), (32, 35), (33, 33), (34, 34), (35, 35), (36, 35)])
def test_marks_stay_with_what_they_enclose(scheme: Scheme, before: int, first: int) -> None:
    """35 characters fill a line. Text that does not fit goes to the next line together with its quotation marks."""
    text = "信" * before + "“用”" + "贯" * 40
    pages = read_pages(pdf_of(form_of(scheme, "annex2"), (SlotText("application.reasons", text),)))
    written = lines(pages[2])[1:-2]
    assert "".join(written) == text
    assert len(written[0]) == first
    assert all(line[0] != "”" and line[-1] != "“" for line in written)


def test_line_breaks_between_two_quotations(scheme: Scheme) -> None:
    pages = read_pages(pdf_of(form_of(scheme, "annex2"), (SlotText("application.reasons", "信" * 32 + "“用”“贯标”"),)))
    assert lines(pages[2])[1:-2] == ["信" * 32 + "“用”", "“贯标”"]
