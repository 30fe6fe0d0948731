"""A Word file as its parts. It is read with limits, and written in the same way each time."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, replace
from functools import cached_property

from lxml import etree

from formgen.foundation.errors import DefinitionError, DefinitionFault
from formgen.render.word.zipping import pack, zipped

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DOCUMENT, STYLES = "word/document.xml", "word/styles.xml"
MOST_BYTES = 64 * 1024 * 1024
"""The most that a Word file may unpack to: a form is far below a megabyte, a zip bomb far above."""
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_blank_text=False)


def tag(name: str) -> str:
    """The full name of a WordprocessingML element or attribute, e.g. `tag("p")`."""
    return f"{{{WORD}}}{name}"


def attribute(element: etree._Element, name: str) -> str | None:
    """The value of a w: attribute; None if it is not given."""
    value = element.get(tag(name))
    return None if value is None else str(value)


@dataclass(frozen=True)
class PackagePart:
    """One file inside a Word file."""

    name: str
    content: bytes


@dataclass(frozen=True)
class WordPackage:
    """A Word file: `name` for messages, its parts in their order. Parsed trees are read-only: copy before changing."""

    name: str
    parts: tuple[PackagePart, ...]

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        """Computed once: what is derived from a template is looked up by it for each paper."""
        return hash((self.name, self.parts))

    def part(self, name: str) -> bytes:
        """A part's content; DefinitionError if the file has no such part."""
        for part in self.parts:
            if part.name == name:
                return part.content
        raise DefinitionError([DefinitionFault(self.name, name, "Word 文件里缺少这一部分，文件可能已损坏")])

    def tree(self, name: str) -> etree._Element:
        """A part as XML, parsed anew; DefinitionError if the file has no such part, or if it is no XML."""
        try:
            return etree.fromstring(self.part(name), PARSER)
        except etree.XMLSyntaxError as error:
            raise DefinitionError([DefinitionFault(self.name, name, f"不是正确的 XML：{error.msg}")]) from error

    @cached_property
    def document(self) -> etree._Element:
        """The root of word/document.xml."""
        return self.tree(DOCUMENT)

    @cached_property
    def styles(self) -> etree._Element:
        """The root of word/styles.xml."""
        return self.tree(STYLES)

    def with_document(self, root: etree._Element) -> WordPackage:
        """The same file with another word/document.xml."""
        content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        parts = tuple(replace(part, content=content) if part.name == DOCUMENT else part for part in self.parts)
        return WordPackage(self.name, parts)

    def to_bytes(self) -> bytes:
        """The .docx. The same parts always give the same bytes: fixed times, fixed order."""
        return zipped(pack(part.name, part.content) for part in self.parts)


def read_package(content: bytes, name: str) -> WordPackage:
    """Read a .docx from its bytes. Raises DefinitionError for what is not a Word file, or unpacks to more than 64 MiB."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if sum(entry.file_size for entry in entries) > MOST_BYTES:
                raise DefinitionError([DefinitionFault(name, "", "解压后超过 64 MB，不是一份正常的 Word 文件")])
            return WordPackage(name, tuple(PackagePart(entry.filename, archive.read(entry)) for entry in entries))
    except (zipfile.BadZipFile, EOFError, RuntimeError, NotImplementedError, OSError) as error:
        raise DefinitionError([DefinitionFault(name, "", "不是 Word 文件（.docx），或文件已损坏")]) from error
