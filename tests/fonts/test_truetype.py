"""TrueType programs are read as fontTools reads them: all glyphs and widths of all nine faces. Damaged ones are refused."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import lru_cache

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as some

from formgen.fonts.cmap import character_tables
from formgen.fonts.faces import face
from formgen.fonts.truetype import OddProgramError, TrueType, checksum
from formgen.foundation import resources
from tests.sweeps import some_of

FAMILIES = tuple(font.family for font in resources.font_files())


@lru_cache
def by_font_tools(family: str) -> TTFont:
    return TTFont(next(font.path for font in resources.font_files() if font.family == family), lazy=True)


@lru_cache
def small() -> bytes:
    """The smallest of the faces."""
    return min(resources.font_files(), key=lambda font: font.size).path.read_bytes()


def test_there_are_nine_faces() -> None:
    assert len(FAMILIES) == 9


@pytest.mark.parametrize("family", FAMILIES)
def test_every_glyph_of_every_face_is_as_font_tools_reads_it(family: str) -> None:
    """No glyph is composite or has instructions: `glyph` would raise an error for such a glyph."""
    ours, theirs = face(family), by_font_tools(family)
    assert (ours.units, ours.glyph_count) == (theirs["head"].unitsPerEm, theirs["maxp"].numGlyphs)
    assert (ours.ascent, ours.descent) == (theirs["hhea"].ascent, theirs["hhea"].descent) == (880, -120)
    outlines, places, metrics = theirs.reader["glyf"], theirs["loca"], theirs["hmtx"].metrics
    for number, name in enumerate(theirs.getGlyphOrder()):
        glyph = ours.glyph(number)
        outline = outlines[places[number] : places[number + 1]]
        assert glyph.outline == outline + bytes(-len(outline) % 4)
        assert (glyph.advance, glyph.bearing) == metrics[name]


@pytest.mark.parametrize("family", FAMILIES)
def test_the_characters_of_every_face_are_as_font_tools_reads_them(family: str) -> None:
    ours, theirs = character_tables(face(family)), by_font_tools(family)["cmap"].tables
    assert ours.keys() == {(table.platformID, table.platEncID) for table in theirs}
    read = 0
    for table in theirs:
        found = ours[table.platformID, table.platEncID]
        if table.format in (0, 4, 6):
            names = by_font_tools(family).getReverseGlyphMap()
            assert found == {code: names[name] for code, name in table.cmap.items()}
            read += 1
        else:
            assert not found
    assert read


def made_with(change: Callable[[TTFont], object]) -> TrueType:
    font = TTFont(io.BytesIO(small()))
    change(font)
    out = io.BytesIO()
    font.save(out)
    return TrueType(out.getvalue())


@pytest.mark.parametrize("kind", [0, 4, 6])
def test_formats_of_character_tables(kind: int) -> None:
    """Each format has a segment with one constant difference, and a segment whose glyphs have no order."""
    from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

    def change(font: TTFont) -> None:
        table = CmapSubtable.newSubtable(kind)
        table.platformID, table.platEncID, table.language = 1, 0, 0
        order = font.getGlyphOrder()
        table.cmap = {0x41: order[3], 0x42: order[4], 0x43: order[5], 0x50: order[9], 0x51: order[2], 0x52: order[7]}
        font["cmap"].tables = [table]

    wanted = {0x41: 3, 0x42: 4, 0x43: 5, 0x50: 9, 0x51: 2, 0x52: 7}
    assert character_tables(made_with(change)) == {(1, 0): wanted}


def test_a_program_without_characters_has_no_table_of_them() -> None:
    assert character_tables(made_with(lambda font: font.__delitem__("cmap"))) == {}


def test_a_character_table_that_is_cut_off_is_refused() -> None:
    program = TrueType(small())
    program._tables[b"cmap"] = (program._tables[b"cmap"][0], program._tables[b"cmap"][0] + 20)
    with pytest.raises(OddProgramError):
        character_tables(program)


def composite(font: TTFont) -> None:
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    order = font.getGlyphOrder()
    pen = TTGlyphPen(font.getGlyphSet())
    pen.addComponent(order[2], (1, 0, 0, 1, 10, 10))
    font["glyf"][order[3]] = pen.glyph()


def instructed(font: TTFont) -> None:
    from fontTools.ttLib.tables.ttProgram import Program

    program = Program()
    program.fromBytecode(b"\x4f")
    font["glyf"][font.getGlyphOrder()[3]].program = program


@pytest.mark.parametrize("change", [composite, instructed])
def test_a_glyph_that_needs_more_than_its_outline_is_refused(change: Callable[[TTFont], object]) -> None:
    program = made_with(change)
    program.glyph(2)
    with pytest.raises(OddProgramError):
        program.glyph(3)


@pytest.mark.parametrize("number", [-1, 10**6])
def test_a_glyph_that_is_not_there_is_refused(number: int) -> None:
    program = TrueType(small())
    for ask in (program.glyph, program.metric):
        with pytest.raises(OddProgramError):
            ask(number)


def test_an_em_of_no_units_is_refused() -> None:
    """Widths are divided by the units of the em, so zero units are refused."""
    with pytest.raises(OddProgramError):
        made_with(lambda font: setattr(font["head"], "unitsPerEm", 0))


def test_another_kind_of_font_is_refused() -> None:
    with pytest.raises(OddProgramError):
        TrueType(b"OTTO" + small()[4:])


@given(some.integers(0, len(small())))
@settings(max_examples=some_of(200), deadline=None)
def test_a_program_that_is_cut_off_is_refused_or_still_has_all_glyphs(cut: int) -> None:
    """A cut in a table that the program does not read does no harm."""
    whole = TrueType(small())
    try:
        program = TrueType(small()[:cut])
    except OddProgramError:
        return
    for number in range(whole.glyph_count):
        assert program.glyph(number) == whole.glyph(number)


@given(some.integers(0, 400), some.binary(min_size=1, max_size=8))
@settings(max_examples=some_of(300), deadline=None)
def test_a_program_that_is_damaged_is_refused_or_read(place: int, written: bytes) -> None:
    """The first bytes are the directory and the small tables. Whatever stands there, only one kind of error is raised."""
    content = small()[:place] + written + small()[place + len(written) :]
    try:
        program = TrueType(content)
        for number in (0, 1, program.glyph_count - 1):
            program.glyph(number)
        character_tables(program)
    except OddProgramError:
        pass


def test_checksums() -> None:
    assert checksum(b"") == 0
    assert checksum(b"\x00\x00\x00\x01\x00\x00\x00\x02\x01") == 0x01000003
    assert checksum(b"\xff" * 8) == 0xFFFFFFFE
