"""What was found when a scan was held against a dossier, as values: pages, places, differences, and what could not be judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from formgen.dossier.claim import PaperPlace
from formgen.returned.scans.inked.marks import MarkState
from formgen.returned.scans.pictures import Region
from formgen.returned.scans.scan_files import ScanPage

MOST_IN_A_LINE = 10
"""Pages that one line names."""

PageKind = Literal["known", "foreign", "blank", "undrawable"]


@dataclass(frozen=True, slots=True)
class CutOut:
    """A cut-out of a page as a JPEG file."""

    jpeg: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class ScanDifference:
    """A place where a scan looks different from its page, in mm from the page's upper left corner.

    kind      `added`: ink that the bound page does not have; `missing`: ink that the scan does not have
    bound, scanned  both, cut out
    """

    left: float
    top: float
    width: float
    height: float
    kind: Literal["added", "missing"]
    strength: float
    bound: CutOut
    scanned: CutOut


@dataclass(frozen=True, slots=True)
class OtherPage:
    """A page of another dossier, or of another binding of this one. dossier: what people call it, in Chinese; number: as printed."""

    dossier: str
    number: int

    @property
    def words(self) -> str:
        """What a person reads: 「甲公司 某材料」的第 3 页."""
        return f"{self.dossier}的第 {self.number} 页"


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A page of the scan.

    kind      `known`: it shows the page `number` of the dossier; `foreign`: none of its pages
    turned    by how many degrees clockwise it must be turned to be upright
    likeness  how alike it and its page are, up to 1
    differences, more_differences  those that are shown, and how many there are besides
    remarks   what could not be judged on it, and why, in Chinese
    other     which page of which other dossier it is, by the mark on it; None if no mark says so
    size      width and height of the bound page in mm; None if it is not known which page it is
    picture   the scan, small, if it shows none of the dossier's pages
    """

    scan: ScanPage
    kind: PageKind
    number: int | None = None
    turned: int = 0
    likeness: float = 0.0
    differences: tuple[ScanDifference, ...] = ()
    more_differences: int = 0
    remarks: tuple[str, ...] = ()
    other_seals: int = 0
    other: OtherPage | None = None
    size: tuple[float, float] | None = None
    picture: CutOut | None = None


def shortened(words: Sequence[str], what: str) -> str:
    """These words in one line, of many the first ones and how many there are. what: the Chinese words for what is counted, such as `页`.

    The report's list of pages has all of them.
    """
    shown = "、".join(words[:MOST_IN_A_LINE])
    return shown if len(words) <= MOST_IN_A_LINE else f"{shown}……共 {len(words)} {what}"


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """What was found at a place.

    scan    where it was looked for; None if its page is not in the scan
    region  the part of the page that was found, or looked at; None if nobody knows
    """

    place: PaperPlace
    state: MarkState
    why: str = ""
    scan: ScanPage | None = None
    cut: CutOut | None = None
    region: Region | None = None

    @property
    def is_wanted(self) -> bool:
        """True for a place that must be filled in when the dossier is handed in; offices fill in theirs later."""
        return not self.place.office

    @property
    def needs_a_look(self) -> bool:
        """True if a person must look at it."""
        return self.is_wanted and self.state is not MarkState.THERE


@dataclass(frozen=True, slots=True)
class Received:
    """All that was found.

    title, sha256  of the dossier
    numbers        the pages of the dossier, by their printed numbers
    blank_numbers  those of them on which nothing stands, so that nobody misses them
    pages          the pages of the scan, in its order
    places         the places of the dossier, in order
    remarks        what concerns the whole scan, in Chinese
    """

    title: str
    sha256: str
    numbers: tuple[int, ...]
    blank_numbers: tuple[int, ...]
    pages: tuple[FoundPage, ...]
    places: tuple[FoundPlace, ...]
    remarks: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[int, ...]:
        """The pages of the dossier that the scan does not have."""
        there = {page.number for page in self.pages}
        return tuple(one for one in self.numbers if one not in there and one not in self.blank_numbers)

    @property
    def doubled(self) -> tuple[int, ...]:
        """The pages of the dossier that the scan has more than once."""
        there = [page.number for page in self.pages if page.number is not None]
        return tuple(sorted({one for one in there if there.count(one) > 1}))

    @property
    def known(self) -> tuple[FoundPage, ...]:
        """The pages of the scan that show a page of the dossier."""
        return tuple(page for page in self.pages if page.kind == "known")

    @property
    def foreign(self) -> tuple[FoundPage, ...]:
        """The pages of the scan that are none of the dossier, and those that could not be drawn."""
        return tuple(page for page in self.pages if page.kind in ("foreign", "undrawable"))

    @property
    def turned(self) -> tuple[FoundPage, ...]:
        """The pages of the scan that do not stand upright."""
        return tuple(page for page in self.pages if page.turned)

    @property
    def out_of_order(self) -> tuple[FoundPage, ...]:
        """The fewest pages that must be moved so that all are in order."""
        known = [page for page in self.pages if page.number is not None]
        longest: list[list[FoundPage]] = []
        for page in known:
            before = [one for one in longest if (one[-1].number or 0) <= (page.number or 0)]
            longest.append([*max(before, key=len, default=[]), page])
        kept = {id(page) for page in max(longest, key=len, default=[])}
        return tuple(page for page in known if id(page) not in kept)

    @property
    def differing(self) -> tuple[FoundPage, ...]:
        """The pages that look different somewhere."""
        return tuple(page for page in self.pages if page.differences or page.more_differences)

    @property
    def unjudged(self) -> tuple[FoundPage, ...]:
        """The pages on which something could not be judged."""
        return tuple(page for page in self.pages if page.remarks)

    @property
    def places_to_look_at(self) -> tuple[FoundPlace, ...]:
        """The places at which a person must look. Those of a page that is missing go with it."""
        missing = set(self.missing)
        return tuple(one for one in self.places if one.needs_a_look and one.place.page not in missing)

    @property
    def is_clean(self) -> bool:
        """True if there is nothing that a person must look at."""
        pages = (self.missing, self.doubled, self.foreign, self.out_of_order, self.differing, self.unjudged)
        return not any(pages) and not self.places_to_look_at
