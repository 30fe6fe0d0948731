"""A justified piece of text: what is written at once for known characters is what reading and writing the operators gives."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from formgen.engines.justification import MOST
from formgen.fonts.glyphs import glyph_code
from formgen.render.compiled.typeset.glyph_runs import GlyphRun, drawing, stretched
from formgen.render.compiled.typeset.known.text import known_text
from tests.render.compiled.typeset.test_typeset import FANG as STACK

# The numbers of some glyphs have bytes that must be escaped; a word ends with an adjustment; spaces stand inside a word.
PARTS = ("企业", "，注册于", "2018年", "ABC", "To AV", " x-1.5 ", "（100%）", "…", "玥璟", "。\u3000")


@given(some.lists(some.sampled_from(PARTS), min_size=1, max_size=8).map("".join), some.data())
def test_known_characters_are_stretched_at_once(text: str, data: some.DataObject) -> None:
    known = known_text(STACK, 16.0, text).piece(0, 10_000)
    if known is None:
        return
    shares = tuple(data.draw(some.lists(some.integers(0, MOST), min_size=len(text), max_size=len(text))))
    assert known.draw(shares) == stretched(known.draw(), shares)


def test_distances_are_kept() -> None:
    one, other = glyph_code(10, "甲"), glyph_code(11, "乙")
    drawn = drawing([GlyphRun.of("Gw Song", 16, (one, other), (7, 0))])
    assert drawn.operators.endswith("[(\0\n)7(\0\v)] TJ\n")
    assert stretched(drawn, (30, 0)).operators.endswith("[(\0\n)-23(\0\v)] TJ\n")


def test_a_glyph_of_two_characters_has_the_room_behind_the_second() -> None:
    dash, one = glyph_code(12, "——"), glyph_code(10, "甲")
    drawn = drawing([GlyphRun.of("Gw Song", 16, (dash, one), (0, 0))])
    assert stretched(drawn, (0, 30, 0)).operators.endswith("[(\0\f)-30(\0\n)] TJ\n")
