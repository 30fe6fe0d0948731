"""Options and arguments that several commands share, and what a clerk may write in them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from formgen.cli.chinese import ChineseOption
from formgen.cli.text import SCHEME_HELP
from formgen.errors import UsageError
from formgen.pipeline import Format
from formgen.scheme.models import Dossier, Scheme


def _formats(ctx: click.Context, param: click.Parameter, value: str) -> frozenset[Format]:
    """`docx,pdf`: one format or several, set apart by commas (Chinese ones too)."""
    names = [name.strip().lower() for name in value.replace("，", ",").replace("、", ",").split(",")]
    known = [one.value for one in Format]
    for name in names:
        if name not in known:
            raise click.BadParameter(f"没有「{name}」这种格式；有：{'、'.join(known)}", ctx, param)
    return frozenset(Format(name) for name in names)


def _choose_scheme(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    """`--scheme` may stand behind the command too."""
    if value is not None:
        ctx.obj = value


scheme_option = click.option(
    "--scheme",
    cls=ChineseOption,
    metavar="方案",
    expose_value=False,
    callback=_choose_scheme,
    help=SCHEME_HELP,
)
out_option = click.option(
    "--out",
    cls=ChineseOption,
    type=click.Path(path_type=Path),
    required=True,
    metavar="文件夹",
    help="放结果的文件夹（必填），没有就新建",
)
format_option = click.option(
    "--format",
    "formats",
    cls=ChineseOption,
    callback=_formats,
    default="docx,pdf",
    metavar="格式",
    help="docx、pdf、packet（合订本：所有表格合成一个带目录、页码的 PDF），可用逗号并列，默认 docx,pdf",
)
json_option = click.option("--json", "as_json", cls=ChineseOption, is_flag=True, help="以 JSON 输出，供程序读取")
sources_argument = click.argument(
    "sources", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="申报数据…"
)


def form_ids(scheme: Scheme, names: Sequence[str]) -> tuple[str, ...] | None:
    """The ids of the forms that a user names by id, annex (all forms that are called so) or title; None if none is named.

    Raises UsageError for an unknown name.
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


def dossier_of(scheme: Scheme, name: str) -> Dossier:
    """The dossier that a user names by id or title. Raises UsageError for an unknown name."""
    for one in scheme.dossiers:
        if name.strip() in (one.id, one.title):
            return one
    known = "、".join(f"{one.id}（{one.title}）" for one in scheme.dossiers)
    raise UsageError(f"没有「{name}」这种材料；有：{known}")
