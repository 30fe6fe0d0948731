"""Reading a supplied file: once, whole, and from a folder that it may come from.

A record that came from elsewhere must not make the program bind other files of the machine. So a file lies in the
record's folder, or in the evidence root that the person at the keyboard named; `..`, links and absolute paths are
followed first and judged by where they lead. Then the file is opened folder by folder from that root, and now no link is
followed any more: a folder that somebody swaps for a link meanwhile leads nowhere.
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
"""Bytes. What a clerk scans is far smaller, and what is larger is no paper."""
PIECE = 8 << 20
"""Bytes that are read in one go: most files whole."""
OPEN_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)  # Windows
    | getattr(os, "O_NOFOLLOW", 0)  # a link put in the file's place since we looked
    | getattr(os, "O_NONBLOCK", 0)  # a pipe would wait for ever
)
FOLDER_FLAGS = OPEN_FLAGS | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_PATH", 0)
"""To go through a folder it need not be readable, as Linux sees it."""


@dataclass(frozen=True, slots=True)
class SuppliedBytes:
    """A file's bytes, and their sha256."""

    content: Content = field(repr=False)
    sha256: str


def read_supplied(
    path: str, folder: Path, evidence_root: Path | None = None, shelf: Shelf | None = None
) -> SuppliedBytes:
    """The bytes of a file that a record names, relative to `folder`, the record's own.

    evidence_root  another folder that files may lie in; None for the record's alone
    shelf          where they are kept; None for a shelf of their own

    Raises RefusedError for a file elsewhere, one that can't be read, and one that changes while it is read.
    """
    outside = RefusedError(
        "evidence.outside",
        "不在记录所在的文件夹里" if evidence_root is None else "不在记录所在的文件夹里，也不在指定的证据文件夹里",
        "请把文件放进记录所在的文件夹（或其下的文件夹）、写相对路径，或用 --evidence-root 指定它所在的文件夹",
    )
    if os.name != "nt" and PureWindowsPath(path).drive:
        raise outside  # here it would be an odd name within the folder
    try:
        roots = [root.resolve() for root in (folder, evidence_root) if root is not None]
        if evidence_root is None and PurePosixPath(path).is_absolute():
            raise outside
        found = (roots[0] / path).resolve()
        root = next((root for root in roots if found.is_relative_to(root)), None)
        if root is None:
            raise outside  # before looking whether it exists: nobody may learn through us what other folders hold
        if not stat.S_ISREG(found.stat().st_mode):
            raise RefusedError("evidence.not-a-file", "不是文件（是文件夹或设备）", "请写明文件的名字")
        return _read(root, found.relative_to(root), shelf or Shelf())
    except (FileNotFoundError, NotADirectoryError):
        raise RefusedError("evidence.missing", "找不到", "请核对文件名，相对路径从记录所在的文件夹算起") from None
    except (OSError, ValueError, RuntimeError):  # no permission, name too long, NUL in the name, links in a circle
        raise RefusedError("evidence.unreadable", "读不了", "请核对文件名和读取权限") from None


def _opened(root: Path, below: Path) -> int:
    """A file opened from `root` on, one folder after the other. Raises RefusedError where a link has come into the way."""
    if os.open not in os.supports_dir_fd:
        return os.open(root / below, OPEN_FLAGS)  # Windows: there is no such way, and making links takes special rights
    folder = os.open(root, FOLDER_FLAGS)
    try:
        for step in below.parts[:-1]:
            inner = os.open(step, FOLDER_FLAGS, dir_fd=folder)
            os.close(folder)
            folder = inner
        return os.open(below.name, OPEN_FLAGS, dir_fd=folder)
    except OSError as fault:
        if fault.errno in (errno.ELOOP, errno.ENOTDIR, errno.EMLINK):  # the last one is FreeBSD's word for a link
            raise _changed() from None
        raise
    finally:
        os.close(folder)


def _changed() -> RefusedError:
    return RefusedError("evidence.changed", "在读取时被改动了", "请等它保存或复制完，再重新装订")


def _read(root: Path, below: Path, shelf: Shelf) -> SuppliedBytes:
    """All bytes, provided that nobody writes to the file meanwhile."""
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
