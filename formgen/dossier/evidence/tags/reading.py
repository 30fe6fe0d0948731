"""Reads the structure of a source. Whatever is odd in it ends the reading: then the source is bound without its tags.

A file may say anything: elements that go in a circle, a million of them, the same piece of a page in two elements. So the
reading has limits, takes what it knows and nothing else, and keeps values only, no objects of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pikepdf
from pikepdf import Name

from formgen.dossier.evidence.tags.plain import NotPlainError, plain
from formgen.dossier.evidence.tags.standard_types import NEWER_NAMESPACE, STANDARD, resolved
from formgen.dossier.evidence.tags.tree import Element, Marked, Roles, TaggedLink, Tags

MOST_ELEMENTS, MOST_PIECES = 100_000, 400_000
"""Elements and pieces of content of one source; a page of small print has about a thousand."""
DEEPEST = 200
LARGEST_NUMBER = 100_000
"""The highest number of a piece of content on one page: readers make a list of this length."""
ENTRIES = ("/T", "/Lang", "/Alt", "/E", "/ActualText", "/A")
"""What is carried of what an element says of itself; title, language, texts and attributes."""
LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
"""RFC 3066, which PDF/A-2 names (ISO 19005-2, 6.7.4)."""
ODD = (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError, RuntimeError)


USUAL = frozenset({"/Type", "/S", "/P", "/K", "/Pg"})
"""What every element has; it says no more of it than its place."""
Said = dict[str, pikepdf.Object]
"""The entries of an element, or of a mention of content."""


class OddTagsError(Exception):
    """Why a source's structure can't be used, in Chinese."""


def read_tags(pdf: pikepdf.Pdf) -> Tags | None:
    """The structure of an open file; None if it has none. Raises OddTagsError."""
    root = pdf.Root.get("/StructTreeRoot")
    if root is None or (isinstance(root, pikepdf.Dictionary) and "/K" not in root):
        return None
    if not isinstance(root, pikepdf.Dictionary):
        raise OddTagsError("结构树损坏")
    try:
        return _TagsReading(pdf, root).tags()
    except ODD:
        raise OddTagsError("结构树损坏") from None


class _TagsReading:
    """One reading of a file's structure."""

    def __init__(self, pdf: pikepdf.Pdf, root: pikepdf.Object) -> None:
        self._pdf, self._root = pdf, root
        self._pages = {page.obj.objgen: index for index, page in enumerate(pdf.pages)}
        self._seen = set[tuple[int, int]]()
        self._pieces = set[Marked]()
        self._elements = 0
        self._namespaces: dict[str, Roles] = {}
        self._links: dict[tuple[int, int], TaggedLink] | None = None
        self._is_whole = True

    def tags(self) -> Tags:
        """The whole structure. Raises OddTagsError, and one of ODD for what is not what it should be."""
        if not isinstance(self._root.get("/ParentTree"), pikepdf.Dictionary):
            raise OddTagsError("结构树缺少反查表（ParentTree）")
        tops = self._tops()
        roles = _roles(self._root.get("/RoleMap"))
        classes = dict(self._classes())
        used = {(element.kind, element.namespace) for element in _all(tops)}
        standing = {kind: resolved(kind, roles) for kind, namespace in used if namespace in (None, NEWER_NAMESPACE)}
        whole = self._is_whole and None not in standing.values() and len(standing) == len({kind for kind, _ in used})
        return Tags(
            tops,
            {
                kind: standard or "/NonStruct"
                for kind, standard in standing.items()
                if kind in roles or kind != standard
            },
            classes,
            tuple(self._namespaces.values()),
            language(self._pdf.Root.get("/Lang")),
            frozenset(piece.page for piece in self._pieces),
            whole,
            self._elements + len(self._pieces),
        )

    def _classes(self) -> Iterator[tuple[str, bytes]]:
        for key, value in _items(self._root.get("/ClassMap")):
            try:
                yield key, plain(value)
            except NotPlainError:
                self._is_whole = False

    def _tops(self) -> tuple[Element, ...]:
        found = Element("/Document")
        waiting: list[tuple[pikepdf.Object, pikepdf.Object, Element, int | None, int]] = [
            (kid, self._root, found, None, 0) for kid in reversed(_kids(self._root.K))
        ]
        while waiting:
            thing, above, parent, page, depth = waiting.pop()
            if thing is None:
                continue
            if isinstance(thing, int):
                self._piece(parent, page, thing, None)
                continue
            if not isinstance(thing, pikepdf.Dictionary) or isinstance(thing, pikepdf.Stream):
                raise OddTagsError("结构树损坏")
            said = dict(thing.items())  # asking for each key takes the library five times as long
            kind, page = str(said.get("/Type", "")), self._page(said, page)
            if kind == "/MCR" or (not kind and "/MCID" in said):
                self._reference(parent, page, said)
                continue
            if kind == "/OBJR" or (not kind and "/Obj" in said):
                self._object(parent, said)
                continue
            element = self._element(thing, said, above, depth)
            parent.kids.append(element)
            waiting += [(kid, thing, element, page, depth + 1) for kid in reversed(_kids(said.get("/K")))]
        if any(not isinstance(top, Element) for top in found.kids):
            raise OddTagsError("结构树损坏")
        return tuple(top for top in found.kids if isinstance(top, Element))

    def _element(self, thing: pikepdf.Object, said: Said, above: pikepdf.Object, depth: int) -> Element:
        self._elements += 1
        if self._elements > MOST_ELEMENTS or depth > DEEPEST:
            raise OddTagsError("结构树过大")
        key = thing.objgen
        if key in self._seen:
            raise OddTagsError("结构树绕成圈，或同一个元素出现两次")
        if key != (0, 0):
            self._seen.add(key)
        parent, kind = said.get("/P"), said.get("/S")
        if not isinstance(parent, pikepdf.Dictionary) or parent.objgen != above.objgen:
            raise OddTagsError("结构树的上下级互相矛盾")
        if not isinstance(kind, pikepdf.Name):
            raise OddTagsError("结构树损坏")
        made = Element(str(kind))
        if len(said) > len(USUAL.intersection(said)):
            self._describe(made, said)
        return made

    def _describe(self, made: Element, said: Said) -> None:
        """Take what an element says of itself."""
        for name in ENTRIES:
            value = said.get(name)
            if value is None:
                continue
            try:
                if name == "/Lang" and language(value) is None:
                    continue
                if name == "/A" or isinstance(value, pikepdf.String):
                    made.entries[name] = plain(value)
            except NotPlainError:
                self._is_whole = False
        identifier, classes, space = said.get("/ID"), said.get("/C"), said.get("/NS")
        if isinstance(identifier, pikepdf.String):
            made.identifier = bytes(identifier)
        if classes is not None:
            made.classes = tuple(str(name) for name in _kids(classes) if isinstance(name, pikepdf.Name))
        if isinstance(space, pikepdf.Dictionary):
            made.namespace = self._namespace(space)

    def _namespace(self, space: pikepdf.Object) -> str:
        address = str(space.NS)
        if address not in self._namespaces:
            types: dict[str, tuple[str, str | None]] = {}
            for key, value in _items(space.get("/RoleMapNS")):
                if isinstance(value, pikepdf.Name):
                    types[key] = (str(value), None)
                elif isinstance(value, pikepdf.Array) and len(value) == 2:
                    types[key] = (str(value[0]), str(value[1].NS))
            self._namespaces[address] = Roles(address, types)
        return address

    def _page(self, said: Said, above: int | None) -> int | None:
        """The page of an element's content: its own, else that of the element above; -1 for one that the file lost."""
        page = said.get("/Pg")
        if page is None:
            return above
        return self._pages.get(page.objgen, -1) if isinstance(page, pikepdf.Dictionary) else -1

    def _reference(self, parent: Element, page: int | None, said: Said) -> None:
        drawing = said.get("/Stm")
        if drawing is not None and not isinstance(drawing, pikepdf.Stream):
            raise OddTagsError("结构树损坏")
        self._piece(parent, page, int(said["/MCID"]), None if drawing is None else drawing.objgen)

    def _piece(self, parent: Element, page: int | None, number: int, drawing: tuple[int, int] | None) -> None:
        if page is None or not 0 <= number <= LARGEST_NUMBER:
            raise OddTagsError("结构树损坏")
        if page < 0:
            return
        piece = Marked(page, number, drawing)
        if piece in self._pieces or len(self._pieces) >= MOST_PIECES:
            raise OddTagsError("同一段内容在结构树里出现两次")
        self._pieces.add(piece)
        parent.kids.append(piece)

    def _object(self, parent: Element, said: Said) -> None:
        """A link that the structure names. What else it may name (fields, pictures as a whole) is not carried."""
        if self._links is None:
            self._links = dict(_numbered_links(self._pdf))
        target = said.get("/Obj")
        link = self._links.get(target.objgen) if isinstance(target, pikepdf.Dictionary) else None
        if link is None:
            self._is_whole = False
        else:
            parent.kids.append(link)


def language(value: object) -> str | None:
    """The language that a file or an element says of itself; None if it is not written as it must be."""
    said = str(value) if isinstance(value, pikepdf.String) else ""
    return said if LANGUAGE.fullmatch(said) else None


def _numbered_links(pdf: pikepdf.Pdf) -> list[tuple[tuple[int, int], TaggedLink]]:
    """The links that have a number in the structure, by their number and generation in the file."""
    found = list[tuple[tuple[int, int], TaggedLink]]()
    for index, page in enumerate(pdf.pages):
        notes = page.obj.get("/Annots")
        for note in notes.as_list() if isinstance(notes, pikepdf.Array) else ():
            if isinstance(note, pikepdf.Dictionary) and note.get("/Subtype") == Name.Link:
                number = note.get("/StructParent")
                if isinstance(number, int) and note.objgen != (0, 0):
                    found.append((note.objgen, TaggedLink(index, number)))
    return found


def _roles(value: object) -> dict[str, str]:
    """The roles of types. A type of the standard stands for itself, whatever a file says (ISO 19005-2, 6.7.3.4)."""
    named = {key: str(role) for key, role in _items(value) if isinstance(role, pikepdf.Name)}
    return {key: role for key, role in named.items() if key not in STANDARD}


def _items(value: object) -> list[tuple[str, pikepdf.Object]]:
    return list(value.items()) if isinstance(value, pikepdf.Dictionary) else []


def _kids(value: object) -> list[pikepdf.Object]:
    return list(value.as_list()) if isinstance(value, pikepdf.Array) else [] if value is None else [value]  # type: ignore[list-item]


def _all(tops: tuple[Element, ...]) -> list[Element]:
    found = list(tops)
    for element in found:  # it grows meanwhile
        found += [kid for kid in element.kids if isinstance(kid, Element)]
    return found
