"""The typed model of a scheme: everything that its folder of data says, and nothing else (`docs/schemes.md`).

`formgen.scheme.load` reads it. All models are frozen; an unknown key in a file is a fault and is never ignored.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from formgen.scheme.applicants import Applicant, Quotas, SummaryTable, Towns
from formgen.scheme.definition import Definition
from formgen.scheme.dossiers import Dossier, Stamp, SuppliedMaterial
from formgen.scheme.fitting import Fitting
from formgen.scheme.rules import Rule
from formgen.scheme.scores import Indicator, Scores
from formgen.scheme.slots import RepeatedRows, Slot


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
    PICTURE = "picture"

    @property
    def is_amount(self) -> bool:
        """True if the value is an amount of money. A form may print it in capitals, or its figures before a printed unit."""
        return self is Kind.MONEY

    @property
    def is_picture(self) -> bool:
        """True if the value is a picture, which is put into a box of a form."""
        return self is Kind.PICTURE

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
    def is_personal(self) -> bool:
        """True for the number of a person's document, which stands on no paper that goes from hand to hand."""
        return self is Kind.PERSONAL_ID

    @property
    def is_private(self) -> bool:
        """True for a value by which a person is known or reached: masked copies show it in part only."""
        return self in (Kind.PERSONAL_ID, Kind.PHONE, Kind.PICTURE)

    @property
    def is_called(self) -> bool:
        """True for telephone numbers: their figures count, and what stands between these is a matter of taste."""
        return self is Kind.PHONE

    @property
    def may_add_up(self) -> bool:
        """True if a column of such values may have a sum: amounts, and texts as long as all of them are numbers."""
        return self in (Kind.MONEY, Kind.TEXT)

    @property
    def is_line(self) -> bool:
        """True if the value is any text of one paragraph."""
        return self is Kind.TEXT

    @property
    def is_paragraphs(self) -> bool:
        """True for a text of several paragraphs, each of which is printed with an indent."""
        return self is Kind.FREE_TEXT

    @property
    def may_identify(self) -> bool:
        """True if the value may distinguish applicants: it is short, always the same, and no number of a person's document."""
        return self not in (Kind.FREE_TEXT, Kind.DATE, Kind.MONEY, Kind.PERSONAL_ID, Kind.PICTURE)


class FieldDefinition(Definition):
    """The definition of one field of a record.

    id        an English id, unique in its block
    label     the official Chinese label, without its number; a key of the record, as are its `aliases`
    kind      the kind of value
    choices   for kind `choice`: the possible values, each with its id and its Chinese label
    help      one sentence for the person who fills it in
    usual_prefix  for kind `postcode`: the first digits of the area's postcodes; any other gives a warning; empty for none
    same_as   the id of a field of the same block that a person means by `同上` here; None if `同上` says nothing here
    optional  True if an applicant may have no such value (a fax); then it is never reported as missing
    office    True if an office writes it by hand after handing in; then it is never reported as missing
    private   True if masked copies show it in part only (the address of a person), False if they show it; None: as its kind is
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    label: str
    aliases: tuple[str, ...] = ()
    kind: Annotated[Kind, Field(strict=False)] = Kind.TEXT
    choices: tuple[tuple[str, str], ...] = ()
    usual_prefix: str = ""
    same_as: str | None = None
    optional: bool = False
    office: bool = False
    private: bool | None = None
    help: str = ""

    @property
    def is_private(self) -> bool:
        """True if masked copies show the value in part only."""
        return self.kind.is_private if self.private is None else self.private


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


class ListBlock(Block):
    """A group of fields that repeats: a list of objects in the record's JSON, one for each row (people, machines, sites).

    least  how many rows an applicant must give; fewer are an error, if the record says anything of the list
    most   how many rows an applicant may give
    """

    least: Annotated[int, Field(ge=0)] = 0
    most: Annotated[int, Field(ge=1, le=500)] = 200


# ------------------------------------------------------------------------------------------------------- forms

CONTINUED_FILE = "continued.docx"
"""The Word template of a form with its continuation sheets."""


class LayoutEngine(StrEnum):
    """What makes a form: our own reader of Word files with WeasyPrint; LibreOffice; or docxtpl, and LibreOffice behind it."""

    NATIVE = "native"
    OFFICE = "office"
    TEMPLATE = "docxtpl"

    @property
    def is_office(self) -> bool:
        """True if LibreOffice lays the form out."""
        return self is not LayoutEngine.NATIVE


class FormStamp(Stamp):
    """A place on a form that needs a seal, a signature or a handwritten date.

    page    the number of its page in the form, counted from 1; it is the same on the blank form and on every filled form
    office  True if an office writes and stamps there after handing in; the place stays blank until then
    """

    page: int
    office: bool = False


class ContinuationSheet(Definition):
    """A kind of continuation sheet (续页): what goes on behind one page of a form.

    page    the form's page that it stands behind, counted from 1
    most    the most sheets of this kind that one paper may have
    slots   the slots on it, in the order of the Word file: for each field that may go on one with the part `continued`,
            whose `lines` are not used, since a sheet gives each text the room that it needs
    stamps  the places for seals and signatures on each sheet of this kind; their page is not used
    """

    page: int
    most: Annotated[int, Field(ge=1)] = 1
    slots: Annotated[tuple[Slot, ...], Field(alias="slot")]
    stamps: Annotated[tuple[Stamp, ...], Field(alias="stamp")] = ()


class Continuation(Definition):
    """The continuation sheets (续页) of a form: where a text stands, or goes on, that its box does not hold.

    marker_within   stands in the last line of a box or sheet where the text goes on in the middle of a paragraph
    marker_between  stands there where a new paragraph begins on the next sheet, and alone in a box whose value is on a sheet
    sheets          the kinds of sheet, in the order of the pages
    """

    marker_within: str
    marker_between: str
    sheets: Annotated[tuple[ContinuationSheet, ...], Field(alias="sheet", min_length=1)]


class Form(Definition):
    """One official paper.

    id              the folder's name
    annex           the short name of the form besides its title, e.g. 表一; file names begin with it
    title           the official title
    reconstruction  a note about a form whose body is not in the source (it is never on the page); None for other forms
    pages           the number of pages, blank or filled
    slots           the places for values, in the order of the Word file; those of rows that repeat stand behind the others
    rows            the rows that repeat
    counts          how many rows each of `rows` has on this paper; empty for as many as the form prints
    stamps          the places for seals, signatures and handwritten dates
    scores          the column of scores; None for a form without one
    indicators      the rows of the sheet of scores; empty for other forms
    spare           for each page the height (pt) that rows of its tables may grow together before the next page moves
    fields          True if there is a blank form as a PDF with fields, too
    continuation    its continuation sheets; None for a form without any
    engine          what lays the form out
    file            the Word template's name in the form's folder
    fitting         None, or how the form was changed so that it holds the long values of one record; pages, slots and stamps
                    are then those of the changed form
    """

    id: str
    annex: str
    title: str
    reconstruction: str | None = None
    pages: int
    slots: Annotated[tuple[Slot, ...], Field(alias="slot")] = ()
    rows: tuple[RepeatedRows, ...] = ()
    counts: tuple[int, ...] = ()
    stamps: Annotated[tuple[FormStamp, ...], Field(alias="stamp")] = ()
    scores: Scores | None = None
    indicators: tuple[Indicator, ...] = ()
    spare: tuple[int, ...] = ()
    fields: bool = False
    continuation: Continuation | None = None
    engine: Annotated[LayoutEngine, Field(strict=False)] = LayoutEngine.NATIVE
    file: str = "form.docx"
    fitting: Fitting | None = None
    folder: Path

    def goes_on(self, field_id: str) -> bool:
        """True if a field's text may stand, or go on, on a continuation sheet."""
        sheets = self.continuation.sheets if self.continuation else ()
        return any(slot.part == "continued" and slot.field == field_id for sheet in sheets for slot in sheet.slots)

    @property
    def continued(self) -> Path:
        """The Word template with one continuation sheet of each kind in its place; there is none without `continuation`."""
        return _path_in(self.folder, CONTINUED_FILE)

    @property
    def repeated(self) -> tuple[tuple[RepeatedRows, int], ...]:
        """The rows that repeat, each with how many of them this paper has."""
        return tuple(zip(self.rows, self.counts or [rows.printed for rows in self.rows], strict=True))

    @property
    def file_stem(self) -> str:
        """The file name without extension: the form's annex and its title, e.g. `表一-申请表`."""
        return f"{self.annex}-{self.title}"

    @property
    def template(self) -> Path:
        """The path of the Word template. Only this file defines the form's layout."""
        return _path_in(self.folder, self.file)


@lru_cache(maxsize=256)
def _path_in(folder: Path, file: str) -> Path:
    """The path of a file in a folder. Each paper asks for its template several times, and a path is slow to make and to write."""
    return folder / file


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
    lists            the groups of fields that repeat; empty for a scheme without them
    rules            the rules over several fields; empty for a scheme without them
    summary          what the offices\' summaries show; None if the scheme leaves it to the program
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
    summary: SummaryTable | None = None
    blocks: tuple[Block, ...]
    lists: tuple[ListBlock, ...] = ()
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
    def list_fields(self) -> dict[str, FieldDefinition]:
        """Every field of the lists by its full id, `list.field`. They are not among `fields`: a record has many values for each."""
        return {f"{one.id}.{field.id}": field for one in self.lists for field in one.fields}

    def definition(self, field_id: str) -> FieldDefinition | None:
        """The field with this full id, of a block or of a list; None if there is none."""
        return self.fields.get(field_id) or self.list_fields.get(field_id)

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

    def office_fields_on(self, forms: Iterable[Form]) -> tuple[str, ...]:
        """The full ids of the fields that an office fills in on these forms, in the order of their places, each once."""
        printed = dict.fromkeys(slot.field for form in forms for slot in form.slots)
        return tuple(field for field in printed if field in self.office_fields)

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
