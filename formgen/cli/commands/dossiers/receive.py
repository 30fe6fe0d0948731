"""`formgen receive`: holds a stamped, signed and scanned dossier against the one that was bound. It points; it never proves."""

from __future__ import annotations

from pathlib import Path

import click

from formgen import pipeline
from formgen.cli.chinese import ChineseCommand, ChineseOption
from formgen.cli.everywhere import is_quiet, quiet_option
from formgen.cli.options import json_option, option_against, option_out
from formgen.cli.output import print_unread, progress, remark, tell
from formgen.foundation.errors import DataError


@click.command("receive", cls=ChineseCommand)
@click.argument("scans", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="扫描件…")
@option_against("装订好的材料，旁边有它的装订核对记录（.proof.json）")
@option_out(help="放报告的文件夹，没有就新建")
@click.option(
    "--trial",
    cls=ChineseOption,
    type=click.Path(path_type=Path),
    metavar="核对表.csv",
    help="试用时量一量准不准：没有这个文件就写一份，请人填“人看到的”一栏；填好再运行一次，就比出漏报、误报",
)
@json_option
@quiet_option
def command(scans: tuple[Path, ...], against: Path, out: Path, trial: Path | None, as_json: bool) -> int:
    """\b
    把盖章、签字后扫描的材料（PDF、图片、文件夹）与装订好的材料对照：
    哪些页在、缺、重复、不是这份材料的、次序不对、没有放正；
    该盖章、签字、写日期的地方有没有；哪里看起来不同，两边各剪一块图并排放着。
    它只帮人找到该看的地方，不是证明：不说哪一页是真的，不说字是谁签的，也不说章是真是假。
    报告写成网页、PDF 和 JSON。没有要看的，退出码是 0；有，是 1。
    """
    with progress("看扫描件", 0) as advance:
        found = pipeline.receive_dossier(scans, against, out, trial, advance)
    if as_json:
        click.echo(found.json.decode(), nl=False)
        return 0 if found.is_clean else DataError.exit_code
    print_unread(found.problems)
    for line in found.lines:
        click.echo(f"{click.style('请看', fg='yellow')} {line}", err=is_quiet())
    for line in found.remarks:
        remark(line)
    for line in found.trial:
        tell(line)
    for path in found.paths:
        tell(path)
    many = len(found.lines)
    tell(f"{found.title}，扫描件 {found.scanned} 页：{f'有 {many} 处要看' if many else '没有要看的'}")
    return 0 if found.is_clean else DataError.exit_code
