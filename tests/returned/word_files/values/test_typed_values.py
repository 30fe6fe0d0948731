"""What people type beside a value is no part of it."""

from __future__ import annotations

import pytest

from formgen.returned.word_files.values.typed_values import value_of
from formgen.scheme.slots import Slot

NAME = Slot(field="a.name", label="1、企业名称（盖章）：")


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("__张三___", "张三"),
        ("：张三", "张三"),
        ("企业名称：张三", "张三"),
        ("1、企业名称（盖章）：：张三", "张三"),
        ("单击或点击此处输入文字。张三", "张三"),
        ("Click or tap here to enter text.张三", "张三"),
        ("选择一项。", ""),
        ("法定代表人：张三", "法定代表人：张三"),
        ("2024：一年", "2024：一年"),
        ("张_三", "张_三"),
        ("点击率", "点击率"),
    ],
)
def test_what_is_typed_beside_a_value(typed: str, value: str) -> None:
    assert value_of(NAME, typed) == value


BEFORE, BEHIND = "□男  □女", "是□  否□"


@pytest.mark.parametrize(
    ("blank", "typed", "chosen"),
    [
        (BEFORE, "□男 女√", "女"),
        (BEFORE, "□男 [√]女", "女"),
        (BEFORE, "□男 ☑\ufe0f女", "女"),
        (BEFORE, "□男 🗹女", "女"),
        (BEFORE, "□男 V女", "女"),
        (BEFORE, "□男 √ 女", "女"),
        (BEFORE, "○男 ●女", "女"),
        (BEFORE, "__□男 ☑女__", "女"),
        (BEFORE, "性别：□男 ☑女", "女"),
        (BEFORE, "女 □男 ☑女", "女"),
        (BEFORE, "(√)女 ( )男", "女"),
        (BEFORE, "□男  □女", ""),
        (BEHIND, "是□ √否□", "否"),
        (BEHIND, "是□ 否（√）", "否"),
        (BEHIND, "□是 ☑否", "否"),
        (BEHIND, "否", "否"),
        (BEFORE, "口男 ☑女", "女"),
        (BEFORE, "口男 ✅女", "女"),
        (BEFORE, "□男 🗸女", "女"),
        (BEFORE, "□男 ▇女", "女"),
        (BEFORE, "×男 √女", "女"),
        ("□出口  □进口", "□出口  ☑进口", "进口"),
    ],
)
def test_a_tick_is_read_where_it_is_typed(blank: str, typed: str, chosen: str) -> None:
    assert value_of(Slot(field="a.b", label="选", blank=blank), typed) == chosen


@pytest.mark.parametrize("typed", ["□女", "□男 ×女", "☑男 ☑女", "注 □男 ☑女 备注", "□男 □女？"])
def test_what_ticks_no_option_for_sure_is_none_of_them(typed: str) -> None:
    assert value_of(Slot(field="a.b", label="选", blank=BEFORE), typed) not in ("男", "女", "")
