"""A draft is bound even if something is missing: a page says what is missing, and every page says 草稿.

A final dossier never says 草稿.
"""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ImageChops
from pypdf import PdfReader

from formgen import pipeline
from formgen.dossier import DossierTask, bind
from formgen.dossier.options import Options
from formgen.dossier.proof.prove import prove
from formgen.foundation.errors import DataError, ProofError
from formgen.record.models import Record
from formgen.scheme.models import Scheme
from tests.dossier.given import PLACE, dossier_of, html_to_pdf, pdfium, record_of, unproved
from tests.dossier.odd import A4, Page, made
from tests.judges import REPOSITORY
from tests.sweeps import some_of

DRAFT = Options(draft=True)
MM = 72 / 25.4
SAMPLES = REPOSITORY / "samples"


def words(pdf: bytes) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def test_a_page_stands_for_what_is_missing_and_says_who_issues_it(scheme: Scheme, tmp_path: Path) -> None:
    (tmp_path / "甲.pdf").write_bytes(made())
    (tmp_path / "坏.pdf").write_bytes(made()[:-200])
    dossier = dossier_of(scheme, "work_plan", "site_survey_report", "credit_report", page=True)
    record = record_of({"work_plan": ("甲.pdf", "坏.pdf", "无.pdf")})
    with pytest.raises(DataError):
        bind(DossierTask(scheme, dossier, record, tmp_path), html_to_pdf)
    bound = bind(DossierTask(scheme, dossier, record, tmp_path, options=DRAFT), html_to_pdf)
    said = words(bound.pdf)
    assert [line.contents_number for line in bound.proof.lines] == [1, 2, 3, 6, 7]
    assert bound.proof.draft and len(said) == 7
    assert "③企业信用管理示范创建工作计划" in said[3] and "已损坏" in said[3]
    assert "找不到" in said[4] and "无.pdf" in said[4]
    assert "此处缺这份材料" in said[5] and "由谁出具：信用服务机构" in said[5]
    assert "太仓市行政服务中心大厅底楼信用查询窗口" in said[6]
    codes = [problem.code for problem in bound.problems]
    assert sorted(codes) == sorted(
        ["dossier.missing-material", "dossier.missing-material", "evidence.damaged", "evidence.missing"]
    )
    assert not any(problem.is_error for problem in bound.problems)


def test_missing_evidence_and_a_missing_name(scheme: Scheme, tmp_path: Path) -> None:
    dossier = dossier_of(scheme, evidence=True)
    bound = bind(DossierTask(scheme, dossier, Record(PLACE), tmp_path, options=DRAFT), html_to_pdf)
    assert "（企业名称未填）" in words(bound.pdf)[0] and "佐证材料" in words(bound.pdf)[1]
    unknown = record_of({}, (("99.1.1", "不知何物", ("甲.pdf",)), ("1.1.1", "方针", ())))
    (tmp_path / "甲.pdf").write_bytes(made())
    bound = bind(DossierTask(scheme, dossier, unknown, tmp_path, options=DRAFT), html_to_pdf)
    assert [line.heading for line in bound.proof.lines] == [
        "① 企业信用管理状况评价指标的佐证材料",
        "一、信用管理方针和目标（60）",
        "1.1.1 方针",
        "自评表里没有的指标",
        "99.1.1 不知何物",
    ]
    assert "没有列出文件" in words(bound.pdf)[3]


def test_every_page_says_so_and_nothing_is_hidden(scheme: Scheme, tmp_path: Path) -> None:
    """The word 草稿 stands behind the content, so it hides nothing. In the strip it stands beside the number, even over a scan."""
    white = b"1 g 0 0 2000 2000 re f "
    (tmp_path / "甲.pdf").write_bytes(made(Page(content=white), Page((A4[1], A4[0])), Page(rotate=90), Page(foot=True)))
    dossier, record = dossier_of(scheme, "work_plan"), record_of({"work_plan": ("甲.pdf",)})
    for duplex in (False, True):
        final = bind(DossierTask(scheme, dossier, record, tmp_path, options=Options(duplex=duplex)), html_to_pdf)
        draft = bind(
            DossierTask(scheme, dossier, record, tmp_path, options=Options(draft=True, duplex=duplex)), html_to_pdf
        )
        assert not final.proof.draft and all("草稿" not in text for text in words(final.pdf))
        for before, after in zip(pdfium(final.pdf), pdfium(draft.pdf), strict=True):
            one, other = before.picture(), after.picture()
            assert ImageChops.subtract(other, one).getbbox() is None  # nothing becomes lighter, so nothing is covered
            inked = one.point([255 * (grey < 255) for grey in range(256)])
            on_white = ImageChops.lighter(other, inked)  # what was drawn where the page was white before
            split = before.height - round(14 * MM)
            above, foot = (0, 0, before.width, split), (0, split, before.width, before.height)
            assert sum(on_white.crop(above).histogram()[:201]) == 0  # the word is light
            assert sum(on_white.crop(foot).histogram()[:200]) > 60
            on_ink = ImageChops.darker(ImageChops.subtract(one, other), inked)
            assert on_ink.crop(foot).getbbox() is None  # the word does not stand on the number


def test_the_mark_in_the_strip_is_there_on_the_narrowest_sheet(scheme: Scheme, tmp_path: Path) -> None:
    (tmp_path / "条.pdf").write_bytes(made(Page((80, 600)), Page((60, 40))))
    options = Options(draft=True, keep_size=True, duplex=True)
    dossier, record = dossier_of(scheme, "work_plan"), record_of({"work_plan": ("条.pdf",)})
    bound = bind(DossierTask(scheme, dossier, record, tmp_path, options=options), html_to_pdf)
    assert bound.proof.draft and all("草稿" in text for text in words(bound.pdf))


@pytest.mark.parametrize("draft", [True, False])
def test_the_proof_knows_a_draft_from_a_final(scheme: Scheme, tmp_path: Path, draft: bool) -> None:
    (tmp_path / "甲.pdf").write_bytes(made(Page(), Page()))
    options = Options(draft=draft)
    record = record_of({"work_plan": ("甲.pdf",)})
    content, claim = unproved(DossierTask(scheme, dossier_of(scheme, "work_plan"), record, tmp_path, options=options))
    prove(content, claim)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        page = pdf.pages[1]
        if draft:
            page.Contents = pdf.make_stream(page.Contents.read_bytes().rpartition(b"\nq")[0])
        else:
            mark = pdf.make_stream(b"", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 1, 1])
            page.Resources.XObject["/Foot"] = mark
            page.Contents = pdf.make_stream(page.Contents.read_bytes() + b"\nq 1 0 0 1 0 0 cm /Foot Do Q")
        changed = io.BytesIO()
        pdf.save(changed)
    with pytest.raises(ProofError, match="第 2 页的草稿字样"):
        prove(changed.getvalue(), claim)


def test_a_draft_of_an_incomplete_record_has_a_name_of_its_own(scheme: Scheme, tmp_path: Path) -> None:
    examined = pipeline.examine(scheme, SAMPLES / "incomplete.json")
    for kind in ("acceptance", "application", "city-demonstration"):
        with pytest.raises(DataError):
            pipeline.bind_dossier(scheme, examined, kind, tmp_path)
        result = pipeline.bind_dossier(scheme, examined, kind, tmp_path, options=DRAFT)
        assert result.path.stem.endswith("（草稿）") and result.proof.name.endswith("（草稿）.proof.json")
        assert not any(problem.is_error for problem in result.problems)
        assert any(problem.code == "dossier.missing-material" for problem in result.problems)
    assert all("草稿" in path.name for path in tmp_path.rglob("*.pdf"))


def test_what_is_wrong_stops_a_draft_too(scheme: Scheme, tmp_path: Path) -> None:
    with pytest.raises(DataError):
        pipeline.bind_dossier(
            scheme, pipeline.examine(scheme, SAMPLES / "faulty.json"), "acceptance", tmp_path, options=DRAFT
        )
    assert list(tmp_path.iterdir()) == []


@settings(max_examples=some_of(4, 2), deadline=None)
@given(present=st.sets(st.sampled_from(["service_contract", "site_survey_report", "work_plan", "evaluation_report"])))
def test_whatever_is_there_a_draft_has_all_materials(
    scheme: Scheme, tmp_path_factory: pytest.TempPathFactory, present: set[str]
) -> None:
    folder = tmp_path_factory.mktemp("draft")
    (folder / "甲.pdf").write_bytes(made())
    dossier = scheme.dossier("city-demonstration")
    assert dossier is not None
    record = record_of({name: ("甲.pdf",) for name in present})
    bound = bind(DossierTask(scheme, dossier, record, folder, options=DRAFT), html_to_pdf)
    assert [line.contents_number for line in bound.proof.lines] == list(range(1, 10))
    missing = sum("此处缺这份材料" in text for text in words(bound.pdf))
    assert missing == 7 - len(present)
