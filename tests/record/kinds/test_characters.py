"""Text is kept exactly as typed, or it is refused with the code point and its position."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formgen.record.kinds.characters import (
    LINE_BREAKS,
    check_characters,
    half_width,
    is_blank,
    read_text,
    refused_class,
)


@pytest.mark.parametrize(
    ("character", "code", "named"),
    [
        ("\x00", "text.control", "U+0000"),
        ("\t", "text.control", "U+0009（制表符）"),
        ("\x1b", "text.control", "U+001B"),
        ("\x85", "text.control", "U+0085"),
        ("\ue000", "text.private-use", "U+E000"),
        ("\U000f0000", "text.private-use", "U+F0000"),
        ("\ud800", "text.surrogate", "U+D800"),
        ("\ufffe", "text.noncharacter", "U+FFFE（非字符）"),
        ("\uffff", "text.noncharacter", "U+FFFF"),
        ("\ufdd0", "text.noncharacter", "U+FDD0"),
        ("\U0001ffff", "text.noncharacter", "U+1FFFF"),
        ("\ufeff", "text.invisible", "U+FEFF（字节顺序标记）"),
        ("\u200b", "text.invisible", "U+200B（零宽空格）"),
        ("\u200d", "text.invisible", "U+200D（零宽连字符）"),
        ("\u202e", "text.invisible", "U+202E"),
        ("\u2066", "text.invisible", "U+2066"),
        ("\ufe0f", "text.invisible", "U+FE0F"),
        ("\U000e0100", "text.invisible", "U+E0100"),
        ("\u3164", "text.invisible", "U+3164"),
    ],
)
def test_characters_that_cannot_be_printed_are_named(character: str, code: str, named: str) -> None:
    value, findings = read_text(f"太仓{character}样例")
    assert value is None
    assert [finding.code for finding in findings] == [code]
    assert f"第 3 个字符是 {named}" in findings[0].message


def test_positions_in_a_text_with_line_breaks_go_line_by_line() -> None:
    _, findings = read_text("一\r\n二\u200b", line_breaks=True)
    assert "第 2 行第 2 个字符是 U+200B" in findings[0].message


def test_many_bad_characters_are_counted_not_all_listed() -> None:
    _, findings = read_text("\x01" * 7 + "\ue000")
    assert [finding.code for finding in findings] == ["text.control", "text.private-use"]
    assert "等共 7 处" in findings[0].message
    assert "第 6 个字符" not in findings[0].message


def test_line_breaks() -> None:
    assert read_text("　　一\r\n二\r三\n", line_breaks=True) == ("　　一\n二\n三\n", ())
    for sign in ("\r\n", "\v", "\u2028", "\u2029"):  # Word's own sign within a paragraph, and those of Unicode
        assert read_text(f"一{sign}二", line_breaks=True) == ("一\n二", ())
        value, findings = read_text(f"一{sign}二")
        assert value is None
        assert [finding.code for finding in findings] == ["text.line-break"]
        assert "第 2 个字符" in findings[0].message


@pytest.mark.parametrize("blank", [None, "", " ", "　　", " \t\r\n　\u00a0"])
def test_blank_says_nothing(blank: str | None) -> None:
    assert read_text(blank) == (None, ())
    assert read_text(blank, line_breaks=True) == (None, ())


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (215400, "value.number"),
        (Decimal("2.5"), "value.number"),
        (1.5, "value.number"),
        (True, "value.type"),
        ([], "value.type"),
        ({"a": 1}, "value.type"),
    ],
)
def test_what_is_no_text_is_refused(raw: object, code: str) -> None:
    value, findings = read_text(raw)
    assert value is None
    assert [finding.code for finding in findings] == [code]


@given(st.text())
def test_what_goes_in_comes_out_or_is_refused(text: str) -> None:
    value, findings = read_text(text, line_breaks=True)
    plain = LINE_BREAKS.sub("\n", text)
    if is_blank(text):
        assert (value, findings) == (None, ())
    elif findings:
        assert value is None
        assert any(refused_class(character) for character in plain if character != "\n")
    else:
        assert value == plain
        assert not any(refused_class(character) for character in plain if character != "\n")


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1))
def test_letters_digits_signs_and_spaces_are_never_changed(text: str) -> None:
    value, findings = read_text(text)
    assert value == text or (value is None and (is_blank(text) or any(f.code == "text.invisible" for f in findings)))


def test_no_character_that_is_refused_alone_is_overseen_in_a_text() -> None:
    """In the upper planes the test skips ideographs and private-use characters."""
    every = map(chr, [*range(0x20000), *range(0xE0000, 0xE1010), 0xEFFFF, 0xF0000, 0xFFFFD, 0x10FFFF])
    refused = [character for character in every if character != "\n" and refused_class(character)]
    assert len(refused) > 12_000
    assert not [character for character in refused if not check_characters(f"信{character}", line_breaks=True)]
    assert not check_characters("　信\n用", line_breaks=True)


def test_half_width() -> None:
    assert half_width("　ＡＢ１２（３）－＋　") == "AB12(3)-+"
