"""Gives boxes and ticks the face that has them, before LibreOffice lays a Word file out.

LibreOffice 7.4 loses a ☑ that stands behind spaces if the face of its run lacks it: nothing is drawn, and nothing is told. So each box
becomes a run of its own in the face that has boxes. Only what LibreOffice gets is changed, never a Word file that people get.
"""

from __future__ import annotations

import copy
import re

from lxml import etree

from formgen.render.word.package import WordPackage, tag
from formgen.render.word.slots import RUN_PROPERTIES, SPACE, R, T

BOX_FACE = "Gw Form"
BOXES = re.compile("([□☑☐]+)")
FACES, SLOTS_OF_FACES = tag("rFonts"), ("ascii", "hAnsi", "eastAsia", "cs")


def with_boxes_in_their_face(package: WordPackage) -> WordPackage:
    """The Word file with a face for its boxes; the same one if it has none."""
    if not any(BOXES.search(text.text or "") for text in package.document.iter(T)):
        return package
    root = copy.deepcopy(package.document)
    for run in [run for run in root.iter(R) if any(BOXES.search(text.text or "") for text in run.iterchildren(T))]:
        _part(run)
    return package.with_document(root)


def _part(run: etree._Element) -> None:
    """Part a run at its boxes."""
    properties = run.find(RUN_PROPERTIES)
    made = [_like(properties)]
    for child in run:
        if child.tag == RUN_PROPERTIES:
            continue
        if child.tag != T or not BOXES.search(child.text or ""):
            made[-1].append(copy.deepcopy(child))
            continue
        text = child.text or ""
        for words in BOXES.split(text if child.get(SPACE) == "preserve" else text.strip(" \t\r\n")):
            if not words:
                continue
            part = _like(properties)
            if BOXES.fullmatch(words):
                _give_face(part)
            element = etree.SubElement(part, T)
            element.text = words
            element.set(SPACE, "preserve")
            made.append(part)
        made.append(_like(properties))
    for one in made:
        if any(child.tag != RUN_PROPERTIES for child in one):
            run.addprevious(one)
    parent = run.getparent()
    assert parent is not None, "a run in a document has a parent"
    parent.remove(run)


def _like(properties: etree._Element | None) -> etree._Element:
    """An empty run with these properties."""
    run = etree.Element(R)
    if properties is not None:
        run.append(copy.deepcopy(properties))
    return run


def _give_face(run: etree._Element) -> None:
    properties = run.find(RUN_PROPERTIES)
    if properties is None:
        properties = etree.SubElement(run, RUN_PROPERTIES)
    for element in properties.findall(FACES):
        properties.remove(element)
    faces = etree.Element(FACES)
    for name in SLOTS_OF_FACES:
        faces.set(tag(name), BOX_FACE)
    properties.insert(0, faces)
