"""What a value looks like in a printed blank, and that it is read again as what it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formgen.render.word.blank_texts import chosen, in_blank, out_of_blank
from formgen.scheme.slots import Slot

LETTERS = st.text(
    st.characters(codec="utf-8", categories=("L", "N"), exclude_characters="□☐⬜❏◻▢☑☒✓✔√■▣⊠"), min_size=1, max_size=30
)


def slot(blank: str, lines: int = 1, columns: int | None = None) -> Slot:
    return Slot(field="entry.item", label="栏目", blank=blank, lines=lines, columns=columns)


@pytest.mark.parametrize(
    ("blank", "option", "printed"),
    [
        ("□是  □否", "否", "□是  ☑否"),
        ("是□　否□", "是", "是☑　否□"),
        ("☐国有、☐民营、☐其他", "民营", "☐国有、☑民营、☐其他"),
        ("□已 婚 □单身", "已婚", "☑已 婚 □单身"),
        ("是（  ）  否（  ）", "否", "是（  ）  否（√）"),
        ("（　）是　（　）否", "是", "（√）是　（　）否"),
    ],
)
def test_one_box_is_ticked(blank: str, option: str, printed: str) -> None:
    assert in_blank(slot(blank), option) == printed
    assert chosen(printed) == option


def test_an_option_of_another_row_leaves_this_one_as_it_is() -> None:
    assert in_blank(slot("□商品房 □保障房"), "存量房") == "□商品房 □保障房"
    assert in_blank(slot("□男 □女"), "不详", is_choice=False) == "不详"


def test_an_empty_row_of_boxes_says_nothing() -> None:
    assert out_of_blank(slot("□是  □否"), "□是  □否") == ""


def test_people_tick_with_other_marks_and_more_than_one_box() -> None:
    assert chosen("√是  □否") == "是"
    assert chosen("■甲 ☒乙 □丙") == "甲、乙"
    assert out_of_blank(slot("是（  ）  否（  ）"), "是（ √ ）  否（  ）") == "是"
    assert out_of_blank(slot("是（  ）  否（  ）"), "是（  ）  否（  ）") == ""


@given(LETTERS, st.integers(1, 60), st.sampled_from([" ", "\u3000", "_", "＿"]))
def test_a_line_keeps_its_length(text: str, length: int, room: str) -> None:
    printed = in_blank(slot(room * length), text)
    assert printed.startswith(text) and len(printed) <= len(text) + 2 * length
    assert out_of_blank(slot(room * length), printed) == text


@given(st.lists(LETTERS, min_size=1, max_size=8), st.integers(2, 30))
def test_a_box_keeps_its_height(lines: list[str], high: int) -> None:
    text = "\n".join(lines)
    place = slot("\n" * (high - 1), high, 40)
    printed = in_blank(place, text)
    assert printed.count("\n") + 1 == max(high, len(lines))
    assert out_of_blank(place, printed) == text
