"""Tables below each other in one sheet are one table, in whatever order their headings stand; each value keeps its place."""

from __future__ import annotations

from pathlib import Path

from formgen.record.kinds.table import written
from formgen.scheme.models import Scheme
from tests.intake.given import csv_bytes, found, read


def test_headings_in_another_order(scheme: Scheme, tmp_path: Path) -> None:
    rows = [
        ["企业名称", "法定代表人", "联系人", "备忘"],
        ["太仓甲有限公司", "钱知远", "周敏", "x"],
        ["第二批"],
        ["联系人", "企业名称", "邮编", "法人代表"],
        ["郑晓", "太仓乙有限公司", "21540", "孙海宁"],
        ["企业名称", "法定代表人", "联系人"],
        ["太仓丙有限公司", "李明", "王静"],
    ]
    (tmp_path / "a.csv").write_bytes(csv_bytes(rows))
    source, enterprises = read(scheme, tmp_path / "a.csv")
    said = [
        {entry.field.partition(".")[2]: written(entry.value) for entry in one.record.entries}
        for one in enterprises
        if one.record
    ]
    assert said == [
        {"name": "太仓甲有限公司", "legal_representative": "钱知远", "contact_person": "周敏"},
        {"name": "太仓乙有限公司", "legal_representative": "孙海宁", "contact_person": "郑晓"},
        {"name": "太仓丙有限公司", "legal_representative": "李明", "contact_person": "王静"},
    ]
    assert [(one.code, one.place.at) for one in enterprises[1].problems] == [("identifier.shape", "C5")]
    entry = enterprises[1].record and enterprises[1].record.entry("applicant.contact_person")
    assert entry is not None and entry.place is not None and entry.place.at == "A5"
    assert ("table.unknown-column", "D1") in found(source)


def test_a_first_table_with_fewer_columns_is_not_lost(scheme: Scheme, tmp_path: Path) -> None:
    rows = [
        ["企业名称", "联系人"], ["太仓甲有限公司", "周敏"], ["企业名称", "联系人", "邮编"], ["太仓乙有限公司", "郑晓", "215400"],
    ]  # fmt: skip
    (tmp_path / "a.csv").write_bytes(csv_bytes(rows))
    _, enterprises = read(scheme, tmp_path / "a.csv")
    assert [one.name for one in enterprises] == ["太仓甲有限公司", "太仓乙有限公司"]
