"""Options and arguments that several commands share, and the rules for what a clerk may write in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import click

from formgen.cli.chinese import ChineseOption
from formgen.foundation.errors import UsageError
from formgen.pipeline import Format
from formgen.scheme.dossiers import Dossier
from formgen.scheme.models import Scheme

STANDARD_INPUT = Path("-")
"""The name that a user writes to read a source from standard input."""


def listed(values: Iterable[str]) -> list[str]:
    """The values that were written in one option, or in several options of the same name.

    Each option holds one value, or several values separated by commas. Chinese commas separate too. If nothing stands
    between two commas, it is an empty value.
    """
    return [part.strip() for value in values for part in re.split("[,，、]", value)]


def _names(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """The names of forms. Empty names are left out."""
    return tuple(name for name in listed(values) if name)


def _formats(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> frozenset[Format]:
    return _known_formats(ctx, param, values, [one for one in Format if one is not Format.FIELDS])


def _blank_formats(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> frozenset[Format]:
    return _known_formats(ctx, param, values, list(Format))


def _known_formats(
    ctx: click.Context, param: click.Parameter, values: tuple[str, ...], formats: Sequence[Format]
) -> frozenset[Format]:
    names = [name.lower() for name in listed(values)]
    known = [one.value for one in formats]
    for name in names:
        if name not in known:
            raise click.BadParameter(f"没有「{name}」这种格式；有：{'、'.join(known)}", ctx, param)
    return frozenset(Format(name) for name in names)


def _sources(ctx: click.Context, param: click.Parameter, values: tuple[Path, ...]) -> tuple[Path, ...]:
    if values.count(STANDARD_INPUT) > 1:
        raise click.BadParameter("标准输入（-）只能写一次", ctx, param)
    return values


def option_out(
    kind: type[str] | None = None, metavar: str = "文件夹", help: str = "放结果的文件夹（必填），没有就新建"
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The option `--out`, which every command that writes files has.

    kind: str if the value may be an address (a URL); None if it is a path.
    """
    path = click.Path(path_type=Path)
    return click.option("--out", cls=ChineseOption, type=kind or path, required=True, metavar=metavar, help=help)


def option_against(help: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The option `--against`, the bound dossier that a scan is held against."""
    path = click.Path(path_type=Path)
    return click.option("--against", cls=ChineseOption, type=path, required=True, metavar="材料.pdf", help=help)


def option_forms(help: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The option `--form`, also called `--forms`, which chooses forms. The command gets the names as `forms`."""
    return click.option(
        "--form", "--forms", "forms", cls=ChineseOption, multiple=True, callback=_names, metavar="表格", help=help
    )


format_option = click.option(
    "--format",
    "formats",
    cls=ChineseOption,
    callback=_formats,
    multiple=True,
    default=("docx,pdf",),
    metavar="格式",
    help="docx、pdf、packet（合订本：所有表格合成一个带目录、页码的 PDF），可用逗号并列，默认 docx,pdf",
)
blank_format_option = click.option(
    "--format",
    "formats",
    cls=ChineseOption,
    callback=_blank_formats,
    multiple=True,
    default=("docx,pdf",),
    metavar="格式",
    help="docx、pdf、packet（合订本：所有表格合成一个带目录、页码的 PDF）、fields（可以直接打字填写的 PDF，另存为「…（可填写）.pdf」；"
    "有这种 PDF 的表格才有），可用逗号并列，默认 docx,pdf",
)
with_opinions_option = click.option(
    "--with-opinions",
    cls=ChineseOption,
    is_flag=True,
    help="装订件和合订本里也印上数据里有关部门的意见和日期；不写就留空，等部门填写",
)
json_option = click.option("--json", "as_json", cls=ChineseOption, is_flag=True, help="以 JSON 输出，供程序读取")
sources_argument = click.argument(
    "sources",
    type=click.Path(path_type=Path, allow_dash=True),
    nargs=-1,
    required=True,
    callback=_sources,
    metavar="申报数据…",
)


def form_ids(scheme: Scheme, names: Sequence[str]) -> tuple[str, ...] | None:
    """The ids of the forms that a user names by id, annex or title. None if no form is named.

    A name that several forms share, such as an annex, means all of them. Raises UsageError for an unknown name.
    """
    if not names:
        return None
    found: list[str] = []
    for name in names:
        ids = [form.id for form in scheme.forms if name.strip() in (form.id, form.annex, form.title)]
        if not ids:
            known = "、".join(f"{form.id}（{form.annex}）" for form in scheme.forms)
            raise UsageError(f"没有「{name}」这份表；有：{known}")
        found += ids
    return tuple(dict.fromkeys(found))


option_dossiers = click.option(
    "--dossier",
    "dossiers",
    cls=ChineseOption,
    multiple=True,
    callback=_names,
    metavar="材料",
    help="只看这一种材料（这一阶段），写编号或名称，可用逗号并列；不写就是数据里已经开始办的各种",
)


def dossiers_of(scheme: Scheme, names: Sequence[str]) -> tuple[Dossier, ...] | None:
    """The dossiers that a user names, in the scheme's order; None if none is named. Raises UsageError for an unknown name."""
    if not names:
        return None
    asked = {dossier_of(scheme, name).id for name in names}
    return tuple(one for one in scheme.dossiers if one.id in asked)


def dossier_of(scheme: Scheme, name: str) -> Dossier:
    """The dossier that a user names by id or title. Raises UsageError for an unknown name."""
    for one in scheme.dossiers:
        if name.strip() in (one.id, one.title):
            return one
    known = "、".join(f"{one.id}（{one.title}）" for one in scheme.dossiers)
    raise UsageError(f"没有「{name}」这种材料；" + (f"有：{known}" if known else "这个方案没有要装订的材料"))
