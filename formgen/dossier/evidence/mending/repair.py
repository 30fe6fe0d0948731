"""Repairs a file that breaks the format although every viewer opens it, if nothing of the file is lost.

The library repairs what it can and reports it. This is not enough to bind a file, because pages may be lost in this way
and nobody would notice. So a repaired file is bound only if three things are true. The end of the file is there. Nothing
to which its pages refer is missing. And pdfium, which repairs the supplied file in its own way, draws each page of the
supplied file and of the repaired file alike.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial

import pikepdf

from formgen.dossier.evidence.mending.alike import is_alike
from formgen.dossier.evidence.mending.lost_references import (
    OF_RESOURCES,
    TRAILER,
    Key,
    holder,
    is_beside_resources,
    is_of_no_use,
    is_replaced,
    lost_references,
    used,
    value_at,
)
from formgen.dossier.evidence.mending.saving import saved
from formgen.dossier.evidence.refused import damaged
from formgen.dossier.shelf import Content, Shelf, bytes_of
from formgen.engines.pdfium import PdfiumFile
from formgen.engines.system.watcher import at_page

REFERENCE = re.compile(rb"(?<![\d.])(\d{1,10}) (\d{1,5}) R(?![A-Za-z])")
KEY = re.compile(rb"/([A-Za-z][^\s/<>\[\]()]*)")
NEAREST_KEY = 400
"""The key of a reference is searched in so many bytes before the reference."""
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
"""Keys that do not change what pages show. An object to which they refer may be missing."""
TWICE = re.compile(r"(?:object (\d+) (\d+)|\(trailer).*dictionary has duplicated key (/[^;\s]*);")
"""How qpdf reports a key that a dictionary has twice: the number and generation of the object, none for the trailer, and the key."""
MOST_UNPACKED = 256 << 20
"""How many bytes of a broken stream are unpacked at most."""
ZLIB_HEAD = 2
"""The number of bytes before the compressed data (RFC 1950)."""


def repaired(
    pdf: pikepdf.Pdf, content: Content, password: str | None, told: Sequence[str], shelf: Shelf, read: Content
) -> Content:
    """The bytes of the repaired file.

    pdf       the open file, as the library repaired it
    content   the bytes of the supplied file
    password  the password that opens these; None if they need none
    told      what the library reported
    shelf     where the new bytes are kept
    read      the bytes that the library read: the supplied ones, or these with a table or a page tree put right

    Raises RefusedError if something of the file is lost or if it looks different now, UndrawableError if pdfium fails.
    """
    whole = bytes_of(content)
    if max(whole.rfind(b"%%EOF"), whole.rfind(b"startxref")) < whole.rfind(b"endobj"):
        raise damaged("文件的结尾不见了，可能没有下载或复制完整")  # the rest may be an older state of the file
    known = bytes_of(read)
    if has_lost_references(pdf, known):
        raise damaged("页面用到的内容有一部分不在文件里")
    if not say_the_same(pdf, known, told):
        raise damaged("同一项内容写了两遍，前后不一，各种软件显示的不一样")
    _drop_beside_resources(pdf)
    anew = saved(pdf, shelf)
    with PdfiumFile(content, password, with_fields=True) as before, PdfiumFile(anew, with_fields=True) as after:
        if len(before) != len(after) or len(after) != len(pdf.pages):
            raise damaged("各种软件数出来的页数不一样")
        for index in range(len(after)):
            with at_page(index), before.page(index) as one, after.page(index) as other:
                if one.size != other.size or not is_alike(one, other):
                    raise damaged(f"各种软件显示的第 {index + 1} 页不一样")
    return anew


def _drop_beside_resources(pdf: pikepdf.Pdf) -> None:
    """Leave out of resources what viewers do not know there: it may have a name that the library complains of each time."""
    for thing in pdf.objects:
        resources = thing.get("/Resources") if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream) else None
        if isinstance(resources, pikepdf.Dictionary):
            for name in resources.keys() - OF_RESOURCES:
                del resources[name]


def unpacked_to_its_end(raw: bytes) -> tuple[bytes, bool]:
    """The content of a compressed stream, read as viewers read it: without its checksum, and as far as the data go.

    The second value is True if the data are complete. Raises zlib.error for garbled data, and for too many data.
    """
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    unpacked = inflate.decompress(raw[ZLIB_HEAD:], MOST_UNPACKED)
    if inflate.unconsumed_tail:
        raise zlib.error("more than a page's content holds")
    return unpacked, inflate.eof


def has_lost_references(pdf: pikepdf.Pdf, whole: bytes) -> bool:
    """True if a key that changes what pages show refers to an object that is not in the file.

    What no page uses is left aside, since nothing of it is bound, and so is an older state of an object.
    """
    bound = cache(partial(used, pdf))
    for found in lost_references(pdf, whole, REFERENCE):
        names = KEY.findall(found.string, max(0, found.start() - NEAREST_KEY), found.start())
        if names and names[-1] in SHOWS_NOTHING:
            continue
        key = holder(whole, found.start()) if found.string is whole else None
        if key is None or not names:
            return True
        if is_beside_resources(pdf, whole, found.start(), key):
            continue
        entry = f"/{names[-1].decode('latin-1')}"
        if not is_of_no_use(pdf, key, entry, bound()) and not is_replaced(pdf, whole, found.start(), key, entry):
            return True
    return False


def say_the_same(pdf: pikepdf.Pdf, whole: bytes, told: Iterable[str]) -> bool:
    """False if the library reports a key that a dictionary has twice with different values, where that may change what pages show.

    Viewers differ in which of the two values they use. told: the reports of the library.
    """
    bound = cache(partial(used, pdf))
    return all(_says_the_same(pdf, whole, one, bound) for one in told)


def _says_the_same(pdf: pikepdf.Pdf, whole: bytes, told: str, bound: Callable[[], frozenset[Key]]) -> bool:
    twice = TWICE.search(told)
    if twice is None:
        return "duplicated key" not in told
    key = (int(twice[1]), int(twice[2])) if twice[1] else TRAILER
    if is_of_no_use(pdf, key, twice[3], bound()):
        return True
    begin = re.search(rb"(?<!\d)%d\s+%d\s+obj" % key, whole)
    if begin is None:
        return False
    end = whole.find(b"endobj", begin.end())
    end = end if end > 0 else len(whole)
    name = re.escape(twice[3].encode()) + rb"(?![^\s/<>\[\]()])"
    places = [found.end() for found in re.finditer(name, whole[begin.end() : end])]
    if len(places) > 1 and all(is_beside_resources(pdf, whole, begin.end() + at, key) for at in places):
        return True
    values = {value_at(whole[begin.end() + at : end]) for at in places}
    return len(places) > 1 and len(values) == 1 and b"" not in values
