"""From a file to a checked record: what was read of an enterprise, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from formgen import resources
from formgen.delivery import folder_name
from formgen.intake.collected import Collected, Source
from formgen.intake.sources import read_one, read_source
from formgen.pipeline.schemes import choose_forms
from formgen.problems import Problem, error, has_errors
from formgen.record.check import begun, check, missing
from formgen.record.derived import with_derived
from formgen.record.labels import field_labels
from formgen.record.models import NAME_FIELD, Record
from formgen.render.compiled.slot_paragraphs import slot_sheet
from formgen.render.continuation import form_texts, in_all
from formgen.render.fit import overflows
from formgen.scheme.models import Form, Scheme


@dataclass(frozen=True, slots=True)
class Examined:
    """A record that was read and checked. record is None where the file could not be read at all.

    gaps     warnings about what the forms have a place for and the record does not say
    name     the enterprise's name, or the file's where the record does not say it
    folder   where the record lies: the files that it names are relative to it
    """

    record: Record | None
    problems: tuple[Problem, ...]
    gaps: tuple[Problem, ...]
    name: str
    folder: Path

    @property
    def has_errors(self) -> bool:
        """True if nothing may be made from this record."""
        return has_errors(self.problems)


def examine(scheme: Scheme, path: Path, form_ids: Sequence[str] | None = None) -> Examined:
    """Read and check one record of a JSON file: as `examine_collected`."""
    return examine_collected(scheme, read_one(scheme, path), form_ids)


def examine_source(
    scheme: Scheme, path: Path, form_ids: Sequence[str] | None = None
) -> tuple[Source, Iterator[Examined]]:
    """Open a source of collected data, and examine its enterprises one by one as they are asked for.

    The source tells its own problems and how many enterprises it has; each of them is examined as by
    `examine_collected`.
    """
    source = read_source(scheme, path)
    return source, (examine_collected(scheme, one, form_ids) for one in source)


def examine_collected(scheme: Scheme, one: Collected, form_ids: Sequence[str] | None = None) -> Examined:
    """Check one enterprise as it was read: its values, what they say of each other, and whether each fits its place in these forms.

    form_ids None: in all forms of the scheme; gaps are then those of the forms that the record has begun.
    """
    record, problems, name = one.record, list(one.problems), one.name
    if record is None:
        return Examined(None, tuple(problems), (), name, one.folder)
    record, derived = with_derived(scheme, record, found=problems)
    problems += derived
    problems += check(scheme, record, resources.covered, found=problems)
    if folder_name(name) is None:
        entry = record.entry(NAME_FIELD)
        problems.append(
            error(
                "name.folder",
                field_labels(scheme)[NAME_FIELD],
                entry.place if entry else one.place,
                "企业名称不能用作文件夹名（含有 / 或 \\，或者过长）",
                "核对企业名称，去掉这些字符",
            )
        )
    if not any(problem.code.startswith("character.") for problem in problems):
        problems += too_long(scheme, record, choose_forms(scheme, form_ids))
    wanted = begun(scheme, record) if form_ids is None else form_ids
    if not wanted and not problems:
        wanted = [form.id for form in scheme.forms]  # an empty record is told all that it could say
    gaps = missing(scheme, record, wanted, found=problems)
    return Examined(record, tuple(problems), gaps, name, one.folder)


def too_long(scheme: Scheme, record: Record, forms: Iterable[Form]) -> tuple[Problem, ...]:
    """A Problem for each value that one of these forms has no room for, each field once, with how long it may be."""
    labels, found = field_labels(scheme), {}
    for form in forms:
        paper = form_texts(scheme, form, record)
        for here in overflows(slot_sheet(paper.form, paper.texts), paper.form.slots):
            overflow = in_all(form, here)
            place = f"{form.annex}这一栏{'连同续页' if overflow.most > here.most else ''}"
            entry = record.entry(overflow.slot.field)
            if entry is None or entry.field in found:
                continue
            found[entry.field] = error(
                "value.too-long",
                labels[entry.field],
                entry.place,
                f"内容太长：{place}最多 {overflow.most} 行（约 {overflow.characters} 个汉字），现在要 {overflow.lines} 行",
                f"压缩到 {overflow.characters} 个汉字以内",
            )
    return tuple(found.values())
