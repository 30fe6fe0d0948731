"""Rules that hold for every file of the project."""

from __future__ import annotations

import ast
import io
import re
import zipfile
from collections.abc import Iterator

import pytest

from tests.contract.tree import ROOT, Module, files, is_in, modules, texts

MOST_LINES = 400
# The patterns are put together from pieces, so that this file does not break its own rules.
REGISTRIES = re.compile(
    "|".join(["py" + "pi\\.org", "python" + "hosted", "npm" + "js\\.org", "npm" + "mirror", "proxy\\." + "golang"])
)
MACHINE_FOLDERS = ("wo" + "rk/", "ro" + "ot/", "ho" + "me/", "tm" + "p/", "o" + "pt/(?!formgen)")
MACHINE_PATHS = re.compile(rf"(?<![\w.)/-])/(?:{'|'.join(MACHINE_FOLDERS)})\b")
WORKPLACE = re.compile("\\.\\./sha" + "red")
UNFINISHED = re.compile(r"\b(TO" + "DO|FIX" + "ME|XX" + r"X)\b")
REASON = re.compile(r"\S\s+#\s*\S")


@pytest.mark.parametrize(
    "pattern",
    [REGISTRIES, MACHINE_PATHS, WORKPLACE, UNFINISHED],
    ids=["registry", "machine", "workplace", "unfinished"],
)
def test_no_file_says(pattern: re.Pattern[str]) -> None:
    found = [
        f"{path}:{number}: {line.strip()[:80]}"
        for path, text in texts()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]
    assert not found


@pytest.mark.slow
def test_no_other_file_says_it_either() -> None:
    """The other files are Word files (each part is unpacked), PDFs, pictures and faces. The names of all files count, too."""
    read = ((f"{path.relative_to(ROOT)}", path.read_bytes()) for path in files())
    others = [(name, content) for name, content in read if b"\0" in content]
    for name, content in tuple(others):
        if zipfile.is_zipfile(io.BytesIO(content)):
            with zipfile.ZipFile(io.BytesIO(content)) as package:
                others += [(f"{name}: {part}", package.read(part)) for part in package.namelist()]
    assert len([name for name, _ in others if ".docx: word/document.xml" in name]) >= 5
    patterns = (REGISTRIES, MACHINE_PATHS, WORKPLACE)
    plain = ((name, content.decode("latin-1")) for name, content in others)
    found = [name for name, content in plain if any(rule.search(content) for rule in patterns)]
    assert not found
    assert not [path for path in files() if any(rule.search(str(path.relative_to(ROOT))) for rule in patterns)]


def test_the_rules_see_what_they_forbid() -> None:
    assert REGISTRIES.search("https://" + "py" + "pi.org/simple")
    assert MACHINE_PATHS.search('open("/' + 'tmp/x")') and not MACHINE_PATHS.search("../network/wo" + "rk/x")
    assert WORKPLACE.search("see ../sha" + "red/design.md") and WORKPLACE.search("sub/../sha" + "red")
    assert UNFINISHED.search("# TO" + "DO: later") and not UNFINISHED.search("TO" + "DOS")
    assert not REASON.search("lxml  #") and not REASON.search("lxml") and REASON.search("lxml  # reads Word files")


def test_modules_are_short() -> None:
    assert not {module.path: module.lines for module in modules() if module.lines > MOST_LINES}


def public(module: Module) -> Iterator[tuple[str, ast.AST]]:
    """The public functions and classes of a module, methods of public classes too, each with its name."""

    def walk(body: list[ast.stmt], prefix: str) -> Iterator[tuple[str, ast.AST]]:
        for node in body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith(
                "_"
            ):
                yield f"{prefix}{node.name}", node
                if isinstance(node, ast.ClassDef):
                    yield from walk(node.body, f"{prefix}{node.name}.")

    yield from walk(module.tree.body, "")


def needs_docstrings(module: Module) -> bool:
    """Return True for code that other modules call. In tests the names of the functions say what they test."""
    return not is_in(module.name, ("tests",)) or (is_in(module.name, ("tests.judges",)) and "test_" not in module.name)


def overrides(node: ast.AST) -> bool:
    """Return True for a method with a decorator that says that the parent class documents it."""
    decorators = getattr(node, "decorator_list", [])
    return any(ast.unparse(decorator).rpartition(".")[2] in ("override", "overload") for decorator in decorators)


def foreign(module: Module, node: ast.AST) -> bool:
    """Return True for a function of an engine: our code has only its type, and no body.

    The engine's own documentation says what it does. The docstring of the class says which engine it is.
    """
    body = [ast.unparse(statement) for statement in getattr(node, "body", [])]
    return is_in(module.name, ("formgen.engines",)) and isinstance(node, ast.FunctionDef) and body == ["..."]


def test_public_functions_and_classes_have_docstrings() -> None:
    bare = [
        f"{module.path}: {name}"
        for module in modules()
        if needs_docstrings(module)
        for name, node in public(module)
        if not overrides(node) and not foreign(module, node) and not ast.get_docstring(node)  # type: ignore[arg-type]
    ]
    assert not bare


def test_modules_have_docstrings() -> None:
    bare = [
        module.path
        for module in modules()
        if module.lines and needs_docstrings(module) and not ast.get_docstring(module.tree)
    ]
    assert not bare


def test_every_python_dependency_has_its_reason() -> None:
    for file in ("requirements.in", "requirements-dev.in"):
        lines = [line for line in (ROOT / file).read_text().splitlines() if line and line[0] not in "#-"]
        assert lines
        assert not [line for line in lines if not REASON.search(line)], file


def test_every_system_package_has_its_reason() -> None:
    lines = (ROOT / "system-packages.txt").read_text().splitlines()
    packages = [[part.strip() for part in line.split("|")] for line in lines if line and line[0] not in "#["]
    assert [line for line in lines if line.startswith("[")] == ["[run]", "[test]", "[install]"]
    assert packages and all(len(parts) == 3 and parts[0] and parts[2] for parts in packages)


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
def test_locked_packages_have_the_hashes_of_every_platform(file: str) -> None:
    """A single hash would mean that the lock was made from one file of this machine, and not from the public index."""
    packages = re.findall(r"^([\w.-]+)==\S+((?: \\\n    --hash=sha256:[0-9a-f]{64})*)", (ROOT / file).read_text(), re.M)
    assert len(packages) > 10
    assert not [name for name, hashes in packages if hashes.count("--hash") < 2]


def test_both_locks_hold_the_same_versions() -> None:
    run, development = (
        set(re.findall(r"^([\w.-]+==\S+)", (ROOT / file).read_text(), re.M))
        for file in ("requirements.txt", "requirements-dev.txt")
    )
    assert run <= development


def test_the_npm_lock_has_hashes_and_no_addresses() -> None:
    lock = (ROOT / "tools/openxml/package-lock.json").read_text()
    assert lock.count('"integrity": "sha512-') == lock.count('"node_modules/') > 0
    assert '"resolved"' not in lock


def test_names_of_modules_are_in_the_tree_once() -> None:
    names = [module.name for module in modules() if is_in(module.name, ("formgen", "tools", "tests"))]
    assert len(names) == len(set(names))


def test_a_class_name_means_one_thing() -> None:
    """A reader of a class name does not need to ask which part of the program it comes from."""
    places: dict[str, list[str]] = {}
    for module in modules():
        if is_in(module.name, ("formgen",)):
            for node in module.tree.body:
                if isinstance(node, ast.ClassDef):
                    places.setdefault(node.name, []).append(module.path)
    assert len(places) > 200
    assert not {name: paths for name, paths in places.items() if len(paths) > 1}


def test_no_folder_is_crowded() -> None:
    """A folder has at most about fifteen names; more need subfolders. The package itself also has its public modules.

    Each command has a module of its own, in one folder.
    """
    names: dict[str, set[str]] = {}
    for module in modules():
        if is_in(module.name, ("formgen",)):
            parts = module.path.split("/")
            for depth in range(1, len(parts)):
                names.setdefault("/".join(parts[:depth]), set()).add(parts[depth])
    assert len(names) > 20
    most = {"formgen": 20, "formgen/cli/commands": 18}
    assert not {folder: len(inside) for folder, inside in names.items() if len(inside) > most.get(folder, 16)}
