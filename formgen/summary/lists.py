"""Makes the 汇总表: the list of the applicants of one town at one stage, which an office prints, signs and stamps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from formgen.record.labels import field_labels
from formgen.scheme.dossiers import Dossier
from formgen.scheme.models import Scheme
from formgen.summary.paper import OUR_OWN, HeadCell, ListedTable, OfficePaper
from formgen.summary.standing import Readiness, Standing

NUMBER, STATE, REMARKS = "序号", "材料情况", "备注"
LIST = "汇总表"
PEN_DATE = "　　　　年　　月　　日"
"""The date that somebody fills in with a pen."""


@dataclass(frozen=True, slots=True)
class StageList:
    """The applicants of a town at a stage, in the order of the source.

    town       the town; empty for applicants whose records name none, and for a scheme without towns
    dossier    the dossier that is handed in at the stage; None for a scheme without dossiers
    standings  how far each applicant is
    """

    town: str
    dossier: Dossier | None
    standings: tuple[Standing, ...]


def summary_columns(scheme: Scheme) -> tuple[str, ...]:
    """The ids of the fields that summaries show of an applicant.

    The scheme names them; otherwise they are its name, its identity and the total score, as far as the scheme has these.
    """
    if scheme.summary is not None:
        return scheme.summary.columns
    total = scheme.scores.total if scheme.scores else None
    return tuple(column for column in (scheme.applicant.name, scheme.applicant.identity, total) if column)


def stage_title(scheme: Scheme, dossier: Dossier | None) -> str:
    """The title of a stage: the title of its dossier, or the scheme's title if there is none."""
    return dossier.title if dossier is not None else scheme.title


def stage_lists(scheme: Scheme, standings: Sequence[Standing]) -> tuple[StageList, ...]:
    """All lists with at least one applicant, by stage and then by town, in the scheme's order.

    In each stage, the list of the applicants without a town comes last.
    """
    groups: dict[tuple[str, str], list[Standing]] = {}
    for one in standings:
        groups.setdefault((one.dossier.id if one.dossier else "", one.town), []).append(one)
    stages: tuple[Dossier | None, ...] = scheme.dossiers or (None,)
    return tuple(
        StageList(town, stage, tuple(groups[key]))
        for stage in stages
        for town in (*scheme.town_names, "")
        if (key := (stage.id if stage else "", town)) in groups
    )


def town_list(scheme: Scheme, listed: StageList, letters: Sequence[str], stem: str) -> OfficePaper:
    """The paper of one list.

    letters  for each applicant the number of its letter of correction; empty if it gets none
    stem     the path of the paper in the output folder, without extension
    """
    columns = summary_columns(scheme)
    total = scheme.scores.total if scheme.scores else None
    shown = [number for number, column in enumerate(columns) if column != total or _is_scored(scheme, listed.dossier)]
    head = [NUMBER, *(_heading(scheme, columns[number]) for number in shown), STATE, REMARKS]
    rows = tuple(
        (
            str(number),
            *(_value(scheme, one, columns[at], one.values[at]) for at in shown),
            one.readiness.value,
            _remarks(one, letter),
        )
        for number, (one, letter) in enumerate(zip(listed.standings, letters, strict=True), 1)
    )
    middle = (True, *(columns[number] != scheme.applicant.name for number in shown), True, False)
    table = ListedTable("", (tuple(map(HeadCell, head)),), middle, rows)
    return OfficePaper(
        stem,
        f"{list_name(scheme)}：{stage_title(scheme, listed.dossier)}",
        scheme.title if listed.dossier is not None else "",
        _lines(scheme, listed),
        (table,),
        (OUR_OWN,),
        (signature(),),
    )


def list_name(scheme: Scheme) -> str:
    """The name of the list of a town."""
    return f"{scheme.towns.word if scheme.towns else scheme.applicant.word}{LIST}"


def no_town(scheme: Scheme) -> str:
    """The words in the place of a town if a record names none; empty for a scheme without towns."""
    return f"没有写{scheme.towns.word}" if scheme.towns else ""


def signature() -> str:
    """The line at the end of a paper where persons sign and the office puts its stamp."""
    gap = "　" * 8
    return f"经办人（签字）：{gap}负责人（签字）：{gap}（单位盖章）{PEN_DATE}"


def counts_of(standings: Sequence[Standing], counter: str) -> str:
    """The counts as text: `共 9 家：完整 6，有错误 2，缺材料 1`; for several stages `共 9 家、12 份材料：…`.

    counter  the scheme's measure word for applicants
    """
    found = Counter(one.readiness for one in standings)
    order = (Readiness.COMPLETE, Readiness.FAULTY, Readiness.UNFILLED, Readiness.LACKING)
    said = "，".join(f"{state.value} {found[state]}" for state in order if found[state])
    applicants = len({(one.identity or one.name) for one in standings})
    papers = f"、{len(standings)} 份材料" if len(standings) > applicants else ""
    return f"共 {applicants} {counter}{papers}{'：' if said else ''}{said}"


def _lines(scheme: Scheme, listed: StageList) -> tuple[str, ...]:
    dossier, who = listed.dossier, []
    if scheme.towns is not None:
        who = [f"{scheme.towns.word}：{listed.town or no_town(scheme)}"]
    lines = ["　　".join((*who, counts_of(listed.standings, scheme.applicant.counter)))]
    if dossier is not None and dossier.deadline_text:
        lines.append(f"期限：{dossier.deadline_text}")
    elif dossier is not None and dossier.deadline is not None:
        lines.append(f"期限：{dossier.deadline.year}年{dossier.deadline.month}月{dossier.deadline.day}日")
    return tuple(lines)


def _is_scored(scheme: Scheme, dossier: Dossier | None) -> bool:
    """True if the papers of this stage show scores."""
    if dossier is None or dossier.has_evidence:
        return True
    return any(form.indicators for form in scheme.forms if form.id in dossier.form_ids)


def _value(scheme: Scheme, one: Standing, column: str, text: str) -> str:
    """The text of a cell. If the record does not give the applicant's name, the cell shows what names it instead."""
    return text or (one.name if column == scheme.applicant.name else "")


def _heading(scheme: Scheme, column: str) -> str:
    if scheme.scores is not None and column == scheme.scores.total:
        return f"{scheme.scores.word}总分"
    field = scheme.fields[column]
    alone = sum(other.label == field.label for other in scheme.fields.values()) == 1
    return field.label if alone else field_labels(scheme)[column]


def _remarks(one: Standing, letter: str) -> str:
    said = [one.short] if one.short else []
    said += [f"见补正通知 {letter}"] if letter else []
    said += [f"{one.warnings} 处提醒"] if one.warnings else []
    return "；".join(said)
