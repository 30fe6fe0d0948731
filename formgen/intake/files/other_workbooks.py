"""Reads workbooks of other formats (.xls, .et, .xlsb, .ods, .fods): LibreOffice converts them to .xlsx first.

LibreOffice runs isolated from the network and from other files, because the file may come from a stranger. A machine that
can't isolate it converts nothing. The sender can save the file as .xlsx in a moment.
"""

from __future__ import annotations

from pathlib import Path

from formgen.engines.sandbox import best_sandbox
from formgen.engines.soffice import TooSlowError, converted, office_program
from formgen.engines.system.passing_folder import passing_folder
from formgen.foundation.problems import Problem, error, warning
from formgen.intake.collected import Source, unusable
from formgen.intake.files.file_kinds import SAVE_AS, Content, FileKind
from formgen.intake.places import file_place
from formgen.intake.tables.collected_workbook import read_workbook_source
from formgen.scheme.models import Scheme

SECONDS = 180.0
"""How many seconds a conversion may take. A workbook with a thousand enterprises takes ten."""
LARGEST = 100 * 1024 * 1024
"""How many bytes a workbook for LibreOffice may have."""
_PREFIX = "formgen-table-"
_FONTS = (
    '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n<fontconfig>'
    '<cachedir>{cache}</cachedir><include ignore_missing="yes">/etc/fonts/fonts.conf</include></fontconfig>\n'
)
"""The configuration of fonts: LibreOffice uses the machine's fonts, because the values of cells do not depend on fonts."""
_READERS = {
    Content.XLS: "MS Excel 97",
    Content.XLSB: "Calc MS Excel 2007 Binary",
    Content.ODS: "calc8",
    Content.FODS: "OpenDocument Spreadsheet Flat XML",
    Content.XML_2003: "MS Excel 2003 XML",
}
"""The filter of LibreOffice for each format. The first one also reads the formats of Excel 2 to 95."""
_MACROS = "_VBA_PROJECT".encode("utf-16-le")
_BIFF_BEGINNINGS = (bytes.fromhex("0908100000060500"), bytes.fromhex("0908080000050500"))
_FILE_PASS = 0x2F
_RECORDS_BEFORE_PASSWORD = 4


def read_other_workbook(scheme: Scheme, path: Path, kind: FileKind) -> Source:
    """Read a workbook that LibreOffice must convert. kind: what `kind_of_file` found.

    Findings name the user's file, its sheets and its cells. Raises OSError if the file can't be read.
    """
    with path.open("rb") as file:
        content = file.read(LARGEST + 1)
    made = _as_xlsx(path, kind, content)
    if isinstance(made, Problem):
        return unusable(path, made)
    with passing_folder(_PREFIX) as folder:
        copy = folder / "converted.xlsx"
        copy.write_bytes(made)
        source = read_workbook_source(scheme, path, copy)  # this reads all tables into memory, so the copy may go
    if kind.content is Content.XLS and _MACROS in content:
        message = "工作簿带有宏，没有运行，只读了单元格的内容"
        note = warning("workbook.macros", "", file_place(path.name), message, f"不需要宏的，{SAVE_AS}")
        return Source(source.path, (note, *source.problems), source.count, source.__iter__)
    return source


def _as_xlsx(path: Path, kind: FileKind, content: bytes) -> bytes | Problem:
    """The workbook converted to .xlsx, or the problem that says why it was not converted."""
    place = file_place(path.name)

    def refused(code: str, message: str, remedy: str) -> Problem:
        return error(code, "", place, message, remedy)

    what = kind.told
    if len(content) > LARGEST:
        message = f"文件超过 {LARGEST // 1024 // 1024} MB，不像采集表"
        return refused("workbook.too-large", message, "核对文件；确是采集表的，拆成几份")
    program = office_program()
    if program is None:
        remedy = f"{SAVE_AS}；或在本机安装 LibreOffice 后再运行"
        return refused("workbook.no-converter", f"{what}，要用 LibreOffice 读取，本机没有安装", remedy)
    sandbox = best_sandbox()
    if not sandbox.is_closed:
        message = f"{what}，要用 LibreOffice 读取，本机不能把它与网络和别的文件隔离，没有打开"
        return refused("workbook.not-shut-in", message, f"{SAVE_AS}；运行 formgen doctor 可看本机缺什么")
    try:
        made = converted(
            program,
            content,
            kind.content.value,
            _FONTS,
            seconds=SECONDS,
            to="xlsx",
            reader=_READERS[kind.content],
            sandbox=sandbox,
        ).content
    except TooSlowError:
        return refused("workbook.too-slow", f"{what}，LibreOffice 读了 {SECONDS:g} 秒还没有读完，已停止", SAVE_AS)
    except OSError:
        remedy = f"{SAVE_AS}；运行 formgen doctor 可看本机缺什么"
        return refused("workbook.no-converter", f"{what}，运行不了 LibreOffice，或写不了临时文件夹", remedy)
    if made:
        return made
    if _has_password(content):
        remedy = "用 Excel 或 WPS 打开，去掉密码后另存，再检查一遍"
        return refused("workbook.password", "工作簿加了打开密码", remedy)
    remedy = f"{SAVE_AS}；打不开的，请对方重新发一份"
    return refused("workbook.not-converted", f"{what}，LibreOffice 打不开，多半坏了或加了密码", remedy)


def _has_password(content: bytes) -> bool:
    """True for a binary workbook whose first records say that the rest is encrypted (MS-XLS, 2.4.117: FilePass)."""
    for beginning in _BIFF_BEGINNINGS:
        at = content.find(beginning)
        for _ in range(_RECORDS_BEFORE_PASSWORD if at >= 0 else 0):
            kind, size = (int.from_bytes(content[at + skip : at + skip + 2], "little") for skip in (0, 2))
            if kind == _FILE_PASS:
                return True
            at += 4 + size
    return False
