"""The versions of the libraries that this machine really loads, and one fingerprint of them all.

Layouts, and the bytes of every paper, depend on these libraries. The cache of layouts, the recipe of a batch, the check of a
cluster's machines and the proof of a dossier all use this module, so that all of them know the same libraries.

This takes a few milliseconds, once in a process. No Python library is imported for its version: the versions are read from
the names of the folders that describe installed distributions. Shared libraries report their versions themselves.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import sys
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache

from formgen.engines.pango import shared_libraries

DISTRIBUTIONS = (
    "cffi",
    "click",
    "cssselect2",
    "defusedxml",
    "docxtpl",
    "fonttools",
    "jinja2",
    "lxml",
    "markupsafe",
    "olefile",
    "pi-heif",
    "pikepdf",
    "pillow",
    "pydantic",
    "pydantic-core",
    "pydyf",
    "pypdf",
    "pypdfium2",
    "pyphen",
    "python-docx",
    "python-stdnum",
    "tinycss2",
    "tinyhtml5",
    "uharfbuzz",
    "weasyprint",
    "xlsxwriter",
    "zxing-cpp",
)
"""The libraries that the program uses, directly or indirectly, and that can change a paper. uharfbuzz and zxing-cpp may be missing."""
LAYING_OUT = (
    "Pango",
    "HarfBuzz",
    "fontconfig",
    "GLib",
    "FreeType",
    "zlib",
    "cssselect2",
    "fonttools",
    "pydyf",
    "pyphen",
    "tinycss2",
    "tinyhtml5",
    "weasyprint",
)
"""The libraries that decide what a layout looks like, besides Python itself."""
NOT_FOUND = "-"
_INSTALLED = re.compile(r"(?P<name>.+?)-(?P<version>[^-]+)(?:-py[\d.]+)?\.(?:dist|egg)-info")
"""The name of the folder (or file) that describes an installed distribution (PyPA, recording installed projects)."""


@dataclass(frozen=True, slots=True)
class LoadedLibrary:
    """A library and its version. The version of a missing library is `-`."""

    name: str
    version: str

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


@lru_cache(maxsize=1)
def loaded() -> tuple[LoadedLibrary, ...]:
    """The versions of Python, then of shared libraries, then of distributions. Both groups are sorted by name."""
    shared: dict[str, str | None] = {"zlib": zlib.ZLIB_RUNTIME_VERSION, "pdfium": _pdfium(), **shared_libraries()}
    installed = _installed(sys.path)
    return (
        LoadedLibrary("Python", platform.python_version()),
        *(LoadedLibrary(name, shared[name] or NOT_FOUND) for name in sorted(shared, key=str.casefold)),
        *(LoadedLibrary(name, installed.get(name) or _asked(name)) for name in DISTRIBUTIONS),
    )


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """A sha256, in hex, of the versions of all libraries. Every paper depends on them."""
    return _digest(loaded())


@lru_cache(maxsize=1)
def layout_fingerprint() -> str:
    """A sha256, in hex, of the versions of the libraries that decide what a layout looks like.

    Other libraries are left out: if one of them changes, the layouts that come with an installation stay usable. Of Python's
    version only the first two numbers count (3.11), because its tables of characters and the way in which it writes numbers
    never change between versions with the same two numbers.
    """
    python = LoadedLibrary("Python", ".".join(platform.python_version_tuple()[:2]))
    return _digest((python, *(library for library in loaded() if library.name in LAYING_OUT)))


def _digest(libraries: tuple[LoadedLibrary, ...]) -> str:
    return hashlib.sha256("\n".join(map(str, libraries)).encode()).hexdigest()


def _installed(folders: list[str]) -> dict[str, str]:
    """The versions of all distributions in these folders. If several folders have a distribution, the first folder counts."""
    found: dict[str, str] = {}
    for folder in folders:
        for name, version in _installed_in(folder or os.curdir):
            found.setdefault(name, version)
    return found


def _installed_in(folder: str) -> Iterator[tuple[str, str]]:
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            named = _INSTALLED.fullmatch(entry.name)
            if named:
                yield re.sub(r"[-_.]+", "-", named["name"]).lower(), named["version"].replace("_", "-")


def _asked(name: str) -> str:
    """The version of a distribution that is installed in another way, such as in a zip file; `-` if it is not installed."""
    from importlib.metadata import PackageNotFoundError, version  # this import takes as long as all the rest together

    try:
        return version(name)
    except PackageNotFoundError:
        return NOT_FOUND


def _pdfium() -> str:
    """The version of PDFium and its origin, from the file beside the library; `-` if there is no such file."""
    for folder in sys.path:
        with (
            suppress(OSError, ValueError, KeyError),
            open(os.path.join(folder, "pypdfium2_raw", "version.json")) as file,
        ):
            said = json.load(file)
            number = ".".join(str(said[part]) for part in ("major", "minor", "build", "patch"))
            return f"{number}@{said['origin']}"
    return NOT_FOUND
