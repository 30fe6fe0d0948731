"""Returned Word files compared with the records that they were filled from."""

from __future__ import annotations

import json
from pathlib import Path

import docx
import pytest

from formgen import pipeline
from formgen.pipeline.collecting.returned_files import read_returned_files
from tests.cli.runs import SAMPLES, formgen
from tests.pipeline.collecting.test_reading import NAMES, record, write_forms

SCHEME = pipeline.load()


@pytest.fixture
def returned(tmp_path: Path) -> tuple[Path, list[Path]]:
    """The record of an applicant, and its forms as they were filled from it."""
    data = record(NAMES[0], organization_code="99000001-7")
    path = tmp_path / "原来.json"
    path.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    return path, write_forms(tmp_path / "交回", data)


def retyped(path: Path, was: str, now: str) -> None:
    """Type another text over each place where a text stands."""
    document = docx.Document(str(path))
    for element in document.element.body.iter():
        if element.tag.endswith("}t") and element.text and was in element.text:
            element.text = element.text.replace(was, now)
    document.save(str(path))


def lines(before: Path, papers: list[Path]) -> list[str]:
    read = read_returned_files(SCHEME, papers, before)
    (compared,) = read.compared
    assert compared.changes is not None
    return [str(change) for change in compared.changes]


def test_what_was_not_changed_is_no_change(returned: tuple[Path, list[Path]]) -> None:
    assert lines(*returned) == []


def test_each_changed_value_is_told_with_its_label_and_place(returned: tuple[Path, list[Path]]) -> None:
    before, papers = returned
    retyped(papers[0], "0512-53200001转801", "0512-53200009")  # changed
    retyped(papers[0], "0512-53200002", "　　")  # deleted
    retyped(papers[0], "215421", "21542")  # no postcode: it is shown as it stands
    retyped(papers[0], "非标机械零部件的研发", "非标零部件的研发")
    assert lines(before, papers) == [
        "12、邮编：「215421」改成了「21542」〔附件2.docx!表2第13行「12、邮编」〕",
        "13、联系电话：「0512-53200001转801」改成了「0512-53200009」〔附件2.docx!表2第14行「13、联系电话」〕",
        "14、传真：删去了「0512-53200002」〔附件2.docx!表2第15行「14、传真」〕",
        "15、主营业务：「精密轴承座、减速机壳体及非标机械零部件的研发、生产与销售；货物进出口业务」"
        "改成了「精密轴承座、减速机壳体及非标零部件的研发、生产与销售；货物进出口业务」〔附件2.docx!表2第16行「15、主营业务」〕",
    ]


def test_a_long_text_is_shown_where_it_differs(returned: tuple[Path, list[Path]]) -> None:
    before, papers = returned
    text = json.loads(before.read_text("utf-8"))["application"]["reasons"]
    word = text[100:104]
    retyped(papers[0], word, "甲乙丙丁戊")
    (line,) = lines(before, papers)
    around = text[100 - 8 : 100], "".join(text[104 : 104 + 5].split())
    assert f"…{around[0]}{word}{around[1]}" in line and f"…{around[0]}甲乙丙丁戊{around[1]}" in line and len(line) < 150


def test_the_command_finds_each_applicants_own_record(returned: tuple[Path, list[Path]], tmp_path: Path) -> None:
    before, papers = returned
    others = write_forms(tmp_path / "另一家", record(NAMES[1]))
    retyped(papers[0], "215421", "215400")
    result = formgen("read", *papers, *others, "--against", before)
    assert result.exit_code == 0, result.output
    assert f"{NAMES[0]}：改了 1 处\n  12、邮编：「215421」改成了「215400」" in result.output
    assert f"{NAMES[1]}：没有原来的数据，没有比较" in result.output
    assert formgen("read", *papers).exit_code == 2
    result = formgen("read", papers[1], "--against", SAMPLES / "complete.json", "--out", tmp_path / "数据")
    assert "改成了" in result.output and (tmp_path / "数据" / f"{NAMES[0]}.json").is_file()
