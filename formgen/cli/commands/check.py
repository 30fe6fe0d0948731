"""`formgen check`: prints all findings about collected data, and writes no file."""

from __future__ import annotations

from pathlib import Path

import click

from formgen import pipeline
from formgen.cli.chinese import ChineseCommand
from formgen.cli.everywhere import quiet_option, scheme_option
from formgen.cli.failures import complain
from formgen.cli.options import json_option, sources_argument
from formgen.cli.outcomes import each
from formgen.cli.output import failures_of, print_findings, print_json, tell
from formgen.pipeline.outcomes import outcome_of, outcomes_json, summary


@click.command("check", cls=ChineseCommand)
@sources_argument
@json_option
@quiet_option
@scheme_option
@click.pass_obj
def command(scheme_id: str | None, sources: tuple[Path, ...], as_json: bool) -> int:
    """\b
    检查申报数据，一次列出全部错误和提醒，不生成文件。
    数据可以是交回来的采集表（.xlsx）、别的表格（.xls、.et、.ods、CSV、
    Unicode 文本 …）、交回来的 Word 表格（.docx、.doc、.wps、.rtf、.odt）、
    JSON 文件、JSON Lines（.jsonl），或放着这些文件的文件夹，
    可以一次写几个；写 - 就从标准输入读。
    没有错误时退出码为 0，有错误时为 1。
    """
    scheme = pipeline.load(scheme_id)
    outcomes = each(scheme, sources, None, outcome_of, "检查", writes=False)
    if as_json:
        print_json({"scheme": scheme.id, **outcomes_json(outcomes)})
    else:
        print_findings(outcomes)
        for line in failures_of(outcomes):
            complain(line)
        if line := summary(scheme, outcomes):
            tell(line)
    return max(outcome.exit_code for outcome in outcomes)
