"""A page is laid on its scan to the dot, also where little stands on it; and what is left of a curl is no difference."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from formgen.returned.scans.bound_pages import SMALL_DPI
from formgen.returned.scans.differences import compared
from formgen.returned.scans.inked.inks import inks_of
from formgen.returned.scans.pictures import DPI, Grey, Picture, resized
from formgen.returned.scans.straightening import straightened, surface_of

WIDE, HIGH = 1654, 2339


def page(foot: str) -> Grey:
    """A page with many words in its upper half, and few at its foot."""
    chance = np.random.default_rng(11)
    white = np.full((HIGH, WIDE), 255, np.uint8)
    for row in range(200, 1300, 60):
        words = " ".join(str(chance.integers(10, 10**6)) for _ in range(9))
        cv2.putText(white, words, (150, row), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 0, 2, cv2.LINE_AA)
    (wide, _), _ = cv2.getTextSize(foot, cv2.FONT_HERSHEY_SIMPLEX, 1.0, 2)
    cv2.putText(white, foot, ((WIDE - wide) // 2, 2268), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 0, 2, cv2.LINE_AA)
    return white


def curled(flat: Grey, aside: float) -> Picture:
    """The page photographed: below its words it bends aside, at its edge by so many dots."""
    rows, columns = np.mgrid[0:HIGH, 0:WIDE].astype(np.float32)
    bent = aside * np.clip((rows / HIGH - 0.55) / 0.45, 0, 1) ** 2
    moved = cv2.remap(flat, columns - bent, rows, cv2.INTER_LINEAR, borderValue=255)
    soft = cv2.GaussianBlur(moved, (0, 0), 0.9)
    return np.repeat(np.asarray(soft * 0.95, np.uint8)[..., None], 3, axis=2)


@pytest.mark.parametrize(("foot", "aside"), [("6", -30.0), ("- 12 -", 24.0), ("company 2017  2 / 4", -30.0)])
def test_a_foot_that_drifts_is_no_difference(foot: str, aside: float) -> None:
    """3 mm to 4 mm: the words above said where the foot should lie, and outvoted the few that stand there."""
    flat = page(foot)
    scan = curled(flat, aside)
    small, wanted = (resized(one, WIDE * SMALL_DPI // DPI, HIGH * SMALL_DPI // DPI) for one in (scan[..., 0], flat))
    surface = surface_of(small, wanted, np.eye(3))
    laid = straightened(scan, np.eye(3), surface, (WIDE, HIGH))
    inks = inks_of(laid.picture, np.repeat(flat[..., None], 3, axis=2))
    assert not compared(inks, laid.inside, []).spots


def test_a_changed_figure_at_a_foot_that_drifts_is_found() -> None:
    """It may not be bent until it is the other one."""
    scan = curled(page("company 2017  3 / 4"), 24.0)
    flat = page("company 2017  2 / 4")
    small, wanted = (resized(one, WIDE * SMALL_DPI // DPI, HIGH * SMALL_DPI // DPI) for one in (scan[..., 0], flat))
    laid = straightened(scan, np.eye(3), surface_of(small, wanted, np.eye(3)), (WIDE, HIGH))
    (spot,) = compared(inks_of(laid.picture, np.repeat(flat[..., None], 3, axis=2)), laid.inside, []).spots
    assert 2200 < spot.region.middle[1] / 25.4 * DPI < 2280
