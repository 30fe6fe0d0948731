"""A score in the words that people use is read with its meaning in its row, or it is not read at all."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formgen.foundation.problems import Place
from formgen.intake.sheet_words import score_headers
from formgen.intake.table import Cell
from formgen.intake.tables.cells import read_score
from formgen.intake.tables.rows.score_words import score_said
from formgen.scheme.load import load_scheme
from formgen.scheme.models import Scheme
from tests.conftest import TAICANG
from tests.intake.given import read, workbook

SCHEME = load_scheme(TAICANG)
TWO, THREE, HONEST = "1.1.1", "2.1.1", "11.7.1"
"""Rows with two levels (有文件, 无文件), with three (有独立部门…, 有部门…, 无), and the one whose best level is 无失信行为的."""


def level(row: str, text: str) -> str | None:
    score, problems = read_score(SCHEME.indicators[row], Cell(text), row, Place("a.xlsx", "自评!H9"))
    assert (score is None) == any(problem.is_error for problem in problems)
    return score.level if score else None


@pytest.mark.parametrize(
    ("row", "wanted", "texts"),
    [
        (TWO, "full", "√ ✓ ✔ ☑ V 有 是 有文件 满 满分 满分（10分） 满分10 10分（满分） 100% 10分 １０ 十分 10/10 得10分 得满分 Y 满分。"),
        (TWO, "full", "给满分 达标 完全符合 √（10） √满分 有文件✓ ☑有文件"),
        (TWO, "full", "自评10分 自评：10 得分：10分 评10分 自评满分 (10) （10分） √（附件1） 有（见附件） 10分（佐证1.1）"),
        (TWO, "zero", "自评0分 无（见附件2）"),
        (TWO, None, "0（有文件） 扣5分 (5) 自评5分 见附件 （附件1）"),
        (TWO, "zero", "√无文件 零分✓"),
        (TWO, "zero", "未达标 未建立 × ✗ ✘ X 无 否 没有 无文件 零 零分 0 0分 0% 未 不得分 零分（0分） 无。"),
        (TWO, None, "√（5） 基本符合 半 半分 50% 5分 满分（5分） 优 A 有部门 ? 5/10 / 部分 待定"),
        (THREE, "full", "√ 满 满分（30分） 有独立部门行使信用管理职能 有独立部门 30 100%"),
        (THREE, "half", "半 半分值 半分（15分） 有部门行使信用管理职能 有部门 50% 15分 一半"),
        (THREE, "zero", "× 无 零 0"),
        (THREE, None, "有 是 部门 10 满分（15分）"),
        (HONEST, "full", "√ 无 满 无失信行为 无失信行为的 10"),
        (HONEST, "half", "一般失信行为的 一般失信行为 一般 半"),
        (HONEST, "zero", "严重失信行为的 严重 零分"),
        (HONEST, None, "× 有 是 否 失信"),
        ("2.2.2", "full", "清晰 是 有"),
        ("2.2.2", "zero", "不清晰 不 否"),
        ("2.4.1", "half", "兼职 兼职人员"),
    ],
)  # fmt: skip
def test_scores_in_words(row: str, wanted: str | None, texts: str) -> None:
    for text in texts.split():
        assert level(row, text) == wanted, text


@given(st.sampled_from(sorted(SCHEME.indicators)), st.text(max_size=20))
def test_any_text_is_a_level_or_points_or_stays(row: str, text: str) -> None:
    indicator = SCHEME.indicators[row]
    said = score_said(indicator, text)
    assert said.raw == text or said.raw in indicator.points_by_level or isinstance(said.raw, Decimal)


@given(st.sampled_from(sorted(SCHEME.indicators)))
def test_a_rows_own_words_mean_their_level(row: str) -> None:
    for standard in SCHEME.indicators[row].standards:
        if standard.is_offered:
            for text in (standard.text, f" {standard.text}。", standard.text.removesuffix("的")):
                assert level(row, text) == standard.level.id


def sheet(scheme: Scheme, path: Path, *columns: list[str]) -> None:
    """A workbook with one enterprise for each of these columns of scores."""
    texts = score_headers(scheme)
    assert texts is not None
    names = [f"{number}公司" for number in range(len(columns))]
    rows: list[list[str]] = [[*texts.texts, *names]]
    for number, row in enumerate(scheme.indicators.values()):
        scores = [column[number % len(column)] for column in columns]
        rows.append([row.id, "", row.text, str(row.points), "", "", "", *scores])
    workbook(path, 企业=[["企业名称", "联系人"], *([name, "张三"] for name in names)], 自评=rows)


def test_ticks_are_read_and_those_that_may_be_half_are_told_once(scheme: Scheme, tmp_path: Path) -> None:
    sheet(scheme, tmp_path / "a.xlsx", ["√"], ["满分"])
    _, (ticked, said) = read(scheme, tmp_path / "a.xlsx")
    assert ticked.record and said.record
    assert [score.level for score in ticked.record.scores] == [score.level for score in said.record.scores]
    assert [(problem.code, problem.is_error) for problem in ticked.problems] == [("score.tick", False)]
    assert "有 10 项打了勾" in ticked.problems[0].message and said.problems == ()


def test_many_unknown_scores_are_one_finding(scheme: Scheme, tmp_path: Path) -> None:
    sheet(scheme, tmp_path / "a.xlsx", ["优", "良"], ["满分"])
    _, (unknown, said) = read(scheme, tmp_path / "a.xlsx")
    assert said.problems == ()
    (one,) = unknown.problems
    assert one.is_error and one.place.at == "自评!H2"
    assert one.message == "有 107 项看不懂，如 「优」、「良」；在 自评!H2、H3、H4 等"


def test_ids_and_words_that_disagree(scheme: Scheme, tmp_path: Path) -> None:
    """Both cells are named; an enterprise with a score there is told once, and one without is not."""
    texts = score_headers(scheme)
    assert texts is not None
    first, second, third = (scheme.indicators[row].text for row in ("1.1.1", "1.1.2", "1.1.3"))
    rows = [
        [*texts.texts, "甲公司", "乙公司"],
        ["1.1.2", "", first, "10", "", "", "", "满分", ""],
        ["1.1.1", "", second, "10", "", "", "", "满分", ""],
        ["1.1.3", "", third.replace("承诺", "保证"), "10", "", "", "", "满分", "满分"],
        ["1.1.4", "", f"{third}。", "10", "", "", "", "满分", ""],
        ["1.2.1", "", "", "20", "", "", "", "满分", "满分"],
    ]
    workbook(tmp_path / "a.xlsx", 企业=[["企业名称", "联系人"], ["甲公司", "张三"], ["乙公司", "李四"]], 自评=rows)
    source, (one, other) = read(scheme, tmp_path / "a.xlsx")
    wrong = [problem for problem in source.problems if problem.code == "score.row-unclear"]
    assert [problem.place.at for problem in wrong] == ["自评!A2", "自评!A3", "自评!A5"]
    assert "编号 A2 写的是「1.1.2」，考核内容 C2 却是 1.1.1 的内容" in wrong[0].message
    assert [problem.code for problem in one.problems] == ["score.row-unclear"] and "有 3 项" in one.problems[0].message
    assert other.problems == () and other.record and len(other.record.scores) == 2
