"""材料和佐证, 装订: what is put to a stage is bound as `formgen dossier` binds it, and what lacks is named."""

from __future__ import annotations

import io
import json
import re
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from formgen import pipeline
from formgen.scheme.models import Scheme
from formgen.web.drawing.draws import pictures
from formgen.web.filling.supplied import SuppliedPiece, moved, pieces, with_files, with_pieces
from formgen.web.office import Office
from tests.web.test_checking import PATIENCE, finished

KIND = "application"


def begun(clerk: TestClient, samples: Path) -> str:
    """A case with the complete sample's texts; its address."""
    answer = clerk.post("/fill/taicang-2018/", files={"record": ("a.json", (samples / "complete.json").read_bytes())})
    assert "没有带过来" in answer.text
    return str(re.findall(r'href="(/cases/\w+/)"', answer.text)[0])


def put(clerk: TestClient, case: str, place: str, *files: tuple[str, bytes], title: str = "") -> int:
    sent = [("files", file) for file in files]
    return clerk.post(f"{case}dossiers/{KIND}/files", data={"place": place, "title": title}, files=sent).status_code


@pytest.fixture(scope="module")
def report(samples: Path) -> bytes:
    said = json.loads((samples / "complete.json").read_text("utf-8"))["materials"]["credit_report"]
    return (samples / (said if isinstance(said, str) else said[0])).read_bytes()


def test_from_the_materials_to_the_bound_packet(
    clerk: TestClient, office: Office, scheme: Scheme, samples: Path, tmp_path: Path, report: bytes
) -> None:
    case = begun(clerk, samples)
    address = clerk.post(f"{case}dossiers/{KIND}/bind").headers["location"]
    lacking = finished(clerk, address)
    assert "还不能装订" in lacking and "信用信息查询报告" in lacking
    assert clerk.get(f"{address}dossier.pdf").status_code == 404
    assert clerk.get(f"{address}1.png").status_code == 404
    assert put(clerk, case, "material:credit_report", ("报告<b>.pdf", report)) == 303
    page = clerk.get(f"{case}dossiers/{KIND}/").text
    assert "报告＜b＞.pdf" in page and "<b>.pdf" not in page
    address = clerk.post(f"{case}dossiers/{KIND}/bind").headers["location"]
    assert "装订好了" in finished(clerk, address)
    record = clerk.get(f"{case}record.json").content
    (tmp_path / "record.json").write_bytes(record)
    (path,) = json.loads(record)["materials"]["credit_report"]
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_bytes(report)
    definition = scheme.dossier(KIND)
    assert definition is not None
    examined = pipeline.examine(scheme, tmp_path / "record.json", definition.form_ids, definition.has_evidence)
    bound = pipeline.bind_dossier(scheme, examined, KIND, tmp_path / "out")
    assert clerk.get(f"{address}dossier.pdf").content == bound.path.read_bytes()
    assert clerk.get(f"{address}2.png").content == pictures(bound.path.read_bytes(), (2,))[0]
    assert clerk.get(f"{address}{bound.pages + 1}.png").status_code == 404
    with zipfile.ZipFile(io.BytesIO(clerk.get(f"{address}dossier.zip").content)) as archive:
        names = {Path(name).name for name in archive.namelist()}
    assert names == {path.name for path in (bound.path, bound.proof, *bound.beside)}
    assert clerk.post(f"{address}remove").headers["location"] == f"{case}dossiers/{KIND}/"
    assert clerk.get(address).status_code == 404
    case_id = case.split("/")[2]
    assert clerk.post(f"{case}remove").status_code == 303
    assert not (office.folder / "cases" / case_id).exists() and office.files.listed(case_id) == {}


def test_a_draft_is_bound_with_what_there_is(clerk: TestClient, samples: Path) -> None:
    case = begun(clerk, samples)
    address = clerk.post(f"{case}dossiers/{KIND}/bind", data={"draft": "1"}).headers["location"]
    told = []
    until = time.monotonic() + PATIENCE
    while 'http-equiv="refresh"' in (page := clerk.get(address).text):  # each time as if somebody had reloaded the page
        told += [(0, int(files), 0) for files in re.findall(r"已收进 (\d+) 份", page)]
        told += [(1, int(done), int(total)) for done, total in re.findall(r"已装订 (\d+) 页，共 (\d+) 页", page)]
        assert time.monotonic() < until
        time.sleep(0.05)
    assert len(set(told)) > 1 and told == sorted(told), "the number grows"
    assert all(0 < done <= total for phase, done, total in told if phase)
    assert "装订好了" in page and "（草稿）" in page and "信用信息查询报告" in page


def test_files_are_put_in_order_and_taken_away(clerk: TestClient, samples: Path) -> None:
    case = begun(clerk, samples)
    files = [(f"{number}.pdf", b"%PDF-" + bytes([number])) for number in (1, 2, 3)]
    assert put(clerk, case, "material:credit_report", *files) == 303
    assert put(clerk, case, "material:credit_report", ("1.pdf", b"another")) == 303

    def order() -> list[str]:
        said = json.loads(clerk.get(f"{case}record.json").content)
        return [path.rpartition("/")[2] for path in said.get("materials", {}).get("credit_report", [])]

    assert order() == ["1.pdf", "2.pdf", "3.pdf", "1（2）.pdf"]
    paths = json.loads(clerk.get(f"{case}record.json").content)["materials"]["credit_report"]

    def act(action: str, path: str) -> int:
        sent = {"action": action, "place": "material:credit_report", "path": path}
        return clerk.post(f"{case}dossiers/{KIND}/change", data=sent).status_code

    assert [act("up", paths[2]), act("away", paths[0]), act("down", paths[2])] == [303] * 3
    assert order() == ["2.pdf", "3.pdf", "1（2）.pdf"]
    assert act("burn", paths[1]) == 404
    for path in paths:
        act("away", path)
    assert order() == []


def test_evidence_is_put_to_a_row_with_a_title(clerk: TestClient, samples: Path) -> None:
    case = begun(clerk, samples)
    assert put(clerk, case, "evidence:1.1.1", ("a.pdf", b"a")) == 422
    assert put(clerk, case, "evidence:1.1.1", title="x" * 201) == 422
    assert put(clerk, case, "evidence:1.1.1", ("a.pdf", b"a"), title="信用方针") == 303
    assert put(clerk, case, "evidence:1.1.1", ("../b.pdf", b"b"), title="信用方针") == 303
    said = json.loads(clerk.get(f"{case}record.json").content)["evidence"]
    assert said == [{"indicator": "1.1.1", "title": "信用方针", "files": ["佐证/1.1.1/a.pdf", "佐证/1.1.1/b.pdf"]}]
    for place in ("evidence:99.1.1", "material:nothing", "", "evidence:", "../x"):
        assert put(clerk, case, place, ("a.pdf", b"a"), title="x") == 404
    assert clerk.get(f"{case}dossiers/nothing/").status_code == 404


def test_each_row_of_scores_says_how_many_files_of_evidence_it_has(
    clerk: TestClient, scheme: Scheme, samples: Path
) -> None:
    case = begun(clerk, samples)
    form = next(one for one in scheme.forms if one.indicators)
    asking = next(one for one in scheme.dossiers if any(material.evidence for material in one.materials))
    page_of_files = f"{case}dossiers/{asking.id}/"
    rows = rf'<a class="proofs" href="{page_of_files}[?]row=([^#]+)#at-evidence" tabindex="-1">佐证 <b data-proofs="[^"]+">(\d+)</b>'

    def counts() -> dict[str, int]:
        page = clerk.get(f"{case}forms/{form.id}/").text
        assert len(re.findall("data-proofs", page)) == len(scheme.indicators)
        return {row: int(count) for row, count in re.findall(rows, page)}

    none = dict.fromkeys(scheme.indicators, 0)
    assert counts() == none
    assert put(clerk, case, "evidence:1.1.1", ("a.pdf", b"a"), ("b.pdf", b"b"), title="信用方针") == 303
    assert put(clerk, case, "evidence:1.1.1", ("c.pdf", b"c"), title="发文") == 303
    assert put(clerk, case, "evidence:11.7.1", ("d.pdf", b"d"), title="证明") == 303
    assert counts() == none | {"1.1.1": 3, "11.7.1": 1}
    away = {"action": "away", "place": "evidence:1.1.1", "path": "佐证/1.1.1/c.pdf"}
    assert clerk.post(f"{case}dossiers/{KIND}/change", data=away).status_code == 303
    assert counts() == none | {"1.1.1": 2, "11.7.1": 1}
    seen = re.findall(r'name="seen" value="(\d+)"', clerk.get(f"{case}forms/{form.id}/").text)[0]
    told = clerk.post(f"{case}forms/{form.id}/", data={"seen": seen, "live": "1"}).json()
    assert told["proofs"] == {"1.1.1": 2, "11.7.1": 1}
    page = clerk.get(f"{page_of_files}?row=11.7.1").text
    assert re.findall(r'<option value="([^"]+)" selected>', page) == ["evidence:11.7.1"] and 'id="at-evidence"' in page
    assert form.scores is not None
    assert f'href="{case}forms/{form.id}/#f-{form.scores.slot_id("11.7.1")}"' in page


PATHS = st.sampled_from(["a", "b", "c"])


@given(st.lists(st.tuples(st.sampled_from(["material:credit_report", "evidence:1.1.1"]), PATHS, st.integers(-1, 1))))
def test_files_of_a_record_are_read_as_they_were_written(scheme: Scheme, steps: list[tuple[str, str, int]]) -> None:
    found: tuple[SuppliedPiece, ...] = ()
    for place, path, by in steps:
        if all(path not in one.paths for one in found if one.place == place):
            found = with_files(found, place, "t" if place.startswith("e") else "", (path,))
        else:
            found = moved(found, place, path, by)
        record = with_pieces(scheme, '{"applicant": {"name": "x"}}', found)
        again = pieces(scheme, record)
        assert {(one.place, one.paths) for one in again} == {(one.place, one.paths) for one in found if one.paths}
        assert with_pieces(scheme, record, again) == record and json.loads(record)["applicant"] == {"name": "x"}
