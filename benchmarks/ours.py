"""The tool formgen itself. Only this module calls the part of formgen that is measured."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from benchmarks.papers import Papers
from benchmarks.work import Files, Made, Work, folders
from formgen.engines.process import collect_seldom
from formgen.foundation import resources
from formgen.pipeline.made import packet_contents
from formgen.render.papers import Way, render_packet, render_pdf, render_word

LAYOUTS = Path(__file__).resolve().parent.parent / "build" / "layouts"
"""The finished layouts that an installed wheel brings. `make bench` makes them anew each time."""


class Ours:
    """Makes three Word files, three PDFs and the packet of each enterprise."""

    packet_only = False

    def __init__(self, work: Work) -> None:
        collect_seldom()  # as a process of `formgen batch` does
        resources.SHIPPED_LAYOUTS = LAYOUTS
        self._papers = Papers.of(work)

    def make(self, part: range, out: Path) -> Made:
        """Make each enterprise's papers, as `formgen` does."""
        ways, made = Counter[Way](), []
        for number, folder in zip(part, folders(out, part), strict=True):
            papers = self._papers[number]
            words: list[Path] = []
            forms: list[Path] = []
            for paper in papers if not self.packet_only else ():
                word, pdf = render_word(paper.form, paper.texts), render_pdf(paper.form, paper.texts)
                ways.update((word.way, pdf.way))
                words.append(folder / f"{paper.form.file_stem}.docx")
                words[-1].write_bytes(word.content)
                forms.append(folder / f"{paper.form.file_stem}.pdf")
                forms[-1].write_bytes(pdf.content)
            bound = render_packet(papers, packet_contents(self._papers.scheme))
            ways[bound.way] += 1
            path = folder / "packet.pdf"
            path.write_bytes(bound.content)
            made.append(Files(tuple(words), tuple(forms), path))
        return Made(tuple(made), ways[Way.COMPILED], ways[Way.WHOLE])


class OurPackets(Ours):
    """Makes only the packet of each enterprise. It is compared with tools that make nothing else."""

    packet_only = True
