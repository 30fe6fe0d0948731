"""`formgen batch`: makes the papers of all enterprises of a source. An interrupted run can be continued."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import click

from formgen import pipeline
from formgen.batch.job import Job
from formgen.batch.outcome import State
from formgen.batch.run import Report, put_beside, run_batch, workers
from formgen.cli.binding import binding_options
from formgen.cli.chinese import ChineseCommand, ChineseOption
from formgen.cli.everywhere import is_quiet, quiet_option, scheme_option
from formgen.cli.failures import complain
from formgen.cli.options import dossier_of, form_ids, format_option, option_forms, option_out
from formgen.cli.output import progress, remark, tell
from formgen.cli.standings import stand
from formgen.dossier.options import AS_IT_IS, Options
from formgen.foundation import resources
from formgen.foundation.errors import DataError
from formgen.pipeline import Format
from formgen.pipeline.outcomes import left_out
from formgen.pipeline.summaries import summary_files
from formgen.scheme.models import Scheme

LOCAL, DASK = "local", "dask"
SUMMARIES = "汇总"
"""The folder of a batch's output that holds the offices' papers."""
LISTED = 30
"""The largest number of lines of one kind that are printed. The result workbook has all findings and all quotas."""


@click.command("batch", cls=ChineseCommand)
@click.argument("sources", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="申报数据…")
@option_out(str, help="放结果的文件夹（必填），没有就新建；也可以是对象存储的地址，如 s3://…")
@option_forms("只做这些表格，可用逗号并列；不写就是全部（写了 --dossier 时是只装订）")
@format_option
@click.option(
    "--dossier", cls=ChineseOption, metavar="材料", help="再装订这一种材料，写编号或名称（formgen forms 列出）"
)
@click.option(
    "--summary",
    "with_summary",
    cls=ChineseOption,
    is_flag=True,
    help="再出各地的汇总表、对照指标的总表和补正通知，放在「汇总」文件夹里（见 formgen summary）",
)
@binding_options
@click.option(
    "--jobs",
    cls=ChineseOption,
    type=click.IntRange(1, 256),
    metavar="个数",
    help="同时用几个进程，默认与处理器的个数相同",
)
@click.option(
    "--engine",
    cls=ChineseOption,
    type=click.Choice([LOCAL, DASK]),
    default=LOCAL,
    metavar="local|dask",
    help="在本机做（默认 local），或交给已有的 Dask 集群",
)
@click.option("--scheduler", cls=ChineseOption, metavar="地址", help="Dask 调度器的地址，如 tcp://主机:8786")
@quiet_option
@scheme_option
@click.pass_obj
def command(
    scheme_id: str | None,
    sources: tuple[Path, ...],
    out: str,
    forms: tuple[str, ...],
    formats: frozenset[Format],
    dossier: str | None,
    with_summary: bool,
    binding: Options,
    jobs: int | None,
    engine: str,
    scheduler: str | None,
) -> int:
    """\b
    为名册里的每个申报者生成表格和材料，写到 文件夹/名称/ 下，最后写出
    结果.xlsx 和 结果.json：各自的结果、错误和提醒、文件，各地的数目。
    申报数据可以是收回的采集表（.xlsx）、Word 表格、formgen check 认得的其他数据，或放着这些文件的
    文件夹，可以一次写几个；一个出现在两份数据里的，列出两处。
    一个有错误，不影响其他的。随时可以中断：再运行同一命令，只做没做完的和
    数据改过的。有出错的，退出码为 1。
    """
    scheme = pipeline.load(scheme_id)
    chosen = form_ids(scheme, forms)
    if chosen is None:
        chosen = () if dossier else tuple(form.id for form in scheme.forms)
    kind = dossier_of(scheme, dossier).id if dossier else None
    if kind is None and replace(binding, with_opinions=False) != AS_IT_IS:
        raise click.UsageError("--draft、--duplex、--copies、--archive 等装订选项，要和 --dossier 一起写")
    if (engine == DASK) != (scheduler is not None):
        raise click.UsageError("--engine dask 和 --scheduler 要一起写")
    job = Job(resources.scheme_reference(scheme.folder), chosen, formats, kind, binding)
    try:
        with progress("批量", 0) as advance:
            report = run_batch(job, sources, out, workers(scheduler, jobs or processors()), advance)
    except DataError as fault:
        for problem in fault.problems:
            click.echo(str(problem), err=True)
        return fault.exit_code
    except KeyboardInterrupt:
        complain("做完的都记下了，再运行同一命令，从停下的地方接着做")
        raise
    _tell(scheme, report, out)
    if with_summary:
        _summarise(scheme, sources, out, kind)
    return DataError.exit_code if report.unsound or any(one.is_error for one in report.problems) else 0


def _summarise(scheme: Scheme, sources: tuple[Path, ...], out: str, kind: str | None) -> None:
    """Write the offices' papers of all sources; what stands on none of them was told by the batch."""
    stages = None if kind is None else (dossier_of(scheme, kind),)
    stood = stand(scheme, sources, stages, tells=False)
    if stood.standings:
        papers = summary_files(scheme, stood.standings, stages, stood.unread)
        for path in put_beside(out, (paper.within(SUMMARIES) for paper in papers)):
            tell(f"{out.rstrip('/')}/{path}")


def processors() -> int:
    """The number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _tell(scheme: Scheme, report: Report, out: str) -> None:
    if report.damaged:
        complain(f"台账损坏了，已改名为 {report.damaged}；全部重新做了一遍")
    # With `--quiet`, only errors are printed, without notes and warnings.
    lines = [str(problem) for problem in report.problems if problem.is_error or not is_quiet()]
    for one in report.unsound:
        errors = [problem for problem in one.problems if problem.is_error]
        first = f"{errors[0].place} {errors[0].message}" if errors else one.failure
        more = f"（共 {len(errors)} 处错误）" if len(errors) > 1 else ""
        lines.append(f"{one.state.value} {one.name}：{first}{more}")
    _list(lines)
    if is_quiet():
        return
    _list([f"{note.name}：{note.text}" for note in report.notes])
    _list([f"上次有、这次的数据里没有：{name}，文件夹「{folder}」没有动" for name, folder in report.gone])
    counter = scheme.applicant.counter
    if scheme.quotas is not None and scheme.quotas.counted is not None:
        of = f"{scheme.quotas.annex} 的{scheme.quotas.counted.word}"
        _list([
            f"{town.town}本批有 {town.enterprises} {counter}，比{of}（{town.quota} {counter}）多 {town.over} {counter}"
            for town in report.over_quota
        ])  # fmt: skip
    for name in report.results:
        tell(f"{out.rstrip('/')}/{name}")
    counts = dict(report.summary.states)
    kept = f"（其中 {report.kept} {counter}以前已做好，没有变）" if report.kept else ""
    wrong = [f"{counts[state]} {counter}{state.value}" for state in (State.FAULTY, State.FAILED) if counts[state]]
    done = f"共 {report.summary.enterprises} {counter}，{counts[State.DONE]} {counter}完成{kept}"
    remark("；".join(["，".join([done, *wrong]), *left_out(report.problems)]))


def _list(lines: list[str]) -> None:
    for line in lines[:LISTED]:
        click.echo(line, err=True)
    if len(lines) > LISTED:
        click.echo(f"……共 {len(lines)} 条，其余见结果.xlsx", err=True)
