"""A justified piece of text: the operators that are written anew are those that reading the old ones gives."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from formgen.fonts.glyphs import glyph_code, glyph_text
from formgen.render.compiled.typeset import glyph_runs
from formgen.render.compiled.typeset.glyph_runs import GlyphRun, drawing, stretched

# Glyph numbers whose bytes must be escaped, and glyphs of two characters, are among them.
NUMBERS = st.integers(0, 0xFFFF) | st.sampled_from((0x2829, 0x5C0D, 0x0D28))
CODES = st.lists(st.builds(lambda number: glyph_code(number, "——" if number % 7 == 0 else chr(0x4E00 + number % 5000)), NUMBERS),
                 min_size=1, max_size=8)  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(("Gw Song", "Gw Latin")), CODES), min_size=1, max_size=4), st.data())
def test_without_distances_it_is_written_anew(runs: list[tuple[str, list[int]]], data: st.DataObject) -> None:
    drawn = drawing(GlyphRun.of(family, 16, codes, [0] * len(codes)) for family, codes in runs)
    length = sum(len(glyph_text(code)) for _, codes in runs for code in codes)
    shares = data.draw(st.lists(st.integers(0, 100), min_size=length, max_size=length))
    assert stretched(drawn, shares) == glyph_runs._restretched(drawn, shares)


def test_distances_are_kept() -> None:
    one, other = glyph_code(10, "甲"), glyph_code(11, "乙")
    drawn = drawing([GlyphRun.of("Gw Song", 16, (one, other), (7, 0))])
    assert drawn.operators.endswith("[(\0\n)7(\0\v)] TJ\n")
    assert stretched(drawn, (30, 0)).operators.endswith("[(\0\n)-23(\0\v)] TJ\n")
