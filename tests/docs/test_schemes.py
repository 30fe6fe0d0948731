"""docs/schemes.md describes exactly the keys of a scheme's files, each with an example. Its walk-through works unchanged."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import sysconfig
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from formgen.scheme.applicants import Applicant, Quota, Quotas, SummaryTable, Town, Towns
from formgen.scheme.definition import Definition
from formgen.scheme.dossiers import Dossier, Material, Stamp, SuppliedMaterial
from formgen.scheme.files import FormFile, RecordFile, SchemeFile, models_in, with_tuples
from formgen.scheme.models import (
    Block,
    Continuation,
    ContinuationSheet,
    FieldDefinition,
    FormStamp,
    Kind,
    ListBlock,
)
from formgen.scheme.rules import (
    ChoiceRule,
    InOrderRule,
    NotAfterRule,
    NotBeforeRule,
    NotInFutureRule,
    ScoreRule,
    YearsApartRule,
)
from formgen.scheme.scores import Level, Scores
from formgen.scheme.slots import RepeatedRows, Slot
from tests.contract.tree import ROOT

PAGE = (ROOT / "docs" / "schemes.md").read_text(encoding="utf-8")
WALK = "## A scheme from nothing"


@dataclass(frozen=True, slots=True)
class Section:
    """The page's section about one model: its keys, its required keys, and the text of the example."""

    keys: tuple[str, ...]
    needed: frozenset[str]
    example: str


# The heading of each model, and where it stands in the heading's example: the keys that lead to it.
MODELS: dict[type[Definition], tuple[str, tuple[str, ...]]] = {
    SchemeFile: ("The file", ()),
    Towns: ("`[towns]`", ("towns",)),
    Town: ("`[[towns.town]]`", ("towns", "town")),
    Quotas: ("`[quotas]`", ("quotas",)),
    Quota: ("`[[quotas.column]]`", ("quotas", "column")),
    SummaryTable: ("`[summary]`", ("summary",)),
    SuppliedMaterial: ("`[[supplied]]`", ("supplied",)),
    Dossier: ("`[[dossier]]`", ("dossier",)),
    Material: ("`[[dossier.material]]`", ("dossier", "material")),
    Stamp: ("`[[dossier.material.stamp]]`", ("dossier", "material", "stamp")),
    RecordFile: ("The record", ()),
    Applicant: ("`[applicant]`", ("applicant",)),
    Block: ("`[[block]]`", ("block",)),
    FieldDefinition: ("`[[block.field]]`", ("block", "field")),
    ListBlock: ("`[[list]]`", ("list",)),
    YearsApartRule: ("`years_apart`", ("rule",)),
    NotBeforeRule: ("`not_before`", ("rule",)),
    NotAfterRule: ("`not_after`", ("rule",)),
    InOrderRule: ("`in_order`", ("rule",)),
    NotInFutureRule: ("`not_in_future`", ("rule",)),
    ScoreRule: ("`score_contradicts`", ("rule",)),
    ChoiceRule: ("`choice_refuses`", ("rule",)),
    FormFile: ("The form", ()),
    Scores: ("`[scores]`", ("scores",)),
    Level: ("`[[scores.level]]`", ("scores", "level")),
    Slot: ("`[[slot]]`", ("slot",)),
    RepeatedRows: ("`[[rows]]`", ("rows",)),
    FormStamp: ("`[[stamp]]`", ("stamp",)),
    Continuation: ("`[continuation]`", ("continuation",)),
    ContinuationSheet: ("`[[continuation.sheet]]`", ("continuation", "sheet")),
}
each = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)


def section(model: type[Definition]) -> Section:
    heading = MODELS[model][0]
    (text,) = re.findall(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#+ |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    rows = re.findall(r"^\| `(\w+)`( \*)? \| (.+) \|$", text.partition("| kind |")[0], re.MULTILINE)
    (example,) = re.findall(r"^```toml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return Section(tuple(key for key, _, _ in rows), frozenset(key for key, star, _ in rows if star), example)


def keys(model: type[Definition]) -> dict[str, bool]:
    """The keys of a model in its files. The value is True for a required key."""
    return {field.alias or name: field.is_required() for name, field in model.model_fields.items()}


def at(value: object, way: tuple[str, ...]) -> Iterator[object]:
    """Yield the value of an example at the end of a path of keys. For a list, yield each of its items."""
    if isinstance(value, list):
        for one in value:
            yield from at(one, way)
    elif not way:
        yield value
    else:
        assert isinstance(value, dict)
        yield from at(value[way[0]], way[1:])


def test_every_model_of_a_schemes_files_has_its_section() -> None:
    found: list[type[Definition]] = []
    waiting: list[type[Definition]] = [SchemeFile, RecordFile, FormFile]
    while waiting:
        model = waiting.pop()
        if model not in found:
            found.append(model)
            fields = (below for field in model.model_fields.values() for below in models_in(field.annotation))
            waiting += [below for below in fields if issubclass(below, Definition)]
    assert set(found) == set(MODELS)


@each
def test_every_key_is_explained_and_no_other(model: type[Definition]) -> None:
    said = section(model)
    assert sorted(said.keys) == sorted(keys(model))
    assert said.needed == {key for key, needed in keys(model).items() if needed}


@each
def test_the_example_is_valid_and_shows_every_key(model: type[Definition]) -> None:
    raw = tomllib.loads(section(model).example, parse_float=Decimal)
    examples = list(at(raw, MODELS[model][1]))
    assert examples
    shown: set[str] = set()
    for one in examples:
        assert isinstance(one, dict)
        model.model_validate(with_tuples(one))
        shown |= set(one)
    assert shown == set(keys(model))


def test_every_kind_of_value_is_listed() -> None:
    table = PAGE[PAGE.index("| kind | what is asked |") :].partition("\n\n")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == [kind.value for kind in Kind]


def test_links_lead_somewhere() -> None:
    places = {
        re.sub(r"[^\w -]", "", line.lstrip("# ")).lower().replace(" ", "-")
        for line in PAGE.splitlines()
        if line.startswith("#")
    }
    places |= set(re.findall(r'<a id="(\w+)">', PAGE))
    assert set(re.findall(r"\]\(#([\w-]+)\)", PAGE)) <= places


def test_the_walk_through_works_as_it_stands(tmp_path: Path) -> None:
    walk = PAGE[PAGE.index(WALK) :]
    blocks = re.findall(r"^```(\w+) ?(\S*)\n(.*?)^```$", walk, re.MULTILINE | re.DOTALL)
    assert [language for language, _, _ in blocks] == ["toml", "toml", "toml", "python", "console", "json", "console"]
    commands = 0
    for language, name, text in blocks:
        if language != "console":
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            continue
        for command, printed in re.findall(r"^\$ (.*)\n((?:[^$].*\n)*)", text, re.MULTILINE):
            commands += 1
            assert run(command, tmp_path) == printed, command
    assert commands == 5


def run(command: str, folder: Path) -> str:
    """Run a command of the page. Return what it prints."""
    scripts = sysconfig.get_path("scripts")
    path = os.pathsep.join((scripts, str(Path(sys.executable).parent), os.environ["PATH"]))
    variables = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    variables.pop("FORMGEN_SCHEMES", None)
    done = subprocess.run(
        shlex.split(command), cwd=folder, env=variables, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr
