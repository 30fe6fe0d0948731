"""The report of a scan: one HTML file to look at, the same as PDF to file, and JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from formgen.dossier.claim import PlaceKind
from formgen.dossier.own_pages.page_templates import shared_html
from formgen.dossier.proof.proof_file import printed_tools
from formgen.foundation import resources
from formgen.render.pdf.pdf import html_to_pdf
from formgen.returned.scans.findings import CutOut, FoundPage, Received, shortened
from formgen.returned.scans.inked.marks import MarkState
from formgen.returned.scans.pictures import Region, data_address

FORMAT, VERSION = "formgen-received", 1
NO_PROOF = (
    "这份报告只帮人找到该看的地方，不是证明：它不说哪一页是真的，不说字是谁签的，也不说章是真是假。",
    "凡是列出的，请人看过再定；没有列出的，也不等于没有问题。识别得准不准，目前只在模拟的扫描件上量过。",
)
"""The first lines of every report."""
STATES: dict[MarkState, str] = {
    MarkState.THERE: "有", MarkState.MISSING: "没有", MarkState.UNCLEAR: "不清楚", MarkState.ELSEWHERE: "在别处",
    MarkState.NOT_JUDGED: "没法判断",
}  # fmt: skip
KINDS: dict[PlaceKind, str] = {
    "round_seal": "公章", "square_chop": "私章", "signature": "签字", "chop_or_signature": "签字或私章", "date": "手写日期",
}  # fmt: skip
TURNED = {0: "", 90: "横着（要顺时针转 90 度）", 180: "倒着", 270: "横着（要逆时针转 90 度）"}


@dataclass(frozen=True, slots=True)
class ReportPage:
    """A page of the scan as a line of the report. address: that of its picture; empty for none."""

    scan: str
    shown: str
    note: str
    address: str


def lines_of(found: Received) -> tuple[str, ...]:
    """What a person must look at, one line for each thing, in Chinese. Empty if there is nothing."""
    lines = [*found.remarks]
    if found.missing:
        lines.append(f"缺 {len(found.missing)} 页：第 {_numbers(found.missing)} 页")
    if found.doubled:
        lines.append(f"重复：第 {_numbers(found.doubled)} 页扫了不止一次")
    if found.out_of_order:
        moved = [f"第 {page.number} 页（在{page.scan.words}）" for page in found.out_of_order]
        lines.append(f"次序不对：{shortened(moved, '页')}")
    for what in dict.fromkeys(_what_it_is(page) for page in found.foreign):
        lines.append(f"{where_of([page for page in found.foreign if _what_it_is(page) == what])}：{what}")
    said = {(page.number, remark) for page in found.unjudged for remark in page.remarks}
    for one in found.places_to_look_at:
        if (one.place.page, one.why) in said:
            continue  # the page itself says so, for all its places
        why = f"（{one.why}）" if one.why else ""
        where = f"第 {one.place.page} 页「{one.place.label}」{one.place.by}的{KINDS[one.place.kind]}"
        lines.append(f"{where}：{STATES[one.state]}{why}")
    for page in found.differing:
        count = len(page.differences) + page.more_differences
        lines.append(f"第 {page.number} 页：{count} 处疑似不同，请看（{page.scan.words}）")
    return (*lines, *_unjudged(found))


def where_of(pages: Sequence[FoundPage]) -> str:
    """Where pages stand in the scan, those of a file together: 「扫描.pdf」第 1—3、8 页. Halves of sheets are named one by one."""
    whole = [page.scan for page in pages if not page.scan.half]
    files = dict.fromkeys((scan.file, scan.name) for scan in whole)
    numbers = {file: tuple(scan.page for scan in whole if scan.file == file) for file, _ in files}
    together = [f"「{name}」第 {_numbers(numbers[file])} 页" for file, name in files]
    return shortened([*together, *(page.scan.words for page in pages if page.scan.half)], "处")


def _unjudged(found: Received) -> Iterator[str]:
    """What could not be judged, each thing once with all its pages: a whole scan may be grey."""
    known = [page for page in found.unjudged if page.number is not None]
    for remark in dict.fromkeys(remark for page in known for remark in page.remarks):
        numbers = sorted({page.number or 0 for page in known if remark in page.remarks})
        yield f"第 {_numbers(tuple(numbers))} 页：{remark}"


def report_html(found: Received, problems: tuple[str, ...]) -> str:
    """The report as an HTML file that needs no other file. problems: what could not be read of the scan, in Chinese."""
    return shared_html(
        "received.html",
        title=_printable(found.title),
        warning=NO_PROOF,
        found=found,
        lines=[_printable(line) for line in (*problems, *lines_of(found))],
        wanted=[one for one in found.places if one.is_wanted],
        states=STATES,
        kinds=KINDS,
        pages=[_line(page) for page in found.pages],
        turned=_printable(where_of(found.turned)),
        address=_address,
        words=lambda page: _printable(page.scan.words),
        tools=printed_tools()[0],
    )


def report_pdf(html: str) -> bytes:
    """The report as a PDF to be filed."""
    return html_to_pdf(html)


def report_json(found: Received, problems: tuple[str, ...]) -> bytes:
    """The report for programs, UTF-8, without pictures."""
    content = {
        "format": FORMAT,
        "version": VERSION,
        "note": "".join(NO_PROOF),
        "title": found.title,
        "sha256": found.sha256,
        "nothing_to_look_at": found.is_clean and not problems,
        "unread": list(problems),
        "remarks": list(found.remarks),
        "missing": list(found.missing),
        "doubled": list(found.doubled),
        "out_of_order": [page.number for page in found.out_of_order],
        "pages": [
            {
                "file": page.scan.name,
                "page": page.scan.page,
                "half": page.scan.half,
                "kind": page.kind,
                "number": page.number,
                "turned": page.turned,
                "likeness": round(page.likeness, 3),
                "size": page.size,
                "other": page.other.words if page.other else None,
                "remarks": list(page.remarks),
                "other_seals": page.other_seals,
                "more_differences": page.more_differences,
                "differences": [
                    {"kind": one.kind, "left": one.left, "top": one.top, "width": one.width, "height": one.height,
                     "strength": one.strength}
                    for one in page.differences
                ],
            }
            for page in found.pages
        ],
        "places": [
            {
                "page": one.place.page, "kind": one.place.kind, "by": one.place.by, "label": one.place.label,
                "office": one.place.office, "box": _box(one.region), "what": KINDS[one.place.kind],
                "said": STATES[one.state], "state": one.state.value, "why": one.why,
                "file": one.scan.name if one.scan else None, "file_page": one.scan.page if one.scan else None,
            }
            for one in found.places
        ],
    }  # fmt: skip
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def _what_it_is(page: FoundPage) -> str:
    """What a page of the scan is that shows none of the dossier's pages."""
    if page.other is not None:
        return f"是{page.other.words}，不是这一份的"
    if page.remarks:
        return "；".join(page.remarks)
    return {"blank": "空白", "undrawable": "画不出来"}.get(page.kind, "不是这份材料的页，或认不出")


def _box(region: Region | None) -> dict[str, float] | None:
    """A part of a page in mm from its upper left corner, for programs."""
    if region is None:
        return None
    return {name: round(side, 1) for name, side in asdict(region).items()}


def _line(page: FoundPage) -> ReportPage:
    shown = f"第 {page.number} 页" if page.number is not None else _printable(_what_it_is(page))
    remarks = page.remarks if page.number is not None else ()  # else they say what the page is
    notes = [TURNED[page.turned], f"另有 {page.other_seals} 处像章的印迹" if page.other_seals else "", *remarks]
    address = _address(page.picture) if page.picture is not None and page.kind == "foreign" else ""
    return ReportPage(_printable(page.scan.words), shown, "；".join(note for note in notes if note), address)


def _address(cut: CutOut | None) -> str:
    return "" if cut is None else data_address(cut.jpeg)


def _numbers(numbers: tuple[int, ...]) -> str:
    """Page numbers as people write them: 3—5、8."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][-1] + 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    return "、".join(str(part[0]) if len(part) == 1 else f"{part[0]}—{part[-1]}" for part in parts)


def _printable(text: str) -> str:
    """The text with a mark in the place of characters that our faces lack: a file's name may have any."""
    lacking = set(resources.uncovered(text))
    return "".join("□" if one in lacking else one for one in text)
