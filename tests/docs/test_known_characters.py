"""docs/known-characters.md: its example runs, and its measurement compares two ways to make the same papers."""

from __future__ import annotations

import doctest
import subprocess
import sys
from pathlib import Path

import pypdfium2

from benchmarks.prepare import prepare
from benchmarks.work import write_work
from formgen.render.compiled.typeset.known.characters import characters
from formgen.render.compiled.typeset.known.text import known_text
from tests.contract.tree import ROOT

PAGE = ROOT / "docs" / "known-characters.md"
MAKE = """
import sys
from contextlib import nullcontext
from pathlib import Path
from benchmarks.known import nothing_known
from benchmarks.ours import OurPackets
from benchmarks.work import read_work
from formgen.render.compiled.typeset.pango import Setter
asked, ask = [], Setter.set
def counted(self, text, width):
    asked.append(text)
    return ask(self, text, width)
Setter.set = counted
with nothing_known() if sys.argv[1] == "asked" else nullcontext():
    made = OurPackets(read_work(Path(sys.argv[2]))).make(range(3), Path(sys.argv[3]))
assert made.compiled == 3
print(len(asked))
"""


def test_the_worked_example_runs() -> None:
    """The letters of the families say in which order they were met; so nothing may have been met before."""
    characters.cache_clear()
    known_text.cache_clear()
    found = doctest.testfile(str(PAGE), module_relative=False, optionflags=doctest.IGNORE_EXCEPTION_DETAIL)
    assert found.attempted > 12 and found.failed == 0


def test_without_known_characters_pango_is_asked_and_the_packets_look_the_same(tmp_path: Path) -> None:
    write_work(prepare(3), tmp_path / "work.json")
    asked = {}
    for way in ("known", "asked"):
        (tmp_path / way).mkdir()
        arguments = [sys.executable, "-c", MAKE, way, str(tmp_path / "work.json"), str(tmp_path / way)]
        asked[way] = int(subprocess.run(arguments, check=True, stdout=subprocess.PIPE, cwd=ROOT).stdout)
    assert asked["asked"] > 100 and asked["known"] < 0.1 * asked["asked"]
    for number in range(3):
        one, other = (pictures(tmp_path / way / f"{number:05}" / "packet.pdf") for way in ("known", "asked"))
        assert len(one) > 5 and one == other


def pictures(path: Path) -> list[tuple[bytes, str]]:
    """The picture of each page, and its text."""
    with pypdfium2.PdfDocument(path) as pdf:
        return [(page.render(scale=1.5).to_pil().tobytes(), page.get_textpage().get_text_bounded()) for page in pdf]
