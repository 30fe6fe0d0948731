"""docs/commands.md is the complete help of the program."""

from __future__ import annotations

import re

import click
import pytest

from formgen.cli import ENTRIES, main
from tests.cli.runs import formgen
from tools.write_commands import COMMANDS, page

INNER = {"scheme": (("scheme", "new"),)}
NAMES = [(), *(name for entry in ENTRIES for name in ((entry.name,), *INNER.get(entry.name, ())))]


def sections() -> dict[str, str]:
    """The text below each heading of the committed page."""
    parts = re.split(r"^## (.+)\n", COMMANDS.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_the_committed_page_is_what_its_tool_writes() -> None:
    assert COMMANDS.read_text(encoding="utf-8") == page()


def test_there_is_a_section_for_each_command_and_no_other() -> None:
    assert list(sections()) == [" ".join(("formgen", *name)) for name in NAMES]


@pytest.mark.parametrize("name", NAMES, ids=" ".join)
def test_a_section_is_the_help_that_the_program_prints(name: tuple[str, ...]) -> None:
    section = sections()[" ".join(("formgen", *name))]
    assert section.strip() == f"```text\n{formgen(*name, '--help').stdout.rstrip()}\n```"


@pytest.mark.parametrize("name", NAMES, ids=" ".join)
def test_every_option_and_argument_is_documented(name: tuple[str, ...]) -> None:
    command: click.Command = main
    context = click.Context(main, info_name="formgen", **main.context_settings)
    for part in name:
        assert isinstance(command, click.Group)
        found = command.get_command(context, part)
        assert found is not None
        command, context = found, click.Context(found, info_name=part, parent=context)
    words = set(re.split(r"[\s，,]+", sections()[" ".join(("formgen", *name))]))
    for param in command.get_params(context):
        wanted = (
            {*param.opts, *param.secondary_opts} if isinstance(param, click.Option) else {param.make_metavar(context)}
        )
        assert wanted <= words, param.name
