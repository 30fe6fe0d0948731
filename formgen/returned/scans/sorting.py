"""Puts the pages of a scan in the order of the dossier and upright. No page is left out, and no picture is packed anew."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from copy import copy

import pikepdf

from formgen.dossier.sheets import visible_box
from formgen.dossier.shelf import stream_of
from formgen.returned.scans.findings import FoundPage, Received, shortened
from formgen.returned.scans.scan_files import ScanFile


def in_order(found: Received) -> tuple[FoundPage, ...]:
    """The pages of the scan in the order of the dossier; those that are none of its pages come last, in the order of the scan."""
    known = [page for page in found.pages if page.number is not None]
    rest = [page for page in found.pages if page.number is None]
    return (*sorted(known, key=lambda page: page.number or 0), *rest)


def what_was_done(found: Received) -> Iterator[str]:
    """What sorting does to the scan, in Chinese."""
    order = in_order(found)
    moved = sum(page.number is not None for page in found.out_of_order)
    halves = sum(page.scan.half == 1 for page in found.pages)
    yield f"共 {len(order)} 页，按装订件的页码排好"
    if moved:
        places = [f"第 {page.number} 页（原在{page.scan.words}）" for page in found.out_of_order]
        yield f"{moved} 页换了位置：{shortened(places, '页')}"
    if found.turned:
        yield f"{len(found.turned)} 页转正：" + shortened([_turned(page) for page in found.turned], "页")
    if halves:
        yield f"{halves} 张两页拼在一起的分成了两页"
    if found.doubled:
        yield "扫了不止一次的页，几次都留着：第 " + "、".join(map(str, found.doubled)) + " 页"
    rest = [page for page in order if page.number is None]
    if rest:
        yield f"不是装订件的页、空白页共 {len(rest)} 页，放在最后：" + shortened(
            [page.scan.words for page in rest], "页"
        )
    if found.missing:
        yield "没有扫到的：第 " + "、".join(map(str, found.missing)) + " 页"


def _turned(page: FoundPage) -> str:
    return f"第 {page.number} 页（{'倒的' if page.turned == 180 else '横的'}）"


def sorted_pdf(found: Received, files: Sequence[ScanFile]) -> bytes:
    """The scan as one PDF, in order and upright."""
    with ExitStack() as stack, pikepdf.new() as out:
        opened = [stack.enter_context(pikepdf.open(stream_of(file.content), suppress_warnings=True)) for file in files]
        for page in in_order(found):
            taken = out.copy_foreign(opened[page.scan.file].pages[page.scan.page - 1].obj)
            out.pages.append(
                pikepdf.Page(out.make_indirect(copy(taken)))
            )  # a copy: a sheet of two pages is taken twice
            added = out.pages[-1]
            for key in ("/Annots", "/B", "/AA", "/StructParents"):
                if key in added.obj:
                    del added.obj[key]
            if page.scan.half:
                _halve(added, page.scan.half)
            if page.turned:
                added.rotate(page.turned, relative=True)
        content = io.BytesIO()
        out.save(content, deterministic_id=True)
        return content.getvalue()


def _halve(page: pikepdf.Page, half: int) -> None:
    """Show one half of a sheet: the left or upper one as it is shown, or the other one."""
    left, bottom, right, top = visible_box(page) or (0.0, 0.0, 595.0, 842.0)
    turned = page.rotation % 360
    lying = (right - left > top - bottom) != (turned in (90, 270))
    # How far along the page's own axes the halves lie: a page that is shown turned has its left edge elsewhere.
    first = half == 1
    if lying:
        side = {0: "left", 90: "bottom", 180: "right", 270: "top"}[turned] if turned in (0, 90, 180, 270) else "left"
    else:
        side = {0: "top", 90: "left", 180: "bottom", 270: "right"}[turned] if turned in (0, 90, 180, 270) else "top"
    opposite = {"left": "right", "right": "left", "top": "bottom", "bottom": "top"}
    side = side if first else opposite[side]
    across, up = (left + right) / 2, (bottom + top) / 2
    box = {
        "left": (left, bottom, across, top), "right": (across, bottom, right, top),
        "top": (left, up, right, top), "bottom": (left, bottom, right, up),
    }[side]  # fmt: skip
    page.obj.MediaBox = pikepdf.Array(box)
    page.obj.CropBox = pikepdf.Array(box)
