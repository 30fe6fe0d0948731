"""What a page of fields shows of the lists of a record: a table for each, with a row for each of its rows and an empty one behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from formgen.foundation.problems import Problem
from formgen.record.lists import cell_label
from formgen.scheme.models import FieldDefinition, Form, ListBlock, Scheme
from formgen.web.filling.cells import TypedCell, cell_of, row_name, rows_that_speak
from formgen.web.filling.views import FieldView, field_view


@dataclass(frozen=True, slots=True)
class ListRowView:
    """A row as it is shown.

    id        the name of the row, counted from 0
    number    as findings count it: rows that say nothing do not count; None for those
    findings  about the row as a whole
    """

    id: str
    number: int | None
    cells: tuple[FieldView, ...]
    findings: tuple[Problem, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class ListView:
    """A list as it is shown. most: how many rows it may have. findings: about the list as a whole."""

    id: str
    title: str
    help: str
    columns: tuple[FieldDefinition, ...]
    rows: tuple[ListRowView, ...]
    most: int
    findings: tuple[Problem, ...] = field(repr=False)


def list_views(
    scheme: Scheme, form: Form, texts: Mapping[str, str], findings: Mapping[str, tuple[Problem, ...]]
) -> tuple[ListView, ...]:
    """The lists whose rows a form prints, in the scheme's order. Lists of no form stand with the first form."""
    here = lists_here(scheme, form)
    return tuple(_list_view(scheme, one, texts, findings) for one in scheme.lists if one.id in here)


def lists_here(scheme: Scheme, form: Form) -> frozenset[str]:
    """The ids of the lists that stand with a form."""
    here = {rows.list for rows in form.rows}
    if form is scheme.forms[0]:
        anywhere = {rows.list for one in scheme.forms for rows in one.rows}
        here |= {one.id for one in scheme.lists} - anywhere
    return frozenset(here)


def stands_here(scheme: Scheme, form: Form, name: str) -> bool:
    """True if the field of this name, or the cell, row or list, is filled in with this form."""
    return name in {slot.field for slot in form.slots} or name.partition(".")[0] in lists_here(scheme, form)


def _list_view(
    scheme: Scheme, one: ListBlock, texts: Mapping[str, str], findings: Mapping[str, tuple[Problem, ...]]
) -> ListView:
    said = rows_that_speak(one.id, texts)
    named = [cell.row for name in findings if (cell := cell_of(scheme, name)) and cell.list == one.id]
    shown = min(one.most, max((*said, *named), default=-1) + 2)
    rows = tuple(_row(scheme, one, row, said, texts, findings) for row in range(shown))
    return ListView(one.id, one.label, one.help, one.fields, rows, one.most, findings.get(one.id, ()))


def _row(
    scheme: Scheme,
    one: ListBlock,
    row: int,
    said: tuple[int, ...],
    texts: Mapping[str, str],
    findings: Mapping[str, tuple[Problem, ...]],
) -> ListRowView:
    number = said.index(row) + 1 if row in said else None
    cells = tuple(
        field_view(
            scheme,
            TypedCell(one.id, row, column.id).name,
            cell_label(one, number or row + 1, column),
            column,
            texts,
            findings,
        )
        for column in one.fields
    )
    name = row_name(one.id, row)
    return ListRowView(name, number, cells, findings.get(name, ()))
