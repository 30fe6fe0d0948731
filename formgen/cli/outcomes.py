"""Do the same work for several enterprises, with a progress bar. Sources may be files, folders, and standard input."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from formgen.cli.failures import debug
from formgen.cli.options import STANDARD_INPUT
from formgen.cli.output import print_findings, progress, remark, tell
from formgen.intake.collected import Source
from formgen.pipeline import Examined
from formgen.pipeline.collecting.reading import STREAM, parts_of, read_part, read_stream
from formgen.pipeline.outcomes import SourceOutcome, each_outcome, summary, unopened
from formgen.scheme.models import Scheme


def each(
    scheme: Scheme,
    paths: Sequence[Path],
    form_ids: Sequence[str] | None,
    work: Callable[[Examined, str], SourceOutcome],
    label: str,
    writes: bool = True,
) -> tuple[SourceOutcome, ...]:
    """Examine each enterprise of these sources, and call `work` for those without errors, as `each_outcome` does.

    label     the words before the progress bar
    """
    with ExitStack() as opened:
        sources = [source for part in parts_of(paths) for source in _open(scheme, part, opened)]
        total = sum(source.count for source in sources if isinstance(source, Source))
        advance = opened.enter_context(progress(label, total))
        return each_outcome(scheme, sources, form_ids, work, writes, advance, debug)


def tell_outcomes(scheme: Scheme, outcomes: Sequence[SourceOutcome]) -> int:
    """Print the files that were written, then what is to be corrected, then the counts. Returns the exit code."""
    for path in (path for outcome in outcomes for path in outcome.paths):
        tell(path)
    print_findings(outcomes, err=True, found_only=True)
    if line := summary(scheme, outcomes):
        remark(line)
    return max((outcome.exit_code for outcome in outcomes), default=0)


def open_sources(scheme: Scheme, paths: Sequence[Path], opened: ExitStack) -> list[Source]:
    """The sources of these paths. `-` means standard input, which stays readable until `opened` is closed."""
    return [source for part in parts_of(paths) for source in _sources(scheme, part, opened)]


def _sources(scheme: Scheme, part: tuple[Path, ...], opened: ExitStack) -> list[Source]:
    if part != (STANDARD_INPUT,):
        return read_part(scheme, part)
    stream = None if sys.stdin is None else sys.stdin.buffer
    return [opened.enter_context(read_stream(scheme, stream))]


def _open(scheme: Scheme, part: tuple[Path, ...], opened: ExitStack) -> Sequence[Source | SourceOutcome]:
    try:
        return _sources(scheme, part, opened)
    except Exception as fault:
        debug(fault)
        path = part[0]
        name, file = (STREAM, STREAM) if path == STANDARD_INPUT else (path.stem, path.name)
        return (unopened(name, file, fault),)
