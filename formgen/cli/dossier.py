"""`formgen dossier`: one enterprise's materials, bound in the work plan's order."""

from __future__ import annotations

from pathlib import Path

import click

from formgen import pipeline
from formgen.cli.chinese import ChineseCommand, ChineseOption
from formgen.cli.options import dossier_of, out_option, scheme_option
from formgen.cli.outcomes import Outcome
from formgen.cli.output import print_findings, progress
from formgen.dossier.options import Options
from formgen.errors import DataError

MEGABYTE = 1_000_000
"""Bytes; as offices' upload pages and mail servers count at least."""


def _folder(ctx: click.Context, param: click.Parameter, value: Path | None) -> Path | None:
    if value is not None and not value.is_dir():
        raise click.BadParameter("没有这个文件夹", ctx, param)
    return value


@click.command("dossier", cls=ChineseCommand)
@click.argument("record", type=click.Path(path_type=Path), metavar="企业数据.json")
@click.option(
    "--kind", cls=ChineseOption, required=True, metavar="材料", help="哪一种材料（必填），如 acceptance 或 贯标验收材料"
)
@out_option
@click.option(
    "--draft", cls=ChineseOption, is_flag=True, help="缺材料也装订成草稿：缺的地方有一页说明，每页都有“草稿”字样"
)
@click.option("--duplex", cls=ChineseOption, is_flag=True, help="双面印：页码在外侧，每份材料从右手页开始")
@click.option(
    "--copies",
    cls=ChineseOption,
    type=click.IntRange(1, 99),
    metavar="份数",
    help="印几份：另写一张印制单，说明各部分印几份、用什么纸、单面还是双面",
)
@click.option(
    "--max-size",
    cls=ChineseOption,
    type=click.FloatRange(0, min_open=True),
    metavar="兆字节",
    help="每个文件最大多少 MB；超过就分册，各册都带全部目录",
)
@click.option(
    "--archive",
    cls=ChineseOption,
    is_flag=True,
    help="归档件（PDF/A-2b）：不能原样长期保存的页改收 300 dpi 的图片，文字仍可检索",
)
@click.option("--proof-page", cls=ChineseOption, is_flag=True, help="最后加一页装订证明：收了哪些文件、核对了什么")
@click.option("--keep-size", cls=ChineseOption, is_flag=True, help="佐证页面保持原来的大小，不统一成 A4")
@click.option(
    "--evidence-root",
    cls=ChineseOption,
    type=click.Path(path_type=Path),
    callback=_folder,
    metavar="文件夹",
    help="除数据文件所在的文件夹外，还可以取用这个文件夹里的文件",
)
@scheme_option
@click.pass_obj
def command(
    scheme_id: str,
    record: Path,
    kind: str,
    out: Path,
    draft: bool,
    duplex: bool,
    copies: int | None,
    max_size: float | None,
    archive: bool,
    proof_page: bool,
    keep_size: bool,
    evidence_root: Path | None,
) -> int:
    """\b
    把一家企业的材料按方案的顺序装订成一份 PDF，带目录、页码和书签，
    写到 文件夹/企业名称/ 下，旁边是装订核对记录（.proof.json）。
    各材料需要的内容必须齐全；缺什么、错什么，一次列出。
    """
    options = Options(
        draft=draft,
        duplex=duplex,
        copies=copies,
        max_bytes=None if max_size is None else int(max_size * MEGABYTE),
        archive=archive,
        proof_page=proof_page,
        keep_size=keep_size,
        evidence_root=evidence_root,
    )
    scheme = pipeline.load(scheme_id)
    definition = dossier_of(scheme, kind)
    forms = tuple(material.form for material in definition.materials if material.form)
    examined = pipeline.examine(scheme, record, forms)
    try:
        with progress("装订", len(definition.materials)) as advance:
            result = pipeline.bind_dossier(scheme, examined, definition.id, out, advance, options)
    except DataError as problem:
        print_findings([Outcome(examined.name, record.name, problem.problems)], err=True)
        return problem.exit_code
    for volume in result.volumes:
        click.echo(volume.path)
        click.echo(volume.proof)
    for path in (*result.beside, *result.originals):
        click.echo(path)
    print_findings([Outcome(examined.name, record.name, result.problems)], err=True, quiet=True)
    volumes = f"，分 {len(result.volumes)} 册" if len(result.volumes) > 1 else ""
    click.echo(f"{definition.title}{'（草稿）' if draft else ''}，共 {result.pages} 页{volumes}", err=True)
    return 0
