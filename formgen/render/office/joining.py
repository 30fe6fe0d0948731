"""Joins finished PDFs of forms to a packet, with their tags: their pages are put on pages that have only numbers."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf

from formgen.foundation.errors import ProofError
from formgen.render.office.mending import elements, kids

NUMBER = "/FormgenNumber"
"""The name, among a page's resources, of what draws its number."""


def page_sizes(content: bytes) -> tuple[tuple[float, float], ...]:
    """The width and height (pt) of each page of a PDF."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        boxes = [[float(edge) for edge in page.mediabox] for page in pdf.pages]
    return tuple((box[2] - box[0], box[3] - box[1]) for box in boxes)


def joined_packet(numbered: bytes, finished: Sequence[bytes]) -> bytes:
    """The packet. numbered: its contents page, and behind it a page with a number for each page of the finished PDFs.

    Raises ProofError if the pages do not match.
    """
    with pikepdf.open(io.BytesIO(numbered)) as packet:
        under = list(packet.pages)
        first = len(under)
        tree = packet.Root.StructTreeRoot
        numbers = _parent_tree(tree.get("/ParentTree"))
        document = next((one for one in kids(tree) if isinstance(one, Dictionary)), tree)
        at = first - sum(len(page_sizes(one)) for one in finished)
        if at < 1:
            raise ProofError("合订本的页数和各表的页数合不上；没有生成")
        for content in finished:
            with pikepdf.open(io.BytesIO(content)) as form:
                count = len(form.pages)
                _put(packet, form, under[at : at + count], numbers, document)
                at += count
        tree.ParentTree = packet.make_indirect(
            Dictionary(Nums=Array([one for number in sorted(numbers) for one in (number, numbers[number])]))
        )
        tree.ParentTreeNextKey = max(numbers, default=-1) + 1
        if "/IDTree" in tree:
            del tree["/IDTree"]
        packet.remove_unreferenced_resources()
        for key in ("/DocChecksum", "/ID"):
            if key in packet.trailer:
                del packet.trailer[key]
        made = io.BytesIO()
        packet.save(made, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return made.getvalue()


def _parent_tree(node: Object | None) -> dict[int, Object]:
    """The entries of a number tree (ISO 32000-1, 7.9.7)."""
    found: dict[int, Object] = {}
    if node is None:
        return found
    numbers = list(node.get("/Nums", Array()))
    for number, value in zip(numbers[::2], numbers[1::2], strict=False):
        found[int(number)] = value
    for kid in list(node.get("/Kids", Array())):
        found |= _parent_tree(kid)
    return found


def _put(packet: Pdf, form: Pdf, under: Sequence[Page], numbers: dict[int, Object], document: Object) -> None:
    """Put a form's pages on these pages of the packet, and its tags into the packet's tree."""
    begins = len(packet.pages)
    packet.pages.extend(form.pages)
    copied = [packet.pages[place] for place in range(begins, len(packet.pages))]
    moved = max(numbers, default=-1) + 1
    places: dict[tuple[int, int], Object] = {}
    for page, base in zip(copied, under, strict=True):
        places[page.obj.objgen] = base.obj
        _overlay(packet, base, page, moved)
    tree = packet.copy_foreign(form.Root.StructTreeRoot)
    for element in elements(tree):
        if "/Pg" in element and element.Pg.objgen in places:
            element.Pg = places[element.Pg.objgen]
        for kid in kids(element):
            if isinstance(kid, Dictionary) and "/Pg" in kid and kid.Pg.objgen in places:
                kid.Pg = places[kid.Pg.objgen]
    for number, value in _parent_tree(tree.get("/ParentTree")).items():
        numbers[number + moved] = value
    for element in kids(tree):
        if isinstance(element, Dictionary):
            element.P = document
            document.K = Array([*kids(document), element])
    _merge(packet, tree, "/RoleMap")
    _merge(packet, tree, "/ClassMap")
    del packet.pages[begins:]


def _merge(packet: Pdf, tree: Object, name: str) -> None:
    """Add the entries of a form's map of tags to the packet's."""
    if name in tree:
        own = packet.Root.StructTreeRoot
        if name not in own:
            own[name] = Dictionary()
        for key, value in tree[name].items():
            if key not in own[name]:
                own[name][key] = value


def _overlay(packet: Pdf, base: Page, page: Page, moved: int) -> None:
    """Give the base the content of a form's page, and draw its number, as an artifact, on it."""
    box = base.obj.get("/MediaBox")
    drawing = b"\n".join(pikepdf.unparse_content_stream(_unmarked(base)).splitlines())
    stamp = packet.make_stream(drawing)
    stamp.Type, stamp.Subtype, stamp.BBox = Name.XObject, Name.Form, box
    stamp.Resources = base.obj.get("/Resources", Dictionary())
    page.contents_coalesce()
    content = page.obj.Contents.read_bytes()
    resources = page.obj.get("/Resources", Dictionary())
    if "/XObject" not in resources:
        resources.XObject = Dictionary()
    resources.XObject[NUMBER] = packet.make_indirect(stamp)
    around = b"q\n" + content + b"\nQ\n/Artifact BMC\nq\n" + NUMBER.encode() + b" Do\nQ\nEMC\n"
    base.obj.Contents = packet.make_stream(around)
    base.obj.Resources = resources
    base.obj.MediaBox = page.obj.MediaBox
    for key in ("/CropBox", "/Rotate", "/Group", "/TrimBox", "/BleedBox"):
        if key in page.obj:
            base.obj[key] = page.obj[key]
    if "/StructParents" in page.obj:
        base.obj.StructParents = int(page.obj.StructParents) + moved
    if "/Annots" in page.obj:
        base.obj.Annots = page.obj.Annots
        for annotation in base.obj.Annots:
            annotation.P = base.obj
            if "/StructParent" in annotation:
                annotation.StructParent = int(annotation.StructParent) + moved
    base.obj.Tabs = Name.S


def _unmarked(page: Page) -> list[pikepdf.ContentStreamInstruction | pikepdf.ContentStreamInlineImage]:
    """What a page draws, without marks of content: it all becomes one artifact."""
    return [
        one for one in pikepdf.parse_content_stream(page) if str(one.operator) not in ("BMC", "BDC", "EMC", "MP", "DP")
    ]
