"""Each place for a seal, a chop, a signature or a handwritten date is found on the finished pages, with its box in mm."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from pypdfium2 import PdfDocument

from formgen.dossier import DossierTask, FormPaper, bind
from formgen.dossier.binding.paper_places import FoundMark, WantedStamps, found_marks, paper_place
from formgen.dossier.claim import PaperBox, PaperPlace
from formgen.dossier.options import Options
from formgen.dossier.proof.proof_file import Proof
from formgen.dossier.sheets import A4, POINTS_PER_MM, Placement, place
from formgen.foundation.errors import ProofError
from formgen.pipeline import choose_forms
from formgen.render.papers import render_pdf
from formgen.render.word.fill import SlotText
from formgen.scheme.models import FormStamp, Scheme
from tests.dossier.given import dossier_of, html_to_pdf, record_of
from tests.dossier.odd import Page, made


def places(scheme: Scheme, form_id: str, stamps: tuple[FormStamp, ...] = (), *texts: SlotText) -> list[PaperPlace]:
    """The places of a form with these texts, on sheets that begin with the number 11."""
    (form,) = choose_forms(scheme, [form_id])
    content = render_pdf(form, texts).content
    wanted = WantedStamps(0, form.title, stamps or form.stamps)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        lying = [place(page) for page in pdf.pages]

    def found() -> Iterator[PaperPlace]:
        for page, marks in found_marks(wanted, content, range(len(lying))):
            placement = lying[page]
            assert placement is not None
            yield from (paper_place(mark, form.title, placement, page + 11) for mark in marks)

    return list(found())


def stamp(label: str, *kinds: str) -> FormStamp:
    return FormStamp.model_validate({"label": label, "by": "某人", "kinds": kinds, "page": 1})


def test_a_form_that_prints_no_date_asks_for_it_by_pen(scheme: Scheme) -> None:
    found = places(scheme, "annex3")
    assert [(one.page, one.kind, one.by) for one in found] == [
        (11, "round_seal", "申报企业"), (11, "chop_or_signature", "法定代表人"), (11, "date", "法定代表人"),
    ]  # fmt: skip
    for one in found:
        assert one.box is not None
        assert one.box.left >= 0 and one.box.left + one.box.width <= 210
    seal, _, date = (one.box for one in found)
    assert seal is not None and date is not None
    assert (seal.width, seal.height) == (42, 42)
    assert date.bottom < seal.bottom + 21, "the date stands below the words of the seal"


def test_a_printed_date_is_not_asked_for(scheme: Scheme) -> None:
    (form,) = choose_forms(scheme, ["annex3"])
    dates = [slot for slot in form.slots if slot.part in ("year", "month", "day")] or [
        slot for slot in form.slots if "date" in slot.field
    ]
    assert dates, "the form has a date"
    texts = {"year": "2018", "month": "6", "day": "28"}
    filled = tuple(SlotText(slot.id, texts.get(slot.part or "", "2018年6月28日")) for slot in dates)
    assert "date" not in [one.kind for one in places(scheme, "annex3", (), *filled)]
    assert "date" in [one.kind for one in places(scheme, "annex3", (), *filled[:1])] or len(filled) == 1


def test_what_is_wanted_decides_the_kind(scheme: Scheme) -> None:
    kinds = {
        ("seal",): ["round_seal"],
        ("chop",): ["square_chop"],
        ("seal", "chop"): ["round_seal", "square_chop"],
        ("signature",): ["signature"],
        ("chop", "signature"): ["chop_or_signature"],
        ("signature", "date"): ["signature", "date"],
    }
    for wanted, expected in kinds.items():
        found = places(scheme, "annex3", (stamp("承诺单位（公章）", *wanted),))
        assert [one.kind for one in found] == expected
        assert all(one.box is not None for one in found)


def test_words_that_stand_elsewhere_or_twice_give_a_place_without_a_box(scheme: Scheme) -> None:
    """Nobody can tell where it is: that is said, and a place is never guessed."""
    lacking, twice = stamp("没有这几个字", "seal"), stamp("本公司", "signature", "date")
    assert [(one.kind, one.box) for one in places(scheme, "annex3", (lacking, twice))] == [
        ("round_seal", None), ("signature", None), ("date", None),
    ]  # fmt: skip


def test_a_box_lies_on_the_sheet_that_its_page_lies_on() -> None:
    """A page that is scaled down or moved on its sheet takes its places with it."""
    mark = FoundMark(stamp("签字", "signature"), "signature", (100.0, 400.0, 150.0, 412.0))
    whole = Placement(*A4, (0, 0, *A4), pikepdf.Matrix(1, 0, 0, 1, 0, 0))
    half = replace(whole, matrix=pikepdf.Matrix(0.5, 0, 0, 0.5, 30, 60))
    first, second = (paper_place(mark, "表", one, 1).box for one in (whole, half))
    assert first == PaperBox(round(150 / POINTS_PER_MM + 2, 1), round(406 / POINTS_PER_MM - 7, 1), 45, 14)
    assert second == PaperBox(round(105 / POINTS_PER_MM + 2, 1), round(263 / POINTS_PER_MM - 7, 1), 45, 14)


def test_the_proof_keeps_the_places(scheme: Scheme, tmp_path: Path) -> None:
    (form,) = choose_forms(scheme, ["annex3"])
    acceptance = scheme.dossier("acceptance")
    assert acceptance is not None
    material = next(one for one in acceptance.materials if one.form == "annex3")
    (tmp_path / "甲.pdf").write_bytes(made(Page()))
    base = dossier_of(scheme, "summary_report")
    dossier = base.model_copy(update={"materials": (material, *base.materials)})
    paper = FormPaper(form.id, render_pdf(form, ()).content, form.stamps)
    task = DossierTask(scheme, dossier, record_of({"summary_report": ("甲.pdf",)}), tmp_path, (paper,), Options())
    bound = bind(task, html_to_pdf)
    assert [one.kind for one in bound.proof.places] == ["round_seal", "chop_or_signature", "date"]
    content = bound.proof.to_json()
    assert Proof.from_json(content) == bound.proof
    said = json.loads(content)
    (number,) = {one["page"] for one in said["places"]}
    with PdfDocument(bound.pdf) as document:
        assert "承诺单位" in document[number - 1].get_textpage().get_text_range()
    said["places"][0]["page"] = 999
    with pytest.raises(ProofError, match="盖章签字的位置"):
        Proof.from_json(json.dumps(said).encode())
