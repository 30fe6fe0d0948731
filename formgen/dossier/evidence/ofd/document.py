"""Reads the documents of an OFD: their pages with the templates below and above them, and their annotations (GB/T 33190, 7)."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

from formgen.dossier.evidence.ofd.package import OfdPackage
from formgen.dossier.evidence.ofd.resources import Located, Resources
from formgen.dossier.evidence.ofd.values import Box, Node, damaged
from formgen.dossier.evidence.refused import RefusedError

MOST_PAGES = 5000
"""How many pages a document may have."""
A4 = Box(0, 0, 210, 297)
"""The paper of a page if the file does not give one, in mm."""
LAYERS = {"Background": 0, "Body": 1, "Foreground": 2}
"""The order in which layers are drawn. Their order in the file does not matter."""
DEEPEST_TEMPLATE = 5
"""How many templates may lie within each other."""


@dataclass(frozen=True, slots=True)
class OfdPage:
    """A page.

    key     its ID
    box     the paper, in mm
    layers  its layers from the lowest to the highest, each with the resources that it may name
    above   the drawings of its annotations, which lie above the layers
    """

    key: str
    box: Box
    layers: tuple[tuple[Node, Resources], ...] = field(repr=False)
    above: tuple[Node, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class OfdDocument:
    """A document of an OFD.

    pages        its pages, in order
    resources    the resources that all pages may name
    signatures   the list of its signatures, which hold its seals; None if it has none
    attachments  the names of its attached files, except XML files
    has_stamps   True if a visible annotation is a stamp
    """

    pages: tuple[OfdPage, ...]
    resources: Resources = field(repr=False)
    signatures: Located | None = field(repr=False)
    attachments: tuple[str, ...]
    has_stamps: bool


def documents(package: OfdPackage) -> Iterator[OfdDocument]:
    """The documents of an OFD, in order.

    Raises RefusedError for a file that is encrypted, has too many pages or breaks the standard.
    """
    root, folder = package.xml("OFD.xml", "")
    if root.name != "OFD":
        raise damaged("OFD.xml 不对")
    if package.find("Encryptions.xml", "") or any(True for _ in root.below("Encryptions")):
        raise RefusedError("evidence.encrypted", "加了密，打不开", "请用 OFD 阅读器打开后打印（另存）成 PDF 再提供")
    bodies = list(root.children("DocBody"))
    if not bodies:
        raise damaged("没有文档")
    for body in bodies:
        place = body.said("DocRoot")
        if place is None:
            raise damaged("没有文档")
        signatures = body.said("Signatures")
        yield _document(package, place, folder, signatures)


def _document(package: OfdPackage, place: str, root: str, signatures: str | None) -> OfdDocument:
    node, folder = package.xml(place, root)
    common = node.child("CommonData")
    if common is None:
        raise damaged("没有 CommonData")
    resources = Resources()
    for kind in ("PublicRes", "DocumentRes"):
        for child in common.children(kind):
            if child.text.strip():
                resources.add(package, child.text, folder)
    resources = resources.with_default(common.said("DefaultCS"))
    area = common.child("PageArea")
    box = (area.box("PhysicalBox") if area is not None else None) or A4
    templates = {key: child for child in common.children("TemplatePage") if (key := child.get("ID"))}
    notes = _annotations(package, node, folder)
    listed = node.child("Pages")
    pages = list(listed.children("Page")) if listed is not None else []
    if not pages:
        raise damaged("没有页")
    if len(pages) > MOST_PAGES:
        raise RefusedError("evidence.too-large", f"超过 {MOST_PAGES} 页", "请拆成几个文件再提供")
    made = tuple(_page(package, page, folder, resources, templates, box, notes) for page in pages)
    found = package.xml(signatures, root) if signatures and package.find(signatures, root) else None
    has_stamps = any(note.get("Type") == "Stamp" for shown in notes.values() for note in shown)
    return OfdDocument(
        made,
        resources,
        Located(*found) if found else None,
        _attachments(package, node, folder),
        has_stamps,
    )


def _page(
    package: OfdPackage,
    listed: Node,
    folder: str,
    resources: Resources,
    templates: dict[str, Node],
    box: Box,
    notes: dict[str, list[Node]],
) -> OfdPage:
    place = listed.get("BaseLoc")
    if place is None:
        raise damaged("页没有内容")
    layers: list[tuple[float, Node, Resources]] = []
    own_box = _add_layers(package, place, folder, resources, templates, layers, 0, 0)
    layers.sort(key=lambda layer: layer[0])
    key = listed.get("ID") or ""
    looks = [look for note in notes.get(key, ()) for look in note.children("Appearance")]
    found = own_box or box
    if found.width <= 0 or found.height <= 0:
        raise damaged("页的大小不对")
    return OfdPage(key, found, tuple((node, those) for _, node, those in layers), tuple(looks))


def _add_layers(
    package: OfdPackage,
    place: str,
    folder: str,
    resources: Resources,
    templates: dict[str, Node],
    layers: list[tuple[float, Node, Resources]],
    order: float,
    depth: int,
) -> Box | None:
    """Add the layers of a page or of a template to `layers`. Returns its paper; None if the file does not give it.

    order  the place of its layers among all layers of the page: a layer with a larger number lies higher
    depth  how many templates were followed so far

    Raises RefusedError for a page that breaks the standard.
    """
    if depth > DEEPEST_TEMPLATE:
        raise damaged("模板页套得太深")
    node, own = package.xml(place, folder)
    extra = [child.text for child in node.children("PageRes") if child.text.strip()]
    if extra:
        resources = resources.copy()
        for part in extra:
            resources.add(package, part, own)
    area = node.child("Area")
    box = area.box("PhysicalBox") if area is not None else None
    for used in node.children("Template"):
        template = templates.get(used.get("TemplateID") or "")
        template_place = template.get("BaseLoc") if template is not None else None
        if template is None or template_place is None:
            raise damaged("缺少模板页")
        way = LAYERS.get(used.get("ZOrder") or template.get("ZOrder") or "Background", 0)
        # A background template lies below all layers of its page, and a foreground template above them. A layer of a
        # template in the body lies just below the page's layer of the same type: what a page says covers what its template says.
        shift = {0: -10.0, 1: -0.5, 2: 10.0}[way]
        template_box = _add_layers(
            package, template_place, folder, resources, templates, layers, order + shift, depth + 1
        )
        box = box or template_box
    content = node.child("Content")
    for layer in content.children("Layer") if content is not None else ():
        layers.append((order + LAYERS.get(layer.get("Type") or "Body", 1), layer, resources))
    return box


def _annotations(package: OfdPackage, node: Node, folder: str) -> dict[str, list[Node]]:
    """The visible annotations, by the ID of their page."""
    found: dict[str, list[Node]] = {}
    place = node.said("Annotations")
    if place is None or package.find(place, folder) is None:
        return found
    listed, own = package.xml(place, folder)
    for page in listed.children("Page"):
        part = page.said("FileLoc")
        if part is None:
            continue
        notes, _ = package.xml(part, own)
        shown = [note for note in notes.children("Annot") if note.flag("Visible", True)]
        found.setdefault(page.get("PageID") or "", []).extend(shown)
    return found


def _attachments(package: OfdPackage, node: Node, folder: str) -> tuple[str, ...]:
    """The names of the attached files that a person would read.

    An XML file is left out, because the data of an invoice say the same as its page.
    """
    place = node.said("Attachments")
    if place is None or package.find(place, folder) is None:
        return ()
    listed, _ = package.xml(place, folder)
    names = []
    for one in listed.children("Attachment"):
        part = one.said("FileLoc") or ""
        if not part.casefold().endswith(".xml"):
            names.append(one.get("Name") or posixpath.basename(part))
    return tuple(names)
