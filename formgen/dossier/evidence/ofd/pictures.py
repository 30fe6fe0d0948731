"""Makes PDF pictures of an OFD's pictures: JPEG and JBIG2 data stay as they are, others are packed without loss."""

from __future__ import annotations

import io
import struct
import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

from formgen.dossier.evidence.ofd.jbig2 import HEADER, OddJbig2Error, read_jbig2
from formgen.dossier.evidence.ofd.values import damaged, unknown
from formgen.dossier.evidence.pictures.images import strictly
from formgen.dossier.evidence.pictures.jpeg_segments import without_notes
from formgen.dossier.evidence.refused import RefusedError

MOST_PIXELS = 100_000_000
"""How many pixels a picture may have. A JBIG2 picture, whose pixels are single bits, may have four times as many."""
FORMATS = ("JPEG", "PNG", "BMP", "GIF", "TIFF", "WEBP", "JPEG2000")
"""The formats that Pillow may open."""
CLEAR = frozenset({"RGBA", "LA", "PA", "La", "RGBa"})
"""Pillow's modes of pictures with transparency."""
SPACES = {"1": Name.DeviceGray, "L": Name.DeviceGray, "RGB": Name.DeviceRGB, "CMYK": Name.DeviceCMYK}
ODD = (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, AttributeError, EOFError, OverflowError,
       ZeroDivisionError, NotImplementedError, RuntimeError, struct.error, zlib.error, MemoryError,
       Image.DecompressionBombError)  # fmt: skip
"""The errors that Pillow raises for a file that breaks its format."""


def drawing(pdf: pikepdf.Pdf, content: bytes, mask: bytes | None = None) -> pikepdf.Object:
    """Make a PDF picture. Transparent pixels stay transparent.

    content  the bytes of the picture
    mask     the bytes of another picture; where it is black, the first one is transparent. None for no mask

    Raises RefusedError for a picture that can't be read.
    """
    try:
        if _is_jbig2(content):
            made = _jbig2(pdf, content)
        else:
            with strictly(), Image.open(io.BytesIO(content), formats=FORMATS) as image:
                made = _drawn(pdf, image, content)
        if mask is not None:
            made.SMask = _mask_of(pdf, mask)
        return pdf.make_indirect(made)
    except OddJbig2Error:
        raise unknown("JBIG2 图片") from None
    except ODD:
        raise damaged("里面的图片打不开") from None


def _is_jbig2(content: bytes) -> bool:
    return content.startswith(HEADER) or content[:5] in (b"\0\0\0\0\x30", b"\0\0\0\0\0")


def _jbig2(pdf: pikepdf.Pdf, content: bytes) -> pikepdf.Stream:
    found = read_jbig2(content)
    if found.width * found.height > 4 * MOST_PIXELS:
        raise RefusedError("evidence.too-large", "里的图片太大", "请用 OFD 阅读器打印（另存）成 PDF 再提供")
    made = pikepdf.Stream(pdf, found.page)
    made.Type, made.Subtype, made.Width, made.Height = Name.XObject, Name.Image, found.width, found.height
    made.ColorSpace, made.BitsPerComponent, made.Filter = Name.DeviceGray, 1, Name.JBIG2Decode
    if found.shared:
        made.DecodeParms = Dictionary(JBIG2Globals=pdf.make_stream(found.shared))
    return made


def _drawn(pdf: pikepdf.Pdf, image: Image.Image, content: bytes) -> pikepdf.Stream:
    if image.width * image.height > MOST_PIXELS:
        raise RefusedError("evidence.too-large", "里的图片太大", "请用 OFD 阅读器打印（另存）成 PDF 再提供")
    name, mode = image.format, image.mode
    image.load()
    is_clear = mode in CLEAR or "transparency" in image.info
    if name in ("JPEG", "MPO") and mode in ("L", "RGB", "CMYK"):
        made = pikepdf.Stream(pdf, without_notes(content))
        made.Filter = Name.DCTDecode
        if mode == "CMYK" and "adobe" in image.info:
            made.Decode = Array([1, 0] * 4)
    else:
        if is_clear:
            image = image.convert("RGBA")
            alpha, image = image.getchannel("A"), image.convert("RGB")
        elif mode.startswith("I;16"):
            image = image.convert("I").point(lambda grey: grey * (1 / 256) + 0).convert("L")
        elif mode not in SPACES:
            image = image.convert("RGB")
        made = pikepdf.Stream(pdf, zlib.compress(image.tobytes(), 6))
        made.Filter = Name.FlateDecode
    _describe(made, image)
    if is_clear:
        made.SMask = _mask(pdf, alpha)
    return made


def _describe(made: pikepdf.Stream, image: Image.Image) -> None:
    made.Type, made.Subtype = Name.XObject, Name.Image
    made.Width, made.Height = image.size
    made.ColorSpace, made.BitsPerComponent = SPACES[image.mode], 1 if image.mode == "1" else 8


def _mask_of(pdf: pikepdf.Pdf, content: bytes) -> pikepdf.Object:
    """Make a PDF mask of another picture. Raises one of ODD if Pillow can't read it, or if it is too large.

    Scans that are packed in layers have their masks in JBIG2.
    """
    if _is_jbig2(content):
        return pdf.make_indirect(_jbig2(pdf, content))
    with strictly(), Image.open(io.BytesIO(content), formats=FORMATS) as other:
        if other.width * other.height > MOST_PIXELS:
            raise ValueError("a mask that is too large")
        return _mask(pdf, other.convert("L"))


def _mask(pdf: pikepdf.Pdf, grey: Image.Image) -> pikepdf.Object:
    made = pikepdf.Stream(pdf, zlib.compress(grey.tobytes(), 6))
    made.Filter = Name.FlateDecode
    _describe(made, grey)
    return pdf.make_indirect(made)
