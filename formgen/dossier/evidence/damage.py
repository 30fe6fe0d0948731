"""Checks that a supplied PDF is complete and that every reader shows it alike: it reads all objects and all pages once."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from typing import Any, NamedTuple

import pikepdf

from formgen.dossier.evidence.annotations import Annotations, look_over
from formgen.dossier.evidence.mending.lost_references import Key, led_to, used
from formgen.dossier.evidence.mending.page_contents import NO_CONTENT, is_odd
from formgen.dossier.evidence.mending.repair import unpacked_to_its_end
from formgen.dossier.evidence.mending.shown_codes import is_foreign
from formgen.dossier.evidence.outside.references import Reference
from formgen.dossier.evidence.refused import PRINT_ANEW, RefusedError, damaged
from formgen.dossier.shelf import Content, Shelf, bytes_of, stream_of

PIECE = 1 << 20
"""How many bytes are inflated at a time."""
PICTURE_FILTERS = frozenset({"/DCTDecode", "/JPXDecode", "/JBIG2Decode", "/CCITTFaxDecode", "/Crypt"})
"""Filters of pictures, whose data are not unpacked here, and the filter of encrypted data."""
DRAWN_NOWHERE = frozenset(
    {
        *(
            "/PageMode",
            "/PageLayout",
            "/ViewerPreferences",
            "/Metadata",
            "/Lang",
            "/Type",
            "/PieceInfo",
            "/LastModified",
        ),
        *(
            "/StructParent",
            "/StructParents",
            "/Tabs",
            "/Title",
            "/Author",
            "/Subject",
            "/Keywords",
            "/Creator",
            "/Producer",
        ),
        *("/CreationDate", "/ModDate", "/Trapped", "/Marked", "/Version", "/ID", "/Size", "/Count"),
    }
)
"""Keys that do not change what a page shows. If a dictionary has a key twice, readers differ in which value they use. This
is harmless for these keys."""
TWICE = "dictionary has duplicated key "
"""How qpdf reports a key that occurs twice. The key and a semicolon follow."""
IN_THE_TRAILER, STRAY = "(trailer, ", "name with stray #"
"""How qpdf reports a name with a sign that viewers read in different ways. Of the trailer, nothing is shown."""
FIELD_TREE = ("not reachable from /AcroForm", "while traversing /AcroForm")
"""How the library reports faults of the tree of fields, such as a widget that is in no tree. Pages show widgets, and no tree is bound."""
LONGEST_TARGET = 80
"""How many characters of another file's name a message shows."""
FLUSHED = b"\0\0\xff\xff"
"""The last bytes of deflated data that a program flushed but did not close (zlib, Z_SYNC_FLUSH)."""
UNREADABLE = (pikepdf.PdfError, TypeError, zlib.error)
"""The errors of a stream that can't be unpacked."""
READ_BY_NOW = (pikepdf.Name.XRef, pikepdf.Name.ObjStm)
"""Streams that the library has read itself. It reports what it did not find there."""
SHORT_FILTERS = {
    "/A85": "/ASCII85Decode",
    "/AHx": "/ASCIIHexDecode",
    "/CCF": "/CCITTFaxDecode",
    "/DCT": "/DCTDecode",
    "/Fl": "/FlateDecode",
    "/LZW": "/LZWDecode",
    "/RL": "/RunLengthDecode",
}
"""Names of filters that are meant for pictures inside of a page's content (ISO 32000-1, table 94). Viewers take them everywhere."""
SHORT_NAMES = "filters have the short names of inline pictures"
"""What is told of such a file as the library tells what it repaired."""
PADDING = b"\0"
"""The byte with which some scanners and mail programs fill the last block of a file."""
NEAR_THE_END = 1024
"""Readers look for the end mark within so many bytes before the end of a file (ISO 32000-1, annex H, note 18)."""


def complaints(pdf: pikepdf.Pdf) -> list[str]:
    """What the library had to repair, except what no page shows. The library reports each repair only once."""
    told = [(str(warning), str(warning).rpartition(TWICE)) for warning in pdf.get_warnings()]
    return [
        whole
        for whole, (_, twice, rest) in told
        if not (twice and rest.partition(";")[0] in DRAWN_NOWHERE)
        and not any(one in whole for one in FIELD_TREE)
        and not (IN_THE_TRAILER in whole and STRAY in whole)
    ]


def without_padding(content: Content, shelf: Shelf) -> Content:
    """The content without the zero bytes behind its end mark. These bytes would hide the mark from readers."""
    stream = stream_of(content)
    stream.seek(max(0, len(content) - NEAR_THE_END))
    if stream.read().strip(PADDING):
        return content  # there is no padding, or too little to hide the mark
    whole = bytes_of(content).rstrip(PADDING)
    return shelf.kept(whole) if b"%%EOF" in whole[-NEAR_THE_END:] else content


class LookedThrough(NamedTuple):
    """What was found in a file.

    annotations  what stands on its pages besides their content, and whether the file is signed
    told         what the library had to repair, in the library's words; empty for a sound file
    repacked     True if a stream was compressed again, because its end or its checksum was wrong
    breaks_off   True if the data of such a stream stop too early, so that something may be missing
    foreign      True if the file uses a composite font that is not embedded in it
    read         the bytes that the library read, where they are not the supplied ones
    """

    annotations: Annotations
    told: tuple[str, ...]
    repacked: bool
    breaks_off: bool
    foreign: bool = False
    read: Content | None = None


def look_through(pdf: pikepdf.Pdf) -> LookedThrough:
    """Look at every object and every page of a file once.

    Raises RefusedError for a file in which something is garbled or missing, and for a file that readers show differently.

    A reader repairs what it can and shows the rest. If this program did the same, it would lose pages and nobody would
    notice. So every object is read, and the result says what the library had to repair.
    """
    claimed = int(pdf.Root.Pages.get("/Count", -1))  # read it first: when the library reads the pages, it corrects it
    if len(pdf.pages) == 0:
        raise RefusedError("evidence.no-pages", "一页也没有", PRINT_ANEW)
    if len(pdf.pages) != claimed:
        raise damaged(f"写明有 {claimed} 页，找到 {len(pdf.pages)} 页" if claimed >= 0 else "没有写明页数")
    odd = [NO_CONTENT] if any(is_odd(page.obj) for page in pdf.pages) else []
    has_signature = repacked = breaks_off = foreign = False
    bound = cache(partial(used, pdf))  # a file may have thousands of garbled streams
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Stream):
            _refuse_outside(thing)
            try:
                ends, is_all = _unpacks(thing, odd)
            except UNREADABLE:
                if _is_bound(thing, bound):
                    raise _garbled(pdf, thing) from None
                continue
            repacked, breaks_off = repacked or not ends, breaks_off or not is_all
        elif isinstance(thing, pikepdf.Dictionary) and "/ByteRange" in thing and "/Contents" in thing:
            has_signature = True  # even if no page shows the signature (ISO 32000-1, 12.8)
        else:
            foreign = foreign or is_foreign(thing)
    told = (*dict.fromkeys(odd), *complaints(pdf))
    if "/Collection" in pdf.Root:
        raise RefusedError("evidence.portfolio", "是 PDF 文件包，内容都在附件里", "请把里面的文件逐个另存成 PDF")
    form = pdf.Root.get("/AcroForm")
    has_xfa = isinstance(form, pikepdf.Dictionary) and "/XFA" in form
    if pdf.Root.get("/NeedsRendering", False) is True:
        raise RefusedError("evidence.dynamic-form", "是动态表单，页面要由专门的软件生成", PRINT_ANEW)
    if has_xfa:
        raise RefusedError("evidence.dynamic-form", "带有动态表单（XFA），专门的软件显示的可能与页面不一样", PRINT_ANEW)
    found = look_over(pdf)
    found = replace(found, is_signed=found.is_signed or has_signature)
    return LookedThrough(found, told, repacked, breaks_off, foreign)


def _unpacks(stream: pikepdf.Stream, odd: list[str]) -> tuple[bool, bool]:
    """Unpack a stream. The first value is False if it was compressed again, the second if its data stop too early.

    Raises RefusedError for a filter that most readers have for pictures only, one of UNREADABLE for data that can't be unpacked.

    odd  takes up what is told of the file
    """
    filters = _filters(stream)
    if not SHORT_FILTERS.keys().isdisjoint(filters):
        filters = [SHORT_FILTERS.get(name, name) for name in filters]
        stream.Filter = pikepdf.Array([pikepdf.Name(name) for name in filters])
        odd.append(SHORT_NAMES)
    _refuse_odd_packing(stream, filters)
    return (True, True) if _is_whole(stream, filters) else (False, _packed_anew(stream))


def _is_bound(stream: pikepdf.Stream, bound: Callable[[], frozenset[Key]]) -> bool:
    """False for a stream that nothing which is bound uses, such as an attachment: what is wrong with it is seen nowhere.

    bound: gives the objects of which something may be bound (`used`)
    """
    return stream.get("/Type") in READ_BY_NOW or stream.objgen in bound()


def _garbled(pdf: pikepdf.Pdf, stream: pikepdf.Stream) -> RefusedError:
    """The refusal of a file with a stream whose data nobody can unpack. It names the first page that shows them."""
    for number, page in enumerate(pdf.pages, start=1):
        if stream.objgen in led_to(page.obj.get("/Contents"), page.obj.get("/Resources")):
            return damaged(f"第 {number} 页有数据解不开，页面上会缺内容")
    return damaged("有数据解不开，页面上会缺内容")


def _packed_anew(stream: pikepdf.Stream) -> bool:
    """Compress a stream again whose checksum is wrong or whose data stop too early. Returns True if all data were there.

    Raises zlib.error for garbled data, because viewers differ in how much of them they show.
    """
    unpacked, is_all = unpacked_to_its_end(stream.read_raw_bytes())
    settings: Any = {"filter": stream.Filter, "decode_parms": stream.get("/DecodeParms")}
    stream.write(zlib.compress(unpacked), **settings)
    return is_all


def _refuse_odd_packing(stream: pikepdf.Stream, filters: list[str]) -> None:
    """Refuse page content that is compressed like a picture, because most readers show nothing of it.

    Pictures and thumbnails have a width, and attachments are not drawn, so these are not refused. Raises RefusedError.
    """
    odd = PICTURE_FILTERS.intersection(filters) - {"/Crypt"}
    if odd and "/Width" not in stream and stream.get("/Type") != pikepdf.Name.EmbeddedFile:
        message = f"里有按图片压缩的页面内容（{min(odd)[1:]}），多数软件显示不出来"
        raise RefusedError("evidence.not-drawn", message, PRINT_ANEW)


def _refuse_outside(stream: pikepdf.Stream) -> None:
    """Refuse content that stands in another file, which a reader may look for: this file holds nothing, or a stand-in, of it.

    A stream may name the file of its data (ISO 32000-1, 7.3.8.2), and a drawing the page of another file that it stands for (8.10.4).
    Raises RefusedError.
    """
    reference = stream.get("/Ref") if stream.get("/Subtype") == pikepdf.Name.Form else None
    named = reference.get("/F") if isinstance(reference, pikepdf.Dictionary) else stream.get("/F")
    if isinstance(named, pikepdf.Dictionary):
        named = named.get("/UF", named.get("/F", pikepdf.String("")))
    elif not isinstance(named, pikepdf.String):
        return
    target = Reference("内容", str(named)).shown(LONGEST_TARGET)
    raise RefusedError("evidence.linked", f"里的{target}在别的文件里，收入后会缺失", PRINT_ANEW)


def _filters(stream: pikepdf.Stream) -> list[str]:
    filters = stream.get("/Filter", ())
    return [str(filters)] if isinstance(filters, pikepdf.Name) else [str(name) for name in filters]


def _is_whole(stream: pikepdf.Stream, names: list[str]) -> bool:
    """False if the data of a stream stop too early or are garbled. Pictures are not checked: readers show what is there.

    The data are inflated piece by piece. So a small file that unpacks to gigabytes takes time, but no memory.
    """
    if not names or PICTURE_FILTERS & set(names[:1]):
        return True
    if names[0] != "/FlateDecode":
        if not PICTURE_FILTERS & set(names):
            stream.read_bytes(pikepdf.StreamDecodeLevel.specialized)
        return True
    raw = stream.read_raw_bytes()
    inflate, waiting = zlib.decompressobj(), raw
    try:
        while not inflate.eof:
            unpacked = inflate.decompress(waiting, PIECE)
            waiting = inflate.unconsumed_tail
            if not unpacked and not waiting:
                break
    except zlib.error:
        return False
    # An empty page may have an empty stream. Some programs flush the data and do not close them.
    return inflate.eof or not raw or raw.endswith(FLUSHED) or stream.get("/Type") in READ_BY_NOW
