"""Divides what stands on a scanned page into print, coloured ink of seals and pens, and what the bound page does not have.

The paper is made white first, colour by colour, so that yellow light or grey paper does not count as ink.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np

from formgen.returned.scans.pictures import DOTS, Ink, Mask, Picture, brightness, ink_of, paper_of

COLOURED = 0.16
"""The least difference between a dot's brightest and darkest colour, as a part of the paper's brightness, that is coloured ink."""
FAINTLY = 0.085
"""The same where nothing is printed nearby: along printed letters scanners make coloured edges, elsewhere they do not."""
GREY = 0.12
"""Less than this is hardly any colour."""
FAR = round(0.5 * DOTS)
"""Dots around the bound page's own ink that a scan's ink may lie beside."""


@dataclass(frozen=True, slots=True)
class Inks:
    """The ink of a scan that lies on its page.

    print_ink  the black of each dot: coloured ink is taken away as far as it can be
    any_ink    the darkness of each dot in its darkest colour
    is_grey    True for a dot that has hardly any colour
    coloured   True for a dot of coloured ink that the bound page does not have
    bound      the black of each dot of the bound page
    bound_any  the darkness of each dot of the bound page in its darkest colour
    """

    print_ink: Ink = field(repr=False)
    any_ink: Ink = field(repr=False)
    is_grey: Mask = field(repr=False)
    coloured: Mask = field(repr=False)
    bound: Ink = field(repr=False)
    bound_any: Ink = field(repr=False)


def inks_of(laid: Picture, page: Picture) -> Inks:
    """The inks of a scan that lies on its page. Both pictures have the same size."""
    darkest = _on_white(laid, 0)
    brightest = darkest.copy()
    for at in (1, 2):
        other = _on_white(laid, at)
        np.minimum(darkest, other, out=darkest)
        np.maximum(brightest, other, out=brightest)
    del other  # a picture of a page as numbers has 15 MB
    colour = np.asarray(cv2.GaussianBlur(brightest - darkest, (0, 0), 1.0), np.float32)
    own_light = brightness(page)
    own_dark = cv2.min(
        cv2.min(np.ascontiguousarray(page[..., 0]), np.ascontiguousarray(page[..., 1])), page[..., 2].copy()
    )
    own_colour = cv2.dilate(cv2.subtract(own_light, own_dark), np.ones((2 * FAR + 1, 2 * FAR + 1), np.uint8))
    bound = ink_of(own_light)
    alone = cv2.dilate((bound > 0.15).astype(np.uint8), np.ones((2 * FAR + 1, 2 * FAR + 1), np.uint8)) == 0
    is_coloured = (colour > COLOURED) | ((colour > FAINTLY) & alone)
    coloured = np.asarray(is_coloured & (own_colour < 255 * COLOURED / 2), bool)
    return Inks(
        _without_colour(brightest, coloured, bound),
        np.subtract(1, darkest, out=darkest),
        np.asarray(colour < GREY, bool),
        coloured,
        bound,
        np.asarray(1 - own_dark.astype(np.float32) / 255, np.float32),
    )


def _on_white(laid: Picture, channel: int) -> Ink:
    """A colour of each dot as a part of the paper's brightness there, at most 1."""
    one = np.ascontiguousarray(laid[..., channel])
    paper = paper_of(one)
    np.maximum(paper, 30, out=paper)
    share = np.asarray(cv2.divide(one, paper, dtype=cv2.CV_32F), np.float32)
    return np.minimum(share, 1, out=share)


def _without_colour(brightest: Ink, coloured: Mask, bound: Ink) -> Ink:
    """The black ink: where coloured ink lies, the paper is as bright as that ink leaves it."""
    paper = np.ones_like(brightest)
    if coloured.any():
        around = cv2.dilate(coloured.astype(np.uint8), np.ones((5, 5), np.uint8)).astype(bool)
        alone = coloured & (cv2.dilate(bound, np.ones((2 * FAR + 1, 2 * FAR + 1), np.uint8)) < 0.1)
        if alone.sum() > 50:
            paper[around] = np.minimum(1.0, max(0.35, float(np.percentile(brightest[alone], 30))))
    np.divide(brightest, paper, out=paper)
    np.subtract(1, paper, out=paper)
    return np.clip(paper, 0, 1, out=paper)
