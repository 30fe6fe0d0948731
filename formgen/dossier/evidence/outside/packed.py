"""Searches all parts of a packed office file (Word, Excel, PowerPoint since 2007, OpenDocument) with all rules.

All rules apply to each kind of file, because LibreOffice may take a file for another kind than we do.
"""

from __future__ import annotations

import gzip
import io
import posixpath
import zipfile
from collections.abc import Mapping

from formgen.dossier.evidence.formats import ZIP_ODD
from formgen.dossier.evidence.outside.references import PACKAGE, References, has_scheme, leaves
from formgen.dossier.evidence.outside.xml_part import Bounded, look_through_part, parted
from formgen.dossier.evidence.refused import AS_PDF, RefusedError

MOST_XML = 64 << 20
"""The most bytes of XML in an office file after unpacking: as much as some ten thousand pages."""
MOST_ELEMENTS = 2_000_000
XML_NAMES = (".xml", ".rels", ".vml", ".svg", ".rdf")
LENIENT_NAMES = (".vml", ".svg", ".rdf")
"""Endings of the names of XML parts, and of those which programs also read if they are not well formed."""
MARKS = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<", b"\xfe\xff\0<", b"<\0", b"\0<")
"""The first bytes of XML, in each encoding that is read."""
MOST_BLANK = 256
"""How many bytes of a part are read in search of these: blanks may stand before them, which some readers of XML skip."""
GZIP = b"\x1f\x8b"
STANDARD_TEMPLATES = frozenset({"normal", "normal.dot", "normal.dotm", "normal.dotx", "normal.wpt"})
"""The names of standard templates. Every document of Word or WPS names one; nothing of it is shown or read."""
KINDS = {
    "image": "图片", "oleObject": "链接的对象", "package": "链接的对象", "attachedTemplate": "文档模板",
    "externalLinkPath": "链接的数据（工作簿）", "externalLink": "链接的数据（工作簿）", "subDocument": "子文档",
    "aFChunk": "并入的其他文档", "frame": "嵌入的网页", "video": "视频", "audio": "声音", "media": "媒体",
    "mailMergeSource": "邮件合并的数据源", "connections": "数据连接", "hyperlink": "图片",
}  # fmt: skip
"""The names of relations in messages. A `hyperlink` is reported only if a picture uses it."""


class _Relations:
    """Collects the relations of all parts that lead outside, and which of them are used for more than a link."""

    def __init__(self) -> None:
        self.source = ""
        self._outside: list[tuple[str, str, str, str]] = []
        self._used: set[tuple[str, str]] = set()

    def relation(self, attributes: Mapping[str, str]) -> None:
        """The current `.rels` part defines a relation."""
        said = {parted(key)[1]: value for key, value in attributes.items()}
        target = said.get("Target", "")
        folder = posixpath.dirname(self.source) or PACKAGE
        if said.get("TargetMode", "").strip().casefold() == "external" or leaves(target, folder, from_root=True):
            kind = said.get("Type", "").strip().rstrip("/").rpartition("/")[2]
            self._outside.append((self.source, said.get("Id", ""), kind, target))

    def use(self, relation: str) -> None:
        """The current part uses a relation for something other than a link that a person follows."""
        self._used.add((self.source, relation))

    def judge(self, found: References) -> None:
        """Add the references, after all parts were read."""
        for source, relation, kind, target in self._outside:
            if kind == "hyperlink" and (source, relation) not in self._used:
                continue
            if kind == "attachedTemplate" and is_standard_template(target):
                continue
            found.add(KINDS.get(kind, "引用的内容"), target)


def look_through_packed(content: bytes, found: References) -> None:
    """Add the references that leave the file, and note macros. `format_of` has unpacked the file once before.

    Raises RefusedError for more XML than a real document has, for entities, and for parts that can't be read.
    """
    relations, bounded = _Relations(), Bounded(MOST_ELEMENTS)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            found.has_macros = any(_is_macro(member.filename) for member in members)
            left = MOST_XML
            for member in members:
                name = member.filename
                with archive.open(member) as file:
                    start = file.read(MOST_BLANK).lstrip(b" \t\r\n")
                if not (name.lower().endswith(XML_NAMES) or start.startswith((*MARKS, GZIP))):
                    continue
                left -= member.file_size
                if left < 0:
                    message = f"里的文字内容解开后超过 {MOST_XML >> 20} MB，不像正常的文档"
                    raise RefusedError("evidence.bomb", message, AS_PDF)
                part = _unzipped(archive.read(member), left)
                if not part.strip(b"\0\t\r\n \xef\xbb\xbf\xff\xfe"):
                    continue  # old versions of LibreOffice write an empty part with settings
                relations.source = _source(name)
                is_strict = name.lower().endswith(XML_NAMES) and not name.lower().endswith(LENIENT_NAMES)
                folder = posixpath.dirname(f"/{name}")
                look_through_part(io.BytesIO(part), folder, found, relations, bounded, is_strict)
    except ZIP_ODD:
        raise RefusedError("evidence.damaged", "已损坏或不完整（打不开里面的内容）", AS_PDF) from None
    relations.judge(found)


def _source(name: str) -> str:
    """The part whose relations a `.rels` part contains; for any other part, the part itself."""
    folder, _, last = f"/{name}".rpartition("/")
    if folder.endswith("/_rels") and last.endswith(".rels"):
        return f"{folder.removesuffix('_rels')}{last.removesuffix('.rels')}"
    return f"/{name}"


def _unzipped(part: bytes, most: int) -> bytes:
    """The unpacked content of a picture that is packed a second time (.svgz); any other part unchanged."""
    if not part.startswith(GZIP):
        return part
    with gzip.GzipFile(fileobj=io.BytesIO(part)) as file:
        unpacked = file.read(most + 1)
    if len(unpacked) > most:
        raise RefusedError("evidence.bomb", "里的图片解开后大得不像正常的文档", AS_PDF)
    return unpacked if unpacked.startswith(MARKS) else b""


def _is_macro(name: str) -> bool:
    plain = name.lower()
    is_basic = plain.startswith(("basic/", "scripts/")) and not plain.endswith(("script-lc.xml", "script-lb.xml"))
    return plain.endswith("vbaproject.bin") or "/macrosheets/" in plain or is_basic


def is_standard_template(target: str) -> bool:
    """True for a standard template in any folder of the own machine; False for one on another machine or on the web."""
    path = target.replace("\\", "/")
    scheme, colon, rest = path.partition(":")
    if colon and has_scheme(path) and len(scheme) > 1:
        if scheme.casefold() != "file" or not rest.startswith("///") or rest.startswith("////"):
            return False
    elif path.startswith("//"):
        return False
    return path.rpartition("/")[2].casefold() in STANDARD_TEMPLATES
