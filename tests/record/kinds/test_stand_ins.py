"""Characters that stand for others: all those of the standards' tables, but no character with a meaning of its own."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formgen.record.kinds.characters import read_text
from formgen.record.kinds.stand_ins import GB18030_PRIVATE_USE, STAND_INS, as_meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("⽂化⻅闻⻓江⾦⼭", "文化见闻长江金山"),
        ("樂\uf914", "樂樂"),
        ("ＡＢＣ１２３", "ABC123"),
        ("Ａ＆Ｂ－２０１８．５", "A&B-2018.5"),
        ("︵甲︶︽乙︾", "（甲）《乙》"),
        ("ﬁnance", "finance"),
        ("𝐀𝟏", "A1"),
        ("甲﹐乙﹑丙", "甲，乙、丙"),
    ],
)
def test_what_they_stand_for(text: str, meant: str) -> None:
    plain, found = as_meant(text)
    assert plain == meant and found


@pytest.mark.parametrize(
    "text", ["太仓，（甲）！？：；　", "①㎡Ⅲ℃№㈱…·〇—～－", "﨎﨏﨑﨓﨔﨟﨡﨣﨤﨧﨨﨩", "甲－乙／丙", "ABC 123"]
)
def test_what_means_something_by_itself_stays(text: str) -> None:
    assert as_meant(text) == (text, ())


@pytest.mark.parametrize("text", ["Café", "Münster", "Nguyễn", "ガス", "Йод", "é"])
def test_a_letter_and_its_mark_are_one_character(text: str) -> None:
    assert as_meant(unicodedata.normalize("NFD", text)) == (text, ())
    assert as_meant("甲\u0301") == ("甲\u0301", ())


def test_every_radical_and_compatibility_ideograph_is_known() -> None:
    every = [*range(0x2F00, 0x2FD6), *range(0xF900, 0xFA6E), *range(0xFA70, 0xFADA), *range(0x2F800, 0x2FA1E)]
    odd = [code for code in every if unicodedata.normalize("NFKC", chr(code)) == chr(code)]
    assert set(map(chr, every)) - set(map(chr, odd)) <= set(STAND_INS)
    assert len(odd) == 12  # ideographs of the compatibility block that are no compatibility ideographs
    assert not [meant for meant in STAND_INS.values() if meant in STAND_INS]


@given(st.text())
def test_it_is_done_once(text: str) -> None:
    plain, found = as_meant(text)
    assert as_meant(plain) == (plain, ())
    assert (plain == text) == (not found)


def test_private_use_characters_of_gb18030_are_named() -> None:
    """The first edition has 95 such characters, and the edition of 2005 still has 24. Unicode now has codes for them."""
    assert len(GB18030_PRIVATE_USE) == 80 + 10 + 13 + 3
    assert all(unicodedata.category(one) == "Co" for one in GB18030_PRIVATE_USE)
    assert not [meant for meant in GB18030_PRIVATE_USE.values() if unicodedata.category(meant) == "Co"]
    of_2005 = [one for one in GB18030_PRIVATE_USE if len(one.encode("gb18030")) == 2]
    assert len(of_2005) >= 24
    value, findings = read_text("王\ue81e")
    assert value is None and "「龴」U+9FB4" in findings[0].message
    _, findings = read_text("王\ue863")
    assert f"「{bytes((0xFE, 0x9F)).decode('gb18030')}」" in findings[0].message
