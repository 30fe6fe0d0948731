"""A wrongly written command gives one Chinese line that says what is wrong, the usage, and exit code 2."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formgen.cli.failures import usage_message
from tests.cli.runs import SAMPLES, files_below, formgen

RECORD = str(SAMPLES / "incomplete.json")
CASES = [
    ("fil", "没有「fil」这个命令，是不是 fill？"),
    ("打印", "没有「打印」这个命令；有：forms、blank、fill、check、workbook、collect、read、folders、schema、dossier"),
    ("fill", "缺少参数 申报数据…"),
    ("check", "缺少参数 申报数据…"),
    (f"fill {RECORD}", "缺少选项 --out"),
    (f"fill {RECORD} --out", "选项 --out 的写法不对：少了它后面的值，或者它不该有值"),
    (f"fill {RECORD} --uot OUT", "没有选项 --uot，是不是 --out？"),
    ("forms --json=yes", "选项 --json 的写法不对：少了它后面的值，或者它不该有值"),
    ("schema 附件2", "多了参数：附件2"),
    ("blank --out OUT --format doc", "--format：没有「doc」这种格式；有：docx、pdf"),
    ("blank --out OUT --format docx,", "--format：没有「」这种格式；有：docx、pdf"),
    ("--scheme suzhou-2030 forms", "没有名为「suzhou-2030」的方案，现有方案：taicang-2018"),
    ("forms --scheme suzhou-2030", "没有名为「suzhou-2030」的方案，现有方案：taicang-2018"),
    ("forms --scheme ../taicang-2018", "「../taicang-2018」不是方案的文件夹：里面要有 scheme.toml"),
    (
        "blank 附件9 --out OUT",
        "没有「附件9」这份表；有：annex2（附件2）、annex3（附件3）、annex4（附件4）、"
        "annex5-city（附件5）、annex5-province（附件5）",
    ),
    (f"fill {RECORD} --form annex1 --out OUT", "没有「annex1」这份表；有："),
    (f"dossier {RECORD} --out OUT", "缺少选项 --kind"),
    ("read 交回的表 --out OUT", "「交回的表」是文件夹；写里面的文件，或用 formgen collect 交回的表"),
    ("scheme new OUT/方案 没有.docx", "文件…：没有「没有.docx」这个文件"),
    ("scheme new OUT/方案 交回的表", "文件…：「交回的表」是文件夹，这里要写文件"),
    ("scheme new 一个文件.txt 一个文件.txt", "方案：「一个文件.txt」是文件，这里要写文件夹"),
    ("serve --port 八千", "--port：「八千」不是整数"),
    ("serve --port 99999", "--port：「99999」不行，要写 0 到 65535 之间的数"),
    (f"batch {RECORD} --out OUT --jobs 0", "--jobs：「0」不行，要写 1 到 256 之间的数"),
    (f"batch {RECORD} --out OUT --jobs 两个", "--jobs：「两个」不是整数"),
    (f"batch {RECORD} --out OUT --copies -1", "--copies：「-1」不行，要写 1 到 99 之间的数"),
    (f"dossier {RECORD} --kind acceptance --out OUT --max-size 0", "--max-size：「0」不行，要写大于 0 的数"),
    (f"dossier {RECORD} --kind acceptance --out OUT --max-size 大", "--max-size：「大」不是数"),
    (f"batch {RECORD} --out OUT --engine spark", "--engine：没有「spark」；有：local、dask"),
    (f"dossier {RECORD} --kind 验收 --out OUT", "没有「验收」这种材料；有：application（贯标申报材料）、acceptance"),
]


@pytest.mark.parametrize(("command", "message"), CASES, ids=[message for _, message in CASES])
def test_one_line_says_what_is_wrong(
    tmp_path: Path,
    command: str,
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    here = tmp_path_factory.mktemp("here")
    (here / "交回的表").mkdir()
    (here / "一个文件.txt").touch()
    monkeypatch.chdir(here)
    result = formgen(*command.replace("OUT", str(tmp_path)).split())
    assert result.exit_code == 2
    assert result.stdout == ""
    first, *rest = result.stderr.splitlines()
    assert first.startswith(f"formgen：{message}")
    assert all(line.startswith(("用法：", "说明：")) for line in rest)
    assert not re.search(r"[Ee]rror|[Uu]sage|Try|such|Missing|Traceback", result.stderr)
    assert files_below(tmp_path) == []


@given(st.text(st.characters(max_codepoint=0x7F), max_size=60))
def test_english_of_click_is_never_shown(message: str) -> None:
    """The clerk reads Chinese, whatever a later version of click says. An unknown message is replaced by general words."""
    shown = usage_message(click.UsageError(message))
    assert shown == "命令的写法不对" or shown.startswith("多了参数：")


def test_a_returned_form_that_is_not_there_is_missing_data(tmp_path: Path) -> None:
    """As for every other file of data: exit code 1, and not that of a command that is written wrong."""
    for arguments in (["--out", str(tmp_path / "out")], ["--against", RECORD]):
        result = formgen("read", str(tmp_path / "没有.docx"), *arguments)
        assert result.exit_code == 1
        assert "没有.docx" in result.stderr and "读不到" in result.stderr
    result = formgen("read", RECORD, "--against", str(tmp_path / "没有.json"))
    assert result.exit_code == 1 and "没有.json" in result.stderr and "没有这个文件" in result.stderr
    assert files_below(tmp_path) == []
