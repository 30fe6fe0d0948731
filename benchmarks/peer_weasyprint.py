"""The tool that lays out each form with WeasyPrint: our own way to lay out a form whole, and our own binder for the packet."""

from __future__ import annotations

from pathlib import Path

from benchmarks.papers import Papers
from benchmarks.work import Enterprise, Files, Made, Work, folders
from formgen.dossier import DossierTask, FormPaper
from formgen.dossier.assemble import assemble
from formgen.dossier.binding.gather import gather
from formgen.dossier.binding.workbench import Workbench
from formgen.dossier.own_pages.kept import OwnPages
from formgen.dossier.plan import plan
from formgen.foundation.problems import Place
from formgen.record.models import Entry, Record
from formgen.render.papers import whole_pdf
from formgen.render.pdf.pdf import html_to_pdf
from formgen.render.word.fill import fill_package
from formgen.scheme.dossiers import Material


class WeasyPrint:
    """Makes three Word files, three PDFs and the packet of each enterprise."""

    def __init__(self, work: Work) -> None:
        self._papers = Papers.of(work)
        forms = self._papers.forms
        materials = tuple(Material(title=f"{form.title}（{form.annex}）；", form=form.id) for form in forms)
        self._dossier = self._papers.scheme.dossiers[0].model_copy(update={"materials": materials})

    def make(self, part: range, out: Path) -> Made:
        """Fill, lay out and bind each enterprise's papers."""
        files = []
        for number, folder in zip(part, folders(out, part), strict=True):
            words, forms, contents = [], [], []
            for paper in self._papers[number]:
                package = fill_package(paper.form, paper.texts)
                words.append(folder / f"{paper.form.file_stem}.docx")
                words[-1].write_bytes(package.to_bytes())
                contents.append(whole_pdf(paper.form, package, paper.texts))
                forms.append(folder / f"{paper.form.file_stem}.pdf")
                forms[-1].write_bytes(contents[-1])
            packet = folder / "packet.pdf"
            packet.write_bytes(self._packet(self._papers.work.enterprises[number], tuple(contents)))
            files.append(Files(tuple(words), tuple(forms), packet))
        return Made(tuple(files), whole=7 * len(files))

    def _packet(self, enterprise: Enterprise, pdfs: tuple[bytes, ...]) -> bytes:
        """Bind finished forms with contents, an outline and page numbers. The contents are laid out anew."""
        scheme = self._papers.scheme
        record = Record(Place("record.json"), (Entry("applicant.name", enterprise.name, Place("record.json")),))
        planned, _ = plan(scheme, self._dossier, record)
        papers = tuple(FormPaper(form.id, pdf) for form, pdf in zip(self._papers.forms, pdfs, strict=True))
        task, bench = DossierTask(scheme, self._dossier, record, Path(), papers), Workbench(OwnPages(html_to_pdf))
        gathered, _ = gather(task, planned, bench)
        packet, _ = assemble(task, planned, gathered, bench)
        return packet
