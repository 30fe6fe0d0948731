"""Makes pictures that look like scans and photographs of printed pages: seals, chops, pen strokes and changed figures on them.

A page is drawn at 300 dots an inch, gets its ink, and is then scanned. Every chance comes from one random generator, so that a seed
gives the same scan again. Pictures are arrays of rows, columns and the colours red, green and blue, 0 to 255.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from formgen.engines.pdfium import PdfiumFile, PlacedCharacter

Picture = NDArray[np.uint8]
PRINT_DPI = 300
MM = PRINT_DPI / 25.4
INKS: dict[str, tuple[int, int, int]] = {
    "red": (206, 28, 38), "orange": (222, 62, 30), "dark red": (160, 20, 36),
    "blue": (40, 62, 170), "violet": (106, 44, 140), "black": (40, 40, 44),
}  # fmt: skip
PENS: dict[str, tuple[int, int, int]] = {"black": (30, 30, 34), "blue-black": (24, 30, 72), "blue": (34, 56, 160)}


@dataclass(frozen=True, slots=True)
class Scanner:
    """How a page is scanned. Angles are in degrees, lengths in mm, shares from 0 to 1.

    dpi          dots an inch of the scan
    skew         the sheet lies turned by this
    scale        1 for the sheet's own size
    shift        how far the sheet lies from its place, across and down
    perspective  how much shorter one edge is than the opposite one
    curl         how far the middle of the sheet is bent sideways in the picture
    light        how much darker the darkest corner is
    blur         the standard deviation in dots of the scan
    noise        the standard deviation of each colour, of 255
    jpeg         the quality of the JPEG, 1 to 100
    bleed        how much of the back page is seen
    holes        two punch holes at the left edge
    dark_edge    the width of the black edge
    cast         what each colour is multiplied by
    mode         `colour`, `grey` or `fax` (black and white)
    is_photo     the sheet lies on a table, which is seen around it
    """

    dpi: int = 200
    skew: float = 0.0
    scale: float = 1.0
    shift: tuple[float, float] = (0.0, 0.0)
    perspective: float = 0.0
    curl: float = 0.0
    light: float = 0.0
    blur: float = 0.5
    noise: float = 2.0
    jpeg: int = 80
    bleed: float = 0.0
    holes: bool = False
    dark_edge: float = 0.0
    cast: tuple[float, float, float] = (1.0, 1.0, 1.0)
    mode: str = "colour"
    is_photo: bool = False


def flatbed(chance: np.random.Generator, dpi: int = 200) -> Scanner:
    """A flatbed or document scanner of an office."""
    low, high = -1.0, 1.0
    return Scanner(
        dpi=dpi,
        skew=float(chance.uniform(-1.5, 1.5)),
        scale=float(chance.uniform(0.985, 1.01)),
        shift=(float(chance.uniform(low, high)) * 3, float(chance.uniform(low, high)) * 3),
        light=float(chance.uniform(0, 0.06)),
        blur=float(chance.uniform(0.4, 0.9)),
        noise=float(chance.uniform(1, 4)),
        jpeg=int(chance.integers(60, 92)),
        bleed=float(chance.choice([0, 0, 0.05, 0.1])),
        holes=bool(chance.random() < 0.3),
        dark_edge=float(chance.choice([0, 0, 0, 2, 4])),
        cast=(1.0, float(chance.uniform(0.97, 1.0)), float(chance.uniform(0.94, 1.0))),
    )


def phone(chance: np.random.Generator, dpi: int = 200) -> Scanner:
    """A photograph by a telephone, held over the sheet."""
    return replace(
        flatbed(chance, dpi),
        skew=float(chance.uniform(-5, 5)),
        scale=float(chance.uniform(0.86, 0.95)),
        perspective=float(chance.uniform(-0.05, 0.05)),
        curl=float(chance.uniform(-2.5, 2.5)),
        light=float(chance.uniform(0.1, 0.35)),
        blur=float(chance.uniform(0.6, 1.0)),
        jpeg=int(chance.integers(70, 92)),
        cast=(1.0, float(chance.uniform(0.92, 1.0)), float(chance.uniform(0.8, 1.0))),
        dark_edge=0.0,
        is_photo=True,
    )


def printed(file: PdfiumFile, index: int) -> Picture:
    """A page as it comes out of the printer."""
    with file.page(index) as page:
        width, height = page.size
        drawn = page.picture(round(width / 72 * PRINT_DPI), round(height / 72 * PRINT_DPI), with_fields=False)
    return np.asarray(drawn, dtype=np.uint8).copy()


def scanned(page: Picture, scanner: Scanner, chance: np.random.Generator, back: Picture | None = None) -> Picture:
    """The page as the scanner gives it. back: what is printed on the sheet's other side."""
    paper = page.astype(np.float32) / 255
    paper = (paper * np.float32(1 - chance.uniform(0, 0.03))).astype(np.float32)  # paper is not white
    thicker = cv2.GaussianBlur(1 - paper, (0, 0), float(chance.uniform(0.5, 1.0)))
    paper = np.asarray(1 - np.clip(thicker * float(chance.uniform(0.95, 1.1)), 0, 1), np.float32)
    if back is not None and scanner.bleed:
        behind = cv2.GaussianBlur(back[:, ::-1].astype(np.float32) / 255, (0, 0), 3)
        through = np.asarray(cv2.resize(behind, (paper.shape[1], paper.shape[0])), np.float32)
        paper = np.asarray(paper * (1 - scanner.bleed * (1 - through)), np.float32)
    high, wide = paper.shape[:2]
    if scanner.holes:
        for up in (high / 2 - 40 * MM, high / 2 + 40 * MM):
            cv2.circle(paper, (int(12 * MM), int(up)), int(3 * MM), (0.15, 0.15, 0.15), -1, cv2.LINE_AA)
    ratio = scanner.dpi / PRINT_DPI
    out = (round(wide * ratio), round(high * ratio))
    across, down = _where_from(out, (wide, high), scanner)
    table = tuple(float(one) for one in chance.uniform(0.15, 0.55, 3)) if scanner.is_photo else (0.93, 0.93, 0.93)
    blurred = cv2.GaussianBlur(paper, (0, 0), 0.5 / ratio * 0.8)
    lying = cv2.remap(blurred, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=table)
    seen = np.asarray(cv2.GaussianBlur(lying, (0, 0), scanner.blur), np.float32)
    if scanner.dark_edge:
        edge = round(scanner.dark_edge / 25.4 * scanner.dpi)
        seen[:, : max(1, edge)] *= 0.15
        seen[: max(1, edge // 2)] *= 0.15
    rows, columns = np.mgrid[0 : out[1], 0 : out[0]].astype(np.float32)
    turn = float(chance.uniform(0, 2 * math.pi))
    slope = (columns / out[0] - 0.5) * math.cos(turn) + (rows / out[1] - 0.5) * math.sin(turn)
    seen *= (1 - scanner.light * (slope + 0.7) / 1.4)[..., None]
    seen *= np.asarray(scanner.cast, np.float32)
    seen += chance.normal(0, scanner.noise / 255, seen.shape).astype(np.float32)
    picture = (np.clip(seen, 0, 1) * 255).astype(np.uint8)
    if scanner.mode != "colour":
        grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
        if scanner.mode == "fax":
            grey = np.where(grey > 150, 255, 0).astype(np.uint8)
        picture = np.repeat(grey[..., None], 3, axis=2)
    if scanner.mode == "fax":
        return picture
    return decoded(jpeg(picture, scanner.jpeg))


def _where_from(
    out: tuple[int, int], page: tuple[int, int], scanner: Scanner
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """For each dot of the scan, the place on the page that it shows."""
    rows, columns = np.mgrid[0 : out[1], 0 : out[0]].astype(np.float32)
    x, y = columns / out[0] - 0.5, rows / out[1] - 0.5
    x, y = x - scanner.shift[0] / 210, y - scanner.shift[1] / 297
    turn = math.radians(scanner.skew)
    shape = out[1] / out[0]
    x, y = x * math.cos(turn) + y * shape * math.sin(turn), -x / shape * math.sin(turn) + y * math.cos(turn)
    x, y = x / scanner.scale, y / scanner.scale
    depth = 1 + scanner.perspective * 2 * y
    x, y = x / depth, y / depth
    bent = np.cos(np.clip(y, -0.5, 0.5) * math.pi)
    x = x + scanner.curl / 210 * bent
    y = y + scanner.curl / 297 * 0.6 * np.cos(np.clip(x, -0.5, 0.5) * math.pi)
    return ((x + 0.5) * page[0]).astype(np.float32), ((y + 0.5) * page[1]).astype(np.float32)


def jpeg(picture: Picture, quality: int = 80) -> bytes:
    """The picture as a JPEG file."""
    _, packed = cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    return packed.tobytes()


def decoded(content: bytes) -> Picture:
    """A picture file as an array."""
    read = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    assert read is not None
    return np.ascontiguousarray(read[..., ::-1]).astype(np.uint8)


def stamp_seal(
    page: Picture, left: float, top: float, chance: np.random.Generator, ink: str = "red", strength: float = 1.0,
    diameter: float = 40.0, square: bool = False,
) -> Picture:  # fmt: skip
    """The page with a seal, whose middle lies so many mm from the left and the upper edge.

    strength  1 for a good print; 0.4 for a faint one
    square    a person's chop; its side is `diameter`
    """
    side = round((diameter + 4) * MM)
    mask = np.zeros((side, side), np.float32)
    middle, radius = side / 2, diameter / 2 * MM
    if square:
        low, high = int(middle - radius), int(middle + radius)
        cv2.rectangle(mask, (low, low), (high, high), 1.0, round(1.0 * MM))
        for column in range(2):
            for row in range(2):
                _glyph(mask, middle + (column - 0.5) * radius * 0.95, middle + (row - 0.5) * radius * 0.95,
                       radius * 0.75, 0, chance)  # fmt: skip
    else:
        cv2.circle(mask, (int(middle), int(middle)), int(radius - 0.6 * MM), 1.0, round(1.1 * MM), cv2.LINE_AA)
        points = [
            (
                middle + math.sin(at * math.pi * 0.8) * radius * 0.28,
                middle - math.cos(at * math.pi * 0.8) * radius * 0.28,
            )
            for at in range(5)
        ]
        cv2.fillPoly(mask, [np.asarray(points, np.int32)], 1.0, cv2.LINE_AA)
        count = int(chance.integers(8, 15))
        for at in range(count):
            turn = math.radians(-130 + 260 * at / (count - 1))
            _glyph(mask, middle + math.sin(turn) * radius * 0.74, middle - math.cos(turn) * radius * 0.74,
                   radius * 0.24, turn, chance)  # fmt: skip
    patches = cv2.resize(
        chance.uniform(0.55, 1.15, (9, 9)).astype(np.float32), (side, side), interpolation=cv2.INTER_CUBIC
    )
    turned = cv2.getRotationMatrix2D((middle, middle), float(chance.uniform(-12, 12)), 1.0)
    softened = cv2.GaussianBlur(cv2.warpAffine(mask * np.clip(patches, 0, 1), turned, (side, side)), (0, 0), 0.8)
    return _inked(page, np.asarray(softened * strength, np.float32), left * MM - middle, top * MM - middle, INKS[ink])


def sign(page: Picture, left: float, top: float, chance: np.random.Generator, pen: str = "black", width: float = 28.0,
         strokes: int = 6, height: float = 10.0) -> Picture:  # fmt: skip
    """The page with pen strokes as of a signature or a date, in a box whose upper left corner lies there. Lengths in mm."""
    wide, high = round(width * MM), round(height * MM)
    mask = np.zeros((high + 20, wide + 20), np.float32)
    for at in range(strokes):
        x = (at + 0.5) / strokes * wide
        knots = [(x + chance.normal(0, wide / strokes * 0.5), chance.uniform(0.05, 0.95) * high) for _ in range(5)]
        curve = cv2.resize(np.asarray(knots, np.float32), (2, 60), interpolation=cv2.INTER_CUBIC) + 10
        cv2.polylines(
            mask, [curve.astype(np.int32)], False, 1.0, round(float(chance.uniform(0.4, 0.7)) * MM), cv2.LINE_AA
        )
    return _inked(
        page,
        np.asarray(cv2.GaussianBlur(mask, (0, 0), 0.8) * 0.95, np.float32),
        left * MM - 10,
        top * MM - 10,
        PENS[pen],
    )


def _inked(page: Picture, mask: NDArray[np.float32], left: float, top: float, ink: tuple[int, int, int]) -> Picture:
    """The page with ink, which lets what is printed show through."""
    out = page.copy()
    x, y = round(left), round(top)
    x0, y0, x1, y1 = max(0, x), max(0, y), min(page.shape[1], x + mask.shape[1]), min(page.shape[0], y + mask.shape[0])
    part = np.clip(mask[y0 - y : y1 - y, x0 - x : x1 - x], 0, 1)[..., None]
    colour = np.asarray(ink, np.float32) / 255
    below = out[y0:y1, x0:x1].astype(np.float32) / 255
    out[y0:y1, x0:x1] = (below * (1 - part * (1 - colour)) * 255).astype(np.uint8)
    return out


def _glyph(
    mask: NDArray[np.float32], x: float, y: float, size: float, turn: float, chance: np.random.Generator
) -> None:
    """A figure of strokes, as dense as a Chinese character."""
    cosine, sine = math.cos(turn), math.sin(turn)
    for _ in range(7):
        begin, end = chance.uniform(-0.5, 0.5, 2), chance.uniform(-0.5, 0.5, 2)
        if chance.random() < 0.7:
            end[int(chance.integers(0, 2))] = begin[int(chance.integers(0, 2))]
        points = [
            (round(x + (px * cosine - py * sine) * size), round(y + (px * sine + py * cosine) * size))
            for px, py in (begin, end)
        ]
        cv2.line(mask, points[0], points[1], 1.0, max(2, round(size * 0.11)), cv2.LINE_AA)


@lru_cache(maxsize=64)
def _characters(file: PdfiumFile, index: int) -> tuple[tuple[PlacedCharacter, ...], float]:
    with file.page(index) as page:
        return page.characters(), page.size[1]


def changed_figure(
    page: Picture, file: PdfiumFile, index: int, chance: np.random.Generator, least: float = 10.5
) -> tuple[Picture, tuple[float, float]] | None:
    """The page with one figure replaced by another one of the same size, and where it is, in mm from the upper left corner.

    least  the least size of the letters, in points. None if the page has no two figures of this size.
    """
    characters, height = _characters(file, index)
    figures = [
        one for one in characters if one.text in "0123456789" and one.top - one.bottom >= least and one.bottom > 45
    ]
    chance.shuffle(figures)
    dots = PRINT_DPI / 72
    for one in figures:
        for other in figures:
            alike = abs((one.top - one.bottom) - (other.top - other.bottom)) < 0.1
            if other.text == one.text or not alike:
                continue
            x, y = round(one.left * dots), round((height - one.top) * dots)
            wide, high = round((one.right - one.left) * dots), round((one.top - one.bottom) * dots)
            from_x, from_y = round(other.left * dots), round((height - other.top) * dots)
            out = page.copy()
            out[y : y + high, x : x + wide] = page[from_y : from_y + high, from_x : from_x + wide]
            if np.abs(out.astype(int) - page).sum() > 255 * 30:
                return out, ((x + wide / 2) / MM, (y + high / 2) / MM)
    return None
