"""The tools that are measured: the name of each, what it makes, and the largest number of enterprises that it gets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from benchmarks.work import Tool, Work


class ToolId(StrEnum):
    """The tools, in the order in which they take turns."""

    OURS = "ours"
    DOCXTPL = "docxtpl"
    WEASYPRINT = "weasyprint"
    PACKETS = "packets"
    TYPST = "typst"
    WRITING = "writing"
    DELIVERING = "delivering"


@dataclass(frozen=True, slots=True)
class About:
    """The description of a tool.

    name, makes  as the table prints them
    most         the largest number of enterprises in one run by default; more would take too long, and the time of each
                 enterprise does not change any more
    beside       our own tool that makes the same; None for a tool that is compared with nothing
    program      the other program that it starts, whose memory counts too; empty if there is none
    starts       False for a tool that starts formgen first and is no real program, so the time of its start is not shown
    """

    name: str
    makes: str
    most: int
    beside: ToolId | None = ToolId.OURS
    program: str = ""
    starts: bool = True


ABOUT = {
    ToolId.OURS: About("formgen", "3 DOCX, 3 PDF, packet", 100_000, None),
    ToolId.DOCXTPL: About("docxtpl + LibreOffice + pypdf", "3 DOCX, 3 PDF, packet", 100, program="LibreOffice"),
    ToolId.WEASYPRINT: About("WeasyPrint each time", "3 DOCX, 3 PDF, packet", 20),
    ToolId.PACKETS: About("formgen, packet alone", "packet", 100_000, None),
    ToolId.TYPST: About("Typst", "packet", 1000, ToolId.PACKETS),
    ToolId.WRITING: About("writing our bytes, nothing else", "the same bytes", 100_000, None, starts=False),
    ToolId.DELIVERING: About("delivering them: synced, then renamed", "the same bytes", 1000, None, starts=False),
}


def constructor(tool: ToolId) -> Callable[[Work], Tool]:
    """The class of a tool. The modules of the other tools are not imported."""
    match tool:
        case ToolId.OURS:
            from benchmarks.ours import Ours

            return Ours
        case ToolId.PACKETS:
            from benchmarks.ours import OurPackets

            return OurPackets
        case ToolId.DOCXTPL:
            from benchmarks.peer_docxtpl import DocxtplLibreOfficePypdf

            return DocxtplLibreOfficePypdf
        case ToolId.WEASYPRINT:
            from benchmarks.peer_weasyprint import WeasyPrint

            return WeasyPrint
        case ToolId.TYPST:
            from benchmarks.peer_typst import Typst

            return Typst
        case ToolId.WRITING:
            from benchmarks.writing import Writing

            return Writing
        case ToolId.DELIVERING:
            from benchmarks.writing import Delivering

            return Delivering
