"""The rows of 附件4: the committed CSV is equal to the one from the official wording, and its points add up."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from formgen.foundation.errors import DefinitionFault
from formgen.scheme.indicators import COLUMNS, indicator_faults, indicators_csv, read_indicators
from formgen.scheme.load import load_scheme
from formgen.scheme.models import Scheme
from formgen.scheme.scores import Indicator
from tools.write_indicators import SCHEME, indicators_text

_SCORES = load_scheme(SCHEME).scores
assert _SCORES is not None
SCORES = _SCORES
HEADER = ",".join((*COLUMNS, *(level.id for level in SCORES.levels)))


@pytest.fixture(scope="module")
def indicators(scheme: Scheme) -> tuple[Indicator, ...]:
    return tuple(scheme.indicators.values())


def test_committed_file_is_what_the_official_text_gives() -> None:
    assert (SCHEME / "annex4" / "indicators.csv").read_bytes() == indicators_text().encode()


def test_figures_of_the_form(indicators: tuple[Indicator, ...]) -> None:
    assert len(indicators) == 107
    assert len({one.aspect_id for one in indicators}) == 46
    assert len({one.section_id for one in indicators}) == 12
    assert sum(one.points for one in indicators) == 1000
    assert sum(one.points_by_level["full"] for one in indicators) == 1000


def test_ten_rows_offer_a_half_value(indicators: tuple[Indicator, ...]) -> None:
    half = [one.id for one in indicators if "half" in one.points_by_level]
    assert half == ["2.1.1", "2.4.1", "4.1.1", "5.1.1", "6.4.1", "9.1.1", "9.4.1", "10.2.1", "11.7.1", "12.3.3"]
    assert next(one for one in indicators if one.id == "12.3.3").points_by_level["half"] == Decimal("2.5")


def test_oddities_of_the_source_are_kept(indicators: tuple[Indicator, ...]) -> None:
    by_id = {one.id: one for one in indicators}
    assert by_id["4.3.6"].text == "应收帐款预警跟踪"
    assert by_id["4.3.7"].text == "商帐追收"
    assert by_id["6.1.1"].section == "六、信用档案管理(100)"
    assert [one.id for one in indicators if one.standards[1].text == ""] == ["6.4.2", "6.4.3"]
    assert Counter(one.standards[1].text == "——" for one in indicators) == {True: 95, False: 12}
    assert all(text == text.strip() for one in indicators for text in (standard.text for standard in one.standards))


def read(tmp_path: Path, text: str) -> tuple[tuple[Indicator, ...], list[str]]:
    path = tmp_path / "indicators.csv"
    path.write_text(text, encoding="utf-8")
    faults: list[DefinitionFault] = []
    found = read_indicators(path, "annex4/indicators.csv", SCORES, faults)
    return found, [str(fault) for fault in faults]


def test_writing_and_reading_again(tmp_path: Path, indicators: tuple[Indicator, ...]) -> None:
    assert read(tmp_path, indicators_csv(indicators, SCORES.levels)) == (indicators, [])
    assert read(tmp_path, "\ufeff" + indicators_csv(indicators, SCORES.levels)) == (indicators, [])  # saved by Excel


def test_every_bad_line_is_named(tmp_path: Path, indicators: tuple[Indicator, ...]) -> None:
    lines = indicators_csv(indicators[:3], SCORES.levels).splitlines()
    lines[1] = lines[1].replace(",10,", ",十,")
    lines[3] += ",多一列"
    found, faults = read(tmp_path, "\n".join(lines))
    assert found == indicators[1:2]
    assert faults == [
        "annex4/indicators.csv: 第 2 行 points: 分值应是整数",
        "annex4/indicators.csv: 第 4 行: 应有 8 列，实有 9 列",
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "第 1 行: 表头应是 " + HEADER),
        ("id,section\n", "第 1 行: 表头应是 " + HEADER),
        (HEADER + '\n1.1.1,"没有合上的引号', "第 2 行: 不是合法的 CSV"),
    ],
)
def test_a_file_that_is_no_table(tmp_path: Path, text: str, fault: str) -> None:
    assert read(tmp_path, text) == ((), [f"annex4/indicators.csv: {fault}"])


def test_a_file_in_another_encoding_or_none(tmp_path: Path) -> None:
    faults: list[DefinitionFault] = []
    assert read_indicators(tmp_path / "indicators.csv", "indicators.csv", SCORES, faults) == ()
    (tmp_path / "indicators.csv").write_bytes("编号".encode("gb18030"))
    assert read_indicators(tmp_path / "indicators.csv", "indicators.csv", SCORES, faults) == ()
    assert [fault.message for fault in faults] == [
        "缺少这个文件：form.toml 有 [scores]，要有各行的内容",
        "不是 UTF-8 编码",
    ]


def faults_of(indicators: tuple[Indicator, ...]) -> list[str]:
    return [str(fault) for fault in indicator_faults(indicators, "x.csv", SCORES, 1000)]


def test_points_are_held_against_headings_and_total(indicators: tuple[Indicator, ...]) -> None:
    assert faults_of(indicators) == []
    six = next(index for index, one in enumerate(indicators) if one.id == "6.1.1")
    changed = indicators[six].model_copy(update={"points": 12})
    assert faults_of((*indicators[:six], changed, *indicators[six + 1 :])) == [
        "x.csv: 六、信用档案管理(100): 括号里是 100 分，各行分值合计 102",
        "x.csv: 信用档案的建立（30）: 括号里是 30 分，各行分值合计 32",
        "x.csv: points: 各行分值合计 1002，与表中总计 1000 不符",
    ]


def test_a_heading_without_a_figure_and_a_wrong_id(indicators: tuple[Indicator, ...]) -> None:
    first = indicators[0].model_copy(update={"id": "1.1.9"})
    last = indicators[-3:]
    bare = tuple(one.model_copy(update={"aspect": "信用管理持续改进机制"}) for one in last)
    assert faults_of((first, *indicators[1:-3], *bare)) == [
        "x.csv: 1.1.9: 序号应是 1.1.1（按项目、评价内容、考核内容依次编号）",
        "x.csv: 信用管理持续改进机制: 评价内容后面没有括号里的分值",
    ]
