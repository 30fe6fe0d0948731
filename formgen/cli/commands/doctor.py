"""`formgen doctor`: shows what this machine can do, and what it lacks."""

from __future__ import annotations

import click

from formgen.cli.chinese import ChineseCommand
from formgen.cli.options import json_option
from formgen.cli.output import print_json
from formgen.pipeline.machine import examine_machine

WORDS = {True: click.style("可以", fg="green"), False: click.style("缺少", fg="yellow")}


@click.command("doctor", cls=ChineseCommand)
@json_option
def command(as_json: bool) -> int:
    """\b
    看看本机能做什么、缺什么：字体、Pango、LibreOffice 及其组件、转换 Word 等文件时的隔离、
    电子签名、看扫描件、内存、磁盘、时间、文字编码。只是查看，不改动任何东西；缺少的都有说明。
    """
    abilities = examine_machine()
    if as_json:
        print_json(
            {
                "abilities": [
                    {"name": one.name, "ok": one.is_there, "found": one.found, "remedy": one.remedy}
                    for one in abilities
                ]
            }
        )
        return 0
    for one in abilities:
        click.echo(f"{WORDS[one.is_there]} {one.name}：{one.found}")
        if one.remedy:
            click.echo(f"     {one.remedy}")
    return 0
