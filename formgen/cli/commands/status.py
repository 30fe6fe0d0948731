"""`formgen status`: a board of all applicants of a source: stages, deadlines, what is missing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from formgen import pipeline
from formgen.cli.chinese import ChineseCommand
from formgen.cli.everywhere import quiet_option, scheme_option
from formgen.cli.options import dossiers_of, json_option, option_dossiers, sources_argument
from formgen.cli.output import print_json, remark, tell
from formgen.cli.standings import stand
from formgen.cli.text import columns
from formgen.summary.board import board_json, board_rows
from formgen.summary.lists import counts_of


@click.command("status", cls=ChineseCommand)
@sources_argument
@option_dossiers
@json_option
@quiet_option
@scheme_option
@click.pass_obj
def command(scheme_id: str | None, sources: tuple[Path, ...], dossiers: tuple[str, ...], as_json: bool) -> int:
    """\b
    列出每个申报者到了哪些阶段、材料是否完整、缺什么、离截止还有几天。
    不写 --dossier 时，数据里已经开始办的每个阶段各一行。不生成文件。
    有数据没有列进去时退出码为 1。
    """
    scheme = pipeline.load(scheme_id)
    stood = stand(scheme, sources, dossiers_of(scheme, dossiers))
    today = date.today()
    if as_json:
        print_json(board_json(scheme, stood.standings, today))
    else:
        for line in columns(board_rows(scheme, stood.standings, today)):
            tell(line)
        remark(counts_of(stood.standings, scheme.applicant.counter))
    return stood.exit_code
