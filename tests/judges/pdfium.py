"""pdfium, the PDF engine of Chromium and Edge: a person types into the fields of a PDF there; its tags are read in order."""

from __future__ import annotations

import ctypes
import io
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as engine

from tests.judges import JudgeError

ENTER = 13
BLOCK = re.compile("P|H[1-6]?")
"""The types of the tags that stand for a paragraph or a heading."""


def type_in(content: bytes, values: Mapping[str, str]) -> bytes:
    """Click into the first place of each of these fields, type, and save. Raises JudgeError for a field that is not there."""
    left = dict(values)
    document = pypdfium2.PdfDocument(content)
    try:
        document.init_forms()
        form = document.formenv
        with pikepdf.open(io.BytesIO(content)) as pdf:
            for number, page in enumerate(pdf.pages):
                shown = document[number]
                for widget in page.obj.get("/Annots", pikepdf.Array()):
                    text = left.pop(str(widget.Parent.T), None)
                    if text is not None:
                        sides = [float(side) for side in widget.Rect]
                        _click_and_type(form, shown, (sides[0] + sides[2]) / 2, (sides[1] + sides[3]) / 2, text)
        if left:
            raise JudgeError(f"no such fields: {sorted(left)}")
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()
    finally:
        document.close()


def _click_and_type(form: object, page: object, x: float, y: float, text: str) -> None:
    engine.FORM_OnMouseMove(form, page, 0, x, y)
    engine.FORM_OnLButtonDown(form, page, 0, x, y)
    engine.FORM_OnLButtonUp(form, page, 0, x, y)
    for character in text:
        engine.FORM_OnChar(form, page, ENTER if character == "\n" else ord(character), 0)
    engine.FORM_ForceToKillFocus(form)


def tagged_blocks(content: bytes) -> tuple[str, ...]:
    """The text of each paragraph and heading in the order of the tags, without spaces. Empty if the PDF has no tags.

    Poppler gives the same, but it draws a page again for each tag, which takes twenty seconds for a table of 500 cells.
    """
    with pypdfium2.PdfDocument(content) as document:
        return tuple(text for page in document for text in _blocks(page) if text)


def _blocks(page: pypdfium2.PdfPage) -> Iterator[str]:
    """The text of each paragraph and heading of a page."""
    texts = _marked_texts(page)
    tree = engine.FPDF_StructTree_GetForPage(page)
    try:
        for at in range(engine.FPDF_StructTree_CountChildren(tree)):
            yield from _blocks_below(engine.FPDF_StructTree_GetChildAtIndex(tree, at), texts)
    finally:
        engine.FPDF_StructTree_Close(tree)


def _blocks_below(element: object, texts: Mapping[int, str]) -> Iterator[str]:
    if BLOCK.fullmatch(_said(lambda room, size: engine.FPDF_StructElement_GetType(element, room, size))):
        yield "".join("".join(_texts_below(element, texts)).split())
        return
    for at in range(engine.FPDF_StructElement_CountChildren(element)):
        if child := engine.FPDF_StructElement_GetChildAtIndex(element, at):
            yield from _blocks_below(child, texts)


def _texts_below(element: object, texts: Mapping[int, str]) -> Iterator[str]:
    for at in range(engine.FPDF_StructElement_CountChildren(element)):
        if child := engine.FPDF_StructElement_GetChildAtIndex(element, at):
            yield from _texts_below(child, texts)
        else:
            yield texts.get(engine.FPDF_StructElement_GetChildMarkedContentID(element, at), "")


def _marked_texts(page: pypdfium2.PdfPage) -> dict[int, str]:
    """The text of each piece of marked content of a page, by its number."""
    found: dict[int, str] = {}
    words = engine.FPDFText_LoadPage(page)
    for at in range(engine.FPDFPage_CountObjects(page)):
        drawn = engine.FPDFPage_GetObject(page, at)
        if engine.FPDFPageObj_GetType(drawn) == engine.FPDF_PAGEOBJ_TEXT:
            number = engine.FPDFPageObj_GetMarkedContentID(drawn)
            found[number] = found.get(number, "") + _said(partial(_text_of, drawn, words))
    engine.FPDFText_ClosePage(words)
    return found


def _text_of(drawn: object, words: object, room: Any, size: int) -> int:
    return int(engine.FPDFTextObj_GetText(drawn, words, ctypes.cast(room, ctypes.POINTER(ctypes.c_ushort)), size))


def _said(ask: Callable[[Any, int], int]) -> str:
    """What a function of pdfium writes into a buffer of this size in bytes, as UTF-16 with a null at its end."""
    size = ask(None, 0)
    room = ctypes.create_string_buffer(size)
    ask(room, size)
    return room.raw.decode("utf-16-le").rstrip("\0")
