"""A picture for a box is upright, whole and never distorted; what is no picture for it is refused by name."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from formgen.dossier.evidence.pictures.form_pictures import FINE, box_picture, read_box_picture
from formgen.dossier.evidence.refused import RefusedError

BOX = (30.0, 40.0)
UPRIGHT, TURNED = 1, 6


def picture(size: tuple[int, int] = (600, 400), form: str = "JPEG", turn: int = UPRIGHT, mode: str = "RGB") -> bytes:
    """A picture whose left half is red, with the camera's note about how to turn it."""
    made = Image.new(mode, size, "white")
    made.paste("red", (0, 0, size[0] // 2, size[1]))
    notes = Image.Exif()
    notes[0x0112], notes[0x010E] = turn, "secret"
    out = io.BytesIO()
    made.save(out, form, exif=notes)
    return out.getvalue()


@pytest.mark.parametrize(
    ("size", "turn", "fitted"),
    [
        ((600, 400), UPRIGHT, (30.0, 20.0)),
        ((400, 600), UPRIGHT, (80 / 3, 40.0)),
        ((600, 400), TURNED, (80 / 3, 40.0)),
        ((3000, 4000), UPRIGHT, (30.0, 40.0)),
    ],
)
def test_a_picture_fits_its_box_and_keeps_its_shape(
    size: tuple[int, int], turn: int, fitted: tuple[float, float]
) -> None:
    made, remarks = box_picture(picture(size, turn=turn), BOX)
    assert (made.width, made.height) == pytest.approx(fitted) and remarks == ()
    with Image.open(io.BytesIO(made.content)) as image:
        assert image.width / image.height == pytest.approx(fitted[0] / fitted[1], rel=0.01)
        assert image.width <= fitted[0] / 25.4 * FINE + 1
        assert b"secret" not in made.content and not image.getexif()
        red = image.convert("RGB").getpixel((image.width // 2, 5) if turn == TURNED else (5, 5))
        assert isinstance(red, tuple) and red[0] > 200 and red[1] < 60


def test_what_is_clear_becomes_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (600, 400), (0, 0, 0, 0)).save(out, "PNG")
    made, _ = box_picture(out.getvalue(), BOX)
    with Image.open(io.BytesIO(made.content)) as image:
        assert image.getpixel((9, 9)) == (255, 255, 255)


def moving() -> bytes:
    out = io.BytesIO()
    frames = [Image.new("RGB", (600, 400), colour) for colour in ("red", "blue")]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"words", "picture.no-picture"),
        (b"%PDF-1.7\n", "picture.no-picture"),
        (picture()[:2000], "picture.damaged"),
        (picture(form="PNG")[:-40], "picture.damaged"),
        (picture((30, 20)), "picture.too-small"),
        (moving(), "picture.several"),
    ],
)
def test_what_is_no_picture_for_a_box_is_refused_by_name(content: bytes, code: str) -> None:
    with pytest.raises(RefusedError) as refused:
        box_picture(content, BOX)
    assert refused.value.code == code and refused.value.remedy


def test_few_dots_are_told() -> None:
    _, (remark,) = box_picture(picture((90, 60)), BOX)
    assert remark.code == "picture.coarse" and "76 dpi" in remark.message


def test_a_picture_elsewhere_is_not_read(tmp_path: Path) -> None:
    inner = tmp_path / "record"
    inner.mkdir()
    (tmp_path / "photo.jpg").write_bytes(picture())
    (inner / "link.jpg").symlink_to(tmp_path / "photo.jpg")
    for path in ("../photo.jpg", "link.jpg", str(tmp_path / "photo.jpg")):
        with pytest.raises(RefusedError) as refused:
            read_box_picture(path, inner, None, BOX)
        assert refused.value.code == "evidence.outside"
