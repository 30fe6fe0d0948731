"""填报一家: the rows of a list are typed, added and taken away, and printed; what is wrong stands at its cell."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from formgen import pipeline
from formgen.scheme.models import Scheme
from formgen.web.application import application
from formgen.web.drawing.draws import pictures
from formgen.web.filling.cells import cell_of, with_its_row, without_row
from formgen.web.filling.remedies import remedy_address
from formgen.web.filling.texts import EMPTY, field_at, typed_texts, with_texts
from formgen.web.office import Office, open_office
from tests.web.conftest import HOST, Served, come_in, serving
from tests.web.test_filling import live, shown

TEAMS = Path(__file__).resolve().parent.parent / "schemes" / "service-teams"
ROLL = "roll"
WANG = {"full_name": "王小明", "document": "32052219900101123X", "telephone": "13800138000", "allowance": "300元"}
LI = {"full_name": "李小红", "allowance": "200元"}


@pytest.fixture(scope="module")
def teams() -> Scheme:
    return pipeline.load(str(TEAMS))


@pytest.fixture(scope="module")
def team_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with closing(open_office(tmp_path_factory.mktemp("teams") / "data", str(TEAMS), 1, shared=False)) as opened:
        yield opened


@pytest.fixture(scope="module")
def leader(team_office: Office) -> TestClient:
    """A browser that has come in, at a server with the scheme of the teams."""
    return come_in(application(team_office, (f"http://{HOST}",)), team_office)


def begun(leader: TestClient) -> str:
    return leader.post("/fill/service-teams/").headers["location"]


def cells(row: int, said: dict[str, str]) -> dict[str, str]:
    return {f"members.{row}.{field}": text for field, text in said.items()}


def members(leader: TestClient, case: str) -> object:
    return json.loads(leader.get(f"{case}record.json").content).get("members")


def test_rows_are_typed_added_and_taken_away_without_a_script(
    leader: TestClient, teams: Scheme, tmp_path: Path
) -> None:
    case = begun(leader)
    address = f"{case}forms/{ROLL}/"

    def send(more: dict[str, str]) -> str:
        answer = leader.post(address, data=shown(leader.get(address).text) | more)
        assert answer.status_code == 303
        return answer.headers["location"]

    page = leader.get(address).text
    assert page.count('data-list="members"') == 1 and "队员名单" in page and 'data-list="tasks"' not in page
    assert send({"team.name": "太仓甲队", **cells(0, WANG), "add": "members"}) == f"{address}#f-members"
    assert leader.get(address).text.count('data-list="members"') == 2
    send({**cells(1, LI), "add": "members"})
    send(cells(2, {"full_name": "张小军", "allowance": "100元"}))
    send({"remove": "members.1"})
    assert members(leader, case) == [WANG, {"full_name": "张小军", "allowance": "100元"}]
    send({"members.0.telephone": "13800138001", "remove": "members.1"})
    assert members(leader, case) == [{**WANG, "telephone": "13800138001"}]
    assert send({"remove": "members.x"}) == f"{address}#f-members"
    assert members(leader, case) == [{**WANG, "telephone": "13800138001"}]
    (tmp_path / "record.json").write_bytes(leader.get(f"{case}record.json").content)
    filled = pipeline.fill(teams, pipeline.examine(teams, tmp_path / "record.json"), [ROLL], out=tmp_path / "out")
    pdf = next(path for path in filled.paths if path.suffix == ".pdf").read_bytes()
    assert leader.get(f"{case}forms/{ROLL}.pdf").content == pdf
    assert leader.get(f"{address}1.png").content == pictures(pdf, (1,))[0]


def test_findings_stand_at_their_cell_and_lead_there(leader: TestClient, teams: Scheme) -> None:
    case = begun(leader)
    wrong = cells(1, {"full_name": "李小红", "document": "320522199001011230"})
    empty = leader.get(f"{case}forms/{ROLL}/1.png").content
    sent = {"seen": "1", "live": "1", **cells(0, WANG), **wrong}
    known = leader.post(f"{case}forms/{ROLL}/", data=sent).json()
    (finding,) = known["findings"]["members.1.document"]
    assert finding["bad"] and finding["said"].startswith("队员名单第2行·证件号码：")
    assert "members.1.document" in [one["field"] for one in known["errors"]]
    page = leader.get(f"{case}forms/{ROLL}/").text
    assert '<a href="#f-members.1.document">队员名单第2行·证件号码</a>' in page
    assert re.search(r'<td class=wrong>\s*<input id="f-members\.1\.document"', page)
    assert html.escape(finding["said"]) in page
    assert leader.get(f"{case}forms/{ROLL}/1.png").content != empty
    typed = {**cells(1, {"full_name": "李大红"})}
    now = leader.get(f"{case}forms/{ROLL}/1.png").content
    assert leader.post(f"{case}forms/{ROLL}/1.png", data=typed).content != now
    where = remedy_address(teams, "c", "", "value.id", "队员名单第2行·证件号码", "/members/1/document")
    assert where == "/cases/c/forms/team/#f-members.1.document"
    assert remedy_address(teams, "c", "", "list.too-few", "队员名单", "/members").endswith("#f-members")


def test_what_is_typed_into_a_row_that_moved_meanwhile_is_not_saved(leader: TestClient) -> None:
    case = begun(leader)
    live(leader, case, ROLL, 1, **{**cells(0, WANG), **cells(1, LI)})
    live(leader, case, ROLL, 2, **dict.fromkeys(cells(1, LI), ""), **cells(0, {**dict.fromkeys(WANG, ""), **LI}))
    known = live(leader, case, ROLL, 2, **cells(1, {"telephone": "13800138001"}))
    assert known["refused"] == {"members.1.telephone": ""} and members(leader, case) == [LI]


def test_a_list_of_a_record_of_before_can_be_typed_on(leader: TestClient) -> None:
    person = {"document": "passport", "number": "E12345678"}
    record = {
        "服务队情况": {"队名": "乙队"},
        "队员": [{"姓名": "王小明", "证件号码": person}, None, {"姓名": "李小红"}],
    }
    answer = leader.post("/fill/service-teams/", files={"record": ("a.json", json.dumps(record).encode())})
    case = answer.headers["location"]
    assert members(leader, case) == [{"full_name": "王小明", "document": "护照 E12345678"}, {"full_name": "李小红"}]


@pytest.fixture(scope="module")
def at_teams(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server that runs with the scheme of the teams, and a browser."""
    yield from serving(tmp_path_factory.mktemp("at-teams"), "--scheme", str(TEAMS))


def test_rows_are_added_and_taken_away_with_the_script(at_teams: Served) -> None:
    page = at_teams.go("/fill/service-teams/")
    page.get_by_role("button", name="填新的一支").click()
    case = page.url.partition("/forms/")[0].removeprefix(at_teams.address)
    at_teams.go(f"{case}/forms/{ROLL}/")
    for row, name in enumerate(("王小明", "李小红", "张小军")):
        page.get_by_label(f"队员名单第{row + 1}行·姓名").fill(name)
        if row < 2:
            page.get_by_role("button", name="再加一行").click()
    page.get_by_label("队员名单第3行·月补贴").fill("很多")
    page.locator('[id="s-members.2.allowance"] .bad').wait_for()
    assert page.locator("td.wrong input").get_attribute("name") == "members.2.allowance"
    page.get_by_role("button", name="删去第 2 行").click()
    page.locator("#errorlist a", has_text="第2行·月补贴").click()
    assert page.evaluate("document.activeElement.name") == "members.1.allowance"
    page.keyboard.press("Enter")  # saves, and takes no row away
    page.reload()
    assert page.get_by_label("·姓名").count() == 3 and page.locator("td.wrong input").count() == 1
    typed = [one.input_value() for one in page.get_by_label("·姓名").all()]
    assert typed == ["王小明", "张小军", ""] and page.locator("td.wrong input").input_value() == "很多"
    assert at_teams.said == []


NAMES = st.sampled_from([f"members.{row}.{field}" for row in range(4) for field in ("full_name", "telephone")])
CHANGES = st.dictionaries(NAMES, st.sampled_from(["", "a", "b"]), max_size=8)


@given(st.lists(CHANGES, max_size=5), st.integers(0, 4))
def test_cells_are_read_as_they_were_typed_and_rows_move_up(
    teams: Scheme, steps: list[dict[str, str]], row: int
) -> None:
    record, wanted = EMPTY, dict[str, str]()
    for step in steps:
        record = with_texts(teams, record, step)
        wanted = {name: text for name, text in (wanted | step).items() if text}
        assert typed_texts(teams, record) == wanted
    if not wanted:
        assert record == EMPTY
    less = typed_texts(teams, with_texts(teams, record, without_row(teams, wanted, f"members.{row}")))
    rest = {name: (int(name.split(".")[1]), text) for name, text in wanted.items() if int(name.split(".")[1]) != row}
    assert less == {f"members.{at - (at > row)}.{name.split('.')[2]}": text for name, (at, text) in rest.items()}


def test_only_cells_that_there_are_have_names(teams: Scheme) -> None:
    for name in ("members.60.full_name", "members.-1.full_name", "members.01.full_name", "members.0.nothing", "x.0.y"):
        assert cell_of(teams, name) is None
        assert with_texts(teams, EMPTY, {name: "x"}) == EMPTY
    assert with_its_row("members.2.full_name") == "members.2" and with_its_row("team.name") == "team.name"
    assert field_at(teams, "/members/2") == "members.2" and field_at(teams, "/members") == "members"
    assert field_at(teams, "/members/2/nothing") == "" and field_at(teams, "/other/2") == ""
