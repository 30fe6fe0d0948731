"""Puts pictures into the boxes of a form's Word file.

A box is the cell in which its slot stands. It then holds the picture alone, in its middle, with room above and below it so that
the cell stays as high as it was: nothing else on the page moves. Lengths are mm, where Word's own are not named.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from lxml import etree

from formgen.foundation.errors import DefinitionError, DefinitionFault
from formgen.render.word.package import PARSER, PackagePart, WordPackage, tag
from formgen.render.word.slots import P, R, SlotPlace, find_places
from formgen.scheme.slots import Slot

EMU, TWIPS = 36000, 1440 / 25.4
"""English metric units, and twentieths of a point, in a millimetre."""
SPARE = 0.8
"""Millimetres of a box's height that stay empty: what programs add to the line of a picture."""
ABOVE = 0.5
"""Millimetres that part the picture from the line above it: of what `formgen.importing.finding.picture_boxes` leaves at the edges."""
_RELATIONS, _TYPES = "word/_rels/document.xml.rels", "[Content_Types].xml"
_IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
_CELL = tag("tc")
_DRAWING = (
    '<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>'
    '<wp:docPr id="{number}" name="{name}" descr="{words}"/><wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/>'
    '</wp:cNvGraphicFramePr><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:pic><pic:nvPicPr><pic:cNvPr id="{number}" name="{name}" descr="{words}"/><pic:cNvPicPr/></pic:nvPicPr>'
    '<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
    '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>'
)
_FIRST_NUMBER = 9001
"""The number of the first picture among the drawings of the file, above those that a form has."""


@dataclass(frozen=True, slots=True)
class SlotPicture:
    """A picture for the slots of an id: a JPEG, its size on paper (mm), the box that it fits, and what it shows, in words."""

    slot: str
    content: bytes = field(repr=False)
    width: float
    height: float
    box: tuple[float, float]
    words: str


def with_pictures(package: WordPackage, slots: tuple[Slot, ...], pictures: Sequence[SlotPicture]) -> WordPackage:
    """A filled Word file with these pictures in its boxes. Raises DefinitionError for one whose slot is not in the file."""
    if not pictures:
        return package
    root = copy.deepcopy(package.document)
    places = [place for place in find_places(root, slots) if place is not None]
    parts: list[PackagePart] = []
    relations: list[str] = []
    number = 0
    for index, picture in enumerate(pictures, 1):
        found = [place for place in places if place.id == picture.slot]
        if not found:
            message = "Word 模板里没有放这张图片的地方"
            raise DefinitionError([DefinitionFault(package.name, picture.slot, message)])
        name, relation = f"media/picture{index}.jpeg", f"formgenPicture{index}"
        parts.append(PackagePart(f"word/{name}", picture.content))
        relations.append(f'<Relationship Id="{relation}" Type="{_IMAGE}" Target="{name}"/>')
        for place in found:
            number += 1
            _put(place, picture, relation, _FIRST_NUMBER + number)
    made = package.with_document(root)
    changed = tuple(_with_names(part, relations) for part in made.parts)
    return WordPackage(package.name, (*changed, *parts))


def _put(place: SlotPlace, picture: SlotPicture, relation: str, number: int) -> None:
    """Put a picture into a place, and take out what else stands in its cell."""
    place.write(picture.words)  # it becomes one run, without the words of the blank
    run = place.runs[0]
    for child in list(run):
        run.remove(child)
    properties = etree.SubElement(run, tag("rPr"))
    _set(properties, "sz", val="2")
    run.append(etree.fromstring(_drawing(picture, relation, number), PARSER))
    paragraph = next(run.iterancestors(P))
    for other in [one for one in paragraph.iter(R) if one is not run]:
        if (parent := other.getparent()) is not None:
            parent.remove(other)
    cell = next(paragraph.iterancestors(_CELL), None)
    for other in [] if cell is None else cell.findall(P):
        if other is not paragraph:
            cell.remove(other)  # type: ignore[union-attr]
    _settle(paragraph, picture)


def _settle(paragraph: etree._Element, picture: SlotPicture) -> None:
    """Give the paragraph of a picture the height of its box."""
    old = paragraph.find(tag("pPr"))
    if old is not None:
        paragraph.remove(old)
    room = max(0.0, (picture.box[1] - SPARE - picture.height) / 2)
    properties = etree.Element(tag("pPr"))
    _set(properties, "snapToGrid", val="0")
    above, below = str(int((room + ABOVE) * TWIPS)), str(int(room * TWIPS))
    _set(
        properties,
        "spacing",
        before=above,
        beforeAutospacing="0",
        after=below,
        afterAutospacing="0",
        line="240",
        lineRule="auto",
    )
    _set(properties, "ind", left="0", right="0", firstLine="0", leftChars="0", rightChars="0", firstLineChars="0")
    _set(properties, "jc", val="center")
    _set(etree.SubElement(properties, tag("rPr")), "sz", val="2")
    paragraph.insert(0, properties)


def _set(parent: etree._Element, name: str, **values: str) -> None:
    element = etree.SubElement(parent, tag(name))
    for key, value in values.items():
        element.set(tag(key), value)


def _drawing(picture: SlotPicture, relation: str, number: int) -> bytes:
    height = min(picture.height, picture.box[1] - SPARE)
    width = picture.width * height / picture.height
    words = escape(picture.words)
    return _DRAWING.format(
        width=int(width * EMU), height=int(height * EMU), number=number, name=words, words=words, relation=relation
    ).encode()


def _with_names(part: PackagePart, relations: Sequence[str]) -> PackagePart:
    """The parts of the file that name the pictures: what it relates to, and the type of a JPEG."""
    if part.name == _RELATIONS:
        return PackagePart(part.name, _with_children(part.content, relations))
    if part.name == _TYPES and b'Extension="jpeg"' not in part.content:
        return PackagePart(
            part.name, _with_children(part.content, ['<Default Extension="jpeg" ContentType="image/jpeg"/>'], 0)
        )
    return part


def _with_children(content: bytes, children: Sequence[str], place: int | None = None) -> bytes:
    root = etree.fromstring(content, PARSER)
    names = etree.QName(root).namespace
    for child in children:
        made = etree.fromstring(child.replace(" ", f' xmlns="{names}" ', 1))
        root.insert(len(root) if place is None else place, made)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written
