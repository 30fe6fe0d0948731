"""Values that were typed with a unit before the unit that the form prints: the scale is never wrong in silence."""

from __future__ import annotations

import pytest

from formgen.foundation.problems import Severity
from formgen.returned.word_files.values.printed_units import PrintedUnit, beside_label, in_unit, unit_behind
from formgen.scheme.slots import Slot

PLAIN = Slot(field="loan.amount", label="申请金额")
ERROR, WARNING = Severity.ERROR, Severity.WARNING


@pytest.mark.parametrize(
    ("unit", "typed", "value", "told"),
    [
        ("万元", "12.5", "12.5", None),
        ("万元", "12.5万元", "12.5", None),
        ("万元", "１２．５ 万", "12.5", None),
        ("万元", "1,250万元", "1,250", None),
        ("万元", "12.5万元整", "12.5", None),
        ("万元", "人民币12.5", "12.5", None),
        ("万元", "125000元", "12.5", WARNING),
        ("万元", "1.2亿元", "12000", WARNING),
        ("元", "12.5万元", "125000", WARNING),
        ("万元", "12.5元", "12.5元", ERROR),
        ("万元", "¥125000", "¥125000", ERROR),
        ("万元", "5千", "5千", ERROR),
        ("万元", "500美元", "500美元", ERROR),
        ("万元", "约12万", "约12万", ERROR),
        ("万元", "12.5w", "12.5w", ERROR),
        ("万元", "12.5万万", "12.5万万", ERROR),
        ("万元", "无", "无", None),
        ("万元", "一百二十", "一百二十", None),
        ("人", "25 人", "25", None),
        ("人", "25名", "25名", WARNING),
        ("平方米", "300亩", "300亩", WARNING),
        ("人", "张三", "张三", None),
    ],
)
def test_a_value_with_its_own_unit(unit: str, typed: str, value: str, told: Severity | None) -> None:
    found, finding = in_unit(typed, PrintedUnit(unit, is_alone=True), PLAIN)
    assert (found, finding and finding.severity) == (value, told)


def test_a_foreign_amount_before_a_printed_unit_is_left_to_the_reader_of_money() -> None:
    """Such a slot is read with the unit behind it: 美元500万元."""
    slot = Slot(field="loan.amount", label="申请金额", part="ten_thousands")
    assert in_unit("美元500", PrintedUnit("万元", is_alone=True), slot) == ("美元500", None)


@pytest.mark.parametrize(
    ("template", "unit"),
    [
        ("\ue000万元", PrintedUnit("万元", True)),
        ("金额\ue000万元,人数\ue001人", PrintedUnit("万元", False)),
        ("\ue000", None),
        ("\ue000(盖章)", None),
        ("\ue000\ue001", None),
    ],
)
def test_the_unit_behind_a_place(template: str, unit: PrintedUnit | None) -> None:
    assert unit_behind(template, template.index("\ue000"), PLAIN) == unit


@pytest.mark.parametrize(
    ("label", "before", "typed", "is_told"),
    [
        ("注册资本（万元）", "注册资本(万元)", "50000000元", True),
        ("注册资本（万元）", "注册资本(万元)", "0.5亿元", True),
        ("注册资本（万元）", "注册资本(万元)", "5000万元", False),
        ("注册资本（万元）", "注册资本(万元)", "5000万", False),
        ("注册资本（万元）", "注册资本(万元)", "5000", False),
        ("2022年", "销售收入(万元)\ue000\ue001", "3000元", True),
        ("2022年", "从业人数(人)\ue000", "3000元", False),
        ("单价（元）", "1", "5万元", True),
    ],
)
def test_a_unit_that_is_not_the_labels_is_told(label: str, before: str, typed: str, is_told: bool) -> None:
    finding = beside_label(typed, before, Slot(field="loan.amount", label=label))
    assert (finding is not None and finding.severity is WARNING) is is_told
