"""`formgen collect`: writes collected data as JSON records, one for each enterprise."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import click

from formgen import pipeline
from formgen.cli.chinese import ChineseCommand
from formgen.cli.everywhere import quiet_option, scheme_option
from formgen.cli.options import option_out, sources_argument
from formgen.cli.outcomes import open_sources, tell_outcomes
from formgen.cli.output import progress
from formgen.intake.together.named_apart import named_apart
from formgen.pipeline.collecting.records import write_records
from formgen.pipeline.outcomes import SourceOutcome, whole


@click.command("collect", cls=ChineseCommand)
@sources_argument
@option_out()
@quiet_option
@scheme_option
@click.pass_obj
def command(scheme_id: str | None, sources: tuple[Path, ...], out: Path) -> int:
    """\b
    把收来的申报数据（采集表、其他表格、交回来的 Word 表格、JSON Lines、
    放着这些文件的文件夹，或标准输入 -）写成一个个 JSON 文件，每个申报者一个。
    读不对的不写，逐处列出；其他的照常写。写过以后有人改动过的，另存后再写。
    各项之间有没有矛盾、放不放得下，写好后用 formgen check 检查。
    """
    scheme = pipeline.load(scheme_id)
    outcomes: list[SourceOutcome] = []
    with ExitStack() as opened:
        found = named_apart(open_sources(scheme, sources, opened))
        total = sum(source.count for source in found)
        advance = opened.enter_context(progress("读取", total))
        for source in found:
            outcomes += whole(source)
        for done, written in enumerate(write_records(scheme, found, out), start=1):
            outcomes.append(SourceOutcome.of(written.enterprise, written.problems, written.path))
            advance(done, total)
    return tell_outcomes(scheme, outcomes)
