"""A value that is too long for its place is found before anything is written. The message says how long it may be."""

from __future__ import annotations

import random

import pytest

from formgen.render import fit
from formgen.render.fit import overflows
from formgen.render.pdf.cuts import sheet_document
from formgen.render.word.fill import SlotText
from formgen.scheme.models import Scheme
from tests.render.compiled.made_up_texts import texts
from tests.render.papers import ALL_FORMS, FORM_IDS, form_of, sheet_of
from tests.sweeps import sweep

FREE = (None, "continued")
"""The values of `part` of a slot that are not parts of a date."""


@pytest.mark.parametrize("form_id", sweep(ALL_FORMS, ("annex2", "annex3", "annex4", "annex5-city", "annex2-sheets")))
def test_every_place_holds_as_many_characters_as_is_said_and_no_more_lines(scheme: Scheme, form_id: str) -> None:
    form = form_of(scheme, form_id)
    ids = list(dict.fromkeys(slot.id for slot in form.slots if slot.part in FREE and "score" not in slot.id))
    found = overflows(sheet_of(form, tuple(SlotText(slot_id, "信" * 3000) for slot_id in ids)), form.slots)
    assert {overflow.slot.id for overflow in found} == set(ids)
    assert all(overflow.most == overflow.slot.lines and overflow.characters > 0 for overflow in found)
    room = {
        slot_id: min(found_here.characters for found_here in found if found_here.slot.id == slot_id) for slot_id in ids
    }
    full = tuple(SlotText(slot_id, "信" * room[slot_id]) for slot_id in ids)
    sheet = sheet_of(form, full)
    assert overflows(sheet, form.slots) == ()
    assert len(sheet_document(sheet).pages) == form.pages
    for slot_id in ids:
        fuller = tuple(SlotText(text.slot, text.text + "用" * 40) if text.slot == slot_id else text for text in full)
        assert slot_id in {overflow.slot.id for overflow in overflows(sheet_of(form, fuller), form.slots)}


def test_line_breaks_count_as_lines(scheme: Scheme) -> None:
    form = form_of(scheme, "annex2")
    for text, wanted in (("甲", set()), ("甲\n乙", {(2, 1)}), ("甲\n乙\n丙", {(3, 1), (3, 2)})):
        found = overflows(sheet_of(form, (SlotText("applicant.name", text),)), form.slots)
        assert {overflow.slot.id for overflow in found} <= {"applicant.name"}
        # The cover has one line for the name, the table two.
        assert {(overflow.lines, overflow.most) for overflow in found} == wanted


def test_absurdly_long_text_is_not_laid_out(scheme: Scheme) -> None:
    form = form_of(scheme, "annex2")
    found = overflows(sheet_of(form, (SlotText("application.reasons", "长" * 2_000_000),)), form.slots)
    assert [overflow.slot.id for overflow in found] == ["application.reasons"]


@pytest.mark.parametrize("form_id", sweep(FORM_IDS, ("annex2", "annex3")))
def test_the_same_is_found_by_typesetting_and_by_layout(
    scheme: Scheme, form_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    form, dice = form_of(scheme, form_id), random.Random(5)
    made = list(texts(5, 40, 1500))
    sheets = []
    for _ in range(8):
        written = (
            SlotText(
                slot.id, dice.choice(made)[: 3 + dice.choice((slot.lines, slot.lines + 1)) * dice.randrange(9, 38)]
            )
            for slot in form.slots
            if "score" not in slot.id and slot.field != "self_assessment.total"
        )
        sheets.append(sheet_of(form, tuple(written)))
    set_alone = [overflows(sheet, form.slots) for sheet in sheets]
    monkeypatch.setattr(fit, "set_ends", lambda *_: None)
    assert set_alone == [overflows(sheet, form.slots) for sheet in sheets]
    assert any(set_alone)
