"""What is said when the disk does not take what was to be saved: it is full, read-only, or broken."""

from __future__ import annotations

import errno
import sqlite3

FULL = "磁盘满了，这一次没有保存；以前保存的都在。请告诉管理员腾出空间，再试一次"
READ_ONLY = "数据文件夹现在只读，这一次没有保存；以前保存的都在。请告诉管理员"
BROKEN = "磁盘读写出错，这一次没有保存。请告诉管理员检查磁盘和备份"
BUSY = "别的操作正在写数据，这一次没有保存，请再试一次"
_OF_SYSTEM = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EROFS: READ_ONLY,
    errno.EACCES: READ_ONLY,
    errno.EPERM: READ_ONLY,
    errno.EIO: BROKEN,
}
_OF_DATABASE = {
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: READ_ONLY,
    sqlite3.SQLITE_IOERR: BROKEN,
    sqlite3.SQLITE_CORRUPT: BROKEN,
    sqlite3.SQLITE_BUSY: BUSY,
}
UNSTORED = 507
"""The HTTP status for what could not be stored."""


def storage_fault(fault: BaseException) -> str | None:
    """What a person reads about an error of the disk or the database; None if it is another error."""
    if isinstance(fault, sqlite3.Error):
        return _OF_DATABASE.get(getattr(fault, "sqlite_errorcode", 0) & 0xFF)
    return _OF_SYSTEM.get(fault.errno or 0) if isinstance(fault, OSError) else None
