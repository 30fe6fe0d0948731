"""Finds faults of a form's Word template against its definition. They must be corrected before the form can be filled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from formgen.errors import DefinitionError, DefinitionFault
from formgen.render.layout.read import inspect_sheet, read_sheet
from formgen.render.layout.sheet import Sheet
from formgen.render.pdf.cuts import sheet_document
from formgen.render.word.fill import fill_package, template_package
from formgen.render.word.package import WordPackage, attribute
from formgen.render.word.slots import BOOKMARK, CONTROL, bookmark_names, control_tag, find_places
from formgen.scheme.models import Continuation, Form

LEFT_OVER = ("{{", "}}", "{%", "%}", "｛｛", "｝｝")
"""Template tags that somebody typed, also in full-width braces. Filling would never replace them."""


def template_faults(form: Form) -> tuple[DefinitionFault, ...]:
    """Every fault of the form's Word templates, with and without continuation sheet.

    The faults concern unsupported layout, slots, labels, the number of pages, and differences between the two templates.
    """
    found = _template_faults(form)
    if form.continuation is None:
        return found
    found += _template_faults(form.continuation.form)
    return found or tuple(_continuation_faults(form, form.continuation))


def _template_faults(form: Form) -> tuple[DefinitionFault, ...]:
    try:
        package = template_package(form)
    except DefinitionError as error:
        return error.faults
    sheet, faults = inspect_sheet(package, form.slots, form.title)
    found = [*faults, *_slot_faults(form, package)]
    if sheet is not None:
        found += _label_faults(form, package, sheet)
    if sheet is not None and not found:
        found += _page_faults(form, package)
    return tuple(found)


def _slot_faults(form: Form, package: WordPackage) -> Iterator[DefinitionFault]:
    """The faults of slots without a place in the Word file, and of places without a slot."""
    for slot, place in zip(form.slots, find_places(package.document, form.slots), strict=True):
        if place is None:
            yield DefinitionFault(package.name, slot.id, f"form.toml 里有「{slot.label}」，Word 模板里没有它的填写位置")
    known, names = {slot.id for slot in form.slots}, set(bookmark_names(form.slots))
    expected = [slot.id for slot in form.slots]
    for control in package.document.iter(CONTROL):
        name = control_tag(control)
        if name is not None and name not in known:
            yield DefinitionFault(package.name, name, "Word 模板里有这个填写位置，form.toml 里没有")
        elif name in expected:
            expected.remove(name)
        elif name is not None:
            yield DefinitionFault(package.name, name, "Word 模板里这个填写位置比 form.toml 里多")
    bookmarks = {attribute(bookmark, "name") for bookmark in package.document.iter(BOOKMARK)}
    for name in sorted(names - bookmarks):
        yield DefinitionFault(package.name, name, "填写位置外面没有同名书签，用 LibreOffice 保存一次就找不到它了")


def _label_faults(form: Form, package: WordPackage, sheet: Sheet) -> Iterator[DefinitionFault]:
    words = ["".join(span.text for span in paragraph.spans if span.slot is None) for paragraph, _ in sheet.paragraphs()]
    for label in dict.fromkeys([slot.label for slot in form.slots] + [stamp.label for stamp in form.stamps]):
        if not any(label in text for text in words):
            yield DefinitionFault(package.name, label, "form.toml 里的这个栏目名称，Word 模板里没有")
    for text in words:
        if any(mark in text for mark in LEFT_OVER):
            yield DefinitionFault(package.name, text[:20], "填写位置以外有模板标记，会原样印出来")


def _page_faults(form: Form, package: WordPackage) -> Iterator[DefinitionFault]:
    blank = fill_package(form, (), package)
    sheet, _ = inspect_sheet(blank, form.slots, form.title)
    pages = 0 if sheet is None else len(sheet_document(sheet).pages)
    if pages != form.pages:
        yield DefinitionFault(package.name, "", f"排出来是 {pages} 页，form.toml 说 {form.pages} 页")


def _continuation_faults(form: Form, continuation: Continuation) -> Iterator[DefinitionFault]:
    """Check that the form is the same with its continuation sheet after it, and that its box holds only the text."""
    package = template_package(continuation.form)
    sheet = read_sheet(template_package(form), form.slots, form.title)
    whole = read_sheet(package, continuation.form.slots, form.title)
    if replace(whole, blocks=whole.blocks[: len(sheet.blocks)]) != sheet:
        yield DefinitionFault(package.name, "", f"续页前面的各页和 {form.file} 不一样；请从它另存，再在后面加续页")
    places = {continuation.field, f"{continuation.field}.continued"}
    for paragraph, _ in whole.paragraphs():
        here = {span.slot for span in paragraph.spans}
        if here & places and len(here) > 1:
            yield DefinitionFault(package.name, continuation.field, "转到续页的内容要自成一段，同一段里不能有别的字")
