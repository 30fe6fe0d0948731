"""Tests for the segments of a JPEG: what they say of a picture is what decoding it whole says."""

import io
import random
from collections import Counter

import pytest
from PIL import Image

from formgen.dossier.evidence.formats import FileFormat
from formgen.dossier.evidence.pictures import jpeg_segments
from formgen.dossier.evidence.pictures.images import picture_to_pdf, strictly
from formgen.dossier.evidence.pictures.jpeg_segments import beginning_of_whole, without_notes
from formgen.dossier.evidence.refused import RefusedError

LONG_ENOUGH = 256
"""Stands for the bytes that are decoded of a photograph: the pictures of these tests are small."""
HIGH_ENOUGH = 16
"""Stands for the rows that are decoded of a photograph."""
MARKERS = (0xC0, 0xC2, 0xC4, 0xD0, 0xD3, 0xD9, 0xDA, 0xDB, 0xDD, 0xE1, 0xFE)


def jpeg(chance: random.Random, mode: str = "RGB", **how: int) -> bytes:
    """A small picture of noise, so that its data are long."""
    out = io.BytesIO()
    Image.frombytes(mode, (64, 48), chance.randbytes(64 * 48 * len(mode))).save(out, "JPEG", **how)
    return out.getvalue()


def can_be_decoded(content: bytes) -> bool:
    """True if Pillow takes the whole picture, at the smallest size."""
    try:
        with strictly(), Image.open(io.BytesIO(content), formats=("JPEG", "MPO")) as picture:
            picture.draft(picture.mode, (8, 6))
            picture.load()
    except Exception:
        return False
    return True


def damaged(chance: random.Random, content: bytes) -> bytes:
    """The picture with a byte changed, some lost, a mark put in, or its end cut off."""
    at = chance.randrange(2, chance.choice((len(content), min(len(content), 700))))
    before, behind = content[:at], content[at:]
    return chance.choice(
        (
            before + chance.randbytes(1) + behind[1:],
            before + behind[chance.randrange(1, 20) :],
            before + b"\xff" + bytes([chance.choice(MARKERS)]) + behind,
            before + b"\xff\xd9",
            before,
        )
    )


def test_the_beginning_says_what_the_whole_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jpeg_segments, "ENOUGH", LONG_ENOUGH)
    monkeypatch.setattr(jpeg_segments, "ROWS", HIGH_ENOUGH)
    chance = random.Random(2018)
    pictures = [jpeg(chance), jpeg(chance, "L"), jpeg(chance, "CMYK"), jpeg(chance, restart_marker_rows=1)]
    said = Counter[bool]()
    for _ in range(1500):
        content = damaged(chance, chance.choice(pictures))
        beginning = beginning_of_whole(content)
        if beginning is not None:
            whole = can_be_decoded(content)
            assert can_be_decoded(beginning) is whole
            said[whole] += 1
    assert said[True] > 300 and said[False] > 50


@pytest.mark.parametrize("how", [{"progressive": True}, {"quality": 10}])
def test_what_is_not_sure_is_decoded_whole(how: dict[str, int]) -> None:
    """Later scans of a picture in several may be damaged by themselves; a short picture is as quick to decode."""
    assert beginning_of_whole(jpeg(random.Random(1), "RGB", **how)) is None


def test_a_large_photograph_without_its_end_is_refused() -> None:
    chance, out = random.Random(3), io.BytesIO()
    Image.frombytes("L", (400, 400), chance.randbytes(160_000)).save(out, "JPEG", quality=95)
    whole = out.getvalue()
    assert beginning_of_whole(whole) is not None and without_notes(whole).endswith(b"\xff\xd9")
    pdf, remarks = picture_to_pdf(whole, FileFormat.JPEG)
    assert pdf.startswith(b"%PDF") and [remark.code for remark in remarks] == ["evidence.coarse-picture"]
    with pytest.raises(RefusedError):
        picture_to_pdf(whole[:-5000], FileFormat.JPEG)
