"""A file that breaks the format and that every viewer opens: written anew, if nothing of it is lost and it shows the same.

The library mends what it can and tells of it. That alone is no reason to bind a file: a viewer, and a binder that does as much,
loses pages in silence. So a mended file is bound only if its end is there, if nothing that its pages refer to is gone, and if
pdfium draws each page of the file as supplied, which it mends in its own way, and of the mended one alike.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

import pikepdf

from formgen.dossier.evidence.mending.alike import is_alike
from formgen.dossier.evidence.mending.saving import saved
from formgen.dossier.evidence.refused import damaged
from formgen.dossier.shelf import Content, Shelf, bytes_of
from formgen.engines.pdfium import PdfiumFile

REFERENCE = re.compile(rb"(?<![\d.])(\d{1,10}) (\d{1,5}) R(?![A-Za-z])")
KEY = re.compile(rb"/([A-Za-z][^\s/<>\[\]()]*)")
NEAREST_KEY = 400
"""Bytes before a reference in which the key that it stands under is looked for."""
SHOWS_NOTHING = frozenset(
    {
        *(b"Parent", b"Metadata", b"Info", b"StructTreeRoot", b"StructParents", b"K", b"P", b"Pg", b"ParentTree"),
        *(b"RoleMap", b"Outlines", b"Prev", b"Next", b"First", b"Last", b"Dest", b"Dests", b"D", b"Names", b"A"),
        *(
            b"Length",
            b"PieceInfo",
            b"Private",
            b"Thumb",
            b"B",
            b"Threads",
            b"OpenAction",
            b"Popup",
            b"IRT",
            b"ToUnicode",
        ),
        *(
            b"ViewerPreferences",
            b"MarkInfo",
            b"Root",
            b"Encrypt",
            b"PageLabels",
            b"OutputIntents",
            b"DestOutputProfile",
        ),
    }
)
"""Keys that do not bear on what pages show: what they lead to may be missing."""
TWICE = re.compile(r"object (\d+) (\d+).*dictionary has duplicated key (/[^;\s]+);")
"""How qpdf tells of a key that a dictionary gives twice: the object's number, and the key."""
VALUE = rb"\s*(/[^\s/<>\[\]()]+|\[[^\[\]]*\]|<[^<>]*>|\([^()\\]*\)|[^/<>\[\]()]+)"
"""A simple value behind a key."""
MOST_UNPACKED = 256 << 20
"""Bytes of a broken stream that are unpacked."""
ZLIB_HEAD = 2
"""Bytes before the packed data."""


def repaired(pdf: pikepdf.Pdf, content: Content, password: str | None, told: Sequence[str], shelf: Shelf) -> Content:
    """The file written anew. Raises RefusedError if something of it is lost, or shows itself otherwise then.

    pdf   the open file, as the library mended it
    told  what the library told of it

    Raises UndrawableError where pdfium fails.
    """
    whole = bytes_of(content)
    if max(whole.rfind(b"%%EOF"), whole.rfind(b"startxref")) < whole.rfind(b"endobj"):
        raise damaged()  # cut off: what is left may be an older state of the file
    if _has_lost(pdf, whole) or any(not _says_the_same(whole, one) for one in told):
        raise damaged()
    anew = saved(pdf, shelf)
    with PdfiumFile(content, password, with_fields=True) as before, PdfiumFile(anew, with_fields=True) as after:
        if len(before) != len(after) or len(after) != len(pdf.pages):
            raise damaged()
        for index in range(len(after)):
            with before.page(index) as one, after.page(index) as other:
                if one.size != other.size or not is_alike(one, other):
                    raise damaged()
    return anew


def unpacked_to_its_end(raw: bytes) -> tuple[bytes, bool]:
    """What a packed stream holds, read as viewers do: its checksum does not count, and what breaks off ends there.

    The second value is True if the data themselves come to their end. Raises zlib.error for garbled data.
    """
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    unpacked = inflate.decompress(raw[ZLIB_HEAD:], MOST_UNPACKED)
    if inflate.unconsumed_tail:
        raise zlib.error("more than a page's content holds")
    return unpacked, inflate.eof


def _has_lost(pdf: pikepdf.Pdf, whole: bytes) -> bool:
    """True if something refers to an object that is not in the file, under a key that bears on what pages show.

    The library takes such references away as it reads, so the bytes themselves are searched, packed objects included.
    """
    packed = (
        thing.read_bytes()
        for thing in pdf.objects
        if isinstance(thing, pikepdf.Stream) and thing.get("/Type") == pikepdf.Name.ObjStm
    )
    there: dict[tuple[int, int], bool] = {}
    for text in (whole, *packed):
        for found in REFERENCE.finditer(text):
            key = (int(found[1]), int(found[2]))
            if key not in there:
                there[key] = pdf.get_object(key) is not None
            if there[key]:
                continue
            names = KEY.findall(text, max(0, found.start() - NEAREST_KEY), found.start())
            if not names or names[-1] not in SHOWS_NOTHING:
                return True
    return False


def _says_the_same(whole: bytes, told: str) -> bool:
    """False if the library tells of a key that a dictionary gives twice, and not with the same value: viewers differ in
    which of the two they take."""
    twice = TWICE.search(told)
    if twice is None:
        return "duplicated key" not in told
    begin = re.search(rb"(?<!\d)%s\s+%s\s+obj" % (twice[1].encode(), twice[2].encode()), whole)
    if begin is None:
        return False
    end = whole.find(b"endobj", begin.end())
    key = re.escape(twice[3].encode()) + rb"(?![^\s/<>\[\]()])"
    values = re.findall(key + VALUE, whole[begin.end() : end if end > 0 else len(whole)])
    return len(values) > 1 and len({b" ".join(value.split()) for value in values}) == 1
