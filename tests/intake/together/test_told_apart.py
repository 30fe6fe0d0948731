"""Who stands in a source twice: one name in other brackets, with spaces, in traditional characters."""

from __future__ import annotations

from pathlib import Path

import pytest

from formgen.scheme.models import Scheme
from tests.intake.given import faults, read, workbook


@pytest.mark.parametrize("again", ["太仓甲（集团）厂", "太仓 甲(集团)厂", "太倉甲（集團）廠"])
def test_one_name_in_two_writings_is_there_twice(scheme: Scheme, tmp_path: Path, again: str) -> None:
    rows = [["企业名称", "联系人"], ["太仓甲（集团）厂", "张三"], [again, "李四"]]
    workbook(tmp_path / "a.xlsx", 企业=rows)
    _, (_, second) = read(scheme, tmp_path / "a.xlsx")
    assert faults(second) == [("enterprise.twice", "企业!A3")]
