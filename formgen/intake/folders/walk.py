"""Lists the files in an applicant's own folder and below, in natural order. It follows no link and opens no file."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from formgen.intake.folders.natural_order import natural_key

DEEPEST = 8
"""How many levels of folders are searched below the applicant's folder."""
MOST_FILES = 3000
"""How many files of one applicant are listed. A folder with more files is not the folder of an applicant."""
_NOBODYS = frozenset(("thumbs.db", "desktop.ini", "__macosx", "ehthumbs.db"))
"""The files and folders that operating systems make by themselves."""


@dataclass(slots=True)
class Walk:
    """The content of a folder and of all folders below. Every path is a tuple of names, beginning below the folder.

    files  the files, in natural order
    links  links, which are not followed, and other things that are neither files nor folders
    lost   what can't be read, and folders that lie too deep
    cut    True if there are more than MOST_FILES files
    """

    files: list[tuple[str, ...]] = field(default_factory=list)
    links: list[tuple[str, ...]] = field(default_factory=list)
    lost: list[tuple[str, ...]] = field(default_factory=list)
    cut: bool = False


def walked(folder: Path) -> Walk:
    """List the files in a folder and in all folders below."""
    found = Walk()
    _walk(folder, (), found)
    return found


def _walk(folder: Path, above: tuple[str, ...], found: Walk) -> None:
    if len(above) > DEEPEST:
        found.lost.append(above)
        return
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: (natural_key(entry.name), entry.name))
    except OSError:
        found.lost.append(above)
        return
    for entry in entries:
        if is_nobodys(entry.name):
            continue
        path = (*above, entry.name)
        if len(found.files) >= MOST_FILES:
            found.cut = True
            return
        try:
            mode = entry.stat(follow_symlinks=False).st_mode
        except OSError:
            found.lost.append(path)
            continue
        if stat.S_ISDIR(mode):
            _walk(Path(entry.path), path, found)
        elif stat.S_ISREG(mode):
            found.files.append(path)
        else:
            found.links.append(path)


def is_nobodys(name: str) -> bool:
    """True for the names of hidden files, temporary files of office programs, and files that systems make by themselves."""
    return name.startswith((".", "~$")) or name.casefold() in _NOBODYS


def folders_beside(folder: Path) -> Iterator[tuple[str, bool]]:
    """The names of the folders in a folder, each with True if it is a link; nothing if the folder can't be read."""
    try:
        for entry in os.scandir(folder):
            if entry.is_dir() and not is_nobodys(entry.name):
                yield entry.name, entry.is_symlink()
    except OSError:
        return
