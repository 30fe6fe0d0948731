"""What surrounds the program on a machine: the system's libraries for setting lines, folders that it writes, clock and characters."""

from __future__ import annotations

import ctypes.util
import locale
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from formgen import resources
from formgen.engines.pango import shared_libraries
from formgen.errors import MachineError

FEWEST_ROOM = 1 << 30
"""Bytes. With less room, what is made or sent may not be kept."""
AHEAD = 366 * 10
"""Days after the program was installed for which a clock is believed."""
Found = tuple[bool, str, str]
"""True if a thing is there and works; what was found; what the user should do, empty if nothing."""


def look_for_pango() -> Found:
    """Pango and what it needs, and the part of HarfBuzz that cuts faces."""
    found = shared_libraries()
    missing = [name for name, version in found.items() if version is None]
    if missing:
        remedy = "请安装系统软件包 libpango-1.0-0 和 libpangoft2-1.0-0（Debian 的名称）；没有它们排不了版"
        return False, f"缺 {'、'.join(missing)}", remedy
    said = "、".join(f"{name} {version}" for name, version in found.items())
    if ctypes.util.find_library("harfbuzz-subset") is None and not _loads("libharfbuzz-subset.so.0"):
        return (
            False,
            f"{said}；缺 HarfBuzz 的裁剪部分",
            "请安装系统软件包 libharfbuzz-subset0；没有它也能用，但排版要慢 5 到 20 倍",
        )
    return True, said, ""


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def look_at_folders() -> Found:
    """The folders in which the program keeps layouts that it may make anew, and data that must last."""
    said, remedies = [], []
    for about, variable, folder in (
        ("数据", "XDG_STATE_HOME", resources.state_folder),
        ("缓存", "XDG_CACHE_HOME", _cache),
    ):
        fault, room = _tried(folder)
        said.append(f"{about} {fault}" if fault else f"{about} {room / (1 << 30):.1f} GB")
        if fault:
            remedies.append(f"{about}：请核对写入权限和磁盘，或用环境变量 {variable} 指定别的文件夹")
        elif room < FEWEST_ROOM:
            remedies.append(f"{about}：请腾出空间，或用环境变量 {variable} 指定别的文件夹")
    return not remedies, "、".join(said), "；".join(remedies)


def _cache() -> Path:
    folder = resources.cache_folder()
    if folder.is_relative_to(tempfile.gettempdir()) and not os.environ.get("XDG_CACHE_HOME", "").startswith(
        tempfile.gettempdir()
    ):
        raise MachineError("")  # the program goes on with a passing folder, and lays everything out anew each time
    return folder


def _tried(folder: Callable[[], Path]) -> tuple[str, int]:
    """What is wrong with a folder, empty if nothing is; and the bytes that are free in it."""
    try:
        path = folder()
        with tempfile.TemporaryFile(dir=path) as file:
            file.write(b"\0" * 4096)
            file.flush()
        status = os.statvfs(path) if hasattr(os, "statvfs") else None
        if status is not None and status.f_files and not status.f_favail:
            return "所在的磁盘放不下更多文件了（inode 用完）", 0
        return "", shutil.disk_usage(path).free
    except (OSError, MachineError):
        return "写不了", 0


def look_at_clock() -> Found:
    """The clock: no earlier than the program itself, and not years later. Deadlines are counted from it."""
    now, made = time.time(), Path(__file__).stat().st_mtime
    said = f"{datetime.fromtimestamp(now):%Y-%m-%d %H:%M}（{time.strftime('%Z')}）"
    if now < made - 86400:
        return (
            False,
            f"{said}，比程序自己还早",
            "请校准时间（timedatectl，或主板电池）；时间不对，离截止的天数和签名都会错",
        )
    if now > made + AHEAD * 86400:
        return (
            False,
            f"{said}，比程序晚了很多年",
            "请校准时间（timedatectl，或主板电池）；时间不对，离截止的天数和签名都会错",
        )
    return True, said, ""


def look_at_characters() -> Found:
    """Whether Chinese names of files, and Chinese words in the terminal, come out as they are."""
    names, words = sys.getfilesystemencoding(), locale.getencoding()
    if {names.lower().replace("-", ""), words.lower().replace("-", "")} <= {"utf8"}:
        return True, "UTF-8", ""
    return (
        False,
        f"文件名 {names}，文字 {words}",
        "请设环境变量 LANG=C.UTF-8 或 zh_CN.UTF-8；不然中文文件名和提示可能变成乱码",
    )
