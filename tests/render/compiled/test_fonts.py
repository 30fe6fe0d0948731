"""The fonts of values are complete and intact programs.

A page with them looks the same, has the same text and passes the same checks as with WeasyPrint's own fonts.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from pathlib import Path

import pikepdf
import pytest

from formgen.fonts.glyphs import glyph_code
from formgen.fonts.objects import OBJECTS
from formgen.render.compiled.fonts import together, value_font
from formgen.render.compiled.typeset.glyph_runs import FaceGlyphs
from formgen.render.compiled.typeset.typeset import Face, Room, SetLine, Unsure, pixels, set_paragraph
from formgen.render.layout.faces import stack
from formgen.render.layout.sheet import Paragraph, Sheet, Sides, TextSpan
from formgen.render.pdf.html import write_html
from formgen.render.pdf.pdf import html_to_pdf
from tests.judges import mupdf, poppler
from tests.judges.verapdf import verapdf
from tests.render.compiled.made_up_texts import paragraph_format, texts


def needs(lines: Iterable[SetLine]) -> Iterator[FaceGlyphs]:
    """Yield the glyphs that some lines draw."""
    return (glyphs for line in lines for text in line.texts if text.drawn for glyphs in text.draw().glyphs)


def test_a_glyph_for_two_characters_is_not_sure() -> None:
    """No face of ours has such a glyph (`test_each_character_has_a_glyph_of_its_own`); a new face might."""
    first, second = (FaceGlyphs("Gw Hei", (glyph_code(7, character),)) for character in "·•")
    assert together([first, second]) == Unsure("one glyph for different characters")
    assert together([first, first]) == (FaceGlyphs("Gw Hei", first.codes),)


@pytest.mark.parametrize("names", [("仿宋_GB2312", "Times New Roman"), ("黑体", "黑体"), ("宋体", "宋体")])
def test_characters_that_look_alike_stay_what_was_written(names: tuple[str, str], tmp_path: Path) -> None:
    """In most fonts these share a glyph, and a PDF says of one what the other is: 甲〜乙～ came out as 甲〜乙〜."""
    families = stack(*names)
    assert families is not None
    alike = "甲〜乙～丙…丁⋯戊·己•庚・辛㖈䎛壬㘽㦳癸"
    sheet = Sheet("样张", 595, 842, Sides(50, 50, 50, 50), (
        Paragraph(paragraph_format(families, 14), (TextSpan(alike, "reasons"),)),
    ))  # fmt: skip
    laid_out = tmp_path / "alike.pdf"
    laid_out.write_bytes(html_to_pdf(write_html(sheet)))
    assert alike in poppler.text(laid_out)
    lines = set_paragraph([TextSpan(alike, "name")], Face(families, 20), Room(0, 5000))
    assert not isinstance(lines, Unsure)
    faces = together(needs(lines))
    assert not isinstance(faces, Unsure)


@pytest.fixture(scope="module")
def sheet() -> Sheet:
    families = [stack("仿宋_GB2312", "Times New Roman"), stack("黑体", "黑体"), stack("楷体_GB2312", "楷体_GB2312")]
    return Sheet("样张", 595, 842, Sides(50, 50, 50, 50), tuple(
        Paragraph(paragraph_format(families[number % 3] or (), 14), (TextSpan(text, "reasons"),))
        for number, text in enumerate(texts(7, 6, 200))
    ))  # fmt: skip


def test_a_page_is_the_same_and_passes_with_these_fonts(sheet: Sheet, tmp_path: Path) -> None:
    before, after = tmp_path / "before.pdf", tmp_path / "after.pdf"
    with pikepdf.open(io.BytesIO(html_to_pdf(write_html(sheet)))) as pdf:
        pdf.save(before, object_stream_mode=pikepdf.ObjectStreamMode.disable, deterministic_id=True)
    lines: list[SetLine] = []
    for paragraph, width in sheet.paragraphs():
        found = set_paragraph(paragraph.spans, Face.of(paragraph.format), Room(pixels(50), pixels(width)))
        assert not isinstance(found, Unsure)
        lines += found
    faces = together(needs(lines))
    assert not isinstance(faces, Unsure)
    after.write_bytes(with_fonts(before.read_bytes(), faces))
    assert {font.name for font in poppler.fonts(after)} == {face.family.replace(" ", "-") for face in faces}
    assert poppler.text(before) == poppler.text(after)
    assert poppler.rasterise(before) == poppler.rasterise(after)
    assert mupdf.rasterise(before) == mupdf.rasterise(after)
    assert [verdict for verdict in verapdf(("2a", "ua1"), [after]) if not verdict.passes] == []


def with_fonts(content: bytes, faces: tuple[FaceGlyphs, ...]) -> bytes:
    """Replace the fonts of a PDF by an incremental update: it has new font objects, and their parts follow all other objects."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        fonts = {
            str(item.BaseFont).partition("+")[2]: item.objgen[0]
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Subtype") == "/Type0"
        }
        size, root = int(pdf.trailer.Size), pdf.Root.objgen[0]
        identifier = b"".join(b"<%s>" % bytes(part).hex().encode() for part in pdf.trailer.ID)
    assert sorted(fonts) == [glyphs.family.replace(" ", "-") for glyphs in faces]
    previous = int(content.rpartition(b"startxref\n")[2].split()[0])
    objects: dict[int, bytes] = {}
    for glyphs in faces:
        first, *others = value_font(glyphs).bodies(size - 1)
        assert len(others) == OBJECTS - 1
        objects[fonts[glyphs.family.replace(" ", "-")]] = first
        objects.update(enumerate(others, size))
        size += len(others)
    rows = b""
    for number, body in objects.items():
        rows += b"%d 1\n%010d 00000 n \n" % (number, len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    trailer = b"trailer <</Size %d/Root %d 0 R/ID[%s]/Prev %d>>" % (size, root, identifier, previous)
    return content + b"xref\n" + rows + trailer + b"\nstartxref\n%d\n%%%%EOF\n" % len(content)
