"""Reads values from the XML of an OFD as typed values: numbers, boxes, matrices and lists of distances.

Lengths are in millimetres. The origin of a page is its upper left corner, and y grows downwards (GB/T 33190, 7.3 and 8.1).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple, Protocol

from formgen.dossier.evidence.refused import RefusedError

PRINT_FROM_A_READER = "请用 OFD 阅读器打开，核对内容后打印（另存）成 PDF 再提供"
LARGEST = 1e6
"""The largest number that counts as a length, in mm."""
MOST_NUMBERS = 2_000_000
"""How many values one list may have."""
MOST_DISTANCES = 200_000
"""How many distances a list with repetitions may have: one for each character of a piece of text."""


class OfdElement(Protocol):
    """The part of lxml's element that this package uses."""

    tag: object
    text: str | None

    def get(self, key: str, /) -> str | None:
        """The value of an attribute; None if it is missing."""

    def __iter__(self) -> Iterator[OfdElement]: ...


class Matrix(NamedTuple):
    """An affine map of the plane, written as in PDF: x' = a·x + c·y + e, y' = b·x + d·y + f."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def then(self, outer: Matrix) -> Matrix:
        """The map that applies this one first and then the outer one."""
        return Matrix(
            self.a * outer.a + self.b * outer.c,
            self.a * outer.b + self.b * outer.d,
            self.c * outer.a + self.d * outer.c,
            self.c * outer.b + self.d * outer.d,
            self.e * outer.a + self.f * outer.c + outer.e,
            self.e * outer.b + self.f * outer.d + outer.f,
        )

    def at(self, x: float, y: float) -> tuple[float, float]:
        """The point to which the map moves the point (x, y)."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f


class Box(NamedTuple):
    """A rectangle: its upper left corner, its width and its height, in mm."""

    x: float
    y: float
    width: float
    height: float


def damaged(what: str) -> RefusedError:
    """The refusal of an OFD that breaks the standard. what: the fault, in Chinese."""
    return RefusedError("evidence.damaged", f"已损坏或不合 OFD 标准（{what}）", PRINT_FROM_A_READER)


def unknown(what: str) -> RefusedError:
    """The refusal of an OFD that holds something that this program can't draw. what: the name of this thing, in Chinese."""
    return RefusedError("evidence.unknown-content", f"里有不能转换的内容（{what}）", PRINT_FROM_A_READER)


def number(text: str) -> float:
    """A finite number of at most `LARGEST`. Raises RefusedError for any other text."""
    try:
        found = float(text)
    except ValueError:
        raise damaged("数值不对") from None
    if not math.isfinite(found) or abs(found) > LARGEST:
        raise damaged("数值太大")
    return found


def numbers(text: str) -> list[float]:
    """Numbers that are separated by white space or commas. Raises RefusedError for other texts and for too many numbers."""
    parts = text.replace(",", " ").split()
    if len(parts) > MOST_NUMBERS:
        raise damaged("数值太多")
    return [number(part) for part in parts]


def distances(text: str) -> list[float]:
    """A list of distances in mm, in which `g 3 2.5` stands for three times 2.5 (GB/T 33190, 11.3).

    Raises RefusedError for a wrong list and for one that is too long.
    """
    parts = text.replace(",", " ").split()
    found: list[float] = []
    at = 0
    while at < len(parts):
        if parts[at] in ("g", "G"):
            if at + 2 >= len(parts):
                raise damaged("文字的间距不对")
            count = int(number(parts[at + 1]))
            if not 0 <= count <= MOST_DISTANCES - len(found):
                raise damaged("文字的间距不对")
            found += [number(parts[at + 2])] * count
            at += 3
        else:
            found.append(number(parts[at]))
            at += 1
    return found


class Node:
    """An element of an OFD's XML. Names have no namespace here, because programs write the namespace in different ways.

    The methods that read numbers raise RefusedError for a wrong value.
    """

    __slots__ = ("_element", "name")

    def __init__(self, element: OfdElement) -> None:
        self._element = element
        self.name = str(element.tag).rpartition("}")[2].rpartition(":")[2]

    def __iter__(self) -> Iterator[Node]:
        """Its child elements, in order."""
        return (Node(element) for element in self._element if isinstance(element.tag, str))

    @property
    def text(self) -> str:
        """The text before its first child."""
        return self._element.text or ""

    def get(self, name: str) -> str | None:
        """The value of an attribute; None if it is missing or empty."""
        value = self._element.get(name)
        return value.strip() or None if value is not None else None

    def child(self, name: str) -> Node | None:
        """Its first child with this name; None if there is none."""
        return next(self.children(name), None)

    def children(self, name: str) -> Iterator[Node]:
        """All its children with this name."""
        return (node for node in self if node.name == name)

    def below(self, name: str) -> Iterator[Node]:
        """All elements with this name below it, at any depth."""
        for node in self:
            if node.name == name:
                yield node
            yield from node.below(name)

    def said(self, name: str) -> str | None:
        """The text of the child with this name, or the attribute if there is no such child; None if it is missing or empty."""
        child = self.child(name)
        return (child.text.strip() or None) if child is not None else self.get(name)

    def number(self, name: str, default: float) -> float:
        """The number in an attribute; `default` if it is missing."""
        value = self.get(name)
        return default if value is None else number(value)

    def flag(self, name: str, default: bool) -> bool:
        """True or False from an attribute; `default` if it is missing."""
        value = self.get(name)
        return default if value is None else value.casefold() in ("true", "1")

    def matrix(self, name: str = "CTM") -> Matrix:
        """The matrix in an attribute; a matrix that changes nothing if it is missing."""
        value = self.get(name)
        if value is None:
            return Matrix()
        found = numbers(value)
        if len(found) != 6:
            raise damaged("变换矩阵不对")
        return Matrix(*found)

    def box(self, name: str = "Boundary") -> Box | None:
        """The rectangle in an attribute or in the text of a child; None if it is missing."""
        value = self.get(name) or self.said(name)
        if value is None:
            return None
        found = numbers(value)
        if len(found) != 4:
            raise damaged("区域不对")
        return Box(*found)
