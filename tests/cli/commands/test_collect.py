"""`formgen collect` writes one JSON file for each enterprise. Faulty values are not written; their places are reported."""

from __future__ import annotations

import json
import shutil
import stat
from pathlib import Path

import pytest

from formgen.intake.sources import read_source
from formgen.pipeline.collecting import records
from formgen.scheme.models import Scheme
from tests.cli.runs import REPOSITORY, files_below, formgen
from tests.intake.given import CODE, OTHER_CODE, bare, csv_bytes

COLLECTED = REPOSITORY / "samples/collected/enterprises.jsonl"


def test_each_enterprise_is_a_record_that_says_the_same(scheme: Scheme, tmp_path: Path) -> None:
    result = formgen("collect", COLLECTED, "--out", tmp_path / "out")
    assert result.exit_code == 1
    sound = [one for one in read_source(scheme, COLLECTED) if not any(problem.is_error for problem in one.problems)]
    written = [Path(line) for line in result.stdout.splitlines()]
    assert [path.name for path in written] == files_below(tmp_path / "out") or len(written) == len(sound) == 9
    for path, one in zip(written, sound, strict=True):
        (again,) = read_source(scheme, path)
        assert again.problems == () or not any(problem.is_error for problem in again.problems)
        assert again.record is not None and one.record is not None
        assert bare(again.record.entries) == bare(one.record.entries) and bare(again.record.scores) == bare(
            one.record.scores
        )
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "〔第 10 行/applicant/" in result.stderr and "共 12 家，3 家有错误" in result.stderr


def test_same_named_enterprises_have_files_of_their_own(tmp_path: Path) -> None:
    rows = [
        ["企业名称", "统一社会信用代码", "联系人"],
        ["甲公司", CODE, "张三"],
        ["甲公司", OTHER_CODE, "张三"],
        ["a/b*c", "", "张三"],
        ["A公司", "", "张三"],
        ["a公司", "", "张三"],
    ]
    (tmp_path / "a.csv").write_bytes(csv_bytes(rows))
    result = formgen("collect", tmp_path / "a.csv", "--out", tmp_path / "out")
    assert result.exit_code == 1  # A公司 and a公司 count as one name, and have no codes
    assert files_below(tmp_path / "out") == ["A公司.json", "a／b＊c.json", "甲公司.json", "甲公司（2）.json"]
    again = formgen("collect", tmp_path / "a.csv", tmp_path / "a.csv", "--out", tmp_path / "twice")
    assert again.exit_code == 1 and again.stdout.splitlines() == [
        str(tmp_path / "twice" / name) for name in ("甲公司.json", "甲公司（2）.json", "a／b＊c.json", "A公司.json")
    ]


def test_what_somebody_changed_is_kept_and_told(tmp_path: Path) -> None:
    """A record that is still as it was written is written anew; one that was edited, and a strange file, are set aside."""
    table, out = tmp_path / "a.csv", tmp_path / "out"

    def collect(contact: str) -> str:
        rows = [["企业名称", "联系人"], ["甲公司", contact], ["乙公司", contact]]
        table.write_bytes(csv_bytes(rows))
        result = formgen("collect", table, "--out", out)
        assert result.exit_code == 0, result.output
        return result.stderr

    assert "改动" not in collect("张三")
    assert "改动" not in collect("李四") and files_below(out) == ["乙公司.json", "甲公司.json"]
    edited = (out / "甲公司.json").read_text(encoding="utf-8").replace("李四", "王五")
    (out / "甲公司.json").write_text(edited, encoding="utf-8")
    told = collect("赵六")
    assert "「甲公司.json」被改动过：原来的另存为「甲公司（改动过）.json」" in told and "乙公司.json」" not in told
    assert (out / "甲公司（改动过）.json").read_text(encoding="utf-8") == edited
    assert "赵六" in (out / "甲公司.json").read_text(encoding="utf-8")
    assert "改动" not in collect("赵六")
    (out / ".formgen-采集台账").write_text("[", encoding="utf-8")  # nothing is known any more
    assert "改动" not in collect("赵六")
    (out / ".formgen-采集台账").unlink()
    (out / "乙公司.json").write_text("{}", encoding="utf-8")
    assert "已经有一个「乙公司.json」，内容不同" in collect("赵六")
    assert (out / "乙公司（改动过）.json").read_text(encoding="utf-8") == "{}"


def test_a_link_in_the_place_of_a_record_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "elsewhere.json").write_text("mine", encoding="utf-8")
    (tmp_path / "out" / "甲公司.json").symlink_to(tmp_path / "elsewhere.json")
    (tmp_path / "out" / "乙公司.json").mkdir()
    (tmp_path / "a.csv").write_bytes(csv_bytes([["企业名称", "联系人"], ["甲公司", "张三"], ["乙公司", "张三"]]))
    assert formgen("collect", tmp_path / "a.csv", "--out", tmp_path / "out").exit_code == 0
    assert (tmp_path / "elsewhere.json").read_text(encoding="utf-8") == "mine"
    assert (tmp_path / "out" / "甲公司（改动过）.json").is_symlink()
    assert (tmp_path / "out" / "乙公司（改动过）.json").is_dir()


def test_paths_of_files_lead_to_the_same_files(scheme: Scheme, tmp_path: Path) -> None:
    (tmp_path / "in" / "佐证").mkdir(parents=True)
    (tmp_path / "in" / "佐证" / "a.pdf").write_bytes(b"%PDF")
    record = {"applicant": {"name": "甲"}, "materials": {"credit_report": ["佐证/a.pdf", str(tmp_path / "b.pdf")]}}
    (tmp_path / "in" / "a.jsonl").write_text(json.dumps(record), encoding="utf-8")
    result = formgen("collect", tmp_path / "in" / "a.jsonl", "--out", tmp_path / "out" / "deep")
    assert result.exit_code == 0 and "--evidence-root" in result.stderr
    (one,) = read_source(scheme, tmp_path / "out" / "deep" / "甲.json")
    assert one.record is not None
    first, second = (file.path for file in one.record.materials[0].files)
    assert first == "../../in/佐证/a.pdf" and (one.folder / first).read_bytes() == b"%PDF"
    assert second == str(tmp_path / "b.pdf")
    beside = formgen("collect", tmp_path / "in" / "a.jsonl", "--out", tmp_path / "in")
    assert beside.exit_code == 0 and "--evidence-root" not in beside.stderr
    assert json.loads((tmp_path / "in" / "甲.json").read_text(encoding="utf-8")) == record


def test_a_link_on_the_way_changes_nothing(scheme: Scheme, tmp_path: Path) -> None:
    (tmp_path / "real" / "in").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "real" / "in")
    (tmp_path / "real" / "in" / "a.pdf").write_bytes(b"%PDF")
    record = {"applicant": {"name": "甲"}, "materials": {"credit_report": ["a.pdf"]}}
    (tmp_path / "real" / "in" / "a.jsonl").write_text(json.dumps(record), encoding="utf-8")
    assert formgen("collect", tmp_path / "link" / "a.jsonl", "--out", tmp_path / "out").exit_code == 0
    (one,) = read_source(scheme, tmp_path / "out" / "甲.json")
    assert one.record is not None and (one.folder / one.record.materials[0].files[0].path).is_file()


def test_a_folder_is_not_written_over_itself(tmp_path: Path) -> None:
    shutil.copy(REPOSITORY / "samples/complete.json", tmp_path)
    before = (tmp_path / "complete.json").read_bytes()
    result = formgen("collect", tmp_path, "--out", tmp_path)
    assert result.exit_code == 2 and "盖掉原来的数据" in result.stderr
    assert files_below(tmp_path) == ["complete.json"] and (tmp_path / "complete.json").read_bytes() == before


def test_a_file_in_the_output_folder_that_would_be_written_over_itself(tmp_path: Path) -> None:
    """`collect 甲.json --out .` would replace the file that somebody wrote by the canonical form."""
    (tmp_path / "甲.json").write_text(json.dumps({"企业": {"企业名称": "甲"}}), encoding="utf-8")
    before = (tmp_path / "甲.json").read_bytes()
    result = formgen("collect", tmp_path / "甲.json", "--out", tmp_path)
    assert result.exit_code == 2 and (tmp_path / "甲.json").read_bytes() == before


def test_an_unwritable_folder_and_a_source_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    result = formgen("collect", COLLECTED, "--out", tmp_path / "taken")
    assert result.exit_code == 4 and result.stdout == ""
    result = formgen("collect", tmp_path / "nothing.xlsx", "--out", tmp_path / "out")
    assert result.exit_code == 1 and "没有这个文件" in result.stderr and not (tmp_path / "out").exists()


def test_many_are_written_a_few_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "AT_ONCE", 3)
    (tmp_path / "a.csv").write_bytes(csv_bytes([["企业名称", "联系人"], *([f"第{n}公司", "张三"] for n in range(8))]))
    assert formgen("collect", tmp_path / "a.csv", "--out", tmp_path / "out").exit_code == 0
    assert len(files_below(tmp_path / "out")) == 8


def test_personal_numbers_are_never_shown(tmp_path: Path) -> None:
    rows = [["企业名称", "法定代表人身份证号", "联系电话"], ["甲", "320585197001010012", "1380013800"]]
    (tmp_path / "a.csv").write_bytes(csv_bytes(rows))
    result = formgen("collect", tmp_path / "a.csv", "--out", tmp_path / "out")
    assert result.exit_code == 1 and "320585197001010012" not in result.output and "1380013800" not in result.output
