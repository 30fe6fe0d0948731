"""`formgen check` prints all findings at once, for a person or for a program. It writes no files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.runs import SAMPLES, files_below, formgen, process
from tests.intake.given import CODE, OTHER_CODE, csv_bytes

SOUND = ["complete.json", "foreign-owned.json", "rare-characters.json", "incomplete.json", "chinese-keys.json"]


def test_sound_samples_have_no_errors() -> None:
    result = formgen("check", *(SAMPLES / name for name in SOUND))
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == "共 5 家，都没有错误"
    assert "  错误 " not in result.stdout
    incomplete = result.stdout.partition("太仓未填齐纺织有限公司（incomplete.json）")[2].partition("\n太仓")[0]
    assert "没有填写，附件2里这一栏会空着" in incomplete and "附件5" not in incomplete


def test_errors_come_before_warnings_each_with_place_and_remedy() -> None:
    result = formgen("check", SAMPLES / "faulty.json", SAMPLES / "complete.json")
    assert result.exit_code == 1 and result.stderr == ""
    lines = result.stdout.splitlines()
    assert lines[-1] == "共 2 家，1 家有错误"
    at = lines.index("  错误 「6、成立日期」〔/applicant/established_on〕没有 2017年2月30日 这一天")
    assert lines[at + 1] == "       核对月份和日子"


def test_json_holds_every_finding() -> None:
    result = formgen("check", SAMPLES / "faulty.json", SAMPLES / "incomplete.json", "--json")
    assert result.exit_code == 1 and result.stderr == ""
    told = json.loads(result.stdout)
    assert told["scheme"] == "taicang-2018"
    faulty, incomplete = told["enterprises"]
    assert (faulty["file"], faulty["ok"], incomplete["ok"]) == ("faulty.json", False, True)
    assert faulty["errors"] + faulty["warnings"] == len(faulty["problems"]) > 12
    problem = next(one for one in faulty["problems"] if one["at"] == "/applicant/established_on")
    assert problem == {
        "code": problem["code"],
        "severity": "error",
        "label": "6、成立日期",
        "file": "faulty.json",
        "at": "/applicant/established_on",
        "message": "没有 2017年2月30日 这一天",
        "remedy": "核对月份和日子",
    }


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{", "JSON"),
        (b"", "JSON"),
        ("企业".encode("gb18030"), "UTF-8"),
        (b"[]", "对象"),
        (b'{"applicant": 7}', "对象"),
    ],
)
def test_a_file_that_is_no_record(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "record.json").write_bytes(content)
    result = formgen("check", tmp_path / "record.json")
    assert result.exit_code == 1
    assert result.stdout.startswith("record（record.json）：1 处错误\n") and message in result.stdout


def test_a_folder_or_nothing_instead_of_a_record(tmp_path: Path) -> None:
    result = formgen("check", tmp_path, tmp_path / "nothing.json")
    assert result.exit_code == 1
    assert result.stdout.count("  错误 ") == 2 and result.stdout.endswith("共 1 家，1 家有错误；1 份数据整体有错误\n")


def test_personal_numbers_are_never_shown(tmp_path: Path) -> None:
    numbers = {"legal_representative_id": "320585197001010012", "phone": "1380013800", "postcode": "21540"}
    (tmp_path / "record.json").write_text(json.dumps({"applicant": numbers}))
    for arguments in ([], ["--json"]):
        result = formgen("check", tmp_path / "record.json", *arguments)
        assert result.exit_code == 1
        assert not any(number in result.output for number in ("320585197001010012", "1380013800"))


def test_nothing_is_written(tmp_path: Path) -> None:
    done = process("check", SAMPLES / "complete.json", XDG_CACHE_HOME=str(tmp_path / "cache"))
    assert done.returncode == 0, done.stderr
    assert [path for path in files_below(tmp_path) if not path.startswith("cache/")] == []


def test_as_a_process_on_a_console_without_the_characters() -> None:
    """A Latin console cannot show Chinese. It shows codes, and the command does not fail."""
    done = process("check", SAMPLES / "incomplete.json", PYTHONIOENCODING="latin-1", PYTHONUTF8="0")
    assert done.returncode == 0 and "\\u" in done.stdout and done.stderr == ""


# ------------------------------------------------------------------------------------------------- collected data


def test_every_enterprise_of_a_source_with_its_place(tmp_path: Path) -> None:
    rows = [["企业名称", "邮编", "备注"], ["甲", "215400", "x"], ["乙", "21540", ""]]
    (tmp_path / "名册.csv").write_bytes(csv_bytes(rows, "gb18030"))
    result = formgen("check", tmp_path / "名册.csv")
    assert result.exit_code == 1
    assert "整份数据（名册.csv）：1 处提醒\n  提醒 〔C1〕不认识「备注」这一列" in result.stdout
    assert "\n乙（名册.csv 第 3 行）：1 处错误\n  错误 「12、邮编」〔B3〕" in result.stdout
    assert result.stdout.splitlines()[-1] == "共 2 家，1 家有错误"
    told = json.loads(formgen("check", tmp_path / "名册.csv", "--json").stdout)
    assert [(one["name"], one["file"], one["at"], one["ok"]) for one in told["enterprises"]] == [
        ("甲", "名册.csv", "第 2 行", True),
        ("乙", "名册.csv", "第 3 行", False),
    ]
    (source,) = told["sources"]
    assert (source["file"], source["ok"], source["warnings"]) == ("名册.csv", True, 1)


def test_enterprises_of_one_name_in_a_source_are_two(tmp_path: Path) -> None:
    """The codes distinguish the enterprises. Two sources with the same enterprise are an error, like two such files."""
    rows = [["企业名称", "统一社会信用代码"], ["甲", CODE], ["甲", OTHER_CODE]]
    (tmp_path / "a.csv").write_bytes(csv_bytes(rows))
    assert formgen("check", tmp_path / "a.csv").exit_code == 0
    result = formgen("check", tmp_path / "a.csv", tmp_path / "a.csv")
    assert result.exit_code == 1 and result.stdout.count("的统一社会信用代码相同，是同一家企业") == 2


def test_a_source_that_can_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04")
    result = formgen("check", tmp_path / "a.xlsx", SAMPLES / "incomplete.json")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[-1] == "共 1 家，都没有错误；1 份数据整体有错误"
    assert formgen("check", tmp_path / "a.xlsx").stdout.splitlines()[-1] == "没有读到企业；1 份数据整体有错误"
