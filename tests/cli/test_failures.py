"""Every failure gives clear lines and an exit code. The lines never contain data of a record."""

from __future__ import annotations

import pytest

from formgen import pipeline
from formgen.foundation.errors import (
    DefinitionError,
    DefinitionFault,
    FormgenError,
    MachineError,
    ProofError,
    UsageError,
)
from formgen.scheme.models import Scheme
from tests.cli.runs import SAMPLES, formgen

SECRET = "320585197001010011"


def breaking(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def load(scheme_id: str) -> Scheme:
        raise error

    monkeypatch.setattr(pipeline, "load", load)


FAILURES: list[tuple[FormgenError, int]] = [
    (UsageError("没有这种材料"), 2),
    (MachineError("字体文件 a.ttf 缺失，请重新安装程序"), 4),
    (ProofError("页码核对不上，没有生成"), 5),
]


@pytest.mark.parametrize(("error", "code"), FAILURES, ids=[type(error).__name__ for error, _ in FAILURES])
def test_a_failure_is_one_line(monkeypatch: pytest.MonkeyPatch, error: FormgenError, code: int) -> None:
    breaking(monkeypatch, error)
    result = formgen("forms")
    assert (result.exit_code, result.stdout, result.stderr) == (code, "", f"formgen：{error}\n")


def test_all_faults_of_a_definition_one_per_line(monkeypatch: pytest.MonkeyPatch) -> None:
    faults = (DefinitionFault("scheme.toml", "title", "缺少这一项"), DefinitionFault("annex2/form.docx", "", "读不了"))
    breaking(monkeypatch, DefinitionError(faults))
    result = formgen("forms")
    assert result.exit_code == 3
    assert result.stderr.splitlines() == [
        "formgen：模板定义有误：",
        "formgen：  scheme.toml: title: 缺少这一项",
        "formgen：  annex2/form.docx: 读不了",
    ]


def test_a_fault_of_ours_is_one_line_without_the_data(monkeypatch: pytest.MonkeyPatch) -> None:
    breaking(monkeypatch, ValueError(f"bad {SECRET}"))
    result = formgen("forms")
    assert result.exit_code == 70
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("formgen：程序内部错误（ValueError，formgen.cli.commands.forms 第 ")
    assert "Issues" in line and SECRET not in line


def test_debugging_shows_where_without_the_data(monkeypatch: pytest.MonkeyPatch) -> None:
    cause = KeyError(SECRET)
    error = RuntimeError(f"bad {SECRET}")
    error.__cause__ = cause
    breaking(monkeypatch, error)
    monkeypatch.setenv("FORMGEN_DEBUG", "1")
    result = formgen("forms")
    assert result.exit_code == 70
    assert "forms.py" in result.stderr and "in load" in result.stderr
    assert "RuntimeError" in result.stderr and "KeyError" in result.stderr
    assert SECRET not in result.stderr


def test_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    breaking(monkeypatch, KeyboardInterrupt())
    result = formgen("check", SAMPLES / "complete.json")
    assert result.exit_code == 130
    assert result.stderr.strip() == "formgen：已中断"
