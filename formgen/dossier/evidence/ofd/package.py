"""Reads the parts of an OFD, which is a ZIP file, and the XML in them. It never looks for anything outside this file.

A place is relative to the folder of the part that names it, or to the root if it begins with `/` (GB/T 33190, 7.3,
ST_Loc). Many programs do not follow this rule. So a place is also tried from the root, and capital and small letters
count as the same.
"""

from __future__ import annotations

import io
import posixpath
import zipfile

from lxml import etree

from formgen.dossier.evidence.formats import ZIP_ODD
from formgen.dossier.evidence.ofd.values import Node, damaged
from formgen.dossier.evidence.outside.references import has_scheme
from formgen.dossier.evidence.refused import RefusedError
from formgen.engines.xml_prologue import ForbiddenDeclarationError, NotXmlError, check_prologue

MOST_XML = 64 << 20
"""How many bytes of XML may be read in all. This is enough for about ten thousand pages."""
MOST_READ = 512 << 20
"""How many bytes of all parts may be read in all. A part counts each time that it is read."""


class OfdPackage:
    """The parts of an OFD."""

    def __init__(self, content: bytes) -> None:
        """Open the file. Raises RefusedError if it is not a ZIP file."""
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
        except ZIP_ODD:
            raise damaged("打不开里面的内容") from None
        plain = [(name.replace("\\", "/").lstrip("/"), name) for name in self._archive.namelist()]
        self._names = {shown.casefold(): name for shown, name in reversed(plain)} | dict(reversed(plain))
        self._xml_left, self._left = MOST_XML, MOST_READ

    def find(self, place: str, folder: str) -> str | None:
        """The part at a place, as its path from the root; None if there is none.

        place   the place as the OFD gives it
        folder  the folder of the part that names the place, as a path from the root

        Raises RefusedError for a place outside the file.
        """
        place = place.strip().replace("\\", "/")
        if has_scheme(place) or place.startswith("//"):
            raise RefusedError(
                "evidence.linked", "里的内容在别的文件或网址上", "请用 OFD 阅读器打开，核对后打印（另存）成 PDF 再提供"
            )
        tried = [place.lstrip("/")] if place.startswith("/") else [posixpath.join(folder, place), place]
        tried = [posixpath.normpath(one) for one in tried]
        for one in tried:
            if one in self._names or one.casefold() in self._names:
                return one
        if all(one.startswith("..") for one in tried):
            raise RefusedError(
                "evidence.linked", "里的内容在这个文件以外", "请用 OFD 阅读器打开，核对后打印（另存）成 PDF 再提供"
            )
        return None

    def read(self, path: str) -> bytes:
        """The bytes of a part. path: its path from the root, as `find` returns it.

        Raises RefusedError if the part is damaged, or if more is read in all than from any real file.
        """
        try:
            content = self._archive.read(self._names.get(path) or self._names[path.casefold()])
        except ZIP_ODD:
            raise damaged("打不开里面的内容") from None
        self._left -= len(content)
        if self._left < 0:
            raise RefusedError(
                "evidence.bomb", "里的内容多得不像正常的文件", "请用 OFD 阅读器打印（另存）成 PDF 再提供"
            )
        return content

    def xml(self, place: str, folder: str) -> tuple[Node, str]:
        """The XML at a place, and the folder to which the places in this XML are relative.

        Raises RefusedError if the part is missing or can't be read.
        """
        path = self.find(place, folder)
        if path is None:
            raise damaged(f"缺少 {posixpath.basename(place)}")
        content = self.read(path)
        self._xml_left -= len(content)
        if self._xml_left < 0:
            raise RefusedError(
                "evidence.bomb", "里的文字内容多得不像正常的文件", "请用 OFD 阅读器打印（另存）成 PDF 再提供"
            )
        return Node(_parsed(content)), posixpath.dirname(path)


def _parsed(content: bytes) -> etree._Element:
    try:
        check_prologue(io.BytesIO(content), may_have_document_type=False)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
        )
        root = etree.fromstring(content, parser)
    except ForbiddenDeclarationError:
        raise RefusedError(
            "evidence.bomb", "里有正常文件不会有的定义（XML 实体）", "请用 OFD 阅读器打印（另存）成 PDF 再提供"
        ) from None
    except (NotXmlError, etree.XMLSyntaxError, LookupError, UnicodeError, ValueError):
        raise damaged("里面的内容读不出来") from None
    return root
