"""Opens a supplied PDF and looks through it. What the library would stumble over is put right before: `MENDS` says what, and when."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pikepdf

from formgen.dossier.evidence.annotations import look_over
from formgen.dossier.evidence.damage import LookedThrough, complaints, look_through
from formgen.dossier.evidence.mending.odd_tables import with_hidden_objects, with_right_type, with_room
from formgen.dossier.evidence.mending.page_trees import has_misnamed_nodes, is_pruned
from formgen.dossier.evidence.mending.repair import has_lost_references, say_the_same
from formgen.dossier.evidence.mending.saving import saved
from formgen.dossier.evidence.refused import RefusedError, damaged, wrong_password
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
UNKNOWN_LOCK = "unsupported encryption filter"
"""How the library reports a file that is not locked with a password: with a certificate, or by a program that only its maker has."""
UNLOCK = "请在打得开它的软件里去掉加密，或打印（另存）成新的 PDF 再提供"
SIGNED_REMEDY = "请把密码写在数据文件或采集表里，用命令行装订；或打印（另存）成没有密码的 PDF 再提供"
MISNAMED = "/Type key should be /Pages"
"""How the library reports a node of the page tree that says that it is something else."""


class OpenPdf(NamedTuple):
    """An open file: the PDF, the password that it needed (None if it needed none), and what was found in it."""

    pdf: pikepdf.Pdf
    opens: str | None
    looked: LookedThrough


class PdfReading(NamedTuple):
    """What came of reading a file, as it was supplied or with something put right.

    content   the bytes that were read
    password  the password that was given for them
    came      what was found, or the error of `unlocked` or `look_through`
    told      what was put right in the bytes before
    """

    content: Content
    password: str | None
    came: OpenPdf | Exception
    told: tuple[str, ...] = ()


class Mend(NamedTuple):
    """Something that viewers pass over in a file, and that the library stumbles over.

    told  what is told of a file that was mended so, as the library tells what it repaired
    when  True for a reading after which it is tried
    made  the bytes that it makes of what was read; None where there is nothing of the kind, or nothing that is beyond doubt
    """

    told: str
    when: Callable[[PdfReading], bool]
    made: Callable[[PdfReading, Shelf], Content | None]


def opened(content: Content, password: str | None, shelf: Shelf) -> OpenPdf:
    """The open PDF, and what was found in it. Raises RefusedError as `look_through`, PasswordError as `unlocked`, and errors of `ODD`.

    Each of `MENDS` works on what the ones before it made. As soon as a file is read without a word of the library, no more are tried.
    """
    reading = _read(content, password)
    for mend in MENDS:
        made = mend.made(reading, shelf) if mend.when(reading) else None
        if made is None:
            continue
        if isinstance(reading.came, OpenPdf):
            reading.came.pdf.close()
        reading = _read(made, password, (*reading.told, mend.told))
    if isinstance(reading.came, Exception):
        raise reading.came
    found = reading.came
    if any(MISNAMED in one for one in found.looked.told):
        with unlocked(reading.content, password, as_it_stands=True)[0] as tree:
            if has_misnamed_nodes(tree):
                raise damaged("页面目录自相矛盾，各种软件数出来的页数不一样")
    looked = found.looked._replace(told=(*reading.told, *found.looked.told), read=reading.content)
    return found._replace(looked=looked)


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


def needs_password(content: Content) -> bool:
    """True for a PDF that a password opens, and none was given."""
    try:
        unlocked(content, None)[0].close()
    except pikepdf.PasswordError:
        return True
    except (RefusedError, *ODD):
        return False
    return False


def without_password(content: bytes, password: str) -> bytes:
    """The PDF without its lock, and else as it was.

    Raises RefusedError for a wrong password, for a file with an electronic signature, which would not be valid any more, and for a
    file that can't be read.
    """
    try:
        pdf, _ = unlocked(content, password)
        with pdf:
            things = (thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary))
            apart = any("/ByteRange" in thing and "/Contents" in thing for thing in things)
            if apart or look_over(pdf).is_signed:
                raise RefusedError(
                    "evidence.signed", "有电子签名，解开后存下来的签名就没有用了，没有解开", SIGNED_REMEDY
                )
            return bytes_of(saved(pdf, Shelf()))
    except pikepdf.PasswordError:
        raise wrong_password() from None
    except ODD:
        raise damaged("结构坏了，有的页读不出来") from None


def _read(content: Content, password: str | None, told: tuple[str, ...] = ()) -> PdfReading:
    """What comes of reading these bytes. Raises PasswordError as `unlocked`."""
    came: OpenPdf | Exception
    try:
        pdf, opens = unlocked(content, password)
        came = OpenPdf(pdf, opens, look_through(pdf))
    except pikepdf.PasswordError:
        raise
    except (RefusedError, *ODD) as fault:
        came = fault
    return PdfReading(content, password, came, told)


def is_odd(reading: PdfReading) -> bool:
    """True if the library fails, or had to repair something."""
    return not isinstance(reading.came, OpenPdf) or bool(reading.came.looked.told)


def has_lost_something(reading: PdfReading) -> bool:
    """True if the library fails, or had to repair something and does not find what pages show."""
    if not isinstance(reading.came, OpenPdf):
        return True
    try:
        return is_odd(reading) and has_lost_references(reading.came.pdf, bytes_of(reading.content))
    except ODD:
        return True


def is_in_vain(reading: PdfReading) -> bool:
    """True if the library fails."""
    return isinstance(reading.came, Exception)


def _with_pruned_tree(reading: PdfReading, shelf: Shelf) -> Content | None:
    """The file without the entries of its page tree that no viewer looks at; None if they stand elsewhere, or more is wrong with it."""
    try:
        with unlocked(reading.content, reading.password, as_it_stands=True)[0] as tree:
            if not is_pruned(tree):
                return None
            whole = bytes_of(reading.content)
            if has_lost_references(tree, whole) or not say_the_same(tree, whole, complaints(tree)):
                return None
            return saved(tree, shelf)
    except (RefusedError, *ODD):
        return None


MENDS = (
    Mend(
        "the numbers of objects are larger than the file is long",
        is_odd,
        lambda reading, shelf: with_room(reading.content, shelf),
    ),
    Mend(
        "the table has another type",
        is_odd,
        lambda reading, shelf: with_right_type(reading.content, shelf),
    ),
    Mend(
        "the table does not lead to the objects in streams",
        has_lost_something,
        lambda reading, shelf: with_hidden_objects(reading.content, shelf),
    ),
    Mend(
        "the page tree has entries that are no pages",
        is_in_vain,
        _with_pruned_tree,
    ),
)
"""What is put right, in the order in which it is tried."""
