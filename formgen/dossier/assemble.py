"""Binding: contents, forms, supplied papers and evidence become one PDF with one run of page numbers.

    plan ─► taken in ─► contents laid out until its own length is known ─► bound ─► proved

Nothing is written to disk here, and nothing is handed out that its proof did not pass.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import accumulate, count
from pathlib import Path

import pikepdf
from pikepdf import Name

from formgen.dossier.evidence import SourcePdf, open_own, take_in
from formgen.dossier.links import DEEPEST, Bookmark
from formgen.dossier.pages import LINE, HtmlToPdf, Line, contents_html, cover_html, numbers_html
from formgen.dossier.plan import Part, Plan, plan
from formgen.dossier.proof import Claim, Input, Proof, prove
from formgen.dossier.sheets import lay
from formgen.errors import DataError, ProofError, UsageError
from formgen.problems import Problem, has_errors
from formgen.record.models import Record
from formgen.scheme.models import Dossier, Scheme

OnProgress = Callable[[int, int], None]
"""Called with the steps done and all steps; a step is one file or form taken in, or bound."""
CONTENTS = "目录"
MOST_LAYOUTS = 5


@dataclass(frozen=True, slots=True)
class FormPaper:
    """A filled form, as the caller rendered it."""

    form_id: str
    pdf: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Bound:
    """A finished dossier with its proof, and what a person should look at (warnings only)."""

    pdf: bytes = field(repr=False)
    proof: Proof
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Papers:
    """The papers of one line of the contents.

    mark      `①`, an indicator's id, or empty for a contents page that the work plan does not number
    sources   what is bound; empty for a material whose evidence has lines of its own, and for contents not yet laid out
    """

    mark: str
    title: str
    sources: tuple[SourcePdf, ...] = ()
    is_evidence: bool = False
    is_contents: bool = False

    @property
    def pages(self) -> int:
        """How many pages they have."""
        return sum(source.pages for source in self.sources)


def bind(
    scheme: Scheme,
    dossier: Dossier,
    record: Record,
    folder: Path,
    forms: tuple[FormPaper, ...],
    html_to_pdf: HtmlToPdf,
    on_progress: OnProgress | None = None,
) -> Bound:
    """Bind one enterprise's dossier. `folder` is the record's: supplied files are looked for in it and below.

    Raises DataError with every Problem found if a material is missing or a file can't be taken in, UsageError if the
    caller gives no PDF for a form of the dossier, ProofError if the finished dossier does not pass its own proof.
    """
    planned, problems = plan(scheme, dossier, record)
    step = _steps(planned, on_progress)
    papers, found = gather(scheme, planned, folder, forms, html_to_pdf, step)
    problems = (*problems, *found)
    if has_errors(problems):
        raise DataError(problems)
    pdf, claim = assemble(scheme, planned, papers, html_to_pdf, step)
    return Bound(pdf, prove(pdf, claim), problems)


def gather(
    scheme: Scheme,
    planned: Plan,
    folder: Path,
    forms: tuple[FormPaper, ...],
    html_to_pdf: HtmlToPdf,
    step: Callable[[], None],
) -> tuple[tuple[Papers, ...], tuple[Problem, ...]]:
    """Take in every paper of the plan, in order. A file that can't be taken in is reported and left out."""
    problems: list[Problem] = []

    def taken(part: Part) -> Iterator[SourcePdf]:
        if part.form is not None:
            yield _form(scheme, part.form, forms)
            step()
        for file in part.files:
            source, found = take_in(file, part.title, folder)
            problems.extend(found)
            if source is not None:
                yield source
            step()

    papers: list[Papers] = []
    for material in planned.materials:
        sources: list[SourcePdf] = []
        evidence: list[Papers] = []
        if material.page == "cover":
            sources.append(open_own(material.title, html_to_pdf(cover_html(scheme, planned))))
        for part in material.parts:
            if part.indicator:
                evidence.append(Papers(part.indicator, part.title, tuple(taken(part)), is_evidence=True))
            else:
                sources.extend(taken(part))
        is_contents = material.page == "contents"
        papers.append(Papers(material.number, material.title, tuple(sources), is_contents=is_contents))
        papers.extend(evidence)
    if not any(paper.is_contents for paper in papers):
        papers.insert(0, Papers("", CONTENTS, is_contents=True))
    return tuple(papers), tuple(problems)


def assemble(
    scheme: Scheme, planned: Plan, papers: tuple[Papers, ...], html_to_pdf: HtmlToPdf, step: Callable[[], None]
) -> tuple[bytes, Claim]:
    """Bind papers into one PDF, and say what it must be found to hold. The same papers always give the same bytes."""
    papers, lines = _with_contents(scheme, planned, papers, html_to_pdf)
    starts = _starts(papers)
    pages = sum(paper.pages for paper in papers)
    with pikepdf.open(io.BytesIO(html_to_pdf(numbers_html(scheme, planned, pages)))) as numbers, pikepdf.new() as pdf:
        if len(numbers.pages) != pages:
            raise ProofError(f"页码排成了 {len(numbers.pages)} 张，应为 {pages} 张，没有装订")
        inputs: list[Input] = []
        for paper in papers:
            for source in paper.sources:
                first = len(pdf.pages) + 1
                _add(pdf, source, numbers)
                inputs.append(Input(source.name, source.sha256, source.pages, first, first + source.pages - 1))
                step()
        first_contents = next(start for paper, start in zip(papers, starts, strict=True) if paper.is_contents)
        _link_contents(pdf, first_contents, lines)
        _add_bookmarks(pdf, papers, starts)
        title = f"{planned.applicant} {planned.title}"
        _add_properties(pdf, title)
        content = io.BytesIO()
        pdf.save(content, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return content.getvalue(), Claim(title, pages, first_contents, lines, tuple(inputs))


def _with_contents(
    scheme: Scheme, planned: Plan, papers: tuple[Papers, ...], html_to_pdf: HtmlToPdf
) -> tuple[tuple[Papers, ...], tuple[Line, ...]]:
    """Lay the contents out until it has as many pages as its own numbers count on."""
    for _ in range(MOST_LAYOUTS):
        lines = tuple(
            Line(paper.mark, paper.title, start, paper.is_evidence)
            for paper, start in zip(papers, _starts(papers), strict=True)
            if paper.mark
        )
        contents = open_own(CONTENTS, html_to_pdf(contents_html(scheme, planned, lines)))
        settled = all(paper.pages == contents.pages for paper in papers if paper.is_contents)
        papers = tuple(replace(paper, sources=(contents,)) if paper.is_contents else paper for paper in papers)
        if settled:
            return papers, lines
    raise ProofError("目录的页数定不下来，没有装订")


def _starts(papers: tuple[Papers, ...]) -> tuple[int, ...]:
    """The first page of each, counted from 1; a material without papers of its own begins where the next does."""
    return tuple(accumulate((paper.pages for paper in papers[:-1]), initial=1))


def _add(pdf: pikepdf.Pdf, source: SourcePdf, numbers: pikepdf.Pdf) -> None:
    """Bind one source: each page on its sheet, with the next page number."""
    before = len(pdf.pages)
    pdf.add_pages_from(source.pdf, forms="strip", outlines="ignore")
    for index, placement in enumerate(source.placements, start=before):
        number = pdf.copy_foreign(numbers.pages[index].as_form_xobject(False))
        lay(pdf, pdf.pages[index], placement, number)


def _link_contents(pdf: pikepdf.Pdf, first: int, lines: tuple[Line, ...]) -> None:
    """Make the lines of the contents lead to their pages: until now each is a link to `line:` and its index.

    The layout makes one link of the whole line and then one of each piece of it: the first is kept.
    """
    waiting = dict(enumerate(lines))
    for page in pdf.pages[first - 1 :]:
        if not waiting:
            return
        kept = []
        for link in page.obj.get("/Annots", ()):
            line = waiting.pop(int(str(link.A.URI).removeprefix(LINE)), None)
            if line is not None:
                link.Dest = pikepdf.Array([pdf.pages[line.page - 1].obj, Name.Fit])
                del link.A
                kept.append(link)
        page.obj.Annots = pikepdf.Array(kept)


def _add_bookmarks(pdf: pikepdf.Pdf, papers: tuple[Papers, ...], starts: tuple[int, ...]) -> None:
    """A bookmark for each material, below it one for each piece of evidence, below them the sources' own.

    Where several files make one paper, each has a bookmark with its name.
    """
    with pdf.open_outline(max_depth=DEEPEST + 3) as outline:  # below material, evidence and file
        for paper, start in zip(papers, starts, strict=True):
            item = pikepdf.OutlineItem(f"{paper.mark} {paper.title}".lstrip(), start - 1)
            (outline.root[-1].children if paper.is_evidence else outline.root).append(item)
            first = start - 1
            for source in paper.sources:
                own = [_outline_item(bookmark, first) for bookmark in source.bookmarks]
                if len(paper.sources) > 1:
                    file = pikepdf.OutlineItem(source.name.removesuffix(".pdf"), first)
                    file.children.extend(own)
                    own = [file]
                item.children.extend(own)
                first += source.pages


def _outline_item(bookmark: Bookmark, first: int) -> pikepdf.OutlineItem:
    """A source's own bookmark, its page counted in the dossier; `first` is the source's first page, from 0."""
    item = pikepdf.OutlineItem(bookmark.title, first + bookmark.page)
    item.children.extend(_outline_item(child, first) for child in bookmark.children)
    return item


def _add_properties(pdf: pikepdf.Pdf, title: str) -> None:
    """Title, language, page labels, and how it opens: on page 1, bookmarks shown. No dates: same in, same out."""
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=True) as metadata:
        metadata["dc:title"] = title
        metadata["dc:language"] = {"zh-CN"}
        metadata["pdf:Producer"] = "formgen"
    root = pdf.Root
    root.Lang = pikepdf.String("zh-CN")
    root.PageLabels = pikepdf.Dictionary(Nums=[0, pikepdf.Dictionary(S=Name.D)])
    root.PageMode = Name.UseOutlines
    root.OpenAction = pikepdf.Array([pdf.pages[0].obj, Name.Fit])
    root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)


def _form(scheme: Scheme, form_id: str, forms: tuple[FormPaper, ...]) -> SourcePdf:
    """The form that the caller rendered."""
    form, paper = scheme.form(form_id), next((paper for paper in forms if paper.form_id == form_id), None)
    if form is None or paper is None:
        raise UsageError(f"没有给出表格 {form_id} 的 PDF，不能装订")
    return open_own(f"{form.file_stem}.pdf", paper.pdf)


def _steps(planned: Plan, on_progress: OnProgress | None) -> Callable[[], None]:
    """To be called after each step: a file or form taken in, a file, form or page of our own bound."""
    parts = [part for material in planned.materials for part in material.parts]
    sources = sum(len(part.files) or 1 for part in parts)
    covers = sum(material.page == "cover" for material in planned.materials)
    total = 2 * sources + covers + 1
    done = count(1)

    def step() -> None:
        if on_progress is not None:
            on_progress(next(done), total)

    return step
