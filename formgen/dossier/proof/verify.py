"""Checks years later whether a dossier is still what was bound: it is compared with the proof beside it, page by page.

With the proof, every page that was removed, added, moved or altered is found by the digest of its content. With the
sources, it is checked too that each source is still the file that was bound, and that the pages show what it shows. What was
added behind the bound file, such as signatures, is told apart from it (`formgen.dossier.proof.seals`). Without the proof, the
dossier can only be compared with itself: contents, printed numbers, links, bookmarks and page labels.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError

from formgen.dossier.evidence.refused import without_end
from formgen.dossier.proof.checks import Checks, check_lines, check_numbers
from formgen.dossier.proof.digests.digest import Digests
from formgen.dossier.proof.digests.second_reader import SecondReader
from formgen.dossier.proof.digests.tags_digest import tags_digest
from formgen.dossier.proof.fields import check_fields
from formgen.dossier.proof.later.agreement import look_for_agreement
from formgen.dossier.proof.later.findings import Findings
from formgen.dossier.proof.later.properties import LOCKED, changed_properties
from formgen.dossier.proof.later.source_files import compare_sources
from formgen.dossier.proof.proof_file import Proof
from formgen.dossier.proof.reread import PYPDF, opened
from formgen.dossier.proof.seals.revisions import bound_part
from formgen.dossier.proof.seals.verdicts import Behind, SignatureVerdict, behind
from formgen.engines.heard import heard
from formgen.engines.signatures import Certificate
from formgen.engines.system.watcher import at_work, stopped
from formgen.foundation.errors import ProofError

MOST_LINES = 30
"""Failures that are listed; after a page was taken out, all numbers behind it are wrong, and one line would do."""
SIGNED = b"/ByteRange"
"""What stands in every signed file."""
SAVED_ANEW = "各页、书签、链接都与装订时相同，但文件重新保存过（sha256 不同）"
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
    found = Findings()
    proof = _proof(proof_file, found)
    if proof is not None and proof.masked:
        found.remarks.append(MASKED_COPY)
    changes: list[PageChange] = []
    pages, intact, added = 0, False, Behind()
    if proof is not None and (bound := bound_part(pdf, proof.sha256)) is not None:
        added = behind(pdf, bound, proof.first, trusted)
        pdf = pdf[:bound]
    elif proof is None and SIGNED in pdf:
        found.remarks.append("里面有电子签名；没有装订核对记录，不知道签名之前是什么样，没有核对签名")
    whole = hashlib.sha256(pdf).hexdigest()
    try:
        with heard(PYPDF), opened(pdf) as reader:
            if reader.is_encrypted and not _is_open(reader):
                found.failures.append(UNREADABLE)
            elif (trouble := stopped(whole)) is not None:
                found.failures.append(f"装订件{without_end(trouble).message.removesuffix('，没有收入')}，没有核对")
            else:
                with at_work(whole):
                    pages = len(reader.pages)
                with at_work(whole, looks=pages):
                    intact = _look_at(pdf, reader, proof, found, changes)
    except ProofError as fault:
        found.failures.append(str(fault).removesuffix("，没有交付"))
    except (DependencyError, FileNotDecryptedError):
        found.failures.append(UNREADABLE)
    except Exception as fault:  # somebody altered the file: there is nothing that a library may not raise at it
        twice = "，里面有一项写了两次，各软件显示的会不一样" if TWICE in str(fault) else ""
        found.failures.append(f"装订件读不出来（{type(fault).__name__}）{twice}，可能已损坏，或被改动过")
    if sources is not None:
        if proof is None:
            found.remarks.append("没有装订核对记录，不知道是由哪些文件装订的，没有核对来源文件")
        else:
            compare_sources(pdf if intact or pages == proof.pages else None, pages, proof, sources, found)
    found.failures += added.failures
    found.remarks += added.remarks
    told = _few(found.failures), tuple(found.remarks)
    return Verified(pages, proof is not None, *told, added.signatures, tuple(changes))


def _look_at(pdf: bytes, reader: SecondReader, proof: Proof | None, found: Findings, changes: list[PageChange]) -> bool:
    """Everything but the sources. Returns True for the very file that was bound, if it is as its proof says."""
    if proof is None:
        look_for_agreement(reader, found)
        return False
    if hashlib.sha256(pdf).hexdigest() == proof.sha256:
        found.failures += _numbers(reader, proof)
        return not found.failures
    altered = [*_alterations(reader, proof, changes), *_numbers(reader, proof)]
    if not altered and proof.tags_sha256 is not None and tags_digest(pdf) != proof.tags_sha256:
        altered.append("各页没有改动，但标签（给读屏软件用的结构）与装订时的不同")
    of_the_file = list(changed_properties(reader, proof))
    found.failures += altered or of_the_file or [SAVED_ANEW]
    if altered:
        found.failures += of_the_file
        found.remarks.append(INTERRUPTED)
    return False


def _is_open(reader: PdfReader) -> bool:
    """True if an encrypted file can be read without a password: then it only restricts what may be done with it."""
    try:
        return bool(reader.decrypt("")) and len(reader.pages) > 0
    except Exception:  # another library would be needed for some ciphers
        return False


def _proof(content: bytes | None, found: Findings) -> Proof | None:
    if content is None:
        found.remarks.append(
            "没有装订核对记录（.proof.json）：只能核对目录、页码、链接、书签和页码标签是否一致，内容有没有改动无从核对"
        )
        return None
    try:
        return Proof.from_json(content)
    except ProofError as fault:
        found.failures.append(str(fault))
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


def _few(failures: list[str]) -> tuple[str, ...]:
    unlike = list(dict.fromkeys(failures))
    more = len(unlike) - MOST_LINES
    return (*unlike[:MOST_LINES], f"另有 {more} 处不符") if more > 0 else tuple(unlike)
