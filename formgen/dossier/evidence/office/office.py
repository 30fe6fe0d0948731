"""Converts Word, Excel, WPS and other office files to PDF, with LibreOffice if the machine has it.

First the program searches the file for references to anything outside it, and refuses a file that has one (`outside/`). Then
LibreOffice converts the file in a sandbox (`formgen/engines/soffice.py`). LibreOffice does not report what it could not
convert, so the program examines the result afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from formgen.dossier.evidence.formats import FileFormat
from formgen.dossier.evidence.office import presentations, spreadsheets
from formgen.dossier.evidence.office.comments import has_comments
from formgen.dossier.evidence.office.office_fonts import substituted, tracked_changes
from formgen.dossier.evidence.outside.look_through import look_through
from formgen.dossier.evidence.refused import AS_PDF, RefusedError, Remark
from formgen.engines.pdfium import UndrawableError
from formgen.engines.pdfium.cut_text import cut_words
from formgen.engines.sandbox import Sandbox
from formgen.engines.soffice import TooSlowError, converted, office_program
from formgen.foundation import resources
from formgen.foundation.errors import MachineError
from formgen.foundation.problems import in_message

SECONDS = 180.0
"""The time in seconds that a conversion may take. A report of a hundred pages takes about ten."""
MOST_LISTED = 3
LONGEST_TARGET = 80
LONGEST_CUT = 20


def office_to_pdf(content: bytes, kind: FileFormat, seconds: float = SECONDS) -> tuple[bytes, tuple[Remark, ...]]:
    """Convert an office file that `format_of` has looked through.

    Raises RefusedError if LibreOffice is missing, takes longer than `seconds` or can't open the file, and for a file that points
    outside itself. Raises MachineError if the machine can't run LibreOffice or can't write.
    """
    found = look_through(content, kind)
    if found.references:
        named = [reference.shown(LONGEST_TARGET) for reference in found.references]
        more = f"等 {len(named)} 处" if len(named) > MOST_LISTED else ""
        message = f"里的内容在别的文件或网址上，转换后会缺失或过时：{'；'.join(named[:MOST_LISTED])}{more}"
        remedy = "请用原来的软件打开，断开这些链接（或核对内容）后另存成 PDF 再提供"
        raise RefusedError("evidence.linked", message, remedy)
    program = office_program()
    if program is None:
        message = f"不能转换成 PDF（{kind.label}），本机没有安装 LibreOffice"
        raise RefusedError("evidence.no-converter", message, "请安装 LibreOffice，或用原来的软件另存成 PDF 再提供")
    try:
        made = converted(program, content, kind.extension, _fonts(), seconds=seconds, shown=[resources.fonts_folder()])
    except TooSlowError:
        message = f"转换成 PDF 超过了 {seconds:g} 秒，已停止"
        raise RefusedError("evidence.conversion-too-long", message, AS_PDF) from None
    except OSError as fault:
        raise MachineError("运行不了 LibreOffice，或写不了临时文件夹（磁盘已满？）") from fault
    if not made.content.startswith(b"%PDF-"):
        message = f"不能转换成 PDF（{kind.label}），LibreOffice 打不开：已损坏、设了密码，或没有安装相应的组件"
        raise RefusedError("evidence.not-converted", message, AS_PDF)
    remarks = [
        Remark(
            "evidence.converted",
            f"由 LibreOffice 从 {kind.label}转换成 PDF，版面可能与原来的软件里不同",
            "请核对装订件里的这几页；不一致的，用原来的软件另存成 PDF 再提供",
        )
    ]
    if made.sandbox is Sandbox.NONE:
        message = "转换时没有与网络和本机其他文件隔离（本机不支持）"
        remedy = "不是自己人做的文件，请用原来的软件另存成 PDF 再提供；运行 formgen doctor 可看本机缺什么"
        remarks.append(Remark("evidence.not-shut-in", message, remedy))
    fonts = substituted(content, kind, made.content)
    if fonts:
        remarks.append(Remark("evidence.substituted-fonts", fonts, "要保持原样，请用原来的软件另存成 PDF 再提供"))
    if found.has_macros:
        message = "带有宏，转换时没有运行"
        remarks.append(
            Remark("evidence.macros", message, "请核对装订件里的这几页；内容靠宏算出来的，请另存成 PDF 再提供")
        )
    if found.has_changes or tracked_changes(content, kind):
        message = "带有修订痕迹，装订件里会看到"
        remarks.append(Remark("evidence.tracked-changes", message, "请接受或拒绝全部修订后再提供"))
    remarks += _cut_off(made.content)
    if has_comments(content):
        remedy = "要收入批注的，请在原来的软件里连批注一起打印成 PDF 再提供"
        remarks.append(Remark("evidence.comments", "有批注，装订件里没有", remedy))
    remarks += [*spreadsheets.remarks_of(content, kind, made.content), *presentations.remarks_of(content, kind)]
    return made.content, tuple(remarks)


def _cut_off(pdf: bytes) -> Iterator[Remark]:
    """A remark about text that does not fit into its cell, and is cut off on the page."""
    try:
        found = cut_words(pdf)
    except UndrawableError:  # who takes the PDF in says so
        return
    if found:
        pages = "、".join(dict.fromkeys(str(one.page) for one in found))
        shown = dict.fromkeys(f"「{in_message(one.words, LONGEST_CUT)}」" for one in found[:MOST_LISTED])
        more = f"等 {len(found)} 处" if len(found) > MOST_LISTED else ""
        message = f"第 {pages} 页有文字在格子里显示不全：{'、'.join(shown)}{more}"
        yield Remark(
            "evidence.cut-off", message, "请在原来的软件里把格子加宽、加高后再提供；被遮住的字不要紧的，不必处理"
        )


def _fonts() -> str:
    """A configuration of fontconfig: first the machine's fonts, then ours for the official faces that the machine lacks.

    `{cache}` stands for the folder of fontconfig's own files.
    """
    rules = "".join(
        f'<alias binding="same"><family>{escape(name)}</family><accept>{accepted}</accept></alias>\n'
        for names, families in resources.STAND_INS
        for accepted in ["".join(f"<family>{family}</family>" for family in (*families, *resources.LAST_FAMILIES))]
        for name in names
    )
    last = "".join(f"<string>{family}</string>" for family in resources.LAST_FAMILIES)
    return (
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n<fontconfig>\n'
        "<cachedir>{cache}</cachedir>\n"
        '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>\n'
        f"<dir>{escape(str(resources.fonts_folder()))}</dir>\n{rules}"
        f'<match target="pattern"><edit name="family" mode="append_last">{last}</edit></match>\n</fontconfig>\n'
    )
