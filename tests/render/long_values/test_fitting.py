"""Long values are complete and readable in PDF and Word, they stay inside their boxes, and no page of the blank form moves."""

from __future__ import annotations

import io
import json
import tempfile
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from formgen import pipeline
from formgen.pipeline.made import packet_contents
from formgen.render.compiled.slot_paragraphs import slot_sheet
from formgen.render.fit import overflows
from formgen.render.long_values.continuation import read_form
from formgen.render.long_values.fitting import changed, fitted
from formgen.render.long_values.watched_places import capacity
from formgen.render.papers import FormTexts, Way, render_packet, render_pdf, render_word, whole_packet, whole_pdf
from formgen.render.values import indented
from formgen.render.word.fill import SlotText, fill_package
from formgen.render.word.package import attribute, read_package
from formgen.render.word.slots import BOOKMARK
from formgen.scheme.models import Form, Scheme
from tests.conftest import SLOW_OR_SHARED
from tests.judges import poppler
from tests.judges.libreoffice import convert_all
from tests.render.compiled.test_filling import assert_same
from tests.render.papers import (
    CHANGED,
    FORM_IDS,
    LONG_BUSINESS,
    LONG_NAME,
    LONG_REASONS,
    form_of,
)
from tests.render.test_geometry import crossed, outside, shared, touching
from tests.sweeps import some_of, sweep
from tools.fidelity import compare_all, paper
from tools.pdf_pages import read_pages

SAMPLE = Path(__file__).parents[3] / "samples" / "complete.json"
NAME, ADDRESS, OTHER, BUSINESS = (
    f"applicant.{one}" for one in ("name", "registered_address", "business_address", "main_business")
)
REASONS = ("application.reasons", "recommendation.reasons")
LENGTHS = {NAME: 60, ADDRESS: 120, OTHER: 120, BUSINESS: 600, **dict.fromkeys(REASONS, 4000)}
"""How long a value may be at the least (characters): whoever applies cannot shorten it."""
LATIN = (
    "Taicang Advanced Composite Materials and Precision Machinery Manufacturing (Jiangsu) Co., Ltd., Port Area Branch. "
)
MIXED = "GKN传动系统（太仓）有限公司Bosch汽车部件第2分公司，ISO 9001:2015认证；"
CHINESE = "高性能复合新材料与精密机械装备制造技术研究开发"
WRITTEN = {"Chinese": CHINESE, "Latin": LATIN, "mixed": MIXED}


def long_values(kind: str, share: float) -> tuple[SlotText, ...]:
    """A value of a share of its longest for each long field."""
    found = []
    for slot, length in LENGTHS.items():
        text = (WRITTEN[kind] * 200)[: max(1, int(length * share))].strip()
        if slot in REASONS:
            text = indented("\n".join(text[start : start + 230].strip() for start in range(0, len(text), 230)))
        found.append(SlotText(slot, text))
    return tuple(found)


def of_form(form: Form, texts: tuple[SlotText, ...]) -> FormTexts:
    slots = {slot.id for slot in form.slots}
    return fitted(form, tuple(text for text in texts if text.slot in slots))


def plain(text: str) -> str:
    return "".join(text.split())


def text_of(pdf: bytes) -> str:
    """The text of a PDF as poppler reads it, in the order of its pages' contents."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        return poppler.text(Path(file.name), "-raw")


def printed_parts(one: FormTexts, slot: str) -> list[str]:
    """What is printed of a value: the value, or its parts."""
    by_id = {text.slot: text.text for text in one.texts}
    parts = [by_id[slot]] if slot in by_id else []
    return [*parts, *(part for other, part in by_id.items() if other.startswith(f"{slot}.continued"))]


def check_paper(form: Form, texts: tuple[SlotText, ...], *, whole: bool = True) -> FormTexts:
    """A form with long values, in PDF and Word: all that this module promises of it."""
    one = of_form(form, texts)
    assert overflows(slot_sheet(one.form, one.texts), one.form.slots) == ()
    pdf, word = render_pdf(one.form, one.texts), render_word(one.form, one.texts)
    assert word.way is Way.COMPILED, word.why
    assert pdf.way is Way.COMPILED, pdf.why
    package = fill_package(one.form, one.texts)
    assert word.content == package.to_bytes()
    if whole:
        assert_same(pdf.content, whole_pdf(one.form, package, one.texts))
    sheets = 0 if one.form.fitting is None else len(one.form.fitting.sheets)
    pages = read_pages(pdf.content)
    assert len(pages) == one.form.pages == form.pages + sheets
    for page in pages:
        assert list(touching(page)) == [] and list(crossed(page)) == []
        assert list(shared(page)) == [] and list(outside(page, one.form)) == []
        assert min((glyph.box.bottom - glyph.box.top for glyph in page.glyphs), default=9) > 5
    shown = plain(text_of(pdf.content))
    slots = {slot.id for slot in form.slots}
    read = {text.slot: text.text for text in read_form(form, read_package(word.content, "word").document)}
    for text in texts:
        if text.slot in slots:
            assert read[text.slot] == text.text
            parts = printed_parts(one, text.slot)
            assert parts and all(plain(part) in shown for part in parts), text.slot
    return one


@pytest.mark.parametrize(
    ("kind", "form_id"),
    sweep(product(WRITTEN, FORM_IDS), (("Chinese", "annex2"), ("mixed", "annex3"), ("Latin", "annex5-city"))),
)
def test_the_longest_values_are_whole(scheme: Scheme, form_id: str, kind: str) -> None:
    check_paper(form_of(scheme, form_id), long_values(kind, 1), whole=form_id != "annex4")


@pytest.mark.parametrize(
    ("form_id", "share", "kind"),
    sweep(
        product(("annex2", "annex5-city"), (0.25, 0.5, 0.75), WRITTEN),
        (("annex2", 0.25, "Latin"), ("annex2", 0.5, "mixed"), ("annex5-city", 0.75, "Chinese")),
    ),
)
def test_values_of_growing_lengths_are_whole(scheme: Scheme, form_id: str, share: float, kind: str) -> None:
    check_paper(form_of(scheme, form_id), long_values(kind, share), whole=False)


@pytest.mark.parametrize(
    ("slot", "share"),
    sweep(product((NAME, ADDRESS, BUSINESS), (0.3, 0.6, 0.9)), ((NAME, 0.6), (ADDRESS, 0.9), (BUSINESS, 0.3))),
)
def test_one_long_value_after_another(scheme: Scheme, slot: str, share: float) -> None:
    only = tuple(text for text in long_values("mixed", share) if text.slot == slot)
    check_paper(form_of(scheme, "annex2"), only, whole=share == 0.6)


PIECES = st.sampled_from(
    (*WRITTEN.values(), "信", "用", "（", "）", "；", " ", "2018", "GB/T 19001", "㙍", "“信用”", "A" * 30)
)


@st.composite
def _values(draw: st.DrawFn) -> tuple[SlotText, ...]:
    found = []
    for slot, length in LENGTHS.items():
        text = "".join(draw(st.lists(PIECES, max_size=12)))
        text = (text * draw(st.sampled_from((1, 1, 1, 3, 20))))[: draw(st.sampled_from((length // 3, length)))].strip()
        if text:
            found.append(SlotText(slot, text))
    return tuple(found)


@settings(max_examples=some_of(25, 8), suppress_health_check=SLOW_OR_SHARED)
@given(_values())
@example((SlotText(BUSINESS, "（见续页）"),))
@example((SlotText(BUSINESS, "信" * 600), SlotText(REASONS[0], "（见续页）\n" * 30)))
def test_any_values_within_the_lengths_fit_and_come_back(scheme: Scheme, values: tuple[SlotText, ...]) -> None:
    for form_id in ("annex2", "annex5-province"):
        form = form_of(scheme, form_id)
        one = of_form(form, values)
        assert overflows(slot_sheet(one.form, one.texts), one.form.slots) == ()
        document = fill_package(one.form, one.texts).document
        found = {text.slot: text.text for text in read_form(form, document)}
        for text in values:
            assert found.get(text.slot, text.text) == text.text


# ------------------------------------------------------------------------------------------------ step by step


def test_rows_grow_then_letters_become_smaller_then_a_sheet_takes_it(scheme: Scheme) -> None:
    form = form_of(scheme, "annex2")

    def said(length: int) -> tuple[bool, float | None, int]:
        """Whether the row of 主营业务 grew, the size of its letters, and the number of sheets."""
        one = fitted(form, (SlotText(BUSINESS, "信" * length),)).form
        if one.fitting is None:
            return False, None, 0
        (place,) = one.fitting.places
        return place.height is not None, place.size, len(one.fitting.sheets)

    assert said(69) == (False, None, 0)
    assert said(70) == said(115) == (True, None, 0)
    assert said(116) == (True, 10.5, 0)
    assert said(200) == (True, 9, 0)
    assert said(600) == (False, None, 1)


def test_a_value_that_fits_leaves_the_form_as_it_is(scheme: Scheme) -> None:
    for form_id in FORM_IDS:
        form = form_of(scheme, form_id)
        texts = (SlotText(NAME, "信" * 19), SlotText(ADDRESS, "信" * 46), SlotText(BUSINESS, "信" * 69))
        assert of_form(form, texts).form is form


def test_the_same_changes_give_the_same_form(scheme: Scheme) -> None:
    """So what is compiled for one applicant is there for the next."""
    form = form_of(scheme, "annex2")
    one, other = (fitted(form, (SlotText(NAME, text * 40),)).form for text in "信用")
    assert one is other and one.fitting is not None and changed(form, one.fitting) is one


@pytest.mark.parametrize("form_id", CHANGED)
def test_a_changed_form_is_a_form(scheme: Scheme, form_id: str) -> None:
    """Its Word template has its slots, in its order; what stands on the form's own pages stays on pages of the same order."""
    form = form_of(scheme, form_id)
    package = fill_package(form, tuple(SlotText(slot.id, "信") for slot in form.slots))
    own = form_of(scheme, form_id.rpartition("-")[0])
    names = [slot.id for slot in own.slots]
    own_slots = [slot.field for slot in form.slots if slot.field in names and "continued" not in slot.id]
    assert own_slots[:1] == names[:1]
    starts = list(package.document.iter(BOOKMARK))
    numbers, bookmarks = ([attribute(start, name) for start in starts] for name in ("id", "name"))
    assert len(set(numbers)) == len(numbers) and len(set(bookmarks)) == len(bookmarks)
    assert all(len(name or "") <= 40 for name in bookmarks)


# ------------------------------------------------------------------------------------------------ the whole way


def examined(scheme: Scheme, folder: Path, **values: str) -> pipeline.Examined:
    sample = json.loads(SAMPLE.read_text(encoding="utf-8"))
    sample["applicant"] |= values
    (folder / "record.json").write_text(json.dumps(sample), encoding="utf-8")
    return pipeline.examine(scheme, folder / "record.json", ["annex2", "annex3", "annex5-city"])


def test_a_person_is_told_once_for_each_field(scheme: Scheme, tmp_path: Path) -> None:
    found = examined(scheme, tmp_path, name=LONG_NAME[:60], main_business=LONG_BUSINESS[:600])
    assert not found.has_errors
    told = {problem.code: problem for problem in found.problems if problem.code.startswith("value.")}
    assert set(told) == {"value.smaller", "value.on-sheet"}
    assert "附件2、附件3这一栏改用较小的字" in told["value.smaller"].message
    assert "附件2、附件5这一栏印「见续页」" in told["value.on-sheet"].message
    assert told["value.on-sheet"].place.at == "/applicant/main_business"


@pytest.mark.parametrize(
    ("field", "length"), [("industry", 400), ("registered_address", 4000), ("main_business", 4000)]
)
def test_what_nothing_holds_is_refused_with_how_long_it_may_be(
    scheme: Scheme, tmp_path: Path, field: str, length: int
) -> None:
    (problem,) = (one for one in examined(scheme, tmp_path, **{field: "信" * length}).problems if one.is_error)
    assert problem.code == "value.too-long"
    form = form_of(scheme, "annex2")
    room = capacity(form, f"applicant.{field}")
    assert room is not None and room.characters >= LENGTHS.get(f"applicant.{field}", 100)
    assert f"最多印约 {room.characters} 个汉字" in problem.message


def test_a_packet_of_changed_forms(scheme: Scheme) -> None:
    contents = packet_contents(scheme)
    texts = (
        SlotText(NAME, LONG_NAME[:40]),
        SlotText(BUSINESS, LONG_BUSINESS[:600]),
        SlotText(REASONS[0], LONG_REASONS[:2500]),
    )
    papers = [of_form(form_of(scheme, one), texts) for one in ("annex2", "annex3", "annex5-city")]
    rendered = render_packet(papers, contents)
    assert rendered.way is Way.COMPILED, rendered.why
    assert_same(rendered.content, whole_packet(papers, contents))
    assert len(PdfReader(io.BytesIO(rendered.content)).pages) == 1 + sum(one.form.pages for one in papers)


def test_a_packet_with_a_name_of_sixty_characters(scheme: Scheme) -> None:
    """Its contents page has the name in smaller letters, in two lines: three would move what stands below."""
    papers = [of_form(form_of(scheme, one), (SlotText(NAME, LONG_NAME[:60]),)) for one in ("annex2", "annex3")]
    contents = packet_contents(scheme, papers)
    rendered = render_packet(papers, contents)
    assert rendered.way is Way.COMPILED, rendered.why
    assert_same(rendered.content, whole_packet(papers, contents))
    (page, *_) = read_pages(rendered.content)
    assert LONG_NAME[:60] in page.text
    assert list(touching(page)) == []


@pytest.mark.parametrize("form_id", sweep(CHANGED, ("annex2-sheets",)))
def test_libreoffice_lays_changed_word_files_out_as_the_pdf_is(scheme: Scheme, form_id: str) -> None:
    form = form_of(scheme, form_id.rpartition("-")[0])
    # Of many different characters: each is compared with every one like it on its page.
    one = of_form(form, tuple(SlotText(slot, (CHINESE * 200)[: len(text)]) for slot, text in CHANGED[form_id].items()))
    (found,) = compare_all([replace(paper(one.form, form_id, one.texts), form=form_id)])
    assert list(found.differences()) == []
    # These texts are justified, and LibreOffice cuts the room between their characters (WHOLE_TWIPS).
    assert found.median < 0.3 and found.largest < 0.5 and (found.farthest or 0) < 0.5


def test_it_comes_back_after_libreoffice_has_saved_it(scheme: Scheme, tmp_path: Path) -> None:
    form, texts = form_of(scheme, "annex2"), long_values("mixed", 1)
    one = of_form(form, texts)
    path = tmp_path / "form.docx"
    path.write_bytes(render_word(one.form, one.texts).content)
    (returned,) = convert_all([path], "docx:MS Word 2007 XML", tmp_path / "saved")
    found = {slot.slot: slot.text for slot in read_form(form, read_package(returned.read_bytes(), "saved").document)}
    for text in texts:
        assert found.get(text.slot, text.text) == text.text


# ------------------------------------------------------------------------------------------------ indents


def test_paragraphs_get_the_indent_that_their_writer_left_out(scheme: Scheme, tmp_path: Path) -> None:
    assert indented("甲\n　　乙\n\n  丙\n\t丁") == "　　甲\n　　乙\n\n　　丙\n\t丁"
    assert (
        indented("    甲\n\u00a0\u00a0乙\n　丙\n   \n" + " " * 21 + "丁")
        == "　　甲\n　　乙\n　丙\n   \n" + "　" * 10 + "丁"
    )
    sample = json.loads(SAMPLE.read_text(encoding="utf-8"))
    sample["application"]["reasons"] = "我公司成立于2009年。\n特此申请。"
    (tmp_path / "record.json").write_text(json.dumps(sample), encoding="utf-8")
    found = pipeline.examine(scheme, tmp_path / "record.json", ["annex2"])
    (one,) = found.filled(scheme, [form_of(scheme, "annex2")])
    texts = {text.slot: text.text for text in one.texts}
    assert texts[REASONS[0]] == "　　我公司成立于2009年。\n　　特此申请。"
    assert texts["applicant.industry"] == "通用设备制造业"
