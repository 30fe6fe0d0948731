"""Makes PDF pages of photographs, scans and screenshots: one A4 page for each picture, upright or landscape by its shape.

The data of a JPEG are bound unchanged, but without the camera's notes about itself and the place. The page turns the picture as
its EXIF orientation says. A PDF can't contain HEIC and AVIF, so these become JPEG of the finest usual quality; without loss they
would be ten times as large. All other formats are compressed anew without loss. Transparent parts become white.
"""

from __future__ import annotations

import io
import struct
import threading
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError, features

from formgen.dossier.evidence.formats import PIECE, FileFormat
from formgen.dossier.evidence.pictures.jpeg_segments import beginning_of_whole, without_notes
from formgen.dossier.evidence.pictures.picture_pages import COLOURS, SIDEWAYS, TURNS, Picture, add_page, is_coarse
from formgen.dossier.evidence.refused import RefusedError, Remark

MOST_PIXELS = 100_000_000
"""The most pixels of a picture that must be unpacked: more than A1 at 300 dpi, and 300 MB."""
MOST_JPEG_PIXELS = 178_000_000
"""The most pixels of a JPEG, which is bound unchanged. Pillow would take a larger one for a decompression bomb."""
MOST_FRAMES, MOST_ALL_PIXELS = 1000, 2_000_000_000
"""The most pages of a TIFF, and the most pixels of all its pages together."""
ROWS = 256
"""The number of rows of a transparent picture that are laid on white at a time."""
LONG = 3.0
"""If the long side of a picture is more than so many times the short side, it becomes too small to read on one page."""
ORIENTATION, REDUCED, SUBFILE = 0x0112, 1, 254
COLOUR_MEANING, WHITE_IS_ZERO = 262, 0
"""TIFF tags (EXIF 2.32, 4.6.4; TIFF 6.0, section 8)."""
READERS = {
    FileFormat.JPEG: ("JPEG", "MPO"),
    FileFormat.PNG: ("PNG",),
    FileFormat.TIFF: ("TIFF",),
    FileFormat.WEBP: ("WEBP",),
    FileFormat.BMP: ("BMP",),
    FileFormat.GIF: ("GIF",),
    FileFormat.AVIF: ("AVIF",),
    FileFormat.JP2: ("JPEG2000",),
}
"""Pillow's names for the formats. MPO is a JPEG with previews behind it."""
PAGED = frozenset({FileFormat.TIFF, FileFormat.HEIC})
"""Formats in which several pictures in a file are several pages. In other formats they are the frames of an animation."""
PHOTOGRAPHS = frozenset({FileFormat.HEIC, FileFormat.AVIF})
QUALITY = 95
"""The quality of a JPEG that is made of a photograph. A person sees no difference."""
ODD = (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, AttributeError, EOFError, OverflowError,
       ZeroDivisionError, NotImplementedError, RuntimeError, struct.error, zlib.error)  # fmt: skip
"""The errors that Pillow raises for a file that breaks its format."""
_PILLOW = threading.Lock()
"""Held while this module changes a setting of Pillow, because all threads share the settings."""


def picture_to_pdf(content: bytes, kind: FileFormat) -> tuple[bytes, tuple[Remark, ...]]:
    """One page for each picture in the file; the same picture always gives the same bytes.

    Raises RefusedError for a picture that is damaged, too large, animated, or has colours that no page can show.
    """
    with pikepdf.new() as pdf:
        remarks = add_pictures(pdf, content, kind)
        out = io.BytesIO()
        pdf.save(out, static_id=True)
    return out.getvalue(), remarks


def add_pictures(pdf: pikepdf.Pdf, content: bytes, kind: FileFormat) -> tuple[Remark, ...]:
    """Add a page for each picture in the file, and return remarks on the pictures. Raises RefusedError as `picture_to_pdf` does."""
    remarks: dict[str, Remark] = {}
    with strictly():
        try:
            for picture in _pictures(content, kind):
                remark = _remark(picture)
                if remark is not None:
                    remarks.setdefault(remark.code, remark)
                add_page(pdf, picture)
        except (Image.DecompressionBombError, MemoryError):
            raise too_large(kind) from None
        except ODD:
            message = f"已损坏或不完整（{kind.label}）"
            raise RefusedError("evidence.damaged", message, "请重新拍照、扫描或导出后再提供") from None
    return tuple(remarks.values())


def _remark(picture: Picture) -> Remark | None:
    """A remark on a picture that may be hard to read; None for any other picture."""
    if max(picture.size) > LONG * min(picture.size):
        message = "是一张很长的图片，缩到一页上字会很小"
        return Remark("evidence.long-picture", message, "如果看不清，请分成几张再提供")
    if is_coarse(picture):
        message = f"只有 {picture.size[0]}×{picture.size[1]} 个像素，放满一页不到 100 dpi，字可能看不清"
        remedy = "如果是拍的材料，请用原图（不要用聊天软件压缩过的），或重新拍照、扫描"
        return Remark("evidence.coarse-picture", message, remedy)
    return None


def unread_formats() -> tuple[str, ...]:
    """The formats that the libraries of this machine were built without."""
    from formgen.dossier.evidence.pictures.heif import can_decode

    built = {"HEIC": can_decode(), "AVIF": features.check("avif"), "JPEG 2000": features.check("jpg_2000"),
             "TIFF": features.check("libtiff"), "WebP": features.check("webp")}  # fmt: skip
    return tuple(name for name, is_there in built.items() if not is_there)


@contextmanager
def strictly() -> Iterator[None]:
    """Within this context Pillow refuses pictures that are cut off, and prints no warnings.

    WeasyPrint, in the same process, sets Pillow to fill up such pictures with grey.
    """
    with _PILLOW, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # warnings about large pictures and odd tags
        before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = before


def _pictures(content: bytes, kind: FileFormat) -> Iterator[Picture]:
    """The file's pictures, in order, one at a time in memory."""
    if kind is FileFormat.HEIC:
        from formgen.dossier.evidence.pictures.heif import (
            opened_heif,
        )  # imported here: it loads libheif, which few dossiers need

        for image in opened_heif(content, MOST_FRAMES, partial(look_at_size, kind=kind)):
            yield _photograph(on_white(image), _resolution(image), image.info.get("icc_profile"))
        return
    try:
        image = Image.open(io.BytesIO(content), formats=READERS[kind])
    except UnidentifiedImageError:
        raise OSError from None
    with image:
        look_at_size(image.size, kind)
        if kind is FileFormat.JPEG:
            yield _jpeg(image, content)
            return
        frames = getattr(image, "n_frames", 1)
        if kind not in PAGED and frames > 1:
            raise RefusedError("evidence.moving-picture", "是会动的图片，纸上放不了", "请把要交的画面另存成图片")
        if frames > MOST_FRAMES:
            raise too_large(kind)
        pixels = 0
        for frame in range(frames):
            image.seek(frame)
            look_at_size(image.size, kind)
            pixels += image.width * image.height
            if pixels > MOST_ALL_PIXELS:
                raise too_large(kind)
            tags = getattr(image, "tag_v2", {})
            if frame and int(tags.get(SUBFILE, 0)) & REDUCED:
                continue  # a small copy of the previous page, which programs show in lists of files
            resolution, profile = _upright_resolution(image), image.info.get("icc_profile")
            image.load()
            if kind is FileFormat.PNG and _is_plain(image, content):
                yield Picture(_png_data(content), _png_packing(image), image.mode, image.size, 1, resolution, profile)
            elif kind in PHOTOGRAPHS:
                yield _photograph(on_white(ImageOps.exif_transpose(image) or image), resolution, profile)
            else:
                upright = ImageOps.exif_transpose(image) or image
                if upright.mode.startswith("I;16") and tags.get(COLOUR_MEANING) == WHITE_IS_ZERO:
                    upright = ImageOps.invert(on_white(upright))  # Pillow does it by itself for 8 bits alone
                yield _packed(upright, resolution, profile)


def look_at_size(size: tuple[int, int], kind: FileFormat) -> None:
    """Raise RefusedError for a picture of so many pixels across and down that it can't be unpacked."""
    most = MOST_JPEG_PIXELS if kind is FileFormat.JPEG else MOST_PIXELS
    if size[0] * size[1] > most:
        raise too_large(kind)


def too_large(kind: FileFormat) -> RefusedError:
    """The refusal of a picture that memory can't hold."""
    remedy = "请降低分辨率（300 dpi 足够），或拆成几个文件"
    return RefusedError("evidence.too-large", f"太大，展开后放不进内存（{kind.label}）", remedy)


def _jpeg(image: Image.Image, content: bytes) -> Picture:
    """A JPEG with unchanged data. It is decoded once, at the smallest size, to make sure that it is complete.

    Of a photograph whose segments show that it is complete, its beginning is enough: all that can fail stands there.
    """
    beginning = beginning_of_whole(content)
    size, mode, resolution, profile = image.size, image.mode, _resolution(image), image.info.get("icc_profile")
    try:
        turn = int(image.getexif().get(ORIENTATION, 1))
    except ODD:
        turn = 1  # the notes can't be read; other programs do not turn such a picture either
    if mode not in COLOURS:
        raise _odd_colours(FileFormat.JPEG)
    adobe = "adobe" in image.info
    _decode(Image.open(io.BytesIO(beginning), formats=READERS[FileFormat.JPEG]) if beginning else image, mode)
    packed: dict[str, object] = {"Filter": Name.DCTDecode, "BitsPerComponent": 8}
    if mode == "CMYK" and adobe:
        packed["Decode"] = Array([1, 0] * 4)  # Adobe's programs store such colours inverted
    return Picture(without_notes(content), packed, mode, size, turn if turn in TURNS else 1, resolution, profile)


def _decode(image: Image.Image, mode: str) -> None:
    """Decode a JPEG at the smallest size. Raises one of ODD for one that is damaged or cut off."""
    image.draft(mode, (max(1, image.width // 8), max(1, image.height // 8)))
    image.load()


def _photograph(image: Image.Image, resolution: tuple[float, float] | None, profile: bytes | None) -> Picture:
    """A photograph as a JPEG, for formats that a PDF can't contain. It keeps its resolution and its profile."""
    out = io.BytesIO()
    image = image if image.mode in ("L", "RGB") else image.convert("RGB")
    image.save(out, "JPEG", quality=QUALITY, subsampling=0)
    packed: dict[str, object] = {"Filter": Name.DCTDecode, "BitsPerComponent": 8}
    return Picture(out.getvalue(), packed, image.mode, image.size, 1, resolution, profile)


def _packed(image: Image.Image, resolution: tuple[float, float] | None, profile: bytes | None) -> Picture:
    """A picture that is compressed without loss."""
    image = on_white(image)
    if image.mode == "CMYK":
        return Picture(zlib.compress(image.tobytes(), 6), {"Filter": Name.FlateDecode, "BitsPerComponent": 8},
                        "CMYK", image.size, 1, resolution, profile)  # fmt: skip
    out = io.BytesIO()
    image.save(out, "PNG")
    return Picture(_png_data(out.getvalue()), _png_packing(image), image.mode, image.size, 1, resolution, profile)


def _png_packing(image: Image.Image) -> dict[str, object]:
    """The keys of a PDF image for data that are compressed as in a PNG (ISO 32000-1, 7.4.4.4)."""
    bits = 1 if image.mode == "1" else 8
    rows = Dictionary(Predictor=15, Colors=COLOURS[image.mode][2], BitsPerComponent=bits, Columns=image.width)
    return {"Filter": Name.FlateDecode, "BitsPerComponent": bits, "DecodeParms": rows}


def _is_plain(image: Image.Image, content: bytes) -> bool:
    """True for a PNG whose data can be bound unchanged: opaque, upright, not interlaced, 8 bits a colour."""
    name, depth, method = content[12:16], content[24], content[28]  # PNG, 11.2.2: IHDR
    opaque = image.mode in ("L", "RGB") and "transparency" not in image.info
    turned = image.getexif().get(ORIENTATION, 1) in TURNS.keys() - {1}
    if not opaque or turned or (name, depth, method) != (b"IHDR", 8, 0):
        return False
    return _unpacked_size(_png_data(content)) == image.height * (1 + image.width * COLOURS[image.mode][2])


def _unpacked_size(data: bytes) -> int | None:
    """The number of bytes of compressed data after unpacking; None if the data are damaged anywhere. Pillow does not check their end."""
    inflate, waiting, size = zlib.decompressobj(), data, 0
    try:
        while not inflate.eof:
            piece = inflate.decompress(waiting, PIECE)
            waiting, size = inflate.unconsumed_tail, size + len(piece)
            if not piece and not waiting:
                return None
    except zlib.error:
        return None
    return None if inflate.unused_data else size


def on_white(image: Image.Image) -> Image.Image:
    """The picture in one of the modes of COLOURS, with white in place of transparency."""
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        paper = Image.new("L" if image.mode in ("LA", "La") else "RGB", image.size, "white")
        for top in range(0, image.height, ROWS):  # in strips, so that a large picture is not in memory four times
            clear = image.crop((0, top, image.width, min(top + ROWS, image.height))).convert("RGBA")
            white = Image.new("RGBA", clear.size, "white")
            paper.paste(Image.alpha_composite(white, clear).convert(paper.mode), (0, top))
        return paper
    if image.mode in COLOURS:
        return image
    if image.mode.startswith("I;16"):
        return image.convert("I").point(lambda grey: grey * (1 / 256) + 0).convert("L")
    if image.mode in ("P", "YCbCr", "RGBX", "HSV"):
        return image.convert("RGB")
    raise _odd_colours()


def _odd_colours(kind: FileFormat | None = None) -> RefusedError:
    what = f"（{kind.label}）" if kind else ""
    remedy = "请另存成普通的 JPEG 或 PDF 再提供"
    return RefusedError("evidence.odd-colours", f"的颜色格式少见，换一种软件看会不一样{what}", remedy)


def _png_data(png: bytes) -> bytes:
    """The data of all IDAT chunks of a PNG."""
    data, at = [], 8
    while at + 8 <= len(png):
        length, name = struct.unpack(">I4s", png[at : at + 8])
        if name == b"IDAT":
            data.append(png[at + 8 : at + 8 + length])
        at += length + 12
    return b"".join(data)


def _upright_resolution(image: Image.Image) -> tuple[float, float] | None:
    """Dots an inch across and down of a picture that is turned upright when it is loaded, which it is not yet."""
    found = _resolution(image)
    try:
        is_sideways = int(image.getexif().get(ORIENTATION, 1)) in SIDEWAYS
    except ODD:
        return found
    return found[::-1] if found is not None and is_sideways else found


def _resolution(image: Image.Image) -> tuple[float, float] | None:
    """Dots an inch across and down, as the file says; None if it gives none or impossible values."""
    try:
        across, down = (float(number) for number in image.info["dpi"])
    except ODD:
        return None
    return (across, down) if 1 <= across < 10_000 and 1 <= down < 10_000 else None
