"""What was laid out once, kept on disk: readable by its owner only, never believed blindly, made again whenever it isn't there.

An entry's name is a digest of all that it was made from: what is laid out, the faces, the libraries, and this program's own
way of laying out. So an entry is never out of date; one that is damaged is made again. Who keeps something sees to
it that nobody's data are in it.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from formgen import resources
from formgen.engines.versions import layout_fingerprint

CODE = ("engines", "fonts", "render")
"""The folders of this program whose code decides what a layout looks like."""
DIGEST = hashlib.sha256().digest_size
MOST_KEPT = 500
"""Entries in a folder; the oldest make room. A scheme has some sixty."""
ENDING = ".layout"


def key_of(parts: Iterable[bytes]) -> str:
    """The name of an entry that is made from these parts, the faces, the libraries and this program."""
    digest = hashlib.sha256(ground())
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


def kept(folder: Path, key: str, make: Callable[[], bytes]) -> bytes:
    """The entry of this name in a folder; made, and kept for the next time, where there is none that can be used.

    The installation may bring the entry, too: a folder of the same name lies among its layouts. An entry of another
    machine's libraries has another name, so it is never taken by mistake. A folder that can't be written costs time, nothing else.
    """
    name = f"{key}{ENDING}"
    shipped = resources.shipped_layouts()
    for path in (folder / name, *([shipped / folder.name / name] if shipped else [])):
        if (content := _sound(path)) is not None:
            return content
    content = make()
    with suppress(OSError):
        _write(folder / name, hashlib.sha256(content).digest() + content)
        _ADDED.append(key)
    return content


def _sound(path: Path) -> bytes | None:
    """What an entry holds; None for one that is not there, or does not fit its digest."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    return content[DIGEST:] if hashlib.sha256(content[DIGEST:]).digest() == content[:DIGEST] else None


def added() -> int:
    """How many entries this process has made, and kept for others."""
    return len(_ADDED)


_ADDED: list[str] = []


def _write(path: Path, content: bytes) -> None:
    """Beside, then renamed."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    entries = sorted(path.parent.glob(f"*{ENDING}"), key=_written)
    for old in entries[: max(0, len(entries) + 1 - MOST_KEPT)]:
        old.unlink(missing_ok=True)
    descriptor, beside = tempfile.mkstemp(dir=path.parent, prefix=".layout-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        os.replace(beside, path)
    finally:
        Path(beside).unlink(missing_ok=True)


def _written(path: Path) -> float:
    """When an entry was written, in seconds since 1970; 0 for one that another process has just removed."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


@lru_cache(maxsize=1)
def ground() -> bytes:
    """A digest of what every layout depends on: the libraries, the faces, the code that lays out."""
    digest = hashlib.sha256(layout_fingerprint().encode())
    for font in resources.font_files():
        digest.update(font.sha256.encode())
    for folder in CODE:
        for module in sorted((resources.PACKAGE / folder).rglob("*.py")):
            digest.update(module.read_bytes())
    return digest.digest()
