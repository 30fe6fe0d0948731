"""formgen itself: the one place where the benchmarks call what is measured."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from benchmarks.peer_weasyprint import Filling, Prepared, prepared
from benchmarks.work import Files, Made, Work, folders
from formgen.pipeline import packet_contents
from formgen.render.papers import FormTexts, Rendered, Way, render_packet, render_pdf, render_word


def packet(whole: Prepared, filling: tuple[Filling, ...]) -> Rendered:
    """The packet of one enterprise: contents, its forms, outline, one run of page numbers."""
    papers = [FormTexts(form, texts) for form, texts in zip(whole.forms, filling, strict=True)]
    return render_packet(papers, packet_contents(whole.scheme))


class Ours:
    """Three Word files, three PDFs and the packet of each enterprise."""

    packet_only = False

    def __init__(self, work: Work) -> None:
        self._prepared = prepared(work)

    def make(self, part: range, out: Path) -> Made:
        """Make each enterprise's papers, as `formgen` does."""
        whole, ways, made = self._prepared, Counter[Way](), []
        for number, folder in zip(part, folders(out, part), strict=True):
            filling = whole.fillings[number]
            words: list[Path] = []
            forms: list[Path] = []
            if not self.packet_only:
                for form, texts in zip(whole.forms, filling, strict=True):
                    word, pdf = render_word(form, texts), render_pdf(form, texts)
                    ways.update((word.way, pdf.way))
                    words.append(folder / f"{form.file_stem}.docx")
                    words[-1].write_bytes(word.content)
                    forms.append(folder / f"{form.file_stem}.pdf")
                    forms[-1].write_bytes(pdf.content)
            bound = packet(whole, filling)
            ways[bound.way] += 1
            path = folder / "packet.pdf"
            path.write_bytes(bound.content)
            made.append(Files(tuple(words), tuple(forms), path))
        return Made(tuple(made), ways[Way.COMPILED], ways[Way.WHOLE])


class OurPackets(Ours):
    """The packet alone of each enterprise, for tools that make nothing else."""

    packet_only = True
