"""The meanings of codes are read exactly as they were written. CMaps with ranges are refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from formgen.fonts import meanings
from formgen.fonts.glyphs import glyph_code, glyph_number, glyph_text
from formgen.fonts.meanings import read_meanings, written_meanings

TEXTS = some.text(some.characters(exclude_categories=["Cs"]), min_size=1, max_size=4)


@given(some.dictionaries(some.integers(0, 0xFFFF), TEXTS, max_size=250))
def test_meanings_are_read_as_they_were_written(texts: dict[int, str]) -> None:
    assert read_meanings(written_meanings([glyph_code(*meaning) for meaning in texts.items()])) == texts


def test_a_block_has_a_hundred_lines_at_most() -> None:
    content = written_meanings([glyph_code(number, "一") for number in range(250)])
    assert [line for line in content.splitlines() if b"beginbfchar" in line] == [
        b"100 beginbfchar",
        b"100 beginbfchar",
        b"50 beginbfchar",
    ]


def test_lines_are_not_kept_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meanings, "MOST_LINES", 10)
    monkeypatch.setattr(meanings, "_LINES", meanings._Lines())
    codes = [glyph_code(number, "一") for number in range(30)]
    assert read_meanings(written_meanings(codes)) == dict.fromkeys(range(30), "一")
    assert 0 < len(meanings._LINES) <= 10


def test_ranges_are_read() -> None:
    content = b"2 beginbfrange <01> <02> <4e00> <05> <06> [<4e59> <4e8c>] endbfrange"
    assert read_meanings(content) == {1: "一", 2: "丁", 5: "乙", 6: "二"}


@pytest.mark.parametrize("content", [b"1 beginbfrange <01> <02> endbfrange", b"1 beginbfchar <01> endbfchar"])
def test_other_meanings_are_refused(content: bytes) -> None:
    with pytest.raises(ValueError):
        read_meanings(content)


@given(some.integers(0, 0xFFFF), TEXTS)
def test_a_code_is_a_glyph_and_its_characters(number: int, text: str) -> None:
    code = glyph_code(number, text)
    assert (glyph_number(code), glyph_text(code)) == (number, text)
    assert glyph_code(number, text) == code < glyph_code(number + 1, "\0")
