"""Choices by the words that people write: the one that is meant, or none."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formgen.record.kinds.offered.choices import choice_meant, choice_pattern
from formgen.scheme.models import FieldDefinition, Kind

RECORD = FieldDefinition(
    id="x",
    label="近3年有无严重违纪记录",
    aliases=("近3年内有无严重违纪",),
    kind=Kind.CHOICE,
    choices=(("none", "无"), ("some", "有")),
)
ASKED = FieldDefinition(id="w", label="有没有处罚", kind=Kind.CHOICE, choices=RECORD.choices)
SIZE = FieldDefinition(
    id="y", label="企业规模", kind=Kind.CHOICE, choices=(("small", "小型"), ("medium", "中型"), ("large", "大型"))
)
GRADE = FieldDefinition(id="z", label="等级", kind=Kind.CHOICE, choices=(("a", "A"), ("b", "B（良好）")))


@pytest.mark.parametrize(
    ("field", "meant", "writings"),
    [
        (RECORD, "none", "无 none 無 没有 暂无 否 无。 （无） “无” 无严重违纪记录 近3年无 近3年内无严重违纪 近三年无严重违纪 没有严重违纪"),
        (RECORD, "none", "☑无□有 □有☑无 ■无、□有 √无 无√ 有□无☑ ☒无☐有"),
        (RECORD, "some", "有 some 有严重违纪记录 有√ □无√有"),
        (RECORD, None, "近3年有无严重违纪记录 是 / 有/无 □无 √无√有 无其他 □无□有 严重 无2018年有"),
        (ASKED, "none", "没有 无 无处罚"),
        (ASKED, None, "有没有处罚 没有处罚"),
        (SIZE, "small", "小型 √小型 □大型□中型☑小型 【小型】"),
        (SIZE, None, "没有 无 小 小型中型 大中型"),
        (GRADE, "a", "A Ａ A。 ☑A□B（良好）"),
        (GRADE, "b", "B(良好) □A√B（良好） b"),
    ],
)  # fmt: skip
def test_choices_as_people_write_them(field: FieldDefinition, meant: str | None, writings: str) -> None:
    for writing in writings.split(" "):
        found = choice_meant(writing, field)
        assert (found and found.id) == meant, writing
        assert found is None or re.search(choice_pattern(field), writing) or writing in ("none", "some", "a", "b")


@pytest.mark.parametrize(
    ("writing", "meant"),
    [
        ("有 √无", "none"), ("有\u3000☑无", "none"), ("有、√无", "none"), ("有√ 无", "some"), ("√ 有 无", "some"), ("有 无 √", "none"),
        ("有√无", None), ("有 √ 无", None), ("□有 √□无", None),
    ],
)  # fmt: skip
def test_a_tick_between_two_choices_belongs_to_the_one_that_it_touches(writing: str, meant: str | None) -> None:
    found = choice_meant(writing, RECORD)
    assert (found and found.id) == meant


@given(
    st.sampled_from([RECORD, ASKED, SIZE, GRADE]), st.text("无有没沒無近3三年内小型中大A（良好）B√□☑ 。", max_size=12)
)
def test_any_text_is_a_choice_or_none_and_the_schema_takes_it(field: FieldDefinition, text: str) -> None:
    found = choice_meant(text, field)
    assert found is None or re.search(choice_pattern(field), text)
