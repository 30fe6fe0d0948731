"""Electronic seals of an OFD: where each one stands, and its picture (GB/T 33190, chapter 18; GM/T 0031; GB/T 38540).

A seal is bound as a picture. Nothing of it is verified: not who made it, not that the file is unchanged since then. The
picture lies in the seal's own data or in the value of the signature, both in DER: a sequence of a format's name and the bytes.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

from formgen.dossier.evidence.ofd.package import OfdPackage
from formgen.dossier.evidence.ofd.resources import Located
from formgen.dossier.evidence.ofd.values import Box

MOST_STAMPS = 20_000
KINDS = frozenset({"png", "jpg", "jpeg", "bmp", "gif", "tif", "tiff", "ofd", "svg", "webp"})
CONSTRUCTED, SEQUENCE, OCTETS = 0x20, 0x30, 0x04
TEXTS = frozenset({0x0C, 0x13, 0x16})
"""Types of text in DER: UTF8String, PrintableString, IA5String."""
DEEPEST = 20


@dataclass(frozen=True, slots=True)
class SealPicture:
    """The picture of a seal: its format, in lower case, and its bytes."""

    kind: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class SealPlace:
    """A place where a seal is shown.

    page     the ID of the page
    box      where it stands on the page
    clip     the part of it that is shown, from its own corner; None for all of it
    picture  None if none was found
    """

    page: str
    box: Box
    clip: Box | None
    picture: SealPicture | None


@dataclass(frozen=True, slots=True)
class Seals:
    """The seals of a document: how many signatures it has, and the places where they are shown."""

    count: int
    stamps: tuple[SealPlace, ...]


def read_seals(package: OfdPackage, signatures: Located | None) -> Seals:
    """The seals of a document. Raises RefusedError for a list that can't be read."""
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
    """The picture of a seal in DER; None if there is none."""
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
    """The values that follow each other, as far as they can be read: their types and their contents."""
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
