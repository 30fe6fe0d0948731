"""The count of all towns shows every column of the quotas, the limit of each town, and the totals."""

from __future__ import annotations

from formgen.pipeline.summaries import office_papers
from formgen.scheme.models import Scheme
from formgen.summary.paper import ListedTable
from formgen.summary.standing import Standing
from tests.summary.made import standing


def quota_table(scheme: Scheme, standings: list[Standing]) -> ListedTable:
    (county,) = [paper for paper in office_papers(scheme, standings) if len(paper.tables) > 1]
    return county.tables[0]


def test_all_three_columns_are_counted_with_their_totals(scheme: Scheme) -> None:
    application, recommended = scheme.dossier("application"), scheme.dossier("city-recommendation")
    standings = [standing(scheme, number, dossier=application) for number in range(5)]
    standings += [
        standing(scheme, number, town, recommended) for number, town in enumerate(("沙溪镇", "沙溪镇", "港区"))
    ]
    table = quota_table(scheme, standings)
    assert scheme.quotas is not None and scheme.towns is not None
    assert [row[1] for row in table.rows] == [town.name for town in scheme.towns.towns]
    rows = {row[1]: row[2:] for row in table.all_rows}
    assert rows["沙溪镇"][:9] == ("4", "5", "5", "—", "2", "2", "—", "0", "0")
    assert rows["沙溪镇"][9] == "贯标企业指标超 1 家；市级示范企业指标：每个镇（区）推荐 1 家，多报 1 家"
    assert rows["港区"] == ("4", "0", "0", "—", "1", "1", "—", "0", "0", "")
    assert table.total[1:] == ("合计", "35", "5", "5", "4", "3", "3", "1", "0", "0", "")


def test_more_than_the_quota_of_all_towns_together_is_remarked(scheme: Scheme) -> None:
    """Each town may recommend one, but only one may be recommended in all."""
    recommended = scheme.dossier("province-recommendation")
    standings = [standing(scheme, number, town, recommended) for number, town in enumerate(("沙溪镇", "港区"))]
    table = quota_table(scheme, standings)
    assert table.total[-4:] == ("1", "2", "2", "省级示范企业指标超 1 家")
    assert [row[-1] for row in table.rows] == ["" for _ in table.rows]


def test_applicants_without_a_town_have_a_row_of_their_own(scheme: Scheme) -> None:
    table = quota_table(scheme, [standing(scheme, 0, ""), standing(scheme, 1, "港区")])
    assert table.rows[-1][1:4] == ("没有写镇（区）", "—", "1")
    assert table.total[3] == "2"


def test_stages_that_were_not_asked_for_are_not_counted_as_none(scheme: Scheme) -> None:
    stage = scheme.dossiers[1]
    (county,) = [
        p for p in office_papers(scheme, [standing(scheme, dossier=stage)], [stage]) if p.stem.startswith("各")
    ]
    assert county.tables[0].total[2:] == ("35", "—", "—", "4", "—", "—", "1", "—", "—", "")
    assert county.lines[0] == "只汇总《贯标验收材料》；「—」表示没有汇总"


def test_who_stands_on_no_list_is_told(scheme: Scheme) -> None:
    papers = office_papers(scheme, [standing(scheme)], unread=2)
    assert papers[1].notes[0] == "另有 2 家企业的数据读不出来，或者重复，没有列入。"
