"""What a finished dossier must hold, and from which sources: the binder states it, and the proof checks it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from formgen.dossier.lines import ContentsLine
from formgen.dossier.options import mark_of
from formgen.dossier.shelf import Content


@dataclass(frozen=True, slots=True)
class Rectangle:
    """The part of a sheet on which a source page lies, in points from the sheet's lower left corner."""

    left: float
    bottom: float
    width: float
    height: float

    @staticmethod
    def of(box: tuple[float, float, float, float], matrix: Iterable[float]) -> Rectangle:
        """The place of a page's box after a matrix (its six numbers). The matrix may turn the box by right angles only."""
        a, b, c, d, e, f = matrix
        corners = [(a * x + c * y + e, b * x + d * y + f) for x in (box[0], box[2]) for y in (box[1], box[3])]
        across, up = zip(*corners, strict=True)
        return Rectangle(min(across), min(up), max(across) - min(across), max(up) - min(up))


@dataclass(frozen=True, slots=True)
class Original:
    """A source whose pages the dossier must show.

    name        the file's name, for messages
    first_page  the printed number of the page of the dossier that shows the first of `places`
    places      where each of its bound pages lies
    content     the PDF as it was taken in
    password    the password that opens the PDF
    pictures    its pages (counted from 0) that were bound as pictures of themselves
    skipped     how many of its pages come before the first of `places`; None if `places` has all of its pages. Only a
                source that is split between volumes has a number here
    overlaid    True if something was laid over all pages (草稿): then the comparison reports only what is missing, not
                what was added
    is_own      True for a paper that this program made itself
    watched_as  the name by which the time that it takes is limited (`SourcePdf.watched_as`); empty if it is not
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
    watched_as: str = ""


@dataclass(frozen=True, slots=True)
class Input:
    """A source and the pages of the dossier that show it, `first` to `last`, by their printed numbers.

    own         True for a paper that this program made itself, such as a form or the contents: it has no source file
    skipped     how many pages of the source come before these; they are in an earlier volume
    as_picture  the pages of the dossier that hold a picture of the source's page, with its text behind it
    numbered    False for pages on which their numbers are not printed (封面): they are counted, as in a book
    """

    name: str
    sha256: str
    pages: int
    first_page: int
    last_page: int
    own: bool = False
    as_picture: tuple[int, ...] = ()
    skipped: int = 0
    numbered: bool = True


@dataclass(frozen=True, slots=True)
class SignatureField:
    """An empty place for an electronic signature on a page of the finished file.

    name  the field's name, unique in its file
    page  the printed number of its page
    kind  `seal` for the seal of an enterprise or an office, `signature` where a person signs
    by    who seals or signs; `label` the words that stand on the form there
    left, bottom, width, height  in mm, from the sheet's lower left corner
    """

    name: str
    page: int
    kind: Literal["seal", "signature"]
    by: str
    label: str
    left: float
    bottom: float
    width: float
    height: float


PlaceKind = Literal["round_seal", "square_chop", "signature", "chop_or_signature", "date"]
"""What is put on paper at a place: the round seal of an enterprise or an office, a person's square chop, a signature, either of
these two, or a date that is written by hand."""


@dataclass(frozen=True, slots=True)
class PaperBox:
    """The part of a sheet where a seal, a signature or a date is expected, in mm from the sheet's lower left corner."""

    left: float
    bottom: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class PaperPlace:
    """A place on a page of the finished file that wants a seal, a signature or a handwritten date on the printed paper.

    page   the printed number of its page
    kind   what is put there
    by     who seals, signs or writes; `label` the words that stand on the form there; `paper` the form's title
    office True if an office does so after handing in: the place stays blank until then
    box    where it is; None if the form's words do not stand on the page as often as the form says, so that nobody can tell
    """

    page: int
    kind: PlaceKind
    by: str
    label: str
    paper: str
    office: bool = False
    box: PaperBox | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """What the finished file must hold. The proof checks it.

    pages      how many pages the file has
    contents   the first page of the contents
    lines      the lines of the contents and of the evidence index, in order; of all volumes, if there are several
    originals  the sources, as they were taken in: the pages of the dossier must show what the sources show
    first      the number printed on the file's first page; a later volume does not begin with 1. All page numbers in a
               Claim are printed numbers
    index      the first page of the evidence index, 0 for none
    volume     which volume it is, counted from 1
    draft      True if every page must say 草稿; False if no page may say it
    masked     True for a masked copy: every page must say 脱敏副本; False if no page may say it
    duplex     True if numbers must stand at the outer edge, and materials begin on a right-hand page
    fields     the empty signature fields that the file must have; it may have no others
    places     where seals, signatures and handwritten dates go on the printed paper
    marks      the figures by which the marks of its pages name it (`proof/page_marks.py`); empty if the pages have no marks
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
    masked: bool = False
    fields: tuple[SignatureField, ...] = ()
    places: tuple[PaperPlace, ...] = ()
    marks: str = ""

    @property
    def mark(self) -> str:
        """What every page must say besides its content; empty if it may say nothing."""
        return mark_of(self.masked, self.draft)

    @property
    def unnumbered(self) -> frozenset[int]:
        """The pages that bear no number, by their numbers."""
        return frozenset(
            page for one in self.inputs if not one.numbered for page in range(one.first_page, one.last_page + 1)
        )
