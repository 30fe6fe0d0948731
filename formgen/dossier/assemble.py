"""Binding: contents, forms, supplied papers and evidence become one PDF, or several volumes, with one run of numbers.

    plan ─► taken in ─► contents and index laid out until their own length is known ─► bound ─► proved

Nothing is written to disk here, and nothing is handed out that its proof did not pass.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

from formgen.dossier.archive import STANDARD, archived
from formgen.dossier.beside import Beside, papers_beside
from formgen.dossier.evidence import SignedOriginal, open_own, signed_originals
from formgen.dossier.gather import FormPaper, gather
from formgen.dossier.options import AS_IT_IS, Options
from formgen.dossier.pages import (
    HtmlToPdf,
    blank_html,
    contents_html,
    cover_html,
    draft_html,
    index_html,
    numbers_html,
)
from formgen.dossier.plan import Plan, as_draft, plan
from formgen.dossier.proof import Claim, Proof, prove
from formgen.dossier.proof_page import TITLE as PROOF_PAGE
from formgen.dossier.proof_page import Row, proof_html
from formgen.dossier.slips import CHARACTERS
from formgen.dossier.volumes import Papers, Run, Span, TooLargeError, divided, entries_of, numbered, one_volume
from formgen.dossier.writing import CONTENTS, Laid, size, write
from formgen.errors import DataError, ProofError, UsageError
from formgen.problems import Place, Problem, error, has_errors, warning
from formgen.record.models import Record
from formgen.scheme.models import Dossier, Scheme

OnProgress = Callable[[int, int], None]
"""Called with the steps done and all steps; a step is one file or form taken in, or bound."""
INDEX = "佐证材料索引"
MOST_LAYOUTS = 5
MOST_DIVISIONS = 5
MEGABYTE = 1_000_000
PER_PAGE = 1_000
"""Bytes that a page's number, its sheet and its share of the file's tables take, at most."""
FRONT_RESERVE = 1.25
"""The contents of several volumes are longer than those of one, by a heading for each and what goes on in the next."""

__all__ = ["Bound", "BoundVolume", "FormPaper", "OnProgress", "assemble", "bind", "gather"]


@dataclass(frozen=True, slots=True)
class BoundVolume:
    """One finished file with its proof."""

    pdf: bytes = field(repr=False)
    proof: Proof


@dataclass(frozen=True, slots=True)
class Bound:
    """A finished dossier: its volumes (nearly always one), and what a person should look at (warnings only).

    beside     papers that go with it and are not bound: 用印签字清单, 封面 for the printer, 印制单
    originals  supplied files whose electronic signatures hold in them alone
    """

    volumes: tuple[BoundVolume, ...]
    beside: tuple[Beside, ...]
    problems: tuple[Problem, ...]
    originals: tuple[SignedOriginal, ...] = ()

    @property
    def pdf(self) -> bytes:
        """The first volume's file."""
        return self.volumes[0].pdf

    @property
    def proof(self) -> Proof:
        """The first volume's proof."""
        return self.volumes[0].proof


def bind(
    scheme: Scheme,
    dossier: Dossier,
    record: Record,
    folder: Path,
    forms: tuple[FormPaper, ...],
    html_to_pdf: HtmlToPdf,
    on_progress: OnProgress | None = None,
    options: Options = AS_IT_IS,
) -> Bound:
    """Bind one enterprise's dossier. `folder` is the record's: supplied files are looked for in it and below.

    Raises DataError with every Problem found if a material is missing or a file can't be taken in (a draft shows them
    in their place), or if a single page is larger than a file may be; UsageError if the caller gives no PDF for a form
    of the dossier, or allows less than the contents take; ProofError if the finished dossier does not pass its proof.
    """
    planned, problems = plan(scheme, dossier, record)
    if options.draft:
        planned, problems = as_draft(planned, problems)
    step = _steps(planned, on_progress)
    papers, found = gather(scheme, planned, folder, forms, html_to_pdf, step, options)
    if options.draft:
        _, found = as_draft(planned, found)
    problems = (*problems, *found)
    if has_errors(problems):
        raise DataError(problems)
    if options.proof_page:
        papers = (*papers, Papers("", PROOF_PAGE, own="proof"))
    standard = html_to_pdf(STANDARD) if options.archive else None
    if standard is not None:
        papers, found = archived_papers(papers, standard, record.place)
        problems = (*problems, *found)
    desk = _Desk(scheme, planned, papers, html_to_pdf, options, standard)
    try:
        laid, bound = desk.bind(step)
    except TooLargeError as large:
        message = f"文件「{large.source.name}」第 {large.page} 页有 {_megabytes(large.size)}，一册放不下"
        remedy = "用较低的分辨率重新扫描这一页，或把每册的大小上限（--max-size）调大"
        raise DataError(
            (*problems, error("dossier.page-too-large", large.source.name, record.place, message, remedy))
        ) from None
    volumes = tuple(BoundVolume(pdf, prove(pdf, claim)) for pdf, claim in bound)
    beside, remarks = papers_beside(scheme, planned, dossier, laid, record.place, html_to_pdf, options)
    originals = signed_originals(source for paper in papers for source in paper.sources)
    return Bound(volumes, beside, (*problems, *remarks), originals)


def assemble(
    scheme: Scheme,
    planned: Plan,
    papers: tuple[Papers, ...],
    html_to_pdf: HtmlToPdf,
    step: Callable[[], None],
    options: Options = AS_IT_IS,
) -> tuple[bytes, Claim]:
    """Bind papers into one PDF, whatever its size, and say what it must be found to hold."""
    desk = _Desk(scheme, planned, papers, html_to_pdf, options)
    (volume,) = desk.write(desk.laid(one_volume(papers)), step)
    return volume


class _Desk:
    """Where one dossier's papers are put in order and bound."""

    def __init__(
        self,
        scheme: Scheme,
        planned: Plan,
        papers: tuple[Papers, ...],
        html_to_pdf: HtmlToPdf,
        options: Options,
        standard: bytes | None = None,
    ) -> None:
        self._standard = standard
        self._scheme, self._planned, self._papers = scheme, planned, papers
        self._html_to_pdf, self._options = html_to_pdf, options
        self._blank = html_to_pdf(blank_html(scheme, planned))
        self._slip = html_to_pdf(numbers_html(scheme, planned, CHARACTERS))
        self._marks = html_to_pdf(draft_html(scheme, planned)) if options.draft else None
        self._sizes: dict[tuple[Span, ...], int] = {}

    def bind(self, step: Callable[[], None]) -> tuple[Laid, tuple[tuple[bytes, Claim], ...]]:
        """Bind everything in one volume, or in as many as the limit asks for. Raises TooLargeError, UsageError."""
        laid = self.laid(one_volume(self._papers))
        bound, limit = self.write(laid, step), self._options.max_bytes
        if limit is None or len(bound[0][0]) <= limit:
            return laid, bound
        own = [Span(at, 0) for at, paper in enumerate(laid.papers) if paper.own]
        front_size = int(size(laid.papers, own) * FRONT_RESERVE) + PER_PAGE * len(laid.entries)
        room = limit - front_size
        for _ in range(MOST_DIVISIONS):
            if room <= 0:
                raise UsageError(f"每册的大小上限太小：目录等就要 {_megabytes(front_size)}，请把 --max-size 调大")
            laid = self.laid(divided(self._papers, room, self._size))
            bound = self.write(laid, lambda: None)
            over = max(len(content) for content, _ in bound) - limit
            if over <= 0:
                return laid, bound
            room -= over + limit // 100
        raise UsageError("按这个大小上限分不了册，请把 --max-size 调大")

    def laid(self, division: Sequence[Sequence[Span]]) -> Laid:
        """Lay contents and index out until they have as many pages as their own numbers count on."""
        volumes_count, papers = len(division), self._papers
        covers = tuple(
            open_own("封面", self._html_to_pdf(cover_html(self._scheme, self._planned, volume, volumes_count)))
            for volume in range(1, volumes_count + 1 if any(paper.own == "cover" for paper in papers) else 1)
        )
        papers = tuple(replace(paper, sources=covers) if paper.own == "cover" else paper for paper in papers)
        for _ in range(MOST_LAYOUTS):
            volumes = numbered(papers, division, self._options.duplex)
            entries = entries_of(papers, volumes)
            title = f"{self._planned.applicant} {self._planned.title}"
            laid = Laid(title, papers, volumes, entries, self._blank, self._slip, self._marks, self._standard)
            again = tuple(self._listed(paper, laid) for paper in papers)
            if all(_lengths(one) == _lengths(other) for one, other in zip(papers, again, strict=True)):
                return replace(laid, papers=again)
            papers = again
        raise ProofError("目录的页数定不下来，没有装订")

    def write(self, laid: Laid, step: Callable[[], None]) -> tuple[tuple[bytes, Claim], ...]:
        """Bind what is laid out."""
        return tuple(write(laid, volume, self._options, step) for volume in laid.volumes)

    def _listed(self, paper: Papers, laid: Laid) -> Papers:
        """Contents and index with the lines of this layout; other papers as they are."""
        count_of = len(laid.volumes)
        if paper.own == "contents":
            extents = tuple(volume.extent for volume in laid.volumes)
            return replace(
                paper,
                sources=tuple(
                    open_own(
                        CONTENTS,
                        self._html_to_pdf(contents_html(self._scheme, self._planned, laid.lines, extents, volume)),
                    )
                    for volume in range(1, count_of + 1)
                ),
            )
        if paper.own == "index":
            heading = f"{paper.mark} {paper.title}"
            html = index_html(self._scheme, self._planned, heading, laid.lines)
            return replace(paper, sources=(open_own(INDEX, self._html_to_pdf(html)),) * count_of)
        if paper.own == "proof":
            runs = [run for volume in laid.volumes for run in volume.runs]
            found = [(laid.source(run.span), run) for run in runs if run.span and papers_own(laid, run) is None]
            rows = [
                Row(source.name, source.sha256, run.number, run.number + run.pages - 1)
                for source, run in found
                if not source.is_own
            ]
            last = max(run.number + run.pages - 1 for run in runs if papers_own(laid, run) != "proof")
            html = proof_html(self._scheme, self._planned, rows, last, self._options.archive)
            return replace(paper, sources=(open_own(PROOF_PAGE, self._html_to_pdf(html)),))
        return paper

    def _size(self, spans: Sequence[Span]) -> int:
        """How many bytes papers take: pages of our own that every volume has are counted with its front."""
        wanted = tuple(span for span in spans if self._papers[span.paper].own is None)
        if wanted not in self._sizes:
            pages = sum(self._pages(span) for span in wanted)
            self._sizes[wanted] = size(self._papers, wanted) + PER_PAGE * pages if wanted else 0
        return self._sizes[wanted]

    def _pages(self, span: Span) -> int:
        return span.pages or self._papers[span.paper].sources[span.source].pages - span.first


def papers_own(laid: Laid, run: Run) -> str | None:
    """Which page of our own a run is; None for any other, and for the blank page before a right-hand page."""
    return laid.papers[run.span.paper].own if run.span else None


def archived_papers(
    papers: tuple[Papers, ...], standard: bytes, place: Place
) -> tuple[tuple[Papers, ...], tuple[Problem, ...]]:
    """The papers as an archive can hold them, with a warning for each file of which pages become pictures.

    standard  `archive.STANDARD`, laid out
    """
    problems: list[Problem] = []
    made: list[Papers] = []
    for paper in papers:
        sources = []
        for source in paper.sources:
            kept, pictured = archived(source, standard)
            sources.append(kept)
            if pictured:
                pages = "、".join(str(one.page) for one in pictured)
                why = "，".join(dict.fromkeys(one.why for one in pictured))
                message = (
                    f"文件「{source.name}」第 {pages} 页{why}，归档件里收的是这一页的图片（300 dpi，文字仍可检索）"
                )
                remedy = "如要保留原样，请在原来的软件里另存为 PDF/A 再提供"
                problems.append(warning("evidence.as-picture", paper.title, place, message, remedy))
        made.append(replace(paper, sources=tuple(sources)))
    return tuple(made), tuple(problems)


def _lengths(paper: Papers) -> tuple[int, ...]:
    return tuple(source.pages for source in paper.sources)


def _megabytes(size_in_bytes: int) -> str:
    return f"{size_in_bytes / MEGABYTE:.1f} MB"


def _steps(planned: Plan, on_progress: OnProgress | None) -> Callable[[], None]:
    """To be called after each step: a file or form taken in, a file, form or page of our own bound."""
    parts = [part for material in planned.materials for part in material.parts]
    sources = sum(len(part.files) or 1 for part in parts)
    sections = len({part.section for part in parts if part.indicator})
    covers = sum(material.page == "cover" for material in planned.materials)
    total = 2 * sources + covers + sections + bool(sections) + 1
    done = count(1)

    def step() -> None:
        if on_progress is not None:
            at = next(done)
            on_progress(at, max(at, total))

    return step
