"""How well `formgen receive` reads simulated scans: `python -m benchmarks.scans.quality 材料.pdf… --seed 1 --most 40`.

Thresholds were chosen on pages of 贯标验收材料 of `samples/complete.json` (seeds 3 to 21). Give it other dossiers and other seeds: a
figure that was measured on the pages for which a threshold was chosen says nothing. It prints one line for each page and the sums.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from benchmarks.scans.simulator import (
    INKS,
    Picture,
    Scanner,
    changed_figure,
    flatbed,
    phone,
    printed,
    scanned,
    sign,
    stamp_seal,
)
from formgen.dossier.claim import PaperPlace
from formgen.dossier.proof.proof_file import Proof
from formgen.engines.pdfium import PdfiumFile
from formgen.returned.scans.bound_pages import BoundPages, opened, small_of
from formgen.returned.scans.differences import InkSpot
from formgen.returned.scans.inked.marks import AROUND, MarkState
from formgen.returned.scans.pictures import Region
from formgen.returned.scans.receiving import looked_at
from formgen.returned.scans.recognising import recognised
from formgen.returned.scans.scan_files import ScannedSheet, ScanPage

SEAL_INKS = [name for name in INKS if name != "black"]
FAINT = 0.4


@dataclass(frozen=True, slots=True)
class Put:
    """What was put at a place: `clear`, `faint` or `nothing`."""

    place: PaperPlace
    what: str


def inked(
    page: Picture, places: Sequence[tuple[PaperPlace, Region | None]], chance: np.random.Generator
) -> tuple[Picture, list[Put]]:
    """The page with seals, chops and strokes at some of its places: a third clear, a third faint or nothing."""
    put: list[Put] = []
    for place, region in places:
        if region is None:
            continue
        what = str(chance.choice(["clear", "clear", "faint", "nothing"]))
        x, y = (side + float(chance.uniform(-6, 6)) for side in region.middle)
        strength = 1.0 if what == "clear" else FAINT
        if what == "nothing":
            pass
        elif place.kind == "round_seal":
            page = stamp_seal(
                page, x, y, chance, str(chance.choice(SEAL_INKS)), strength, float(chance.uniform(38, 45))
            )
        elif place.kind == "date":
            what = "clear"
            page = sign(page, region.left + 2, region.top + 1, chance, width=region.width - 8, strokes=5, height=6)
        elif place.kind == "square_chop" or chance.random() < 0.5:
            page = stamp_seal(page, x, y, chance, "red", strength, float(chance.uniform(16, 20)), square=True)
        else:
            what = "clear"
            page = sign(page, x - 14, y - 5, chance)
        put.append(Put(place, what))
    return page, put


def measured(
    file: PdfiumFile, bound: BoundPages, index: int, scanner: Scanner, chance: np.random.Generator, counts: Counter[str]
) -> str:
    """Scan a page and read it. Adds to the counts; returns a line about it."""
    kind = "phone" if scanner.is_photo else "flatbed"
    wanted = bound.regions(index)
    page, put = inked(printed(file, index), wanted, chance)
    changed = changed_figure(page, file, index, chance) if chance.random() < 0.6 else None
    page, place = changed if changed is not None else (page, None)
    picture = scanned(page, scanner, chance, printed(file, (index + 1) % len(bound)))
    turned = int(chance.choice([0, 0, 0, 2, 1, 3]))
    sheet = ScannedSheet(
        ScanPage(0, 1, 0, "scan"), np.ascontiguousarray(np.rot90(picture, turned)), False, False, False, False
    )
    begin = time.process_time()
    found, likeness = recognised(small_of(sheet.picture), bound, None)
    counts[f"{kind} pages"] += 1
    if found is None or found.index != index:
        counts[f"{kind} {'unknown' if found is None else 'wrong'}"] += 1
        return f"{kind} {index + 1}: {'not recognised' if found is None else f'taken for {found.index + 1}'} {likeness:.2f}"
    counts[f"{kind} turned wrongly"] += found.turned != turned * 90
    look = looked_at(sheet, bound, found)
    counts[f"{kind} ms"] += round(1000 * (time.process_time() - begin))
    spots = look.spots
    around = [region.grown(AROUND[one.kind]) for one, region in wanted if region is not None]
    hits: list[InkSpot] = []
    if place is not None:
        hits = [spot for spot in spots if spot.region.grown(2).distance(*place) == 0]
        under = "beside ink" if any(region.distance(*place) == 0 for region in around) else "changed"
        counts[f"{kind} {under}"] += 1
        counts[f"{kind} {under} found"] += bool(hits)
    counts[f"{kind} false marks"] += len(spots) - len(hits)
    states = {id(one.place): one for one in look.marks.places}
    said = []
    for one in put:
        state = states[id(one.place)].state
        counts[f"{one.place.kind} {one.what} {state.value}"] += 1
        if (one.what, state) not in (
            ("clear", MarkState.THERE),
            ("nothing", MarkState.MISSING),
            ("faint", MarkState.UNCLEAR),
        ):
            said.append(f"{one.place.kind} {one.what} {state.value}")
    missed = place is not None and not hits
    return (
        f"{kind} {index + 1}: {likeness:.2f} {'MISSED' if missed else ''} false {len(spots) - len(hits)} "
        f"{[(s.kind, round(s.region.left), round(s.region.top), round(s.strength, 2)) for s in spots if s not in hits][:4]} {said}"
    )


def foreign(
    file: PdfiumFile, bound: BoundPages, index: int, scanner: Scanner, chance: np.random.Generator, counts: Counter[str]
) -> str:
    """Hold a page of another dossier against this one."""
    picture = scanned(printed(file, index), scanner, chance)
    found, likeness = recognised(small_of(picture), bound, None)
    counts["foreign pages"] += 1
    counts["foreign taken"] += found is not None
    return f"foreign {index + 1}: {'TAKEN for ' + str(found.index + 1) if found is not None else 'none'} {likeness:.2f}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dossiers", nargs="+", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most", type=int, default=40, help="pages of each dossier")
    parser.add_argument("--foreign", type=Path, help="a dossier whose pages are none of the others'")
    parser.add_argument("--strangers", type=int, default=10, help="how many of its pages")
    asked = parser.parse_args()
    cv2.setNumThreads(1)
    counts: Counter[str] = Counter()
    for number, path in enumerate(asked.dossiers):
        chance = np.random.default_rng(asked.seed * 1000 + number)
        proof = Proof.from_json(path.with_suffix(".proof.json").read_bytes())
        content = path.read_bytes()
        with PdfiumFile(content) as file, opened(content, proof.first, proof.places) as bound:
            for index in range(min(len(bound), asked.most)):
                for scanner in (flatbed(chance), phone(chance)):
                    print(measured(file, bound, index, scanner, chance, counts), flush=True)
            if asked.foreign is not None and number == 0:
                with PdfiumFile(asked.foreign.read_bytes()) as other:
                    for index in range(min(asked.strangers, len(other))):
                        print(foreign(other, bound, index, flatbed(chance), chance, counts), flush=True)
        for name, count in sorted(counts.items()):
            print(f"  {name}: {count}", flush=True)


if __name__ == "__main__":
    main()
