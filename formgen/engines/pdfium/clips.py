"""Says of a character on a page whether the clip of what draws it cuts it off."""

from __future__ import annotations

import ctypes
from typing import Any

import pypdfium2
import pypdfium2.raw as calls

MOST_CUT = 0.2
"""The part of a character's box that may lie outside its clip: italic letters, and those of a face with tall signs, lean out of theirs."""


def is_cut_off(page: Any, index: int) -> bool:
    """True if more than `MOST_CUT` of a character's outline lies outside the clip of the object that draws it.

    page   pdfium's text page, whose lock the caller holds
    index  the character's number there
    """
    path = calls.FPDFPageObj_GetClipPath(calls.FPDFText_GetTextObject(page, index))
    try:
        box: tuple[float, float, float, float] = page.get_charbox(index)
    except pypdfium2.PdfiumError:
        return False
    left, bottom, right, top = box
    if right <= left or top <= bottom:
        return False
    whole = (right - left) * (top - bottom)
    for number in range(max(0, calls.FPDFClipPath_CountPaths(path))):
        points = [
            _point(calls.FPDFClipPath_GetPathSegment(path, number, at))
            for at in range(calls.FPDFClipPath_CountPathSegments(path, number))
        ]
        if points:
            across, up = zip(*points, strict=True)
            left, right = max(left, min(across)), min(right, max(across))
            bottom, top = max(bottom, min(up)), min(top, max(up))
    return max(0.0, right - left) * max(0.0, top - bottom) < (1 - MOST_CUT) * whole


def _point(segment: Any) -> tuple[float, float]:
    across, up = ctypes.c_float(), ctypes.c_float()
    calls.FPDFPathSegment_GetPoint(segment, across, up)
    return across.value, up.value
