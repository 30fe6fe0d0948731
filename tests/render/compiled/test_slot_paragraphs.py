"""The measured paragraphs are those of the filled Word file, span by span, with their widths."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from lxml import etree

from formgen.foundation.errors import DefinitionError
from formgen.render.compiled.slot_paragraphs import slot_sheet
from formgen.render.fit import overflows
from formgen.render.layout.sheet import Paragraph, Sheet
from formgen.render.word.fill import SlotText, template_package
from formgen.render.word.package import DOCUMENT, tag
from formgen.scheme.models import Form, Scheme
from tests.render.compiled.test_word import chosen, filled_slots
from tests.render.papers import FORM_IDS, form_of, sheet_of


def measured(sheet: Sheet) -> list[tuple[Paragraph, float]]:
    """The paragraphs with slots, and their widths."""
    return [pair for pair in sheet.paragraphs() if any(span.slot is not None for span in pair[0].spans)]


@pytest.mark.parametrize("form_id", [form_id for form_id in FORM_IDS if form_id != "annex4"])
@settings(max_examples=15)
@given(filled=filled_slots)
@example(filled=[])
def test_paragraphs_are_those_of_the_filled_word_file(
    scheme: Scheme, form_id: str, filled: list[tuple[int, str]]
) -> None:
    form = form_of(scheme, form_id)
    texts = chosen(form, filled)
    assert measured(slot_sheet(form, texts)) == measured(sheet_of(form, texts))


def test_paragraphs_of_the_self_assessment_sheet_are_those_of_the_filled_word_file(scheme: Scheme) -> None:
    form = form_of(scheme, "annex4")
    texts = tuple(SlotText(slot.id, f"{number}\n.5" if number % 7 else "") for number, slot in enumerate(form.slots))
    assert measured(slot_sheet(form, texts)) == measured(sheet_of(form, texts))


def with_document(form: Form, folder: Path, root: etree._Element) -> Form:
    """Make a copy of the form that has another document in its template."""
    other = form.model_copy(update={"folder": folder})
    other.template.write_bytes(template_package(form).with_document(root).to_bytes())
    return other


def test_underlined_slots_and_neighbours_of_one_slot_are_read_alike(scheme: Scheme, tmp_path: Path) -> None:
    form = form_of(scheme, "annex3")
    root = etree.fromstring(template_package(form).part(DOCUMENT))
    first = next(root.iter(tag("sdt")))
    for run in first.iter(tag("r")):
        etree.SubElement(run.find(tag("rPr")), tag("u")).set(tag("val"), "single")
    first.addnext(etree.fromstring(etree.tostring(first)))
    slots = (form.slots[0], *form.slots)
    other = with_document(form.model_copy(update={"slots": slots}), tmp_path, root)
    for text in ("", "甲", "甲\n乙", "\n甲\n\n"):
        texts = (SlotText(form.slots[0].id, text),)
        expected = measured(sheet_of(other, texts))
        assert any(span.underline for paragraph, _ in expected for span in paragraph.spans) or not text.strip("\n")
        assert list(slot_sheet(other, texts).paragraphs()) == expected


def test_what_overflows_is_the_same(scheme: Scheme) -> None:
    form = form_of(scheme, "annex2")
    texts = tuple(SlotText(slot.id, "信用" * 30 + "\nAB" * (number % 3)) for number, slot in enumerate(form.slots))
    found = overflows(slot_sheet(form, texts), form.slots)
    assert found == overflows(sheet_of(form, texts), form.slots) and len(found) > 5


def test_a_text_that_xml_writes_in_another_way_is_read_from_the_word_file(scheme: Scheme) -> None:
    form = form_of(scheme, "annex3")
    texts = (SlotText(form.slots[0].id, "甲\t乙"),)
    assert measured(slot_sheet(form, texts)) == measured(sheet_of(form, texts))


def test_a_template_that_lacks_a_slot_is_an_error(scheme: Scheme, tmp_path: Path) -> None:
    form = form_of(scheme, "annex3")
    root = etree.fromstring(template_package(form).part(DOCUMENT))
    for element in [*root.iter(tag("bookmarkStart")), *root.iter(tag("tag"))]:
        element.getparent().remove(element)
    with pytest.raises(DefinitionError, match="填写位置"):
        slot_sheet(with_document(form, tmp_path, root), ())
