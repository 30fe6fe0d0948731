"""Computes one sha256 for a page: it stays the same if the file is saved again, and changes if the page changes.

The digest covers everything that the page refers to (content, fonts, pictures, links), in the order of the references. The
numbers of the objects in the file and the packing of the streams do not count. The page to which a link leads does not
count for the page, but for the rest of the file, together with the bookmarks.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable
from typing import Any, NamedTuple

from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

UP = "/Parent"
"""Leads back to the whole; what lies there of a page, its inherited attributes, pypdf has copied into the page."""
PACKING = frozenset({"/Length", "/Filter", "/DecodeParms", "/DL"})
NOT_THE_REST = frozenset({UP, "/Pages", "/Metadata", "/Version", "/Extensions", "/StructTreeRoot"})
"""The structure has a digest of its own (`tags_digest.py`): thousands of small objects, which take this library seconds."""
MOST_UNPACKED = 1 << 30
"""Bytes of one stream that are unpacked; a longer one counts as it is packed."""
PAGE = -1
"""Stands for the generation in a reference to a page."""


class _Own(NamedTuple):
    """An object without what it refers to: its sha256, and the references in their order; a page as (number, PAGE)."""

    digest: bytes
    references: tuple[tuple[int, int], ...]


class Digests:
    """The digests of one file's pages, and of all that is not pages."""

    def __init__(self, reader: PdfReader) -> None:
        self._reader = reader
        self._numbers = {
            (reference.idnum, reference.generation): number
            for number, page in enumerate(reader.pages, start=1)
            if (reference := page.indirect_reference) is not None
        }
        self._known: dict[tuple[int, int], _Own] = {}

    def pages(self) -> tuple[str, ...]:
        """The sha256 of each page, in order."""
        return tuple(self._all(self._one(page, {UP}))[0] for page in self._reader.pages)

    def rest(self) -> str:
        """The sha256 of the catalog (bookmarks, labels, layers, how the file opens) and of where all links lead."""
        catalog, targets = self._all(self._one(self._reader.root_object, NOT_THE_REST))
        of_pages = [self._all(self._one(page, {UP}))[1] for page in self._reader.pages]
        return hashlib.sha256(f"{catalog} {targets} {of_pages}".encode()).hexdigest()

    def _all(self, first: _Own) -> tuple[str, list[int]]:
        """An object and everything that it leads to, each once, in the order of the first mention; the pages apart."""
        targets: list[int] = []
        whole = hashlib.sha256(first.digest)
        order: dict[tuple[int, int], int] = {}
        waiting = [first]
        for own in waiting:  # it grows meanwhile
            for reference in own.references:
                if reference[1] == PAGE:
                    targets.append(reference[0])
                    continue
                if reference not in order:
                    order[reference] = len(order)
                    waiting.append(self._referred(reference))
                whole.update(b"%d " % order[reference])
            whole.update(own.digest)
        return whole.hexdigest(), targets

    def _referred(self, reference: tuple[int, int]) -> _Own:
        known = self._known.get(reference)
        if known is None:
            found = self._reader.get_object(IndirectObject(*reference, self._reader))
            known = self._known[reference] = self._one(found, {UP})
            if isinstance(found, StreamObject) and found.get("/Subtype") == "/Image":
                # pypdf would keep every picture of the file in memory.
                self._reader.resolved_objects.pop((reference[1], reference[0]), None)
        return known

    def _one(self, thing: Any, without: Iterable[str]) -> _Own:
        own, references = hashlib.sha256(), list[tuple[int, int]]()
        self._write(thing, frozenset(without), own, references)
        return _Own(own.digest(), tuple(references))

    def _write(self, thing: Any, without: frozenset[str], own: Any, references: list[tuple[int, int]]) -> None:
        if isinstance(thing, IndirectObject):
            key = (thing.idnum, thing.generation)
            if key in self._numbers:
                references.append((self._numbers[key], PAGE))
                own.update(b"page;")
            else:
                references.append(key)
                own.update(b"ref;")
        elif isinstance(thing, DictionaryObject):
            is_stream = isinstance(thing, StreamObject)
            own.update(b"<<")
            for name in sorted(set(thing) - without - (PACKING if is_stream else frozenset())):
                own.update(_text(name) + b"=")
                self._write(thing.raw_get(name), frozenset(), own, references)
            own.update(b">>")
            if is_stream:
                own.update(_content(thing))
        elif isinstance(thing, ArrayObject):
            own.update(b"[")
            for one in thing:
                self._write(one, frozenset(), own, references)
            own.update(b"]")
        else:
            own.update(_plain(thing))


def _plain(thing: Any) -> bytes:
    """A value without parts, so that equal values give equal bytes."""
    if isinstance(thing, BooleanObject):
        return b"yes;" if thing.value else b"no;"
    if isinstance(thing, NumberObject | FloatObject):
        return f"{float(thing):.6f};".encode()
    if isinstance(thing, NameObject):
        return _text(thing) + b";"
    if isinstance(thing, TextStringObject | ByteStringObject):
        return b"(%d:" % len(thing.original_bytes) + thing.original_bytes + b")"
    return b"null;" if thing is None or isinstance(thing, NullObject) else _text(repr(thing)) + b";"


def _text(name: str) -> bytes:
    return name.encode("utf-8", "surrogatepass")


def _content(stream: Any) -> bytes:
    """The sha256 of a stream's data: unpacked if they are packed in the usual way alone, else with how they are packed."""
    raw: bytes = stream._data  # what stands in the file; get_data() would decode pictures too
    filters = stream.get("/Filter", ())
    names = [str(filters)] if isinstance(filters, NameObject) else [str(name) for name in filters]
    parameters = stream.get("/DecodeParms")
    plain = parameters is None or isinstance(parameters, NullObject)
    if names == ["/FlateDecode"] and plain:
        inflate = zlib.decompressobj()
        try:
            unpacked = inflate.decompress(raw, MOST_UNPACKED)
            if not inflate.unconsumed_tail:
                return hashlib.sha256(unpacked).digest()
        except zlib.error:
            pass
    elif not names:
        return hashlib.sha256(raw).digest()
    return hashlib.sha256(raw).digest() + _text(f"{names} {parameters}")
