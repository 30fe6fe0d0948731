"""Reads a notice: what each annex is, and all that its plan says, as the proposals that a person confirms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from formgen.importing.blanks import squeezed
from formgen.importing.finding.form_blanks import find_blanks
from formgen.importing.headings import Heading, heading_of
from formgen.importing.notice.letterhead import Letterhead, read_letterhead
from formgen.importing.notice.materials import MaterialReader
from formgen.importing.notice.notice_words import notice_words, tight
from formgen.importing.notice.outline import PlanSection, outline
from formgen.importing.notice.parting import Annex, Notice, part_notice
from formgen.importing.notice.plan_rows import AnnexUse, PlanKey, PlanRow
from formgen.importing.notice.stages import DossierReader
from formgen.importing.notice.tables.quota_tables import FoundQuotas, QuotaLine, quotas_of_sentences, quotas_of_table
from formgen.importing.notice.tables.score_tables import ScoreLine, scores_of
from formgen.importing.opening import OpenedForm
from formgen.importing.word_text import FormParagraph, FormPart, GridTable

FEWEST_CHARACTERS = 120
"""A notice's own text is longer; a form has less above its table."""
FEWEST_SECTIONS = 2


@dataclass(frozen=True)
class NoticePlan:
    """All that is proposed of a notice, or that a person has confirmed.

    rows    single values
    places  the places of the quotas with their figures; total: the row that adds up, None if there is none
    scores  the rows of the sheet of scores
    """

    rows: tuple[PlanRow, ...]
    places: tuple[QuotaLine, ...] = ()
    total: QuotaLine | None = None
    scores: tuple[ScoreLine, ...] = ()

    def value(self, subject: str, key: PlanKey) -> str:
        """The kept value of a subject; empty if there is none."""
        return next((row.value for row in self.rows if row.keep and (row.subject, row.key) == (subject, key)), "")

    def values(self, subject: str, key: PlanKey) -> list[str]:
        """All kept values of a subject, in order."""
        rows = (row for row in self.rows if row.keep and (row.subject, row.key) == (subject, key))
        return [row.value for row in rows if row.value]


@dataclass(frozen=True)
class ReadNotice:
    """A notice as it was read: its parts, what each annex is (by its number), what is proposed, and its sheet of scores.

    scores_number  the number of the annex with the sheet of scores; None if there is none
    elsewhere      what the forms are called that were given as files of their own
    text  all its words without white space: what is proposed must stand in it
    """

    notice: Notice = field(repr=False)
    letterhead: Letterhead
    uses: Mapping[str, AnnexUse]
    plan: NoticePlan
    scores_number: str | None
    elsewhere: tuple[Heading, ...]
    text: str = field(repr=False)

    def forms(self) -> list[Annex]:
        """The annexes that are forms, in order."""
        return [one for one in self.notice.annexes if self.uses[one.number] in (AnnexUse.FORM, AnnexUse.SCORES)]


def read_notice(opened: OpenedForm, elsewhere: Sequence[Heading] = ()) -> ReadNotice | None:
    """Read a Word file as a notice; None if it is none, such as a form alone.

    elsewhere: what the forms are called that were given as files of their own
    """
    notice = part_notice(opened)
    letterhead = read_letterhead(notice.front)
    root = outline(notice.text_parts, notice.numbers)
    if not _is_notice(notice, letterhead, len(root.children)):
        return None
    uses = {annex.number: _use(annex) for annex in notice.annexes}
    plans = [one for one in notice.annexes if uses[one.number] is AnnexUse.PLAN and one.opened is not None]
    parts = notice.text_parts
    for one in plans:
        assert one.opened is not None
        parts += one.opened.text.parts
    root = outline(parts, notice.numbers)
    if not letterhead.title or plans:
        title = next((one.title for one in plans if one.title), "") or letterhead.title
        letterhead = replace(letterhead, title=title)
    lines = [text for section in root.walk() for text in section.own_sentences()]
    reader = MaterialReader(notice, uses, elsewhere, lines)
    dossiers = DossierReader(root, reader, letterhead.issued_on, letterhead.year)
    quotas, annex, title = _quotas(notice, uses, parts, root)
    sheet = next((one for one in notice.annexes if uses[one.number] is AnnexUse.SCORES), None)
    scores = scores_of(sheet.opened.text) if sheet is not None and sheet.opened is not None else None
    rows = [*letterhead.rows(), *(_annex_row(one, uses[one.number]) for one in notice.annexes)]
    rows += dossiers.rows()
    rows += quotas.rows(annex, title) if quotas else []
    rows += scores.rows(sheet.name) if scores and sheet else []
    plan = NoticePlan(
        *(tuple(rows), quotas.lines if quotas else (), quotas.total if quotas else None),
        scores.lines if scores else (),
    )
    text = "\n".join([_whole_text(opened.text.parts), *(tight(whole) for whole, _ in letterhead.whole_titles)])
    return ReadNotice(notice, letterhead, uses, plan, sheet.number if sheet else None, tuple(elsewhere), text)


def _is_notice(notice: Notice, letterhead: Letterhead, sections: int) -> bool:
    characters = sum(len(squeezed(part.text)) for part in notice.front if isinstance(part, FormParagraph))
    if characters < FEWEST_CHARACTERS or not letterhead.title:
        return False
    filled = sum(_has_blanks(part) for part in notice.front if isinstance(part, GridTable))
    own = bool(notice_words()["title_begins"].match(tight(letterhead.title)))
    return (bool(notice.annexes) or own or sections >= FEWEST_SECTIONS) and filled <= 1


def _has_blanks(table: GridTable) -> bool:
    """True if a table looks as if somebody writes into it: more than a third of its cells are empty."""
    cells = [cell for row in table.rows for cell in row if not cell.merged]
    return sum(not tight(cell.text) for cell in cells) * 3 > len(cells)


def _use(annex: Annex) -> AnnexUse:
    if annex.opened is None:
        return AnnexUse.OTHER
    text = annex.opened.text
    tables = [part for part in text.parts if isinstance(part, GridTable)]
    if scores_of(text) is not None:
        return AnnexUse.SCORES
    if tables and all(quotas_of_table(table, annex.name) for table in tables):
        return AnnexUse.QUOTAS
    blanks = [blank for blank in find_blanks(text) if blank.spots]
    title = annex.title or heading_of(text, 1, "").title
    if notice_words()["notice_title"].search(tight(title)) and len(blanks) <= 2 and not tables:
        return AnnexUse.PLAN
    return AnnexUse.FORM if blanks else AnnexUse.OTHER


def _annex_row(annex: Annex, use: AnnexUse) -> PlanRow:
    doubt = ""
    if annex.opened is None:
        doubt = "通知里只列了名称，没有正文"
    elif use is AnnexUse.OTHER:
        doubt = "没有找到要填的地方"
    return PlanRow(annex.name, PlanKey.USE, use.value, annex.title, doubt)


def annex_heading(annex: Annex, number: int) -> Heading:
    """What a form that is an annex is called. number: which form of the scheme it is, from 1."""
    assert annex.opened is not None
    own = heading_of(annex.opened.text, number, annex.name)
    return Heading(annex.name, annex.title or own.title)


def _quotas(
    notice: Notice, uses: Mapping[str, AnnexUse], parts: Sequence[FormPart], root: PlanSection
) -> tuple[FoundQuotas | None, str, str]:
    """The quotas, what their table is called, and its title."""
    for annex in notice.annexes:
        if uses[annex.number] is AnnexUse.QUOTAS and annex.opened is not None:
            for part in annex.opened.text.parts:
                found = quotas_of_table(part, annex.name) if isinstance(part, GridTable) else None
                if found:
                    return found, annex.name, annex.title or annex_heading(annex, 1).title
    before = ""
    for part in parts:
        if isinstance(part, FormParagraph):
            before = part.text.strip() or before
        elif notice_words()["sections.quotas"].search(tight(before)) and (found := quotas_of_table(part, before)):
            return found, before[:40], before
    for section in root.walk():
        if found := quotas_of_sentences(list(section.own_sentences())):
            title = section.heading or (section.parent.heading if section.parent else "") or found.source
            return found, title, title
    return None, "", ""


def _whole_text(parts: Sequence[FormPart]) -> str:
    texts = []
    for part in parts:
        paragraphs = (
            [part]
            if isinstance(part, FormParagraph)
            else [one for row in part.rows for cell in row for one in cell.paragraphs]
        )
        texts += [tight(paragraph.text) for paragraph in paragraphs]
    return "\n".join(texts)
