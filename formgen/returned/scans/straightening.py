"""Lays a scan on its page exactly: where a sheet was curled, stretched or fed unevenly, each part is moved by itself.

Blocks of the page are looked for near their places on the scan. A smooth surface is laid through the shifts that were found, in
which a block counts by how surely its place is known: a row of dots that also fits one dot further on counts nearly nothing, and
neither does a block of one straight line along that line. So leaders can't lock one dot off, and an empty foot follows the rest.
What is left after that is bent locally: the page of a book or a sheet that lies in waves is no smooth surface.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from formgen.returned.scans.bound_pages import LARGER, SMALL_DPI
from formgen.returned.scans.pictures import DPI, Grey, Ink, Mask, Matrix, Picture, ink_of, warped

BLOCK, STEP = 48, 36
"""Dots at `SMALL_DPI`: the side of a block, and from one block to the next. On a picture of half the size, a block is twice as large."""
REACH, NEARER = 9, 6
"""Dots by which a block is looked for: on the picture of half the size (4.6 mm), and then on the small picture (1.5 mm)."""
ELSEWHERE = 4
"""Dots around the best place; a place beyond that fits nearly as well makes a block doubtful."""
FEWEST_INK = 0.02
"""The standard deviation of ink in a block that has something to be found by."""
WORST, LIKELY = 0.45, 0.6
"""The least likeness of a block that is used, and of one that is believed although it lies far from the surface."""
ALONE = 0.25
"""Such a block fits elsewhere by so much less: a row of dots does not."""
BACKERS, BACKED_WITHIN, BACKED_TO = 2, 90.0, 1.5
"""So many others must lie as it does: within so many dots (23 mm), to so many dots."""
BELIEVED = 0.5
"""So much a block that others back counts at least, however far from the surface it lies."""
STRAYS = (4.0, 2.0, 1.2, 0.8)
"""The surface is laid so many times; so many dots from it, a block then counts a quarter. The first surface follows the many blocks
of a page's upper half, so a number alone at the foot may lie far from it, and must not be given up at once."""
MESH, NEAR_BY, STAY = 24, 55.0, 0.05
"""Dots at `SMALL_DPI` between the nodes of the mesh by which a page is bent locally; how far a block bends it (14 mm), and how much a node
without blocks is held where the surface has it."""
MOST_BENT = 4.0
"""Dots by which a block may lie beside the surface and still bend it; one that lies farther off, alone, was taken for another."""
GRID = 16
"""Dots at `DPI` between the points for which the surface is calculated."""
STIFFNESS = (0.0, 0.0, 0.0, 0.5, 0.5, 0.5, 2.0, 2.0, 2.0, 2.0)
"""How much each term of the surface is held back: the first three move, turn and stretch, and are free."""


class _Shift(NamedTuple):
    """Where a block was found: its middle, from -1 to 1 over the page; how far it is from its place, in dots; and how sure that
    is along each of two directions that are at right angles to each other. firm: True if it fits nowhere else nearly as well."""

    at: tuple[float, float]
    moved: tuple[float, float]
    sure: tuple[float, float]
    directions: NDArray[np.float64]
    firm: bool


@dataclass(frozen=True, slots=True)
class Straightened:
    """A scan that lies on its page.

    picture   the scan in the page's frame, at `DPI`
    inside    True where the scan has the page at all
    """

    picture: Picture = field(repr=False)
    inside: NDArray[np.bool_] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Surface:
    """How the parts of a page are moved so that they lie on a scan.

    terms     ten for each of the two directions
    mesh      by how many dots the page is moved besides, at nodes that lie `MESH` dots apart: rows, columns, across and down
    likeness  the mean likeness of the page's blocks then, up to 1; None if the page has too few of them
    """

    terms: NDArray[np.float64] = field(repr=False)
    mesh: NDArray[np.float64] = field(repr=False)
    likeness: float | None


def straightened(scan: Picture, matrix: Matrix, surface: Surface, size: tuple[int, int]) -> Straightened:
    """Lay a scan on its page.

    matrix  takes a dot of the scan to its dot on the page, both at `DPI`
    size    width and height of the page at `DPI`
    """
    wide, high = size
    points = _moved(surface.terms, wide, high, DPI / SMALL_DPI) + _bent(surface.mesh, wide, high)
    back = cv2.perspectiveTransform(points.reshape(1, -1, 2), np.linalg.inv(matrix)).astype(np.float32)
    across, down = _enlarged(back.reshape(points.shape), wide, high)
    laid = cv2.remap(scan, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=(255, 255, 255))
    inside = (across >= 0) & (down >= 0) & (across < scan.shape[1] - 1) & (down < scan.shape[0] - 1)
    return Straightened(np.asarray(laid, np.uint8), inside)


def surface_of(small: Grey, page: Grey, matrix: Matrix) -> Surface:
    """The surface by which a page lies on a scan; it is found in three steps, each time nearer.

    The first step looks farther, on a picture of half the size: corners in the upper half of a page leave its foot some mm off.

    small  the scan's small picture; page: the bound page's
    """
    high, wide = page.shape
    laid = warped(small, np.linalg.inv(LARGER) @ matrix @ LARGER, wide, high)
    wanted, seen = (_soft(ink_of(one)) for one in (page, np.asarray(laid, np.uint8)))
    far, _ = _shifts(_halved(wanted), _halved(seen), REACH)
    terms = _fitted(far, wide // 2, high // 2) * 2
    first, _ = _shifts(wanted, _laid(seen, terms), NEARER)
    terms = terms + _fitted(first, wide, high)
    again, alike = _shifts(wanted, _laid(seen, terms), NEARER)
    more = _fitted(again, wide, high)
    return Surface(terms + more, _mesh(again, more, wide, high), alike)


def _halved(ink: Ink) -> Ink:
    high, wide = ink.shape
    return np.asarray(cv2.resize(ink, (wide // 2, high // 2), interpolation=cv2.INTER_AREA), np.float32)


def _laid(seen: Ink, terms: NDArray[np.float64]) -> Ink:
    """The scan's ink as the surface moves it."""
    high, wide = seen.shape
    across, down = _enlarged(_moved(terms, wide, high, 1.0).astype(np.float32), wide, high)
    return np.asarray(cv2.remap(seen, across, down, cv2.INTER_LINEAR), np.float32)


def _moved(terms: NDArray[np.float64], wide: int, high: int, scale: float) -> NDArray[np.float64]:
    """The points of a coarse grid over a page of this size, each where the surface moves it. scale: dots for one of the surface's."""
    columns, rows = np.meshgrid(_grid(wide), _grid(high))
    moved = _terms(columns.ravel() / wide * 2 - 1, rows.ravel() / high * 2 - 1) @ terms * scale
    return (np.stack([columns.ravel(), rows.ravel()], axis=1) + moved).reshape(*columns.shape, 2)


def _bent(mesh: NDArray[np.float64], wide: int, high: int) -> NDArray[np.float64]:
    """By how many dots the mesh moves the points of the coarse grid over a page of this size at `DPI`."""
    scale = DPI / SMALL_DPI
    columns, rows = np.meshgrid(_grid(wide) / (MESH * scale), _grid(high) / (MESH * scale))
    across, down = columns.astype(np.float32), rows.astype(np.float32)
    sides = (np.ascontiguousarray(mesh[..., side], np.float32) for side in range(2))
    moved = [cv2.remap(one, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE) for one in sides]
    return np.stack(moved, axis=2).astype(np.float64) * scale


def _mesh(shifts: list[_Shift], surface: NDArray[np.float64], wide: int, high: int) -> NDArray[np.float64]:
    """What the surface leaves of the shifts, at the nodes of a mesh: the mean of the blocks nearby.

    A block counts by how surely it is known along each direction, and not at all far from the surface; a node without blocks stays.
    """
    down, across = -(-high // MESH) + 1, -(-wide // MESH) + 1
    mesh = np.zeros((down, across, 2))
    if len(shifts) < 6:
        return mesh
    places = np.asarray([one.at for one in shifts])
    rest = np.asarray([one.moved for one in shifts]) - _terms(places[:, 0], places[:, 1]) @ surface
    directions = np.asarray([one.directions for one in shifts])
    sure = np.asarray([one.sure for one in shifts])
    along = np.einsum("bi,bij->bj", rest, directions)
    weight = sure * ((np.abs(along) < MOST_BENT) | _backed(shifts, wide, high)[:, None])
    table = np.einsum("bik,bk,bjk->bij", directions, weight, directions)
    target = np.einsum("bik,bk->bi", directions, weight * along)
    middles = _middles(shifts, wide, high)
    columns, rows = (np.arange(count) * float(MESH) for count in (across, down))
    near = np.exp(
        -((rows[:, None, None] - middles[:, 1]) ** 2 + (columns[:, None] - middles[:, 0]) ** 2) / (2 * NEAR_BY**2)
    )
    whole = np.einsum("rcb,bij->rcij", near, table) + np.eye(2) * STAY
    return np.asarray(np.linalg.solve(whole, np.einsum("rcb,bi->rci", near, target)[..., None])[..., 0], np.float64)


def _grid(side: int) -> NDArray[np.float64]:
    """The places of the grid's points: those of the dots of a picture that, enlarged, begins one point before the page."""
    return np.asarray((np.arange(-(-side // GRID) + 2) - 0.5) * GRID - 0.5, np.float64)


def _enlarged(grid: NDArray[np.float32], wide: int, high: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The grid's points for every dot of the page: across and down."""
    size = (grid.shape[1] * GRID, grid.shape[0] * GRID)
    whole = (cv2.resize(np.ascontiguousarray(grid[..., at]), size, interpolation=cv2.INTER_LINEAR) for at in range(2))
    across, down = (np.ascontiguousarray(one[GRID : GRID + high, GRID : GRID + wide], np.float32) for one in whole)
    return across, down


def _soft(ink: Ink) -> Ink:
    return np.asarray(cv2.GaussianBlur(ink, (0, 0), 0.8), np.float32)


def _shifts(wanted: Ink, seen: Ink, reach: int) -> tuple[list[_Shift], float | None]:
    """Where the page's blocks are found on the scan, and the mean likeness of all blocks with ink."""
    high, wide = wanted.shape
    around = cv2.copyMakeBorder(seen, reach, reach, reach, reach, cv2.BORDER_REPLICATE)
    found: list[_Shift] = []
    alike: list[tuple[float, float]] = []
    for top in _steps(high):
        for left in _steps(wide):
            block = wanted[top : top + BLOCK, left : left + BLOCK]
            spread = float(cv2.meanStdDev(block)[1][0, 0])
            if spread < FEWEST_INK:
                continue
            window = around[top : top + BLOCK + 2 * reach, left : left + BLOCK + 2 * reach]
            matched = cv2.matchTemplate(window, block, cv2.TM_CCOEFF_NORMED)
            scores = np.asarray(np.nan_to_num(matched, posinf=0, neginf=0), np.float32)
            _, best, _, (x, y) = cv2.minMaxLoc(scores)
            alike.append((float(best), spread))
            if best < WORST:
                continue
            others = scores.copy()
            others[max(0, y - ELSEWHERE) : y + ELSEWHERE + 1, max(0, x - ELSEWHERE) : x + ELSEWHERE + 1] = -1
            doubt = float(others.max()) if min(scores.shape) > 2 * ELSEWHERE + 1 else 0.0
            unique = max(0.0, best - max(0.0, doubt)) / best
            sure, directions = _sureness(block)
            dx, dy = x - reach + _between(scores, y, x, 1), y - reach + _between(scores, y, x, 0)
            middle = ((left + BLOCK / 2) / wide * 2 - 1, (top + BLOCK / 2) / high * 2 - 1)
            weight = best * (unique + 0.02)
            firm = best >= LIKELY and unique >= ALONE
            found.append(_Shift(middle, (dx, dy), (sure[0] * weight, sure[1] * weight), directions, firm))
    if not alike:
        return found, None
    total = sum(weight for _, weight in alike)
    return found, sum(score * weight for score, weight in alike) / total


def _steps(side: int) -> list[int]:
    """Where the blocks along a side begin. The last one ends with the page: its number stands there."""
    return sorted({*range(0, side - BLOCK + 1, STEP), max(0, side - BLOCK)})


def _between(scores: NDArray[np.float32], y: int, x: int, axis: int) -> float:
    """The part of a dot by which the true best place lies beside the best whole dot (a parabola through three scores)."""
    line, at = (scores[:, x], y) if axis == 0 else (scores[y], x)
    if not 0 < at < len(line) - 1:
        return 0.0
    before, here, after = (float(one) for one in line[at - 1 : at + 2])
    bend = before - 2 * here + after
    return float(np.clip((before - after) / (2 * bend), -0.5, 0.5)) if bend < 0 else 0.0


def _sureness(block: Ink) -> tuple[tuple[float, float], NDArray[np.float64]]:
    """How well a block can be placed along two directions: a line can't be placed along itself."""
    across, down = np.diff(block, axis=1)[:-1], np.diff(block, axis=0)[:, :-1]
    mixed = float((across * down).sum())
    tensor = np.asarray([[float((across**2).sum()), mixed], [mixed, float((down**2).sum())]])
    strengths, directions = np.linalg.eigh(tensor)
    low, high = (float(one) / (float(one) + 2.0) for one in np.maximum(strengths, 0))
    return (low, high), directions


def _terms(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.stack([np.ones_like(x), x, y, x * x, x * y, y * y, x**3, x * x * y, x * y * y, y**3], axis=1)


def _middles(shifts: Sequence[_Shift], wide: int, high: int) -> NDArray[np.float64]:
    """The middles of the blocks, in dots of a page that is so many wide and high."""
    return np.asarray((np.asarray([one.at for one in shifts]) + 1) / 2 * np.asarray([wide, high]), np.float64)


def _backed(shifts: Sequence[_Shift], wide: int, high: int) -> Mask:
    """For each block, if others nearby lie as it does. The few words at a foot are then believed, against a page's many at its head."""
    middles = _middles(shifts, wide, high)
    moved, firm = np.asarray([one.moved for one in shifts]), np.asarray([one.firm for one in shifts])
    near = np.abs(middles[:, None] - middles).max(axis=2) < BACKED_WITHIN
    alike = np.abs(moved[:, None] - moved).max(axis=2) < BACKED_TO
    count = (near & alike & firm).sum(axis=1) - 1
    return np.asarray(firm & (count >= BACKERS), bool)


def _fitted(shifts: list[_Shift], wide: int, high: int) -> NDArray[np.float64]:
    """The surface through the shifts: ten terms for each of the two directions. It does not move anything if there are few."""
    count = len(STIFFNESS)
    if len(shifts) < 6:
        return np.zeros((count, 2))
    places = np.asarray([one.at for one in shifts])
    terms = _terms(places[:, 0], places[:, 1])
    moved = np.asarray([one.moved for one in shifts])
    directions = np.asarray([one.directions for one in shifts])  # columns are directions
    sure = np.asarray([one.sure for one in shifts])
    stray = np.ones(len(shifts))
    least = _backed(shifts, wide, high) * BELIEVED
    surface = np.zeros((count, 2))
    stiff = np.diag(np.tile(np.asarray(STIFFNESS), 2)) + np.eye(2 * count) * 1e-3
    for far in STRAYS:
        rows, wanted = [], []
        for which in range(2):
            along = directions[:, :, which]
            weight = np.sqrt(sure[:, which] * stray)[:, None]
            rows.append(np.hstack([terms * along[:, :1], terms * along[:, 1:]]) * weight)
            wanted.append((moved * along).sum(axis=1) * weight[:, 0])
        table, target = np.vstack(rows), np.concatenate(wanted)
        solved = np.linalg.solve(table.T @ table + stiff, table.T @ target)
        surface = solved.reshape(2, count).T
        rest = np.abs(((moved - terms @ surface)[:, :, None] * directions).sum(axis=1))
        distance = (rest * np.minimum(1, sure / (sure.max() + 1e-9) * 4)).max(axis=1)
        stray = np.maximum(least, 1 / (1 + (distance / far) ** 2) ** 2)
    return surface
