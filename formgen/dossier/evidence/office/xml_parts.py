"""Reads the XML parts of an office file element by element, without a tree, for modules that search them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

from lxml import etree

from formgen.dossier.evidence.formats import ZIP_ODD
from formgen.dossier.evidence.outside.xml_part import parted

Attributes = Mapping[str, str]
"""The attributes of an element, by their local names."""


class Watcher:
    """Receives the elements of a part with their local names. A subclass overrides only the methods that it needs."""

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""

    def end(self, name: str, text: str) -> None:
        """An element ends. text: what stands before its end and behind its last child; all its text if it has no child."""


class _PassingTarget:
    """Passes the events of lxml's parser on to a watcher."""

    def __init__(self, watcher: Watcher) -> None:
        self._watcher = watcher
        self._text: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._text.clear()
        self._watcher.start(parted(tag)[1], {parted(key)[1]: value for key, value in attributes.items()})

    def data(self, text: str) -> None:
        self._text.append(text)

    def end(self, tag: str) -> None:
        self._watcher.end(parted(tag)[1], "".join(self._text))
        self._text.clear()

    def close(self) -> None:
        """The parser calls this at the end. There is no result."""


def watch(content: bytes, wanted: re.Pattern[str], watcher: Watcher) -> int:
    """Read the parts of a packed file whose names match `wanted`, or a file that is itself XML. Returns the number of parts read.

    A part that can't be read is left out, because `look_through` has refused such files before.
    """
    if not content.startswith(b"PK"):
        return _read(content, watcher) if content[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") else 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return sum(_read(archive.read(name), watcher) for name in archive.namelist() if wanted.fullmatch(name))
    except ZIP_ODD:
        return 0


def _read(part: bytes, watcher: Watcher) -> int:
    parser = etree.XMLParser(
        target=_PassingTarget(watcher), resolve_entities="internal", no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        etree.parse(io.BytesIO(part), parser)
    except (etree.XMLSyntaxError, LookupError, UnicodeError, AssertionError):
        return 0
    return 1
