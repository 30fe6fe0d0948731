"""`formgen batch` makes the papers of many enterprises. No fault affects other enterprises; only changed ones are redone."""

from __future__ import annotations

import json
import os
import shutil
import stat
from pathlib import Path

import openpyxl
import pytest

from formgen.batch.ledger import LEDGER
from formgen.batch.lock import locked
from tests.batch.engines import InThisProcess
from tests.batch.sources import LETTER, batch, enterprise, results, source, tree, write
from tests.cli.runs import SAMPLES, formgen


@pytest.fixture(autouse=True)
def without_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Use no worker processes: other tests are about them (`test_pool.py`, `test_kills.py`)."""
    monkeypatch.setattr("formgen.batch.run.Pool", InThisProcess)


SECRET = "320522196805200007"
"""A resident id with a wrong check digit."""


def test_one_enterprises_fault_never_stops_another(tmp_path: Path) -> None:
    data, out = source(tmp_path / "数据", 2), tmp_path / "结果"
    write(data, "有错", enterprise("太仓有错有限公司", "沙溪镇", legal_representative_id=SECRET))
    (data / "坏的.json").write_text("{", encoding="utf-8")
    done = batch(data, out)
    assert done.exit_code == 1
    assert done.stdout.splitlines() == [str(out / "结果.xlsx"), str(out / "结果.json")]
    assert "共 4 家，2 家完成，2 家有错误" in done.stderr and "太仓有错有限公司：" in done.stderr
    assert SECRET not in done.stderr + (out / "结果.json").read_text("utf-8")
    assert [(file, one["state"]) for file, one in results(out).items()] == [
        ("000.json", "完成"), ("001.json", "完成"), ("坏的.json", "有错误"), ("有错.json", "有错误"),
    ]  # fmt: skip
    faults = [(fault["at"], fault["severity"]) for fault in results(out)["有错.json"]["problems"]]
    assert faults == [("/applicant/legal_representative_id", "error")]
    assert sorted(tree(out)) == [
        f"太仓第0号有限公司/{LETTER}", f"太仓第1号有限公司/{LETTER}", "结果.json", "结果.xlsx",
    ]  # fmt: skip


def test_everything_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    out = tmp_path / "out"
    batch(source(tmp_path / "data", 1), out)
    paths = [out, *out.rglob("*")]
    assert {stat.S_IMODE(path.stat().st_mode) for path in paths if path.is_file()} == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in paths if path.is_dir()} == {0o700}
    assert (out / LEDGER).is_file()


def test_the_result_workbook_says_the_same(tmp_path: Path) -> None:
    data, out = source(tmp_path / "data", 2), tmp_path / "out"
    write(data, "有错", enterprise("=1+1公司", "沙溪镇", postcode="2154"))
    batch(data, out)
    book = openpyxl.load_workbook(out / "结果.xlsx")
    assert book.sheetnames == ["企业", "错误和提醒", "文件", "镇（区）", "汇总"]
    rows = {
        sheet: [[cell.value for cell in row] for row in book[sheet].iter_rows(min_row=2)] for sheet in book.sheetnames
    }
    assert [row[3] for row in rows["企业"]] == ["完成", "完成", "有错误"]
    text = next(cell for cell in book["企业"]["A"] if cell.value == "=1+1公司")
    assert text.data_type == "s"
    found = [row for row in rows["错误和提醒"] if row[1] == "错误"]
    assert [row[:4] for row in found] == [["=1+1公司", "错误", "有错.json", "/applicant/postcode"]]
    sums = {one["path"]: one["sha256"] for name in ("000.json", "001.json") for one in results(out)[name]["files"]}
    assert {row[1]: row[3] for row in rows["文件"]} == sums
    towns = {row[0]: row[1:] for row in rows["镇（区）"]}
    assert towns["沙溪镇"] == [4, 2, 1, 1, 0, None]
    assert rows["汇总"][:4] == [["企业", 3], ["　完成", 2], ["　有错误", 1], ["　失败", 0]]


def test_a_town_with_more_than_its_quota_is_told(tmp_path: Path) -> None:
    data, out = tmp_path / "data", tmp_path / "out"
    for number in range(5):
        write(data, str(number), enterprise(f"太仓第{number}号有限公司", "沙溪镇"))
    done = batch(data, out)
    assert done.exit_code == 0
    assert "沙溪镇本批有 5 家，比附件1 的贯标企业指标（4 家）多 1 家" in done.stderr


def test_only_what_changed_is_done_again(tmp_path: Path) -> None:
    data, out = source(tmp_path / "data", 3), tmp_path / "out"
    batch(data, out)
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*.docx")}
    write(data, "001", enterprise("太仓第1号有限公司", "浮桥镇", code=""))  # the same
    write(data, "002", {**enterprise("太仓第2号有限公司", "城厢镇"), "commitment": {"signed_on": "2018-06-06"}})
    done = batch(data, out)
    assert "共 3 家，3 家完成（其中 2 家以前已做好，没有变）" in done.stderr
    again = [path.parent.name for path, then in before.items() if path.stat().st_mtime_ns != then]
    assert again == ["太仓第2号有限公司"]
    fresh = tmp_path / "fresh"
    batch(data, fresh)
    assert tree(out) == tree(fresh)


def test_another_form_or_format_is_another_recipe_and_what_is_not_made_any_more_goes(tmp_path: Path) -> None:
    data, out = source(tmp_path / "data", 1), tmp_path / "out"
    formgen("batch", data, "--out", out, "--forms", "附件3，annex2", "--format", "docx")
    assert len(tree(out)) == 4
    done = batch(data, out)
    assert "没有变" not in done.stderr
    assert sorted(tree(out)) == [f"太仓第0号有限公司/{LETTER}", "结果.json", "结果.xlsx"]


def test_a_changed_place_changes_the_findings_and_not_the_papers(tmp_path: Path) -> None:
    data, out = source(tmp_path / "data", 1), tmp_path / "out"
    batch(data, out)
    (paper,) = out.rglob("*.docx")
    before = paper.stat().st_mtime_ns
    (data / "000.json").rename(data / "007.json")
    done = batch(data, out)
    assert "1 家以前已做好" in done.stderr and paper.stat().st_mtime_ns == before
    assert list(results(out)) == ["007.json"]


def test_a_missing_and_an_altered_file_are_made_again_and_told(tmp_path: Path) -> None:
    data, out = source(tmp_path / "data", 3), tmp_path / "out"
    batch(data, out)
    before = tree(out)
    missing, altered, touched = (out / f"太仓第{number}号有限公司" / LETTER for number in range(3))
    missing.unlink()
    altered.write_bytes(b"by hand")
    os.utime(touched)
    done = batch(data, out)
    assert f"太仓第0号有限公司/{LETTER} 不见了，已重新生成" in done.stderr
    kept = altered.with_name(f"{altered.stem}（改动过）.docx")
    assert f"改动过的另存为 太仓第1号有限公司/{kept.name}" in done.stderr
    assert "太仓第2号" not in done.stderr and "其中 1 家以前已做好" in done.stderr
    after = tree(out)
    assert after.pop(kept.relative_to(out).as_posix()) == b"by hand" and after == before


def test_an_altered_file_outlives_new_data_too(tmp_path: Path) -> None:
    data, out = source(tmp_path / "data", 1), tmp_path / "out"
    batch(data, out)
    (paper,) = out.rglob("*.docx")
    paper.write_bytes(b"by hand")
    write(data, "000", {**enterprise("太仓第0号有限公司", "沙溪镇"), "commitment": {"signed_on": "2018-06-07"}})
    batch(data, out)
    assert paper.with_name(f"{paper.stem}（改动过）.docx").read_bytes() == b"by hand"
    assert paper.read_bytes() != b"by hand"


def test_who_is_gone_is_told_and_left_alone(tmp_path: Path) -> None:
    data, out = source(tmp_path / "data", 2), tmp_path / "out"
    batch(data, out)
    (data / "001.json").unlink()
    for _ in range(2):
        done = batch(data, out)
        assert "上次有、这次的数据里没有：太仓第1号有限公司，文件夹「太仓第1号有限公司」没有动" in done.stderr
    assert f"太仓第1号有限公司/{LETTER}" in tree(out) and list(results(out)) == ["000.json"]


def test_papers_of_before_stay_while_the_data_are_wrong(tmp_path: Path) -> None:
    data, out = source(tmp_path / "data", 1), tmp_path / "out"
    batch(data, out)
    before = tree(out)
    good = (data / "000.json").read_bytes()
    write(data, "000", enterprise("太仓第0号有限公司", "沙溪镇", postcode="1"))
    done = batch(data, out)
    assert done.exit_code == 1 and "以前生成的文件没有动，是按以前的数据做的" in done.stderr
    assert f"太仓第0号有限公司/{LETTER}" in tree(out) and results(out)["000.json"]["files"] == []
    (data / "000.json").write_bytes(good)
    assert batch(data, out).exit_code == 0 and tree(out) == before


def test_a_second_run_waits_for_nobody_and_harms_nothing(tmp_path: Path) -> None:
    data, out = source(tmp_path / "data", 1), tmp_path / "out"
    with locked(out):
        done = batch(data, out)
    assert done.exit_code == 4 and f"进程 {os.getpid()}" in done.stderr and not tree(out)
    assert batch(data, out).exit_code == 0


@pytest.mark.parametrize("damage", ["cut off", "scribbled", "not ours", "empty rows"])
def test_a_damaged_ledger_is_set_aside_and_nothing_is_lost(tmp_path: Path, damage: str) -> None:
    data, out = source(tmp_path / "data", 2), tmp_path / "out"
    batch(data, out)
    before, ledger = tree(out), out / LEDGER
    content = ledger.read_bytes()
    if damage == "cut off":
        ledger.write_bytes(content[: len(content) // 2])
    elif damage == "scribbled":
        ledger.write_bytes(content[:100] + b"\xff" * 3000 + content[3100:])
    elif damage == "not ours":
        ledger.write_bytes(b"SQLite format 4\0" + b"?" * 5000)
    else:
        import sqlite3

        with sqlite3.connect(ledger) as connection:
            connection.execute("UPDATE enterprise SET known = '{}'")
        connection.close()
        content = ledger.read_bytes()
    broken = ledger.read_bytes()
    done = batch(data, out)
    assert done.exit_code == 0 and f"台账损坏了，已改名为 {LEDGER}.损坏1" in done.stderr
    assert "没有变" not in done.stderr and tree(out) == before
    assert (out / f"{LEDGER}.损坏1").read_bytes() == broken
    assert "其中 2 家以前已做好" in batch(data, out).stderr


def test_a_source_that_can_not_be_read_changes_nothing(tmp_path: Path) -> None:
    data, out = source(tmp_path / "data", 1), tmp_path / "out"
    batch(data, out)
    before = tree(out)
    done = batch(tmp_path / "没有.jsonl", out)
    assert done.exit_code == 1 and "没有.jsonl" in done.stderr and tree(out) == before


def test_the_data_folder_is_no_output_folder(tmp_path: Path) -> None:
    data = source(tmp_path / "data", 1)
    assert batch(data, data).exit_code == 2


def test_a_dossier_is_bound_again_when_a_supplied_file_changes(tmp_path: Path) -> None:
    data, out = tmp_path / "data", tmp_path / "out"
    shutil.copytree(SAMPLES / "evidence", data / "evidence")
    record = json.loads((SAMPLES / "complete.json").read_text("utf-8"))
    record["evidence"] = record["evidence"][:1]
    write(data, "样例", record)
    (report,) = record["materials"]["summary_report"]

    def run() -> str:
        done = formgen("batch", data, "--out", out, "--dossier", "acceptance", "--jobs", "1")
        assert done.exit_code == 0, done.stderr
        return done.stderr

    run()
    before = tree(out)
    assert [path.rpartition("/")[2] for path in sorted(before)] == [
        "贯标验收材料-用印签字清单.pdf", "贯标验收材料.pdf", "贯标验收材料.proof.json",
        "结果.json", "结果.xlsx",
    ]  # fmt: skip
    os.utime(data / report)
    assert "1 家以前已做好" in run() and tree(out) == before
    (data / report).write_bytes((data / record["materials"]["internal_assessment_report"][0]).read_bytes())
    assert "以前已做好" not in run() and tree(out) != before


def test_a_dossier_that_lacks_something_leaves_no_forms_either(tmp_path: Path) -> None:
    data, out = tmp_path / "data", tmp_path / "out"
    write(data, "样例", enterprise("太仓缺件有限公司"))
    done = formgen("batch", data, "--out", out, "--dossier", "贯标验收材料", "--forms", "附件3")
    assert done.exit_code == 1 and sorted(tree(out)) == ["结果.json", "结果.xlsx"]
    assert results(out)["样例.json"]["state"] == "有错误"


def test_dossiers_are_bound_as_asked(tmp_path: Path) -> None:
    """All dossiers are bound with the options of `formgen dossier`. With other options they are bound again."""
    data, out, elsewhere = tmp_path / "data", tmp_path / "out", tmp_path / "扫描件"
    shutil.copytree(SAMPLES / "evidence", elsewhere / "evidence")
    record = json.loads((SAMPLES / "complete.json").read_text("utf-8").replace('"evidence/', '"../扫描件/evidence/'))
    del record["evidence"], record["materials"]["internal_assessment_report"]
    write(data, "样例", record)

    def run(*binding: str | Path) -> tuple[int, set[str], list[str]]:
        done = formgen("batch", data, "--out", out, "--dossier", "acceptance", "--jobs", "1", *binding)
        found = {problem["code"] for problem in results(out)["样例.json"]["problems"]}
        return done.exit_code, found, sorted(path.rpartition("/")[2] for path in tree(out) if "/" in path)

    title, lacking = "贯标验收材料（草稿）", "dossier.missing-material"
    papers = [f"{title}-用印签字清单.pdf", f"{title}.pdf", f"{title}.proof.json"]
    assert run("--evidence-root", elsewhere) == (1, {lacking}, [])
    code, found, made = run("--draft")
    assert (code, made) == (0, papers) and {lacking, "evidence.outside"} <= found
    code, found, made = run("--draft", "--evidence-root", elsewhere)
    assert (code, made) == (0, papers) and lacking in found and "evidence.outside" not in found
    before = tree(out)
    assert run("--draft", "--evidence-root", elsewhere, "--copies", "3")[2] == [f"{title}-印制单.pdf", *papers]
    run("--draft", "--evidence-root", elsewhere)
    assert tree(out) == before


def test_how_a_dossier_is_bound_needs_a_dossier(tmp_path: Path) -> None:
    data, out = source(tmp_path / "data", 1), tmp_path / "out"
    done = batch(data, out, "--duplex")
    assert done.exit_code == 2 and "要和 --dossier 一起写" in done.stderr
    done = batch(data, out, "--dossier", "acceptance", "--evidence-root", str(tmp_path / "没有"))
    assert done.exit_code == 2 and "没有这个文件夹" in done.stderr
    assert not out.exists()
