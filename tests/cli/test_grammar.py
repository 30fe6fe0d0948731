"""All commands have the same grammar. The real program is tested: forms, help, standard input, quiet, pipes, full disks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from formgen.cli import ENTRIES, main
from formgen.cli.commands.completion import SHELLS, VARIABLE
from tests.batch.engines import InThisProcess
from tests.cli.runs import REPOSITORY, SAMPLES, START, files_below, formgen, process
from tests.intake.given import CODE, csv_bytes

NAMES = [entry.name for entry in ENTRIES]
LETTER = "附件3-江苏省企业信用管理贯标申报信用承诺书.docx"
ANNEXES = ["annex2", "annex3", "annex4"]
COMPLETE = SAMPLES / "complete.json"


@pytest.fixture(autouse=True)
def without_worker_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch that runs in the tests' process starts no others: tests of batches are about them."""
    monkeypatch.setattr("formgen.batch.run.Pool", InThisProcess)


def fed(content: bytes, *arguments: str | Path, folder: Path = REPOSITORY) -> subprocess.CompletedProcess[bytes]:
    """Run `formgen` as a separate process that reads these bytes from standard input."""
    return subprocess.run(
        [sys.executable, "-c", START, *map(str, arguments)],
        input=content,
        capture_output=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONIOENCODING": "utf-8"},
    )


def shell(line: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a line of bash that can call `formgen`. The line fails if any program in a pipe fails."""
    program = f'formgen() {{ "{sys.executable}" -c "{START}" "$@"; }}; set -o pipefail; {line}'
    return subprocess.run(
        ["bash", "-c", program],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONIOENCODING": "utf-8", **variables},
    )


# ------------------------------------------------------------------------------------------------- forms, help


@pytest.mark.parametrize(
    "chosen",
    [
        ["--form", "附件2,附件3", "--form", "annex4"],
        ["--forms", "附件2、附件3，annex4"],
        ["--form", "附件2", "--forms", "annex3", "--forms", " 附件4 ,"],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("command", ["fill", "blank", "batch"])
def test_forms_are_named_alike_everywhere(command: str, chosen: list[str], tmp_path: Path) -> None:
    source: list[str | Path] = [] if command == "blank" else [SAMPLES / "incomplete.json"]
    if command == "batch":
        (tmp_path / "data").mkdir()
        (tmp_path / "data" / "a.json").write_bytes((SAMPLES / "incomplete.json").read_bytes())
        source = [tmp_path / "data", "--jobs", "1"]
    result = formgen(command, *source, "--out", tmp_path / "out", "--format", "docx", *chosen)
    assert result.exit_code == 0, result.stderr
    made = {Path(path).name.partition("-")[0] for path in files_below(tmp_path / "out") if path.endswith(".docx")}
    assert made == {"附件2", "附件3", "附件4"}


def test_blank_takes_forms_with_and_without_the_option(tmp_path: Path) -> None:
    result = formgen("blank", "附件2,annex3", "--form", "附件4", "--out", tmp_path, "--format", "docx")
    assert result.exit_code == 0 and len(files_below(tmp_path)) == 3


def test_formats_may_be_repeated(tmp_path: Path) -> None:
    result = formgen("blank", "附件3", "--out", tmp_path, "--format", "docx", "--format", "pdf")
    assert [path.rpartition(".")[2] for path in files_below(tmp_path)] == ["docx", "pdf"], result.stderr


@pytest.mark.parametrize("name", ["", *NAMES])
def test_a_short_option_for_help(name: str) -> None:
    arguments = [name] if name else []
    short, long = formgen(*arguments, "-h"), formgen(*arguments, "--help")
    assert short.exit_code == 0 and short.stdout == long.stdout and "-h, --help" in short.stdout


def test_options_of_one_name_are_the_same_everywhere() -> None:
    """The options `--scheme`, `--quiet`, `--json` and `--form` have the same names and effects in every command."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for name in NAMES:
        command = main.get_command(main.make_context("formgen", [], resilient_parsing=True), name)
        assert command is not None
        for param in command.params:
            if param.param_type_name == "option" and param.opts[0] in ("--scheme", "--quiet", "--json", "--form"):
                found.setdefault(param.opts[0], set()).add((*param.opts, str(param.metavar), str(param.multiple)))
    assert set(found) == {"--scheme", "--quiet", "--json", "--form"}
    assert all(len(ways) == 1 for ways in found.values())


# ------------------------------------------------------------------------------------------------- standard input

RECORD = {"applicant": {"name": "甲公司", "postcode": "2154"}, "commitment": {"signed_on": "2018-06-05"}}
LINES = [{"applicant": {"name": f"{name}公司", "postcode": "215400"}} for name in "甲乙"]


@pytest.mark.parametrize(
    ("content", "places"),
    [
        (json.dumps(RECORD, ensure_ascii=False).encode(), [("甲公司", "", "/applicant/postcode")]),
        (json.dumps(RECORD, ensure_ascii=False, indent=2).encode(), [("甲公司", "", "/applicant/postcode")]),
        (
            "\n".join(json.dumps(one, ensure_ascii=False) for one in [LINES[0], RECORD]).encode(),
            [("甲公司", "第 1 行", None), ("甲公司", "第 2 行", "第 2 行/applicant/postcode")],
        ),
        (
            b'{"applicant": broken\n' + json.dumps(LINES[0], ensure_ascii=False).encode(),
            [("标准输入 第 1 行", "第 1 行", "第 1 行"), ("甲公司", "第 2 行", None)],
        ),
        (
            b"\xef\xbb\xbf" + csv_bytes([["企业名称", "邮编"], ["甲公司", "215400"], ["乙公司", "2154"]]),
            [("甲公司", "第 2 行", None), ("乙公司", "第 3 行", "B3")],
        ),
        (csv_bytes([["企业名称", "邮编"], ["甲公司", "2154"]], "gb18030"), [("甲公司", "第 2 行", "B2")]),
        (b"{", [("标准输入", "", "")]),
    ],
    ids=["json", "json indented", "json lines", "json lines with a broken one", "csv", "csv in gbk", "broken json"],
)
def test_check_reads_standard_input(content: bytes, places: list[tuple[str, str, str | None]]) -> None:
    done = formgen("check", "-", "--json", given=content)
    told = json.loads(done.stdout)
    found = [
        (one["name"], one["at"], next((f["at"] for f in one["problems"] if f["severity"] == "error"), None))
        for one in told["enterprises"]
    ]
    assert found == places
    assert {one["file"] for one in told["enterprises"]} == {"标准输入"}
    assert done.exit_code == int(any(fault is not None for *_, fault in places))


@pytest.mark.parametrize(("content", "word"), [(b"", "没有企业的数据"), (b"[1, 2]", "对象"), (b"PK\3\4", "坏了")])
def test_what_is_no_data_is_said_of_standard_input(content: bytes, word: str) -> None:
    done = formgen("check", "-", given=content)
    assert done.exit_code == 1 and word in done.stdout and "标准输入" in done.stdout


def test_standard_input_stands_beside_files_and_is_read_once() -> None:
    assert "共 2 家" in formgen("check", COMPLETE, "-", given=json.dumps(RECORD).encode()).stdout
    done = formgen("check", "-", "-", given=b"{}")
    assert done.exit_code == 2 and "标准输入（-）只能写一次" in done.stderr


def test_fill_reads_standard_input_and_leaves_nothing_behind(tmp_path: Path) -> None:
    waiting = tmp_path / "tmp"
    waiting.mkdir()
    content = "\n".join(json.dumps(one, ensure_ascii=False) for one in LINES).encode()
    done = subprocess.run(
        [sys.executable, "-c", START, "fill", "-", "--form", "附件3", "--format", "docx", "--out", tmp_path / "out"],
        input=content,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONIOENCODING": "utf-8", "TMPDIR": str(waiting)},
    )
    assert done.returncode == 0, done.stderr.decode()
    assert files_below(tmp_path / "out") == [f"乙公司/{LETTER}", f"甲公司/{LETTER}"]
    assert list(waiting.iterdir()) == []


def test_collect_reads_standard_input(tmp_path: Path) -> None:
    done = fed(csv_bytes([["企业名称", "统一社会信用代码"], ["甲公司", CODE]]), "collect", "-", "--out", tmp_path)
    assert done.returncode == 0 and files_below(tmp_path) == ["甲公司.json"]


# ------------------------------------------------------------------------------------------------- quiet


@pytest.mark.parametrize(
    "command",
    [
        "check samples/complete.json",
        "fill samples/incomplete.json --out OUT --form 附件3 --format docx",
        "blank 附件3 --out OUT --format docx",
        "collect samples/collected/enterprises.jsonl --out OUT",
        "workbook --out OUT/a.xlsx --enterprises 1",
        "forms",
        "forms --check --scheme tests/schemes/reader-card",
    ],
)
def test_quiet_says_nothing_where_nothing_is_wrong(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "collected" in command:
        (tmp_path / "a.jsonl").write_text(json.dumps(LINES[0]))
        command = command.replace("samples/collected/enterprises.jsonl", str(tmp_path / "a.jsonl"))
    monkeypatch.chdir(REPOSITORY)
    done = formgen(*command.replace("OUT", str(tmp_path / "out")).split(), "--quiet")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "")
    assert "OUT" not in command or files_below(tmp_path / "out")


@pytest.mark.parametrize(
    "command", ["check", "fill --out OUT --form 附件3", "collect --out OUT", "batch --out OUT --jobs 1"]
)
def test_quiet_says_what_is_wrong_on_stderr(command: str, tmp_path: Path) -> None:
    name, *options = command.replace("OUT", str(tmp_path / "out")).split()
    done = formgen(name, SAMPLES / "faulty.json", *options, "-q")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "2017年2月30日" in done.stderr or name == "batch"
    assert "错误" in done.stderr and "提醒" not in done.stderr and "共 1 家" not in done.stderr


def test_quiet_before_the_command_and_beside_json() -> None:
    assert formgen("-q", "check", COMPLETE).stdout == ""
    assert json.loads(formgen("check", COMPLETE, "--json", "-q").stdout)["enterprises"][0]["ok"]


def test_quiet_of_dossiers(tmp_path: Path) -> None:
    dossier = ["dossier", str(COMPLETE), "--kind", "application", "--out", str(tmp_path), "-q"]
    done = formgen(*dossier)
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "")
    (proof,) = tmp_path.rglob("*.proof.json")
    volume = proof.with_name(proof.name.replace(".proof.json", ".pdf"))
    done = formgen("verify", volume, "--quiet")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "")
    proof.write_bytes(b"{}")
    done = formgen("verify", volume, "--quiet")
    assert done.exit_code != 0 and done.stdout == "" and done.stderr


# ------------------------------------------------------------------------------------------------- completion


@pytest.mark.parametrize("name", SHELLS)
def test_a_script_for_each_shell(name: str) -> None:
    done = process("completion", name)
    assert done.returncode == 0 and VARIABLE in done.stdout and "formgen" in done.stdout and done.stderr == ""


def test_an_unknown_shell() -> None:
    done = formgen("completion", "cmd")
    assert done.exit_code == 2 and "没有「cmd」这种终端；有：bash、zsh、fish" in done.stderr


def test_bash_takes_the_script() -> None:
    assert shell('eval "$(formgen completion bash)" && complete -p formgen').stdout.startswith("complete ")


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("formgen ", {f"plain,{name}" for name in NAMES}),
        ("formgen ve", {"plain,verify"}),
        ("formgen fill --fo", {"plain,--form", "plain,--forms", "plain,--format"}),
        ("formgen --qu", {"plain,--quiet"}),
    ],
)
def test_what_is_offered(words: str, offered: set[str]) -> None:
    place = str(len(words.split(" ")) - 1)
    done = process(**{VARIABLE: "bash_complete", "COMP_WORDS": words, "COMP_CWORD": place})
    assert offered <= set(done.stdout.split()) and done.stderr == ""
    assert len(offered) > 1 or set(done.stdout.split()) == offered


def test_commands_are_offered_without_importing_them() -> None:
    code = """
import sys
from formgen.cli import main
try:
    main(prog_name="formgen")
except SystemExit:
    heavy = {"pydantic", "lxml", "weasyprint", "pikepdf", "formgen.pipeline"}
    print(sorted(heavy & set(sys.modules)))
"""
    done = process(code=code, **{VARIABLE: "bash_complete", "COMP_WORDS": "formgen ", "COMP_CWORD": "1"})
    assert done.stdout.splitlines()[-1] == "[]"


# ------------------------------------------------------------------------------------------------- files, pipes, disks


@pytest.mark.parametrize(
    "command",
    [
        "check nothing.json",
        "check nothing.csv",
        "fill nothing.json --out OUT",
        "collect nothing.jsonl --out OUT",
        "dossier nothing.json --kind acceptance --out OUT",
        "batch nothing.json --out OUT",
        "batch nothing.xlsx --out OUT",
        "verify nothing.pdf",
    ],
)
def test_an_input_file_that_is_missing_has_one_exit_code(command: str, tmp_path: Path) -> None:
    done = formgen(*command.replace("OUT", str(tmp_path / "out")).split())
    assert done.exit_code == 1, done.stderr
    assert "没有这个文件" in done.stdout + done.stderr and "Traceback" not in done.stderr


full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full is Linux's own")


@full
@pytest.mark.parametrize(
    "command", ["forms", "--help", "-h", "fill -h", "--version", "schema", "check samples/complete.json --json"]
)
def test_a_full_disk_behind_standard_output(command: str) -> None:
    done = shell(f"formgen {command} > /dev/full")
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr == "formgen：结果写不到标准输出：磁盘满了；换一个地方再运行一次\n"


@full
def test_a_full_disk_behind_both_outputs_and_behind_errors() -> None:
    assert shell("formgen forms > /dev/full 2>&1").returncode == 4
    assert shell("formgen fil 2> /dev/full").returncode == 4


@pytest.mark.parametrize("command", ["forms", "schema", "--help", "check samples/faulty.json"])
def test_a_closed_pipe_is_silent(command: str) -> None:
    """`head` has ended before anything is written. So the pipe is certainly closed when the command writes."""
    done = shell(f"{{ sleep 0.2; formgen {command}; echo $? >&3; }} 3>&2 | true")
    assert done.stderr == "141\n"


def test_the_first_line_of_a_long_output() -> None:
    done = shell("formgen schema | head -1")
    assert done.stdout == "{\n" and done.stderr == "" and done.returncode in (0, 141)
