"""An example address for every route, so that tests can ask for all of them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from formgen.web.application import ROUTES

EXAMPLES = {
    "secret": "AAAAAAAAAAAAAAAAAAAAAA",
    "name": "style.css",
    "scheme": "taicang-2018",
    "form": "annex3",
    "format": "pdf",
    "number:int": "1",
    "id": "0" * 32,
    "kind": "papers",
    "dossier": "application",
    "side": "now",
    "digest": "0" * 64,
}
"""A value for each parameter of an address."""


def examples(ids: Mapping[str, str] | None = None) -> list[tuple[str, str]]:
    """Every method with every address, with a value for each parameter. A parameter without an example is an error.

    ids: for the first word of an address the id of something that is there. Each such word must be in use.
    """
    said = {} if ids is None else dict(ids)
    unused = set(said) - {route.path.split("/")[1] for route in ROUTES if "{id}" in route.path}
    assert not unused, unused
    return [
        (method, _address(route.path, said))
        for route in ROUTES
        for method in sorted(route.methods or ())
        if method != "HEAD"
    ]


def _address(path: str, said: Mapping[str, str]) -> str:
    given = {**EXAMPLES, "id": said.get(path.split("/")[1], EXAMPLES["id"])}
    return re.sub(r"{([^}]+)}", lambda found: given[found[1]], path)
