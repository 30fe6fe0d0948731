"""One material of a dossier: where it comes from, how many copies, who issues it, what else is asked, and who stamps it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from formgen.importing.headings import Heading
from formgen.importing.label_words import LONGEST_ID, english_id
from formgen.importing.notice.notice_words import notice_words, tight
from formgen.importing.notice.parting import Annex, Notice, annex_number
from formgen.importing.notice.plan_rows import AnnexUse, MaterialSource, PlanKey, PlanRow
from formgen.importing.notice.sentence_values import TightText, copies_in, copies_of_cell
from formgen.importing.word_text import GridCell, GridTable
from formgen.scheme.official import folded

FEWEST_OF_A_NAME = 4
"""A paper that a sentence names with fewer characters may be any paper."""


@dataclass(frozen=True)
class MaterialItem:
    """A material as the notice lists it.

    words   its words without its number
    source  the paragraph, or the row of the table, that it stands in
    cells   further cells of its row by the names in `[materials] heads`
    doubt   why it may be no material
    """

    words: str
    source: str
    cells: Mapping[str, str] = field(default_factory=dict)
    doubt: str = ""


@dataclass(frozen=True)
class _Giver:
    """A sentence of the notice that says who gives a paper."""

    what: str
    by: str
    sentence: str
    whole: bool


class RowMaker(Protocol):
    """A function that makes a row about one material."""

    def __call__(self, key: PlanKey, value: str, source: str = ..., doubt: str = ...) -> PlanRow:
        """A row with this value; source: the sentence that it comes from."""
        ...


class MaterialReader:
    """Reads the materials of one notice.

    uses       what each annex is, by its number
    elsewhere  what the forms are called that were given as files of their own
    lines      all sentences of the plan
    """

    def __init__(
        self, notice: Notice, uses: Mapping[str, AnnexUse], elsewhere: Sequence[Heading], lines: Sequence[str]
    ) -> None:
        self.notice = notice
        self.uses = uses
        self.elsewhere = elsewhere
        self.givers = tuple(_givers(lines))
        text = "".join(map(tight, lines))
        self.applicant = next((word for word in notice_words().applicants if word in text), "")
        self.ids: dict[str, str] = {}

    def rows(self, subject: str, item: MaterialItem) -> Iterator[PlanRow]:
        """The rows of the table about one material."""
        words, doubt = item.words, item.doubt
        source, source_doubt = self._source(item)

        def row(key: PlanKey, value: str, source: str = item.source, doubt: str = "") -> PlanRow:
            return PlanRow(subject, key, value, source, doubt)

        yield row(PlanKey.MATERIAL, words, doubt=doubt)
        yield row(PlanKey.SOURCE, source, doubt=source_doubt)
        label = label_of(words)
        if source == MaterialSource.SUPPLIED:
            yield row(PlanKey.LABEL, label)
            yield row(PlanKey.ID, self._id(label))
        copies = copies_of_cell(item.cells.get("copies", "")) or copies_in(words)
        if copies:
            yield row(PlanKey.COPIES, str(copies))
        if source not in (MaterialSource.COVER, MaterialSource.CONTENTS):
            yield from self._issued(row, item, label)
            yield from self._notes(row, item, source == MaterialSource.SUPPLIED)

    def _source(self, item: MaterialItem) -> tuple[str, str]:
        """Where a material comes from, and what is doubtful about it."""
        patterns, words = notice_words(), tight(item.words)
        if patterns["materials.cover"].match(words):
            return MaterialSource.COVER, ""
        if patterns["materials.contents"].match(words):
            return MaterialSource.CONTENTS, ""
        asked = patterns["materials.annex"].search(
            words + tight(item.cells.get("annex", "") or item.cells.get("note", ""))
        )
        number = annex_number(asked["number"]) if asked else ""
        name = tight(label_of(words))
        for heading in self.elsewhere:
            own = patterns["annex_alone"].match(tight(heading.annex))
            if (asked and own and annex_number(own["number"] or "") == number) or tight(heading.title) == name:
                return heading.annex, ""
        annex = self.notice.annex(number) if asked else self._named(words)
        if asked is not None and annex is None:
            return MaterialSource.SUPPLIED, f"通知里没有{asked[0]}"
        if annex is not None:
            if annex.opened is None:
                return MaterialSource.SUPPLIED, f"{annex.name}在文件里没有正文：向发文单位要来，和通知一起再做一次"
            use = self.uses.get(annex.number, AnnexUse.OTHER)
            if use in (AnnexUse.FORM, AnnexUse.SCORES):
                return annex.name, ""
            return MaterialSource.SUPPLIED, f"{annex.name}里没有要填的地方"
        if patterns["materials.evidence"].search(words) and AnnexUse.SCORES in self.uses.values():
            return MaterialSource.EVIDENCE, ""
        return MaterialSource.SUPPLIED, ""

    def _named(self, words: str) -> Annex | None:
        """The annex whose title a material has, where it does not say the annex's number."""
        name = tight(label_of(words))
        return next((one for one in self.notice.annexes if one.title and tight(one.title) == name), None)

    def _id(self, label: str) -> str:
        """An English id: one label always has the same, and two labels never."""
        if label not in self.ids:
            base = english_id(label)
            made, number = base, 1
            while made in self.ids.values():
                number += 1
                made = f"{base[: LONGEST_ID - 4]}_{number}"
            self.ids[label] = made
        return self.ids[label]

    def _issued(self, row: RowMaker, item: MaterialItem, label: str) -> Iterator[PlanRow]:
        if cell := item.cells.get("issuer", ""):
            yield row(PlanKey.ISSUED_BY, cell)
            return
        own = TightText(item.words)
        if found := notice_words()["materials.issued"].search(own.text):
            yield row(PlanKey.ISSUED_BY, own.cut(found.start("by"), found.end("by")))
            return
        for giver in self.givers:
            name = tight(label)
            fits = giver.what in name if giver.whole else _within(giver.what, name)
            if fits:
                yield row(PlanKey.ISSUED_BY, giver.by, giver.sentence)
                return

    def _notes(self, row: RowMaker, item: MaterialItem, supplied: bool) -> Iterator[PlanRow]:
        own = TightText(item.words)
        spans = _spans(own)
        parts = [own.cut(start, end) for start, end in spans]
        if parts:
            note = parts[0] if len(parts) == 1 else own.cut(spans[0][0], spans[-1][1]).strip("）)（( ")
            yield row(PlanKey.NOTE, note)
        elif cell := item.cells.get("note", ""):
            yield row(PlanKey.NOTE, cell)
            cell_text = TightText(cell)
            own, spans = cell_text, _spans(cell_text)
            parts = [own.cut(start, end) for start, end in spans]
        words = notice_words()
        for part in parts if supplied else ():
            if not (words["materials.stamp"].search(part) or words["materials.signature"].search(part)):
                continue
            found = words["materials.stamp_by"].search(tight(part))
            by = (found["by"] or found["own"]) if found else ""
            doubt = "" if by else "通知没有写由谁盖章签字"
            yield row(PlanKey.STAMP, part)
            yield row(PlanKey.STAMP_BY, by or self.applicant, doubt=doubt)


def label_of(words: str) -> str:
    """The name of a document: its words up to what is said about it, in one piece."""
    text = folded(words)
    patterns = notice_words()
    if issued := patterns["materials.issued"].match(text):
        text = text[issued.end() :]
    for found in re.finditer(r"[（(][^（）()]*[）)]", text):
        inside = tight(found[0])
        asks = patterns["materials.annex"].search(inside) or copies_in(inside)
        asks = asks or patterns["materials.only_annex"].match(inside)
        if found.start() and (asks or any(one.search(inside) for one in patterns.lists["materials.notes"])):
            text = text[: found.start()]
            break
    text = patterns["materials.tail"].sub("", text).strip("：: ")
    quoted = re.fullmatch(r"[《〈](.+)[》〉]", text)
    return (quoted[1] if quoted else text) or folded(words)


def _spans(text: TightText) -> list[tuple[int, int]]:
    """Where a material's words ask for something more, without overlaps."""
    found: list[tuple[int, int]] = []
    for pattern in notice_words().lists["materials.notes"]:
        for match in pattern.finditer(text.text):
            start, end = match.span()
            if not any(start < other_end and other_start < end for other_start, other_end in found):
                found.append((start, end))
    return sorted(found)


def _givers(lines: Sequence[str]) -> Iterator[_Giver]:
    words = notice_words()
    for line in lines:
        sentence = TightText(line)
        for name, whole in (("materials.got_at", False), ("materials.gives", True)):
            found = words[name].search(sentence.text)
            if found and len(found["what"]) >= FEWEST_OF_A_NAME:
                yield _Giver(found["what"], sentence.cut(found.start("by"), found.end("by")), sentence.whole, whole)


def _within(name: str, longer: str) -> bool:
    """True if the characters of a name stand in a longer one, in their order, from its first character on."""
    if not longer.startswith(name[0]):
        return False
    rest = iter(longer)
    return all(one in rest for one in name)


# ------------------------------------------------------------------------------------------------ tables of materials


def items_of_table(table: GridTable) -> list[MaterialItem]:
    """The materials of a table with a heading for their names; nothing if it is another table."""
    words = notice_words()
    names = ("name", "number", "copies", "note", "issuer", "annex")
    roles: dict[int, str] = {}
    begin = 0
    for number, row in enumerate(table.rows[:3]):
        found: dict[int, str] = {}
        for cell in row:
            role = next((name for name in names if words[f"materials.heads.{name}"].search(tight(cell.text))), None)
            if role is not None and role not in found.values():
                found[cell.column] = role
        if "name" in found.values() and len(row) >= 2:
            roles, begin = found, number + 1
            break
    items = []
    for row in table.rows[begin:] if roles else ():
        cells = {roles[cell.column]: _cell(cell) for cell in row if cell.column in roles}
        name = cells.pop("name", "")
        if name and (notice_words()["quotas.total"].match(tight(name)) is None):
            cells.pop("number", None)
            items.append(MaterialItem(name, "｜".join(_cell(cell) for cell in row if _cell(cell)), cells))
    return items


def _cell(cell: GridCell) -> str:
    return folded(" ".join(paragraph.text for paragraph in cell.paragraphs))
