"""Makes the count of all towns: it compares their applicants with the quotas, and counts the complete dossiers of each stage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from formgen.scheme.applicants import Quota, Quotas, Town
from formgen.scheme.dossiers import Dossier
from formgen.scheme.models import Scheme
from formgen.summary.lists import NUMBER, REMARKS, counts_of, list_name, no_town, signature, stage_title
from formgen.summary.paper import OUR_OWN, HeadCell, ListedTable, OfficePaper
from formgen.summary.standing import Readiness, Standing

NONE = "—"
"""What a cell shows if nothing is counted there, or if there is no quota."""


@dataclass(frozen=True, slots=True)
class TownFigures:
    """A town with its quotas and its applicants.

    is_named  False for the group of applicants whose records name no town, and for all towns together
    """

    town: Town
    standings: tuple[Standing, ...]
    is_named: bool = True

    def at(self, dossier_id: str) -> tuple[Standing, ...]:
        """Its applicants at a stage."""
        return tuple(one for one in self.standings if one.dossier is not None and one.dossier.id == dossier_id)


def county_paper(
    scheme: Scheme, standings: Sequence[Standing], stages: Sequence[Dossier], unread: int, stem: str
) -> OfficePaper | None:
    """The paper of all towns; None for a scheme without towns.

    stages  the dossiers that are counted
    unread  how many applicants of the sources are on no list, because their data could not be read or came twice
    stem    the path of the paper in the output folder, without extension
    """
    if scheme.towns is None:
        return None
    towns = [TownFigures(town, tuple(one for one in standings if one.town == town.name)) for town in scheme.towns.towns]
    if rest := tuple(one for one in standings if not one.town):
        towns.append(TownFigures(Town(name=no_town(scheme), quotas={}), rest, is_named=False))
    counted = {dossier.id for dossier in stages}
    tables: list[ListedTable] = []
    if scheme.quotas is not None:
        tables.append(_quota_table(scheme, scheme.quotas, towns, counted))
    if stages:
        tables.append(_stage_table(scheme, towns, stages))
    counter, word = scheme.applicant.counter, scheme.applicant.word
    lines = [counts_of(standings, counter)] if len(stages) == 1 else []
    notes = [f"另有 {unread} {counter}{word}的数据读不出来，或者重复，没有列入。"] if unread else []
    if scheme.dossiers and len(stages) < len(scheme.dossiers):
        lines.insert(0, f"只汇总{'、'.join(f'《{stage.title}》' for stage in stages)}；「{NONE}」表示没有汇总")
    return OfficePaper(
        stem,
        f"各{list_name(scheme)}",
        scheme.title,
        tuple(lines),
        tuple(tables),
        (*notes, OUR_OWN),
        (signature(),),
    )


def _quota_table(scheme: Scheme, quotas: Quotas, towns: Sequence[TownFigures], counted: set[str]) -> ListedTable:
    """The table with the quota, the applicants and the complete dossiers of each town, for every column of the quotas."""
    word = scheme.towns.word if scheme.towns else ""
    first = [HeadCell(NUMBER, down=2), HeadCell(word, down=2)]
    second: list[HeadCell] = []
    for column in quotas.columns:
        first.append(HeadCell(column.label, across=3))
        second += [HeadCell("指标"), HeadCell("申报"), HeadCell("材料完整")]
    first.append(HeadCell(REMARKS, down=2))
    counter = scheme.applicant.counter
    rows = []
    for number, one in enumerate(towns, 1):
        cells = [cell for column in quotas.columns for cell in _quota_cells(one.town, column, one, counted)]
        rows.append((str(number), one.town.name, *cells, "；".join(_over(one, quotas, counter, word))))
    every = TownFigures(quotas.total, tuple(standing for one in towns for standing in one.standings), is_named=False)
    total = [cell for column in quotas.columns for cell in _quota_cells(quotas.total, column, every, counted)]
    over = "；".join(_over(every, quotas, counter, word))
    middle = (True, True, *(True for _ in total), False)
    heading = f"一、与{quotas.annex}《{quotas.title}》对照"
    heads = (tuple(first), tuple(second))
    return ListedTable(heading, heads, middle, tuple(rows), ("", quotas.total.name, *total, over))


def _quota_cells(town: Town, column: Quota, figures: TownFigures, counted: set[str]) -> Iterator[str]:
    """The quota, the number of applicants, and the number of complete dossiers, for one column of the quotas."""
    figure = town.quotas.get(column.id)
    yield NONE if figure is None else str(figure)
    if column.dossier is None or column.dossier not in counted:
        yield from (NONE, NONE)
        return
    yield from _counts(figures.at(column.dossier))


def _counts(standings: Sequence[Standing]) -> Iterator[str]:
    yield str(len(standings))
    yield str(sum(one.readiness is Readiness.COMPLETE for one in standings))


def _over(one: TownFigures, quotas: Quotas, counter: str, word: str) -> Iterator[str]:
    """Remarks on the columns in which a town, or all together, has more applicants than its quota, or than every town may have."""
    for column in quotas.columns:
        if column.dossier is None:
            continue
        number, figure = len(one.at(column.dossier)), one.town.quotas.get(column.id)
        if figure is not None and number > figure:
            yield f"{column.word}超 {number - figure} {counter}"
        if column.each is not None and one.is_named and number > column.each:
            yield f"{column.word}：每个{word}推荐 {column.each} {counter}，多报 {number - column.each} {counter}"


def _stage_table(scheme: Scheme, towns: Sequence[TownFigures], stages: Sequence[Dossier]) -> ListedTable:
    """The table with the number of applicants and of complete dossiers, for each town and stage."""
    word = scheme.towns.word if scheme.towns else ""
    first = [HeadCell(NUMBER, down=2), HeadCell(word, down=2)]
    first += [HeadCell(stage_title(scheme, stage), across=2) for stage in stages]
    second = [cell for _ in stages for cell in (HeadCell("申报"), HeadCell("材料完整"))]
    rows = tuple(
        (str(number), one.town.name, *_stage_cells(one.standings, stages)) for number, one in enumerate(towns, 1)
    )
    total = ("", "合计", *_stage_cells([standing for one in towns for standing in one.standings], stages))
    number = "二" if scheme.quotas is not None else "一"
    heads = (tuple(first), tuple(second))
    return ListedTable(f"{number}、各阶段材料情况", heads, tuple(True for _ in total), rows, total)


def _stage_cells(standings: Iterable[Standing], stages: Sequence[Dossier]) -> Iterator[str]:
    every = tuple(standings)
    for stage in stages:
        yield from _counts([one for one in every if one.dossier is not None and one.dossier.id == stage.id])
