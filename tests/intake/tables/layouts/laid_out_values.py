"""Labels with the values of two invented enterprises, and what is read of them, for the tests of layouts."""

from __future__ import annotations

from pathlib import Path

from formgen.scheme.models import Scheme
from tests.intake.given import CODE, OTHER_CODE, read

LABELS = ["企业名称", "统一社会信用代码", "法定代表人", "联系人", "邮编", "联系电话", "注册地址", "传真"]
FIRST = ["甲公司", CODE, "张三", "李四", "215400", "0512-53520001", "太仓市样例路1号", ""]
SECOND = ["乙公司", OTHER_CODE, "王五", "赵六", "215411", "0512-53520002", "太仓市样例路2号", "0512-53520003"]
MISSING = [("sheet.missing", "")]


def values(scheme: Scheme, path: Path) -> list[dict[str, tuple[object, str]]]:
    """What each enterprise says, with its cell."""
    _, enterprises = read(scheme, path)
    return [
        {entry.field.partition(".")[2]: (entry.value, entry.place.at) for entry in one.record.entries}
        for one in enterprises
        if one.record is not None
    ]
