"""A file of settings for `formgen serve`: every option has a place in it, and all that is wrong is told at once."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formgen.cli.commands.web.serve import command
from formgen.foundation.errors import UsageError
from formgen.web.settings import ServeSettings, read_settings
from tests.cli.runs import formgen

NOT_SET = {"settings", "quiet", "help"}
"""Options that a file does not have: where the file is, and what one asks on a terminal."""
FILES = Path(__file__).resolve().parent.parent.parent / "tools" / "release" / "files"


def written(folder: Path, text: str) -> Path:
    path = folder / "serve.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_option_is_a_setting_and_every_setting_an_option() -> None:
    options = {option.removeprefix("--") for one in command.params for option in one.opts if option.startswith("--")}
    settings = {field.alias or name for name, field in ServeSettings.model_fields.items()}
    assert options - NOT_SET == settings


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    path = written(
        tmp_path, 'port = "x"\nhots = "a"\nlog = "xml"\nmetrics = 1\ndata = "rel"\nhost = "a b"\nscheme = "none"\n'
    )
    with pytest.raises(UsageError) as raised:
        read_settings(path)
    said = str(raised.value)
    assert "有 7 处要改" in said and "\n" not in said
    assert all(f"{name}：" in said for name in ("port", "hots", "log", "metrics", "data", "host", "scheme"))
    assert "是不是 host" in said


@pytest.mark.parametrize(
    "text", ["port = ", "port = 70000", "port = -1", "[web]\nport = 1", "port = 1\nport = 2", "\x00"]
)
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageError, match="要改"):
        read_settings(written(tmp_path, text))


@given(text=st.text(max_size=60))
def test_any_text_is_settings_or_a_fault(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_text(text, encoding="utf-8", errors="surrogatepass" if text.isprintable() else "replace")
    try:
        assert read_settings(path) == {}
    except UsageError as fault:
        assert str(fault)


def test_a_file_that_is_not_there_is_told() -> None:
    done = formgen("serve", "--settings", "gone.toml")
    assert done.exit_code == 2 and "gone.toml" in done.stderr


def test_a_fault_ends_the_program_before_it_begins(tmp_path: Path) -> None:
    done = formgen("serve", "--settings", str(written(tmp_path, "port = true")))
    assert done.exit_code == 2 and "port" in done.stderr


def test_what_is_written_on_the_command_line_goes_first(tmp_path: Path) -> None:
    path = written(tmp_path, f'port = 1\nmetrics = true\nlog = "json"\ndata = "{tmp_path}"\n')
    context = command.make_context("serve", ["--port", "2", "--settings", str(path)])
    assert (context.params["port"], context.params["with_metrics"], context.params["log"]) == (2, True, "json")
    assert context.params["folder"] == tmp_path


def test_the_settings_that_are_shipped_are_sound_with_all_defaults_switched_on(tmp_path: Path) -> None:
    text = (FILES / "serve.toml").read_text(encoding="utf-8")
    assert read_settings(written(tmp_path, text)) == {"data": "/var/lib/formgen/web"}
    every = "\n".join(line.removeprefix("# ") for line in text.splitlines() if " = " in line)
    found = read_settings(written(tmp_path, every))
    assert set(found) == {field.alias or name for name, field in ServeSettings.model_fields.items()}
    defaults = {one.name: one.default for one in command.params if isinstance(one, click.Option)}
    assert found["host"] == defaults["host"] and found["port"] == defaults["port"]
