"""Papers that go with a dossier and are not bound into it: 用印签字清单, 印制单, and 封面 for the printer.

They are for the people who print, stamp and sign, so each is a separate file beside the dossier. The cover is bound into the
dossier too; its file is for printing it on other paper.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from formgen.dossier.beside.stamps import SHEETS_A_SEAL, copies_of, cross_page_seals, paper_sheets, stamp_places
from formgen.dossier.binding.volumes import Volume, number_of
from formgen.dossier.binding.writing import Laid
from formgen.dossier.claim import PaperPlace
from formgen.dossier.options import Options, volume_stem
from formgen.dossier.own_pages.html import cover_html, page_html
from formgen.dossier.own_pages.kept import OwnPages
from formgen.dossier.plan import Plan
from formgen.dossier.sheets import A4, POINTS_PER_MM
from formgen.dossier.task import DossierTask
from formgen.foundation.problems import Place, Problem, warning
from formgen.record.labels import field_labels

STAMP_LIST, PRINT_PLAN, COVER = "用印签字清单", "印制单", "封面"
WHITE = "A4 白纸"


@dataclass(frozen=True, slots=True)
class Beside:
    """A PDF that is written beside the dossier; `name` without extension."""

    name: str
    pdf: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class PrintLine:
    """What is printed in one go.

    what    the part, in Chinese
    file    the name of the file that it is printed from, without extension
    pages   `第 3—28 页`
    sheets  sheets of paper a copy
    paper   which paper
    sides   `单面` or `双面`
    copies  how many
    """

    what: str
    file: str
    pages: str
    sheets: int
    paper: str
    sides: str
    copies: int


def papers_beside(
    task: DossierTask, planned: Plan, laid: Laid, own_pages: OwnPages, places: Sequence[PaperPlace]
) -> tuple[tuple[Beside, ...], tuple[Problem, ...]]:
    """The papers beside a dossier that is laid out, and what a person should know of the copies.

    places  where seals, signatures and handwritten dates go, in all volumes
    """
    by_pen = frozenset((one.page, one.label, one.by) for one in places if one.kind == "date")
    scheme, options = task.scheme, task.options
    copies, volumes = copies_of(planned, options), len(laid.volumes)
    common = {
        "applicant": planned.applicant,
        "title": planned.title,
        "copies": copies,
        "pages": laid.volumes[-1].extent.last,
        "volumes": volumes,
        "draft": options.draft,
    }
    stamps = page_html(
        scheme,
        "stamps.html",
        places=stamp_places(task, planned, laid, by_pen),
        across=cross_page_seals(laid, options.duplex),
        most_sheets=SHEETS_A_SEAL,
        receiver=planned.receiver,
        deadline=task.dossier.deadline_text,
        printed=_printed_for_offices(task),
        **common,
    )
    beside = [Beside(STAMP_LIST, own_pages(stamps))]
    if any(paper.own == "cover" for paper in laid.papers):
        for volume in range(1, volumes + 1):
            beside.append(
                Beside(volume_stem(COVER, volume, volumes), own_pages(cover_html(scheme, planned, volume, volumes)))
            )
    if options.copies is not None:
        lines = tuple(_print_lines(planned, laid, options))
        plan = page_html(scheme, "print.html", lines=lines, odd=tuple(_odd_sheets(laid)), **common)
        beside.append(Beside(PRINT_PLAN, own_pages(plan)))
    return tuple(beside), tuple(_remarks(planned, task.record.place, options))


def _printed_for_offices(task: DossierTask) -> tuple[str, ...]:
    """The labels of what the dossier's forms print in the place of offices; nearly always none."""
    forms = (task.scheme.form(form_id) for form_id in task.dossier.form_ids)
    offices = task.scheme.office_fields_on(form for form in forms if form is not None)
    labels = field_labels(task.scheme)
    return tuple(labels[field] for field in offices if task.record.entry(field) is not None)


def _remarks(planned: Plan, place: Place, options: Options) -> Iterator[Problem]:
    if options.copies is not None and planned.copies is not None and options.copies < planned.copies:
        message = f"方案要求一式 {planned.copies} 份，现在只印 {options.copies} 份"
        yield warning("dossier.copies", planned.title, place, message, "核对份数（--copies）")


def _print_lines(planned: Plan, laid: Laid, options: Options) -> Iterator[PrintLine]:
    """Covers, the rest, and what the work plan asks more copies of."""
    copies, volumes = copies_of(planned, options), len(laid.volumes)
    stem = options.file_stem(planned.title)
    for volume in laid.volumes:
        of = "" if volumes == 1 else f"第{volume.number}册"
        extent, first = volume.extent, volume.extent.first
        if laid.papers[volume.runs[0].span.paper if volume.runs[0].span else 0].own == "cover":
            paper = f"A4 {planned.cover_paper}" if planned.cover_paper else WHITE
            cover = f"{stem}-{volume_stem(COVER, volume.number, volumes)}"
            yield PrintLine(f"{of}封面", cover, _pages(first, first), 1, paper, "单面", copies)
            first = next(run.number for run in volume.runs[1:] if run.span is not None)
        count = extent.last - first + 1
        sheets = paper_sheets(count, options.duplex)
        sides = "双面" if options.duplex else "单面"
        file = volume_stem(stem, volume.number, volumes)
        yield PrintLine(f"{of}内文", file, _pages(first, extent.last), sheets, WHITE, sides, copies)
    for material in planned.materials:
        more = (material.copies or 1) - copies
        if more > 0:
            at = next(at for at, paper in enumerate(laid.papers) if paper.mark == material.number)
            sources = laid.papers[at].sources
            first = number_of(laid.volumes, at, 0, 0)
            last = number_of(laid.volumes, at, len(sources) - 1, sources[-1].pages - 1)
            what = f"{material.number}另加印，方案要求一式 {material.copies} 份"
            file = volume_stem(stem, next(one.number for one in laid.volumes if first <= one.extent.last), volumes)
            yield PrintLine(what, file, _pages(first, last), last - first + 1, WHITE, "单面", more)


def _odd_sheets(laid: Laid) -> Iterator[str]:
    """Pages that do not go through the printer as A4 upright, with what they are: `第 11 页：A4 横向`."""
    for volume in laid.volumes:
        yield from _odd_of(laid, volume)


def _odd_of(laid: Laid, volume: Volume) -> Iterator[str]:
    begin, before = 0, ""
    end = volume.extent.last + 1
    kinds = [
        (run.number + at, _sheet(placement.width, placement.height))
        for run in volume.runs
        for at, placement in enumerate(
            laid.source(run.span).placements[(run.span.first if run.span else 0) :][: run.pages]
        )
    ]
    for number, kind in [*kinds, (end, "")]:
        if kind != before:
            if before:
                yield f"{_pages(begin, number - 1)}：{before}"
            begin, before = number, kind


def _sheet(width: float, height: float) -> str:
    """What a sheet is, empty for A4 upright; sizes in whole millimetres."""
    near = POINTS_PER_MM
    if abs(width - A4[0]) < near and abs(height - A4[1]) < near:
        return ""
    if abs(width - A4[1]) < near and abs(height - A4[0]) < near:
        return "A4 横向"
    return f"{width / POINTS_PER_MM:.0f}×{height / POINTS_PER_MM:.0f} 毫米"


def _pages(first: int, last: int) -> str:
    return f"第 {first} 页" if first == last else f"第 {first}—{last} 页"
