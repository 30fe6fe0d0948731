"""WeasyPrint laid out each time: our own full path, form by form, and our own binder for the packet."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from benchmarks.work import Enterprise, Files, Made, Work, folders
from formgen import resources
from formgen.dossier import FormPaper
from formgen.dossier.assemble import assemble, gather
from formgen.dossier.plan import plan
from formgen.problems import Place
from formgen.record.models import Entry, Record
from formgen.render.continuation import continued
from formgen.render.papers import FormTexts, whole_pdf
from formgen.render.pdf import html_to_pdf
from formgen.render.word import SlotText, fill_package
from formgen.scheme.load import load_scheme
from formgen.scheme.models import Dossier, Form, Material, Scheme


@dataclass(frozen=True, slots=True)
class Prepared:
    """The work in our own terms: the scheme, its forms, a dossier of them, and for each enterprise each form with its texts.

    A form is that with its continuation sheet where the texts need one.
    """

    scheme: Scheme
    forms: tuple[Form, ...]
    dossier: Dossier
    papers: tuple[tuple[FormTexts, ...], ...]


def prepared(work: Work) -> Prepared:
    """Load the scheme and say the work in our own terms."""
    scheme = load_scheme(resources.scheme_folder(work.scheme))
    forms = tuple(form for wanted in work.forms if (form := scheme.form(wanted.id)))
    materials = tuple(Material(title=f"{form.title}（{form.annex}）；", form=form.id) for form in forms)
    dossier = scheme.dossiers[0].model_copy(update={"materials": materials})
    papers = tuple(
        tuple(
            continued(form, tuple(SlotText(text.slot, text.text) for text in texts))
            for form, texts in zip(forms, enterprise.texts, strict=True)
        )
        for enterprise in work.enterprises
    )
    return Prepared(scheme, forms, dossier, papers)


def whole_packet(whole: Prepared, enterprise: Enterprise, pdfs: tuple[bytes, ...]) -> bytes:
    """Bind finished forms with contents, outline and numbers, laid out anew."""
    record = Record(Place("record.json"), (Entry("applicant.name", enterprise.name, Place("record.json")),))
    planned, _ = plan(whole.scheme, whole.dossier, record)
    papers = tuple(FormPaper(form.id, pdf) for form, pdf in zip(whole.forms, pdfs, strict=True))
    gathered, _ = gather(whole.scheme, planned, Path(), papers, html_to_pdf, lambda: None)
    packet, _ = assemble(whole.scheme, planned, gathered, html_to_pdf, lambda: None)
    return packet


class WeasyPrint:
    """Three Word files, three PDFs and the packet of each enterprise."""

    def __init__(self, work: Work) -> None:
        self._work, self._prepared = work, prepared(work)

    def make(self, part: range, out: Path) -> Made:
        """Fill, lay out and bind each enterprise's papers."""
        files, whole = [], self._prepared
        for number, folder in zip(part, folders(out, part), strict=True):
            words, forms, contents = [], [], []
            for paper in whole.papers[number]:
                package = fill_package(paper.form, paper.texts)
                words.append(folder / f"{paper.form.file_stem}.docx")
                words[-1].write_bytes(package.to_bytes())
                contents.append(whole_pdf(paper.form, package))
                forms.append(folder / f"{paper.form.file_stem}.pdf")
                forms[-1].write_bytes(contents[-1])
            packet = folder / "packet.pdf"
            packet.write_bytes(whole_packet(whole, self._work.enterprises[number], tuple(contents)))
            files.append(Files(tuple(words), tuple(forms), packet))
        return Made(tuple(files), whole=7 * len(files))
