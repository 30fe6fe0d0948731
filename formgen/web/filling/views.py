"""What a page of fields shows: each field with its label, help, text and findings; the rows of scores; the page beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from formgen.foundation.problems import Problem
from formgen.record.kinds.table import KINDS
from formgen.record.labels import field_labels
from formgen.record.scoring import PartSum, written_points
from formgen.render.compiled.slot_boxes import FormBoxes
from formgen.scheme.models import FieldDefinition, Form, Scheme
from formgen.scheme.scores import Indicator, Level


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field as it is shown.

    id        `block.field`
    options   the values that it may have, each with its words; empty for one that is typed
    is_long   True for a text of several lines
    width     how many half-width characters such a value usually has
    """

    id: str
    label: str
    help: str
    text: str = field(repr=False)
    options: tuple[tuple[str, str], ...]
    is_long: bool
    width: int
    findings: tuple[Problem, ...] = field(repr=False)

    @property
    def is_wrong(self) -> bool:
        """True if the text is refused."""
        return any(problem.is_error for problem in self.findings)


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """The fields of one block of the record."""

    title: str
    help: str
    fields: tuple[FieldView, ...]


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """A row of the sheet of scores.

    chosen  the id of its level; empty if there is none
    offers  levels with points, requirement
    proofs  how many files of evidence there are for it
    """

    id: str
    row: Indicator
    chosen: str
    offers: tuple[tuple[Level, str, str], ...]
    proofs: int
    findings: tuple[Problem, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class ScoreAspect:
    """The rows of one aspect, with their sum."""

    title: str
    sum: PartSum
    rows: tuple[ScoreRow, ...]


@dataclass(frozen=True, slots=True)
class ScoreSection:
    """The aspects of one section, with their sum."""

    title: str
    sum: PartSum
    aspects: tuple[ScoreAspect, ...]


@dataclass(frozen=True, slots=True)
class PageSpot:
    """The place of a field on a page, in pt."""

    field: str
    label: str
    left: float
    top: float
    width: float
    height: float


def field_groups(
    scheme: Scheme, form: Form, texts: Mapping[str, str], findings: Mapping[str, tuple[Problem, ...]]
) -> tuple[FieldGroup, ...]:
    """The fields of a form that an applicant fills in, in the order of their places, block by block.

    Fields that stand on no form stand with the first form.
    """
    printed = dict.fromkeys(slot.field for slot in form.slots if slot.field in scheme.fields)
    if form is scheme.forms[0]:
        anywhere = {slot.field for one in scheme.forms for slot in one.slots}
        printed |= dict.fromkeys(one for one in scheme.fields if one not in anywhere)
    views = [
        (
            full_id.partition(".")[0],
            field_view(scheme, full_id, field_labels(scheme)[full_id], scheme.fields[full_id], texts, findings),
        )
        for full_id in printed
        if not scheme.fields[full_id].office
    ]
    blocks = {block.id: block for block in scheme.blocks}
    order = list(dict.fromkeys(block for block, _ in views))
    return tuple(
        FieldGroup(blocks[one].label, blocks[one].help, tuple(view for block, view in views if block == one))
        for one in order
    )


def field_view(
    scheme: Scheme,
    name: str,
    label: str,
    definition: FieldDefinition,
    texts: Mapping[str, str],
    findings: Mapping[str, tuple[Problem, ...]],
) -> FieldView:
    """A field, or a cell of a list, with this name and label."""
    options: tuple[tuple[str, str], ...] = ()
    text = texts.get(name, "")
    if definition.kind.is_choice:
        options = definition.choices
        text = next((one for one, label in options if text == label), text)
    elif definition.kind.is_town:
        options = tuple((town, town) for town in scheme.town_names)
    if options and text and text not in [one for one, _ in options]:
        options = (*options, (text, text))  # what was typed elsewhere is shown as it is
    return FieldView(
        name,
        label,
        definition.help,
        text,
        options,
        definition.kind.is_paragraphs,
        round(KINDS[definition.kind].width),
        findings.get(name, ()),
    )


def score_sections(
    scheme: Scheme,
    form: Form,
    texts: Mapping[str, str],
    findings: Mapping[str, tuple[Problem, ...]],
    sums: Iterable[PartSum],
    proofs: Mapping[str, int],
) -> tuple[ScoreSection, ...]:
    """The rows of a form with scores, by section and aspect; empty for another form. proofs: files of evidence by row."""
    if form.scores is None:
        return ()
    by_id = {one.id: one for one in sums}
    return tuple(
        ScoreSection(
            inside[0].section,
            by_id[section],
            tuple(
                ScoreAspect(rows[0].aspect, by_id[aspect], tuple(_rows(form, rows, texts, findings, proofs)))
                for aspect, rows in _grouped(inside, lambda row: row.aspect_id)
            ),
        )
        for section, inside in _grouped(form.indicators, lambda row: row.section_id)
    )


def _grouped(rows: Iterable[Indicator], key: Callable[[Indicator], str]) -> Iterator[tuple[str, tuple[Indicator, ...]]]:
    for name, inside in groupby(rows, key):
        yield name, tuple(inside)


def _rows(
    form: Form,
    rows: Iterable[Indicator],
    texts: Mapping[str, str],
    findings: Mapping[str, tuple[Problem, ...]],
    proofs: Mapping[str, int],
) -> Iterator[ScoreRow]:
    assert form.scores is not None
    for row in rows:
        slot = form.scores.slot_id(row.id)
        text = texts.get(slot, "")
        offers = tuple(
            (one.level, written_points(row.points_by_level[one.level.id]), one.text)
            for one in row.standards
            if one.is_offered
        )
        chosen = next(
            (level.id for level, points, _ in offers if text in (level.id, level.label, points, *level.aliases)),
            "",
        )
        yield ScoreRow(slot, row, chosen, offers, proofs.get(row.id, 0), findings.get(slot, ()))


def spots(scheme: Scheme, form: Form, found: FormBoxes) -> dict[int, tuple[PageSpot, ...]]:
    """The places of the fields that an applicant fills in, by page."""
    labels = field_labels(scheme)
    slots = {form.scores.slot_id(row.id): row.text for row in form.indicators} if form.scores else {}
    pages: dict[int, list[PageSpot]] = {}
    for box in found.boxes:
        for one in box.fields:
            definition = scheme.fields.get(one)
            if one in slots or (definition is not None and not definition.office):
                label = slots.get(one) or labels[one]
                pages.setdefault(box.page, []).append(PageSpot(one, label, box.left, box.top, box.width, box.height))
    return {page: tuple(inside) for page, inside in pages.items()}
