"""Where the applicants of sources stand, with a progress bar; what stands on no list is told."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from formgen.cli.failures import complain
from formgen.cli.outcomes import open_sources
from formgen.cli.output import failures_of, print_findings, progress
from formgen.pipeline.standings import Stood, stand_all
from formgen.scheme.dossiers import Dossier
from formgen.scheme.models import Scheme


def stand(scheme: Scheme, paths: Sequence[Path], stages: Sequence[Dossier] | None, tells: bool = True) -> Stood:
    """Where each applicant of these sources stands. What stands on no list is told on standard error, if `tells` is True."""
    with ExitStack() as opened:
        sources = open_sources(scheme, paths, opened)
        advance = opened.enter_context(progress("核对", sum(source.count for source in sources)))
        stood = stand_all(scheme, sources, stages, advance)
    if tells:
        print_findings(stood.told, err=True, found_only=True)
        for line in failures_of(stood.told):
            complain(line)
    return stood
