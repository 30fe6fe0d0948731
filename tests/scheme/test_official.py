"""The official wording is read from the text of the work plan."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formgen.scheme.models import Scheme
from formgen.scheme.official import OfficialPaper, OfficialParagraph, OfficialRow, folded, official_papers

ANNEXES = ("附件1", "附件2", "附件3", "附件4", "附件5")


@pytest.fixture(scope="module")
def text(scheme: Scheme) -> str:
    return (scheme.folder / "official.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def papers(text: str) -> dict[str, OfficialPaper]:
    return {paper.annex: paper for paper in official_papers(text, ANNEXES)}


def test_five_annexes_with_their_titles(papers: dict[str, OfficialPaper]) -> None:
    assert [(paper.annex, paper.title) for paper in papers.values()] == [
        ("附件1", "2018年度太仓市信用管理贯标、示范创建指标"),
        ("附件2", "江苏省信用管理贯标企业申报表"),
        ("附件3", "江苏省企业信用管理贯标申报信用承诺书"),
        ("附件4", "江苏省企业信用管理状况评价指标自评表"),
        ("附件5", "2018年度苏州市级、江苏省级信用管理示范企业推荐表"),
    ]
    assert papers["附件5"].blocks == ()


def test_annexes_hold_every_word_after_the_work_plan(text: str, papers: dict[str, OfficialPaper]) -> None:
    """Nothing of the annexes is lost or repeated: their texts together are the rest of the file."""
    rest = text[text.index("\n附件1：") :]
    assert "".join(t for paper in papers.values() for t in paper.texts).replace(" ", "") == "".join(rest.split())


def test_annex_1_has_empty_cells(papers: dict[str, OfficialPaper]) -> None:
    rows = papers["附件1"].rows
    assert rows[0].texts == ("镇（区）", "贯标企业 家数", "市级示范 企业家数", "省级示范 企业家数")
    assert rows[1].cells == (("港区",), ("4",), (), ())
    assert rows[-1].texts == ("合计", "35", "4", "1")


def test_annex_2_cover_and_cells_of_several_paragraphs(papers: dict[str, OfficialPaper]) -> None:
    blocks = papers["附件2"].blocks
    assert [folded(block.text) for block in blocks if isinstance(block, OfficialParagraph)] == [
        "附件2：",
        "江苏省信用管理",
        "贯标企业申报表",
        "申报企业：",
        "申报日期：",
        "江苏省社会信用体系建设领导小组办公室制",
        "江苏省信用管理贯标企业申报表",
    ]
    assert Counter(len(row.cells) for row in papers["附件2"].rows) == {2: 15, 1: 9}
    assert blocks[-1] == OfficialRow((("（单位盖章）", "年   月   日"),))


def test_annex_3_is_paragraphs(papers: dict[str, OfficialPaper]) -> None:
    assert papers["附件3"].rows == ()
    assert papers["附件3"].texts[-3:] == ("承诺单位（公章）", "法定代表人（签字、印章）", "年 月 日")


def test_annex_4_keeps_its_oddities(papers: dict[str, OfficialPaper]) -> None:
    rows = papers["附件4"].rows
    assert [row.texts for row in rows[:3]] == [
        ("附件：4", ""),
        ("江苏省企业信用管理状况评价指标自评表",),
        ("企业名称（盖章）：",),
    ]
    assert rows[3].texts == ("项目", "评价内容", "考核内容", "分值", "评分标准", "自评")
    assert rows[4].texts == ("", "", "", "", "满分", "半分值", "零分", "")
    assert rows[-1].cells == (("总计",), ("1000",), ("自评总计",), ())
    assert Counter(len(row.cells) for row in rows[5:-1]) == {8: 107}
    sections = [row.texts[0] for row in rows[5:-1] if row.texts[0]]
    assert len(sections) == 12
    assert [s for s in sections if "(" in s] == ["六、信用档案管理(100)", "十二、内、外部评估和持续改进(40)"]
    texts = papers["附件4"].texts
    assert "应收帐款预警跟踪" in texts and "对账单" in texts
    assert sum(row.texts[5] == "" for row in rows[5:-1]) == 2


@given(st.text())
def test_folded_has_only_single_spaces(text: str) -> None:
    once = folded(text)
    assert once == folded(once) == once.strip() and once.split() == text.split()


WORDS = st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=8).filter(lambda s: "附件" not in s)
CELLS = st.lists(st.lists(WORDS, max_size=3), min_size=1, max_size=4)


@given(st.lists(CELLS, max_size=5))
def test_a_table_that_is_written_is_read_again(rows: list[list[list[str]]]) -> None:
    body = "\n\n".join("\n".join("\t" + "\n\n".join(cell) for cell in row) for row in rows)
    (paper,) = official_papers(f"附件7：\n{body}\n\n", ["附件7"])
    assert [[list(cell) for cell in row.cells] for row in paper.rows] == rows


def test_a_text_without_annexes_has_no_papers() -> None:
    assert official_papers("一、工作目标\n", ANNEXES) == ()
