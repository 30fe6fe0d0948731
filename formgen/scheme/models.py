"""The typed model of a scheme: everything that the data folder `templates/<scheme>/` says, and nothing else.

Read by `formgen.scheme.load`. All models are frozen; an unknown key in a file is a fault, never ignored.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from formgen.scheme.definition import Definition
from formgen.scheme.rules import Rule

# ------------------------------------------------------------------------------------------------- what a record holds


class Kind(StrEnum):
    """What kind of value a field holds; `formgen.record.kinds.table` says how each is read, checked and written.

    The properties are what a scheme's own files are checked by. No other module than these two names a member.
    """

    TEXT = "text"
    FREE_TEXT = "free_text"
    DATE = "date"
    MONEY = "money"
    ORGANISATION_CODE = "organisation_code"
    REGISTRATION_NUMBER = "registration_number"
    UNIFIED_CODE = "unified_code"
    PERSONAL_ID = "personal_id"
    POSTCODE = "postcode"
    PHONE = "phone"
    TOWN = "town"
    CHOICE = "choice"

    @property
    def is_date(self) -> bool:
        """True for a value that has a year, a month and a day, which a form may print one by one."""
        return self is Kind.DATE

    @property
    def is_choice(self) -> bool:
        """True for a value that is one of the field's own `choices`."""
        return self is Kind.CHOICE

    @property
    def is_town(self) -> bool:
        """True for the name of a town that the scheme's quotas list."""
        return self is Kind.TOWN

    @property
    def is_enterprise_code(self) -> bool:
        """True for a code that one enterprise alone has."""
        return self is Kind.UNIFIED_CODE


class FieldDefinition(Definition):
    """One thing that an enterprise says.

    id        English, unique in its block
    label     the official Chinese label, without its number; accepted as a key of the record
    aliases   further Chinese keys that are accepted
    kind      the kind of value
    choices   for `choice`: what may be said, first the id, then the Chinese label
    help      one sentence for whoever fills it in
    usual_prefix  for `postcode`: what the area's postcodes begin with, another is a warning; empty for any
    optional  True where an enterprise may have none (a fax): never reported as missing
    office    True where an office writes it by hand after handing in: never reported as missing
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    label: str
    aliases: tuple[str, ...] = ()
    kind: Annotated[Kind, Field(strict=False)] = Kind.TEXT
    choices: tuple[tuple[str, str], ...] = ()
    usual_prefix: str = ""
    optional: bool = False
    office: bool = False
    help: str = ""


class Block(Definition):
    """A group of fields: one object of the record's JSON, e.g. `applicant` (企业基本信息)."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    label: str
    aliases: tuple[str, ...] = ()
    help: str = ""
    fields: Annotated[tuple[FieldDefinition, ...], Field(alias="field")]


# ------------------------------------------------------------------------------------------------------- 附件4


class Level(StrEnum):
    """满分, 半分值, 零分."""

    FULL = "full"
    HALF = "half"
    ZERO = "zero"

    @property
    def label(self) -> str:
        """The form's own column heading."""
        return {"full": "满分", "half": "半分值", "zero": "零分"}[self.value]


class Indicator(Definition):
    """One of the rows of 附件4.

    id         `section.aspect.indicator`, each counted in order from 1, e.g. `1.1.1`
    section    项目 with its figure in brackets, as printed
    aspect     评价内容 with its figure in brackets, as printed
    text       考核内容
    points     分值, points of score
    full/half/zero  the standard in words; half is `——` or empty where the form offers no half value
    """

    id: str
    section: str
    aspect: str
    text: str
    points: int
    full: str
    half: str
    zero: str

    @property
    def section_id(self) -> str:
        """The first number of the id."""
        return self.id.split(".")[0]

    @property
    def aspect_id(self) -> str:
        """The first two numbers of the id."""
        return self.id.rpartition(".")[0]

    @property
    def levels(self) -> tuple[Level, ...]:
        """The levels that this row allows: half only where the form offers a half value."""
        offers_half = self.half not in ("", "——")
        return (Level.FULL, Level.HALF, Level.ZERO) if offers_half else (Level.FULL, Level.ZERO)

    def score(self, level: Level) -> Decimal:
        """Points of score for a level; half of 5 is 2.5."""
        if level is Level.ZERO:
            return Decimal(0)
        return Decimal(self.points) if level is Level.FULL else Decimal(self.points) / 2


# ------------------------------------------------------------------------------------------------------- forms


class Slot(Definition):
    """A place in a form's Word file that a value is written into.

    field     `block.field` id of the record, or one of the derived values (`self_assessment.total`)
    part      for a date that is printed in three: year, month or day; for what goes on, on a continuation sheet: continued;
              None for the whole value
    label     the official words that stand before it in the Word file
    lines     the most lines that its paragraph may take; a longer value is a Problem
    """

    field: str
    part: Literal["year", "month", "day", "continued"] | None = None
    label: str
    lines: int = 1

    @property
    def id(self) -> str:
        """The content control's tag: the field's id, with the part behind it."""
        return f"{self.field}.{self.part}" if self.part else self.field


class Stamp(Definition):
    """A place that wants a seal, a signature or a handwritten date.

    label   the words on the form, or those of the work plan about a supplied material
    by      who stamps or signs
    kinds   of seal, signature, date
    """

    label: str
    by: str
    kinds: tuple[Literal["seal", "signature", "date"], ...]


class FormStamp(Stamp):
    """Such a place on a form.

    page    the form's page that it stands on, counted from 1; the same on the blank and on every filled form
    office  True where an office writes and stamps after handing in: it stays blank until then
    """

    page: int
    office: bool = False


class Continuation(Definition):
    """The continuation sheet (续页) of a form: where one field's text goes on that its box does not hold.

    field           `block.field` id of the field, which has one slot on the form and one (part continued) on the sheet
    marker_within   stands in the box's last line where the text goes on in the middle of a paragraph
    marker_between  stands there where a new paragraph begins on the sheet: so both parts read back as the one text
    form            the form with the sheet behind it: a page more, more slots, a Word template of its own
    """

    field: str
    marker_within: str
    marker_between: str
    form: Form

    @property
    def rest(self) -> str:
        """The id of the slot on the sheet."""
        return f"{self.field}.continued"

    @property
    def box_lines(self) -> int:
        """How many lines of the text the box takes where it goes on.

        One line goes to the marker, one is in reserve: another program may break a line with Latin words elsewhere.
        """
        return next(slot.lines for slot in self.form.slots if slot.id == self.field) - 2

    @property
    def lines(self) -> int:
        """The most lines that the text may take in all."""
        return self.box_lines + next(slot.lines for slot in self.form.slots if slot.id == self.rest)


class Form(Definition):
    """One official paper.

    id              the folder's name, e.g. `annex2`
    annex           `附件2`
    title           the official title
    reconstruction  None, or what has to be said of a form whose body is not in the source (never on the page)
    pages           how many pages it has, blank or filled
    slots           places for values, in the order of the Word file
    stamps          places for seals, signatures and handwritten dates
    indicators      the rows of a self-assessment sheet; empty for other forms
    continuation    its continuation sheet; None for a form without one, and for the form that has it behind it already
    file            the Word template's name in the form's folder
    """

    id: str
    annex: str
    title: str
    reconstruction: str | None = None
    pages: int
    slots: Annotated[tuple[Slot, ...], Field(alias="slot")] = ()
    stamps: Annotated[tuple[FormStamp, ...], Field(alias="stamp")] = ()
    indicators: tuple[Indicator, ...] = ()
    continuation: Continuation | None = None
    file: str = "form.docx"
    folder: Path

    @property
    def file_stem(self) -> str:
        """File name without extension, e.g. `附件2-江苏省信用管理贯标企业申报表`."""
        return f"{self.annex}-{self.title}"

    @property
    def template(self) -> Path:
        """The Word template: the only place where this form's layout is written."""
        return self.folder / self.file

    def of_pages(self, pages: int) -> Form:
        """The form as it is on so many pages: with its continuation sheet, or without."""
        continued = self.continuation and self.continuation.form
        return continued if continued and continued.pages == pages else self


# ------------------------------------------------------------------------------------------------------- dossiers


class Material(Definition):
    """One numbered material of a dossier; exactly one of form, supplied, evidence and page is given.

    title      the work plan's own words, without the number
    form       id of the form that it is made from
    supplied   id under `materials` in the record
    evidence   True where it is the evidence of the self-assessment sheet
    page       `cover` or `contents`: a page of our own
    copies     None where the work plan says nothing
    issued_by  who issues it, None where the enterprise writes it itself
    note       what else the work plan asks of it (seal, signature, attestation)
    stamps     the seals and signatures that a supplied material must bear before it is bound; a form has its own
    """

    title: str
    form: str | None = None
    supplied: str | None = None
    evidence: bool = False
    page: Literal["cover", "contents"] | None = None
    copies: int | None = None
    issued_by: str | None = None
    note: str | None = None
    stamps: Annotated[tuple[Stamp, ...], Field(alias="stamp")] = ()


class Dossier(Definition):
    """What is handed in at one stage: numbered materials in the work plan's order.

    id           `--kind`, e.g. `acceptance`
    title        e.g. `贯标验收材料`; also the file's name
    stage        the work plan's heading, e.g. `3、贯标验收`
    conditions   申报条件, word for word; empty where the work plan names none
    deadline     last day of handing in
    deadline_text  the work plan's own sentence
    receiver     who receives it
    copies       None where the work plan says nothing
    cover_paper  None, or the paper that the work plan asks for
    """

    id: str
    title: str
    stage: str
    conditions: tuple[str, ...] = ()
    deadline: date
    deadline_text: str
    receiver: str
    copies: int | None = None
    cover_paper: str | None = None
    materials: Annotated[tuple[Material, ...], Field(alias="material")]

    @property
    def form_ids(self) -> tuple[str, ...]:
        """The forms among its materials, in their order."""
        return tuple(material.form for material in self.materials if material.form)


class SuppliedMaterial(Definition):
    """A kind of document that the enterprise supplies as a file: `materials.<id>` of the record."""

    id: str
    label: str
    aliases: tuple[str, ...] = ()


# ------------------------------------------------------------------------------------------------------- the scheme


class Town(Definition):
    """镇（区） and its quotas of 附件1; None where the table's cell is empty."""

    name: str
    credit_standard: int | None = None
    city_demonstration: int | None = None
    province_demonstration: int | None = None


class Quotas(Definition):
    """附件1: 2018年度太仓市信用管理贯标、示范创建指标."""

    title: str
    towns: Annotated[tuple[Town, ...], Field(alias="town")]
    total: Town


class Scheme(Definition):
    """A whole scheme: papers, dossiers, quotas, and what a record may say."""

    id: str
    title: str
    document_number: str
    issuers: tuple[str, ...]
    issued_on: date
    quotas: Quotas
    supplied: tuple[SuppliedMaterial, ...]
    dossiers: tuple[Dossier, ...]
    blocks: tuple[Block, ...]
    rules: tuple[Rule, ...]
    forms: tuple[Form, ...]
    folder: Path

    def form(self, form_id: str) -> Form | None:
        """The form with this id, None if there is none."""
        return next((form for form in self.forms if form.id == form_id), None)

    def dossier(self, dossier_id: str) -> Dossier | None:
        """The dossier with this id, None if there is none."""
        return next((dossier for dossier in self.dossiers if dossier.id == dossier_id), None)

    @cached_property
    def fields(self) -> dict[str, FieldDefinition]:
        """Every field by its full id, `block.field`."""
        return {f"{block.id}.{field.id}": field for block in self.blocks for field in block.fields}

    @cached_property
    def indicators(self) -> dict[str, Indicator]:
        """Every indicator of the scheme's self-assessment sheet by its id, in the form's order."""
        return {indicator.id: indicator for form in self.forms for indicator in form.indicators}
