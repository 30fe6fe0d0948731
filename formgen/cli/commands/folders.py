"""`formgen folders`: empty folders for the materials and the evidence of each applicant."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import click

from formgen import pipeline
from formgen.cli.chinese import ChineseCommand
from formgen.cli.everywhere import quiet_option, scheme_option
from formgen.cli.options import option_out, sources_argument
from formgen.cli.outcomes import open_sources
from formgen.cli.output import print_findings, remark, tell
from formgen.intake.together.named_apart import named_apart
from formgen.pipeline.folders import make_folders
from formgen.pipeline.outcomes import SourceOutcome, whole


@click.command("folders", cls=ChineseCommand)
@sources_argument
@option_out()
@quiet_option
@scheme_option
@click.pass_obj
def command(scheme_id: str | None, sources: tuple[Path, ...], out: Path) -> int:
    """\b
    为每个申报者建好放材料和佐证的空文件夹：文件夹/名称/材料、文件夹/名称/佐证/编号。
    把文件放进去，和申报数据放在一起，填写、装订、批量时就会按名称找到。
    已有的文件夹和文件不动。
    """
    scheme = pipeline.load(scheme_id)
    outcomes: list[SourceOutcome] = []
    made = 0
    with ExitStack() as opened:
        found = named_apart(open_sources(scheme, sources, opened))
        for source in found:
            outcomes += whole(source)
        for one in make_folders(scheme, found, out):
            outcomes.append(SourceOutcome.of(one.enterprise, one.problems, one.path))
            made += one.made
    for path in (path for outcome in outcomes for path in outcome.paths):
        tell(path)
    print_findings(outcomes, err=True, found_only=True)
    applicants = sum(bool(outcome.paths) for outcome in outcomes)
    remark(f"{scheme.applicant.many(applicants)}，新建了 {made} 个文件夹")
    return max((outcome.exit_code for outcome in outcomes), default=0)
