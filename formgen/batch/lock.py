"""A lock that lets only one run at a time work in an output folder.

The operating system holds the lock for the process. When the process ends, in whatever way, the lock becomes free and
the next run can take it. The lock file names the process that holds the lock, so that a user who has to wait knows it.
The file is never removed.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from formgen.engines.system.file_lock import take
from formgen.foundation.errors import MachineError

LOCK = ".formgen-批量.lock"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder's lock. Raises MachineError if another run has it, or if the folder can't be locked."""
    path = folder / LOCK
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        raise MachineError(f"写不了输出文件夹 {folder}，请核对路径和写入权限") from None
    try:
        try:
            take(descriptor)
        except (BlockingIOError, PermissionError):
            raise MachineError(
                f"另一个批量任务正在写 {folder}（{_owner(path)}）。请等它结束，或换一个输出文件夹；两边的文件都没有动"
            ) from None
        except OSError:
            raise MachineError(f"{folder} 所在的磁盘不支持文件锁，请换一个输出文件夹（如本机硬盘）") from None
        with suppress(OSError):  # if the disk is full, the papers that are written later report it
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, json.dumps({"pid": os.getpid(), "host": socket.gethostname()}).encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _owner(path: Path) -> str:
    try:
        said = json.loads(path.read_bytes())
        return f"电脑 {said['host']}，进程 {int(said['pid'])}"
    except (OSError, ValueError, KeyError, TypeError):
        return "不知道是哪个进程"
