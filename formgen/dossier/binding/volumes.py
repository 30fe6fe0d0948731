"""Decides which pages each volume has, which number each page bears, and which lines the contents have.

This module lays out and writes nothing: it knows a paper only by its place in the dossier's order and by its pages. A
dossier that is not divided has one volume. All page numbers are those that are printed, counted from 1 through all volumes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from formgen.dossier.evidence.take_in import SourcePdf
from formgen.dossier.lines import EVIDENCE, MATERIAL, ContentsLine, Extent


@dataclass(frozen=True, slots=True)
class Papers:
    """The papers of one line of the contents or of the evidence index, or of a page of our own without a line.

    mark      `①`, an indicator's id, or empty
    sources   the files that are bound. If every volume has its own version of the page: one source for each volume,
              in order
    level     0 a material, 1 a section's divider, 2 a piece of evidence
    own       `cover`, `contents`, `index` (the page that lists the evidence) or `proof` (the last page, that says what
              was bound) for a page of our own; else None
    score     points of the evidence's indicator
    note      what the indicator asks for
    expected  how many pages a page of our own probably has; used until it is laid out
    """

    mark: str
    title: str
    sources: tuple[SourcePdf, ...] = ()
    level: int = MATERIAL
    own: Literal["cover", "contents", "index", "proof"] | None = None
    score: str = ""
    note: str = ""
    expected: int = 0

    @property
    def is_listed(self) -> bool:
        """True if the contents or the evidence index have a line for it.

        Two pages of our own have none: the proof page, and contents that are no material of the work plan.
        """
        return bool(self.mark) or self.level > MATERIAL


@dataclass(frozen=True, slots=True)
class PageSpan:
    """Consecutive pages of one source.

    paper, source  which of the papers, and which of its sources, counted from 0
    first          the first of the source's pages, counted from 0
    pages          how many; None for all to its end
    """

    paper: int
    source: int
    first: int = 0
    pages: int | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A span and the number that its first page bears. span is None for the blank page before a right-hand page."""

    number: int
    pages: int
    span: PageSpan | None = None


@dataclass(frozen=True, slots=True)
class Volume:
    """One volume: its number, counted from 1, and what it holds."""

    number: int
    runs: tuple[Run, ...]

    @property
    def extent(self) -> Extent:
        """Its first and last page."""
        last = self.runs[-1]
        return Extent(self.number, self.runs[0].number, last.number + last.pages - 1)


def one_volume(papers: Sequence[Papers]) -> tuple[tuple[PageSpan, ...], ...]:
    """Put everything in one volume."""
    return (tuple(span for at in range(len(papers)) for span in spans_of(papers, at)),)


def spans_of(papers: Sequence[Papers], at: int, volume: int = 1) -> tuple[PageSpan, ...]:
    """All spans of the paper at place `at`; if it is a page of our own, only the span that belongs to this volume."""
    if papers[at].own is not None:
        return (PageSpan(at, volume - 1),)
    return tuple(PageSpan(at, source) for source in range(len(papers[at].sources)))


def front(papers: Sequence[Papers], volume: int, with_index: bool) -> tuple[PageSpan, ...]:
    """The pages of our own that a volume after the first begins with: its cover and contents, if the dossier has them.

    with_index  True for the evidence index as well: the volume holds evidence
    """
    wanted = ("cover", "contents", "index") if with_index else ("cover", "contents")
    return tuple(span for at, one in enumerate(papers) if one.own in wanted for span in spans_of(papers, at, volume))


def numbered(papers: Sequence[Papers], division: Sequence[Sequence[PageSpan]], duplex: bool) -> tuple[Volume, ...]:
    """Give every page its number.

    duplex  True: every material and every volume begins on an odd page; a blank page is put before it if necessary

    A page of our own that is not laid out yet counts with its expected number of pages.
    """
    volumes: list[Volume] = []
    number = 1
    for count, spans in enumerate(division, start=1):
        runs: list[Run] = []
        before: int | None = None
        for span in spans:
            if duplex and papers[span.paper].level == MATERIAL and span.paper != before and number % 2 == 0:
                runs.append(Run(number, 1))
                number += 1
            before = span.paper
            pages = _length(papers, span)
            runs.append(Run(number, pages, span))
            number += pages
        if duplex and number % 2 == 0 and count < len(division):
            runs.append(Run(number, 1))
            number += 1
        volumes.append(Volume(count, tuple(runs)))
    return tuple(volumes)


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A line, and the place of its papers in the dossier's order."""

    paper: int
    line: ContentsLine


def entries_of(papers: Sequence[Papers], volumes: Sequence[Volume]) -> tuple[PaperLine, ...]:
    """The lines of contents and index, in order.

    A material, section or paper that continues in a later volume has one more line there, whose title ends in （续）.
    """
    entries: list[PaperLine] = []
    seen: set[int] = set()
    for volume in volumes:
        here: set[int] = set()
        for run in volume.runs:
            at = run.span.paper if run.span else None
            if at is None or at in here or (at in seen and papers[at].own in ("cover", "contents")):
                continue
            for one in (*_above(papers, at), at):
                paper = papers[one]
                if one not in here and paper.is_listed:
                    title = paper.title + ("（续）" if one in seen else "")
                    line = ContentsLine(
                        paper.mark, title, run.number, paper.level, paper.score, paper.note, volume.number
                    )
                    entries.append(PaperLine(one, line))
                here.add(one)
        seen |= here
    return tuple(entries)


def number_of(volumes: Sequence[Volume], paper: int, source: int, page: int) -> int:
    """The number that a page of a source bears; `page` counts from 0. Raises KeyError if that page is not bound."""
    for volume in volumes:
        for run in volume.runs:
            span = run.span
            if span and (span.paper, span.source) == (paper, source) and 0 <= page - span.first < run.pages:
                return run.number + page - span.first
    raise KeyError((paper, source, page))


def _above(papers: Sequence[Papers], at: int) -> Iterator[int]:
    """The material and the section that the papers belong to, outermost first."""
    for level in range(papers[at].level):
        yield max(one for one in range(at) if papers[one].level == level)


def _length(papers: Sequence[Papers], span: PageSpan) -> int:
    sources = papers[span.paper].sources
    if span.source >= len(sources):
        return papers[span.paper].expected
    return span.pages if span.pages is not None else sources[span.source].pages - span.first


# ------------------------------------------------------------------------------------------------------- by size


class TooLargeError(Exception):
    """A single page takes more bytes than a volume may: `page` of `source`, counted from 1."""

    def __init__(self, source: SourcePdf, page: int, size: int) -> None:
        super().__init__(source.name, page, size)
        self.source, self.page, self.size = source, page, size


def divided(
    papers: Sequence[Papers], room: int, size: Callable[[Sequence[PageSpan]], int]
) -> tuple[tuple[PageSpan, ...], ...]:
    """Divide the dossier into volumes. None takes more than `room` bytes, its front pages not counted.

    A volume ends where a material or a piece of evidence does; a section's divider stays with what follows it. A
    unit that is larger than a whole volume begins in a new volume and is split between its files, or else between pages.

    size  a function that says how many bytes spans take in a file

    Raises TooLargeError if a single page takes more than `room`.
    """
    volumes: list[list[PageSpan]] = [[]]
    taken = 0
    for unit in _units(papers):
        needs = size(unit)
        if taken + needs <= room:
            volumes[-1] += unit
            taken += needs
            continue
        if any(papers[span.paper].own is None for span in volumes[-1]):
            volumes.append([])
            taken = 0
        for piece in [unit] if needs <= room else _split(papers, unit, room - taken, room, size):
            needs = size(piece)
            if taken and taken + needs > room:
                volumes.append([])
                taken = 0
            volumes[-1] += piece
            taken += needs
    whole = [tuple(volumes[0])]
    for number, spans in enumerate(volumes[1:], start=2):
        with_index = any(papers[span.paper].level > MATERIAL for span in spans)
        whole.append((*front(papers, number, with_index), *spans))
    return tuple(whole)


def _units(papers: Sequence[Papers]) -> Iterator[tuple[PageSpan, ...]]:
    """The units that should not be split, in order."""
    waiting: tuple[PageSpan, ...] = ()
    for at, paper in enumerate(papers):
        waiting = (*waiting, *spans_of(papers, at))
        if paper.own is None and paper.level in (MATERIAL, EVIDENCE):
            yield waiting
            waiting = ()
    if waiting:
        yield waiting


def _split(
    papers: Sequence[Papers],
    unit: tuple[PageSpan, ...],
    first_room: int,
    room: int,
    size: Callable[[Sequence[PageSpan]], int],
) -> Iterator[tuple[PageSpan, ...]]:
    """The unit in pieces: whole files if they fit, else as many pages of a file as fit.

    first_room  bytes that are left in the volume in which the unit begins
    room        bytes of every further volume

    Raises TooLargeError if a single page takes more than `room`.
    """
    left = first_room
    for whole in unit:
        if papers[whole.paper].own is not None:
            yield (whole,)
            continue
        end = whole.first + _length(papers, whole)
        at = whole.first
        while at < end:
            fits = _most(partial(_size_of, size, whole, at), end - at, left)
            if fits == 0 and left < room:
                left = room
                continue
            if fits == 0:
                source = papers[whole.paper].sources[whole.source]
                raise TooLargeError(source, at + 1, size([replace(whole, first=at, pages=1)]))
            piece = replace(whole, first=at, pages=fits)
            left = max(0, left - size([piece]))
            at += fits
            yield (piece,)


def _size_of(size: Callable[[Sequence[PageSpan]], int], whole: PageSpan, first: int, pages: int) -> int:
    return size([replace(whole, first=first, pages=pages)])


def _most(size: Callable[[int], int], pages: int, room: int) -> int:
    """The largest number of pages, at most `pages`, that take no more than `room` bytes."""
    if size(pages) <= room:
        return pages
    fits, fails = 0, pages
    while fails - fits > 1:
        middle = (fits + fails) // 2
        fits, fails = (middle, fails) if size(middle) <= room else (fits, middle)
    return fits
