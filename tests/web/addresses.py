"""An example address for every route, so that tests can ask for all of them."""

from __future__ import annotations

import re

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
}
"""A value for each parameter of an address."""


def examples() -> list[tuple[str, str]]:
    """Every method with every address, with a value for each parameter. A parameter without an example is an error."""
    return [
        (method, re.sub(r"{([^}]+)}", lambda found: EXAMPLES[found[1]], route.path))
        for route in ROUTES
        for method in sorted(route.methods or ())
        if method != "HEAD"
    ]
