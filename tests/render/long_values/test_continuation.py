"""A text that does not fit in its box continues on the continuation sheet. Nothing is lost or shown twice; it is fast."""

from __future__ import annotations

import copy
import io
import json
import random
import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from benchmarks.reasons import Firm, Limits, reasons
from formgen import pipeline
from formgen.pipeline.made import packet_contents
from formgen.render import lines
from formgen.render.compiled.slot_paragraphs import slot_sheet
from formgen.render.fit import overflows
from formgen.render.lint import template_faults
from formgen.render.long_values.continuation import read_form
from formgen.render.long_values.fitting import fitted
from formgen.render.long_values.watched_places import capacity
from formgen.render.papers import FormTexts, Way, render_packet, render_pdf, render_word, whole_packet, whole_pdf
from formgen.render.word.fill import SlotText, fill_package
from formgen.render.word.package import read_package
from formgen.scheme.models import Scheme
from formgen.scheme.slots import BLANK
from tests.judges.libreoffice import convert_all
from tests.judges.verapdf import verapdf
from tests.render.compiled.made_up_texts import CLAUSES, JOINTS
from tests.render.compiled.test_filling import assert_same
from tests.render.papers import CONTINUED, form_of
from tests.sweeps import some_of, sweep
from tools.fidelity import compare_all, paper

REASONS, REST = "application.reasons", "application.reasons.continued"
USUAL = tuple(clause for clause in CLAUSES if not any(part in clause for part in ("www", "@", "☑")))
"""The clauses without addresses and without ☑. The PDF of LibreOffice does not have text for ☑ everywhere."""
WITHIN, BETWEEN = "\n（下转续页）", "\n（见续页）"
NAME = SlotText("applicant.name", "太仓市续页样例精密机械制造有限公司")
DATE = tuple(
    SlotText(f"application.applied_on.{part}", text) for part, text in (("year", "2018"), ("month", "6"), ("day", "8"))
)


def made_up(seed: int, length: int) -> str:
    """Make a text of exactly this length with clauses, paragraphs, figures and Latin. No word is too long for a line."""
    dice, text = random.Random(seed), ""
    while len(text) < length:
        text += dice.choice(USUAL) + dice.choice(JOINTS)
    return text[:length]


def shown(one: FormTexts) -> tuple[str, ...]:
    """What stands in the box, and on each sheet."""
    by_id = {text.slot: text.text for text in one.texts}
    return by_id[REASONS], *(text for slot, text in by_id.items() if slot.startswith(REST))


def with_reasons(scheme: Scheme, text: str) -> FormTexts:
    return fitted(form_of(scheme, "annex2"), (NAME, *DATE, SlotText(REASONS, text)))


# ------------------------------------------------------------------------------------------------ where it is parted


def test_what_the_box_holds_stays_in_the_form_as_it_is(scheme: Scheme) -> None:
    form = form_of(scheme, "annex2")
    for text in ("", "信", "信" * 24 * 35, "\n".join("信" * 24), made_up(1, 400)):
        one = with_reasons(scheme, text)
        assert one == FormTexts(form, (NAME, *DATE, SlotText(REASONS, text))) and one.form is form


def test_the_last_line_says_where_it_goes_on(scheme: Scheme) -> None:
    one = with_reasons(scheme, "信" * 900)
    assert one.form is not form_of(scheme, "annex2") and one.form.pages == 5
    assert shown(one) == ("信" * 22 * 35 + WITHIN, "信" * (900 - 22 * 35))


@pytest.mark.parametrize("before", [20, 21, 22])
def test_a_paragraph_that_ends_near_the_end_of_the_box_is_not_torn(scheme: Scheme, before: int) -> None:
    first, second = "\n".join(["信"] * before), "用" * 200
    assert shown(with_reasons(scheme, f"{first}\n{second}")) == (first + BETWEEN, second)


def test_a_paragraph_that_ends_earlier_is(scheme: Scheme) -> None:
    first = "\n".join(["信"] * 19)
    box, rest = shown(with_reasons(scheme, f"{first}\n{'用' * 200}"))
    assert box == f"{first}\n{'用' * 105}{WITHIN}" and rest == "用" * 95


def fits(one: FormTexts) -> bool:
    return overflows(slot_sheet(one.form, one.texts), one.form.slots) == ()


@pytest.mark.parametrize("length", sweep(range(700, 1701, 100), (700, 900, 1600)))
def test_long_texts_fit_are_filled_as_laid_out_whole_and_come_back(scheme: Scheme, length: int) -> None:
    form, text = form_of(scheme, "annex2"), made_up(length, length)
    one = with_reasons(scheme, text)
    assert fits(one)
    word, pdf = render_word(one.form, one.texts), render_pdf(one.form, one.texts)
    assert (word.way, pdf.way) == (Way.COMPILED, Way.COMPILED), (word.why, pdf.why)
    package = fill_package(one.form, one.texts)
    assert word.content == package.to_bytes()
    if length % 300 == 0 or length > 1500:
        assert_same(pdf.content, whole_pdf(one.form, package, one.texts))
    found = {slot.slot: slot.text for slot in pipeline.read_back(scheme, form.id, word.content, "word")}
    assert found[REASONS] == text and REST not in found


PIECES = st.sampled_from(
    (*CLAUSES, *JOINTS, "\n", "\n\n", "　　", "（下转续页）", "（见续页）", "信" * 40, "w" * 90, "公\u0301")
)


@settings(max_examples=some_of(40))
@given(st.lists(PIECES, min_size=1, max_size=300).map("".join))
@example("信\n" * 22 + "信" * 100)
@example("信" * 35 * 22 + "\n\n\n信")
@example("信" * 35 * 22 + WITHIN + "信" * 40)
@example("a" * 2000)
@example(" " * 1500)
@example("信\n" * 40)
def test_any_text_comes_back_as_it_was(scheme: Scheme, text: str) -> None:
    form = form_of(scheme, "annex2")
    one = with_reasons(scheme, text)
    found = {slot.slot: slot.text for slot in read_form(form, fill_package(one.form, one.texts).document)}
    assert found[REASONS] == ("" if text == BLANK else text)  # the text of an empty slot is no value
    assert "".join(found[text.slot] for text in DATE) == "201868"


@settings(max_examples=some_of(25, 8))
@given(st.lists(PIECES, min_size=20, max_size=90).map("".join))
def test_what_is_parted_fits_in_its_parts(scheme: Scheme, text: str) -> None:
    one = with_reasons(scheme, text)
    if one.form.fitting is not None:
        assert overflows(slot_sheet(one.form, one.texts), one.form.slots) == ()


def test_a_text_takes_as_many_sheets_as_it_needs(scheme: Scheme) -> None:
    for sheets, count in ((1, 22 * 35 + 22 * 35), (2, 22 * 35 + 22 * 35 + 1), (4, 22 * 35 + 4 * 21 * 35), (12, 9595)):
        one = with_reasons(scheme, "信" * count)
        assert one.form.pages == 4 + sheets and fits(one), (sheets, count)
        box, *parts = shown(one)
        assert len(parts) == sheets
        assert "".join(part.removesuffix(WITHIN) for part in (box, *parts)) == "信" * count


def test_lines_end_in_the_layout_where_typesetting_says(scheme: Scheme, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = [shown(with_reasons(scheme, made_up(seed, 1200))) for seed in range(3)]
    monkeypatch.setattr("formgen.render.lines.set_ends", lambda *_: None)
    assert [shown(with_reasons(scheme, made_up(seed, 1200))) for seed in range(3)] == parts


def test_a_text_is_measured_once(scheme: Scheme) -> None:
    text = made_up(77, 1500)
    one = with_reasons(scheme, text)
    before = lines.set_ends.cache_info()
    assert with_reasons(scheme, text) == one
    after = lines.set_ends.cache_info()
    assert after.misses == before.misses


# ------------------------------------------------------------------------------------------------ the whole way


def examined_with(scheme: Scheme, folder: Path, text: str) -> pipeline.Examined:
    sample = json.loads((Path(__file__).parents[3] / "samples" / "complete.json").read_text(encoding="utf-8"))
    sample["application"]["reasons"] = text
    (folder / "record.json").write_text(json.dumps(sample), encoding="utf-8")
    return pipeline.examine(scheme, folder / "record.json", ["annex2"])


def test_what_even_the_sheets_do_not_hold_is_refused_with_figures(scheme: Scheme, tmp_path: Path) -> None:
    room = capacity(form_of(scheme, "annex2"), REASONS)
    assert room is not None and (room.characters, room.sheets) == (22 * 35 + (12 * 22 - 11) * 35, 12)
    assert not examined_with(scheme, tmp_path, "信" * (room.characters - 2)).has_errors
    (problem,) = (one for one in examined_with(scheme, tmp_path, "信" * (room.characters + 1)).problems if one.is_error)
    assert problem.code == "value.too-long" and problem.place.at == "/application/reasons"
    assert f"附件2这一栏连同 12 张续页最多印约 {room.characters} 个汉字" in problem.message
    assert f"{room.characters}" in problem.remedy


def test_a_person_who_types_on_the_sheet_without_a_marker_begins_a_paragraph(scheme: Scheme) -> None:
    form, sheet = form_of(scheme, "annex2"), form_of(scheme, CONTINUED)
    for box, rest, whole in (
        ("甲", "乙", "甲\n乙"),
        ("甲", "", "甲"),
        ("甲" + WITHIN, "", "甲"),
        ("甲" + BETWEEN, "", "甲"),
        ("（见续页）", "乙", "乙"),
        ("", "", ""),
    ):
        package = fill_package(sheet, (SlotText(REASONS, box), SlotText(REST, rest)))
        assert dict((one.slot, one.text) for one in read_form(form, package.document))[REASONS] == whole


def test_it_comes_back_after_libreoffice_has_saved_it(scheme: Scheme, tmp_path: Path) -> None:
    form, text = form_of(scheme, "annex2"), made_up(5, 1500)
    one = with_reasons(scheme, text)
    path = tmp_path / "form.docx"
    path.write_bytes(render_word(one.form, one.texts).content)
    (returned,) = convert_all([path], "docx:MS Word 2007 XML", tmp_path / "saved")
    found = {slot.slot: slot.text for slot in read_form(form, read_package(returned.read_bytes(), "saved").document)}
    assert found[REASONS] == text


# Three texts in which LibreOffice breaks all lines like Pango by chance: its Latin letters are a little wider.
@pytest.mark.parametrize("number", sweep((1, 3, 5), (3,)))
def test_libreoffice_lays_the_word_file_out_as_the_pdf_is(scheme: Scheme, number: int) -> None:
    limits = Limits(shortest=1400, longest=1500, lines=None)
    firm = Firm("续页样例", "沙溪镇", "精密轴承", 2003, 5)
    one = with_reasons(scheme, reasons(random.Random(number), firm, limits))
    (found,) = compare_all([paper(one.form, "long", one.texts)])
    assert found.pages == (5, 5) and list(found.differences()) == []
    assert found.median < 0.1 and (found.farthest or 0) < 0.5
    assert max(abs(distance.down) for distance in found.distances) < 0.5
    # LibreOffice's Latin letters are a little wider, so a justified line has less room between its other characters.
    assert max(abs(distance.across) for distance in found.distances) < 1.6


def test_a_line_more_in_another_program_moves_nothing(scheme: Scheme) -> None:
    """Word and LibreOffice may break a line with Latin words elsewhere: box and sheet have a line in reserve."""
    one = with_reasons(scheme, "信" * 44 * 35)
    box, rest = shown(one)
    for texts in ((SlotText(REASONS, f"信\n{box}"),), (SlotText(REST, f"信\n{rest}"),)):
        whole_pdf(one.form, fill_package(one.form, texts), texts)


def test_the_packet_counts_the_sheet(scheme: Scheme, tmp_path: Path) -> None:
    contents = packet_contents(scheme)
    papers = [with_reasons(scheme, made_up(3, 1300)), FormTexts(form_of(scheme, "annex3"), (NAME,))]
    rendered = render_packet(papers, contents)
    assert rendered.way is Way.COMPILED, rendered.why
    assert_same(rendered.content, whole_packet(papers, contents))
    pages = PdfReader(io.BytesIO(rendered.content)).pages
    assert len(pages) == 7
    listed = "".join(pages[0].extract_text().split())
    assert re.search(r"申报表[.·…]*2", listed) and re.search(r"承诺书[.·…]*7", listed)
    (tmp_path / "packet.pdf").write_bytes(rendered.content)
    assert [one for one in verapdf(("2a", "ua1"), [tmp_path / "packet.pdf"]) if not one.passes] == []


# ------------------------------------------------------------------------------------------------ the two templates


def test_templates_that_differ_in_the_forms_own_pages_are_a_fault(scheme: Scheme, tmp_path: Path) -> None:
    form = form_of(scheme, "annex2")
    assert template_faults(form) == ()
    for path in form.folder.glob("*.docx"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    package = read_package(form.continued.read_bytes(), "continued.docx")
    root = copy.deepcopy(package.document)
    for text in root.iter("{*}t"):
        text.text = (text.text or "").replace("领导小组办公室制", "领导小组办公室监制")
    (tmp_path / "continued.docx").write_bytes(package.with_document(root).to_bytes())
    other = form.model_copy(update={"folder": tmp_path})
    assert [fault.message for fault in template_faults(other)] == [
        "续页以外的各页和 form.docx 不一样；请从它另存，再插入续页"
    ]
