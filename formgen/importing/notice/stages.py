"""The dossiers of a plan: where materials are listed, and the stage, conditions, last day and receiver that belong to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from formgen.importing.label_words import english_id
from formgen.importing.notice.materials import MaterialItem, MaterialReader, items_of_table
from formgen.importing.notice.notice_words import notice_words, tight
from formgen.importing.notice.outline import PlanSection, is_about, plain_heading, sentences
from formgen.importing.notice.plan_rows import PlanKey, PlanRow, dossier_subject, material_subject
from formgen.importing.notice.sentence_values import (
    FoundDay,
    TightText,
    copies_in,
    cover_paper_in,
    day_of,
    days_in,
    handling_in,
    receiver_in,
)

LONGEST_ITEM = 120
"""A longer paragraph is rather a rule than the name of a paper."""


@dataclass(frozen=True)
class FoundDossier:
    """A list of materials in a plan.

    listing  the section in which the materials stand
    stage    the section of the stage that it belongs to; None if the whole plan is one stage
    items    its materials
    tail     sentences that stand among the materials and speak of all of them
    """

    listing: PlanSection
    stage: PlanSection | None
    items: tuple[MaterialItem, ...]
    tail: tuple[str, ...]


def find_dossiers(root: PlanSection) -> list[FoundDossier]:
    """The lists of materials in a plan, in its order."""
    listings: list[PlanSection] = []
    for section in root.walk():
        if not _lists_materials(section):
            continue
        inner = [one for one in section.walk() if one is not section and _lists_materials(one)]
        if inner and all(_items(one)[0] for one in inner):
            continue  # the lists within it count
        parted = [one for one in section.children if len(one.children) > 1]
        if len(parted) > 1 and len(parted) == len(section.children):
            listings += parted  # one list for each kind of applicant
        elif not _is_within(section, listings):
            listings.append(section)
    found = []
    for listing in listings:
        items, tail = _items(listing)
        if items:
            found.append(FoundDossier(listing, _stage(listing, listings), tuple(items), tuple(tail)))
    return found


def _is_within(section: PlanSection, others: Sequence[PlanSection]) -> bool:
    """True if a section is one of the others, or stands in one."""
    above: PlanSection | None = section
    while above is not None:
        if any(above is one for one in others):
            return True
        above = above.parent
    return False


def _lists_materials(section: PlanSection) -> bool:
    words = notice_words()
    if is_about(section, "materials", "not_materials"):
        return True
    texts = [section.words if section.style else "", *section.lines]
    return any(words["sections.materials_intro"].search(tight(text)) for text in texts if text)


def _stage(listing: PlanSection, listings: Sequence[PlanSection]) -> PlanSection | None:
    parent = listing.parent
    if parent is None:
        return None
    own = is_about(listing, "materials", "not_materials") or not listing.marker
    together = sum(one.parent is parent for one in listings)
    if own and together == 1:
        return parent if parent.parent is not None else None
    return listing


def _items(section: PlanSection) -> tuple[list[MaterialItem], list[str]]:
    """The materials that a section lists, and the sentences about all of them."""
    words = notice_words()
    items: list[MaterialItem] = [item for table in section.tables for item in items_of_table(table)]
    tail: list[str] = []
    if items:
        return items, section.lines
    for child in section.children:
        tail += child.lines
        if words["materials.of_all"].search(tight(child.words)):
            tail.append(child.text)
            continue
        doubt = ""
        if child.children:
            doubt = f"下面还有 {len(child.children)} 小项，没有分开"
        elif len(child.words) > LONGEST_ITEM:
            doubt = "字数多，也许不是一份材料"
        items.append(MaterialItem(child.words, child.text, doubt=doubt))
    if items:
        return items, tail
    lines = section.lines
    intro = next((place for place, one in enumerate(lines) if words["sections.materials_intro"].search(tight(one))), -1)
    listed = [one for one in lines[intro + 1 :] if re.search(r"[；;]$", one)]
    if len(listed) > 1:
        last = lines.index(listed[-1]) + 1
        if last < len(lines) and len(lines[last]) <= 60 and not words["materials.of_all"].search(tight(lines[last])):
            listed.append(lines[last])
        rest = [one for one in lines if one not in listed]
        return [MaterialItem(one, one, doubt="没有编号") for one in listed], rest
    return _inline(section)


def _inline(section: PlanSection) -> tuple[list[MaterialItem], list[str]]:
    """Materials that one sentence lists, with commas of enumeration."""
    words = notice_words()
    items: list[MaterialItem] = []
    rest: list[str] = []
    for sentence in section.own_sentences():
        behind = words["materials.inline_begins"].sub("", sentence.strip("。；; "))
        parts = [part.strip() for part in re.split(r"、(?![^（(]*[）)])(?![^《]*》)", behind) if part.strip()]
        if len(parts) < 2 or items or words["days.day"].search(tight(sentence)):
            rest.append(sentence)
            continue
        each = words["materials.inline_each"].search(tight(sentence))
        last = words["materials.inline_each"].sub("", parts[-1])
        parts[-1:] = [part for part in words["materials.inline_last"].split(last, maxsplit=1) if part.strip()]
        cells = {"copies": each["count"]} if each else {}
        items = [MaterialItem(part, sentence, cells, "从一句话里分出来的") for part in parts]
    return items, rest


# ------------------------------------------------------------------------------------------------ what is said of each


class DossierReader:
    """Reads the dossiers of one plan.

    issued_on  the day of the notice; None if it has none
    year       the year that the notice speaks of, where it has no day
    """

    def __init__(self, root: PlanSection, reader: MaterialReader, issued_on: date | None, year: int | None) -> None:
        self.root = root
        self.reader = reader
        self.issued_on = issued_on
        self.year = year
        self.found = find_dossiers(root)
        self._within: dict[int, set[int]] = {}
        """The dossiers, by their numbers, in whose part of the plan a section stands; sections by their identity."""
        self._holding: dict[int, set[int]] = {}
        """The dossiers whose part of the plan stands within a section, or is the section."""
        for number, one in enumerate(self.found):
            part = one.stage or one.listing
            for section in part.walk():
                self._within.setdefault(id(section), set()).add(number)
            above: PlanSection | None = part
            while above is not None:
                self._holding.setdefault(id(above), set()).add(number)
                above = above.parent

    def rows(self) -> list[PlanRow]:
        """The rows of the table about all dossiers and their materials."""
        rows: list[PlanRow] = []
        names = self._names()
        ids: set[str] = set()
        for number, (one, name) in enumerate(zip(self.found, names, strict=True), 1):
            base = english_id(name).replace("_", "-")
            made, count = base, 1
            while made in ids:
                count += 1
                made = f"{base}-{count}"
            ids.add(made)
            rows += self._dossier(dossier_subject(number), one, name, made)
            for place, item in enumerate(one.items, 1):
                rows += self.reader.rows(material_subject(number, place), item)
        return rows

    def _names(self) -> list[str]:
        """A name of its own for each dossier: the heading of its stage, with that of the part above it where two agree."""
        chosen = [one.stage or one.listing for one in self.found]
        names = [_name(section) for section in chosen]
        made = []
        for place, (section, name) in enumerate(zip(chosen, names, strict=True)):
            parent = section.parent
            if names.count(name) > 1 and parent is not None and _name(parent):
                name = f"{_name(parent)}·{name}"
            while name in made or not name:
                name = f"{name or names[0]}（{place + 1}）"
            made.append(name)
        return made

    def _dossier(self, subject: str, one: FoundDossier, name: str, made: str) -> Iterator[PlanRow]:
        stage = one.stage
        yield PlanRow(subject, PlanKey.NAME, name, (stage or one.listing).text)
        yield PlanRow(subject, PlanKey.ID, made)
        if stage is not None and stage.heading:
            yield PlanRow(subject, PlanKey.STAGE, stage.numbered_heading, stage.text)
        yield from self._conditions(subject, one)
        yield from self._deadline(subject, one)

    def _scopes(self, one: FoundDossier) -> list[list[PlanSection]]:
        """Where to look for what is said of a dossier: its stage, then what is said of the parts above it, step by step."""
        number = self.found.index(one)
        items = {id(child) for child in one.listing.children}
        stage = one.stage or self.root
        own = [
            section
            for section in stage.walk()
            if id(section) not in items and not self._within.get(id(section), set()) - {number}
        ]
        scopes = [own]
        here, above = stage, stage.parent
        while above is not None:
            free = [child for child in above.children if child is not here and not self._holding.get(id(child))]
            scopes.append([above, *(section for child in free for section in child.walk())])
            here, above = above, above.parent
        return scopes

    def _shared(self, level: int) -> str:
        return "几套材料共用的一段" if level and len(self.found) > 1 else ""

    def _conditions(self, subject: str, one: FoundDossier) -> Iterator[PlanRow]:
        words = notice_words()
        for level, scope in enumerate(self._scopes(one)):
            for section in scope:
                by_line = any(words["sections.conditions_intro"].search(tight(line)) for line in section.lines)
                if not is_about(section, "conditions", "not_conditions") and not (by_line and section.style):
                    continue
                if _lists_materials(section):
                    continue
                said = [text for child in section.children for text in child.paragraphs()]
                said = said or [
                    text
                    for text in section.own_sentences()
                    if not words["sections.conditions_intro"].search(tight(text))
                ]
                if said:
                    for text in said:
                        yield PlanRow(subject, PlanKey.CONDITION, text, section.text, self._shared(level))
                    return

    def _deadline(self, subject: str, one: FoundDossier) -> Iterator[PlanRow]:
        scopes = self._scopes(one)
        best: list[tuple[int, int, str, FoundDay, int]] = []
        for level, scope in enumerate(scopes):
            said = [(text, is_about(section, "time")) for section in scope for text in _said(section)]
            said += [(text, False) for line in one.tail for text in sentences(line)] if level == 0 else []
            best = [
                (score, -place, text, day, level)
                for place, (text, about) in enumerate(said)
                if (found := _last_day(TightText(text))) is not None
                for score, day in [(_score(tight(text), found, about), found)]
                if score > 0
            ]
            if best:
                break
        sentence = ""
        if best:
            score, _, sentence, day, level = max(best, key=lambda entry: entry[:2])
            value, doubt = day_of(day, self.issued_on, self.year)
            others = {
                (other.month, other.day): text
                for points, _, text, other, _ in best
                if points == score and (other.month, other.day) != (day.month, day.day)
            }
            further = [f"还有：{text}" for text in others.values()]
            doubts = [part for part in (doubt, self._shared(level), *further) if part]
            doubts += ["同一句话里有几个日子"] if _several(TightText(sentence)) else []
            yield PlanRow(subject, PlanKey.DEADLINE, value.isoformat() if value else "", sentence, "；".join(doubts))
            yield PlanRow(subject, PlanKey.DEADLINE_TEXT, sentence, sentence)
        else:
            later = next(
                (text for scope in scopes[:1] for one_ in scope for text in (*_said(one_), one_.text)
                 if notice_words()["days.none_yet"].search(tight(text))), ""
            )  # fmt: skip
            doubt = "通知里写的是以后再说" if later else "通知里没有找到截止日期"
            yield PlanRow(subject, PlanKey.DEADLINE, "", later, doubt)
            if later:
                yield PlanRow(subject, PlanKey.DEADLINE_TEXT, later, later)
        yield from self._handing_in(subject, one, scopes, sentence)

    def _handing_in(
        self, subject: str, one: FoundDossier, scopes: Sequence[Sequence[PlanSection]], sentence: str
    ) -> Iterator[PlanRow]:
        """Who receives it, how many copies, the cover's paper, how papers are printed and bound."""
        yield self._receiver(subject, one, scopes, sentence)
        tails = [text for line in one.tail for text in sentences(line)]
        levels = [[text for section in scope for text in _said(section)] for scope in scopes]
        levels[0] = [*levels[0], *tails]
        listed = {item.source for item in one.items}
        for level, texts in enumerate(levels):
            counted: dict[int, str] = {}
            for text in texts:
                if text not in listed and (count := copies_in(text)) is not None:
                    counted.setdefault(count, text)
            if counted:
                count, source = next(iter(counted.items()))
                others = [f"另一处是 {other} 份：{text}" for other, text in counted.items() if other != count]
                doubts = [*(["通知前后不一样"] if others else []), *others, self._shared(level)]
                yield PlanRow(subject, PlanKey.COPIES, str(count), source, "；".join(part for part in doubts if part))
                break
        everything = [*(item.source for item in one.items), *(text for texts in levels for text in texts)]
        papers = {paper: text for text in reversed(everything) if (paper := cover_paper_in(TightText(text)))}
        for paper, text in list(papers.items())[-1:]:
            doubt = f"还写着：{'、'.join(other for other in papers if other != paper)}" if len(papers) > 1 else ""
            yield PlanRow(subject, PlanKey.COVER_PAPER, paper, text, doubt)
        seen: set[str] = set()
        for text in (text for texts in levels for text in texts):
            for handling in handling_in(TightText(text)):
                if handling not in seen:
                    seen.add(handling)
                    yield PlanRow(subject, PlanKey.HANDLING, handling, text)

    def _receiver(
        self, subject: str, one: FoundDossier, scopes: Sequence[Sequence[PlanSection]], sentence: str
    ) -> PlanRow:
        words = notice_words()
        if sentence:
            text = TightText(sentence)
            day = _last_day(text)
            receiver = receiver_in(text, day.end if day else 0) or receiver_in(text)
            if receiver:
                return PlanRow(subject, PlanKey.RECEIVER, receiver, sentence)
        for level, scope in enumerate(scopes):
            texts = [text for section in scope for text in _said(section)]
            texts += [text for line in one.tail for text in sentences(line)] if level == 0 else []
            for said in texts:
                if words["days.handing_in"].search(tight(said)) and (receiver := receiver_in(TightText(said))):
                    doubt = self._shared(level) or "和截止日期不在一句话里"
                    return PlanRow(subject, PlanKey.RECEIVER, receiver, said, doubt)
        return PlanRow(subject, PlanKey.RECEIVER, "", "", "通知里没有找到报给谁")


def _name(section: PlanSection) -> str:
    return plain_heading(section) or section.words[:20].strip(" ：:")


def _said(section: PlanSection) -> Iterator[str]:
    """The sentences of a section, and its heading where the heading is a sentence itself."""
    yield from section.own_sentences()
    if section.heading and notice_words()["days.day"].search(tight(section.heading)):
        yield section.text


def _last_day(sentence: TightText) -> FoundDay | None:
    days = list(days_in(sentence))
    return next((day for day in days if day.is_last), days[-1] if days else None)


def _several(sentence: TightText) -> bool:
    return sum(day.is_last for day in days_in(sentence)) > 1


def _score(text: str, day: FoundDay, about_time: bool) -> int:
    """How surely a sentence says until when applicants hand in; 0 or less if it rather speaks of something else."""
    words = notice_words()
    handing = bool(words["days.handing_in"].search(text))
    office = bool(words["days.by_office"].search(text))
    if not (day.is_last or about_time) or not (handing or about_time):
        return 0
    return 2 * day.is_last + 2 * handing + 2 * about_time - office * (1 if about_time else 3)
