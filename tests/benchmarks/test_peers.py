"""The comparison of tools is fair: each tool puts the same words on the same pages."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from benchmarks.measure import measure_once
from benchmarks.peer_docxtpl import without_header_merges
from benchmarks.prepare import prepare
from benchmarks.report import REASONS
from benchmarks.tools import ToolId, constructor
from benchmarks.work import Enterprise, Made, Work, read_work, write_work
from formgen.foundation import resources
from formgen.render.word.package import read_package
from formgen.render.word.slots import read_slots
from formgen.scheme.models import Scheme
from tests.judges import ask, poppler
from tests.sweeps import sweep

NUMBERS = {ToolId.OURS: "—{}—", ToolId.DOCXTPL: "{}", ToolId.TYPST: "—{}—", ToolId.WEASYPRINT: "—{}—"}
"""The way in which each tool prints a page number."""

TOOLS = sweep(list(NUMBERS), (ToolId.OURS, ToolId.TYPST))


def reasons(enterprise: Enterprise) -> str:
    return next(text.text for texts in enterprise.texts for text in texts if text.slot == REASONS)


@pytest.fixture(scope="module")
def work() -> Work:
    """One enterprise with short reasons, and one with the longest reasons that fit in the form."""
    found = sorted(prepare(40).enterprises, key=lambda enterprise: len(reasons(enterprise)))
    return Work("taicang-2018", prepare(1).forms, (found[0], found[-1]))


class MadeFiles(dict[ToolId, Made]):
    """What each tool has made of the work. A tool makes it when a test first asks: two of them take ten seconds and more."""

    def __init__(self, work: Work, folder: Path) -> None:
        super().__init__()
        self._work, self._folder = work, folder

    def __missing__(self, tool: ToolId) -> Made:
        folder = self._folder / tool.value
        folder.mkdir()
        with pytest.MonkeyPatch.context() as patch:
            # Our tool names the layouts that it fills, for its process; other tests of this process must not see them.
            patch.setattr(resources, "SHIPPED_LAYOUTS", resources.SHIPPED_LAYOUTS)
            self[tool] = constructor(tool)(self._work).make(range(2), folder)
        return self[tool]


@pytest.fixture(scope="module")
def made(work: Work, tmp_path_factory: pytest.TempPathFactory) -> MadeFiles:
    return MadeFiles(work, tmp_path_factory.mktemp("papers"))


def pages(pdf: Path | None) -> list[Counter[str]]:
    """The characters of each page, without their order."""
    assert pdf is not None
    return [Counter("".join(page.split())) for page in poppler.text(pdf).split("\f")[:-1]]


@pytest.mark.parametrize("tool", sweep([tool for tool in NUMBERS if tool is not ToolId.OURS], (ToolId.TYPST,)))
def test_packets_have_the_same_words_on_the_same_pages(work: Work, made: MadeFiles, tool: ToolId) -> None:
    for number in range(2):
        ours, theirs = (pages(made[one].files[number].packet) for one in (ToolId.OURS, tool))
        assert len(ours) == len(theirs) == work.packet_pages
        for page in range(1, work.packet_pages):
            words = []
            for one, found in ((ToolId.OURS, ours), (tool, theirs)):
                printed = Counter(NUMBERS[one].format(page + 1))
                assert printed <= found[page]
                words.append(found[page] - printed)
            assert words[0] == words[1], (number, page)


@pytest.mark.parametrize("tool", TOOLS)
def test_contents_name_the_forms_and_their_pages(work: Work, made: MadeFiles, tool: ToolId) -> None:
    contents, *_ = pages(made[tool].files[0].packet)
    for form, page in zip(work.forms, work.first_pages, strict=True):
        assert Counter(f"{form.title}{page}{work.enterprises[0].name}") <= contents


@pytest.mark.parametrize("tool", TOOLS)
def test_packets_have_bookmarks(work: Work, made: MadeFiles, tool: ToolId) -> None:
    packet = made[tool].files[1].packet
    assert packet is not None
    said = json.loads(ask(["qpdf", "--json", "--json-key=outlines", packet]))
    titles = json.dumps(said["outlines"], ensure_ascii=False)
    assert all(form.title in titles for form in work.forms)


@pytest.mark.thorough
@pytest.mark.parametrize("tool", [ToolId.DOCXTPL, ToolId.WEASYPRINT])
def test_forms_have_the_same_words_and_word_files_the_same_values(
    scheme: Scheme, made: MadeFiles, tool: ToolId, work: Work
) -> None:
    for ours, theirs in zip(made[ToolId.OURS].files, made[tool].files, strict=True):
        for mine, its in zip(ours.forms, theirs.forms, strict=True):
            assert pages(mine) == pages(its)
        for form, mine, its in zip(work.forms, ours.words, theirs.words, strict=True):
            definition = scheme.form(form.id)
            assert definition is not None
            one, other = (read_package(path.read_bytes(), path.name).document for path in (mine, its))
            assert list(read_slots(one, definition.slots)) == list(read_slots(other, definition.slots))


def test_header_cells_without_merge_keep_words_and_merges_below(work: Work) -> None:
    before = read_package(work.forms[2].template.read_bytes(), "annex4").part("word/document.xml")
    after = without_header_merges(before)
    # Four columns of the two header rows are merged. Below them all cells of project and aspect are merged.
    assert before.count(b"<w:vMerge") - after.count(b"<w:vMerge") == 2 * 5
    assert after.count(b"<w:vMerge") > 100
    assert etree.fromstring(before).xpath("string()") == etree.fromstring(after).xpath("string()")


def test_a_tool_is_measured_in_a_process_of_its_own(tmp_path: Path) -> None:
    work = prepare(2)
    write_work(work, tmp_path / "work.json")
    assert read_work(tmp_path / "work.json") == work
    sample = measure_once(ToolId.TYPST, 1, tmp_path / "work.json", tmp_path, "wall")
    assert 0 < sample.warm < sample.cold and sample.kept > sample.warm
    assert sample.bytes > 10_000 and sample.own_mb > 10
    made = [path for path in tmp_path.glob("out-*/pass-*/**/*") if path.is_file()]
    assert len(made) == 3 and not any(path.stat().st_size for path in made)


def test_a_tool_that_fails_is_not_measured(tmp_path: Path) -> None:
    (tmp_path / "work.json").write_text("[]", encoding="utf-8")
    with pytest.raises(subprocess.CalledProcessError):
        measure_once(ToolId.TYPST, 1, tmp_path / "work.json", tmp_path, "wall")
