"""What ends a command: every failure as clear Chinese lines on stderr and an exit code, never a traceback.

Exit codes: 0 fine, 1 problems in the data, 2 usage, 3 definition, 4 machine, 5 proof (see `formgen.errors`), 70 a fault
of the program itself, 130 interrupted.
"""

from __future__ import annotations

import os
import re
import sys
import traceback
from collections.abc import Callable, Iterator
from difflib import get_close_matches

import click

from formgen.errors import DefinitionError, FormgenError, fault_place

INTERNAL_ERROR = 70
INTERRUPTED = 130
DEBUG = "FORMGEN_DEBUG"

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_EXTRA_ARGUMENTS = re.compile(r"unexpected extra arguments? \((.+)\)")


def guarded(run: Callable[[], object]) -> int:
    """Run a command and give its exit code; whatever it raises becomes lines on stderr."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a console that lacks a character shows its code instead
    try:
        code = run()
    except click.UsageError as error:
        complain(usage_message(error))
        if error.ctx is not None:
            click.echo(error.ctx.get_usage(), err=True)
            click.echo(f"说明：{error.ctx.command_path} --help", err=True)
        return error.exit_code
    except click.Abort:
        complain("已中断")
        return INTERRUPTED
    except FormgenError as error:
        for line in failure_lines(error):
            complain(line)
        return error.exit_code
    except Exception as error:
        complain(internal_line(error))
        debug(error)
        return INTERNAL_ERROR
    return code if isinstance(code, int) else 0


def complain(line: str) -> None:
    """One line on stderr that says what went wrong."""
    click.echo(f"{click.style('formgen：', fg='red')}{line}", err=True)


def failure_lines(error: FormgenError) -> tuple[str, ...]:
    """What the library says: one line, or one for each fault of a definition."""
    if isinstance(error, DefinitionError):
        return ("模板定义有误：", *(f"  {fault}" for fault in error.faults))
    return (" ".join(str(error).split()),)


def internal_line(error: BaseException) -> str:
    """The line for a fault of ours. The error's own words may quote the record, so they are left out."""
    return (
        f"程序内部错误（{fault_place(error)}）。这是程序的错，不是数据的错；"
        f"请把这一行和所用的命令报告给 formgen 项目（Issues）；设 {DEBUG}=1 再运行可看到出错位置"
    )


def debug(error: BaseException) -> None:
    """With FORMGEN_DEBUG=1: where it happened, of the error and what caused it, without values or the errors' words."""
    if os.environ.get(DEBUG) != "1":
        return
    for one in _chain(error):
        click.echo("".join(traceback.format_tb(one.__traceback__)) + type(one).__name__, err=True)


def _chain(error: BaseException) -> Iterator[BaseException]:
    one: BaseException | None = error
    seen: set[int] = set()
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield one
        one = one.__cause__ or one.__context__


def usage_message(error: click.UsageError) -> str:
    """click's complaint in Chinese. It is told by its type; click's English words are never shown."""
    if isinstance(error, click.MissingParameter) and error.param is not None:
        what = "选项" if isinstance(error.param, click.Option) else "参数"
        return f"缺少{what} {_name(error.param)}"
    if isinstance(error, click.NoSuchOption):
        near = get_close_matches(error.option_name, error.possibilities or (), n=1, cutoff=0)
        return f"没有选项 {error.option_name}{f'，是不是 {near[0]}？' if near else ''}"
    if isinstance(error, click.BadOptionUsage):
        return f"选项 {error.option_name} 的写法不对：少了它后面的值，或者它不该有值"
    own = error.message if _CHINESE.search(error.message) else ""
    if isinstance(error, click.BadParameter):
        return f"{_name(error.param) if error.param else '参数'}：{own or '值不对'}"
    extra = _EXTRA_ARGUMENTS.search(error.message)
    return f"多了参数：{extra[1]}" if extra else own or "命令的写法不对"


def _name(param: click.Parameter) -> str:
    return param.opts[0] if isinstance(param, click.Option) else param.human_readable_name
