"""The typed model of a scheme: everything that its folder of data says, and nothing else (`docs/schemes.md`).

`formgen.scheme.load` reads it. All models are frozen; an unknown key in a file is a fault and is never ignored.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from formgen.scheme.applicants import Applicant, Quotas, Towns
from formgen.scheme.definition import Definition
from formgen.scheme.rules import Rule
from formgen.scheme.scores import Indicator, Scores

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
        """True for the name of one of the scheme's towns."""
        return self is Kind.TOWN

    @property
    def is_line(self) -> bool:
        """True for any text of one paragraph."""
        return self is Kind.TEXT

    @property
    def may_identify(self) -> bool:
        """True for what may tell applicants apart: short, the same each time, and no number of a person's document."""
        return self not in (Kind.FREE_TEXT, Kind.DATE, Kind.MONEY, Kind.PERSONAL_ID)


class FieldDefinition(Definition):
    """One thing that an applicant says.

    id        English, unique in its block
    label     the official Chinese label, without its number; accepted as a key of the record
    aliases   further Chinese keys that are accepted
    kind      the kind of value
    choices   for `choice`: what may be said, first the id, then the Chinese label
    help      one sentence for whoever fills it in
    usual_prefix  for `postcode`: what the area's postcodes begin with, another is a warning; empty for any
    optional  True where an applicant may have none (a fax): never reported as missing
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
    """A group of fields: one object of the record's JSON.

    id       English, unique: the object's key
    label    the official Chinese words for the group; accepted as a key, too
    aliases  further Chinese keys that are accepted
    help     one sentence for whoever fills it in
    fields   what the group holds, in order
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    label: str
    aliases: tuple[str, ...] = ()
    help: str = ""
    fields: Annotated[tuple[FieldDefinition, ...], Field(alias="field")]


# ------------------------------------------------------------------------------------------------------- forms


class Slot(Definition):
    """A place in a form's Word file that a value is written into.

    field     `block.field` id of the record, or the id of the total of scores
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

    id              the folder's name
    annex           what the form is called beside its title, e.g. 表一; files' names begin with it
    title           the official title
    reconstruction  None, or what has to be said of a form whose body is not in the source (never on the page)
    pages           how many pages it has, blank or filled
    slots           places for values, in the order of the Word file
    stamps          places for seals, signatures and handwritten dates
    scores          the column of scores; None for a form without one
    indicators      the rows of the sheet of scores; empty for other forms
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
    scores: Scores | None = None
    indicators: tuple[Indicator, ...] = ()
    continuation: Continuation | None = None
    file: str = "form.docx"
    folder: Path

    @property
    def file_stem(self) -> str:
        """File name without extension: what the form is called and its title, e.g. `表一-申请表`."""
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
    evidence   True where it is the evidence for the scores
    page       `cover` or `contents`: a page of our own
    copies     None where the work plan says nothing
    issued_by  who issues it, None where the applicant writes it itself
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

    id           what `--kind` takes
    title        its title, and the file's name
    stage        the work plan's heading; None where there is none
    conditions   申报条件, word for word; empty where the work plan names none
    deadline     last day of handing in; None where the work plan names none
    deadline_text  the work plan's own sentence about it; empty where there is none
    receiver     who receives it; empty where the work plan does not say
    copies       None where the work plan says nothing
    cover_paper  None, or the paper that the work plan asks for
    """

    id: str
    title: str
    stage: str | None = None
    conditions: tuple[str, ...] = ()
    deadline: date | None = None
    deadline_text: str = ""
    receiver: str = ""
    copies: int | None = None
    cover_paper: str | None = None
    materials: Annotated[tuple[Material, ...], Field(alias="material")]

    @property
    def form_ids(self) -> tuple[str, ...]:
        """The forms among its materials, in their order."""
        return tuple(material.form for material in self.materials if material.form)

    @property
    def has_evidence(self) -> bool:
        """True if the evidence for the scores is one of its materials."""
        return any(material.evidence for material in self.materials)


class SuppliedMaterial(Definition):
    """A kind of document that the applicant supplies as a file.

    id       English, unique: its key under `materials` in the record
    label    the work plan's words; accepted as a key, too
    aliases  further keys that are accepted
    """

    id: str
    label: str
    aliases: tuple[str, ...] = ()


# ------------------------------------------------------------------------------------------------------- the scheme


class Scheme(Definition):
    """A whole scheme: papers, dossiers, quotas, and what a record may say.

    id               the folder's name
    title            the official title
    document_number  the number of the official document; None where it has none
    issuers          who issued it; empty where nobody is named
    issued_on        the day of the document; None where it has none
    applicant        who applies
    towns, quotas    the places that applicants belong to, and how many each may send; None for a scheme without
    supplied, dossiers, rules  empty for a scheme without
    folder           the folder that it was read from
    """

    id: str
    title: str
    document_number: str | None = None
    issuers: tuple[str, ...] = ()
    issued_on: date | None = None
    applicant: Applicant
    towns: Towns | None = None
    quotas: Quotas | None = None
    supplied: tuple[SuppliedMaterial, ...] = ()
    dossiers: tuple[Dossier, ...] = ()
    blocks: tuple[Block, ...]
    rules: tuple[Rule, ...] = ()
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
    def town_names(self) -> tuple[str, ...]:
        """The names that a field of kind `town` may have; none for a scheme without towns."""
        return self.towns.names if self.towns else ()

    @cached_property
    def town_fields(self) -> tuple[str, ...]:
        """The full ids of the fields that say the applicant's town, in the record's order; nearly always one or none."""
        return tuple(full_id for full_id, field in self.fields.items() if field.kind.is_town)

    @cached_property
    def office_fields(self) -> frozenset[str]:
        """The full ids of the fields that an office fills in after an applicant has handed in."""
        return frozenset(full_id for full_id, field in self.fields.items() if field.office)

    @property
    def name_label(self) -> str:
        """The label of the field with the applicant's name, e.g. `姓名`."""
        return self.fields[self.applicant.name].label

    @property
    def identity_label(self) -> str | None:
        """The label of the field that tells applicants of the same name apart; None for a scheme without one."""
        return self.fields[self.applicant.identity].label if self.applicant.identity else None

    @cached_property
    def scores(self) -> Scores | None:
        """The scheme's column of scores, which one form has at most; None for a scheme without one."""
        return next((form.scores for form in self.forms if form.scores is not None), None)

    @cached_property
    def indicators(self) -> dict[str, Indicator]:
        """Every row of the scheme's sheet of scores by its id, in the form's order; empty for a scheme without one."""
        return {indicator.id: indicator for form in self.forms for indicator in form.indicators}
