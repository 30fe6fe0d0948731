"""A blank form as a PDF with fields, which people fill in with any PDF viewer: 附件…（可填写）.pdf.

It is the blank form with a field in each slot, beside the PDF/A, which has none. The font of the fields is one face with all
characters of general use, embedded, with its ToUnicode. Whoever types into a field has its viewer draw the text with this font
and keep it so in the file. So no viewer must look for a font on the machine, or know a Chinese encoding. The form does not say
NeedAppearances: pdf.js would then save only the values, and leave it to the next viewer to draw them.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from formgen.engines.weasyprint.boxes import DrawnText, LaidOutDocument, ParagraphBox
from formgen.fonts.cmap import character_tables
from formgen.fonts.faces import face
from formgen.fonts.glyphs import glyph_code
from formgen.fonts.objects import FontObjects, FontStream, font_objects
from formgen.render.layout.read import read_sheet
from formgen.render.pdf.cuts import sheet_document
from formgen.render.pdf.pdf import document_to_pdf
from formgen.render.word.fill import fill_package
from formgen.render.word.slots import bookmark_names
from formgen.scheme.models import Form
from formgen.scheme.slots import Slot

FACE = "Gw Hei"
"""The face of what is typed: the only one of ours that has hanzi of general use, Latin letters and punctuation in one file."""
FONT = "Wingdings"
"""The name by which the fields call the font. pdfium, the engine of Chromium and Edge, draws Chinese with a font of the machine, if
there is one, and never with an embedded font, except where the embedded font has the name of a symbol font: then it draws with it
every character that it has. All other viewers only look the name up in the file."""
POINTS = 0.75
"""Points in a CSS px."""
MULTILINE, DO_NOT_SCROLL = 1 << 12, 1 << 23
"""Flags of a text field (ISO 32000-1, table 228). A field that does not scroll takes only what it can show."""
PRINT = 4
DIGITS = {"year": 4, "month": 4, "day": 4}
DIGIT = 0.6
"""The width of a digit in ems."""
ASCENT = 0.88
"""How far the letters of a line reach above its baseline, as a part of their size."""
AIR = 1.5
"""What a field is larger than its text (pt), at each side: viewers keep some room inside."""


@dataclass(frozen=True, slots=True)
class FieldPlace:
    """A field's place: page (counted from 0), rectangle in pt from the lower left corner, size of letters, lines.

    size: in pt; 0 if the viewer shall choose it, so that a long text fits
    """

    name: str
    label: str
    page: int
    left: float
    bottom: float
    right: float
    top: float
    size: float
    lines: int


def fields_pdf(form: Form) -> bytes:
    """The blank form as a PDF with fields. The same form always gives the same bytes.

    Raises DefinitionError if the template lacks a slot, ProofError and MachineError as the layout does.
    """
    document = sheet_document(read_sheet(fill_package(form, ()), form.slots, form.title))
    return with_fields(document_to_pdf(document), list(field_places(document, form)))


def field_places(document: LaidOutDocument, form: Form) -> Iterator[FieldPlace]:
    """The places of the fields in a blank form that was laid out, in its order."""
    waiting = list(zip(form.slots, bookmark_names(form.slots), strict=True))
    heights = [page.margins.height for page in document.pages]
    fixed = [
        (drawn.page, drawn.y - ASCENT * paragraph.size)
        for paragraph in document.paragraphs()
        for drawn in paragraph.drawn
        if drawn.slot is None and drawn.text.strip()
    ]
    for paragraph in document.paragraphs():
        for at, drawn in enumerate(paragraph.drawn):
            if drawn.slot is None:
                continue
            index = next(number for number, (slot, _) in enumerate(waiting) if slot.id == drawn.slot)
            slot, _ = waiting.pop(index)
            behind = paragraph.drawn[at + 1] if at + 1 < len(paragraph.drawn) else None
            below = min(
                (top for page, top in fixed if page == drawn.page and top > drawn.y), default=heights[drawn.page]
            )
            yield _place(slot, paragraph, drawn, behind, heights[drawn.page], below)


def _place(
    slot: Slot, paragraph: ParagraphBox, drawn: DrawnText, behind: DrawnText | None, height: float, below: float
) -> FieldPlace:
    """The place of one field. below: where the next words of the form below it begin, in px from the top of the page."""
    line = paragraph.line or paragraph.size * 1.2
    alone = len(paragraph.drawn) == 1
    lines = slot.lines if alone else 1
    left = paragraph.left if alone else drawn.x
    right = behind.x if behind is not None else paragraph.left + paragraph.width
    # The text is drawn in the middle of its line: 0.88 em above the baseline, 0.12 em below it.
    top = drawn.y - 0.38 * paragraph.size - line / 2
    align = paragraph.cell.vertical_align if paragraph.cell is not None else "top"
    top -= {"middle": 0.5, "bottom": 1.0}.get(align, 0.0) * (lines - 1) * line
    if align == "top":
        lines = min(lines, max(1, int((below - top) // line)))  # a filled form moves what is below; a field can't
    bottom = top + lines * line
    size = paragraph.size * POINTS
    if slot.part in DIGITS:
        size = min(size, ((right - left) * POINTS - 4) / DIGITS[slot.part] / DIGIT)
    elif lines < slot.lines or (lines == 1 and slot.smallest is not None):
        size = 0  # the program that shows the field chooses a size at which the text fits
    return FieldPlace(
        slot.id.replace(".", "_"),
        slot.label.rstrip("：:"),
        drawn.page,
        left * POINTS - AIR,
        (height - bottom) * POINTS,
        right * POINTS + (AIR if behind is None else 0),
        (height - top) * POINTS,
        int(2 * size) / 2,
        lines,
    )


def with_fields(content: bytes, places: Iterable[FieldPlace]) -> bytes:
    """A PDF with fields added. Places of one name are one field: what is typed in one of them stands in all."""
    with Pdf.open(io.BytesIO(content)) as pdf:
        font = _font(pdf)
        by_name: dict[str, list[FieldPlace]] = {}
        for place in places:
            by_name.setdefault(place.name, []).append(place)
        pages = [page.obj for page in pdf.pages]
        for page in pages:
            page.Annots = page.get("/Annots", Array())
            page.Tabs = Name.R
        fields = Array([_field(pdf, pages, same) for same in by_name.values()])
        pdf.Root.AcroForm = Dictionary(
            Fields=fields, DA=String(f"/{FONT} 12 Tf 0 g"), DR=Dictionary(Font={f"/{FONT}": font})
        )
        del pdf.Root.Metadata  # it says that the file is PDF/A and PDF/UA, which it is no longer
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return out.getvalue()


def _field(pdf: Pdf, pages: Sequence[Object], places: Sequence[FieldPlace]) -> Object:
    first = places[0]
    flags = MULTILINE if all(place.lines > 1 for place in places) else 0
    field = pdf.make_indirect(Dictionary(
        FT=Name.Tx, T=String(first.name), TU=String(first.label), Ff=flags | DO_NOT_SCROLL,
        DA=String(f"/{FONT} {first.size:g} Tf 0 g"),
    ))  # fmt: skip
    kids = Array()
    for place in places:
        rectangle = Array([round(one, 2) for one in (place.left, place.bottom, place.right, place.top)])
        widget = pdf.make_indirect(Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, Rect=rectangle, F=PRINT, P=pages[place.page], Parent=field,
            DA=String(f"/{FONT} {place.size:g} Tf 0 g"), MK=Dictionary(),
        ))  # fmt: skip
        pages[place.page].Annots.append(widget)
        kids.append(widget)
    field.Kids = kids
    return field


@cache
def _objects() -> FontObjects:
    codes: dict[int, int] = {}
    for table in character_tables(face(FACE)).values():
        for character, glyph in sorted(table.items()):
            if character >= 0x20:
                codes.setdefault(glyph, glyph_code(glyph, chr(character)))
    return font_objects(FACE, codes.values(), tightly=True)


def _font(pdf: Pdf) -> Object:
    """The font of the fields, added to a PDF."""
    made = _objects()
    descriptor = pdf.make_indirect(_dictionary(made.descriptor))
    descriptor.FontFile2 = _stream(pdf, made.program)
    cid_font = pdf.make_indirect(_dictionary(made.cid_font))
    cid_font.CIDToGIDMap, cid_font.FontDescriptor = _stream(pdf, made.glyph_map), descriptor
    font = pdf.make_indirect(_dictionary(made.font))
    font.DescendantFonts, font.ToUnicode = Array([cid_font]), _stream(pdf, made.meanings)
    return font


def _dictionary(entries: bytes) -> Object:
    return Object.parse(b"<<%s>>" % entries)


def _stream(pdf: Pdf, stream: FontStream) -> Object:
    made = Stream(pdf, b"")
    made.write(stream.content, filter=Name.FlateDecode)
    for key, value in _dictionary(stream.entries).items():
        if key not in ("/Filter", "/Length"):
            made[key] = value
    return made
