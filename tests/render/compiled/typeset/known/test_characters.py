"""Our faces have the properties that the program relies on: no ideograph affects its neighbour; kerning is by pairs."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from typing import Any

import pytest
from fontTools.ttLib import TTFont

from formgen.foundation import resources
from formgen.render.compiled.typeset.known.characters import AFTER_HANZI, characters, is_behind_hanzi
from formgen.render.compiled.typeset.known.looks import IDEOGRAPHS, is_ideograph
from tests.render.compiled.typeset.test_typeset import FANG

BY_DEFAULT = {"abvm", "blwm", "calt", "ccmp", "clig", "curs", "dist", "kern", "liga", "mark", "mkmk", "rclt", "rlig"}
"""The features that HarfBuzz uses by default for horizontal text. `locl` is not here: it looks at single characters only."""
FAMILIES = {font.family: font.path for font in resources.font_files()}


@lru_cache
def face(family: str) -> TTFont:
    return TTFont(FAMILIES[family], lazy=True)


def lookups(font: TTFont, tag: str) -> Iterator[Any]:
    """Yield the subtables that work by default. Subtables inside extension subtables are unwrapped."""
    table = font[tag].table if tag in font else None
    if table is None or table.FeatureList is None:
        return
    chosen = {
        index
        for record in table.FeatureList.FeatureRecord
        if record.FeatureTag in BY_DEFAULT
        for index in record.Feature.LookupListIndex
    }
    for index in sorted(chosen):
        for subtable in table.LookupList.Lookup[index].SubTable:
            yield getattr(subtable, "ExtSubTable", subtable)


def ideographs(font: TTFont) -> set[str]:
    return {glyph for code, glyph in font.getBestCmap().items() if is_ideograph(chr(code))}


def test_an_ideograph_is_one_of_the_set_that_patterns_use() -> None:
    edges = (0x1FFFF, 0x20000, 0x2FFFF, 0x3FFFF, 0x40000, sys.maxunicode)  # of planes; within one all are alike
    every = "".join(map(chr, (*range(0x10000), *edges)))
    assert set(filter(is_ideograph, every)) == set(re.findall(f"[{IDEOGRAPHS}]", every))
    assert not is_ideograph("")  # what stands before a text, or behind it


def test_what_stands_behind_hanzi_is_what_a_pattern_says() -> None:
    pattern = re.compile(f"[{IDEOGRAPHS}][{AFTER_HANZI}]?$")
    for text in map("".join, product(("一", "\U00020000", "，", "：", "“", "a", "3", " "), repeat=3)):
        for at in range(len(text) + 1):
            assert is_behind_hanzi(text, at) == bool(pattern.search(text, max(0, at - 2), at)), (text, at)


@pytest.mark.parametrize("family", FAMILIES)
def test_no_ideograph_touches_its_neighbour(family: str) -> None:
    font = face(family)
    han = ideographs(font)
    for tag in ("GSUB", "GPOS"):
        for subtable in lookups(font, tag):
            named = coverages(subtable)
            assert named, f"{family}: a kind of lookup that this test can't read"
            assert not named & han, f"{family}: {tag}"


def coverages(subtable: Any) -> set[str]:
    """Return every glyph that a lookup has as its first glyph, or in the place of a mark or a ligature."""
    found: set[str] = set()
    for name in ("Coverage", "MarkCoverage", "BaseCoverage", "Mark1Coverage", "Mark2Coverage"):
        if hasattr(subtable, name):
            found |= set(getattr(subtable, name).glyphs)
    for name in ("mapping", "ligatures", "alternates"):
        found |= set(getattr(subtable, name, {}))
    return found


def test_latin_words_are_kerned_two_by_two() -> None:
    font = face("Gw Latin")
    assert not list(lookups(font, "GSUB"))
    for subtable in lookups(font, "GPOS"):
        assert type(subtable).__name__ == "PairPos"
        assert subtable.ValueFormat1 in (0, 4) and subtable.ValueFormat2 == 0  # only the advance of the first glyph


def test_what_is_known_does_not_depend_on_what_was_asked_before() -> None:
    words, text = ("ISO11", "11", "K11-11", "AT&T", "(11)"), "，。（公司）·—㛃\u3000“年”"
    one, other = characters(FANG, 17.0), characters(FANG, 17.5)
    for word in words:
        one.words[word]
    here, there = (
        [some.families[code].name if code.isupper() else code for code in some.codes(text)] for some in (one, other)
    )
    assert here == there
    for word in reversed(words):
        spelt, again = one.words[word], other.words[word]
        assert (spelt is None) == (again is None)
        if spelt and again:
            assert spelt.glyphs == again.glyphs
