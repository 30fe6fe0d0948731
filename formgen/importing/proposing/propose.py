"""What is proposed for each blank of the forms. A person confirms or changes it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from formgen.importing.blanks import BlankKind, FoundBlank
from formgen.importing.label_words import LONGEST_ID, english_id, is_name, is_office, kind_of_label, variable_id
from formgen.importing.proposal import Proposal, Use
from formgen.importing.proposing.amounts import printed_unit, with_capitals


def propose(forms: Sequence[tuple[str, Sequence[FoundBlank]]]) -> tuple[Proposal, ...]:
    """A proposal for each blank of each form: (id of the form, its blanks). Pages are not known yet, and are 1."""
    rows: list[Proposal] = []
    for form, blanks in forms:
        labels = _labels(blanks)
        own: list[Proposal] = []
        offices: set[str] = set()
        for number, (blank, label) in enumerate(zip(blanks, labels, strict=True), 1):
            use = _use(blank, label)
            opinion = blank.group if blank.group.endswith("意见") else label if label.endswith("意见") else ""
            if opinion and is_office(opinion):
                offices.add(blank.place)  # what follows in the same cell is theirs, too: 经办人, 日期
            hints = [
                blank.hint,
                f"单位：{blank.unit.strip('（()）')}" if blank.unit and blank.unit not in blank.hint else "",
            ]
            own.append(
                Proposal(
                    *(form, number, 1, blank.place, blank.words, label, use, variable_id(blank.variable)),
                    choices=blank.options,
                    office=use.kind is not None and blank.rows is None and (is_office(label) or blank.place in offices),
                    note="；".join(hint for hint in hints if hint),
                    in_parts=any(spot.part for spot in blank.spots),
                    list=blank.rows.name if blank.rows else "",
                    part=None if blank.rows else printed_unit(blank.unit, blank.hint),
                )
            )
        rows += with_capitals(own, blanks)
    return _with_name(_with_list_ids(_with_ids(rows)))


def _with_list_ids(rows: Sequence[Proposal]) -> list[Proposal]:
    """The rows with an id for each list. Lists of the same name are one list, also on two forms."""
    ids: dict[str, str] = {"": ""}
    for name in dict.fromkeys(row.list for row in rows if row.list):
        base = f"{english_id(name)[: LONGEST_ID - 8]}_list"
        numbered = (f"{base}_{number}" if number > 1 else base for number in range(1, len(ids) + 2))
        ids[name] = next(made for made in numbered if made not in ids.values())
    return [replace(row, list_id=ids[row.list]) for row in rows]


def _use(blank: FoundBlank, label: str) -> Use:
    if blank.sum_of:
        return Use.SUM
    fixed = {
        BlankKind.STAMP: Use.STAMP,
        BlankKind.PHOTO: Use.PICTURE,
        BlankKind.CHOICE: Use.CHOICE,
        BlankKind.LONG: Use.FREE_TEXT,
    }
    if blank.kind in fixed:
        return fixed[blank.kind]
    if blank.kind is BlankKind.DATE:
        return Use.DATE if len(blank.spots) == 3 or blank.rows else Use.TEXT
    if blank.options:  # `性别（男/女）` above or beside an empty cell
        return Use.CHOICE
    use = Use[kind_of_label(label).name]
    return Use.TEXT if use is Use.MONEY and (blank.unit or "元" in blank.hint) else use


def _labels(blanks: Sequence[FoundBlank]) -> list[str]:
    """A label of its own for each blank of a form: by the part of the form, by the person named before, or by a number."""
    labels = [blank.label or "／".join(blank.options)[:20] or f"第{number}处" for number, blank in enumerate(blanks, 1)]
    labels = [label[:60] for label in labels]
    values = [blank.kind is not BlankKind.STAMP and not blank.goes_on and blank.rows is None for blank in blanks]
    first = {place: _begun(blanks, place) for place, blank in enumerate(blanks) if blank.goes_on}
    for better in (_by_group, _by_box, _by_person):
        counted = Counter(label for label, value in zip(labels, values, strict=True) if value)
        names = {(label, _by_group(blanks, labels, place)) for place, label in enumerate(labels) if values[place]}
        parted = Counter(label for label, _ in names)
        seen: set[str] = set()
        for place, label in enumerate(labels):
            if values[place] and counted[label] > 1:
                name = better(blanks, labels, place)
                fits = parted[label] > 1 if better is _by_group else better is _by_box or label in seen
                if name and fits:
                    labels[place] = f"{name}·{label}"
                seen.add(label)
    numbers: Counter[str] = Counter()
    for place, label in enumerate(labels):
        if values[place]:
            numbers[label] += 1
            if numbers[label] > 1:
                labels[place] = f"{label}（{numbers[label]}）"
    for place, begun in first.items():
        labels[place] = labels[begun]
    return labels


def _begun(blanks: Sequence[FoundBlank], place: int) -> int:
    """The blank that begins the choice of which a later one has further boxes."""
    one = blanks[place]
    return next(
        (
            number
            for number in range(place - 1, -1, -1)
            if not blanks[number].goes_on and (blanks[number].kind, blanks[number].options) == (one.kind, one.options)
        ),
        place,
    )


def _by_group(blanks: Sequence[FoundBlank], labels: Sequence[str], place: int) -> str:
    return re.sub(r"（.*?）|情况$", "", blanks[place].group)


def _by_box(blanks: Sequence[FoundBlank], labels: Sequence[str], place: int) -> str:
    """For a date: the box above it that somebody writes an opinion into."""
    if blanks[place].kind is not BlankKind.DATE:
        return ""
    boxes = (one.label for one in reversed(blanks[:place]) if one.kind is BlankKind.LONG or one.label.endswith("意见"))
    return re.sub(r"（.*?）", "", next(boxes, ""))[:20]


def _by_person(blanks: Sequence[FoundBlank], labels: Sequence[str], place: int) -> str:
    """The person whose name was asked last: 指导老师 of 指导老师姓名."""
    for label in reversed(labels[:place]):
        found = re.match(r"(.{2,10})(?:姓名|名称)$", label.rpartition("·")[2])
        if found:
            return found[1]
    return ""


def _with_ids(rows: Sequence[Proposal]) -> list[Proposal]:
    """The rows with ids. The same label of two forms is the same field; two labels never have one id."""
    known: dict[tuple[str, str], Proposal] = {}
    taken: set[str] = set()
    found = []
    for row in rows:
        if row.use is Use.CAPITALS:  # its figures may stand behind it
            found.append(replace(row, id=row.id or english_id(row.label)))
            continue
        if row.use.kind is None:
            found.append(row)
            continue
        same = known.get((row.list, row.label))
        if same is not None and (same.use, same.choices) == (row.use, row.choices):
            found.append(replace(row, id=same.id))
            continue
        base = row.id or english_id(row.label)
        made, number = base, 1
        while made in taken:
            number += 1
            made = f"{base[: LONGEST_ID - 4]}_{number}"
        taken.add(made)
        label = row.label
        if same is not None:  # another form asks something else under the same words
            label = f"{row.label}（{row.form}）"
        found.append(replace(row, id=made, label=label))
        known.setdefault((row.list, row.label), found[-1])
    return [replace(row, id=known[row.list, row.label].id) if row.use is Use.CAPITALS else row for row in found]


def _with_name(rows: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """The rows with one that is the applicant's name: the one whose label fits best, else the first text."""
    texts = [row for row in rows if row.use is Use.TEXT and not row.list]
    if not texts:
        return tuple(rows)
    best = min(texts, key=lambda row: 9 if (rank := is_name(row.label)) is None else rank)
    return tuple(replace(row, name=row is best) for row in rows)
