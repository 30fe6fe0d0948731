"""Taking in a supplied PDF: either it is complete and can be bound as it shows itself, or a Problem says why not.

A file is read once; its sha256, its pages and everything bound come from that one reading. It is opened by the
library that will bind it and counted by a second one: a page that only one of them finds is a damaged file.
"""

from __future__ import annotations

import hashlib
import io
import stat
import zlib
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath, PureWindowsPath

import pikepdf
import pypdfium2

from formgen.dossier.annotations import acting, faults, flatten, is_signed
from formgen.dossier.links import Bookmark, Targets, bookmarks
from formgen.dossier.sheets import Placement, place
from formgen.errors import ProofError
from formgen.problems import Problem, error, warning
from formgen.record.models import SuppliedFile

HEAD = 1024
"""A PDF's own mark stands within its first 1024 bytes (ISO 32000-1, annex H, note 13)."""
PIECE = 1 << 20
OTHER_KINDS = (
    (b"\xff\xd8\xff", "JPEG 图片"),
    (b"\x89PNG", "PNG 图片"),
    (b"II*\x00", "TIFF 图片"),
    (b"MM\x00*", "TIFF 图片"),
    (b"BM", "BMP 图片"),
    (b"PK\x03\x04", "Word、Excel 文件或压缩包"),
    (b"\xd0\xcf\x11\xe0", "旧版 Word、Excel 或 WPS 文件"),
)
PICTURE_FILTERS = frozenset({"/DCTDecode", "/JPXDecode", "/JBIG2Decode", "/CCITTFaxDecode", "/Crypt"})
PRINT_ANEW = "请用 PDF 阅读器打开，核对页数和内容后打印（另存）成新的 PDF 再提供"
ODD = (pikepdf.PdfError, pypdfium2.PdfiumError, ValueError, TypeError, KeyError, AttributeError, OverflowError)
"""What the libraries raise at a file that breaks the format."""


@dataclass(frozen=True, slots=True)
class SourcePdf:
    """A PDF that can be bound.

    name        the file's name, without folders
    sha256      of the file as supplied
    placements  how each of its pages lies on its sheet, in order
    bookmarks   its own bookmarks
    pdf         the open file, its annotations made part of the pages; it may be bound once
    """

    name: str
    sha256: str
    placements: tuple[Placement, ...] = field(repr=False)
    bookmarks: tuple[Bookmark, ...] = field(repr=False)
    pdf: pikepdf.Pdf = field(repr=False)

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return len(self.placements)


class _RefusedError(Exception):
    """Why a file can't be taken in; turned into a Problem where the file's name and place are known."""

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.code, self.message, self.remedy = code, message, remedy


def take_in(file: SuppliedFile, label: str, folder: Path) -> tuple[SourcePdf | None, tuple[Problem, ...]]:
    """Open a supplied file; `folder` is the record's, and the file must lie in it. None if it can't be bound.

    label  the material or evidence that it belongs to, for the messages
    """
    name = shown_name(file.path)
    try:
        source, remarks = _open(name, _read(file.path, folder))
    except _RefusedError as refused:
        message = f"文件「{name}」{refused.message}"
        return None, (error(refused.code, label, file.place, message, refused.remedy),)
    return source, tuple(
        warning(code, label, file.place, f"文件「{name}」{message}", remedy) for code, message, remedy in remarks
    )


def shown_name(path: str) -> str:
    """The file's name as messages show it: without folders, and without characters that would upset a terminal."""
    name = PurePosixPath(path.replace("\\", "/")).name or path
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in name)


def open_own(name: str, content: bytes) -> SourcePdf:
    """Open a PDF that this program made: a form, or a page of the dossier's own. Raises ProofError if it is unsound.

    Its headings' bookmarks are left behind: the dossier's own say the same.
    """
    try:
        return replace(_open(name, content)[0], bookmarks=())
    except _RefusedError as refused:
        raise ProofError(f"「{name}」{refused.message}，没有装订") from refused


def _open(name: str, content: bytes) -> tuple[SourcePdf, tuple[tuple[str, str, str], ...]]:
    """Open a PDF's bytes, with remarks (code, message, remedy) about what will not be bound. Raises _RefusedError."""
    _look_at_head(content)
    try:
        pdf = pikepdf.open(io.BytesIO(content), suppress_warnings=True)
        _look_for_damage(pdf)
        remarks = _remarks(pdf)
        with pypdfium2.PdfDocument(content) as seen:
            seen.init_forms()
            if len(seen) != len(pdf.pages):
                raise _damaged()
            found = [place(page, seen, index) for index, page in enumerate(pdf.pages)]
        targets = Targets(pdf)
        own_bookmarks = bookmarks(pdf, targets)
        flatten(pdf, targets)
        complaints = pdf.get_warnings()
    except pikepdf.PasswordError:
        remedy = "请去掉打开密码，另存成不加密的 PDF 再提供"
        raise _RefusedError("evidence.encrypted", "设了打开密码，打不开", remedy) from None
    except ODD:
        raise _damaged() from None
    if complaints:
        raise _damaged()
    placements = tuple(placement for placement in found if placement is not None)
    if len(placements) < len(found):
        raise _RefusedError("evidence.no-size", f"第 {found.index(None) + 1} 页的大小不对，看不到内容", PRINT_ANEW)
    return SourcePdf(name, hashlib.sha256(content).hexdigest(), placements, own_bookmarks, pdf), remarks


def _read(path: str, folder: Path) -> bytes:
    """The bytes of a file that lies in the record's folder, whatever `..` and links its path goes through."""
    outside = _RefusedError(
        "evidence.outside", "不在记录所在的文件夹里", "请把文件放进记录所在的文件夹（或其下的文件夹），写相对路径"
    )
    if PurePosixPath(path).is_absolute() or PureWindowsPath(path).drive:
        raise outside
    try:
        root = folder.resolve()
        found = (root / path).resolve()
        if not found.is_relative_to(root):
            raise outside  # before looking whether it exists: nobody may learn through us what other folders hold
        if not stat.S_ISREG(found.stat().st_mode):  # before opening: a pipe would wait for ever
            raise _RefusedError("evidence.not-a-file", "不是文件（是文件夹或设备）", "请写明 PDF 文件的名字")
        return found.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise _RefusedError("evidence.missing", "找不到", "请核对文件名，相对路径从记录所在的文件夹算起") from None
    except (OSError, ValueError, RuntimeError):  # no permission, name too long, NUL in the name, links in a circle
        raise _RefusedError("evidence.unreadable", "读不了", "请核对文件名和读取权限") from None


def _look_at_head(content: bytes) -> None:
    """Refuse what is no PDF at all, saying what it seems to be."""
    if not content:
        raise _RefusedError("evidence.empty", "是空的（0 字节）", "请重新导出或扫描后再提供")
    if b"%PDF-" not in content[:HEAD]:
        kind = next((f"，看来是{kind}" for head, kind in OTHER_KINDS if content.startswith(head)), "")
        raise _RefusedError("evidence.not-pdf", f"不是 PDF{kind}", "请转换（打印、另存或扫描）成 PDF 再提供")


def _look_for_damage(pdf: pikepdf.Pdf) -> None:
    """Refuse a file that is not whole, or that shows something else in another reader.

    A reader repairs what it can and shows the rest; a binder that did the same would lose pages in silence. So every
    object is read, and whatever the library had to repair counts as damage.
    """
    claimed = int(pdf.Root.Pages.get("/Count", -1))  # before the pages are looked at: then the library corrects it
    if len(pdf.pages) == 0:
        raise _RefusedError("evidence.no-pages", "一页也没有", PRINT_ANEW)
    if len(pdf.pages) != claimed:
        raise _damaged()
    if any(isinstance(thing, pikepdf.Stream) and not _is_whole(thing) for thing in pdf.objects):
        raise _damaged()
    if pdf.get_warnings():
        raise _damaged()
    if "/Collection" in pdf.Root:
        raise _RefusedError("evidence.portfolio", "是 PDF 文件包，内容都在附件里", "请把里面的文件逐个另存成 PDF")
    if pdf.Root.get("/NeedsRendering", False) is True:
        raise _RefusedError("evidence.dynamic-form", "是动态表单，页面要由专门的软件生成", PRINT_ANEW)
    for fault in faults(pdf):
        raise _RefusedError("evidence.not-drawn", f"里的{fault}，换一种软件看会不一样", PRINT_ANEW)


def _is_whole(stream: pikepdf.Stream) -> bool:
    """False if the stream's data break off or are garbled. Pictures are left to the readers: they show what is there.

    Inflated piece by piece, so that a small file that unpacks to gigabytes costs time, not memory.
    """
    filters = stream.get("/Filter", ())
    names = [str(filters)] if isinstance(filters, pikepdf.Name) else [str(name) for name in filters]
    if not names or PICTURE_FILTERS & set(names[:1]):
        return True
    if names[0] != "/FlateDecode":
        if not PICTURE_FILTERS & set(names):
            stream.read_bytes()
        return True
    inflate, waiting = zlib.decompressobj(), stream.read_raw_bytes()
    try:
        while not inflate.eof:
            unpacked = inflate.decompress(waiting, PIECE)
            waiting = inflate.unconsumed_tail
            if not unpacked and not waiting:
                break
    except zlib.error:
        return False
    return inflate.eof or not stream.read_raw_bytes()  # an empty page may have an empty stream


def _remarks(pdf: pikepdf.Pdf) -> tuple[tuple[str, str, str], ...]:
    """What the enterprise should know of a file that is bound all the same: code, message, remedy."""
    remarks = []
    left_out = acting(pdf)
    if left_out:
        message = f"带有{'、'.join(left_out)}，装订时不收入"
        remarks.append(("evidence.active-content", message, "如果其中有要交的内容，请另存成 PDF 单独列出"))
    if is_signed(pdf):
        message = "有电子签名，装订后只留下签名的样子，效力只在原文件里"
        remarks.append(("evidence.signed", message, "请保留原文件备查"))
    if pdf.is_encrypted:
        message = "设了使用限制（打印、复制等），装订件里不再有这些限制"
        remarks.append(("evidence.restricted", message, "请确认这份材料可以这样使用"))
    return tuple(remarks)


def _damaged() -> _RefusedError:
    return _RefusedError("evidence.damaged", "已损坏或不完整", PRINT_ANEW)
