"""Lines that are set from known characters are equal to the lines that Pango sets, or they are not set at all."""

from __future__ import annotations

import random

from hypothesis import example, given, settings
from hypothesis import strategies as some

from benchmarks.reasons import Firm, Limits, reasons
from formgen.render.compiled.fonts import together
from formgen.render.compiled.typeset.known.text import known_text
from formgen.render.compiled.typeset.pango import Doubt, SetPiece, setter
from formgen.render.compiled.typeset.typeset import Face, Room, SetLine, Unsure, typesetter
from formgen.render.layout.sheet import TextSpan
from formgen.render.pdf.html import KERNED, NOT_KERNED
from tests.render.compiled.typeset.test_typeset import FANG, STACKS, glyphs_of
from tests.sweeps import some_of

WORDS = (
    "公司", "年", "和", "㛃", "䶮", "，", "。", "、", "；", "（", "）", "《", "》", "“", "”", "·", "—", "…", "\u3000", " ", "é", "±",
    "カ", "ㄅ", "Ａ", "μ", "Ⅳ",
    "11", "1", "9001", "2018", "5%", "11月", "7.", "11)", "(11", "(A)11", "A(11)", ")1", "[1]1", "(一)11", ">11", "<b>11",
    "ISO11", "K11", "11A", "A11", "11T", "V11", "T)11", "AV", "To", "Wa", "P.", "f(x)", "AT&T", "ISO 9001:2015", "Z-score", "L/C", "/", "!",
    "DMG MORI", "O'Brien & Sons", "K/3 WISE", "Société Dupont", "ü", "11.18", "211", "一，11", "（一）11", "A（一）11", "11 A", "×",
    "²", "°C", "«", 
    "护照 ", "护照 C6", "310114", "11年", "年11", "， C6", "㛃 C6", "护照 C6", "， C6", "㛃 C6",
    "质量 信誉", "X-1-1-1-1", "±6μm", "μ1", "11μm", "Ωm", "GB/T-AV/To", "  ", "Nestlé SA", "é A", "l A", "㛃 ",
    "office", "fi", "AVffl",
)  # fmt: skip
"""Texts that once looked different beside certain other texts, and those other texts."""
FIRM = Firm("龑玥", "城厢镇", "精密轴承", 2001, 5)
FEATURES = ("", NOT_KERNED, KERNED)
"""What our own pages ask of the faces, and what forms do."""
SIZES = (14 / 0.75, 16.0, 20.0, 14.0, 18.5)


def lines(
    text: str, stack: tuple[str, ...], size: float, width: float, features: str = ""
) -> list[tuple[SetPiece | None, SetPiece | None]]:
    """Yield each line as it is set from known characters, and as Pango sets it. None means that the result is not sure."""
    known, pango, found, start = known_text(stack, size, text, features), setter(stack, size, features), [], 0
    while True:
        try:
            wanted = pango.set(text[start:], width)
        except Doubt:
            wanted = None
        found.append((known.piece(start, width), wanted))
        if wanted is None or wanted.end is None:
            return found
        start += wanted.end


def alike(known: SetPiece, wanted: SetPiece | None) -> bool:
    """Return True if both lines are the same. One operator or two operators with the same effect look the same."""
    if wanted is None:
        return False
    ours, theirs = known.draw(), wanted.draw()
    needed = together(ours.glyphs) == together(theirs.glyphs)
    return needed and list(glyphs_of(ours)) == list(glyphs_of(theirs)) and known._replace(draw=wanted.draw) == wanted


@given(
    some.lists(some.sampled_from(WORDS), min_size=1, max_size=40).map("".join),
    some.sampled_from(STACKS),
    some.sampled_from(SIZES),
    some.sampled_from((2.9, 7.0, 10.3, 20.0, 35.0, 100.0)),
    some.sampled_from(FEATURES),
)
@settings(max_examples=some_of(500), deadline=None)
def test_a_text_takes_no_more_lines_than_is_said(
    text: str, stack: tuple[str, ...], size: float, ems: float, features: str
) -> None:
    found = typesetter(Face(stack, size, features)).lines([TextSpan(text, "reason")], Room(0, ems * size))
    most = typesetter(Face(stack, size, features)).most_lines(text, Room(0, ems * size))
    assert isinstance(found, Unsure) or most is None or len(found) <= most


@given(
    some.lists(some.sampled_from((*WORDS, "\n", "\n")), min_size=1, max_size=40).map("".join),
    some.sampled_from(STACKS),
    some.sampled_from((2.9, 7.0, 20.0)),
    some.integers(1, 12),
)
@example("\n\n公司\n“三包”", FANG, 20.0, 1)
@settings(max_examples=some_of(300), deadline=None)
def test_enough_lines_are_the_first_ones(text: str, stack: tuple[str, ...], ems: float, enough: int) -> None:
    setter, span, room = typesetter(Face(stack, 20)), TextSpan(text, "reason"), Room(0, ems * 20, 40)
    whole, first = setter.lines([span], room), setter.lines([span], room, enough)
    if isinstance(whole, Unsure):
        return  # the part that is not sure may stand in a later line
    assert not isinstance(first, Unsure)
    assert len(first) >= min(enough, len(whole))
    assert [shown(line) for line in first] == [shown(line) for line in whole[: len(first)]]


def shown(line: SetLine) -> tuple[object, ...]:
    """Return a line without its drawing."""
    return line.width, line.hard, [text[:-1] for text in line.texts]


@given(
    some.lists(some.sampled_from(WORDS), min_size=1, max_size=5, unique=True).flatmap(
        lambda words: some.lists(some.sampled_from(words), min_size=1, max_size=60).map("".join)
    ),
    some.sampled_from(STACKS),
    some.sampled_from(SIZES),
    some.sampled_from((2.9, 7.0, 10.3, 20.0, 35.0, 100.0)),
    some.sampled_from(FEATURES),
)
@example(" 11月", ("Gw Fang", "Gw Fang Ext", "Gw Title", "Gw Latin", "Gw Form", "Gw Song"), 56 / 3, 7.0, "")
@settings(max_examples=some_of(1500), deadline=None)
def test_no_line_is_otherwise(text: str, stack: tuple[str, ...], size: float, ems: float, features: str) -> None:
    for known, wanted in lines(text, stack, size, ems * size, features):
        assert known is None or alike(known, wanted)


def test_most_lines_of_reasons_are_known() -> None:
    found = [
        line for number in range(40)
        for part in reasons(random.Random(number), FIRM, Limits()).split("\n")
        for features in (NOT_KERNED, KERNED)
        for line in lines(part, FANG, 14 / 0.75, 653.3, features)
    ]  # fmt: skip
    assert all(known is None or alike(known, wanted) for known, wanted in found)
    assert sum(known is not None for known, _ in found) > 0.93 * len(found)


def test_kerning_learnt_behind_latin_letters_is_not_taken_elsewhere() -> None:
    """Two digits 1 stand closer together in Latin script, for example after letters. A whole layout showed this."""
    for text in ("ISO11", "同比增长11%"):
        for known, wanted in lines(text, FANG, 16.0, 600):
            assert known is None or alike(known, wanted)


def test_spaces_at_the_end_of_a_line_hang_over() -> None:
    for text in ("公司\u3000公司\u3000\u3000\u3000公司" * 4, "\u3000\u3000公司" * 3, "ISO 9001 " * 9):
        for known, wanted in lines(text, STACKS[2], 20.0, 100.0):
            assert known is None or alike(known, wanted)
