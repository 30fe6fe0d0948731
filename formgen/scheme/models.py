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
    """The kind of a field's value. `formgen.record.kinds.table` defines how each kind is read, checked and written.

    The properties serve to check the files of a scheme. Only this module and the folder of that table name a member.
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
        """True if the value has a year, a month and a day. A form may print them one by one."""
        return self is Kind.DATE

    @property
    def is_choice(self) -> bool:
        """True if the value is one of the field's own `choices`."""
        return self is Kind.CHOICE

    @property
    def is_town(self) -> bool:
        """True if the value is the name of one of the scheme's towns."""
        return self is Kind.TOWN

    @property
    def is_line(self) -> bool:
        """True if the value is any text of one paragraph."""
        return self is Kind.TEXT

    @property
    def may_identify(self) -> bool:
        """True if the value may distinguish applicants: it is short, always the same, and no number of a person's document."""
        return self not in (Kind.FREE_TEXT, Kind.DATE, Kind.MONEY, Kind.PERSONAL_ID)


class FieldDefinition(Definition):
    """The definition of one field of a record.

    id        an English id, unique in its block
    label     the official Chinese label, without its number; accepted as a key of the record
    aliases   further Chinese keys that are accepted
    kind      the kind of value
    choices   for kind `choice`: the possible values, each with its id and its Chinese label
    help      one sentence for the person who fills in the field
    usual_prefix  for kind `postcode`: the first digits of the area's postcodes; any other postcode gives a warning; empty if
              every postcode is usual
    optional  True if an applicant may have no such value (a fax); then it is never reported as missing
    office    True if an office writes it by hand after handing in; then it is never reported as missing
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

    id       a unique English id: the object's key
    label    the official Chinese words for the group; accepted as a key, too
    aliases  further Chinese keys that are accepted
    help     one sentence for the person who fills in the group
    fields   the fields of the group, in order
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    label: str
    aliases: tuple[str, ...] = ()
    help: str = ""
    fields: Annotated[tuple[FieldDefinition, ...], Field(alias="field")]


# ------------------------------------------------------------------------------------------------------- forms


class Slot(Definition):
    """A place in a form's Word file that a value is written into.

    field     `block.field` id of a field, or the id of a score or of the total of scores
    part      `year`, `month` or `day` if a date is printed in three parts; `continued` for the rest of a text on a
              continuation sheet; None for the whole value
    label     the official words that stand before the slot in the Word file
    lines     the most lines that its paragraph may have; a longer value is a Problem
    """

    field: str
    part: Literal["year", "month", "day", "continued"] | None = None
    label: str
    lines: int = 1

    @property
    def id(self) -> str:
        """The tag of the content control: the field's id, followed by the part."""
        return f"{self.field}.{self.part}" if self.part else self.field


class Stamp(Definition):
    """A place that needs a seal, a signature or a handwritten date.

    label   the words on the form, or the work plan's words about a supplied material
    by      the person or office that stamps or signs
    kinds   one or more of seal, signature and date
    """

    label: str
    by: str
    kinds: tuple[Literal["seal", "signature", "date"], ...]


class FormStamp(Stamp):
    """A place on a form that needs a seal, a signature or a handwritten date.

    page    the number of its page in the form, counted from 1; it is the same on the blank form and on every filled form
    office  True if an office writes and stamps there after handing in; the place stays blank until then
    """

    page: int
    office: bool = False


class Continuation(Definition):
    """The continuation sheet (续页) of a form: it holds the rest of one field's text if the text does not fit in its box.

    field           `block.field` id of the field; it has one slot on the form and one (part `continued`) on the sheet
    marker_within   the last line of the box if the text continues in the middle of a paragraph
    marker_between  the last line of the box if a new paragraph begins on the sheet; with the two markers the whole text
                    can be read back from both parts
    form            the form with the sheet after it: it has one more page, more slots, and its own Word template
    """

    field: str
    marker_within: str
    marker_between: str
    form: Form

    @property
    def rest(self) -> str:
        """The id of the slot on the sheet, which holds the rest of the text."""
        return f"{self.field}.continued"

    @property
    def box_lines(self) -> int:
        """The number of lines of the text that stand in the box if the text continues on the sheet.

        The marker needs one line. Another line is a reserve, because another program may break lines with Latin words
        at other places.
        """
        return next(slot.lines for slot in self.form.slots if slot.id == self.field) - 2

    @property
    def lines(self) -> int:
        """The most lines that the text may have in total."""
        return self.box_lines + next(slot.lines for slot in self.form.slots if slot.id == self.rest)


class Form(Definition):
    """One official paper.

    id              the folder's name
    annex           the short name of the form besides its title, e.g. 表一; file names begin with it
    title           the official title
    reconstruction  a note about a form whose body is not in the source (it is never on the page); None for other forms
    pages           the number of pages, blank or filled
    slots           the places for values, in the order of the Word file
    stamps          the places for seals, signatures and handwritten dates
    scores          the column of scores; None for a form without one
    indicators      the rows of the sheet of scores; empty for other forms
    continuation    the continuation sheet; None for a form without one, and for a form that already includes the sheet
    file            the name of the Word template in the form's folder
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
        """The file name without extension: the form's annex and its title, e.g. `表一-申请表`."""
        return f"{self.annex}-{self.title}"

    @property
    def template(self) -> Path:
        """The path of the Word template. Only this file defines the form's layout."""
        return self.folder / self.file

    def of_pages(self, pages: int) -> Form:
        """Return the form that has this number of pages: with its continuation sheet, or without it."""
        continued = self.continuation and self.continuation.form
        return continued if continued and continued.pages == pages else self


# ------------------------------------------------------------------------------------------------------- dossiers


class Material(Definition):
    """One numbered material of a dossier; exactly one of form, supplied, evidence and page is given.

    title      the work plan's own words, without the number
    form       the id of the form from which the material is made
    supplied   the material's id under `materials` in the record
    evidence   True if the material is the evidence for the scores
    page       `cover` or `contents`: a page that formgen makes
    copies     the number of copies; None if the work plan says nothing
    issued_by  who issues the material; None if the applicant writes it
    note       other requirements of the work plan (seal, signature, attestation)
    stamps     the seals and signatures that a supplied material must have before it is bound; a form defines its own
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
    """A dossier, which is handed in at one stage: numbered materials in the work plan's order.

    id           the id that the option `--kind` takes
    title        the title of the dossier, and the name of its file
    stage        the work plan's heading; None if there is none
    conditions   申报条件, word for word; empty if the work plan names none
    deadline     the last day of handing in; None if the work plan names none
    deadline_text  the work plan's own sentence about the deadline; empty if there is none
    receiver     who receives the dossier; empty if the work plan does not say
    copies       the number of copies; None if the work plan says nothing
    cover_paper  the paper that the work plan asks for; None if it asks for none
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
        """The ids of the forms among its materials, in their order."""
        return tuple(material.form for material in self.materials if material.form)

    @property
    def has_evidence(self) -> bool:
        """True if the evidence for the scores is one of its materials."""
        return any(material.evidence for material in self.materials)


class SuppliedMaterial(Definition):
    """A kind of document that the applicant supplies as a file.

    id       a unique English id: its key under `materials` in the record
    label    the work plan's words; accepted as a key, too
    aliases  further keys that are accepted
    """

    id: str
    label: str
    aliases: tuple[str, ...] = ()


# ------------------------------------------------------------------------------------------------------- the scheme


class Scheme(Definition):
    """A whole scheme: papers, dossiers, quotas, and the fields of a record.

    id               the folder's name
    title            the official title
    document_number  the number of the official document; None if it has none
    issuers          who issued the document; empty if nobody is named
    issued_on        the day of the document; None if it has none
    applicant        the words and fields of applicants
    towns            the places that applicants belong to; None for a scheme without them
    quotas           how many applicants each town may send; None for a scheme without quotas
    supplied         the kinds of documents that applicants supply; empty for a scheme without them
    dossiers         the dossiers; empty for a scheme without them
    rules            the rules over several fields; empty for a scheme without them
    folder           the folder from which the scheme was read
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
        """Return the form with this id, or None if there is none."""
        return next((form for form in self.forms if form.id == form_id), None)

    def dossier(self, dossier_id: str) -> Dossier | None:
        """Return the dossier with this id, or None if there is none."""
        return next((dossier for dossier in self.dossiers if dossier.id == dossier_id), None)

    @cached_property
    def fields(self) -> dict[str, FieldDefinition]:
        """Every field by its full id, `block.field`."""
        return {f"{block.id}.{field.id}": field for block in self.blocks for field in block.fields}

    @cached_property
    def town_names(self) -> tuple[str, ...]:
        """The values that a field of kind `town` may have; empty for a scheme without towns."""
        return self.towns.names if self.towns else ()

    @cached_property
    def town_fields(self) -> tuple[str, ...]:
        """The full ids of the fields that say the applicant's town, in the record's order. There is nearly always at most one."""
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
        """The label of the field that distinguishes applicants of the same name; None for a scheme without such a field."""
        return self.fields[self.applicant.identity].label if self.applicant.identity else None

    @cached_property
    def scores(self) -> Scores | None:
        """The scheme's column of scores; None for a scheme without one. At most one form has such a column."""
        return next((form.scores for form in self.forms if form.scores is not None), None)

    @cached_property
    def indicators(self) -> dict[str, Indicator]:
        """Every row of the scheme's sheet of scores by its id, in the form's order; empty for a scheme without one."""
        return {indicator.id: indicator for form in self.forms for indicator in form.indicators}
