"""Write the list of all modules into `docs/architecture.md`, from their own first sentences: `python -m tools.write_modules`.

A test compares the committed page with the page that this program gives. The test fails if the line of a module is missing or
old.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- modules: begin -->\n", "<!-- modules: end -->\n"


def main() -> None:
    """Write the list between its marks on the page."""
    PAGE.write_text(with_list(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


def with_list(page: str) -> str:
    """The page with the list of the modules as they are now."""
    before, _, rest = page.partition(BEGIN)
    return before + BEGIN + "".join(lines()) + END + rest.partition(END)[2]


def lines() -> Iterator[str]:
    """The lines of a table for each folder, with a row for each module. The modules directly in the package come first."""
    package = ROOT / "formgen"
    for folder in sorted({path.parent for path in package.rglob("*.py")}):
        modules = [path for path in sorted(folder.glob("*.py")) if first_sentence(path)]
        if modules:
            yield f"\n| `{folder.relative_to(ROOT)}/` | |\n|---|---|\n"
            yield from (f"| `{path.relative_to(ROOT)}` | {first_sentence(path)} |\n" for path in modules)
    yield "\n"


def first_sentence(path: Path) -> str:
    """The first paragraph of a module's docstring, on one line; empty for a module without one (an empty `__init__.py`)."""
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return " ".join(said.partition("\n\n")[0].split()).replace("|", "\\|")


if __name__ == "__main__":
    main()
