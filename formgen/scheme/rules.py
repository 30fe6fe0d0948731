"""The models of `[[rule]]` in record.toml: rules of a scheme for several values of a record."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from formgen.scheme.definition import Definition


class YearsApartRule(Definition):
    """`later` must lie at least `years` years after `earlier` (both are `block.field` ids of dates)."""

    kind: Literal["years_apart"]
    earlier: str
    later: str
    years: int
    severity: Literal["error", "warning"]
    message: str
    remedy: str
    source: str


class NotBeforeRule(Definition):
    """`later` must not lie before `earlier` (both are `block.field` ids of dates)."""

    kind: Literal["not_before"]
    earlier: str
    later: str
    severity: Literal["error", "warning"]
    message: str
    remedy: str
    source: str


class NotAfterRule(Definition):
    """The date `field` should not lie after `day` (a deadline of the work plan)."""

    kind: Literal["not_after"]
    field: str
    day: date
    severity: Literal["error", "warning"]
    message: str
    remedy: str
    source: str


class InOrderRule(Definition):
    """The dates `fields` must not go back: each must not lie before the dates that stand before it in the list.

    Dates that the record does not say are passed over.
    """

    kind: Literal["in_order"]
    fields: Annotated[tuple[str, ...], Field(min_length=2)]
    severity: Literal["error", "warning"]
    message: str
    remedy: str
    source: str


class NotInFutureRule(Definition):
    """None of the dates `fields` should lie after today. No official sentence says so: it goes without saying."""

    kind: Literal["not_in_future"]
    fields: Annotated[tuple[str, ...], Field(min_length=1)]
    severity: Literal["error", "warning"]
    message: str
    remedy: str


class ScoreRule(Definition):
    """The indicator must not have one of these levels, because another paper of the scheme contradicts it.

    levels: ids of levels.
    """

    kind: Literal["score_contradicts"]
    indicator: str
    levels: tuple[str, ...]
    severity: Literal["error", "warning"]
    message: str
    remedy: str
    source: str


class ChoiceRule(Definition):
    """The field must not have the value `choice` (a condition of the work plan)."""

    kind: Literal["choice_refuses"]
    field: str
    choice: str
    severity: Literal["error", "warning"]
    message: str
    remedy: str
    source: str


Rule = Annotated[
    YearsApartRule | NotBeforeRule | NotAfterRule | InOrderRule | NotInFutureRule | ScoreRule | ChoiceRule,
    Field(discriminator="kind"),
]


def named_fields(rule: Rule) -> dict[str, str]:
    """The fields that a rule names, as `block.field`, by the keys under which it names them; none for a rule about scores."""
    if isinstance(rule, ScoreRule):
        return {}
    if isinstance(rule, InOrderRule | NotInFutureRule):
        return {f"fields[{index}]": field_id for index, field_id in enumerate(rule.fields)}
    keys = ("field",) if isinstance(rule, ChoiceRule | NotAfterRule) else ("earlier", "later")
    return {key: str(getattr(rule, key)) for key in keys}
