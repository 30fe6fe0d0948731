"""A record from a JSON file. Each value carries the JSON pointer that it came from; all faults are returned together.

The reader does not stop at the first fault, and no content of a file makes it raise an error. It returns everything
that could be read and all problems, and the caller decides. Keys are English ids or the official Chinese words; nothing
is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from formgen.foundation.problems import Place, Problem, error, warning
from formgen.intake.json.text import NotANumber, parse_json, read_file
from formgen.intake.places import file_place, pointer, shown
from formgen.intake.supplied import EVIDENCE_LABEL, evidence_title, indicator_id, nearest, supplied_file
from formgen.record import json_schema as names
from formgen.record.kinds.characters import half_width, is_blank, type_name
from formgen.record.kinds.table import parse
from formgen.record.labels import (
    block_keys,
    field_keys,
    field_labels,
    indicator_keys,
    indicator_label,
    material_keys,
)
from formgen.record.lists import cell_label, too_many_rows
from formgen.record.models import Entry, Evidence, ListRow, Record, RecordList, Score, SuppliedFile, SuppliedFiles
from formgen.record.scoring import parse_score, totals, written_points
from formgen.scheme.models import Block, ListBlock, Scheme
from formgen.scheme.scores import Scores

LISTED_UNKNOWN = 20
"""How many unknown keys of one object are reported one by one; the rest are counted."""

LONGEST_LIST = 1000
"""How many pieces of evidence, or files of one piece, are read; a longer list is a mistake."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from a file: the record (None only if the file holds no object) and all problems."""

    record: Record | None
    problems: tuple[Problem, ...]


def read_record(scheme: Scheme, path: Path) -> Reading:
    """Read one applicant's record from a UTF-8 JSON file. A file that cannot be read is a Problem too."""
    text, problems = read_file(path)
    return Reading(None, problems) if text is None else read_record_text(scheme, text, path.name)


def read_record_text(scheme: Scheme, text: str, file_name: str, line: int | None = None) -> Reading:
    """Read one applicant's record from JSON text.

    file_name stands in the places of values and problems; line stands there too if the text is one line of many.
    """
    place = file_place(file_name, "" if line is None else f"第 {line} 行")
    value, problems = parse_json(text, place)
    if value == NotANumber(""):
        return Reading(None, problems)
    reader = _RecordReader(scheme, place, list(problems))
    record = reader.record(value)
    return Reading(record, tuple(reader.problems))


_POINTS = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,6})?)\s*分?")


class _RecordReader:
    """Reads one tree of JSON values and collects the problems."""

    def __init__(self, scheme: Scheme, place: Place, problems: list[Problem]) -> None:
        self.scheme = scheme
        self.place = place
        self.problems = problems
        self.labels = field_labels(scheme)
        self.indicators = indicator_keys(scheme)
        self.indicator_keys = names.evidence_indicator_keys(scheme)
        self.row = scheme.scores.indicator if scheme.scores else self.indicator_keys[-1]

    def report(self, code: str, label: str, at: str, message: str, remedy: str) -> None:
        self.problems.append(error(code, label, self.place.inside(at), message, remedy))

    def record(self, value: object) -> Record | None:
        """The record; None if the tree is not an object."""
        if not isinstance(value, dict):
            self.report("json.type", "", "", f"文件里应是一个对象（{{ }}），却是{type_name(value)}", "照样例改写")
            return None
        blocks = block_keys(self.scheme)
        keys: dict[str, str] = {"$schema": "$schema"}
        words = self.scheme.scores
        known_keys = [names.block_of_scores_keys(words), names.EVIDENCE_KEYS] if words else []
        known_keys += [names.MATERIALS_KEYS] if self.scheme.supplied else []
        for known in known_keys:
            keys |= {key: known[0] for key in known}
        by_id = {block.id: block for block in self.scheme.blocks}
        lists_by_id = {one.id: one for one in self.scheme.lists}
        entries: list[Entry] = []
        scores: tuple[Score, ...] = ()
        materials: tuple[SuppliedFiles, ...] = ()
        evidence: tuple[Evidence, ...] = ()
        lists: dict[str, RecordList] = {}
        for name, (key, member) in self.members(value, keys | blocks, "", "").items():
            at = pointer("", key)
            if name in by_id:
                entries += self.block(by_id[name], member, at)
            elif name in lists_by_id:
                lists[name] = self.rows(lists_by_id[name], member, at)
            elif words is not None and name == words.block:
                scores = self.scores(words, member, at)
            elif name == names.MATERIALS_KEYS[0]:
                materials = self.materials(member, at)
            elif name == names.EVIDENCE_KEYS[0]:
                evidence = self.evidence(member, at)
        # In the scheme's order: the same values are the same record, in whatever order they were written.
        order = {field: number for number, field in enumerate(self.scheme.fields)}
        entries.sort(key=lambda entry: order[entry.field])
        said = tuple(lists[one.id] for one in self.scheme.lists if one.id in lists and lists[one.id].rows)
        return Record(self.place, tuple(entries), scores, materials, evidence, said)

    # -------------------------------------------------------------------------------------------------- objects

    def object_at(self, value: object, label: str, at: str) -> dict[str, object]:
        """The object at a place. It is empty for null; it is also empty for any other value, which is reported as a problem."""
        if isinstance(value, dict):
            return value
        if value is not None:
            self.report("json.type", label, at, f"这里应是对象（{{ }}），却是{type_name(value)}", "照样例改写")
        return {}

    def members(
        self, value: Mapping[str, object], keys: Mapping[str, str], label: str, at: str
    ) -> dict[str, tuple[str, object]]:
        """The members of an object by the meaning of their keys, each with the key as it was written.

        An unknown key is a problem. If a thing is given under two of its names, this is a problem too, and the first
        one counts.
        """
        known: dict[str, tuple[str, object]] = {}
        unknown: list[str] = []
        for key, member in value.items():
            name = keys.get(key)
            if name is None:
                unknown.append(key)
            elif name in known:
                message = f"「{shown(known[name][0])}」和「{shown(key)}」是同一项，写了两次"
                self.report("json.same-thing-twice", label, pointer(at, key), message, "只留一个")
            else:
                known[name] = (key, member)
        for key in unknown[:LISTED_UNKNOWN]:
            remedy = nearest(key, keys) or "删去，或对照样例和 JSON Schema 改正"
            self.report("json.unknown-key", label, pointer(at, key), f"不认识「{shown(key)}」", remedy)
        if len(unknown) > LISTED_UNKNOWN:
            message = f"还有 {len(unknown) - LISTED_UNKNOWN} 个不认识的键没有列出"
            self.report("json.unknown-key", label, at, message, "对照样例和 JSON Schema 改正")
        return known

    # --------------------------------------------------------------------------------------------------- fields

    def block(self, block: Block, value: object, at: str) -> Iterable[Entry]:
        members = self.members(self.object_at(value, block.label, at), field_keys(self.scheme, block), block.label, at)
        return self.entries(block, members, at, self.labels)

    def entries(
        self, block: Block, members: Mapping[str, tuple[str, object]], at: str, labels: Mapping[str, str]
    ) -> Iterable[Entry]:
        """The entries of the members of a block, or of a row of a list. labels: what messages call each field."""
        for field in block.fields:
            if field.id not in members:
                continue
            key, raw = members[field.id]
            full_id = f"{block.id}.{field.id}"
            place = self.place.inside(pointer(at, key))
            found, problems = parse(field, raw, place, labels[full_id], self.scheme.towns)
            self.problems += problems
            if found is not None:
                yield Entry(full_id, found, place)

    def rows(self, one: ListBlock, value: object, at: str) -> RecordList:
        """The rows of a list. A row that says nothing (null, or an object without values) is no row."""
        place = self.place.inside(at)
        if value is not None and not isinstance(value, list):
            message = f"这里应是列表（[ ]），却是{type_name(value)}"
            self.report("json.type", one.label, at, message, "每一行写一个对象（{ }），放在列表里")
        given = value if isinstance(value, list) else []
        if len(given) > one.most:
            self.problems.append(too_many_rows(one, len(given), place))
            given = []
        rows: list[ListRow] = []
        said = [(pointer(at, index), raw) for index, raw in enumerate(given) if raw not in (None, {})]
        for number, (inner, raw) in enumerate(said, 1):
            members = self.members(
                self.object_at(raw, one.label, inner), field_keys(self.scheme, one), one.label, inner
            )
            labels = {f"{one.id}.{field.id}": cell_label(one, number, field) for field in one.fields}
            if entries := tuple(self.entries(one, members, inner, labels)):
                rows.append(ListRow(entries, self.place.inside(inner)))
        return RecordList(one.id, tuple(rows), place)

    # --------------------------------------------------------------------------------------------------- scores

    def scores(self, words: Scores, value: object, at: str) -> tuple[Score, ...]:
        known, label = names.scores_keys(words), words.word
        sums = names.total_keys(words)
        keys = dict.fromkeys(known, known[0]) | dict.fromkeys(sums, sums[0])
        members = self.members(self.object_at(value, label, at), keys, label, at)
        scores = self.marks(*self._inner(members[known[0]], at), label) if known[0] in members else ()
        if sums[0] in members:
            self.compare_total(scores, *self._inner(members[sums[0]], at), label)
        return scores

    def _inner(self, member: tuple[str, object], at: str) -> tuple[object, str]:
        """The value of a member, and its place. at: the place of the object that it is in."""
        return member[1], pointer(at, member[0])

    def compare_total(self, scores: tuple[Score, ...], value: object, at: str, label: str) -> None:
        """Tell a sum that is not the sum of the scores. Papers print their own sum, so a right one needs no word."""
        if value is None or (isinstance(value, str) and is_blank(value)):
            return
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
            self.report("json.type", label, at, f"总分应是数字，却是{type_name(value)}", "删去，或写成数字")
            return
        right = totals(self.scheme, scores).overall.points
        written = _POINTS.fullmatch(half_width(str(value)))
        if written is None or Decimal(written[1]) != right:
            message = f"写的总分是 {shown(str(value))}，各项得分加起来是 {written_points(right)}"
            remedy = "核对各项得分；总分按各项重新计算"
            self.problems.append(warning("score.total", label, self.place.inside(at), message, remedy))

    def marks(self, inner: object, at: str, label: str) -> tuple[Score, ...]:
        """The scores of the indicators."""
        given = self.members(self.object_at(inner, label, at), self.indicators, label, at)
        scores: list[Score] = []
        for row in self.scheme.indicators.values():
            if row.id in given:
                key, raw = given[row.id]
                score, problems = parse_score(row, raw, indicator_label(row), self.place.inside(pointer(at, key)))
                self.problems += problems
                scores += [score] if score else []
        return tuple(scores)

    # ---------------------------------------------------------------------------------------------------- files

    def materials(self, value: object, at: str) -> tuple[SuppliedFiles, ...]:
        labels = {material.id: material.label for material in self.scheme.supplied}
        members = self.members(self.object_at(value, "材料", at), material_keys(self.scheme), "材料", at)
        supplied: list[SuppliedFiles] = []
        for material in self.scheme.supplied:
            if material.id in members:
                key, raw = members[material.id]
                inner = pointer(at, key)
                if files := self.files(raw, labels[material.id], inner):
                    supplied.append(SuppliedFiles(material.id, files, self.place.inside(inner)))
        return tuple(supplied)

    def evidence(self, value: object, at: str) -> tuple[Evidence, ...]:
        if not isinstance(value, list):
            if value is not None:
                message = f"这里应是列表（[ ]），却是{type_name(value)}"
                self.report("json.type", EVIDENCE_LABEL, at, message, "每份佐证材料写一个对象，放在列表里")
            return ()
        if self.too_long(value, EVIDENCE_LABEL, at):
            return ()
        keys = {key: known[0] for known in (self.indicator_keys, names.TITLE_KEYS, names.FILES_KEYS) for key in known}
        items: list[Evidence] = []
        for number, raw in enumerate(value):
            inner = pointer(at, number)
            if not isinstance(raw, dict):
                message = f"这里应是对象（{{ }}），却是{type_name(raw)}"
                self.report("json.type", EVIDENCE_LABEL, inner, message, f"写明{self.row}、标题和文件")
                continue
            members = self.members(raw, keys, EVIDENCE_LABEL, inner)
            indicator = self.indicator(members, inner)
            title = self.title(members, inner)
            files_key, files_raw = members.get(names.FILES_KEYS[0], (names.FILES_KEYS[0], None))
            files_at = pointer(inner, files_key)
            before = len(self.problems)
            files = self.files(files_raw, EVIDENCE_LABEL, files_at)
            if not files and len(self.problems) == before:
                self.report("evidence.files", EVIDENCE_LABEL, files_at, "没有写文件", "写上文件的路径，至少一个")
            if indicator is not None and title is not None and files:
                items.append(Evidence(indicator, title, files, self.place.inside(inner)))
        return tuple(items)

    def indicator(self, members: Mapping[str, tuple[str, object]], at: str) -> str | None:
        """The id of the indicator that a piece of evidence is for."""
        key, raw = members.get(self.indicator_keys[0], (self.indicator_keys[0], None))
        if raw is not None and not isinstance(raw, str):
            message, remedy = f"{self.row}应是文字，却是{type_name(raw)}", '写编号，用英文双引号括起来，如 "1.1.1"'
            self.report("evidence.indicator", EVIDENCE_LABEL, pointer(at, key), message, remedy)
            return None
        found, problems = indicator_id(raw, self.row, self.indicators, self.place.inside(pointer(at, key)))
        self.problems += problems
        return found

    def title(self, members: Mapping[str, tuple[str, object]], at: str) -> str | None:
        """The title of a piece of evidence."""
        key, raw = members.get(names.TITLE_KEYS[0], (names.TITLE_KEYS[0], None))
        if raw is not None and not isinstance(raw, str):
            message = f"标题应是文字，却是{type_name(raw)}"
            self.report("evidence.title", EVIDENCE_LABEL, pointer(at, key), message, "用英文双引号括起来")
            return None
        found, problems = evidence_title(raw, self.place.inside(pointer(at, key)))
        self.problems += problems
        return found

    def files(self, value: object, label: str, at: str) -> tuple[SuppliedFile, ...]:
        """One path or a list of paths. Empty for null; also empty for a value that cannot be used, which is reported as a problem."""
        if value is None or (isinstance(value, str) and is_blank(value)):
            return ()
        if not isinstance(value, list):
            file = self.supplied_file(value, label, at)
            return (file,) if file else ()
        if self.too_long(value, label, at):
            return ()
        found = (self.supplied_file(item, label, pointer(at, number)) for number, item in enumerate(value))
        return tuple(file for file in found if file)

    def too_long(self, value: list[object], label: str, at: str) -> bool:
        """True for a list that is too long to be meant; the problem is reported."""
        if len(value) > LONGEST_LIST:
            message = f"列表里有 {len(value)} 项，超过 {LONGEST_LIST} 项"
            self.report("json.long-list", label, at, message, "核对数据，拆成几份")
        return len(value) > LONGEST_LIST

    def supplied_file(self, value: object, label: str, at: str) -> SuppliedFile | None:
        """A path, or an object with a path and the password that opens the file."""
        if not isinstance(value, dict):
            return self.named_file(value, label, at, None)
        keys = {key: known[0] for known in (names.FILE_KEYS, names.PASSWORD_KEYS) for key in known}
        members = self.members(value, keys, label, at)
        key, password = members.get(names.PASSWORD_KEYS[0], (names.PASSWORD_KEYS[0], None))
        if password is not None and not isinstance(password, str):
            message = f"文件的密码应是文字，却是{type_name(password)}"
            self.report("file.password", label, pointer(at, key), message, "用英文双引号括起来")
            return None
        key, path = members.get(names.FILE_KEYS[0], (names.FILE_KEYS[0], None))
        if path is None:
            self.report("file.type", label, at, "没有写文件的路径", f"用「{names.FILE_KEYS[0]}」或「文件」写明路径")
            return None
        return self.named_file(path, label, pointer(at, key), password or None)

    def named_file(self, value: object, label: str, at: str, password: str | None) -> SuppliedFile | None:
        if not isinstance(value, str):
            message = f"文件的路径应是文字，却是{type_name(value)}"
            self.report("file.type", label, at, message, "写文件的路径，用英文双引号括起来")
            return None
        file, problems = supplied_file(value, label, self.place.inside(at), password)
        self.problems += problems
        return file
