"""Units and currencies of amounts that stand apart from them: `单位：万元` above a table, and a column of currencies beside one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from formgen.intake.columns import header_key
from formgen.intake.table import Cell, Row, Table
from formgen.intake.tables.headings.heading_row import Headings, counted
from formgen.intake.tables.headings.heading_words import MeantT
from formgen.record.kinds.characters import half_width
from formgen.record.kinds.numbers.money import currency_named, read_money, unit_said

_CAPTION = re.compile(r"\(?(?:金额|计量|货币|数额)?单位[:为]?[^()]{1,10}\)?")
_CURRENCY_HEADING = re.compile(r"(.{0,8}?)(?:币种|币别|货币种类|货币)(?:类型)?")
_OF_AMOUNTS = re.compile(r"[额资金值产款润费]|收入|投入|[万亿]?元")
"""A heading with such a word is probably that of another column of amounts."""
_UNIT_HEADING = re.compile(r"(?:金额|计量|资本|资金|数额|注册资[本金])?单位")
_BARE_NUMBER = re.compile(r"[0-9,]+(?:\.[0-9]+)?")
_BARE = re.compile(r"([0-9,.]+)([百千万亿萬億]*)(元)?")


def with_units(table: Table, headings: Headings[MeantT], amounts: frozenset[MeantT]) -> tuple[Table, Headings[MeantT]]:
    """The table and its headings, with the units and currencies that stand apart from the amounts.

    amounts: the meanings of columns that hold amounts
    """
    columns = [number for number, meant in headings.columns.items() if meant in amounts]
    if not columns:
        return table, headings
    table, headings = _with_unit_columns(table, headings, columns)
    unit = next(_captions(table.rows[: headings.at]), "")
    said = {
        number: replace(one, unit=unit) if unit and number in columns and not one.unit else one
        for number, one in headings.said.items()
    }
    is_only = len(columns) == 1
    beside = {number: column for column in columns for number in _currency_columns(table, headings, column, is_only)}
    unknown = {number: text for number, text in headings.unknown.items() if number not in beside}
    headings = replace(headings, said=said, unknown=unknown)
    units = {column: said[column].unit for column in columns}
    below = tuple(
        _with_currency(row, beside, units) if beside and at > headings.at else row for at, row in enumerate(table.rows)
    )
    return replace(table, rows=below), headings


def _with_unit_columns(
    table: Table, headings: Headings[MeantT], columns: Iterable[int]
) -> tuple[Table, Headings[MeantT]]:
    """The table without columns 单位 that hold the units of the amounts beside them: each unit stands behind its amount.

    单位 is another word for an applicant, too. What stands below it tells: nothing but units.
    """
    heads = table.rows[headings.at].cells
    beside = {
        number: number - 1
        for number, cell in heads.items()
        if number - 1 in columns
        and _UNIT_HEADING.fullmatch(header_key(cell.text))
        and _holds_units(table.rows[headings.at + 1 :], number)
    }
    if not beside:
        return table, headings
    rows = list(table.rows[: headings.at + 1])
    for row in table.rows[headings.at + 1 :]:
        cells = dict(row.cells)
        for number, column in beside.items():
            unit, amount = cells.pop(number, None), cells.get(column)
            if unit is not None and amount is not None and amount.text:
                is_bare = _BARE_NUMBER.fullmatch(half_width(amount.text))
                cells[column] = Cell(f"{amount.text}{unit.text}") if is_bare else amount
        rows.append(replace(row, cells=cells))
    said = {number: one for number, one in headings.said.items() if number not in beside}
    meant, again = counted(said)
    unknown = {number: text for number, text in headings.unknown.items() if number not in beside}
    return replace(table, rows=tuple(rows)), replace(headings, said=said, columns=meant, again=again, unknown=unknown)


def _holds_units(rows: Iterable[Row], number: int) -> bool:
    texts = [row.cells[number].text for row in rows if number in row.cells]
    return bool(texts) and all(unit_said(text) for text in texts)


def caption_unit(rows: Iterable[Row]) -> str:
    """The unit that stands by itself in some rows of a sheet, as `单位：万元` says it; empty for none, or for several."""
    units = set(_captions(rows))
    return units.pop() if len(units) == 1 else ""


def _captions(rows: Iterable[Row]) -> Iterator[str]:
    """The units that stand in cells of their own: `单位：万元`."""
    for row in rows:
        for cell in row.cells.values():
            text = re.sub(r"\s", "", half_width(cell.text))
            if _CAPTION.fullmatch(text) and (unit := unit_said(text.strip("()"))):
                yield unit


def _currency_columns(table: Table, headings: Headings[MeantT], column: int, is_only: bool) -> Iterator[int]:
    """The columns that say the currency of a column of amounts: beside it, or anywhere if nothing else can be meant.

    is_only: True if no other column of amounts is known
    """
    heading = table.rows[headings.at].cells.get(column)
    own = header_key(heading.text) if heading else ""
    for number, text in headings.unknown.items():
        said = _CURRENCY_HEADING.fullmatch(header_key(text))
        if said is None:
            continue
        of_another = _OF_AMOUNTS.search(headings.unknown.get(number - 1, ""))
        if abs(number - column) == 1 or (is_only and said[1] in own and not of_another):
            yield number


def _with_currency(row: Row, beside: Mapping[int, int], units: Mapping[int, str]) -> Row:
    """The row with its currencies behind its amounts. beside: the column of amounts for each column of currencies."""
    cells = dict(row.cells)
    for number, column in beside.items():
        currency, amount = cells.pop(number, None), cells.get(column)
        if currency is not None and amount is not None and currency.text and amount.text:
            cells[column] = Cell(_joined(amount.text, units[column], currency.text))
    return replace(row, cells=cells)


def _joined(amount: str, unit: str, currency: str) -> str:
    """An amount with its currency. unit: what the heading says. What is not understood is put together as it stands."""
    name, bare = currency_named(currency), _BARE.fullmatch(half_width(amount))
    if name is None or bare is None:
        money = read_money(amount)[0]
        return amount if money is not None and money.currency == name else f"{amount} {currency}"
    number, multiplier, yuan = bare.groups()
    if not multiplier and not yuan:
        heading = re.match("[百千万亿]*", unit)
        multiplier = heading[0] if heading else ""
        if not unit:
            return amount  # nobody knows whether whole units or ten thousands are meant
    return f"{number}{multiplier}{name}"
