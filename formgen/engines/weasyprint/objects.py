"""The objects of a PDF as pydyf has them, with types: dictionaries, streams and tags that know their number.

WeasyPrint gives them to its finisher before the file is written. A reference to an object is the text in the file, such as
`12 0 R`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, cast


class PdfObject(Protocol):
    """An object with its number.

    free          `f` if no object has this number, else `n`
    reference     the text by which other objects refer to it
    data          the bytes between `obj` and `endobj` in the file
    compressible  True if it may stand in an object stream
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
    """A dictionary. A name is a str with its slash, and a reference is bytes."""

    def __getitem__(self, key: str, /) -> object: ...
    def __setitem__(self, key: str, value: object, /) -> None: ...
    def __contains__(self, key: object, /) -> bool: ...
    def pop(self, key: str, default: None, /) -> object: ...
    def clear(self) -> None: ...


class PdfStream(PdfObject, Protocol):
    """A stream that is not packed yet, as a list of pieces. The pieces of a page are operators and their operands."""

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
        """The kind of the element, such as `/TD`."""
        return str(self._element["S"])

    @property
    def parent(self) -> StructureElement:
        """The element around it."""
        return self._pdf.element(self._element["P"])

    @property
    def kids(self) -> list[StructureElement | int]:
        """The children of the element: elements, and numbers of marked content (MCID)."""
        return [kid if isinstance(kid, int) else self._pdf.element(kid) for kid in self._kids]

    @property
    def elements(self) -> list[StructureElement]:
        """The children that are elements."""
        return [kid for kid in self.kids if isinstance(kid, StructureElement)]

    @property
    def _kids(self) -> _Array:
        return cast(_Array, self._element["K"])

    def move_into(self, other: StructureElement) -> None:
        """Make it the last child of another element. Its old parent still names it, so the old parent must be dropped."""
        self._element["P"] = other._element.reference
        other._kids.append(self._element.reference)

    def take_out(self) -> None:
        """Remove it from its parent, and drop it."""
        self.parent._kids.remove(self._element.reference)
        self.drop()

    def drop(self) -> None:
        """Empty an element that nothing refers to any more. pydyf can't leave out an object among compressed objects."""
        self._element.clear()


class FinishedPdf:
    """The objects of a PDF that is finished and not written yet."""

    def __init__(self, pdf: EnginePdf) -> None:
        self._pdf = pdf

    @property
    def objects(self) -> Sequence[PdfObject]:
        """All objects. The index of an object is its number."""
        return self._pdf.objects

    @property
    def root(self) -> int:
        """The number of the catalog."""
        return self._pdf.catalog.number

    def add_info(self) -> int:
        """Add the document information to the objects, as pydyf does when it writes the file. Returns its number."""
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
        import pydyf  # imported here, because papers can be filled without it

        # pydyf's function that writes a single operator is not public, but its function for a list is.
        return [
            item if isinstance(item, bytes) else bytes(pydyf.Array([item]).data[1:-1])
            for item in self.content(at).stream
        ]

    def resources(self) -> PdfDictionary:
        """The resources, which all pages share."""
        return cast(PdfDictionary, self._at(self.page(0)["Resources"]))

    def fonts(self) -> PdfObject:
        """The font dictionary of the resources."""
        return self._at(self.resources()["Font"])

    def take_out(self, thing: PdfObject) -> None:
        """Remove an object. Its number becomes free. The caller writes the object later with a new number."""
        import pydyf

        free: PdfObject = pydyf.Object()
        free.number, free.free = thing.number, "f"
        self._pdf.objects[thing.number] = free

    def element(self, reference: object) -> StructureElement:
        """The element of the tree of tags that a reference names."""
        return StructureElement(self, cast(PdfDictionary, self._at(reference)))

    def tagged(self, element: PdfDictionary) -> StructureElement:
        """The same dictionary as an element of the tree of tags."""
        return StructureElement(self, element)

    def untag(self, page: int, contents: set[int]) -> None:
        """Turn marked content of a page into artifacts, and remove the references to the elements in which it stood.

        contents: the numbers (MCID) of the marked content
        """
        pieces = self.content(page).stream
        for at in range(len(pieces) - 2):
            properties = pieces[at + 1]
            if pieces[at + 2] == b"BDC" and isinstance(properties, dict) and properties.get("MCID") in contents:
                pieces[at : at + 3] = ["/Artifact", b"", b"BMC"]
        owners = self._owners(page)
        for number in contents:
            owners[number] = "null"

    def _owners(self, page: int) -> list[object]:
        """The elements around the pieces of marked content of a page, by the pieces' numbers.

        They stand in `/Nums`, a list in which the number of each page is followed by the list of that page's elements.
        """
        structure = cast(PdfDictionary, self._at(self._pdf.catalog["StructTreeRoot"]))
        numbers = cast("list[object]", cast(PdfDictionary, self._at(structure["ParentTree"]))["Nums"])
        return cast("list[object]", numbers[numbers.index(page) + 1])

    def _at(self, reference: object) -> PdfObject:
        """The object that a reference names."""
        return self._pdf.objects[int(cast(bytes, reference).split()[0])]
