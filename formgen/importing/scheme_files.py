"""Writes the TOML files of a scheme folder from the confirmed table of places."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from formgen.importing.blanks import FoundBlank
from formgen.importing.headings import Heading
from formgen.importing.label_words import english_id, is_office, names_organisation
from formgen.importing.proposal import Proposal, Use
from formgen.importing.tagging import MarkedSlot, SlotMark
from formgen.scheme.models import LayoutEngine
from formgen.scheme.slots import BLANK

BLOCK, BLOCK_LABEL = "entry", "填写内容"
_OWN_HAND = re.compile(
    r"^(?:申[请报]|承诺|填[表报]|本人|法定代表|法人|委托|借款|报名|参|学生|员工|经办|配偶|代理|被|受托|签名|签字|日期)"
)
_REMARK = re.compile(r"^备注|说明$")
"""The column of a list in which most rows say nothing."""


@dataclass(frozen=True)
class ImportedScores:
    """The column of scores of a form whose Word file has been made.

    field        the beginning of the slots' ids
    total        the id of the slot for the sum; None if the form has none
    total_label  the words before that slot
    toml         the lines of `[scores]` in form.toml
    csv          the text of indicators.csv
    """

    field: str
    total: str | None
    total_label: str
    toml: tuple[str, ...]
    csv: str


@dataclass(frozen=True)
class ImportedForm:
    """A form whose Word file has been made: what it is called, its pages, its slots in order, and its blanks with their rows.

    scores: its column of scores; None if it has none
    """

    id: str
    heading: Heading
    pages: int
    slots: tuple[MarkedSlot, ...]
    places: tuple[tuple[FoundBlank, Proposal], ...]
    scores: ImportedScores | None = None
    engine: LayoutEngine = LayoutEngine.OFFICE

    @property
    def single_places(self) -> tuple[tuple[FoundBlank, Proposal], ...]:
        """The places of single values, seals and signatures: all that stand in no rows that repeat."""
        return tuple((blank, row) for blank, row in self.places if not row.list)

    def summed(self, total: FoundBlank) -> str:
        """The full id of the column that a sum adds up; empty if a person has set the column aside."""
        return summed_column(self.places, total)


def summed_column(places: Sequence[tuple[FoundBlank, Proposal]], total: FoundBlank) -> str:
    """The full id of the column that a sum adds up; empty if it is not among these places."""
    columns = (row for blank, row in places if blank.rows == total.rows and blank.label == total.sum_of)
    return next((field_id(row) for row in columns if row.use.kind is not None), "")


def scheme_toml(forms: Sequence[ImportedForm], proposed: bool) -> str:
    """scheme.toml. proposed: True if nobody has confirmed the table yet."""
    lines = [f"title = {toml_text(forms[0].heading.title)}", f"forms = {toml_texts(form.id for form in forms)}"]
    return "\n".join([*(["proposed = true"] if proposed else []), *lines]) + "\n"


def record_toml(rows: Sequence[Proposal]) -> str:
    """record.toml: the fields of all forms, each once, in the order of their first places."""
    name = next(row for row in rows if row.name)
    word, counter = ("申请单位", "家") if names_organisation(name.label) else ("申请人", "位")
    lines = [
        *(
            "[applicant]",
            f"word = {toml_text(word)}",
            f"counter = {toml_text(counter)}",
            f"name = {toml_text(field_id(name))}",
            "",
        ),
        *("[[block]]", f"id = {toml_text(BLOCK)}", f"label = {toml_text(BLOCK_LABEL)}"),
    ]
    fields = {row.id: row for row in reversed(rows) if row.use.kind is not None}
    ordered = [row for row in rows if fields.get(row.id) is row]
    for row in (row for row in ordered if not row.list):
        lines += _field_lines("block", row)
    for list_id, label in {row.list_id: row.list for row in ordered if row.list}.items():
        lines += ["", "[[list]]", f"id = {toml_text(list_id)}", f"label = {toml_text(label)}"]
        for row in (row for row in ordered if row.list_id == list_id):
            lines += _field_lines("list", row)
    return "\n".join(lines) + "\n"


def _field_lines(table: str, row: Proposal) -> list[str]:
    """The lines of a field in record.toml. table: `block` or `list`."""
    assert row.use.kind is not None, "only values are fields"
    lines = ["", f"[[{table}.field]]", f"id = {toml_text(row.id)}", f"label = {toml_text(row.label)}"]
    if row.use is not Use.TEXT:
        lines.append(f"kind = {toml_text(row.use.kind.value)}")
    if row.use is Use.CHOICE:
        lines.append(f"choices = [{', '.join(toml_texts(pair) for pair in _choices(row.choices))}]")
    if len(row.choices) == 1 or "（其他）" in row.label or (row.list and _REMARK.search(row.label)):
        lines.append("optional = true")
    if row.office:
        lines.append("office = true")
    if row.note:
        lines.append(f"help = {toml_text(row.note)}")
    return lines


def _choices(words: Sequence[str]) -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    known = {
        "是": "yes",
        "否": "no",
        "有": "some",
        "无": "none",
        "男": "male",
        "女": "female",
        "同意": "agreed",
        "不同意": "refused",
    }
    for number, word in enumerate(words, 1):
        made = known.get(word) or english_id(word)
        if made in found or made.startswith("item"):
            made = f"choice_{number}"
        found[made] = word
    return list(found.items())


def form_toml(form: ImportedForm) -> str:
    """form.toml: the slots of a form in the order of its Word file, and the places for hands and seals."""
    lines = [
        *(
            f"annex = {toml_text(form.heading.annex)}",
            f"title = {toml_text(form.heading.title)}",
            f"pages = {form.pages}",
        ),
        f"engine = {toml_text(form.engine.value)}",
    ]
    scores = form.scores
    lines += ["", *scores.toml] if scores else []
    waiting: dict[str, list[tuple[FoundBlank, Proposal]]] = {}
    for blank, row in form.single_places:
        if blank.is_cells:
            waiting.setdefault(slot_id(row, "cell1"), []).append((blank, row))
            continue
        for spot in blank.spots[: 1 if form.engine is LayoutEngine.TEMPLATE else None]:
            waiting.setdefault(slot_id(row, spot.part or row.printed_part), []).append((blank, row))
    for slot in form.slots:
        if scores and slot.slot == scores.total:
            lines += ["", "[[slot]]", f"field = {toml_text(slot.slot)}", f"label = {toml_text(scores.total_label)}"]
            continue
        if scores and slot.slot.startswith(scores.field):
            continue  # indicators.csv says what the slots of the scores are
        if slot.slot not in waiting:
            continue  # [[rows]] says what the slots of rows are
        blank, row = waiting[slot.slot].pop(0)
        part = "" if blank.is_cells else slot.slot.removeprefix(f"{field_id(row)}").lstrip(".")
        lines += ["", "[[slot]]", f"field = {toml_text(field_id(row))}"]
        lines += [f"part = {toml_text(part)}"] if part else []
        lines += [f"label = {toml_text(blank.words)}", f"page = {row.page}"]
        lines += [f"lines = {blank.lines}"] if blank.lines > 1 else []
        lines += [f"cells = {len(blank.spots)}"] if blank.is_cells else []
        lines += [f"blank = {toml_text(slot.blank)}"] if slot.blank != BLANK else []
        lines += [f"variable = {toml_text(blank.variable)}"] if form.engine is LayoutEngine.TEMPLATE else []
        lines += [f"columns = {blank.columns}"] if blank.columns and "\n" in slot.blank else []
        lines += [f"box = [{row.box[0]}, {row.box[1]}]"] if row.box is not None else []
    lines += _rows_lines(form)
    for blank, row in form.places:
        if row.use is not Use.STAMP:
            continue
        by = blank.by or row.label
        office = bool(is_office(row.label) or not _OWN_HAND.search(by))
        lines += ["", "[[stamp]]", f"label = {toml_text(blank.words)}", f"by = {toml_text(by)}"]
        lines += [f"kinds = {toml_texts(blank.kinds or ('signature',))}", f"page = {row.page}"]
        lines += ["office = true"] if office else []
    return "\n".join(lines) + "\n"


def _rows_lines(form: ImportedForm) -> list[str]:
    """The lines of the rows that repeat in form.toml, and of the sums below them."""
    lines: list[str] = []
    blanks = {slot.slot: slot.blank for slot in form.slots}
    for blank, row in form.places:
        if row.use is Use.SUM:
            label = blank.words or row.label
            lines += ["", "[[slot]]", f"field = {toml_text(form.summed(blank))}", 'part = "total"']
            lines += [f"label = {toml_text(label)}", f"page = {row.page}"]
            own = blanks.get(f"{form.summed(blank)}.total", BLANK)
            lines += [f"blank = {toml_text(own)}"] if own != BLANK else []
    columns = [(blank, row) for blank, row in form.places if row.list and row.use.kind is not None]
    for list_id in dict.fromkeys(row.list_id for _, row in columns):
        own_columns = [(blank, row) for blank, row in columns if row.list_id == list_id]
        rows = own_columns[0][0].rows
        assert rows is not None, "a column stands in rows"
        lines += ["", "[[rows]]", f"list = {toml_text(list_id)}", f"printed = {rows.printed}"]
        lines += [f"variable = {toml_text(rows.variable)}"] if rows.variable else []
        for blank, row in own_columns:
            lines += ["", "[[rows.slot]]", f"field = {toml_text(field_id(row))}", f"label = {toml_text(blank.words)}"]
            lines += [f"lines = {blank.lines}"] if blank.lines > 1 else []
            own = blanks.get(f"{field_id(row)}.1", BLANK)
            lines += [f"blank = {toml_text(own)}"] if own != BLANK else []
            lines += [f"variable = {toml_text(blank.variable)}"] if rows.variable else []
    return lines


def field_id(row: Proposal) -> str:
    """The full id of a row's field."""
    return f"{row.list_id or BLOCK}.{row.id}"


def slot_id(row: Proposal, part: str | None) -> str:
    """The id of a slot: the field's, with the part of a date behind it."""
    return f"{field_id(row)}.{part}" if part else field_id(row)


def slot_marks(blank: FoundBlank, row: Proposal) -> list[SlotMark]:
    """The slots of a single place: one; three of a date in parts; one for each cell of a value in cells."""
    if blank.is_cells:  # a narrow cell would grow higher with a gap to click into
        return [SlotMark(spot, slot_id(row, f"cell{cell}"), " ") for cell, spot in enumerate(blank.spots, 1)]
    parts = (spot.part if row.use is Use.DATE else row.printed_part for spot in blank.spots)
    return [SlotMark(spot, slot_id(row, part)) for spot, part in zip(blank.spots, parts, strict=True)]


def toml_text(text: str) -> str:
    """A string as TOML writes it: its escapes are those of JSON, but for the code 127."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def toml_texts(texts: Iterable[str]) -> str:
    """A list of strings as TOML writes it."""
    return f"[{', '.join(map(toml_text, texts))}]"
