"""The look of findings and tables. Colours and a progress bar appear only on a terminal."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formgen.cli.output import failures_of, print_findings
from formgen.cli.text import columns, screen_width
from formgen.foundation.problems import Place, error, warning
from formgen.pipeline.outcomes import SourceOutcome, outcome_json
from tests.cli.runs import REPOSITORY, SAMPLES, START

WRONG = error("date.impossible", "6、成立日期", Place("a.json", "/applicant/established_on"), "没有这一天", "核对日期")
GAP = warning("value.missing", "", Place("甲.pdf"), "页面是横的", "核对方向")


def test_width_on_a_screen() -> None:
    assert screen_width("附件2，pdf") == 2 * 3 + 1 + 3
    assert screen_width("㙍𠮷") == 4
    assert screen_width("é") == screen_width("e\u0301") == 1


CELLS = st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=8)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=6), st.integers(0, 4))
def test_columns_are_aligned(rows: list[tuple[str, str, str]], indent: int) -> None:
    lines = columns(rows, indent)
    assert len(lines) == len(rows)
    first = max((screen_width(row[0]) for row in rows), default=0)
    second = max((screen_width(row[1]) for row in rows), default=0)
    for line, row in zip(lines, rows, strict=True):
        head, tail = line[: -len(row[2])], line[-len(row[2]) :]
        assert tail == row[2] and head.split() == [*row[0].split(), *row[1].split()]
        assert screen_width(head) == indent + first + 2 + second + 2


def test_findings_of_an_enterprise(capsys: pytest.CaptureFixture[str]) -> None:
    print_findings([SourceOutcome("甲公司", "a.json", (GAP, WRONG)), SourceOutcome("乙公司", "b.json")])
    assert capsys.readouterr().out.splitlines() == [
        "甲公司（a.json）：1 处错误，1 处提醒",
        "  错误 「6、成立日期」〔/applicant/established_on〕没有这一天",
        "       核对日期",
        "  提醒 〔甲.pdf〕页面是横的",
        "       核对方向",
        "乙公司（b.json）：没有问题",
    ]


def test_quiet_leaves_out_who_has_no_findings(capsys: pytest.CaptureFixture[str]) -> None:
    print_findings([SourceOutcome("乙公司", "b.json")], err=True, found_only=True)
    assert capsys.readouterr() == ("", "")


def test_json_of_an_enterprise() -> None:
    told = outcome_json(SourceOutcome("甲公司", "a.json", (GAP, WRONG), failures=("写不了",), exit_code=4))
    problems = told.pop("problems")
    assert told == {
        "name": "甲公司",
        "file": "a.json",
        "at": "",
        "ok": False,
        "errors": 1,
        "warnings": 1,
        "failures": ["写不了"],
    }
    assert isinstance(problems, list) and len(problems) == 2


def test_a_failure_is_told_once_and_with_the_enterprise_if_it_is_its_own() -> None:
    shared = [SourceOutcome(name, "", failures=("写不了",), exit_code=4) for name in ("甲", "乙")]
    own = SourceOutcome("丙", "", failures=("模板定义有误：", "  a: 错"), exit_code=3)
    assert failures_of([*shared, own]) == ("写不了", "丙：模板定义有误：", "  a: 错")
    assert failures_of([own]) == ("模板定义有误：", "  a: 错")


def on_a_terminal(*arguments: str | Path, **variables: str) -> str:
    """Run `formgen` with stdout and stderr on a terminal. Return what it writes."""
    ours, theirs = pty.openpty()
    environment = {
        **os.environ,
        "PYTHONPATH": str(REPOSITORY),
        "PYTHONIOENCODING": "utf-8",
        "TERM": "xterm",
        **variables,
    }
    command = [sys.executable, "-c", START, *map(str, arguments)]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment):
        os.close(theirs)
        written = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # Linux raises this when the other side has ended
                break
            if not piece:
                break
            written += piece
    os.close(ours)
    return written.decode("utf-8")


RECORDS = (SAMPLES / "faulty.json", SAMPLES / "incomplete.json")


def test_colours_and_a_progress_bar_on_a_terminal() -> None:
    written = on_a_terminal("check", *RECORDS, NO_COLOR="")
    assert "\x1b[31m错误" in written
    assert "检查" in written and "2/2" in written


def test_no_colours_if_the_user_wants_none() -> None:
    written = on_a_terminal("check", *RECORDS, NO_COLOR="1")
    assert "\x1b[31m" not in written and "错误" in written


def test_neither_where_there_is_no_terminal() -> None:
    done = subprocess.run(
        [sys.executable, "-c", START, "check", *map(str, RECORDS)],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONIOENCODING": "utf-8"},
    )
    assert done.returncode == 1 and done.stderr == b""
    assert b"\x1b" not in done.stdout and b"2/2" not in done.stdout
