"""Signs a bound dossier in one of its empty fields. The dossier itself stays byte for byte: the signature stands behind it.

Nothing is given out before the signed file was looked at as `verify` does: exactly one signature more, and nothing else.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

import pikepdf
from PIL import Image

from formgen.dossier.proof.seals.allowed import Changeable
from formgen.dossier.proof.seals.later import later
from formgen.engines.signatures import Credential, ShownPicture, signed
from formgen.foundation.errors import ProofError, UsageError

LARGEST_PICTURE = 20_000_000
"""Pixels of a picture that is put into a signature's place; it is made smaller than `WIDEST` in any case."""
WIDEST = 1200
"""Pixels: 42 mm at more than 700 dpi."""
MODES = ("PNG", "JPEG", "BMP", "GIF", "TIFF", "WEBP")


@dataclass(frozen=True, slots=True)
class FieldState:
    """A signature field of a file, and whether it is signed already."""

    name: str
    is_signed: bool


def field_states(pdf: bytes) -> tuple[FieldState, ...]:
    """The signature fields of a file, in order. Raises UsageError for a file that can't be read."""
    try:
        with pikepdf.open(io.BytesIO(pdf), attempt_recovery=False, suppress_warnings=True) as opened:
            fields = Changeable(opened).fields
            return tuple(FieldState(name, "/V" in opened.get_object(number)) for number, name in fields.items())
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError):
        raise UsageError("装订件读不出来，可能已损坏，或加了密码") from None


def sign_field(pdf: bytes, field: str, credential: Credential, picture: ShownPicture | None) -> bytes:
    """The file with a signature in this field.

    Raises UsageError if there is no such field, or if it is signed; MachineError if the key gave no signature; ProofError if
    anything but the signature would have come to the file.
    """
    states = {state.name: state for state in field_states(pdf)}
    empty = [name for name, state in states.items() if not state.is_signed]
    if not states:
        raise UsageError("这份装订件没有留电子签名的位置，请用 --signature-fields 重新装订")
    if field not in states:
        raise UsageError(f"没有「{field}」这个签名位置；还空着的有：{'、'.join(empty) or '无'}")
    if field not in empty:
        raise UsageError(f"「{field}」已经签过了；还空着的有：{'、'.join(empty) or '无'}")
    made = signed(pdf, field, credential, picture)
    if not made.startswith(pdf):
        raise ProofError("签名时改动了装订件，没有交付")
    found = later(made, len(pdf), 1)
    if found.failures or [one.field for one in found.signatures] != [field]:
        raise ProofError(f"签名后核对不通过：{(*found.failures, '签名没有加上')[0]}；没有交付")
    return made


def read_picture(content: bytes) -> ShownPicture:
    """A picture file as pixels; what is transparent stays so. Raises UsageError for what is no picture, or is too large."""
    try:
        with Image.open(io.BytesIO(content), formats=MODES) as image:
            if image.width * image.height > LARGEST_PICTURE:
                raise UsageError("图样（--picture）太大，请改小再用")
            image.load()
            whole = image.convert("RGBA")
    except UsageError:
        raise
    except Exception:  # Pillow raises many kinds
        raise UsageError("图样（--picture）打不开：应是 PNG、JPEG 等图片") from None
    whole.thumbnail((WIDEST, WIDEST))
    red, green, blue, opacity = whole.split()
    colours = Image.merge("RGB", (red, green, blue))
    return ShownPicture(whole.width, whole.height, colours.tobytes(), opacity.tobytes())
