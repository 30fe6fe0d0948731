"""Subset programs have the outlines and widths of their face, in intact tables. fontTools is the judge, for all nine faces."""

from __future__ import annotations

import io
import zlib

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as some

from formgen.fonts.faces import face
from formgen.fonts.subsets import subset
from formgen.fonts.truetype import TrueType
from formgen.foundation.errors import ProofError
from tests.fonts.test_truetype import FAMILIES, by_font_tools


@pytest.mark.parametrize("family", FAMILIES)
@given(some.lists(some.integers(0, 10**6), max_size=40))
@settings(max_examples=12, deadline=None)
def test_a_program_has_the_outlines_and_widths_of_the_face(family: str, chosen: list[int]) -> None:
    source = face(family)
    numbers = [number % source.glyph_count for number in chosen]
    made = subset(source, numbers)
    content = zlib.decompress(made.deflated)
    assert len(content) == made.size and subset(source, reversed(numbers)) == made
    assert made.glyphs == tuple(sorted({0, *numbers}))
    whole, small = by_font_tools(family), TTFont(io.BytesIO(content), checkChecksums=2)
    assert small["maxp"].numGlyphs == len(made.glyphs)
    assert (small["hhea"].ascent, small["hhea"].descent) == (880, -120)
    for own, number in enumerate(made.glyphs):
        there, here = whole.getGlyphName(number), small.getGlyphName(own)
        assert small["hmtx"][here] == whole["hmtx"][there] and small["hmtx"][here][0] == made.advances[own]
        assert small["glyf"][here].getCoordinates(small["glyf"]) == whole["glyf"][there].getCoordinates(whole["glyf"])


@pytest.mark.parametrize("family", FAMILIES)
def test_our_reader_reads_what_our_writer_wrote(family: str) -> None:
    source = face(family)
    made = subset(source, range(0, source.glyph_count, 1 + source.glyph_count // 200))
    program = TrueType(zlib.decompress(made.deflated))
    assert program.glyph_count == len(made.glyphs) and program.units == source.units
    for own, number in enumerate(made.glyphs):
        assert program.glyph(own) == source.glyph(number)


def test_a_program_of_more_bytes_than_a_stored_block_holds() -> None:
    """The tables before the outlines of 9,000 glyphs have about 72,000 bytes."""
    source = face("Gw Hei")
    made = subset(source, range(source.glyph_count))
    assert TTFont(io.BytesIO(zlib.decompress(made.deflated)), checkChecksums=2)["maxp"].numGlyphs == source.glyph_count


@pytest.mark.parametrize("number", [-1, 60_000])
def test_a_glyph_that_the_face_lacks_is_refused(number: int) -> None:
    with pytest.raises(ProofError):
        subset(face("Gw Latin"), [number])
