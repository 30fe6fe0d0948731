"""The base class of all definitions of a scheme folder."""

from __future__ import annotations

from functools import cached_property

from pydantic import BaseModel, ConfigDict


class Definition(BaseModel):
    """The base of all definitions. It is frozen, and strict about keys and types (neither a date nor `"2"` is a number)."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, ignored_types=(cached_property,))
