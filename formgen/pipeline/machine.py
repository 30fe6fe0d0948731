"""Find out what this machine can do, by a trial of each part. `formgen doctor` prints the result."""

from __future__ import annotations

import ctypes.util
import importlib.util
import io
import locale
import os
import platform
import shutil
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from formgen.dossier.evidence.pictures.images import unread_formats
from formgen.engines.pango import shared_libraries
from formgen.engines.sandbox import Sandbox, best_sandbox, works
from formgen.engines.signatures import can_sign
from formgen.engines.soffice import TooSlowError, converted, office_program
from formgen.foundation import resources
from formgen.foundation.errors import FormgenError, MachineError

SECONDS = 120.0
AHEAD = 366 * 10
"""Days after the program was installed for which a clock is believed."""
SCAN_LIBRARIES = ("cv2", "numpy", "zxingcpp")
"""What the extra `formgen[receive]` brings, as Python imports it."""
Found = tuple[bool, str, str]
"""True if a thing is there and works; what was found; what the user should do, empty if nothing."""
FEWEST_MEMORY, FEWEST_ROOM = 2 << 30, 1 << 30
"""Bytes. With less memory, or less room for temporary files, large dossiers may fail."""
FONTS = '<?xml version="1.0"?><fontconfig><cachedir>{cache}</cachedir><dir>/usr/share/fonts</dir></fontconfig>'
PRESENTATION = "application/vnd.oasis.opendocument.presentation"
SLIDE = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" office:version="1.2"><office:body>'
    "<office:presentation><draw:page/></office:presentation></office:body></office:document-content>"
)


def trials() -> tuple[tuple[str, str, bytes], ...]:
    """The parts of LibreOffice, each with the extension and the content of a file that only this part can convert.

    The presentation is a packed file. Writer would open an unpacked one and lay it out as plain text.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", PRESENTATION)
        archive.writestr("content.xml", SLIDE)
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{PRESENTATION}"/>'
            '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>',
        )
    return (
        ("Writer（Word、WPS 文字）", "rtf", rb"{\rtf1 A}"),
        ("Calc（Excel、WPS 表格）", "csv", b"1,2\n"),
        ("Impress（PowerPoint、WPS 演示）", "odp", packed.getvalue()),
    )


@dataclass(frozen=True, slots=True)
class Ability:
    """One thing that the machine has or lacks. All texts are in Chinese.

    name      what the thing is
    is_there  True if it is there and works
    found     what was found
    remedy    what the user should do; empty if there is nothing to do
    """

    name: str
    is_there: bool
    found: str
    remedy: str = ""


def examine_machine() -> tuple[Ability, ...]:
    """Examine everything, the most important first. The function changes nothing and raises no error."""
    return (
        _fonts(),
        Ability("排版用的系统库（Pango）", *look_for_pango()),
        _pictures(),
        *_office(),
        _sandbox(),
        _signing(),
        _scans(),
        _memory(),
        _room(),
        Ability("放数据和缓存的文件夹", *look_at_folders()),
        Ability("时间", *look_at_clock()),
        Ability("文字编码", *look_at_characters()),
    )


def _fonts() -> Ability:
    try:
        resources.check_fonts(thorough=True)
        return Ability("表格用的字体", True, f"程序自带的 {len(resources.font_files())} 个字体都完好")
    except FormgenError as fault:
        return Ability("表格用的字体", False, str(fault), "请重新安装程序")


def _pictures() -> Ability:
    name, unread = "拍照和扫描的图片", unread_formats()
    if unread:
        remedy = "请重新安装程序（其中的 Pillow 和 pi-heif）；没有它们时，这类照片要先转成 JPEG"
        return Ability(name, False, f"读不了 {'、'.join(unread)}", remedy)
    return Ability(name, True, "JPEG、PNG、TIFF、HEIC、AVIF、JPEG 2000 等都能读")


def _office() -> Iterator[Ability]:
    name = "转换 Word、Excel 等佐证，读 .xls、.et、.ods 等表格（LibreOffice）"
    program = office_program()
    if program is None:
        yield Ability(name, False, "没有安装", "请安装 LibreOffice；没有它时，这类佐证要先另存成 PDF，表格另存成 .xlsx")
        return
    parts = {part: _converts(program, extension, content) for part, extension, content in trials()}
    there = "、".join(part for part, works in parts.items() if works) or "没有一个组件能用"
    missing = [part for part, works in parts.items() if not works]
    remedy = (
        f"请安装 LibreOffice 的这些组件：{'、'.join(missing)}；没有它们时，这类佐证要先另存成 PDF" if missing else ""
    )
    yield Ability(name, not missing, there, remedy)


def _converts(program: str, extension: str, content: bytes) -> bool:
    try:
        made = converted(program, content, extension, FONTS, seconds=SECONDS)
    except (OSError, TooSlowError):
        return False
    return made.content.startswith(b"%PDF-")


def _sandbox() -> Ability:
    name = "转换时与网络和本机其他文件隔离"
    best = best_sandbox()
    if best.is_closed:
        others = [one.value for one in Sandbox if one.is_closed and one is not best and works(one)]
        return Ability(name, True, f"用 {best.value}" + (f"（{'、'.join(others)} 也能用）" if others else ""))
    if platform.system() != "Linux":
        return Ability(name, False, f"{platform.system()} 上没有", "别人做的 Word 等文件，请先另存成 PDF 再提供")
    remedy = "请安装 bubblewrap；装了仍不行的，是系统或容器不允许建立命名空间，请管理员放开，或把别人做的 Word 等文件先另存成 PDF"
    return Ability(name, False, "做不到", remedy)


def _signing() -> Ability:
    name = "电子签名：签（formgen sign），验证后来加的签名（formgen verify）"
    if can_sign():
        return Ability(name, True, "签名组件已安装；国密（SM2）签章签不了，也验证不了")
    remedy = "需要时请安装 formgen[sign]（pip install 'formgen[sign]'）；没有它时，装订件本身照样能核对"
    return Ability(name, False, "没有安装签名组件", remedy)


def _scans() -> Ability:
    name = "盖章签字后的扫描件：对照（formgen receive）、排好（formgen sort）、页面标记（--marks）"
    if can_receive():
        return Ability(name, True, "看扫描件的组件已安装")
    remedy = "需要时请安装 formgen[receive]（pip install 'formgen[receive]'）；没有它时，扫描件由人逐页看"
    return Ability(name, False, "没有安装看扫描件的组件", remedy)


def can_receive() -> bool:
    """True if what looks at scans is installed."""
    return all(importlib.util.find_spec(name) is not None for name in SCAN_LIBRARIES)


def _memory() -> Ability:
    memory = _memory_bytes()
    if memory is None:
        return Ability("内存", True, "看不出有多少")
    is_enough = memory >= FEWEST_MEMORY
    return Ability(
        "内存", is_enough, f"{memory / (1 << 30):.1f} GB", "" if is_enough else "装订上千页的材料可能不够，请分批做"
    )


def _memory_bytes() -> int | None:
    """Bytes of memory that may be used: the machine's memory, or the container's limit if that is lower.

    None if the system does not tell.
    """
    try:
        found = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None
    for limit in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            with open(limit, encoding="ascii") as file:
                said = file.read().strip()
        except OSError:
            continue
        if said.isdigit():
            found = min(found, int(said))
    return found


def _room() -> Ability:
    name = "放临时文件的空间"
    try:
        free = shutil.disk_usage(tempfile.gettempdir()).free
        with tempfile.TemporaryFile():
            pass
    except OSError:
        return Ability(name, False, "写不了临时文件夹", "请检查磁盘空间和环境变量 TMPDIR")
    is_enough = free >= FEWEST_ROOM
    remedy = "" if is_enough else "装订很大的材料可能不够，请腾出空间，或用环境变量 TMPDIR 指定别的文件夹"
    return Ability(name, is_enough, f"{free / (1 << 30):.1f} GB", remedy)


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
