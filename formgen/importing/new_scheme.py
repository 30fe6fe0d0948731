"""Makes a scheme folder of an office's Word files: once as a proposal, and again when a person has confirmed its table.

    files ─► opened ─► blanks found ─► proposed ─► fields.xlsx ─► (a person) ─► slots, TOML files, official text

Each run begins with the files. The numbers of the places are the same each time, so the table fits as long as the files
are the same.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from formgen.delivery import Paper, deliver
from formgen.engines.pdfium import PdfiumFile
from formgen.errors import DataError, UsageError
from formgen.importing.blanks import BlankKind, FoundBlank, Spot
from formgen.importing.finding import find_blanks
from formgen.importing.headings import Heading, heading_of, official_text
from formgen.importing.opening import OpenedForm, open_form
from formgen.importing.place_table import FILE, read_table, table_bytes
from formgen.importing.proposal import Proposal, Use, propose
from formgen.importing.scheme_files import ImportedForm, form_toml, record_toml, scheme_toml, slot_id
from formgen.importing.tagging import MarkedSlot, SlotMark, mark_numbers, mark_slots
from formgen.importing.template_variables import is_template, needs_docxtpl, template_faults, template_variables
from formgen.importing.word_text import WordForm, read_form_text
from formgen.intake.places import file_place, shown
from formgen.problems import Problem, error
from formgen.render.office.form_pdf import page_count
from formgen.render.office.laying_out import raw_pdf
from formgen.render.word.package import WordPackage
from formgen.render.word.templated import templated
from formgen.scheme.models import BLANK, LayoutEngine

MOST_PAGES = 60
"""A Word file of more pages is a book, or a plan with its annexes, and no form."""
PICTURE_WIDTH = 1240
"""The width of a page's picture in pixels: 150 dots per inch of an A4 page."""
PLACES = "places"
"""The folder, within the scheme's, for the pictures of pages with numbered places."""


@dataclass(frozen=True)
class NewScheme:
    """What was made: the files; how many places were found and are used; and what a person should look at (warnings)."""

    paths: tuple[Path, ...]
    found: int
    used: int
    confirmed: bool
    problems: tuple[Problem, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True)
class _Form:
    id: str
    name: str
    opened: OpenedForm
    heading: Heading
    blanks: tuple[FoundBlank, ...]


def new_scheme(folder: Path, files: Sequence[Path]) -> NewScheme:
    """Make or finish the scheme in this folder from these Word files, one form each, in order.

    If the folder has no `fields.xlsx` yet, the scheme is a proposal, with the table and pictures. If it has one, the table
    counts. Raises DataError with every problem of files and table, UsageError for a folder that holds another scheme,
    MachineError where LibreOffice is missing.
    """
    table = folder / FILE
    if folder.exists() and not table.exists() and any(folder.iterdir()):
        raise UsageError(f"{folder} 里已经有别的内容；换一个新文件夹")
    forms, problems = _open(files)
    proposed = propose([(form.id, form.blanks) for form in forms])
    confirmed = table.exists()
    rows: Sequence[Proposal] = proposed
    if confirmed:
        read = read_table(table, proposed)
        if read.problems:
            raise DataError([*problems, *read.problems])
        rows = read.rows
    elif not any(row.name for row in proposed):
        place = file_place(files[0].name)
        raise DataError(
            [*problems, error("word.no-text-place", "", place, "没有找到填名称的地方（一行文字）", "核对文件")]
        )
    papers: list[Paper] = []
    made: list[ImportedForm] = []
    used: list[Proposal] = []
    for form in forms:
        own = [row for row in rows if row.form == form.id]
        if confirmed:
            count = page_count(_blank(form), form.heading.title)
            own = [replace(row, page=min(max(row.page, 1), count)) for row in own]
        else:
            pdf, pages, count = _numbered(form)
            own = [replace(row, page=pages.get(row.number, 1)) for row in own]
            papers += _pictures(form, pdf)
        _check_pages(form, count)
        kept = [row for row in own if row.keep and row.use is not Use.PHOTO]
        used += own
        imported, package = _tagged(form, kept, count)
        made.append(imported)
        papers += [
            Paper(f"{form.id}/form.docx", package.to_bytes()),
            Paper(f"{form.id}/form.toml", form_toml(imported).encode()),
        ]
    kept_rows = [row for row in used if row.keep]
    official = "\n".join([made[0].heading.title, *(official_text(form.heading, form.opened.text) for form in forms)])
    papers += [
        Paper("record.toml", record_toml(kept_rows).encode()),
        Paper("official.txt", official.encode()),
        Paper("scheme.toml", scheme_toml(made, proposed=not confirmed).encode()),
    ]
    if not confirmed:
        papers.append(Paper(FILE, table_bytes(used)))
    paths = deliver(papers, folder)
    values = [row for row in kept_rows if row.use.kind is not None]
    lines = tuple(f"「{form.heading.title}」由 LibreOffice 排版，{form.pages} 页" for form in made)
    return NewScheme(paths, len(rows), len(values), confirmed, tuple(problems), lines)


def _open(files: Sequence[Path]) -> tuple[list[_Form], list[Problem]]:
    """The forms of the files, and warnings. Raises DataError with the problems of every file that can't be used."""
    problems: list[Problem] = []
    forms: list[_Form] = []
    for number, path in enumerate(files, 1):
        opened = open_form(path)
        if isinstance(opened, Problem):
            problems.append(opened)
            continue
        problems += opened.problems
        if is_template(opened.text) and (faults := template_faults(opened.text, opened.package, path.name)):
            problems += faults
            continue
        blanks = blanks_of(opened.text)
        if not any(blank.spots for blank in blanks):
            message = f"文件「{shown(path.name, 80)}」里没有找到要填的地方"
            remedy = "要填的地方，用空的单元格、下划线或「栏目：」后面的空格写出来"
            problems.append(error("word.no-blanks", "", file_place(path.name), message, remedy))
            continue
        name = "form" if len(files) == 1 else f"form-{number}"
        forms.append(_Form(name, path.name, opened, heading_of(opened.text, number, path.stem), blanks))
    for form in forms:
        if sum(other.heading == form.heading or other.heading.annex == form.heading.annex for other in forms) > 1:
            message = f"有两张表都叫「{form.heading.annex}」"
            problems.append(
                error("word.same-annex", "", file_place(form.name), message, "改其中一份 Word 文件里附件的编号")
            )
    if any(problem.is_error for problem in problems):
        raise DataError(problems)
    return forms, problems


def _blank(form: _Form) -> WordPackage:
    """The Word file whose pages are counted: a template with conditions as it is when nothing is filled in."""
    if is_template(form.opened.text) and needs_docxtpl(form.opened.text):
        return templated(form.opened.package, {blank.variable: "" for blank in form.blanks})
    return form.opened.package


def blanks_of(text: WordForm) -> tuple[FoundBlank, ...]:
    """The blanks of a form: the variables of a template of docxtpl, else the places that the form leaves empty."""
    return template_variables(text) if is_template(text) else find_blanks(text)


def _check_pages(form: _Form, count: int) -> None:
    if count > MOST_PAGES:
        message = f"文件「{shown(form.name, 80)}」有 {count} 页，不像一张表"
        raise DataError([error("word.too-long", "", file_place(form.name), message, "只留下要填的表，另存一份")])


def _numbered(form: _Form) -> tuple[bytes, dict[int, int], int]:
    """The form's PDF with its places numbered, the page of each place that was seen, and how many pages it has."""
    text = read_form_text(form.opened.package)
    blanks = blanks_of(text)
    marks = []
    for number, blank in enumerate(blanks, 1):
        spot = blank.spots[0] if blank.spots else None
        if spot is None and blank.at is not None:
            spot = Spot(blank.at, 0, 0)
        if spot is not None:
            marks.append((spot, f"〔{number}〕"))
    mark_numbers(text.root, marks)
    pdf = raw_pdf(form.opened.package.with_document(text.root), form.heading.title)
    pages: dict[int, int] = {}
    with PdfiumFile(pdf) as file:
        count = len(file)
        for page, words in enumerate(file.texts(), 1):
            squeezed = "".join(words.split())
            for number in range(1, len(blanks) + 1):
                if f"〔{number}〕" in squeezed:
                    pages.setdefault(number, page)
    return pdf, pages, count


def _pictures(form: _Form, pdf: bytes) -> list[Paper]:
    papers = [Paper(f"{PLACES}/{form.id}.pdf", pdf)]
    with PdfiumFile(pdf) as file:
        for number in range(len(file)):
            with file.page(number) as page:
                width, height = page.size
                picture = page.picture(PICTURE_WIDTH, round(PICTURE_WIDTH * height / width))
                made = io.BytesIO()
                picture.convert("RGB").save(made, "PNG")
                papers.append(Paper(f"{PLACES}/{form.id}-{number + 1}.png", made.getvalue()))
    return papers


def _tagged(form: _Form, rows: Sequence[Proposal], pages: int) -> tuple[ImportedForm, WordPackage]:
    """The form's Word file with a slot at each place that is kept."""
    text = read_form_text(form.opened.package)
    blanks = blanks_of(text)
    places = tuple((blanks[row.number - 1], row) for row in rows)
    if is_template(text) and needs_docxtpl(text):
        variables = tuple(MarkedSlot(slot_id(row, None), BLANK) for row in rows if row.use.kind is not None)
        form_file = ImportedForm(form.id, form.heading, pages, variables, places, LayoutEngine.TEMPLATE)
        return form_file, form.opened.package
    marks = [
        SlotMark(spot, slot_id(row, spot.part if row.use is Use.DATE else None))
        for blank, row in places
        if row.use.kind is not None and blank.kind is not BlankKind.STAMP
        for spot in blank.spots
    ]
    slots = mark_slots(text.root, marks)
    package = form.opened.package.with_document(text.root)
    return ImportedForm(form.id, form.heading, pages, slots, places), package
