"""Finds how far each applicant is at each stage. It examines the applicant for each dossier that its record has begun."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from formgen.dossier.assemble import lacking
from formgen.dossier.plan import plan
from formgen.dossier.task import DossierTask
from formgen.foundation.errors import DataError
from formgen.foundation.problems import Place, Problem, error, has_errors
from formgen.intake.collected import Collected, Source
from formgen.intake.together.named_apart import named_apart
from formgen.intake.together.several import each_of
from formgen.pipeline.dossiers import dossier_findings
from formgen.pipeline.examining import Examined, examine_collected
from formgen.pipeline.outcomes import Advance, SourceOutcome, whole
from formgen.record.kinds.table import written
from formgen.record.labels import field_labels, indicator_label
from formgen.record.models import Record
from formgen.record.scoring import totals, written_points
from formgen.record.stages import begun_dossiers
from formgen.scheme.dossiers import Dossier
from formgen.scheme.models import Scheme
from formgen.summary.lists import summary_columns
from formgen.summary.standing import Correction, Standing

UNFILLED = "field.missing"
MISSING = "dossier.missing-material"
"""The code of a finding that a place of a form is not filled in."""


@dataclass(frozen=True, slots=True)
class Stood:
    """What was found of the sources.

    told       the outcomes of what stands on no list, and of the sources as a whole
    unread     how many applicants are not among the standings: unreadable, or there before
    """

    standings: tuple[Standing, ...]
    told: tuple[SourceOutcome, ...]
    unread: int

    @property
    def exit_code(self) -> int:
        """1 if any data are not among the standings."""
        return max((outcome.exit_code for outcome in self.told), default=0)


def stand_all(
    scheme: Scheme,
    sources: Sequence[Source],
    stages: Sequence[Dossier] | None,
    advance: Advance = lambda done, total: None,
) -> Stood:
    """Where each applicant of these sources stands, one source after the other; none is counted twice.

    stages  as in `standings`
    """
    found: list[Standing] = []
    first: dict[tuple[str, str], Place] = {}
    unread = 0
    sources = named_apart(sources)
    told = [outcome for source in sources for outcome in whole(source)]
    total = sum(source.count for source in sources)
    for done, (_, one) in enumerate(each_of(scheme, sources), 1):
        if one.record is None:
            told.append(_left_out(one))
            unread += 1
        for standing in standings(scheme, one, stages):
            key = (standing.identity or standing.name, standing.dossier.id if standing.dossier else "")
            if (before := first.setdefault(key, one.place)) is one.place:
                found.append(standing)
            else:
                told.append(_twice(scheme, one, before))
                unread += 1
        advance(done, total)
    return Stood(tuple(found), tuple(told), unread)


def _left_out(one: Collected) -> SourceOutcome:
    return SourceOutcome(one.name, one.place.file, one.problems, exit_code=DataError.exit_code, at=one.place.at)


def _twice(scheme: Scheme, one: Collected, before: Place) -> SourceOutcome:
    message = f"与前面的「{before}」是同{scheme.applicant.one}，没有再列入"
    problem = error("summary.twice", "", one.place, message, "核对两处数据，留下对的一处")
    return SourceOutcome(one.name, one.place.file, (problem,), exit_code=DataError.exit_code, at=one.place.at)


def standings(scheme: Scheme, one: Collected, stages: Sequence[Dossier] | None = None) -> Iterator[Standing]:
    """How far one applicant is, at each stage; nothing if its record could not be read at all.

    stages  the dossiers of these stages, even if the record has not begun them; None for those that the record has begun
    """
    if one.record is None:
        return
    begun = begun_dossiers(scheme, one.record) if stages is None else stages
    if not scheme.dossiers:
        yield _without_dossier(scheme, one)
    for dossier in begun:
        yield _at(scheme, one, dossier)


def _at(scheme: Scheme, one: Collected, dossier: Dossier) -> Standing:
    """How far an applicant is at one stage."""
    examined = examine_collected(scheme, one, dossier.form_ids, dossier.has_evidence)
    found, record = dossier_findings(scheme, examined, dossier.id), examined.record
    assert record is not None
    if not has_errors(found):  # `dossier_findings` adds the missing materials only if there are other errors
        found = (*found, *lacking(DossierTask(scheme, dossier, record, examined.folder)))
    return _standing(scheme, one, examined, dossier, found)


def _without_dossier(scheme: Scheme, one: Collected) -> Standing:
    """How far an applicant is in a scheme without dossiers. All forms of the scheme count."""
    examined = examine_collected(scheme, one)
    return _standing(scheme, one, examined, None, (*examined.problems, *examined.gaps))


def _standing(
    scheme: Scheme, one: Collected, examined: Examined, dossier: Dossier | None, found: Sequence[Problem]
) -> Standing:
    record = examined.record
    assert record is not None
    known = {id(problem) for problem in examined.problems}
    unfilled = [problem for problem in found if problem.code == UNFILLED]
    faults = [problem for problem in found if problem.is_error and id(problem) in known and problem.code != UNFILLED]
    missing = [
        problem for problem in found if problem.is_error and problem.code != UNFILLED and id(problem) not in known
    ]
    materials = _materials(scheme, dossier, record)
    stopping = [*faults, *unfilled, *missing]
    numbers = dict.fromkeys(materials.get(problem.label, "")[:1] for problem in missing)
    said = record.value(scheme.applicant.identity) if scheme.applicant.identity else None
    towns = (record.value(field_id) for field_id in scheme.town_fields)
    return Standing(
        examined.name
        if record.value(scheme.applicant.name) is not None
        else f"（{scheme.name_label}没有写）{one.place}",
        "" if said is None else written(said),
        next((written(town) for town in towns if town is not None), ""),
        dossier,
        tuple(_values(scheme, record)),
        len(faults),
        len(unfilled),
        tuple(number or "材料" for number in numbers),
        len(found) - len(stopping),
        tuple(_correction(problem, materials, one.place.file, dossier) for problem in stopping),
        one.place,
    )


def _values(scheme: Scheme, record: Record) -> Iterator[str]:
    """The texts of the summary's columns. The total is given only if every row of the score table has a score."""
    for column in summary_columns(scheme):
        if scheme.scores is not None and column == scheme.scores.total:
            overall = totals(scheme, record.scores).overall
            yield written_points(overall.points) if overall.complete else ""
        else:
            value = record.value(column)
            yield "" if value is None else written(value)


def _materials(scheme: Scheme, dossier: Dossier | None, record: Record) -> dict[str, str]:
    """For each label that a finding may have, the title of the material to which it belongs.

    The title of a material of the dossier begins with its number. Without a dossier, and for forms of other stages, it is the
    annex and the title of the form.
    """
    titles = {form.id: f"{form.annex} {form.title}" for form in scheme.forms}
    own = [form for form in scheme.forms if dossier is None or form.id in dossier.form_ids]
    found: dict[str, str] = {}
    if dossier is not None:
        planned, _ = plan(scheme, dossier, record)
        labels = {supplied.id: supplied.label for supplied in scheme.supplied}
        for material, definition in zip(planned.materials, dossier.materials, strict=True):
            title = f"{material.number}{material.title}"
            found[material.title] = title
            if definition.form is not None:
                titles[definition.form] = title
            if definition.supplied is not None:
                found[labels[definition.supplied]] = title
            found |= {part.title: title for part in material.parts}
    labels = field_labels(scheme)
    uses = Counter(labels.values())
    # An error in a form of another stage stops this dossier, too. A field that is on both forms belongs to this stage's form.
    for form in (*reversed([form for form in scheme.forms if form not in own]), *reversed(own)):
        title = titles[form.id]
        found |= {labels[slot.field]: title for slot in form.slots if uses[labels.get(slot.field, "")] == 1}
        if form.scores is not None:
            found[form.scores.word] = title
            sections = {row.section for row in form.indicators}
            found |= {f"{form.scores.word}·{section}": title for section in sections}
            found |= {indicator_label(row): title for row in form.indicators}
    return found


def _correction(problem: Problem, materials: dict[str, str], file: str, dossier: Dossier | None) -> Correction:
    """What a letter says about a finding. It names the file only if this is not the applicant's own file (`file`)."""
    place, material = problem.place, materials.get(problem.label, "")
    at = place.at if place.file == file else f"{place.file} {place.at}".strip()
    if problem.code == UNFILLED:
        return Correction(material, problem.label, at, "没有填写", "逐栏填写")
    if problem.code == MISSING:
        # An office lists files in its own data. The applicant is only asked for the paper.
        issuer = (
            next((one.issued_by for one in dossier.materials if one.title.startswith(problem.label)), None)
            if dossier
            else None
        )
        return Correction(
            material, problem.label, "", "没有这份材料", "补交这份材料" + (f"；由{issuer}出具" if issuer else "")
        )
    return Correction(material, problem.label, at, problem.message, problem.remedy)
