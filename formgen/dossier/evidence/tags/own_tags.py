"""The structure of our own papers, read once for each shape: a form has thousands of elements, the same for every enterprise.

If all objects of such a paper but its streams and fonts are the same as those of a paper before it, the structure is the same, and is
not read again. Most of them are packed in a stream of objects, whose bytes never change. What a paper says of the enterprise
stands in other streams, and in its fonts.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from threading import Lock

import pikepdf

from formgen.dossier.evidence.tags.reading import read_tags
from formgen.dossier.evidence.tags.tree import Tags, tidied

MOST_KEPT = 32
"""Shapes of papers whose structure is kept: those of a scheme's forms, dividers and listings."""
PACKED = pikepdf.Name.ObjStm
FONTS = (pikepdf.Name.Font, pikepdf.Name.FontDescriptor)
_KEPT: dict[bytes, Tags | None] = {}
_LOCK = Lock()


def own_tags(pdf: pikepdf.Pdf) -> Tags | None:
    """The tidied structure of a paper that this program made; None if it has none. Raises OddTagsError."""
    shape = _shape(pdf)
    with _LOCK:
        if shape in _KEPT:
            return _KEPT[shape]
    tags = read_tags(pdf)
    tags = tags and replace(tags, tops=tidied(tags.tops))
    with _LOCK:
        if len(_KEPT) >= MOST_KEPT:
            _KEPT.clear()
        _KEPT[shape] = tags
    return tags


def _shape(pdf: pikepdf.Pdf) -> bytes:
    """The sha256 of all objects that are neither streams nor fonts."""
    whole = hashlib.sha256(repr((pdf.Root.objgen, [page.obj.objgen for page in pdf.pages])).encode())
    packed, single = set[int](), list[pikepdf.Object]()
    for thing in pdf.objects:
        if not isinstance(thing, pikepdf.Stream):
            single.append(thing)
        elif thing.get("/Type") == PACKED:
            content = thing.read_bytes()
            packed.update(map(int, content[: int(thing.First)].split()[::2]))
            whole.update(content)
    for thing in single:
        if thing.objgen[0] not in packed and not (
            isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") in FONTS
        ):
            whole.update(b"%d %b" % (thing.objgen[0], thing.unparse(resolved=True)))
    return whole.digest()
