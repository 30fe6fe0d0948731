"""Names are sorted in the order in which people count, with any kind of digits."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formgen.intake.folders.natural_order import chinese_number, natural_key


@pytest.mark.parametrize(
    "names",
    [
        ["page2.jpg", "page10.jpg", "page10b.jpg"],
        ["1.1.2", "1.1.10", "1.2", "10.1"],
        ["①总结.pdf", "②评估.pdf", "⑩报告.pdf", "⑪目录.pdf"],
        ["第一页", "第二页", "第十页", "第十一页", "第二十页", "第一百零五页"],
        ["附件１", "附件2", "附件１０"],
        ["5²3.jpg", "10²1.jpg"],
        ["IMG_0009", "img_0010", "IMG_0100"],
    ],
)
def test_names_are_sorted_as_people_count(names: list[str]) -> None:
    mixed = list(names)
    random.Random(7).shuffle(mixed)
    assert sorted(mixed, key=natural_key) == names


@pytest.mark.parametrize(
    ("text", "number"), [("三", 3), ("十", 10), ("十二", 12), ("二十", 20), ("一百零五", 105), ("一〇二", 102)]
)
def test_chinese_numbers(text: str, number: int) -> None:
    assert chinese_number(text) == number


@given(st.lists(st.text(max_size=30), max_size=8))
def test_any_names_can_be_sorted(names: list[str]) -> None:
    assert sorted(sorted(names, key=natural_key), key=natural_key) == sorted(names, key=natural_key)
