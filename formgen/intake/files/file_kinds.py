"""Finds from its content what a file is: a table or a record, which is read, or another file, which a message names.

Sometimes people should send a table, and they send a Word file, a picture or a packed folder. Many programs give a file a
wrong extension. So the extension never decides what a file is.
"""

from __future__ import annotations

import codecs
import re
import zipfile
import zlib
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import IO

HEAD = 4096
"""How many bytes at the beginning are read. The mark of a PDF stands within the first 1024 (ISO 32000-1, annex H, note 13)."""
PIECE = 1 << 20
"""How many bytes are read at a time."""
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_PACKED = b"PK\3\4"
_EMPTY_ZIP = b"PK\5\6"
_TEXT_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_ZIP_ODD = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError, KeyError)

AS_WORD = "用 Word 或 WPS 打开，另存为“Word 文档（.docx）”，交那个文件"
AS_TABLE = "请把内容填进采集表，交回采集表（.xlsx）"
SAVE_AS = "用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”"


class Content(Enum):
    """How the content of a file is read. For a format that LibreOffice converts, the value is its extension without the dot."""

    TEXT = "text"
    WORKBOOK = "xlsx"
    XLS = "xls"
    XLSB = "xlsb"
    ODS = "ods"
    FODS = "fods"
    XML_2003 = "xml"
    WEB_PAGE = "html"
    WORD = "docx"
    OTHER = "other"

    @property
    def is_converted(self) -> bool:
        """True for a workbook that LibreOffice has to convert before it can be read."""
        return self not in (Content.TEXT, Content.WORKBOOK, Content.WEB_PAGE, Content.WORD, Content.OTHER)


@dataclass(frozen=True, slots=True)
class FileKind:
    """The kind of a file.

    content  how the file is read; `OTHER` if it can't be read
    label    its name in messages: `Word 文件`; empty for a text and an .xlsx workbook
    code     the code of the finding about it; empty if it is read. A Word file has one for where returned forms are not read
    remedy   what the user should do; empty if it is read
    """

    content: Content
    label: str = ""
    code: str = ""
    remedy: str = ""

    @property
    def told(self) -> str:
        """The beginning of a sentence that says what the file is: `这是 Word 文件`."""
        label = self.label or "Excel 工作簿"
        return f"这是{' ' if label[0].isascii() else ''}{label}"


def other(label: str, remedy: str = AS_TABLE) -> FileKind:
    """The kind of a file that can't be read as a table or a record."""
    return FileKind(Content.OTHER, label, "file.other-kind", remedy)


def word(label: str) -> FileKind:
    """The kind of a document of Word or a like program, which may be a returned form."""
    return FileKind(Content.WORD, label, "file.other-kind", AS_TABLE)


TEXT = FileKind(Content.TEXT)
WORKBOOK = FileKind(Content.WORKBOOK)
WORD = word("Word 文件")
EMPTY = other("空文件（0 字节）", "多半没有传完整，请重新发一份")
_OLD_WORKBOOK = FileKind(Content.XLS, "旧格式的工作簿（.xls 或 .et）")
_PASSWORD = FileKind(
    Content.OTHER, "加了打开密码的工作簿或文档", "workbook.password", "用 Excel 或 WPS 打开，去掉密码后另存，再检查一遍"
)
_UNPACK = "请先解压，再写上里面的表格或文件夹"
_PICTURE = other("图片", "图片里的字读不出来；请把内容填进采集表，交回采集表（.xlsx）")
_PDF = other("PDF 文件", "PDF 里的表格读不出来；请交回原来的表格文件（.xlsx），或把内容填进采集表")
_SLIDES = other("PowerPoint 演示文稿")
_WEB_ARCHIVE = other("单一文件的网页（.mht）", SAVE_AS)
WEB_PAGE = FileKind(Content.WEB_PAGE, "网页文件（有的系统导出的“.xls”就是网页）")
_WORKS = other("旧版 Works 文件", "用能打开它的软件打开，把内容复制到采集表里，交回采集表（.xlsx）")
_LOTUS = other("旧版 Lotus 1-2-3 表格", SAVE_AS)

_HEADS: tuple[tuple[bytes, FileKind], ...] = (
    (b"\xff\xd8\xff", _PICTURE),
    (b"\x89PNG\r\n\x1a\n", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"II*\0", _PICTURE),
    (b"MM\0*", _PICTURE),
    (b"{\\rtf", word("RTF 文档（Word、写字板的文件）")),
    (b"Rar!\x1a\x07", other("压缩包（RAR）", _UNPACK)),
    (b"7z\xbc\xaf\x27\x1c", other("压缩包（7z）", _UNPACK)),
    (b"\x1f\x8b", other("压缩包（gzip）", _UNPACK)),
    (b"BZh", other("压缩包（bzip2）", _UNPACK)),
    (b"\xfd7zXZ\0", other("压缩包（xz）", _UNPACK)),
    (b"%!PS", other("PostScript 文件")),
    (b"\x4c\0\0\0\x01\x14\x02\0", other("快捷方式，不是文件本身", "请找到快捷方式指向的文件，交那个文件")),
    (b"\0\x01\0\0Standard ", other("Access 数据库", "请把其中的表导出成 Excel 工作簿（.xlsx）")),
    (b"SQLite format 3\0", other("SQLite 数据库", "请把其中的表导出成 Excel 工作簿（.xlsx）")),
    (b"\xff\x00\x02\x00", _WORKS),
    (b"\x00\x00\x02\x00\x04\x04", _LOTUS),
    (b"\x00\x00\x02\x00\x06\x04", _LOTUS),
    (b"\x00\x00\x1a\x00", _LOTUS),
    (b"[InternetShortcut]", other("网址的快捷方式", "请打开网址，下载文件后再交")),
    (b"ID3", other("录音或录像")),
    (b"MIME-Version:", _WEB_ARCHIVE),
    (b"\x09\x00\x04\x00", _OLD_WORKBOOK),
    (b"\x09\x02\x06\x00", _OLD_WORKBOOK),
    (b"\x09\x04\x06\x00", _OLD_WORKBOOK),
)
"""The first bytes of files of other kinds. The last three are workbooks of Excel before version 5, which are not OLE files."""

_OLE_STREAMS: tuple[tuple[str, FileKind], ...] = (
    ("EncryptedPackage", _PASSWORD),
    ("WordDocument", word("Word 文件（旧格式 .doc，或 WPS 文字）")),
    ("PowerPoint Document", other("PowerPoint 演示文稿（旧格式）")),
    ("MatOST", _WORKS),
    ("Workbook", _OLD_WORKBOOK),
    ("Book", _OLD_WORKBOOK),
    ("__properties_version1.0", other("Outlook 邮件", "请把邮件里的附件另存出来，交附件")),
    ("VisioDocument", other("Visio 图")),
)
"""Names of streams that show what an OLE file is. A Word file may contain a workbook, so Word comes before workbooks."""

_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_OPEN_DOCUMENTS = {
    "spreadsheet": FileKind(Content.ODS, "ODS 表格"),
    "text": word("ODT 文档（LibreOffice、WPS 的文字文件）"),
    "presentation": other("ODP 演示文稿"),
}
_NUMBERS = other("苹果 Numbers 表格", "在 Numbers 里选“导出到 Excel”，交导出的 .xlsx 文件")
_XML_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)([^>]*)")
_SPREADSHEET_2003 = b"urn:schemas-microsoft-com:office:spreadsheet"


def kind_of_file(path: Path) -> FileKind:
    """The kind of a file. Raises OSError if the file can't be read, ValueError for a name that no system allows."""
    with path.open("rb") as file:
        start = file.read(HEAD)
        if path.name.startswith("~$") and len(start) < 512:
            return other("Excel 或 WPS 打开文件时留下的临时文件", "请关闭表格软件，改用原来的文件（名称不带 ~$）")
        if not start:
            return EMPTY
        if start.startswith((_PACKED, _EMPTY_ZIP)):
            return _packed(file)
        if start.startswith(OLE):
            return _compound(file)
        found = _begins_like(start)
        if found is not None:
            return found
        marked = start.startswith(_TEXT_MARKS)
        plain = start.replace(b"\0", b"")
        if not plain:
            return other("损坏的文件（内容全是零）", "多半没有传完整，请重新发一份")
        for mark in _TEXT_MARKS:
            plain = plain.removeprefix(mark)
        if plain.lstrip().startswith(b"<"):
            return _marked_up(plain.lstrip(), file)
        return TEXT if marked or _may_be_text(start) else other("认不出的文件")


def _begins_like(start: bytes) -> FileKind | None:
    for head, kind in _HEADS:
        if start.startswith(head):
            return kind
    if start.startswith(b"BM") and start[6:10] == bytes(4):
        return _PICTURE
    if start.startswith(b"RIFF"):
        return _PICTURE if start[8:12] == b"WEBP" else other("录音或录像")
    if start[4:8] == b"ftyp":
        return _PICTURE if start[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"hevc", b"avif") else other("录像")
    if start.startswith(b"MZ") and b"\0" in start[:64]:
        return other("程序")
    return _PDF if b"%PDF-" in start[:1024] else None


def _packed(file: IO[bytes]) -> FileKind:
    """The kind of a ZIP file: an office format, or a packed folder. A damaged file counts as a workbook, whose reader reports it."""
    try:
        file.seek(0)
        with zipfile.ZipFile(file) as archive:
            names = [info.filename.replace("\\", "/").lstrip("/").casefold() for info in archive.infolist()]
            kind = ""
            if "mimetype" in names:
                with archive.open(archive.infolist()[names.index("mimetype")]) as member:
                    kind = member.read(200).decode("ascii", "replace").strip().removesuffix("-template")
            if kind.startswith(_OPEN_DOCUMENT) and "meta-inf/manifest.xml" in names:
                with archive.open(archive.infolist()[names.index("meta-inf/manifest.xml")]) as member:
                    if b"encryption-data" in member.read(PIECE):
                        return _PASSWORD
    except _ZIP_ODD:
        return WORKBOOK
    if kind.startswith(_OPEN_DOCUMENT):
        return _OPEN_DOCUMENTS.get(kind.removeprefix(_OPEN_DOCUMENT), other("OpenDocument 文件"))
    if any(name.endswith("xl/workbook.bin") for name in names):
        return FileKind(Content.XLSB, "二进制的工作簿（.xlsb）")
    if "[content_types].xml" in names:
        return _office(names)
    if any(name.startswith(("xl/", "_rels/.rels")) for name in names):
        return WORKBOOK
    if "ofd.xml" in names:
        return other("OFD 版式文件")
    if any(name.endswith(".iwa") for name in names):
        return _NUMBERS
    files = sum(not name.endswith("/") for name in names)
    return other(f"压缩包（里面有 {files} 个文件）", _UNPACK)


def _office(names: list[str]) -> FileKind:
    for folder, kind in (("xl/", WORKBOOK), ("word/", WORD), ("ppt/", _SLIDES)):
        if any(name.startswith(folder) for name in names):
            return kind
    return WORKBOOK


def _compound(file: IO[bytes]) -> FileKind:
    """The kind of an OLE file. The names of its streams may stand anywhere in it, in UTF-16."""
    wanted = [((name + "\0").encode("utf-16-le"), kind) for name, kind in _OLE_STREAMS]
    wanted[0] = ("EncryptedPackage".encode("utf-16-le"), _PASSWORD)
    found: set[int] = set()
    file.seek(0)
    before = b""
    while piece := file.read(PIECE):
        window = before + piece
        found.update(at for at, (name, _) in enumerate(wanted) if at not in found and name in window)
        before = window[-64:]
    return wanted[min(found)][1] if found else other("旧版 Office、WPS 或 Works 的其他文件")


def _marked_up(start: bytes, file: IO[bytes]) -> FileKind:
    """The kind of an XML file or a web page, by its first element.

    start  the first bytes, without zero bytes, and without a byte order mark or spaces at the beginning
    """
    root = next((one for one in _XML_ROOT.finditer(start) if one[1].lower() not in (b"!doctype",)), None)
    name, attributes = (root[1].lower(), root[2]) if root else (b"", b"")
    if name == b"document" and b"opendocument" in start:
        flat = re.search(rb"opendocument\.(spreadsheet|text|presentation)", start)
        if flat is not None and flat[1] == b"spreadsheet":
            return FileKind(Content.FODS, "单一 XML 的 ODS 表格（.fods）")
        return (
            word("单一 XML 的 ODT 文档")
            if flat is not None and flat[1] == b"text"
            else other("单一 XML 的 OpenDocument 文件")
        )
    if name == b"workbook" and _SPREADSHEET_2003 in attributes + start:
        return FileKind(Content.XML_2003, "XML 表格（Excel 2003）")
    if name in (b"html", b"head", b"body", b"table", b"meta", b"style", b"div") or b"<table" in start.lower():
        return WEB_PAGE
    if name == b"worddocument" or b"word/2003/wordml" in start or b"Word.Document" in start:
        return other("Word 文件（XML）", AS_WORD)
    return other("XML 文件") if start.startswith(b"<?xml") else TEXT


def _may_be_text(start: bytes) -> bool:
    """True if these bytes may be text. They are not text if they have zero bytes but are not UTF-16, or many control characters."""
    whole = start[: len(start) // 2 * 2]
    if 0 in start and any(_is_written(whole.decode(encoding, "replace")) for encoding in ("utf-16-le", "utf-16-be")):
        return True
    odd = sum(byte < 32 and byte not in (9, 10, 11, 12, 13, 27) for byte in start)
    return odd * 10 < len(start)


def _is_written(text: str) -> bool:
    """True if at least nine of ten characters are those of Chinese and Latin texts."""
    usual = sum(
        character in "\t\r\n"
        or " " <= character <= "~"
        or "\u2000" <= character <= "\u9fff"
        or "\uff00" <= character <= "\uffef"
        for character in text
    )
    return usual * 10 >= len(text) * 9
