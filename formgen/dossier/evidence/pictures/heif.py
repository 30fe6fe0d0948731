"""Decodes HEIC photographs, which telephones take, with libheif, which also turns them upright.

No other module calls pi_heif. libheif turns and crops a picture as its file says, so the camera's note about its orientation
(EXIF) must not be followed again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pi_heif
from PIL import Image


def opened_heif(content: bytes, most: int, look_at: Callable[[tuple[int, int]], None]) -> Iterator[Image.Image]:
    """The pictures of a file, the main one first, one at a time in memory. Previews and depth maps are left out.

    most     how many pictures the file may have
    look_at  sees the pixels across and down of each picture before it is decoded; raises what refuses it

    Raises OSError, ValueError, RuntimeError, EOFError or SyntaxError for a file that breaks its format.
    """
    opened = pi_heif.open_heif(content)
    count, main = len(opened), opened.primary_index
    if not 1 <= count <= most:
        raise ValueError("no pictures, or too many")
    for index in (main, *(index for index in range(count) if index != main)):
        picture = pi_heif.open_heif(content)[index]  # opened anew, because it keeps what it has decoded
        look_at(picture.size)
        image: Image.Image = picture.to_pillow()
        yield image


def can_decode() -> bool:
    """True if libheif was built with a decoder of HEVC."""
    return bool(pi_heif.libheif_info()["decoders"])
