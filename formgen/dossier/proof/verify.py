"""Checks years later whether a dossier is still what was bound: it is compared with the proof beside it, page by page.

With the proof, every page that was removed, added, moved or altered is found by the digest of its content. With the
sources, it is checked too that each source is still the file that was bound, and that the pages show what it shows. What was
added behind the bound file, such as signatures, is told apart from it (`formgen.dossier.proof.seals`). Without the proof, the
dossier can only be compared with itself: contents, printed numbers, links, bookmarks and page labels.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError

from formgen.dossier.claim import Input, Original
from formgen.dossier.evidence.conversion import as_pdf
from formgen.dossier.evidence.formats import FileFormat, format_of
from formgen.dossier.evidence.refused import RefusedError, without_end
from formgen.dossier.evidence.take_in import as_bound
from formgen.dossier.lines import squashed
from formgen.dossier.proof.checks import Checks, check_lines, check_numbers, check_pictures
from formgen.dossier.proof.digests.digest import Digests
from formgen.dossier.proof.digests.second_reader import SecondReader
from formgen.dossier.proof.digests.tags_digest import tags_digest
from formgen.dossier.proof.fields import check_fields
from formgen.dossier.proof.identity import identical, sample
from formgen.dossier.proof.proof_file import Proof
from formgen.dossier.proof.properties import added_properties, titles
from formgen.dossier.proof.reread import LEADER, PYPDF, bookmarks, opened, printed_lines, stamped_number
from formgen.dossier.proof.seals.revisions import bound_part
from formgen.dossier.proof.seals.verdicts import Behind, SignatureVerdict, behind
from formgen.dossier.proof.sources import Sources
from formgen.dossier.shelf import bytes_of
from formgen.engines.heard import heard
from formgen.engines.pdfium import PasswordNeededError, PdfiumFile, UndrawableError
from formgen.engines.signatures import Certificate
from formgen.engines.system.watcher import at_work, stopped
from formgen.foundation.errors import MachineError, ProofError
from formgen.foundation.problems import in_message

CONTENTS, COVER = "目录", "封面"
MOST_LINES = 30
"""Failures that are listed; after a page was taken out, all numbers behind it are wrong, and one line would do."""
LONGEST_TITLE = 60
"""The most characters of a title, or of another property of the file, in a line."""
PIECE = 1 << 20
SIGNED = b"/ByteRange"
"""What stands in every signed file."""
SAVED_ANEW = "各页、书签、链接都与装订时相同，但文件重新保存过（sha256 不同）"
LOCKED = "装订件后来加了密码或使用限制（装订时没有）"
UNREADABLE = f"{LOCKED}，读不到内容：请用密码打开，另存成没有密码和限制的文件再核对"
TWICE = "Multiple definitions"
"""How pypdf begins to say that a key stands in an object twice."""
MASKED_COPY = "这是脱敏副本：识别个人的内容只显示一部分，每页有“脱敏副本”字样，不能代替原件"
INTERRUPTED = "如果最近一次装订中途被打断（停电、强行关闭），装订件可能是新的、核对记录（.proof.json）还是旧的：请重新装订一次再核对"
"""The dossier and its proof get their names one after the other, and the machine may stop between the two."""


@dataclass(frozen=True, slots=True)
class PageChange:
    """What became of one page since the dossier was bound.

    said  in Chinese, with the pages' numbers
    now   where the page stands in the file now, counted from 0; None if it is gone
    was   where it stood in the bound file, counted from 0; None if it was added
    """

    said: str
    now: int | None
    was: int | None


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found of a dossier.

    pages      how many it has now
    with_proof True if it was compared with its proof
    failures   what is not as it was bound, or disagrees, in Chinese, with the pages
    remarks    what could not be looked at, and why
    signatures the electronic signatures that were added behind the bound file
    changes    the pages that are not those that were bound
    """

    pages: int
    with_proof: bool
    failures: tuple[str, ...]
    remarks: tuple[str, ...]
    signatures: tuple[SignatureVerdict, ...] = ()
    changes: tuple[PageChange, ...] = ()

    @property
    def is_sound(self) -> bool:
        """True if there are no failures."""
        return not self.failures


def verify(
    pdf: bytes, proof_file: bytes | None, sources: Path | None = None, trusted: Sequence[Certificate] = ()
) -> Verified:
    """Compare a dossier with its proof (None if there is none) and with the files in the folder `sources` and below.

    trusted  certificates; a signature that was added later must lead to one of them. Empty to look only whether it is intact

    Raises MachineError if that folder can't be read. Everything else is a failure of the dossier, never an exception.
    """
    failures: list[str] = []
    remarks: list[str] = []
    proof = _proof(proof_file, failures, remarks)
    if proof is not None and proof.masked:
        remarks.append(MASKED_COPY)
    changes: list[PageChange] = []
    pages, intact, added = 0, False, Behind()
    if proof is not None and (bound := bound_part(pdf, proof.sha256)) is not None:
        added = behind(pdf, bound, proof.first, trusted)
        pdf = pdf[:bound]
    elif proof is None and SIGNED in pdf:
        remarks.append("里面有电子签名；没有装订核对记录，不知道签名之前是什么样，没有核对签名")
    whole = hashlib.sha256(pdf).hexdigest()
    try:
        with heard(PYPDF), opened(pdf) as reader:
            if reader.is_encrypted and not _is_open(reader):
                failures.append(UNREADABLE)
            elif (trouble := stopped(whole)) is not None:
                failures.append(f"装订件{without_end(trouble).message.removesuffix('，没有收入')}，没有核对")
            else:
                with at_work(whole):
                    pages = len(reader.pages)
                with at_work(whole, looks=pages):
                    intact = _look_at(pdf, reader, proof, failures, remarks, changes)
    except ProofError as fault:
        failures.append(str(fault).removesuffix("，没有交付"))
    except (DependencyError, FileNotDecryptedError):
        failures.append(UNREADABLE)
    except Exception as fault:  # somebody altered the file: there is nothing that a library may not raise at it
        twice = "，里面有一项写了两次，各软件显示的会不一样" if TWICE in str(fault) else ""
        failures.append(f"装订件读不出来（{type(fault).__name__}）{twice}，可能已损坏，或被改动过")
    if sources is not None:
        if proof is None:
            remarks.append("没有装订核对记录，不知道是由哪些文件装订的，没有核对来源文件")
        else:
            _compare_sources(pdf if intact or pages == proof.pages else None, pages, proof, sources, failures, remarks)
    failures += added.failures
    remarks += added.remarks
    return Verified(pages, proof is not None, _few(failures), tuple(remarks), added.signatures, tuple(changes))


def _look_at(
    pdf: bytes,
    reader: SecondReader,
    proof: Proof | None,
    failures: list[str],
    remarks: list[str],
    changes: list[PageChange],
) -> bool:
    """Everything but the sources. Returns True for the very file that was bound, if it is as its proof says."""
    if proof is None:
        failures += _agreement(reader, remarks)
        return False
    if hashlib.sha256(pdf).hexdigest() == proof.sha256:
        failures += _numbers(reader, proof)
        return not failures
    altered = [*_alterations(reader, proof, changes), *_numbers(reader, proof)]
    if not altered and proof.tags_sha256 is not None and tags_digest(pdf) != proof.tags_sha256:
        altered.append("各页没有改动，但标签（给读屏软件用的结构）与装订时的不同")
    of_the_file = list(_properties(reader, proof))
    failures += altered or of_the_file or [SAVED_ANEW]
    if altered:
        failures += of_the_file
        remarks.append(INTERRUPTED)
    return False


def _is_open(reader: PdfReader) -> bool:
    """True if an encrypted file can be read without a password: then it only restricts what may be done with it."""
    try:
        return bool(reader.decrypt("")) and len(reader.pages) > 0
    except Exception:  # another library would be needed for some ciphers
        return False


def _proof(content: bytes | None, failures: list[str], remarks: list[str]) -> Proof | None:
    if content is None:
        remarks.append(
            "没有装订核对记录（.proof.json）：只能核对目录、页码、链接、书签和页码标签是否一致，内容有没有改动无从核对"
        )
        return None
    try:
        return Proof.from_json(content)
    except ProofError as fault:
        failures.append(str(fault))
        return None


def _alterations(reader: SecondReader, proof: Proof, changes: list[PageChange]) -> list[str]:
    """Which pages are not those that were bound; empty where only the file around them is another one."""
    digests = Digests(reader)
    bound, found = [page.sha256 for page in proof.page_records], list(digests.pages())
    changes += _moves(bound, found, proof.first)
    lines = [one.said for one in changes]
    if not lines and digests.rest() != proof.rest_sha256:
        lines.append("各页没有改动，但书签、页码标签、链接或图层与装订时的不同")
    return lines


def _properties(reader: PdfReader, proof: Proof) -> Iterator[str]:
    """What of the file as a whole is not as it was written: locks, its title, what was added to its properties."""
    if reader.is_encrypted:
        yield LOCKED
    for where, title in titles(reader):
        if title != proof.title:
            now = f"是「{in_message(title, LONGEST_TITLE)}」" if title else "没有了"
            yield f"文件属性里的标题（{where}）{now}，应为「{in_message(proof.title, LONGEST_TITLE)}」"
    for name, value in added_properties(reader):
        yield f"文件属性里加了{name}「{in_message(value, LONGEST_TITLE)}」"


def _moves(bound: list[str], found: list[str], start: int) -> Iterable[PageChange]:
    """What became of the pages: removed, added, altered, or standing in another's place. start: the first number."""
    was = {digest: number for number, digest in enumerate(bound, start)}
    there = set(found)
    for kind, first, last, begin, end in SequenceMatcher(None, bound, found, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        gone = [at + start for at in range(first, last) if bound[at] not in there]
        new = []
        for at in range(begin, end):
            before = was.get(found[at])
            if before is None:
                new.append(at + start)
            else:
                yield PageChange(f"现在的第 {at + start} 页原是第 {before} 页，位置换过", at, before - start)
        altered = min(len(gone), len(new))
        for number, old in zip(new[:altered], gone[:altered], strict=True):
            moved = "" if number == old else f"（原第 {old} 页）"
            yield PageChange(f"第 {number} 页{moved}的内容改动过", number - start, old - start)
        for number in gone[altered:]:
            yield PageChange(f"原第 {number} 页不见了", None, number - start)
        for number in new[altered:]:
            yield PageChange(f"现在的第 {number} 页是装订后加进来的", number - start, None)


def _numbers(reader: PdfReader, proof: Proof) -> list[str]:
    """What the contents, numbers, bookmarks and labels say otherwise than the proof."""
    checks = Checks()
    claim = proof.claim
    checks.same("总页数", len(reader.pages), claim.pages)
    check_numbers(reader, claim, checks)
    check_fields(reader, claim, checks)
    check_lines(reader, claim, checks)
    return checks.failures


def _agreement(reader: PdfReader, remarks: list[str]) -> list[str]:
    """What contents, numbers, links, bookmarks and labels say otherwise than each other."""
    checks = Checks()
    labels, stamped = list(reader.page_labels), [stamped_number(page) for page in reader.pages]
    # A later volume does not begin with 1, and a cover bears no number.
    first = next((number - at for at, number in enumerate(stamped) if number), 1)
    marked = [title for title, page, _ in bookmarks(reader) if page == 1]
    # The cover of a later volume has no bookmark.
    covers = {1} if any(title.endswith(COVER) for title in marked) or (first > 1 and not marked) else set[int]()
    for number, (label, printed) in enumerate(zip(labels, stamped, strict=True), start=first):
        if printed is not None or number - first + 1 not in covers:
            checks.same(f"第 {number} 页印的页码", printed, number)
        checks.same(f"第 {number} 页的页码标签", label, str(number))
    outline = [(title, page + first - 1, level) for title, page, level in bookmarks(reader) if page]
    tops = [(title, page) for title, page, level in outline if level == 0]
    at = next((index for index, (title, _) in enumerate(tops) if title.endswith(CONTENTS)), None)
    if at is None:
        remarks.append("没有找到目录的书签，没有核对目录")
        return checks.failures
    begin = tops[at][1] - first + 1
    end = tops[at + 1][1] - first if at + 1 < len(tops) else len(labels)
    for text, place in printed_lines(reader, begin, end):
        target = place + first - 1
        titles = [squashed(title) for title, page, _ in outline if page == target]
        rests = [LEADER.fullmatch(text[len(title) :]) for title in titles if title and text.startswith(title)]
        said = next((int(rest[1]) for rest in rests if rest), None)
        if not place or said is None:
            checks.failures.append(f"目录「{text[:30]}」链接到的页没有同名的书签")
            continue
        checks.same(f"目录「{text[:30]}」的链接", target, said)
        if stamped[place - 1] is not None or place not in covers:
            checks.same(f"目录「{text[:30]}」所指那一页印的页码", stamped[place - 1], said)
    return checks.failures


def _compare_sources(
    pdf: bytes | None, pages: int, proof: Proof, folder: Path, failures: list[str], remarks: list[str]
) -> None:
    """Check that each source is still there unchanged, and that the pages show what it shows.

    pdf  None if the dossier has not all its pages: then no page is compared

    Papers that the program made itself (by the proof) need not be there. If there is a file of one, it is compared like any
    other, so that nobody can hide a source by marking it so in the proof.
    """
    try:
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        found = {_sha256(path): path for path in files}
    except OSError:
        raise MachineError(f"读不了来源文件夹 {folder}，请核对路径和读取权限") from None
    names = {path.name for path in files}
    originals: list[Original] = []
    for source in proof.inputs:
        path = found.get(source.sha256)
        if path is None and source.own:
            if source.name in names:
                remarks.append(
                    f"「{source.name}」记作本程序自己做的，文件夹里有同名而不同的文件（sha256 不同），没有与它比较"
                )
        elif path is None:
            where = f"（装订在第 {source.first_page} 至 {source.last_page} 页）"
            is_there = source.name in names
            failures.append(
                f"来源「{source.name}」{where}与装订时的不是同一个文件（sha256 不同）" if is_there
                else f"来源「{source.name}」{where}在文件夹里没有找到"
            )  # fmt: skip
        elif pdf is not None:
            with at_work(source.sha256):
                original = _original(source, proof, path, remarks)
            originals += [original] if original is not None else []
    if pdf is None:
        why = "装订件的页数与装订时的不同" if pages else "装订件读不出来"
        remarks.append(f"{why}，没有逐页与来源比较")
        return
    checks = Checks()
    try:
        same = _identical(pdf, originals, proof.first)
        known = same - sample(same, hashlib.sha256(pdf).hexdigest())
        check_pictures(pdf, tuple(originals), checks, proof.first, known)
    except Exception:  # as above
        failures.append("装订件画不出来，没有与来源比较")
    failures += checks.failures


def _identical(pdf: bytes, originals: list[Original], first: int) -> frozenset[int]:
    """The pages that consist of what their source's page consists of, by what the files themselves say."""
    with heard(PYPDF), opened(pdf) as reader, Sources() as sources:
        return identical(reader, Digests(reader), originals, first, sources, with_feet=False).pages


def _original(source: Input, proof: Proof, path: Path, remarks: list[str]) -> Original | None:
    """The source to be drawn beside its pages; None, with a remark, for what can't be drawn here."""
    begin = source.first_page - proof.first
    places = [page.place for page in proof.page_records[begin : begin + source.pages]]
    try:
        content, why = _as_pdf(path.read_bytes(), source.skipped + source.pages, source.sha256)
    except OSError:
        content, why = None, "读不了"
    if content is None or None in places:
        remarks.append(f"来源「{source.name}」{why or '在装订件里的位置没有记录'}，只核对了 sha256，没有逐页比较")
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
    whole = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            whole.update(piece)
    return whole.hexdigest()


def _few(failures: list[str]) -> tuple[str, ...]:
    unlike = list(dict.fromkeys(failures))
    more = len(unlike) - MOST_LINES
    return (*unlike[:MOST_LINES], f"另有 {more} 处不符") if more > 0 else tuple(unlike)
