"""Checks what an XML file from a stranger declares before its first element, before any other parser reads the file.

Entities that are declared there can grow without end ("XML bomb") or name files of this machine. No other module calls
defusedxml.
"""

from __future__ import annotations

from typing import IO
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

from defusedxml.common import DefusedXmlException

PIECE = 1 << 16
"""The number of bytes that are read at a time."""


class ForbiddenDeclarationError(Exception):
    """The file has a declaration that is forbidden."""


class NotXmlError(Exception):
    """The file is no XML, or it is damaged before its first element."""


def check_prologue(file: IO[bytes], *, may_have_document_type: bool, most: int | None = None) -> None:
    """Read a file up to its first element.

    may_have_document_type  False to refuse any document type; True to refuse only entities in it
    most                    the largest number of bytes to read, rounded up to whole `PIECE`s; None to read until the first
                            element

    Raises ForbiddenDeclarationError for a forbidden declaration, NotXmlError if the file is no XML.
    """
    from defusedxml.expatreader import create_parser  # it loads what fetches addresses, too, which takes long

    parser = create_parser(
        forbid_dtd=not may_have_document_type, forbid_entities=True, forbid_external=not may_have_document_type
    )
    parser.setContentHandler(_UntilFirstElement())
    parser.setFeature("http://xml.org/sax/features/external-general-entities", False)
    read = 0
    try:
        while (most is None or read < most) and (piece := file.read(PIECE)):
            read += len(piece)
            parser.feed(piece)
    except _FirstElementReached:
        return
    except DefusedXmlException as fault:
        raise ForbiddenDeclarationError from fault
    except SAXException as fault:
        raise NotXmlError from fault


class _FirstElementReached(Exception):
    """The first element has begun, so no declaration can follow."""


class _UntilFirstElement(ContentHandler):
    def startElement(self, name: str, attrs: object) -> None:
        raise _FirstElementReached
