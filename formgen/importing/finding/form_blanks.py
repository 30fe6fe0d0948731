"""Finds the blanks of a form: the empty cells of its tables with their labels, and the blanks within its lines of text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lxml import etree

from formgen.importing.blanks import BlankKind, FoundBlank, Spot, StampKind, offered, plain_label, squeezed
from formgen.importing.finding.cell_labels import LONGEST_LABEL, NOTE, PHOTO, CellLabel, TableLabels, is_head, one_line
from formgen.importing.finding.choice_lines import notes_of
from formgen.importing.finding.line_blanks import line_blanks
from formgen.importing.finding.line_patterns import ADDRESS, CAPITALS, DATE_AT_END, GAP, STAMP, UNIT, is_date
from formgen.importing.finding.line_reading import Around
from formgen.importing.finding.writing_boxes import (
    LINE,
    box_spot,
    columns_of,
    headed_cell,
    lines_of,
    room_below,
    together,
)
from formgen.importing.label_words import ends_with_organisation
from formgen.importing.word_text import CELL, FormLine, FormParagraph, GridCell, GridTable, WordForm
from formgen.render.word.blank_texts import BOXES

TALL = 1400
"""The least height of a row, in twentieths of a point, whose empty cell is a box for several lines: 2.5 cm."""
_ABOVE_BOXES = re.compile(r"(?P<words>[^：:，。；□（(]{2,24})(?:[：:]?\s*[（(][^（）()]*[）)][：:]?|[：:])$")
"""The words above a row of boxes that say what they are for: `委托权限：（请在□内打√）`."""
LONGEST_PICTURE = 40
"""The most characters of the words in, or beside, a box for a picture."""
LONGEST_SIGNED = 16
"""The most characters of a line that is nothing but a place to sign."""
_PROMISE = re.compile("承诺|声明|申明|保证|诚信")
_ADDRESS_CELL = re.compile(rf"^(?:{GAP}+{ADDRESS}){{2,}}{GAP}*$")
_SEAL: tuple[StampKind, ...] = ("seal",)
_SIGNATURE: tuple[StampKind, ...] = ("signature",)
_HINT = re.compile(
    r"^[（(【\[](?!.*[）)].*[（(]).*[）)】\]]$|^(?:请|例如|例[：:]|[示样范]例|如[：:]|填写|不超过|限\d|可另附|\d+字)"
    r"|[（(](?:[示样范]?例)[）)]$",
    re.DOTALL,
)
"""What a cell to be filled in says of how to fill it in, or an example of it: whatever stands there, a value replaces it."""
_HEAD = re.compile(rf"^(?P<words>(?:(?![：:]{GAP}{{2,}}).){{2,60}}?)[：:]\s*$", re.DOTALL)
_SECTION = re.compile(r"(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．])\s*[^，。；：:]{2,30}")
"""A numbered heading; below it is a box if empty lines follow."""
_OPINION = re.compile(
    r"意见|评语|评价|结论|鉴定|审核|审批|审查|推荐|承诺|声明|说明|情况|理由|记录|简介|内容|总结|计划|措施|建议|小结"
)


def find_blanks(form: WordForm) -> tuple[FoundBlank, ...]:
    """Every blank of a form, in the order of the file."""
    found: list[FoundBlank] = []
    parts, number = form.parts, 0
    above = ""
    for index, part in enumerate(parts):
        if isinstance(part, GridTable):
            headed = headed_cell(part, parts[index - 1] if index else None, number, found)
            found += _TableBlanks(part).found() if headed is None else [headed]
            continue
        number += 1
        following = parts[index + 1] if index + 1 < len(parts) else None
        beginning = squeezed(part.text)[:10]
        for line in part.lines:
            if not line.is_blank:
                last = _is_last(line, part, following)
                around = Around(place=f"第{number}段「{beginning}」", last=last)
                if line.text.strip().startswith(tuple(BOXES)) and (head := _ABOVE_BOXES.match(above)):
                    around = replace(around, label=plain_label(head["words"])[0], words=head["words"])
                found += line_blanks(line, around)
                above = line.text.strip()
        room = room_below(part, parts[index + 1 :])
        if room is not None and not (found and found[-1].at is part) and _SECTION.fullmatch(part.text.strip()):
            after = parts[min(index + 2 + len(room.joined), len(parts) - 1)]
            if not isinstance(after, GridTable):
                label, hint = plain_label(part.text)
                place, lines = f"第{number}段「{beginning}」", 1 + len(room.joined)
                words = next(line.text.strip() for line in part.lines if not line.is_blank)
                section = FoundBlank(BlankKind.LONG, label, words, place, (room,), at=part)
                found.append(replace(section, hint=hint, lines=lines, columns=30))
        elif room is not None and found and found[-1].at is part:
            spot = found[-1].spots[-1] if found[-1].spots else None
            if spot is not None and spot.start == spot.end == len(part.text) and spot.part is None:
                found[-1] = replace(
                    found[-1], kind=BlankKind.LONG, spots=(room,), lines=1 + len(room.joined), columns=30
                )
    return tuple(_without_outer(found))


def _without_outer(blanks: Sequence[FoundBlank]) -> Iterator[FoundBlank]:
    """The blanks without those of empty cells that hold a table with blanks of its own."""
    cells = [cells_of(blank) for blank in blanks]
    outer = {id(cell) for own in cells for cell in own[1:]}
    for blank, own in zip(blanks, cells, strict=True):
        if not (own and id(own[0]) in outer and blank.kind in (BlankKind.CELL, BlankKind.LONG)):
            yield blank


def element_of(blank: FoundBlank) -> etree._Element | None:
    """The paragraph that a blank stands in, or begins in."""
    paragraph = blank.spots[0].paragraph if blank.spots else blank.at
    return None if paragraph is None else paragraph.element


def cells_of(blank: FoundBlank) -> list[etree._Element]:
    """The cells that a blank stands in, the innermost first."""
    element = element_of(blank)
    return [] if element is None else [one for one in element.iterancestors() if one.tag == CELL]


def _is_last(line: FormLine, part: FormParagraph, following: object) -> bool:
    """True if a label at the end of this line has its place behind it, and is not the heading of what follows."""
    words = squeezed(line.text)
    if line is not part.lines[-1] or re.search(rf"[：:](?:\t|{GAP}{{3,}})\s*$", line.text):
        return True
    if len(words) > 30 and ("，" in words or "。" in words):
        return False
    if not isinstance(following, FormParagraph):
        return len(words) <= 20
    after = squeezed(following.text)
    return not re.match(r"[（(]?[\d一二三四五六七八九十①②③]{1,3}[）)、.．]", after) or bool(re.search(r"[：:]$", after))


class _TableBlanks:
    """The blanks of one table."""

    def __init__(self, table: GridTable) -> None:
        self.table = table
        self.rows = table.rows
        self.labels = TableLabels(table)

    def found(self) -> Iterator[FoundBlank]:
        for row in self.rows:
            blanks = [
                blank for index, cell in enumerate(row) if not cell.merged for blank in self._cell(row, index, cell)
            ]
            yield from _joined_choices(blanks)

    def _place(self, row: Sequence[GridCell], index: int) -> str:
        return f"表{self.table.number}第{row[0].row + 1}行第{index + 1}格"

    def _cell(self, row: Sequence[GridCell], index: int, cell: GridCell) -> Iterator[FoundBlank]:
        place, words = self._place(row, index), squeezed(cell.text)
        if not cell.paragraphs:
            return
        if PHOTO.search(words) and len(words) <= LONGEST_PICTURE and not self._blank_to_the_right(row, index):
            yield _picture(plain_label(cell.text)[0] or "照片", cell, place)
            return
        if not words or (_HINT.search(words) and self.labels.label(row, index, cell).plain and not STAMP.search(words)):
            yield from self._empty(row, index, cell, place)
            return
        if NOTE.match(words):
            yield from self._below_note(cell, place)
            return
        if _ADDRESS_CELL.match(cell.text) and (label := self.labels.label(row, index, cell)).plain:
            spot = Spot(cell.paragraphs[0], 0, len(cell.paragraphs[0].text))
            yield FoundBlank(*(BlankKind.CELL, label.plain, label.words, place, (spot,)), group=label.group)
            return
        if offered(words) and len(cell.paragraphs) == 1 and (label := self.labels.label(row, index, cell)).plain:
            spot = Spot(cell.paragraphs[0], 0, len(cell.paragraphs[0].text))
            yield FoundBlank(
                *(BlankKind.CHOICE, label.plain, label.words, place, (spot,)),
                options=offered(words),
                hint=label.hint,
                group=label.group,
            )
            return
        yield from self._written(row, index, cell, place)

    # ------------------------------------------------------------------------------------------- empty cells

    def _empty(self, row: Sequence[GridCell], index: int, cell: GridCell, place: str) -> Iterator[FoundBlank]:
        label = self.labels.label(row, index, cell)
        if not label.plain:
            left = self.labels.origin(row[index - 1]) if index else None
            if left is not None and PHOTO.search(words := squeezed(left.text)) and len(words) <= LONGEST_PICTURE:
                yield replace(_picture(plain_label(left.text)[0] or "照片", cell, place), words=one_line(left))
            return
        sign = STAMP.search(label.whole + " ")
        bracketed = bool(sign) and label.whole.rstrip()[-1:] in "）)"
        if sign and (bracketed or not label.plain.endswith(("人", "日期", "时间"))) and len(label.plain) <= 24:
            kinds = (*_SEAL * ("章" in sign["word"]), *_SIGNATURE * ("签" in sign["word"]))
            by = plain_label(label.whole[: sign.start()])[0]
            yield FoundBlank(
                BlankKind.STAMP,
                label.plain,
                label.words,
                place,
                by=by or label.plain,
                kinds=kinds,
                at=cell.paragraphs[0],
            )
            if bracketed and kinds == _SEAL and (by.endswith(("名称", "全称")) or ends_with_organisation(by)):
                # `单位名称（盖章）`: a name is written, and the seal set on it
                spot = Spot(cell.paragraphs[0], 0, len(cell.paragraphs[0].text))
                yield FoundBlank(BlankKind.CELL, by, label.words, place, (spot,), columns=columns_of(cell))
            return
        merges = self.labels.goes_on(cell)
        if merges and index and not squeezed(row[index - 1].text) and not self.labels.head_of(row, cell):
            yield _picture("照片", cell, place)
            return
        if PHOTO.search(label.plain) and cell.height >= TALL:
            yield replace(_picture(label.plain, cell, place), words=label.words)
            return
        hint = "；".join(part for part in (label.hint, squeezed(cell.text)) if part)
        box = cell.height >= TALL or len(cell.lines) >= 4
        text = bool(squeezed(cell.text))
        whole = Spot(cell.paragraphs[0], 0, len(cell.paragraphs[0].text))
        spot = whole if text else box_spot(cell.lines)
        lines = lines_of(spot)
        if box and not text:
            lines = max(lines, (cell.height or 0) // LINE)
        yield FoundBlank(
            BlankKind.LONG if box else BlankKind.CELL,
            *(label.plain, label.words, place, (spot,)),
            options=offered(hint),
            hint=hint,
            lines=max(1, lines),
            columns=columns_of(cell),
            group=label.group,
        )

    def _blank_to_the_right(self, row: Sequence[GridCell], index: int) -> bool:
        return index + 1 < len(row) and not row[index + 1].merged and not squeezed(row[index + 1].text)

    # ------------------------------------------------------------------------------------------- cells with words

    def _written(self, row: Sequence[GridCell], index: int, cell: GridCell, place: str) -> Iterator[FoundBlank]:
        whole = squeezed(cell.text)
        value = (
            is_date(cell.text) or bool(UNIT.match(cell.text)) or whole[:1] in BOXES or bool(CAPITALS.search(cell.text))
        )
        signed = _is_signed_only(cell) and not self._blank_to_the_right(row, index)
        label = self.labels.label(row, index, cell, value or signed)
        if signed and not label.plain:
            label = self.labels.above(cell)
        alone = len([one for one in row if not one.merged]) == 1 or (cell.span >= 4 and index > 0 and not label.plain)
        is_value = bool(label.plain) and value
        blank_right = self._blank_to_the_right(row, index)
        if is_head(row, self.labels) and not is_value:
            return
        around = Around(label.plain, label.words, place, True, True, notes=notes_of(cell.lines) + label.whole)
        box = None if is_value else self._box(cell, label, alone, blank_right, place)
        if box is not None:
            yield replace(box, group=label.group)
            around = replace(around, label=box.label, words=box.words)
        for number, line in enumerate(cell.lines):
            if line.is_blank or (box is not None and box.at is line.paragraph and line.text.strip() == box.words):
                continue
            following = cell.lines[number + 1] if number + 1 < len(cell.lines) else None
            if (
                following is not None
                and following.text.strip().startswith(tuple(BOXES))
                and (head := _HEAD.match(line.text.strip()))
            ):
                # `受理意见：` above a row of boxes is its label
                around = replace(around, label=plain_label(head["words"])[0], words=line.text.strip())
                continue
            open_end = following is None or following.is_blank or bool(re.search("[：:]", following.text))
            has_blank = is_value or whole[:1] in BOXES or re.search(rf"_|[：:]{GAP}{{2,}}\S", line.text)
            if blank_right and len(whole) <= LONGEST_LABEL and not has_blank:
                continue  # the cell is the label of the blank cell at its right
            for blank in line_blanks(line, replace(around, last=not blank_right and open_end)):
                if blank.kind is BlankKind.STAMP:
                    if self._is_label_of_a_stamp(row, index, line.text):
                        continue
                    around = replace(around, stamp=blank)
                group = label.plain if label.plain and label.plain != blank.label and not is_value else label.group
                yield replace(blank, group=group, columns=blank.columns or columns_of(cell))

    def _below_note(self, cell: GridCell, place: str) -> Iterator[FoundBlank]:
        """The blanks below a note in the same cell: from the first line that is signed, stamped, dated, or has a line to write on."""
        lines = [line for line in cell.lines if not line.is_blank]
        opens = (STAMP.search(line.text + " ") or is_date(line.text) or "__" in line.text for line in lines)
        first = next((number for number, one in enumerate(opens) if one and number), len(lines))
        around = Around("", "", place, True, True)
        for line in lines[first:]:
            for blank in line_blanks(line, around):
                around = replace(around, stamp=blank) if blank.kind is BlankKind.STAMP else around
                yield replace(blank, columns=columns_of(cell))

    def _is_label_of_a_stamp(self, row: Sequence[GridCell], index: int, text: str) -> bool:
        """True if the place to sign is the blank cell at the right, which was found by itself."""
        return self._blank_to_the_right(row, index) and not re.search(r"[：:]\s*$", text)

    def _box(self, cell: GridCell, label: CellLabel, alone: bool, blank_right: bool, place: str) -> FoundBlank | None:
        """The box for a text of several lines in a cell that has words of its own; None if there is none."""
        lines = cell.lines
        texts = [squeezed(line.text) for line in lines]
        empty = [number for number, line in enumerate(lines) if line.is_blank]
        first = next((number for number, text in enumerate(texts) if text), None)
        if first is None:
            return None
        head_words = lines[first].text.strip()
        head = _HEAD.match(head_words)
        signed = bool(STAMP.search(cell.text.replace("\n", " ") + " ")) or bool(DATE_AT_END.search(lines[-1].text))
        after = [number for number in empty if number > first]
        opens = alone or (bool(head) and bool(after) and not blank_right)
        if (
            opens
            and not STAMP.search(head_words + " ")
            and (head or (len(after) >= 2 and len(texts[first]) <= LONGEST_LABEL))
        ):
            return self._headed_box(cell, first, after, signed, place)
        if not label.plain or not signed or STAMP.search(label.whole + " "):
            return None
        if first == 0 and not after and not STAMP.search(head_words + " ") and not is_date(head_words):
            return None
        if not empty and not _OPINION.search(label.plain):
            return None
        promise = (
            len(texts[first]) > 15
            and re.search("[，。]", texts[first])
            and not re.search("手[写抄]|抄[写录]", texts[first])
        )
        if _PROMISE.search(label.plain) and promise:
            return None  # the form's own words are what is promised
        run = together([number for number in empty if number < first] or after)
        spot = box_spot([lines[number] for number in run]) if run else Spot(lines[0].paragraph, 0, 0, above=True)
        return FoundBlank(
            BlankKind.LONG,
            *(label.plain, label.words, place, (spot,)),
            hint=label.hint,
            lines=lines_of(spot),
            columns=columns_of(cell),
        )

    def _headed_box(self, cell: GridCell, first: int, after: list[int], signed: bool, place: str) -> FoundBlank | None:
        """The box below the words that a cell begins with."""
        lines = cell.lines
        others = [line for line in lines[first + 1 :] if not line.is_blank]
        if others and not after and not signed:
            return None
        head_words = lines[first].text.strip()
        plain, hint = plain_label(head_words)
        if not plain or re.match(r"^(?:注|说明|附件|备注说明)$", plain):
            return None
        run = together(after)
        end = lines[first].start + len(lines[first].text)
        spot = box_spot([lines[number] for number in run]) if run else Spot(lines[first].paragraph, end, end)
        room = max(1, cell.height // LINE - len(others))
        return FoundBlank(
            BlankKind.LONG if run or cell.height >= 900 else BlankKind.INLINE,
            *(plain, head_words, place, (spot,)),
            hint=hint,
            lines=max(lines_of(spot), 1 if run else room),
            columns=columns_of(cell),
            at=lines[first].paragraph,
        )


def _is_signed_only(cell: GridCell) -> bool:
    """True for a cell with nothing but places to sign, to stamp and to date, and room above or beside them."""
    lines = [line.text for line in cell.lines if not line.is_blank]
    return (
        bool(lines)
        and len(lines) < len(cell.lines)
        and all(is_date(text) or (STAMP.search(text + " ") and len(squeezed(text)) <= LONGEST_SIGNED) for text in lines)
    )


def _picture(label: str, cell: GridCell, place: str) -> FoundBlank:
    """The box for a picture that a cell is. Its words, which the blank form keeps, are those of its first line that has any."""
    first, *others = cell.paragraphs
    words = next((line.text.strip() for line in cell.lines if not line.is_blank), "")
    spot = Spot(first, 0, len(first.text), joined=tuple(others))
    return FoundBlank(BlankKind.PHOTO, label, words, place, (spot,), at=first)


def _joined_choices(blanks: Sequence[FoundBlank]) -> list[FoundBlank]:
    """The blanks of a row, where rows of boxes with the same label and other options are one choice."""
    found = list(blanks)
    for place, one in enumerate(found):
        same = [
            number
            for number, other in enumerate(found)
            if other.kind is BlankKind.CHOICE and one.kind is BlankKind.CHOICE and one.label
            and (other.label, other.words) == (one.label, one.words)
        ]  # fmt: skip
        if len(same) < 2 or same[0] != place:
            continue
        own = [option for number in same if not found[number].goes_on for option in found[number].options]
        if len(set(own)) < len(own):  # the same options again: another choice
            continue
        for number in same:
            found[number] = replace(found[number], options=tuple(own), goes_on=number != place)
    return found
