"""检查数据: the findings are those of `formgen check`, the papers those of `formgen fill`; nothing that is sent leads astray."""

from __future__ import annotations

import io
import json
import multiprocessing
import re
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from formgen import pipeline
from formgen.cli import main
from formgen.intake.xlsx.package import LARGEST_UNPACKED
from formgen.scheme.models import Scheme
from formgen.web.guard.bodies import MEGABYTE, MOST_FILES
from formgen.web.office import Office
from formgen.web.work.order import WorkKind
from formgen.web.work.sources import parts_of
from tests.intake.returned import FILLED, SAVED

PAGE = "/check/taicang-2018/"
PATIENCE = 240


def sent(clerk: TestClient, *files: tuple[str, bytes]) -> str:
    """Send files, and return the address of the page about them."""
    answer = clerk.post(PAGE, files=[("files", file) for file in files])
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def finished(clerk: TestClient, address: str) -> str:
    """The page about what was sent, when all work on it has ended."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        said = clerk.get(address).text
        if 'http-equiv="refresh"' not in said:
            return said
        time.sleep(0.2)
    raise AssertionError("the work did not end")


def told(*arguments: str) -> object:
    """What the command line says as JSON."""
    return json.loads(CliRunner().invoke(main, arguments, standalone_mode=False).output)


def test_the_findings_are_those_of_the_command_line(clerk: TestClient, samples: Path, tmp_path: Path) -> None:
    names = ["faulty.json", "complete.json", "incomplete.json"]
    table = tmp_path / "名单.csv"
    table.write_text("企业名称,镇（区）,邮编\n太仓甲有限公司,沙溪镇,21542\n太仓乙有限公司,没有的镇,215421\n", "utf-8")
    paths = [*(samples / name for name in names), table]
    address = sent(clerk, *((path.name, path.read_bytes()) for path in paths))
    page = finished(clerk, address)
    assert json.loads(clerk.get(f"{address}check.json").content) == told("check", "--json", *map(str, paths))
    assert "名单.csv" in page and "B3" in page
    wrong = pipeline.examine(pipeline.load(), samples / "faulty.json")
    for problem in wrong.problems:
        if problem.is_error:
            assert problem.message.replace("<", "&lt;") in page


def test_a_workbook_that_libreoffice_saved_has_the_findings_of_the_command_line(
    clerk: TestClient, returned: Path
) -> None:
    path = returned / SAVED / FILLED
    address = sent(clerk, (path.name, path.read_bytes()))
    page = finished(clerk, address)
    said = told("check", "--json", str(path))
    assert json.loads(clerk.get(f"{address}check.json").content) == said
    cells = re.findall(r'"severity": "error".*?"at": "(企业!S\d+)"', json.dumps(said, ensure_ascii=False))
    assert cells, "the workbook has errors"
    assert all(cell in page for cell in cells)


def test_a_finding_stands_beside_the_content_of_its_cell(clerk: TestClient, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "名单"
    for row in (
        ["企业名称", "镇（区）", "邮编"],
        ["太仓甲有限公司", "沙溪镇", "21<b>542"],
        ["太仓乙有限公司", "沙溪镇", "长" * 70],
    ):
        sheet.append(row)
    book.save(tmp_path / "名单.xlsx")
    table = "企业名称,镇（区）,邮编\n太仓丙有限公司,沙溪镇,A21542\n".encode()
    answer = sent(clerk, ("名单.xlsx", (tmp_path / "名单.xlsx").read_bytes()), ("丙.csv", table))
    page = finished(clerk, answer)
    assert "写的是「21&lt;b&gt;542」" in page and "写的是「A21542」" in page and f"写的是「{'长' * 59}…」" in page
    assert "都有错误，改好以后再送一次" in page and "做出 0" not in page


def test_a_folder_is_read_as_a_folder(clerk: TestClient, samples: Path, tmp_path: Path) -> None:
    folder = tmp_path / "收来的"
    folder.mkdir()
    for name in ("complete.json", "faulty.json"):
        (folder / name).write_bytes((samples / name).read_bytes())
    address = sent(clerk, *((f"收来的/{path.name}", path.read_bytes()) for path in sorted(folder.iterdir())))
    finished(clerk, address)
    assert json.loads(clerk.get(f"{address}check.json").content) == told("check", "--json", str(folder))


def test_papers_and_lists_of_those_without_errors(
    clerk: TestClient, office: Office, scheme: Scheme, samples: Path, tmp_path: Path
) -> None:
    address = sent(clerk, *((name, (samples / name).read_bytes()) for name in ("complete.json", "faulty.json")))
    assert "1 家有错误" in finished(clerk, address)
    assert clerk.get(f"{address}papers.zip").status_code == 404
    for kind in ("papers", "summary"):
        assert clerk.post(f"{address}make/{kind}").headers["location"] == address
    page = finished(clerk, address)
    assert "1 家做好了，1 家有错误，没有做" in page
    written = pipeline.fill(scheme, pipeline.examine(scheme, samples / "complete.json"), out=tmp_path).paths
    with zipfile.ZipFile(io.BytesIO(clerk.get(f"{address}papers.zip").content)) as archive:
        for path in written:
            assert archive.read(path.relative_to(tmp_path).as_posix()) == path.read_bytes()
        assert archive.read("结果.xlsx") == clerk.get(f"{address}result.xlsx").content
        assert not [name for name in archive.namelist() if name.startswith(".")]
    with zipfile.ZipFile(io.BytesIO(clerk.get(f"{address}summary.zip").content)) as archive:
        assert any(name.endswith(".xlsx") for name in archive.namelist())
    assert clerk.post(f"{address}remove").status_code == 303
    assert clerk.get(address).status_code == 404
    assert not (office.checks / address.split("/")[2]).exists()


def test_stopping_ends_the_work(clerk: TestClient, office: Office, samples: Path) -> None:
    address = sent(clerk, *((f"{number}.json", (samples / "complete.json").read_bytes()) for number in range(60)))
    assert clerk.post(f"{address}stop").status_code == 303
    page = finished(clerk, address)
    assert "已经停下" in page or "系统中止" in page or "没有错误" in page
    folder = office.checks / address.split("/")[2]
    assert not [one for one in multiprocessing.active_children() if one.name == folder.name]
    assert not office.queue.state(folder, WorkKind.CHECK).is_open


def test_work_that_a_server_left_is_taken_up_by_the_next(clerk: TestClient, office: Office, samples: Path) -> None:
    address = sent(clerk, ("complete.json", (samples / "complete.json").read_bytes()))
    finished(clerk, address)
    folder = office.checks / address.split("/")[2]
    (folder / "check.ended").unlink()  # as if the server had been killed before the end
    assert "检查结果" in clerk.get(address).text
    office.queue.go_on(office.checks)
    assert "都没有错误" in finished(clerk, address)


def test_nothing_chosen_is_told(clerk: TestClient) -> None:
    answer = clerk.post(PAGE, files=[("files", ("", b""))])
    assert answer.status_code == 422 and "还没有选文件" in answer.text
    assert clerk.post(PAGE, data={"files": "text"}).status_code == 422


def test_too_many_files_or_fields_are_refused(clerk: TestClient) -> None:
    many = [("files", (f"{number}.json", b"{}")) for number in range(MOST_FILES + 1)]
    answer = clerk.post(PAGE, files=many)
    assert answer.status_code == 400 and "一次最多 200 个文件" in answer.text
    head = (
        b'--x\r\nContent-Disposition: form-data; name="files"; filename="' + b"a" * 9000 + b'"\r\n\r\n{}\r\n--x--\r\n'
    )
    answer = clerk.post(PAGE, content=head, headers={"Content-Type": "multipart/form-data; boundary=x"})
    assert answer.status_code == 400


def test_a_bomb_is_refused_and_others_are_served(clerk: TestClient, tmp_path: Path) -> None:
    bomb = tmp_path / "名单.xlsx"
    with (
        zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as inside,
    ):
        for _ in range(LARGEST_UNPACKED // MEGABYTE + 1):
            inside.write(bytes(MEGABYTE))
    address = sent(clerk, (bomb.name, bomb.read_bytes()))
    assert clerk.get("/").status_code == 200
    page = finished(clerk, address)
    assert "压缩炸弹" in page and "程序内部错误" not in page and "内存不够" not in page


NAMES = [
    "../../etc/passwd.json",
    "..\\..\\x.json",
    "/etc/x.json",
    "a\0b.json",
    "<img src=x onerror=alert(1)>.json",
    "\u202eexe.json",
    "CON.json",
    "国" * 85 + ".json",
    "..",
    "./.json",
    "a/../../b.json",
]


def part(name: str) -> bytes:
    """A file with this name, as one part of a form; the name stands in it as it is."""
    head = b'--x\r\nContent-Disposition: form-data; name="files"; filename="' + name.replace("\\", "\\\\").encode()
    return head + b'"\r\nContent-Type: text/html\r\n\r\n{}\r\n'


def test_names_lead_nowhere_and_are_shown_as_text(clerk: TestClient, office: Office) -> None:
    before = {path for path in office.folder.rglob("*") if office.checks not in (path, *path.parents)}
    form = {"Content-Type": "multipart/form-data; boundary=x"}
    taken = []
    for name in NAMES:
        answer = clerk.post(PAGE, content=part(name) + b"--x--\r\n", headers=form)
        assert answer.status_code in (303, 400), name  # the reader of forms refuses some
        if answer.status_code == 303:
            taken.append(name)
            assert "<img src=x" not in clerk.get(answer.headers["location"]).text
            assert clerk.post(f"{answer.headers['location']}remove").status_code == 303
    assert len(taken) > 8
    address = clerk.post(PAGE, content=b"".join(map(part, taken)) + b"--x--\r\n", headers=form).headers["location"]
    page = finished(clerk, address)
    assert "<img src=x" not in page and "程序内部错误" not in page and "家" in page
    folder = office.checks / address.split("/")[2]
    assert {path.name for path in (folder / "files").iterdir()} == {str(number) for number in range(len(taken))}
    assert not [path for path in folder.iterdir() if path.is_dir() and path.name != "files"]
    assert {path for path in office.folder.rglob("*") if office.checks not in (path, *path.parents)} == before


@given(st.text(max_size=300))
def test_every_name_becomes_a_path_below(name: str) -> None:
    folders, own = parts_of(name)
    for part in (*folders, own):
        assert part not in ("", ".", "..") and "/" not in part and "\0" not in part and len(part.encode()) <= 255


@pytest.mark.parametrize(
    "path", ["/checks/nothing/", "/checks/..%2f..%2fx/", f"/checks/{'0' * 32}/", "/check/other-scheme/"]
)
def test_what_there_is_not_is_not_found(clerk: TestClient, path: str) -> None:
    assert clerk.get(path).status_code == 404


def test_a_page_shows_no_script_from_the_data(clerk: TestClient) -> None:
    record = {"applicant": {"name": "<script>alert(1)</script>有限公司", "postcode": "<b>x</b>"}}
    address = sent(clerk, ("a.json", json.dumps(record).encode()))
    page = finished(clerk, address)
    assert "<script" not in page and "<b>x" not in page and re.search("&lt;script&gt;", page)
