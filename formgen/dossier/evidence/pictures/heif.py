"""Decodes HEIC photographs, which telephones take, with libheif, which also turns them upright.

No other module calls pi_heif. libheif turns and crops a picture as its file says, so the camera's note about its orientation
(EXIF) must not be followed again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pi_heif
from PIL import Image

META, ITEMS, ITEM = b"meta", b"iinf", b"infe"
BOX, FULL = 8, 4
"""Bytes before what stands in a box: its size and its kind; in a box with a version, the version and flags come next."""
NAMED = {b"\2": 4, b"\3": 6}
"""The versions of an item that have a type, and how many bytes come before it: the item's number, and how it is protected."""


def opened_heif(content: bytes, most: int, look_at: Callable[[tuple[int, int]], None]) -> Iterator[Image.Image]:
    """The pictures of a file, the main one first, one at a time in memory. Previews and depth maps are left out.

    most     how many pictures the file may have
    look_at  sees the pixels across and down of each picture before it is decoded; raises what refuses it

    Raises OSError, ValueError, RuntimeError, EOFError or SyntaxError for a file that breaks its format.
    """
    _look_at_items(content)
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


def _look_at_items(content: bytes) -> None:
    """Raise ValueError if the file names the type of an item in bytes that are no text: pi_heif ends the whole process at them.

    The types stand in the list of the file's items (ISO/IEC 14496-12, 8.11.6): a number, then names that end with a zero.
    """
    meta = _box(content, META, 0)
    items = _box(meta, ITEMS, FULL)
    at = FULL + (2 if items[:1] == b"\0" else 4)  # the number of items comes first
    while at < len(items):
        item = _next_box(items, at)
        if item[4:8] == ITEM and item[BOX : BOX + 1] in NAMED:
            item[BOX + FULL + NAMED[item[BOX : BOX + 1]] :].decode("utf-8")
        at += len(item)


def _box(content: bytes, kind: bytes, at: int) -> bytes:
    """What stands in the first box of a kind, from a place on; empty if there is none."""
    while at < len(content):
        box = _next_box(content, at)
        if box[4:8] == kind:
            return box[BOX:]
        at += len(box)
    return b""


def _next_box(content: bytes, at: int) -> bytes:
    """The box that begins at a place. Raises ValueError for one that does not fit into the content.

    A box begins with its size and its kind, four bytes each. The last one may leave out its size, which is then 0.
    """
    size = int.from_bytes(content[at : at + 4], "big")
    if size == 1:  # a large box, such as that of the picture's data, has its size behind its kind
        size = int.from_bytes(content[at + BOX : at + 2 * BOX], "big")
    size = size or len(content) - at
    if not BOX <= size <= len(content) - at:
        raise ValueError("a box beyond the end")
    return content[at : at + size]
