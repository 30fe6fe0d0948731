"""The place where a batch writes papers: a folder of this machine or of a network share.

`formgen.batch.object_store` has the same interface for object stores.
"""

from __future__ import annotations

import ctypes
import os
import stat
from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath
from typing import Protocol

from formgen.foundation.delivery import Paper, deliver, set_aside
from formgen.foundation.errors import MachineError

_SYNCFS: Callable[[int], int] | None = getattr(ctypes.CDLL(None), "syncfs", None) if os.name == "posix" else None
"""syncfs(2) of Linux: it does the same as sync(2), but for one file system only. None if the system does not have it."""


class Store(Protocol):
    """A place for papers.

    Paths are relative to the place, with / between folders. Every method raises MachineError if it fails.
    """

    def put(self, papers: Sequence[Paper]) -> None:
        """Write all papers of one enterprise.

        A folder gets all of them or none. An object store may be left with some of them if it fails.
        """

    def token(self, path: str) -> str | None:
        """A text that changes when anybody writes to the file; None if there is no such file."""

    def read(self, path: str) -> bytes:
        """The file's content."""

    def set_aside(self, path: str) -> str:
        """Rename a file so that it is not overwritten. Returns its new path."""

    def remove(self, path: str) -> None:
        """Remove a file, if it is there. A folder store also removes the folders that are then empty."""

    def settle(self) -> None:
        """Wait until everything that was written is safe on the disk, so that it outlasts a power cut."""


class FolderStore:
    """A folder as a place for papers.

    `put` does not wait for the disk. The run waits once for many files (`settle`, called by `formgen.batch.run`).
    """

    def __init__(self, out: Path) -> None:
        self.out = out

    def put(self, papers: Sequence[Paper]) -> None:
        """Write all papers, or none."""
        deliver(papers, self.out, lasting=False)

    def token(self, path: str) -> str | None:
        """Size and time of the last change, as git also uses them to find changed files.

        Reading the contents of all files again would take too much time.
        """
        try:
            status = (self.out / path).lstat()
        except OSError:
            return None
        return f"{status.st_size}-{status.st_mtime_ns}" if stat.S_ISREG(status.st_mode) else None

    def read(self, path: str) -> bytes:
        """The file's content."""
        try:
            return (self.out / path).read_bytes()
        except OSError:
            raise MachineError(f"读不了 {self.out / path}，请核对读取权限") from None

    def set_aside(self, path: str) -> str:
        """Rename the file within its folder, and return its new path."""
        return set_aside(self.out, path)

    def remove(self, path: str) -> None:
        """Remove the file, and the folders that are then empty."""
        target = self.out / path
        try:
            target.unlink(missing_ok=True)
        except OSError:
            raise MachineError(f"删不了 {target}，请核对写入权限") from None
        for folder in PurePosixPath(path).parents:
            if folder == PurePosixPath():
                break
            try:
                (self.out / folder).rmdir()
            except OSError:
                break  # the folder holds other files

    def settle(self) -> None:
        """Wait once for all files of the file system. To wait for each file would take longer than making the file."""
        try:
            descriptor = os.open(self.out, os.O_RDONLY)
            try:
                if _SYNCFS is None or _SYNCFS(descriptor) != 0:
                    os.sync()
            finally:
                os.close(descriptor)
        except OSError:
            raise MachineError(f"写不了输出文件夹 {self.out}，请核对磁盘") from None
