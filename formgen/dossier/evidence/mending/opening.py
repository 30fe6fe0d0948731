"""Opens a supplied PDF and looks through it, with a table or a page tree put right that the library would stumble over."""

from __future__ import annotations

from typing import Any

import pikepdf

from formgen.dossier.evidence.damage import LookedThrough, complaints, look_through
from formgen.dossier.evidence.mending.odd_tables import with_hidden_objects, with_right_type, with_room
from formgen.dossier.evidence.mending.page_trees import has_misnamed_nodes, is_pruned
from formgen.dossier.evidence.mending.repair import has_lost_references
from formgen.dossier.evidence.mending.saving import saved
from formgen.dossier.evidence.refused import RefusedError, damaged
from formgen.dossier.shelf import Content, Shelf, bytes_of, stream_of
from formgen.engines.pdfium import UndrawableError

ODD = (
    pikepdf.exceptions.PikepdfError,
    pikepdf.PdfError,
    UndrawableError,
    RuntimeError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    OverflowError,
)
"""The errors that the libraries raise for a file that breaks its format."""
ODD_TABLE, ODD_TREE = "the table has another type", "the page tree has entries that are no pages"
HIDDEN = "the table does not lead to the objects in streams"
ODD_NUMBERS = "the numbers of objects are larger than the file is long"
"""What is told of a file as the library tells what it repaired."""
UNKNOWN_LOCK = "unsupported encryption filter"
"""How the library reports a file that is not locked with a password: with a certificate, or by a program that only its maker has."""
UNLOCK = "请在打得开它的软件里去掉加密，或打印（另存）成新的 PDF 再提供"
MISNAMED = "/Type key should be /Pages"
"""How the library reports a node of the page tree that says that it is something else."""


def opened(content: Content, password: str | None, shelf: Shelf) -> tuple[pikepdf.Pdf, str | None, LookedThrough]:
    """The open PDF, the password that it needed, and what was found in it. Raises RefusedError as `look_through`.

    What viewers pass over in a table or in a page tree is put right before the library reads the pages, which would stumble over it.
    """
    try:
        found = _opened(content, password, shelf)
        longer = with_room(content, shelf) if found[2].told else None
        if longer is None:
            return found
    except pikepdf.PasswordError:
        raise
    except (RefusedError, *ODD):
        longer = with_room(content, shelf)
        if longer is None:
            raise
    pdf, opens, looked = _opened(longer, password, shelf)
    return pdf, opens, looked._replace(told=(ODD_NUMBERS, *looked.told), read=looked.read or longer)


def _opened(content: Content, password: str | None, shelf: Shelf) -> tuple[pikepdf.Pdf, str | None, LookedThrough]:
    read, told = content, list[str]()
    righted = with_right_type(content, shelf)
    if righted is not None:
        read, told = righted, [ODD_TABLE]
    try:
        pdf, opens, looked, read = _with_all_objects(read, password, shelf)
    except pikepdf.PasswordError:
        raise
    except (RefusedError, *ODD):
        with unlocked(read, password, as_it_stands=True)[0] as tree:
            if not is_pruned(tree):
                raise
            if has_lost_references(tree, bytes_of(read)):
                raise damaged() from None
            told += [ODD_TREE, *complaints(tree)]
            read = saved(tree, shelf)
        pdf, opens = unlocked(read, password)
        looked = look_through(pdf)
    if any(MISNAMED in one for one in looked.told):
        with unlocked(read, password, as_it_stands=True)[0] as tree:
            if has_misnamed_nodes(tree):
                raise damaged()
    return pdf, opens, looked._replace(told=(*told, *looked.told), read=read)


def _with_all_objects(
    read: Content, password: str | None, shelf: Shelf
) -> tuple[pikepdf.Pdf, str | None, LookedThrough, Content]:
    """The open PDF, its password, and what was found in it; and the bytes that were read.

    Where a broken table no longer leads to what is packed in streams, these are written out and read anew. The errors are those of
    `unlocked` and `look_through`.
    """
    try:
        pdf, opens = unlocked(read, password)
        looked = look_through(pdf)
        if not looked.told or not has_lost_references(pdf, bytes_of(read)):
            return pdf, opens, looked, read
    except (RefusedError, *ODD):
        found = with_hidden_objects(read, shelf)
        if found is None:
            raise
    else:
        found = with_hidden_objects(read, shelf)
        if found is None:
            return pdf, opens, looked, read
        pdf.close()
    pdf, opens = unlocked(found, password)
    looked = look_through(pdf)
    return pdf, opens, looked._replace(told=(HIDDEN, *looked.told)), found


def unlocked(content: Content, password: str | None, as_it_stands: bool = False) -> tuple[pikepdf.Pdf, str | None]:
    """The open PDF, and the password that it needed; None if it needed none.

    Raises PasswordError if no password or a wrong one is given, RefusedError for a file that no password opens.

    as_it_stands  True if the library is not to look at its pages
    """
    how: Any = {"suppress_warnings": True, "inherit_page_attributes": not as_it_stands}
    try:
        return pikepdf.open(stream_of(content), **how), None
    except pikepdf.PasswordError:
        if not password:
            raise
        return pikepdf.open(stream_of(content), password=password, **how), password
    except pikepdf.PdfError as fault:
        if UNKNOWN_LOCK in str(fault):
            raise RefusedError("evidence.encrypted", "用数字证书或专用软件加了密，打不开", UNLOCK) from None
        raise
