"""Finds where a scan, laid on its page, looks different from it: ink that is missing, and ink that is not on the bound page.

The bound page is made as soft and as heavy as the scan's print is, and taken away from it. What is left along the edges of
letters is as light on one side as it is dark on the other, so it vanishes when it is blurred; a stroke too many or too few stays.
Each place where something stays is looked at again by itself, moved to where it fits best.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from formgen.returned.scans.inked.inks import Inks
from formgen.returned.scans.pictures import DOTS, Ink, Mask, Region

SOFTNESS = (0.5, 0.8, 1.1, 1.4, 1.8, 2.2)
"""Dots by which the bound page may be blurred to look as a scan does."""
EVERY = 3
"""Of so many dots of print, one is looked at to find how soft and how heavy the scan is."""
BLUR = 2.2
"""Dots over which what is left is blurred."""
FIRST_LOOK, DIFFERENT = 0.13, 0.17
"""What is left, as a part of full ink, that is looked at again, and that is told."""
EDGE_SHARE = 0.11
"""What may be left for each part of ink that the edges around have: letters never lie exactly on letters."""
UNDER_COLOUR = 0.16
"""What may be left besides where coloured ink lies on print."""
WINDOW, REACH = 44, 8
"""Dots: half the side of the window that is looked at again, and how far it may be moved."""
FARTHER, SAME_WORDS = 36, 0.75
"""Dots by which it may be moved (4.6 mm) if it is then so much alike: a number alone at a foot is held by nothing beside it."""
MOST_STRETCHED, MOST_MOVED = 0.05, 3.0
"""By so much a part of the page may be stretched, sheared or turned there besides, and its middle be moved in dots."""
MARGIN = 5.0
"""mm at the edges of a sheet where nothing is compared: scanners cut there, and shadows lie there."""
SOLID = 3.0
"""mm: a round or square spot that is so large in both directions is no letter."""
SHADE = 0.13
"""Ink of a shadow at the edge."""
TOGETHER = 3.0
"""mm between two differences that are told as one."""
MOST = 60
"""Differences of a page that are looked at; a page with more of them is another one altogether."""
Kind = Literal["added", "missing"]


class InkSpot(NamedTuple):
    """A place where both look different: where it is, what is there, and how much is left (1 is full ink)."""

    region: Region
    kind: Kind
    strength: float


@dataclass(frozen=True, slots=True)
class Compared:
    """What a page's comparison found. softness: dots by which the scan is softer than the bound page."""

    spots: tuple[InkSpot, ...]
    softness: float


def compared(inks: Inks, inside: Mask, expected: Sequence[Region]) -> Compared:
    """Compare a scan with its page.

    inside    True where the scan has the page
    expected  where ink may be added: seals, signatures and dates go there
    """
    softness, weight = _look_of_print(inks)
    bound = np.asarray(cv2.GaussianBlur(inks.bound, (0, 0), softness), np.float32)
    usable = _usable(inks, inside)
    left = np.asarray(inks.print_ink - bound * np.float32(weight), np.float32)
    left[~usable] = 0
    blurred = cv2.GaussianBlur(left, (0, 0), BLUR)
    del left  # a picture of a page as numbers has 15 MB
    allowed = _allowed(bound, inks)
    added_here = np.ones(blurred.shape, bool)
    for region in expected:
        added_here[region.dots(blurred.shape)] = False
    found: list[InkSpot] = []
    for sign in (1, -1):
        kind: Kind = "added" if sign > 0 else "missing"
        if sign > 0:
            over = np.subtract(blurred, allowed)
            over[~added_here] = 0
        else:  # in the memory of what is not needed any more: a picture of a page as numbers has 15 MB
            over = np.negative(np.add(blurred, allowed, out=blurred), out=blurred)
        for x, y in _peaks(over, FIRST_LOOK):
            again = _again(inks, bound, usable, (x, y), sign)
            if again is not None:
                found.append(InkSpot(again[0], kind, again[1]))
    return Compared(tuple(_joined(found)), softness)


def _look_of_print(inks: Inks) -> tuple[float, float]:
    """How soft and how heavy the scan's print is: what makes the bound page most like it."""
    inked = cv2.dilate(inks.bound, np.ones((9, 9), np.uint8)) > 0.3
    inked &= ~cv2.dilate(inks.coloured.astype(np.uint8), np.ones((9, 9), np.uint8)).astype(bool)
    where = np.flatnonzero(inked.ravel())[::EVERY]
    if where.size < 200:
        return 1.0, 1.0
    seen = inks.print_ink.ravel()[where]
    best: tuple[float, float, float] = (np.inf, 1.0, 1.0)
    for softness in SOFTNESS:
        wanted = cv2.GaussianBlur(inks.bound, (0, 0), softness).ravel()[where]
        weight = float(np.clip((wanted @ seen) / (wanted @ wanted + 1e-6), 0.5, 1.4))
        rest = float(np.abs(seen - weight * wanted).mean())
        best = min(best, (rest, softness, weight))
    return best[1], best[2]


def _usable(inks: Inks, inside: Mask) -> Mask:
    """Where a comparison says something: not at the edges, and not on holes, staples and dark edges."""
    usable = inside.copy()
    rim = round(MARGIN * DOTS)
    usable[:rim], usable[-rim:], usable[:, :rim], usable[:, -rim:] = False, False, False, False
    solid = ((inks.any_ink > 0.45) & (inks.bound_any < 0.3)).astype(np.uint8)
    side = round(SOLID * DOTS)
    spots = cv2.morphologyEx(solid, cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
    if spots.any():
        usable &= ~cv2.dilate(spots, np.ones((side, side), np.uint8)).astype(bool)
    return usable & ~_from_the_edge(inks, rim)


def _from_the_edge(inks: Inks, rim: int) -> Mask:
    """What reaches in from the edge of the sheet: the table below it, a shadow, a fold, a seal across the edges of all sheets."""
    added = ((inks.any_ink > SHADE) & (inks.bound_any < SHADE)).astype(np.uint8)
    near = cv2.dilate(added, np.ones((3, 3), np.uint8))
    _, labels = cv2.connectedComponents(near)
    edge = np.concatenate(
        [labels[:rim].ravel(), labels[-rim:].ravel(), labels[:, :rim].ravel(), labels[:, -rim:].ravel()]
    )
    reaching = np.zeros(int(labels.max()) + 1, bool)
    reaching[np.unique(edge)] = True
    reaching[0] = False
    side = round(DOTS)
    return np.asarray(cv2.dilate(reaching[labels].astype(np.uint8), np.ones((side, side), np.uint8)).astype(bool), bool)


def _allowed(bound: Ink, inks: Inks) -> Ink:
    """What may be left at each dot besides `FIRST_LOOK`."""
    across, down = cv2.Sobel(bound, cv2.CV_32F, 1, 0, scale=0.25), cv2.Sobel(bound, cv2.CV_32F, 0, 1, scale=0.25)
    strength = cv2.magnitude(across, down, across)
    del across, down
    allowed = np.asarray(cv2.GaussianBlur(strength, (0, 0), 2 * BLUR), np.float32)
    del strength
    allowed *= EDGE_SHARE
    if inks.coloured.any():
        colour = cv2.GaussianBlur(cv2.dilate(inks.coloured.astype(np.float32), np.ones((7, 7), np.uint8)), (0, 0), 2)
        allowed += np.asarray(colour * UNDER_COLOUR, np.float32)
    return allowed


def _peaks(over: Ink, least: float) -> Iterator[tuple[int, int]]:
    """The highest point of each place that is above the limit, the highest ones first."""
    mask = (over > least).astype(np.uint8)
    if not mask.any():
        return
    near = cv2.dilate(mask, np.ones((9, 9), np.uint8))
    # Of a sheet of A4 two bytes a dot are enough, and half the memory: each place takes 81 dots and more.
    kind = cv2.CV_16U if near.size < 81 * 65_000 else cv2.CV_32S
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(near, ltype=kind)
    tops = []
    for one, box in enumerate(boxes[1:count], start=1):
        x, y, wide, high = (int(side) for side in box[:4])
        part = np.where(labels[y : y + high, x : x + wide] == one, over[y : y + high, x : x + wide], -1)
        at_y, at_x = np.unravel_index(int(part.argmax()), part.shape)
        tops.append((float(part.max()), x + int(at_x), y + int(at_y)))
    for _, x, y in sorted(tops, reverse=True)[:MOST]:
        yield x, y


def _again(inks: Inks, bound: Ink, usable: Mask, at: tuple[int, int], sign: int) -> tuple[Region, float] | None:
    """Look at one place again, with the bound page moved, then bent a little, to fit best around it. None if nothing stays."""
    x, y = at
    high, wide = bound.shape
    top, bottom = max(REACH, y - WINDOW), min(high - REACH, y + WINDOW)
    left, right = max(REACH, x - WINDOW), min(wide - REACH, x + WINDOW)
    seen = inks.print_ink[top:bottom, left:right]
    if min(seen.shape) < 2 * REACH:
        return None
    clear = usable[top:bottom, left:right]
    part = _part(inks, top, bottom, left, right)
    here = slice(max(0, y - top - 14), y - top + 15), slice(max(0, x - left - 14), x - left + 15)
    at_first, _ = _best_fit(seen, _around(bound, (top, bottom, left, right), REACH), REACH)
    blurred = sign * _rest(at_first, part, clear) - _allowed(at_first, part)
    if float(blurred[here].max()) >= DIFFERENT:
        farther, alike = _best_fit(seen, _around(bound, (top, bottom, left, right), FARTHER), FARTHER)
        moved = _bent_fit(seen, farther if alike >= SAME_WORDS else at_first)
        blurred = sign * _rest(moved, part, clear) - _allowed(moved, part)
    strength = float(blurred[here].max())
    if strength < DIFFERENT:
        return None
    rows, columns = np.nonzero(blurred > DIFFERENT * 0.6)
    near = (np.abs(rows + top - y) < 20) & (np.abs(columns + left - x) < 20)
    rows, columns = rows[near], columns[near]
    x0, y0 = (left + int(columns.min())) / DOTS, (top + int(rows.min())) / DOTS
    x1, y1 = (left + int(columns.max()) + 1) / DOTS, (top + int(rows.max()) + 1) / DOTS
    return Region(x0, y0, x1 - x0, y1 - y0), strength


def _rest(moved: Ink, part: Inks, clear: Mask) -> Ink:
    """What is left of a part of the scan when the bound page is taken away from it; below 0 where ink is lacking."""
    seen = part.print_ink
    weight = (
        float(np.clip((moved * seen).sum() / ((moved * moved).sum() + 1e-6), 0.6, 1.35)) if moved.max() > 0.2 else 1.0
    )
    left = np.where(clear, seen - moved * weight, 0).astype(np.float32)
    return np.asarray(cv2.GaussianBlur(left, (0, 0), BLUR), np.float32)


def _bent_fit(seen: Ink, moved: Ink) -> Ink:
    """The bound page turned, stretched and sheared a little so that it is most like what is seen; as it is, if that does not help.

    Paper that is curled is narrower on one side of a letter than on the other. No figure becomes another one by so little.
    """
    if float(moved.std()) < 0.01:
        return moved
    steps = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 30, 1e-4)
    try:
        whole = np.full(seen.shape, 255, np.uint8)
        start = np.eye(2, 3, dtype=np.float32)
        _, bent = cv2.findTransformECC(np.ascontiguousarray(seen), moved, start, cv2.MOTION_AFFINE, steps, whole, 3)
    except cv2.error:  # the two have too little in common
        return moved
    size = (seen.shape[1], seen.shape[0])
    middle = np.asarray(size) / 2
    if np.abs(bent[:, :2] - np.eye(2)).max() > MOST_STRETCHED:
        return moved
    if np.abs(bent[:, :2] @ middle + bent[:, 2] - middle).max() > MOST_MOVED:
        return moved
    return np.asarray(cv2.warpAffine(moved, bent, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP), np.float32)


def _around(bound: Ink, box: tuple[int, int, int, int], reach: int) -> Ink:
    """A part of the bound page with so many dots around it; beyond the page there is no ink. box: top, bottom, left and right."""
    top, bottom, left, right = box
    high, wide = bound.shape
    part = bound[max(0, top - reach) : bottom + reach, max(0, left - reach) : right + reach]
    beyond = (max(0, reach - top), max(0, bottom + reach - high)), (max(0, reach - left), max(0, right + reach - wide))
    return np.pad(part, beyond) if any(map(any, beyond)) else part


def _best_fit(seen: Ink, around: Ink, reach: int) -> tuple[Ink, float]:
    """The part of `around` that is most like what is seen, moved by parts of a dot; and how alike it is."""
    if float(around.std()) < 0.01:
        return np.asarray(around[reach:-reach, reach:-reach], np.float32), 0.0
    scores = np.asarray(
        np.nan_to_num(cv2.matchTemplate(around, np.ascontiguousarray(seen), cv2.TM_CCOEFF_NORMED)), np.float32
    )
    _, alike, _, (x, y) = cv2.minMaxLoc(scores)
    dx, dy = x + _part_of_a_dot(scores[y], x), y + _part_of_a_dot(scores[:, x], y)
    matrix = np.asarray([[1, 0, dx], [0, 1, dy]], np.float64)
    size = (seen.shape[1], seen.shape[0])
    moved = cv2.warpAffine(around, matrix, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    return np.asarray(moved, np.float32), float(alike)


def _part_of_a_dot(line: NDArray[np.float32], at: int) -> float:
    if not 0 < at < len(line) - 1:
        return 0.0
    before, here, after = (float(one) for one in line[at - 1 : at + 2])
    bend = before - 2 * here + after
    return float(np.clip((before - after) / (2 * bend), -0.5, 0.5)) if bend < 0 else 0.0


def _part(inks: Inks, top: int, bottom: int, left: int, right: int) -> Inks:
    rows, columns = slice(top, bottom), slice(left, right)
    parts = (inks.print_ink, inks.any_ink, inks.is_grey, inks.coloured, inks.bound, inks.bound_any)
    return Inks(*(one[rows, columns] for one in parts))  # type: ignore[arg-type]


def _joined(spots: Sequence[InkSpot]) -> Iterator[InkSpot]:
    """Differences that lie together are one: a figure that was changed has ink too much and ink too little."""
    groups: list[list[InkSpot]] = []
    for spot in spots:
        near = [group for group in groups if any(_gap(spot.region, one.region) < TOGETHER for one in group)]
        groups = [group for group in groups if group not in near]
        groups.append([spot, *(one for group in near for one in group)])
    for group in groups:
        strongest = max(group, key=lambda one: one.strength)
        yield InkSpot(Region.around([one.region for one in group]), strongest.kind, strongest.strength)


def _gap(one: Region, other: Region) -> float:
    across = max(one.left, other.left) - min(one.left + one.width, other.left + other.width)
    down = max(one.top, other.top) - min(one.top + one.height, other.top + other.height)
    return max(across, down)
