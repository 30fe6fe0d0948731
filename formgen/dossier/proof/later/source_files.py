"""Compares a dossier with the files that it was bound from, as they lie in a folder years later."""

from __future__ import annotations

import hashlib
from pathlib import Path

from formgen.dossier.claim import Input, Original
from formgen.dossier.evidence.conversion import as_pdf
from formgen.dossier.evidence.formats import FileFormat, format_of
from formgen.dossier.evidence.refused import RefusedError, without_end
from formgen.dossier.evidence.take_in import as_bound
from formgen.dossier.proof.checks import Checks, check_pictures
from formgen.dossier.proof.digests.digest import Digests
from formgen.dossier.proof.identity import identical, sample
from formgen.dossier.proof.later.findings import Findings
from formgen.dossier.proof.proof_file import Proof
from formgen.dossier.proof.reread import PYPDF, opened
from formgen.dossier.proof.sources import Sources
from formgen.dossier.shelf import bytes_of
from formgen.engines.heard import heard
from formgen.engines.pdfium import PasswordNeededError, PdfiumFile, UndrawableError
from formgen.engines.system.watcher import at_work, stopped
from formgen.foundation.errors import MachineError


def compare_sources(pdf: bytes | None, pages: int, proof: Proof, folder: Path, found: Findings) -> None:
    """Check that each source is still there unchanged, and that the pages show what it shows.

    pdf  None if the dossier has not all its pages: then no page is compared

    Papers that the program made itself (by the proof) need not be there. If there is a file of one, it is compared like any
    other, so that nobody can hide a source by marking it so in the proof.
    """
    try:
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        by_digest = {_sha256(path): path for path in files}
    except OSError:
        raise MachineError(f"读不了来源文件夹 {folder}，请核对路径和读取权限") from None
    names = {path.name for path in files}
    originals: list[Original] = []
    for source in proof.inputs:
        path = by_digest.get(source.sha256)
        if path is None and source.own:
            if source.name in names:
                found.remarks.append(
                    f"「{source.name}」记作本程序自己做的，文件夹里有同名而不同的文件（sha256 不同），没有与它比较"
                )
        elif path is None:
            where = f"（装订在第 {source.first_page} 至 {source.last_page} 页）"
            is_there = source.name in names
            found.failures.append(
                f"来源「{source.name}」{where}与装订时的不是同一个文件（sha256 不同）" if is_there
                else f"来源「{source.name}」{where}在文件夹里没有找到"
            )  # fmt: skip
        elif pdf is not None:
            with at_work(source.sha256):
                original = _original(source, proof, path, found)
            originals += [original] if original is not None else []
    if pdf is None:
        why = "装订件的页数与装订时的不同" if pages else "装订件读不出来"
        found.remarks.append(f"{why}，没有逐页与来源比较")
        return
    checks = Checks()
    try:
        same = _identical(pdf, originals, proof.first)
        known = same - sample(same, hashlib.sha256(pdf).hexdigest())
        check_pictures(pdf, tuple(originals), checks, proof.first, known)
    except Exception:  # somebody altered the file: there is nothing that a library may not raise at it
        found.failures.append("装订件画不出来，没有与来源比较")
    found.failures += checks.failures


def _identical(pdf: bytes, originals: list[Original], first: int) -> frozenset[int]:
    """The pages that consist of what their source's page consists of, by what the files themselves say."""
    with heard(PYPDF), opened(pdf) as reader, Sources() as sources:
        return identical(reader, Digests(reader), originals, first, sources, with_feet=False).pages


def _original(source: Input, proof: Proof, path: Path, found: Findings) -> Original | None:
    """The source to be drawn beside its pages; None, with a remark, for what can't be drawn here."""
    begin = source.first_page - proof.first
    places = [page.place for page in proof.page_records[begin : begin + source.pages]]
    try:
        content, why = _as_pdf(path.read_bytes(), source.skipped + source.pages, source.sha256)
    except OSError:
        content, why = None, "读不了"
    if content is None or None in places:
        found.remarks.append(f"来源「{source.name}」{why or '在装订件里的位置没有记录'}，只核对了 sha256，没有逐页比较")
        return None
    return Original(
        *(source.name, source.first_page, tuple(place for place in places if place), content),
        pictures=frozenset(page - source.first_page + source.skipped for page in source.as_picture),
        skipped=source.skipped,
        overlaid=proof.draft or proof.masked,
        watched_as=source.sha256,
    )


def _as_pdf(content: bytes, fewest: int, sha256: str) -> tuple[bytes | None, str]:
    """A source as a PDF that pdfium opens, as it was when it was bound: pictures and OFD are taken in again. None, and why, in
    Chinese, for any other: an office file comes out otherwise with every version of LibreOffice and every set of fonts."""
    if (trouble := stopped(sha256)) is not None:
        return None, without_end(trouble).message.removesuffix("，没有收入")
    try:
        known = format_of(content)
        if known.is_office:
            return None, f"是 {known.label}，由 LibreOffice 转换后装订"
        if known is FileFormat.PDF:
            content = bytes_of(as_bound(content))
        else:
            content, _ = as_pdf(content, known)
        with PdfiumFile(content) as there:
            return (content, "") if len(there) >= fewest else (None, "页数与装订时的不同")
    except RefusedError:
        return None, "打不开"
    except PasswordNeededError:
        return None, "设了打开密码，核对时不知道密码，看不到内容"
    except UndrawableError:
        return None, "画不出来"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
