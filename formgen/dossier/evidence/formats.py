"""Finds the format of a supplied file from its content, because people give files any name and extension."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from enum import Enum

from lxml import etree

from formgen.dossier.evidence.foreign import OUT_OF_THE_ARCHIVE, foreign, not_taken
from formgen.dossier.evidence.refused import AS_PDF, RefusedError
from formgen.dossier.shelf import Content, bytes_of, stream_of

HEAD = 1024
"""The mark of a PDF stands within its first 1024 bytes (ISO 32000-1, annex H, note 13)."""
MOST_UNPACKED = 256 << 20
"""How many bytes an office file may have when it is unpacked. Its pictures are compressed already, and no text is so long."""
MOST_MEMBERS = 10_000
"""How many members an office file may have."""
LARGEST_TEXT = 64 << 20
"""How many bytes the text of a document may have, with its markup. A report of a thousand pages has ten million."""
TEXTS = re.compile(r"word/document\d*\.xml|content\.xml")
"""The members in which the text of a document stands. Word on the web writes `document2.xml`."""
LARGE_PART, MOST_TIMES = 8 << 20, 150
"""An XML part of more than `LARGE_PART` bytes may be at most `MOST_TIMES` times as large as its packed data. The markup of
real documents is ten to thirty times as large."""
PIECE = 1 << 20
ZIP_ODD = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError, KeyError)


class FileFormat(Enum):
    """A format that can be taken in: its name in messages, and the extension by which LibreOffice knows it."""

    PDF = ("PDF", "pdf")
    JPEG = ("JPEG 图片", "jpg")
    PNG = ("PNG 图片", "png")
    TIFF = ("TIFF 图片", "tif")
    WEBP = ("WebP 图片", "webp")
    BMP = ("BMP 图片", "bmp")
    GIF = ("GIF 图片", "gif")
    HEIC = ("HEIC 照片", "heic")
    AVIF = ("AVIF 图片", "avif")
    JP2 = ("JPEG 2000 图片", "jp2")
    ZIP = ("图片压缩包", "zip")
    OFD = ("OFD 版式文件", "ofd")
    DOCX = ("Word 文档", "docx")
    XLSX = ("Excel 表格", "xlsx")
    PPTX = ("PowerPoint 演示", "pptx")
    DOC = ("旧版 Word 或 WPS 文档", "doc")
    XLS = ("旧版 Excel 或 WPS 表格", "xls")
    PPT = ("旧版 PowerPoint 或 WPS 演示", "ppt")
    ODT = ("ODT 文档", "odt")
    ODS = ("ODS 表格", "ods")
    ODP = ("ODP 演示", "odp")
    RTF = ("RTF 文档", "rtf")
    FODT = ("单一 XML 的 ODT 文档", "fodt")
    FODS = ("单一 XML 的 ODS 表格", "fods")

    @property
    def label(self) -> str:
        """The name that messages use."""
        return self.value[0]

    @property
    def extension(self) -> str:
        """The extension without the dot."""
        return self.value[1]

    @property
    def is_picture(self) -> bool:
        """True for a picture."""
        return self in PICTURES

    @property
    def is_office(self) -> bool:
        """True for a file that LibreOffice converts."""
        return self not in OUR_OWN


PICTURES = frozenset(
    {
        *(FileFormat.JPEG, FileFormat.PNG, FileFormat.TIFF, FileFormat.WEBP, FileFormat.BMP, FileFormat.GIF),
        *(FileFormat.HEIC, FileFormat.AVIF, FileFormat.JP2),
    }
)
OUR_OWN = PICTURES | {FileFormat.PDF, FileFormat.OFD, FileFormat.ZIP}
"""Formats that this program reads itself. The result is the same on every machine."""
HEADS = (
    (b"\xff\xd8\xff", FileFormat.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileFormat.PNG),
    (b"II*\x00", FileFormat.TIFF),
    (b"MM\x00*", FileFormat.TIFF),
    (b"II+\x00", FileFormat.TIFF),
    (b"MM\x00+", FileFormat.TIFF),
    (b"BM", FileFormat.BMP),
    (b"GIF87a", FileFormat.GIF),
    (b"GIF89a", FileFormat.GIF),
    (b"\0\0\0\x0cjP  \r\n\x87\n", FileFormat.JP2),
    (b"\xff\x4f\xff\x51", FileFormat.JP2),
    (b"{\\rtf", FileFormat.RTF),
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLE_STREAMS = (
    ("WordDocument", FileFormat.DOC),
    ("Workbook", FileFormat.XLS),
    ("Book", FileFormat.XLS),
    ("PowerPoint Document", FileFormat.PPT),
)
"""Names of streams that show what an OLE file is. WPS writes the same names."""
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
OPEN_DOCUMENTS = {"text": FileFormat.ODT, "spreadsheet": FileFormat.ODS, "presentation": FileFormat.ODP}
FLAT_DOCUMENTS = {"text": FileFormat.FODT, "spreadsheet": FileFormat.FODS}
"""OpenDocument formats in one XML file that is not packed. A presentation of this kind is not taken in: if LibreOffice is
installed without its part for presentations, another part shows the XML itself as text."""
OFFICE_FOLDERS = (("word/", FileFormat.DOCX), ("xl/", FileFormat.XLSX), ("ppt/", FileFormat.PPTX))
HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"})
AVIF_BRANDS = frozenset({b"avif", b"avis"})
"""The brands of files that hold pictures in HEVC or AV1 (ISO/IEC 23008-12, annex B; AVIF 1.1, part 7)."""


def format_of(whole: Content) -> FileFormat:
    """The format of these bytes.

    Raises RefusedError for an empty file, for a damaged one, and for a format that can't be taken in. The error says what
    the file seems to be.
    """
    content = stream_of(whole).read(HEAD)
    if not content:
        raise RefusedError("evidence.empty", "是空的（0 字节）", "请重新导出或扫描后再提供")
    for head, known in HEADS:
        if content.startswith(head):
            return known
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return FileFormat.WEBP
    if content.startswith(b"PK\x03\x04"):
        return _packed(bytes_of(whole))
    if content.startswith(OLE):
        return _compound(bytes_of(whole))
    if b"%PDF-" in content:
        return FileFormat.PDF
    flat = _flat(bytes_of(whole)) if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") else None
    if flat is not None:
        return flat
    if content[4:8] == b"ftyp" and (coded := _coded_picture(content)) is not None:
        return coded
    raise foreign(content)


def _coded_picture(head: bytes) -> FileFormat | None:
    """The format of a picture in a container like that of films; None for any other file.

    The first box of the container lists the brands, which show the format. head: the first bytes of the file.
    """
    size = min(int.from_bytes(head[:4], "big"), len(head))
    brands = {head[8:12], *(head[at : at + 4] for at in range(16, size - 3, 4))}
    if head[8:12] in AVIF_BRANDS or (brands & AVIF_BRANDS and not brands & HEIC_BRANDS):
        return FileFormat.AVIF
    if brands & HEIC_BRANDS or head[8:12] in (b"mif1", b"msf1"):
        return FileFormat.HEIC
    return None


def _packed(content: bytes) -> FileFormat:
    """The format of a ZIP file. An office file is unpacked once, to see that it is sound and not larger than a document is.

    Raises RefusedError for a damaged file, and for one that can't be taken in.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            found = _packed_format(archive, names)
            if any(name.lower().endswith("workbook.bin") for name in names):
                raise not_taken("二进制的 Excel 工作簿（.xlsb）")
            if found is None:
                is_apples = any(name.endswith(".iwa") for name in names)
                raise (
                    not_taken("苹果 Pages、Numbers 或 Keynote 文件")
                    if is_apples
                    else not_taken("压缩包", OUT_OF_THE_ARCHIVE)
                )
            if found is not FileFormat.ZIP:  # `picture_archive` checks a ZIP of pictures itself
                _look_through(archive)
            return found
    except ZIP_ODD:
        raise RefusedError("evidence.damaged", "已损坏或不完整（打不开里面的内容）", AS_PDF) from None


def _packed_format(archive: zipfile.ZipFile, names: set[str]) -> FileFormat | None:
    if "OFD.xml" in names:
        return FileFormat.OFD
    if "[Content_Types].xml" in names:
        if any(name.lower().endswith((".fdseq", ".fdoc")) for name in names):
            raise not_taken("XPS 文件")
        return next((known for start, known in OFFICE_FOLDERS if any(name.startswith(start) for name in names)), None)
    if any(
        name.startswith(start) and name.endswith((".xml", ".rels")) for start, _ in OFFICE_FOLDERS for name in names
    ):
        # The list of parts of an office file is missing. One damaged byte in its name is enough for that.
        raise RefusedError("evidence.damaged", "已损坏或不完整（里面缺少部件清单）", AS_PDF)
    if "mimetype" not in names:
        return None if any(name.endswith(".iwa") for name in names) else FileFormat.ZIP
    with archive.open("mimetype") as file:
        kind = file.read(200).decode("ascii", "replace").strip().removesuffix("-template")
    return OPEN_DOCUMENTS.get(kind.removeprefix(OPEN_DOCUMENT))


def _flat(content: bytes) -> FileFormat | None:
    """The format of an OpenDocument in one XML file, which its first element shows; None for any other content."""
    begun = etree.iterparse(
        io.BytesIO(content), events=("start",), resolve_entities=False, no_network=True, load_dtd=False
    )
    try:
        _, root = next(iter(begun))
    except (etree.XMLSyntaxError, StopIteration, LookupError, UnicodeError):
        return None
    # lxml's QName is not used here. It refuses names such as `:`, which the parser accepts.
    if root.tag.rpartition("}")[2] != "document":
        return None
    kind = next((value for name, value in root.items() if name.endswith("mimetype")), "")
    return FLAT_DOCUMENTS.get(kind.removeprefix(OPEN_DOCUMENT).removesuffix("-template"))


def _look_through(archive: zipfile.ZipFile) -> None:
    """Unpack every member once, piece by piece, and keep nothing. `zipfile` compares the checksum of each member.

    Raises RefusedError for a file that is locked or too large, one of ZIP_ODD for a damaged one.
    """
    bomb = RefusedError("evidence.bomb", f"解开后超过 {MOST_UNPACKED >> 20} MB，不像正常的文档", AS_PDF)
    members = archive.infolist()
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
        raise bomb
    unpacked = 0
    for member in members:
        if member.flag_bits & 1:
            raise RefusedError("evidence.encrypted", "设了打开密码，打不开", "请去掉打开密码，另存成 PDF 再提供")
        if TEXTS.fullmatch(member.filename) and member.file_size > LARGEST_TEXT:
            raise RefusedError("evidence.bomb", f"里的文字有 {member.file_size >> 20} MB，不像正常的文档", AS_PDF)
        times = member.file_size // max(1, member.compress_size)
        if member.filename.endswith(".xml") and member.file_size > LARGE_PART and times > MOST_TIMES:
            raise RefusedError("evidence.bomb", f"里有一部分解开后是原来的 {times} 倍，不像正常的文档", AS_PDF)
        with archive.open(member) as file:
            while piece := file.read(PIECE):
                unpacked += len(piece)
                if unpacked > MOST_UNPACKED:
                    raise bomb


def _compound(content: bytes) -> FileFormat:
    """The format of an OLE file. The names of its streams, in UTF-16, show it. Raises RefusedError for any other OLE file."""

    def holds(name: str) -> bool:
        return (name + "\0").encode("utf-16-le") in content

    if holds("EncryptedPackage"):
        raise RefusedError("evidence.encrypted", "设了打开密码，打不开", "请去掉打开密码，另存成 PDF 再提供")
    for name, known in OLE_STREAMS:
        if holds(name):
            return known
    raise not_taken("旧版 Office 或 WPS 的其他文件")
