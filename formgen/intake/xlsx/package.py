"""The parts of an .xlsx file. The file is not trusted: other formats are named, and zip bombs are refused before unpacking.

Sheets are not read with openpyxl. Its quick mode does not report hidden rows and merged cells, shows either a formula or
its saved value, and believes the size that a sheet claims. It also refuses a whole file because of one style that it
does not know. The files of other programs have such things.
"""

from __future__ import annotations

import mmap
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from lzma import LZMAError
from pathlib import Path
from typing import IO
from urllib.parse import unquote

from lxml import etree

from formgen.engines.xml_prologue import ForbiddenDeclarationError, NotXmlError, check_prologue

MOST_PARTS = 10_000
LARGEST_UNPACKED = 300 * 1024 * 1024
"""The largest size of all parts together, in bytes, as the file declares it. No larger file is unpacked."""
LARGEST_ROW = 32 * 1024 * 1024
"""The most bytes of XML that are read before a row, or another element that is asked for, ends. So memory is limited."""

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
SIGNATURES = (b"PK\3\4", _OLE)
"""The first bytes of workbooks: of those that are read, and of those that are refused by name."""
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_RELATIONSHIPS = "_rels/.rels"


def local_name(element: etree._Element) -> str:
    """Return an element's name without its namespace; empty for a comment.

    lxml's QName is not used, because it refuses names such as `:`, which the parser accepts.
    """
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


class Refused(Exception):
    """A file or part can't be read. It carries a code, a message that says what is wrong, and a remedy."""

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.code, self.message, self.remedy = code, message, remedy


@dataclass(frozen=True, slots=True)
class Relation:
    """A reference from a part to another part.

    kind    the last word of the relation's type (`worksheet`)
    target  the name of the other part
    """

    kind: str
    target: str


class Package:
    """An open .xlsx or .xlsm file. The methods raise `Refused` if a part can't be read."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
            message = f"文件解压后超过 {LARGEST_UNPACKED // 1024 // 1024} MB，不像采集表（也可能是压缩炸弹）"
            raise Refused("workbook.too-large", message, "核对文件；确是采集表的，拆成几份")
        # Some programs write backslashes in names, or a slash at the start. Capitals make no difference in names
        # (ECMA-376 part 2, 6.2.2).
        self._stored: dict[str, zipfile.ZipInfo] = {}
        for part in parts:
            self._stored.setdefault(_key(part.filename), part)
        self.names = frozenset(part.filename.replace("\\", "/").lstrip("/") for part in parts)

    def has(self, part: str) -> bool:
        """Return True if the file has a part with this name."""
        return _key(part) in self._stored

    def relations(self, part: str) -> dict[str, Relation]:
        """Return the references of a part to other parts of the file, by their ids. An empty name means the whole file."""
        folder, name = posixpath.split(part)
        found: dict[str, Relation] = {}
        path = posixpath.join(folder, "_rels", f"{name}.rels") if part else _RELATIONSHIPS
        if not self.has(path):
            return found
        for element in self.pieces(path, "Relationship"):
            if element.get("TargetMode") != "External":
                written = unquote(element.get("Target", "")).replace("\\", "/")
                target = posixpath.normpath(posixpath.join("/", folder, written)).lstrip("/")
                found[element.get("Id", "")] = Relation(element.get("Type", "").rpartition("/")[2], target)
        return found

    def pieces(self, part: str, *names: str) -> Iterator[etree._Element]:
        """Yield every element of a part that has one of these names, in any namespace, when the element is complete.

        After the caller has used the element, it is emptied. A part with a document type is refused, because no program
        writes one, and XML bombs use the entities that it can define.
        """
        with self._open(part) as file:
            _refuse_document_type(file)
        with self._open(part) as file, _broken_xml():
            bounded = _Bounded(file)
            found = etree.iterparse(
                bounded,
                events=("end",),
                tag=[f"{{*}}{name}" for name in names],
                resolve_entities=False,
                no_network=True,
                load_dtd=False,
            )
            for _, element in found:
                bounded.since = 0
                yield element
                element.clear()
                while (before := element.getprevious()) is not None and before.getparent() is not None:
                    before.getparent().remove(before)

    @contextmanager
    def _open(self, part: str) -> Iterator[IO[bytes]]:
        try:
            with self._archive.open(self._stored[_key(part)]) as file:
                yield file
        except KeyError:
            raise Refused("workbook.damaged", "文件不完整，里面缺少一部分", _SAVE_AGAIN) from None
        except RuntimeError:  # zipfile raises this error for a part with a password
            raise Refused("workbook.password", "文件加了密码", "去掉密码后另存，再检查一遍") from None
        except (zipfile.BadZipFile, zlib.error, LZMAError, NotImplementedError, EOFError, ValueError, OSError):
            raise Refused("workbook.damaged", "文件坏了，里面有一部分解不开", _SAVE_AGAIN) from None


def _key(part: str) -> str:
    """Return the same key for all ways to write the name of a part."""
    return part.replace("\\", "/").lstrip("/").casefold()


@contextmanager
def open_package(path: Path) -> Iterator[Package]:
    """Open an .xlsx or .xlsm file. Raises Refused for any other file, and OSError if the file can't be read."""
    with path.open("rb") as file:
        start = file.read(8)
        if start == _OLE:
            raise _old_or_encrypted(file)
        if not zipfile.is_zipfile(file):
            damaged = start.startswith(b"PK")
            message = "文件坏了，多半没有传完整" if damaged else "这不是 Excel 工作簿（.xlsx）"
            raise Refused("workbook.damaged" if damaged else "workbook.format", message, _SAVE_AGAIN)
        try:
            archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError):
            raise Refused("workbook.damaged", "文件坏了，多半没有传完整", _SAVE_AGAIN) from None
        with archive:
            yield Package(archive)


_SAVE_AGAIN = "用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”；打不开的，请对方重新发一份"


def _old_or_encrypted(file: IO[bytes]) -> Refused:
    """Return the refusal of an OLE container: it is a workbook with a password, or of the format before 2007."""
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        encrypted = content.find(_ENCRYPTED) >= 0
    if encrypted:
        return Refused("workbook.password", "工作簿加了打开密码", "用 Excel 或 WPS 打开，去掉密码后另存，再检查一遍")
    return Refused(
        "workbook.old", "这是旧格式的工作簿（.xls 或 .et）", "用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”"
    )


@contextmanager
def _broken_xml() -> Iterator[None]:
    try:
        yield
    except (etree.XMLSyntaxError, LookupError, UnicodeError):
        raise Refused("workbook.damaged", "文件坏了，有一部分读到一半就断了", _SAVE_AGAIN) from None


class _Bounded:
    """A file that raises Refused if more than `LARGEST_ROW` bytes were read since the last complete element."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.since = file, 0

    def read(self, size: int = -1) -> bytes:
        """Read bytes, as the method of a file does."""
        content = self.file.read(size)
        self.since += len(content)
        if self.since > LARGEST_ROW:
            raise Refused("workbook.too-large", "有一行大得离谱，不像采集表", "核对文件；只留要填的内容，另存一份")
        return content


def _refuse_document_type(file: IO[bytes]) -> None:
    try:
        check_prologue(file, may_have_document_type=False, most=LARGEST_ROW)
    except ForbiddenDeclarationError:
        remedy = "不要用这个文件，请对方用 Excel 或 WPS 重新做一份"
        raise Refused("workbook.entities", "文件里有采集表不会有的定义（XML 炸弹就是这样做的）", remedy) from None
    except NotXmlError:
        raise Refused("workbook.damaged", "文件坏了，有一部分不是 XML", _SAVE_AGAIN) from None
