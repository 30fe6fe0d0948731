"""The base class of all definitions of a scheme folder."""

from __future__ import annotations

from functools import cached_property
from threading import Lock

from pydantic import BaseModel, ConfigDict


class Definition(BaseModel):
    """The base of all definitions. It is frozen, and strict about keys and types (neither a date nor `"2"` is a number).

    pydantic builds what a class is checked with only when it is needed. Most classes stand only inside others, whose
    checks include theirs. To build each by itself as well would make every start longer.
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, ignored_types=(cached_property,), defer_build=True
    )


_BUILDING = Lock()


def build(*kinds: type[Definition]) -> None:
    """Build what these classes are checked with, unless it is done. Two threads never build at the same time.

    Not every permitted version of pydantic takes care of that itself.
    """
    with _BUILDING:
        for kind in kinds:
            kind.model_rebuild()
