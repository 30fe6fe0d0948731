"""Finds pages whose content is not there, or is no content: every viewer shows such a page blank, or in part, and says nothing.

The library takes a reference to nothing for no entry at all. So the file is searched, but only if it has a page without any content.
"""

from __future__ import annotations

import re

import pikepdf

from formgen.dossier.evidence.mending.lost_references import holder, lost_references
from formgen.dossier.shelf import Content, bytes_of

NO_CONTENT = "the content of a page is none"
CONTENTS = re.compile(rb"/Contents\s+(\d{1,10})\s+(\d{1,5})\s+R(?![A-Za-z])")


def is_odd(page: pikepdf.Object) -> bool:
    """True if a page names something as its content, or as a part of it, that is no content."""
    content = page.get("/Contents")
    parts = content.as_list() if isinstance(content, pikepdf.Array) else [content]
    return content is not None and not all(isinstance(part, pikepdf.Stream) for part in parts)


def lost_content(pdf: pikepdf.Pdf, content: Content) -> int | None:
    """The number of a page that refers to a content which is not in the file, counted from 1; 0 where nobody can say which, None for none.

    content: the file's bytes
    """
    if all("/Contents" in page.obj for page in pdf.pages):
        return None
    whole = bytes_of(content)
    for found in lost_references(pdf, whole, CONTENTS):
        place = holder(whole, found.start()) if found.string is whole else None
        return next((number for number, page in enumerate(pdf.pages, start=1) if page.obj.objgen == place), 0)
    return None
