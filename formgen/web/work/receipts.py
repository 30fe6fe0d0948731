"""What was found of a scan in the web door: the report of `formgen receive` as a list of findings, and what an officer said of each.

The report is read from its JSON, so that the server needs nothing of what looks at scans.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import TypeAdapter

from formgen.web.work.order import write_whole

TICKS = "ticks.json"


class Tick(StrEnum):
    """What an officer says of a finding: nothing is wrong there, or it must be corrected."""

    FINE = "fine"
    LACKING = "lacking"


@dataclass(frozen=True, slots=True)
class PageBox:
    """A part of a page, in mm from its upper left corner."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class ReceiptDifference:
    """A place where a page looks different. kind: `added` or `missing` ink."""

    left: float
    top: float
    width: float
    height: float
    kind: str


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """A page of the scan, as the report's JSON has it. number: of the bound page that it shows; other: a page of another dossier."""

    file: str
    page: int
    half: int
    kind: str
    number: int | None
    turned: int
    other: str | None
    size: tuple[float, float] | None
    remarks: tuple[str, ...]
    differences: tuple[ReceiptDifference, ...]
    more_differences: int

    @property
    def words(self) -> str:
        """How a person finds it in the scan."""
        return f"「{self.file}」第 {self.page} 页{('', '的前一半', '的后一半')[self.half]}"


@dataclass(frozen=True, slots=True)
class ReceiptPlace:
    """A place that wants a seal, a signature or a date, as the report's JSON has it. what, said: in Chinese."""

    page: int
    by: str
    label: str
    what: str
    office: bool
    box: PageBox | None
    state: str
    said: str
    why: str
    file: str | None
    file_page: int | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """The report."""

    title: str
    note: str
    nothing_to_look_at: bool
    unread: tuple[str, ...]
    remarks: tuple[str, ...]
    missing: tuple[int, ...]
    doubled: tuple[int, ...]
    out_of_order: tuple[int, ...]
    pages: tuple[ReceiptPage, ...]
    places: tuple[ReceiptPlace, ...]


@dataclass(frozen=True, slots=True)
class ReceiptFinding:
    """Something that an officer should look at.

    key      its name, unique in the report
    where    the page and the place, in Chinese; said: what was found there
    remedy   what the applicant must do if the officer finds so, too
    at       the page of the scan on which it is, counted from 1; 0 for none
    box      where on that page; None for the whole page
    is_lack  True if something is not there: it is proposed for the letter
    """

    key: str
    where: str
    said: str
    remedy: str
    at: int = 0
    box: PageBox | None = None
    is_lack: bool = False


@dataclass(frozen=True, slots=True)
class Ticked:
    """An officer's word on a finding."""

    key: str
    tick: Tick


_RECEIPT, _TICKS = TypeAdapter(Receipt), TypeAdapter(tuple[Ticked, ...])


def read_receipt(path: Path) -> Receipt | None:
    """The report; None if there is none."""
    try:
        return _RECEIPT.validate_json(path.read_bytes())
    except (OSError, ValueError):
        return None


def read_ticks(folder: Path) -> tuple[Ticked, ...]:
    """What an officer said of the findings; empty if nobody has said anything."""
    try:
        return _TICKS.validate_json((folder / TICKS).read_bytes())
    except (OSError, ValueError):
        return ()


def write_ticks(folder: Path, ticks: tuple[Ticked, ...]) -> None:
    """Keep what an officer said of the findings, instead of what was said before."""
    write_whole(folder / TICKS, _TICKS.dump_json(ticks))


def findings_of(receipt: Receipt) -> tuple[ReceiptFinding, ...]:
    """All that must be looked at, in the order of the report: pages, then places, then differences."""
    return (*_of_pages(receipt), *_of_places(receipt), *_of_differences(receipt))


def _of_pages(receipt: Receipt) -> Iterator[ReceiptFinding]:
    for first, last in _runs(receipt.missing):
        many = f"第 {first} 页" if first == last else f"第 {first}—{last} 页"
        said = "缺这一页" if first == last else f"缺这 {last - first + 1} 页"
        yield ReceiptFinding(f"missing-{first}", many, said, said.replace("缺", "补交"), is_lack=True)
    moved = set(receipt.out_of_order)
    for at, page in enumerate(receipt.pages, start=1):
        if page.kind == "foreign":
            said = f"是{page.other}，不是这一份的" if page.other else "不是这份材料的页，或认不出"
            said = "；".join((said, *page.remarks))
            yield ReceiptFinding(f"page-{at}", page.words, said, "抽去或换成应有的页", at)
        elif page.kind == "undrawable":
            yield ReceiptFinding(f"page-{at}", page.words, "画不出来", "重新扫描这一页", at)
        elif page.number in receipt.doubled:
            yield ReceiptFinding(f"page-{at}", page.words, f"第 {page.number} 页不止一次", "留一页", at)
        elif page.number in moved:
            yield ReceiptFinding(f"page-{at}", page.words, f"第 {page.number} 页的次序不对", "按页码排好", at)


def _runs(numbers: tuple[int, ...]) -> list[tuple[int, int]]:
    """Numbers that follow each other, as the first and the last of them."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        follows = runs and runs[-1][1] == number - 1
        runs[-1:] = [(runs[-1][0], number)] if follows else [*runs[-1:], (number, number)]
    return runs


def _of_places(receipt: Receipt) -> Iterator[ReceiptFinding]:
    for number, place in enumerate(receipt.places, start=1):
        if place.office or place.state == "there" or place.page in receipt.missing:
            continue
        at = next(
            (one for one, page in enumerate(receipt.pages, 1) if (page.file, page.page) == (place.file, place.file_page)
             and page.number == place.page),
            0,
        )  # fmt: skip
        said = f"{place.by}的{place.what}：{place.said}{f'（{place.why}）' if place.why else ''}"
        is_lack = place.state == "missing"
        remedy = f"补上{place.by}的{place.what}" if is_lack else f"核对{place.by}的{place.what}，不合要求的重新办"
        yield ReceiptFinding(
            f"place-{number}", f"第 {place.page} 页「{place.label}」", said, remedy, at, place.box, is_lack
        )


def _of_differences(receipt: Receipt) -> Iterator[ReceiptFinding]:
    for at, page in enumerate(receipt.pages, start=1):
        for number, one in enumerate(page.differences, start=1):
            said = f"疑似不同，请看：扫描件上好像{'多' if one.kind == 'added' else '少'}了什么"
            box = PageBox(one.left, one.top, one.width, one.height)
            where = f"第 {page.number} 页，离左边 {one.left:.0f} 毫米、离上边 {one.top:.0f} 毫米"
            yield ReceiptFinding(f"difference-{at}-{number}", where, said, "按装订的内容换上这一页", at, box)
        if page.kind == "known":
            also, more = "还" if page.differences else "", page.more_differences
            told = (f"{also}有 {more} 处不同，没有一一列出",) if more else ()
            for number, said in enumerate((*page.remarks, *told), start=1):
                yield ReceiptFinding(f"remark-{at}-{number}", f"第 {page.number} 页", said, "重新扫描这一页", at)
