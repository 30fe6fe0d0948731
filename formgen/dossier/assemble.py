"""Binding: contents, forms, supplied papers and evidence become one PDF, or several volumes, with one run of numbers.

    plan ─► taken in ─► feet looked at ─► contents and index laid out until their own length is known ─► bound ─► proved
                                                       other pages found inked in the strip:  ▲─────────────┘

This module writes no output file. `bind` returns a dossier only if the dossier passed its proof.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace

from formgen.dossier.archive.archive import STANDARD, archived
from formgen.dossier.archive.level import ArchiveLevel, level_of
from formgen.dossier.beside.papers import Beside, papers_beside
from formgen.dossier.binding.desk import Desk, megabytes
from formgen.dossier.binding.gather import gather
from formgen.dossier.binding.volumes import Papers, TooLargeError, one_volume
from formgen.dossier.binding.workbench import OnProgress, Steps, Workbench
from formgen.dossier.binding.writing import Laid
from formgen.dossier.claim import Claim, Rectangle
from formgen.dossier.evidence.refused import PRINT_ANEW, WITHOUT_END
from formgen.dossier.evidence.take_in import SignedOriginal, signed_originals, take_in
from formgen.dossier.own_pages.kept import OwnPages
from formgen.dossier.own_pages.proof_page import TITLE as PROOF_PAGE
from formgen.dossier.plan import NO_APPLICANT, Plan, as_draft, plan
from formgen.dossier.proof import page_marks
from formgen.dossier.proof.checks import ShownOtherwise
from formgen.dossier.proof.compare import drawn
from formgen.dossier.proof.feet.inked_feet import FootPlace, inked_feet
from formgen.dossier.proof.proof_file import Proof
from formgen.dossier.proof.prove import InkedError, Shown, ShownOtherwiseError, UnreadableError, prove
from formgen.dossier.proof.sources import Sources, is_readable
from formgen.dossier.shelf import Content, Shelf, bytes_of
from formgen.dossier.task import DossierTask
from formgen.engines.pdfium import UndrawableError
from formgen.engines.process import uncollected
from formgen.engines.system.watcher import at_page, at_work
from formgen.foundation.errors import DataError, UsageError
from formgen.foundation.problems import Place, Problem, error, has_errors, warning

SMALL = 800
"""Pixels of the longer side of a page that is drawn only to see whether it can be."""


@dataclass(frozen=True, slots=True)
class BoundVolume:
    """One finished file with its proof."""

    content: Content = field(repr=False)
    proof: Proof

    @property
    def pdf(self) -> bytes:
        """The whole file, in memory."""
        return bytes_of(self.content)


@dataclass(frozen=True, slots=True)
class Bound:
    """A finished dossier: its volumes (nearly always one), and what a person should look at (warnings only).

    beside     papers that go with the dossier and are not bound into it: 用印签字清单, 封面 for the printer, 印制单
    originals  supplied files with an electronic signature: the signature is valid only in the original file
    level      the level of an archive; None for a dossier that is none
    """

    volumes: tuple[BoundVolume, ...]
    beside: tuple[Beside, ...]
    problems: tuple[Problem, ...]
    originals: tuple[SignedOriginal, ...] = ()
    level: ArchiveLevel | None = None

    @property
    def pdf(self) -> bytes:
        """The first volume's file."""
        return self.volumes[0].pdf

    @property
    def proof(self) -> Proof:
        """The first volume's proof."""
        return self.volumes[0].proof


@uncollected()
def bind(task: DossierTask, own_pages: OwnPages, on_progress: OnProgress | None = None) -> Bound:
    """Bind one enterprise's dossier.

    own_pages  lays out the dossier's own pages

    Raises DataError with every Problem found if a material is missing or a file can't be taken in (a draft shows them
    in their place), if a single page is larger than a file may be, or if a supplied file holds what can't be read again;
    UsageError if the caller gives no PDF for a form of the dossier, allows less than the contents take, or asks for signature
    fields or marks in a draft or a masked copy; MachineError if marks are asked for and can't be written here; ProofError if
    the finished dossier does not pass its proof.
    """
    options, place = task.options, task.record.place
    if options.mark and options.signature_fields:
        raise UsageError(f"{options.mark}不能留电子签名的位置（--signature-fields 只用于正式的材料）")
    if options.marks:
        if options.mark:
            raise UsageError(f"{options.mark}不印页面标记（--marks 只用于要盖章、交出去的正式材料）")
        page_marks.need()
    planned, problems = plan(task.scheme, task.dossier, task.record)
    if options.draft:
        planned, problems = as_draft(planned, problems)
    planned = replace(planned, title=options.title(planned.title))
    bench = Workbench(own_pages, Shelf(), Steps(on_progress))
    papers, found = gather(task, planned, bench)
    if options.draft:
        _, found = as_draft(planned, found)
    problems = (*problems, *found)
    if has_errors(problems):
        if any(problem.code in WITHOUT_END for problem in problems):
            _draw_all(papers)
        raise DataError(problems)
    if options.proof_page:
        papers = (*papers, Papers("", PROOF_PAGE, own="proof"))
    standard, level = own_pages.constant(STANDARD) if options.archive else None, None
    if standard is not None:
        papers, found = archived_papers(papers, standard, place)
        level = level_of(source for paper in papers for source in paper.sources)
        problems = (*problems, *found)
    desk = Desk(task, planned, papers, bench, standard, level)
    try:
        laid, volumes, found = _proved(desk, place)
    except TooLargeError as large:
        message = f"文件「{large.source.name}」第 {large.page} 页有 {megabytes(large.size)}，一册放不下"
        remedy = "用较低的分辨率重新扫描这一页，或把每册的大小上限（--max-size）调大"
        raise DataError(
            (*problems, error("dossier.page-too-large", large.source.name, place, message, remedy))
        ) from None
    except UnreadableError:
        faults = tuple(_unreadable(desk, place))
        if not faults:
            raise
        raise DataError((*problems, *faults)) from None
    problems = (*problems, *(as_draft(planned, found)[1] if options.draft else found))
    if has_errors(problems):
        raise DataError(problems)
    if options.masked:  # it is not sealed, and no original goes with it
        if options.copies is not None:
            message, remedy = f"{options.mark}没有印制单，--copies 没有用", "要印制单的，装订正式的材料"
            problems = (*problems, warning("dossier.no-print-plan", planned.title, place, message, remedy))
        return Bound(volumes, (), problems, (), level)
    places = tuple(place for volume in volumes for place in volume.proof.places)
    beside, remarks = papers_beside(task, planned, laid, own_pages, places)
    originals = signed_originals(source for paper in papers for source in paper.sources)
    return Bound(volumes, beside, (*problems, *remarks), originals, level)


def lacking(task: DossierTask) -> tuple[Problem, ...]:
    """Return the problems that `bind` would find in the materials, without binding anything.

    A caller uses it for a record that has other faults. A missing name of the enterprise is left out, because those
    faults already report it. The task needs no forms.
    """
    options = task.options
    planned, found = plan(task.scheme, task.dossier, task.record)
    problems, shelf = [problem for problem in found if problem.code != NO_APPLICANT], Shelf()
    for part in (part for material in planned.materials for part in material.parts):
        for file in part.files:
            _, found = take_in(file, part.title, task.folder, options.evidence_root, options.keep_size, shelf)
            problems += found
    return as_draft(planned, problems)[1] if options.draft else tuple(problems)


def _proved(desk: Desk, place: Place) -> tuple[Laid, tuple[BoundVolume, ...], tuple[Problem, ...]]:
    """The volumes with their proofs, and a Problem for each supplied file that does not look in them as it does by itself.

    Supplied pages that are inked where their number stands are laid above it. If the proof finds others, they are, too, and all is bound
    and proved once more.
    """
    shown: Shown = frozenset()
    accepted: Shown = frozenset()
    problems: dict[Problem, None] = {}
    again = False
    with looked_at(desk) as sources:
        while True:
            laid, bound = desk.bind(again)
            volumes: list[BoundVolume] = []
            inked: frozenset[int] = frozenset()
            waiting = list(bound)
            while waiting:
                pdf, claim = waiting[0]
                try:
                    volumes.append(BoundVolume(pdf, prove(pdf, claim, shown, accepted, sources)))
                except InkedError as found:
                    inked, shown = inked | found.numbers, shown | found.shown
                except ShownOtherwiseError as found:  # the rest of the volume is looked at all the same
                    accepted |= found.known
                    problems.update(dict.fromkeys(_unlike(found, place)))
                    continue
                waiting.pop(0)
            if not inked:
                return laid, tuple(volumes), tuple(problems)
            desk.lift(laid, inked)
            again = True


def _draw_all(papers: Iterable[Papers]) -> None:
    """Draw every page of the supplied files small: one that takes too long is then told at once, together with those that are known.

    Where all is well, pages are not drawn before everything else about the dossier is right.
    """
    for source in (source for paper in papers for source in paper.sources if not source.is_own):
        with at_work(source.watched_as), suppress(UndrawableError), drawn(source.content, source.password) as seen:
            for index in range(len(seen)):
                with at_page(index), seen.page(index) as page:
                    width, height = page.size
                    scale = SMALL / max(width, height)
                    page.picture(max(1, round(width * scale)), max(1, round(height * scale)))


def looked_at(desk: Desk) -> Sources:
    """Look at the feet of the supplied pages, and lay those with ink above the strip. Returns the sources, read, with the blank feet."""
    sources = Sources()
    for (paper, nth), source in desk.supplied():
        pages = {
            index: FootPlace(Rectangle.of(one.box, one.matrix.shorthand), one.matrix.shorthand, one.height)
            for index, one in enumerate(source.placements)
            if one.above is not None
        }
        with at_work(source.watched_as):
            inked = inked_feet(sources, source.content, source.password, pages, not desk.is_marked)
        desk.lift_pages((paper, nth, index) for index in inked)
    return sources


def _unlike(found: ShownOtherwiseError, place: Place) -> Iterator[Problem]:
    """A Problem for each file that does not look in the dossier as it does by itself: its pages, how, and what to do."""
    pages: dict[str, list[ShownOtherwise]] = {}
    for one in found.pages:
        pages.setdefault(one.original.name, []).append(one)
    for name, unlike in pages.items():
        numbers = "、".join(str(one.page) for one in unlike)
        message = f"文件「{name}」第 {numbers} 页装订后与原来显示的不一样（{unlike[0].how}）"
        yield error("evidence.shown-otherwise", name, place, message, PRINT_ANEW)


def _unreadable(desk: Desk, place: Place) -> Iterator[Problem]:
    """A Problem for each supplied file with something that could not be read again in the dossier."""
    for _, source in desk.supplied():
        with at_work(source.watched_as):
            is_sound = is_readable(source.content)
        if not is_sound:
            message = f"文件「{source.name}」里有不合规范的写法，装订后没法核对，没有装订"
            yield error("evidence.not-checkable", source.name, place, message, PRINT_ANEW)


def assemble(task: DossierTask, planned: Plan, papers: tuple[Papers, ...], bench: Workbench) -> tuple[bytes, Claim]:
    """Bind papers into one PDF of any size. Returns the PDF and the Claim that says what it must hold.

    Nothing is proved here. So pages whose own content stands where the number does are not noticed: the proof finds them.
    """
    desk = Desk(task, planned, papers, bench)
    ((content, claim),) = desk.write(desk.laid(one_volume(papers)), bench.steps)
    return bytes_of(content), claim


def archived_papers(
    papers: tuple[Papers, ...], standard: bytes, place: Place
) -> tuple[tuple[Papers, ...], tuple[Problem, ...]]:
    """The papers in a form that an archive can hold, and a warning for each file that has pages turned into pictures.

    standard  `archive.STANDARD`, laid out
    """
    problems: list[Problem] = []
    made: list[Papers] = []
    for paper in papers:
        sources = []
        for source in paper.sources:
            with at_work(source.watched_as):
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
