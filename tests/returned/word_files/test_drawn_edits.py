"""What is read back is what was filled, however the file was edited: edits drawn at random, on native forms and an office's form."""

from __future__ import annotations

import copy
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from formgen import pipeline
from formgen.render.papers import render_word
from formgen.render.word.form_controls import form_controls
from formgen.render.word.package import WordPackage, read_package
from formgen.returned.word_files.form_rows import file_rows, fold
from formgen.returned.word_files.plain.plain_words import with_plain_words
from formgen.returned.word_files.returned_form import read_returned
from formgen.returned.word_files.values.typed_values import value_of
from formgen.scheme.models import Form, Scheme
from tests.returned.word_files.edits import EDITS, FILE_EDITS, MORE_EDITS, Edit, FileEdit, edited
from tests.returned.word_files.test_returned_form import RECORD, SCHEME
from tests.returned.word_files.test_strange_form import made_scheme
from tests.sweeps import is_thorough

OFFICE_RECORD = {
    "姓名": "李小红",
    "性别": "女",
    "成立日期": "2024年3月5日",
    "申请金额": "12.5",
    "项目简介": "第一段。\n第二段。",
}


@dataclass(frozen=True)
class FilledFile:
    """A form as applicants get it, filled; and the text of each slot as it must be read."""

    form: Form
    package: WordPackage
    expected: tuple[str, ...]


@cache
def filled(name: str) -> FilledFile:
    if name == "office":
        folder = Path(mkdtemp())
        scheme = made_scheme(folder)
        ids = {field.label: field_id for field_id, field in scheme.fields.items()}
        data: dict[str, dict[str, str]] = {}
        for label, text in OFFICE_RECORD.items():
            block, _, field = ids[label].partition(".")
            data.setdefault(block, {})[field] = text
        record = folder / "record.json"
        record.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
        return _filled(scheme, scheme.forms[0], record)
    return _filled(SCHEME, next(form for form in SCHEME.forms if form.id == name), RECORD)


def _filled(scheme: Scheme, form: Form, record: Path) -> FilledFile:
    (texts,) = pipeline.examine(scheme, record, [form.id]).filled(scheme, [form])
    said = {one.slot: one.text for one in texts.texts}
    content = render_word(texts.form, texts.texts, form_controls(scheme, form)).content
    expected = tuple(value_of(slot, said.get(slot.id, "")) for slot in texts.form.slots)
    return FilledFile(texts.form, read_package(content, form.id), expected)


def folded(texts: Sequence[str]) -> list[str]:
    return [fold(text).text for text in texts]


def differences(file: FilledFile, edits: list[Edit], file_edits: Sequence[FileEdit]) -> tuple[object, ...]:
    """What is read otherwise than it was filled in, and what is told that must not be."""
    root = copy.deepcopy(edited(file.form, file.package, edits).document)
    for change in file_edits:
        change(root)
    saved = io.BytesIO()
    docx.Document(io.BytesIO(file.package.with_document(root).to_bytes())).save(saved)
    package, odd = with_plain_words(read_package(saved.getvalue(), "交回.docx"), "交回.docx")
    assert odd == []
    result = read_returned(file.form, package, file_rows(package), "交回.docx")
    found = folded([one.text for one in result.texts])
    wrong = [
        (slot.id, was, now)
        for slot, was, now in zip(file.form.slots, folded(file.expected), found, strict=True)
        if was != now
    ]
    return (*wrong, *(str(problem) for problem in result.problems if problem.code != "returned.added"))


@pytest.mark.parametrize("edit", [*EDITS, *MORE_EDITS], ids=lambda edit: edit.__name__)
@pytest.mark.parametrize("name", ["annex3", "office"])
def test_each_edit_of_all_places(name: str, edit: Edit) -> None:
    file = filled(name)
    assert differences(file, [edit] * len(file.form.slots), ()) == ()


@pytest.mark.parametrize("edit", FILE_EDITS, ids=lambda edit: edit.__name__)
@pytest.mark.parametrize("name", ["annex2", "annex3", "annex5-city", "office"])
def test_each_edit_of_a_whole_file(name: str, edit: FileEdit) -> None:
    file = filled(name)
    if edit.__name__ == "copy_row" and name == "annex3":
        return  # it has no table
    assert differences(file, [EDITS[0]] * len(file.form.slots), [edit]) == ()


@settings(max_examples=100 if is_thorough() else 10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_what_is_read_back_is_what_was_filled(data: st.DataObject) -> None:
    file = filled(data.draw(st.sampled_from(["annex2", "annex3", "annex5-city", "office"])))
    count = len(file.form.slots)
    edits = data.draw(st.lists(st.sampled_from([*EDITS, *MORE_EDITS]), min_size=count, max_size=count))
    file_edits = [edit for edit in FILE_EDITS if edit.__name__ != "copy_row" and data.draw(st.booleans())]
    assert differences(file, edits, file_edits) == ()
