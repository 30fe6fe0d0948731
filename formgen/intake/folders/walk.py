"""The files below an applicant's own folder, in the order in which people count. No link is followed, nothing is opened."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from formgen.intake.folders.natural_order import natural_key

DEEPEST = 8
"""Folders within each other that are looked through."""
MOST_FILES = 3000
"""Files of one applicant that are looked at; a folder with more is not an applicant's."""
_NOBODYS = frozenset(("thumbs.db", "desktop.ini", "__macosx", "ehthumbs.db"))
"""What systems put into folders by themselves."""


@dataclass(slots=True)
class Walk:
    """What lies below a folder. Every path is a tuple of names, from the folder on.

    files  the files, in order
    links  links and other things that are no files: they are not followed
    lost   folders that can't be read, or lie too deep
    cut    True if there were more files than are looked at
    """

    files: list[tuple[str, ...]] = field(default_factory=list)
    links: list[tuple[str, ...]] = field(default_factory=list)
    lost: list[tuple[str, ...]] = field(default_factory=list)
    cut: bool = False


def walked(folder: Path) -> Walk:
    """Look through a folder and all folders below it."""
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
    """True for hidden files, for those that office programs leave, and for those that systems make by themselves."""
    return name.startswith((".", "~$")) or name.casefold() in _NOBODYS


def folders_beside(folder: Path) -> Iterator[tuple[str, bool]]:
    """The names of the folders in a folder, each with whether it is a link to one; none if the folder can't be read."""
    try:
        for entry in os.scandir(folder):
            if entry.is_dir() and not is_nobodys(entry.name):
                yield entry.name, entry.is_symlink()
    except OSError:
        return
