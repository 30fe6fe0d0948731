"""Which list of a Word file a paragraph belongs to, whose numbers Word counts: by its own properties, or by its style."""

from __future__ import annotations

from lxml import etree

from formgen.foundation.errors import DefinitionError
from formgen.render.word.package import WordPackage, attribute, tag

ListLevel = tuple[str, int]
"""The number of a list (`w:numId`), and a level of it, counted from 0."""


class ParagraphLists:
    """The lists of the paragraphs of one file.

    styles  its styles by their ids
    """

    def __init__(self, package: WordPackage) -> None:
        try:
            styles = package.styles
        except DefinitionError:
            styles = etree.Element("none")
        self.styles = {attribute(one, "styleId"): one for one in styles.iter(tag("style"))}

    def of(self, paragraph: etree._Element) -> ListLevel | None:
        """The list of a paragraph (`w:p`) and its level there; None for a paragraph without a number."""
        properties = paragraph.find(tag("pPr"))
        found = _said(properties)
        name = None if properties is None else value_below(properties, "pStyle")
        for _ in self.styles:  # styles rest on one another; a circle of them ends here
            if found is not None or name not in self.styles:
                break
            style = self.styles[name]
            found, name = _said(style.find(tag("pPr"))), value_below(style, "basedOn")
        return None if found is None or found[0] == "0" else found


def value_below(element: etree._Element, name: str) -> str | None:
    """What the element of this name directly below an element says; None if there is none, or if it says nothing."""
    below = element.find(tag(name))
    return None if below is None else attribute(below, "val")


def _said(properties: etree._Element | None) -> ListLevel | None:
    """The list and the level that properties of a paragraph or of a style say; None if they say none."""
    said = None if properties is None else properties.find(tag("numPr"))
    list_id = None if said is None else value_below(said, "numId")
    if said is None or list_id is None:
        return None
    level = value_below(said, "ilvl") or "0"
    return list_id, int(level) if level.isdecimal() else 0
