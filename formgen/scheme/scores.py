"""The models of the sheet of scores of a scheme: its rows, the levels of a row, and the names of its parts."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from formgen.scheme.definition import Definition

NOT_OFFERED = ("", "——")
"""The possible texts of a standard's cell if the row does not offer that level."""


def _decimal(value: object) -> object:
    """Turn a whole number of a TOML file into a Decimal. `true` and `false` are not changed, and are then refused."""
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


class Level(Definition):
    """One of the levels that a row of the sheet of scores may have.

    id        an English id, unique on the sheet; accepted as a score in the record
    label     the sheet's own word for the level; accepted, too, and offered in the collection workbook
    aliases   further words that are accepted
    factor    the share of the row's points that the level gives, from 0 to 1
    evidence  `expected`: a row with this level should have evidence; `unexpected`: it should have none; None: both are right
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    label: str
    aliases: tuple[str, ...] = ()
    factor: Annotated[Decimal, BeforeValidator(_decimal), Field(ge=0, le=1)]
    evidence: Literal["expected", "unexpected"] | None = None


class Standard(Definition):
    """The requirement of a row for one level, in the sheet's words. If it is `——` or empty, the row has no such level."""

    level: Level
    text: str

    @property
    def is_offered(self) -> bool:
        """True if the row may have this level."""
        return self.text not in NOT_OFFERED


class Indicator(Definition):
    """One row of the sheet of scores.

    id         `section.aspect.indicator`, each counted in order from 1, e.g. `1.1.1`
    section    the heading of its section, as printed, with its figure in brackets if it has one
    aspect     the heading of its aspect, as printed, with its figure in brackets if it has one
    text       the words that say what is scored
    points     the points of score for a factor of 1
    standards  its requirements for each of the sheet's levels, in their order
    """

    id: str
    section: str
    aspect: str
    text: str
    points: int
    standards: tuple[Standard, ...]

    @property
    def section_id(self) -> str:
        """The first number of the id."""
        return self.id.split(".")[0]

    @property
    def aspect_id(self) -> str:
        """The first two numbers of the id."""
        return self.id.rpartition(".")[0]

    @cached_property
    def levels(self) -> tuple[Level, ...]:
        """The levels that this row offers, in the sheet's order."""
        return tuple(standard.level for standard in self.standards if standard.is_offered)

    @cached_property
    def points_by_level(self) -> dict[str, Decimal]:
        """The points of score of each level that this row offers, by the level's id. They may be fractions: half of 5 is 2.5."""
        return {level.id: _exact(self.points * level.factor) for level in self.levels}

    @property
    def most_points(self) -> Decimal:
        """The most points of score that this row can give."""
        return max(self.points_by_level.values(), default=Decimal(0))


def _exact(points: Decimal) -> Decimal:
    """Return the same number without zeros at the end of its decimals, and without an exponent."""
    return points.to_integral_value() if points == points.to_integral_value() else points.normalize()


class Scores(Definition):
    """The definition of a form's column of scores. It has one slot for each row of the form's indicators.csv.

    field      the beginning of the slots' ids, `block.word`: the slot of row `1.2.3` is `block.word_1_2_3`. A record has
               the scores under the same block
    total      the id of the slot for their sum; None for a form without it
    label      the heading of the column, as printed
    word       the word for such a score in messages, and the name of the workbook's sheet of scores
    aliases    further keys of the block in a record, and further names of the sheet
    section    the sheet's word for a section
    aspect     the sheet's word for an aspect
    indicator  the sheet's word for a row
    points     the sheet's word for the points of a row
    levels     the levels, in the order of the sheet's columns
    """

    field: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")]
    total: Annotated[str | None, Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")] = None
    label: str
    word: str
    aliases: tuple[str, ...] = ()
    section: str
    aspect: str
    indicator: str
    points: str
    levels: Annotated[tuple[Level, ...], Field(alias="level", min_length=1)]

    @property
    def block(self) -> str:
        """The record's key of the scores: the first part of `field`."""
        return self.field.partition(".")[0]

    def slot_id(self, indicator_id: str) -> str:
        """Return the id of the slot of one row."""
        return f"{self.field}_{indicator_id.replace('.', '_')}"

    def level(self, level_id: str) -> Level:
        """Return the level with this id. The sheet must have this level."""
        return self._by_id[level_id]

    @cached_property
    def lowest(self) -> Level | None:
        """The level that gives no points; None if every level gives points."""
        return next((level for level in self.levels if level.factor == 0), None)

    @cached_property
    def _by_id(self) -> dict[str, Level]:
        return {level.id: level for level in self.levels}
