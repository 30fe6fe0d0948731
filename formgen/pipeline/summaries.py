"""Makes the papers of the offices from the standings of applicants: lists of towns, the count of all towns, letters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from formgen.foundation.delivery import Paper, deliver, file_names
from formgen.scheme.dossiers import Dossier
from formgen.scheme.models import Scheme
from formgen.summary.county import county_paper
from formgen.summary.letter import TITLE, correction_letter
from formgen.summary.lists import list_name, no_town, stage_lists, stage_title, town_list
from formgen.summary.page import paper_pdf
from formgen.summary.paper import OfficePaper
from formgen.summary.standing import Readiness, Standing
from formgen.summary.word import paper_word
from formgen.summary.workbook import paper_workbook


def office_papers(
    scheme: Scheme, found: Sequence[Standing], stages: Sequence[Dossier] | None = None, unread: int = 0
) -> tuple[OfficePaper, ...]:
    """All papers of these applicants: a list for each town and stage, the count of all towns, letters of correction.

    stages  the dossiers that the user asked for; None for all
    unread  how many applicants of the sources have no standing, because their data could not be read or came twice
    """
    papers: list[OfficePaper] = []
    written: list[OfficePaper] = []
    for listed in stage_lists(scheme, found):
        town = listed.town or no_town(scheme)
        where = "-".join(part for part in (town, stage_title(scheme, listed.dossier)) if part)
        letters: list[str] = []
        for number, one in enumerate(listed.standings, 1):
            if one.readiness is Readiness.COMPLETE:
                letters.append("")
                continue
            letters.append(f"{number:02}")
            stem = f"{TITLE}/{_safe(f'{TITLE}-{where}-{number:02}')}"
            written.append(correction_letter(scheme, one, f"{number:02}", stem))
        papers.append(town_list(scheme, listed, letters, _safe(f"{list_name(scheme)}-{where}")))
    counted = scheme.dossiers if stages is None else stages
    county = county_paper(scheme, found, counted, unread, _safe(f"各{list_name(scheme)}"))
    return tuple(paper.printable() for paper in (*papers, *((county,) if county else ()), *written))


def paper_files(scheme: Scheme, paper: OfficePaper) -> tuple[Paper, ...]:
    """The files of a paper: a Word file, a PDF, and also a workbook if it is not a letter."""
    files = [Paper(f"{paper.stem}.docx", paper_word(paper)), Paper(f"{paper.stem}.pdf", paper_pdf(scheme, paper))]
    if not paper.is_letter:
        files.append(Paper(f"{paper.stem}.xlsx", paper_workbook(paper)))
    return tuple(files)


def summary_files(
    scheme: Scheme, found: Sequence[Standing], stages: Sequence[Dossier] | None = None, unread: int = 0
) -> Iterator[Paper]:
    """The files of all papers, which are not written yet. The arguments are those of `office_papers`."""
    for paper in office_papers(scheme, found, stages, unread):
        yield from paper_files(scheme, paper)


@dataclass(frozen=True, slots=True)
class WrittenSummaries:
    """The result of writing all papers.

    paths      the files that were written
    left_over  files of earlier runs that lie beside them and do not belong to this run
    """

    paths: tuple[Path, ...]
    left_over: tuple[Path, ...]


def write_summaries(
    scheme: Scheme, found: Sequence[Standing], out: Path, stages: Sequence[Dossier] | None = None, unread: int = 0
) -> WrittenSummaries:
    """Write all papers into the folder `out`, or none of them. The other arguments are those of `office_papers`."""
    paths = deliver(summary_files(scheme, found, stages, unread), out)
    return WrittenSummaries(paths, tuple(_left_over(scheme, out, stages, paths)))


def _left_over(scheme: Scheme, out: Path, stages: Sequence[Dossier] | None, written: Sequence[Path]) -> Iterator[Path]:
    """The lists and letters of these stages that an earlier run wrote and this run did not write.

    They stay, because formgen removes no file of a user. But their content is no longer true, so nobody should hand them in.
    """
    looked_at: Sequence[Dossier | None] = (scheme.dossiers or (None,)) if stages is None else stages
    titles = "|".join(re.escape(_safe(stage_title(scheme, stage))) for stage in looked_at)
    listed = re.compile(rf"{re.escape(_safe(list_name(scheme)))}-(.*-)?({titles})\.(docx|pdf|xlsx)")
    letter = re.compile(rf"{TITLE}-(.*-)?({titles})-[0-9]+\.(docx|pdf)")
    for folder, pattern in ((out, listed), (out / TITLE, letter)):
        if folder.is_dir():
            yield from (
                path for path in sorted(folder.iterdir()) if pattern.fullmatch(path.name) and path not in written
            )


def _safe(name: str) -> str:
    """The name changed so that every system accepts it as the name of a file."""
    (safe,) = file_names((name.replace("/", "／").replace("\\", "＼"),))
    return safe
