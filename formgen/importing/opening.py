"""Opens an office's file as a Word file: other formats go through LibreOffice, and what is no form is refused by name."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from lxml import etree

from formgen.dossier.evidence.formats import FileFormat, format_of
from formgen.dossier.evidence.office.office_fonts import tracked_changes
from formgen.dossier.evidence.outside.look_through import look_through
from formgen.dossier.evidence.refused import RefusedError
from formgen.engines.sandbox import best_sandbox
from formgen.engines.soffice import TooSlowError, converted, office_program
from formgen.foundation import resources
from formgen.foundation.errors import DefinitionError, MachineError
from formgen.foundation.problems import Problem, error, warning
from formgen.importing.reading.usual_parts import with_usual_parts
from formgen.importing.word_text import WordForm, read_form_text
from formgen.intake.places import file_place, shown
from formgen.render.word.package import PARSER, WordPackage, read_package, tag

LARGEST = 50 * 1024 * 1024
"""Bytes of a file that is opened; a form has some hundred thousand."""
MOST_PARAGRAPHS = 6000
"""A form of forty pages has two thousand."""
SECONDS = 120.0
WRITER_FORMATS = {FileFormat.DOC: "doc", FileFormat.RTF: "rtf", FileFormat.ODT: "odt", FileFormat.FODT: "fodt"}
"""Formats that LibreOffice turns into a Word file. WPS writes the format of DOC under the extension .wps."""
NO_PASSWORD = "请对方去掉打开密码，另存为“Word 文档（.docx）”后再交"
SAVE_AS = "用 Word 或 WPS 打开，另存为“Word 文档（.docx）”后再用"
_OPEN = re.compile(r"__|[：:](?:\s{2,}|\s*$)")
"""What a line of a page's margin has if something is filled in there."""


@dataclass(frozen=True)
class OpenedForm:
    """A form's file as it was opened: its package, its text, and what a person should know of it (warnings only)."""

    package: WordPackage
    text: WordForm
    problems: tuple[Problem, ...] = ()


def open_word(path: Path) -> WordPackage | Problem:
    """A file of an office or of an applicant as a Word file; or the Problem that says why it can't be opened.

    Raises MachineError where LibreOffice is needed and can't be run.
    """
    place, name = file_place(path.name), shown(path.name, 80)

    def refused(code: str, message: str, remedy: str) -> Problem:
        return error(code, "", place, f"文件「{name}」{message}", remedy)

    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError:
        return refused("word.unreadable", "读不到", "核对文件名和权限")
    if len(content) > LARGEST:
        return refused("word.too-large", f"超过 {LARGEST >> 20} MB，不像一张表", "核对文件；图片太大的，压缩后再用")
    if not content:
        return refused("word.empty", "是空的", "核对文件")
    try:
        kind = format_of(content)
        if kind is not FileFormat.DOCX and kind not in WRITER_FORMATS:
            return refused(
                "word.format", f"是{kind.label}，不是 Word 文件", "用 Word 文件（.docx、.doc、.wps、.rtf、.odt）"
            )
        found = look_through(content, kind)
    except RefusedError as fault:
        message = fault.message.replace("不能直接装订", "不是 Word 文件")
        remedy = (
            NO_PASSWORD
            if fault.code == "evidence.encrypted"
            else "核对文件；要 Word 文件（.docx、.doc、.wps、.rtf、.odt）"
        )
        if fault.code in ("evidence.damaged", "evidence.bomb"):
            remedy = "用 Word 打开，另存一份；打不开的，请对方重新发"
        return refused(fault.code.replace("evidence.", "word."), message, remedy)
    if found.references:
        told = "；".join(reference.shown(60) for reference in found.references[:3])
        return refused("word.linked", f"里的内容在别的文件或网址上：{told}", "用 Word 断开这些链接（或删掉）后再用")
    if found.has_macros:
        return refused("word.macros", "带有宏", f"{SAVE_AS}（不带宏）")
    try:
        if kind is not FileFormat.DOCX:
            made = _converted(content, WRITER_FORMATS[kind])
            if made is None:
                return refused("word.not-converted", f"（{kind.label}）LibreOffice 打不开：已损坏，或设了密码", SAVE_AS)
            content = made
        return _checked(with_usual_parts(read_package(content, name)))
    except DefinitionError as fault:
        return refused("word.damaged", fault.faults[0].message, "用 Word 打开，另存一份；打不开的，请对方重新发")


def _checked(package: WordPackage) -> WordPackage:
    """The package; DefinitionError where a part is lacking or is no XML."""
    assert package.document is not None
    return package


def _converted(content: bytes, extension: str) -> bytes | None:
    """The same document as .docx; None if LibreOffice makes nothing of it."""
    program, sandbox = office_program(), best_sandbox()
    if program is None:
        raise MachineError(f"读 .{extension} 文件要用 LibreOffice，本机没有安装；请安装，或{SAVE_AS}")
    if not sandbox.is_closed:
        raise MachineError(f"读 .{extension} 文件要用 LibreOffice，本机不能把它与网络和别的文件隔离；请{SAVE_AS}")
    try:
        made = converted(
            program,
            content,
            extension,
            resources.office_fontconfig(),
            seconds=SECONDS,
            to="docx",
            writer="MS Word 2007 XML",
            shown=[resources.fonts_folder()],
            sandbox=sandbox,
        )
    except TooSlowError:
        return None
    except OSError as fault:
        raise MachineError("运行不了 LibreOffice，或写不了临时文件夹（磁盘已满？）") from fault
    return made.content or None


def open_form(path: Path) -> OpenedForm | Problem:
    """An office's form, ready for its blanks to be found; or the Problem that says why it is none."""
    package = open_word(path)
    if isinstance(package, Problem):
        return package
    place, name = file_place(path.name), shown(path.name, 80)

    def refused(code: str, message: str, remedy: str) -> Problem:
        return error(code, "", place, f"文件「{name}」{message}", remedy)

    if tracked_changes(package.to_bytes(), FileFormat.DOCX):
        return refused("word.tracked-changes", "带有修订痕迹", "用 Word 接受或拒绝全部修订，保存后再用")
    try:
        text = read_form_text(package)
    except (KeyError, ValueError, etree.LxmlError, AttributeError, TypeError):
        return refused("word.damaged", "的结构坏了，读不出来", "用 Word 打开，另存一份后再用")
    paragraphs = sum(1 for _ in text.root.iter(tag("p")))
    if paragraphs > MOST_PARAGRAPHS:
        return refused("word.too-long", f"有 {paragraphs} 段，不像一张表", "只留下要填的表，另存一份")
    words = "".join(text.root.itertext(tag("t"))).strip()
    if not words:
        pictures = any(True for _ in text.root.iter(tag("drawing"), tag("pict"), tag("object")))
        message = "里只有图片（像是扫描件），没有文字" if pictures else "里没有文字"
        return refused("word.no-text", message, "向发文单位要 Word 原文件，或照样重新打一份")
    problems = []
    if text.text_boxes:
        told = "、".join(f"「{one[:12]}」" for one in text.text_boxes[:3])
        problems.append(
            warning(
                "word.text-boxes",
                "",
                place,
                f"文件「{name}」有文本框（{told}），里面的空格没有找",
                "要填的，用 Word 移到正文或表格里",
            )
        )
    open_lines = [one for one in (*text.headers, *text.footers) if _OPEN.search(one)]
    if open_lines:
        told = "、".join(f"「{one[:12]}」" for one in open_lines[:3])
        message = f"文件「{name}」的页眉或页脚有空格（{told}），那里不能填"
        problems.append(warning("word.page-margins", "", place, message, "要填的，用 Word 移到正文或表格里"))
    if text.typed_boxes:
        told = "、".join(f"「{shown(one, 16)}」" for one in text.typed_boxes[:3])
        message = f"文件「{name}」里用“口”字当方框（{told}），改成了方框（□）"
        problems.append(warning("word.typed-boxes", "", place, message, "核对；不是方框的，在原文件里这个字前后加上字"))
    if text.circles:
        told = "、".join(f"「{shown(one, 16)}」" for one in text.circles[:3])
        message = f"文件「{name}」里的选项前面是圆圈（{told}），没有当作要选的"
        problems.append(warning("word.circles", "", place, message, "要选的，用 Word 把圆圈改成方框（□）后再用"))
    if _is_protected(package):
        problems.append(warning("word.protected", "", place, f"文件「{name}」设了编辑保护，已去掉", "确认可以这样使用"))
    return OpenedForm(_settled(package), text, tuple(problems))


_SETTINGS = "word/settings.xml"
_PROTECTION = (tag("documentProtection"), tag("writeProtection"))
_SHORT_LINES = tag("doNotExpandShiftReturn")


def _is_protected(package: WordPackage) -> bool:
    return any(b"documentProtection" in part.content for part in package.parts if part.name == _SETTINGS)


_BEFORE_BREAKS = frozenset(
    tag(name)
    for name in (
        *("useSingleBorderforContiguousCells", "wpJustification", "noTabHangInd", "noLeading", "spaceForUL"),
        *("noColumnBalance", "balanceSingleByteDoubleByteWidth", "noExtraLineSpacing", "doNotLeaveBackslashAlone"),
        "ulTrailSpace",
    )
)
"""What stands before `w:doNotExpandShiftReturn` among the settings of compatibility (ECMA-376, part 1, 17.15.3)."""


def _settled(package: WordPackage) -> WordPackage:
    """The file without protection, since a filled paper must be open to signing and correcting; and with short lines as they are.

    A value of several lines has line breaks. Without the setting, Word stretches each justified line that ends with one.
    """
    parts = []
    for part in package.parts:
        if part.name == _SETTINGS:
            root = etree.fromstring(part.content, PARSER)
            for element in [one for name in _PROTECTION for one in root.findall(name)]:
                root.remove(element)
            compatibility = root.find(tag("compat"))
            if compatibility is not None and compatibility.find(_SHORT_LINES) is None:
                place = sum(one.tag in _BEFORE_BREAKS for one in compatibility)
                compatibility.insert(place, etree.Element(_SHORT_LINES))
            part = replace(part, content=etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
        parts.append(part)
    return WordPackage(package.name, tuple(parts))
