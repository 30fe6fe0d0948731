"""A Word file under the names that all that reads it expects: a document, whose text stands in `word/document.xml`.

Word on the web writes `word/document2.xml`. Templates (.dotx), and files that may have macros and have none, are documents, too.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace

from lxml import etree

from formgen.render.word.package import DOCUMENT, PARSER, PackagePart, WordPackage

_KINDS, _LINKS = "[Content_Types].xml", "_rels/.rels"
_MAIN_KINDS = re.compile(
    rb"application/vnd\.(?:openxmlformats-officedocument\.wordprocessingml\.template"
    rb"|ms-word\.document\.macroEnabled|ms-word\.template\.macroEnabledTemplate)\.main\+xml"
)
_DOCUMENT_KIND = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
"""What a file says that it is. Word opens a template as a new document without a name."""


def with_usual_parts(package: WordPackage) -> WordPackage:
    """The file as a document with its text in the usual part. A file that does not say where its text stands stays as it is."""
    names = {part.name for part in package.parts}
    main = _main_part(package)
    renamed: dict[str, str] = {}
    if main is not None and main in names and DOCUMENT not in names and posixpath.dirname(main) == "word":
        renamed = {main: DOCUMENT, _links_of(main): _links_of(DOCUMENT)}
    parts = []
    for part in package.parts:
        content = part.content
        if part.name == _KINDS:
            content = _MAIN_KINDS.sub(_DOCUMENT_KIND, content)
        if main is not None and renamed and part.name in (_KINDS, _LINKS):
            content = content.replace(f'{main}"'.encode(), f'{DOCUMENT}"'.encode())
            content = content.replace(f"{main}'".encode(), f"{DOCUMENT}'".encode())
        parts.append(replace(part, name=renamed.get(part.name, part.name), content=content))
    return WordPackage(package.name, tuple(parts))


def _links_of(part: str) -> str:
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels"


def _main_part(package: WordPackage) -> str | None:
    """The name of the part with the document, as the file itself says it; None if it does not."""
    links = next((part for part in package.parts if part.name == _LINKS), None)
    return None if links is None else _target(links)


def _target(links: PackagePart) -> str | None:
    try:
        root = etree.fromstring(links.content, PARSER)
    except etree.XMLSyntaxError:
        return None
    said = (one for one in root if (one.get("Type") or "").endswith("/officeDocument"))
    return next((target.lstrip("/") for one in said if (target := one.get("Target"))), None)
