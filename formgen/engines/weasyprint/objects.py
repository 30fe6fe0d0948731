"""The objects of a PDF as pydyf has them, with types: dictionaries, streams and tags that know their number.

WeasyPrint gives them to its finisher before the file is written. A reference to an object is what stands in the file: `12 0 R`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, cast


class PdfObject(Protocol):
    """An object with its number.

    free          `f` for a number that no object has, else `n`
    reference     what stands for it in other objects
    data          what stands between `obj` and `endobj` in the file
    compressible  whether it may stand in an object stream
    """

    number: int
    free: str

    @property
    def reference(self) -> bytes: ...
    @property
    def data(self) -> bytes: ...
    @property
    def compressible(self) -> bool: ...


class PdfDictionary(PdfObject, Protocol):
    """A dictionary. A name is text with its slash, a reference is bytes."""

    def __getitem__(self, key: str, /) -> object: ...
    def __setitem__(self, key: str, value: object, /) -> None: ...
    def __contains__(self, key: object, /) -> bool: ...
    def pop(self, key: str, default: None, /) -> object: ...
    def clear(self) -> None: ...


class PdfStream(PdfObject, Protocol):
    """A stream that is not packed yet: its pieces. A page's are operators, and what they are given."""

    stream: list[object]


class _Array(PdfObject, Protocol):
    """A list in a PDF."""

    def __iter__(self) -> Iterator[object]: ...
    def append(self, item: object, /) -> None: ...
    def remove(self, item: object, /) -> None: ...


class EnginePdf(Protocol):
    """pydyf's PDF."""

    objects: list[PdfObject]
    catalog: PdfDictionary
    info: PdfDictionary
    pages: PdfDictionary

    @property
    def page_references(self) -> tuple[bytes, ...]: ...
    def add_object(self, thing: PdfObject, /) -> None: ...


@dataclass(frozen=True, slots=True, eq=False)
class StructureElement:
    """An element of the tree of tags (ISO 32000-1, 14.7.2)."""

    _pdf: FinishedPdf
    _element: PdfDictionary

    @property
    def kind(self) -> str:
        """What it is, as `/TD`."""
        return str(self._element["S"])

    @property
    def parent(self) -> StructureElement:
        """The element that it stands in."""
        return self._pdf.element(self._element["P"])

    @property
    def kids(self) -> list[StructureElement | int]:
        """What stands in it: elements, and numbers of marked content (MCID)."""
        return [kid if isinstance(kid, int) else self._pdf.element(kid) for kid in self._kids]

    @property
    def elements(self) -> list[StructureElement]:
        """The elements that stand in it."""
        return [kid for kid in self.kids if isinstance(kid, StructureElement)]

    @property
    def _kids(self) -> _Array:
        return cast(_Array, self._element["K"])

    def move_into(self, other: StructureElement) -> None:
        """Make it the last one of another element. The one that it stood in still names it, and has to be dropped."""
        self._element["P"] = other._element.reference
        other._kids.append(self._element.reference)

    def take_out(self) -> None:
        """Take it out of the element that it stands in, and drop it."""
        self.parent._kids.remove(self._element.reference)
        self.drop()

    def drop(self) -> None:
        """Empty an element that nothing refers to any more; pydyf can't leave out an object among compressed ones."""
        self._element.clear()


class FinishedPdf:
    """The objects of a PDF that is finished and not written."""

    def __init__(self, pdf: EnginePdf) -> None:
        self._pdf = pdf

    @property
    def objects(self) -> Sequence[PdfObject]:
        """All of them, each at the place of its number."""
        return self._pdf.objects

    @property
    def root(self) -> int:
        """The number of the catalog."""
        return self._pdf.catalog.number

    def add_info(self) -> int:
        """Put the document information among the objects, which pydyf does when it writes; returns its number."""
        self._pdf.add_object(self._pdf.info)
        return self._pdf.info.number

    def metadata(self) -> PdfStream:
        """The XMP metadata."""
        return cast(PdfStream, self._at(self._pdf.catalog["Metadata"]))

    def page(self, at: int) -> PdfDictionary:
        """A page by its place in the document, counted from 0."""
        return cast(PdfDictionary, self._at(self._pdf.page_references[at]))

    def content(self, at: int) -> PdfStream:
        """The content of a page, counted from 0."""
        return cast(PdfStream, self._at(self.page(at)["Contents"]))

    def operators(self, at: int) -> list[bytes]:
        """The content of a page as it will be written, piece by piece."""
        import pydyf  # here: papers are filled without it

        # pydyf's way of writing a single operator is not public, that of a list is.
        return [
            item if isinstance(item, bytes) else bytes(pydyf.Array([item]).data[1:-1])
            for item in self.content(at).stream
        ]

    def resources(self) -> PdfDictionary:
        """The resources, which all pages have in common."""
        return cast(PdfDictionary, self._at(self.page(0)["Resources"]))

    def fonts(self) -> PdfObject:
        """The font dictionary of the resources."""
        return self._at(self.resources()["Font"])

    def take_out(self, thing: PdfObject) -> None:
        """Take an object out: its number becomes free, and it will be written later with a number of its own."""
        import pydyf

        free: PdfObject = pydyf.Object()
        free.number, free.free = thing.number, "f"
        self._pdf.objects[thing.number] = free

    def element(self, reference: object) -> StructureElement:
        """The element of the tree of tags that a reference names."""
        return StructureElement(self, cast(PdfDictionary, self._at(reference)))

    def tagged(self, element: PdfDictionary) -> StructureElement:
        """An element of the tree of tags."""
        return StructureElement(self, element)

    def untag(self, page: int, contents: set[int]) -> None:
        """Make marked content of a page, by its numbers (MCID), an artifact, and forget which elements it stood in."""
        pieces = self.content(page).stream
        for at in range(len(pieces) - 2):
            properties = pieces[at + 1]
            if pieces[at + 2] == b"BDC" and isinstance(properties, dict) and properties.get("MCID") in contents:
                pieces[at : at + 3] = ["/Artifact", b"", b"BMC"]
        owners = self._owners(page)
        for number in contents:
            owners[number] = "null"

    def _owners(self, page: int) -> list[object]:
        """For each piece of marked content of a page the element that it stands in: pairs of a number and a list (`/Nums`)."""
        structure = cast(PdfDictionary, self._at(self._pdf.catalog["StructTreeRoot"]))
        numbers = cast("list[object]", cast(PdfDictionary, self._at(structure["ParentTree"]))["Nums"])
        return cast("list[object]", numbers[numbers.index(page) + 1])

    def _at(self, reference: object) -> PdfObject:
        """The object that a reference names."""
        return self._pdf.objects[int(cast(bytes, reference).split()[0])]
