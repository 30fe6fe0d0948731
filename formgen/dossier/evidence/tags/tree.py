"""The structure of one source as values: its elements, and which pieces of its pages belong to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

INLINE = frozenset({"/Span", "/NonStruct"})
"""Kinds of elements that say nothing of their content unless they have further entries."""


class Marked(NamedTuple):
    """A piece of content that the page marks with a number.

    page    the source's page, counted from 0
    number  the number (MCID) in the page's content, or in that of a drawing
    drawing the drawing on the page that holds the piece, by its number and generation in the source; None for the page
    """

    page: int
    number: int
    drawing: tuple[int, int] | None = None


class TaggedLink(NamedTuple):
    """A link on a page: the source's page, counted from 0, and the link's number in the source's structure."""

    page: int
    number: int


@dataclass(slots=True)
class Element:
    """An element of the structure: a heading, a paragraph, a cell.

    kind        its type, as a PDF name with its slash
    entries     what it says of itself (title, language, alternative text, attributes), as PDF syntax by key
    classes     the names of its classes
    identifier  what other elements call it; None for none
    namespace   the address of the namespace that its type belongs to; None for the usual one
    kids        what belongs to it, in reading order
    """

    kind: str
    entries: dict[str, bytes] = field(default_factory=dict)
    classes: tuple[str, ...] = ()
    identifier: bytes | None = None
    namespace: str | None = None
    kids: list[Element | Marked | TaggedLink] = field(default_factory=list)

    @property
    def is_plain(self) -> bool:
        """True if it says nothing of itself but its type."""
        return not self.entries and not self.classes and self.identifier is None and self.namespace is None


@dataclass(frozen=True, slots=True)
class Roles:
    """What a namespace says of its types: for each, the type that it stands for and that type's namespace."""

    address: str
    types: dict[str, tuple[str, str | None]]


@dataclass(frozen=True, slots=True)
class Tags:
    """The structure of one source.

    tops        the outermost elements
    roles       for types that the standard does not know: the standard type that each stands for
    classes     attributes by the name of their class, as PDF syntax
    namespaces  the namespaces of PDF 2.0 that its elements use
    language    what the source says of its language; None for nothing that can be used
    pages       the source's pages (from 0) that have tagged content
    is_whole    False if something of the structure can't be carried, so that the rest does not tell all
    parts       how many elements and pieces of content it has
    """

    tops: tuple[Element, ...]
    roles: dict[str, str]
    classes: dict[str, bytes]
    namespaces: tuple[Roles, ...]
    language: str | None
    pages: frozenset[int]
    is_whole: bool
    parts: int = 0


def tidied(tops: tuple[Element, ...]) -> tuple[Element, ...]:
    """The structure of one of our own pages without elements that say nothing, and with its list of links as contents.

    The layout engine makes an element of each piece of a line, and a link of each piece of a link.
    """
    for top in tops:
        _simplify(top)
        top.kids = _as_contents(top.kids)
    return tops


def _simplify(top: Element) -> None:
    """Put the kids of elements that say nothing into the elements above them."""
    waiting = [top]
    while waiting:
        above = waiting.pop()
        hidden = INLINE | ({"/Link"} if above.kind == "/Link" else set())
        while any(isinstance(kid, Element) and kid.kind in hidden and kid.is_plain for kid in above.kids):
            above.kids = [
                one
                for kid in above.kids
                for one in (kid.kids if isinstance(kid, Element) and kid.kind in hidden and kid.is_plain else [kid])
            ]
        waiting += [kid for kid in above.kids if isinstance(kid, Element)]


def _as_contents(kids: list[Element | Marked | TaggedLink]) -> list[Element | Marked | TaggedLink]:
    """The kids of a page's outermost element; links that follow each other become the lines of one contents."""
    ordered: list[Element | Marked | TaggedLink] = []
    contents: Element | None = None
    for kid in kids:
        if isinstance(kid, Element) and kid.kind == "/Link":
            if contents is None:
                contents = Element("/TOC")
                ordered.append(contents)
            contents.kids.append(Element("/TOCI", kids=[kid]))
        else:
            contents = None
            ordered.append(kid)
    return ordered
