"""用以前填过的: last year's case begins a new one, or fills the empty fields of one; nobody gets what is somebody else's."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from formgen.scheme.models import Scheme
from formgen.web.application import application
from formgen.web.filling.texts import EMPTY, typed_texts, with_texts
from formgen.web.guard.visitors import Role
from formgen.web.office import Office, open_office
from tests.web.conftest import ADDRESS, OWN

NOW, BEFORE = "taicang-2018", "last-year"
YEAR = 366 * 24 * 3600.0


@dataclass(frozen=True, slots=True)
class TwoYears:
    """An office with two schemes. texts: what the case of the earlier one says. case: its id."""

    office: Office
    door: ASGIApp
    texts: dict[str, str]
    case: str

    def came_in(self, secret: str) -> TestClient:
        client = TestClient(self.door, base_url=ADDRESS, follow_redirects=False, headers=OWN)
        assert client.get(f"/open/{secret}").status_code == 303
        return client


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory, scheme: Scheme, samples: Path) -> Iterator[TwoYears]:
    folder = tmp_path_factory.mktemp("years")
    shutil.copytree(scheme.folder, folder / BEFORE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FORMGEN_SCHEMES", str(folder))
        with closing(open_office(folder / "data", None, 1, shared=True)) as office:
            texts = typed_texts(scheme, (samples / "complete.json").read_text("utf-8"))
            case = office.cases.begin(BEFORE, with_texts(scheme, EMPTY, texts), "x")
            yield TwoYears(office, application(office, (ADDRESS,)), texts, case)


def test_a_new_case_begins_with_the_one_of_another_scheme(years: TwoYears, scheme: Scheme) -> None:
    clerk = years.came_in(years.office.access.new_link())
    name = years.texts[scheme.applicant.name]
    page = clerk.get(f"/fill/{NOW}/").text
    assert f'<option value="{years.case}">{name}（' in page
    answer = clerk.post(f"/fill/{NOW}/after", data={"case": years.case})
    begun = answer.headers["location"].split("/")[2]
    newest = years.office.cases.newest(begun)
    assert newest is not None and typed_texts(scheme, newest.record) == years.texts
    assert years.office.cases.scheme(begun) == NOW and years.office.cases.scheme(years.case) == BEFORE
    assert clerk.post(f"/fill/{NOW}/after", data={"case": "0" * 32}).status_code == 404


def test_empty_fields_are_filled_from_a_case_of_the_same_applicant(years: TwoYears, scheme: Scheme) -> None:
    clerk = years.came_in(years.office.access.new_link())
    code = str(scheme.applicant.identity)
    mine = {code: years.texts[code], scheme.applicant.name: "改了名称有限公司"}
    case = years.office.cases.begin(NOW, with_texts(scheme, EMPTY, mine), "x")
    other = years.office.cases.begin(BEFORE, with_texts(scheme, EMPTY, {scheme.applicant.name: "别家有限公司"}), "x")
    page = clerk.get(f"/cases/{case}/versions/").text
    assert f'name="case" value="{years.case}"' in page and other not in page
    assert clerk.post(f"/cases/{case}/after", data={"case": years.case}).status_code == 303
    newest = years.office.cases.newest(case)
    assert newest is not None and typed_texts(scheme, newest.record) == {**years.texts, **mine}


def test_a_case_of_this_scheme_is_offered_when_its_year_is_over(years: TwoYears, scheme: Scheme) -> None:
    clerk = years.came_in(years.office.access.new_link())
    record = with_texts(scheme, EMPTY, {scheme.applicant.name: "去年有限公司"})
    years.office.cases.restore("a" * 32, NOW, "", [(time.time() - YEAR, "x", record)])
    fresh = years.office.cases.begin(NOW, record, "x")
    offered = re.findall(r'<option value="(\w+)">去年有限公司', clerk.get(f"/fill/{NOW}/").text)
    assert offered == ["a" * 32] and fresh not in offered


def test_nobody_begins_with_what_is_somebody_elses(years: TwoYears, scheme: Scheme) -> None:
    town, other = scheme.town_names[:2]
    give, ends = years.office.access.passes.give, time.time() + 3600
    theirs = with_texts(
        scheme, EMPTY, {scheme.applicant.name: "别处有限公司", **dict.fromkeys(scheme.town_fields, other)}
    )
    case = years.office.cases.begin(NOW, theirs, "x")
    clerk = years.came_in(give(Role.TOWN, NOW, town, ends))
    assert case not in clerk.get(f"/fill/{NOW}/").text
    for chosen in (case, years.case):
        assert clerk.post(f"/fill/{NOW}/after", data={"case": chosen}).status_code == 404
    mine = years.office.cases.begin(NOW, with_texts(scheme, EMPTY, {scheme.applicant.name: "别处有限公司"}), "x")
    applicant = years.came_in(give(Role.CASE, NOW, mine, ends))
    assert case not in applicant.get(f"/cases/{mine}/versions/").text
    assert applicant.post(f"/cases/{mine}/after", data={"case": case}).status_code == 404
    assert applicant.post(f"/fill/{NOW}/after", data={"case": mine}).status_code == 404
