"""Finds columns that say something of another person: of two columns 电话, one stands behind 法人 and one behind 联系人.

    法人   电话   联系人   电话

Such a column is known by its own heading alone, and is read so where no other column says the same. Where several do, the
person before each of them counts: `联系人电话` is a known heading, `法人电话` is none, so the first column is not read.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from formgen.intake.table import Table
from formgen.intake.tables.headings.heading_row import Headings, counted
from formgen.intake.tables.headings.heading_words import HeadingWords, MeantT

_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")
_PERSON = r"人|者|员|法人代表|法定代表|经理|董事|[校院厂店]长|主任|主管|总监|会计"
_NAMES_ONE = re.compile(rf"(?<!纳税)(?:{_PERSON})")
_IS_OF_PERSONS = re.compile(rf"(?:{_PERSON})长?(?:姓名|名字)?$")
"""How a heading ends below which the names of persons stand."""
_NAME = re.compile(r"(?:姓名|名字)$")
_MARKS = re.compile(r"^\W+|\W+$")


def without_other_persons(table: Table, headings: Headings[MeantT], words: HeadingWords[MeantT]) -> Headings[MeantT]:
    """The headings without columns of other persons, if there are columns of the same meaning for the person who is meant.

    Such a column counts as unknown, under the words for the person and its own.
    """
    texts = {number: cell.text for number, cell in table.rows[headings.at].cells.items()}
    alike: dict[MeantT, list[int]] = defaultdict(list)
    for number, one in sorted(headings.said.items()):
        alike[one.meant].append(number)
    others: dict[int, str] = {}
    for meant, numbers in alike.items():
        if len(numbers) == 1:
            others |= _of_another(texts, numbers[0], meant, words)
            continue
        is_told = any(_NAMES_ONE.search(texts[number]) for number in numbers)
        persons = {number: _person_before(texts, number) for number in numbers}
        named = {number: f"{person}{_MARKS.sub('', texts[number])}" for number, person in persons.items() if person}
        own = {
            persons[number] for number, text in named.items() if (found := words.find(text)) and found.meant == meant
        }
        if own or is_told:
            others |= {number: text for number, text in named.items() if persons[number] not in own}
    if not others:
        return headings
    said = {number: one for number, one in headings.said.items() if number not in others}
    columns, again = counted(said)
    return replace(headings, columns=columns, again=again, said=said, unknown={**headings.unknown, **others})


def _of_another(texts: Mapping[int, str], number: int, meant: MeantT, words: HeadingWords[MeantT]) -> Mapping[int, str]:
    """The column, with the words for the person before it, if it is about a certain person, and another one stands before it.

    `身份证号` may be that of the head of the applicant; behind 联系人 nobody knows whose it is.
    """
    label = words.label(meant)
    if not _NAMES_ONE.search(label) or _IS_OF_PERSONS.search(label) or words.is_own(texts[number]):
        return {}
    person = _person_before(texts, number)
    if not person:
        return {}
    whole = f"{person}{_MARKS.sub('', texts[number])}"
    found, same = words.find(whole), _NAMES_ONE.search(texts[number])
    return {} if same or (found is not None and found.meant == meant) else {number: whole}


def of_person(before: str, own: str) -> str:
    """A heading behind another one: behind that of a person it is that person's, of `经营者姓名` and `电话` it is `经营者电话`."""
    person = _bare(before)
    is_persons = _IS_OF_PERSONS.search(person) and not _NAMES_ONE.search(own)
    return f"{_NAME.sub('', person)}{own}" if is_persons else own


def _person_before(texts: Mapping[int, str], number: int) -> str:
    """The nearest heading before a column below which persons stand; empty for none, and if the column's own says whose it is."""
    if _NAMES_ONE.search(texts[number]):
        return ""
    before = (texts[one] for one in sorted(texts, reverse=True) if one < number)
    return next((_NAME.sub("", text) for text in map(_bare, before) if _IS_OF_PERSONS.search(text)), "")


def _bare(heading: str) -> str:
    return _MARKS.sub("", _BRACKETS.sub("", heading))
