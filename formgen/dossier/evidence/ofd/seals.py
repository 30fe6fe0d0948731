"""Finds the electronic seals of an OFD: their places and their pictures (GB/T 33190, chapter 18; GM/T 0031; GB/T 38540).

A seal is bound as a picture, and nothing of it is verified. The program checks neither who made the seal nor whether the
file has changed since then. The picture lies in the data of the seal or in the value of the signature. Both are in DER, and
in both the name of the picture's format stands directly before its bytes.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

from formgen.dossier.evidence.ofd.package import OfdPackage
from formgen.dossier.evidence.ofd.resources import Located
from formgen.dossier.evidence.ofd.values import Box

MOST_STAMPS = 20_000
"""How many places of seals are read in one document."""
KINDS = frozenset({"png", "jpg", "jpeg", "bmp", "gif", "tif", "tiff", "ofd", "svg", "webp"})
"""The names of formats that a seal's data may give."""
CONSTRUCTED, SEQUENCE, OCTETS = 0x20, 0x30, 0x04
"""In the tags of DER: the bit of a value that consists of values; a SEQUENCE; an OCTET STRING."""
TEXTS = frozenset({0x0C, 0x13, 0x16})
"""The tags of texts in DER: UTF8String, PrintableString, IA5String."""
DEEPEST = 20
"""How many values within each other are read."""


@dataclass(frozen=True, slots=True)
class SealPicture:
    """The picture of a seal.

    kind     the name of its format, in small letters, one of KINDS
    content  its bytes
    """

    kind: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class SealPlace:
    """A place where a page shows a seal.

    page     the ID of the page
    box      the seal's place on the page, in mm
    clip     the part of the seal that is visible, in mm from the corner of `box`; None if all of it is visible
    picture  the picture of the seal; None if none was found
    """

    page: str
    box: Box
    clip: Box | None
    picture: SealPicture | None


@dataclass(frozen=True, slots=True)
class Seals:
    """The seals of a document.

    count   the number of its signatures
    stamps  the places where its pages show seals
    """

    count: int
    stamps: tuple[SealPlace, ...]


def read_seals(package: OfdPackage, signatures: Located | None) -> Seals:
    """The seals of a document. signatures: the list of its signatures; None if it has none.

    Raises RefusedError for a part that can't be read.
    """
    if signatures is None:
        return Seals(0, ())
    stamps: list[SealPlace] = []
    count = 0
    for listed in signatures.node.children("Signature"):
        place = listed.get("BaseLoc")
        if place is None:
            continue
        count += 1
        node, folder = package.xml(place, signatures.folder)
        picture = _picture(package, [*node.below("BaseLoc"), *node.below("SignedValue")], folder)
        for shown in node.below("StampAnnot"):
            box = shown.box()
            if box is None or len(stamps) >= MOST_STAMPS:
                continue
            # The attribute may name several pages.
            for page in (shown.get("PageRef") or "").replace(",", " ").split():
                stamps.append(SealPlace(page, box, shown.box("Clip"), picture))
    return Seals(count, tuple(stamps))


def _picture(package: OfdPackage, places: list[object], folder: str) -> SealPicture | None:
    for node in places:
        place = str(getattr(node, "text", "")).strip()
        path = package.find(place, folder) if place else None
        found = picture_in(package.read(path)) if path is not None else None
        if found is not None:
            return found
    return None


def picture_in(content: bytes) -> SealPicture | None:
    """The first picture in the DER data of a seal; None if there is none."""
    return next(_pictures(content, 0), None)


def _pictures(content: bytes, depth: int) -> Iterator[SealPicture]:
    values = list(_values(content))
    for (tag, text), (next_tag, data) in itertools.pairwise(values):
        kind = text.decode("ascii", "replace").strip().strip(".").casefold() if tag in TEXTS and len(text) < 10 else ""
        if kind in KINDS and next_tag == OCTETS and data:
            yield SealPicture(kind, data)
    if depth < DEEPEST:
        for tag, data in values:
            if tag & CONSTRUCTED or (tag == OCTETS and data[:1] == b"\x30"):
                yield from _pictures(data, depth + 1)


def _values(content: bytes) -> Iterator[tuple[int, bytes]]:
    """The values that follow each other in DER data, each as its tag and its content. It stops where the data are wrong."""
    at = 0
    while at + 2 <= len(content):
        tag, size = content[at], content[at + 1]
        at += 2
        if size & 0x80:
            count = size & 0x7F
            if not 1 <= count <= 8 or at + count > len(content):
                return
            size = int.from_bytes(content[at : at + count], "big")
            at += count
        if tag & 0x1F == 0x1F or at + size > len(content):
            return
        yield tag, content[at : at + size]
        at += size
