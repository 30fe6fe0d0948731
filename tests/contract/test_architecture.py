"""docs/architecture.md agrees with the files of the project."""

from __future__ import annotations

import ast
import re

import pytest

from tests.contract.tree import ROOT, files, imported, is_in, modules
from tools.write_modules import BEGIN, with_list

PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
WORDS = re.findall(r"`([^`\n]+)`", PAGE)
FILE = re.compile(r"[\w./-]+(?:\.(?:py|md|toml|txt|docx|csv|html)|/)")
PATHS = tuple(str(path.relative_to(ROOT)) for path in files())
ROWS = tuple(re.findall(r"`([^`]+)`", line) for line in PAGE.partition(BEGIN)[0].splitlines() if line.startswith("| `"))
"""The words in backticks of each row of the table of modules. The first one is the folder or module itself."""


def is_there(name: str) -> bool:
    """Return True for a path from the root, or for the end of such a path: `form.docx` and `pages/` are ends of several."""
    inside = f"/{name}" if not name.endswith("/") else name
    return any(f"/{path}".endswith(inside) or (name.endswith("/") and f"/{name}" in f"/{path}") for path in PATHS)


def rooms() -> tuple[str, ...]:
    """The parts of the program as the page draws them, from left to right."""
    (line,) = [line for line in PAGE.splitlines() if line.startswith("    ") and line.count("->") > 1]
    return tuple(line.replace(" ", "").split("->"))


def test_the_classes_of_the_glossary_exist() -> None:
    glossary = PAGE.partition("### Words of the house")[2].partition("\nA scheme folder")[0]
    named = set(re.findall(r"\| `(\w+)` \|", glossary))
    classes = {node.name for module in modules() for node in module.tree.body if isinstance(node, ast.ClassDef)}
    assert len(named) > 10 and named <= classes


def test_every_path_that_is_named_exists() -> None:
    named = [word for word in WORDS if FILE.fullmatch(word)]
    assert len(named) > 40
    assert not [name for name in named if not is_there(name)]
    assert not is_there("formgen/render/gone.py") and not is_there("gone/") and not is_there("yout.py")


def test_every_module_is_named() -> None:
    ours = [module.path for module in modules() if module.path.startswith("formgen/") and module.lines]
    assert len(ours) > 150
    assert not [path for path in ours if path not in WORDS]


def test_the_list_of_modules_is_what_its_tool_writes() -> None:
    assert with_list(PAGE) == PAGE


def test_every_module_named_in_a_folders_row_is_in_that_folder() -> None:
    folders = [row for row in ROWS if row[0].startswith("formgen/") and row[0].endswith("/")]
    assert [folder for folder, *_ in folders] == [f"formgen/{room}/" for room in rooms()]
    assert not [
        folder + name
        for folder, *names in folders
        for name in names
        if name.endswith(".py") and folder + name not in PATHS
    ]


@pytest.mark.parametrize("room", rooms())
def test_imports_run_from_right_to_left_only(room: str) -> None:
    order = rooms()
    apart = {"intake", "render", "dossier"}
    allowed = {name for name in order[: order.index(room) + 1] if name == room or not {name, room} <= apart}
    inside = [module for module in modules() if is_in(module.name, (f"formgen.{room}",))]
    assert inside
    for module in inside:
        reached = {name.split(".")[1] for name in imported(module) if name.startswith("formgen.")}
        assert reached & set(order) <= allowed, module.path


def test_the_rooms_are_the_folders_of_the_package() -> None:
    folders = {path.split("/")[1] for path in PATHS if path.startswith("formgen/") and path.count("/") > 1}
    assert set(rooms()) == folders
