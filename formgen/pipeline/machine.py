"""Find out what this machine can do, by a trial of each part. `formgen doctor` prints the result."""

from __future__ import annotations

import io
import os
import platform
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from formgen import resources
from formgen.dossier.evidence.pictures.images import unread_formats
from formgen.engines.sandbox import Sandbox, best_sandbox, works
from formgen.engines.signatures import can_sign
from formgen.engines.soffice import TooSlowError, converted, office_program
from formgen.errors import FormgenError
from formgen.pipeline.surroundings import look_at_characters, look_at_clock, look_at_folders, look_for_pango

SECONDS = 120.0
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
