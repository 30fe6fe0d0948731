"""A notice is read: against the scheme whose truth is known, and against notices in other offices' manner."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document

from formgen import pipeline
from formgen.importing.headings import Heading
from formgen.importing.notice.notice_words import tight
from formgen.importing.notice.plan import ReadNotice, read_notice
from formgen.importing.notice.plan_rows import PlanKey
from formgen.importing.notice.plan_toml import imported_scores, notice_scheme_toml
from formgen.importing.notice.sentence_values import TightText, copies_in, day_of, days_in, receiver_in
from formgen.importing.opening import OpenedForm, open_form
from formgen.importing.scheme_files import ImportedForm
from tests.contract.tree import ROOT
from tests.importing import notice_files
from tests.importing.official_word import from_official_text
from tests.importing.word_forms import saved

KNOWN = "taicang-2018"
FOLDER = pipeline.load(KNOWN).folder
Facts = dict[tuple[str, ...], object]


def opened(document: Document, folder: Path, name: str = "通知.docx") -> OpenedForm:
    found = open_form(saved(document, folder, name))
    assert isinstance(found, OpenedForm)
    return found


def read(document: Document, folder: Path) -> ReadNotice:
    found = read_notice(opened(document, folder))
    assert found is not None
    return found


def toml_of(notice: ReadNotice) -> dict[str, Any]:
    """What scheme.toml says if a person confirms every proposal."""
    forms = [ImportedForm(f"annex{one.number}", Heading(one.name, one.title), 1, (), ()) for one in notice.forms()]
    return tomllib.loads(notice_scheme_toml(notice.plan, forms, proposed=True))


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> ReadNotice:
    """The notice whose scheme is known, as one Word file."""
    text = (FOLDER / "official.txt").read_text("utf-8")
    return read(from_official_text(text), tmp_path_factory.mktemp("known"))


def facts(scheme: dict[str, Any], annexes: dict[str, str]) -> Facts:
    """Every fact about the dossiers of a scheme. annexes: what each form is called."""
    labels = {one["id"]: one["label"] for one in scheme["supplied"]}
    found: Facts = {}
    for number, dossier in enumerate(scheme["dossier"]):
        here = (str(number),)
        for key in ("stage", "deadline", "deadline_text", "receiver", "copies", "cover_paper"):
            if key in dossier:
                found[*here, key] = dossier[key]
        for place, condition in enumerate(dossier.get("conditions", ())):
            found[*here, "condition", str(place)] = condition
        for place, material in enumerate(dossier["material"]):
            there = (*here, str(place))
            for key in ("title", "copies", "issued_by", "note", "evidence", "page"):
                if key in material:
                    found[*there, key] = material[key]
            if "form" in material:
                found[*there, "form"] = annexes[material["form"]]
            if "supplied" in material:
                found[*there, "supplied"] = labels[material["supplied"]]
            for stamp in material.get("stamp", ()):
                found[*there, "stamp"] = (stamp["label"], stamp["by"], tuple(stamp["kinds"]))
    return found


def test_the_known_notice_gives_back_its_dossiers(known: ReadNotice) -> None:
    """At least 95 of 100 facts. The stamps on covers are our own words, and no notice has them."""
    scheme = pipeline.load(KNOWN)
    said = tomllib.loads((FOLDER / "scheme.toml").read_text("utf-8"))
    truth = facts(said, {form.id: form.annex for form in scheme.forms})
    truth = {key: value for key, value in truth.items() if not (key[-1] == "stamp" and truth.get((*key[:-1], "page")))}
    given = facts(toml_of(known), {f"annex{one.number}": one.name for one in known.notice.annexes})
    right = {key for key, value in truth.items() if given.get(key) == value}
    assert len(truth) > 100
    assert len(right) >= 0.95 * len(truth), {key: (truth[key], given.get(key)) for key in truth.keys() - right}
    # What is proposed and not said: the recommendation forms, of which the notice has no body, are papers to be supplied.
    assert {key[2:] for key in given.keys() - truth.keys()} == {("supplied",)}
    for key in ("title", "document_number", "issuers", "issued_on"):
        assert toml_of(known)[key] == said[key]


def test_the_known_notice_gives_back_its_tables(known: ReadNotice) -> None:
    scheme = pipeline.load(KNOWN)
    assert scheme.towns is not None and scheme.quotas is not None and scheme.scores is not None
    ids = [column.id for column in scheme.quotas.columns]
    lines = {one.name: one.figures for one in known.plan.places}
    assert lines == {town.name: tuple(town.quotas.get(one) for one in ids) for town in scheme.towns.towns}
    assert known.plan.total is not None
    assert known.plan.total.figures == tuple(scheme.quotas.total.quotas[one] for one in ids)
    made = toml_of(known)
    assert made["towns"]["word"] == scheme.towns.word and made["quotas"]["title"] == scheme.quotas.title
    assert [one["label"] for one in made["quotas"]["column"]] == [one.label for one in scheme.quotas.columns]

    scores = imported_scores(known.plan, "")
    form = next(one for one in scheme.forms if one.scores is not None)
    assert scores is not None
    rows = list(csv.reader(io.StringIO(scores.csv)))
    assert rows == list(csv.reader(io.StringIO((form.folder / "indicators.csv").read_text("utf-8"))))
    block = tomllib.loads("\n".join(scores.toml))["scores"]
    names = ("label", "word", "section", "aspect", "indicator", "points")
    assert [block[name] for name in names] == [getattr(scheme.scores, name) for name in names]
    assert [level["factor"] for level in block["level"]] == [float(level.factor) for level in scheme.scores.levels]


def test_the_forms_of_the_known_notice_are_parted(known: ReadNotice, tmp_path: Path) -> None:
    """Each annex has its own labels, and nothing of another."""
    scheme = pipeline.load(KNOWN)
    for annex in known.forms():
        form = next(one for one in scheme.forms if one.annex == annex.name)
        assert annex.opened is not None and annex.title == form.title
        words = tight("".join(annex.opened.text.root.itertext()))
        assert all(tight(slot.label) in words for slot in form.slots)
        others = [one for one in scheme.forms if one.annex != form.annex and one.reconstruction is None]
        assert not any(tight(one.title) in words for one in others)


NOTICES = {
    "known": None,
    "workshops": notice_files.workshops,
    "brands": notice_files.brands,
    "bursaries": notice_files.bursaries,
    "awards": notice_files.awards,
    "subsidies": notice_files.subsidies,
    "units": notice_files.units,
    "laboratories": notice_files.laboratories,
}


@pytest.fixture(scope="module")
def notices(known: ReadNotice, tmp_path_factory: pytest.TempPathFactory) -> dict[str, ReadNotice]:
    folder = tmp_path_factory.mktemp("notices")
    return {name: known if made is None else read(made(), folder) for name, made in NOTICES.items()}


def written(number: int) -> tuple[str, ...]:
    """The ways in which notices write a number."""
    tens, ones = divmod(number, 10)
    chinese = ("" if tens == 0 else "十" if tens == 1 else f"{'〇一二三'[tens]}十") + (
        "〇一二三四五六七八九"[ones] if ones else ""
    )
    formal = dict(zip(range(1, 6), "壹贰叁肆伍", strict=True)).get(number, chinese)
    return (str(number), chinese, formal, "两" if number == 2 else chinese)


@pytest.mark.parametrize("name", NOTICES)
def test_nothing_is_invented(notices: dict[str, ReadNotice], name: str) -> None:
    """Every proposed value stands in the notice word for word, or is a day or a number of its sentence."""
    notice = notices[name]
    for row in notice.plan.rows:
        if row.value and row.key.is_quoted:
            assert tight(row.value) in notice.text, row
        if row.value and row.key in (PlanKey.DEADLINE, PlanKey.ISSUED_ON):
            day = date.fromisoformat(row.value)
            said = tight(row.source)
            months, days = written(day.month), written(day.day)
            assert any(f"{month}月" in said for month in months), row
            assert any(f"月{one}" in said for one in days) or "月底" in row.doubt, row
        if row.value and row.key is PlanKey.COPIES:
            assert any(f"{one}份" in row.source or f"｜{one}｜" in row.source for one in written(int(row.value))), row
        assert row.source or row.key in (PlanKey.ID,) or row.doubt, row
    for line in (*notice.plan.places, *([notice.plan.total] if notice.plan.total else [])):
        assert line.name in notice.text and all(str(one) in notice.text for one in line.figures if one is not None)


def said_of(notice: ReadNotice, subject: str) -> Iterator[tuple[str, str]]:
    for row in notice.plan.rows:
        if row.subject == subject and row.key not in (PlanKey.ID, PlanKey.LABEL):
            yield row.key.value, row.value


def values(notice: ReadNotice, subject: str, *keys: str) -> list[list[str]]:
    return [[value for key, value in said_of(notice, subject) if key == wanted] for wanted in keys]


def doubts(notice: ReadNotice, subject: str) -> dict[str, str]:
    return {row.key.value: row.doubt for row in notice.plan.rows if row.subject == subject and row.doubt}


def test_a_level_is_known_without_the_share_in_brackets_behind_it(notices: dict[str, ReadNotice]) -> None:
    scores = imported_scores(notices["workshops"].plan, "")
    assert scores is not None
    levels = tomllib.loads("\n".join(scores.toml))["scores"]["level"]
    assert [(one["label"], one["aliases"]) for one in levels] == [
        ("优（100%）", ["优"]), ("良（70%）", ["良"]), ("差（0%）", ["差"]),
    ]  # fmt: skip


def test_a_notice_of_one_stage(notices: dict[str, ReadNotice]) -> None:
    notice = notices["workshops"]
    assert list(said_of(notice, "材料1")) == [
        ("名称", "申报材料"),
        ("条件", "（一）在我市注册、运营满1年的独立法人；"),
        ("条件", "（二）场地面积不少于300平方米；"),
        ("条件", "（三）近2年内没有严重违法失信记录。"),
        ("截止日期", "2025-04-18"),
        ("截止的原话", "请申报单位于2025年4月18日前将申报材料报送至所在县（市、区）科技局。"),
        ("报给谁", "所在县（市、区）科技局"),
        ("封面用纸", "浅黄色皮纹纸"),
        ("其他要求", "A4纸双面打印"),
        ("其他要求", "左侧装订成册"),
    ]
    assert doubts(notice, "材料1") == {}
    materials = [dict(said_of(notice, f"材料1-{number}")) for number in range(1, 7)]
    assert [one["来源"] for one in materials] == [
        *("附件1", "申报者提供", "申报者提供", "附件3", "评分的佐证材料", "申报者提供"),
    ]
    assert (materials[0]["份数"], materials[1]["要求"]) == ("3", "加盖公章")
    assert (materials[2]["谁出具"], materials[5]["要求"]) == ("会计师事务所", "原件备查")
    assert [(one.name, one.figures) for one in notice.plan.places] == [
        ("东河县", (3,)),
        ("西山市", (2,)),
        ("高桥区", (4,)),
    ]
    assert [(one.section, one.aspect, one.points) for one in notice.plan.scores] == [
        ("一、服务能力（60）", "团队（20）", 20),
        ("一、服务能力（60）", "服务（40）", 20),
        ("一、服务能力（60）", "服务（40）", 20),
        ("二、孵化成效（40）", "企业（40）", 40),
    ]
    assert [value for row in notice.plan.rows for value in [row.value] if row.key is PlanKey.FACTOR] == [
        "1",
        "0.7",
        "0",
    ]


def test_a_notice_with_tables_counted_lists_and_contradictions(notices: dict[str, ReadNotice]) -> None:
    notice = notices["brands"]
    keys = ("名称", "阶段", "截止日期", "报给谁", "份数", "封面用纸")
    first, second = values(notice, "材料1", *keys), values(notice, "材料2", *keys)
    assert first == [["品牌推荐"], ["（一）品牌推荐"], ["2024-12-20"], ["所在镇（街道）市场监管所"], [], []]
    assert second == [
        *(["品牌认定"], ["（二）品牌认定"], ["2025-03-31"]),
        *(["县市场监督管理局商标科"], ["4"], ["淡蓝色铜版纸"]),
    ]
    told = doubts(notice, "材料2")
    assert "月底" in told["截止日期"] and "一式五份" in told["份数"] and "前后不一样" in told["份数"]
    rows = [dict(said_of(notice, f"材料1-{number}")) for number in (1, 2, 3)]
    assert [one["份数"] for one in rows] == ["2", "1", "2"]
    assert (rows[0]["来源"], rows[1]["谁出具"], rows[2]["由谁盖章签字"]) == ("附件1", "国家知识产权局", "法定代表人")
    assert [dict(said_of(notice, f"材料2-{number}"))["来源"] for number in (1, 2, 3)] == ["封面", "目录", "申报者提供"]
    assert [one.name for one in notice.plan.places] == ["东河镇", "西河镇", "南门街道"]
    assert notice.plan.total is not None and notice.plan.total.name == "全县"


def test_what_a_notice_lacks_is_told(notices: dict[str, ReadNotice]) -> None:
    notice = notices["bursaries"]
    told = doubts(notice, "材料1")
    assert told["截止日期"] == "通知里写的是以后再说" and "没有找到" in told["报给谁"]
    assert {"文号", "发文单位", "发文日期"} <= doubts(notice, "方案").keys()
    listed = [dict(said_of(notice, f"材料1-{number}")) for number in range(1, 5)]
    assert [one["材料"] for one in listed] == ["学生资助申请表（附件）", "身份证复印件", "在校证明原件", "家庭收入证明"]
    assert [one["来源"] for one in listed] == ["附件", *["申报者提供"] * 3]
    assert all("一句话" in doubts(notice, f"材料1-{number}")["材料"] for number in range(1, 5))


def test_a_plan_that_is_an_annex_itself(notices: dict[str, ReadNotice]) -> None:
    """The notice sends round rules as its first annex; two kinds of applicants have lists of their own."""
    notice = notices["awards"]
    assert [notice.uses[one.number].value for one in notice.notice.annexes] == ["方案正文", "表格", "表格"]
    names = [row.value for row in notice.plan.rows if row.key is PlanKey.NAME]
    assert names == ["企业申报的", "个人申报的"]
    for subject, form in (("材料1", "附件2"), ("材料2", "附件3")):
        assert values(notice, subject, "截止日期", "报给谁") == [["2026-02-10"], ["市人力资源和社会保障局技能科"]]
        assert values(notice, f"{subject}-1", "来源") == [[form]]
        assert "共用" in doubts(notice, subject)["截止日期"]
        assert values(notice, subject, "其他要求")[0][-1] == "所有复印件均加盖单位公章"
    assert "下一年" in doubts(notice, "材料1")["截止日期"]


ANOTHER = {
    "subsidies": {
        "材料1": {
            "截止日期": "2025-05-30",
            "报给谁": "所在区县工业和信息化局",
            "份数": "3",
            "条件": "2024年度认定的专精特新企业。",
        },
        "材料1-1": {"来源": "附件一"},
        "材料1-3": {"材料名称": "2024年度财务审计报告", "由谁盖章签字": "会计师事务所"},
        "材料1-4": {"材料名称": "完税证明", "谁出具": "税务部门"},
    },
    "units": {
        "材料1": {"截止日期": "2025-09-20", "报给谁": "市文明办创建科"},
        "材料1-1": {"来源": "附件1", "份数": "4", "要求": "正反打印"},
        "材料1-3": {"要求": "复印件须加盖公章"},
        "名额": {"合计的一行": "合计", "地方的称呼": "单位"},
        "评分表-2": {"得分值的几成": "0.6"},
    },
    "laboratories": {
        "材料1": {"截止日期": "2025-08-15", "报给谁": "所在设区市科技局", "份数": "5", "其他要求": "A4纸双面印刷"},
        "材料1-1": {"材料": "申报书（附件1）；", "来源": "附件1"},
        "材料1-2": {"材料名称": "可行性研究报告"},
        "名额": {"标题": "推荐名额表"},
    },
}
"""What some rows of other notices say."""


@pytest.mark.parametrize("name", ANOTHER)
def test_another_manner(notices: dict[str, ReadNotice], name: str) -> None:
    plan = notices[name].plan
    wanted = {(subject, key): value for subject, own in ANOTHER[name].items() for key, value in own.items()}
    assert {(subject, key): plan.value(subject, PlanKey(key)) for subject, key in wanted} == wanted
    assert sum(row.key is PlanKey.NAME for row in plan.rows) == 1


def test_quotas_of_other_tables(notices: dict[str, ReadNotice]) -> None:
    units, laboratories = notices["units"].plan, notices["laboratories"].plan
    assert [(one.name, one.figures) for one in units.places] == [
        ("东镇", (3,)),
        ("西镇", (4,)),
        ("南镇", (2,)),
        ("北镇", (1,)),
    ]
    assert units.total is not None and units.total.figures == (10,)
    assert [one.figures for one in laboratories.places] == [(3,), (2,), (1,)] and laboratories.total is None
    assert "没有合计" in doubts(notices["laboratories"], "名额")["合计的一行"]


def test_the_example_of_the_documentation(tmp_path: Path) -> None:
    """docs/schemes.md shows a notice, and rows that are proposed from it."""
    page = (ROOT / "docs" / "schemes.md").read_text("utf-8")
    _, _, rest = page.partition("```text notice\n")
    text, _, behind = rest.partition("```")
    document = docx.Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    shown = re.findall(r"^\| (\S+) \| (\S+) \| (.+) \|$", behind.partition("`材料1` is")[0], re.M)[1:]
    made = [(row.subject, row.key.value, row.value) for row in read(document, tmp_path).plan.rows if row.value]
    assert len(shown) > 15 and shown == [row for row in made if row in shown]
    assert {key for _, key, _ in made} - {key for _, key, _ in shown} == {"编号"}


# ------------------------------------------------------------------------------------------------ sentences


@pytest.mark.parametrize(
    ("sentence", "day", "receiver", "copies"),
    [
        ("6月8日之前企业向所在镇（区）递交申报材料。", "2025-06-08", "所在镇（区）", None),
        (
            "请于 6 月 8 日（星期五）17时前，将材料一式三份报送至县发改局投资科（302室）。",
            "2025-06-08",
            "县发改局投资科",
            3,
        ),
        ("申报截止时间为2025年6月8日，纸质材料一式贰份交区经信局。", "2025-06-08", "区经信局", 2),
        ("自2025年5月1日至6月8日，向街道办事处提交申请。", "2025-06-08", "街道办事处", None),
        ("材料（2份）务必于6月底前寄至省科技厅高新处。", "2025-06-30", "省科技厅高新处", 2),
        ("各学校于6月8日前汇总上报教育局。", "2025-06-08", "教育局", None),
        ("1月8日前报市局办公室", "2026-01-08", "市局办公室", None),
        ("6月上旬报名。", "", "", None),
        ("对材料进行审核。", None, "", None),
    ],
)
def test_a_sentence(sentence: str, day: str | None, receiver: str, copies: int | None) -> None:
    text = TightText(sentence)
    last = next((one for one in reversed(list(days_in(text)))), None)
    found = day_of(last, date(2025, 3, 1), None)[0] if last else None
    assert (found.isoformat() if found else "" if last else None) == day
    assert receiver_in(text, last.end if last else 0) == receiver
    assert receiver in sentence and copies_in(sentence) == copies
