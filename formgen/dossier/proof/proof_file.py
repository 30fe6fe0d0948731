"""Holds what was found in a finished dossier (Proof), and writes and reads the file that keeps it: `docs/proof.md`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

import formgen
from formgen.dossier.claim import Claim, Input, PaperBox, PaperPlace, Rectangle, SignatureField
from formgen.dossier.lines import ContentsLine
from formgen.dossier.proof.page_marks import dossier_figures
from formgen.dossier.sheets import POINTS_PER_MM
from formgen.engines.versions import loaded
from formgen.foundation import resources
from formgen.foundation.errors import ProofError

FORMAT, VERSIONS = "formgen-proof", (1, 2)
"""What a proof file says it is. A change that older programs would read wrongly makes the version one higher: version 2 has
pages that bear no number, which a dossier without cover does not have."""
MOST_PAGES = 1_000_000
LARGEST_SIDE = 14_400.0
"""Points of a sheet's longest side (ISO 32000-1, annex C)."""


Way = Literal["identity", "drawing", "both", "none", ""]
"""How a page was seen to show what its source's page shows: `identity`, because it consists of the very same things;
`drawing`, because both were drawn and compared; `both`; or `none`, of a draft's page that may differ. It is empty in the proofs
of earlier versions, which drew all pages."""


@dataclass(frozen=True, slots=True)
class ProvedLine:
    """A line of the contents, with four numbers that were read in four places of the finished file and are equal.

    stamped_number is 0 for a cover, which bears no number.

    mark   what the heading begins with: `①`, an indicator's id, or nothing
    level  0 a material, 1 a section of evidence, 2 a piece of evidence: a line of the evidence index
    score  the points that the index prints; empty for any other line
    """

    heading: str
    contents_number: int
    stamped_number: int
    bookmark_page: int
    page_label: str
    mark: str = ""
    level: int = 0
    score: str = ""

    def line(self, volume: int) -> ContentsLine:
        """The line that was proved, of this volume."""
        title = self.heading.removeprefix(self.mark).lstrip() if self.mark else self.heading
        return ContentsLine(self.mark, title, self.contents_number, self.level, self.score, volume=volume)


@dataclass(frozen=True, slots=True)
class ProvedPage:
    """A page of the dossier.

    sha256  of its content (`digest.py`)
    place   where its source's page lies on it
    proved  how it was seen to show what its source's page shows
    """

    number: int
    sha256: str
    place: Rectangle | None
    proved: Way = ""


@dataclass(frozen=True, slots=True)
class FontFileDigest:
    """A font file and its sha256."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found in the finished file. It is kept in a file beside the dossier.

    sha256         the digest of the whole file
    contents       the first page of the contents
    rest_sha256    the digest of everything that is not a page: bookmarks, labels, layers, the targets of links
    pages_shown    how many pages were seen to show what their source's page shows
    sample_seed    decides which of the identical pages were drawn all the same (`identity.sample`)
    tools, fonts   names and versions of the libraries that made and read the file, or that can change what these make
    first, index, volume, draft, duplex, masked, fields, places, marks  as Claim has them
    tags_sha256    the digest of the structure (`tags_digest.py`); None in the proof of a dossier that has none
    """

    title: str
    sha256: str
    pages: int
    contents: int
    inputs: tuple[Input, ...]
    lines: tuple[ProvedLine, ...]
    page_records: tuple[ProvedPage, ...]
    rest_sha256: str
    pages_shown: int
    tools: tuple[str, ...]
    fonts: tuple[FontFileDigest, ...]
    first: int = 1
    index: int = 0
    volume: int = 1
    draft: bool = False
    duplex: bool = False
    tags_sha256: str | None = None
    masked: bool = False
    sample_seed: str = ""
    fields: tuple[SignatureField, ...] = ()
    places: tuple[PaperPlace, ...] = ()
    marks: str = ""

    @property
    def claim(self) -> Claim:
        """The Claim that the file must still meet years later. It has no sources, because these are not at hand."""
        lines = tuple(line.line(self.volume) for line in self.lines)
        return Claim(
            self.title, self.pages, self.contents, lines, self.inputs,
            first=self.first, index=self.index, volume=self.volume, draft=self.draft, duplex=self.duplex,
            masked=self.masked,
            fields=self.fields,
            places=self.places,
            marks=self.marks,
        )  # fmt: skip

    def to_json(self) -> bytes:
        """The proof as UTF-8 JSON, to be kept beside the dossier."""
        version = VERSIONS[0] if all(source.numbered for source in self.inputs) else VERSIONS[1]
        content = {"format": FORMAT, "version": version, **asdict(self)}
        if not self.fields:  # nearly always: the file is then as older programs write it
            del content["fields"]
        if not self.places:
            del content["places"]
        if not self.marks:
            del content["marks"]
        return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()

    @staticmethod
    def from_json(content: bytes) -> Proof:
        """Read a proof file. Raises ProofError if it is no proof file, is damaged or contradicts itself, or has a later
        version."""
        try:
            read: Any = json.loads(content)
            if not isinstance(read, dict) or read.pop("format", None) != FORMAT:
                raise ProofError("装订核对记录（.proof.json）不是本程序写的，或已损坏")
            if read.pop("version", None) not in VERSIONS:
                raise ProofError("装订核对记录（.proof.json）是更新的版本写的，请用新版的 formgen 核对")
            proof = _READ.validate_python(read)
        except (ValueError, ValidationError, RecursionError):
            raise ProofError("装订核对记录（.proof.json）已损坏，读不出来") from None
        what = next(_contradictions(proof), None)
        if what is not None:
            raise ProofError(f"装订核对记录（.proof.json）自相矛盾（{what}），已损坏或改动过")
        return proof


def _contradictions(proof: Proof) -> Iterator[str]:
    """The contradictions in a proof, in Chinese. If there is one, nothing in the proof can be used."""
    last = proof.first + proof.pages - 1
    if proof.first < 1 or proof.volume < 1 or not 1 <= proof.pages <= MOST_PAGES or last > MOST_PAGES:
        yield "页数或首页的页码"
        return
    if [page.number for page in proof.page_records] != list(range(proof.first, last + 1)):
        yield "逐页的记录"
    if not all(page.place is None or _is_on_a_sheet(page.place) for page in proof.page_records):
        yield "来源在页面上的位置"
    if not proof.first <= proof.contents <= last or (proof.index and not proof.first <= proof.index <= last):
        yield "目录的页码"
    if not all(proof.first <= one.page <= last and _is_on_a_sheet(_area(one)) for one in proof.fields):
        yield "签名的位置"
    boxes = [one.box for one in proof.places if one.box is not None]
    if not all(proof.first <= one.page <= last for one in proof.places) or not all(map(_is_in_sheet, boxes)):
        yield "盖章签字的位置"
    if proof.marks and proof.marks != dossier_figures(proof.title, proof.inputs):
        yield "页面标记的编号"
    begin = proof.first
    for source in proof.inputs:
        end = source.first_page + source.pages - 1
        pictures = all(begin <= page <= end for page in source.as_picture)
        if (
            source.first_page != begin
            or source.last_page != end
            or source.pages < 1
            or source.skipped < 0
            or not pictures
        ):
            yield f"「{source.name[:40]}」的页码"
            return
        begin = end + 1
    if begin != last + 1:
        yield "各份材料的页数之和"


def _is_in_sheet(box: PaperBox) -> bool:
    return _is_on_a_sheet(_area(box))


def _area(field: SignatureField | PaperBox) -> Rectangle:
    """A field's place, or another one in mm, in points."""
    return Rectangle(*(side * POINTS_PER_MM for side in (field.left, field.bottom, field.width, field.height)))


def _is_on_a_sheet(place: Rectangle) -> bool:
    """True for a rectangle of a size that a sheet can have (not a number is none)."""
    low = all(-LARGEST_SIDE <= side <= LARGEST_SIDE for side in (place.left, place.bottom))
    return low and all(0 < side <= LARGEST_SIDE for side in (place.width, place.height))


_READ: TypeAdapter[Proof] = TypeAdapter(Proof)


PRINTED = ("pikepdf", "pypdf", "pypdfium2", "weasyprint", "pdfium")
"""The libraries that make and read a dossier; the proof page names only these, with Python and formgen."""


def tools() -> tuple[str, ...]:
    """The program, and every library that could change what it makes here, with versions."""
    return (f"formgen {formgen.__version__}", *map(str, loaded()))


def printed_tools() -> tuple[str, ...]:
    """What makes and proves a dossier here, with versions, for a page."""
    versions = {library.name: str(library) for library in loaded()}
    return (f"formgen {formgen.__version__}", *(versions[name] for name in ("Python", *PRINTED)))


def fonts() -> tuple[FontFileDigest, ...]:
    """The faces that its own pages are set in."""
    return tuple(FontFileDigest(file.path.name, file.sha256) for file in resources.font_files())
