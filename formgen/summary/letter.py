"""Makes the 补正通知: the letter that tells one applicant what to correct at one stage, and by which day."""

from __future__ import annotations

import re
from collections.abc import Iterable
from math import ceil

from formgen.scheme.dossiers import Dossier
from formgen.scheme.models import Scheme
from formgen.summary.lists import NUMBER, PEN_DATE, no_town, stage_title
from formgen.summary.paper import HeadCell, ListedTable, OfficePaper
from formgen.summary.standing import Correction, Standing

TITLE = "补正通知"
SHARES = (12.0, 36.0, 32.0, 48.0, 42.0)
"""The widths of the table's columns, in mm."""
STAMPING_SHARES = (12.0, 58.0, 56.0, 44.0)
"""The same of the letter about a stamped dossier."""
_NUMBERED = re.compile(r"（([0-9]+)）")
MOST_LARGE = 10
MOST_LARGE_LINES = 18
"""With more rows or lines than this, the characters are smaller, so that a longer letter still fits on one page."""
_CHARACTER, _PADDING = 4.0, 3.0
"""About how wide a Chinese character of a usual letter is, and what a cell leaves free at its sides, in mm."""
MOST_NAMED = 12
"""How many labels and places are named if several findings say the same."""


def correction_letter(scheme: Scheme, one: Standing, number: str, stem: str) -> OfficePaper:
    """The letter to an applicant whose dossier is not complete.

    number  the number of the letter, which is the applicant's number on the list
    stem    the path of the letter in the output folder, without extension
    """
    dossier = one.dossier
    text = _opening(scheme, one.name, dossier, "经核对")
    heads = (tuple(map(HeadCell, (NUMBER, "栏目", "位置", "问题", "怎样改"))),)
    rows = _rows(one.corrections)
    town = f"{scheme.towns.word}：{one.town or no_town(scheme)}　　" if scheme.towns else ""
    source = f"数据：{one.place.file} {one.place.at}".rstrip()
    return OfficePaper(
        stem,
        TITLE,
        scheme.title if dossier is not None else "",
        (f"{town}编号：{number}　　{source}", *text),
        (ListedTable("", heads, (True, False, False, False, False), rows, shares=SHARES),),
        ("本通知的格式自拟，方案没有规定样式。",),
        ("（单位盖章）", PEN_DATE),
        lying=False,
        is_letter=True,
        small=len(rows) > MOST_LARGE or _lines(rows) > MOST_LARGE_LINES,
    )


def stamping_letter(scheme: Scheme, dossier: Dossier, name: str, rows: tuple[tuple[str, str, str], ...]) -> OfficePaper:
    """The letter to an applicant whose printed and stamped dossier lacks pages, seals, signatures or dates.

    name  the applicant's
    rows  for each thing that must be corrected: where, what is wrong there, and what to do
    """
    heads = (tuple(map(HeadCell, (NUMBER, "位置", "问题", "怎样改"))),)
    numbered = tuple((str(number), *row) for number, row in enumerate(rows, start=1))
    return OfficePaper(
        TITLE,
        TITLE,
        scheme.title,
        tuple(_opening(scheme, name, dossier, "纸质件（盖章、签字后）经与装订件对照")),
        (ListedTable("", heads, (True, False, False, False), numbered, shares=STAMPING_SHARES),),
        ("本通知的格式自拟，方案没有规定样式。",),
        ("（单位盖章）", PEN_DATE),
        lying=False,
        is_letter=True,
        small=len(rows) > MOST_LARGE,
    )


def _opening(scheme: Scheme, name: str, dossier: Dossier | None, looked_at: str) -> list[str]:
    """The first lines: to whom, what was looked at and how, and until when it must be corrected."""
    until = ""
    if dossier is not None and dossier.deadline is not None:
        until = f"在{dossier.deadline.year}年{dossier.deadline.month}月{dossier.deadline.day}日之前"
    receiver = dossier.receiver if dossier is not None else ""
    again = f"重新报{receiver}" if receiver else "重新报送"
    stage = stage_title(scheme, dossier)
    text = [f"{name}：", f"　　报送的《{stage}》{looked_at}，下列内容需要补正，请{until}改好，{again}。"]
    if dossier is not None and dossier.deadline_text:
        text.append(f"　　方案规定的期限：{dossier.deadline_text}")
    return text


def _rows(corrections: tuple[Correction, ...]) -> tuple[tuple[str, ...], ...]:
    """The rows of the table. A row with the title of a material stands above what must be corrected in this material.

    If several places have the same fault and remedy, they share one row.
    """
    groups: dict[tuple[str, str, str], list[Correction]] = {}
    for one in corrections:
        groups.setdefault((one.material, one.message, one.remedy), []).append(one)
    # The titles of the dossier's materials begin with their numbers, ① to ⑳ and （21） and above. They come first, in the
    # dossier's order. Then come all other titles. Findings without a material come last.
    rows: list[tuple[str, ...]] = []
    before = None
    ordered = sorted(groups.items(), key=lambda group: _order(group[0][0]))
    for number, ((material, message, remedy), same) in enumerate(ordered, 1):
        if material != before:
            rows.append((material or "其他",))
            before = material
        labels, places = (_listed(one.label for one in same), _listed(one.place for one in same))
        rows.append((str(number), labels, places, message, remedy))
    return tuple(rows)


def _lines(rows: Iterable[tuple[str, ...]]) -> int:
    """About how many lines the table's rows have in usual characters."""

    def of_cell(text: str, share: float) -> int:
        width = sum(_CHARACTER / 2 if character.isascii() else _CHARACTER for character in text)
        return ceil(width / (share - _PADDING))

    return sum(max(1, *map(of_cell, row, SHARES)) if len(row) > 1 else 1 for row in rows)


def _order(material: str) -> tuple[int, int, str]:
    if "①" <= material[:1] <= "⑳":
        return (0, 0, material)
    if numbered := _NUMBERED.match(material):
        return (1, int(numbered[1]), material)
    return (2 if material else 3, 0, material)


def _listed(texts: Iterable[str]) -> str:
    said = list(dict.fromkeys(text for text in texts if text))
    more = f" 等 {len(said)} 处" if len(said) > MOST_NAMED else ""
    return "；".join(said[:MOST_NAMED]) + more
