"""Which faces a Word file asks for, and which of ours stand for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from formgen.foundation.errors import DefinitionError
from formgen.render.layout.faces import used_face
from formgen.render.layout.properties import Faults, Styles
from formgen.render.word.package import PARSER, WordPackage, attribute, tag

THEME = "word/theme/theme1.xml"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_CHINESE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
_LATIN = re.compile("[A-Za-z0-9]")
_TEXTS = re.compile(r"word/(?:document|header\d*|footer\d*)\.xml")


@dataclass(frozen=True)
class ReplacedFace:
    """A face that a Word file asks for, and the family of ours that is used."""

    asked: str
    used: str


def replaced_faces(package: WordPackage, office: bool) -> tuple[ReplacedFace, ...]:
    """The faces that the words and slots of a Word file ask for, each once, in their order. office: LibreOffice lays it out."""
    return tuple(dict.fromkeys(_Asked(package, office).faces()))


class _Asked:
    def __init__(self, package: WordPackage, office: bool) -> None:
        self._package, self._office = package, office
        self._theme = next((part.content for part in package.parts if part.name == THEME), None)
        try:
            self._styles: Styles | None = Styles(package.styles, Faults(package.name))
        except DefinitionError:
            self._styles = None

    def faces(self) -> Iterator[ReplacedFace]:
        for part in self._package.parts:
            if not _TEXTS.fullmatch(part.name):
                continue
            for paragraph in etree.fromstring(part.content, PARSER).iter(tag("p")):
                for run in paragraph.iter(tag("r")):
                    yield from self._run(paragraph, run)

    def _run(self, paragraph: etree._Element, run: etree._Element) -> Iterator[ReplacedFace]:
        text = "".join(one.text or "" for one in run.iter(tag("t")))
        slot = "{{" in text
        for name, theme, pattern in (("eastAsia", "eastAsiaTheme", _CHINESE), ("ascii", "asciiTheme", _LATIN)):
            asked = self._asked(paragraph, run, name, theme) if slot or pattern.search(text) else None
            if asked:
                yield ReplacedFace(asked, used_face(asked, name == "eastAsia", self._office))

    def _asked(self, paragraph: etree._Element, run: etree._Element, name: str, theme: str) -> str | None:
        """The face of a run for one kind of characters: what the last of all layers says. None if none says any."""
        found: str | None = None
        for properties in self._layers(paragraph, run):
            fonts = properties.find(tag("rFonts"))
            if fonts is None:
                continue
            found = self._of_theme(attribute(fonts, theme)) or attribute(fonts, name) or found
        return found

    def _layers(self, paragraph: etree._Element, run: etree._Element) -> Iterator[etree._Element]:
        """The run properties that count for a run, the weakest first."""
        own = run.find(tag("rPr"))
        if self._styles is not None:
            yield from self._styles.root.iterfind(f"{tag('docDefaults')}/{tag('rPrDefault')}/{tag('rPr')}")
            for element, kind, name in (
                (paragraph.find(tag("pPr")), "paragraph", "pStyle"),
                (own, "character", "rStyle"),
            ):
                named = None if element is None else element.find(tag(name))
                style = None if named is None else attribute(named, "val")
                for one in self._styles.chain(style, kind):
                    yield from one.iterfind(tag("rPr"))
        if own is not None:
            yield own

    def _of_theme(self, said: str | None) -> str | None:
        """The face that a theme gives for `minorEastAsia`, `majorHAnsi` and their like; None if it gives none."""
        if said is None or self._theme is None:
            return None
        kind = etree.fromstring(self._theme, PARSER).find(f".//{_DRAWING}{said[:5]}Font")
        if kind is None:
            return None
        if "EastAsia" not in said:
            latin = kind.find(f"{_DRAWING}latin")
            return None if latin is None else latin.get("typeface") or None
        own = kind.find(f"{_DRAWING}ea")
        if own is not None and own.get("typeface"):
            return str(own.get("typeface"))
        written = (one for one in kind.iter(f"{_DRAWING}font") if one.get("script") == "Hans")
        return next((str(one.get("typeface")) for one in written), None)
