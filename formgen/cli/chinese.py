"""click in Chinese: help pages and groups whose commands are loaded when they are used."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from typing import Any

import click
from click.shell_completion import CompletionItem

from formgen.cli.failures import closed_pipes_kept_from_click, guarded
from formgen.cli.text import columns


@dataclass(frozen=True, slots=True)
class CommandEntry:
    """A command of a group: its name, the module that holds it as `command`, and its line in the group's help."""

    name: str
    module: str
    help: str


class ChineseOption(click.Option):
    """An option whose help is its own sentence and nothing that click adds in English."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The option's names and its help."""
        record = super().get_help_record(ctx)
        return (record[0], self.help or "") if record else None


class ChineseCommand(click.Command):
    """A command whose help page is Chinese, its columns aligned by what characters take on a screen."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        settings.setdefault("options_metavar", "[选项]")
        settings.setdefault("context_settings", {"help_option_names": ["-h", "--help"]})
        super().__init__(*args, **settings)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """`-h`, `--help`."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示这份说明"
        return option

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The line 用法."""
        formatter.write(f"用法：{ctx.command_path} {' '.join(self.collect_usage_pieces(ctx))}\n")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The section 选项."""
        options = (param for param in self.get_params(ctx) if isinstance(param, click.Option))
        records = (record for option in options if (record := option.get_help_record(ctx)) is not None)
        _section(formatter, "选项", records)


class LazyGroup(ChineseCommand, click.Group):
    """A group whose commands are imported when they are used; their failures become lines and an exit code."""

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
        """As click does, with a Chinese message for an unknown name."""
        if args and args[0] not in self.entries:
            near = get_close_matches(args[0], list(self.entries), n=1)
            hint = f"，是不是 {near[0]}？" if near else f"；有：{'、'.join(self.entries)}"
            ctx.fail(f"没有「{args[0]}」这个命令{hint}")
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The sections 选项 and 命令; no command is imported for them."""
        super().format_options(ctx, formatter)
        _section(formatter, "命令", [(entry.name, entry.help) for entry in self.entries.values()])

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        """As click does; help is printed here."""
        with closed_pipes_kept_from_click():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """As click does: the command is run here."""
        with closed_pipes_kept_from_click():
            return super().invoke(ctx)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """What a shell offers behind `formgen`: commands and options. No command is imported for it."""
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
        """Run, and end the process with the exit code that `formgen.errors` documents.

        A command returns its exit code, or None for 0.
        """

        def run() -> object:
            return super(LazyGroup, self).main(
                args, prog_name, complete_var, standalone_mode=False, windows_expand_args=windows_expand_args, **extra
            )

        if not standalone_mode:
            return run()
        raise SystemExit(guarded(run))


def _section(formatter: click.HelpFormatter, title: str, records: Iterable[tuple[str, str]]) -> None:
    formatter.write(f"\n{title}：\n")
    for line in columns(records, indent=2):
        formatter.write(f"{line}\n")
