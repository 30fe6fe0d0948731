"""Which dossiers a record has begun: by what only they ask for; what several ask for begins the first of them."""

from __future__ import annotations

import json

import pytest

from formgen.intake.json.record import read_record_text
from formgen.record.kinds.table import JsonObject
from formgen.record.stages import begun_dossiers
from formgen.scheme.models import Scheme

NAME: JsonObject = {"applicant": {"name": "太仓样例有限公司", "organization_code": "99000001-7"}}


def begun(scheme: Scheme, **said: object) -> list[str]:
    record = read_record_text(scheme, json.dumps({**NAME, **said}), "企业.json").record
    assert record is not None
    return [dossier.id for dossier in begun_dossiers(scheme, record)]


def files(*materials: str) -> dict[str, object]:
    return {material: ["a.pdf"] for material in materials}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, ["application"]),
        ({"application": {"reasons": "理由"}}, ["application"]),
        ({"application": {"reasons": "理由"}, "materials": files("credit_report")}, ["application"]),
        ({"commitment": {"signed_on": "2018-7-20"}}, ["acceptance"]),
        ({"self_assessment": {"scores": {"1.1.1": "full"}}}, ["acceptance"]),
        ({"application": {"reasons": "理由"}, "commitment": {"signed_on": "2018-7-20"}}, ["application", "acceptance"]),
        ({"recommendation": {"accepted_on": "2016-11-1"}}, ["city-recommendation"]),
        (
            {"recommendation": {"accepted_on": "2015-11-1", "city_demonstration_on": "2016-11-1"}},
            ["province-recommendation"],
        ),
        ({"recommendation": {"town_opinion": "同意"}}, ["application"]),
        ({"county_review": {"opinion": "同意"}}, ["application"]),
        ({"materials": files("credit_report")}, ["application"]),
        ({"materials": files("service_contract")}, ["city-demonstration"]),
        ({"materials": files("service_contract", "province_demonstration_application")}, ["province-demonstration"]),
        ({"materials": files("internal_assessment_report", "summary_report")}, ["acceptance"]),
    ],
)
def test_what_a_record_has_begun(scheme: Scheme, said: dict[str, object], expected: list[str]) -> None:
    assert begun(scheme, **said) == expected
