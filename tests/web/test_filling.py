"""填报一家: what is typed makes the record and the papers of the command line, and nothing that somebody saved is lost."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from starlette.testclient import TestClient

from formgen import pipeline
from formgen.dossier.evidence.reading import read_supplied
from formgen.dossier.evidence.refused import RefusedError
from formgen.engines.pdfium import PdfiumFile
from formgen.foundation import resources
from formgen.intake.json.record import read_record_text
from formgen.intake.json.write import record_text
from formgen.pipeline.examining import Examined, examine_text
from formgen.pipeline.made import Format
from formgen.record.scoring import totals, written_points
from formgen.scheme.models import Scheme
from formgen.web.drawing import filled
from formgen.web.drawing.draws import pictures
from formgen.web.drawing.filled import look
from formgen.web.filling.texts import EMPTY, paths, typed_texts, with_texts
from formgen.web.kept.access import Access
from formgen.web.kept.cases import Cases
from formgen.web.kept.database import Database
from formgen.web.office import Office
from tests.judges import REPOSITORY
from tests.sweeps import some_of

FILES = ("materials", "evidence")
"""The parts of a record that are no typed texts."""


def begun(clerk: TestClient) -> str:
    """Begin a case, and return its address."""
    return clerk.post("/fill/taicang-2018/").headers["location"]


def shown(page: str) -> dict[str, str]:
    """The fields of a page as a browser without a script would send them."""
    form = page.partition('<form class="fields"')[2].partition("</form>")[0]
    found = dict(re.findall(r'<input (?:type="hidden" |id="f-[^"]+" )name="([^"]+)" value="([^"]*)"', form))
    found |= dict(re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>\n(.*?)</textarea>', form, re.DOTALL))
    found |= dict(re.findall(r'<input type="radio" name="([^"]+)" value="([^"]*)" checked>', form))
    for name, options in re.findall(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return {name: html.unescape(text) for name, text in found.items()}


def live(clerk: TestClient, case: str, form: str, seen: int, **fields: str) -> dict[str, object]:
    """Save as the script does, and return what it is told."""
    sent = {"seen": str(seen), "live": "1", **{name.replace("__", "."): text for name, text in fields.items()}}
    answer = clerk.post(f"{case}forms/{form}/", data=sent)
    assert answer.status_code == 200
    found: dict[str, object] = answer.json()
    return found


def test_the_sample_typed_without_a_script_gives_the_papers_of_the_command_line(
    clerk: TestClient, scheme: Scheme, samples: Path, tmp_path: Path
) -> None:
    whole = json.loads((samples / "complete.json").read_text("utf-8"))
    sample = json.dumps({key: value for key, value in whole.items() if key not in FILES})
    read = read_record_text(scheme, sample, "record.json").record
    assert read is not None
    wanted = record_text(scheme, read.without(scheme.office_fields))
    texts = typed_texts(scheme, wanted)
    case = begun(clerk)
    for form in scheme.forms:
        address = f"{case}forms/{form.id}/"
        fields = shown(clerk.get(address).text)
        answer = clerk.post(address, data={name: texts.get(name, text) for name, text in fields.items()})
        assert answer.status_code == 303
        assert {name: text for name, text in shown(clerk.get(address).text).items() if text} == {
            name: text for name, text in {**texts, "seen": "1"}.items() if name in fields
        } | {"seen": shown(clerk.get(address).text)["seen"]}
    record = clerk.get(f"{case}record.json").content
    made = read_record_text(scheme, record.decode(), "record.json").record
    assert made is not None and record_text(scheme, made) == wanted
    (tmp_path / "record.json").write_bytes(record)
    filled = pipeline.fill(scheme, pipeline.examine(scheme, tmp_path / "record.json"), out=tmp_path / "out")
    given_out = {
        f"{form.file_stem}.{one.value}": clerk.get(f"{case}forms/{form.id}.{one.value}").content
        for form in scheme.forms
        for one in (Format.DOCX, Format.PDF)
    }
    assert given_out == {path.name: path.read_bytes() for path in filled.paths}
    first = scheme.forms[0]
    drawn = pictures(given_out[f"{first.file_stem}.pdf"], (2,))
    assert [clerk.get(f"{case}forms/{first.id}/2.png").content] == drawn


def test_what_is_wrong_is_said_at_its_field_and_printed_all_the_same(clerk: TestClient) -> None:
    case = begun(clerk)
    empty = clerk.get(f"{case}forms/annex2/2.png").content
    known = live(clerk, case, "annex2", 1, applicant__postcode="21542", applicant__name="甲<b>有限公司")
    assert known["version"] == 2 and known["name"] == "甲<b>有限公司"
    findings = known["findings"]
    assert isinstance(findings, dict) and "applicant.postcode" in findings
    assert clerk.get(f"{case}forms/annex2/2.png").content != empty
    page = clerk.get(f"{case}forms/annex2/").text
    assert "甲&lt;b&gt;有限公司" in page and "<b>有限公司" not in page
    answer = clerk.get(f"{case}forms/annex2.pdf")
    assert answer.status_code == 409 and "邮编" in answer.text
    assert "甲&lt;b&gt;有限公司" in clerk.get("/fill/taicang-2018/").text


@settings(
    max_examples=some_of(15, 5), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
def test_live_totals_are_those_of_the_library(clerk: TestClient, scheme: Scheme, data: st.DataObject) -> None:
    assert scheme.scores is not None
    rows = data.draw(st.lists(st.sampled_from(sorted(scheme.indicators)), unique=True, max_size=30))
    scores = {row: data.draw(st.sampled_from([one.id for one in scheme.indicators[row].levels])) for row in rows}
    case = begun(clerk)
    sent = {"seen": "1", "live": "1", **{scheme.scores.slot_id(row): level for row, level in scores.items()}}
    known = clerk.post(f"{case}forms/annex4/", data=sent).json()
    record = read_record_text(scheme, clerk.get(f"{case}record.json").text, "record.json").record
    assert record is not None and {one.indicator: one.level for one in record.scores} == scores
    sums = totals(scheme, record.scores)
    for one in (*sums.sections, *sums.aspects, sums.overall):
        assert known["sums"][one.id] == [written_points(one.points), one.complete]


@settings(max_examples=some_of(1000), suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_live_totals_are_what_adding_up_gives(scheme: Scheme, data: st.DataObject) -> None:
    assert scheme.scores is not None
    rows = data.draw(st.lists(st.sampled_from(sorted(scheme.indicators)), unique=True))
    wanted: dict[str, Decimal] = defaultdict(Decimal)
    levels = {}
    for row in rows:
        indicator = scheme.indicators[row]
        level = data.draw(st.sampled_from([one.id for one in indicator.levels]))
        levels[scheme.scores.slot_id(row)] = level
        for part in (indicator.section_id, indicator.aspect_id, ""):
            wanted[part] += indicator.points_by_level[level]
    found = look(resources.scheme_reference(scheme.folder), with_texts(scheme, EMPTY, levels))
    assert {one.id: one.points for one in found.sums} == {one.id: wanted[one.id] for one in found.sums}


def test_a_page_is_drawn_with_what_is_typed_before_it_is_saved(clerk: TestClient) -> None:
    case = begun(clerk)
    address = f"{case}forms/annex2/2.png"
    before = clerk.get(address).content
    typed = clerk.post(address, data={"applicant.name": "太仓还没有存有限公司", "materials": "x"}).content
    assert typed != before and clerk.get(address).content == before
    assert clerk.get(f"{case}record.json").text == EMPTY
    live(clerk, case, "annex2", 1, applicant__name="太仓还没有存有限公司")
    assert clerk.get(address).content == typed
    with Image.open(io.BytesIO(typed)) as drawn:
        assert drawn.mode == "L"  # a page without colours takes a third of the time
    assert clerk.post(address, files={"applicant.name": ("a.txt", b"x")}).status_code == 400
    assert clerk.post(f"{case}forms/annex2/0.png").status_code == 404
    assert clerk.post(f"{case}forms/nothing/1.png").status_code == 404


def test_a_rare_name_is_whole_on_page_form_and_in_names_of_files(clerk: TestClient, samples: Path) -> None:
    content = (samples / "rare-characters.json").read_bytes()
    name = json.loads(content)["applicant"]["name"]
    answer = clerk.post("/fill/taicang-2018/", files={"record": ("a.json", content)})
    case = answer.headers.get("location") or re.findall(r'href="(/cases/\w+/)"', answer.text)[0]
    assert name in html.unescape(clerk.get(f"{case}forms/annex2/").text)
    with PdfiumFile(clerk.get(f"{case}forms/annex2.pdf").content) as pdf, pdf.page(0) as first:
        assert name in "".join(first.text().split())
    with zipfile.ZipFile(io.BytesIO(clerk.get(f"{case}backup.zip").content)) as archive:
        assert {one.partition("/")[0] for one in archive.namelist()} == {name}


def test_two_people_in_one_case_are_both_shown(clerk: TestClient) -> None:
    case = begun(clerk)
    mine = live(clerk, case, "annex2", 1, applicant__name="甲有限公司", applicant__phone="0512-53200001")
    theirs = live(clerk, case, "annex2", 1, applicant__name="乙有限公司", applicant__fax="0512-53200002")
    assert mine["refused"] == {} and theirs["refused"] == {"applicant.name": "甲有限公司"}
    record = json.loads(clerk.get(f"{case}record.json").content)
    assert record["applicant"] == {"name": "甲有限公司", "phone": "0512-53200001", "fax": "0512-53200002"}
    answer = clerk.post(f"{case}forms/annex2/", data={"seen": "1", "applicant.name": "丙有限公司"})
    assert answer.status_code == 409 and "甲有限公司" in answer.text and "丙有限公司" in answer.text


@pytest.mark.parametrize("name", ["complete.json", "foreign-owned.json", "chinese-keys.json", "rare-characters.json"])
def test_a_case_begins_with_a_record_of_before(clerk: TestClient, scheme: Scheme, samples: Path, name: str) -> None:
    content = (samples / name).read_bytes()
    answer = clerk.post("/fill/taicang-2018/", files={"record": (name, content)})
    case = (
        answer.headers["location"] if answer.status_code == 303 else re.findall(r'href="(/cases/\w+/)"', answer.text)[0]
    )
    made = read_record_text(scheme, clerk.get(f"{case}record.json").text, "record.json")
    read = read_record_text(scheme, content.decode(), name).record
    assert read is not None and made.record is not None and not made.problems
    wanted = replace(read.without(scheme.office_fields), materials=(), evidence=())
    assert record_text(scheme, made.record) == record_text(scheme, wanted)
    assert set(typed_texts(scheme, record_text(scheme, made.record))) <= set(
        typed_texts(scheme, clerk.get(f"{case}record.json").text)
    )


def test_what_of_a_record_is_not_taken_over_is_told(clerk: TestClient, samples: Path) -> None:
    answer = clerk.post("/fill/taicang-2018/", files={"record": ("a.json", (samples / "faulty.json").read_bytes())})
    assert answer.status_code == 200 and "这几处没有" in answer.text and "nmae" in answer.text
    for content in (b"\xff\xfe", b"[", b"[1]", b"\0" * 100):
        answer = clerk.post("/fill/taicang-2018/", files={"record": ("a.json", content)})
        assert answer.status_code == 200 and "程序内部错误" not in answer.text


def test_every_version_can_be_gone_back_to(clerk: TestClient, office: Office) -> None:
    case = begun(clerk)
    live(clerk, case, "annex2", 1, applicant__name="甲有限公司")
    live(clerk, case, "annex2", 2, applicant__name="")
    assert clerk.get(f"{case}record.json").text == EMPTY
    assert "回到这一版" in clerk.get(f"{case}versions/").text or "现在的" in clerk.get(f"{case}versions/").text
    assert clerk.post(f"{case}versions/2").status_code == 303
    assert json.loads(clerk.get(f"{case}record.json").content)["applicant"] == {"name": "甲有限公司"}
    assert clerk.post(f"{case}versions/99").status_code == 404
    assert clerk.post(f"{case}remove").status_code == 303
    assert clerk.get(case).status_code == 404
    assert office.cases.newest(case.split("/")[2]) is None


@pytest.mark.parametrize("seen", ["", "x", "-1", "99", "9" * 30, "²"])
def test_a_version_that_there_is_not_is_not_found(clerk: TestClient, seen: str) -> None:
    answer = clerk.post(f"{begun(clerk)}forms/annex2/", data={"seen": seen, "applicant.name": "x"})
    assert answer.status_code == 404


def test_unknown_fields_and_files_are_not_taken(clerk: TestClient, scheme: Scheme) -> None:
    case = begun(clerk)
    office_field = sorted(scheme.office_fields)[0]
    known = clerk.post(
        f"{case}forms/annex2/",
        data={
            "seen": "1",
            "live": "1",
            "materials": "x",
            "__class__": "x",
            "applicant.nothing": "x",
            office_field: "x",
        },
    ).json()
    assert known["version"] == 1 and clerk.get(f"{case}record.json").text == EMPTY
    sent = clerk.post(f"{case}forms/annex2/", data={"seen": "1"}, files={"applicant.name": ("a.txt", b"x")})
    assert sent.status_code == 400


def test_a_very_long_text_is_told_and_takes_another_sheet(clerk: TestClient) -> None:
    case = begun(clerk)
    known = live(clerk, case, "annex2", 1, application__reasons="申报理由很长。" * 400)
    pages = known["pages"]
    assert isinstance(pages, int) and pages > 4
    assert clerk.get(f"{case}forms/annex2/{pages}.png").status_code == 200
    assert clerk.get(f"{case}forms/annex2/").status_code == 200
    known = live(clerk, case, "annex2", 2, application__reasons="长" * 20000)
    findings = known["findings"]
    assert isinstance(findings, dict) and "内容太长" in findings["application.reasons"][0]["said"]
    assert clerk.get(f"{case}forms/annex2/").status_code == 200


@pytest.mark.parametrize("field", ["applicant.name", "application.reasons"])
def test_a_page_with_a_text_that_is_too_long_for_it_is_seen_all_the_same(clerk: TestClient, field: str) -> None:
    """Its finding says that it is too long; without the page, whoever types would see none of the other values either."""
    case = begun(clerk)
    empty = {number: clerk.get(f"{case}forms/annex2/{number}.png").content for number in (1, 2, 3)}
    known = live(clerk, case, "annex2", 1, **{field.replace(".", "__"): "很长" * 5000})
    findings = known["findings"]
    assert isinstance(findings, dict) and "内容太长" in findings[field][0]["said"]
    shown = {number: clerk.get(f"{case}forms/annex2/{number}.png") for number in (1, 2, 3)}
    assert {one.status_code for one in shown.values()} == {200}
    changed = {number for number, one in shown.items() if one.content != empty[number]}
    assert changed == ({1, 2} if field == "applicant.name" else {3})


@pytest.mark.parametrize("path", [f"/cases/{'0' * 32}/", "/cases/..%2f/", "/cases/'%20OR%201=1/"])
def test_what_there_is_not_is_not_found(clerk: TestClient, path: str) -> None:
    assert clerk.get(path).status_code == 404


FIELDS = st.sampled_from(["applicant.name", "applicant.phone", "self_assessment.score_1_1_1"])
CHANGES = st.dictionaries(FIELDS, st.text(st.characters(exclude_categories=["Cs"]), max_size=20))


@given(st.lists(CHANGES, max_size=6))
def test_texts_that_were_typed_are_read_again(scheme: Scheme, steps: list[dict[str, str]]) -> None:
    record, wanted = EMPTY, dict[str, str]()
    for step in steps:
        record = with_texts(scheme, record, step)
        wanted = {field: text for field, text in (wanted | step).items() if text}
        assert typed_texts(scheme, record) == {field: wanted[field] for field in paths(scheme) if field in wanted}
    if not wanted:
        assert record in (EMPTY, "{}\n")


@given(st.lists(st.tuples(st.integers(1, 4), CHANGES), max_size=8))
def test_no_saved_text_is_overwritten_unseen(
    scheme: Scheme, tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, dict[str, str]]]
) -> None:
    cases = Cases(Database(tmp_path_factory.mktemp("cases")))
    case_id = cases.begin("x", EMPTY, "a")

    def texts(record: str) -> dict[str, str]:
        return typed_texts(scheme, record)

    def change(record: str, more: object) -> str:
        return with_texts(scheme, record, more)  # type: ignore[arg-type]

    for back, changes in steps:
        newest = cases.newest(case_id)
        assert newest is not None
        seen = cases.version(case_id, max(1, newest.number - back + 1))
        assert seen is not None
        saved = cases.save(case_id, seen.number, changes, "b", texts, change)
        before, now, after = texts(seen.record), texts(newest.record), texts(saved.version.record)
        for field in paths(scheme):
            if field not in changes or field in saved.refused:
                assert after.get(field, "") == now.get(field, "")
            else:
                assert after.get(field, "") == changes[field]
            if now.get(field, "") != before.get(field, "") and changes.get(field, now.get(field, "")) != now.get(
                field, ""
            ):
                assert field in saved.refused


def test_a_killed_server_loses_nothing_that_was_saved(scheme: Scheme, tmp_path: Path) -> None:
    database = Database(tmp_path)
    cases, _ = Cases(database), Access(tmp_path, database)
    case_id = cases.begin("x", EMPTY, "a")
    with pytest.raises(RuntimeError), database.change() as connection:
        connection.execute("DELETE FROM versions")
        raise RuntimeError  # as if the process ended here
    newest = Cases(Database(tmp_path)).newest(case_id)
    assert newest is not None and newest.record == EMPTY


def test_a_typed_path_leads_to_no_file_of_the_server(scheme: Scheme, monkeypatch: pytest.MonkeyPatch) -> None:
    """A record may name a picture, and the server may have been started in any folder, also in one with pictures."""
    picture, given = "docs/pictures/dossier.png", set[Path]()

    def examined(*asked: Any) -> Examined:
        given.add(asked[3])
        return examine_text(*asked)

    monkeypatch.chdir(REPOSITORY)
    monkeypatch.setattr(filled, "examine_text", examined)
    reference, text = resources.scheme_reference(scheme.folder), '{"applicant": {"name": "路径"}}'
    filled.look(reference, text)
    filled.page_picture(reference, text, "annex3", 1, {})
    filled.taken_over(reference, text.encode())
    (folder,) = given
    assert read_supplied(picture, Path(), None)
    with pytest.raises(RefusedError, match="找不到"):
        read_supplied(picture, folder, None)
