"""What the given Word files are: a notice with forms among its annexes, or forms, one in each file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from formgen.foundation.errors import DataError
from formgen.foundation.problems import Problem, error, warning
from formgen.importing.blanks import FoundBlank
from formgen.importing.finding.character_cells import with_character_cells
from formgen.importing.finding.form_blanks import find_blanks
from formgen.importing.finding.row_groups import with_repeated_rows
from formgen.importing.headings import Heading, heading_of
from formgen.importing.notice.notice_words import tight
from formgen.importing.notice.plan import ReadNotice, annex_heading, read_notice
from formgen.importing.notice.plan_rows import AnnexUse
from formgen.importing.notice.tables.score_tables import FoundScores, scores_of
from formgen.importing.opening import OpenedForm, open_form
from formgen.importing.template_variables import is_template, template_faults, template_variables
from formgen.importing.word_text import WordForm
from formgen.intake.places import file_place, shown


@dataclass(frozen=True)
class GivenForm:
    """A form that was found: its id, its file's name, its Word file, what it is called, its blanks.

    has_scores: True if it is the scheme's sheet of scores, whose score cells are no blanks
    """

    id: str
    name: str
    opened: OpenedForm
    heading: Heading
    blanks: tuple[FoundBlank, ...]
    has_scores: bool = False

    def scores(self, text: WordForm) -> FoundScores | None:
        """Its sheet of scores as it stands in this text of it; None if it has none."""
        return scores_of(text) if self.has_scores else None

    def found_blanks(self, text: WordForm) -> tuple[FoundBlank, ...]:
        """The blanks in this text of it, without the cells for scores and those beside their sum."""
        scores = self.scores(text)
        blanks = blanks_of(text)
        if scores is None:
            return blanks
        cells = {id(cell.element) for cell in scores.cells_of_scores}
        return tuple(
            blank
            for blank in blanks
            if not any(id(above) in cells for spot in blank.spots for above in spot.paragraph.element.iterancestors())
        )


@dataclass(frozen=True)
class GivenFiles:
    """What was found in the files: the forms, the notice if one of them is one, with its file's name, and warnings."""

    forms: tuple[GivenForm, ...]
    notice: ReadNotice | None
    notice_name: str
    problems: tuple[Problem, ...]


def given_files(files: Sequence[Path]) -> GivenFiles:
    """Open and look through the files. Raises DataError with the problems of every file that can't be used."""
    problems: list[Problem] = []
    forms: list[GivenForm] = []
    notices: list[tuple[Path, OpenedForm]] = []
    for number, path in enumerate(files, 1):
        opened = open_form(path)
        if isinstance(opened, Problem):
            problems.append(opened)
            continue
        problems += opened.problems
        if read_notice(opened) is not None:
            notices.append((path, opened))
        else:
            forms += _of_file(opened, number, len(files), path, problems)
    for path, _ in notices[1:]:
        message = f"文件「{shown(path.name, 80)}」和「{shown(notices[0][0].name, 80)}」都是通知"
        problems.append(error("word.two-notices", "", file_place(path.name), message, "一个方案只用一份通知"))
    notice = read_notice(notices[0][1], [form.heading for form in forms]) if notices else None
    notice_name = notices[0][0].name if notices else ""
    if notice is not None:
        forms = [*_of_notice(notice, notice_name, problems), *forms]
    if notice is not None and not forms and not any(problem.is_error for problem in problems):
        message = f"通知「{shown(notice_name, 80)}」里没有要填的表"
        remedy = "把要填的表的 Word 文件，和通知一起给出"
        problems.append(error("word.no-forms", "", file_place(notice_name), message, remedy))
    for form in forms:
        if sum(other.heading == form.heading or other.heading.annex == form.heading.annex for other in forms) > 1:
            message = f"有两张表都叫「{form.heading.annex}」"
            problems.append(
                error("word.same-annex", "", file_place(form.name), message, "改其中一份 Word 文件里附件的编号")
            )
    if any(problem.is_error for problem in problems):
        raise DataError(problems)
    return GivenFiles(tuple(forms), notice, notice_name, tuple(problems))


def blanks_of(text: WordForm) -> tuple[FoundBlank, ...]:
    """The blanks of a form: the variables of a template of docxtpl, else the places that the form leaves empty."""
    if is_template(text):
        return template_variables(text)
    return with_repeated_rows(text, with_character_cells(text, find_blanks(text)))


def _of_file(opened: OpenedForm, number: int, count: int, path: Path, problems: list[Problem]) -> list[GivenForm]:
    """The form of a file with one form."""
    if is_template(opened.text) and (faults := template_faults(opened.text, opened.package, path.name)):
        problems += faults
        return []
    blanks = blanks_of(opened.text)
    if not any(blank.spots for blank in blanks):
        message = f"文件「{shown(path.name, 80)}」里没有找到要填的地方"
        remedy = "要填的地方，用空的单元格、下划线或「栏目：」后面的空格写出来"
        problems.append(error("word.no-blanks", "", file_place(path.name), message, remedy))
        return []
    name = "form" if count == 1 else f"form-{number}"
    return [GivenForm(name, path.name, opened, heading_of(opened.text, number, path.stem), blanks)]


def _of_notice(read: ReadNotice, name: str, problems: list[Problem]) -> list[GivenForm]:
    """The forms among the annexes of a notice. What an annex is used for is told where it is no form."""
    forms = []
    for number, annex in enumerate(read.forms(), 1):
        assert annex.opened is not None
        scored = read.uses[annex.number] is AnnexUse.SCORES and annex.number == read.scores_number
        form = GivenForm(f"annex{annex.number}", name, annex.opened, annex_heading(annex, number), (), scored)
        blanks = form.found_blanks(annex.opened.text)
        forms.append(GivenForm(form.id, name, annex.opened, form.heading, blanks, scored))
    given = {tight(heading.annex) for heading in read.elsewhere}
    for annex in read.notice.annexes:
        if annex.opened is None and tight(annex.name) not in given:
            message = f"{annex.name}「{shown(annex.title, 60)}」只列了名称，文件里没有正文"
            remedy = "向发文单位要来，和通知一起给出；没有的，当作申报者提供的材料"
            problems.append(warning("notice.no-annex", "", file_place(name), message, remedy))
    return forms
