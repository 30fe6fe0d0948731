"""Writes the structure of a dossier: that of each source, one behind the other, in one tree with one table of numbers.

A source's page is a drawing on its sheet, so the pieces that its content marks belong to that drawing (ISO 32000-1,
14.7.4.2, marked-content references with /Stm). The content itself stays as it is. A page whose source has no tags is one
element: a picture with its name, or a block with its text. Nothing more is made up about it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from formgen.dossier.evidence.tags.tree import Element, Marked, TaggedLink, Tags

FIRST_NUMBER = 1 << 20
"""The first number in the table. Drawings of sources without tags may have smaller numbers of their own: those lead nowhere."""
LANGUAGE = "zh-CN"
BLOCK, PICTURE = "/Div", "/Figure"
"""The element of a page without tags: with text of its own, or with none."""
FOOTER = "/Artifact <</Type /Pagination /Subtype /Footer>> BDC"
"""What a page number is for readers of tags: nothing of the page's content (ISO 32000-1, 14.8.2.2)."""
ELEMENT, PIECE, LINK = Name.StructElem, Name.MCR, Name.Link
"""Names that thousands of objects bear: each would be made anew if it were written where it is used."""
WHOLE_PAGE = 0
"""The number of a page without tags in the content of its sheet."""


@dataclass(frozen=True, slots=True)
class TaggedSheet:
    """A sheet of the dossier, and the source's page on it.

    page     the sheet
    paper    the drawing that shows the source's page
    source   the source's page, counted from 0
    wrapped  the element that the whole page is (`BLOCK`, `PICTURE`); None for a page with tags, or without content
    """

    page: pikepdf.Object
    paper: pikepdf.Object
    source: int
    wrapped: str | None


@dataclass(frozen=True, slots=True)
class TaggedPart:
    """The sheets of one run, and what its source says of their structure.

    title     what the part is called
    tags      None for a source without tags
    drawings  the drawings on the source's pages that hold tagged content, by their number and generation in the source
    is_own    True for a paper that this program made: what its links say is also said of their elements
    """

    title: str
    tags: Tags | None
    sheets: tuple[TaggedSheet, ...]
    drawings: dict[tuple[int, int], pikepdf.Object]
    is_own: bool


def write_tags(pdf: pikepdf.Pdf, parts: Iterable[TaggedPart]) -> None:
    """Write the structure of a bound volume, whose pages and links are final."""
    tree = _Tree(pdf)
    for part in parts:
        tree.add(part)
    tree.finish()


class _Tree:
    """The structure of one volume while it is written."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        self._document = pdf.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name.Document, P=self._root, K=Array(), Lang=String(LANGUAGE))
        )
        self._numbers: list[object] = []
        self._roles: dict[str, str] = {}
        self._bare = set[str]()
        self._classes: dict[str, bytes] = {}
        self._identifiers: dict[bytes, pikepdf.Object] = {}
        self._namespaces: dict[str, pikepdf.Object] = {}

    def add(self, part: TaggedPart) -> None:
        """Add a run's structure below the document, as one part."""
        holder = self._pdf.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name.Part, P=self._document, T=String(part.title))
        )
        kids = _SourceTags(self, self._pdf, part).kids(holder) if part.tags is not None else []
        kids += [self._whole(sheet, part, holder) for sheet in part.sheets if sheet.wrapped is not None]
        self._settle_links(part)
        if kids:
            holder.K = Array(kids)
            said = part.tags.language if part.tags is not None else None
            if said is not None and said.lower() != LANGUAGE.lower():
                holder.Lang = String(said)
            self._document.K.append(holder)

    def number(self, entry: object) -> int:
        """Enter an element, or the elements of a content's pieces, in the table. Returns the number to find them by."""
        number = FIRST_NUMBER + len(self._numbers) // 2
        self._numbers += [number, entry]
        return number

    def kind(self, kind: str, roles: dict[str, str]) -> str:
        """The name of a type in this tree: another one, if an earlier source means something else by the name."""
        role, plain_kind, count = roles.get(kind), kind, 1
        while (self._roles.get(kind) != role) if kind in self._roles else (role is not None and kind in self._bare):
            count += 1
            kind = f"{plain_kind}_{count}"
        if role is None:
            self._bare.add(kind)
        else:
            self._roles[kind] = role
        return kind

    def class_name(self, name: str, attributes: bytes) -> str:
        """The name of a class in this tree."""
        plain_name, count = name, 1
        while self._classes.setdefault(name, attributes) != attributes:
            count += 1
            name = f"{plain_name}_{count}"
        return name

    def takes(self, identifiers: Iterable[bytes]) -> bool:
        """True if no element has one of these identifiers yet."""
        return not any(one in self._identifiers for one in identifiers)

    def identify(self, identifier: bytes, element: pikepdf.Object) -> None:
        """Enter an element by its identifier."""
        self._identifiers[identifier] = element

    def namespace(self, address: str, tags: Tags) -> pikepdf.Object:
        """The namespace with this address, an object of the file. What its types stand for is as the first source says."""
        known = self._namespaces.get(address)
        if known is None:
            known = self._namespaces[address] = self._pdf.make_indirect(
                Dictionary(Type=Name.Namespace, NS=String(address))
            )
            types = next((one.types for one in tags.namespaces if one.address == address), {})
            meant = Dictionary()
            for key, (kind, space) in types.items():
                meant[key] = Name(kind) if space is None else Array([Name(kind), self.namespace(space, tags)])
            if types:
                known.RoleMapNS = meant
        return known

    def _whole(self, sheet: TaggedSheet, part: TaggedPart, above: pikepdf.Object) -> pikepdf.Object:
        """The element of a page without tags."""
        made = Dictionary(Type=Name.StructElem, S=Name(str(sheet.wrapped)), P=above, Pg=sheet.page, K=WHOLE_PAGE)
        if sheet.wrapped == PICTURE:
            made.Alt = String(f"{part.title} 第 {sheet.source + 1} 页（图像）")
        element = self._pdf.make_indirect(made)
        sheet.page.StructParents = self.number(Array([element]))
        return element

    def _settle_links(self, part: TaggedPart) -> None:
        """Take their source's numbers from links that no element names, and let readers go from link to link in order."""
        for sheet in part.sheets:
            notes = sheet.page.get("/Annots")
            for note in notes.as_list() if isinstance(notes, Array) else ():
                if int(note.get("/StructParent", FIRST_NUMBER)) < FIRST_NUMBER:
                    del note["/StructParent"]
            if isinstance(notes, Array):
                sheet.page.Tabs = Name.S

    def finish(self) -> None:
        """Write the tree and its tables, and say in the catalog that the file has tags."""
        root, pdf = self._root, self._pdf
        root.K = Array([self._document])
        root.ParentTree = pdf.make_indirect(Dictionary(Nums=Array(self._numbers)))
        root.ParentTreeNextKey = FIRST_NUMBER + len(self._numbers) // 2
        if self._roles:
            root.RoleMap = Dictionary({kind: Name(role) for kind, role in sorted(self._roles.items())})
        if self._classes:
            root.ClassMap = Dictionary(
                {name: pikepdf.Object.parse(said) for name, said in sorted(self._classes.items())}
            )
        if self._identifiers:
            names = sorted(self._identifiers)
            limits = [String(names[0]), String(names[-1])]
            written = [one for name in names for one in (String(name), self._identifiers[name])]
            root.IDTree = Dictionary(Kids=[pdf.make_indirect(Dictionary(Limits=limits, Names=written))])
        if self._namespaces:
            root.Namespaces = Array(list(self._namespaces.values()))
        pdf.Root.StructTreeRoot = root
        pdf.Root.MarkInfo = Dictionary(Marked=True)


class _SourceTags:
    """The structure of one source while it is written: its pieces by the content that marks them."""

    def __init__(self, tree: _Tree, pdf: pikepdf.Pdf, part: TaggedPart) -> None:
        self._tree, self._pdf, self._part = tree, pdf, part
        assert part.tags is not None
        self._tags = part.tags
        self._sheets = {sheet.source: sheet for sheet in part.sheets if sheet.wrapped is None}
        self._links = {
            TaggedLink(sheet.source, int(note.StructParent)): (sheet, note)
            for sheet in self._sheets.values()
            for note in _numbered(sheet.page)
        }
        self._pieces: dict[tuple[int, int], tuple[pikepdf.Object, dict[int, pikepdf.Object]]] = {}
        identifiers = [one.identifier for one in _elements(self._tags.tops) if one.identifier is not None]
        self._renames = not tree.takes(identifiers)
        self._kinds = dict[str, pikepdf.Name]()

    def kids(self, holder: pikepdf.Object) -> list[pikepdf.Object]:
        """Write everything below the holder. Elements of which nothing is bound are left out."""
        tops: list[Element | Marked | TaggedLink] = list(self._tags.tops)
        if len(tops) == 1 and isinstance(tops[0], Element) and tops[0].kind == "/Document":
            tops = tops[0].kids  # the dossier is the document; the source is a part of it
        kept = _kept(tops, self._sheets.keys(), self._links.keys())
        written = self._written(tops, holder, kept)
        for content, pieces in self._pieces.values():
            listed = [pieces.get(number) for number in range(max(pieces) + 1)]
            content.StructParents = self._tree.number(Array(listed))
        return written

    def _written(
        self, tops: list[Element | Marked | TaggedLink], holder: pikepdf.Object, kept: set[int]
    ) -> list[pikepdf.Object]:
        """Write the elements from above to below, each with references to its kids."""
        outermost: list[pikepdf.Object] = []
        waiting: list[tuple[list[Element | Marked | TaggedLink], pikepdf.Object, list[pikepdf.Object] | None]] = [
            (tops, holder, outermost)
        ]
        while waiting:
            kids, above, into = waiting.pop()
            made: list[pikepdf.Object] = [] if into is None else into
            for kid in kids:
                if isinstance(kid, Element):
                    if id(kid) in kept:
                        element = self._element(kid, above, kept)
                        made.append(element)
                        waiting.append((kid.kids, element, None))
                elif isinstance(kid, Marked):
                    if kid.page in self._sheets:
                        made.append(self._piece(kid, above))
                elif kid in self._links:
                    made.append(self._link(kid, above))
            if into is None:
                above.K = made[0] if len(made) == 1 else Array(made)
        return outermost

    def _element(self, element: Element, above: pikepdf.Object, kept: set[int]) -> pikepdf.Object:
        kind = self._kinds.get(element.kind)
        if kind is None:
            kind = self._kinds[element.kind] = Name(self._tree.kind(element.kind, self._tags.roles))
        if kind == LINK and not any(kid in self._links for kid in element.kids if isinstance(kid, TaggedLink)):
            kind = Name.Span  # a link whose target is not bound is text
        made = self._pdf.make_indirect(Dictionary(Type=ELEMENT, S=kind, P=above))
        for key, value in element.entries.items():
            said = pikepdf.Object.parse(value)
            if self._renames and key == "/A":
                _rename_headers(said, self._renamed)
            made[key] = said
        names = [name for name in element.classes if name in self._tags.classes]
        if names:
            made.C = Array([Name(self._tree.class_name(name, self._tags.classes[name])) for name in names])
        if element.identifier is not None:
            identifier = self._renamed(element.identifier)
            made.ID = String(identifier)
            self._tree.identify(identifier, made)
        if element.namespace is not None:
            made.NS = self._tree.namespace(element.namespace, self._tags)
        return made

    def _renamed(self, identifier: bytes) -> bytes:
        """An identifier that no other source has; the one that its source gave it, if that is free."""
        return b"%s@%d" % (identifier, self._holder_number) if self._renames else identifier

    @property
    def _holder_number(self) -> int:
        return int(self._part.sheets[0].paper.objgen[0])

    def _piece(self, piece: Marked, above: pikepdf.Object) -> pikepdf.Object:
        sheet = self._sheets[piece.page]
        content = sheet.paper if piece.drawing is None else self._part.drawings[piece.drawing]
        _, pieces = self._pieces.setdefault(content.objgen, (content, {}))
        pieces[piece.number] = above
        return Dictionary(Type=PIECE, Pg=sheet.page, Stm=content, MCID=piece.number)

    def _link(self, link: TaggedLink, above: pikepdf.Object) -> pikepdf.Object:
        sheet, note = self._links.pop(link)
        note.StructParent = self._tree.number(above)
        if self._part.is_own and "/Contents" in note:
            above.Alt = note.Contents
        return Dictionary(Type=Name.OBJR, Pg=sheet.page, Obj=note)


def _numbered(page: pikepdf.Object) -> list[pikepdf.Object]:
    """The links on a page that bear a number; each as an object of its own, so that an element can name it."""
    notes = page.get("/Annots")
    if not isinstance(notes, Array):
        return []
    return [note for note in notes.as_list() if "/StructParent" in note and note.objgen != (0, 0)]


def _kept(tops: list[Element | Marked | TaggedLink], pages: Iterable[int], links: Iterable[TaggedLink]) -> set[int]:
    """The elements (by id) with something that is bound: content of these pages, or one of these links."""
    bound, named = set(pages), set(links)
    order: list[tuple[Element, Element | None]] = [(top, None) for top in tops if isinstance(top, Element)]
    kept = set[int]()
    for element, _ in order:  # it grows meanwhile
        order += [(kid, element) for kid in element.kids if isinstance(kid, Element)]
        if any(
            kid.page in bound if isinstance(kid, Marked) else kid in named
            for kid in element.kids
            if not isinstance(kid, Element)
        ):
            kept.add(id(element))
    for element, above in reversed(order):
        if above is not None and id(element) in kept:
            kept.add(id(above))
    for element, above in order:  # a table keeps its empty cells: without them the columns would not agree
        if above is not None and id(above) in kept and element.kind in ("/TD", "/TH"):
            kept.add(id(element))
    return kept


def _elements(tops: tuple[Element, ...]) -> list[Element]:
    found = list(tops)
    for element in found:  # it grows meanwhile
        found += [kid for kid in element.kids if isinstance(kid, Element)]
    return found


def _rename_headers(attributes: pikepdf.Object, renamed: object) -> None:
    """Name the header cells of a cell anew (/Headers, ISO 32000-1, table 349)."""
    assert callable(renamed)
    for one in attributes.as_list() if isinstance(attributes, Array) else [attributes]:
        headers = one.get("/Headers") if isinstance(one, Dictionary) else None
        if isinstance(headers, Array):
            one.Headers = Array(
                [String(renamed(bytes(name))) for name in headers.as_list() if isinstance(name, String)]
            )
