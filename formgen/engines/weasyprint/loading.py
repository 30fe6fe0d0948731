"""Loads WeasyPrint once in a process, and makes its font configuration with our faces only.

Two things are changed in the process while WeasyPrint is imported, once and under a lock, and put back at once; nothing else is
possible, since it does both in its modules' bodies:

- It looks for libraries by names that Linux does not have, and for each of these ctypes starts compilers to find it, which takes a
  fifth of a second. Meanwhile `ctypes.util.find_library` finds nothing for the thread that imports; for others it is as always.
- It reads the machine's font configuration, though we never use it, and warns where there is none. Meanwhile `FONTCONFIG_FILE`
  names ours. A server that starts programs of its own in other threads calls `load` before these threads.
"""

from __future__ import annotations

import ctypes.util
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock
from typing import TYPE_CHECKING

from formgen import resources
from formgen.engines.pango import NO_PANGO, address, font_configuration
from formgen.errors import MachineError

if TYPE_CHECKING:
    from weasyprint.text.fonts import FontConfiguration

LOCK = RLock()
"""A thread must hold this lock to lay out or draw with WeasyPrint: its font configuration is not made for threads."""
_FONTCONFIG_FILE = "FONTCONFIG_FILE"


class _Loaded:
    """The font configuration, made when it is first asked for."""

    fonts: FontConfiguration | None = None


def load() -> FontConfiguration:
    """WeasyPrint's font configuration that knows only fonts/. Raises MachineError where a library or a face is missing."""
    with LOCK:
        if _Loaded.fonts is None:
            resources.check_fonts()
            try:
                if "weasyprint.text.fonts" not in sys.modules:
                    with _unsearched(), _our_fonts():
                        pass
                _Loaded.fonts = _font_configuration()
            except OSError as error:
                raise MachineError(NO_PANGO) from error
        return _Loaded.fonts


@contextmanager
def _unsearched() -> Iterator[None]:
    """During the block this thread finds no library by a search: the Linux names of the libraries need no search."""
    search, here = ctypes.util.find_library, threading.get_ident()

    def found(name: str) -> str | None:
        return None if threading.get_ident() == here else search(name)

    if sys.platform == "linux":
        ctypes.util.find_library = found
    try:
        yield
    finally:
        ctypes.util.find_library = search


@contextmanager
def _our_fonts() -> Iterator[None]:
    """fontconfig reads our configuration meanwhile, instead of the machine's."""
    before = os.environ.get(_FONTCONFIG_FILE)
    os.environ[_FONTCONFIG_FILE] = str(resources.fontconfig_file())
    try:
        yield
    finally:
        if before is None:
            del os.environ[_FONTCONFIG_FILE]
        else:
            os.environ[_FONTCONFIG_FILE] = before


def _font_configuration() -> FontConfiguration:
    """As `FontConfiguration.__init__`, with our configuration, not one that the environment names."""
    from weasyprint.text.ffi import ffi, fontconfig, gobject, pangoft2
    from weasyprint.text.fonts import FontConfiguration

    class OurFonts(FontConfiguration):  # type: ignore[misc]  # it has no types
        def __init__(self) -> None:
            self._config = ffi.cast("FcConfig *", address(font_configuration()))
            self.font_map = ffi.gc(pangoft2.pango_ft2_font_map_new(), gobject.g_object_unref)
            pangoft2.pango_fc_font_map_set_config(ffi.cast("PangoFcFontMap *", self.font_map), self._config)
            fontconfig.FcConfigDestroy(self._config)  # the font map keeps it
            self._folder = None
            self.strut_layouts: dict[object, object] = {}
            self.font_features: dict[object, object] = {}

    return OurFonts()
