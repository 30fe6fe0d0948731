"""Word files that are filled the fast way are equal to the reference, byte for byte. The reference does all other cases."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from formgen.foundation.errors import DefinitionError
from formgen.render.compiled.word import CompiledWord, NotCompiled, compile_word, compiled_word
from formgen.render.papers import Way, render_word
from formgen.render.word.controls import with_controls
from formgen.render.word.fill import SlotText, fill_package, fill_template, template_package
from formgen.render.word.form_controls import form_controls
from formgen.render.word.package import DOCUMENT, WordPackage, tag
from formgen.scheme.models import Form, Scheme
from tests.judges.openxml import openxml_errors
from tests.render.papers import FORM_IDS, form_of
from tests.render.test_filling import texts
from tests.sweeps import some_of, sweep

any_text = st.one_of(
    texts,
    st.just(""),
    st.text(st.sampled_from("\n \u3000\u00a0\u0085\u2028\u200b\ufeff\u007f\ud7ff\ue000甲<&>\"']"), max_size=12),
)
filled_slots = st.lists(st.tuples(st.integers(0, 200), any_text), max_size=14)


def chosen(form: Form, filled: list[tuple[int, str]]) -> tuple[SlotText, ...]:
    """Return texts for some of the form's slots, some of them twice, and for a slot that the form does not have."""
    ids = [*(slot.id for slot in form.slots), "applicant.nowhere"]
    return tuple(SlotText(ids[number % len(ids)], text) for number, text in filled)


@pytest.mark.parametrize("form_id", FORM_IDS)
@settings(max_examples=some_of(25, 10))
@given(filled=filled_slots)
@example(filled=[])
@example(filled=[(number, f"{number}.5") for number in range(200)])
def test_filled_fast_is_filled_by_the_reference(scheme: Scheme, form_id: str, filled: list[tuple[int, str]]) -> None:
    form = form_of(scheme, form_id)
    wanted = chosen(form, filled)
    rendered = render_word(form, wanted)
    assert (rendered.way, rendered.why) == (Way.COMPILED, "")
    assert rendered.content == fill_package(form, wanted).to_bytes()


@pytest.mark.parametrize("filled", [(), ("2.5",), ("2.5", "甲\n乙"), ("", "", "", "<&>")])
def test_controls_for_typing_are_filled_fast_too(scheme: Scheme, filled: tuple[str, ...]) -> None:
    """The total stands twice there, once inside a formula; so the zip writer cuts the document at fewer places."""
    form = form_of(scheme, "annex4")
    package = with_controls(template_package(form), form_controls(scheme, form))
    compiled = compiled_word(package, form.slots)
    assert isinstance(compiled, CompiledWord) and 0 < len(compiled.cut_at) < len(compiled.gaps)
    wanted = tuple(SlotText(slot.id, text) for slot, text in zip(form.slots[::-1], filled * 30, strict=False))
    assert compiled.fill(wanted) == fill_template(package, form.slots, wanted).to_bytes()


TEXTS = ("R&D <甲>\n 㙍", "2.5")


@pytest.mark.parametrize(("form_id", "first"), sweep(product(FORM_IDS, (0, 1)), [(form_id, 0) for form_id in FORM_IDS]))
def test_filled_fast_is_valid(scheme: Scheme, form_id: str, first: int, tmp_path: Path) -> None:
    """Every second slot is filled in, with two texts in turn. first: the text of the first slot."""
    form = form_of(scheme, form_id)
    path = tmp_path / "filled.docx"
    texts = (SlotText(slot.id, TEXTS[(first + at) % 2]) for at, slot in enumerate(form.slots[::2]))
    rendered = render_word(form, tuple(texts))
    path.write_bytes(rendered.content)
    assert rendered.way is Way.COMPILED and openxml_errors(path) == ()


@pytest.mark.parametrize("text", ["甲\t乙", "甲\r乙"])
def test_what_xml_writes_in_another_way_goes_to_the_reference(scheme: Scheme, text: str) -> None:
    form = form_of(scheme, "annex3")
    wanted = (SlotText(form.slots[0].id, text),)
    rendered = render_word(form, wanted)
    assert rendered.way is Way.WHOLE and "控制字符" in rendered.why
    assert rendered.content == fill_package(form, wanted).to_bytes()


@pytest.mark.parametrize("text", ["\0", "\x1b", "\ud800", "\uffff"])
def test_what_xml_cannot_hold_is_refused_as_by_the_reference(scheme: Scheme, text: str) -> None:
    form = form_of(scheme, "annex3")
    wanted = (SlotText(form.slots[0].id, text),)
    with pytest.raises(ValueError) as reference:
        fill_package(form, wanted)
    with pytest.raises(ValueError) as ours:
        render_word(form, wanted)
    assert str(ours.value) == str(reference.value)


# ------------------------------------------------------------------------------------------------ other templates


def changed(package: WordPackage, old: bytes, new: bytes) -> WordPackage:
    """Replace words in the document of the template. The document must contain them."""
    content = package.part(DOCUMENT)
    assert old in content
    return replace(
        package,
        parts=tuple(
            replace(part, content=content.replace(old, new)) if part.name == DOCUMENT else part
            for part in package.parts
        ),
    )


def same_as_reference(package: WordPackage, form: Form, filled: tuple[str, ...] = ("甲&乙\n丙", "", "5")) -> None:
    """Check that the compiled template gives the same file as the reference."""
    compiled = compile_word(package, form.slots)
    assert isinstance(compiled, CompiledWord)
    wanted = tuple(SlotText(slot.id, filled[number % len(filled)]) for number, slot in enumerate(form.slots))
    for some in (wanted, wanted[1:], wanted[2:], ()):
        assert compiled.fill(some) == fill_template(package, form.slots, some).to_bytes()


def without_tags(package: WordPackage) -> WordPackage:
    """Change the template as LibreOffice does: only bookmarks still mark the slots."""
    root = etree.fromstring(package.part(DOCUMENT))
    for element in list(root.iter(tag("tag"))):
        element.getparent().remove(element)
    return package.with_document(root)


@pytest.mark.parametrize("form_id", FORM_IDS)
def test_a_template_without_tags_is_filled_by_its_bookmarks(scheme: Scheme, form_id: str) -> None:
    form = form_of(scheme, form_id)
    same_as_reference(without_tags(template_package(form)), form)


def test_a_template_that_is_a_filled_form_is_filled_anew(scheme: Scheme) -> None:
    form = form_of(scheme, "annex2")
    for old in ("", "旧的\n两行"):
        same_as_reference(fill_package(form, tuple(SlotText(slot.id, old) for slot in form.slots)), form)


def test_slots_may_stand_in_another_order_than_the_form_lists_them(scheme: Scheme) -> None:
    form = form_of(scheme, "annex2")
    ids = [slot.id for slot in form.slots]
    assert len(set(ids)) < len(ids), "a slot that stands twice is part of the matter"
    same_as_reference(template_package(form), form.model_copy(update={"slots": form.slots[::-1]}))


def test_private_use_characters_of_a_template_stay(scheme: Scheme) -> None:
    form = form_of(scheme, "annex3")
    marked = changed(template_package(form), "附件3：".encode(), "附件3：\ue0001\ue000".encode())
    same_as_reference(marked, form)


def test_a_template_written_with_another_prefix_is_left_to_the_reference(scheme: Scheme, tmp_path: Path) -> None:
    form = form_of(scheme, "annex3").model_copy(update={"folder": tmp_path})
    package = template_package(form_of(scheme, "annex3"))
    for old, new in ((b"xmlns:w=", b"xmlns:v="), (b"<w:", b"<v:"), (b"</w:", b"</v:"), (b" w:", b" v:")):
        package = changed(package, old, new)
    form.template.write_bytes(package.to_bytes())
    rendered = render_word(form, (SlotText(form.slots[0].id, "甲"),))
    assert rendered.way is Way.WHOLE and "不能快速填写" in rendered.why
    assert rendered.content == fill_package(form, (SlotText(form.slots[0].id, "甲"),)).to_bytes()


def test_a_template_that_says_what_we_cut_at_is_left_to_the_reference(scheme: Scheme) -> None:
    form = form_of(scheme, "annex3")
    marked = changed(template_package(form), "附件3：".encode(), "\ue0001\ue000".encode())
    compiled = compile_word(marked, form.slots)
    assert isinstance(compiled, NotCompiled) and "不能快速填写" in compiled.why


def test_slots_in_one_content_control_are_filled_as_the_reference_fills_them(scheme: Scheme) -> None:
    """In this case the first slot alone decides whether the control shows a placeholder."""
    form = form_of(scheme, "annex3")
    root = etree.fromstring(without_tags(template_package(form)).part(DOCUMENT))
    for control in list(root.iter(tag("sdt")))[:-1]:
        control.addprevious(control.find(tag("sdtContent"))[0])
        control.getparent().remove(control)
    (control,) = root.iter(tag("sdt"))
    paragraphs = [next(start.iterancestors(tag("p"))) for start in root.iter(tag("bookmarkStart"))]
    around = etree.fromstring(etree.tostring(control))
    content = around.find(tag("sdtContent"))
    content.clear()
    paragraphs[0].addprevious(around)
    control.addprevious(control.find(tag("sdtContent"))[0])
    control.getparent().remove(control)
    for paragraph in dict.fromkeys(paragraphs):
        content.append(paragraph)
    package = template_package(form).with_document(root)
    wanted = (SlotText(form.slots[0].id, "甲"),)
    assert fill_template(package, form.slots, wanted).part(DOCUMENT).count(b"showingPlcHdr") == 0
    same_as_reference(package, form)


def test_a_template_that_lacks_a_slot_is_the_same_error_both_ways(scheme: Scheme, tmp_path: Path) -> None:
    form = form_of(scheme, "annex3")
    package = changed(changed(template_package(form), b"applicant.name", b"nobody"), b"applicant_name", b"nobody")
    (tmp_path / "annex3").mkdir()
    other = form.model_copy(update={"folder": tmp_path / "annex3"})
    other.template.write_bytes(package.to_bytes())
    with pytest.raises(DefinitionError) as reference:
        fill_package(other, ())
    with pytest.raises(DefinitionError) as ours:
        render_word(other, ())
    assert ours.value.faults == reference.value.faults and "填写位置" in str(ours.value)


def test_a_template_is_compiled_once_and_again_when_it_says_something_else(scheme: Scheme) -> None:
    form = form_of(scheme, "annex3")
    package = template_package(form)
    first = compiled_word(package, form.slots)
    assert compiled_word(WordPackage(package.name, package.parts), tuple(list(form.slots))) is first
    other = changed(package, "附件3".encode(), "附件三".encode())
    assert compiled_word(other, form.slots) != first
    assert compiled_word(package, form.slots[:1]) != first
