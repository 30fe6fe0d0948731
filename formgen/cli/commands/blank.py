"""`formgen blank`: the official blank forms."""

from __future__ import annotations

from pathlib import Path

import click

from formgen import pipeline
from formgen.cli.chinese import ChineseCommand
from formgen.cli.options import form_ids, format_option, out_option, scheme_option
from formgen.pipeline import Format


@click.command("blank", cls=ChineseCommand)
@click.argument("forms", nargs=-1, metavar="[表格…]")
@out_option
@format_option
@scheme_option
@click.pass_obj
def command(scheme_id: str | None, forms: tuple[str, ...], out: Path, formats: frozenset[Format]) -> None:
    """\b
    生成空白表格，文件名是表号和名称。
    表格写编号、表号或名称都可以（formgen forms 列出）；一个也不写就是全部。
    """
    scheme = pipeline.load(scheme_id)
    for path in pipeline.blank(scheme, form_ids(scheme, forms), formats, out):
        click.echo(path)
