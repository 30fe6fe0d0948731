"""What all definitions of a scheme folder have in common."""

from __future__ import annotations

from functools import cached_property

from pydantic import BaseModel, ConfigDict


class Definition(BaseModel):
    """Base of all definitions: frozen, and strict about keys and types (neither a date nor `"2"` is a number)."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, ignored_types=(cached_property,))
