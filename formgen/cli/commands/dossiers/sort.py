"""`formgen sort`: puts a shuffled scan in the order of its dossier and upright, and says what it did."""

from __future__ import annotations

from pathlib import Path

import click

from formgen import pipeline
from formgen.cli.chinese import ChineseCommand
from formgen.cli.everywhere import quiet_option
from formgen.cli.options import option_against, option_out
from formgen.cli.output import print_unread, progress, tell
from formgen.foundation.errors import DataError


@click.command("sort", cls=ChineseCommand)
@click.argument("scans", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="扫描件…")
@option_against("装订好的材料")
@option_out(help="放结果的文件夹，没有就新建")
@quiet_option
def command(scans: tuple[Path, ...], against: Path, out: Path) -> int:
    """\b
    把扫乱了的扫描件按装订件的页码排好，倒的、横的转正，两页拼在一起的分开，写成一个 PDF，并说明做了什么。
    一页也不丢：重复的都留着，不是这份材料的放在最后。扫描的图像原样不动，不重新压缩。
    """
    with progress("看扫描件", 0) as advance:
        found = pipeline.sort_scan(scans, against, out, advance)
    print_unread(found.problems)
    for line in found.done:
        tell(line)
    tell(found.path)
    return DataError.exit_code if found.problems else 0
