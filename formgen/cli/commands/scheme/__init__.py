"""`formgen scheme`: makes a scheme folder from an office's Word files."""

from __future__ import annotations

import click

from formgen.cli.chinese import CommandEntry, LazyGroup
from formgen.cli.everywhere import quiet_option

ENTRIES = (CommandEntry("new", "formgen.cli.commands.scheme.new", "由 Word 文件做一个方案"),)


@click.group("scheme", cls=LazyGroup, entries=ENTRIES)
@quiet_option
def command() -> None:
    """由发文单位的 Word 文件做方案。"""
