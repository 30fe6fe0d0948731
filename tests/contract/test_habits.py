"""CONTRIBUTING.md, the CI definition, the hooks, the issue forms and the changelog agree with the project."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from formgen import __version__
from formgen.intake.columns import enterprise_columns
from formgen.intake.json.record import read_record_text
from formgen.record.json_schema import json_schema
from formgen.scheme.load import load_scheme
from tests.contract.tree import ROOT

GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = frozenset(re.findall(r"^([a-z-]+):.*##", MAKEFILE, re.MULTILINE))
TAICANG = ROOT / "templates" / "taicang-2018"
FORMS = ROOT / ".github" / "ISSUE_TEMPLATE"
HOW_TOS = ("Change a form's look", "Add a field", "Add a kind of value", "Add a dossier")


def part(heading: str) -> str:
    """The text of the guide below a heading."""
    return GUIDE.partition(f"## {heading}\n")[2].partition("\n## ")[0]


def touched(heading: str) -> tuple[str, ...]:
    """The files in the table of a how-to."""
    return tuple(re.findall(r"^\| `([^`]+)` \|", part(heading), re.MULTILINE))


def read_yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def lint_commands() -> list[str]:
    """The commands that `make lint` runs."""
    (recipe,) = re.findall(r"^lint:.*\n((?:\t.*\n)+)", MAKEFILE, re.MULTILINE)
    return [line.strip().replace("$(BIN)", ".venv/bin") for line in recipe.splitlines()]


def test_the_demo_installs_the_web_door_and_ends_with_the_line_that_opens_it() -> None:
    (install,) = re.findall(r"--editable '\.\[(.+)\]'$", MAKEFILE, re.MULTILINE)
    assert "web" in install.split(",")
    (recipe,) = re.findall(r"^demo:.*\n((?:\t.*\n)+)", MAKEFILE, re.MULTILINE)
    assert recipe.splitlines()[-1].startswith("\t@printf '%s\\n' ") and recipe.endswith(' "$(FORMGEN) serve"\n')


@pytest.mark.parametrize("heading", HOW_TOS)
def test_each_how_to_names_files_that_there_are(heading: str) -> None:
    files = touched(heading)
    assert 2 <= len(files) <= 3
    assert not [path for path in files if not (ROOT / path).is_file()]


def test_all_that_the_guide_names_is_there() -> None:
    paths = re.findall(r"`(?:\.venv/bin/\S+ )?((?:formgen|templates|tests|tools|docs|samples)/[\w./-]+)", GUIDE)
    assert len(paths) > 12 and not [path for path in paths if not (ROOT / path).exists()]
    tools = re.findall(r"-m (tools\.\w+)", GUIDE)
    assert tools and not [name for name in tools if not (ROOT / f"{name.replace('.', '/')}.py").is_file()]
    targets = set(re.findall(r"`?make ([a-z-]+)", GUIDE))
    assert {"quick", "lint", "test", "help", "lock"} <= targets <= TARGETS


def test_a_kind_of_value_touches_three_files() -> None:
    """test_kinds.py checks that no other module names a kind."""
    files = touched("Add a kind of value")
    assert len(files) == 3 and files[0] == "formgen/scheme/models.py" and files[2] == "formgen/record/kinds/table.py"


def test_a_field_that_is_added_as_the_guide_says_is_everywhere(tmp_path: Path) -> None:
    folder = shutil.copytree(TAICANG, tmp_path / "taicang-2018")
    record = folder / "record.toml"
    text = record.read_text(encoding="utf-8")
    first, second = list(re.finditer(r"^\[\[block\]\]", text, re.MULTILINE))[:2]
    assert first.start() < second.start()
    added = '[[block.field]]\nid = "website"\nlabel = "网址"\nkind = "text"\nhelp = "没有的不填"\n\n'
    record.write_text(text[: second.start()] + added + text[second.start() :], encoding="utf-8")
    block = load_scheme(TAICANG).blocks[0].id
    form = folder / "annex2" / "form.toml"
    slots = form.read_text(encoding="utf-8")
    first_slot = re.search(r'^\[\[slot\]\]\nfield = "([^"]+)"', slots, re.MULTILINE)
    assert first_slot is not None
    slot = f'[[slot]]\nfield = "{block}.website"\nlabel = "1、企业名称"\n\n'
    form.write_text(slots[: first_slot.start()] + slot + slots[first_slot.start() :], encoding="utf-8")
    scheme = load_scheme(folder)
    assert scheme.fields[f"{block}.website"].label == "网址"
    assert f"{block}.website" in str(json_schema(scheme)["$defs"])
    assert "网址" in [column.header for column in enterprise_columns(scheme)]
    found = read_record_text(scheme, f'{{"{block}": {{"网址": "太仓"}}}}', "企业.json").record
    assert found is not None and found.value(f"{block}.website") == "太仓"


def test_a_dossier_that_is_added_as_the_guide_says_is_one_more(tmp_path: Path) -> None:
    folder = shutil.copytree(TAICANG, tmp_path / "taicang-2018")
    file = folder / "scheme.toml"
    text = file.read_text(encoding="utf-8")
    (start, *others) = [found.start() for found in re.finditer(r"^\[\[dossier\]\]", text, re.MULTILINE)]
    another = re.sub(r'^id = "[^"]+"', 'id = "another"', text[start : others[0]], count=1, flags=re.MULTILINE)
    another = re.sub(r'^title = "[^"]+"', 'title = "另一份材料"', another, count=1, flags=re.MULTILINE)
    file.write_text(text[:start] + another + text[start:], encoding="utf-8")
    before, after = load_scheme(TAICANG), load_scheme(folder)
    assert len(after.dossiers) == len(before.dossiers) + 1
    dossier = after.dossier("another")
    assert dossier is not None and dossier.title == "另一份材料" and dossier.materials == before.dossiers[0].materials


def test_pre_commit_runs_the_lint_of_make() -> None:
    (repository,) = read_yaml(ROOT / ".pre-commit-config.yaml")["repos"]
    assert repository["repo"] == "local"
    assert [hook["entry"] for hook in repository["hooks"]] == lint_commands()
    assert all(hook["language"] == "system" and hook["pass_filenames"] is False for hook in repository["hooks"])


def test_ci_runs_what_a_person_runs_on_debian_12_with_pinned_actions() -> None:
    path = ROOT / ".github" / "workflows" / "ci.yml"
    ordinary, installing = read_yaml(path)["jobs"].values()
    assert ordinary["container"] == installing["container"]["image"] == "debian:12"
    targets = [*ordinary["strategy"]["matrix"]["target"], *installing["strategy"]["matrix"]["target"]]
    assert targets == ["test", "test-thorough", "test-lowest", "test-install"] and set(targets) <= TARGETS
    assert all(job["steps"][-1]["run"].rstrip().endswith("make ${{ matrix.target }}") for job in (ordinary, installing))
    used = [step["uses"] for job in (ordinary, installing) for step in job["steps"] if "uses" in step]
    assert used and all(re.fullmatch(r"[\w-]+/[\w-]+@v\d+\.\d+\.\d+", action) for action in used)


def test_each_issue_form_is_there_in_both_languages() -> None:
    forms = {path.stem: read_yaml(path) for path in sorted(FORMS.glob("*.yml")) if path.stem != "config"}
    kinds: dict[str, dict[str, Any]] = {}
    for name, form in forms.items():
        _, kind, language = name.split("-")
        kinds.setdefault(kind, {})[language] = form
    assert set(kinds) == {"fault", "wish"}
    for chinese, english in ((both["zh"], both["en"]) for both in kinds.values()):
        assert "中文" in chinese["name"] and "English" in english["name"] and chinese["labels"] == english["labels"]
        shapes = [
            [(field["type"], field.get("id"), field.get("validations")) for field in form["body"]]
            for form in (chinese, english)
        ]
        assert shapes[0] == shapes[1]
    assert "FORMGEN_DEBUG" in str(kinds["fault"]["zh"]) and "FORMGEN_DEBUG" in str(kinds["fault"]["en"])


def test_the_newest_version_of_the_changelog_is_the_programs() -> None:
    versions = re.findall(r"^## \[(\d+\.\d+\.\d+)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert versions[0] == __version__
    assert "version" not in re.findall(
        r"^(\w+) = ", (ROOT / "pyproject.toml").read_text().partition("[project.op")[0], re.M
    )


def test_security_names_modules_that_there_are() -> None:
    page = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    paths = re.findall(r"`(formgen/[\w./]+)`", page)
    assert len(paths) > 6 and not [path for path in paths if not (ROOT / path).exists()]


def test_make_quick_runs_tests_that_there_are() -> None:
    """A test that moved away would end `make quick` with nothing run."""
    listed = re.search(r"^QUICK := ((?:.*\\\n)*.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert listed is not None
    paths = listed[1].replace("\\", " ").split()
    assert len(paths) > 10 and not [path for path in paths if not (ROOT / path).exists()]
