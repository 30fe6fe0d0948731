"""Searches an office file for references to anything outside it, before LibreOffice opens it. Its name does not matter."""

from __future__ import annotations

import io

from formgen.dossier.evidence.formats import OLE, FileFormat
from formgen.dossier.evidence.outside.compound import look_through_compound
from formgen.dossier.evidence.outside.packed import MOST_ELEMENTS, look_through_packed
from formgen.dossier.evidence.outside.references import References
from formgen.dossier.evidence.outside.rich_text import look_through_rich_text
from formgen.dossier.evidence.outside.xml_part import Bounded, look_through_part


class _NoRelations:
    """Ignores relations: a file that is not packed has none."""

    def relation(self, attributes: object) -> None:
        """Nothing is done."""

    def use(self, relation: str) -> None:
        """Nothing is done."""


def look_through(content: bytes, kind: FileFormat) -> References:
    """The references that leave an office file, and whether it has macros.

    Raises RefusedError for a file with XML entities, with millions of elements, or with parts that can't be read.
    """
    found = References()
    if kind is FileFormat.RTF:
        look_through_rich_text(content, found)
    elif kind in (FileFormat.FODT, FileFormat.FODS):
        look_through_part(io.BytesIO(content), "", found, _NoRelations(), Bounded(MOST_ELEMENTS))
    elif content.startswith(OLE):
        look_through_compound(content, found)
    else:
        look_through_packed(content, found)
    return found
