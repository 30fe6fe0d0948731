"""`formgen workbook`: writes the empty collection workbook."""

from __future__ import annotations

from pathlib import Path

import click

from formgen import pipeline
from formgen.cli.chinese import ChineseCommand, ChineseOption
from formgen.cli.everywhere import quiet_option, scheme_option
from formgen.cli.options import option_out
from formgen.cli.output import tell
from formgen.intake.columns import MOST_ENTERPRISES, USUAL_ENTERPRISES


@click.command("workbook", cls=ChineseCommand)
@option_out(metavar="文件.xlsx", help="工作簿的文件名（必填），已有的文件不会覆盖")
@click.option(
    "--enterprises",
    cls=ChineseOption,
    type=int,
    default=USUAL_ENTERPRISES,
    metavar="个数",
    help=f"预备多少个申报者的行和列，默认 {USUAL_ENTERPRISES}，最多 {MOST_ENTERPRISES}",
)
@quiet_option
@scheme_option
@click.pass_obj
def command(scheme_id: str | None, out: Path, enterprises: int) -> None:
    """\b
    生成采集表：发给申报者填写的空白 Excel 工作簿，有填写说明，
    和按方案要填的各张表，Excel、WPS、LibreOffice 都能打开。
    """
    tell(pipeline.write_workbook(pipeline.load(scheme_id), out, enterprises))
