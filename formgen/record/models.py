"""The values that one applicant's record says, each with the place that it came from.

The same class Record serves all schemes: its fields are those that the scheme's `record.toml` defines, and they are
found by their full ids, `block.field`. `formgen.intake` makes a record, `formgen.record.check` checks it, and nothing
changes it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from formgen.foundation.problems import Place


@dataclass(frozen=True, slots=True)
class Money:
    """An amount with its currency.

    amount   in units of the currency (元, not 万元)
    written  the amount as it is printed
    """

    amount: Decimal
    currency: str
    written: str


class PersonalDocument(StrEnum):
    """A document that proves who a person is."""

    RESIDENT_ID = "resident_id"
    PASSPORT = "passport"
    HONG_KONG_MACAO_PERMIT = "hong_kong_macao_permit"
    TAIWAN_PERMIT = "taiwan_permit"
    HONG_KONG_MACAO_RESIDENCE = "hong_kong_macao_residence"
    TAIWAN_RESIDENCE = "taiwan_residence"
    PERMANENT_RESIDENCE = "permanent_residence"
    HONG_KONG_ID = "hong_kong_id"
    MACAO_ID = "macao_id"


@dataclass(frozen=True, slots=True)
class PersonalId:
    """The number of a person's document. Its repr hides the number: it must never reach a log or a traceback."""

    document: PersonalDocument
    number: str = dataclasses.field(repr=False)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the choices that a field offers: its id and its Chinese label."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A picture that is put into a box of a form. path: as the record writes it, relative to the record's folder."""

    path: str


Value = str | date | Money | PersonalId | Choice | PictureFile


@dataclass(frozen=True, slots=True)
class Entry:
    """One field's value. `field` is the full id, `block.field`. The repr hides the value (personal data)."""

    field: str
    value: Value = dataclasses.field(repr=False)
    place: Place


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row of a list. entries: what it says, in the order of the list's fields (`list.field`). place: the row."""

    entries: tuple[Entry, ...]
    place: Place

    def value(self, field_id: str) -> Value | None:
        """The value of a field, None if the row does not say it."""
        return next((entry.value for entry in self.entries if entry.field == field_id), None)


@dataclass(frozen=True, slots=True)
class RecordList:
    """A list of the record: its id and its rows, in the order in which they are printed."""

    id: str
    rows: tuple[ListRow, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Score:
    """The score of one indicator. level: the id of a level that its row offers. points: the points of this level."""

    indicator: str
    level: str
    points: Decimal
    place: Place


@dataclass(frozen=True, slots=True)
class SuppliedFile:
    """A file that the record names.

    path      the path as the record writes it, relative to the record's folder
    password  the password that opens the file; None if the record gives none. No repr and no message shows it
    """

    path: str
    place: Place
    password: str | None = dataclasses.field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class SuppliedFiles:
    """The files of one supplied material, in the order in which they are bound."""

    material: str
    files: tuple[SuppliedFile, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Evidence:
    """Evidence for one indicator: a title and its files, in order."""

    indicator: str
    title: str
    files: tuple[SuppliedFile, ...]
    place: Place


@dataclass(frozen=True)
class Record:
    """One applicant. `place` is its file; an empty record gives the blank forms.

    file_sheet  the sheet of the table in which supplied files are listed, as a person knows it; empty for a JSON record,
                which lists them under `materials` and `evidence`, and for a row of a text file
    is_alone    True for a row of a text file: it has no other sheet, but materials may have columns of their own
    file_page   the page in the browser on which files are put to this record; empty for a record that comes from a file
    """

    place: Place
    entries: tuple[Entry, ...] = ()
    scores: tuple[Score, ...] = ()
    materials: tuple[SuppliedFiles, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    lists: tuple[RecordList, ...] = ()
    file_sheet: str = ""
    file_page: str = ""
    is_alone: bool = False

    def entry(self, field_id: str) -> Entry | None:
        """The entry of a field, None if the record does not say it."""
        return self._by_field.get(field_id)

    def value(self, field_id: str) -> Value | None:
        """The value of a field, None if the record does not say it."""
        entry = self.entry(field_id)
        return entry.value if entry else None

    def rows(self, list_id: str) -> tuple[ListRow, ...]:
        """The rows of a list; empty if the record does not say any."""
        return next((one.rows for one in self.lists if one.id == list_id), ())

    def without(self, fields: Container[str]) -> Record:
        """The same record, saying nothing of these fields (`block.field`)."""
        return dataclasses.replace(self, entries=tuple(entry for entry in self.entries if entry.field not in fields))

    @property
    def pictures(self) -> tuple[SuppliedFile, ...]:
        """The files that its values name: pictures for the boxes of forms."""
        values = ((entry.value, entry.place) for entry in self.entries)
        return tuple(SuppliedFile(value.path, place) for value, place in values if isinstance(value, PictureFile))

    def score(self, indicator_id: str) -> Score | None:
        """The score of an indicator, None if the record does not give one."""
        return self._by_indicator.get(indicator_id)

    # If there are several entries for one field, the first counts. So the entries are put in from the last to the first.

    @cached_property
    def _by_field(self) -> dict[str, Entry]:
        return {entry.field: entry for entry in reversed(self.entries)}

    @cached_property
    def _by_indicator(self) -> dict[str, Score]:
        return {score.indicator: score for score in reversed(self.scores)}
