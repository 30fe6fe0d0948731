"""Checks a record as a whole: contradictions, conditions, gaps, and characters that the fonts lack.

Single values are checked when they are read (`formgen.record.kinds.table`). This module compares the fields of a record
with one another. It finds the fields by their kind, or the scheme names them. So it works for every scheme without any
change.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from formgen.foundation.problems import Place, Problem, Severity, error, warning
from formgen.record.kinds.characters import half_width, position
from formgen.record.kinds.dates import write_date, years_later
from formgen.record.kinds.persons.documents import born_on
from formgen.record.kinds.table import KINDS, written
from formgen.record.labels import field_labels, indicator_label
from formgen.record.lists import cell_label, list_gaps, list_of, list_problems
from formgen.record.models import Entry, PersonalId, Record
from formgen.record.rules import broken
from formgen.record.several_names import has_more_behind, is_surely_several, may_be_several
from formgen.record.withdrawn import has_former_name, has_status_behind
from formgen.scheme.models import Block, FieldDefinition, Form, Scheme
from formgen.scheme.rules import named_fields
from formgen.scheme.scores import Indicator, Level


@dataclass(frozen=True, slots=True)
class Gap:
    """A value that a form has a place for and that the record does not say. of: the field's id; for scores the form's id."""

    of: str
    problem: Problem


_LONG_NUMBER = re.compile("[0-9]{7,}")
"""As many digits as a telephone number has, and no name."""

_MARKED = re.compile(
    r"(?<=[\u4e00-\u9fff])[.,;:…~!?，；：。、！？]$|^《|》$|^[★☆*＊※▲△●○■◆◇#＃√\"“”①-⑳]|[★☆*＊※▲△●○■◆◇#＃√\"“”①-⑳]$"
)
"""Marks that lists have beside a name. No registered name has them."""

ADULT_YEARS = 18
"""民法总则第十七条: 十八周岁以上的自然人为成年人."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the findings are wanted for. Warnings about what no asked paper says would only bury the others.

    fields  the fields that the asked forms print; None for all fields
    scores  True if scores and the evidence for them are part of what is asked for
    """

    fields: frozenset[str] | None = None
    scores: bool = True

    @staticmethod
    def forms(forms: Iterable[Form], evidence: bool = False) -> Asked:
        """What these forms need. evidence: True if the evidence for the scores is handed in with them."""
        forms = tuple(forms)
        fields = frozenset(slot.field for form in forms for slot in form.slots)
        return Asked(fields, evidence or any(form.indicators for form in forms))

    def concerns(self, fields: Iterable[str]) -> bool:
        """True if one of these fields is asked for, or if there are none."""
        fields = tuple(fields)
        return self.fields is None or not fields or not self.fields.isdisjoint(fields)


EVERYTHING = Asked()


def check(
    scheme: Scheme,
    record: Record,
    covered: Callable[[str], bool],
    found: Iterable[Problem] = (),
    asked: Asked = EVERYTHING,
) -> tuple[Problem, ...]:
    """Return all problems of the record as a whole. Fields that the record does not say are not among them (`gaps_of`).

    covered: (one character) to True if the fonts that papers are printed with have it.
    found: what was found while reading; an indicator whose score is already a problem is not also reported as missing,
        nor is any indicator if many scores are one problem.
    asked: what the findings are wanted for. Errors are told in any case.
    """
    labels = field_labels(scheme)
    refused = {problem.label for problem in found if problem.is_error}
    problems = [
        problem
        for rule in scheme.rules
        for problem in broken(scheme, record, rule, labels)
        if problem.is_error or asked.concerns(named_fields(rule).values())
    ]
    for block in scheme.blocks:
        problems += _values_agree(block, record, labels)
        problems += _persons_of_age(scheme, block, record, labels)
        problems += _town_agrees(scheme, block, record, labels)
    problems += _name_is_one(scheme, record, labels)
    problems += _characters(scheme, record, covered, labels)
    problems += _scores_missing(scheme, record, refused)
    if asked.scores:
        problems += _evidence(scheme, record)
    problems += _files_twice(scheme, record)
    problems += list_problems(scheme, record)
    return tuple(problems)


def _name_is_one(scheme: Scheme, record: Record, labels: dict[str, str]) -> Iterator[Problem]:
    """A name without any letter or ideograph, or with a telephone number in it: folders would be called so."""
    entry, name = record.entry(scheme.applicant.name), record.value(scheme.applicant.name)
    if entry is None or not isinstance(name, str):
        return
    plain = re.sub(r"[\s-]", "", half_width(name))
    if not any(map(str.isalpha, plain)) or _LONG_NUMBER.search(plain):
        label = labels[entry.field]
        yield error(
            "name.number",
            label,
            entry.place,
            "写的是号码或日期，或带着号码，不是名称",
            f"写{scheme.name_label}，去掉号码",
        )
    elif has_status_behind(name):
        message = f"{scheme.name_label}后面写着注销、停产、放弃一类的话，不是名称"
        remedy = f"不再申报的，删去这{scheme.applicant.counter}；要申报的，去掉那几个字"
        yield error("name.status", labels[entry.field], entry.place, message, remedy)
    elif is_surely_several(name):
        message = f"{scheme.name_label}里写了不止一个名称"
        remedy = f"一{scheme.applicant.counter}写一行（JSON 里各写一份），各填各的"
        yield error("name.several", labels[entry.field], entry.place, message, remedy)
    elif may_be_several(name):
        message = f"{scheme.name_label}里像是写了不止一个名称，会照样印出来"
        remedy = f"照营业执照核对；两{scheme.applicant.counter}的分开写，确是一个名称的不必理会"
        yield warning("name.several", labels[entry.field], entry.place, message, remedy)
    elif has_former_name(name):
        message = f"{scheme.name_label}后面的括号里写着另一个名称，会照样印出来"
        yield warning("name.former", labels[entry.field], entry.place, message, "只写营业执照上现在的名称")
    elif has_more_behind(name):
        message = f"{scheme.name_label}后面还有别的话，会照样印出来"
        yield warning("name.more", labels[entry.field], entry.place, message, "照营业执照核对，只写名称")
    elif _MARKED.search(name):
        message = f"{scheme.name_label}的前后有记号，会照样印出来"
        yield warning("name.mark", labels[entry.field], entry.place, message, "删去记号；记号的意思写到别处")


def begun(scheme: Scheme, record: Record) -> tuple[str, ...]:
    """Return the forms for which the record has values of their own, besides those that every form needs.

    If the user does not name any forms, missing values are reported only for these forms. An applicant who applies for
    the first time does not need to know that the values for a recommendation are missing.
    """
    blocks = {
        form.id: {slot.field.partition(".")[0] for slot in form.slots} | {rows.list for rows in form.rows}
        for form in scheme.forms
    }
    common = set.intersection(*blocks.values()) if blocks else set()
    said = {entry.field.partition(".")[0] for entry in record.entries} | {one.id for one in record.lists}
    said -= common
    found = [form.id for form in scheme.forms if blocks[form.id] & said or (form.indicators and record.scores)]
    return tuple(found)


def gaps_of(scheme: Scheme, record: Record, form: Form, found: Iterable[Problem] = ()) -> tuple[Gap, ...]:
    """Return the values that one form prints and the record does not say, in the form's order, each field once.

    Optional fields, and fields that an office fills in, are never missing. If a field's value was refused when it was
    read (its problem is in `found`), the field is not reported again.
    """
    labels, where, severity = field_labels(scheme), form.annex, Severity.WARNING
    refused = {problem.label for problem in found if problem.is_error}
    problems: dict[str, Problem] = {}
    for field_id in (slot.field for slot in form.slots):
        field = scheme.fields.get(field_id)
        if field is None or field.optional or field.office or field_id in problems:
            continue
        label = labels[field_id]
        if record.entry(field_id) is None and label not in refused:
            remedy = field.help or "填写这一栏"
            message = f"没有填写，{where}里这一栏会空着"
            problems[field_id] = Problem("field.missing", severity, label, record.place, message, remedy)
    if form.scores is not None and not record.scores and form.scores.word not in refused:
        word = form.scores.word
        message = f"没有填写{word}得分，{where}里这一列会空着"
        remedy = f"给 {len(form.indicators)} 项{form.scores.indicator}逐项打分"
        problems[form.id] = Problem("field.missing", severity, word, record.place, message, remedy)
    problems |= dict(list_gaps(scheme, record, form, refused))
    return tuple(Gap(of, problem) for of, problem in problems.items())


def said_once(gaps: Iterable[Gap], severity: Severity = Severity.WARNING) -> tuple[Problem, ...]:
    """Return the gaps of several forms as Problems. A field that several forms lack is reported once, for the first form.

    severity: error if the paper needs the values, as in a dossier.
    """
    first: dict[str, Problem] = {}
    for gap in gaps:
        if gap.of not in first:
            first[gap.of] = gap.problem if severity is gap.problem.severity else replace(gap.problem, severity=severity)
    return tuple(first.values())


# ------------------------------------------------------------------------------------------------ fields that agree


def _said(block: Block, record: Record) -> tuple[tuple[FieldDefinition, Entry], ...]:
    """Return the fields of a block that the record says, each with its entry."""
    entries = ((field, record.entry(f"{block.id}.{field.id}")) for field in block.fields)
    return tuple((field, entry) for field, entry in entries if entry is not None)


def _values_agree(block: Block, record: Record, labels: dict[str, str]) -> Iterator[Problem]:
    """Report values of one block that contradict each other, according to the agreements of their kinds."""
    said = _said(block, record)
    for field, entry in said:
        for agreement in KINDS[field.kind].agreements:
            message = agreement.message.format(label=labels[entry.field])
            for other_field, other in said:
                fits = agreement.kind is other_field.kind
                if fits and not agreement.agree(written(entry.value), written(other.value)):
                    yield error(agreement.code, labels[other.field], other.place, message, agreement.remedy)


def _persons_of_age(scheme: Scheme, block: Block, record: Record, labels: dict[str, str]) -> Iterator[Problem]:
    """Report persons who are not of age on the day of the application. If scheme or record has no such day: today."""
    said = record.value(scheme.applicant.date) if scheme.applicant.date else None
    day = said if isinstance(said, date) else date.today()
    for _, entry in _said(block, record):
        person = entry.value
        if isinstance(person, PersonalId):
            born = born_on(person)
            if born is not None and years_later(born, ADULT_YEARS) > day:
                yield warning(
                    "person.age",
                    labels[entry.field],
                    entry.place,
                    f"按证件号里的出生日期，到 {write_date(day)}还不满 {ADULT_YEARS} 周岁",
                    "核对证件号码",
                )


def _town_agrees(scheme: Scheme, block: Block, record: Record, labels: dict[str, str]) -> Iterator[Problem]:
    locality = record.entry(scheme.applicant.locality) if scheme.applicant.locality else None
    if locality is None or scheme.towns is None:
        return
    for field, entry in _said(block, record):
        if not field.kind.is_town:
            continue
        town, text = written(entry.value), written(locality.value)
        others = [other for other in scheme.towns.names if other in text and other != town]
        if others and town not in text:
            yield warning(
                "contradiction.town",
                labels[locality.field],
                locality.place,
                f"写的是{'、'.join(others)}，而「{labels[entry.field]}」是{town}",
                f"核对两栏；以向哪个{scheme.towns.word}申报为准",
            )


# ---------------------------------------------------------------------------------------------------- characters


def _characters(
    scheme: Scheme, record: Record, covered: Callable[[str], bool], labels: dict[str, str]
) -> Iterator[Problem]:
    """Report each character that no font has, once for each text in which it stands."""
    texts: list[tuple[str, str, Place]] = [
        (labels.get(entry.field, entry.field), written(entry.value), entry.place) for entry in record.entries
    ]
    texts += [("佐证材料标题", item.title, item.place) for item in record.evidence]
    texts += [
        (
            cell_label(list_of(scheme, one.id), number, scheme.list_fields[entry.field]),
            written(entry.value),
            entry.place,
        )
        for one in record.lists
        for number, row in enumerate(one.rows, 1)
        for entry in row.entries
    ]
    if all(map(covered, set().union(*(text for _, text, _ in texts)) - {"\n"})):
        return
    for label, text, place in texts:
        for character in dict.fromkeys(text.replace("\n", "")):
            if not covered(character):
                where, times = position(text, text.index(character)), text.count(character)
                more = f"，共 {times} 处" if times > 1 else ""
                yield error(
                    "character.no-face",
                    label,
                    place,
                    f"{where}「{character}」（U+{ord(character):04X}）{more}，所带的字体里没有这个字，印不出来",
                    "核对这个字；确是这个字的，请联系维护人员补字，不要用别的字代替",
                )


# -------------------------------------------------------------------------------------------------- scores, evidence


def _by_section(indicators: Iterable[Indicator]) -> dict[str, list[Indicator]]:
    sections: dict[str, list[Indicator]] = {}
    for indicator in indicators:
        sections.setdefault(indicator.section, []).append(indicator)
    return sections


def _scores_missing(scheme: Scheme, record: Record, refused: set[str]) -> Iterator[Problem]:
    """Report missing scores, with one problem for each section: a problem for each row would hide all other problems."""
    scores = scheme.scores
    if not record.scores or scores is None or scores.word in refused:
        return
    given = {score.indicator for score in record.scores}
    rows = (row for row in scheme.indicators.values() if row.id not in given and indicator_label(row) not in refused)
    for section, unscored in _by_section(rows).items():
        listed = "；".join(indicator_label(row) for row in unscored)
        yield error(
            "score.missing",
            f"{scores.word}·{section}",
            record.place,
            f"有 {len(unscored)} 项没有{scores.word}得分：{listed}",
            "逐项写上得分" + (f"；没有做到的写{scores.lowest.label}" if scores.lowest else ""),
        )


def _evidence(scheme: Scheme, record: Record) -> Iterator[Problem]:
    scores = scheme.scores
    if scores is None:
        return
    levels = {score.indicator: scores.level(score.level) for score in record.scores}
    proved = {item.indicator for item in record.evidence}
    for item in record.evidence:
        row = scheme.indicators.get(item.indicator)
        level = levels.get(item.indicator)
        if row is not None and level is not None and level.evidence == "unexpected":
            yield warning(
                "evidence.zero-score",
                indicator_label(row),
                item.place,
                f"{scores.word}是{level.label}，却附了佐证材料",
                f"核对得分；确是{level.label}的，去掉这份佐证材料",
            )
    unproved = [
        row for row in scheme.indicators.values() if _wants_evidence(levels.get(row.id)) and row.id not in proved
    ]
    best = "、".join(level.label for level in scores.levels if _wants_evidence(level))
    remedy = "补上佐证材料，或核对得分"
    if unproved and not record.evidence:
        message = f"{scores.word}有 {len(unproved)} 项{best}，没有附任何佐证材料"
        yield warning("evidence.missing", "佐证材料", record.place, message, remedy)
        return
    for section, rows in _by_section(unproved).items():
        message = f"有 {len(rows)} 项{scores.word}{best}而没有佐证材料：{'、'.join(row.id for row in rows)}"
        yield warning("evidence.missing", f"佐证材料·{section}", record.place, message, remedy)


def _wants_evidence(level: Level | None) -> bool:
    return level is not None and level.evidence == "expected"


def _files_twice(scheme: Scheme, record: Record) -> Iterator[Problem]:
    materials = {material.id: material.label for material in scheme.supplied}
    used = [(materials.get(item.material, item.material), file) for item in record.materials for file in item.files]
    for item in record.evidence:
        row = scheme.indicators.get(item.indicator)
        used += [(indicator_label(row) if row else item.indicator, file) for file in item.files]
    first: dict[str, str] = {}
    for label, file in used:
        path = posixpath.normpath(file.path)
        if path not in first:
            first[path] = label
        else:
            yield warning(
                "file.twice",
                label,
                file.place,
                f"文件「{posixpath.basename(file.path)}」在「{first[path]}」已经用过，会装订两次",
                "核对是否放错了文件；确需重复装订的不必理会",
            )
