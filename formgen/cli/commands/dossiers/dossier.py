"""`formgen dossier`: binds the materials of one enterprise in the order of the work plan."""

from __future__ import annotations

from pathlib import Path

import click

from formgen import pipeline
from formgen.cli.binding import binding_options
from formgen.cli.chinese import ChineseCommand, ChineseOption
from formgen.cli.everywhere import quiet_option, scheme_option
from formgen.cli.options import dossier_of, option_out
from formgen.cli.output import print_findings, progress, remark, tell
from formgen.dossier.options import Options
from formgen.foundation.errors import DataError
from formgen.pipeline.outcomes import SourceOutcome


@click.command("dossier", cls=ChineseCommand)
@click.argument("record", type=click.Path(path_type=Path), metavar="申报数据.json")
@click.option(
    "--kind",
    cls=ChineseOption,
    required=True,
    metavar="材料",
    help="哪一种材料（必填），写编号或名称（formgen forms 列出）",
)
@option_out()
@binding_options
@quiet_option
@scheme_option
@click.pass_obj
def command(
    scheme_id: str | None,
    record: Path,
    kind: str,
    out: Path,
    binding: Options,
) -> int:
    """\b
    把一个申报者的材料按方案的顺序装订成一份 PDF，带目录、页码和书签，
    写到 文件夹/名称/ 下，旁边是装订核对记录（.proof.json）。
    数据也可以是交回来的 Word 表格，或只放着这一个申报者的数据的文件夹。
    各材料需要的内容必须齐全；缺什么、错什么，一次列出。
    """
    scheme = pipeline.load(scheme_id)
    definition = dossier_of(scheme, kind)
    examined = pipeline.examine(scheme, record, definition.form_ids, definition.has_evidence)
    try:
        with progress("装订", len(definition.materials)) as advance:
            result = pipeline.bind_dossier(scheme, examined, definition.id, out, advance, binding)
    except DataError as problem:
        print_findings([SourceOutcome(examined.name, record.name, problem.problems)], err=True)
        return problem.exit_code
    for volume in result.volumes:
        tell(volume.path)
        tell(volume.proof)
    for path in (*result.beside, *result.originals):
        tell(path)
    print_findings([SourceOutcome(examined.name, record.name, result.problems)], err=True, found_only=True)
    volumes = f"，分 {len(result.volumes)} 册" if len(result.volumes) > 1 else ""
    remark(f"{binding.file_stem(definition.title)}，共 {result.pages} 页{volumes}")
    if result.level is not None:
        why = f"（不是 2a：{result.level.why}）" if result.level.why else "（全部内容都有标签）"
        remark(f"归档件是 PDF/A-2{result.level.letter.lower()}{why}")
    return 0
