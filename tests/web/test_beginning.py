"""用以前的数据开头, 备份: what was read is typed into a case; a copy is a case again, and the command line works on it."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from formgen import pipeline
from formgen.foundation import resources
from formgen.scheme.models import Scheme
from formgen.web.filling.texts import EMPTY, typed_texts, with_texts
from formgen.web.kept.backups import BACKUP
from formgen.web.office import Office
from tests.web.test_checking import finished

READ, RESTORE = "/fill/taicang-2018/read", "/fill/taicang-2018/restore"


@pytest.fixture(scope="module")
def reference(scheme: Scheme) -> str:
    return resources.scheme_reference(scheme.folder)


@pytest.fixture(scope="module")
def whole(scheme: Scheme, samples: Path) -> str:
    """The texts of the complete sample as a record."""
    return with_texts(scheme, EMPTY, typed_texts(scheme, (samples / "complete.json").read_text("utf-8")))


def sent(clerk: TestClient, address: str, *files: tuple[str, bytes]) -> str:
    answer = clerk.post(address, files=[("files", file) for file in files])
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def record_of(office: Office, address: str) -> str:
    newest = office.cases.newest(address.split("/")[2])
    assert newest is not None
    return newest.record


def test_a_case_begins_with_a_returned_word_form_or_a_row(
    clerk: TestClient, office: Office, scheme: Scheme, reference: str, whole: str
) -> None:
    case = office.cases.begin(reference, whole, "x")
    form = clerk.get(f"/cases/{case}/forms/annex2.docx").content
    table = "企业名称,镇（区）,邮编\n太仓甲有限公司,沙溪镇,21542\n太仓乙有限公司,璜泾镇,215421\n".encode()
    address = sent(clerk, READ, ("附件2<b>.docx", form), ("名单.csv", table))
    page = finished(clerk, address)
    texts = typed_texts(scheme, whole)
    name = texts[scheme.applicant.name]
    names = re.findall(r"<tr><td>(.*?)</td>", page)
    assert sorted(names) == sorted([name, "太仓甲有限公司", "太仓乙有限公司"]) and "<b>.docx" not in page
    begun = clerk.post(f"{address}{names.index(name) + 1}")
    where = begun.headers.get("location") or re.findall(r'href="(/cases/\w+/)"', begun.text)[0]
    read = typed_texts(scheme, record_of(office, where))
    printed = {slot.field for slot in scheme.forms[0].slots}
    assert {one: text for one, text in texts.items() if one in printed and "\n" not in text}.items() <= read.items()
    begun = clerk.post(f"{address}{names.index('太仓乙有限公司') + 1}")
    assert typed_texts(scheme, record_of(office, begun.headers["location"]))["applicant.postcode"] == "215421"
    assert ("名单.csv" in page and "第 3 行" in page) or "B3" in page or "3" in page
    for number in (0, 4):
        assert clerk.post(f"{address}{number}").status_code == 404
    case = office.cases.begin(reference, with_texts(scheme, EMPTY, {scheme.applicant.name: "别改我"}), "x")
    address = sent(clerk, f"/cases/{case}/read", ("名单.csv", table))
    finished(clerk, address)
    assert clerk.post(f"{address}2").headers["location"] == f"/cases/{case}/"
    read = typed_texts(scheme, record_of(office, f"/cases/{case}/"))
    assert read[scheme.applicant.name] == "别改我" and read["applicant.postcode"] == "215421"
    assert clerk.post(f"{address}remove").headers["location"] == f"/cases/{case}/"
    assert clerk.get(address).status_code == 404


def test_what_holds_no_record_is_told(clerk: TestClient) -> None:
    address = sent(clerk, READ, ("坏.docx", b"PK\x03\x04nothing"))
    page = finished(clerk, address)
    assert 'role="alert"' in page and "坏.docx" in page
    assert clerk.post(f"{address}1").status_code == 404
    assert clerk.post(READ).status_code == 422 and clerk.post(RESTORE).status_code == 422


def test_a_copy_is_read_again_and_the_command_line_works_on_it(
    clerk: TestClient, office: Office, scheme: Scheme, reference: str, whole: str, samples: Path, tmp_path: Path
) -> None:
    case = office.cases.begin(reference, with_texts(scheme, whole, {"applicant.fax": ""}), "甲")
    office.cases.put(case, "乙", lambda record: whole)
    report = next((samples / "evidence").rglob("*.pdf")).read_bytes()
    place = {"place": "material:credit_report", "title": ""}
    files = [("files", ("报告.pdf", report))]
    assert clerk.post(f"/cases/{case}/dossiers/application/files", data=place, files=files).status_code == 303
    copy = clerk.get(f"/cases/{case}/backup.zip").content
    with zipfile.ZipFile(io.BytesIO(copy)) as archive:
        archive.extractall(tmp_path)
    (folder,) = tmp_path.iterdir()
    examined = pipeline.examine(scheme, folder / BACKUP.record, ("annex2",), True)
    assert examined.record is not None and not [one for one in examined.problems if one.is_error]
    (supplied,) = examined.record.materials
    assert (folder / supplied.files[0].path).read_bytes() == report
    office.remove_case(case)
    address = sent(clerk, RESTORE, ("备份.zip", copy))
    assert "取回了 1 家" in finished(clerk, address)
    restored = office.cases.listed(reference)[0][0]
    assert restored != case
    versions = office.cases.every_version(restored)
    assert [one.who for one in versions[:2]] == ["甲", "乙"] and len(versions) == 3
    assert typed_texts(scheme, versions[-1].record) == typed_texts(scheme, whole)
    (known,) = office.files.listed(restored).values()
    assert office.files.stored(restored, known).read_bytes() == report
    assert clerk.get(f"/cases/{restored}/dossiers/application/").text.count("报告.pdf") > 0
    count = len(office.cases.listed(reference))
    everything = clerk.get("/fill/taicang-2018/backup.zip").content
    with zipfile.ZipFile(io.BytesIO(everything)) as archive:
        assert sum(name.endswith(f"/{BACKUP.record}") for name in archive.namelist()) == count


def test_a_strange_copy_leads_nowhere(clerk: TestClient, office: Office, reference: str) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("甲/record.json", "{}")
        for name in ("../up.pdf", "/root.pdf", "甲/../../up.pdf", "甲/a\\..\\b.pdf", "甲/CON/x.pdf", "甲/good.pdf"):
            archive.writestr(name, b"x")
        archive.writestr("乙/record.json", "[1]")
        archive.writestr("丙/record.json", "{}")
        archive.writestr(f"丙/{BACKUP.history}", '{"scheme": "other", "town": "", "versions": []}')
        archive.writestr("丁/record.json", b"0" * (2 << 20))
    before = {case_id for case_id, _ in office.cases.listed(reference)}
    assert "取回了 1 家" in (page := finished(clerk, sent(clerk, RESTORE, ("备份.zip", made.getvalue()))))
    assert "3 家读不出来" in page
    (case,) = {case_id for case_id, _ in office.cases.listed(reference)} - before
    assert set(office.files.listed(case)) == {"good.pdf"}
    assert 'role="alert"' in finished(clerk, sent(clerk, RESTORE, ("备份.zip", made.getvalue()[:300])))
