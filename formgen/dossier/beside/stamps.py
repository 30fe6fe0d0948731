"""Finds every place in a dossier that needs a seal, a signature or a handwritten date, and the page of each place.

Places on forms are those that `form.toml` defines, places on supplied papers those that the work plan asks for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from formgen.dossier.binding.volumes import number_of
from formgen.dossier.binding.writing import Laid
from formgen.dossier.evidence.take_in import SourcePdf
from formgen.dossier.lines import squashed
from formgen.dossier.options import Options
from formgen.dossier.plan import Plan
from formgen.dossier.task import DossierTask
from formgen.engines.pdfium import PdfiumFile
from formgen.foundation.errors import ProofError
from formgen.scheme.dossiers import Stamp
from formgen.scheme.models import Form, FormStamp

SHEETS_A_SEAL = 20
"""The most sheets under one 骑缝章: of a seal of 42 mm, each fanned sheet shows 2 mm, of which a few strokes can be seen."""
PenDate = tuple[int, str, str]
"""A date that is written by hand: the printed number of its page, the words of its place, and who writes it."""
AnyStamp = TypeVar("AnyStamp", bound=Stamp)
KINDS = {"seal": "盖章", "chop": "盖私章", "signature": "签字", "date": "日期"}


@dataclass(frozen=True, slots=True)
class StampPlace:
    """One place.

    when    `now`: the enterprise stamps and signs before handing in; `supplied`: the paper must bear it already when it
            is bound; `office`: stays blank, an office writes and stamps after handing in
    first, last  the printed numbers of its pages: one page on a form, all pages of a supplied paper
    paper   the form's or material's title
    label   the words that stand there, or the work plan's about it
    by      who stamps or signs
    kinds   what is wanted, in Chinese
    copies  on how many copies of the paper
    volume  the volume that the first of the pages is in
    """

    when: Literal["now", "supplied", "office"]
    first: int
    last: int
    paper: str
    label: str
    by: str
    kinds: str
    copies: int
    volume: int


@dataclass(frozen=True, slots=True)
class CrossPageSeals:
    """骑缝章 of one volume: the seal across the edges of its sheets, so that none can be taken out or put in.

    sheets  the sheets of paper of one copy of the volume, its cover included
    seals   how many imprints reach over all of them
    """

    volume: int
    sheets: int
    seals: int


def cross_page_seals(laid: Laid, duplex: bool) -> tuple[CrossPageSeals, ...]:
    """The 骑缝章 of each volume. A volume of a single sheet has none."""
    found = []
    for volume in laid.volumes:
        first, runs = volume.extent.first, volume.runs
        if runs[0].span is not None and laid.papers[runs[0].span.paper].own == "cover":  # a sheet by itself
            first = next(run.number for run in runs[1:] if run.span is not None)
        sheets = paper_sheets(volume.extent.last - first + 1, duplex) + (first > volume.extent.first)
        if sheets > 1:
            found.append(CrossPageSeals(volume.number, sheets, -(-sheets // SHEETS_A_SEAL)))
    return tuple(found)


def paper_sheets(pages: int, duplex: bool) -> int:
    """The sheets of paper for so many pages, printed on both sides or on one."""
    return (pages + 1) // 2 if duplex else pages


def stamp_places(task: DossierTask, planned: Plan, laid: Laid, by_pen: frozenset[PenDate]) -> tuple[StampPlace, ...]:
    """All places, in the order of their pages. by_pen: the places whose date is written by hand; others print it.

    Raises ProofError if a form's page lacks the words that should be there.
    """
    found: list[StampPlace] = []
    papers = {paper.mark: at for at, paper in enumerate(laid.papers) if paper.level == 0}
    for material in planned.materials:
        at = papers[material.number]
        copies = max(copies_of(planned, task.options), material.copies or 1)
        for form in (task.scheme.form(part.form) for part in material.parts if part.form is not None):
            if form is not None:
                paper = next((paper for paper in task.forms if paper.form_id == form.id), None)
                stamps = form.stamps if paper is None or paper.stamps is None else paper.stamps
                found += _form_places(form, stamps, laid, at, copies, by_pen)
        if material.stamps and material.page is None:
            sources = laid.papers[at].sources
            first = number_of(laid.volumes, at, 0, 0)
            last = number_of(laid.volumes, at, len(sources) - 1, sources[-1].pages - 1)
            pages = (first, last)
            found += [_place(laid, "supplied", pages, material.title, stamp, copies) for stamp in material.stamps]
        elif material.stamps:
            number = number_of(laid.volumes, at, 0, 0)
            found += [
                _place(laid, "now", (number, number), material.title, _asked(stamp, number, by_pen), copies)
                for stamp in material.stamps
            ]
    return tuple(found)


def copies_of(planned: Plan, options: Options) -> int:
    """How many copies of the dossier are handed in: as asked, else as the work plan says, else one."""
    return options.copies or planned.copies or 1


def _form_places(
    form: Form, stamps: Sequence[FormStamp], laid: Laid, at: int, copies: int, by_pen: frozenset[PenDate]
) -> Iterator[StampPlace]:
    (source,) = laid.papers[at].sources
    texts = _page_texts(source, {stamp.page for stamp in stamps})
    for stamp in stamps:
        if squashed(stamp.label) not in texts.get(stamp.page, ""):
            raise ProofError(f"「{form.title}」第 {stamp.page} 页上没有「{stamp.label}」，没有装订")
        number = number_of(laid.volumes, at, 0, stamp.page - 1)
        yield _place(
            laid,
            "office" if stamp.office else "now",
            (number, number),
            form.title,
            _asked(stamp, number, by_pen),
            copies,
        )


def _asked(stamp: AnyStamp, number: int, by_pen: frozenset[PenDate]) -> AnyStamp:
    """The stamp without its date if the page prints the date: nobody is asked to write it once more."""
    if "date" not in stamp.kinds or (number, stamp.label, stamp.by) in by_pen:
        return stamp
    return stamp.model_copy(update={"kinds": tuple(kind for kind in stamp.kinds if kind != "date")})


def _place(
    laid: Laid,
    when: Literal["now", "supplied", "office"],
    pages: tuple[int, int],
    paper: str,
    stamp: Stamp | FormStamp,
    copies: int,
) -> StampPlace:
    """The place of a stamp on these pages, the first and the last as printed."""
    first, last = pages
    volume = next(one.number for one in laid.volumes if one.extent.first <= first <= one.extent.last)
    kinds = "、".join(KINDS[kind] for kind in stamp.kinds)
    return StampPlace(when, first, last, paper, stamp.label, stamp.by, kinds, copies, volume)


def _page_texts(source: SourcePdf, pages: set[int]) -> dict[int, str]:
    """The words of these pages (counted from 1), as far as the source has them, without spaces."""
    texts: dict[int, str] = {}
    with PdfiumFile(source.content) as document:
        for number in sorted(pages & set(range(1, len(document) + 1))):
            with document.page(number - 1) as page:
                texts[number] = squashed(page.text())
    return texts
