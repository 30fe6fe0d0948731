"""Looks for seals, chops and pen strokes on a scan that lies on its page, and says of each place whether something is there.

It says that ink of a seal's shape is there. Whose seal it is, whose hand signed, and whether a seal is real, it never says. A faint
print is "unclear", and so is whatever could be a seal in black: that may be a copy.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from formgen.dossier.claim import PaperPlace, PlaceKind
from formgen.returned.scans.inked.inks import FAR, Inks
from formgen.returned.scans.pictures import DOTS, Ink, Mask, Region

COARSE_DPI = 50
COARSE = COARSE_DPI / 25.4
"""Dots a mm of the picture on which rings are looked for."""
RADII = tuple(np.arange(14.0, 25.1, 0.5))
"""mm: round seals are 30 mm to 50 mm wide (an enterprise's 40 mm to 42 mm, an office's up to 45 mm)."""
RING, WEAK_RING = 0.62, 0.35
"""The part of a ring that must have ink to be a seal's, and the least at which a person should look."""
PAD = 24
"""Dots around the ink in which the middle of a ring may lie: of a seal whose half is on the page."""
MOST_SEALS = 6
CLEAR, NEARLY = 0.42, 0.30
"""How dark the ink of a seal is on average at least; below the first it is faint."""
WITHIN, LEAST_WITHIN = 0.62, 8.0
"""The part of a ring's radius within which a star or words lie, and the fewest mm² of ink that these have."""
CHOP = (9.0, 27.0)
"""mm: the sides of a person's chop."""
SQUARE = 0.88
"""The part of the smallest upright or turned box around a chop that its outline fills. A circle fills 0.79."""
SPOT = 6.0
"""mm²: coloured ink of at least this area, without a seal's shape, is told."""
STROKES, TRACE = 4.0, 0.8
"""mm²: the ink of a signature or a date, and the least that is told."""
WIDE = {"signature": 6.0, "chop_or_signature": 6.0, "date": 8.0}
"""mm that pen strokes reach across at least."""
AROUND: dict[PlaceKind, float] = {
    "round_seal": 14.0, "square_chop": 16.0, "signature": 12.0, "chop_or_signature": 16.0, "date": 5.0,
}  # fmt: skip
"""mm around a place where what is put there may lie: nobody aims well."""
BESIDE = 8.0
"""mm to the edge of the sheet within which a faint chop is none."""
JOIN = 1.6
"""mm between strokes that belong together."""
NO_COLOURS = "扫描件没有颜色，盖没盖章请看原件"
"""Why nothing is said of the seals of a scan without colours."""


class MarkState(StrEnum):
    """What was found at a place."""

    THERE = "there"
    MISSING = "missing"
    UNCLEAR = "unclear"
    ELSEWHERE = "elsewhere"
    NOT_JUDGED = "not_judged"


class Seal(NamedTuple):
    """Ink that has the shape of a seal.

    strength  how dark its ink is, from 0 to 1
    is_whole  False if much of it is lacking
    is_empty  True for a ring with nothing in it, as a cup leaves it: a seal has words and mostly a star
    """

    region: Region
    is_round: bool
    strength: float
    is_whole: bool
    is_empty: bool = False

    @property
    def is_clear(self) -> bool:
        """True for a print that nobody would call faint."""
        return self.is_whole and not self.is_empty and self.strength >= CLEAR


class Strokes(NamedTuple):
    """Ink of a pen: where it is, and its area in mm²."""

    region: Region
    area: float


class PlaceLook(NamedTuple):
    """What was found at a place: the state, why in Chinese, and where on the page; None for nothing."""

    place: PaperPlace
    state: MarkState
    why: str
    region: Region | None


@dataclass(frozen=True, slots=True)
class SeenMarks:
    """What was put on a page. other_seals: those that belong to no place of it."""

    places: tuple[PlaceLook, ...]
    other_seals: tuple[Seal, ...] = field(default=())


def marks_of(inks: Inks, inside: Mask, wanted: Sequence[tuple[PaperPlace, Region | None]], grey: bool) -> SeenMarks:
    """What was put on a page. grey: True for a scan without colours, on which nobody can tell a seal."""
    seals = () if grey else tuple(one for one in _seals(inks, inside) if one.is_round or not _is_table(one, inside))
    if not wanted:
        return SeenMarks((), seals)
    strokes = tuple(_strokes(inks, inside, seals, grey))
    located = [(place, region) for place, region in wanted if region is not None]
    given = _given(located, seals)
    looks: list[PlaceLook] = []
    for place, region in wanted:
        if region is None:
            why = "表上的字与方案里写的对不上，定不下位置，请人看"
            looks.append(PlaceLook(place, MarkState.NOT_JUDGED, why, None))
        elif not _is_seen(region, inside):
            looks.append(PlaceLook(place, MarkState.NOT_JUDGED, "这个位置没有扫到（纸边被裁掉）", region))
        else:
            near = _own_strokes(place, region, located, strokes)
            looks.append(_looked(place, region, given.get(id(place)), near, inks, grey))
    used = {id(one) for one in given.values()}
    left = [seal for seal in seals if id(seal) not in used]
    return SeenMarks(tuple(_elsewhere(looks, left)), tuple(left))


def _is_table(chop: Seal, inside: Mask) -> bool:
    """True for a faint spot that reaches the edge of the sheet: on a photograph, the table beside it is seen there."""
    high, wide = (side / DOTS for side in inside.shape)
    one = chop.region
    ends = (one.left, one.top, wide - one.left - one.width, high - one.top - one.height)
    return min(ends) < BESIDE and not chop.is_clear


def _is_seen(region: Region, inside: Mask) -> bool:
    part = inside[region.dots(inside.shape)]
    return part.size > 0 and float(part.mean()) > 0.9


def _given(located: Sequence[tuple[PaperPlace, Region]], seals: Sequence[Seal]) -> dict[int, Seal]:
    """The seal of each place, by the identity of the place: each seal counts once, for the place that it is nearest to."""
    pairs = []
    for place, region in located:
        for seal in seals:
            fits = place.kind == "round_seal" if seal.is_round else place.kind in ("square_chop", "chop_or_signature")
            x, y = seal.region.middle
            middle = region.middle
            near = region.grown(AROUND[place.kind] - 10).distance(x, y) == 0
            if fits and near:
                pairs.append((float(np.hypot(x - middle[0], y - middle[1])), id(place), seal))
    given: dict[int, Seal] = {}
    used: set[int] = set()
    for _, place_id, seal in sorted(pairs, key=lambda pair: pair[0]):
        if place_id not in given and id(seal) not in used:
            given[place_id] = seal
            used.add(id(seal))
    return given


def _looked(
    place: PaperPlace, region: Region, seal: Seal | None, near: Sequence[Strokes], inks: Inks, grey: bool
) -> PlaceLook:
    wants_seal = place.kind in ("round_seal", "square_chop")
    if grey and (wants_seal or place.kind == "chop_or_signature"):
        return PlaceLook(place, MarkState.NOT_JUDGED, NO_COLOURS, region)
    if seal is not None and seal.is_clear:
        return PlaceLook(place, MarkState.THERE, "", seal.region)
    if seal is not None:
        why = "有印迹，但不完整" if not seal.is_whole else "有印迹，但很淡"
        why = "有一圈印迹，里面没有看到字和图案" if seal.is_empty else why
        return PlaceLook(place, MarkState.UNCLEAR, why, seal.region)
    if wants_seal:
        return _without_seal(place, region, inks)
    area = sum(one.area for one in near)
    if not near or area < TRACE:
        return PlaceLook(place, MarkState.MISSING, "", region)
    where = Region.around([one.region for one in near])
    if area >= STROKES and where.width >= WIDE[place.kind]:
        return PlaceLook(place, MarkState.THERE, "", where)
    return PlaceLook(place, MarkState.UNCLEAR, "有一点笔迹，太少", where)


def _without_seal(place: PaperPlace, region: Region, inks: Inks) -> PlaceLook:
    """A place where no seal was found: coloured ink without a shape, or a ring in black, is for a person to look at."""
    dots = region.dots(inks.coloured.shape)
    area = float((inks.coloured[dots]).sum()) / DOTS**2
    if area >= SPOT / 2:
        return PlaceLook(place, MarkState.UNCLEAR, "有颜色的印迹，看不出是不是章", region)
    if place.kind == "round_seal":
        added = _added(inks, np.ones(inks.coloured.shape, bool)) & inks.is_grey
        near = np.zeros_like(added)
        around = region.grown(AROUND[place.kind]).dots(added.shape)
        near[around] = added[around]
        if float(near.sum()) / DOTS**2 > 25 and any(ring.is_whole for ring in _rings(near, inks.any_ink)):
            return PlaceLook(place, MarkState.UNCLEAR, "有黑色的圆形印迹，可能是复印的章", region)
    return PlaceLook(place, MarkState.MISSING, "", region)


def _elsewhere(looks: Iterable[PlaceLook], left: list[Seal]) -> Iterable[PlaceLook]:
    """A place without a seal, on a page where a seal lies that belongs to no place: it may be this one. Each counts once."""
    for look in looks:
        round_wanted = look.place.kind == "round_seal"
        if look.state is MarkState.MISSING and look.place.kind in ("round_seal", "square_chop"):
            seal = next(
                (one for one in left if one.is_round == round_wanted and one.is_whole and not one.is_empty), None
            )
            if seal is not None:
                left.remove(seal)
                look = PlaceLook(look.place, MarkState.ELSEWHERE, "章盖在这一页别的地方", seal.region)
        yield look


# ------------------------------------------------------------------------------------------------- seals


def _seals(inks: Inks, inside: Mask) -> Iterable[Seal]:
    """The seals in colour: squares first, whose corners would lie on a ring; then rings, then what is left and has a chop's size."""
    rest = inks.coloured & inside
    if float(rest.sum()) / DOTS**2 < SPOT:
        return
    for chop, is_square in list(_chops(rest, inks.any_ink)):
        if is_square:
            yield chop
            rest[chop.region.dots(rest.shape)] = False
    for seal in _rings(rest.copy(), inks.any_ink):
        yield seal
        x, y = (side * DOTS for side in seal.region.middle)
        disk = np.zeros(rest.shape, np.uint8)
        cv2.circle(disk, (round(x), round(y)), round((seal.region.width / 2 + 1) * DOTS), 1, -1)
        rest &= disk == 0
    yield from (chop for chop, _ in _chops(rest, inks.any_ink))


def _coarse(mask: Mask) -> Ink:
    high, wide = mask.shape
    ratio = COARSE / DOTS
    size = (max(1, round(wide * ratio)), max(1, round(high * ratio)))
    return np.asarray(cv2.resize(mask.astype(np.float32), size, interpolation=cv2.INTER_AREA), np.float32)


def _rings(mask: Mask, dark: Ink) -> list[Seal]:
    """Round seals: circles of the usual sizes, most of whose line has ink. The best one first; its ink is then taken away."""
    whole = np.minimum(1, _coarse(mask) * 2.5).astype(np.float32)
    rows, columns = (np.flatnonzero(whole.max(axis=axis) > 0) for axis in (1, 0))
    if not rows.size:
        return []
    off_x, off_y = int(columns[0]), int(rows[0])
    coarse = np.ascontiguousarray(whole[off_y : rows[-1] + 1, off_x : columns[-1] + 1])  # nothing lies outside
    found: list[Seal] = []
    for _ in range(MOST_SEALS):
        if float(coarse.sum()) < 40:
            break
        best: tuple[float, float, int, int] = (0.0, 0.0, 0, 0)
        around = np.pad(coarse, PAD)
        for radius in RADII:
            kernel = _circle(radius * COARSE)
            scores = cv2.filter2D(around, cv2.CV_32F, kernel, borderType=cv2.BORDER_CONSTANT)
            _, score, _, (x, y) = cv2.minMaxLoc(scores)
            best = max(best, (float(score), float(radius), x - PAD, y - PAD))
        score, radius, x, y = best
        if score < WEAK_RING * 0.7:
            break
        covered = _covered(coarse, x, y, radius * COARSE)
        if covered < WEAK_RING:
            break
        middle_x, middle_y = (off_x + x + 0.5) / COARSE, (off_y + y + 0.5) / COARSE
        region = Region(middle_x - radius, middle_y - radius, 2 * radius, 2 * radius)
        strength, is_empty = (
            _strength(mask, dark, middle_x, middle_y, radius),
            _is_empty(mask, middle_x, middle_y, radius),
        )
        found.append(Seal(region, True, strength, covered >= RING, is_empty))
        cv2.circle(coarse, (x, y), round((radius + 1.5) * COARSE), 0.0, -1)
    return found


def _circle(radius: float) -> NDArray[np.float32]:
    side = 2 * int(radius + 3) + 1
    middle = side // 2
    rows, columns = np.mgrid[0:side, 0:side]
    distance = np.abs(np.hypot(rows - middle, columns - middle) - radius)
    kernel = np.clip(1.3 - distance, 0, 1).astype(np.float32)
    return np.asarray(kernel / kernel.sum(), np.float32)


def _covered(coarse: Ink, x: int, y: int, radius: float) -> float:
    """The part of a circle's directions in which ink lies on its line."""
    turns = np.linspace(0, 2 * np.pi, 90, endpoint=False)
    hit = np.zeros(turns.shape, bool)
    for off in (-1.5, -0.75, 0.0, 0.75, 1.5):
        columns = np.round(x + np.cos(turns) * (radius + off)).astype(int)
        rows = np.round(y + np.sin(turns) * (radius + off)).astype(int)
        ok = (rows >= 0) & (columns >= 0) & (rows < coarse.shape[0]) & (columns < coarse.shape[1])
        hit[ok] |= coarse[rows[ok], columns[ok]] > 0.25
    return float(hit.mean())


def _is_empty(mask: Mask, x: float, y: float, radius: float) -> bool:
    """True if a ring has next to no ink within its line."""
    inner = radius * WITHIN
    part = mask[Region(x - inner, y - inner, 2 * inner, 2 * inner).dots(mask.shape)]
    high, wide = part.shape
    rows, columns = np.ogrid[:high, :wide]
    disk = np.hypot(rows - high / 2, columns - wide / 2) <= inner * DOTS
    return float((part & disk).sum()) / DOTS**2 < LEAST_WITHIN


def _strength(mask: Mask, dark: Ink, x: float, y: float, radius: float) -> float:
    region = Region(x - radius - 1, y - radius - 1, 2 * radius + 2, 2 * radius + 2)
    dots = region.dots(mask.shape)
    inked = mask[dots]
    return float(np.percentile(dark[dots][inked], 60)) if inked.any() else 0.0


def _chops(rest: Mask, dark: Ink) -> Iterable[tuple[Seal, bool]]:
    """Ink of a chop's size, and whether its outline is a square."""
    side = round(JOIN * DOTS)
    closed = cv2.morphologyEx(rest.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(closed)
    for one in range(1, count):
        x, y, wide, high, _ = (int(value) for value in stats[one])
        width, height = wide / DOTS, high / DOTS
        here = (labels[y : y + high, x : x + wide] == one) & rest[y : y + high, x : x + wide]
        if float(here.sum()) / DOTS**2 < SPOT:
            continue
        is_chop = all(CHOP[0] <= length <= CHOP[1] for length in (width, height)) and 0.6 < width / height < 1.67
        if is_chop:
            strength = float(np.percentile(dark[y : y + high, x : x + wide][here], 60))
            full = float(here.mean()) > 0.1
            yield Seal(Region(x / DOTS, y / DOTS, width, height), False, strength, full), full and _is_square(here)


def _is_square(here: Mask) -> bool:
    rows, columns = np.nonzero(here)
    outline = cv2.convexHull(np.stack([columns, rows], axis=1).astype(np.float32))
    _, (wide, high), _ = cv2.minAreaRect(outline)
    whole = float(wide) * float(high)
    return whole > 0 and 0.75 < wide / high < 1.33 and float(cv2.contourArea(outline)) / whole > SQUARE


# ------------------------------------------------------------------------------------------------- pens


def _added(inks: Inks, inside: Mask) -> Mask:
    """Ink that the bound page does not have, not even nearby."""
    side = 2 * FAR - 1
    own = cv2.dilate(inks.bound_any, np.ones((side, side), np.uint8)) > 0.25
    return np.asarray((inks.any_ink > 0.33) & ~own & inside, bool)


def _strokes(inks: Inks, inside: Mask, seals: Sequence[Seal], grey: bool) -> Iterable[Strokes]:
    """Pen strokes: added ink that belongs to no seal; where a seal lies, only black ink."""
    added = _added(inks, inside)
    for seal in seals:
        dots = seal.region.grown(1.0).dots(added.shape)
        added[dots] &= inks.print_ink[dots] > 0.45
    speck = np.ones((2, 2), np.uint8)
    opened = cv2.morphologyEx(added.astype(np.uint8), cv2.MORPH_OPEN, speck)
    side = round(JOIN * DOTS)
    closed = cv2.dilate(opened, np.ones((side, side), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(closed)
    for one in range(1, count):
        x, y, wide, high, _ = (int(value) for value in stats[one])
        here = (labels[y : y + high, x : x + wide] == one) & (opened[y : y + high, x : x + wide] > 0)
        area = float(here.sum()) / DOTS**2
        if area > 0.15:
            rows, columns = np.nonzero(here)
            left, top = (x + int(columns.min())) / DOTS, (y + int(rows.min())) / DOTS
            width, height = (int(np.ptp(columns)) + 1) / DOTS, (int(np.ptp(rows)) + 1) / DOTS
            yield Strokes(Region(left, top, width, height), area)


def _own_strokes(
    place: PaperPlace, region: Region, located: Sequence[tuple[PaperPlace, Region]], strokes: Sequence[Strokes]
) -> list[Strokes]:
    """The strokes that belong to a place: those that are near it, and not nearer to another place that wants a pen."""
    if place.kind in ("round_seal", "square_chop"):
        return []
    pens = [where for other, where in located if other.kind not in ("round_seal", "square_chop")]
    own = []
    for one in strokes:
        x, y = one.region.middle
        mine = region.distance(x, y)
        if mine <= AROUND[place.kind] and all(mine <= where.distance(x, y) for where in pens):
            own.append(one)
    return own
