"""The files of the project, for the rules that hold for all of them."""

from __future__ import annotations

import ast
import gc
import os
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


@lru_cache(maxsize=1)
def files() -> tuple[Path, ...]:
    """Every file of the tree that git would keep. `.gitignore` names the files that are left out, one pattern in each line."""
    ignored = [".git", *((ROOT / ".gitignore").read_text().replace("/\n", "\n").split())]

    def walk(folder: Path) -> Iterator[Path]:
        for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
            if any(fnmatch(entry.name, pattern) for pattern in ignored):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from walk(Path(entry.path))
            else:
                yield Path(entry.path)

    return tuple(walk(ROOT))


def texts() -> Iterator[tuple[str, str]]:
    """Yield the path below the root and the content of every text file: it is UTF-8 without a null byte."""
    for path in files():
        content = path.read_bytes()
        if b"\0" not in content:
            try:
                yield str(path.relative_to(ROOT)), content.decode()
            except UnicodeDecodeError:
                continue


@dataclass(frozen=True, slots=True)
class Module:
    """A Python file: its path below the root, its dotted name, its syntax tree and its number of lines."""

    path: str
    name: str
    tree: ast.Module
    lines: int


@lru_cache(maxsize=1)
def modules() -> tuple[Module, ...]:
    """Every Python file of the tree."""
    found = []
    collects = gc.isenabled()
    gc.disable()  # a million nodes, all of which stay: looking for garbage among them takes longer than reading the files
    try:
        for path in files():
            if path.suffix == ".py":
                below, source = path.relative_to(ROOT), path.read_text()
                name = ".".join(below.with_suffix("").parts).removesuffix(".__init__")
                found.append(Module(str(below), name, ast.parse(source), source.count("\n")))
        gc.freeze()
    finally:
        if collects:
            gc.enable()
    return tuple(found)


def imported(module: Module) -> set[str]:
    """Every module that a file imports by an absolute name, at any place in the file."""
    names: set[str] = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return names


def is_in(name: str, packages: tuple[str, ...]) -> bool:
    """Return True if a module is one of the packages, or lies in one of them."""
    return any(name == package or name.startswith(package + ".") for package in packages)
