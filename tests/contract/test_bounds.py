"""The version bounds of pyproject.toml are tested ones: requirements-lowest.txt has the lower ones, requirements.in the reasons."""

from __future__ import annotations

import re
import tomllib
from itertools import pairwise

import pytest

from tests.contract.tree import ROOT
from tools.lowest import BOUNDED, lowest

DEPENDENCIES: list[str] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
PINNED = re.compile(r"^([\w.-]+)(?:\[\w+\])?==(\S+)((?: \\\n    --hash=sha256:[0-9a-f]{64})*)", re.MULTILINE)


def locked(file: str) -> dict[str, str]:
    """The versions in a lock file, by package."""
    return {name: version for name, version, _ in PINNED.findall((ROOT / file).read_text())}


def numbers(version: str) -> tuple[int, ...]:
    """A version in a form that can be compared: `5` and `5.0` are equal."""
    found = [int(part) for part in re.findall(r"\d+", version)]
    while found and not found[-1]:
        found.pop()
    return tuple(found)


def test_the_lowest_versions_that_are_tried_are_the_lower_bounds() -> None:
    pinned = locked("requirements-lowest.txt")
    for line in lowest(DEPENDENCIES):
        name, _, version = line.partition("==")
        assert numbers(pinned[name]) == numbers(version), name


def test_what_is_installed_by_default_is_within_the_bounds() -> None:
    pinned = locked("requirements.txt")
    for dependency in DEPENDENCIES:
        bounded = BOUNDED.fullmatch(dependency)
        assert bounded is not None, dependency
        version = numbers(pinned[bounded["name"]])
        assert numbers(bounded["lowest"]) <= version, dependency
        assert bounded["below"] is None or version < numbers(bounded["below"]), dependency


def test_the_lowest_versions_have_the_hashes_of_every_platform() -> None:
    found = PINNED.findall((ROOT / "requirements-lowest.txt").read_text())
    assert len(found) > 20
    assert not [name for name, _, hashes in found if hashes.count("sha256:") < 2]


def test_every_bound_is_argued() -> None:
    lines = (ROOT / "requirements.in").read_text().splitlines()
    argued = {line.split()[0]: below for line, below in pairwise(lines) if line and line[0] != "#"}
    for dependency in DEPENDENCIES:
        bounded = BOUNDED.fullmatch(dependency)
        assert bounded is not None
        below = argued[bounded["name"]]
        assert below.startswith("#   "), dependency
        said = [numbers(version) for version in re.findall(r"\d+(?:\.\d+)*", below)]
        assert numbers(bounded["lowest"]) in said or numbers(bounded["lowest"])[:1] in said, dependency


@pytest.mark.parametrize("dependency", ["weasyprint", "weasyprint<71", "weasyprint~=70.0"])
def test_a_dependency_without_a_lower_bound_is_refused(dependency: str) -> None:
    with pytest.raises(ValueError, match="lower bound"):
        list(lowest([dependency]))
