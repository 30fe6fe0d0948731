"""click in Chinese: help pages, and groups that load a command only when it is used."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from typing import Any

import click
from click.shell_completion import CompletionItem

from formgen.cli.failures import closed_pipes_kept_from_click, guarded
from formgen.cli.text import columns
from formgen.engines.system.watcher import watched


@dataclass(frozen=True, slots=True)
class CommandEntry:
    """A command of a group.

    name        by which it is called
    module      holds it as `command`
    help        its line in the group's help
    is_watched  True if it opens files that anybody may have made: their time is limited
    """

    name: str
    module: str
    help: str
    is_watched: bool = False


class ChineseOption(click.Option):
    """An option whose help shows only its own text, without the English words that click adds."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The option's names and its help."""
        record = super().get_help_record(ctx)
        return (record[0], self.help or "") if record else None


class ChineseCommand(click.Command):
    """A command with a Chinese help page. The columns of the page are aligned by the width of characters on a screen."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        settings.setdefault("options_metavar", "[选项]")
        settings.setdefault("context_settings", {"help_option_names": ["-h", "--help"]})
        super().__init__(*args, **settings)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option `-h`, `--help`, with a Chinese help text."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示这份说明"
        return option

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the line 用法."""
        formatter.write(f"用法：{ctx.command_path} {' '.join(self.collect_usage_pieces(ctx))}\n")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the section 选项."""
        options = (param for param in self.get_params(ctx) if isinstance(param, click.Option))
        records = (record for option in options if (record := option.get_help_record(ctx)) is not None)
        _section(formatter, "选项", records)


class LazyGroup(ChineseCommand, click.Group):
    """A group that imports a command only when it is used. Failures of commands become lines on stderr and an exit code."""

    def __init__(self, *args: Any, entries: Sequence[CommandEntry] = (), **settings: Any) -> None:
        settings.setdefault("subcommand_metavar", "命令 …")
        super().__init__(*args, **settings)
        self.entries = {entry.name: entry for entry in entries}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of their entries."""
        return list(self.entries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now; None for an unknown name."""
        entry = self.entries.get(cmd_name)
        if entry is None:
            return None
        command: click.Command = import_module(entry.module).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command as click does, but with a Chinese message for an unknown name."""
        if args and args[0] not in self.entries:
            near = get_close_matches(args[0], list(self.entries), n=1)
            hint = f"，是不是 {near[0]}？" if near else f"；有：{'、'.join(self.entries)}"
            ctx.fail(f"没有「{args[0]}」这个命令{hint}")
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the sections 选项 and 命令. No command is imported for this."""
        super().format_options(ctx, formatter)
        _section(formatter, "命令", [(entry.name, entry.help) for entry in self.entries.values()])

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        """Make the context as click does. click prints help pages in this step."""
        with closed_pipes_kept_from_click():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command as click does."""
        with closed_pipes_kept_from_click():
            return super().invoke(ctx)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The commands and options that a shell offers after `formgen`. No command is imported for this."""
        offered = [
            CompletionItem(entry.name, help=entry.help)
            for entry in self.entries.values()
            if entry.name.startswith(incomplete)
        ]
        return offered + click.Command.shell_complete(self, ctx, incomplete)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command, and end the process with the exit code that `formgen.foundation.errors` documents.

        A command returns its exit code, or None for 0. With `standalone_mode` False the process does not end: the result
        of the command is returned, and its errors are raised.
        """

        def run() -> object:
            return super(LazyGroup, self).main(
                args, prog_name, complete_var, standalone_mode=False, windows_expand_args=windows_expand_args, **extra
            )

        if not standalone_mode:
            return run()
        if args is None and any(self.entries[one].is_watched for one in sys.argv[1:] if one in self.entries):
            watched()  # this process is the program itself, and has done nothing yet
        raise SystemExit(guarded(run))


def _section(formatter: click.HelpFormatter, title: str, records: Iterable[tuple[str, str]]) -> None:
    formatter.write(f"\n{title}：\n")
    for line in columns(records, indent=2):
        formatter.write(f"{line}\n")
