"""`formgen verify`: checks whether a dossier is still what was bound, even after years."""

from __future__ import annotations

from pathlib import Path

import click

from formgen import pipeline
from formgen.cli.chinese import ChineseCommand, ChineseOption
from formgen.cli.everywhere import is_quiet, quiet_option
from formgen.cli.options import json_option
from formgen.cli.output import print_json, tell
from formgen.foundation.errors import DataError


@click.command("verify", cls=ChineseCommand)
@click.argument("dossier", type=click.Path(path_type=Path), metavar="材料.pdf")
@click.option(
    "--sources",
    cls=ChineseOption,
    type=click.Path(path_type=Path),
    metavar="文件夹",
    help="放着来源文件的文件夹：再核对每个文件没有变、与装订件各页显示的一样",
)
@click.option(
    "--trust",
    cls=ChineseOption,
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="证书",
    help="信任的证书（PEM 或 DER，可以写几次）：后来加的电子签名，签名人的证书要在它之下",
)
@json_option
@quiet_option
def command(dossier: Path, sources: Path | None, trust: tuple[Path, ...], as_json: bool) -> int:
    """\b
    核对一份装订好的材料：与旁边的装订核对记录（.proof.json）比较，
    找出被抽掉、加进、调换或改动的页，以及不一致的目录、页码、书签和页码标签。
    装订之后加的电子签名另外列出：签名没有改动装订的内容，就算相符。
    """
    found = pipeline.verify_dossier(dossier, sources, trust)
    if as_json:
        print_json(
            {
                "file": dossier.name,
                "ok": found.is_sound,
                "pages": found.pages,
                "with_proof": found.with_proof,
                "failures": list(found.failures),
                "remarks": list(found.remarks),
                "signatures": [
                    {
                        "field": one.field,
                        "page": one.page,
                        "signer": one.signer,
                        "said_time": one.said_time.isoformat() if one.said_time else None,
                        "outcome": one.outcome,
                    }
                    for one in found.signatures
                ],
            }
        )
    else:
        for line in found.failures:
            click.echo(f"{click.style('不符', fg='red')} {line}", err=is_quiet())
        for one in found.signatures:
            colour = "red" if one.is_bad else "green" if one.is_intact else "yellow"
            tell(f"{click.style('签名' if one.is_signature else '时间戳', fg=colour)} {one.line}")
        for line in found.remarks:
            tell(f"{click.style('说明', fg='yellow')} {line}")
        with_what = "与装订核对记录相符" if found.with_proof else "本身前后一致"
        result = with_what if found.is_sound else f"有 {len(found.failures)} 处不符"
        signed = sum(one.is_signature for one in found.signatures)
        tell(f"{dossier.name}，共 {found.pages} 页：{result}{f'；后面加了 {signed} 个电子签名' if signed else ''}")
    return 0 if found.is_sound else DataError.exit_code
