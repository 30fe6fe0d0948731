"""汇总表: the applicants of one town at one stage, to be printed, signed and stamped."""

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


@dataclass(frozen=True, slots=True)
class StageList:
    """The applicants of a town at a stage, in the order of the source.

    town     empty for those who do not say theirs, and for a scheme without towns
    dossier  what is handed in at the stage; None for a scheme without dossiers
    """

    town: str
    dossier: Dossier | None
    standings: tuple[Standing, ...]


def summary_columns(scheme: Scheme) -> tuple[str, ...]:
    """The ids of what summaries show of an applicant: what the scheme says, else the name, its identity and the total score."""
    if scheme.summary is not None:
        return scheme.summary.columns
    total = scheme.scores.total if scheme.scores else None
    return tuple(column for column in (scheme.applicant.name, scheme.applicant.identity, total) if column)


def stage_title(scheme: Scheme, dossier: Dossier | None) -> str:
    """What a stage is called: the title of its dossier, or the scheme's."""
    return dossier.title if dossier is not None else scheme.title


def stage_lists(scheme: Scheme, standings: Sequence[Standing]) -> tuple[StageList, ...]:
    """The lists that have applicants: by stage, then by town in the scheme's order; those without a town stand at the end."""
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
    """The paper of one list. letters: for each applicant what its letter of correction is called, empty for none."""
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
    """What the list of a town is called."""
    return f"{scheme.towns.word if scheme.towns else scheme.applicant.word}{LIST}"


def no_town(scheme: Scheme) -> str:
    """What stands in the place of the town of applicants who do not say it; empty for a scheme without towns."""
    return f"没有写{scheme.towns.word}" if scheme.towns else ""


def signature() -> str:
    """The line that is signed and stamped."""
    gap = "　" * 8
    return f"经办人（签字）：{gap}负责人（签字）：{gap}（单位盖章）{PEN_DATE}"


def counts_of(standings: Sequence[Standing], counter: str) -> str:
    """`共 9 家：完整 6，有错误 2，缺材料 1`; over several stages `共 9 家、12 份材料：…`."""
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
    """True if scores are handed in at this stage."""
    if dossier is None or dossier.has_evidence:
        return True
    return any(form.indicators for form in scheme.forms if form.id in dossier.form_ids)


def _value(scheme: Scheme, one: Standing, column: str, text: str) -> str:
    """What a cell says; where the name is not said, how the applicant is called otherwise."""
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
