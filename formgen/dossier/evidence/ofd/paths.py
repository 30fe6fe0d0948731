"""Converts outlines: from the abbreviated data of a path in an OFD to operators of a PDF (GB/T 33190, 9.1; ISO 32000-1, 8.5.2)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from formgen.dossier.evidence.ofd.values import MOST_NUMBERS, Matrix, damaged, number

COUNTS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
"""How many numbers follow each operator."""
Point = tuple[float, float]
"""The coordinates x and y."""


class Step(NamedTuple):
    """A step of an outline: the PDF operator `m`, `l`, `c` or `h`, and its points."""

    operator: str
    points: tuple[Point, ...] = ()


def steps(data: str) -> list[Step]:
    """The steps of abbreviated data. Quadratic curves and arcs become cubic curves.

    Raises RefusedError for unknown operators, missing numbers, and too many numbers.
    """
    words = data.replace(",", " ").split()
    if len(words) > MOST_NUMBERS:
        raise damaged("图形的数值太多")
    found: list[Step] = []
    here = start = (0.0, 0.0)
    at = 0
    while at < len(words):
        operator = words[at]
        count = COUNTS.get(operator)
        if count is None or at + count >= len(words) + (count == 0):
            raise damaged("图形的路径不对")
        given = [number(word) for word in words[at + 1 : at + 1 + count]]
        at += 1 + count
        points = list(zip(given[0::2], given[1::2], strict=False))
        if operator in ("S", "M"):
            here = start = points[0]
            found.append(Step("m", (here,)))
            continue
        if not found:
            found.append(Step("m", (here,)))
        match operator:
            case "L":
                here = points[0]
                found.append(Step("l", (here,)))
            case "Q":
                middle, end = points
                first, second = (
                    tuple(side + 2 / 3 * (control - side) for side, control in zip(corner, middle, strict=True))
                    for corner in (here, end)
                )
                found.append(Step("c", ((first[0], first[1]), (second[0], second[1]), end)))
                here = end
            case "B":
                found.append(Step("c", (points[0], points[1], points[2])))
                here = points[2]
            case "A":
                end = (given[5], given[6])
                found.extend(_arc(here, end, (given[0], given[1]), given[2], given[3] != 0, given[4] != 0))
                here = end
            case "C":
                found.append(Step("h"))
                here = start
    return found


def _arc(start: Point, end: Point, radii: Point, angle: float, is_large: bool, is_clockwise: bool) -> Iterator[Step]:
    """An elliptical arc between two points, as cubic curves of at most a quarter of a turn each.

    radii         the two radii of the ellipse
    angle         how far the ellipse is turned, in degrees
    is_large      True for the longer one of the two possible arcs
    is_clockwise  True for an arc that goes clockwise

    The centre is computed from the end points as in SVG 2, appendix B.2.4, because arcs are defined there in the same way.
    """
    across, down = abs(radii[0]), abs(radii[1])
    if start == end:
        return
    if across == 0 or down == 0:
        yield Step("l", (end,))
        return
    turn = math.radians(angle)
    cosine, sine = math.cos(turn), math.sin(turn)
    half = ((start[0] - end[0]) / 2, (start[1] - end[1]) / 2)
    x, y = cosine * half[0] + sine * half[1], -sine * half[0] + cosine * half[1]
    stretch = (x / across) ** 2 + (y / down) ** 2
    if stretch > 1:
        across, down = across * math.sqrt(stretch), down * math.sqrt(stretch)
    below = (across * y) ** 2 + (down * x) ** 2
    factor = math.sqrt(max(0.0, ((across * down) ** 2 - below) / below)) if below else 0.0
    if is_large == is_clockwise:
        factor = -factor
    middle = (factor * across * y / down, -factor * down * x / across)
    centre = (
        cosine * middle[0] - sine * middle[1] + (start[0] + end[0]) / 2,
        sine * middle[0] + cosine * middle[1] + (start[1] + end[1]) / 2,
    )
    first = math.atan2((y - middle[1]) / down, (x - middle[0]) / across)
    last = math.atan2((-y - middle[1]) / down, (-x - middle[0]) / across)
    sweep = last - first
    if is_clockwise and sweep < 0:
        sweep += 2 * math.pi
    elif not is_clockwise and sweep > 0:
        sweep -= 2 * math.pi
    pieces = max(1, math.ceil(abs(sweep) / (math.pi / 2) - 1e-9))
    place = Matrix(across * cosine, across * sine, -down * sine, down * cosine, *centre)
    for piece in range(pieces):
        begin, stop = first + sweep * piece / pieces, first + sweep * (piece + 1) / pieces
        reach = 4 / 3 * math.tan((stop - begin) / 4)
        circle = (
            (math.cos(begin) - reach * math.sin(begin), math.sin(begin) + reach * math.cos(begin)),
            (math.cos(stop) + reach * math.sin(stop), math.sin(stop) - reach * math.cos(stop)),
            (math.cos(stop), math.sin(stop)),
        )
        points = [place.at(*point) for point in circle]
        yield Step("c", (points[0], points[1], end if piece == pieces - 1 else points[2]))


def written(outline: list[Step], matrix: Matrix | None = None) -> str:
    """The operators of an outline. matrix: moves its points; None if they stay where they are."""
    lines = []
    for operator, points in outline:
        moved = points if matrix is None else tuple(matrix.at(*point) for point in points)
        lines.append(" ".join([*(plain(value) for point in moved for value in point), operator]))
    return "\n".join(lines)


def plain(value: float) -> str:
    """A number as PDF writes it: without an exponent, and with at most six decimals."""
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
