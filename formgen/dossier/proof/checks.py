"""Compares a finished dossier with its Claim: pages, numbers, lines, pictures. Differences are collected, never raised."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import asdict
from typing import NamedTuple

from pypdf import PdfReader

from formgen.dossier.claim import Claim, Original, Rectangle
from formgen.dossier.lines import ContentsLine, squashed
from formgen.dossier.options import DRAFT
from formgen.dossier.proof.compare import drawn, unlike
from formgen.dossier.proof.page_marks import PageMark, places
from formgen.dossier.proof.proof_file import ProvedLine
from formgen.dossier.proof.reread import (
    LEADER,
    bookmarks,
    marks_printed,
    number_place,
    number_side,
    page_mark,
    printed_lines,
    printed_rows,
    stamped_number,
)
from formgen.dossier.sheets import STRIP
from formgen.dossier.shelf import Content
from formgen.engines.system.watcher import at_work

NEAR = 0.01
"""Points by which a place read from the file may differ from what it should be: numbers are written with few digits."""


class ShownOtherwise(NamedTuple):
    """A page of a supplied file (counted from 1) that the dossier does not show as the file does, and how, in Chinese."""

    original: Original
    page: int
    number: int
    how: str

    def __str__(self) -> str:
        return f"第 {self.number} 页与来源「{self.original.name}」第 {self.page} 页显示的不一样：{self.how}"


class Checks:
    """What was compared, and what was found to be otherwise, in Chinese, in the order in which it was found.

    shown_otherwise  pages of supplied files; each is a failure, too
    """

    def __init__(self) -> None:
        self.failures: list[str] = []
        self.shown_otherwise: list[ShownOtherwise] = []

    def same(self, what: str, found: object, expected: object) -> None:
        """Compare; `what` names the thing for the message."""
        if found != expected:
            self.failures.append(f"{what}是 {_shown(found)}，应为 {_shown(expected)}")


def check_pages(reader: PdfReader, claim: Claim, checks: Checks) -> None:
    """Every page is there, in the sources' order, and carries its own number; the file has its title and language."""
    checks.same("总页数", len(reader.pages), claim.pages)
    checks.same("各份材料的页数之和", sum(source.pages for source in claim.inputs), claim.pages)
    ends = [claim.first - 1, *(source.last_page for source in claim.inputs)]
    for source, before in zip(claim.inputs, ends, strict=False):
        checks.same(f"「{source.name}」的起始页", source.first_page, before + 1)
        checks.same(f"「{source.name}」的页数", source.last_page - before, source.pages)
    checks.same("标题", reader.metadata.title if reader.metadata else None, claim.title)
    check_numbers(reader, claim, checks)


def check_numbers(reader: PdfReader, claim: Claim, checks: Checks) -> None:
    """Every page carries its own number, where it should stand, is labelled with it, and says 草稿 or does not.

    A cover carries none.
    """
    unnumbered = claim.unnumbered
    for number, (page, label) in enumerate(zip(reader.pages, reader.page_labels, strict=True), start=claim.first):
        checks.same(f"第 {number} 页印的页码", stamped_number(page), None if number in unnumbered else number)
        checks.same(f"第 {number} 页的页码标签", label, str(number))
        side = ("右" if number % 2 else "左") if claim.duplex else "中"
        side = "" if number in unnumbered else side
        checks.same(f"第 {number} 页页码的位置", number_side(page, claim.duplex), side)
        said = page_mark(page)
        word = claim.mark or said or DRAFT
        state = "不全" if said is None else "没有" if not said else "每处都有" if said == word else f"「{said}」"
        checks.same(f"第 {number} 页的{word}字样", state, "每处都有" if claim.mark else "没有")


def check_marks(reader: PdfReader, claim: Claim, checks: Checks) -> None:
    """Every page with a number has its own mark at each free end of the strip, or no page has one. Each is read as a reader of a scan
    reads it."""
    for number, page in enumerate(reader.pages, start=claim.first):
        has_marks = bool(claim.marks) and number not in claim.unnumbered
        found = marks_printed(page)
        width, at = float(page.mediabox.width), number_place(page)
        free = places(width, *at) if has_marks and at is not None else ()
        checks.same(f"第 {number} 页页面标记的处数", len(found), len(free))
        wanted = PageMark(claim.marks, number)
        for mark, left in zip(found, free, strict=False):
            checks.same(f"第 {number} 页的页面标记", mark.said, wanted)
            checks.same(f"第 {number} 页页面标记的位置", abs(mark.left - left) <= NEAR, True)


def check_lines(reader: PdfReader, claim: Claim, checks: Checks) -> tuple[ProvedLine, ...]:
    """The four numbers of every line whose page is in this file; of lines of other volumes, what is printed."""
    own = [line for line in claim.lines if line.volume == claim.volume]
    read, unnumbered = _Listings(reader, claim), claim.unnumbered
    outline = [(title, number and number + claim.first - 1) for title, number, _ in bookmarks(reader)]
    for name, found, wanted in read.counts(own):
        checks.same(f"{name}的行数", found, wanted)
    for line in claim.lines:
        if line.volume != claim.volume and not read.has(line):
            checks.failures.append(f"目录里没有「{line.heading}」（第{line.volume}册）或它的页码 {line.page}")
    proved: list[ProvedLine] = []
    begin = 0
    for line in own:
        printed = read.next(line)
        if printed is None:
            break
        (text, target), heading, words = printed, line.heading, squashed(line.printed)
        checks.same(f"目录「{heading}」的文字", text[: len(words)], words)
        rest = LEADER.fullmatch(text[len(words) :])
        number = int(rest[1]) if rest else 0
        checks.same(f"目录「{heading}」的页码", number, line.page)
        checks.same(f"目录「{heading}」的链接", target, line.page)
        # Between the lines' bookmarks stand those of files and the sources' own.
        like = [at for at in range(begin, len(outline)) if outline[at][0] == heading]
        found_at = next((at for at in like if outline[at][1] == line.page), like[0] if like else None)
        bookmark = 0 if found_at is None else outline[found_at][1]
        begin = begin if found_at is None else found_at + 1
        checks.same(f"书签「{heading}」的页码", bookmark, line.page)
        at = line.page - claim.first
        there = 0 <= at < len(reader.pages)
        stamped = stamped_number(reader.pages[at]) if there else None
        label = reader.page_labels[at] if there else ""
        checks.same(f"「{heading}」首页印的页码", stamped, None if line.page in unnumbered else line.page)
        checks.same(f"「{heading}」首页的页码标签", label, str(line.page))
        if claim.duplex and line.level == 0:
            checks.same(f"「{heading}」的起始页", "右手页" if line.page % 2 else "左手页", "右手页")
        proved.append(ProvedLine(heading, number, stamped or 0, bookmark, label, line.mark, line.level, line.score))
    return tuple(proved)


class _Listings:
    """The contents and the evidence index of a file, as they are printed in it."""

    def __init__(self, reader: PdfReader, claim: Claim) -> None:
        self._own: list[Iterator[tuple[str, int]]] = []
        self._counts: list[int] = []
        self._rows: list[list[str]] = []
        for first in (claim.contents, claim.index):
            end = next((source.last_page for source in claim.inputs if source.first_page == first), 0) if first else -1
            offset = claim.first - 1
            found = list(printed_lines(reader, first - offset, end - offset)) if first else []
            lines = [(text, target and target + offset) for text, target in found]
            self._own.append(iter(lines))
            self._counts.append(len(lines))
            several = any(line.volume != claim.volume for line in claim.lines)
            self._rows.append(printed_rows(reader, first - offset, end - offset) if first and several else [])

    def counts(self, lines: list[ContentsLine]) -> Iterator[tuple[str, int, int]]:
        """Each listing's name, its lines, and how many it should have."""
        evidence = sum(line.evidence for line in lines)
        yield "目录", self._counts[0], len(lines) - evidence
        yield "佐证材料索引", self._counts[1], evidence

    def next(self, line: ContentsLine) -> tuple[str, int] | None:
        """The next line of the listing that the line belongs to: its words, and the number of the page it leads to."""
        return next(self._own[line.evidence], None)

    def has(self, line: ContentsLine) -> bool:
        """True if a line of another volume is printed, with its number. The index is only where evidence is."""
        rows, words = self._rows[line.evidence], squashed(line.printed)
        if line.evidence and not rows:
            return True
        for at in range(len(rows)):
            text = ""
            for row in rows[at:]:  # a long title goes on in the next row
                text += row
                if not words.startswith(text[: len(words)]):
                    break
                rest = LEADER.fullmatch(text[len(words) :]) if text.startswith(words) else None
                if rest is not None and int(rest[1]) == line.page:  # what goes on has a line for each further volume
                    return True
        return False


def check_pictures(
    pdf: Content,
    originals: tuple[Original, ...],
    checks: Checks,
    first: int = 1,
    known: Container[int] = (),
    moving: bool = False,
    feet: Container[int] = (),
) -> frozenset[int]:
    """Each page shows what its source's page shows. Returns the pages whose number stands over a part of them that is
    not blank: that is no failure here.

    first  the number that the file's first page bears
    known  pages that need not be drawn
    moving  True if those pages will be laid elsewhere and looked at again: how they differ does not count then (草稿 in
            the strip makes ink below it lighter)
    feet    pages that need not be drawn but where their number stands

    Raises UndrawableError for a file, or a source, that can't be opened.
    """
    inked = set()
    with drawn(pdf) as bound:
        for original in originals:
            with at_work(original.watched_as):
                found = list(unlike(bound, original, STRIP, first, known, feet))
            for page, how, is_inked in found:
                if is_inked:
                    inked.add(page)
                if is_inked or (moving and page in inked):
                    continue
                nth = page - original.first_page + (original.skipped or 0) + 1
                otherwise = ShownOtherwise(original, nth, page, how)
                checks.failures.append(str(otherwise))
                if not original.is_own:
                    checks.shown_otherwise.append(otherwise)
    return frozenset(inked)


def near(found: Rectangle | None, expected: Rectangle | None) -> bool:
    """True if both are the same place, but for how many digits it was written with."""
    if found is None or expected is None:
        return found is expected
    pairs = zip(asdict(found).values(), asdict(expected).values(), strict=True)
    return all(abs(one - other) <= NEAR for one, other in pairs)


def _shown(value: object) -> str:
    return "没有" if value is None or value == "" else str(value)
