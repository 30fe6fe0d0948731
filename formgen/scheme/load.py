"""Read a scheme folder into a Scheme. All faults of all files are found and reported together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from formgen.foundation.errors import DefinitionError, DefinitionFault
from formgen.scheme import applicant_faults, consistency, wording
from formgen.scheme.applicants import Town
from formgen.scheme.consistency import RECORD_FILE, SCHEME_FILE
from formgen.scheme.definition import build
from formgen.scheme.files import FormFile, RecordFile, SchemeFile, read_text, read_toml
from formgen.scheme.indicators import indicator_faults, official_total, read_indicators
from formgen.scheme.models import Form, FormStamp, Scheme
from formgen.scheme.scores import Indicator, Level, Standard
from formgen.scheme.slots import CellSlot, LineSlot, RowSlot, SheetSlot, Slot, each_cell
from formgen.scheme.wording import OFFICIAL_FILE, OfficialWording

FORM_FILE = "form.toml"
INDICATORS_FILE = "indicators.csv"
FILES = SchemeFile, RecordFile, FormFile
MADE = Form, Scheme, Indicator, Standard, Level, Town, FormStamp, Slot, SheetSlot, LineSlot, RowSlot, CellSlot
"""Classes whose objects are made by code. All others stand inside a file, and are made with it."""


def load_scheme(folder: Path) -> Scheme:
    """Read the scheme of a folder of data (`docs/schemes.md`).

    Raises DefinitionError if there is any fault. It carries every fault of every file. The Word templates are not opened.
    """
    scheme, faults = scheme_faults(folder)
    if faults or scheme is None:
        raise DefinitionError(faults)
    return scheme


def scheme_faults(folder: Path) -> tuple[Scheme | None, tuple[DefinitionFault, ...]]:
    """Return the scheme and every fault, in a fixed order. The scheme is None if a part of it could not be read."""
    if not folder.is_dir():
        return None, (DefinitionFault(folder.name, "", "没有这个方案文件夹"),)
    build(*FILES, *MADE)
    reading = _Reading(folder)
    scheme = reading.read()
    return scheme, tuple(reading.faults)


@dataclass
class _FormReading:
    """A form whose form.toml could be read, with its indicators."""

    file: FormFile
    indicators: tuple[Indicator, ...]


@dataclass
class _Reading:
    """Reads one folder, and collects the faults that it finds."""

    folder: Path
    faults: list[DefinitionFault] = field(default_factory=list)

    def read(self) -> Scheme | None:
        """Read each file. Then compare the files that could be read with one another."""
        scheme = read_toml(SchemeFile, self.folder / SCHEME_FILE, SCHEME_FILE, self.faults)
        record = read_toml(RecordFile, self.folder / RECORD_FILE, RECORD_FILE, self.faults)
        form_ids = dict.fromkeys((*(scheme.forms if scheme else ()), *self._form_folders()))
        readings = {form_id: one for form_id in form_ids if (one := self._read_form(form_id)) is not None}
        official = self._read_official(scheme, readings)

        files = {form_id: reading.file for form_id, reading in readings.items()}
        scores = next((file.scores for file in files.values() if file.scores is not None), None)
        if scheme is not None:
            self._check_scheme(scheme, record, scores is not None or set(readings) != set(form_ids), official)
            if record is not None:
                self.faults += applicant_faults.summary_faults(scheme, record, scores)
        if record is not None:
            indicators = {one.id: one for reading in readings.values() for one in reading.indicators}
            complete = set(readings) == set(form_ids)
            self.faults += consistency.record_file_faults(record, indicators if complete else None)
            self.faults += applicant_faults.applicant_faults(record)
            self.faults += applicant_faults.key_faults(record, scores)
            self.faults += wording.record_wording_faults(record, official) if official else ()
        self.faults += applicant_faults.scores_faults(files)
        self.faults += applicant_faults.form_name_faults(files)
        for form_id, reading in readings.items():
            self._check_form(form_id, reading, record, official)
        if scheme is None or record is None or not all(form_id in readings for form_id in scheme.forms):
            return None
        forms = tuple(_form(self.folder / form_id, readings[form_id]) for form_id in scheme.forms)
        self.faults += consistency.unused_faults(record, forms)
        return Scheme(
            id=self.folder.name,
            title=scheme.title,
            document_number=scheme.document_number,
            issuers=scheme.issuers,
            issued_on=scheme.issued_on,
            applicant=record.applicant,
            towns=scheme.towns,
            quotas=scheme.quotas,
            supplied=scheme.supplied,
            dossiers=scheme.dossiers,
            summary=scheme.summary,
            blocks=record.blocks,
            lists=record.lists,
            rules=record.rules,
            forms=forms,
            folder=self.folder,
        )

    def _form_folders(self) -> list[str]:
        return sorted(path.parent.name for path in self.folder.glob(f"*/{FORM_FILE}"))

    def _read_form(self, form_id: str) -> _FormReading | None:
        file = read_toml(FormFile, self.folder / form_id / FORM_FILE, f"{form_id}/{FORM_FILE}", self.faults)
        if file is None:
            return None
        path = self.folder / form_id / INDICATORS_FILE
        if file.scores is None:
            if path.exists():
                self._fault(f"{form_id}/{FORM_FILE}", "scores", f"有 {INDICATORS_FILE}，却没有 [scores]")
            return _FormReading(file, ())
        return _FormReading(file, read_indicators(path, f"{form_id}/{INDICATORS_FILE}", file.scores, self.faults))

    def _read_official(self, scheme: SchemeFile | None, readings: Mapping[str, _FormReading]) -> OfficialWording | None:
        """Read the official text; None if the scheme has none. Then its words are not compared with any text."""
        if not (self.folder / OFFICIAL_FILE).exists():
            return None
        text = read_text(self.folder / OFFICIAL_FILE, OFFICIAL_FILE, self.faults)
        if text is None:
            return None
        annexes = [scheme.quotas.annex] if scheme and scheme.quotas else []
        annexes += [reading.file.annex for reading in readings.values()]
        return OfficialWording.of(text, dict.fromkeys(annexes))

    def _check_scheme(
        self, scheme: SchemeFile, record: RecordFile | None, has_scores: bool, official: OfficialWording | None
    ) -> None:
        self.faults += consistency.scheme_file_faults(scheme, has_scores)
        self.faults += applicant_faults.town_faults(scheme, record)
        self.faults += wording.scheme_wording_faults(scheme, official) if official else ()
        for form_id in self._form_folders():
            if form_id not in scheme.forms:
                self._fault(SCHEME_FILE, "forms", f"没有列出文件夹 {form_id}")

    def _check_form(
        self, form_id: str, reading: _FormReading, record: RecordFile | None, official: OfficialWording | None
    ) -> None:
        file = f"{form_id}/{FORM_FILE}"
        if record is not None:
            self.faults += consistency.form_faults(file, reading.file, record)
        if official is not None:
            self.faults += wording.form_wording_faults(file, reading.file, official)
        scores = reading.file.scores
        if scores is None:
            return
        file = f"{form_id}/{INDICATORS_FILE}"
        paper = official.papers.get(reading.file.annex) if official else None
        self.faults += indicator_faults(reading.indicators, file, scores, official_total(paper) if paper else None)
        if paper is not None and reading.file.reconstruction is None:
            self.faults += wording.indicator_wording_faults(file, reading.indicators, paper)

    def _fault(self, file: str, place: str, message: str) -> None:
        self.faults.append(DefinitionFault(file, place, message))


def _form(folder: Path, reading: _FormReading) -> Form:
    names = ("annex", "title", "reconstruction", "pages", "scores", "spare", "fields", "continuation", "engine", "rows")
    given = {name: getattr(reading.file, name) for name in names}
    placed = {"slot": _slots(reading), "stamp": reading.file.stamps, "indicators": reading.indicators}
    return Form.model_validate({"id": folder.name, **given, **placed, "folder": folder})


def _slots(reading: _FormReading) -> tuple[Slot, ...]:
    """Return the form's slots in the order of the Word file. The slots of the scores stand before the slot of their total.

    The slots of the rows that the form prints of each list stand behind all others.
    """
    repeated = tuple(slot for rows in reading.file.rows for slot in rows.row_slots(rows.printed))
    own = (one for slot in reading.file.slots for one in each_cell(slot))
    slots, scores = (*own, *repeated), reading.file.scores
    if scores is None:
        return slots
    before = next((index for index, slot in enumerate(slots) if slot.field == scores.total), len(slots))
    derived = tuple(Slot(field=scores.slot_id(one.id), label=scores.label) for one in reading.indicators)
    return (*slots[:before], *derived, *slots[before:])
