"""The finished PDFs from the outside, as PDFium sees them: room for seals, whole rows, text inside its lines."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from formgen.intake.json_files import read_record
from formgen.render.fit import overflows
from formgen.render.package import attribute, tag
from formgen.render.values import slot_texts
from formgen.render.word import SlotText, template_package
from formgen.scheme.models import Form, Scheme, Stamp
from tests.render.papers import FORM_IDS, form_of, pdf_of, sheet_of
from tools.pdf_pages import MM, Box, Glyph, Page, hull, read_pages

SAMPLES = Path(__file__).resolve().parent.parent.parent / "samples"
FILLINGS = ("blank", "complete", "rare-characters", "full", "mixed")
SEAL = 45 / 2 * MM
"""Radius of the largest seal of an office."""
REACH = 20 * MM
"""How far from its label the middle of a seal may be set."""
STEP = 0.5 * MM
TOUCH = 0.1
"""pt that em boxes of neighbours may share: widths are rounded."""
LINE = 0.5
"""pt of a ruled line: half of it, and what PDFium adds to a thin one, may stand on the margin."""
DATE = re.compile(r"\d{0,4}年\d{0,2}月\d{0,2}日")
PARTS = {"year": "2018", "month": "12", "day": "30"}


def full_texts(form: Form, of: Callable[[int], str]) -> tuple[SlotText, ...]:
    """A text for every slot: `of` the number of characters that it is said to hold."""
    ids = list(dict.fromkeys(slot.id for slot in form.slots if slot.part is None))
    room: dict[str, int] = {}
    for found in overflows(sheet_of(form, tuple(SlotText(slot_id, "信" * 3000) for slot_id in ids)), form.slots):
        room[found.slot.id] = min(found.characters, room.get(found.slot.id, found.characters))
    assert set(room) == set(ids)
    dates = [SlotText(slot.id, PARTS[slot.part]) for slot in form.slots if slot.part is not None]
    return (*(SlotText(slot_id, of(count)) for slot_id, count in room.items()), *dates)


def mixed(count: int) -> str:
    """Tall and deep letters, marks and hanzi; four fifths of the room, as no line may begin with a mark."""
    return ("国gQ|，y（j）" * count)[: max(count * 4 // 5, 1)]


def texts_of(scheme: Scheme, form: Form, filling: str) -> tuple[SlotText, ...]:
    if filling == "blank":
        return ()
    if filling in ("full", "mixed"):
        return full_texts(form, mixed if filling == "mixed" else lambda count: "信" * count)
    record = read_record(scheme, SAMPLES / f"{filling}.json").record
    assert record is not None
    return slot_texts(scheme, form, record)
