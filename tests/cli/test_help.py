"""Help is in Chinese, and is quick: the program imports nothing heavy for it."""

from __future__ import annotations

import re

import pytest

from formgen import __version__
from formgen.cli import ENTRIES
from tests.cli.runs import formgen, process

NAMES = [entry.name for entry in ENTRIES]
ENGLISH_OF_CLICK = re.compile(r"usage|options|commands|arguments|show|exit|required|default|message", re.IGNORECASE)


def test_commands_of_the_issue() -> None:
    assert NAMES == [
        "forms",
        "blank",
        "fill",
        "check",
        "workbook",
        "collect",
        "read",
        "folders",
        "schema",
        "dossier",
        "batch",
        "summary",
        "status",
        "verify",
        "receive",
        "sort",
        "sign",
        "serve",
        "site",
        "doctor",
        "scheme",
        "completion",
    ]


@pytest.mark.parametrize("arguments", [["--help"], *([name, "--help"] for name in NAMES)], ids=" ".join)
def test_help_is_chinese(arguments: list[str]) -> None:
    result = formgen(*arguments)
    assert result.exit_code == 0
    assert result.stdout.startswith("用法：formgen")
    assert "选项：" in result.stdout and "显示这份说明" in result.stdout
    assert not ENGLISH_OF_CLICK.search(result.stdout)
    assert result.stderr == ""


def test_help_lists_every_command_with_its_sentence() -> None:
    lines = formgen("--help").stdout.splitlines()
    for entry in ENTRIES:
        assert any(line.split() == [entry.name, *entry.help.split()] for line in lines)


def test_without_a_command_the_help_is_shown() -> None:
    result = formgen()
    assert result.exit_code == 0 and result.stdout == formgen("--help").stdout


def test_version() -> None:
    assert formgen("--version").stdout == f"formgen {__version__}\n"


def test_help_imports_nothing_heavy() -> None:
    """This makes the help quick. A limit in seconds would only measure the machine."""
    code = """
import sys
from formgen.cli import main
try:
    main(["--help"], prog_name="formgen")
except SystemExit as end:
    heavy = {"pydantic", "lxml", "weasyprint", "pikepdf", "pypdf", "pypdfium2", "stdnum", "formgen.pipeline"}
    print(end.code, sorted(heavy & set(sys.modules)))
"""
    done = process(code=code)
    assert done.stdout.splitlines()[-1] == "0 []", done.stderr
