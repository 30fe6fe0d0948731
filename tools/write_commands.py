"""Write `docs/commands.md` from the program's own help: `python -m tools.write_commands`.

A test checks that the committed file is the same as the text that this program gives.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from formgen.cli import main as program

COMMANDS = Path(__file__).resolve().parent.parent / "docs" / "commands.md"
NAME = "formgen"
HEAD = """\
# Commands · 命令

The program's own help, as `formgen --help` and `formgen COMMAND --help` print it. 这里照录程序自己的说明。

Exit codes: [English](../README.md#exit-codes) · 退出码：[中文](../README.zh-CN.md#退出码)
"""


def main() -> None:
    """Write the page."""
    COMMANDS.write_text(page(), encoding="utf-8")


def page() -> str:
    """The whole page: the help of the program, and then the help of each command."""
    return HEAD + "".join(f"\n## {path}\n\n```text\n{text.rstrip()}\n```\n" for path, text in helps(program, NAME))


def helps(command: click.Command, path: str, parent: click.Context | None = None) -> Iterator[tuple[str, str]]:
    """A command's full name and help, and then those of its subcommands in the order in which the help lists them."""
    context = command.make_context(path.rpartition(" ")[2], [], parent=parent, resilient_parsing=True)
    yield path, command.get_help(context)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None:
                yield from helps(inner, f"{path} {name}", context)


if __name__ == "__main__":
    main()
