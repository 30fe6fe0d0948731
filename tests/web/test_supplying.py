"""材料和佐证: files are seen as they will be bound, refused by name, turned, dragged; a folder is sorted in by names."""

from __future__ import annotations

import io
import json
import subprocess
import time
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, ImageDraw
from starlette.datastructures import FormData
from starlette.testclient import TestClient

from formgen.dossier.options import AS_IT_IS, Options
from formgen.engines.pdfium import PdfiumFile
from formgen.foundation import resources
from formgen.scheme.models import Scheme
from formgen.web.doors.binding import chosen_options
from formgen.web.doors.supplying import SWITCHES
from formgen.web.filling.texts import EMPTY, with_texts
from formgen.web.office import Office
from formgen.web.work.supplied_files import THUMB
from tests.dossier.evidence.test_take_in import certified
from tests.dossier.odd import Finish, made, note, signature

PAGE = "dossiers/application/"
PLACE = "material:credit_report"


@pytest.fixture
def case(office: Office, scheme: Scheme) -> str:
    """A new case; its address."""
    record = with_texts(scheme, EMPTY, {scheme.applicant.name: "太仓甲有限公司"})
    return f"/cases/{office.cases.begin(resources.scheme_reference(scheme.folder), record, 'x')}/"


def drawing(kind: str = "PNG", size: tuple[int, int] = (600, 300)) -> bytes:
    """A picture that is black in its upper left corner."""
    made, out = Image.new("RGB", size, "white"), io.BytesIO()
    ImageDraw.Draw(made).rectangle((0, 0, size[0] // 4, size[1] // 4), fill="black")
    made.save(out, kind)
    return out.getvalue()


def seen(clerk: TestClient, case: str) -> str:
    """The page of the files, when all are looked at."""
    until = time.monotonic() + 240
    while 'id="waiting"' in (page := clerk.get(f"{case}{PAGE}").text):
        assert time.monotonic() < until
        time.sleep(0.2)
    return page


def record(clerk: TestClient, case: str) -> dict[str, dict[str, list[str]]]:
    said = json.loads(clerk.get(f"{case}record.json").content)
    assert isinstance(said, dict)
    return said


def dark(content: bytes) -> str:
    """In which corner a picture of a page is black."""
    image = Image.open(io.BytesIO(content)).convert("L")
    bounds = image.point(lambda value: 255 if value < 80 else 0).getbbox()
    assert bounds is not None
    across, down = (bounds[0] + bounds[2]) / 2 / image.width, (bounds[1] + bounds[3]) / 2 / image.height
    return f"{'upper' if down < 0.5 else 'lower'} {'left' if across < 0.5 else 'right'}"


def test_what_stops_the_binding_is_told_apart_from_what_is_only_to_be_known(clerk: TestClient, case: str) -> None:
    """A draft is bound with a remark that other programs show differently. It can't be handed in, and that must be seen at once."""
    odd = made(finish=lambda pdf: note(pdf, 0, "FreeText", (9, 9, 99, 99), Contents="已核"))
    files = [("files", ("批.pdf", odd)), ("files", ("小.png", drawing()))]
    assert clerk.post(f"{case}{PAGE}files", data={"place": PLACE}, files=files).status_code == 303
    page = seen(clerk, case)
    assert page.count('<p class="bad">正式装订收不了：文件「批.pdf」') == 1 and page.count("换一种软件看会不一样") == 1
    assert '<p class="look">文件「小.png」只有' in page and page.count('class="thumbs"') == 2


def test_files_are_seen_as_they_will_be_bound_and_pages_turned(
    clerk: TestClient, office: Office, case: str, tmp_path: Path
) -> None:
    files = [("files", ("图.png", drawing())), ("files", ("坏<b>.pdf", b"%PDF-1.4 nothing"))]
    assert clerk.post(f"{case}{PAGE}files", data={"place": PLACE}, files=files).status_code == 303
    page = seen(clerk, case)
    assert "坏＜b＞.pdf" in page and "<b>.pdf" not in page
    assert page.count('class="thumbs"') == 1 and 'class="bad"' in page and "损坏" in page
    known = office.files.listed(case.split("/")[2])
    path = next(one for one in known if one.endswith("图.png"))
    address = f"{case}files/{known[path].digest}/1.png"
    drawn = clerk.get(address).content
    assert Image.open(io.BytesIO(drawn)).width >= THUMB and dark(drawn) == "upper left"
    assert clerk.get(address.replace("1.png", "2.png")).status_code == 404
    assert clerk.get(address.replace(known[path].digest, "0" * 64)).status_code == 404
    turned = {"path": path, "page": "1", "degrees": "180"}
    answer = clerk.post(f"{case}{PAGE}turn", data=turned)
    assert answer.status_code == 303 and "alert" not in clerk.get(answer.headers["location"]).text
    paths = record(clerk, case)["materials"]["credit_report"]
    assert [one.rpartition("/")[2] for one in paths] == ["图（转过）.pdf", "坏＜b＞.pdf"]
    seen(clerk, case)
    made = office.files.listed(case.split("/")[2])[paths[0]]
    assert dark(clerk.get(f"{case}files/{made.digest}/1.png").content) == "lower right"
    with PdfiumFile(office.files.stored(case.split("/")[2], made).read_bytes()) as file:
        assert len(file) == 1
    for wrong in ({**turned, "path": "no"}, {**turned, "degrees": "45"}, {**turned, "page": "x"}):
        assert clerk.post(f"{case}{PAGE}turn", data=wrong).status_code == 404
    answer = clerk.post(f"{case}{PAGE}turn", data={**turned, "path": paths[1]})
    said = clerk.get(answer.headers["location"])
    assert said.status_code == 422 and 'role="alert"' in said.text
    moved = {"place": PLACE, "path": paths[0], "action": "1"}
    assert clerk.post(f"{case}{PAGE}change", data=moved).status_code == 303
    assert record(clerk, case)["materials"]["credit_report"] == [paths[1], paths[0]]
    for action in ("0", "-", "99999", "1.5", "²"):
        assert clerk.post(f"{case}{PAGE}change", data={**moved, "action": action}).status_code == 404


SECRET = "Pa55-wort-为甲公司"


def locked(password: str, finish: Finish | None = None) -> bytes:
    return made(finish=finish, encryption=pikepdf.Encryption(owner="owner", user=password))


def test_a_locked_file_is_unlocked_with_its_password(
    clerk: TestClient, office: Office, case: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The password is in no file, no address, no log and on no page. The file without its lock takes the place of the locked one."""
    case_id = case.split("/")[2]
    files = [("files", ("锁.pdf", locked(SECRET))), ("files", ("证书.pdf", certified()))]
    assert clerk.post(f"{case}{PAGE}files", data={"place": PLACE}, files=files).status_code == 303
    page = seen(clerk, case)
    assert (
        page.count('type="password"') == 1 and "文件「锁.pdf」设了打开密码，打不开" in page and "数据文件" not in page
    )
    paths = record(clerk, case)["materials"]["credit_report"]
    path = next(one for one in paths if one.endswith("锁.pdf"))
    caplog.set_level("DEBUG")
    for wrong, words in ((SECRET[:-1], "用所给的密码打不开"), ("", "还没有输入密码"), ("x" * 200, "密码太长")):
        answer = clerk.post(f"{case}{PAGE}unlock", data={"path": path, "password": wrong})
        assert answer.status_code == 422 and f"文件「锁.pdf」{words}" in answer.text
        assert not wrong or wrong not in answer.text
    assert clerk.post(f"{case}{PAGE}unlock", data={"path": "no", "password": SECRET}).status_code == 404
    assert record(clerk, case)["materials"]["credit_report"] == paths
    answer = clerk.post(f"{case}{PAGE}unlock", data={"path": path, "password": SECRET})
    assert answer.status_code == 303 and answer.headers["location"] == f"{case}{PAGE}"
    names = [one.rpartition("/")[2] for one in record(clerk, case)["materials"]["credit_report"]]
    assert names == ["锁（已解开）.pdf", "证书.pdf"]
    page = seen(clerk, case)
    assert 'type="password"' not in page and page.count('class="thumbs"') == 1
    kept = next(one for name, one in office.files.listed(case_id).items() if "已解开" in name)
    with pikepdf.open(office.files.stored(case_id, kept)) as pdf:
        assert not pdf.is_encrypted and len(pdf.pages) == 1
    assert SECRET not in caplog.text and SECRET not in page
    # In another process: one that closes a file of the database gives up its own locks on it.
    traces = subprocess.run(["grep", "-rlF", SECRET, office.folder], capture_output=True, text=True)
    assert traces.returncode == 1, traces


def test_a_signed_file_is_not_unlocked(clerk: TestClient, case: str) -> None:
    """Its signature would not be valid any more."""

    def signed(pdf: pikepdf.Pdf) -> None:
        signature(pdf)
        pdf.Root.AcroForm.Fields[0].V = pikepdf.Dictionary(Type=pikepdf.Name.Sig, ByteRange=[0, 1, 2, 3], Contents="x")

    file = [("files", ("签.pdf", locked(SECRET, signed)))]
    assert clerk.post(f"{case}{PAGE}files", data={"place": PLACE}, files=file).status_code == 303
    seen(clerk, case)
    (path,) = record(clerk, case)["materials"]["credit_report"]
    answer = clerk.post(f"{case}{PAGE}unlock", data={"path": path, "password": SECRET})
    assert answer.status_code == 422 and "电子签名" in answer.text
    assert record(clerk, case)["materials"]["credit_report"] == [path]


def test_a_folder_is_sorted_in_by_its_names(clerk: TestClient, office: Office, case: str, scheme: Scheme) -> None:
    label = next(one.label for one in scheme.supplied if one.id == "credit_report")
    names = (f"我的材料/{label}.png", "我的材料/1.1.1 信用管理方针/b.png", "我的材料/随便.png", "我的材料/../../up.png")
    files = [("files", (name, drawing())) for name in names]
    answer = clerk.post(f"{case}{PAGE}folder", files=files)
    said = clerk.get(answer.headers["location"]).text
    assert "放好了 2 个文件" in said and "随便.png" in said
    kept = record(clerk, case)
    assert [one.rpartition("/")[2] for one in kept["materials"]["credit_report"]] == [f"{label}.png"]
    (piece,) = kept["evidence"]
    assert piece["indicator"] == "1.1.1" and piece["title"] == "信用管理方针"  # type: ignore[index]
    assert clerk.post(f"{case}{PAGE}folder").status_code == 422


@pytest.mark.parametrize(
    ("said", "options"),
    [
        ({}, AS_IT_IS),
        ({"copies": " 3 ", "max_size": "20"}, Options(copies=3, max_bytes=20_000_000)),
        ({"masked_supplied": "1"}, AS_IT_IS),
        ({"masked": "1", "masked_supplied": "1"}, Options(masked=True, masked_supplied=True)),
        ({name: "1" for name, _ in SWITCHES}, Options(**{name: True for name, _ in SWITCHES})),  # type: ignore[arg-type]
    ],
)
def test_all_options_of_the_command_line_can_be_chosen(said: dict[str, str], options: Options) -> None:
    assert chosen_options(FormData(said)) == options


@pytest.mark.parametrize("said", [{"copies": "0"}, {"copies": "100"}, {"copies": "二"}, {"copies": "³"}, {"max_size": "0"},
                                  {"max_size": "nan"}, {"max_size": "inf"}, {"max_size": "大"}])  # fmt: skip
def test_a_number_that_is_none_is_told(clerk: TestClient, case: str, said: dict[str, str]) -> None:
    answer = clerk.post(f"{case}{PAGE}bind", data=said)
    assert answer.status_code == 422 and 'role="alert"' in answer.text
