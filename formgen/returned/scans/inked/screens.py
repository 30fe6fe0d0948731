"""Tells a photograph of a screen from one of paper, by the fine regular pattern of a screen's dots on what should be empty paper.

The pattern is looked for in small squares on which the bound page has nothing. In the spectrum of each, paper is noise, which has no
one frequency; a screen's dots, or the stripes that they make with those of the camera (moiré), stand out at some of them. A screen
whose dots are too fine for the photograph is not told.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from formgen.returned.scans.pictures import Ink, Mask, Picture

SCREEN = "像是对着屏幕拍的，不是纸，没有比较，也没有看章和签字：请看原件"
TILE = 64
"""Dots of a square's side: 8 mm."""
MOST_TILES = 60
"""Squares that are looked at, evenly over the page; and the fewest from which something is said."""
FEWEST_TILES = 8
LONGEST = 4
"""Waves across a square at least: longer ones are folds and shadows."""
STANDS_OUT = 45.0
"""How much stronger than usual for its length a wave is that stands out. The strongest one of noise is some 15 times as strong."""
STRONG = 0.008
"""Its height at least, as a part of the paper's brightness. The squares into which a JPEG file divides a picture are lower."""
MOST_OF_THEM = 0.5
"""The part of the squares in which a wave stands out, on a screen."""


def is_of_a_screen(laid: Picture, inside: Mask, bound: Ink, added: Ink) -> bool:
    """True for a photograph of a screen.

    laid    the scan in the frame of its page
    inside  True where the scan has the page
    bound   the ink of the bound page
    added   the darkness of the scan
    """
    tiles = list(_empty(inside, bound, added))
    if len(tiles) < FEWEST_TILES:
        return False
    some = [tiles[at] for at in np.linspace(0, len(tiles) - 1, min(len(tiles), MOST_TILES)).astype(int)]
    parts = np.stack([laid[y : y + TILE, x : x + TILE].astype(np.float32) for y, x in some])
    light, colour = parts.mean(axis=3), parts[..., 0] - parts[..., 2]
    paper = np.maximum(light.mean(axis=(1, 2)), 1)
    regular = _regular(light, paper) | _regular(colour, paper)
    return float(regular.mean()) >= MOST_OF_THEM


def _empty(inside: Mask, bound: Ink, added: Ink) -> Iterator[tuple[int, int]]:
    """The squares with nothing on the bound page, nor of a seal or a pen on the scan: the upper left dot of each."""
    high, wide = bound.shape
    size = (wide // 4, high // 4)
    printed = cv2.dilate(cv2.resize(bound, size, interpolation=cv2.INTER_AREA), np.ones((7, 7), np.uint8))
    soft = cv2.resize(added, size, interpolation=cv2.INTER_AREA)
    has = cv2.resize(inside.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST)
    side = TILE // 4
    for y in range(0, size[1] - side + 1, side):
        for x in range(0, size[0] - side + 1, side):
            square = slice(y, y + side), slice(x, x + side)
            if has[square].all() and float(printed[square].max()) < 0.05 and float(soft[square].max()) < 0.3:
                yield y * 4, x * 4


def _regular(parts: NDArray[np.float32], paper: NDArray[np.float32]) -> NDArray[np.bool_]:
    """For each square, if a wave stands out in it."""
    window, length = _window(), _lengths()
    waves = np.stack([cv2.GaussianBlur(one, (0, 0), 8.0) for one in parts])
    power = np.abs(np.fft.rfft2((parts - waves) * window)).astype(np.float32) ** 2
    usual = np.ones(length.max() + 1, np.float32)
    middle = np.median(power, axis=0)
    for one in range(LONGEST, len(usual)):
        ring = middle[length == one]
        usual[one] = max(float(np.median(ring)), 1e-6) if ring.size else 1.0
    heard = (length >= LONGEST) & (length <= TILE // 2)
    share = np.where(heard, power / usual[length], 0).reshape(len(parts), -1)
    strongest = share.argmax(axis=1)
    at = np.arange(len(parts))
    height = 2 * np.sqrt(power.reshape(len(parts), -1)[at, strongest]) / float(window.sum()) / paper
    return np.asarray((share[at, strongest] > STANDS_OUT) & (height > STRONG), bool)


@lru_cache(maxsize=1)
def _window() -> NDArray[np.float32]:
    one = np.hanning(TILE).astype(np.float32)
    return np.asarray(np.outer(one, one), np.float32)


@lru_cache(maxsize=1)
def _lengths() -> NDArray[np.int64]:
    """How many waves each place of a spectrum has across a square, whatever their direction."""
    down, across = np.fft.fftfreq(TILE) * TILE, np.fft.rfftfreq(TILE) * TILE
    return np.asarray(np.round(np.hypot(down[:, None], across[None, :])), np.int64)
