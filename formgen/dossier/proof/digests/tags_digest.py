"""Computes one sha256 for the structure (the tags) of a dossier: what readers that speak it aloud are told.

It stays the same if the file is saved again: the numbers of the objects and the ways to write a text do not count. Pages,
their drawings and links stand in it by their place alone, because their own digests cover what they are.
"""

from __future__ import annotations

import hashlib
import re

import pikepdf

from formgen.dossier.shelf import OBJECTS, Content, stream_of

MOST_OBJECTS = 2_000_000
TOKEN = re.compile(rb"(\((?:[^\\()]|\\.)*\)|<[0-9A-Fa-f]*>(?!>)|\d+ \d+ R\b)", re.DOTALL)
"""A text, or a reference to an object, as the library writes them."""
NO_REFERENCE = b"0 0 R"
"""What `_reference` makes of an object that stands within another one."""
ROOT = "/StructTreeRoot"


def tags_digest(pdf: Content) -> str:
    """The sha256 of the structure of a file; empty if it has none, or none that can be read."""
    try:
        with pikepdf.open(stream_of(pdf, OBJECTS), suppress_warnings=True) as opened:
            return _Walk(opened).digest() if ROOT in opened.Root else ""
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RuntimeError):
        return ""


class _Walk:
    """One walk through the objects of a file's structure, in the order of their first mention."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._places: dict[bytes, bytes] = {}
        for index, page in enumerate(pdf.pages):
            self._places[_reference(page.obj)] = b"page %d" % index
            shared = page.obj.get("/Resources")
            drawings = None if shared is None else shared.get("/XObject")
            for name, drawing in () if drawings is None else drawings.items():
                self._places[_reference(drawing)] = b"drawing %d %s" % (index, name.encode())
            for nth, note in enumerate(page.obj.get("/Annots", ())):
                self._places[_reference(note)] = b"link %d %d" % (index, nth)
        self._places.pop(NO_REFERENCE, None)
        self._waiting: list[pikepdf.Object] = []

    def digest(self) -> str:
        """The sha256 of everything that the root leads to."""
        root, known = self._pdf.Root[ROOT], self._places.get
        self._places[_reference(root)] = b"object 0"
        self._waiting.append(root)
        whole = hashlib.sha256()
        for thing in self._waiting:  # it grows meanwhile
            if len(self._waiting) > MOST_OBJECTS:
                raise ValueError
            parts = TOKEN.split(thing.unparse(resolved=True))
            parts[1::2] = [known(token) or self._said(token) for token in parts[1::2]]
            whole.update(b"".join(parts) + b"\n")
        return whole.hexdigest()

    def _said(self, token: bytes) -> bytes:
        """A text as its bytes; a reference that is met for the first time as the place of what it means, which waits."""
        if not token.endswith(b" R"):
            is_plain = token.startswith(b"(") and b"\\" not in token and b"\r" not in token
            said = token[1:-1] if is_plain else bytes(pikepdf.Object.parse(token))
            return b"(%s)" % said.hex().encode()
        number, generation, _ = token.split()
        met = self._pdf.get_object((int(number), int(generation)))
        place = self._places[token] = (
            b"stream" if isinstance(met, pikepdf.Stream) else b"object %d" % len(self._waiting)
        )
        if not isinstance(met, pikepdf.Stream):
            self._waiting.append(met)
        return place


def _reference(thing: pikepdf.Object) -> bytes:
    """A reference to an object, as the library writes it."""
    return b"%d %d R" % thing.objgen
