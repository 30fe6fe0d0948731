"""Makes pdfium draw with our faces where a file brings none of its own, and with no font of the machine."""

from __future__ import annotations

import ctypes
from functools import lru_cache
from typing import Any

import pypdfium2.raw as calls

from formgen.foundation import resources
from formgen.foundation.errors import MachineError

EAST_ASIAN = {128, 129, 130, 134, 136}
"""The character sets of Windows for Japanese, Korean, simplified and traditional Chinese, as pdfium asks for a face."""
OUR_FACE = 1
"""The number by which pdfium knows the face that is drawn instead of such fonts."""
PROGRAM = "GwSong.ttf"
"""Its file: the face that has the most characters."""


@lru_cache(maxsize=1)
def _program() -> bytes:
    """The face's whole file; empty where it is missing."""
    try:
        return (resources.fonts_folder() / PROGRAM).read_bytes()
    except (OSError, MachineError):
        return b""


def _map_font(_: Any, __: int, ___: int, charset: int, ____: int, _____: Any, ______: Any) -> int | None:
    """The face for a font that is not in a file; None for one of those that pdfium brings."""
    return OUR_FACE if charset in EAST_ASIAN else None


def _font_data(_: Any, __: Any, table: int, buffer: Any, size: int) -> int:
    """The size of a face's file, and the file itself if there is room for it. Single tables are not given."""
    program = b"" if table else _program()
    if buffer and size >= len(program):
        ctypes.memmove(buffer, program, len(program))
    return len(program)


def own_faces_alone() -> Any:
    """Make pdfium find our faces and no font of the machine. Returns what has to live as long as pdfium does."""
    kinds = dict(calls.FPDF_SYSFONTINFO._fields_)
    ways: dict[str, Any] = {
        "Release": lambda _: None,
        "EnumFonts": lambda *_: None,
        "MapFont": _map_font,
        "GetFont": lambda *_: None,
        "GetFontData": _font_data,
        "GetFaceName": lambda *_: 0,
        "GetFontCharset": lambda *_: 134,
        "DeleteFont": lambda *_: None,
    }
    info = calls.FPDF_SYSFONTINFO(version=1, **{name: kinds[name](way) for name, way in ways.items()})
    calls.FPDF_SetSystemFontInfo(ctypes.byref(info))
    return info
