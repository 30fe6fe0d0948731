"""The desk numbers one dossier's papers, lists them in contents and index, and binds them into volumes.

Contents and index are laid out with the page numbers that follow from their expected length. The expected length is
nearly always right; then one layout is enough. If it is wrong, they are laid out again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from formgen.dossier.archive.level import ArchiveLevel
from formgen.dossier.binding.paper_places import WantedStamps
from formgen.dossier.binding.sealing_places import SealingPlace, sealing_places
from formgen.dossier.binding.slips import CHARACTERS
from formgen.dossier.binding.volumes import PageSpan, Papers, Run, divided, entries_of, numbered, one_volume
from formgen.dossier.binding.workbench import Steps, Workbench
from formgen.dossier.binding.writing import Laid, size, write
from formgen.dossier.claim import Claim
from formgen.dossier.evidence.take_in import SourcePdf, open_own
from formgen.dossier.lines import CONTENTS
from formgen.dossier.own_pages.html import (
    blank_html,
    contents_html,
    cover_html,
    index_html,
    mark_html,
    numbers_html,
)
from formgen.dossier.own_pages.proof_page import TITLE as PROOF_PAGE
from formgen.dossier.own_pages.proof_page import BoundFile, proof_html
from formgen.dossier.plan import Plan
from formgen.dossier.shelf import Content
from formgen.dossier.task import DossierTask
from formgen.foundation.errors import ProofError, UsageError

INDEX = "佐证材料索引"
MOST_LAYOUTS = 5
MOST_DIVISIONS = 5
MEGABYTE = 1_000_000
PER_PAGE = 1_000
"""The most bytes that a page's number, its sheet and its share of the file's tables take."""
FRONT_RESERVE = 1.25
"""The space for the front pages of one volume is multiplied by this factor if there are several volumes: then the contents
are longer, because they have a heading for each volume and a second line for each paper that continues in the next one."""
LINES_A_PAGE = {"contents": 14, "index": 12, "proof": 9}
"""About how many lines one of our own pages holds. This is a first guess; a wrong guess costs one more layout."""


class Desk:
    """Puts one dossier's papers in order and binds them."""

    def __init__(
        self,
        task: DossierTask,
        planned: Plan,
        papers: tuple[Papers, ...],
        bench: Workbench,
        standard: bytes | None = None,
        level: ArchiveLevel | None = None,
    ) -> None:
        """Prepare what every page needs.

        papers    the papers that `gather` took in, in order
        standard  the PDF whose output intent an archive takes; None if the dossier is no archive
        level     the archive's level; None if the dossier is no archive
        """
        self._scheme, self._options, self._planned, self._papers = task.scheme, task.options, planned, papers
        self._bench, self._own_pages, self._standard, self._level = bench, bench.own_pages, standard, level
        constant = bench.own_pages.constant
        self._blank = constant(blank_html(task.scheme, planned))
        self._slip = constant(numbers_html(task.scheme, planned, CHARACTERS))
        mark = task.options.mark
        self._marks = constant(mark_html(task.scheme, planned, mark)) if mark else None
        self._sealing = tuple(_sealing(task, planned, papers)) if task.options.signature_fields else ()
        self._wanted = () if task.options.masked else tuple(_wanted(task, planned, papers))
        self._sizes: dict[tuple[PageSpan, ...], int] = {}
        self._raised: set[tuple[int, int, int]] = set()

    def bind(self, again: bool = False) -> tuple[Laid, tuple[tuple[Content, Claim], ...]]:
        """Bind everything in one volume, or in several if one would be larger than the limit.

        again  True if the dossier was bound before: its pages are already counted

        Raises TooLargeError if a single page is larger than a volume may be, and UsageError if the limit is too small for
        the contents and other pages of our own, or if no division keeps to it.
        """
        laid = self.laid(one_volume(self._papers))
        bound, limit = self.write(laid, Steps() if again else self._bench.steps), self._options.max_bytes
        if limit is None or len(bound[0][0]) <= limit:
            return laid, bound
        own = [PageSpan(at, 0) for at, paper in enumerate(laid.papers) if paper.own]
        front_size = int(size(laid.papers, own) * FRONT_RESERVE) + PER_PAGE * len(laid.entries)
        room = limit - front_size
        for _ in range(MOST_DIVISIONS):
            if room <= 0:
                raise UsageError(f"每册的大小上限太小：目录等就要 {megabytes(front_size)}，请把 --max-size 调大")
            laid = self.laid(divided(self._papers, room, self._size))
            bound = self.write(laid, Steps())
            over = max(len(content) for content, _ in bound) - limit
            if over <= 0:
                return laid, bound
            room -= over + limit // 100
        raise UsageError("按这个大小上限分不了册，请把 --max-size 调大")

    def laid(self, division: Sequence[Sequence[PageSpan]]) -> Laid:
        """Lay out contents and index until they have as many pages as the page numbers in them assume.

        division  the spans of each volume

        Raises ProofError if this is not reached after `MOST_LAYOUTS` layouts.
        """
        volumes_count = len(division)
        papers = tuple(self._covered(paper, volumes_count) for paper in self._papers)
        for _ in range(MOST_LAYOUTS):
            volumes = numbered(papers, division, self._options.duplex)
            entries = entries_of(papers, volumes)
            title = f"{self._planned.applicant} {self._planned.title}"
            laid = Laid(
                *(title, papers, volumes, entries, self._blank, self._slip, self._marks, self._standard, self._level),
                self._sealing,
                self._wanted,
            )
            again = tuple(self._listed(paper, laid) for paper in papers)
            if numbered(again, division, self._options.duplex) == volumes:
                return replace(laid, papers=tuple(self._above(at, paper) for at, paper in enumerate(again)))
            papers = again
        raise ProofError("目录的页数定不下来，没有装订")

    def write(self, laid: Laid, steps: Steps) -> tuple[tuple[Content, Claim], ...]:
        """Bind the volumes that are laid out."""
        steps.begin(sum(run.pages for volume in laid.volumes for run in volume.runs))
        return tuple(write(laid, volume, self._options, self._bench.shelf, steps) for volume in laid.volumes)

    def lift(self, laid: Laid, numbers: frozenset[int]) -> None:
        """Remember that the pages with these numbers must lie above the strip. Raises ProofError for a page that can't be
        moved, because it lies above the strip already or is a blank page of ours."""
        for volume in laid.volumes:
            for run in volume.runs:
                for number in numbers & set(range(run.number, run.number + run.pages)):
                    at = number - run.number + (run.span.first if run.span else 0)
                    if run.span is None or laid.source(run.span).placements[at].above is None:
                        raise ProofError(f"装订校验不通过：第 {number} 页的页码压在内容上；没有交付")
                    self._raised.add((run.span.paper, run.span.source, at))

    def supplied(self) -> Iterator[tuple[tuple[int, int], SourcePdf]]:
        """Each supplied source, with the number of its paper and its own number among the paper's sources."""
        for at, paper in enumerate(self._papers):
            for nth, source in enumerate(paper.sources):
                if not source.is_own:
                    yield (at, nth), source

    @property
    def is_marked(self) -> bool:
        """True if every page says that it is a draft or a masked copy."""
        return bool(self._options.mark)

    def lift_pages(self, pages: Iterable[tuple[int, int, int]]) -> None:
        """Remember that pages of sources must lie above the strip, each named by paper, source and page."""
        self._raised.update(pages)

    def _covered(self, paper: Papers, volumes_count: int) -> Papers:
        """The papers with a cover for each volume and an expected length for our own other pages; the rest is unchanged."""
        if paper.own == "cover":
            covers = (
                self._own_pages(cover_html(self._scheme, self._planned, volume, volumes_count))
                for volume in range(1, volumes_count + 1)
            )
            return replace(paper, sources=tuple(open_own("封面", cover) for cover in covers))
        if paper.own is not None:
            listed = [one for one in self._papers if one.is_listed and (one.level == 2) == (paper.own == "index")]
            lines = sum(len(one.sources) for one in self._papers) if paper.own == "proof" else len(listed)
            return replace(paper, expected=1 + max(0, lines - 1) // LINES_A_PAGE[paper.own])
        return paper

    def _above(self, at: int, paper: Papers) -> Papers:
        """The papers at place `at`; those of their pages that must lie above the strip are placed there."""
        if not any(raised == at for raised, _, _ in self._raised):
            return paper
        sources = (self._above_of(at, nth, source) for nth, source in enumerate(paper.sources))
        return replace(paper, sources=tuple(sources))

    def _above_of(self, at: int, nth: int, source: SourcePdf) -> SourcePdf:
        placements = (
            (placement.above or placement) if (at, nth, index) in self._raised else placement
            for index, placement in enumerate(source.placements)
        )
        return replace(source, placements=tuple(placements))

    def _listed(self, paper: Papers, laid: Laid) -> Papers:
        """Lay out contents and index with the lines of this layout; other papers stay unchanged."""
        count_of = len(laid.volumes)
        if paper.own == "contents":
            extents = tuple(volume.extent for volume in laid.volumes)
            listings = (
                self._own_pages(contents_html(self._scheme, self._planned, laid.lines, extents, volume))
                for volume in range(1, count_of + 1)
            )
            return replace(paper, sources=tuple(open_own(CONTENTS, listing) for listing in listings))
        if paper.own == "index":
            heading = f"{paper.mark} {paper.title}"
            html = index_html(self._scheme, self._planned, heading, laid.lines)
            return replace(paper, sources=(open_own(INDEX, self._own_pages(html)),) * count_of)
        if paper.own == "proof":
            runs = [run for volume in laid.volumes for run in volume.runs]
            found = [(laid.source(run.span), run) for run in runs if run.span and _own(laid, run) is None]
            rows = [
                BoundFile(source.name, source.sha256, run.number, run.number + run.pages - 1)
                for source, run in found
                if not source.is_own
            ]
            last = max(run.number + run.pages - 1 for run in runs if _own(laid, run) != "proof")
            html = proof_html(self._scheme, self._planned, rows, last, self._options.archive)
            return replace(paper, sources=(open_own(PROOF_PAGE, self._own_pages(html)),))
        return paper

    def _size(self, spans: Sequence[PageSpan]) -> int:
        """How many bytes the spans take, without the pages of our own: those are counted with the volume's front."""
        wanted = tuple(span for span in spans if self._papers[span.paper].own is None)
        if wanted not in self._sizes:
            pages = sum(self._pages(span) for span in wanted)
            self._sizes[wanted] = size(self._papers, wanted) + PER_PAGE * pages if wanted else 0
        return self._sizes[wanted]

    def _pages(self, span: PageSpan) -> int:
        return span.pages or self._papers[span.paper].sources[span.source].pages - span.first


def _own(laid: Laid, run: Run) -> str | None:
    """The kind of a run that is a page of our own; None for any other run, and for the blank page before a right-hand page."""
    return laid.papers[run.span.paper].own if run.span else None


def _sealing(task: DossierTask, planned: Plan, papers: Sequence[Papers]) -> Iterator[SealingPlace]:
    """The places for seals and signatures on the dossier's forms."""
    made = {paper.form_id: paper for paper in task.forms}
    at = {paper.mark: index for index, paper in enumerate(papers) if paper.level == 0}
    for material in planned.materials:
        for form in (task.scheme.form(part.form) for part in material.parts if part.form is not None):
            if form is not None and form.id in made:
                (source,) = papers[at[material.number]].sources
                stamps = made[form.id].stamps
                yield from sealing_places(
                    at[material.number], form, form.stamps if stamps is None else stamps, source.content
                )


def _wanted(task: DossierTask, planned: Plan, papers: Sequence[Papers]) -> Iterator[WantedStamps]:
    """The papers that want seals, signatures and handwritten dates: forms, and the cover."""
    made = {paper.form_id: paper for paper in task.forms}
    at = {paper.mark: index for index, paper in enumerate(papers) if paper.level == 0}
    for material in planned.materials:
        if material.page == "cover" and material.stamps:
            yield WantedStamps(at[material.number], material.title, tuple(material.stamps), is_cover=True)
        for form in (task.scheme.form(part.form) for part in material.parts if part.form is not None):
            if form is not None and form.id in made:
                stamps = made[form.id].stamps
                yield WantedStamps(at[material.number], form.title, tuple(form.stamps if stamps is None else stamps))


def megabytes(size_in_bytes: int) -> str:
    """A size in bytes as a message prints it, in MB with one decimal."""
    return f"{size_in_bytes / MEGABYTE:.1f} MB"
