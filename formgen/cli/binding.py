"""The options for binding dossiers, which the commands `dossier` and `batch` share."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from formgen.cli.chinese import ChineseOption
from formgen.cli.options import with_opinions_option
from formgen.dossier.options import Options
from formgen.foundation.errors import UsageError

MEGABYTE = 1_000_000
"""The bytes of one megabyte. Upload pages of offices and mail servers count at least this many bytes as a megabyte."""


def _folder(ctx: click.Context, param: click.Parameter, value: Path | None) -> Path | None:
    """A folder that exists, as an absolute path, because a worker process may have another current folder."""
    if value is not None and not value.is_dir():
        raise click.BadParameter("没有这个文件夹", ctx, param)
    return None if value is None else value.resolve()


OPTIONS = (
    click.option(
        "--draft", cls=ChineseOption, is_flag=True, help="缺材料也装订成草稿：缺的地方有一页说明，每页都有“草稿”字样"
    ),
    click.option("--duplex", cls=ChineseOption, is_flag=True, help="双面印：页码在外侧，每份材料从右手页开始"),
    click.option(
        "--copies",
        cls=ChineseOption,
        type=click.IntRange(1, 99),
        metavar="份数",
        help="印几份：另写一张印制单，说明各部分印几份、用什么纸、单面还是双面",
    ),
    click.option(
        "--max-size",
        cls=ChineseOption,
        type=click.FloatRange(0, min_open=True),
        metavar="兆字节",
        help="每个文件最大多少 MB；超过就分册，各册都带全部目录",
    ),
    click.option(
        "--archive",
        cls=ChineseOption,
        is_flag=True,
        help="归档件（PDF/A-2）：都有标签的是 2a，否则 2b；不能原样长期保存的页改收 300 dpi 的图片，文字仍可检索",
    ),
    click.option(
        "--masked",
        cls=ChineseOption,
        is_flag=True,
        help="脱敏副本，供传阅：证件号、电话等只显示一部分，每页有“脱敏副本”字样，文件名也写明",
    ),
    click.option(
        "--masked-supplied",
        cls=ChineseOption,
        type=click.Choice(["leave-out", "take"]),
        metavar="leave-out|take",
        help="脱敏副本里另外提供的文件：leave-out 不收，放一页说明（默认）；take 原样收入，里面的内容不脱敏",
    ),
    click.option("--proof-page", cls=ChineseOption, is_flag=True, help="最后加一页装订证明：收了哪些文件、核对了什么"),
    click.option("--keep-size", cls=ChineseOption, is_flag=True, help="佐证页面保持原来的大小，不统一成 A4"),
    click.option(
        "--signature-fields",
        cls=ChineseOption,
        is_flag=True,
        help="在表上每个盖章、签字的地方留一个空的电子签名位置（不显示、不打印什么），供 formgen sign 等签名",
    ),
    click.option(
        "--marks",
        cls=ChineseOption,
        is_flag=True,
        help="页脚两端各印一个 8 毫米的标记（DataMatrix），formgen receive 凭它认出扫描件的每一页；要装 formgen[receive]",
    ),
    with_opinions_option,
    click.option(
        "--evidence-root",
        cls=ChineseOption,
        type=click.Path(path_type=Path),
        callback=_folder,
        metavar="文件夹",
        help="除数据文件所在的文件夹外，还可以取用这个文件夹里的文件",
    ),
)


def binding_options(command: Callable[..., int]) -> Callable[..., int]:
    """Add these options to a command. The command gets their values as one argument `binding`."""

    @wraps(command)
    def bound(
        *args: Any,
        draft: bool,
        duplex: bool,
        copies: int | None,
        max_size: float | None,
        archive: bool,
        masked: bool,
        masked_supplied: str | None,
        proof_page: bool,
        keep_size: bool,
        signature_fields: bool,
        marks: bool,
        with_opinions: bool,
        evidence_root: Path | None,
        **others: Any,
    ) -> int:
        if masked_supplied is not None and not masked:
            raise UsageError("--masked-supplied 只用于脱敏副本，请同时写 --masked")
        if marks:  # told before anything is read; the import loads what binds
            from formgen.dossier.proof import page_marks

            page_marks.need()
        binding = Options(
            draft=draft,
            duplex=duplex,
            copies=copies,
            max_bytes=None if max_size is None else int(max_size * MEGABYTE),
            archive=archive,
            masked=masked,
            masked_supplied=masked_supplied == "take",
            proof_page=proof_page,
            keep_size=keep_size,
            signature_fields=signature_fields,
            marks=marks,
            evidence_root=evidence_root,
            with_opinions=with_opinions,
        )
        return command(*args, binding=binding, **others)

    for option in reversed(OPTIONS):
        bound = option(bound)
    return bound
