"""Protects the fixed words of a Word form, so that only its controls can be changed, and Tab goes from one to the next.

This is Word's protection for forms (限制编辑：填写窗体). The other way, a locked group around the whole text, protects the words
as well, but there the Tab key stops at every cell of a table, and WPS and LibreOffice do not know it. No password is set: whoever
must change the form can lift the protection.
"""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from formgen.render.word.package import PARSER, WordPackage, tag

SETTINGS = "word/settings.xml"
PROTECTION = tag("documentProtection")
BEFORE = frozenset(map(tag, (
    "writeProtection", "view", "zoom", "removePersonalInformation", "removeDateAndTime", "doNotDisplayPageBoundaries",
    "displayBackgroundShape", "printPostScriptOverText", "printFractionalCharacterWidth", "printFormsData",
    "embedTrueTypeFonts", "embedSystemFonts", "saveSubsetFonts", "saveFormsData", "mirrorMargins",
    "alignBordersAndEdges", "bordersDoNotSurroundHeader", "bordersDoNotSurroundFooter", "gutterAtTop", "hideSpellingErrors",
    "hideGrammaticalErrors", "activeWritingStyle", "proofState", "formsDesign", "attachedTemplate", "linkStyles",
    "stylePaneFormatFilter", "stylePaneSortMethod", "documentType", "mailMerge", "revisionView", "trackRevisions",
    "doNotTrackMoves", "doNotTrackFormatting",
)))  # fmt: skip
"""What stands before w:documentProtection in the settings (ECMA-376, CT_Settings)."""


def protected(package: WordPackage) -> WordPackage:
    """The Word file with its words protected. Raises DefinitionError if it has no settings."""
    root = etree.fromstring(package.part(SETTINGS), PARSER)
    for old in root.findall(PROTECTION):
        root.remove(old)
    protection = etree.Element(PROTECTION)
    protection.set(tag("edit"), "forms")
    protection.set(tag("enforcement"), "1")
    root.insert(sum(1 for one in root if one.tag in BEFORE), protection)
    content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    parts = tuple(replace(part, content=content) if part.name == SETTINGS else part for part in package.parts)
    return replace(package, parts=parts)
