"""`formgen blank`: writes the official blank forms."""

from __future__ import annotations

from pathlib import Path

import click

from formgen import pipeline
from formgen.cli.chinese import ChineseCommand, ChineseOption
from formgen.cli.everywhere import quiet_option, scheme_option
from formgen.cli.options import blank_format_option, form_ids, listed, option_forms, option_out
from formgen.cli.output import tell
from formgen.pipeline import Format


@click.command("blank", cls=ChineseCommand)
@click.argument("named", nargs=-1, metavar="[表格…]")
@option_forms("与直接写表格一样：只生成这些表格，可用逗号并列")
@option_out()
@blank_format_option
@click.option(
    "--protect",
    cls=ChineseOption,
    is_flag=True,
    help="Word 文件里只能填空，表格原有的文字不能改（没有密码，「审阅」→「限制编辑」里可以停止保护）",
)
@quiet_option
@scheme_option
@click.pass_obj
def command(
    scheme_id: str | None,
    named: tuple[str, ...],
    forms: tuple[str, ...],
    out: Path,
    formats: frozenset[Format],
    protect: bool,
) -> None:
    """\b
    生成空白表格，文件名是表号和名称。
    表格写编号、表号或名称都可以（formgen forms 列出）；一个也不写就是全部。
    """
    scheme = pipeline.load(scheme_id)
    chosen = form_ids(scheme, (*(name for name in listed(named) if name), *forms))
    for path in pipeline.blank(scheme, chosen, formats, out, protect):
        tell(path)
