"""Finds where on a form each seal and each signature goes, by the place of the form's own words (`[[stamp]]`).

A form says in which words a place is (`label`), and who seals or signs there. The words are looked for in the finished page, so
the place is right even if a long value moved it. If the same words stand on a page several times, they belong to the form's
stamps in the order in which a person reads them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from formgen.dossier.claim import SignatureField
from formgen.dossier.lines import squashed
from formgen.dossier.sheets import POINTS_PER_MM, STRIP, Placement
from formgen.dossier.shelf import Content
from formgen.engines.pdfium import PdfiumFile, PlacedCharacter
from formgen.foundation.errors import ProofError
from formgen.scheme.models import Form, FormStamp

SealKind = Literal["seal", "signature"]
SEAL_SIDE = 42.0
"""mm of the square for a round seal. The seals of enterprises are 40 mm to 42 mm wide, those of offices at most 45 mm."""
SIGNATURE_WIDTH, SIGNATURE_HEIGHT = 45.0, 14.0
"""mm of the place for a name that is written by hand, or for a person's chop of up to 14 mm."""
GAP = 2.0
"""mm between the words and the place behind them, and the least distance of a place from the sheet's edge."""
WORDS = {"seal": "盖章", "signature": "签字"}
Box = tuple[float, float, float, float]
"""Left, bottom, right and top, in points."""


@dataclass(frozen=True, slots=True)
class SealingPlace:
    """A place on a page of a form.

    paper  which of the dossier's papers the form is, counted from 0
    page   which of the form's pages, counted from 0
    kind   `seal` for a seal alone, `signature` where a person signs (or puts a personal chop)
    by     who seals or signs
    label  the words that stand there
    title  the form's title
    box    where the words stand, in the space of the form's page
    """

    paper: int
    page: int
    kind: SealKind
    by: str
    label: str
    title: str
    box: Box


def sealing_places(paper: int, form: Form, stamps: Sequence[FormStamp], pdf: Content) -> Iterator[SealingPlace]:
    """The places of one form, in the order of its pages. A place for a date alone is none.

    Raises ProofError if a page has not the words that should be there, or not as often as the form says.
    """
    with PdfiumFile(pdf) as document:
        for at, here in groupby(sorted(stamps, key=lambda stamp: stamp.page), key=lambda stamp: stamp.page):
            wanted = list(here)
            with document.page(at - 1) as page:
                characters = page.characters()
            for label in dict.fromkeys(stamp.label for stamp in wanted):
                alike = [stamp for stamp in wanted if stamp.label == label]
                boxes = sorted(words_found(characters, label), key=reading_order)
                if len(boxes) != len(alike):
                    message = f"「{form.title}」第 {at} 页上「{label}」有 {len(boxes)} 处，应有 {len(alike)} 处"
                    raise ProofError(f"{message}，留不出签名的位置，没有装订")
                for stamp, box in zip(alike, boxes, strict=True):
                    kind = _kind(stamp)
                    if kind is not None:
                        yield SealingPlace(paper, at - 1, kind, stamp.by, stamp.label, form.title, box)


def signature_field(
    place: SealingPlace, placement: Placement, number: int, taken: Iterable[str] = ()
) -> SignatureField:
    """The field of a place on a page that lies on its sheet as `placement` says.

    A seal lies on the words, and behind a colon on the name that stands there; a signature stands behind the words.

    number  the number that is printed on the page
    taken   the names of other fields of the file: no two may have the same name
    """
    left, bottom, right, top = on_sheet(place.box, placement)
    if place.kind == "seal":
        width = height = SEAL_SIDE * POINTS_PER_MM
        is_before_a_name = squashed(place.label).endswith(":")
        left = right + GAP * POINTS_PER_MM if is_before_a_name else (left + right - width) / 2
        bottom = (bottom + top - height) / 2
    else:
        width, height = SIGNATURE_WIDTH * POINTS_PER_MM, SIGNATURE_HEIGHT * POINTS_PER_MM
        left, bottom = right + GAP * POINTS_PER_MM, (bottom + top - height) / 2
    edge = GAP * POINTS_PER_MM
    left = max(edge, min(left, placement.width - edge - width))
    bottom = max(STRIP, min(bottom, placement.height - edge - height))
    sides = (round(side / POINTS_PER_MM, 1) for side in (left, bottom, width, height))
    return SignatureField(_name(place, number, frozenset(taken)), number, place.kind, place.by, place.label, *sides)


def _name(place: SealingPlace, number: int, taken: frozenset[str]) -> str:
    """A name that a clerk understands. A full stop would divide it into the names of a field and one below it."""
    stem = f"第{number}页{place.by}{WORDS[place.kind]}".replace(".", "．")
    return next(name for count in range(1, len(taken) + 2) if (name := _counted(stem, count)) not in taken)


def _counted(stem: str, count: int) -> str:
    return stem if count == 1 else f"{stem}（{count}）"


def _kind(stamp: FormStamp) -> SealKind | None:
    if "signature" in stamp.kinds:
        return "signature"
    return "seal" if {"seal", "chop"} & set(stamp.kinds) else None


def words_found(characters: Sequence[PlacedCharacter], label: str) -> Iterator[Box]:
    """The box of each occurrence of the words; spaces do not count."""
    pieces = [(letter, one) for one in characters for letter in squashed(one.text)]
    text, words = "".join(letter for letter, _ in pieces), squashed(label)
    at = text.find(words)
    while words and at >= 0:
        ones = [one for _, one in pieces[at : at + len(words)]]
        yield (
            min(one.left for one in ones), min(one.bottom for one in ones),
            max(one.right for one in ones), max(one.top for one in ones),
        )  # fmt: skip
        at = text.find(words, at + len(words))


def reading_order(box: Box) -> tuple[int, float]:
    """From top to bottom; what stands on one line, from left to right."""
    return -round((box[1] + box[3]) / 2 / (4 * POINTS_PER_MM)), box[0]


def on_sheet(box: Box, placement: Placement) -> Box:
    """A box of a source's page as it lies on the sheet, in points."""
    corners = [placement.matrix.transform((x, y)) for x in (box[0], box[2]) for y in (box[1], box[3])]
    across, up = zip(*corners, strict=True)
    return min(across), min(up), max(across), max(up)
