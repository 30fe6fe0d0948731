"""What is made for one enterprise: its papers, each with the way that it was made, and not written yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from formgen.delivery import Paper
from formgen.dossier.own_pages.html import page_html
from formgen.problems import Problem
from formgen.render.packet import Contents, PacketLine
from formgen.render.papers import FormTexts, Rendered, Way, render_packet, render_pdf, render_word
from formgen.scheme.models import Scheme

PACKET_TITLE = "申报表格合订本"


class Format(StrEnum):
    """The formats of a paper."""

    DOCX = "docx"
    PDF = "pdf"
    PACKET = "packet"
    """All forms of an enterprise in one PDF, with contents and numbers running on."""


BOTH = frozenset((Format.DOCX, Format.PDF))


@dataclass(frozen=True, slots=True)
class MadePaper:
    """A finished paper, not written yet, and which way it was made.

    way  None for what there is one way to make only: dossiers and what lies beside them
    why  what kept a form from being filled into the compiled one; empty where nothing did
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
class MadeDossier:
    """A finished dossier, not written yet: its files below the enterprise's folder, warnings, pages.

    title    the dossier's
    stem     what the names of its files begin with
    papers   of each volume the PDF and its proof, then the papers beside, then the originals of signed files
    volumes, beside  how many volumes there are, and how many papers beside them
    """

    title: str
    stem: str
    papers: tuple[Paper, ...]
    problems: tuple[Problem, ...]
    pages: int
    volumes: int
    beside: int


def enterprise_papers(scheme: Scheme, filled: Sequence[FormTexts], formats: frozenset[Format]) -> Iterator[MadePaper]:
    """The papers of one enterprise (or the blank ones) in these formats, form by form, the packet at the end."""
    for one in filled:
        if Format.DOCX in formats:
            yield _made(f"{one.form.file_stem}.docx", render_word(one.form, one.texts))
        if Format.PDF in formats:
            yield _made(f"{one.form.file_stem}.pdf", render_pdf(one.form, one.texts))
    if Format.PACKET in formats:
        yield _made(f"{PACKET_TITLE}.pdf", render_packet(filled, packet_contents(scheme)))


def packet_contents(scheme: Scheme) -> Contents:
    """The contents page of packets; one and the same function for one scheme."""
    if id(scheme) not in _CONTENTS:

        def contents(lines: tuple[PacketLine, ...], texts: Mapping[str, str]) -> str:
            return page_html(
                scheme, "packet.html", title=PACKET_TITLE, forms=lines, applicant=texts.get(scheme.applicant.name, "")
            )

        _CONTENTS[id(scheme)] = contents
    return _CONTENTS[id(scheme)]


_CONTENTS: dict[int, Contents] = {}


def _made(path: str, rendered: Rendered) -> MadePaper:
    return MadePaper(Paper(path, rendered.content), rendered.way, rendered.why)
