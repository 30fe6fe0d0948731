"""The command line `formgen`. Each command has its own module, which is loaded only when it is used, so `--help` is quick."""

from __future__ import annotations

import os

import click

from formgen import __version__
from formgen.cli.chinese import ChineseOption, CommandEntry, LazyGroup
from formgen.cli.everywhere import quiet_option, scheme_option
from formgen.engines.process import claim

ENTRIES = (
    CommandEntry("forms", "formgen.cli.commands.forms", "列出方案的表格、材料、截止日期和指标"),
    CommandEntry("blank", "formgen.cli.commands.blank", "生成空白表格"),
    CommandEntry("fill", "formgen.cli.commands.fill", "用申报数据填写表格"),
    CommandEntry("check", "formgen.cli.commands.check", "检查申报数据，不生成文件"),
    CommandEntry("workbook", "formgen.cli.commands.workbook", "生成发出去填写的采集表"),
    CommandEntry("collect", "formgen.cli.commands.collect", "把收来的数据写成 JSON 文件，每个申报者一个"),
    CommandEntry("read", "formgen.cli.commands.read", "读交回来的 Word 表格，写成 JSON 文件"),
    CommandEntry("folders", "formgen.cli.commands.folders", "建好放材料和佐证的空文件夹"),
    CommandEntry("schema", "formgen.cli.commands.schema", "输出申报数据的 JSON Schema"),
    CommandEntry("dossier", "formgen.cli.commands.dossiers.dossier", "把一个申报者的材料装订成册", is_watched=True),
    CommandEntry("batch", "formgen.cli.commands.batch", "为许多申报者一次生成表格和材料，中断了可以接着做"),
    CommandEntry(
        "summary", "formgen.cli.commands.summary", "出各地的汇总表、对照指标的总表和补正通知", is_watched=True
    ),
    CommandEntry(
        "status", "formgen.cli.commands.status", "看各申报者到了哪个阶段、缺什么、离截止还有几天", is_watched=True
    ),
    CommandEntry("verify", "formgen.cli.commands.dossiers.verify", "核对装订好的材料有没有变", is_watched=True),
    CommandEntry(
        "receive", "formgen.cli.commands.dossiers.receive", "把盖章签字后的扫描件与装订件对照", is_watched=True
    ),
    CommandEntry("sort", "formgen.cli.commands.dossiers.sort", "把扫乱了的扫描件按装订件排好、转正", is_watched=True),
    CommandEntry("sign", "formgen.cli.commands.dossiers.sign", "在装订好的材料上加电子签名", is_watched=True),
    CommandEntry("serve", "formgen.cli.commands.web.serve", "在这台电脑上打开网页，用浏览器办"),
    CommandEntry("site", "formgen.cli.commands.web.site", "生成放到单位网站上的空白表格网页"),
    CommandEntry("doctor", "formgen.cli.commands.doctor", "看看本机能做什么、缺什么"),
    CommandEntry("scheme", "formgen.cli.commands.scheme", "由发文单位的 Word 文件做一个方案"),
    CommandEntry("completion", "formgen.cli.commands.completion", "输出终端的补全脚本（bash、zsh、fish）"),
)


@click.group(cls=LazyGroup, entries=ENTRIES, invoke_without_command=True)
@scheme_option
@quiet_option
@click.option("--version", cls=ChineseOption, is_flag=True, help="显示版本")
@click.pass_context
def main(ctx: click.Context, version: bool) -> None:
    """\b
    由一份申报数据生成一个申报方案的官方表格：
    空白表格、填好的表格（Word 和 PDF）、装订成册的材料。
    """
    claim()
    if os.environ.get("NO_COLOR"):
        ctx.color = False
    if version:
        click.echo(f"formgen {__version__}")
        ctx.exit()
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())
