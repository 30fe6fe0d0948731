"""Keep finished layouts on the disk, so that formgen does not lay out the same thing twice.

Only the owner can read the entries. Each entry holds a digest of its content; an entry that is missing or does not fit
its digest is made again. The name of an entry is a digest of everything that it depends on: the content that is laid
out, the faces, the libraries, and the code of this program that lays out. So an entry is never out of date. The caller
must make sure that an entry holds no data of a person or an enterprise.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from formgen.engines.versions import layout_fingerprint
from formgen.foundation import resources

CODE = ("engines", "fonts", "render")
"""The folders of this program whose code decides what a layout looks like."""
DIGEST = hashlib.sha256().digest_size
MOST_KEPT = 500
"""The largest number of entries in a folder; the oldest are removed first. A scheme has about sixty entries."""
ENDING = ".layout"


def key_of(parts: Iterable[bytes]) -> str:
    """The name of an entry that is made from these parts, the faces, the libraries and this program."""
    digest = hashlib.sha256(ground())
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


def kept(folder: Path, key: str, make: Callable[[], bytes]) -> bytes:
    """The content of the entry `key` in a folder. If there is no sound entry, `make` makes it and it is kept.

    The entry is looked for in `folder` first, then in the folder of the same name among the layouts that the
    installation brings (`formgen.foundation.resources.shipped_layouts`). An entry that was made with other libraries has another
    name, so it is never used by mistake. If the folder can't be written, the entry is made again at the next call;
    no error is raised.
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
    """The content of an entry; None if the file can't be read or its content does not fit its digest."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    return content[DIGEST:] if hashlib.sha256(content[DIGEST:]).digest() == content[:DIGEST] else None


def added() -> int:
    """The number of entries that this process has made and written to the disk."""
    return len(_ADDED)


_ADDED: list[str] = []


def _write(path: Path, content: bytes) -> None:
    """Write the entry under a temporary name and rename it; before that, remove the oldest entries above the limit."""
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
    """When an entry was written, in seconds since 1970; 0 if another process has just removed it."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


@lru_cache(maxsize=1)
def ground() -> bytes:
    """A digest of what every layout depends on: the libraries, the faces, and the code that lays out."""
    digest = hashlib.sha256(layout_fingerprint().encode())
    for font in resources.font_files():
        digest.update(font.sha256.encode())
    for folder in CODE:
        for module in sorted((resources.PACKAGE / folder).rglob("*.py")):
            digest.update(module.read_bytes())
    return digest.digest()
