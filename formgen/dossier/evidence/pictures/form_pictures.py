"""Makes the picture for a box of a form: upright, whole, as large as the box allows and never distorted.

The picture that is put in is made anew: without the camera's notes, and with no more dots than print shows.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageOps

from formgen.dossier.evidence.formats import FileFormat, format_of
from formgen.dossier.evidence.pictures.images import (
    MOST_FRAMES,
    ODD,
    ORIENTATION,
    PAGED,
    QUALITY,
    READERS,
    look_at_size,
    on_white,
    strictly,
    too_large,
)
from formgen.dossier.evidence.reading import read_supplied
from formgen.dossier.evidence.refused import RefusedError, Remark
from formgen.dossier.shelf import bytes_of

COARSE, TOO_COARSE, FINE = 100, 40, 300
"""Dots an inch, in the box: below the first a picture is told, below the second it is refused; it gets no more than the third."""
MM = 25.4
"""Millimetres in an inch."""


@dataclass(frozen=True, slots=True)
class BoxPicture:
    """A picture that fits a box: a JPEG, and its width and height on paper in mm."""

    content: bytes = field(repr=False)
    width: float
    height: float


def read_box_picture(
    path: str, folder: Path, evidence_root: Path | None, box: tuple[float, float]
) -> tuple[BoxPicture, tuple[Remark, ...]]:
    """The picture that a record names, for a box of this width and height (mm), and what a person should know of it.

    path, folder, evidence_root: as for `read_supplied`. Raises RefusedError for a file in another place, one that is no
    picture, is damaged, has several pages, or has too few dots.
    """
    content = bytes_of(read_supplied(path, folder, evidence_root).content)
    return box_picture(content, box)


def box_picture(content: bytes, box: tuple[float, float]) -> tuple[BoxPicture, tuple[Remark, ...]]:
    """As `read_box_picture`, of the bytes of the file."""
    try:
        kind = format_of(content)
    except RefusedError:
        raise _no_picture("认不出来的文件") from None
    if not kind.is_picture:
        raise _no_picture(kind.label)
    image = _upright(content, kind)
    scale = min(box[0] / image.width, box[1] / image.height)  # mm for a dot
    width, height = image.width * scale, image.height * scale
    dots = MM / scale
    said = f"只有 {image.width}×{image.height} 个像素，放进 {box[0]:.0f}×{box[1]:.0f} 毫米的框里只有 {dots:.0f} dpi"
    if dots < TOO_COARSE:
        raise RefusedError("picture.too-small", f"太小：{said}，看不清", "换一张清楚的原图（不要用聊天软件压缩过的）")
    if dots > FINE:
        image = image.resize(
            (max(1, round(width / MM * FINE)), max(1, round(height / MM * FINE))), Image.Resampling.LANCZOS
        )
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, subsampling=0)
    remarks: tuple[Remark, ...] = ()
    if dots < COARSE:
        remarks = (Remark("picture.coarse", f"{said}，不到 {COARSE} dpi，可能看不清", "有更清楚的原图，请换上"),)
    return BoxPicture(out.getvalue(), width, height), remarks


def _upright(content: bytes, kind: FileFormat) -> Image.Image:
    """The only picture of a file, turned as its file says, on white, in RGB or grey."""
    with strictly():
        try:
            image = _opened(content, kind)
            made = on_white(image)
            return made if made.mode in ("L", "RGB") else made.convert("RGB")
        except (Image.DecompressionBombError, MemoryError):
            raise too_large(kind) from None
        except ODD:
            message, remedy = f"已损坏或不完整（{kind.label}）", "请重新拍照、扫描或导出后再提供"
            raise RefusedError("picture.damaged", message, remedy) from None


def _opened(content: bytes, kind: FileFormat) -> Image.Image:
    if kind is FileFormat.HEIC:
        from formgen.dossier.evidence.pictures.heif import opened_heif  # it loads libheif, which few records need

        return next(iter(opened_heif(content, MOST_FRAMES, lambda size: look_at_size(size, kind))))
    image = Image.open(io.BytesIO(content), formats=READERS[kind])
    look_at_size(image.size, kind)
    if getattr(image, "n_frames", 1) > 1 and kind is not FileFormat.JPEG:
        what = "有好几页" if kind in PAGED else "是会动的图片"
        raise RefusedError("picture.several", f"{what}，一个框里放不下", "把要用的一张另存成图片")
    image.load()
    try:
        turned = image.getexif().get(ORIENTATION, 1) != 1
    except ODD:
        turned = False  # the notes can't be read; other programs do not turn such a picture either
    return (ImageOps.exif_transpose(image) if turned else image) or image


def _no_picture(what: str) -> RefusedError:
    return RefusedError("picture.no-picture", f"不是图片（{what}）", "这里要一张照片或扫描的图片（JPEG、PNG 等）")
