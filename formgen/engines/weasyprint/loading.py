"""Loads WeasyPrint once in a process, and makes its font configuration with our faces only.

While WeasyPrint is imported, two things are changed in the process, once and under a lock, and they are restored at once.
There is no other way, because WeasyPrint does both things in the bodies of its modules:

- WeasyPrint searches for libraries by names that Linux does not have. For each of these names, ctypes starts compilers to find
  the library, which takes a fifth of a second. During the import, `ctypes.util.find_library` finds nothing for the thread that
  imports. For other threads it works as usual.
- WeasyPrint reads the machine's font configuration, though we never use it, and warns if there is none. During the import,
  `FONTCONFIG_FILE` names our configuration. A server that starts other programs in other threads should call `load` before
  it starts these threads.
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

from formgen.engines.pango import NO_PANGO, address, font_configuration
from formgen.foundation import resources
from formgen.foundation.errors import MachineError

if TYPE_CHECKING:
    from weasyprint.text.fonts import FontConfiguration

LOCK = RLock()
"""A thread must hold this lock to lay out or draw with WeasyPrint: its font configuration is not made for threads."""
_FONTCONFIG_FILE = "FONTCONFIG_FILE"


class _Loaded:
    """The font configuration. It is made when it is first asked for."""

    fonts: FontConfiguration | None = None


def load() -> FontConfiguration:
    """WeasyPrint's font configuration that knows only fonts/. Raises MachineError if a library or a face is missing."""
    with LOCK:
        if _Loaded.fonts is None:
            resources.check_fonts()
            try:
                if "weasyprint.text.fonts" not in sys.modules:
                    with _unsearched(), _our_fonts():
                        import weasyprint.text.fonts  # noqa: F401
                _Loaded.fonts = _font_configuration()
            except OSError as error:
                raise MachineError(NO_PANGO) from error
        return _Loaded.fonts


@contextmanager
def _unsearched() -> Iterator[None]:
    """Make the search for libraries find nothing in this thread during the block, on Linux only.

    The libraries can be loaded by their Linux names without a search.
    """
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
    """Make fontconfig read our configuration during the block, instead of the machine's."""
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
    """Make a FontConfiguration as `FontConfiguration.__init__` does, but with our fontconfig configuration."""
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
