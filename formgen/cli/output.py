"""Prints the output of commands: findings of each enterprise, JSON, and a progress bar if stderr is a terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from formgen.cli.everywhere import is_quiet
from formgen.foundation.problems import Problem

if TYPE_CHECKING:
    from formgen.pipeline.outcomes import SourceOutcome

Advance = Callable[[int, int], None]
"""Called with the number of enterprises (or other steps) that are done, and the number of all."""


def tell(line: object) -> None:
    """Print a line of the result on stdout, such as the path of a file. With `--quiet` nothing is printed."""
    if not is_quiet():
        click.echo(line)


def remark(line: object) -> None:
    """Print a line about the run on stderr that is no error: counts, notes. With `--quiet` nothing is printed."""
    if not is_quiet():
        click.echo(line, err=True)


def print_unread(problems: Iterable[Problem]) -> None:
    """Print the files of a scan that could not be read, and what to do. With `--quiet` they go to stderr."""
    for problem in problems:
        click.echo(f"{click.style('没读', fg='red')} {problem.message}，{problem.remedy}", err=is_quiet())


def print_json(value: object) -> None:
    """Print one JSON document on stdout. Chinese characters are not escaped."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def print_findings(outcomes: Sequence[SourceOutcome], err: bool = False, found_only: bool = False) -> None:
    """Print the findings of each enterprise under its name, errors first. With `--quiet` print only errors, on stderr.

    err         True to print on stderr instead of stdout
    found_only  True to print nothing for enterprises without findings
    """
    quiet = is_quiet()
    err, found_only = err or quiet, found_only or quiet
    for outcome in outcomes:
        errors = [problem for problem in outcome.problems if problem.is_error]
        warnings = [problem for problem in outcome.problems if not problem.is_error and not quiet]
        if outcome.failures or (found_only and not errors and not warnings):
            continue
        counts = [f"{len(errors)} 处错误"] if errors else []
        counts += [f"{len(warnings)} 处提醒"] if warnings else []
        place = f"{outcome.file} {outcome.at}" if outcome.at else outcome.file
        name = "整份数据" if outcome.is_source else outcome.name
        heading = click.style(name if name == place else f"{name}（{place}）", bold=True)
        click.echo(f"{heading}：{'，'.join(counts) or '没有问题'}", err=err)
        for problem in (*errors, *warnings):
            _print_problem(problem, outcome.file, err)


def _print_problem(problem: Problem, file: str, err: bool) -> None:
    """Print two lines: the place with the problem, and the remedy. The file is named only if it is not the record's own."""
    head = click.style("错误", fg="red") if problem.is_error else click.style("提醒", fg="yellow")
    place = problem.place.at if problem.place.file == file else str(problem.place)
    where = "".join((f"「{problem.label}」" if problem.label else "", f"〔{place}〕" if place else ""))
    click.echo(f"  {head} {where}{problem.message}", err=err)
    click.echo(f"       {problem.remedy}", err=err)


def failures_of(outcomes: Sequence[SourceOutcome]) -> tuple[str, ...]:
    """The lines about failures that do not come from the data, each failure once.

    A failure of only one of several enterprises has the name of that enterprise before it.
    """
    said: dict[tuple[str, ...], list[str]] = {}
    for outcome in outcomes:
        if outcome.failures:
            said.setdefault(outcome.failures, []).append(outcome.name)
    lines: list[str] = []
    for failures, names in said.items():
        first, *rest = failures
        lines += [f"{names[0]}：{first}" if len(names) == 1 < len(outcomes) else first, *rest]
    return tuple(lines)


@contextmanager
def progress(label: str, length: int) -> Iterator[Advance]:
    """Show a progress bar on stderr, if stderr is a terminal and `length` is not 1. With `--quiet` nothing is shown."""
    if is_quiet() or not sys.stderr.isatty() or length == 1:
        yield lambda done, total: None
        return
    with click.progressbar(length=max(length, 1), label=label, show_eta=False, show_pos=True, file=sys.stderr) as bar:

        def advance(done: int, total: int) -> None:
            if total:  # nobody knows yet how much there is
                bar.length = total
                bar.update(done - bar.pos)

        yield advance
