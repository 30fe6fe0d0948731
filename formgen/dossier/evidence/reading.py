"""Reads a supplied file once and completely, if it lies in a folder from which files may come.

A record may come from a stranger, and it must not make the program bind other files of this machine. So a file must lie
in the record's folder, or in the evidence root that the user named. An absolute path is allowed only with an evidence
root. Links and `..` in the path are resolved first, and the resulting path decides. Then the file is opened folder by
folder, and no link is followed any more. So nobody can swap a folder for a link in the meantime. (On Windows the file is
opened by its whole path.)
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath

from formgen.dossier.evidence.refused import RefusedError
from formgen.dossier.shelf import Content, Shelf

LARGEST_FILE = 1 << 30
"""The most bytes of a supplied file. The scans of a clerk are far smaller, and a larger file is not a paper."""
PIECE = 8 << 20
"""How many bytes are read at a time. Most files are smaller."""
OPEN_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)  # Windows
    | getattr(os, "O_NOFOLLOW", 0)  # somebody may have put a link in the file's place
    | getattr(os, "O_NONBLOCK", 0)  # without it, opening a pipe would wait for ever
)
FOLDER_FLAGS = OPEN_FLAGS | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_PATH", 0)
"""Flags for a folder on the way to the file. With O_PATH (Linux), the user needs no right to read this folder."""


@dataclass(frozen=True, slots=True)
class SuppliedBytes:
    """The bytes of a file, and their sha256 in hexadecimal digits."""

    content: Content = field(repr=False)
    sha256: str


def read_supplied(
    path: str, folder: Path, evidence_root: Path | None = None, shelf: Shelf | None = None
) -> SuppliedBytes:
    """The bytes of a file that a record names.

    path           the path in the record, relative to `folder`
    folder         the folder of the record
    evidence_root  another folder in which files may lie; None if they may lie in the record's folder only
    shelf          where the bytes are kept; None for a new shelf

    Raises RefusedError for a file in another place, one that can't be read or is too large, and one that changes meanwhile.
    """
    outside = RefusedError(
        "evidence.outside",
        "不在记录所在的文件夹里" if evidence_root is None else "不在记录所在的文件夹里，也不在指定的证据文件夹里",
        "请把文件放进记录所在的文件夹（或其下的文件夹）、写相对路径，或用 --evidence-root 指定它所在的文件夹",
    )
    if os.name != "nt" and PureWindowsPath(path).drive:
        raise outside  # this system would take a Windows path for a strange file name in the folder
    try:
        roots = [root.resolve() for root in (folder, evidence_root) if root is not None]
        if evidence_root is None and PurePosixPath(path).is_absolute():
            raise outside
        found = (roots[0] / path).resolve()
        root = next((root for root in roots if found.is_relative_to(root)), None)
        if root is None:
            raise outside  # before asking if it exists: nobody may learn from us what other folders hold
        if not stat.S_ISREG(found.stat().st_mode):
            raise RefusedError("evidence.not-a-file", "不是文件（是文件夹或设备）", "请写明文件的名字")
        return _read(root, found.relative_to(root), shelf or Shelf())
    except (FileNotFoundError, NotADirectoryError):
        raise RefusedError("evidence.missing", "找不到", "请核对文件名，相对路径从记录所在的文件夹算起") from None
    except (OSError, ValueError, RuntimeError):  # no permission, name too long, NUL in the name, links in a circle
        raise RefusedError("evidence.unreadable", "读不了", "请核对文件名和读取权限") from None


def _opened(root: Path, below: Path) -> int:
    """The descriptor of a file that is opened from `root` on, one folder after the other.

    Raises RefusedError if there is now a link on the way, OSError if the file can't be opened.
    """
    if os.open not in os.supports_dir_fd:
        return os.open(
            root / below, OPEN_FLAGS
        )  # Windows can't open files this way, but only privileged users make links there
    folder = os.open(root, FOLDER_FLAGS)
    try:
        for step in below.parts[:-1]:
            inner = os.open(step, FOLDER_FLAGS, dir_fd=folder)
            os.close(folder)
            folder = inner
        return os.open(below.name, OPEN_FLAGS, dir_fd=folder)
    except OSError as fault:
        if fault.errno in (errno.ELOOP, errno.ENOTDIR, errno.EMLINK):  # FreeBSD reports a link as EMLINK
            raise _changed() from None
        raise
    finally:
        os.close(folder)


def _changed() -> RefusedError:
    return RefusedError("evidence.changed", "在读取时被改动了", "请等它保存或复制完，再重新装订")


def _read(root: Path, below: Path, shelf: Shelf) -> SuppliedBytes:
    """All bytes of the file. Raises RefusedError if somebody writes to the file meanwhile, or if it is too large."""
    descriptor = _opened(root, below)
    try:
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode):
            raise _changed()  # it was a file a moment ago
        if before.st_size > LARGEST_FILE:
            raise RefusedError(
                "evidence.too-large", f"超过 {LARGEST_FILE >> 30} GB", "请拆成几个文件，或降低扫描的分辨率"
            )
        size, whole = 0, hashlib.sha256()
        with shelf.parcel(before.st_size) as parcel:
            while size <= before.st_size and (piece := os.read(descriptor, min(PIECE, before.st_size - size + 1))):
                size += len(piece)
                whole.update(piece)
                parcel.write(piece)
        after = os.fstat(descriptor)
    finally:
        os.close(descriptor)
    if size != before.st_size or _state(before) != _state(after):
        raise _changed()
    return SuppliedBytes(parcel.content, whole.hexdigest())


def _state(status: os.stat_result) -> tuple[int, int]:
    return status.st_size, status.st_mtime_ns
