"""Writes archives and lists of checksums so that the same files always give the same bytes."""

from __future__ import annotations

import gzip
import hashlib
import os
import subprocess
import tarfile
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FILES = Path(__file__).resolve().parent / "files"
"""The files that are taken over as they are: settings, the service, texts."""
EPOCH_VARIABLE = "SOURCE_DATE_EPOCH"
SUMS = "SHA256SUMS"
PIECE = 1 << 20


def epoch() -> int:
    """The time of everything that is written, in seconds since 1970: SOURCE_DATE_EPOCH, else the time of the commit.

    The variable is set for every program that is started from here. Raises OSError or CalledProcessError if neither is there.
    """
    said = os.environ.get(EPOCH_VARIABLE)
    if not said:
        command = ["git", "log", "-1", "--format=%ct"]
        said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()
        os.environ[EPOCH_VARIABLE] = said
    return int(said)


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def write_sums(folder: Path, names: Iterable[str] | None = None) -> None:
    """Write the list of checksums of a folder, as `sha256sum --check` reads it. names: None for every file below it."""
    found = names if names is not None else (str(path.relative_to(folder)) for path in folder.rglob("*"))
    listed = [name for name in sorted(found) if (folder / name).is_file() and name != SUMS]
    (folder / SUMS).write_text("".join(f"{sha256(folder / name)}  {name}\n" for name in listed))


def level(folder: Path) -> None:
    """Give everything below a folder the same times and the usual rights, so that they depend on nobody's machine."""
    at = epoch()
    for path in sorted(folder.rglob("*"), reverse=True):
        if not path.is_symlink():
            is_run = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if is_run else 0o644)
        os.utime(path, (at, at), follow_symlinks=False)


def pack(folder: Path, archive: Path) -> None:
    """Pack a folder into a .tar.gz in which everything lies below the folder's name and belongs to root."""
    level(folder)
    at = epoch()

    def plain(info: tarfile.TarInfo) -> tarfile.TarInfo:
        info.uid = info.gid = 0
        info.uname = info.gname = "root"
        info.mtime = at
        return info

    with (
        archive.open("wb") as file,
        gzip.GzipFile("", "wb", 6, file, mtime=at) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as tar,
    ):
        for path in (folder, *sorted(folder.rglob("*"))):
            tar.add(path, str(path.relative_to(folder.parent)), recursive=False, filter=plain)
