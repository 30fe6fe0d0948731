"""Makes small PDFs at which libraries work for hours. They contain no real data. Every viewer opens them, and then hangs, too."""

from __future__ import annotations

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

from tests.dossier.evidence.tags.test_writing import report
from tests.dossier.odd import Page, made

DEPTH = 34
"""How often what is drawn is doubled: 2^34 drawings."""
FEW = 10
"""As many drawings may lie within drawings where an archive's tags are looked at."""


def _doubled(pdf: Pdf, depth: int = DEPTH, times: int = 2) -> pikepdf.Object:
    """A drawing that draws the next one so many times, and so on."""
    look = pdf.make_stream(b"0 0 1 1 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 595, 842])
    for _ in range(depth):
        below = Dictionary(XObject=Dictionary(X=look))
        look = pdf.make_stream(b"/X Do " * times, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 595, 842])
        look.Resources = below
    return look


def slow_page() -> bytes:
    """Three pages; nothing ends the drawing of the second."""

    def finish(pdf: Pdf) -> None:
        pdf.pages[1].obj.Resources = Dictionary(XObject=Dictionary(X=_doubled(pdf)))
        pdf.pages[1].obj.Contents = pdf.make_stream(b"/X Do")

    return made(Page(), Page(), Page(), finish=finish)


def slow_stamp() -> bytes:
    """A page with a stamp whose drawing does not end: it is drawn while the file is taken in."""

    def finish(pdf: Pdf) -> None:
        look = _doubled(pdf)
        stamp = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=[100, 100, 200, 200], F=4, AP=Dictionary(N=look))
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(stamp)])

    return made(finish=finish)


def slow_tagged() -> bytes:
    """A tagged page that an archive could hold, with drawings within drawings that are said to be no content."""

    def change(pdf: Pdf) -> None:
        page = pdf.pages[0].obj
        page.Resources.XObject = Dictionary(X=_doubled(pdf, FEW, 10))
        page.Contents = Array([page.Contents, pdf.make_stream(b"/Artifact BMC /X Do EMC")])

    return report("甲", change)


def slow_pattern() -> bytes:
    """A page that is filled with cells of a thousandth of a point."""

    def finish(pdf: Pdf) -> None:
        cell = pdf.make_stream(b"0 0 .001 .001 re f", Type=Name.Pattern, PatternType=1, PaintType=1, TilingType=1)
        cell.BBox, cell.XStep, cell.YStep, cell.Resources = [0, 0, 0.01, 0.01], 0.001, 0.001, Dictionary()
        pdf.pages[0].obj.Resources = Dictionary(Pattern=Dictionary(P=cell))
        pdf.pages[0].obj.Contents = pdf.make_stream(b"/Pattern cs /P scn 0 0 595 842 re f")

    return made(finish=finish)


def slow_names() -> bytes:
    """A page, and a tree of names whose branches all lead twice to the next one."""

    def finish(pdf: Pdf) -> None:
        names = Array([pikepdf.String("a"), Array([pdf.pages[0].obj, Name.Fit])])
        limits = Array([pikepdf.String("a"), pikepdf.String("b")])
        branch = pdf.make_indirect(Dictionary(Names=names, Limits=limits))
        for _ in range(DEPTH):
            branch = pdf.make_indirect(Dictionary(Kids=Array([branch, branch]), Limits=limits))
        pdf.Root.Names = Dictionary(Dests=branch)

    return made(finish=finish)
