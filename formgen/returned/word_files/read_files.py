"""Returned Word files as a source of records: the files of one applicant become one record, each value with its place."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from formgen.importing.opening import open_word
from formgen.intake.collected import Collected, Source, collected, unusable
from formgen.intake.json.record import read_record_text
from formgen.intake.places import file_place, shown
from formgen.problems import Place, Problem, error, warning
from formgen.record.labels import field_labels
from formgen.returned.word_files.form_rows import fold
from formgen.returned.word_files.returned_form import ReadText, ReturnedForm, read_returned, recognised, rows_of
from formgen.scheme.models import Scheme

_PARTS = ("year", "month", "day")
_SIGNS = {"year": "年", "month": "月", "day": "日"}


@dataclass(frozen=True)
class ReturnedValue:
    """A value as it was read: its text, the label of its field, and its place."""

    text: str = field(repr=False)
    label: str
    place: Place


def read_word_files(scheme: Scheme, paths: Sequence[Path]) -> tuple[Source, ...]:
    """Returned forms as sources, one for each applicant; and one for each file that can't be read, with the reason."""
    refused: list[Source] = []
    papers: list[tuple[Path, ReturnedForm]] = []
    for path in paths:
        paper = _read(scheme, path)
        if isinstance(paper, Problem):
            refused.append(unusable(path, paper))
        else:
            papers.append((path, paper))
    return (*refused, *_applicants(scheme, papers))


def _read(scheme: Scheme, path: Path) -> ReturnedForm | Problem:
    package = open_word(path)
    if isinstance(package, Problem):
        return package
    place, name = file_place(path.name), shown(path.name, 80)
    try:
        rows = rows_of(package)
    except ValueError:
        return error("word.damaged", "", place, f"文件「{name}」的结构坏了，读不出来", "用 Word 打开，另存一份后再用")
    form = recognised(scheme.forms, rows)
    if form is None:
        message = f"文件「{name}」不是「{scheme.title}」的表"
        return error("returned.unknown-form", "", place, message, "核对文件；是别的方案的表，用 --scheme 指定那个方案")
    return read_returned(form, package, rows, path.name)


def _applicants(scheme: Scheme, papers: Sequence[tuple[Path, ReturnedForm]]) -> Iterator[Source]:
    """The papers of each applicant together. A paper without a name stands alone, unless there is only one applicant."""
    groups: dict[str, list[tuple[Path, ReturnedForm]]] = {}
    for path, paper in papers:
        names = [text.text for text in paper.texts if text.slot.field == scheme.applicant.name and text.text]
        groups.setdefault(fold(names[0]).text if names else f"\n{path}", []).append((path, paper))
    named = [key for key in groups if not key.startswith("\n")]
    if len(named) == 1:
        groups = {named[0]: [one for group in groups.values() for one in group]}
    for group in groups.values():
        yield _source(group[0][0], _record(scheme, group))


def _source(path: Path, one: Collected) -> Source:
    return Source(path, (), 1, lambda: iter((one,)))


def _record(scheme: Scheme, group: Sequence[tuple[Path, ReturnedForm]]) -> Collected:
    problems = [problem for _, paper in group for problem in paper.problems]
    values: dict[str, list[ReturnedValue]] = {}
    for _, paper in group:
        found = list(_values(scheme, paper, problems))
        if not any(value.text for _, value in found):
            message = f"「{shown(paper.file, 80)}」一项也没有填"
            problems.append(error("returned.empty", "", file_place(paper.file), message, "核对文件，请对方填好再交"))
        for field_id, value in found:
            values.setdefault(field_id, []).append(value)
    chosen = {field_id: one for field_id, many in values.items() if (one := _agreed(many, problems)) is not None}
    blocks: dict[str, dict[str, object]] = {}
    places: dict[str, Place] = {}
    scores = scheme.scores
    rows = {} if scores is None else {scores.slot_id(row): row for row in scheme.indicators}
    for field_id, value in chosen.items():
        if scores is not None and field_id in rows:
            marks = blocks.setdefault(scores.block, {}).setdefault("scores", {})
            assert isinstance(marks, dict)
            marks[rows[field_id]] = value.text
            places[f"/{scores.block}/scores/{rows[field_id]}"] = value.place
        elif field_id in scheme.fields:
            block, _, name = field_id.partition(".")
            blocks.setdefault(block, {})[name] = value.text
            places[f"/{block}/{name}"] = value.place
    path = group[0][0]
    reading = read_record_text(scheme, json.dumps(blocks, ensure_ascii=False), path.name)
    problems += [replace(problem, place=places.get(problem.place.at, problem.place)) for problem in reading.problems]
    record = reading.record
    if record is not None:
        entries = tuple(replace(one, place=places.get(one.place.at, one.place)) for one in record.entries)
        marks_read = tuple(replace(one, place=places.get(one.place.at, one.place)) for one in record.scores)
        record = replace(record, entries=entries, scores=marks_read)
    return collected(scheme, record, tuple(problems), path.stem, path.parent, file_place(path.name))


def _values(scheme: Scheme, paper: ReturnedForm, problems: list[Problem]) -> Iterator[tuple[str, ReturnedValue]]:
    """The values of a paper by their fields: the parts of dates joined, the lines of one-line values joined."""
    labels = field_labels(scheme)
    waiting: list[ReadText] = []
    for one in paper.texts:
        label = labels.get(one.slot.field, one.slot.label)
        place = file_place(paper.file, one.place)
        if one.slot.part in _PARTS:
            waiting.append(one)
            if len(waiting) == len(_PARTS):
                yield one.slot.field, ReturnedValue(_date(waiting, label, place, problems), label, place)
                waiting = []
            continue
        definition = scheme.fields.get(one.slot.field)
        text = one.text
        if "\n" in text and (definition is None or not definition.kind.is_paragraphs):
            text = _one_line(text)
            message = "分成了几段，连在一起读了"
            problems.append(warning("returned.joined", label, place, message, "核对这一项"))
        yield one.slot.field, ReturnedValue(text, label, place)


def _date(parts: Sequence[ReadText], label: str, place: Place, problems: list[Problem]) -> str:
    """The date that stands in three places; empty if none of them is filled in."""
    said = [("".join(one.text.split()), one.slot.part) for one in parts]
    if not any(text for text, _ in said):
        return ""
    lacking = [_SIGNS[part or ""] for text, part in said if not text]
    if lacking:
        problems.append(
            error("returned.part-missing", label, place, f"日期没有写{'、'.join(lacking)}", "补全年、月、日")
        )
        return ""
    return "".join(f"{text}{_SIGNS[part or '']}" for text, part in said)


def _one_line(text: str) -> str:
    made = ""
    for line in text.split("\n"):
        spaced = made and line and made[-1].isascii() and line[0].isascii() and made[-1].isalnum() and line[0].isalnum()
        made += f" {line}" if spaced else line
    return made


def _agreed(values: Iterable[ReturnedValue], problems: list[Problem]) -> ReturnedValue | None:
    """The value that all places of a field say; None if none says anything. Where two say different things, it is an error."""
    said = [value for value in values if value.text]
    for other in said[1:]:
        if fold(other.text).text != fold(said[0].text).text:
            message = f"与〔{said[0].place.at or said[0].place.file}〕写的不一样"
            problems.append(error("returned.differs", other.label, other.place, message, "核对后改成一样的"))
            break
    return said[0] if said else None
