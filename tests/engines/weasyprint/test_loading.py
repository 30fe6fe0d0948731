"""WeasyPrint is loaded with our faces only. Changes to the process that this needs are undone."""

from __future__ import annotations

import ctypes.util
import os
import subprocess
import sys
import threading

import pytest

from formgen.engines.weasyprint import loading
from formgen.engines.weasyprint.loading import load
from formgen.foundation import resources


def test_the_search_for_libraries_fails_for_the_thread_that_loads_alone() -> None:
    search, found = ctypes.util.find_library, list[str | None]()
    with loading._unsearched():
        assert ctypes.util.find_library("c") is None
        thread = threading.Thread(target=lambda: found.append(ctypes.util.find_library("c")))
        thread.start()
        thread.join()
    assert ctypes.util.find_library is search and found == [search("c")] and found != [None]


def test_weasyprint_is_imported_without_a_search_and_with_our_fonts_alone() -> None:
    """In a fresh process: the import of WeasyPrint stands within the changes that are made for it, not behind them."""
    program = (
        "import builtins, ctypes.util, os, sys\n"
        "searched, fonts = [], []\n"
        "search, importing = ctypes.util.find_library, builtins.__import__\n"
        "ctypes.util.find_library = lambda name: searched.append(name) or search(name)\n"
        "def recording(name, *others, **more):\n"
        "    if name == 'weasyprint.text.fonts' and name not in sys.modules:\n"
        "        fonts.append(os.environ.get('FONTCONFIG_FILE', ''))\n"
        "    return importing(name, *others, **more)\n"
        "builtins.__import__ = recording\n"
        "from formgen.engines.weasyprint.loading import load\n"
        "load()\n"
        "print(searched, [os.path.basename(one) for one in fonts[:1]])"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert told.strip() == f"[] [{resources.fontconfig_file().name!r}]"


@pytest.mark.parametrize("before", [None, "/somewhere/fonts.conf"])
def test_the_environment_is_put_back(monkeypatch: pytest.MonkeyPatch, before: str | None) -> None:
    monkeypatch.delenv("FONTCONFIG_FILE", raising=False)
    if before is not None:
        monkeypatch.setenv("FONTCONFIG_FILE", before)
    with pytest.raises(RuntimeError), loading._our_fonts():
        assert os.environ["FONTCONFIG_FILE"] == str(resources.fontconfig_file())
        raise RuntimeError
    assert os.environ.get("FONTCONFIG_FILE") == before


def test_the_font_configuration_is_made_once_and_knows_our_faces_alone() -> None:
    from weasyprint.text.ffi import fontconfig

    fonts = load()
    assert load() is fonts
    assert fontconfig.FcConfigGetFonts(fonts._config, fontconfig.FcSetSystem).nfont == len(resources.font_files())
