"""Reads a file into a checked record: what was read of an enterprise, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from formgen.foundation import resources
from formgen.foundation.delivery import folder_name
from formgen.foundation.errors import DataError
from formgen.foundation.problems import Problem, error, has_errors, warning
from formgen.intake.collected import Collected, Source, collected
from formgen.intake.json.record import read_record_text
from formgen.intake.places import file_place
from formgen.pipeline.collecting.form_pictures import form_pictures
from formgen.pipeline.collecting.reading import read_one, read_source
from formgen.pipeline.schemes import choose_forms
from formgen.record.check import EVERYTHING, Asked, Gap, begun, check, gaps_of, said_once
from formgen.record.derived import with_derived
from formgen.record.labels import field_labels
from formgen.record.masking import masked_record
from formgen.record.models import Record
from formgen.render.compiled.slot_paragraphs import slot_sheet
from formgen.render.fit import overflows
from formgen.render.long_values.fitting import continued_fields, form_texts, smaller_places
from formgen.render.long_values.watched_places import capacity
from formgen.render.papers import FormTexts
from formgen.render.values import crowded
from formgen.scheme.models import Form, Scheme


@dataclass(frozen=True, slots=True)
class ExaminedForm:
    """One form for one record.

    form   the form, as the scheme has it
    texts  what is printed in its slots; the form in it is changed where long values need that. None
           where the record holds a character that no face has, which is an error: nothing can be measured, nor made
    gaps   what the form has a place for and the record does not say
    pictures  what is wrong with the pictures for its boxes, or should be looked at
    """

    form: Form
    texts: FormTexts | None = field(repr=False)
    gaps: tuple[Gap, ...] = field(repr=False)
    pictures: tuple[Problem, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Examined:
    """A record that was read and checked.

    record    the record; None if the file could not be read at all
    problems  all errors and warnings except the gaps
    gaps      warnings about what the forms have a place for and the record does not say
    name      the enterprise's name, or the file's name if the record does not say it
    folder    the folder of the record. The paths of the files that the record names are relative to it
    forms     the texts of each form that was examined. They are kept, so that nothing is worked out twice and the texts
              that were found to fit are the texts that are filled in
    """

    record: Record | None
    problems: tuple[Problem, ...]
    gaps: tuple[Problem, ...]
    name: str
    folder: Path
    forms: tuple[ExaminedForm, ...] = field(default=(), repr=False)

    @property
    def has_errors(self) -> bool:
        """True if nothing may be made from this record."""
        return has_errors(self.problems)

    def looked_at(self, scheme: Scheme, forms: Iterable[Form]) -> tuple[ExaminedForm, ...]:
        """These forms for this record. A form that was not examined before is examined now.

        Raises DataError if the record could not be read at all.
        """
        if self.record is None:
            raise DataError(self.problems)
        known = {
            id(one.form): one for one in self.forms
        }  # the key is the form object, because another scheme may have a form of the same name
        record, found = self.record, self.problems
        return tuple(known.get(id(form)) or _look_at(scheme, record, form, found, self.folder) for form in forms)

    def handed_in(self, scheme: Scheme) -> Examined:
        """The same, as an applicant hands it in: the parts of the offices are left blank, whatever the record says of them."""
        blank = scheme.office_fields
        if self.record is None or blank.isdisjoint(entry.field for entry in self.record.entries):
            return self
        forms = tuple(one for one in self.forms if blank.isdisjoint(slot.field for slot in one.form.slots))
        return replace(self, record=self.record.without(blank), forms=forms)

    def masked(self, scheme: Scheme) -> Examined:
        """The same for a masked copy: what identifies persons is shown in part. The forms are measured anew."""
        return self if self.record is None else replace(self, record=masked_record(scheme, self.record), forms=())

    def filled(self, scheme: Scheme, forms: Iterable[Form]) -> tuple[FormTexts, ...]:
        """These forms with the texts that are printed in them. Raises DataError with every problem if there are errors."""
        looked_at = self.looked_at(scheme, forms)
        filled = tuple(one.texts for one in looked_at if one.texts is not None)
        if self.has_errors or len(filled) < len(looked_at):
            raise DataError(self.problems)
        return filled


def examine(scheme: Scheme, path: Path, form_ids: Sequence[str] | None = None, has_evidence: bool = False) -> Examined:
    """Read one record, and check it as `examine_collected` does.

    path  a JSON file, a returned Word file, or a folder with the data of one applicant only
    """
    return examine_collected(scheme, read_one(scheme, path), form_ids, has_evidence)


def examine_text(
    scheme: Scheme, text: str, name: str, folder: Path = Path(), form_ids: Sequence[str] | None = None
) -> Examined:
    """Read one record from JSON text, and check it as `examine_collected` does.

    name      the name of the file for the places of findings
    folder    the folder that the paths of supplied files are relative to
    form_ids  as in `examine_collected`
    """
    reading = read_record_text(scheme, text, name)
    place = file_place(name)
    one = collected(scheme, reading.record, reading.problems, Path(name).stem, folder, place)
    return examine_collected(scheme, one, form_ids)


def examine_source(
    scheme: Scheme, path: Path, form_ids: Sequence[str] | None = None
) -> tuple[Source, Iterator[Examined]]:
    """Open a source of collected data, and examine its enterprises one by one as they are asked for.

    The source has its own problems and the number of its enterprises. Each enterprise is examined as by
    `examine_collected`.
    """
    source = read_source(scheme, path)
    return source, (examine_collected(scheme, one, form_ids) for one in source)


def examine_collected(
    scheme: Scheme, one: Collected, form_ids: Sequence[str] | None = None, has_evidence: bool = False
) -> Examined:
    """Check one enterprise as it was read: its values, contradictions between them, and whether they fit in these forms.

    form_ids      the forms that are asked for: warnings about anything else are not told. None asks for all forms of the
                  scheme; gaps are then those of the forms that the record has begun
    has_evidence  True if the evidence for the scores is asked for as well, though no asked form may have scores
    """
    record, problems, name = one.record, list(one.problems), one.name
    if record is None:
        return Examined(None, tuple(problems), (), name, one.folder)
    record, derived = with_derived(scheme, record, found=problems)
    problems += derived
    chosen = choose_forms(scheme, form_ids)
    asked = EVERYTHING if form_ids is None else Asked.forms(chosen, has_evidence)
    problems += check(scheme, record, resources.covered, problems, asked)
    if folder_name(name) is None:
        entry, label = record.entry(scheme.applicant.name), scheme.name_label
        problems.append(
            error(
                "name.folder",
                field_labels(scheme)[scheme.applicant.name],
                entry.place if entry else one.place,
                f"{label}不能用作文件夹名（含有 / 或 \\）",
                f"核对{label}，去掉这些字符",
            )
        )
    forms = tuple(_look_at(scheme, record, form, problems, one.folder) for form in chosen)
    problems += dict.fromkeys(problem for look in forms for problem in look.pictures)
    problems += too_long(scheme, record, [(one.form, one.texts) for one in forms if one.texts is not None])
    problems += changed_for(scheme, record, [one.texts for one in forms if one.texts is not None])
    wanted = begun(scheme, record) if form_ids is None else form_ids
    if not wanted and not problems:
        wanted = [form.id for form in scheme.forms]  # for an empty record, the gaps of all forms are reported
    gaps = said_once(gap for one in forms if one.form.id in wanted for gap in one.gaps)
    return Examined(record, tuple(problems), gaps, name, one.folder, forms)


def _look_at(scheme: Scheme, record: Record, form: Form, found: Iterable[Problem], folder: Path) -> ExaminedForm:
    """One form for the record. found: the problems of the record that are known so far; folder: the record's."""
    found = tuple(found)
    printable = not any(problem.code.startswith("character.") for problem in found)
    texts = form_texts(scheme, form, record) if printable else None
    pictures, wrong = form_pictures(scheme, form, record, folder)
    texts = texts and replace(texts, pictures=pictures)
    return ExaminedForm(form, texts, gaps_of(scheme, record, form, found), wrong)


def too_long(scheme: Scheme, record: Record, filled: Iterable[tuple[Form, FormTexts]]) -> tuple[Problem, ...]:
    """A Problem for each value that is too long for its form, with the greatest length. Each field has only one Problem.

    filled  the forms, each with the texts of the record that are printed in it
    """
    labels, found = field_labels(scheme), {}
    for form, paper in filled:
        for one in crowded(form, record):
            entry = record.entry(one.field)
            if entry is not None and entry.field not in found:
                message = f"内容太长：{form.annex}这一栏只有 {one.most} 格，一格一字，现在有 {one.characters} 个字"
                remedy = f"核对；最多 {one.most} 个字"
                found[entry.field] = error("value.too-long", labels[entry.field], entry.place, message, remedy)
        if form.engine.is_office:  # its rows grow as in Word; a page more is refused when it is laid out
            continue
        for overflow in overflows(slot_sheet(paper.form, paper.texts), paper.form.slots):
            entry = record.entry(overflow.slot.field)
            if entry is None or entry.field in found:
                continue
            room = capacity(form, entry.field)
            most = overflow.characters if room is None else room.characters
            if room is None:
                said = f"{form.annex}这一栏最多 {overflow.most} 行（约 {most} 个汉字），现在要 {overflow.lines} 行"
            else:
                how = f"连同 {room.sheets} 张续页" if room.sheets else f"用 {room.smallest:g} 磅的小字"
                said = f"{form.annex}这一栏{how}最多印约 {most} 个汉字"
            message, remedy = f"内容太长：{said}", f"压缩到 {most} 个汉字以内"
            found[entry.field] = error("value.too-long", labels[entry.field], entry.place, message, remedy)
    return tuple(found.values())


def changed_for(scheme: Scheme, record: Record, filled: Iterable[FormTexts]) -> tuple[Problem, ...]:
    """A warning for each value that is printed in smaller letters, or on a continuation sheet; each field once for all forms.

    filled  forms, each with what is printed of the record in it
    """
    labels = field_labels(scheme)
    sizes: dict[str, tuple[float, list[str]]] = {}
    sheets: dict[str, list[str]] = {}
    for paper in filled:
        for place in smaller_places(paper.form):
            size, annexes = sizes.get(place.slot, (place.size or 0, []))
            sizes[place.slot] = min(size, place.size or size), [*annexes, paper.form.annex]
        for slot_id in continued_fields(paper.form):
            sheets.setdefault(slot_id, []).append(paper.form.annex)
    found = []
    for field_id, (size, annexes) in sizes.items():
        if (entry := record.entry(field_id)) is not None:
            message = f"内容较长，{_named(annexes)}这一栏改用较小的字（最小 {size:g} 磅）"
            remedy = "内容如能简写，缩短后字号恢复正常；不能简写的，不必处理"
            found.append(warning("value.smaller", labels[field_id], entry.place, message, remedy))
    for field_id, annexes in sheets.items():
        if (entry := record.entry(field_id)) is not None:
            message = f"内容很长，{_named(annexes)}这一栏印「见续页」，全文在续页上"
            remedy = "续页和表格一起装订、盖章"
            found.append(warning("value.on-sheet", labels[field_id], entry.place, message, remedy))
    return tuple(found)


def _named(annexes: Iterable[str]) -> str:
    return "、".join(dict.fromkeys(annexes))
