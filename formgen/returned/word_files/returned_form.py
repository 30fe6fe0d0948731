"""Reads a returned file against one form: the value of each slot, and what was changed of the form's own words.

The value of a place is all that stands in it, less the form's own words: so it does not matter whether somebody typed in a
slot, beside it, in a second paragraph, or in a file whose controls are gone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import pairwise

from formgen.foundation.problems import Problem, error, warning
from formgen.intake.places import file_place, shown, shown_value
from formgen.render.long_values.continuation import read_form
from formgen.render.word.package import WordPackage, attribute
from formgen.render.word.slots import BOOKMARK, find_places
from formgen.returned.word_files.alignment import DATE_SIGNS, AlignedRows, align
from formgen.returned.word_files.form_rows import (
    FIRST_MARK,
    FoldedText,
    TextRow,
    file_rows,
    fold,
    is_mark,
    template_rows,
)
from formgen.returned.word_files.values.matching import texts_at_marks, with_texts
from formgen.returned.word_files.values.parted_lines import with_joined_lines
from formgen.returned.word_files.values.printed_units import (
    PrintedUnit,
    beside_label,
    in_unit,
    is_number,
    money_unit,
    unit_behind,
)
from formgen.returned.word_files.values.typed_values import SPACES, value_of
from formgen.scheme.models import Form
from formgen.scheme.slots import RowSlot, Slot

SAME_FORM = 0.5
"""The share of a form's own rows that a file must have to be this form."""
_ROW_NUMBER = re.compile(r"[\W第]{0,3}(?:\d*|[一二三四五六七八九十]{0,3})[\W号]{0,3}")
"""What may stand in the place of a row's number: `（1）`, or nothing."""
_PLACES_OF_DATE = re.compile("[\ue000-\uf8ff]年[\ue000-\uf8ff]月[\ue000-\uf8ff]日")
"""A cell with the three places of a date and their signs alone."""
_LONGEST_UNIT = 4
"""Characters of a unit behind a place that somebody may type over. Longer words are more than a unit."""
_REMARK = re.compile(r"[（(].*[）)]", re.DOTALL)


@dataclass(frozen=True)
class ReadText:
    """What stands in a slot of a returned file, and where. unit: the unit of money that the form prints for it (`万元`); empty if none."""

    slot: Slot
    text: str = field(repr=False)
    place: str
    unit: str = ""


@dataclass(frozen=True)
class ReturnedForm:
    """A returned file as it was read: the form that it is, the texts of its slots in order, and what is wrong with it."""

    form: Form
    file: str
    texts: tuple[ReadText, ...] = field(repr=False)
    problems: tuple[Problem, ...]


def recognised(forms: Sequence[Form], rows: Sequence[TextRow], issued: str = "") -> Form | None:
    """The form that a file is, by the form's own words; None if it is none of these.

    issued: the id of the form that it was issued as, which counts if it still has the words of that form; empty if unknown
    """
    for form in forms:
        if form.id == issued and share_of(template_rows(form), rows) >= SAME_FORM:
            return form
    shares = [(share_of(template_rows(form), rows), -number, form) for number, form in enumerate(forms)]
    best = max(shares, key=lambda one: one[:2], default=None)
    return best[2] if best is not None and best[0] >= SAME_FORM else None


def share_of(template: Sequence[TextRow], rows: Sequence[TextRow]) -> float:
    """The share of a template's own words that a file has; longer rows count more."""
    text = "\n".join(row.whole.text for row in rows)
    own = [row.words for row in template if row.words]
    lengths = [min(sum(map(len, words)), 30) for words in own]
    there = [length for words, length in zip(own, lengths, strict=True) if all(one in text for one in words)]
    return sum(there) / max(1, sum(lengths))


def read_returned(
    form: Form, package: WordPackage, rows: Sequence[TextRow], file: str, template: Sequence[TextRow] | None = None
) -> ReturnedForm:
    """Read a file as this form. file: its name, for places. template: the form's own rows; None for those of its template as it is."""
    return _Reader(form, package, rows, file, template_rows(form) if template is None else template).read()


class _Reader:
    def __init__(
        self, form: Form, package: WordPackage, rows: Sequence[TextRow], file: str, template: Sequence[TextRow]
    ) -> None:
        self.form, self.package, self.file = form, package, file
        self.rows = rows
        self.aligned = align(template, rows)
        self.problems: list[Problem] = []
        self.texts: dict[int, ReadText] = {}
        self.typed_over: dict[int, str] = {}
        """The places whose printed unit is gone, and that unit."""
        self.has_sheets = any("_continued" in (attribute(one, "name") or "") for one in package.document.iter(BOOKMARK))

    def read(self) -> ReturnedForm:
        self.aligned = with_joined_lines(self.aligned, self.rows, self.form.slots)
        for template, returned in self.aligned.pairs:
            self._row(template, returned)
        self._take_moved()
        self._take_paragraphs()
        self._take_rows()
        self._compare()
        if self.has_sheets:
            self._take_sheets()
        texts = tuple(self.texts[number] for number in sorted(self.texts))
        return ReturnedForm(self.form, self.file, texts, tuple(self.problems))

    def _place(self, row: TextRow, words: str = "") -> str:
        return f"{row.place}「{shown(words, 16)}」" if words else row.place

    def _row(self, template: TextRow, returned: TextRow) -> None:
        if not template.marks:
            if template.whole.text != returned.whole.text:
                self._changed(template, returned)
            return
        found = self._matched(template, returned)
        if found is None:
            found = self._by_control(template)
            if with_texts(template, found) != returned.whole.text:
                self._changed(template, returned)
        for number, text in found.items():
            if number >= len(self.form.slots):  # the number of a row, which no slot holds
                if not _ROW_NUMBER.fullmatch(fold(text).text):
                    self._beside(returned, fold(text))
                continue
            slot = self.form.slots[number]
            place = self._place(returned, slot.label)
            value = value_of(slot, text)
            if number in self.texts and self._is_said_otherwise(number, value, place):
                continue
            unit = _unit_of(template, number, slot) if value else None
            before = template.whole.text.partition(chr(FIRST_MARK + number))[0]
            if unit is not None:
                value, finding = in_unit(value, unit, slot)
            else:
                finding = beside_label(value, before, slot)
            if finding is not None:
                self.problems.append(finding.problem(slot.label, file_place(self.file, place)))
            if number in self.typed_over and is_number(text):
                message = f"表上印的「{self.typed_over[number]}」不在了，照原来印的读了"
                where = file_place(self.file, place)
                self.problems.append(warning("returned.unit", slot.label, where, message, "核对这一项的单位"))
            self.texts[number] = ReadText(slot, value, place, money_unit(unit, before, slot))

    def _is_said_otherwise(self, number: int, value: str, place: str) -> bool:
        """True if a place that a template has several times has its value already. It is told where the two are not alike."""
        before = self.texts[number]
        if value and before.text and fold(value).text != fold(before.text).text:
            message = f"与〔{before.place}〕写的不一样"
            where = file_place(self.file, place)
            self.problems.append(error("returned.differs", before.slot.label, where, message, "核对后改成一样的"))
        return bool(before.text)

    def _matched(self, template: TextRow, returned: TextRow) -> dict[int, str] | None:
        """The text at each mark of a row, cell by cell; if the cells are others now, in the row as a whole."""
        if len(template.cells) == len(returned.cells):
            found: dict[int, str] = {}
            typed = ""  # in the cell of a label, behind its words
            for cell, other in zip(template.cells, returned.cells, strict=True):
                matched = texts_at_marks(cell, other, self.form.slots)
                if matched is None and not cell.text:
                    self._beside(returned, other)
                    continue
                if matched is None and not _is_marked(cell) and other.text.startswith(cell.text):
                    if typed:
                        break
                    typed = other.original(len(cell.text), len(other.text)).strip(SPACES + "：:\n")
                    if _REMARK.fullmatch(typed):  # `姓名（必填）` is another label
                        return None
                    typed = typed if any(map(str.isalnum, typed)) else ""
                    continue
                if matched is None:
                    matched = self._typed_over(cell, other)
                if matched is None:
                    break
                if typed and matched:
                    first = min(matched)
                    if self._is_filled(first, matched[first]):
                        break
                    matched, typed = matched | {first: typed}, ""
                found |= matched
            else:
                if not typed:
                    return found
            if typed:
                return None
        return texts_at_marks(template.whole, returned.whole, self.form.slots)

    def _typed_over(self, cell: FoldedText, other: FoldedText) -> dict[int, str] | None:
        """What was typed over all that a cell prints: over a unit behind its place, or over 年, 月 and 日. None for any other cell."""
        if not is_mark(cell.text[:1]) or chr(FIRST_MARK + len(self.form.slots)) in cell.text:
            return None
        first, *others = [ord(one) - FIRST_MARK for one in cell.text if is_mark(one)]
        printed = "".join(one for one in cell.text if not is_mark(one))
        if others and _PLACES_OF_DATE.fullmatch(cell.text):
            return {first: other.whole, **dict.fromkeys(others, "")}
        unit = unit_behind(cell.text, 0, self.form.slots[first])
        if others or unit is None or unit.words != printed or len(printed) > _LONGEST_UNIT:
            return None
        self.typed_over[first] = printed
        return {first: other.whole}

    def _beside(self, returned: TextRow, cell: FoldedText) -> None:
        """Tell what was typed into a cell that is no place of the form."""
        message = f"比表多出「{shown_value(cell.whole, 20)}」，没有读"
        place = file_place(self.file, self._place(returned))
        self.problems.append(warning("returned.added", "", place, message, "要填的内容，写在表上的栏目里"))

    def _is_filled(self, number: int, text: str) -> bool:
        """True if a place holds a value; the number of a row is none."""
        return number < len(self.form.slots) and bool(value_of(self.form.slots[number], text))

    def _by_control(self, template: TextRow) -> dict[int, str]:
        """What the slots' own controls or bookmarks hold, where the words around them were changed."""
        places = find_places(self.package.document, self.form.slots)
        return {
            number: place.text
            for number in template.marks
            if number < len(places) and (place := places[number]) is not None
        }

    def _changed(self, template: TextRow, returned: TextRow) -> None:
        was, now = "…".join(template.words), returned.whole.text if not template.marks else ""
        told = f"改成了「{shown_value(now, 30)}」" if now else "改动了"
        self._report("returned.words-changed", template, returned, f"表上印的「{shown(was, 30)}」{told}")

    def _report(self, code: str, template: TextRow, returned: TextRow, message: str) -> None:
        place = file_place(self.file, self._place(returned))
        self.problems.append(
            error(code, "", place, message, f"请对方用原来的{self.form.annex}重新填写，表上印的字不要改")
        )

    def _take_moved(self) -> None:
        """Read rows of tables that stand elsewhere now, each of which can be only one row of the form."""
        lost = [row for row in self.aligned.lacking if row.table and self._is_told_by_words(row)]
        for row in lost:
            fits = [
                one
                for one in self.aligned.added
                if one.table and len(one.cells) == len(row.cells) and self._matched(row, one) is not None
            ]
            if len(fits) != 1 or sum(one.words == row.words for one in lost) != 1:
                continue
            self._row(row, fits[0])
            message = f"「{shown(self.form.slots[row.marks[0]].label, 20)}」这一行换了位置，照内容读了"
            place = file_place(self.file, self._place(fits[0]))
            self.problems.append(warning("returned.moved", "", place, message, "核对这一行"))
            self._without({id(fits[0])})
            left = tuple(one for one in self.aligned.lacking if one is not row)
            self.aligned = replace(self.aligned, lacking=left)

    def _is_told_by_words(self, row: TextRow) -> bool:
        """True for a row with places that has words of its own beside the signs of a date, and is no row of a list."""
        return bool(row.marks) and len("".join(row.words).strip("年月日")) > 1 and not self._is_row(row)

    def _take_paragraphs(self) -> None:
        """Add paragraphs that were begun within a value that stands at the end of a paragraph outside tables."""
        ends = {
            id(returned): template.marks[-1]
            for template, returned in self.aligned.pairs
            if not template.table and template.marks and is_mark(template.whole.text[-1])
        }
        added = {id(row) for row in self.aligned.added if not row.table and row.whole.text}
        taken = set()
        for before, row in pairwise(self.rows):
            number = ends.get(id(before))
            if number is not None and id(row) in added and number in self.texts:
                ends[id(row)] = number
                one = self.texts[number]
                text = "\n".join((one.text, value_of(one.slot, row.whole.whole)))
                self.texts[number] = replace(one, text=text)
                taken.add(id(row))
        self._without(taken)

    def _take_rows(self) -> None:
        """Add the further lines of a value that takes several rows of its table: they stand below it, in rows without a label."""
        begun = {
            id(returned): template.marks[-1]
            for template, returned in self.aligned.pairs
            if template.table and template.marks and self.form.slots[template.marks[-1]].rows > 1
        }
        added = {id(row) for row in self.aligned.added if row.table}
        taken = set()
        for before, row in pairwise(self.rows):
            number = begun.get(id(before))
            if number is None or id(row) not in added or row.table != before.table or number not in self.texts:
                continue
            if len(row.cells) == len(before.cells) and not any(cell.text for cell in row.cells[:-1]):
                begun[id(row)] = number
                one = self.texts[number]
                # The space between two words is at the end of the first line: what was read of that line is without it.
                gap = " " if before.cells[-1].whole.endswith(" ") else ""
                text = gap.join((one.text, value_of(one.slot, row.cells[-1].whole)))
                self.texts[number] = replace(one, text=text.strip())
                taken.add(id(row))
        self._without(taken)

    def _without(self, taken: Set[int]) -> None:
        """Take rows out of those that were added to the form. taken: their identities."""
        left = tuple(row for row in self.aligned.added if id(row) not in taken)
        self.aligned = replace(self.aligned, added=left)

    def _compare(self) -> None:
        """What is lacking of the form, and what was added to it."""
        aligned: AlignedRows = self.aligned
        for row in aligned.lacking:
            if not (row.words or (row.table and row.marks)) or self._is_row(
                row
            ):  # nothing stands there, or it is a row of a list
                continue
            words = "…".join(row.words) or "、".join(self.form.slots[mark].label for mark in row.marks)
            message = f"少了表上的「{shown(words, 30)}」"
            remedy = f"请对方用原来的{self.form.annex}重新填写，不要删行"
            self.problems.append(error("returned.words-missing", "", file_place(self.file), message, remedy))
        if self.has_sheets:
            return
        lists = {row.table for row in aligned.lacking if self._is_row(row)}
        for row in aligned.added:
            if not row.whole.text:
                continue
            if row.table in lists:
                place = file_place(self.file, self._place(row))
                message = "名单的这一行，格子和表上的不一样，没有读"
                self.problems.append(error("returned.row", "", place, message, "照表上的格子填，不要合并、拆分"))
                continue
            twins = [pair for pair in aligned.pairs if self._is_twin(pair[0], row)]
            if twins and all(one.whole.text != row.whole.text for _, one in twins):
                label = self.form.slots[twins[0][0].marks[0]].label
                message = f"「{shown(label, 20)}」有两行，内容不一样"
                place = file_place(self.file, self._place(row))
                self.problems.append(error("returned.twice", label, place, message, "核对后删掉多出的一行"))
                continue
            message = f"比表多出「{shown_value(row.whole.whole, 20)}」，没有读"
            place = file_place(self.file, self._place(row))
            self.problems.append(warning("returned.added", "", place, message, "要填的内容，写在表上的栏目里"))

    def _is_twin(self, template: TextRow, row: TextRow) -> bool:
        """True if a row that was added has the words of a row of the form, and nothing before them."""
        slots = [mark for mark in template.marks if mark < len(self.form.slots)]
        if set(template.words) <= DATE_SIGNS or not slots or bool(template.table) != bool(row.table):
            return False
        return texts_at_marks(template.whole, row.whole, self.form.slots) is not None

    def _is_row(self, row: TextRow) -> bool:
        """True for a row of a list, which may have been deleted."""
        return any(mark < len(self.form.slots) and isinstance(self.form.slots[mark], RowSlot) for mark in row.marks)

    def _take_sheets(self) -> None:
        """The texts that go on on continuation sheets, by their tags: they stand in no row of the template."""
        for number, (slot, one) in enumerate(
            zip(self.form.slots, read_form(self.form, self.package.document), strict=True)
        ):
            if self.form.goes_on(slot.field) and slot.part is None and one.text and number in self.texts:
                self.texts[number] = ReadText(slot, one.text, self.texts[number].place)


def _unit_of(template: TextRow, number: int, slot: Slot) -> PrintedUnit | None:
    """The unit that is printed behind a place of a row."""
    mark = chr(FIRST_MARK + number)
    cell = next(cell.text for cell in template.cells if mark in cell.text)
    return unit_behind(cell, cell.index(mark), slot)


def _is_marked(cell: FoldedText) -> bool:
    """True if a cell of a template has a place in it."""
    return any(map(is_mark, cell.text))


def rows_of(package: WordPackage) -> tuple[TextRow, ...]:
    """The rows of a returned file. Raises ValueError if its structure can't be read."""
    try:
        return file_rows(package)
    except (KeyError, AttributeError, TypeError) as fault:
        raise ValueError("no structure") from fault
