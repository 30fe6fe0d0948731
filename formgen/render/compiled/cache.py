"""Compiled documents kept on disk: in the user's cache folder, readable by their owner only, and never believed blindly.

An entry's name is a digest of all that it was made from: the template, its slots, the faces, the libraries, and this
program's own way of laying out. So an entry is never out of date; one that is damaged is removed and made again. Entries
hold forms without values, nothing that anybody wrote.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from formgen import resources

LIBRARIES = ("weasyprint", "pydyf", "fonttools")
DIGEST = hashlib.sha256().digest_size


def key_of(parts: Iterable[bytes]) -> str:
    """The name of an entry that is made from these parts, the faces, the libraries and this program."""
    digest = hashlib.sha256(_ground())
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


def kept(key: str, make: Callable[[], bytes]) -> bytes:
    """The entry of this name; made, and kept for the next time, where there is none that can be used.

    A cache folder that can't be written costs time, nothing else.
    """
    path = resources.cache_folder() / f"compiled-{key}"
    with suppress(OSError):
        if (found := _read(path)) is not None:
            return found
    content = make()
    with suppress(OSError):
        descriptor, beside = tempfile.mkstemp(dir=path.parent, prefix=".compiled-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(hashlib.sha256(content).digest() + content)
            os.replace(beside, path)
        finally:
            Path(beside).unlink(missing_ok=True)
    return content


def _read(path: Path) -> bytes | None:
    """What an entry holds; None where there is none, or not a whole one: then it is removed."""
    if not path.exists():
        return None
    content = path.read_bytes()
    if hashlib.sha256(content[DIGEST:]).digest() == content[:DIGEST]:
        return content[DIGEST:]
    path.unlink(missing_ok=True)
    return None


@lru_cache(maxsize=1)
def _ground() -> bytes:
    """A digest of what every entry depends on."""
    digest = hashlib.sha256(sys.version.encode())
    for library in LIBRARIES:
        digest.update(f"{library} {version(library)}\n".encode())
    digest.update(_pango().encode())
    for font in resources.font_files():
        digest.update(font.sha256.encode())
    for module in sorted(Path(__file__).parent.parent.rglob("*.py")):
        digest.update(module.read_bytes())
    return digest.digest()


def _pango() -> str:
    """The version of Pango, which decides where lines break."""
    import ctypes.util

    name = ctypes.util.find_library("pango-1.0")
    if name is None:
        return ""
    pango = ctypes.CDLL(name)
    pango.pango_version_string.restype = ctypes.c_char_p
    return str(pango.pango_version_string().decode())
