"""What a supplied file is, told by its content: people name files as they like."""

from __future__ import annotations

import io
import zipfile
import zlib
from enum import Enum

from lxml import etree

from formgen.dossier.evidence.foreign import OUT_OF_THE_ARCHIVE, foreign, not_taken
from formgen.dossier.evidence.refused import AS_PDF, RefusedError
from formgen.dossier.shelf import Content, bytes_of, stream_of

HEAD = 1024
"""A PDF's own mark stands within its first 1024 bytes (ISO 32000-1, annex H, note 13)."""
MOST_UNPACKED = 256 << 20
"""Bytes that a packed office file may hold. Its pictures are packed already, and its text is not this long."""
MOST_MEMBERS = 10_000
LARGEST_TEXT = 64 << 20
"""Bytes that the text of a document may have, markup included. A report of a thousand pages has ten million."""
TEXTS = ("word/document.xml", "content.xml")
LARGE_PART, MOST_TIMES = 8 << 20, 150
"""A part of so many bytes may be so many times as large as it is packed. Markup that people write packs ten to thirty times."""
PIECE = 1 << 20
ZIP_ODD = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError, KeyError)


class FileFormat(Enum):
    """A kind of file that can be taken in: how it is called, and the extension that LibreOffice knows it by."""

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
        """As messages call it."""
        return self.value[0]

    @property
    def extension(self) -> str:
        """Without the dot."""
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
"""Formats that this program reads itself. They come out the same on every machine."""
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
"""Streams that tell what an OLE file is; WPS writes the same ones."""
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
OPEN_DOCUMENTS = {"text": FileFormat.ODT, "spreadsheet": FileFormat.ODS, "presentation": FileFormat.ODP}
FLAT_DOCUMENTS = {"text": FileFormat.FODT, "spreadsheet": FileFormat.FODS}
"""OpenDocument in one XML file that is not packed. A presentation of this kind is not taken: where LibreOffice's part for
presentations is missing, another part shows the XML itself."""
OFFICE_FOLDERS = (("word/", FileFormat.DOCX), ("xl/", FileFormat.XLSX), ("ppt/", FileFormat.PPTX))
HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"})
AVIF_BRANDS = frozenset({b"avif", b"avis"})
"""Brands of files with pictures in HEVC or AV1 (ISO/IEC 23008-12, annex B; AVIF 1.1, part 7)."""


def format_of(whole: Content) -> FileFormat:
    """What the bytes are. Raises RefusedError for nothing, and for what can't be taken in, saying what it seems to be."""
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
    """A picture in a file like those of films, told by the brands that its first box lists; None for any other file."""
    size = min(int.from_bytes(head[:4], "big"), len(head))
    brands = {head[8:12], *(head[at : at + 4] for at in range(16, size - 3, 4))}
    if head[8:12] in AVIF_BRANDS or (brands & AVIF_BRANDS and not brands & HEIC_BRANDS):
        return FileFormat.AVIF
    if brands & HEIC_BRANDS or head[8:12] in (b"mif1", b"msf1"):
        return FileFormat.HEIC
    return None


def _packed(content: bytes) -> FileFormat:
    """What a ZIP is, looked through as a whole: sound, and no more in it than a document holds."""
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
            if found is not FileFormat.ZIP:  # of pictures, what reads them looks after itself
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
        # An office file whose list of parts is gone: damage of one byte in its name is enough.
        raise RefusedError("evidence.damaged", "已损坏或不完整（里面缺少部件清单）", AS_PDF)
    if "mimetype" not in names:
        return None if any(name.endswith(".iwa") for name in names) else FileFormat.ZIP
    with archive.open("mimetype") as file:
        kind = file.read(200).decode("ascii", "replace").strip().removesuffix("-template")
    return OPEN_DOCUMENTS.get(kind.removeprefix(OPEN_DOCUMENT))


def _flat(content: bytes) -> FileFormat | None:
    """OpenDocument in one XML file, told by its first element; None for any other XML."""
    begun = etree.iterparse(
        io.BytesIO(content), events=("start",), resolve_entities=False, no_network=True, load_dtd=False
    )
    try:
        _, root = next(iter(begun))
    except (etree.XMLSyntaxError, StopIteration, LookupError, UnicodeError):
        return None
    # Not lxml's QName: it refuses names such as `:`, which the parser lets through.
    if root.tag.rpartition("}")[2] != "document":
        return None
    kind = next((value for name, value in root.items() if name.endswith("mimetype")), "")
    return FLAT_DOCUMENTS.get(kind.removeprefix(OPEN_DOCUMENT).removesuffix("-template"))


def _look_through(archive: zipfile.ZipFile) -> None:
    """Unpack everything once, piece by piece and without keeping it: each member has to be as it says it is."""
    bomb = RefusedError("evidence.bomb", f"解开后超过 {MOST_UNPACKED >> 20} MB，不像正常的文档", AS_PDF)
    members = archive.infolist()
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
        raise bomb
    unpacked = 0
    for member in members:
        if member.flag_bits & 1:
            raise RefusedError("evidence.encrypted", "设了打开密码，打不开", "请去掉打开密码，另存成 PDF 再提供")
        if member.filename in TEXTS and member.file_size > LARGEST_TEXT:
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
    """An OLE file: the names of its streams stand in it as UTF-16."""

    def holds(name: str) -> bool:
        return (name + "\0").encode("utf-16-le") in content

    if holds("EncryptedPackage"):
        raise RefusedError("evidence.encrypted", "设了打开密码，打不开", "请去掉打开密码，另存成 PDF 再提供")
    for name, known in OLE_STREAMS:
        if holds(name):
            return known
    raise not_taken("旧版 Office 或 WPS 的其他文件")
