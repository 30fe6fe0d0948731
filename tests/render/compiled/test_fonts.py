"""The fonts of values: whole and sound programs, and a page that looks, reads and passes as with WeasyPrint's own."""

from __future__ import annotations

import io
import subprocess
import sys
import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as some

from formgen import resources
from formgen.errors import ProofError
from formgen.render.compiled.fonts import OBJECTS, constant_font, together, value_font
from formgen.render.compiled.pdf.truetype import face, program
from formgen.render.compiled.typeset.glyph_runs import FaceGlyphs, glyph_code
from formgen.render.compiled.typeset.typeset import Face, Room, SetLine, Unsure, pixels, set_paragraph
from formgen.render.layout.faces import stack
from formgen.render.layout.sheet import Paragraph, Sheet, Sides, TextSpan
from formgen.render.pdf.html import write_html
from formgen.render.pdf.pdf import html_to_pdf
from tests.judges import mupdf, poppler
from tests.judges.verapdf import verapdf
from tests.render.compiled.made_up_texts import paragraph_format, texts

FAMILIES = tuple(font.family for font in resources.font_files())


@lru_cache
def whole_face(family: str) -> TTFont:
    return TTFont(next(font.path for font in resources.font_files() if font.family == family), lazy=True)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_glyph_of_every_face_can_be_taken_alone(family: str) -> None:
    """None is composite or has instructions: `glyph` raises for such."""
    source = face(family)
    whole = whole_face(family)
    assert whole["head"].unitsPerEm == 1000
    assert source.glyph_count == whole["maxp"].numGlyphs
    step = max(1, source.glyph_count // 3000)
    for number in range(0, source.glyph_count, step):
        list(source.glyphs([number]))


def test_a_constant_font_is_the_same_packed_more_tightly() -> None:
    cmap = whole_face("Gw Song").getBestCmap()
    text = "江苏省企业信用管理状况评价指标自评表" * 2 + "建立信用管理部门并配备人员"
    codes = {glyph_code(whole_face("Gw Song").getGlyphID(cmap[ord(one)]), one) for one in text}
    codes.add(glyph_code(1, "两个"))  # a glyph that stands for two characters
    glyphs = FaceGlyphs("Gw Song", frozenset(codes))
    loose, tight = value_font(glyphs).write(7), constant_font(glyphs).write(7)
    assert loose[:3] == tight[:3] and sum(map(len, tight)) < 0.9 * sum(map(len, loose))
    for one, other in zip(loose[3:], tight[3:], strict=True):
        assert unpacked(one) == unpacked(other)


def unpacked(body: bytes) -> bytes:
    dictionary, _, content = body.removesuffix(b"\nendstream").partition(b">>\nstream\n")
    return zlib.decompress(content) if b"/FlateDecode" in dictionary else content


@given(some.sampled_from(FAMILIES), some.lists(some.integers(0, 10**6), max_size=40))
@settings(max_examples=30, deadline=None)
def test_a_program_has_the_outlines_and_widths_of_the_face(family: str, chosen: list[int]) -> None:
    source = face(family)
    numbers = [number % source.glyph_count for number in chosen]
    made = program(family, numbers)
    content = zlib.decompress(made.deflated)
    assert len(content) == made.size and program(family, reversed(numbers)) == made
    whole = whole_face(family)
    small = TTFont(io.BytesIO(content), checkChecksums=2)
    assert made.glyphs == tuple(sorted({0, *numbers}))
    assert small["maxp"].numGlyphs == len(made.glyphs)
    assert (small["hhea"].ascent, small["hhea"].descent) == (880, -120)
    for own, number in enumerate(made.glyphs):
        there, here = whole.getGlyphName(number), small.getGlyphName(own)
        assert small["hmtx"][here] == whole["hmtx"][there]
        assert small["glyf"][here].getCoordinates(small["glyf"]) == whole["glyf"][there].getCoordinates(whole["glyf"])


def test_a_glyph_that_the_face_lacks_is_refused() -> None:
    with pytest.raises(ProofError):
        program("Gw Latin", [60000])


def needs(lines: Iterable[SetLine]) -> Iterator[FaceGlyphs]:
    """The glyphs that are drawn of some lines."""
    return (glyphs for line in lines for text in line.texts if text.drawn for glyphs in text.draw().glyphs)


def test_a_glyph_for_two_characters_is_not_sure() -> None:
    hei = stack("黑体", "黑体")
    assert hei is not None
    lines = set_paragraph([TextSpan("甲·乙•丙", "name")], Face(hei, 20), Room(0, 500))
    assert not isinstance(lines, Unsure)
    assert together(needs(lines)) == Unsure("one glyph for different characters")


def test_the_same_bytes_in_another_process() -> None:
    """Whatever else was taken before."""
    program("Gw Song", range(900, 1000))
    glyphs = FaceGlyphs(
        "Gw Song", frozenset(glyph_code(number, text) for number, text in ((5, "a"), (950, "乙"), (951, "丙")))
    )
    code = f"""
import sys
from formgen.render.compiled.typeset.glyph_runs import FaceGlyphs
from formgen.render.compiled.fonts import value_font
sys.stdout.buffer.write(b"".join(value_font({glyphs!r}).write(9)))
"""
    there = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout
    assert there == b"".join(value_font(glyphs).write(9))


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
    """The PDF with its fonts replaced, by an incremental update: each font object anew, what it needs behind all others."""
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
        first, *others = value_font(glyphs).write(size - 1)
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
