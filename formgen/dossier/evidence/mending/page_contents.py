"""Finds pages whose content is not there, or is no content: every viewer shows such a page blank, or in part, and says nothing.

The library takes a reference to nothing for no entry at all. So the file is searched, but only if it has a page without any content.
"""

from __future__ import annotations

import re

import pikepdf

from formgen.dossier.evidence.mending.lost_references import lost_references
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
    return any(lost_references(pdf, bytes_of(content), CONTENTS))
