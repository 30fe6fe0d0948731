"""The forms of one applicant as one record, each value with its place; where they say different things, both places."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from formgen.foundation.problems import Place, Problem, error, has_errors, warning
from formgen.intake.collected import Collected, collected
from formgen.intake.json.record import read_record_text
from formgen.intake.places import file_place, shown, shown_value
from formgen.intake.tables.rows.score_words import score_said
from formgen.record.kinds.characters import half_width
from formgen.record.kinds.dates import read_date
from formgen.record.kinds.numbers.capitals import PART_UNITS, is_same_amount
from formgen.record.kinds.table import parse
from formgen.record.labels import field_labels
from formgen.record.lists import column_sum
from formgen.record.models import Entry, ListRow, Money, Record, RecordList
from formgen.record.scoring import totals, written_points
from formgen.returned.word_files.form_rows import fold
from formgen.returned.word_files.joined_cells import with_joined_cells
from formgen.returned.word_files.returned_form import ReadText, ReturnedForm
from formgen.returned.word_files.values.printed_units import is_number, is_sum
from formgen.scheme.models import ListBlock, Scheme
from formgen.scheme.slots import RowSlot

_SIGNS = {"year": "年", "month": "月", "day": "日"}
"""The signs behind the three places of a date."""
_POINTS = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,6})?)\s*分?")
"""A sum of points as it is written on a form."""
_PRINTED = "".join(_SIGNS.values())
"""All of them, where the whole date was typed before them."""


@dataclass(frozen=True)
class ReturnedValue:
    """A value as it was read: its text, the label of its field, and its place."""

    text: str = field(repr=False)
    label: str
    place: Place


@dataclass(frozen=True)
class ReturnedRecord:
    """One applicant of returned forms.

    one     the record that the forms make, with what is wrong with it
    path    the first file
    values  what stands in each field's places, by the field's id, or by the id of a score's slot; a text is empty where nothing stands
    """

    one: Collected
    path: Path
    values: Mapping[str, ReturnedValue] = field(repr=False)


def merged(scheme: Scheme, papers: Sequence[ReturnedForm], path: Path, is_named: bool) -> ReturnedRecord:
    """One applicant of these forms.

    path      the first file. Supplied files are looked for beside it
    is_named  False if no form says whose it is, and there are others: that is told
    """
    problems = [problem for paper in papers for problem in paper.problems]
    values: dict[str, list[ReturnedValue]] = {}
    for paper in papers:
        found = list(_values(scheme, paper, problems))
        if not any(value.text for _, value in found):
            message = f"「{shown(paper.file, 80)}」一项也没有填"
            problems.append(error("returned.empty", "", file_place(paper.file), message, "核对文件，请对方填好再交"))
        elif not is_named:
            message = f"「{shown(paper.file, 80)}」没有写{scheme.name_label}，不知道是哪一{scheme.applicant.counter}的"
            problems.append(
                error("returned.no-name", "", file_place(paper.file), message, f"核对文件，写上{scheme.name_label}")
            )
        for field_id, value in found:
            values.setdefault(field_id, []).append(value)
    chosen = {
        field_id: one
        for field_id, many in values.items()
        if (one := _agreed(scheme, field_id, many, problems)) is not None
    }
    blocks, places = _as_json(scheme, chosen)
    reading = read_record_text(scheme, json.dumps(blocks, ensure_ascii=False), path.name)
    problems += [replace(problem, place=places.get(problem.place.at, problem.place)) for problem in reading.problems]
    record = reading.record
    if record is not None:
        entries = tuple(_placed(one, places) for one in record.entries)
        marks_read = tuple(replace(one, place=places.get(one.place.at, one.place)) for one in record.scores)
        lists = tuple(_placed_list(one, places) for one in record.lists)
        record = replace(record, entries=entries, scores=marks_read, lists=lists)
        problems += _wrong_sums(scheme, record, papers)
    applicant = collected(scheme, record, tuple(problems), path.stem, path.parent, file_place(papers[0].file))
    stands = {field_id: chosen.get(field_id, many[0]) for field_id, many in values.items()}
    return ReturnedRecord(applicant, path, stands)


def _placed(entry: Entry, places: Mapping[str, Place]) -> Entry:
    return replace(entry, place=places.get(entry.place.at, entry.place))


def _placed_list(one: RecordList, places: Mapping[str, Place]) -> RecordList:
    """A list with the places of its values in the returned files; a row stands where its first value does."""
    rows = [tuple(_placed(entry, places) for entry in row.entries) for row in one.rows]
    return replace(one, rows=tuple(ListRow(entries, entries[0].place) for entries in rows), place=rows[0][0].place)


def _wrong_sums(scheme: Scheme, record: Record, papers: Sequence[ReturnedForm]) -> Iterator[Problem]:
    """A warning for each sum on a form that is not the sum of its column, or of the scores."""
    scores = totals(scheme, record.scores).overall if scheme.scores else None
    for paper in papers:
        for one in paper.texts:
            if scheme.scores and one.slot.field == scheme.scores.total and scores is not None and scores.complete:
                written = _POINTS.fullmatch(half_width(one.text))
                if one.text and (written is None or Decimal(written[1]) != scores.points):
                    yield _wrong_sum(one, paper.file, one.slot.label, written_points(scores.points))
                continue
            if one.slot.part != "total" or not one.text:
                continue
            column = column_sum(record.rows(one.slot.field.partition(".")[0]), one.slot.field)
            unit = one.unit or next(
                (row.unit for row in paper.texts if row.slot.field == one.slot.field and row.unit), ""
            )
            if column is not None and not is_sum(one.text, column, unit):
                definition = scheme.definition(one.slot.field)
                yield _wrong_sum(one, paper.file, f"{definition.label if definition else ''}{one.slot.label}", column)


def _wrong_sum(one: ReadText, file: str, label: str, right: str) -> Problem:
    message = f"写的是 {shown_value(one.text)}，各行加起来是 {right}"
    return warning("returned.sum", label, file_place(file, one.place), message, "核对各行；合计按各行重新计算")


def _as_json(scheme: Scheme, chosen: dict[str, ReturnedValue]) -> tuple[dict[str, object], dict[str, Place]]:
    """The values as the JSON of a record, and the place of each by its JSON pointer."""
    said: dict[str, dict[str, object]] = {}
    blocks: dict[str, object] = {}
    places: dict[str, Place] = {}
    for one in scheme.lists:
        blocks[one.id] = _list_json(one, chosen, places)
    scores = scheme.scores
    rows = {} if scores is None else {scores.slot_id(row): row for row in scheme.indicators}
    for field_id, value in chosen.items():
        if scores is not None and field_id in rows:
            marks = said.setdefault(scores.block, {}).setdefault("scores", {})
            assert isinstance(marks, dict)
            said_here = score_said(scheme.indicators[rows[field_id]], value.text).raw
            marks[rows[field_id]] = said_here if isinstance(said_here, str) else str(said_here)
            places[f"/{scores.block}/scores/{rows[field_id]}"] = value.place
        elif field_id in scheme.fields:
            block, _, name = field_id.partition(".")
            said.setdefault(block, {})[name] = value.text
            places[f"/{block}/{name}"] = value.place
    return blocks | said, places


def _list_json(one: ListBlock, chosen: Mapping[str, ReturnedValue], places: dict[str, Place]) -> list[dict[str, str]]:
    """The rows of a list as JSON, without those that were left blank. places: takes in the place of each value."""
    rows: dict[int, dict[str, ReturnedValue]] = {}
    for slot_id, value in chosen.items():
        block, _, rest = slot_id.partition(".")
        name, _, number = rest.rpartition(".")
        if block == one.id and number.isdecimal():
            rows.setdefault(int(number), {})[name] = value
    made = []
    for index, (_, row) in enumerate(sorted(rows.items())):
        made.append({name: value.text for name, value in row.items()})
        places |= {f"/{one.id}/{index}/{name}": value.place for name, value in row.items()}
    return made


def _values(scheme: Scheme, paper: ReturnedForm, problems: list[Problem]) -> Iterator[tuple[str, ReturnedValue]]:
    """The values of a paper by their fields: the parts of dates joined, the lines of one-line values joined."""
    labels = field_labels(scheme)
    waiting: list[ReadText] = []
    capitals: list[ReadText] = []
    figures: dict[str, str] = {}
    for one in with_joined_cells(paper.texts, paper.file, problems):
        label = labels.get(one.slot.field, one.slot.label)
        place = file_place(paper.file, one.place)
        if one.slot.part == "total":
            continue  # it follows from the rows, and is compared with them
        field_id = one.slot.id if isinstance(one.slot, RowSlot) else one.slot.field
        if one.slot.part in _SIGNS:
            waiting.append(one)
            if len(waiting) == len(_SIGNS):
                yield one.slot.field, ReturnedValue(_date(waiting, label, place, problems), label, place)
                waiting = []
            continue
        if one.slot.part == "capitals":
            capitals.append(one)
            continue
        definition = scheme.definition(one.slot.field)
        text = one.text + (PART_UNITS.get(one.slot.part or "", "") if one.text else "")
        if one.slot.part is None and definition is not None and definition.kind.is_amount and is_number(text):
            text += one.unit  # the form prints it, so the applicant need not
        if "\n" in text and (definition is None or not definition.kind.is_paragraphs):
            text = _one_line(text)
            message = "分成了几段，连在一起读了"
            problems.append(warning("returned.joined", label, place, message, "核对这一项"))
        figures.setdefault(one.slot.field, text)
        yield field_id, ReturnedValue(text, label, place)
    for one in capitals:
        label, place = labels.get(one.slot.field, one.slot.label), file_place(paper.file, one.place)
        if not figures.get(one.slot.field):
            yield one.slot.field, ReturnedValue(one.text, label, place)
        elif one.text and not is_same_amount(one.text, figures[one.slot.field]):
            problems.append(error("returned.amounts", label, place, "大写金额和小写金额不一样", "核对两处，改成一样"))


def _is_same(scheme: Scheme, field_id: str, one: ReturnedValue, other: ReturnedValue) -> bool:
    """True if two writings of a date, an amount, a code or a telephone number say the same: `2018.6.5` and `2018年6月5日`."""
    definition = scheme.definition(field_id)
    if definition is None:
        return False
    meant: list[object] = []
    for said in (one, other):
        value, faults = parse(definition, said.text, said.place, said.label, scheme.towns)
        if value is None or has_errors(faults):
            return False
        if definition.kind.is_called and isinstance(value, str):
            meant.append("".join(filter(str.isdecimal, half_width(value))))  # whatever stands between the figures
        else:
            meant.append((value.amount, value.currency) if isinstance(value, Money) else value)
    return meant[0] == meant[1]


def _date(parts: Sequence[ReadText], label: str, place: Place, problems: list[Problem]) -> str:
    """The date that stands in three places; empty if none of them is filled in."""
    said = [("".join(one.text.split()), one.slot.part) for one in parts]
    if not any(text for text, _ in said):
        return ""
    if (whole := _whole_date(said) or _with_time(parts)) is not None:
        return whole
    lacking = [_SIGNS[part or ""] for text, part in said if not text]
    if lacking:
        problems.append(
            error("returned.part-missing", label, place, f"日期没有写{'、'.join(lacking)}", "补全年、月、日")
        )
        return ""
    return "".join(f"{text}{_SIGNS[part or '']}" for text, part in said)


def _whole_date(said: Sequence[tuple[str, str | None]]) -> str | None:
    """The date that was typed as a whole into one of its three places; None if it is none, or stands in its places."""
    filled = [text for text, _ in said if text]
    joined = "".join(f"{text}{_SIGNS[part or '']}" for text, part in said)
    if len(filled) == len(said) and (read_date(joined)[0] is not None or not joined.endswith(_PRINTED)):
        return None
    text = filled[0] if len(filled) == 1 else joined.removesuffix(_PRINTED)
    return text if read_date(text)[0] is not None else None


def _with_time(parts: Sequence[ReadText]) -> str | None:
    """The date that a spreadsheet's cell gives with the time of day, `2018-7-5 0:00:00`, where it was typed as a whole."""
    filled = [one.text.strip() for one in parts if one.text.strip()]
    return filled[0] if len(filled) == 1 and read_date(filled[0])[0] is not None else None


def _one_line(text: str) -> str:
    made = ""
    for line in text.split("\n"):
        spaced = made and line and made[-1].isascii() and line[0].isascii() and made[-1].isalnum() and line[0].isalnum()
        made += f" {line}" if spaced else line
    return made


def _agreed(
    scheme: Scheme, field_id: str, values: Iterable[ReturnedValue], problems: list[Problem]
) -> ReturnedValue | None:
    """The value that all places of a field say; None if none says anything. Where they say different things, it is an error."""
    said = [value for value in values if value.text]
    told = {fold(said[0].text).text} if said else set()
    for other in said[1:]:
        text = fold(other.text).text
        if text not in told and not _is_same(scheme, field_id, said[0], other):
            told.add(text)
            first = said[0].place
            where = str(first) if first.file != other.place.file else first.at or first.file
            message = f"与〔{where}〕写的不一样"
            problems.append(error("returned.differs", other.label, other.place, message, "核对后改成一样的"))
    return said[0] if said else None
