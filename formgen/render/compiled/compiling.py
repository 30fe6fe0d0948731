"""Compiling: takes WeasyPrint's finished document apart in WeasyPrint's finisher, before the file is written.

At that moment a page's content stream is still a list of operators, so no PDF has to be parsed. The text matrix with which
a span of a place is drawn shows where the span is. The operators from `BT` to `ET` there become a hole in the stream.
"""

from __future__ import annotations

from collections.abc import Iterator

from formgen.engines.weasyprint.boxes import DrawnText, LaidOutDocument
from formgen.engines.weasyprint.laying_out import DrawnFont, capture
from formgen.engines.weasyprint.objects import FinishedPdf
from formgen.fonts.deflated import constant
from formgen.fonts.glyphs import glyph_code
from formgen.foundation.errors import ProofError
from formgen.render.compiled.fonts import constant_font
from formgen.render.compiled.model import Compiled, Hole, PageStream
from formgen.render.compiled.objects import constant_part, first_changing, number_text
from formgen.render.compiled.places import Found
from formgen.render.compiled.typeset.glyph_runs import FaceGlyphs
from formgen.render.pdf.pdf import finish


def compile_document(document: LaidOutDocument, found: tuple[Found, ...]) -> Compiled:
    """Compile a document that was laid out with the least number of lines of `places.MARK` in every slot. found: its places.

    Raises ProofError if the document can't be filled without being laid out again.
    """
    compiled: list[Compiled] = []
    capture(document, finish, lambda pdf, fonts: compiled.append(_compiled(document, pdf, fonts, found)))
    return compiled[0]


def _compiled(
    document: LaidOutDocument, pdf: FinishedPdf, drawn: tuple[DrawnFont, ...], found: tuple[Found, ...]
) -> Compiled:
    info = pdf.add_info()
    entries, fonts = b"", list[bytes]()
    for font in drawn:
        number = len(pdf.objects) + len(fonts)
        entries += b"/%s %d 0 R" % (font.name.encode(), number)
        codes = tuple([glyph_code(glyph, text) for glyph, text in font.glyphs.items()])
        fonts += constant_font(FaceGlyphs(font.family, codes)).bodies(number)
    number, pages = first_changing(pdf, fonts), []
    for at in range(document.page_count):
        here = [(index, place) for index, place in enumerate(found) if place.page == at]
        if here:
            pages.append(_page_stream(pdf.operators(at), here))
            pdf.take_out(pdf.content(at))
            pdf.page(at)["Contents"] = b"%d 0 R" % number
            number += 1
    pdf.take_out(pdf.fonts())
    pdf.resources()["Font"] = b"%d 0 R" % number
    prefix, rows = constant_part(pdf, fonts)
    return Compiled(
        places=tuple(one.place for one in found),
        pages=tuple(pages),
        prefix=prefix,
        rows=rows,
        font_entries=entries,
        root=pdf.root,
        info=info,
    )


def _page_stream(operators: list[bytes], here: list[tuple[int, Found]]) -> PageStream:
    """A page's stream cut at its places."""
    begins: dict[bytes, list[int]] = {}
    for number, operator in enumerate(operators):
        if operator.endswith(b" Tm"):
            begins.setdefault(operator, []).append(number)
    cuts = sorted(
        (*_drawing(operators, begins, drawn), at, span) for at, place in here for drawn, span in _spans(place)
    )
    constants, start = [], 0
    for begin, end, _, _ in cuts:
        constants.append(constant(b"".join(b"%b\n" % operator for operator in operators[start:begin])))
        start = end
    constants.append(constant(b"\n".join(operators[start:])))
    return PageStream(tuple(constants), tuple(Hole(at, None if span < 0 else span) for _, _, at, span in cuts))


def _spans(found: Found) -> Iterator[tuple[DrawnText, int]]:
    """The drawn texts of a place, each with the index of its span; -1 for a further line of a slot."""
    seen: list[str] = []
    for drawn in found.drawn:
        if drawn.slot is None:
            yield drawn, len(seen)
        elif drawn.slot in seen:
            yield drawn, -1
            continue
        else:
            yield drawn, len(seen)
        seen.append(drawn.slot or "")


def _drawing(operators: list[bytes], begins: dict[bytes, list[int]], drawn: DrawnText) -> tuple[int, int]:
    """The range of operators, from BT to ET, that draws a piece of text. Raises ProofError if it is not drawn exactly once.

    begins: the indices of the operators that set each text matrix
    """
    matrix = f"1 0 0 -1 {number_text(drawn.x)} {number_text(drawn.y)} Tm".encode()
    hits = begins.get(matrix, [])
    if len(hits) != 1 or operators[hits[0] - 1] != b"BT":
        raise ProofError("表格的一个填写位置在排好的页面里找不到，不能预先排好")
    return hits[0] - 1, operators.index(b"ET", hits[0]) + 1
