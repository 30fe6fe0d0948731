"""Makes the papers of one enterprise, each with the way in which it was made. The papers are not written yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from formgen.dossier.own_pages.html import page_html
from formgen.foundation.delivery import Paper
from formgen.foundation.problems import Problem
from formgen.render.packet import Contents, PacketLine
from formgen.render.papers import FormTexts, Rendered, Way, render_packet, render_pdf, render_word
from formgen.render.word.blank_texts import half_widths
from formgen.render.word.form_controls import form_controls
from formgen.render.word.issued import issued_form
from formgen.scheme.models import Scheme

if TYPE_CHECKING:  # forms are filled without what binds
    from formgen.dossier.archive.level import ArchiveLevel

PACKET_TITLE = "申报表格合订本"


class Format(StrEnum):
    """The formats of a paper."""

    DOCX = "docx"
    PDF = "pdf"
    PACKET = "packet"
    """All forms of an enterprise in one PDF, with a contents page and continuous page numbers."""
    FIELDS = "fields"
    """A blank form as a PDF with fields, for forms whose definition asks for it. Only blank forms come in it."""


BOTH = frozenset((Format.DOCX, Format.PDF))

TWO_LINES = 108
"""The width of the longest name that two lines of a packet's contents page hold, in half-width characters of 16 pt."""


@dataclass(frozen=True, slots=True)
class MadePaper:
    """A finished paper that is not written yet, and the way in which it was made.

    way  the way in which a form was made; None for dossiers and the papers beside them, for which there is only one way
    why  the reason why a form was not made by filling the compiled form; empty if there is no such reason
    """

    paper: Paper
    way: Way | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class MadePapers:
    """One enterprise's finished papers, and what a person should look at (warnings only)."""

    papers: tuple[MadePaper, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class MadeVolume:
    """One volume of a finished dossier, not written yet: the PDF and its proof."""

    pdf: Paper
    proof: Paper


@dataclass(frozen=True, slots=True)
class MadeDossier:
    """A finished dossier that is not written yet. The paths of its files are relative to the enterprise's folder.

    title      the title of the dossier
    stem       the text with which the names of its files begin
    volumes    its volumes in order; nearly always one
    beside     unbound papers that go with the dossier: 用印签字清单, 封面, 印制单
    originals  copies of the supplied files with electronic signatures, which are valid only in the original files
    problems   what a person should look at (warnings only)
    pages      the number of pages of all volumes
    level      the level of an archive; None for a dossier that is none
    """

    title: str
    stem: str
    volumes: tuple[MadeVolume, ...]
    beside: tuple[Paper, ...]
    originals: tuple[Paper, ...]
    problems: tuple[Problem, ...]
    pages: int
    level: ArchiveLevel | None = None

    @property
    def papers(self) -> tuple[Paper, ...]:
        """All its files, in the order in which they are written."""
        bound = (paper for volume in self.volumes for paper in (volume.pdf, volume.proof))
        return (*bound, *self.beside, *self.originals)


def enterprise_papers(
    scheme: Scheme,
    filled: Sequence[FormTexts],
    formats: frozenset[Format],
    packet: Sequence[FormTexts] | None = None,
    protect: bool = False,
) -> Iterator[MadePaper]:
    """The papers of one enterprise (or the blank ones) in these formats, form by form, the packet at the end.

    packet   what the packet prints, where that differs from the single forms; None if it does not
    protect  True if only the places for values can be changed in the Word files
    """
    for one in filled:
        if Format.DOCX in formats:
            yield _made(
                f"{one.form.file_stem}.docx",
                render_word(
                    one.form,
                    one.texts,
                    form_controls(scheme, one.form, protect=protect),
                    issued_form(scheme, one.form),
                    one.pictures,
                ),
            )
        if Format.PDF in formats:
            yield _made(f"{one.form.file_stem}.pdf", render_pdf(one.form, one.texts, one.pictures))
        if Format.FIELDS in formats and one.form.fields and not one.texts:
            from formgen.render.pdf.fields import fields_pdf  # it loads pikepdf, which no other form needs

            yield MadePaper(Paper(f"{one.form.file_stem}（可填写）.pdf", fields_pdf(one.form)))
    if Format.PACKET in formats:
        yield _made(f"{PACKET_TITLE}.pdf", render_packet(packet or filled, packet_contents(scheme, packet or filled)))


@dataclass(frozen=True, slots=True, eq=False)
class _PacketContents:
    """Writes the contents page of packets of a scheme.

    Two objects for the same scheme are equal, so that the second one finds what was kept for the first one.
    """

    scheme: Scheme
    long: bool = False
    """True for a name in smaller letters, which would otherwise take three lines and move what stands below it."""

    def __call__(self, lines: tuple[PacketLine, ...], texts: Mapping[str, str]) -> str:
        applicant = texts.get(self.scheme.applicant.name, "")
        return page_html(
            self.scheme, "packet.html", title=PACKET_TITLE, forms=lines, applicant=applicant, long=self.long
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _PacketContents) and (other.scheme is self.scheme and other.long == self.long)

    def __hash__(self) -> int:
        return hash((object.__hash__(self.scheme), self.long))


def packet_contents(scheme: Scheme, papers: Sequence[FormTexts] = ()) -> Contents:
    """The function that writes the contents page of a packet of this scheme.

    papers: the packet's forms, whose applicant's name decides the size of its letters; none for a name that is not known.
    """
    names = (text.text for paper in papers for text in paper.texts if text.slot == scheme.applicant.name)
    return _PacketContents(scheme, long=half_widths(next(names, "")) > TWO_LINES)


def _made(path: str, rendered: Rendered) -> MadePaper:
    return MadePaper(Paper(path, rendered.content), rendered.way, rendered.why)
