"""A row of a CSV file that a line break tore apart is reported, and neither the row nor its pieces become an enterprise."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formgen.scheme.models import Scheme
from tests.intake.given import read

LAST = "企业名称,法定代表人,邮编,申请理由\n"
MIDDLE = "企业名称,申请理由,邮编,联系人\n"
SOUND = "太仓乙有限公司,孙海宁,215400,一段。\n"


@pytest.mark.parametrize(
    ("text", "torn"),
    [
        (LAST + "太仓甲有限公司,钱知远,215400,第一段。\n信用意识方面：公司重视信用。\n信用记录方面：无失信。\n" + SOUND, [2]),
        (LAST + SOUND + "太仓甲有限公司,钱知远,215400,第一段。\n\n信用意识方面，公司重视信用。\n", [3]),
        (LAST + "太仓甲有限公司,钱知远,215400,第一段\n第二段\n" + SOUND, [2]),
        (LAST + "太仓甲有限公司,钱知远,215400,第一段\n联系人：无。\n完。\n合计\n" + SOUND, [2]),
        (MIDDLE + "太仓甲有限公司,第一段。\n第二段。,215400,张三\n太仓乙有限公司,一段。,215400,李四\n", [2]),
        (MIDDLE + "太仓甲有限公司,第一段\n第二段\n第三段,215400,张三\n太仓乙有限公司,一段。,215400,李四\n", [2]),
        (MIDDLE + "太仓甲有限公司,第一段，215400,张三\n", []),
    ],
)  # fmt: skip
def test_torn_rows(scheme: Scheme, tmp_path: Path, text: str, torn: list[int]) -> None:
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    source, enterprises = read(scheme, tmp_path / "a.csv")
    wrong = [one for one in enterprises if any(problem.code == "csv.torn" for problem in one.problems)]
    assert [one.place.at for one in wrong] == [f"第 {number} 行" for number in torn]
    assert all(one.record is None and one.name == "太仓甲有限公司" for one in wrong)
    assert {one.name for one in enterprises} <= {"太仓甲有限公司", "太仓乙有限公司"}
    assert bool(torn) == any("断开的行" in problem.message for problem in source.problems)


@pytest.mark.parametrize(
    "text",
    [
        LAST + "太仓甲有限公司,钱知远,215400,第一段。\n填报人：张三\n审核人：李四\n",
        LAST + "太仓甲有限公司,钱知远,215400,第一段。\n\n填报人：张三\n",
        LAST + "太仓甲有限公司,钱知远,215400,第一段。\n合计\n",
        LAST + "太仓甲有限公司,钱知远,215400,第一段。\n2018年6月5日\n",
        LAST + '太仓甲有限公司,钱知远,215400,"第一段。\n第二段"\n太仓市沙溪镇人民政府\n',
        LAST + "太仓甲有限公司,钱知远,215400,第一段。\n注：1、本表一式三份；2、6月8日前报送。\n填报人：张三\n",
        LAST + "太仓甲有限公司,钱知远\n太仓乙有限公司,孙海宁,215400\n",
        LAST + "太仓甲有限公司,钱知远,215400,第一段。\n,填报人：张三\n,,注：6月8日前报送。\n",
        LAST + "太仓甲有限公司,钱知远,215400,第一段。\n,单位（盖章）\n,,市政府（公章）\n",
        LAST + "太仓甲有限公司,钱知远\n太仓乙有限公司,孙海宁\n太仓丙有限公司,李四\n",
        "企业名称,联系人,邮编\n甲,张三\n乙,李四,215400\n丙\n",
        '企业名称,申请理由,联系人\n甲,"第一段\n第二段",张三\n乙,一段,李四\n',
    ],
)
def test_rows_without_their_last_empty_cells_are_not_torn(scheme: Scheme, tmp_path: Path, text: str) -> None:
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    _, enterprises = read(scheme, tmp_path / "a.csv")
    assert enterprises and not any(problem.is_error for one in enterprises for problem in one.problems)


sentences = st.lists(
    st.sampled_from(["公司重视信用。", "无失信记录；", "按期纳税，", "制度健全。"]), min_size=1, max_size=4
)


@given(st.lists(sentences, min_size=1, max_size=4), st.integers(0, 3), st.booleans())
def test_any_text_that_was_torn(
    scheme: Scheme, tmp_path_factory: pytest.TempPathFactory, paragraphs: list[list[str]], column: int, more: bool
) -> None:
    """Wherever the column of the text stands: the torn enterprise is refused, its pieces are none, the others are read."""
    heads, one, other = ["企业名称", "联系人", "邮编"], ["甲公司", "张三", "215400"], ["乙公司", "李四", "215400"]
    reasons = "\n".join("".join(parts) for parts in paragraphs)
    column = max(1, column)
    lines = [
        [*values[:column], text, *values[column:]]
        for values, text in ((heads, "申请理由"), (one, reasons), (other, "一段。"))
    ]
    made = io.StringIO()
    if more:
        lines.append(["填报人：张三", "", "", ""])
    for line in lines:
        made.write(",".join(line) + "\n")
    path = tmp_path_factory.getbasetemp() / "torn.csv"
    path.write_text(made.getvalue(), encoding="utf-8")
    assert list(csv.reader(io.StringIO(made.getvalue())))
    _, enterprises = read(scheme, path)
    assert [one.name for one in enterprises] == ["甲公司", "乙公司"]
    torn, sound = enterprises
    assert sound.problems == ()
    assert [problem.code for problem in torn.problems] == (["csv.torn"] if "\n" in reasons else [])
