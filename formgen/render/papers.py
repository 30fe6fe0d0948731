"""A form filled with a record's texts, as a finished file, and which way it was made.

There are two ways to one and the same paper: filling what was compiled beforehand, and laying everything out anew.
The second can do whatever a template may contain and is the reference; the first is for many enterprises.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from formgen.errors import ProofError
from formgen.render.compiled.word import NotCompiled, compiled_word, why_not
from formgen.render.layout import read_sheet
from formgen.render.package import WordPackage
from formgen.render.pdf import document_to_pdf, sheet_document
from formgen.render.sheet import Sheet
from formgen.render.word import SlotText, fill_package, template_package
from formgen.scheme.models import Form


class Way(StrEnum):
    """How a paper was made: filled into what was compiled beforehand, or laid out whole."""

    COMPILED = "compiled"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Rendered:
    """One finished file. why: what kept it from being filled into the compiled form; empty where nothing did."""

    content: bytes = field(repr=False)
    way: Way
    why: str = ""


def render_word(form: Form, texts: tuple[SlotText, ...]) -> Rendered:
    """The form's Word file with these texts. Raises DefinitionError where the template lacks a slot."""
    compiled = compiled_word(template_package(form), form.slots)
    why = compiled.why if isinstance(compiled, NotCompiled) else why_not(texts)
    if isinstance(compiled, NotCompiled) or why:
        return Rendered(fill_package(form, texts).to_bytes(), Way.WHOLE, why)
    return Rendered(compiled.fill(texts), Way.COMPILED)


def render_pdf(form: Form, texts: tuple[SlotText, ...]) -> Rendered:
    """The form's PDF with these texts. Raises ProofError where it does not come out as it must."""
    return Rendered(whole_pdf(form, fill_package(form, texts)), Way.WHOLE)


def whole_pdf(form: Form, package: WordPackage) -> bytes:
    """The PDF of a filled Word file, laid out whole. Raises ProofError where it has another number of pages."""
    document = sheet_document(filled_sheet(form, package))
    if len(document.pages) != form.pages:
        raise ProofError(f"「{form.title}」排成了 {len(document.pages)} 页，应为 {form.pages} 页；没有生成")
    return document_to_pdf(document)


def filled_sheet(form: Form, package: WordPackage) -> Sheet:
    """The layout of a filled form."""
    return read_sheet(package, form.slots, form.title)
