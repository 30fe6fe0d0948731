"""Makes pictures that look like photographs of a screen on which a page is shown: its red, green and blue dots, their gaps, its frame."""

from __future__ import annotations

import math

import cv2
import numpy as np

from benchmarks.scans.simulator import Picture, decoded, jpeg

STRIP = 64
"""Rows of the photograph that are made at once."""
TWICE = 2
"""Places of the screen that each dot of the photograph sees, in each direction."""


def on_a_screen(page: Picture, chance: np.random.Generator, rows: int = 1100, dpi: int = 240) -> Picture:
    """A photograph of a page on a screen.

    rows  the dots of the screen over the height of the page
    dpi   the dots an inch of the photograph, if the page had its own size
    """
    high, wide = page.shape[:2]
    columns = round(rows * wide / high)
    shown = cv2.resize(page, (columns, rows), interpolation=cv2.INTER_AREA)
    grey = np.full((rows + 120, columns + 240, 3), 90, np.uint8)  # the window around the page
    grey[60 : 60 + rows, 120 : 120 + columns] = shown
    screen = cv2.copyMakeBorder(grey, 60, 60, 60, 60, cv2.BORDER_CONSTANT, value=(6, 6, 7))
    out_wide, out_high = round(wide * dpi / 300 * 1.08), round(high * dpi / 300 * 1.08)
    turn = math.radians(float(chance.uniform(-3, 3)))
    lean = chance.uniform(-0.06, 0.06, 2)
    scale = (rows * 1.08) / out_high
    picture = np.empty((out_high, out_wide, 3), np.float32)
    sides = (np.arange(out_wide * TWICE) + 0.5) / TWICE - out_wide / 2
    for top in range(0, out_high, STRIP):
        bottom = min(top + STRIP, out_high)
        downs = (np.arange(top * TWICE, bottom * TWICE) + 0.5) / TWICE - out_high / 2
        x, y = np.meshgrid(sides.astype(np.float32), downs.astype(np.float32))
        far = 1 + lean[0] * x / out_wide + lean[1] * y / out_high
        across = (x * math.cos(turn) - y * math.sin(turn)) * scale * far + screen.shape[1] / 2
        down = (x * math.sin(turn) + y * math.cos(turn)) * scale * far + screen.shape[0] / 2
        seen = screen[
            np.clip(down.astype(int), 0, screen.shape[0] - 1), np.clip(across.astype(int), 0, screen.shape[1] - 1)
        ].astype(np.float32)
        part = (across - np.floor(across)) * 3
        for colour in range(3):
            seen[..., colour] *= np.where((part >= colour) & (part < colour + 0.85), 2.6, 0.12)
        seen *= np.where((down - np.floor(down)) < 0.88, 1.0, 0.2)[..., None]
        size = (out_wide, bottom - top)
        picture[top:bottom] = cv2.resize(seen.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), float(chance.uniform(0.6, 1.1))), np.float32)
    rows_at, columns_at = np.mgrid[0:out_high, 0:out_wide].astype(np.float32)
    glare = np.exp(-(((columns_at / out_wide - chance.uniform(0.2, 0.8)) / 0.25) ** 2
                     + ((rows_at / out_high - chance.uniform(0.2, 0.8)) / 0.2) ** 2))  # fmt: skip
    picture += (glare * 25)[..., None]
    picture += chance.normal(0, 3, picture.shape).astype(np.float32)
    return decoded(jpeg(np.asarray(np.clip(picture, 0, 255), np.uint8), int(chance.integers(75, 92))))
