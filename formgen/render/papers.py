"""Makes finished files of forms filled with a record's texts, and says in which way each was made.

There are two ways to make the same paper: to fill a document that was compiled before, or to lay everything out again.
The second way can handle everything that a template may contain, and is the reference. The first is fast enough for many
enterprises.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from formgen.engines.soffice import NoOfficeError
from formgen.engines.weasyprint.boxes import LaidOutDocument
from formgen.foundation.errors import MachineError, ProofError
from formgen.render.compiled.blanks import Blank, form_blank, packet_blank
from formgen.render.compiled.faults import reason_of
from formgen.render.compiled.filling import Filler
from formgen.render.compiled.kept import Kept, Same
from formgen.render.compiled.typeset.typeset import Unsure
from formgen.render.compiled.word import NotCompiled, compiled_word, why_not
from formgen.render.layout.read import read_sheet
from formgen.render.layout.sheet import Sheet
from formgen.render.packet import Contents, numbered_pdf, packet_document, packet_lines
from formgen.render.pdf.cuts import sheet_document
from formgen.render.pdf.pdf import document_to_pdf
from formgen.render.word.controls import FormControls, with_controls
from formgen.render.word.fill import SlotText, fill_package, is_alike, template_package, texts_of_slots
from formgen.render.word.issued import IssuedForm, with_issued
from formgen.render.word.package import WordPackage
from formgen.render.word.pictures import SlotPicture, with_pictures
from formgen.scheme.models import Form, LayoutEngine

TEMPLATE = "本表是带条件或循环的模板，每次由 docxtpl 填写、LibreOffice 排版"
"""The reason why a template with conditions or loops is never filled into a compiled document."""
MORE_ROWS = "名单比表上印的行多，由 LibreOffice 排版"
"""The reason why a form with added rows is never filled into the layout that lies beside it."""
PICTURES = "本表放了图片，由 LibreOffice 排版"
"""The reason why a form with pictures in it is not filled into a compiled document."""


class Way(StrEnum):
    """How a paper was made: by filling a document that was compiled before, or by laying it out whole."""

    COMPILED = "compiled"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Rendered:
    """One finished file. why: the reason why no compiled form was filled; empty if a compiled form was filled."""

    content: bytes = field(repr=False)
    way: Way
    why: str = ""


@dataclass(frozen=True, slots=True)
class FormTexts:
    """A form, the texts that are printed in its slots, and the pictures that are put into its boxes."""

    form: Form
    texts: tuple[SlotText, ...] = field(repr=False)
    pictures: tuple[SlotPicture, ...] = field(default=(), repr=False)


def render_word(
    form: Form,
    texts: tuple[SlotText, ...],
    controls: FormControls | None = None,
    issued: IssuedForm | None = None,
    pictures: tuple[SlotPicture, ...] = (),
) -> Rendered:
    """The form's Word file with these texts. Raises DefinitionError if the template lacks a slot.

    controls: what people may type into its slots; None for the plain slots of the template
    issued: what the file says of itself, so that it is known when it returns; None for a file that says nothing
    pictures: for its boxes
    """
    package = template_package(form)
    if issued is not None:
        package = with_issued(package, issued)
    if form.engine is LayoutEngine.TEMPLATE:
        return Rendered(fill_package(form, texts, package).to_bytes(), Way.WHOLE, TEMPLATE)
    if controls is not None and form.engine is LayoutEngine.NATIVE:
        package = with_controls(package, controls)
    if pictures:
        filled = fill_package(form, texts, package)
        return Rendered(with_pictures(filled, form.slots, pictures).to_bytes(), Way.WHOLE, PICTURES)
    try:
        compiled = compiled_word(package, form.slots)
        why = compiled.why if isinstance(compiled, NotCompiled) else why_not(texts)
        if not isinstance(compiled, NotCompiled) and not why:
            return Rendered(compiled.fill(texts), Way.COMPILED)
    except Exception as fault:
        why = reason_of(fault)
    return Rendered(fill_package(form, texts, package).to_bytes(), Way.WHOLE, why)


def render_pdf(form: Form, texts: tuple[SlotText, ...], pictures: tuple[SlotPicture, ...] = ()) -> Rendered:
    """The form's PDF with these texts and pictures. Raises ProofError if the PDF is not as it must be."""
    if form.engine is LayoutEngine.TEMPLATE:
        return Rendered(whole_pdf(form, fill_package(form, texts), texts), Way.WHOLE, TEMPLATE)
    if form.engine is LayoutEngine.OFFICE:
        return _office_pdf(form, texts, pictures)
    if not is_alike(texts):
        return Rendered(whole_pdf(form, fill_package(form, texts), texts), Way.WHOLE, "同一栏在表里有两种内容")
    filled = _filled([form], None, lambda: form_blank(form), dict(texts))
    if isinstance(filled, Rendered):
        return filled
    return Rendered(whole_pdf(form, fill_package(form, texts), texts), Way.WHOLE, filled)


def render_packet(papers: Sequence[FormTexts], contents: Contents) -> Rendered:
    """The forms of one enterprise in one PDF, after a contents page, with continuous page numbers.

    Raises ProofError if the PDF is not as it must be.
    """
    forms = [paper.form for paper in papers]
    if any(form.engine.is_office for form in forms):
        return _joined(papers, contents)
    every = [text for paper in papers for text in paper.texts]
    if not is_alike(every):
        why = "同一内容在两张表里分到续页的地方不同"
        return Rendered(whole_packet(papers, contents), Way.WHOLE, why)
    filled = _filled(forms, contents, lambda: packet_blank(forms, contents), dict(every))
    if isinstance(filled, Rendered):
        return filled
    return Rendered(whole_packet(papers, contents), Way.WHOLE, filled)


def whole_pdf(form: Form, package: WordPackage, texts: Sequence[SlotText]) -> bytes:
    """The PDF of a filled Word file, laid out whole. texts: what was filled in.

    Raises ProofError if it has another number of pages, or if LibreOffice leaves a part of a text off them.
    """
    if form.engine.is_office:
        # Imported here: what mends LibreOffice's PDF takes long to load, and few schemes need it.
        from formgen.render.office.form_pdf import office_form_pdf

        return office_form_pdf(form, package, texts)
    return document_to_pdf(_whole_form(form, package))


def whole_packet(papers: Sequence[FormTexts], contents: Contents) -> bytes:
    """The packet, laid out whole. With a form of the other engine, it is joined of finished PDFs."""
    forms = [paper.form for paper in papers]
    if any(form.engine.is_office for form in forms):
        finished = [whole_pdf(paper.form, _filled_with_pictures(paper), paper.texts) for paper in papers]
        return _join(papers, finished, contents)
    documents = [_whole_form(paper.form, fill_package(paper.form, paper.texts)) for paper in papers]
    texts = {text.slot: text.text for paper in papers for text in paper.texts}
    return document_to_pdf(packet_document(forms, documents, contents(packet_lines(forms), texts)))


def _filled_with_pictures(paper: FormTexts) -> WordPackage:
    return with_pictures(fill_package(paper.form, paper.texts), paper.form.slots, paper.pictures)


def _office_pdf(form: Form, texts: tuple[SlotText, ...], pictures: tuple[SlotPicture, ...]) -> Rendered:
    """The PDF of an office form: filled into the layout that lies beside it, or else laid out by LibreOffice."""
    # Imported here: few schemes have such forms, and the first paper of all others need not wait for it.
    from formgen.render.office_forms.kept_layout import office_filler

    try:
        filler = PICTURES if pictures else MORE_ROWS if form.counts else office_filler(form)
        filled = filler if isinstance(filler, str) else filler.fill(texts_of_slots(form.slots, texts))
    except Exception as fault:
        filled = reason_of(fault)
    if isinstance(filled, bytes):
        return Rendered(filled, Way.COMPILED)
    why = filled.reason if isinstance(filled, Unsure) else filled
    try:
        return Rendered(whole_pdf(form, _filled_with_pictures(FormTexts(form, texts, pictures)), texts), Way.WHOLE, why)
    except NoOfficeError as fault:
        raise MachineError(f"{fault}（{why}）") from None


def _joined(papers: Sequence[FormTexts], contents: Contents) -> Rendered:
    """The packet with office forms: each form is made in its own way, and the finished PDFs are joined."""
    made = [render_pdf(paper.form, paper.texts, paper.pictures) for paper in papers]
    whys = dict.fromkeys(one.why for one in made if one.way is Way.WHOLE)
    way = Way.WHOLE if whys else Way.COMPILED
    return Rendered(_join(papers, [one.content for one in made], contents), way, "；".join(whys))


def _join(papers: Sequence[FormTexts], finished: Sequence[bytes], contents: Contents) -> bytes:
    # Imported here: what joins finished PDFs takes long to load, and few schemes need it.
    from formgen.render.office.grown import on_its_pages
    from formgen.render.office.joining import joined_packet, page_sizes

    forms = [paper.form for paper in papers]
    texts = {text.slot: text.text for paper in papers for text in paper.texts}
    forms = [on_its_pages(form, one) for form, one in zip(forms, finished, strict=True)]
    numbered = numbered_pdf(forms, [page_sizes(one)[0] for one in finished], contents(packet_lines(forms), texts))
    return joined_packet(numbered, finished)


def _whole_form(form: Form, package: WordPackage) -> LaidOutDocument:
    """A filled form laid out."""
    document = sheet_document(filled_sheet(form, package))
    if document.page_count != form.pages:
        raise ProofError(f"「{form.title}」排成了 {document.page_count} 页，应为 {form.pages} 页；没有生成")
    return document


def filled_sheet(form: Form, package: WordPackage) -> Sheet:
    """The layout of a filled form."""
    return read_sheet(package, form.slots, form.title)


def _filled(
    forms: Sequence[Form], more: Hashable, blank: Callable[[], Blank], texts: Mapping[str, str]
) -> Rendered | str:
    """The filled PDF from the compiled document of these forms; after any fault, the reason why a whole layout is needed."""
    try:
        filler = _filler(forms, more, blank)
        if isinstance(filler, str):
            return filler
        content = filler.fill(texts)
    except Exception as fault:
        return reason_of(fault)
    return content.reason if isinstance(content, Unsure) else Rendered(content, Way.COMPILED)


MOST_FILLERS = 128
"""The number of documents that are kept ready to be filled: forms and packets, with and without continuation sheets."""
_FILLERS: Kept[tuple[Hashable, ...], Filler | str] = Kept(MOST_FILLERS)
"""For each document its Filler, or the reason why it has none."""


def _filler(forms: Sequence[Form], more: Hashable, blank: Callable[[], Blank]) -> Filler | str:
    """The filler of the document that consists of these forms, or the reason why it has none.

    If a template changes, the document gets a new filler.
    """

    def made() -> Filler | str:
        try:
            return Filler(blank())
        except Exception as fault:
            return reason_of(fault)

    return _FILLERS.get(
        (more, *(part for form in forms for part in (Same(form), form.template.stat().st_mtime_ns))), made
    )
