"""Turns every failure of a command into clear Chinese lines on stderr and an exit code, never into a traceback.

Exit codes: 0 fine, 1 problems in the data, 2 usage, 3 definition, 4 machine, 5 proof (see `formgen.foundation.errors`), 70 a fault
of the program itself, 130 interrupted, 141 a closed pipe (`formgen forms | head -1`). For a closed pipe nothing is
printed. With FORMGEN_DEBUG=1 the place of a fault of the program is printed as well.
"""

from __future__ import annotations

import errno
import os
import re
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from difflib import get_close_matches
from typing import TextIO

import click

from formgen.foundation.errors import DEBUG, INTERNAL_ERROR, FormgenError, MachineError, failure_lines, internal_line

CLOSED_PIPE = 141
"""The exit code that a shell shows for a program that wrote to a closed pipe (128 + SIGPIPE)."""
INTERRUPTED = 130

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_ABOUT_PATH = re.compile(
    r"(?:File|Directory|Path) '(?P<value>.*)' (?P<what>does not exist|is a directory|is a file|is not \w+)\.", re.DOTALL
)
_ABOUT_VALUE = re.compile(r"'?(.*?)'? is not (?:a valid|in the range|one of) ", re.DOTALL)
"""click's own words about a value. In another version of click they may be others; then the message is a general one."""
_EXTRA_ARGUMENTS = re.compile(r"unexpected extra arguments? \((.+)\)")


class ClosedPipe(Exception):
    """The reader of a command's output has closed the pipe."""


@contextmanager
def closed_pipes_kept_from_click() -> Iterator[None]:
    """Raise ClosedPipe for a closed pipe.

    For BrokenPipeError, click would end the process with exit code 1, which means that the data have errors.
    """
    try:
        yield
    except BrokenPipeError:
        raise ClosedPipe from None


def guarded(run: Callable[[], object]) -> int:
    """Run a command and return its exit code. Every error that the command raises is printed as lines on stderr."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a console that lacks a character shows its code instead
    try:
        code = _told(run)
    except OSError as error:
        if not _is_of_printing(error):
            raise
        return _unprinted(error)
    return code if isinstance(code, int) else 0


def _told(run: Callable[[], object]) -> object:
    """Run a command and return its result. If the command fails, print the failure and return its exit code.

    Raises OSError if standard output or standard error can't be written.
    """
    try:
        return run()
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
    except ClosedPipe:
        _give_up(sys.stdout)
        return CLOSED_PIPE
    except Exception as error:
        if _is_of_printing(error):
            raise
        complain(internal_line(error))
        debug(error)
        return INTERNAL_ERROR


def _is_of_printing(error: BaseException) -> bool:
    """True for an OSError that came from writing to standard output or standard error, and from nothing else."""
    frames = (frame for frame, _ in traceback.walk_tb(error.__traceback__))
    return isinstance(error, OSError) and any(frame.f_code is click.echo.__code__ for frame in frames)


def _unprinted(error: OSError) -> int:
    """The exit code if standard output can't be written any more: the disk is full, or the reader has closed the pipe.

    The reason is printed on stderr, unless the pipe was closed.
    """
    closed = isinstance(error, BrokenPipeError)
    if not closed:
        reason = "磁盘满了" if error.errno in (errno.ENOSPC, errno.EDQUOT) else error.strerror
        with suppress(OSError):
            complain(f"结果写不到标准输出：{reason}；换一个地方再运行一次")
    _give_up(sys.stdout)
    return CLOSED_PIPE if closed else MachineError.exit_code


def _give_up(stream: TextIO) -> None:
    """Send the text that still waits to be written to the null device.

    Otherwise Python would complain when it ends, and would change the exit code.
    """
    with suppress(OSError, ValueError), open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), stream.fileno())


def complain(line: str) -> None:
    """Print one line on stderr that says what went wrong."""
    click.echo(f"{click.style('formgen：', fg='red')}{line}", err=True)


def debug(error: BaseException) -> None:
    """With FORMGEN_DEBUG=1, print where the error and its causes happened, without values and without the errors' words."""
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
    """click's complaint in Chinese. It is chosen by the error's type. click's English words are never shown."""
    if isinstance(error, click.MissingParameter) and error.param is not None:
        what = "选项" if isinstance(error.param, click.Option) else "参数"
        return f"缺少{what} {_name(error.param)}"
    if isinstance(error, click.NoSuchOption):
        near = get_close_matches(error.option_name, error.possibilities or (), n=1, cutoff=0)
        return f"没有选项 {error.option_name}{f'，是不是 {near[0]}？' if near else ''}"
    if isinstance(error, click.BadOptionUsage):
        return f"选项 {error.option_name} 的写法不对：少了它后面的值，或者它不该有值"
    if isinstance(error, click.BadParameter) and (said := _wrong_value(error)):
        return f"{_name(error.param) if error.param else '参数'}：{said}"
    own = error.message if _CHINESE.search(error.message) else ""
    if isinstance(error, click.BadParameter):
        return f"{_name(error.param) if error.param else '参数'}：{own or '值不对'}"
    extra = _EXTRA_ARGUMENTS.search(error.message)
    return f"多了参数：{extra[1]}" if extra else own or "命令的写法不对"


def _wrong_value(error: click.BadParameter) -> str:
    """What is wrong with a value that click refused, by the type of the parameter; empty for any other refusal.

    The value may be Chinese itself, so the language of a complaint does not tell whose it is: its English words do.
    """
    kind = error.param.type if error.param is not None else None
    if isinstance(kind, click.Path) and (path := _ABOUT_PATH.fullmatch(error.message)):
        if path["what"] == "does not exist":
            return f"没有「{path['value']}」这个{'文件' if kind.file_okay else '文件夹'}"
        if path["what"] == "is a directory":
            return f"「{path['value']}」是文件夹，这里要写文件"
        return (
            f"「{path['value']}」是文件，这里要写文件夹"
            if path["what"] == "is a file"
            else f"「{path['value']}」打不开"
        )
    value = _ABOUT_VALUE.match(error.message)
    if value is None or kind is None:
        return ""
    shown = value[1].removesuffix(".0")
    if isinstance(kind, click.Choice):
        return f"没有「{shown}」；有：{'、'.join(map(str, kind.choices))}"
    if "in the range" not in error.message:
        return f"「{shown}」不是{'整数' if isinstance(kind, click.types.IntParamType) else '数'}"
    least, most = getattr(kind, "min", None), getattr(kind, "max", None)
    if least is not None and most is not None:
        return f"「{shown}」不行，要写 {least} 到 {most} 之间的数"
    return f"「{shown}」不行，要写{'大于' if getattr(kind, 'min_open', False) else '不小于'} {least:g} 的数"


def _name(param: click.Parameter) -> str:
    return param.opts[0] if isinstance(param, click.Option) else param.human_readable_name
