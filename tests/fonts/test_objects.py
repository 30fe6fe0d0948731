"""A whole font: other libraries find the widths, outlines and meanings in it that were put in."""

from __future__ import annotations

import io
import subprocess
import sys
import zlib

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from formgen.fonts.embedded import glyph_numbers, listed_widths, read_widths
from formgen.fonts.faces import face
from formgen.fonts.glyphs import glyph_code
from formgen.fonts.meanings import read_meanings
from formgen.fonts.objects import OBJECTS, font_objects, subset_tag, written_widths
from formgen.fonts.truetype import TrueType
from tests.fonts.test_truetype import FAMILIES, by_font_tools
from tests.sweeps import some_of

TEXT = "江苏省企业信用管理状况评价指标自评表" * 2 + "建立信用管理部门并配备人员 2018"


def codes_of(family: str, text: str) -> list[int]:
    """The code of each character that the face has, as fontTools reads it."""
    whole = by_font_tools(family)
    cmap = whole.getBestCmap()
    return [glyph_code(whole.getGlyphID(cmap[ord(one)]), one) for one in text if ord(one) in cmap]


def a_page(bodies: tuple[bytes, ...], content: bytes) -> bytes:
    """Make a PDF of one page with a font of the name F. The font's objects have numbers from 5 on."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 100]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content),
        *bodies,
    ]
    file, rows = b"%PDF-1.7\n", b""
    for number, body in enumerate(objects, 1):
        rows += b"%010d 00000 n \n" % len(file)
        file += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    size = len(objects) + 1
    trailer = b"xref\n0 %d\n0000000000 65535 f \n%strailer <</Size %d/Root 1 0 R>>\n" % (size, rows, size)
    return file + trailer + b"startxref\n%d\n%%%%EOF\n" % len(file)


@pytest.mark.parametrize("tightly", [False, True])
@pytest.mark.parametrize("family", FAMILIES)
def test_a_font_in_a_pdf_is_read_again(family: str, tightly: bool) -> None:
    whole = by_font_tools(family)
    chosen = sorted(whole.getBestCmap())[:: 1 + len(whole.getBestCmap()) // 150]
    codes = codes_of(family, "".join(map(chr, chosen)))
    meanings = {code >> 24: chr(code & 0xFFFFFF) for code in codes}
    bodies = font_objects(family, codes, tightly).bodies(5)
    assert len(bodies) == OBJECTS
    with pikepdf.open(io.BytesIO(a_page(bodies, b""))) as pdf:
        assert not pdf.check_pdf_syntax()
        font = pdf.pages[0].Resources.Font.F
        cid_font = font.DescendantFonts[0]
        program = TrueType(cid_font.FontDescriptor.FontFile2.read_bytes())
        assert len(cid_font.FontDescriptor.FontFile2.read_bytes()) == cid_font.FontDescriptor.FontFile2.Length1
        assert read_meanings(font.ToUnicode.read_bytes()) == meanings
        widths = read_widths(cid_font, meanings)
        for code, number in glyph_numbers(cid_font, meanings).items():
            assert program.glyph(number) == face(family).glyph(code)
            assert widths[code] == whole["hmtx"][whole.getGlyphName(code)][0]


def test_what_is_drawn_with_a_font_can_be_found_as_text() -> None:
    codes = codes_of("Gw Song", TEXT)
    content = b"BT /F 10 Tf 10 50 Td <%s> Tj ET" % b"".join(b"%04x" % (code >> 24) for code in codes)
    with pypdfium2.PdfDocument(a_page(font_objects("Gw Song", codes).bodies(5), content)) as pdf:
        assert pdf[0].get_textpage().get_text_bounded() == TEXT


def test_a_font_that_is_packed_tightly_is_the_same_and_smaller() -> None:
    codes = {*codes_of("Gw Song", TEXT), glyph_code(1, "两个")}  # a glyph that stands for two characters
    loose, tight = font_objects("Gw Song", codes).bodies(7), font_objects("Gw Song", codes, tightly=True).bodies(7)
    assert loose[:3] == tight[:3] and sum(map(len, tight)) < 0.9 * sum(map(len, loose))
    for one, other in zip(loose[3:], tight[3:], strict=True):
        assert unpacked(one) == unpacked(other)


def unpacked(body: bytes) -> bytes:
    dictionary, _, content = body.removesuffix(b"\nendstream").partition(b">>\nstream\n")
    return zlib.decompress(content) if b"/FlateDecode" in dictionary else content


def test_the_same_bytes_in_another_process() -> None:
    """The bytes do not depend on anything that was made before."""
    font_objects("Gw Song", [glyph_code(number, "一") for number in range(900, 1000)])
    pairs = ((5, "a"), (950, "乙"), (951, "丙"), (952, "两个"))
    code = f"""
import sys
from formgen.fonts.glyphs import glyph_code
from formgen.fonts.objects import font_objects
from tests.sweeps import some_of
sys.stdout.buffer.write(b"".join(font_objects("Gw Song", [glyph_code(*pair) for pair in reversed({pairs!r})]).bodies(9)))
assert "pikepdf" not in sys.modules and "fontTools" not in sys.modules
"""
    there = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout
    assert there == b"".join(font_objects("Gw Song", [glyph_code(*pair) for pair in pairs]).bodies(9))


def test_tags_tell_fonts_apart() -> None:
    tags = {subset_tag(str(number).encode()) for number in range(500)}
    assert len(tags) == 500 and all(len(tag) == 6 and tag.isupper() and tag.isascii() for tag in tags)


@given(some.dictionaries(some.integers(1, 300), some.sampled_from([1000, 500, 250]), max_size=60))
@settings(max_examples=some_of(100), deadline=None)
def test_widths_are_read_as_they_were_written(widths: dict[int, int]) -> None:
    ordered = dict(sorted(widths.items()))
    written = written_widths([*ordered], [*ordered.values()])
    cid_font = pikepdf.Object.parse(b"<</DW 1000/W[%s]>>" % written)
    assert read_widths(cid_font, widths) == widths
    assert listed_widths(cid_font) == {code: width for code, width in widths.items() if width != 1000}


def test_widths_of_strangers() -> None:
    """A foreign font may have a run of codes with one width, and its own default width."""
    cid_font = pikepdf.Object.parse(b"<</DW 600/W[3 5 250 9[100.5 200]]>>")
    assert read_widths(cid_font, (2, 3, 5, 6, 9, 10)) == {2: 600, 3: 250, 5: 250, 6: 600, 9: 100.5, 10: 200}
    assert read_widths(pikepdf.Object.parse(b"<<>>"), [7]) == {7: 1000}


@pytest.mark.parametrize("listed", [b"5 3 250", b"0 70000 250", b"-1 3 250", b"1", b"1 2", b"/A [1]", b"1 [/A]"])
def test_odd_lists_of_widths_are_refused(listed: bytes) -> None:
    with pytest.raises((ValueError, TypeError, IndexError)):
        listed_widths(pikepdf.Object.parse(b"<</W[%s]>>" % listed))


def test_glyphs_of_codes() -> None:
    with pikepdf.new() as pdf:
        mapped = pikepdf.Dictionary(CIDToGIDMap=pdf.make_stream(b"\0\0\0\5\1\2"))
        assert glyph_numbers(mapped, (0, 1, 2, 3)) == {0: 0, 1: 5, 2: 258, 3: 0}
    assert glyph_numbers(pikepdf.Dictionary(CIDToGIDMap=pikepdf.Name.Identity), [9]) == {9: 9}
    assert glyph_numbers(pikepdf.Dictionary(), [9]) == {9: 9}
