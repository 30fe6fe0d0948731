"""A Word file as LibreOffice gets it: boxes in a face that has them, indents in twips, kerning by size, and no fonts but ours.

Only what LibreOffice gets is changed, never a Word file that people get.
"""

from __future__ import annotations

import copy
from dataclasses import replace

from lxml import etree

from formgen.render.layout.properties import Faults, Styles, half_points
from formgen.render.office.own_face import with_boxes_in_their_face
from formgen.render.word.package import DOCUMENT, PARSER, STYLES, WordPackage, attribute, tag

FONT_TABLE = "word/fontTable.xml"
EMBEDDED = tuple(tag(name) for name in ("embedRegular", "embedBold", "embedItalic", "embedBoldItalic"))
SMALLEST = 1.0
"""A size (pt) that all letters have."""
USUAL_SIZE = 10.5
"""The size (pt) of a text whose file says none: 五号, as Word writes it into a new Chinese document."""


def for_layout(package: WordPackage) -> WordPackage:
    """The Word file as LibreOffice gets it."""
    return with_boxes_in_their_face(_with_kerning_by_size(_with_measured_indents(_without_fonts(package))))


def _without_fonts(package: WordPackage) -> WordPackage:
    """The file without the fonts that it brings: its blanks are filled with our faces, which would look different beside them."""
    parts = []
    for part in package.parts:
        if part.name == FONT_TABLE and b"embed" in part.content:
            root = etree.fromstring(part.content, PARSER)
            for element in list(root.iter(*EMBEDDED)):
                if (parent := element.getparent()) is not None:
                    parent.remove(element)
            part = replace(part, content=etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
        parts.append(part)
    return WordPackage(package.name, tuple(parts))


def _with_measured_indents(package: WordPackage) -> WordPackage:
    """The file with each first line's indent in twips, too, where it is given in characters alone: LibreOffice reads no other."""
    if not any(_characters(indent) for indent in package.document.iter(tag("ind"))):
        return package
    styles = Styles(package.styles, Faults(package.name)) if any(one.name == STYLES for one in package.parts) else None
    root = copy.deepcopy(package.document)
    for paragraph in root.iter(tag("p")):
        properties = paragraph.find(tag("pPr"))
        indent = None if properties is None else properties.find(tag("ind"))
        characters = 0 if indent is None else _characters(indent)
        if indent is None or not characters:
            continue
        size = None
        if styles is not None:
            look = styles.paragraph(properties, "")
            run = paragraph.find(tag("r"))
            size = styles.run(look, None if run is None else run.find(tag("rPr")), "").size
        indent.set(tag("firstLine"), str(round(characters / 100 * (size or USUAL_SIZE) * 20)))
    return package.with_document(root)


def _with_kerning_by_size(package: WordPackage) -> WordPackage:
    """The file with `w:kern` off in runs whose letters are smaller than it says: LibreOffice kerns them at any size."""
    if not kerns_by_size(package):
        return package
    has_styles = any(part.name == STYLES for part in package.parts)
    styles = Styles(package.styles if has_styles else etree.Element(tag("styles")), Faults(package.name))
    root = copy.deepcopy(package.document)
    for paragraph in root.iter(tag("p")):
        look = styles.paragraph(paragraph.find(tag("pPr")), "")
        for run in paragraph.iter(tag("r")):
            properties = run.find(tag("rPr"))
            own = styles.run(look, properties, "")
            if own.kerned_from and not replace(own, size=own.size or USUAL_SIZE).kerned:
                if properties is None:
                    properties = etree.Element(tag("rPr"))
                    run.insert(0, properties)
                kern = properties.find(tag("kern"))
                if kern is None:
                    kern = etree.SubElement(properties, tag("kern"))
                kern.set(tag("val"), "0")
    return package.with_document(root)


def kerns_by_size(package: WordPackage) -> bool:
    """True if a file kerns letters from a size on that some of its letters may not reach. Word itself writes 1 pt, for all letters."""
    return any(
        part.name in (DOCUMENT, STYLES)
        and b":kern " in part.content
        and any((half_points(kern) or 0) > SMALLEST for kern in package.tree(part.name).iter(tag("kern")))
        for part in package.parts
    )


def _characters(indent: etree._Element) -> int:
    """The indent of a first line in hundredths of a character; 0 if it is given in twips, too, or not at all."""
    said = attribute(indent, "firstLineChars") or ""
    return int(said) if said.isdigit() and attribute(indent, "firstLine") is None else 0
