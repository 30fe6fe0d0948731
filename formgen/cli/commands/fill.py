"""`formgen fill`: fills in the forms of one enterprise or of several enterprises."""

from __future__ import annotations

from pathlib import Path

import click

from formgen import pipeline
from formgen.cli.chinese import ChineseCommand
from formgen.cli.everywhere import quiet_option, scheme_option
from formgen.cli.failures import complain
from formgen.cli.options import (
    form_ids,
    format_option,
    option_forms,
    option_out,
    sources_argument,
    with_opinions_option,
)
from formgen.cli.outcomes import each
from formgen.cli.output import failures_of, print_findings, tell
from formgen.pipeline import Examined, Format
from formgen.pipeline.outcomes import SourceOutcome


@click.command("fill", cls=ChineseCommand)
@sources_argument
@option_out()
@option_forms("只填这些表格，可用逗号并列；不写就是全部")
@format_option
@with_opinions_option
@quiet_option
@scheme_option
@click.pass_obj
def command(
    scheme_id: str | None,
    sources: tuple[Path, ...],
    out: Path,
    forms: tuple[str, ...],
    formats: frozenset[Format],
    with_opinions: bool,
) -> int:
    """\b
    用申报数据填写表格，写到 文件夹/名称/ 下。数据可以是 JSON 文件，
    也可以是 formgen check 认得的其他数据，如交回来的采集表（.xlsx）、Word 表格、
    放着这些文件的文件夹、标准输入（-）；可以一次写几个。
    没有写的内容留空，列为提醒；写了的必须正确，有错误的不生成任何文件，
    其他的照常生成。
    """
    scheme = pipeline.load(scheme_id)
    chosen = form_ids(scheme, forms)

    def work(examined: Examined, file: str) -> SourceOutcome:
        filled = pipeline.fill(scheme, examined, chosen, formats, out, with_opinions)
        return SourceOutcome(examined.name, file, filled.problems, filled.paths)

    outcomes = each(scheme, sources, chosen, work, "填写")
    for path in (path for outcome in outcomes for path in outcome.paths):
        tell(path)
    print_findings(outcomes, err=True, found_only=True)
    for line in failures_of(outcomes):
        complain(line)
    return max(outcome.exit_code for outcome in outcomes)
