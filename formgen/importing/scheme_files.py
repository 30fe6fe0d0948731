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
from formgen.importing.tagging import MarkedSlot
from formgen.scheme.models import BLANK, LayoutEngine

BLOCK, BLOCK_LABEL = "entry", "填写内容"
_OWN_HAND = re.compile(
    r"^(?:申[请报]|承诺|填[表报]|本人|法定代表|法人|委托|借款|报名|参|学生|员工|经办|配偶|代理|被|受托|签名|签字|日期)"
)


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
    seen: set[str] = set()
    for row in rows:
        if row.use.kind is None or row.id in seen:
            continue
        seen.add(row.id)
        lines += ["", "[[block.field]]", f"id = {toml_text(row.id)}", f"label = {toml_text(row.label)}"]
        if row.use is not Use.TEXT:
            lines.append(f"kind = {toml_text(row.use.kind.value)}")
        if row.use is Use.CHOICE:
            lines.append(f"choices = [{', '.join(toml_texts(pair) for pair in _choices(row.choices))}]")
        if len(row.choices) == 1 or "（其他）" in row.label:
            lines.append("optional = true")
        if row.office:
            lines.append("office = true")
        if row.note:
            lines.append(f"help = {toml_text(row.note)}")
    return "\n".join(lines) + "\n"


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
    for blank, row in form.places:
        for spot in blank.spots[: 1 if form.engine is LayoutEngine.TEMPLATE else None]:
            waiting.setdefault(slot_id(row, spot.part or row.printed_part), []).append((blank, row))
    for slot in form.slots:
        if scores and slot.slot == scores.total:
            lines += ["", "[[slot]]", f"field = {toml_text(slot.slot)}", f"label = {toml_text(scores.total_label)}"]
            continue
        if scores and slot.slot.startswith(scores.field):
            continue  # indicators.csv says what the slots of the scores are
        blank, row = waiting[slot.slot].pop(0)
        part = slot.slot.removeprefix(f"{field_id(row)}").lstrip(".")
        lines += ["", "[[slot]]", f"field = {toml_text(field_id(row))}"]
        lines += [f"part = {toml_text(part)}"] if part else []
        lines += [f"label = {toml_text(blank.words)}", f"page = {row.page}"]
        lines += [f"lines = {blank.lines}"] if blank.lines > 1 else []
        lines += [f"blank = {toml_text(slot.blank)}"] if slot.blank != BLANK else []
        lines += [f"variable = {toml_text(blank.variable)}"] if form.engine is LayoutEngine.TEMPLATE else []
        lines += [f"columns = {blank.columns}"] if blank.columns and "\n" in slot.blank else []
        lines += [f"box = [{row.box[0]}, {row.box[1]}]"] if row.box is not None else []
    for blank, row in form.places:
        if row.use is not Use.STAMP:
            continue
        by = blank.by or row.label
        office = bool(is_office(row.label) or not _OWN_HAND.search(by))
        lines += ["", "[[stamp]]", f"label = {toml_text(blank.words)}", f"by = {toml_text(by)}"]
        lines += [f"kinds = {toml_texts(blank.kinds or ('signature',))}", f"page = {row.page}"]
        lines += ["office = true"] if office else []
    return "\n".join(lines) + "\n"


def field_id(row: Proposal) -> str:
    """The full id of a row's field."""
    return f"{BLOCK}.{row.id}"


def slot_id(row: Proposal, part: str | None) -> str:
    """The id of a slot: the field's, with the part of a date behind it."""
    return f"{field_id(row)}.{part}" if part else field_id(row)


def toml_text(text: str) -> str:
    """A string as TOML writes it: its escapes are those of JSON, but for the code 127."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def toml_texts(texts: Iterable[str]) -> str:
    """A list of strings as TOML writes it."""
    return f"[{', '.join(map(toml_text, texts))}]"
