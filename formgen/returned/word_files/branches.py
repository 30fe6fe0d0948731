"""Forms whose template has conditions: which words a returned file should have, and what they say of values that stand nowhere.

The template is made with each branch in turn, and the returned file is held beside it. The branch with more of its own words in
the file is the one that was taken. What a branch says of a value that is printed nowhere (`{% if 类型 == '个体户' %}`) is taken only
where no other value leads to the same words; else it is told.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from formgen.foundation.problems import Problem, error, warning
from formgen.intake.places import file_place
from formgen.render.word.fill import template_package
from formgen.render.word.package import WordPackage
from formgen.render.word.template_conditions import TemplateCondition
from formgen.returned.word_files.alignment import align, has_words
from formgen.returned.word_files.counted_rows import with_rows_of
from formgen.returned.word_files.form_rows import TextRow, fold, template_rows
from formgen.returned.word_files.returned_form import ReadText, ReturnedForm, read_returned
from formgen.scheme.models import Form, LayoutEngine, Scheme
from formgen.scheme.slots import RowSlot, Slot

_OTHER = "\ufffe"
"""Stands for any text that no condition compares with."""
_MOST = 20_000
"""How many combinations of values are tried; a form with more is told."""
_REMEDY = "这一项另外核对，用采集表（.xlsx）或 JSON 文件收"


@dataclass(frozen=True)
class _Tried:
    """A template made with given branches, beside a file. cost: what does not fit, then how few of its own words are there."""

    branches: tuple[bool, ...]
    cost: tuple[int, int]


def conditions_of(form: Form) -> tuple[TemplateCondition, ...] | None:
    """The conditions of a form's template, empty for a form without; None if they stand in loops, where rows decide for themselves."""
    if form.engine is not LayoutEngine.TEMPLATE:
        return ()
    # Imported here: docxtpl takes long to load, and few schemes have such forms.
    from formgen.render.word.templated import template_conditions

    return template_conditions(template_package(form))


def read_with_branches(
    scheme: Scheme,
    form: Form,
    conditions: Sequence[TemplateCondition],
    package: WordPackage,
    rows: Sequence[TextRow],
    file: str,
) -> ReturnedForm:
    """Read a file as this form, whose template has these conditions. file: its name, for places."""
    seen: dict[tuple[bool, ...], _Tried] = {}

    def tried(branches: tuple[bool, ...]) -> _Tried:
        return seen.setdefault(branches, _tried(form, branches, rows))

    best = tried((True,) * len(conditions))
    for _ in range(2):  # a second time, since a condition within another one shows only where that one holds
        for number in range(len(conditions)):
            other = tried(_turned(best.branches, number))
            best = other if other.cost < best.cost else best
    paper = _read(form, best.branches, package, rows, file)
    told: list[bool | None] = list(best.branches)
    problems: list[Problem] = []
    doubtful: set[str] = set()
    for number in range(len(conditions)):
        other = tried(_turned(best.branches, number))
        if other.cost == best.cost:
            told[number] = None
            doubtful |= _unlike(paper, _read(form, other.branches, package, rows, file))
    texts = [one for one in paper.texts if one.slot.id not in doubtful]
    for one in paper.texts:
        if one.slot.id in doubtful:
            problems.append(
                _unsure(_label(scheme, one.slot), file, one.place, "模板有条件，看不出填的是哪一项，没有读", True)
            )
    more = _hidden(scheme, paper, conditions, told, {one.slot.id for one in texts} | doubtful, problems)
    order = {slot.id: number for number, slot in enumerate(paper.form.slots)}
    texts = sorted((*texts, *more), key=lambda one: order[one.slot.id])
    return replace(paper, texts=tuple(texts), problems=(*paper.problems, *problems))


def _turned(branches: tuple[bool, ...], number: int) -> tuple[bool, ...]:
    return (*branches[:number], not branches[number], *branches[number + 1 :])


def _tried(form: Form, branches: tuple[bool, ...], rows: Sequence[TextRow]) -> _Tried:
    counted = with_rows_of(form, rows, branches)
    aligned = align(template_rows(counted, branches), rows)
    fits = [(one, has_words(one, other)) for one, other in aligned.pairs]
    lacking = sum(1 for one in aligned.lacking if one.words) + sum(1 for one in aligned.added if one.whole.text)
    wrong = sum(1 for one, has in fits if not has or (not one.marks and one.whole.text != _beside(one, aligned.pairs)))
    there = sum(len(words) for one, has in fits if has for words in one.words)
    return _Tried(branches, (lacking + wrong, -there))


def _beside(template: TextRow, pairs: Sequence[tuple[TextRow, TextRow]]) -> str:
    return next(other.whole.text for one, other in pairs if one is template)


def _read(
    form: Form, branches: tuple[bool, ...], package: WordPackage, rows: Sequence[TextRow], file: str
) -> ReturnedForm:
    counted = with_rows_of(form, rows, branches)
    return read_returned(counted, package, rows, file, template_rows(counted, branches))


def _unlike(one: ReturnedForm, other: ReturnedForm) -> set[str]:
    """The ids of slots with different texts in two readings of one file."""
    first, second = ({text.slot.id: fold(text.text).text for text in paper.texts} for paper in (one, other))
    return {slot for slot in {*first, *second} if first.get(slot, "") != second.get(slot, "")}


def _hidden(
    scheme: Scheme,
    paper: ReturnedForm,
    conditions: Sequence[TemplateCondition],
    told: Sequence[bool | None],
    printed: set[str],
    problems: list[Problem],
) -> Iterator[ReadText]:
    """What the branches say of values that are printed nowhere in this file."""
    own = [slot for slot in paper.form.slots if not isinstance(slot, RowSlot)]
    slots = {slot.variable: slot for slot in own if slot.variable}
    texts = {one.slot.variable: one.text for one in paper.texts if one.slot.variable and one.slot.id in printed}
    lists = {rows.variable or rows.list: _OTHER for rows in paper.form.rows if _has_rows(paper, rows.list)}
    known = {name: text for name, text in texts.items() if name in slots} | lists
    asked = dict.fromkeys(name for one in conditions for name in one.names)
    free = [name for name in asked if name in slots and slots[name].id not in printed]
    constants = tuple(dict.fromkeys(text for one in conditions for text in one.constants))
    choices = {name: _options(scheme, slots[name].field, constants) for name in free}
    solutions = _solutions(conditions, told, known, choices)
    place = file_place(paper.file)
    if solutions is None:
        message = "模板的条件太多，没有印出来的各项看不出来"
        problems.append(error("returned.conditional", "", place, message, _REMEDY))
        return
    if not solutions:
        message = f"{paper.form.annex}的模板有条件：印着的字，和填的内容合不起来"
        problems.append(error("returned.branch", "", place, message, "核对各项；请对方用原来的表重新填写"))
        return
    left_empty = any(not any(one[name] for name in free if len({s[name] for s in solutions}) > 1) for one in solutions)
    for name in free:
        said = {one[name] for one in solutions}
        if len(said) == 1 and _OTHER not in said:
            yield ReadText(slots[name], said.pop(), "")
        else:
            message = "没有印在表上，从印着的字看不出来，没有读"
            problems.append(_unsure(_label(scheme, slots[name]), paper.file, "", message, not left_empty))


def _has_rows(paper: ReturnedForm, list_id: str) -> bool:
    return any(
        isinstance(one.slot, RowSlot) and one.text and one.slot.field.partition(".")[0] == list_id
        for one in paper.texts
    )


def _options(scheme: Scheme, field: str, constants: Sequence[str]) -> tuple[str, ...]:
    """The texts that a value may have, as far as conditions can tell them apart; the empty one first."""
    definition = scheme.definition(field)
    if definition is not None and definition.choices:
        return ("", *(label for _, label in definition.choices))
    return ("", *(text for text in constants if text), _OTHER)


def _solutions(
    conditions: Sequence[TemplateCondition],
    told: Sequence[bool | None],
    known: Mapping[str, str],
    choices: Mapping[str, Sequence[str]],
) -> list[dict[str, str]] | None:
    """All values of the free variables with which the conditions hold as told; None if there are too many to try."""
    count = 1
    for one in choices.values():
        count *= len(one)
    if count > _MOST:
        return None
    return [
        dict(zip(choices, values, strict=True))
        for values in itertools.product(*choices.values())
        if all(
            holds is None
            or (said := one.holds({**known, **dict(zip(choices, values, strict=True))})) is None
            or said is holds
            for one, holds in zip(conditions, told, strict=True)
        )
    ]


def _label(scheme: Scheme, slot: Slot) -> str:
    """What the field of a slot is called: in such a template the words before it may be those of another branch."""
    definition = scheme.definition(slot.field)
    return slot.label if definition is None else definition.label


def _unsure(label: str, file: str, place: str, message: str, is_error: bool) -> Problem:
    tell = error if is_error else warning
    return tell("returned.conditional", label, file_place(file, place), message, _REMEDY)
