"""The options `--scheme` and `--quiet`, which may stand before or after a command. This module imports nothing heavy."""

from __future__ import annotations

import click

from formgen.cli.chinese import ChineseOption

_QUIET = "formgen.quiet"


def is_quiet() -> bool:
    """True if `--quiet` was given. Commands then print nothing but errors."""
    ctx = click.get_current_context(silent=True)
    return ctx is not None and bool(ctx.meta.get(_QUIET))


def _be_quiet(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value:
        ctx.meta[_QUIET] = True


def _choose_scheme(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    if value is not None:
        ctx.obj = value


scheme_option = click.option(
    "--scheme",
    cls=ChineseOption,
    metavar="方案",
    expose_value=False,
    callback=_choose_scheme,
    help="方案的名称，或方案文件夹的路径；只有一个方案时不用写",
)
quiet_option = click.option(
    "--quiet",
    "-q",
    cls=ChineseOption,
    is_flag=True,
    expose_value=False,
    callback=_be_quiet,
    help="只在出错时说话：不显示路径、提醒、进度和汇总；结果看退出码",
)
