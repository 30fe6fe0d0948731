"""`formgen check`: findings about records; nothing is written."""

from __future__ import annotations

from pathlib import Path

import click

from formgen import pipeline
from formgen.cli.chinese import ChineseCommand
from formgen.cli.failures import complain
from formgen.cli.options import json_option, records_argument, scheme_option
from formgen.cli.outcomes import each, outcome_of
from formgen.cli.output import failures_of, outcome_json, print_findings, print_json


@click.command("check", cls=ChineseCommand)
@records_argument
@json_option
@scheme_option
@click.pass_obj
def command(scheme_id: str, records: tuple[Path, ...], as_json: bool) -> int:
    """\b
    检查企业数据，一次列出全部错误和提醒，不生成文件。
    没有错误时退出码为 0，有错误时为 1。
    """
    scheme = pipeline.load(scheme_id)
    outcomes = each(scheme, records, None, outcome_of, "检查")
    if as_json:
        print_json({"scheme": scheme.id, "enterprises": [outcome_json(outcome) for outcome in outcomes]})
    else:
        print_findings(outcomes)
        for line in failures_of(outcomes):
            complain(line)
        wrong = sum(outcome.exit_code != 0 for outcome in outcomes)
        if len(outcomes) > 1:
            click.echo(f"共 {len(outcomes)} 家，{wrong} 家有错误" if wrong else f"共 {len(outcomes)} 家，都没有错误")
    return max(outcome.exit_code for outcome in outcomes)
