"""Finds pages whose content is not there, or is no content: every viewer shows such a page blank, or in part, and says nothing.

The library takes a reference to nothing for no entry at all. So the bytes of the file are searched, but only if the file has a
page without any content.
"""

from __future__ import annotations

import re

import pikepdf

from formgen.dossier.shelf import Content, bytes_of

NO_CONTENT = "the content of a page is none"
CONTENTS = re.compile(rb"/Contents\s+(\d{1,10})\s+(\d{1,5})\s+R(?![A-Za-z])")


def is_odd(page: pikepdf.Object) -> bool:
    """True if a page names something as its content, or as a part of it, that is no content."""
    content = page.get("/Contents")
    parts = content.as_list() if isinstance(content, pikepdf.Array) else [content]
    return content is not None and not all(isinstance(part, pikepdf.Stream) for part in parts)


def has_lost(pdf: pikepdf.Pdf, content: Content) -> bool:
    """True if a page of the file refers to a content that is not in the file. content: the file's bytes."""
    if all("/Contents" in page.obj for page in pdf.pages):
        return False
    packed = (
        thing.read_bytes()
        for thing in pdf.objects
        if isinstance(thing, pikepdf.Stream) and thing.get("/Type") == pikepdf.Name.ObjStm
    )
    return any(
        pdf.get_object((int(found[1]), int(found[2]))) is None
        for text in (bytes_of(content), *packed)
        for found in CONTENTS.finditer(text)
    )
