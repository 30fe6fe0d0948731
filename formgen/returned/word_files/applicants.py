"""Tells whose forms returned Word files are: which of them belong to one applicant, by its name and its code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from formgen.intake.columns import code_fields
from formgen.returned.word_files.form_rows import fold
from formgen.returned.word_files.returned_form import ReturnedForm
from formgen.scheme.models import Scheme


@dataclass(frozen=True)
class ApplicantForms:
    """The forms of one applicant in the order of the files. is_named: False if no form says whose they are."""

    papers: tuple[ReturnedForm, ...]
    is_named: bool


def of_applicants(scheme: Scheme, papers: Sequence[ReturnedForm]) -> list[ApplicantForms]:
    """The forms of each applicant together, in the order of their first files.

    Forms with one code belong together, and forms with one name, unless the same form comes twice with different codes. A form without
    either stands alone, unless there is only one applicant.
    """
    codes = [_said(paper, code_fields(scheme)) for paper in papers]
    names = [_said(paper, (scheme.applicant.name,)) for paper in papers]
    groups: list[list[int]] = []
    for number in range(len(papers)):
        mine = [
            group
            for group in groups
            if any(
                codes[number] & codes[other]
                or (names[number] & names[other] and not _is_other(papers, codes, number, group))
                for other in group
            )
        ]
        joined = sorted(other for group in mine for other in group)
        groups = [group for group in groups if group not in mine] + [[*joined, number]]
    named = [group for group in groups if any(codes[one] or names[one] for one in group)]
    if len(named) == 1:
        groups = named = [list(range(len(papers)))]
    return [
        ApplicantForms(tuple(papers[one] for one in group), group in named)
        for group in sorted(groups, key=lambda group: group[0])
    ]


def _is_other(papers: Sequence[ReturnedForm], codes: Sequence[set[str]], number: int, group: Sequence[int]) -> bool:
    """True if the group has the same form with another code: two applicants of one name."""
    return any(
        papers[other].form is papers[number].form
        and codes[other]
        and codes[number]
        and not codes[other] & codes[number]
        for other in group
    )


def _said(paper: ReturnedForm, fields: Sequence[str]) -> set[str]:
    return {text for one in paper.texts if one.slot.field in fields and (text := fold(one.text).text)}
