"""`formgen summary`: the offices' lists of applicants, the count of all towns, and letters of correction."""

from __future__ import annotations

from pathlib import Path

import click

from formgen import pipeline
from formgen.cli.chinese import ChineseCommand
from formgen.cli.everywhere import quiet_option, scheme_option
from formgen.cli.failures import complain
from formgen.cli.options import dossiers_of, option_dossiers, option_out, sources_argument
from formgen.cli.output import remark, tell
from formgen.cli.standings import stand
from formgen.foundation.errors import DataError
from formgen.pipeline.summaries import write_summaries
from formgen.summary.lists import counts_of


@click.command("summary", cls=ChineseCommand)
@sources_argument
@option_out()
@option_dossiers
@quiet_option
@scheme_option
@click.pass_obj
def command(scheme_id: str | None, sources: tuple[Path, ...], out: Path, dossiers: tuple[str, ...]) -> int:
    """\b
    汇总申报数据：每个地方、每个阶段一份汇总表，所有地方对照指标的总表
    一份，各有 Word、PDF 和 Excel，供打印、签字、盖章；材料不完整的，各出一份
    补正通知（Word 和 PDF），写明改什么、在哪里、期限。
    不写 --dossier 时，数据里已经开始办的每个阶段都汇总。
    有数据没有汇总进去时退出码为 1。
    """
    scheme = pipeline.load(scheme_id)
    stages = dossiers_of(scheme, dossiers)
    stood = stand(scheme, sources, stages)
    if not stood.standings:
        complain(f"没有可以汇总的{scheme.applicant.word}，没有生成文件")
        return DataError.exit_code
    written = write_summaries(scheme, stood.standings, out, stages, stood.unread)
    for path in written.paths:
        tell(path)
    for path in written.left_over:
        remark(f"文件夹里还有以前出的「{path.name}」，这次没有再出；请删去或移到别处，以免一起交上去")
    remark(counts_of(stood.standings, scheme.applicant.counter))
    return stood.exit_code
