"""Lays out what was sent under its names, for the time of the work, so that findings name files as their sender knows them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from formgen.foundation.delivery import file_names, folder_name
from formgen.web.work.order import FILES, Sent, WorkKind

FOLDERS = "文件夹"
"""Where folders that were sent lie for the time of the work."""
MOST_FOLDERS = 8
"""The most folders above a file that are kept; what lies deeper is laid into the last of them."""


def parts_of(name: str) -> tuple[tuple[str, ...], str]:
    """The folders above a sent file, and its own name, each safe for this machine's disk. Nothing leads out of the folder."""
    said = PurePosixPath(name.replace("\\", "/").replace("\0", ""))
    safe = [made for part in said.parts if part.strip("/. ") and (made := folder_name(part.replace("/", "")))]
    *folders, last = safe or ["文件"]
    return tuple(folders[:MOST_FOLDERS]), last


def out_folder(folder: Path, kind: WorkKind) -> Path:
    """Where the files of a kind of work lie."""
    return folder / f"{kind}-out"


@contextmanager
def laid_out(folder: Path, sent: Sent, name: str) -> Iterator[tuple[Path, ...]]:
    """The sources of what was sent: single files, then whole folders, as they would be named on the command line.

    They are removed at the end of the block. name: the name of the folder for that time.
    """
    passing = folder / name
    shutil.rmtree(passing, ignore_errors=True)
    groups: dict[tuple[str, ...], list[tuple[int, str]]] = {}
    for number, upload in enumerate(sent.files):
        above, own = parts_of(upload.name)
        groups.setdefault(above, []).append((number, own))
    sources: dict[Path, None] = {}
    try:
        for above, files in groups.items():
            below = passing.joinpath("文件" if not above else FOLDERS, *above)
            below.mkdir(mode=0o700, parents=True, exist_ok=True)
            for (number, _), own in zip(files, file_names(own for _, own in files), strict=True):
                os.link(folder / FILES / str(number), below / own)
                sources[below / own if not above else passing / FOLDERS / above[0]] = None
        yield tuple(sources)
    finally:
        shutil.rmtree(passing, ignore_errors=True)
