"""A blank: a place of a form where somebody writes, as it was found, before anybody has confirmed it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from formgen.importing.word_text import FormParagraph

DatePart = Literal["year", "month", "day"]
StampKind = Literal["seal", "signature", "date"]


class BlankKind(StrEnum):
    """What kind of place a blank is."""

    CELL = "cell"
    LONG = "long"
    INLINE = "inline"
    DATE = "date"
    CHOICE = "choice"
    STAMP = "stamp"
    PHOTO = "photo"


@dataclass(frozen=True)
class Spot:
    """Where a blank, or a part of it, stands: characters of a paragraph, from start to before end; nothing if both are equal.

    part    the part of a date that belongs here; None for a whole value
    joined  paragraphs behind it that belong to the same blank: empty ones, which are the lines of a box with it; all of a box
            for a picture
    above   True if the place is a new paragraph before this one, since the form leaves no line for it
    is_tag  True if a variable of a template stands there, which is no part of the blank form
    """

    paragraph: FormParagraph = field(repr=False)
    start: int
    end: int
    part: DatePart | None = None
    joined: tuple[FormParagraph, ...] = field(default=(), repr=False)
    above: bool = False
    is_tag: bool = False

    @property
    def text(self) -> str:
        """What stands there on the blank form."""
        return "" if self.is_tag else self.paragraph.text[self.start : self.end]


@dataclass(frozen=True)
class FoundRows:
    """Rows of a form that repeat.

    name      what the list is called, in the form's words
    printed   how many rows the form prints
    numbers   the places for the rows' numbers, where the form leaves them empty
    variable  the name of the list in a template of docxtpl; empty for a form that is none
    """

    name: str
    printed: int
    numbers: tuple[Spot, ...] = field(default=(), repr=False)
    variable: str = ""


@dataclass(frozen=True)
class FoundBlank:
    """A blank of a form.

    label    what it asks for, in the form's words without spaces, numbers and marks; empty if nothing says it
    words    the form's own words from which the label comes, as one paragraph has them; empty if there are none
    place    where it stands, for people: `表1第2行第3格`
    spots    where it stands in the file: three for a date that is printed in parts, none for a place of a hand or a seal
    options  the options of a choice, in order
    unit     the unit that the form prints beside it; empty if there is none
    hint     what the form says about how to fill it in
    lines    how many lines it has room for
    columns  how many Chinese characters a line holds; 0 if nobody knows
    group    the words of the part of the form that it belongs to; empty if there are none
    by       for a stamp: who signs or stamps
    kinds    for a stamp: what is put there
    goes_on  for a choice: True if its boxes belong to the same choice as those of an earlier blank
    variable the name of the variable of a template; empty for a form that is none. All places of the variable are its spots
    rows     for a column of rows that repeat, or a sum below one: the rows. The spots of a column are its cells, row by row
    sum_of   for a sum: the label of its column; empty for any other blank
    is_cells True if each of its spots is a cell for one character of the value
    """

    kind: BlankKind
    label: str
    words: str
    place: str
    spots: tuple[Spot, ...] = field(default=(), repr=False)
    options: tuple[str, ...] = ()
    unit: str = ""
    hint: str = ""
    lines: int = 1
    columns: int = 0
    group: str = ""
    by: str = ""
    kinds: tuple[StampKind, ...] = ()
    at: FormParagraph | None = field(default=None, repr=False)
    goes_on: bool = False
    variable: str = ""
    rows: FoundRows | None = None
    sum_of: str = ""
    is_cells: bool = False


SPACES = " \t\u3000\xa0\u2002\u2003\u2009\n"
_NUMBERING = re.compile(
    r"^(?:第[一二三四五六七八九十百\d]{1,3}[条章节款]|[（(][\d一二三四五六七八九十]{1,3}[）)]|[\d一二三四五六七八九十]{1,3}[、.．)）]|[①-⑳]|附表?\d*[、：:])"
)
_BRACKETS = re.compile(r"[（(【\[]([^（）()【】\[\]]*)[）)】\]]")
_HINT_WORDS = re.compile(
    r"字|例|如[：:]?|必填|选填|请|不超过|以内|以上|可|限|单位[：:]|^(?:万|亿|千|百)?元$|平方米|㎡|^%$|另附|附页|打[√勾]|勾选|"
    r"填写|复印件|相应|任选|多选|单选|^\d.*字"
)
_MARKS = re.compile(r"[*＊★※：:;；,，_]+$|^[*＊★※]+")


_WHITE = re.compile(r"(?<=[A-Za-z])[\s\u3000]+(?=[A-Za-z])|(?P<apart>[\s\u3000_＿]+)")


def squeezed(text: str) -> str:
    """The text without white space and without lines to write on. Between two words in Latin letters one space stays."""
    return _WHITE.sub(lambda found: "" if found["apart"] else " ", text)


OFFERED = re.compile(r"(?:是[/／、]否|有[/／、]无|男[/／、]女|同意[/／、]不同意|合格[/／、]不合格|已婚[/／、]未婚)")
"""Two words of which one is chosen, without boxes: printed in the place itself (`是/否`), or in brackets behind a label."""


def offered(text: str) -> tuple[str, ...]:
    """The two words that a text offers and nothing else; none if it is no such text."""
    words = squeezed(text)
    return tuple(re.split("[/／、]", words)) if OFFERED.fullmatch(words) else ()


def plain_label(text: str) -> tuple[str, str]:
    """A label without numbering, marks and hints in brackets; and the hints."""
    label, hints = squeezed(text), []
    for found in _BRACKETS.finditer(label):
        if _HINT_WORDS.search(found[1]) or OFFERED.fullmatch(found[1]) or len(re.findall("[/／]", found[1])) > 1:
            hints.append(found[1])
            label = label.replace(found[0], "")
    before = None
    while before != label:
        before = label
        label = _MARKS.sub("", _NUMBERING.sub("", label))
    return label, "；".join(hints)
