"""Print the lowest versions that pyproject.toml permits, one on a line, for pip-compile: `python -m tools.lowest`.

`make lock` makes requirements-lowest.txt from them, with hashes. `make test-lowest` installs these versions and runs the main
jobs.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"
BOUNDED = re.compile(r"(?P<name>[\w.-]+)>=(?P<lowest>[\w.]+)(?:,<(?P<below>[\w.]+))?")


def lowest(dependencies: list[str]) -> Iterator[str]:
    """Each dependency at its lower bound. Raises ValueError for a dependency without a lower bound."""
    for dependency in dependencies:
        bounded = BOUNDED.fullmatch(dependency)
        if bounded is None:
            raise ValueError(f"{dependency}: a lower bound, and at most one upper bound")
        yield f"{bounded['name']}=={bounded['lowest']}"


def main() -> None:
    """Print the lowest versions."""
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    print("\n".join(lowest(project["dependencies"])))


if __name__ == "__main__":
    main()
