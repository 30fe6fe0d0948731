"""A data folder belongs to one server at a time: two would each do the same work, and each forget what the other knows."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from formgen.engines.system.file_lock import take
from formgen.foundation.errors import MachineError

LOCK = "server.lock"


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold a data folder during the block. The system gives it free when this process ends, in whatever way.

    Raises MachineError if another server holds it, or if it can't be written.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        raise MachineError(f"写不了数据文件夹 {folder}，请核对写入权限和磁盘空间，或用 --data 换一个") from None
    try:
        try:
            take(descriptor)
        except (BlockingIOError, PermissionError):
            raise MachineError(
                f"已经有一个 formgen serve 在用数据文件夹 {folder}；请用它的网页，或者先停下它，或用 --data 换一个"
            ) from None
        except OSError:
            raise MachineError(f"{folder} 所在的磁盘不支持文件锁，请用 --data 换到本机硬盘上") from None
        yield
    finally:
        os.close(descriptor)
