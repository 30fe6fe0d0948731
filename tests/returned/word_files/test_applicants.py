"""Whose forms returned Word files are."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from formgen import pipeline
from formgen.returned.word_files.applicants import of_applicants
from formgen.returned.word_files.returned_form import ReadText, ReturnedForm
from formgen.scheme.models import Form

SCHEME = pipeline.load()
NAME, CODE = SCHEME.applicant.name, SCHEME.applicant.identity or ""
FORM, OTHER = (form for form in SCHEME.forms[:2])


def paper(form: Form, file: str, name: str = "", code: str = "") -> ReturnedForm:
    (slot, *_) = form.slots
    said: Mapping[str, str] = {NAME: name, CODE: code}
    texts = [ReadText(slot.model_copy(update={"field": field}), text, "") for field, text in said.items()]
    return ReturnedForm(form, file, tuple(texts), ())


@pytest.mark.parametrize(
    ("papers", "groups"),
    [
        ([(FORM, "甲", ""), (OTHER, "甲", ""), (FORM, "乙", "")], ["01", "2"]),
        (
            [(FORM, "甲", "A"), (OTHER, "甲公司", "A"), (FORM, "乙", "")],
            ["01", "2"],
        ),  # one code, two names: one applicant
        ([(FORM, "甲", "A"), (FORM, "甲", "B")], ["0", "1"]),  # two applicants of one name
        ([(FORM, "甲", "A"), (OTHER, "甲", "B")], ["01"]),  # one applicant, whose code differs: that is told
        ([(FORM, "甲", "A"), (FORM, "甲", "A")], ["01"]),
        ([(FORM, "甲　公司", ""), (OTHER, "甲公司", "")], ["01"]),
        ([(FORM, "甲", ""), (OTHER, "", "")], ["01"]),
        ([(FORM, "甲", ""), (FORM, "乙", ""), (OTHER, "", "")], ["0", "1", "2"]),
        ([(FORM, "", ""), (OTHER, "", "")], ["0", "1"]),
        ([(FORM, "甲", ""), (FORM, "乙", "B"), (OTHER, "甲", "B")], ["012"]),
    ],
)
def test_forms_of_one_applicant_come_together(papers: list[tuple[Form, str, str]], groups: list[str]) -> None:
    read = [paper(form, str(number), name, code) for number, (form, name, code) in enumerate(papers)]
    found = of_applicants(SCHEME, read)
    assert ["".join(one.file for one in group.papers) for group in found] == groups
    assert [group.is_named for group in found] == [any(one.texts[0].text for one in group.papers) for group in found]
