"""The proof of a finished dossier: it is read again with other libraries than the one that wrote it, and compared.

pypdf reads the numbers: for each line of the contents, the number printed behind it, the number printed on the page
that it leads to, the page of its bookmark and the page's label are one. Every page carries its own number, upright and
in the strip at its foot, and the pages add up to those of the sources. pdfium draws every page of a source and the page
of the dossier that it became: both show the same. A page that consists of the very things that its source's page consists of needs
no drawing (`identity.py`); some of these are drawn all the same. The result is a `Proof`; `docs/proof.md` describes the file that
keeps it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from formgen.dossier.claim import Claim, Rectangle
from formgen.dossier.proof.checks import (
    Checks,
    ShownOtherwise,
    check_lines,
    check_marks,
    check_pages,
    check_pictures,
    near,
)
from formgen.dossier.proof.digests.digest import Digests
from formgen.dossier.proof.digests.tags_digest import tags_digest
from formgen.dossier.proof.fields import check_fields
from formgen.dossier.proof.identity import Identical, identical, sample
from formgen.dossier.proof.proof_file import Proof, ProvedLine, ProvedPage, Way, fonts, tools
from formgen.dossier.proof.reread import ODD, PYPDF, opened, placed
from formgen.dossier.proof.sources import Sources
from formgen.dossier.shelf import Content, sha256_of
from formgen.engines.heard import heard
from formgen.engines.pdfium import UndrawableError
from formgen.engines.process import uncollected
from formgen.foundation.errors import ProofError

SEED = 16
"""Digits of the file's sha256 that decide which identical pages are drawn all the same."""
Shown = frozenset[tuple[str, int, int]]
"""Pages of a file that were seen to show what their source's page shows: the page's digest, which source (the identity
of its content) and which of its pages. A page that consists of the same in another file shows the same there."""


class InkedError(Exception):
    """Pages, by their numbers, whose own content stands where the number does: they must lie above the strip.

    shown  the pages that need not be drawn again when the rest has been mended
    """

    def __init__(self, numbers: frozenset[int], shown: Shown) -> None:
        super().__init__(numbers)
        self.numbers, self.shown = numbers, shown


class ShownOtherwiseError(ProofError):
    """The dossier is as it should be, but pages of supplied files do not look as their files do.

    known  these pages, as `Shown` names them: who accepts how they look says so
    """

    def __init__(self, pages: tuple[ShownOtherwise, ...], known: Shown) -> None:
        super().__init__(f"装订校验不通过：{pages[0]}；没有交付。请把「{pages[0].original.name}」打印成 PDF 再交")
        self.pages, self.known = pages, known


class UnreadableError(ProofError):
    """The finished file can't be read again: something in it is written in a way that the second library does not take."""


@uncollected()
def prove(
    pdf: Content,
    claim: Claim,
    shown: Shown = frozenset(),
    accepted: Shown = frozenset(),
    sources: Sources | None = None,
) -> Proof:
    """Read the finished file again and compare it with its Claim.

    shown     pages of an earlier file of the same sources that are known to show what their source shows
    accepted  pages that may look different from their sources: pages of a draft
    sources   the sources that were read before; None if none was

    Raises UnreadableError if the file can't be read; ProofError with the first comparison that fails; InkedError if all else
    is right, but page numbers stand on the pages' own content; ShownOtherwiseError if all else is right, but pages of supplied
    files look different.
    """
    if sources is None:
        with Sources() as read_now:
            return prove(pdf, claim, shown, accepted, read_now)
    checks, whole = Checks(), sha256_of(pdf)
    read = _read_again(pdf, claim, checks, sources)
    pages = _keys_of_pages(claim, read.sums)
    ours = {one.first_page + at for one in claim.originals if one.is_own for at in range(len(one.places))}
    same, seed = read.same.pages, whole[:SEED]
    drawn = sample(same, seed) | sample(same & ours, seed)
    seen = {number for number, page in pages.items() if page in shown}
    passed = {number for number, page in pages.items() if page in accepted}
    try:
        inked = check_pictures(
            pdf,
            claim.originals,
            checks,
            claim.first,
            known=passed | ((seen | read.same.blank) - drawn),
            moving=True,
            feet=same - drawn,
        )
    except UndrawableError as fault:
        raise ProofError("装订件或来源画不出来，没有交付") from fault
    if checks.shown_otherwise and len(checks.shown_otherwise) == len(checks.failures):
        unlike = frozenset(pages[page.number] for page in checks.shown_otherwise)
        raise ShownOtherwiseError(tuple(checks.shown_otherwise), unlike)
    _stop(checks)
    if inked:
        raise InkedError(inked, frozenset(page for number, page in pages.items() if number not in inked))
    numbers = range(claim.first, claim.first + claim.pages)
    ways: list[Way] = ["none" if one in passed else _way(one in same, one in drawn) for one in numbers]
    return Proof(
        title=claim.title,
        sha256=whole,
        pages=claim.pages,
        contents=claim.contents,
        inputs=claim.inputs,
        lines=read.lines,
        page_records=tuple(map(ProvedPage, numbers, read.sums, read.places, ways)),
        rest_sha256=read.rest,
        pages_shown=sum(page not in accepted for page in pages.values()),
        tools=tools(),
        fonts=fonts(),
        first=claim.first,
        index=claim.index,
        volume=claim.volume,
        draft=claim.draft,
        duplex=claim.duplex,
        tags_sha256=tags_digest(pdf) or None,
        masked=claim.masked,
        sample_seed=seed if same else "",
        fields=claim.fields,
        places=claim.places,
        marks=claim.marks,
    )


@dataclass(frozen=True, slots=True)
class _ReadAgain:
    """What pypdf read in the finished file.

    sums    the digest of each page
    rest    the digest of all that is no page
    places  where each page's own content lies on its sheet; None for a page that says nothing of it
    same    the pages that consist of what their source's page consists of
    """

    sums: Sequence[str]
    rest: str
    lines: tuple[ProvedLine, ...]
    places: Sequence[Rectangle | None]
    same: Identical


def _read_again(pdf: Content, claim: Claim, checks: Checks, sources: Sources) -> _ReadAgain:
    """Read the finished file, and compare all that needs no drawing. Raises UnreadableError, and ProofError as `prove` does."""
    try:
        with heard(PYPDF) as complaints, opened(pdf) as reader:
            digests = Digests(reader, sources.streams)  # first: what pypdf works on it does not leave as it read it
            sums, rest = digests.pages(), digests.rest()
            check_pages(reader, claim, checks)
            check_fields(reader, claim, checks)
            check_marks(reader, claim, checks)
            _stop(checks)
            lines = check_lines(reader, claim, checks)
            _stop(checks)
            places = [placed(page) for page in reader.pages]
            same = identical(reader, digests, claim.originals, claim.first, sources)
    except ODD as fault:
        raise UnreadableError(f"装订件读不回来（{type(fault).__name__}），没有交付") from fault
    if complaints:
        raise UnreadableError(f"装订件读回来有异常，没有交付：{complaints[0][:80]}")
    for original in claim.originals:
        for index, place in enumerate(original.places):
            page = original.first_page + index
            if not near(places[page - claim.first], place):
                checks.failures.append(f"第 {page} 页的内容不在该在的位置（「{original.name}」第 {index + 1} 页）")
    _stop(checks)
    return _ReadAgain(sums, rest, lines, places, same)


def _keys_of_pages(claim: Claim, sums: Sequence[str]) -> dict[int, tuple[str, int, int]]:
    """Each page of a source as `Shown` names it, by the page's printed number."""
    return {
        original.first_page + at: (
            sums[original.first_page + at - claim.first], id(original.content), at + (original.skipped or 0)
        )
        for original in claim.originals
        for at in range(len(original.places))
    }  # fmt: skip


def _way(is_identical: bool, is_sampled: bool) -> Way:
    return "drawing" if not is_identical else "both" if is_sampled else "identity"


def _stop(checks: Checks) -> None:
    if checks.failures:
        raise ProofError(f"装订校验不通过：{checks.failures[0]}；没有交付")
