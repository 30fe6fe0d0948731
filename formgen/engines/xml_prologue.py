"""What an XML file from a stranger declares before its first element, looked at before any other parser reads the file.

Entities that are declared there can grow without end ("XML bomb") or name files of this machine. The only module that calls
defusedxml.
"""

from __future__ import annotations

from typing import IO
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import create_parser

PIECE = 1 << 16
"""Bytes that are read at a time."""


class ForbiddenDeclarationError(Exception):
    """The file declares what it must not declare."""


class NotXmlError(Exception):
    """The file is no XML, or is damaged, before its first element."""


def check_prologue(file: IO[bytes], *, may_have_document_type: bool, most: int | None = None) -> None:
    """Read a file up to its first element.

    may_have_document_type  False refuses any document type; True refuses only entities in it
    most                    how many bytes are read at most; None reads on until the first element

    Raises ForbiddenDeclarationError, or NotXmlError.
    """
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
    """The first element began: no declaration can follow."""


class _UntilFirstElement(ContentHandler):
    def startElement(self, name: str, attrs: object) -> None:
        raise _FirstElementReached
