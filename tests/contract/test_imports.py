"""Each library has one owner. Every imported library is required, and every required library is used.

import-linter checks the layers (pyproject.toml).
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

import pytest

from tests.contract.tree import ROOT, imported, is_in, modules

OWNERS = {
    "PIL": ("formgen.dossier", "formgen.engines.pdfium"),
    "_cffi_backend": ("formgen.engines.pango_declarations",),
    "click": ("formgen.cli",),
    "cv2": ("formgen.returned.scans",),
    "defusedxml": ("formgen.engines.xml_prologue",),
    "distributed": ("formgen.batch.cluster",),
    "docx": ("formgen.importing.word_text",),
    "docxtpl": ("formgen.render.word.templated",),
    "fontTools": ("formgen.dossier.archive.postscript_widths", "formgen.dossier.evidence.ofd.fonts"),
    "fsspec": ("formgen.batch.object_store",),
    "jinja2": (
        "formgen.dossier.own_pages.page_templates",
        "formgen.render.word.template_conditions",
        "formgen.render.word.templated",
        "formgen.web.pages",
    ),
    "lxml": (
        *("formgen.render", "formgen.intake", "formgen.dossier.evidence", "formgen.importing"),
        "formgen.returned.word_files.plain",
    ),
    "numpy": ("formgen.returned.scans",),
    "olefile": ("formgen.dossier.evidence.outside.compound",),
    "pi_heif": ("formgen.dossier.evidence.pictures.heif",),
    "pikepdf": (
        *("formgen.dossier", "formgen.fonts.embedded", "formgen.render.pdf.fields"),
        *("formgen.render.office", "formgen.render.office_forms", "formgen.returned.scans.sorting"),
    ),
    "pydantic": (
        "formgen.scheme",
        "formgen.record",
        "formgen.dossier.proof.proof_file",
        "formgen.batch",
        "formgen.web.settings",
        "formgen.web.kept.backups",
        "formgen.web.work",
    ),
    "pydantic_core": ("formgen.scheme", "formgen.record"),
    "pydyf": ("formgen.engines.weasyprint",),
    "pypdf": (
        "formgen.dossier.proof.checks",
        "formgen.dossier.proof.reread",
        "formgen.dossier.proof.digests.digest",
        "formgen.dossier.proof.fields",
        "formgen.dossier.proof.feet.blank_scans",
        "formgen.dossier.proof.identity",
        "formgen.dossier.proof.sheet",
        "formgen.dossier.proof.sources",
        "formgen.dossier.proof.later",
        "formgen.dossier.proof.digests.merged_fonts",
        "formgen.dossier.proof.digests.second_reader",
        "formgen.dossier.proof.verify",
    ),
    "pyhanko": ("formgen.engines.signatures",),
    "pyhanko_certvalidator": ("formgen.engines.signatures",),
    "pypdfium2": ("formgen.engines.pdfium",),
    "starlette": ("formgen.web",),
    "stdnum": ("formgen.record.kinds.standard_numbers",),
    "uvicorn": ("formgen.web.serving",),
    "weasyprint": ("formgen.engines.weasyprint",),
    "xlsxwriter": ("formgen.engines.workbooks.writer",),
    "zxingcpp": ("formgen.dossier.proof.page_marks",),
}
DISTRIBUTIONS = {
    "_cffi_backend": "cffi",
    "cv2": "opencv-python-headless",
    "yaml": "pyyaml",
    "PIL": "pillow",
    "pi_heif": "pi-heif",
    "pkcs11": "python-pkcs11",
    "pillow_heif": "pillow-heif",
    "docx": "python-docx",
    "stdnum": "python-stdnum",
    "pydantic_core": "pydantic",
    "pyhanko_certvalidator": "pyhanko-certvalidator",
    "zxingcpp": "zxing-cpp",
}
OURS = {"formgen", "tests", "tools", "benchmarks"}
USED_BY_OTHERS = {"httpx2", "python-multipart"}
"""Packages that a library of ours imports, and we do not: starlette reads uploads with one, and tests with the other."""
ROOMS = {"web": "formgen.web", "receive": "formgen.returned.scans"}
"""The extras whose libraries belong to one room, which no other room imports when it is loaded. `make demo` brings them."""
RUN_AS_PROGRAMS = {"import-linter", "mypy", "opendataloader-pdf", "pip-tools", "pytest-xdist", "ruff"}
"""Packages that the tests and the lint need, although no module imports them."""


@cache
def foreign(package: str) -> dict[str, set[str]]:
    """The libraries imported below a folder, each with the modules that import it."""
    found: dict[str, set[str]] = {}
    for module in modules():
        if is_in(module.name, (package,)):
            for name in {name.partition(".")[0] for name in imported(module)} - sys.stdlib_module_names - OURS:
                found.setdefault(name, set()).add(module.name)
    return found


def distributions(libraries: Iterable[str]) -> set[str]:
    """The names under which libraries are installed."""
    return {DISTRIBUTIONS.get(library, library.lower()) for library in libraries}


def asked_for(file: str) -> set[str]:
    """The packages in a file of requirements."""
    lines = (ROOT / file).read_text().splitlines()
    return {re.split(r"[\s<>=#;\[]", line)[0] for line in lines if line and line[0] not in "#-"}


@pytest.mark.parametrize("library", sorted(OWNERS))
def test_a_library_is_imported_by_its_owner_alone(library: str) -> None:
    strangers = {name for name in foreign("formgen")[library] if not is_in(name, OWNERS[library])}
    assert not strangers, f"{library} belongs to {OWNERS[library]}"


def test_each_library_has_an_owner_and_none_is_named_for_a_library_that_is_gone() -> None:
    assert set(OWNERS) == set(foreign("formgen"))


def names(requirements: Iterable[str]) -> set[str]:
    """The packages of a list in pyproject.toml."""
    return {re.split(r"[<>=\[]", requirement)[0] for requirement in requirements}


def extras(*which: str) -> set[str]:
    """The libraries that only a part of the package needs; of these extras, or of all. The tests need all of them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = project["project"]["optional-dependencies"]
    return {name for extra in which or asked for name in names(asked[extra])}


def test_the_package_asks_for_what_it_imports() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    dependencies = names(project["project"]["dependencies"])
    assert not dependencies & extras()
    assert dependencies | extras() == distributions(foreign("formgen")) | USED_BY_OTHERS & extras()
    assert asked_for("requirements.in") == dependencies | extras(*ROOMS) | names(project["build-system"]["requires"])


def test_an_extra_is_imported_where_it_is_used_alone() -> None:
    """A user who does not ask for an extra does not need its libraries: no import of a module imports them.

    The web door and the scans are rooms of their own: their modules import the libraries, and no module of another room
    imports them at once.
    """

    def at_once(inside: bool) -> set[str]:
        return {
            name
            for module in modules()
            if is_in(module.name, ("formgen",)) and is_in(module.name, tuple(ROOMS.values())) == inside
            for node in module.tree.body
            if isinstance(node, ast.Import | ast.ImportFrom)
            for name in imported(replace(module, tree=ast.Module([node], [])))
        }

    elsewhere = at_once(inside=False)
    assert not extras() & {name.partition(".")[0] for name in elsewhere}
    assert not [name for name in elsewhere if is_in(name, tuple(ROOMS.values()))]
    assert not (extras() - extras(*ROOMS)) & {name.partition(".")[0] for name in at_once(inside=True)}


def test_tests_and_tools_ask_for_what_they_import() -> None:
    used = distributions(
        library for package in ("tests", "tools", "fonts", "benchmarks") for library in foreign(package)
    )
    needed = used | extras() | RUN_AS_PROGRAMS | USED_BY_OTHERS
    assert asked_for("requirements-dev.in") == needed - asked_for("requirements.in")


def test_scheme_record_and_the_foundation_need_only_the_standard_library_and_their_own() -> None:
    for package in ("scheme", "record", "foundation"):
        assert set(foreign(f"formgen.{package}")) <= {"pydantic", "pydantic_core", "stdnum"}, package
