"""用印签字清单 and 印制单 list every place that needs a seal, a signature or a date, with the right page."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pypdfium2
import pytest
from pypdf import PdfReader

from formgen.dossier import Bound, DossierTask, FormPaper, bind
from formgen.dossier.beside.stamps import paper_sheets
from formgen.dossier.lines import squashed
from formgen.dossier.options import Options
from formgen.pipeline import choose_forms
from formgen.render.long_values.fitting import fitted
from formgen.render.papers import render_pdf
from formgen.render.word.fill import SlotText
from formgen.scheme.models import Scheme
from tests.dossier.given import dossier_of, html_to_pdf, record_of
from tests.dossier.odd import Page, made
from tests.dossier.packets import heavy


def blank_pages(scheme: Scheme, form_id: str) -> list[str]:
    """The words of each page of a blank form."""
    (form,) = choose_forms(scheme, [form_id])
    with pypdfium2.PdfDocument(render_pdf(form, ()).content) as document:
        return [squashed(page.get_textpage().get_text_range()) for page in document]


@pytest.mark.parametrize("form_id", ["annex2", "annex3", "annex4", "annex5-city", "annex5-province"])
def test_every_place_on_a_form_is_defined_with_its_page(scheme: Scheme, form_id: str) -> None:
    """The definition has exactly the places of the blank form, on the same pages: none is missing, and none is too many."""
    (form,) = choose_forms(scheme, [form_id])
    pages = blank_pages(scheme, form_id)
    for label in {stamp.label for stamp in form.stamps}:
        for number, text in enumerate(pages, start=1):
            defined = sum(stamp.label == label and stamp.page == number for stamp in form.stamps)
            assert text.count(squashed(label)) == defined, (label, number)
    labels = [squashed(stamp.label) for stamp in form.stamps]
    for text in pages:
        for word in ("盖章", "公章", "签字", "印章"):
            assert text.count(word) == sum(text.count(label) * label.count(word) for label in set(labels)), word


Packets = Callable[..., Bound]


@pytest.fixture(scope="module")
def packet(scheme: Scheme, tmp_path_factory: pytest.TempPathFactory) -> Packets:
    """A function that binds the dossier of forms, changed so that they hold these texts, which are not filled in.

    The same dossier is bound only once.
    """

    @cache
    def bound(kind: str, options: Options, texts: tuple[SlotText, ...] = ()) -> Bound:
        folder = tmp_path_factory.mktemp("packet")
        dossier = scheme.dossier(kind)
        assert dossier is not None
        forms = [fitted(form, texts).form for form in choose_forms(scheme, dossier.form_ids)]
        papers = tuple(FormPaper(form.id, render_pdf(form, ()).content, form.stamps) for form in forms)
        (folder / "甲.pdf").write_bytes(made(Page(), Page()))
        supplied = {material.supplied: ("甲.pdf",) for material in dossier.materials if material.supplied}
        record = record_of(supplied, (("1.1.1", "方针", ("甲.pdf",)),))
        return bind(DossierTask(scheme, dossier, record, folder, papers, options), html_to_pdf)

    return bound


def text_of(bound: Bound, name: str) -> str:
    paper = next(paper for paper in bound.beside if paper.name == name)
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.pdf)).pages).split())


@pytest.mark.parametrize("duplex", [False, True])
def test_the_acceptance_papers(packet: Packets, duplex: bool) -> None:
    bound = packet("acceptance", Options(duplex=duplex))
    text = text_of(bound, "用印签字清单")
    lines = {line.mark: line.contents_number for line in bound.proof.lines}
    commitment, sheet = lines["③"], lines["④"]
    assert f"{commitment}江苏省企业信用管理贯标申报信用承诺书承诺单位（公章）申报企业盖章1" in text
    assert (
        f"{commitment}江苏省企业信用管理贯标申报信用承诺书法定代表人（签字、印章）法定代表人签字、盖章、日期1" in text
    )
    assert f"{sheet}江苏省企业信用管理状况评价指标自评表企业名称（盖章）：申报企业盖章1" in text
    assert f"全件{bound.proof.pages}页，一式1份；交所在镇（区）。7月31日之前" in text
    for number, words in ((commitment, "承诺单位（公章）"), (sheet, "企业名称（盖章）")):
        page = PdfReader(io.BytesIO(bound.pdf)).pages[number - 1]
        assert words in "".join(page.extract_text().split())


def test_what_stays_blank_for_the_offices_and_how_many_copies(packet: Packets) -> None:
    text = text_of(packet("application", Options()), "用印签字清单")
    now, blank = text.split("三、留空，交件后由有关部门填写、盖章")
    assert "4江苏省信用管理贯标企业申报表（单位盖章）申报企业盖章、日期2" in now  # 一式二份
    for office in ("县（市、区）信用办", "市信用办", "省信用办"):
        assert f"5江苏省信用管理贯标企业申报表（单位盖章）{office}盖章、日期2" in blank
        assert office not in now


def test_each_continuation_sheet_wants_a_seal_of_its_own(packet: Packets) -> None:
    long = (SlotText("applicant.main_business", "信" * 600), SlotText("application.reasons", "信" * 1800))
    with_sheets = text_of(packet("application", Options(), long), "用印签字清单")
    without = text_of(packet("application", Options()), "用印签字清单")
    line = "江苏省信用管理贯标企业申报表（单位盖章）申报企业盖章、日期2"
    assert [number for number in range(1, 9) if f"{number}{line}" in with_sheets] == [4, 5, 6, 7]
    assert [number for number in range(1, 9) if f"{number}{line}" in without] == [4]
    assert "8江苏省信用管理贯标企业申报表（单位盖章）省信用办盖章、日期2" in with_sheets


def test_a_cover_has_its_places_and_they_are_listed(packet: Packets) -> None:
    bound = packet("city-demonstration", Options())
    cover = squashed(PdfReader(io.BytesIO(bound.pdf)).pages[0].extract_text())
    assert squashed("申报单位（盖章）：太仓样例精密机械有限公司年月日") in cover
    now = text_of(bound, "用印签字清单").partition("二、装订时")[0]
    assert "1封面申报单位（盖章）申报企业盖章、日期2" in now
    assert squashed(text_of(bound, "封面")) in cover
    contents = squashed(PdfReader(io.BytesIO(bound.pdf)).pages[1].extract_text())
    assert "封面" in contents and "蓝色皮纹纸" not in contents, "which paper is said in 印制单"


def test_what_supplied_papers_must_bear_already(packet: Packets) -> None:
    text = text_of(packet("city-demonstration", Options(copies=3)), "用印签字清单")
    assert "3—4信用服务机构与企业签订的合同（经苏州市信用办盖章鉴定）经苏州市信用办盖章鉴定苏州市信用办盖章3" in text
    assert "5—6现场调查报告及企业负责人签字的现场调查回执企业负责人签字企业负责人签字3" in text


def test_the_print_plan_says_pages_paper_sides_and_copies(packet: Packets) -> None:
    bound = packet("city-demonstration", Options(copies=2, duplex=True))
    text = text_of(bound, "印制单")
    last = bound.proof.pages
    assert "封面市级示范创建申报材料-封面.pdf第1页A4蓝色皮纹纸单面122" in text
    sheets = (last - 1) // 2
    assert f"内文市级示范创建申报材料.pdf第3—{last}页A4白纸双面{sheets}2{2 * sheets}" in text
    single = text_of(packet("city-demonstration", Options(copies=2)), "印制单")
    assert "内文市级示范创建申报材料.pdf第2—16页A4白纸单面15230" in single


def test_what_the_work_plan_wants_more_of_is_printed_more(packet: Packets) -> None:
    text = text_of(packet("application", Options(copies=1)), "印制单")
    assert "①另加印，方案要求一式2份贯标申报材料.pdf第2—5页A4白纸单面414" in text
    assert "另加印" not in text_of(packet("application", Options(copies=2)), "印制单")


def test_fewer_copies_than_asked_for_is_a_warning_and_no_plan_without_copies(packet: Packets) -> None:
    bound = packet("city-demonstration", Options(copies=1))
    assert "dossier.copies" in [problem.code for problem in bound.problems]
    plain = packet("city-demonstration", Options())
    assert "印制单" not in [paper.name for paper in plain.beside]
    assert "dossier.copies" not in [problem.code for problem in plain.problems]
    assert plain.pdf == bound.pdf  # the PDF does not depend on the number of copies


def test_sheets_that_are_not_a4_upright_are_named(scheme: Scheme, tmp_path: Path) -> None:
    dossier = scheme.dossier("application")
    assert dossier is not None
    (tmp_path / "乙.pdf").write_bytes(made(Page((842, 595)), Page((842, 595)), Page((300, 400))))
    forms = tuple(FormPaper(form.id, render_pdf(form, ()).content) for form in choose_forms(scheme, ["annex2"]))
    record, options = record_of({"credit_report": ("乙.pdf",)}), Options(copies=1, keep_size=True)
    bound = bind(DossierTask(scheme, dossier, record, tmp_path, forms, options), html_to_pdf)
    text = text_of(bound, "印制单")
    assert "第6—7页：" in text and "第8页：106×" in text


@pytest.mark.parametrize(("duplex", "sheets"), [(False, 15), (True, 9)])
def test_the_seal_across_the_edges(packet: Packets, duplex: bool, sheets: int) -> None:
    """骑缝章: how many, over how many sheets of paper."""
    bound = packet("acceptance", Options(duplex=duplex))
    assert paper_sheets(bound.proof.pages, duplex) == sheets
    assert f"如需骑缝章，每份{sheets}张纸盖1枚：" in text_of(bound, "用印签字清单")


def test_the_seals_across_the_edges_of_each_volume(scheme: Scheme, tmp_path: Path) -> None:
    """A cover is a sheet by itself. One imprint reaches over 20 sheets."""
    (tmp_path / "甲.pdf").write_bytes(heavy(*[30_000] * 45))
    dossier = dossier_of(scheme, "work_plan", page=True)
    record, options = record_of({"work_plan": ("甲.pdf",)}), Options(max_bytes=1_000_000, duplex=True)
    bound = bind(DossierTask(scheme, dossier, record, tmp_path, options=options), html_to_pdf)
    first, second = bound.volumes
    sheets = [1 + paper_sheets(volume.proof.pages - 2, True) for volume in (first, second)]
    text = text_of(bound, "用印签字清单")
    assert f"如需骑缝章，每份第1册{sheets[0]}张纸盖{1 if sheets[0] <= 20 else 2}枚、第2册{sheets[1]}张纸盖1枚：" in text
