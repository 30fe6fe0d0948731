"""What a finished dossier must be found to hold, and from which sources: said by who binds it, tried by who proves it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from formgen.dossier.lines import ContentsLine
from formgen.dossier.shelf import Content


@dataclass(frozen=True, slots=True)
class Rectangle:
    """The rectangle of a sheet on which a source page lies, in points from the sheet's lower left."""

    left: float
    bottom: float
    width: float
    height: float

    @staticmethod
    def of(box: tuple[float, float, float, float], matrix: Iterable[float]) -> Rectangle:
        """Where a page's box lies after a matrix (its six numbers) that turns it by right angles at most."""
        a, b, c, d, e, f = matrix
        corners = [(a * x + c * y + e, b * x + d * y + f) for x in (box[0], box[2]) for y in (box[1], box[3])]
        across, up = zip(*corners, strict=True)
        return Rectangle(min(across), min(up), max(across) - min(across), max(up) - min(up))


@dataclass(frozen=True, slots=True)
class Original:
    """A source whose pages the dossier must show.

    name        the file's, for messages
    first_page  the page of the dossier that shows its first one, counted from 1
    places      where each of its pages lies
    content     the PDF as it was taken in
    password    what opens it
    pictures    its pages (from 0) that were bound as pictures of themselves
    skipped     how many of its pages come before the first of `places`; None if `places` has all of its pages. So it
                is with what is bound in several volumes
    overlaid    True if something was laid over all pages (草稿): then only what is missing counts, not what was added
    is_own      True for a paper that this program made itself
    """

    name: str
    first_page: int
    places: tuple[Rectangle, ...] = field(repr=False)
    content: Content = field(repr=False)
    password: str | None = field(default=None, repr=False)
    pictures: frozenset[int] = frozenset()
    skipped: int | None = None
    overlaid: bool = False
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Input:
    """A source and the pages that it became: first to last, as printed.

    own         True for a paper that this program made itself: a form, the contents. There is no file of it
    skipped     how many of the source's pages come before: they are in an earlier volume
    as_picture  the pages of the dossier that hold a picture of the source's page, with its text behind it
    """

    name: str
    sha256: str
    pages: int
    first_page: int
    last_page: int
    own: bool = False
    as_picture: tuple[int, ...] = ()
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Claim:
    """What the finished file must be found to hold.

    pages      how many it has
    contents   the first page of the contents
    lines      the lines of the contents and of the evidence index, in order; of all volumes, if there are several
    originals  the sources themselves, as they were taken in: what the pages must show
    first      the number that its first page bears: not 1 for a later volume. All pages here are numbers as printed
    index      the first page of the evidence index, 0 for none
    volume     which volume it is, counted from 1
    draft      True if every page must say 草稿; else none may
    duplex     True if numbers must stand at the outer edge, and materials begin on a right-hand page
    """

    title: str
    pages: int
    contents: int
    lines: tuple[ContentsLine, ...]
    inputs: tuple[Input, ...]
    originals: tuple[Original, ...] = field(default=(), repr=False)
    first: int = 1
    index: int = 0
    volume: int = 1
    draft: bool = False
    duplex: bool = False
