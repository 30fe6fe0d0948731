"""Makes a scheme folder of an office's Word files: once as a proposal, and again when a person has confirmed its table.

    files ─► opened ─► blanks found ─► proposed ─► fields.xlsx ─► (a person) ─► slots, TOML files, official text
    notice ─► parted ─► plan read ─────────────┘

Each run begins with the files. The numbers of the places are the same each time, so the table fits as long as the files
are the same.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from formgen.engines.pdfium import PdfiumFile
from formgen.engines.pdfium.cut_text import CutWords
from formgen.foundation.delivery import Paper, deliver
from formgen.foundation.errors import DataError, UsageError
from formgen.foundation.problems import Problem, error, warning
from formgen.importing.blanks import BlankKind, FoundBlank, Spot
from formgen.importing.finding.picture_boxes import mark_of, picture_boxes
from formgen.importing.headings import official_text
from formgen.importing.notice.given_files import GivenFiles, GivenForm, given_files
from formgen.importing.notice.notice_text import notice_official_text, notice_problems, summary_line
from formgen.importing.notice.plan import NoticePlan
from formgen.importing.notice.plan_rows import PLAN, AnnexUse, PlanKey
from formgen.importing.notice.plan_sheet import plan_sheets, read_plan_sheets
from formgen.importing.notice.plan_toml import imported_scores, notice_scheme_toml, score_marks
from formgen.importing.place_table import FILE, read_table, table_bytes
from formgen.importing.proposal import Proposal, Use
from formgen.importing.proposing.propose import propose
from formgen.importing.scheme_files import (
    ImportedForm,
    ImportedScores,
    field_id,
    form_toml,
    record_toml,
    scheme_toml,
    slot_id,
    slot_marks,
    summed_column,
)
from formgen.importing.tagging import MarkedSlot, SlotMark, mark_numbers, mark_slots, number_rows
from formgen.importing.template_variables import is_template, needs_docxtpl, tried_template
from formgen.importing.word_text import read_form_text
from formgen.intake.places import file_place, shown
from formgen.render.layout.reasons import reasons_for_office
from formgen.render.office.form_pdf import looked_over
from formgen.render.office.laying_out import raw_pdf
from formgen.render.word.package import WordPackage
from formgen.scheme.load import INDICATORS_FILE
from formgen.scheme.models import LayoutEngine
from formgen.scheme.slots import BLANK

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


def new_scheme(folder: Path, files: Sequence[Path]) -> NewScheme:
    """Make or finish the scheme in this folder from these Word files in order: forms, one in each, or a notice with its forms.

    If the folder has no `fields.xlsx` yet, the scheme is a proposal, with the table and pictures. If it has one, the table
    counts. Raises DataError with every problem of files and table, UsageError for a folder that holds another scheme,
    MachineError where LibreOffice is missing.
    """
    table = folder / FILE
    if folder.exists() and not table.exists() and any(folder.iterdir()):
        raise UsageError(f"{folder} 里已经有别的内容；换一个新文件夹")
    given = given_files(files)
    problems = list(given.problems)
    proposed = propose([(form.id, form.blanks) for form in given.forms])
    confirmed = table.exists()
    if confirmed:
        rows, plan = _confirmed(table, given, proposed)
    else:
        rows, plan = proposed, given.notice.plan if given.notice else None
        if plan is not None:
            problems += notice_problems(plan, given.notice_name)
    forms = [form for form in given.forms if plan is None or _is_used(form, plan)]
    named = [row for row in rows if row.name and row.keep and any(row.form == form.id for form in forms)]
    if not named:
        place = file_place(files[0].name)
        message, remedy = "没有找到填名称的地方（一行文字）", "核对文件；核对 fields.xlsx 的「用作名称」"
        raise DataError([*problems, error("word.no-text-place", "", place, message, remedy)])
    papers: list[Paper] = []
    made: list[ImportedForm] = []
    used: list[Proposal] = []
    for form in forms:
        own = [row for row in rows if row.form == form.id]
        if confirmed:
            count, cut = looked_over(_blank(form), form.heading.title)
            problems += _cut_off(form, cut)
            own = [replace(row, page=min(max(row.page, 1), count)) for row in own]
            if any(row.use is Use.PICTURE and row.keep for row in own):
                own = _measured(own, _numbered(form)[0])
        else:
            pdf, pages, count = _numbered(form)
            own = [replace(row, page=pages.get(row.number, 1)) for row in _measured(own, pdf)]
            papers += _pictures(form, pdf)
        _check_pages(form, count)
        kept = [row for row in own if row.keep]
        used += own
        imported, package = _tagged(form, kept, count, plan)
        made.append(imported)
        papers += [
            Paper(f"{form.id}/form.docx", package.to_bytes()),
            Paper(f"{form.id}/form.toml", form_toml(imported).encode()),
        ]
        if imported.scores is not None:
            papers.append(Paper(f"{form.id}/{INDICATORS_FILE}", imported.scores.csv.encode()))
    kept_rows = [row for row in used if row.keep]
    papers += [
        Paper("record.toml", record_toml(kept_rows).encode()),
        Paper("official.txt", _official(given, made, forms).encode()),
        Paper("scheme.toml", _scheme(plan, made, confirmed).encode()),
    ]
    if not confirmed:
        papers.append(Paper(FILE, table_bytes(used, plan_sheets(plan) if plan else ())))
    paths = deliver(papers, folder)
    values = [row for row in kept_rows if row.use.kind is not None]
    lines = [_layout_line(form, given_form) for form, given_form in zip(made, forms, strict=True)]
    lines += [line for form in made for line in _list_lines(form)]
    lines += [summary_line(plan)] if plan is not None and not confirmed else []
    return NewScheme(paths, len(rows), len(values), confirmed, tuple(problems), tuple(lines))


def _layout_line(form: ImportedForm, given_form: GivenForm) -> str:
    """What lays a form out, how many pages it has, and why our own reader does not."""
    why = reasons_for_office(given_form.opened.package, (), form.heading.title)
    return f"「{form.heading.title}」由 LibreOffice 排版，{form.pages} 页" + (
        f"（自带的排版做不了：{why}）" if why else ""
    )


def _measured(rows: Sequence[Proposal], pdf: bytes) -> list[Proposal]:
    """The rows with the boxes of pictures. What has no box of ruled lines around it, or too small a one, is no blank."""
    boxes = picture_boxes(pdf, [row.number for row in rows if row.use is Use.PICTURE])
    return [
        replace(row, box=boxes.get(row.number), keep=row.keep and row.number in boxes)
        if row.use is Use.PICTURE
        else row
        for row in rows
    ]


def _confirmed(
    table: Path, given: GivenFiles, proposed: Sequence[Proposal]
) -> tuple[Sequence[Proposal], NoticePlan | None]:
    """What a person has confirmed. Raises DataError with every problem of the table."""
    read = read_table(table, proposed)
    problems = list(read.problems)
    plan: NoticePlan | None = None
    if given.notice is not None and not problems:
        plan, found = read_plan_sheets(table, given.notice)
        problems += found
    if problems:
        raise DataError([*given.problems, *problems])
    return read.rows, plan


def _is_used(form: GivenForm, plan: NoticePlan) -> bool:
    """False for an annex that a person has set aside."""
    rows = [row for row in plan.rows if (row.subject, row.key) == (form.heading.annex, PlanKey.USE)]
    return not rows or any(row.keep and row.value != AnnexUse.OTHER for row in rows)


def _official(given: GivenFiles, made: Sequence[ImportedForm], forms: Sequence[GivenForm]) -> str:
    """The official text: all of the notice, or the title of the first form; and the forms that are files of their own."""
    whole = [notice_official_text(given.notice)] if given.notice else [made[0].heading.title]
    own = [form for form in forms if given.notice is None or form.name != given.notice_name]
    return "\n".join([*whole, *(official_text(form.heading, form.opened.text) for form in own)])


def _scheme(plan: NoticePlan | None, made: Sequence[ImportedForm], confirmed: bool) -> str:
    """The text of scheme.toml."""
    if plan is None or not plan.value(PLAN, PlanKey.TITLE):
        return scheme_toml(made, proposed=not confirmed)
    return notice_scheme_toml(plan, made, proposed=not confirmed)


def _blank(form: GivenForm) -> WordPackage:
    """The Word file whose pages are counted: a template with conditions as it is when nothing is filled in."""
    if is_template(form.opened.text) and needs_docxtpl(form.opened.text):
        return tried_template(form.opened.package, form.blanks, "")
    return form.opened.package


def _check_pages(form: GivenForm, count: int) -> None:
    if count > MOST_PAGES:
        message = f"文件「{shown(form.name, 80)}」有 {count} 页，不像一张表"
        raise DataError([error("word.too-long", "", file_place(form.name), message, "只留下要填的表，另存一份")])


def _cut_off(form: GivenForm, cut: Sequence[CutWords]) -> Iterator[Problem]:
    """What to tell of the form's own words that LibreOffice cuts off."""
    for one in cut:
        message = f"LibreOffice 排出来，第 {one.page} 页的「{shown(one.words, 40)}」被格子切掉了，印出来看不全"
        remedy = "在 Word 里把这一格加高、加宽（行高用「最小值」），或把字改小，再重新生成"
        yield warning("word.cut-off", "", file_place(form.name), message, remedy)


def _numbered(form: GivenForm) -> tuple[bytes, dict[int, int], int]:
    """The form's PDF with its places numbered, the page of each place that was seen, and how many pages it has."""
    text = read_form_text(form.opened.package)
    blanks = form.found_blanks(text)
    marks = []
    for number, blank in enumerate(blanks, 1):
        spot = blank.spots[0] if blank.spots else None
        if spot is None and blank.at is not None:
            spot = Spot(blank.at, 0, 0)
        if spot is not None:
            marks.append((spot, mark_of(number)))
    mark_numbers(text.root, marks)
    pdf = raw_pdf(form.opened.package.with_document(text.root), form.heading.title)
    pages: dict[int, int] = {}
    with PdfiumFile(pdf) as file:
        count = len(file)
        for page, words in enumerate(file.texts(), 1):
            squeezed = "".join(words.split())
            for number in range(1, len(blanks) + 1):
                if mark_of(number) in squeezed:
                    pages.setdefault(number, page)
    return pdf, pages, count


def _pictures(form: GivenForm, pdf: bytes) -> list[Paper]:
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


def _list_lines(form: ImportedForm) -> Iterator[str]:
    """A line about each list of a form, so that a person knows that its rows are not fixed."""
    found = {row.list: blank.rows for blank, row in form.places if blank.rows is not None}
    for name, rows in found.items():
        printed = f"，表上印着 {rows.printed} 行，名单更长的加行" if not rows.variable else ""
        yield f"「{form.heading.title}」里的「{name}」是一份名单{printed}"


def _row_marks(blank: FoundBlank, row: Proposal, places: Sequence[tuple[FoundBlank, Proposal]]) -> Iterator[SlotMark]:
    """The slots of a column, one in each row; or that of a sum."""
    if row.use is Use.SUM:
        yield SlotMark(blank.spots[0], f"{summed_column(places, blank)}.total")
        return
    for number, spot in enumerate(blank.spots, 1):
        yield SlotMark(spot, f"{field_id(row)}.{number}")


def _tagged(
    form: GivenForm, rows: Sequence[Proposal], pages: int, plan: NoticePlan | None
) -> tuple[ImportedForm, WordPackage]:
    """The form's Word file with a slot at each place that is kept, and at each score."""
    text = read_form_text(form.opened.package)
    blanks = form.found_blanks(text)
    places = tuple((blanks[row.number - 1], row) for row in rows)
    if is_template(text) and needs_docxtpl(text):
        values = (row for row in rows if row.is_printed and not row.list)
        variables = tuple(MarkedSlot(slot_id(row, row.printed_part), BLANK) for row in values)
        form_file = ImportedForm(form.id, form.heading, pages, variables, places, engine=LayoutEngine.TEMPLATE)
        return form_file, form.opened.package
    places = tuple((blank, row) for blank, row in places if row.use is not Use.SUM or summed_column(places, blank))
    marks = [
        mark
        for blank, row in places
        if row.is_printed and blank.kind is not BlankKind.STAMP and blank.rows is None
        for mark in slot_marks(blank, row)
    ]
    marks += [mark for blank, row in places if blank.rows is not None for mark in _row_marks(blank, row, places)]
    number_rows([blank.rows for blank, row in places if blank.rows is not None and row.use.kind is not None])
    scores = form.scores(text)
    imported: ImportedScores | None = None
    if scores is not None and plan is not None:
        imported = imported_scores(plan, scores.total[1] if scores.total else None)
        marks += score_marks(scores, plan) if imported else []
    slots = mark_slots(text.root, marks)
    package = form.opened.package.with_document(text.root)
    return ImportedForm(form.id, form.heading, pages, slots, places, imported), package
