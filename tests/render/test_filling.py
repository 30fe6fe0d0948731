"""Filled and blank forms differ only in the slots, for every text that a person could type."""

from __future__ import annotations

from pathlib import Path

import docxtpl
import jinja2.sandbox
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from formgen.foundation import resources
from formgen.record.kinds.characters import refused_class
from formgen.render.compiled.slot_paragraphs import slot_sheet
from formgen.render.fit import overflows
from formgen.render.word.fill import SlotText, fill_package
from formgen.render.word.package import read_package
from formgen.render.word.slots import read_slots
from formgen.scheme.models import Form, Scheme
from formgen.scheme.slots import BLANK
from tests.conftest import SLOW_OR_SHARED
from tests.render.papers import FORM_IDS, form_of, pdf_of, sheet_of, tagged_texts
from tests.sweeps import some_of

ODD = [
    "R&D",
    "注册资本<100万",
    "A<B>C",
    "{{ applicant.name }}",
    "{_{x}_}",
    "{% if %}",
    "😀",
    "𠮷野家",
    "㙍堃喆",
    "　　段首空两格",
    "  two",
    "a\nb",
    "]]>",
    "&amp;",
    "\"'",
]
texts = st.one_of(
    st.sampled_from(ODD),
    st.text(st.characters(exclude_categories=("Cc", "Cs", "Co", "Cn")), max_size=40),
    st.text(st.sampled_from("企业信用管理贯标<>&{}%\n　 ab12"), max_size=60),
)
values_of_a_form = st.lists(texts, min_size=1, max_size=12)


class Whole(str):
    """A value that docxtpl prints whole, and that also has parts (a date: year, month, day)."""

    parts: dict[str, str]

    def __getattr__(self, name: str) -> str:
        try:
            return str(self.__dict__["parts"][name])
        except KeyError:
            raise AttributeError(name) from None


def reference_context(values: dict[str, str]) -> dict[str, dict[str, Whole]]:
    """The values as docxtpl's context: `applicant.name`, `application.applied_on.year`."""
    context: dict[str, dict[str, Whole]] = {}
    for slot_id, value in values.items():
        block, field, *part = slot_id.split(".")
        whole = context.setdefault(block, {}).setdefault(field, Whole(values.get(f"{block}.{field}", "")))
        whole.__dict__.setdefault("parts", {})
        if part:
            whole.parts[part[0]] = value
    return context


def may_be_printed(character: str) -> bool:
    """Return True for a character that intake accepts: it is visible, and our faces have it."""
    return character == "\n" or (refused_class(character) is None and resources.covered(character))


def fill(form: Form, values: list[str]) -> tuple[SlotText, ...]:
    ids = list(dict.fromkeys(slot.id for slot in form.slots))
    return tuple(SlotText(slot_id, value) for slot_id, value in zip(ids, values, strict=False))


@pytest.mark.parametrize("form_id", ["annex2", "annex3", "annex5-province"])
@settings(max_examples=some_of(30, 10), suppress_health_check=[*SLOW_OR_SHARED])
@given(values=values_of_a_form)
def test_filled_word_file_minus_slots_is_the_blank(scheme: Scheme, form_id: str, values: list[str]) -> None:
    form = form_of(scheme, form_id)
    wanted = fill(form, values)
    package = read_package(fill_package(form, wanted).to_bytes(), form_id)
    filled, blank = sheet_of(form, wanted), sheet_of(form)
    own_words = [
        tuple(span.text for span in paragraph.spans if span.slot is None) for paragraph, _ in filled.paragraphs()
    ]
    assert own_words == [
        tuple(span.text for span in paragraph.spans if span.slot is None) for paragraph, _ in blank.paragraphs()
    ]
    by_id = {text.slot: text.text for text in wanted}
    for slot, text in read_slots(package.document, form.slots):
        assert text == by_id.get(slot.id, "").replace(BLANK, "", 1 if by_id.get(slot.id) == BLANK else 0)
    emptied = fill_package(form, (), package)
    assert emptied.part("word/document.xml") == fill_package(form, ()).part("word/document.xml")


@pytest.mark.parametrize("form_id", ["annex2", "annex3"])
@settings(max_examples=some_of(10, 3), suppress_health_check=[*SLOW_OR_SHARED])
@given(values=values_of_a_form)
def test_pdf_says_what_the_word_file_says(scheme: Scheme, form_id: str, values: list[str], tmp_path: Path) -> None:
    form = form_of(scheme, form_id)
    wanted = fill(form, ["".join(filter(may_be_printed, value)) for value in values])
    assume(not overflows(slot_sheet(form, wanted), form.slots))  # such values are refused before anything is made
    pdf = tmp_path / "filled.pdf"
    pdf.write_bytes(pdf_of(form, wanted))
    ours = ["".join(text.split()) for text in sheet_of(form, wanted).texts()]
    assert tagged_texts(pdf) == [text for text in ours if text]


def test_self_assessment_sheet_filled_to_the_last_row(scheme: Scheme, tmp_path: Path) -> None:
    form = form_of(scheme, "annex4")
    wanted = tuple(SlotText(slot.id, str(number % 90)) for number, slot in enumerate(form.slots))
    package = fill_package(form, wanted)
    assert [text for _, text in read_slots(package.document, form.slots)] == [text.text for text in wanted]
    pdf = tmp_path / "filled.pdf"
    pdf.write_bytes(pdf_of(form, wanted))
    assert tagged_texts(pdf) == ["".join(text.split()) for text in sheet_of(form, wanted).texts()]


@pytest.mark.parametrize("form_id", FORM_IDS)
def test_docxtpl_fills_the_same_template_with_the_same_text(scheme: Scheme, form_id: str, tmp_path: Path) -> None:
    form = form_of(scheme, form_id)
    values = {slot.id: f"{ODD[number % 3]}{number}" for number, slot in enumerate(form.slots)}
    template = docxtpl.DocxTemplate(form.template)
    environment = jinja2.sandbox.SandboxedEnvironment(undefined=jinja2.StrictUndefined)
    template.render(reference_context(values), environment, autoescape=True)
    template.save(tmp_path / "reference.docx")
    reference = read_package((tmp_path / "reference.docx").read_bytes(), "reference")
    ours = fill_package(form, tuple(SlotText(slot_id, value) for slot_id, value in values.items()))
    assert list(read_slots(reference.document, form.slots)) == list(read_slots(ours.document, form.slots))
