"""Writes what a notice says as TOML: scheme.toml with quotas and dossiers, and the scores of a form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby

from formgen.importing.blanks import Spot
from formgen.importing.notice.plan import NoticePlan
from formgen.importing.notice.plan_rows import DOSSIER, PLAN, QUOTAS, SCORES, MaterialSource, PlanKey, PlanRow
from formgen.importing.notice.tables.quota_tables import QuotaLine
from formgen.importing.notice.tables.score_tables import FoundScores, ScoreLine
from formgen.importing.scheme_files import ImportedForm, ImportedScores, toml_text, toml_texts
from formgen.importing.tagging import SlotMark
from formgen.importing.word_text import GridCell
from formgen.scheme.indicators import indicators_csv
from formgen.scheme.scores import Indicator, Level, Standard

SCORE_FIELD, SCORE_TOTAL = "scores.score", "scores.total"
_IN_BRACKETS = re.compile(r"[（(][^（）()]*[）)]$")
"""What a level's words end with that nobody writes: `优（100%）`."""
_STAMP_KINDS = (("章", "seal"), ("签", "signature"))


def notice_scheme_toml(plan: NoticePlan, forms: Sequence[ImportedForm], proposed: bool) -> str:
    """scheme.toml of a notice. proposed: True if nobody has confirmed the table yet."""
    lines = [f"title = {toml_text(plan.value(PLAN, PlanKey.TITLE))}", *(["proposed = true"] if proposed else [])]
    if number := plan.value(PLAN, PlanKey.DOCUMENT_NUMBER):
        lines.append(f"document_number = {toml_text(number)}")
    if issuers := plan.values(PLAN, PlanKey.ISSUER):
        lines.append(f"issuers = {toml_texts(issuers)}")
    if day := plan.value(PLAN, PlanKey.ISSUED_ON):
        lines.append(f"issued_on = {day}")
    lines.append(f"forms = {toml_texts(form.id for form in forms)}")
    lines += _quotas(plan)
    ids = {form.heading.annex: form.id for form in forms}
    by_subject = {subject: list(rows) for subject, rows in groupby(_kept(plan), key=lambda row: row.subject)}
    lines += _supplied(plan, by_subject)
    for subject, rows in by_subject.items():
        if subject.startswith(DOSSIER) and "-" not in subject:
            lines += _dossier(subject, rows, by_subject, ids)
    return "\n".join(lines) + "\n"


def _kept(plan: NoticePlan) -> list[PlanRow]:
    """The rows that count, those of one subject together, in the order in which the subjects come first."""
    kept = [row for row in plan.rows if row.keep and row.value]
    order = list(dict.fromkeys(row.subject for row in kept))
    return sorted(kept, key=lambda row: order.index(row.subject))


def _one(rows: Sequence[PlanRow], key: PlanKey) -> str:
    return next((row.value for row in rows if row.key is key), "")


def _quotas(plan: NoticePlan) -> Iterator[str]:
    if not plan.places:
        return
    columns = [
        (one.value, _one([row for row in plan.rows if row.subject == one.subject], PlanKey.ID))
        for one in plan.rows
        if one.keep and one.key is PlanKey.COLUMN and one.subject != QUOTAS
    ]
    ids = [made for _, made in columns]
    has_total = plan.total is not None
    yield from ("", "[towns]", f"word = {toml_text(plan.value(QUOTAS, PlanKey.TOWN_WORD))}", "town = [")
    yield from (f"    {_town(one, ids if has_total else ())}," for one in plan.places)
    yield "]"
    if plan.total is None:
        return  # without a sum the figures could not be checked
    yield from ("", "[quotas]", f"annex = {toml_text(plan.value(QUOTAS, PlanKey.ANNEX))}")
    yield f"title = {toml_text(plan.value(QUOTAS, PlanKey.TITLE))}"
    yield f"total = {_town(plan.total, ids)}"
    for label, made in columns:
        yield from ("", "[[quotas.column]]", f"id = {toml_text(made)}")
        yield from (f"label = {toml_text(label)}", f"word = {toml_text(label)}")


def _town(line: QuotaLine, ids: Sequence[str]) -> str:
    figures = [f"{made} = {one}" for made, one in zip(ids, line.figures, strict=False) if one is not None]
    return f"{{ name = {toml_text(line.name)}" + (f", quotas = {{ {', '.join(figures)} }}" if figures else "") + " }"


def _supplied(plan: NoticePlan, by_subject: Mapping[str, Sequence[PlanRow]]) -> Iterator[str]:
    seen: set[str] = set()
    for rows in by_subject.values():
        made = _one(rows, PlanKey.ID)
        if _one(rows, PlanKey.SOURCE) == MaterialSource.SUPPLIED and made not in seen:
            seen.add(made)
            yield from (
                "",
                "[[supplied]]",
                f"id = {toml_text(made)}",
                f"label = {toml_text(_one(rows, PlanKey.LABEL))}",
            )


def _dossier(
    subject: str, rows: Sequence[PlanRow], by_subject: Mapping[str, Sequence[PlanRow]], ids: Mapping[str, str]
) -> Iterator[str]:
    yield from ("", "[[dossier]]", f"id = {toml_text(_one(rows, PlanKey.ID))}")
    yield f"title = {toml_text(_one(rows, PlanKey.NAME))}"
    if stage := _one(rows, PlanKey.STAGE):
        yield f"stage = {toml_text(stage)}"
    if conditions := [row.value for row in rows if row.key is PlanKey.CONDITION]:
        yield from ("conditions = [", *(f"    {toml_text(one)}," for one in conditions), "]")
    if deadline := _one(rows, PlanKey.DEADLINE):
        yield f"deadline = {deadline}"
    texts = (
        (PlanKey.DEADLINE_TEXT, "deadline_text"),
        (PlanKey.RECEIVER, "receiver"),
        (PlanKey.COVER_PAPER, "cover_paper"),
    )
    for key, name in texts:
        if value := _one(rows, key):
            yield f"{name} = {toml_text(value)}"
    if copies := _one(rows, PlanKey.COPIES):
        yield f"copies = {copies}"
    for row in rows:
        if row.key is PlanKey.HANDLING:
            yield f"# 其他要求：{row.value}"
    for other, material in by_subject.items():
        if other.startswith(f"{subject}-"):
            yield from _material(material, ids)


def _material(rows: Sequence[PlanRow], ids: Mapping[str, str]) -> Iterator[str]:
    source = _one(rows, PlanKey.SOURCE)
    yield from ("", "[[dossier.material]]", f"title = {toml_text(_one(rows, PlanKey.MATERIAL))}")
    if source == MaterialSource.SUPPLIED:
        yield f"supplied = {toml_text(_one(rows, PlanKey.ID))}"
    elif source == MaterialSource.EVIDENCE:
        yield "evidence = true"
    elif source in (MaterialSource.COVER, MaterialSource.CONTENTS):
        yield f"page = {toml_text('cover' if source == MaterialSource.COVER else 'contents')}"
    else:
        yield f"form = {toml_text(ids.get(source, source))}"
    if copies := _one(rows, PlanKey.COPIES):
        yield f"copies = {copies}"
    for key, name in ((PlanKey.ISSUED_BY, "issued_by"), (PlanKey.NOTE, "note")):
        if value := _one(rows, key):
            yield f"{name} = {toml_text(value)}"
    if source != MaterialSource.SUPPLIED:
        return
    for place, row in enumerate(rows):
        if row.key is PlanKey.STAMP:
            by = next((one.value for one in rows[place + 1 : place + 2] if one.key is PlanKey.STAMP_BY), "")
            kinds = [kind for word, kind in _STAMP_KINDS if word in row.value] or ["seal"]
            yield from ("", "[[dossier.material.stamp]]", f"label = {toml_text(row.value)}")
            yield from (f"by = {toml_text(by)}", f"kinds = {toml_texts(kinds)}")


# ------------------------------------------------------------------------------------------------ a sheet of scores


def score_ids(lines: Sequence[ScoreLine]) -> dict[int, str]:
    """The id of each row of a sheet of scores by the row's number in the Word file: sections, aspects and rows are counted."""
    found: dict[int, str] = {}
    for section, (_, in_section) in enumerate(groupby(lines, key=lambda one: one.section), 1):
        for aspect, (_, in_aspect) in enumerate(groupby(in_section, key=lambda one: one.aspect), 1):
            for number, line in enumerate(in_aspect, 1):
                found[line.number] = f"{section}.{aspect}.{number}"
    return found


def score_marks(scores: FoundScores, plan: NoticePlan) -> list[SlotMark]:
    """The slots of a sheet of scores: one in the cell of each row that is kept, and one for the sum."""
    ids = score_ids(plan.scores)
    marks = [
        SlotMark(_spot(cell), f"{SCORE_FIELD}_{ids[line.number].replace('.', '_')}")
        for line, cell in zip(scores.lines, scores.cells, strict=True)
        if line.number in ids
    ]
    return [*marks, *([SlotMark(_spot(scores.total[0]), SCORE_TOTAL)] if scores.total else [])]


def _spot(cell: GridCell) -> Spot:
    paragraph = cell.paragraphs[0]
    return Spot(paragraph, 0, len(paragraph.text))


def imported_scores(plan: NoticePlan, total_label: str | None) -> ImportedScores | None:
    """The scores of a form; None if a level's share of the points is not known. total_label: None if no cell has the sum."""
    levels = []
    for row in plan.rows:
        if row.keep and row.key is PlanKey.LEVEL:
            own = [one for one in plan.rows if one.subject == row.subject and one.keep]
            factor = _one(own, PlanKey.FACTOR)
            if not factor:
                return None
            levels.append(Level(id=_one(own, PlanKey.ID), label=row.value, factor=Decimal(factor)))
    if not levels or not plan.scores:
        return None
    ids = score_ids(plan.scores)
    indicators = [
        Indicator(
            id=ids[one.number],
            section=one.section,
            aspect=one.aspect,
            text=one.indicator,
            points=one.points,
            standards=tuple(
                Standard(level=level, text=text) for level, text in zip(levels, one.standards, strict=False)
            ),
        )
        for one in plan.scores
    ]
    label = plan.value(SCORES, PlanKey.SCORE)
    keys = {
        "label": label,
        "word": label,
        "section": plan.value(SCORES, PlanKey.SECTION),
        "aspect": plan.value(SCORES, PlanKey.ASPECT),
        "indicator": plan.value(SCORES, PlanKey.INDICATOR),
        "points": plan.value(SCORES, PlanKey.POINTS),
    }
    toml = ["[scores]", f'field = "{SCORE_FIELD}"', *([f'total = "{SCORE_TOTAL}"'] if total_label is not None else [])]
    toml += [f"{key} = {toml_text(value)}" for key, value in keys.items()]
    for level in levels:
        toml += ["", "[[scores.level]]", f"id = {toml_text(level.id)}", f"label = {toml_text(level.label)}"]
        toml += [f"aliases = {toml_texts([short])}" for short in _short_label(level, levels)]
        toml.append(f"factor = {level.factor.normalize():f}")
    csv = indicators_csv(indicators, tuple(levels))
    total = SCORE_TOTAL if total_label is not None else None
    return ImportedScores(SCORE_FIELD, total, total_label or "", tuple(toml), csv)


def _short_label(level: Level, levels: Sequence[Level]) -> Iterator[str]:
    """The words of a level without what stands in brackets behind them, if they have any, and mean this level alone."""
    short = _IN_BRACKETS.sub("", level.label)
    if short and short != level.label and [_IN_BRACKETS.sub("", one.label) for one in levels].count(short) == 1:
        yield short
