"""Opens every paper of the plan: forms, supplied files, evidence, dividers, and in a draft a page for each missing paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from formgen.dossier.binding.volumes import Papers
from formgen.dossier.binding.workbench import Workbench
from formgen.dossier.evidence.take_in import NOT_DRAWN, SourcePdf, open_own, take_in
from formgen.dossier.lines import CONTENTS, EVIDENCE, SECTION
from formgen.dossier.own_pages.html import divider_html, left_out_html, missing_html
from formgen.dossier.plan import Plan, PlannedMaterial, PlannedPart
from formgen.dossier.task import DossierTask
from formgen.foundation.errors import UsageError
from formgen.foundation.problems import Problem
from formgen.record.masking import masked_name


class Gatherer:
    """Opens papers one after the other; `problems` collects what is wrong with them."""

    def __init__(self, task: DossierTask, planned: Plan, bench: Workbench) -> None:
        self._task, self._planned, self._bench = task, planned, bench
        self.problems: list[Problem] = []

    def material(self, material: PlannedMaterial) -> Iterator[Papers]:
        """The papers of one material: its own, then those of its evidence, section by section."""
        pieces = [part for part in material.parts if part.indicator]
        rest = tuple(source for part in material.parts if not part.indicator for source in self._taken(part, material))
        own = material.page or ("index" if pieces else None)
        yield Papers(material.number, material.title, rest, own=own)
        for section, parts in groupby(pieces, key=lambda part: part.section):
            below = tuple(parts)
            heading = f"{material.number} {material.title}"
            html = divider_html(self._task.scheme, self._planned, heading, section, len(below))
            divider = open_own(section, self._bench.own_pages.constant(html))
            yield Papers("", section, (divider,), SECTION)
            for part in below:
                row = self._task.scheme.indicators.get(part.indicator or "")
                sources, note = tuple(self._taken(part, material)), row.text if row else ""
                yield Papers(part.indicator or "", part.title, sources, EVIDENCE, score=part.score, note=note)

    def _taken(self, part: PlannedPart, material: PlannedMaterial) -> Iterator[SourcePdf]:
        """The papers of a part. In a draft, a page replaces each paper that is missing or can't be taken in."""
        if part.form is not None:
            yield self._form(part.form)
            self._bench.steps.taken_in()
        options = self._task.options
        if part.files and options.masked and not options.masked_supplied:
            yield self._left_out(part, material)
            for _ in part.files:
                self._bench.steps.taken_in()
        for file in part.files if options.masked_supplied or not options.masked else ():
            source, found = take_in(
                *(file, part.title, self._task.folder, options.evidence_root, options.keep_size, self._bench.shelf),
                draft=options.draft,
            )
            self.problems.extend(found)
            doubt = next((problem for problem in found if problem.code == NOT_DRAWN), None)
            if source is not None and doubt is not None:
                yield self._missing(part, material, doubt, is_there=True)
            if source is not None:
                yield replace(source, name=masked_name(source.name)) if options.masked else source
            elif options.draft:
                yield self._missing(part, material, next(problem for problem in found if problem.is_error))
            self._bench.steps.taken_in()
        if part.gap is not None and self._task.options.draft:
            yield self._missing(part, material, part.gap)

    def _missing(self, part: PlannedPart, material: PlannedMaterial, gap: Problem, is_there: bool = False) -> SourcePdf:
        """The page that a draft has in place of a missing paper, or before a file that cannot be handed in as it is.

        It prints the message and the remedy of `gap`. is_there: True if the file follows.
        """
        heading = f"{part.indicator or material.number} {part.title}"
        said = missing_html(self._task.scheme, self._planned, heading, material.issued_by, gap, is_there)
        return open_own(f"{'待换' if is_there else '缺'}：{part.title}", self._bench.own_pages(said))

    def _left_out(self, part: PlannedPart, material: PlannedMaterial) -> SourcePdf:
        """The page of a masked copy in the place of a part's supplied files."""
        heading = f"{part.indicator or material.number} {part.title}"
        said = left_out_html(self._task.scheme, self._planned, heading, len(part.files))
        return open_own(f"未收：{part.title}", self._bench.own_pages(said))

    def _form(self, form_id: str) -> SourcePdf:
        """The form that the caller rendered. Raises UsageError if the caller gave no PDF for it."""
        form = self._task.scheme.form(form_id)
        paper = next((paper for paper in self._task.forms if paper.form_id == form_id), None)
        if form is None or paper is None:
            raise UsageError(f"没有给出表格 {form_id} 的 PDF，不能装订")
        return open_own(f"{form.file_stem}.pdf", paper.pdf)


def gather(task: DossierTask, planned: Plan, bench: Workbench) -> tuple[tuple[Papers, ...], tuple[Problem, ...]]:
    """Take in every paper of the plan, in order. A file that can't be taken in is reported and left out.

    Cover, contents and the index of the evidence are not laid out yet: they depend on the volumes and page numbers.
    Raises UsageError if the caller gave no PDF for a form.
    """
    gatherer = Gatherer(task, planned, bench)
    papers = [paper for material in planned.materials for paper in gatherer.material(material)]
    if not any(paper.own == "contents" for paper in papers):
        papers.insert(0, Papers("", CONTENTS, own="contents"))
    return tuple(papers), tuple(gatherer.problems)
