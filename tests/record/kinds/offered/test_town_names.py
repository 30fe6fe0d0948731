"""Towns by the names that people write: the one that is meant, or none."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formgen.record.kinds.offered.town_names import town_named, towns_pattern
from formgen.scheme.load import load_scheme
from tests.conftest import TAICANG

TOWNS = load_scheme(TAICANG).towns
assert TOWNS is not None


@pytest.mark.parametrize(
    ("town", "writings"),
    [
        (
            "沙溪镇",
            "沙溪 沙溪镇 沙溪鎮 太仓市沙溪镇 太仓沙溪镇 江苏省苏州市太仓市沙溪镇 沙溪镇（区） 沙溪镇人民政府",
        ),
        ("沙溪镇", "沙溪镇。 沙溪、 1.沙溪镇 2、沙溪镇（镇）。"),
        ("港区", "港区 太仓港区 太仓港 太仓港经济技术开发区 太仓市港区"),
        ("高新区", "太仓高新区 高新技术产业开发区 太仓高新技术产业开发区 太仓市高新区管委会"),
        ("旅游度假区", "太仓市旅游度假区 度假区 太仓旅游度假区"),
        ("科教新城", "太仓科教新城 科教新城管委会"),
        ("城厢镇", "城厢 城　厢　镇 城厢鎮"),
        ("璜泾镇", "璜泾 璜涇鎮"),
        (None, "双凤镇/沙溪镇 浮桥镇（港区） 开发区 经济开发区 娄东街道 陆渡镇 璜径镇 太仓市 太仓 镇 沙溪村 苏州市"),
    ],
)
def test_towns_as_people_write_them(town: str | None, writings: str) -> None:
    assert TOWNS is not None
    for writing in writings.split(" "):
        assert town_named(writing, TOWNS) == town, writing


@given(
    st.sampled_from([writing for town in TOWNS.towns for writing in (town.name, *town.aliases)]),
    st.sampled_from(["", *TOWNS.before]),
    st.sampled_from(["", *TOWNS.behind]),
    st.sampled_from(["", " ", "　", "（区）", "(镇)", "。", "（区）、"]),
)
def test_what_is_read_the_json_schema_accepts(writing: str, before: str, behind: str, end: str) -> None:
    assert TOWNS is not None
    text = f"{before}{writing}{behind}{end}"
    owner = next(town.name for town in TOWNS.towns if writing in (town.name, *town.aliases))
    assert town_named(text, TOWNS) == owner and re.search(towns_pattern(TOWNS), text)


@given(st.text(max_size=20))
def test_any_text_is_a_town_or_none(text: str) -> None:
    assert TOWNS is not None
    found = town_named(text, TOWNS)
    assert found is None or (found in TOWNS.names and re.search(towns_pattern(TOWNS), text))
