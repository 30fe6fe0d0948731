"""`formgen verify`: checks whether a dossier is still what was bound, even after years."""

from __future__ import annotations

from pathlib import Path

import click

from formgen import pipeline
from formgen.cli.chinese import ChineseCommand, ChineseOption
from formgen.cli.everywhere import is_quiet, quiet_option
from formgen.cli.options import json_option
from formgen.cli.output import print_json, tell
from formgen.errors import DataError


@click.command("verify", cls=ChineseCommand)
@click.argument("dossier", type=click.Path(path_type=Path), metavar="材料.pdf")
@click.option(
    "--sources",
    cls=ChineseOption,
    type=click.Path(path_type=Path),
    metavar="文件夹",
    help="放着来源文件的文件夹：再核对每个文件没有变、与装订件各页显示的一样",
)
@json_option
@quiet_option
def command(dossier: Path, sources: Path | None, as_json: bool) -> int:
    """\b
    核对一份装订好的材料：与旁边的装订核对记录（.proof.json）比较，
    找出被抽掉、加进、调换或改动的页，以及不一致的目录、页码、书签和页码标签。
    """
    found = pipeline.verify_dossier(dossier, sources)
    if as_json:
        print_json(
            {
                "file": dossier.name,
                "ok": found.is_sound,
                "pages": found.pages,
                "with_proof": found.with_proof,
                "failures": list(found.failures),
                "remarks": list(found.remarks),
            }
        )
    else:
        for line in found.failures:
            click.echo(f"{click.style('不符', fg='red')} {line}", err=is_quiet())
        for line in found.remarks:
            tell(f"{click.style('说明', fg='yellow')} {line}")
        with_what = "与装订核对记录相符" if found.with_proof else "本身前后一致"
        result = with_what if found.is_sound else f"有 {len(found.failures)} 处不符"
        tell(f"{dossier.name}，共 {found.pages} 页：{result}")
    return 0 if found.is_sound else DataError.exit_code
