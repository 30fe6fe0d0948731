"""Searches one XML part of an office file for elements and attributes that point outside, and reads it in pieces.

The rules compare local names only, with any prefix and any version of a namespace, because office programs are as lenient.
Entities are refused, nothing is fetched, and no tree is built.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import IO, Protocol

from lxml import etree

from formgen.dossier.evidence.outside.fields import Fields, look_at_code, look_at_formula
from formgen.dossier.evidence.outside.references import PACKAGE, References, has_scheme, leaves
from formgen.dossier.evidence.refused import AS_PDF, RefusedError
from formgen.engines.xml_prologue import PIECE, ForbiddenDeclarationError, NotXmlError, check_prologue

LINKS = frozenset(
    {
        *("a", "hyperlink", "hlinkClick", "hlinkHover", "hlinkMouseOver"),
        *("area-rectangle", "area-circle", "area-polygon", "form", "button"),
    }
)
"""Elements that are links for a person to follow. A program shows the address, and fetches nothing."""
VML = "urn:schemas-microsoft-com:vml"
CLICKS = "urn:oasis:names:tc:opendocument:xmlns:presentation:1.0"
"""The namespace of what a presentation does when a shape is clicked. An `event-listener` of it is a link, too."""
THINGS = {
    "image": "图片", "background-image": "背景图片", "fill-image": "背景图片", "list-level-style-image": "项目符号图片",
    "imagedata": "图片", "fill": "背景图片", "object": "对象", "object-ole": "对象", "plugin": "插件", "applet": "插件",
    "floating-frame": "嵌入的网页", "section-source": "链接的文档", "table-source": "链接的表格",
    "cell-range-source": "链接的表格", "template": "文档模板", "event-listener": "脚本", "script": "脚本", "sound": "声音",
    "audio": "声音", "video": "视频", "auto-reload": "自动转到的网页", "font-face-uri": "字体",
    "database-source-sql": "数据库", "database-source-query": "数据库", "database-source-table": "数据库",
    "data-mapping": "外部数据",
}  # fmt: skip
"""The names of elements with an address in messages."""
REFUSED_ELEMENTS = {
    "dde-source": "DDE 链接", "dde-link": "DDE 链接", "dde-connection": "DDE 链接", "dde-connection-decl": "DDE 链接",
    "ddeLink": "DDE 链接", "oleLink": "链接的对象", "externalBook": "链接的工作簿", "connection": "数据连接",
    "queryTable": "数据连接", "connection-resource": "数据库", "database-source-sql": "数据库",
    "database-source-query": "数据库", "database-source-table": "数据库", "mailMerge": "邮件合并的数据源",
    "source-service": "数据库",
    "altChunk": "并入的其他文档", "subDoc": "子文档",
}  # fmt: skip
"""Elements that always stand for something outside, or for a document of another kind."""
FORMULAS = frozenset(
    {
        *("f", "formula", "formula1", "formula2", "oldFormula", "definedName", "calculatedColumnFormula"),
        "totalsRowFormula",
    }
)
"""Elements whose text is a formula."""
FORMULA_ATTRIBUTES = frozenset({"formula", "condition", "expression", "base-cell-address", "cell-range-address"})
FORMULA_VALUES = frozenset({("condition", "value"), ("formatting-entry", "value"), ("cfvo", "val")})
"""Elements and their attributes that hold the formula of a conditional format."""
DATABASES = frozenset({"datasource", "database-name"})
"""Attributes that name a database: by a name that the program has for it, or by the address of its file."""
CODES = frozenset({"instrText", "delInstrText"})
BREAKS = frozenset({"tab", "br", "cr"})
"""Elements that part words within a field's code."""
TEXTS = CODES | FORMULAS | {"t", "config-item"}
"""Elements whose text is examined."""
HREF = re.compile(r"""\bhref\s*=\s*(["'])(.*?)\1""")
"""The address in an instruction that names a style sheet (xml-stylesheet, W3C)."""
URL = re.compile(r"url\(", re.IGNORECASE)
ESCAPED = re.compile(r"\\([0-9A-Fa-f]{1,6})[ \t\r\n\f]?")
MOST_CODE = 0x10FFFF
"""An address in a style, and a character that a style writes as a number (CSS Syntax 3, 4.3.7)."""
XML = "http://www.w3.org/XML/1998/namespace"
SOURCES = frozenset({"src", "image-data", "althref", "archive", "codebase"})
"""Attributes, besides `href`, that name a file to show."""


class Uses(Protocol):
    """Receives the relations of parts, and the ids of relations that a part uses for more than a link that a person follows."""

    def relation(self, attributes: Mapping[str, str]) -> None:
        """A relation that a `.rels` part defines."""

    def use(self, relation: str) -> None:
        """A relation is used."""


class Bounded:
    """Counts the elements of a file, which may have only so many."""

    def __init__(self, most: int) -> None:
        self._left = most

    def one(self) -> None:
        """Count an element. Raises RefusedError if there are too many."""
        self._left -= 1
        if self._left < 0:
            raise RefusedError("evidence.bomb", "里的内容多得不像正常的文档", AS_PDF)


@lru_cache(maxsize=4096)
def parted(name: str) -> tuple[str, str]:
    """A name's namespace and its local part."""
    space, _, local = name.rpartition("}")
    return space.lstrip("{"), local.rpartition(":")[2]


class _PartTarget:
    """Receives the elements of the part from lxml."""

    def __init__(self, folder: str, found: References, uses: Uses, bounded: Bounded) -> None:
        self._folder, self._found, self._uses, self._bounded = folder, found, uses, bounded
        self._fields = Fields(found)
        self._text: list[str] | None = None
        self._config = ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._bounded.one()
        space, local = parted(tag)
        if local == "svg":
            self._folder = ""  # an SVG picture is not packed, so every name in it means another file
        is_css = local == "style" and not self._folder  # of an SVG picture
        self._text = [] if is_css or (local in TEXTS and (local != "t" or self._fields.is_open)) else None
        if local in REFUSED_ELEMENTS:
            self._found.add(
                REFUSED_ELEMENTS[local], next((value for value in attributes.values() if has_scheme(value)), "")
            )
        if local == "fldChar":
            self._field(attributes)
        elif local in BREAKS and self._fields.is_open:
            self._fields.text(" ")
        elif local == "config-item":
            self._config = next((value for key, value in attributes.items() if parted(key)[1] == "name"), "")
        elif local == "Relationship":
            self._uses.relation(attributes)
            return
        elif local in ("module", "library-embedded"):
            self._found.has_macros = True
        for key, value in attributes.items():
            self._attribute(space, local, *parted(key), value)

    def _attribute(self, space: str, local: str, key_space: str, key: str, value: str) -> None:
        if key == "href":
            is_link = local in LINKS or (local == "event-listener" and space == CLICKS)
            is_link |= space == VML and not key_space and local not in ("imagedata", "fill")
            if not is_link and leaves(value, self._folder):
                self._found.add(THINGS.get(local, "引用的内容"), value)
        elif key in SOURCES:
            if value.strip() and (space == VML or leaves(value, self._folder)):
                self._found.add(THINGS.get(local, "引用的内容"), value)
        elif key == "relid" or key_space.endswith("/relationships"):
            if local not in LINKS:
                self._uses.use(value)
        elif (key in DATABASES and has_scheme(value)) or (key == "datasource" and value and local == "form"):
            self._found.add("数据库", value)
        elif key in FORMULA_ATTRIBUTES or (local, key) in FORMULA_VALUES:
            look_at_formula(value, self._found)
        elif key == "instr":
            look_at_code(value, self._found)
        elif key == "Type" and local == "OLEObject" and value.strip().casefold() == "link":
            self._found.add("链接的对象")
        elif key == "base" and key_space == XML:
            if leaves(value, self._folder or PACKAGE):
                self._found.add("引用的内容", value)
        elif not self._folder and not _is_own(value):
            self._found.add("引用的内容", value)

    def _field(self, attributes: Mapping[str, str]) -> None:
        kind = next((value for key, value in attributes.items() if parted(key)[1] == "fldCharType"), "")
        steps: dict[str, Callable[[], None]] = {
            "begin": self._fields.begin, "separate": self._fields.separate, "end": self._fields.end
        }  # fmt: skip
        if kind in steps:
            steps[kind]()

    def data(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def end(self, tag: str) -> None:
        if self._text is None:
            return
        local, text = parted(tag)[1], "".join(self._text)
        self._text = None
        if local in CODES:
            self._fields.code(text)
        elif local == "t":
            self._fields.text(text)  # a program takes any text before the separator as code
        elif local in FORMULAS:
            look_at_formula(text, self._found)
        elif local == "config-item" and self._config.endswith("URL") and _is_elsewhere(text):
            self._found.add("设置里的地址", text)
        elif local == "style" and ("@import" in text.casefold() or not _is_own(text)):
            self._found.add("样式表", text.strip())

    def pi(self, target: str, data: str | None) -> None:
        """A style sheet that is not in the part; nothing else is asked for in this way."""
        named = HREF.search(data or "") if target == "xml-stylesheet" else None
        if named is not None and leaves(named[2], self._folder):
            self._found.add("样式表", named[2])

    def close(self) -> None:
        self._fields.close()


def look_through_part(
    file: IO[bytes], folder: str, found: References, uses: Uses, bounded: Bounded, is_strict: bool = True
) -> None:
    """Search one part.

    folder     the folder inside the packed file from which the part's references count; empty for a file that is not packed
    is_strict  False for a part that may be faulty XML: then as much as possible is read

    Raises RefusedError for entities and for too many elements; if `is_strict`, also for a part that is not XML.
    """
    _refuse_entities(file, is_strict)
    file.seek(0)
    parser = etree.XMLParser(
        target=_PartTarget(folder, found, uses, bounded),
        resolve_entities="internal",  # with another value, `&amp;` in an attribute would arrive as `&#38;`
        no_network=True,
        load_dtd=False,
        recover=not is_strict,
        huge_tree=False,
    )
    try:
        while piece := file.read(PIECE):
            parser.feed(piece)
        parser.close()
    except (etree.XMLSyntaxError, LookupError, UnicodeError, AssertionError):
        if is_strict:
            raise RefusedError("evidence.damaged", "已损坏或不完整（里面的内容读不出来）", AS_PDF) from None


def _is_elsewhere(text: str) -> bool:
    return (
        text.strip().casefold().startswith(("http:", "https:", "ftp:", "smb:", "dav:", "davs:", "file:", "//", "\\\\"))
    )


def _is_own(value: str) -> bool:
    """True if every `url(…)` of a style means something in the same file."""
    plain = ESCAPED.sub(lambda found: chr(min(int(found[1], 16), MOST_CODE)), value) if "\\" in value else value
    named = [part.strip(" \t\r\n\"'") for part in URL.split(plain)[1:]]
    return all(name.casefold().startswith(("#", "data:")) for name in named)


def _refuse_entities(file: IO[bytes], is_strict: bool) -> None:
    try:
        check_prologue(file, may_have_document_type=True)
    except ForbiddenDeclarationError:
        raise RefusedError("evidence.bomb", "里有正常文档不会有的定义（XML 实体）", AS_PDF) from None
    except NotXmlError:
        if is_strict:
            raise RefusedError("evidence.damaged", "已损坏或不完整（里面的内容读不出来）", AS_PDF) from None
