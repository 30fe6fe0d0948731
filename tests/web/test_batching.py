"""批量: a run can be stopped and goes on; its page says what 结果.xlsx says; each town's papers are one ZIP."""

from __future__ import annotations

import io
import re
import time
import zipfile
from contextlib import closing
from html import unescape
from pathlib import Path

import openpyxl
import pytest
from starlette.testclient import TestClient

from formgen.foundation import resources
from formgen.scheme.models import Scheme
from formgen.web.application import application
from formgen.web.doors.batching import ALL_TOWNS
from formgen.web.filling.texts import EMPTY, typed_texts, with_texts
from formgen.web.guard.visitors import Role
from formgen.web.office import Office, open_office
from formgen.web.work.order import WorkKind
from formgen.web.work.results import read_results
from formgen.web.work.sources import out_folder
from formgen.web.work.tasks import RESULT_JSON
from tests.web.conftest import ADDRESS, OWN
from tests.web.test_checking import finished

PAGE = "/batch/taicang-2018/"
TOWNS = ("沙溪镇", "璜泾镇", "沙溪镇")


@pytest.fixture(scope="module")
def reference(scheme: Scheme) -> str:
    return resources.scheme_reference(scheme.folder)


@pytest.fixture
def cases(office: Office, scheme: Scheme, reference: str, samples: Path) -> list[str]:
    """Three applicants of two towns, one of them with an error; no others are there."""
    for case_id, _ in office.cases.listed(reference):
        office.cases.remove(case_id)
    whole = typed_texts(scheme, (samples / "complete.json").read_text("utf-8"))
    made = []
    for number, town in enumerate(TOWNS):
        texts = {
            **whole,
            scheme.applicant.name: f"太仓第{'甲乙丙'[number]}有限公司",
            str(scheme.applicant.identity): "",
            "applicant.organization_code": "",
            "applicant.business_registration_number": "",
            **dict.fromkeys(scheme.town_fields, town),
        }
        if number == 2:
            texts["applicant.postcode"] = "12"
        made.append(office.cases.begin(reference, with_texts(scheme, EMPTY, texts), "x"))
    return made


def test_the_cases_of_all_towns_are_made_stopped_and_made(
    clerk: TestClient, office: Office, cases: list[str], samples: Path
) -> None:
    assert "全部，3 家" in clerk.get(PAGE).text
    address = clerk.post(PAGE, data={"town": ALL_TOWNS}).headers["location"]
    folder = office.batches / address.split("/")[2]
    until = time.monotonic() + 60
    while not (out_folder(folder, WorkKind.BATCH)).exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert clerk.post(f"{address}stop").status_code == 303
    page = finished(clerk, address)
    assert "接着做" in page and clerk.get(f"{address}papers.zip").status_code == 404
    assert clerk.post(f"{address}start").status_code == 303
    page = finished(clerk, address)
    assert "共 3 家，2 家完成，1 家没有做" in page
    shown = [
        [unescape(re.sub("<.*?>", "", cell)) for cell in re.findall("<td>(.*?)</td>", row)[:-1]]
        for row in re.findall("<tr>(<td>.*?)</tr>", page.partition('class="towns"')[2].partition("</table>")[0])
    ]
    content = clerk.get(f"{address}result.xlsx").content
    sheet = openpyxl.load_workbook(io.BytesIO(content))["镇（区）"]
    written = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(2, values_only=True)]
    assert shown == written
    (shaxi,) = [row for row in shown if row[0] == "沙溪镇"]
    assert shaxi[2:6] == ["2", "1", "1", "0"]
    found = read_results(out_folder(folder, WorkKind.BATCH) / RESULT_JSON)
    assert found is not None
    number = [one.town for one in found.towns].index("璜泾镇") + 1
    assert f"towns/{number}.zip" in page
    with zipfile.ZipFile(io.BytesIO(clerk.get(f"{address}towns/{number}.zip").content)) as archive:
        names = archive.namelist()
        assert archive.testzip() is None
    (theirs,) = [one for one in found.enterprises if one.town == "璜泾镇"]
    assert names == [file.path for file in theirs.files] and len(names) >= 10
    with zipfile.ZipFile(io.BytesIO(clerk.get(f"{address}papers.zip").content)) as archive:
        assert archive.read("结果.xlsx") == content and set(names) < set(archive.namelist())
    assert clerk.get(f"{address}towns/0.zip").status_code == clerk.get(f"{address}towns/99.zip").status_code == 404
    only = clerk.get(f"{address}?town=璜泾镇").text.partition('id="list"')[2]
    assert "太仓第乙有限公司" in only and "太仓第甲有限公司" not in only
    assert "2 家完成" in clerk.get(PAGE).text
    assert clerk.post(f"{address}remove").status_code == 303
    assert not folder.exists() and clerk.get(address).status_code == 404


def test_a_town_makes_its_own_alone(clerk: TestClient, office: Office, cases: list[str], reference: str) -> None:
    secret = office.access.passes.give(Role.TOWN, reference, "璜泾镇", time.time() + 3600)
    town = TestClient(clerk.app, base_url=str(clerk.base_url), follow_redirects=False, headers=OWN)
    assert town.get(f"/open/{secret}").status_code == 303
    page = town.get(PAGE).text
    assert "璜泾镇，1 家" in page and "沙溪镇" not in page.partition("<select")[2].partition("</select>")[0]
    assert town.post(PAGE, data={"town": "沙溪镇"}).status_code == 404
    address = town.post(PAGE, data={"town": ALL_TOWNS, "dossier": "application", "draft": "1"}).headers["location"]
    folder = office.batches / address.split("/")[2]
    assert town.post(f"{address}stop").status_code == 303
    records = [path for path in (folder / "files").iterdir() if "太仓第" in path.read_text("utf-8")]
    assert len(records) == 1 and "太仓第乙" in records[0].read_text("utf-8")
    assert "装订" in clerk.get(PAGE).text and clerk.get(address).status_code == 200
    assert town.post(f"{address}remove").status_code == 303


def test_what_is_missing_is_one_list_with_links_to_where_it_is_put_right(clerk: TestClient, cases: list[str]) -> None:
    address = clerk.post(PAGE, data={"town": "璜泾镇", "dossier": "application"}).headers["location"]
    missing = finished(clerk, address).partition("错在哪里、缺什么")[2]
    case = cases[1]
    there = f"/cases/{case}/dossiers/application/#at-material-credit_report"
    assert f'<a href="{there}">' in missing and "材料和佐证」页上" in missing and "/materials/" not in missing
    assert 'id="at-material-credit_report"' in clerk.get(there).text
    clerk.post(f"{address}remove")
    address = clerk.post(PAGE, data={"town": "沙溪镇"}).headers["location"]
    wrong = finished(clerk, address).partition("错在哪里、缺什么")[2]
    there = f"/cases/{cases[2]}/forms/annex2/#f-applicant.postcode"
    assert f'<a href="{there}">' in wrong and f"/cases/{cases[0]}/" not in wrong
    assert 'id="f-applicant.postcode"' in clerk.get(there).text
    clerk.post(f"{address}remove")


def test_a_cluster_that_is_not_there_is_said_on_the_page(
    tmp_path: Path, office: Office, reference: str, samples: Path
) -> None:
    with closing(open_office(tmp_path / "data", None, 1, scheduler="nothing://127.0.0.1:9")) as alone:
        client = TestClient(application(alone, (ADDRESS,)), base_url=ADDRESS, follow_redirects=False, headers=OWN)
        client.get(f"/open/{alone.access.new_link()}")
        alone.cases.begin(reference, (samples / "complete.json").read_text("utf-8"), "x")
        address = client.post(PAGE, data={"town": ALL_TOWNS}).headers["location"]
        assert "连不上 Dask 调度器 nothing://127.0.0.1:9" in finished(client, address)


def test_one_of_both_must_be_chosen(clerk: TestClient, cases: list[str]) -> None:
    assert clerk.post(PAGE).status_code == 422
    both = clerk.post(PAGE, data={"town": "沙溪镇"}, files=[("files", ("a.csv", b"x"))])
    assert both.status_code == 422 and "两样里选一样" in both.text
    assert clerk.post(PAGE, data={"town": "天上镇"}).status_code == 404
    assert clerk.post(PAGE, data={"town": "沙溪镇", "dossier": "nothing"}).status_code == 404
