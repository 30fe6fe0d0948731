"""What the collection workbook consists of: its sheets, columns and rows, derived from the scheme's definitions.

The writer (`formgen.intake.workbook.collection_workbook`) lays sheets out by it, the reader finds its way by it. People move
columns, add rows and rename headers, so nothing here is a cell address: columns are known by what they are called,
indicators by their ids, enterprises by name or unified code.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from formgen.record import json_schema as names
from formgen.record.kinds.characters import half_width
from formgen.record.labels import field_keys, field_labels, indicator_keys, indicator_label, material_keys
from formgen.record.models import NAME_FIELD
from formgen.scheme.models import Block, FieldDefinition, Form, Level, Scheme

USUAL_ENTERPRISES = 60
"""How many enterprises a workbook has room for unless somebody asks for more or fewer."""
MOST_ENTERPRISES = 1000
"""Beyond it 自评 has more columns than anybody fills in by hand; JSON Lines serve better."""


class SheetName(StrEnum):
    """The workbook's sheets in order, by the names that they are written with."""

    INSTRUCTIONS = "填写说明"
    ENTERPRISES = "企业"
    SCORES = "自评"
    FILES = "材料和佐证"
    LISTS = "选项"


SHEET_ALIASES: Mapping[SheetName, tuple[str, ...]] = {
    SheetName.INSTRUCTIONS: ("说明", "填表说明"),
    SheetName.ENTERPRISES: ("企业信息", "企业名单", "基本信息", "企业基本信息"),
    SheetName.SCORES: ("自评表", "自评得分", "附件4"),
    SheetName.FILES: ("材料", "佐证材料", "材料与佐证", "佐证"),
    SheetName.LISTS: (),
}
"""Further names under which people return a sheet. `LISTS` is hidden and holds what drop-downs offer: never read it."""


class Need(StrEnum):
    """Whether a column must be filled in: for every enterprise, for the papers that print it, or not at all."""

    ALWAYS = "必填"
    FOR_FORMS = "办理时必填"
    OPTIONAL = "选填"


# -------------------------------------------------------------------------------------------------- 企业


@dataclass(frozen=True, slots=True)
class EnterpriseColumn:
    """A column of 企业: one field that the enterprise or its town can say.

    field       the field's full id, e.g. `applicant.name`
    block       its block, whose columns stand side by side
    definition  the field: kind, choices, help
    header      the official label; behind its block's where several fields have the same one. Unique in the sheet
    need        whether it must be filled in
    forms       the forms that print it, in the scheme's order; empty if none does
    lines       the lines that it has on the form that gives it fewest; None if no form prints it
    """

    field: str
    block: Block
    definition: FieldDefinition
    header: str
    need: Need
    forms: tuple[Form, ...]
    lines: int | None

    @property
    def need_text(self) -> str:
        """`need` for people: `必填`, `选填`, `办附件3时必填`."""
        annexes = "、".join(dict.fromkeys(form.annex for form in self.forms))
        return f"办{annexes}时必填" if self.need is Need.FOR_FORMS else str(self.need)


def enterprise_columns(scheme: Scheme) -> tuple[EnterpriseColumn, ...]:
    """The columns of 企业, in the order of the record's definition: every field but those that an office writes.

    A column must be filled in for every enterprise if the scheme's first dossier prints it, or if it says the town,
    by which enterprises are counted; on other forms it must be filled in when they are made.
    """
    headers = _headers(scheme)
    return tuple(
        _column(scheme, block, field, headers[f"{block.id}.{field.id}"])
        for block in scheme.blocks
        for field in block.fields
        if not field.office
    )


def _column(scheme: Scheme, block: Block, field: FieldDefinition, header: str) -> EnterpriseColumn:
    full_id = f"{block.id}.{field.id}"
    printing = tuple(form for form in scheme.forms if any(slot.field == full_id for slot in form.slots))
    first = {material.form for dossier in scheme.dossiers[:1] for material in dossier.materials}
    if field.optional:
        need = Need.OPTIONAL
    elif first & {form.id for form in printing} or field.kind.is_town or full_id == NAME_FIELD:
        need = Need.ALWAYS
    else:
        need = Need.FOR_FORMS if printing else Need.OPTIONAL
    lines = [
        form.continuation.lines if form.continuation is not None and form.continuation.field == full_id else slot.lines
        for form in scheme.forms
        for slot in form.slots
        if slot.field == full_id and slot.part is None
    ]
    return EnterpriseColumn(full_id, block, field, header, need, printing, min(lines, default=None))


def _headers(scheme: Scheme) -> dict[str, str]:
    """The header of every field by its full id."""
    times = Counter(field.label for field in scheme.fields.values())
    headers = {
        f"{block.id}.{field.id}": field.label if times[field.label] == 1 else f"{block.label}·{field.label}"
        for block in scheme.blocks
        for field in block.fields
    }
    again = Counter(map(header_key, headers.values()))
    return {
        full_id: header if again[header_key(header)] == 1 else f"{header}（{full_id}）"
        for full_id, header in headers.items()
    }


def header_key(text: str) -> str:
    """What two headers have in common that mean the same: width, spaces, line breaks, case, `*`, （必填） and a colon aside."""
    plain = re.sub(r"\s", "", half_width(text)).casefold().strip("*")
    return re.sub(r"\((?:必填|选填)\)$", "", plain).strip("*").rstrip(":")


def header_fields(scheme: Scheme) -> dict[str, str]:
    """Every header that a column of 企业 may have, as `header_key` gives it, with the field's full id.

    A field is known by its header, its full id and `block·label`; and by its label, aliases, id and the words before
    its place on a form, with or without their number, wherever these mean one field only. Fields that offices write
    are known too: whoever has their words may add a column.
    """
    sure: list[tuple[str, str]] = []
    further: list[tuple[str, str]] = []
    headers, numbered = _headers(scheme), field_labels(scheme)
    for block in scheme.blocks:
        for field in block.fields:
            full_id = f"{block.id}.{field.id}"
            sure += [(headers[full_id], full_id), (full_id, full_id), (numbered[full_id], full_id)]
            sure += [
                (f"{name}{mark}{field.label}", full_id) for name in (block.label, *block.aliases) for mark in "·-—/"
            ]
        further += [(key, f"{block.id}.{field_id}") for key, field_id in field_keys(scheme, block).items()]
    return _meanings(sure, further)


def _meanings(*tiers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Keys to meanings, earlier tiers first; a key that means several things within its tier means nothing there."""
    known: dict[str, str] = {}
    for tier in tiers:
        found: dict[str, set[str]] = {}
        for text, meant in tier:
            found.setdefault(header_key(text), set()).add(meant)
        for key, meanings in found.items():
            if len(meanings) == 1 and key:
                known.setdefault(key, next(iter(meanings)))
    return known


def code_fields(scheme: Scheme) -> tuple[str, ...]:
    """The full ids of fields that hold an enterprise's unified code: by it same-named enterprises are told apart."""
    return tuple(full_id for full_id, field in scheme.fields.items() if field.kind.is_enterprise_code)


# -------------------------------------------------------------------------------------------------- 自评


class ScoreHeader(StrEnum):
    """The fixed headers of 自评, in order. To the right of them each enterprise has a column, headed by its name.

    The row of headers is the one that holds `ID` and `INDICATOR`. Above it, in the row whose fixed part says `CODE`,
    each enterprise may have its unified code, which counts before the name: it tells same-named enterprises apart.
    A row belongs to the indicator whose id stands under `ID`, wherever it stands; rows without one (sections with
    their subtotals, the total) are sums and say nothing.
    """

    ID = "编号"
    ASPECT = "评价内容"
    INDICATOR = "考核内容"
    POINTS = "分值"
    FULL = "满分"
    HALF = "半分值"
    ZERO = "零分"


CODE_ROW = "统一社会信用代码"
"""What the fixed part of 自评 says in the row of unified codes, above the row of names."""
NAME_ROW = "企业名称"
"""What 自评's instructions call the row of headers."""


def level_labels(levels: Iterable[Level]) -> tuple[str, ...]:
    """What a cell of 自评 may say at these levels, as its drop-down offers it."""
    return tuple(level.label for level in levels)


# -------------------------------------------------------------------------------------------------- 材料和佐证


class FileHeader(StrEnum):
    """The headers of 材料和佐证, in order. Each row is one file; rows of one enterprise are bound in their order.

    `SUBJECT` is a supplied material or an indicator (`subjects`). Rows of one enterprise, indicator and title are one
    piece of evidence with several files. `ENTERPRISE` is a name, or a unified code.
    """

    ENTERPRISE = "企业"
    SUBJECT = "材料或考核内容"
    TITLE = "标题"
    FILE = "文件"
    PASSWORD = "密码"


FILE_HEADER_ALIASES: Mapping[FileHeader, tuple[str, ...]] = {
    FileHeader.ENTERPRISE: ("企业名称", "enterprise", CODE_ROW),
    FileHeader.SUBJECT: ("材料", *names.INDICATOR_KEYS, "材料名称", "material"),
    FileHeader.TITLE: names.TITLE_KEYS,
    FileHeader.FILE: (*names.FILES_KEYS, *names.FILE_KEYS, "文件名", "文件路径"),
    FileHeader.PASSWORD: names.PASSWORD_KEYS,
}


def file_headers() -> dict[str, FileHeader]:
    """Every header that a column of 材料和佐证 may have, as `header_key` gives it."""
    return {header_key(text): header for header in FileHeader for text in (header.value, *FILE_HEADER_ALIASES[header])}


@dataclass(frozen=True, slots=True)
class Subject:
    """What a file belongs to: a supplied material, or the indicator that it is evidence for.

    id      of the material or indicator
    label   as the drop-down offers it
    """

    kind: Literal["material", "indicator"]
    id: str
    label: str


def subjects(scheme: Scheme) -> tuple[Subject, ...]:
    """Everything that a file may belong to, as the drop-down offers it: materials, then indicators in order."""
    return (
        *(Subject("material", material.id, material.label) for material in scheme.supplied),
        *(Subject("indicator", row.id, _subject_label(row.id, row.text)) for row in scheme.indicators.values()),
    )


def _subject_label(indicator_id: str, text: str) -> str:
    """An indicator's id and its whole words: a drop-down may be long, and no two rows look alike."""
    return f"{indicator_id} {text}"


def subject_keys(scheme: Scheme) -> dict[str, Subject]:
    """Every name that a subject may have, as `header_key` gives it: what drop-downs offer, ids, labels, aliases, words."""
    by_id = {f"{subject.kind} {subject.id}": subject for subject in subjects(scheme)}
    sure = [(subject.label, key) for key, subject in by_id.items()]
    sure += [(indicator_label(row), f"indicator {row.id}") for row in scheme.indicators.values()]
    further = [(text, f"material {material_id}") for text, material_id in material_keys(scheme).items()]
    further += [(text, f"indicator {row_id}") for text, row_id in indicator_keys(scheme).items()]
    return {text: by_id[key] for text, key in _meanings(sure, further).items()}


# -------------------------------------------------------------------------------------------------- sheets


def sheet_names() -> dict[str, SheetName]:
    """Every name that a sheet may have, as `header_key` gives it."""
    return {header_key(text): sheet for sheet in SheetName for text in (sheet.value, *SHEET_ALIASES[sheet])}
