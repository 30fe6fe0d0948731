"""Makes fields, remarks and stamps part of a file's pages, and checks that the pages still show what viewers show.

The pages are compared one by one while the file is taken in, before anything is bound. A page that differs is reported by
its number. A file with such a page is refused, except for a draft.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import pikepdf
from pikepdf import Name

from formgen.dossier.evidence.annotations import (
    HIDDEN,
    Annotations,
    WrittenField,
    is_shown,
    notes_of,
    own_drawing,
    state_of_value,
)
from formgen.dossier.evidence.links import Targets
from formgen.dossier.evidence.mending.alike import is_alike
from formgen.dossier.evidence.mending.appearances import draw_what_is_missing
from formgen.dossier.evidence.mending.flattening import flatten
from formgen.dossier.evidence.mending.saving import saved
from formgen.dossier.shelf import Content, Shelf, stream_of
from formgen.engines.pdfium import PdfiumFile, PdfiumPage, PlacedCharacter
from formgen.engines.system.watcher import at_page

MOST_MISSING = 10
"""How many of the characters that a page or our faces lack a message names."""
ZAPF = Name.ZapfDingbats
MARKS = frozenset("48lnuH")
"""The characters of this font that stand for the marks of boxes (ISO 32000-1, 12.7.4.2.3): a tick, a cross, a circle …"""
CHOSEN_FONT = re.compile(rb"/([^\s/<>\[\]()]+)\s+[-+.\d]+\s+Tf\b")
"""Where a drawing chooses a font, by its name in the resources."""
SHOWN_TEXT = re.compile(rb"(?:\(((?:[^()\\]|\\.)*)\)|<[0-9A-Fa-f\s]*>|\])\s*(?:Tj|TJ|'|\")")
"""Where a drawing shows text; its first group is a text in round brackets."""
ROUND_A_FIELD = 2.0
"""How far, in points (pt), the letters of a field may stand outside the field."""


class AsShown(NamedTuple):
    """A file in which everything visible is part of the pages.

    content   its bytes
    doubts    what is wrong with each page that shows something else than before, in Chinese
    is_drawn  True if it shows something for which the supplied file had no drawing
    marked    the pages, counted from 1, with ticks as the file draws them, which viewers draw a little larger or smaller
    unlike    the fields whose drawing shows something else than their value, each with its page, counted from 1
    """

    content: Content
    doubts: tuple[str, ...]
    is_drawn: bool
    marked: tuple[int, ...] = ()
    unlike: tuple[tuple[int, WrittenField], ...] = ()


def as_shown(
    pdf: pikepdf.Pdf, content: Content, password: str | None, found: Annotations, targets: Targets, shelf: Shelf
) -> AsShown:
    """Make everything visible part of the file's pages, and compare the pages before and after.

    pdf       the open file, which is changed in the same way
    content   its bytes
    password  the password that opens the bytes; None if they need none
    found     what `look_over` found on its pages
    targets   where the links of the file lead
    shelf     where the new bytes are kept

    Raises UndrawableError if pdfium fails.
    """
    # If we give the file a drawing that pdfium would not make, pdfium must draw the changed file for the comparison.
    is_ours, is_drawn = _blank_empty_boxes(pdf, found.shown) or bool(found.written), False
    is_ours = _with_a_form(pdf, found.shown) or is_ours
    undrawn = _with_stale(pdf, found)
    if undrawn:
        drawn = draw_what_is_missing(pdf, content, password, undrawn)
        is_ours, is_drawn = is_ours or drawn.is_ours, drawn.is_visible
    form, ticks = pdf.Root.get("/AcroForm"), dict[int, frozenset[int]]()
    if isinstance(form, pikepdf.Dictionary) and "/NeedAppearances" in form:
        ticks = {} if is_ours else _ticks(pdf, found.shown)
        del form["/NeedAppearances"]  # every field has a drawing now
    own = saved(pdf, Shelf()) if is_ours or ticks else content
    shown, opens = (own, None) if is_ours else (content, password)
    flatten(pdf, targets, found.pages)
    flat, doubts, marked, unlike = saved(pdf, shelf), list[str](), list[int](), list[tuple[int, WrittenField]]()
    with PdfiumFile(shown, opens, with_fields=True) as before, PdfiumFile(flat) as after:
        for index in found.shown:
            with at_page(index), before.page(index) as one, after.page(index) as other:
                if is_alike(one, other):
                    is_same = True
                elif is_same := index in ticks and _differ_in_ticks(index, content, password, own, flat, ticks):
                    marked.append(index + 1)
                if not is_same:
                    doubts.append(f"第 {index + 1} 页的表单或批注，换一种软件看会不一样")
                elif missing := _unwritten(other, found.written.get(index, ())):
                    doubts.append(f"第 {index + 1} 页表单里填的内容，页面上显示不全，缺「{missing[:MOST_MISSING]}」")
                unlike += [(index + 1, field) for field in _shown_otherwise(other, found.drawn.get(index, ()))]
    return AsShown(flat, tuple(doubts), is_drawn, tuple(marked), tuple(unlike))


def _ticks(pdf: pikepdf.Pdf, pages: Iterable[int]) -> dict[int, frozenset[int]]:
    """For each page, the ticked boxes whose own drawing is the mark that the file asks viewers to draw, by their entries in /Annots.

    The box must be ticked by its state and by its field's value.
    """
    found = dict[int, frozenset[int]]()
    for index in pages:
        entries = frozenset(entry for entry, note in notes_of(pdf.pages[index]) if _is_tick(note))
        if entries:
            found[index] = entries
    return found


def _is_tick(note: pikepdf.Object) -> bool:
    look, style = own_drawing(note), note.get("/MK")
    if (
        not is_shown(note)
        or note.get("/Subtype") != Name.Widget
        or look is None
        or not isinstance(style, pikepdf.Dictionary)
    ):
        return False
    looks, state, mark = note.AP.N, note.get("/AS", Name.Off), str(style.get("/CA", ""))
    if (
        isinstance(looks, pikepdf.Stream)
        or state == Name.Off
        or state != state_of_value(note, looks)
        or mark not in MARKS
    ):
        return False
    resources, drawing = look.get("/Resources"), look.read_bytes()
    fonts = resources.get("/Font") if isinstance(resources, pikepdf.Dictionary) else None
    if not isinstance(fonts, pikepdf.Dictionary):
        return False
    named = [fonts.get(f"/{one[1].decode('latin-1')}") for one in CHOSEN_FONT.finditer(drawing)]
    chosen = {font.get("/BaseFont") if isinstance(font, pikepdf.Dictionary) else None for font in named}
    return chosen == {ZAPF} and [one[1] for one in SHOWN_TEXT.finditer(drawing)] == [mark.encode("ascii")]


def _differ_in_ticks(
    index: int, content: Content, password: str | None, own: Content, flat: Content, ticks: Mapping[int, frozenset[int]]
) -> bool:
    """True if a page differs only in the size of its ticks: as viewers draw them, and as the file does.

    own   the file with its own drawings
    flat  the file in which these are part of the pages
    """
    pairs = ((own, flat), (_without(content, password, ticks), _without(own, None, ticks)))
    for wanted, found in pairs:
        with (
            PdfiumFile(wanted, with_fields=True) as before,
            PdfiumFile(found, with_fields=True) as after,
            before.page(index) as one,
            after.page(index) as other,
        ):
            if not is_alike(one, other):
                return False
    return True


def _without(content: Content, password: str | None, ticks: Mapping[int, frozenset[int]]) -> Content:
    """The file with these boxes hidden."""
    with pikepdf.open(stream_of(content), password=password or "", suppress_warnings=True) as pdf:
        for index, entries in ticks.items():
            for entry, note in notes_of(pdf.pages[index]):
                if entry in entries:
                    note.F = HIDDEN
        return saved(pdf, Shelf())


def _blank_empty_boxes(pdf: pikepdf.Pdf, pages: Iterable[int]) -> bool:
    """Give each box that is not ticked an empty drawing if it has none. Some viewers would frame it, others show nothing.

    Returns True if there is such a box.
    """
    found = False
    for index in pages:
        for _, note in notes_of(pdf.pages[index]):
            looks = note.get("/AP", pikepdf.Dictionary()).get("/N") if own_drawing(note) is None else None
            if is_shown(note) and note.get("/Subtype") == Name.Widget and isinstance(looks, pikepdf.Dictionary):
                empty = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 1, 1])
                looks["/Off"] = empty
                note.AS = Name.Off
                found = True
    return found


def _with_a_form(pdf: pikepdf.Pdf, pages: Iterable[int]) -> bool:
    """Give the file a form if its pages have fields but the file has no form. A page that was taken out of a form is like this.

    Without a form, pdfium draws none of the fields, but other viewers draw them. Returns True if there are such fields.
    """
    form = pdf.Root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary) and isinstance(form.get("/Fields"), pikepdf.Array) and len(form.Fields):
        return False
    fields = [
        note
        for index in pages
        for _, note in notes_of(pdf.pages[index])
        if is_shown(note) and note.get("/Subtype") == Name.Widget and own_drawing(note) is not None
    ]
    if fields:
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(fields))
    return bool(fields)


def _with_stale(pdf: pikepdf.Pdf, found: Annotations) -> dict[int, frozenset[int]]:
    """For each page, the annotations without a drawing, and the fields whose drawing is out of date.

    Some programs fill in a value and do not change the drawing.
    """
    undrawn = dict(found.undrawn)
    for index, fields in found.written.items():
        known, notes = undrawn.get(index, frozenset()), dict(notes_of(pdf.pages[index]))
        with at_page(index):
            stale = {one.entry for one in fields if one.entry not in known and not _shows(notes[one.entry], one.value)}
        if known | stale:
            undrawn[index] = known | stale
    return undrawn


def _shows(note: pikepdf.Object, value: str) -> bool:
    """True if the drawing of a field has all characters of its value, in any order."""
    look = own_drawing(note)
    if look is None:
        return False
    with pikepdf.new() as alone:
        page = alone.add_blank_page(page_size=(2000, 2000))
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Look=alone.copy_foreign(look)))
        page.obj.Contents = alone.make_stream(b"q 1 0 0 1 500 500 cm /Look Do Q")
        drawn = saved(alone, Shelf())
    with PdfiumFile(drawn) as seen, seen.page(0) as shown:
        there = Counter(one.text for one in shown.characters())
    return not Counter("".join(value.split())) - there


def _unwritten(page: PdfiumPage, fields: Iterable[WrittenField]) -> str:
    """The characters of a field's value that do not stand in the field's place on the page, in any order; empty if all fields are whole."""
    letters = page.characters() if fields else ()
    for field in fields:
        missing = Counter("".join(field.value.split())) - Counter(_inside(letters, field))
        if missing:
            return "".join(missing)
    return ""


def _shown_otherwise(page: PdfiumPage, fields: Iterable[WrittenField]) -> Iterator[WrittenField]:
    """The fields in whose place the page does not have all letters of their value, in any order and width.

    Nothing is said of a field with letters that nobody can name: its font does not say which they are.
    """
    letters = page.characters() if fields else ()
    for field in fields:
        there = "".join(_inside(letters, field))
        if all(one.isprintable() and unicodedata.category(one) != "Co" and one != "\ufffd" for one in there) and (
            Counter("".join(unicodedata.normalize("NFKC", field.value).split()))
            - Counter(unicodedata.normalize("NFKC", there))
        ):
            yield field


def _inside(letters: Iterable[PlacedCharacter], field: WrittenField) -> list[str]:
    """Those of a page's letters that stand in the place of a field."""
    left, bottom, right, top = field.box
    return [
        one.text
        for one in letters
        if left - ROUND_A_FIELD <= (one.left + one.right) / 2 <= right + ROUND_A_FIELD
        and bottom - ROUND_A_FIELD <= (one.bottom + one.top) / 2 <= top + ROUND_A_FIELD
    ]
