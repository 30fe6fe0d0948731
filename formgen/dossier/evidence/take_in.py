"""Takes in a supplied file: either it is complete and can be bound as viewers show it, or a Problem says why not.

    record's path ─► reading (once) ─► format, by content ─► other formats: to PDF ─► opened, searched, placed

A file is read only once. Its sha256, its pages and all that is bound come from this one reading. The library that binds
opens the PDF, and a second library counts its pages. If only one of them finds a page, the file is damaged.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import pikepdf

from formgen.dossier.evidence.annotations import Annotations
from formgen.dossier.evidence.conversion import as_pdf
from formgen.dossier.evidence.damage import complaints, without_padding
from formgen.dossier.evidence.formats import FileFormat, format_of
from formgen.dossier.evidence.links import Bookmark, Targets, bookmarks
from formgen.dossier.evidence.mending.flattening import flatten
from formgen.dossier.evidence.mending.mend import Mended, settled, sound
from formgen.dossier.evidence.mending.opening import ODD, opened, unlocked
from formgen.dossier.evidence.reading import SuppliedBytes, read_supplied
from formgen.dossier.evidence.refused import PRINT_ANEW, RefusedError, Remark, damaged, without_end, wrong_password
from formgen.dossier.evidence.tags.own_tags import own_tags
from formgen.dossier.evidence.tags.reading import OddTagsError, read_tags
from formgen.dossier.evidence.tags.tree import Tags
from formgen.dossier.sheets import Placement, place
from formgen.dossier.shelf import Content, Shelf, ShelvedBytes, bytes_of
from formgen.engines.pdfium import PasswordNeededError, PdfiumFile
from formgen.engines.system.watcher import at_work, stopped
from formgen.foundation.errors import ProofError
from formgen.foundation.problems import Problem, error, warning
from formgen.record.models import SuppliedFile

NOT_DRAWN = "evidence.not-drawn"
"""The code of the finding that other programs show a file's pages differently."""


@dataclass(frozen=True, slots=True)
class SourcePdf:
    """A file that can be bound: a PDF, or the PDF that was made of a file of another format.

    name        the file's name, without folders
    sha256      the sha256 of the file as it was supplied
    placements  how each of its pages lies on its sheet, in order
    bookmarks   its own bookmarks
    pdf         the open file, whose annotations are part of the pages; None if it is opened for each use (`opened`)
    content     the bytes of the PDF: the supplied file, the mended one, or the converted one
    password    the password that opens `content`; None if it needs none
    format      the format of the supplied file
    is_own      True for a paper that this program made, so that there is no supplied file
    pictures    the pages (counted from 0) that are bound as pictures of themselves, for an archive
    is_signed   True if the original has an electronic signature. It is not valid in the dossier, so the original is kept
    annotated   the pages of `content` (counted from 0) that have annotations
    supplied    the unchanged bytes of a supplied PDF; None for all other files
    tags        its structure; None if it has none, or none that can be used
    """

    name: str
    sha256: str
    placements: tuple[Placement, ...] = field(repr=False)
    bookmarks: tuple[Bookmark, ...] = field(repr=False)
    pdf: pikepdf.Pdf | None = field(repr=False)
    content: Content = field(repr=False)
    password: str | None = field(default=None, repr=False)
    format: FileFormat = FileFormat.PDF
    is_signed: bool = False
    is_own: bool = False
    pictures: frozenset[int] = frozenset()
    annotated: tuple[int, ...] = ()
    supplied: Content | None = field(default=None, repr=False)
    tags: Tags | None = field(default=None, repr=False)

    @property
    def watched_as(self) -> str:
        """The name by which the time that it takes is limited (`formgen.engines.system.watcher`); empty for our own papers."""
        return "" if self.is_own else self.sha256

    @property
    def pages(self) -> int:
        """The number of its pages."""
        return len(self.placements)

    def open(self) -> pikepdf.Pdf:
        """The open file, whose annotations are part of the pages. The caller closes it if `pdf` is None."""
        if self.pdf is not None:
            return self.pdf
        pdf, _ = unlocked(self.content, self.password)
        flatten(pdf, Targets(pdf), self.annotated)
        return pdf

    @contextmanager
    def opened(self) -> Iterator[pikepdf.Pdf]:
        """The open file, while something is copied from it. Nothing of a large file stays in memory afterwards."""
        pdf = self.open()
        try:
            yield pdf
        finally:
            if self.pdf is None:
                pdf.close()


class _Way(NamedTuple):
    """How files are taken in.

    shelf      where the bytes of files are kept
    keep_size  True if pages keep their size
    draft      True if files are taken that other programs show differently
    is_own     True for a paper that this program made
    """

    shelf: Shelf
    keep_size: bool = False
    draft: bool = False
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class SignedOriginal:
    """A signed file, which is kept beside the dossier, because its electronic signature is valid only in this file."""

    name: str
    content: bytes = field(repr=False)


def signed_originals(sources: Iterable[SourcePdf]) -> tuple[SignedOriginal, ...]:
    """The signed files among these sources, in order. A file that several materials use comes once."""
    signed = {
        source.sha256: SignedOriginal(source.name, bytes_of(source.supplied or source.content))
        for source in sources
        if source.is_signed
    }
    return tuple(signed.values())


def take_in(
    file: SuppliedFile,
    label: str,
    folder: Path,
    evidence_root: Path | None = None,
    keep_size: bool = False,
    shelf: Shelf | None = None,
    draft: bool = False,
) -> tuple[SourcePdf | None, tuple[Problem, ...]]:
    """Take in a supplied file. Returns it with all findings; None in its place if it can't be bound.

    label          the material or evidence to which it belongs, for the messages
    folder         the folder of the record, in which the file must lie
    evidence_root  another folder in which it may lie; None for no other
    keep_size      True if its pages keep their size; otherwise they are fitted to A4
    shelf          where its bytes are kept while the dossier is made; None for a new shelf
    draft          True if a file is taken even though other programs show its pages differently. A Problem says so
    """
    name = shown_name(file.path)
    way = _Way(shelf or Shelf(), keep_size, draft)
    try:
        supplied = read_supplied(file.path, folder, evidence_root, way.shelf)
        if (trouble := stopped(supplied.sha256)) is not None:
            raise without_end(trouble)
        with at_work(supplied.sha256):
            source, remarks = _taken(name, supplied, file.password, way)
    except RefusedError as refused:
        message = f"文件「{name}」{refused.message}"
        return None, (error(refused.code, label, file.place, message, refused.remedy),)
    return source, tuple(
        warning(remark.code, label, file.place, f"文件「{name}」{remark.message}", remark.remedy) for remark in remarks
    )


def as_bound(content: bytes) -> Content:
    """A supplied PDF in the state in which its pages were bound: mended, and with its annotations as part of the pages.

    If the file needed no change, or can't be taken in, the result is the file itself (perhaps without padding at its end).
    """
    try:
        return _open("", without_padding(content, Shelf()), "", _Way(Shelf(), draft=True))[0].content
    except RefusedError:
        return content


def shown_name(path: str) -> str:
    """The file's name as messages show it: without folders, and without characters that a terminal can't print."""
    name = PurePosixPath(path.replace("\\", "/")).name or path
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in name)


def open_own(name: str, content: bytes) -> SourcePdf:
    """Open a PDF that this program made: a form, or a page of the dossier itself. Raises ProofError if it is not sound.

    Its bookmarks are not used, because the dossier has its own bookmarks for the same headings.
    """
    try:
        sha256 = hashlib.sha256(content).hexdigest()
        source, _ = _open(name, content, sha256, _Way(Shelf(), is_own=True))
        return replace(source, bookmarks=(), is_own=True)
    except RefusedError as refused:
        raise ProofError(f"「{name}」{refused.message}，没有装订") from refused


def _taken(name: str, supplied: SuppliedBytes, password: str | None, way: _Way) -> tuple[SourcePdf, tuple[Remark, ...]]:
    """Take in the bytes of a file of any format. Returns it with remarks about what is not bound unchanged.

    Raises RefusedError for a file that can't be bound.
    """
    known = format_of(supplied.content)
    if known is FileFormat.PDF:
        content = without_padding(supplied.content, way.shelf)
        source, remarks = _open(name, content, supplied.sha256, way, password)
        return replace(source, supplied=supplied.content), remarks
    pdf, remarks = as_pdf(bytes_of(supplied.content), known)
    source, more = _open(name, way.shelf.kept(pdf), supplied.sha256, way)
    return replace(source, format=known), (*remarks, *more)


def _open(
    name: str, content: Content, sha256: str, way: _Way, password: str | None = None
) -> tuple[SourcePdf, tuple[Remark, ...]]:
    """Open and mend the bytes of a PDF. Returns it with remarks about what is not bound unchanged.

    Raises RefusedError for a file that can't be bound.
    """
    try:
        pdf, opens, looked = opened(content, password, way.shelf)
        annotations = looked.annotations
        file = Mended(pdf, content, opens, _remarks(pdf, annotations), _doubts(annotations, way))
        file = sound(file, looked, way.shelf)
        tags, odd_tags = _tags(file.pdf, way)
        with PdfiumFile(file.content, file.password) as seen:
            sizes = seen.sizes()
            if len(sizes) != len(file.pdf.pages):  # only one of the two libraries finds a page
                raise damaged("各种软件数出来的页数不一样")
        found = [
            None if min(size) <= 0 else place(page, way.keep_size)  # a CropBox beside the page: viewers differ
            for size, page in zip(sizes, file.pdf.pages, strict=True)
        ]
        targets = Targets(file.pdf)
        own_bookmarks = bookmarks(file.pdf, targets)
        bound = settled(file, annotations, targets, looked.foreign, way.shelf)
        mended = complaints(bound.pdf)
    except (pikepdf.PasswordError, PasswordNeededError):
        raise _locked(password) from None
    except ODD:
        raise damaged("结构坏了，有的页读不出来") from None
    if mended:
        raise damaged("有各种软件读法不一的地方")
    if bound.doubts and not way.draft:
        raise RefusedError(NOT_DRAWN, bound.doubts[0], PRINT_ANEW)
    placements = tuple(placement for placement in found if placement is not None)
    if len(placements) < len(found):
        raise RefusedError("evidence.no-size", f"第 {found.index(None) + 1} 页的大小不对，看不到内容", PRINT_ANEW)
    kept: pikepdf.Pdf | None = bound.pdf
    # Objects that were copied from an open file stay in memory until this file is closed.
    if isinstance(bound.content, ShelvedBytes):
        bound.pdf.close()
        kept = None
    source = SourcePdf(
        *(name, sha256, placements, own_bookmarks, kept, bound.content, bound.password),
        is_signed=annotations.is_signed,
        annotated=annotations.pages if bound.content is file.content else (),
        tags=tags,
    )
    return source, (*bound.remarks, *odd_tags, *(Remark(NOT_DRAWN, doubt, PRINT_ANEW) for doubt in bound.doubts))


def _tags(pdf: pikepdf.Pdf, way: _Way) -> tuple[Tags | None, tuple[Remark, ...]]:
    """The structure of the file, and a remark if it has one that can't be used."""
    try:
        return own_tags(pdf) if way.is_own else read_tags(pdf), ()
    except OddTagsError as odd:
        message = f"的标签（给读屏软件用的结构）不收入：{odd}"
        return None, (Remark("evidence.odd-tags", message, "内容照常收入；如要保留标签，请在原来的软件里重新导出"),)


def _doubts(annotations: Annotations, way: _Way) -> tuple[str, ...]:
    """Why other programs would show the pages differently. Raises RefusedError with the first reason, except for a draft."""
    doubts = tuple(f"里的{fault}，换一种软件看会不一样" for fault in annotations.faults)
    if doubts and not way.draft:
        raise RefusedError(NOT_DRAWN, doubts[0], PRINT_ANEW)
    return doubts


def _locked(password: str | None) -> RefusedError:
    if password:
        return wrong_password()
    remedy = "请打开后打印（另存）成没有密码的 PDF 再提供；用数据文件或采集表的，也可以在里面写上密码（文件、密码两项）"
    return RefusedError("evidence.encrypted", "设了打开密码，打不开", remedy)


def _remarks(pdf: pikepdf.Pdf, found: Annotations) -> tuple[Remark, ...]:
    """What the enterprise should know about a file that is bound."""
    remarks = []
    if found.acting:
        message = f"带有{'、'.join(found.acting)}，装订时不收入"
        remarks.append(Remark("evidence.active-content", message, "如果其中有要交的内容，请另存成 PDF 单独列出"))
    if found.print_only:
        message = "有只在打印时出现、屏幕上看不到的印章或批注，装订时不收入"
        remarks.append(Remark("evidence.print-only", message, "如果要交，请打印成 PDF 再提供"))
    if found.is_signed:
        message = "有电子签名，装订后只留下签名的样子，效力只在原文件里"
        remarks.append(Remark("evidence.signed", message, "原文件已复制到装订件旁边，请一并保存、提供"))
    if pdf.is_encrypted:
        message = "设了密码或使用限制（打印、复制等），装订件里不再有"
        remarks.append(Remark("evidence.restricted", message, "请确认这份材料可以这样使用"))
    return tuple(remarks)
