"""`--shared`: the office sees all, a town its own, an applicant its one case, and nobody else anything."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from formgen.foundation import resources
from formgen.foundation.errors import UsageError
from formgen.scheme.models import Scheme
from formgen.web.application import ROUTES, application
from formgen.web.doors.links import MOST_AT_ONCE
from formgen.web.filling.texts import EMPTY, typed_texts, with_texts
from formgen.web.guard.sign_on import SignOn, sign_on
from formgen.web.guard.visitors import Role
from formgen.web.kept.access import MOST_TRIES, Access
from formgen.web.kept.database import FILE, Database
from formgen.web.kept.folders import new_folder
from formgen.web.office import Office
from formgen.web.serving import serve
from formgen.web.work.order import Sent, Upload, write_sent
from tests.web.addresses import EXAMPLES, examples
from tests.web.conftest import ADDRESS, HOST, OWN

SHAXI, HUANGJING = "沙溪镇", "璜泾镇"
SOON = 3600.0
Enter = Callable[..., TestClient]


@pytest.fixture(scope="module")
def reference(scheme: Scheme) -> str:
    return resources.scheme_reference(scheme.folder)


@pytest.fixture
def enter(door: ASGIApp, office: Office, reference: str) -> Enter:
    """Comes in with a new link of a role."""

    def entered(role: Role, about: str, ends: float = SOON) -> TestClient:
        client = TestClient(door, base_url=ADDRESS, follow_redirects=False, headers=OWN)
        secret = office.access.passes.give(role, reference, about, time.time() + ends)
        client.get(f"/open/{secret}")
        return client

    return entered


@pytest.fixture(scope="module")
def theirs(office: Office, scheme: Scheme, reference: str) -> dict[str, str]:
    """One of each thing that has an id, all of them 沙溪镇's: by the first word of its address."""
    town = {field: SHAXI for field in scheme.town_fields}
    case = office.cases.begin(reference, with_texts(scheme, EMPTY, {**town, "applicant.name": "别人家有限公司"}), "x")
    owner = f"town:{reference}:{SHAXI}"
    made = {"cases": case}
    for word, above in (
        ("checks", office.checks),
        ("verified", office.comparisons),
        ("bound", office.bindings),
        ("received", office.receipts),
        ("batches", office.batches),
        ("beginnings", office.beginnings),
    ):
        folder = new_folder(above)
        bound = ("application", False, case) if word in ("bound", "received") else ("", False, "")
        write_sent(folder, Sent(reference, 1.0, (Upload("a.csv", 1),), *bound, owner=owner))
        made[word] = folder.name
    return made


def with_ids() -> list[tuple[str, str]]:
    """Every method and path that names one thing."""
    return [(sorted(route.methods or ())[-1], route.path) for route in ROUTES if "{id}" in route.path]


def test_every_kind_of_thing_is_tried(theirs: dict[str, str]) -> None:
    words = {path.split("/")[1] for _, path in with_ids()}
    assert words == {*theirs, "links"}


def test_what_is_another_towns_or_applicants_is_not_there(enter: Enter, theirs: dict[str, str], office: Office) -> None:
    mine = office.cases.begin(office.cases.scheme(theirs["cases"]) or "", EMPTY, "x")
    strangers = {"town": enter(Role.TOWN, HUANGJING), "applicant": enter(Role.CASE, mine)}
    asked = [one for one in examples(theirs) if any(made in one[1] for made in theirs.values())]
    assert len(asked) == len([one for one in with_ids() if not one[1].startswith("/links/")])
    for who, client in strangers.items():
        assert client.get("/").status_code == 200
        for method, address in asked:
            found = client.request(method, address)
            assert found.status_code == 404, (who, method, address)
            assert "别人家" not in found.text
    assert office.cases.newest(theirs["cases"]) is not None


def test_what_is_the_offices_is_not_there_for_others(enter: Enter, theirs: dict[str, str]) -> None:
    applicant, town = enter(Role.CASE, theirs["cases"]), enter(Role.TOWN, SHAXI)
    offices = ("/links/", "/deeds/")
    both = (*offices, "/check/", "/checks/", "/batch/", "/batches/")
    for method, address in examples(theirs):
        if (
            address.startswith(both)
            or address.endswith("/fill/taicang-2018/backup.zip")
            or (address.endswith("/remove") and "/cases/" in address)
        ):
            assert applicant.request(method, address).status_code == 404, (method, address)
        if address.startswith(offices):
            assert town.request(method, address).status_code == 404, (method, address)


def test_an_applicant_works_in_its_one_case(enter: Enter, theirs: dict[str, str]) -> None:
    applicant = enter(Role.CASE, theirs["cases"])
    page = applicant.get("/fill/taicang-2018/").text
    assert theirs["cases"] in page and "别人家有限公司" in page and "填新的一家" not in page
    assert page.count("/cases/") == 1 and "检查数据" not in page
    form = f"/cases/{theirs['cases']}/forms/annex2/"
    assert applicant.get(form).status_code == 200
    assert applicant.post(form, data={"seen": "1", "applicant.fax": "0512-53512345"}).status_code == 303
    assert "0512-53512345" in applicant.get(form).text
    assert applicant.post("/fill/taicang-2018/").status_code == 404
    assert applicant.get("/fill/nothing/").status_code == 404


def test_a_town_works_in_its_cases(enter: Enter, theirs: dict[str, str], office: Office, scheme: Scheme) -> None:
    town, other = enter(Role.TOWN, SHAXI), enter(Role.TOWN, HUANGJING)
    assert theirs["cases"] in town.get("/fill/taicang-2018/").text
    assert theirs["cases"] not in other.get("/fill/taicang-2018/").text
    begun = other.post("/fill/taicang-2018/").headers["location"]
    newest = office.cases.newest(begun.split("/")[2])
    assert newest is not None and HUANGJING in typed_texts(scheme, newest.record).values()
    assert town.get(begun).status_code == 404 and other.get(begun).status_code == 303
    (field,) = scheme.town_fields  # a name as people write it is the same town
    assert other.post(f"{begun}forms/annex2/", data={"seen": "1", field: "太仓市璜泾镇"}).status_code == 303
    assert other.get(begun).status_code == 303
    assert town.get(f"/checks/{theirs['checks']}/").status_code == 200
    assert theirs["checks"] in town.get("/check/taicang-2018/").text
    assert theirs["checks"] not in other.get("/check/taicang-2018/").text


@pytest.mark.parametrize("how", ["old", "revoked", "case removed"])
def test_a_link_that_ended_opens_nothing(
    how: str, enter: Enter, clerk: TestClient, office: Office, reference: str
) -> None:
    case = office.cases.begin(reference, EMPTY, "x")
    client = enter(Role.CASE, case)
    assert client.get("/").status_code == 200
    given = next(one for one in office.access.passes.listed() if one.about == case)
    if how == "revoked":
        assert clerk.post(f"/links/{given.id}/revoke").status_code == 303
    elif how == "case removed":
        assert clerk.post(f"/cases/{case}/remove").status_code == 303
    else:
        with closing(sqlite3.connect(office.folder / FILE)) as connection, connection:
            connection.execute("UPDATE passes SET ends = ? WHERE id = ?", (time.time() - 1, given.id))
    for method, address in examples({"cases": case}):
        if not address.startswith("/look/"):
            assert client.request(method, address).status_code == 404, (method, address)


def test_the_office_gives_and_takes_back_links(
    clerk: TestClient, stranger: TestClient, office: Office, reference: str
) -> None:
    day = re.findall(r'name="ends"[^>]* value="([^"]+)"', clerk.get("/links/").text)[0]
    page = clerk.post("/links/", data={"whose": f"town:{reference}:{SHAXI}", "ends": day}).text
    (link,) = re.findall(r'value="http://localhost:8765(/open/[^"]+)"', page)
    assert link not in clerk.get("/links/").text
    for _ in range(2):  # it opens as often as one likes
        assert stranger.get(link).status_code == 303
    assert "链接" not in re.findall("<h2>(.*?)</h2>", stranger.get("/").text)
    with sqlite3.connect(office.folder / FILE) as connection:
        assert link.rpartition("/")[2] not in "\n".join(connection.iterdump())
    page = clerk.post("/links/", data={"whose": f"case:{reference}:new", "name": "太仓<b>某", "ends": day}).text
    assert "太仓&lt;b&gt;某" in page and "<b>某" not in page
    deeds = clerk.get("/deeds/").text
    assert "给链接" in deeds and "用链接进来" in deeds and "太仓" not in deeds.partition("<main")[2]
    for bad in ("", "2001-01-01", "2999-01-01", "昨天"):
        assert clerk.post("/links/", data={"whose": f"town:{reference}:{SHAXI}", "ends": bad}).status_code == 422
    for whose in (
        "town:",
        f"town:{reference}:天上镇",
        "town:nothing:沙溪镇",
        f"case:{reference}:{'0' * 32}",
        "x:y:z",
    ):
        assert clerk.post("/links/", data={"whose": whose, "ends": day}).status_code == 404, whose
    assert clerk.post("/links/", data={"whose": "office:", "ends": day}).status_code == 422


def test_a_link_is_given_to_nobody_else_than_was_meant(clerk: TestClient, office: Office, reference: str) -> None:
    """A new name beside a town: whoever got this link would see all cases of the town. What was typed stays."""
    day = re.findall(r'name="ends"[^>]* value="([^"]+)"', clerk.get("/links/").text)[0]
    before = len(office.access.passes.listed())
    whole = {"name": "太仓新来有限公司", "ends": day}
    for whose in ("", f"town:{reference}:{SHAXI}"):
        answer = clerk.post("/links/", data={**whole, "whose": whose})
        assert answer.status_code == 422 and ">\n太仓新来有限公司</textarea>" in answer.text
        assert len(office.access.passes.listed()) == before
    assert f'<option value="town:{reference}:{SHAXI}" selected>' in answer.text
    page = clerk.post("/links/", data={**whole, "whose": f"case:{reference}:new"}).text
    assert "<h2>给「太仓新来有限公司」的链接</h2>" in page
    assert (
        "<h2>给「沙溪镇」的链接</h2>"
        in clerk.post("/links/", data={"whose": f"town:{reference}:{SHAXI}", "ends": day}).text
    )


def test_links_are_given_to_many_at_once(
    clerk: TestClient, door: ASGIApp, office: Office, reference: str, scheme: Scheme
) -> None:
    """A consultant has sixty clients, an office eight towns: nobody types sixty times."""

    def given(**said: str) -> tuple[int, str]:
        day = re.findall(r'name="ends"[^>]* value="([^"]+)"', clerk.get("/links/").text)[0]
        answer = clerk.post("/links/", data={"ends": day, **said})
        return answer.status_code, answer.text

    def rows(**said: str) -> dict[str, str]:
        status, page = given(**said)
        assert status == 200
        (shown,) = re.findall(r'<textarea[^>]*aria-label="新的链接"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
        return dict(row.split("\t") for row in shown.splitlines())

    new, town = f"case:{reference}:new", f"town:{reference}:{SHAXI}"
    names = [f"太仓第{number}有限公司" for number in range(3)]
    before = len(office.cases.listed(reference))
    for said in ("\n".join([*names, names[1]]), "\n".join(names)):
        wrong = said != "\n".join(names)
        status, page = given(whose=new if wrong else town, name=said)
        assert status == 422 and f">\n{said}</textarea>" in page
        assert not wrong or f"「{names[1]}」写了 2 行" in page
    assert given(whose=new, name="\n".join(names), login="zhang")[0] == 422
    assert given(whose=new, name="\n".join(map(str, range(MOST_AT_ONCE + 1))))[0] == 422
    assert len(office.cases.listed(reference)) == before
    made = rows(whose=new, name="\n \n".join(names))
    assert list(made) == names and len(set(made.values())) == 3
    for name, link in made.items():
        applicant = TestClient(door, base_url=ADDRESS, headers=OWN)
        assert applicant.get(f"/open/{link.rpartition('/')[2]}").status_code == 200
        page = applicant.get("/fill/taicang-2018/").text
        assert [one in page for one in names] == [one == name for one in names]
    status, page = given(whose=new, name=f"{names[0]}\n另一家\n{names[2]}")
    assert status == 422 and all(f"「{one}」已经在办" in page for one in (names[0], names[2]))
    assert "「另一家」" not in page
    assert list(rows(whose=f"town:{reference}:each")) == list(scheme.town_names)
    for _ in range(2):
        office.cases.begin(reference, with_texts(scheme, EMPTY, {"applicant.name": "没有链接的"}), "x")
    assert "没有链接的" in rows(whose=f"case:{reference}:each")
    assert "每一份都已经有链接了" in given(whose=f"case:{reference}:each")[1]


def test_alone_on_one_machine_there_are_no_links_to_give(tmp_path: Path, office: Office) -> None:
    database = Database(tmp_path)
    alone = Office(office.schemes, (), tmp_path, Access(tmp_path, database), office.studio, office.queue, office.cases,
                   office.files)  # fmt: skip
    client = TestClient(application(alone, (ADDRESS,)), base_url=ADDRESS, headers=OWN)
    assert client.get(f"/open/{alone.access.new_link()}").status_code == 200
    assert client.get("/links/").status_code == client.post("/links/").status_code == 404
    assert "/links/" not in client.get("/").text


def test_wrong_links_of_one_address_do_not_shut_out_another(tmp_path: Path) -> None:
    access = Access(tmp_path, Database(tmp_path))
    for number in range(MOST_TRIES):
        assert access.open_link(f"wrong-{number}", "10.0.0.1") is None
    link = access.new_link()
    assert access.open_link(link, "10.0.0.1") is None
    assert access.open_link(link, "10.0.0.2") is not None


def test_only_the_proxy_says_who_has_signed_on(office: Office, reference: str) -> None:
    given = sign_on("X-Remote-User", ["10.0.0.0/24", "::1"])
    application_ = application(office, (ADDRESS, f"https://{HOST}"), sign_on=given)
    office.access.passes.give(Role.TOWN, reference, SHAXI, time.time() + SOON, "王 芳")

    def asked(client: str, *names: bytes) -> int:
        browser = TestClient(application_, base_url=ADDRESS, client=(client, 1), follow_redirects=False)
        return browser.get("/", headers=[(b"x-remote-user", name) for name in names]).status_code

    known = "王 芳".encode()
    assert asked("10.0.0.7", known) == 200
    assert asked("::ffff:10.0.0.7", known) == 200
    assert asked("::1", known) == 200
    for client in ("10.0.1.7", "127.0.0.1", "testclient", "::2"):
        assert asked(client, known) == 404, client
    assert asked("10.0.0.7") == 404
    assert asked("10.0.0.7", b"somebody") == 404
    assert asked("10.0.0.7", known, known) == 404
    assert asked("10.0.0.7", b"\xff") == 404
    assert asked("10.0.0.7", b"x" * 200) == 404
    office.access.passes.revoke(next(one.id for one in office.access.passes.listed() if one.login == "王 芳"))
    assert asked("10.0.0.7", known) == 404


def test_a_name_opens_nothing_as_a_link(tmp_path: Path) -> None:
    """What is kept of a name is a digest with a word before it. A link of that word and the name has the same digest."""
    access = Access(tmp_path, Database(tmp_path))
    access.passes.give(Role.OFFICE, "", "", time.time() + SOON, "wang")
    assert access.passes.by_name("wang") is not None
    assert access.open_link("name\0wang", "10.0.0.1") is None
    assert access.passes.by_name(access.new_link()) is None


def test_what_does_not_fit_together_is_refused_at_once(tmp_path: Path) -> None:
    assert sign_on(None, ()) is None
    assert isinstance(sign_on("X-User", ["10.0.0.5"]), SignOn)
    for header, proxies in ((None, ["10.0.0.5"]), ("X-User", []), ("X-User", ["proxy"]), ("X: y", ["10.0.0.5"])):
        with pytest.raises(UsageError):
            sign_on(header, proxies)
    with pytest.raises(UsageError, match="--shared"):
        serve("0.0.0.0", 0, tmp_path, None, lambda line: None)


def test_over_https_the_cookie_is_for_https_alone(office: Office) -> None:
    behind = application(office, (ADDRESS, "https://forms.example"))
    for address, secure in ((ADDRESS, False), ("https://forms.example", True)):
        client = TestClient(behind, base_url=address, follow_redirects=False)
        said = client.get(f"/open/{office.access.new_link()}").headers["set-cookie"].lower()
        assert ("secure" in said) is secure
    inside = TestClient(behind, base_url="http://forms.example", follow_redirects=False)  # as a proxy asks
    inside.get(f"/open/{office.access.new_link()}")
    cookie = {"Cookie": f"formgen_session={inside.cookies.get('formgen_session') or ''}"}
    assert inside.post("/leave", headers={"Origin": "http://forms.example", **cookie}).status_code == 403
    assert EXAMPLES["id"] == "0" * 32
