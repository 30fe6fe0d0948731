"""The READMEs and the walk-throughs are right: their commands are run, and must print exactly what the pages show."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sysconfig
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from formgen import __version__, pipeline
from formgen.cli.failures import INTERRUPTED
from formgen.dossier.evidence.formats import PICTURES
from formgen.foundation.errors import FormgenError
from formgen.foundation.resources import font_files
from formgen.scheme.models import Scheme
from tests.contract.tree import ROOT, texts
from tests.sweeps import sweep

READMES = ("README.md", "README.zh-CN.md")
WALKS = ("docs/walk-through.md", "docs/walk-through.zh-CN.md")
EXACTNESS = ("docs/exactness.md", "docs/exactness.zh-CN.md")
LEFT_OUT = "…"
MOST_LINES = 150
"""The most lines of a README: it says what formgen is, two commands, the first result, and where to read on."""


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, the name of the file that it shows (empty if it shows none), and its lines."""

    language: str
    name: str
    lines: tuple[str, ...]


def read(readme: str) -> str:
    """The text of a README."""
    return (ROOT / readme).read_text(encoding="utf-8")


def blocks(readme: str) -> tuple[Block, ...]:
    """Every fenced block, in order."""
    found = re.findall(r"^```(\w*) ?(\S*)\n(.*?)^```$", read(readme), re.MULTILINE | re.DOTALL)
    assert 2 * len(found) == read(readme).count("```"), "a fence that is not closed"
    return tuple(Block(language, name, tuple(text.splitlines())) for language, name, text in found)


def commands(block: Block) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each command of a console block with the lines below it."""
    starts = [number for number, line in enumerate(block.lines) if line.startswith("$ ")]
    assert starts and starts[0] == 0
    for start, end in zip(starts, [*starts[1:], len(block.lines)], strict=True):
        yield block.lines[start].removeprefix("$ "), block.lines[start + 1 : end]


def shows(lines: tuple[str, ...], printed: str) -> bool:
    """Return True if the lines are what was printed. `…` alone means one line or more, at a line's end the line's rest."""
    pattern = "".join(
        r"(?:.*\n)+?" if line == LEFT_OUT
        else re.escape(line.removesuffix(LEFT_OUT)) + (r".+\n" if line.endswith(LEFT_OUT) else r"\n")
        for line in lines
    )  # fmt: skip
    return re.fullmatch(pattern, printed) is not None


def run(command: str, folder: Path, before: int) -> tuple[int, str]:
    """Run a line as a person would type it, after a line that ended with exit code `before`. Return exit code and output."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "FORMGEN"))}
    environment |= {
        "PATH": os.pathsep.join((sysconfig.get_path("scripts"), os.environ["PATH"])),
        "LC_ALL": "C.UTF-8",
    }
    done = subprocess.run(
        ["bash", "-c", f"(exit {before}); {command}"],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=900,
        check=False,
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize(
    ("readme", "fewest"),
    sweep(
        [*((readme, 3) for readme in READMES), *((walk, 7) for walk in WALKS)],
        (("README.md", 3), ("docs/walk-through.zh-CN.md", 7)),
    ),
)
def test_every_command_does_what_is_shown(readme: str, fewest: int, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "samples", tmp_path / "samples")
    wrong, ran, code = [], 0, 0
    for block in blocks(readme):
        if block.name:
            (tmp_path / block.name).write_text("\n".join(block.lines) + "\n", encoding="utf-8")
        if block.language != "console":
            continue
        for command, lines in commands(block):
            asked = command == "echo $?"
            assert asked or code == 0, f"the exit code {code} before `{command}` is not shown"
            code, printed = run(command, tmp_path, code)
            ran += 1
            if not shows(lines, printed):
                wrong.append(f"$ {command}\n{printed}")
    assert not wrong, "\n".join(wrong)
    assert code == 0 and ran >= fewest


def test_what_is_shown_is_told_from_what_is_not() -> None:
    assert shows(("a", LEFT_OUT, "c"), "a\nb\nb\nc\n") and shows((), "") and shows(("ab…",), "abc\n")
    assert not shows(("a", "c"), "a\nb\nc\n") and not shows(("a", LEFT_OUT, "c"), "a\nc\n")
    assert not shows(("a",), "a\nb\n") and not shows((), "a\n") and not shows(("ab…",), "abc\nd\n")


@pytest.mark.parametrize("readme", READMES)
def test_commands_that_are_not_run_here_are_those_that_there_are(readme: str) -> None:
    """`make` and the installation would run the tests inside the tests. So the test only checks the names in them."""
    packages = re.findall(r"^(\S+) \|", (ROOT / "system-packages.txt").read_text().partition("[test]")[0], re.MULTILINE)
    known = {
        f"make {target}" for target in re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE)
    }
    known |= {
        f"sudo apt-get install {' '.join(packages)}",
        "python3 -m venv ~/formgen",
        f"~/formgen/bin/pip install 'dist/formgen-{__version__}-py3-none-any.whl[web]'",
        ".venv/bin/formgen serve",
        "source .venv/bin/activate",
        "mkdir -p ~/.local/bin",
        "ln -s ~/formgen/bin/formgen ~/.local/bin/formgen",
    }
    lines = [
        line.partition(" #")[0].strip() for block in blocks(readme) if block.language == "bash" for line in block.lines
    ]
    assert set(lines) <= known and "source .venv/bin/activate" in lines
    assert lines[:3] == ["make demo", "make test", ".venv/bin/formgen serve"], "a README begins with the door"
    assert {block.language for block in blocks(readme)} == {"bash", "console"}


@pytest.mark.parametrize("walk", WALKS)
def test_a_walk_has_commands_that_are_run_a_record_and_a_program(walk: str) -> None:
    assert {block.language for block in blocks(walk)} == {"console", "json", "python"}


@pytest.mark.parametrize("page", [*WALKS, *EXACTNESS])
def test_what_supplied_files_may_be_is_said_alike(page: str) -> None:
    """Pictures and office files are taken in like PDFs. A page that mentions only one kind is wrong."""
    text = read(page)
    assert "PDF" in text and "LibreOffice" in text and re.search("pictures|图片", text)
    assert re.search("Word, Excel and WPS|Word、Excel", text)
    if page in WALKS:
        names = {kind.label.split()[0] for kind in PICTURES}
        assert len(names) >= 5 and not [name for name in names if name not in text]


@pytest.mark.parametrize("readme", READMES)
def test_exit_codes_are_those_of_the_program(readme: str) -> None:
    def family(kind: type[FormgenError]) -> Iterator[type[FormgenError]]:
        yield kind
        for inner in kind.__subclasses__():
            yield from family(inner)

    expected = {
        str(kind.exit_code): f"`{kind.__name__}`"
        for kind in family(FormgenError)
        if kind.__module__ == "formgen.foundation.errors"
    }
    rows = re.findall(r"^\| (\d+) \| (\S*) ?\| \S.* \|$", read(readme), re.MULTILINE)
    assert dict(rows) == expected | {"0": "", str(INTERRUPTED): ""}
    assert [int(code) for code, _ in rows] == sorted(int(code) for code, _ in rows)


@pytest.mark.parametrize(("readme", "exactness"), [*zip(READMES, EXACTNESS, strict=True)])
def test_figures(readme: str, exactness: str, scheme: Scheme, tmp_path: Path) -> None:
    text = read(readme) + read(exactness)
    lengths = {"name": "60", "registered_address": "120", "main_business": "600"}
    (reasons,) = re.findall(r"reasons of ([\d,]+)|(\d+) 字的理由", text)
    said = (("names of {}", "{} 字的名称"), ("addresses of {}", "{} 字的地址"), ("主营业务 of {}", "{} 字的主营业务"))
    for length, words in zip(lengths.values(), said, strict=True):
        assert any(word.format(length) in text for word in words)
    record = {
        "applicant": {field: "信" * int(length) for field, length in lengths.items()},
        "application": {"reasons": "信" * int("".join(reasons).replace(",", ""))},
    }
    (tmp_path / "long.json").write_text(json.dumps(record))
    found = pipeline.examine(scheme, tmp_path / "long.json").problems
    assert "value.on-sheet" in {one.code for one in found} and "value.too-long" not in {one.code for one in found}
    assert re.search(rf"\b{len(scheme.indicators)}(?: indicators| 项)", text)
    assert {"README.md": "nine", "README.zh-CN.md": "九"}[readme] in text and len(font_files()) == 9
    assert scheme.document_number and scheme.document_number in text


@pytest.mark.parametrize("readme", READMES)
def test_length(readme: str) -> None:
    assert read(readme).count("\n") <= MOST_LINES


TRANSLATED = sorted(path.name for path in (ROOT / "docs").glob("*.zh-CN.md"))


@pytest.mark.parametrize("name", TRANSLATED)
def test_a_page_in_two_languages_names_the_same_commands_and_options_in_both(name: str) -> None:
    """A page that is mended in one language alone is found by what it tells the reader to type."""
    known = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", read("docs/commands.md")))
    known |= set(re.findall(r"^## (formgen [a-z]+)$", read("docs/commands.md"), re.MULTILINE))
    other = name.replace(".zh-CN", "")
    chinese, english = (read(f"docs/{page}") for page in (name, other))
    named = [{one for one in known if re.search(rf"(?<![\w-]){one}(?![\w-])", page)} for page in (chinese, english)]
    assert len(known) > 50 and named[0] == named[1]
    assert f"]({other})" in chinese and f"]({name})" in english


def anchors(markdown: str) -> set[str]:
    """The anchors of a page's headings: in small letters, with hyphens for spaces, without punctuation."""
    headings = re.findall(
        r"^#+ (.+)$", re.sub(r"^```.*?^```$", "", markdown, flags=re.MULTILINE | re.DOTALL), re.MULTILINE
    )
    return {
        "".join(
            character
            for character in heading.strip().lower().replace(" ", "-")
            if character in "-_" or unicodedata.category(character)[0] in "LN"
        )
        for heading in headings
    }


def test_every_link_of_every_page_leads_somewhere() -> None:
    pages = {path: text for path, text in texts() if path.endswith(".md")}
    broken = []
    for page, text in pages.items():
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            if target.startswith("https://"):
                continue
            path, _, anchor = target.partition("#")
            goal = (ROOT / page).parent / path if path else ROOT / page
            there = goal.resolve()
            if not there.exists() or (anchor and anchor not in anchors(there.read_text(encoding="utf-8"))):
                broken.append(f"{page}: {target}")
    assert not broken
    assert len(pages) > 5
