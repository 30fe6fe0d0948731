"""The blanks within one line of text: lines to write on, `栏目：　　`, dates, boxes to tick, places for hands and seals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from formgen.importing.blanks import BlankKind, DatePart, FoundBlank, Spot, plain_label, squeezed
from formgen.importing.finding.choice_lines import choice_rows
from formgen.importing.finding.line_patterns import (
    ADDRESSEE,
    AFTER,
    BETWEEN_DATES,
    BRACKET,
    CAPITALS,
    COUNTED,
    CURRENCY,
    DATE,
    GAP,
    LEADING,
    LINE_TO_WRITE_ON,
    LONGEST_LABEL,
    MEASURED,
    MONTH_DAY,
    NO_LABEL,
    NUMBER_SIGN,
    OTHER,
    PARTS,
    PERIOD,
    PERIOD_OF,
    PERSON,
    ROW_OF_BOXES,
    RUNNING,
    SENTENCE,
    SIGN_ALONE,
    SPACED,
    STAMP,
    TIME_HINT,
    TIMED,
    UNIT,
    UNITS,
    WITHIN,
)
from formgen.importing.finding.said_beside import said_beside
from formgen.importing.label_words import ends_with_organisation
from formgen.importing.word_text import FormLine
from formgen.render.word.blank_texts import BOXES


@dataclass(frozen=True)
class Around:
    """What stands around a line: the label of its cell, where it stands, and whether it stands in a table.

    last  True if nothing follows in the cell or the next paragraph is a blank line of the same kind: a label at the end
          of the line then has its place behind it
    stamp the place to sign or stamp that stands before the line in the same cell: a date belongs to it
    notes the notes that count for all boxes of the cell: `（可多选）`
    """

    label: str = ""
    words: str = ""
    place: str = ""
    in_table: bool = False
    last: bool = True
    stamp: FoundBlank | None = None
    notes: str = ""


def line_blanks(line: FormLine, around: Around) -> Iterator[FoundBlank]:
    """The blanks of a line, from left to right."""
    yield from sorted(_Line(line, around).found(), key=lambda blank: blank.spots[0].start if blank.spots else 1 << 30)


class _Line:
    def __init__(self, line: FormLine, around: Around) -> None:
        self.paragraph, self.first, self.around = line.paragraph, line.start, around
        self.text = line.text
        self.choices = choice_rows(self.text, around.words + around.notes)
        self.taken = [False] * (len(self.text) + 1)

    def found(self) -> Iterator[FoundBlank]:
        yield from self._rows_of_boxes()
        yield from self._choices()
        self.stamps = stamps = list(self._stamps())
        yield from stamps
        yield from self._capitals()
        yield from self._times(stamps)
        yield from self._dates(stamps)
        yield from self._lines()

    def _blank(self, kind: BlankKind, label: str, words: str, spots: tuple[Spot, ...], **more: object) -> FoundBlank:
        name, hint = plain_label(label)
        words = words.strip()
        if words and words not in self.text:  # a label that stands apart: the form's own words have its spaces
            apart = re.search(r"[\s\u3000]*".join(map(re.escape, squeezed(words))), self.text)
            words = apart[0] if apart else words
        blank = FoundBlank(kind, name, words, self.around.place, spots, at=self.paragraph, hint=hint)
        return replace(blank, **more)  # type: ignore[arg-type]

    def _spot(self, start: int, end: int, part: DatePart | None = None) -> Spot:
        return Spot(self.paragraph, self.first + start, self.first + end, part)

    def _take(self, start: int, end: int) -> None:
        for place in range(start, end):
            self.taken[place] = True

    def _free(self, start: int, end: int) -> bool:
        return not any(self.taken[start:end])

    def _before(self, place: int) -> str:
        """The words directly before a place: back to a mark, two spaces, or a place that is taken."""
        start = place
        while start > 0 and not self.taken[start - 1] and not SENTENCE.match(self.text[start - 1]):
            start -= 1
        words = SPACED.sub(lambda label: squeezed(label[0]), self.text[start:place].rstrip(" \u3000\t：:"))
        parts = re.split(rf"{GAP}{{3,}}|[_＿]{{2,}}", words)
        words = parts[-1] or next((part for part in reversed(parts) if part.strip()), "")
        words = SIGN_ALONE.sub("", words) or words
        # `：` ends another label: what stands before it belongs to that one. So does a bracket that is still open, or only closed.
        words = re.split(r"[：:]", words)[-1] or words
        if start and self.taken[start - 1]:  # `自____起享受____`: that word ends the date before
            words = re.sub("^[起止至](?=..)", "", words)
        opened = max(words.rfind("（"), words.rfind("("))
        if opened >= 0 and not re.search(r"[）)]", words[opened:]):
            words = words[opened + 1 :] or words
        closed = re.match(r"^[^（(]*[）)]", words)
        return words[closed.end() :] if closed and closed.end() < len(words) else words

    def _rows_of_boxes(self) -> Iterator[FoundBlank]:
        """Boxes for one character each, without words between them: `邮政编码：□□□□□□`."""
        for row in ROW_OF_BOXES.finditer(self.text):
            words = self._before(row.start()) or self.around.words
            label = words if plain_label(words)[0] else self.around.label
            if plain_label(label)[0]:
                self._take(row.start(), row.end())
                yield self._blank(BlankKind.INLINE, label, words, (self._spot(row.start(), row.end()),))

    def _choices(self) -> Iterator[FoundBlank]:
        for row in self.choices:
            label = row.words if row.words and not UNIT.match(row.words) else self.around.label
            words = row.words if label == row.words else self.around.words
            if row.is_own:
                label = "·".join(part for part in (plain_label(label)[0], *row.options) if part)
            self._take(row.start, row.end)
            spots = (self._spot(row.start, row.end),)
            yield self._blank(BlankKind.CHOICE, label, words, spots, options=row.options, goes_on=row.goes_on)

    def _stamps(self) -> Iterator[FoundBlank]:
        for found in STAMP.finditer(self.text):
            if not self._free(*found.span()):
                continue
            word = squeezed(found["word"])
            before = self._before(found.start())
            by, _ = plain_label(before)
            if len(by) > LONGEST_LABEL:
                continue
            kinds: list[Literal["seal", "signature", "date"]] = []
            kinds += ["seal"] if "章" in word else []
            kinds += ["signature"] if "签" in word else []
            end = found.end()
            rest = re.match(rf"[*＊]*[：:]?(?P<gap>{GAP}*)", self.text[end:])
            gap = (end + rest.start("gap"), end + rest.end("gap")) if rest else (end, end)
            words = (before + found["word"]).strip()
            words = words if words in self.text else found["word"].strip()
            alone = len(STAMP.findall(self.text)) == 1  # several of them are a line to sign at the end of the form
            named = alone and by and ends_with_organisation(by) and "签" not in word and gap[1] - gap[0] >= 2
            bare = word[1:-1] if word[0] in "（(" else word
            label = (by or (self.around.label if len(bare) == 2 else "")) + bare
            yield self._blank(BlankKind.STAMP, label, words, (), by=by or self.around.label, kinds=tuple(kinds))
            room = re.search(rf"[：:](?P<gap>{GAP}{{2,}})$", self.text[: found.start()])
            if room and by and "签" not in word and self._free(*room.span("gap")):
                # `单位名称：　　　　（盖章）`: a name is written, and the seal set on it
                yield self._blank(BlankKind.INLINE, by, before, (self._spot(*room.span("gap")),))
                self._take(room.start("gap"), found.start())
            self._take(found.start() - len(before), gap[0])
            if named:
                self._take(*gap)
                yield self._blank(BlankKind.INLINE, by, before, (self._spot(*gap),))
            elif gap[1] > gap[0] and not re.match(r"[年\d]", self.text[gap[1] :]):
                self._take(*gap)

    def _dates(self, stamps: list[FoundBlank]) -> Iterator[FoundBlank]:
        found = [one for one in DATE.finditer(self.text) if self._free(*one.span()) and self._is_open(one)]
        period = len(found) > 1 or (found and MONTH_DAY.search(self.text, found[0].end()))
        begun = ""
        for number, one in enumerate(found):
            suffix = ("（起）", "（止）")[min(number, 1)] if period else ""
            yield from self._person_before(one)
            date = self._date(one, stamps, suffix)
            begun = begun or date.label.removesuffix(suffix)
            goes_on = number and BETWEEN_DATES.fullmatch(squeezed(self.text[found[number - 1].end() : one.start()]))
            yield replace(date, label=begun + suffix) if goes_on or date.label == f"日期{suffix}" else date
        start = found[-1].end() if found else 0
        for one in MONTH_DAY.finditer(self.text, start):
            if self._free(*one.span()):
                label, words = self._date_label(one.start(), stamps)
                self._take(*one.span())
                spot = self._spot(*one.span())
                yield self._blank(
                    BlankKind.DATE, label + ("（止）" if found else ""), words, (spot,), hint="填到日，如 7月8日"
                )

    def _capitals(self) -> Iterator[FoundBlank]:
        """Amounts in capitals between printed units."""
        for one in CAPITALS.finditer(self.text):
            if self._free(*one.span()) and re.search(GAP, one[0]):
                before = re.sub("(?:人民币|RMB)$", "", self._before(one.start()))
                label, words = (before, before) if plain_label(before)[0] else (self.around.label, self.around.words)
                label = label if "大写" in label else f"{label}（大写）"
                self._take(*one.span())
                yield self._blank(BlankKind.INLINE, label, words, (self._spot(*one.span()),))

    def _times(self, stamps: list[FoundBlank]) -> Iterator[FoundBlank]:
        """Dates with the time of day, each one text; two of them are the ends of a period."""
        found = [one for one in TIMED.finditer(self.text) if self._free(*one.span())]
        begun = ""
        for number, one in enumerate(found):
            label, words = self._date_label(one.start(), stamps)
            begun = begun or label
            gap = re.match(rf"{GAP}*", one[0])
            start = one.end() - len(one[0].lstrip(" \u3000\t")) - min(len(gap[0]) if gap else 0, 6)
            self._take(*one.span())
            suffix = ("（起）", "（止）")[min(number, 1)] if len(found) > 1 else ""
            spots = (self._spot(start, one.end()),)
            yield self._blank(BlankKind.INLINE, begun + suffix, words, spots, hint=TIME_HINT)

    def _is_open(self, found: re.Match[str]) -> bool:
        """True if a date is to be filled in: there is room in it, or it stands alone in its line."""
        room = len(found["month"]) + len(found["day"] or "")
        alone = squeezed(self.text) == "年月日"
        begun = re.fullmatch("(?:19|20|二[〇○零Oo0])?", squeezed(found["year"]))
        return room > 0 or alone or bool(found["year"] and begun)

    def _date(self, one: re.Match[str], stamps: list[FoundBlank], suffix: str) -> FoundBlank:
        label, words = self._date_label(one.start(), stamps)
        if one["day"] is None:
            spots: tuple[Spot, ...] = (self._spot(*one.span()),)
            hint = "填到月，如 2024年6月"
        else:
            hint, found, start = "", [], self._narrowed(one)
            for part in PARTS:
                begins = start if part == "year" else one.start(part)
                found.append(self._spot(begins, one.end(part), part))
            spots = tuple(found)
        self._take(*one.span())
        return self._blank(BlankKind.DATE, label + suffix, words, spots, hint=hint)

    def _person_before(self, date: re.Match[str]) -> Iterator[FoundBlank]:
        """The place of a name that ends where a date begins: `审核人：　　　　　年　月　日`. The name takes the first half of the gap."""
        gap = re.match(rf"{GAP}*", self.text[date.start() :])
        named = PERSON.search(self.text[: date.start()])
        room = len(gap[0]) if gap else 0
        if named is None or room < 4 or STAMP.search(named["words"] + " "):
            return
        start, end = date.start(), date.start() + room // 2
        self._take(start, end)
        yield self._blank(BlankKind.INLINE, named["words"], named["words"], (self._spot(start, end),))

    def _narrowed(self, one: re.Match[str]) -> int:
        """Where the year's place begins: of a long gap, which only moves the date to the right, its last part."""
        start, end = one.span("year")
        gap = re.search(rf"{GAP}*$", self.text[start:end])
        room = len(gap[0]) if gap else 0
        wide = 4 if "\u3000" in self.text[start:end] else 6  # a year is as wide as two Chinese characters
        most = wide if "_" not in self.text[start:end] else 40
        room = next((number for number in range(room) if self.taken[end - 1 - number]), room)
        if squeezed(self.text[start:end]):
            return start + len(self.text[start:end]) - len(self.text[start:end].lstrip(" \u3000\t"))
        return end - min(room, most)

    def _date_label(self, place: int, stamps: list[FoundBlank]) -> tuple[str, str]:
        before = re.sub(r"^[（(][^（）()]*[）)]$", "", self._before(place).strip(" \u3000\t—-"))
        before = re.sub("[至到]$", "", before)
        of_person = place < len(self.taken) and self.taken[place] and PERSON.search(self.text[:place])
        if len(before) > 1 and not UNIT.match(before) and not of_person:
            return re.sub("(?<=..)[自从由]$", "", before), before
        earlier = [stamp for stamp in stamps if stamp.words and self.text.find(stamp.words) < place]
        earlier = earlier or [stamp for stamp in (self.around.stamp,) if stamp is not None]
        if earlier:
            name = earlier[-1].label
            return (name if name.endswith(("日期", "时间")) else f"{name}日期"), earlier[-1].words
        period = None if of_person else PERIOD_OF.search(self.text[:place].rstrip(" \u3000\t_"))
        if period:
            return period["words"], period["words"]
        if self.around.label:
            label = self.around.label
            return (label if re.search(r"日期|时间|年月|期限|日$", label) else f"{label}日期"), self.around.words
        if named := PERIOD.findall(self.text[:place]):
            return named[-1], named[-1]
        return "日期", ""

    def _lines(self) -> Iterator[FoundBlank]:
        found: list[tuple[int, int, str]] = []
        for one in LINE_TO_WRITE_ON.finditer(self.text):
            found.append((*one.span(), ""))
        for one in BRACKET.finditer(self.text):
            found.append((*one.span(1), ""))
        for one in AFTER.finditer(self.text):
            found.append((*one.span(1), ""))
        found += [(*one.span("gap"), "other") for one in OTHER.finditer(self.text) if self.choices]
        for one in COUNTED.finditer(self.text):
            found.append((*one.span("gap"), one["word"]))
        for one in MEASURED.finditer(self.text):
            found.append((*one.span("gap"), ""))
        for pattern in (NUMBER_SIGN, CURRENCY) if self.around.in_table or "：" in self.text else ():
            found += [(*one.span("gap"), "") for one in pattern.finditer(self.text)]
        if RUNNING.search(self.text):
            found += [(*one.span("gap"), "") for one in WITHIN.finditer(self.text)]
        if self.around.in_table and self.around.label and (unit := UNIT.match(self.text)):
            start = unit.end("before") if unit["before"] else 0
            end = unit.start("unit")
            found.append((start, end, "unit"))
        if self.around.in_table and self.around.label and (leading := LEADING.match(self.text)):
            found.append((*leading.span("gap"), "leading"))
        end_before = 0
        for start, end, word in sorted(set(found), key=lambda one: (one[0], -one[1], not one[2], one[2])):
            if start < end_before or not self._free(start, max(end, start)):
                continue
            blank = self._inline(start, end, word)
            if blank is not None:
                end_before = max(end, start + 1)
                self._take(start, end)
                yield blank

    def _is_written(self, start: int, end: int) -> bool:
        """True if the line to write on has words on it: the form has filled it in itself."""
        characters = self.paragraph.characters
        places = (self.first + start - 1, self.first + end)
        beside = [characters[place] for place in places if 0 <= place < len(characters)]
        return "_" in self.text[start:end] and any(
            one.underlined and one.character.strip(" \t\u3000\xa0_＿") for one in beside
        )

    def _inline(self, start: int, end: int, word: str) -> FoundBlank | None:
        after = self.text[end:]
        unit = re.match(rf"[ \u3000]?({UNITS})(?![\u4e00-\u9fff])", after)
        words = self._before(start)
        label, _ = plain_label(words)
        gap = self.text[start:end]
        if start and self.taken[start - 1] and self.text[start - 1] in "：:":
            return None  # the place to sign or stamp
        if self._is_written(start, end):
            return None
        if word == "unit":
            label, words = self.around.label, self.around.words
            unit = re.match(r"\s*(.+?)\s*$", after)
        if word == "leading":
            label, words = self.around.label, self.around.words
        at_end = not after.strip(" \u3000\t_")
        colon = start > 0 and self.text[start - 1] in "：:"
        if colon and at_end and not self.around.in_table and ADDRESSEE.fullmatch(squeezed(self.text)):
            return None
        if colon and at_end and "_" not in gap and re.fullmatch(rf".*_{GAP}*[（(][^（()）]+[）)][：:]\s*", self.text):
            return None  # `______（受理单位名称）：` is one place, whose label stands behind it
        choice = next((one for one in self.choices if not self.text[one.end : start].strip("：: \u3000")), None)
        if choice is not None and choice.end <= start and ("_" in gap or word == "other" or unit or (colon and at_end)):
            # the words that a choice leaves room for: `□其他____`
            last = max(place for place in range(choice.start, choice.end) if self.text[place] in BOXES)
            name, around = choice.words or self.around.label, choice.words or self.around.words
            label = f"{name}（{squeezed(self.text[last + 1 : choice.end])}）"
            return self._blank(BlankKind.INLINE, label, around, (self._spot(start, end),))
        own = (self.around.label, self.around.words)
        label, words = said_beside(label, words, self.text[:start], gap, after, own)
        person = re.match(r"\s*(同志|先生|女士|同学|老师|（先生|公司|单位)", after)
        bracket = re.match(r"\s*[（(]([\u4e00-\u9fff]{2,8})[）)]", after)
        if "_" in gap and len(label) <= 3 and (person or (bracket and len(label) < 2)):
            label += f"…{person[1]}" if person else bracket[1] if bracket else ""
        if label in ("日期", "时间") and (stamps := [one for one in self.stamps if one.words]):
            label = f"{stamps[-1].label}日期"
        if not label and "_" in gap:  # `____公司`: the words behind the line say what it is for
            follows = re.match(r"\s*([\u4e00-\u9fff（）]{2,12})", after)
            label, words = (follows[1], follows[1]) if follows else (self.around.label, self.around.words)
        if not label:
            label, words = self.around.label, self.around.words
        too_long = len(label) > LONGEST_LABEL
        if not label or (NO_LABEL.match(label) and colon) or (too_long and "_" not in gap):
            return None
        label = re.sub(r"[（(]$", "", label)
        if re.fullmatch(r"[￥¥$]|RMB", label):
            label = "金额（小写）"
        if too_long:
            label = label[-8:]
        several = (
            len(AFTER.findall(self.text)) > 1
        )  # `经办人：　　负责人：`: the last one is written on, like the first
        if colon and at_end and "_" not in gap and not self.around.last and not several:
            return None
        if STAMP.search(words + " ") and "_" not in gap:
            return None
        if gap.endswith("\t\t") and not at_end:
            end -= 1  # the last tab keeps the next label apart from the value
        return self._blank(BlankKind.INLINE, label, words, (self._spot(start, end),), unit=unit[1] if unit else "")
