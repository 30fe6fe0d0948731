"""Templates with conditions come back: the branch is told by the form's own words, and what it says of hidden values."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.text.paragraph import Paragraph

from formgen import pipeline
from formgen.foundation.problems import Problem
from formgen.importing import new_scheme
from formgen.record.kinds.table import written
from formgen.render.word.templated import templated
from formgen.returned.word_files.read_files import read_word_files
from formgen.scheme.models import Scheme
from tests.importing.word_forms import conditional, content, saved, table


def scheme_of(document: Document, folder: Path) -> Scheme:
    """A scheme of one template, without LibreOffice: nobody counts its pages."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(new_scheme, "_numbered", lambda form: (b"", {}, 1))
        patch.setattr(new_scheme, "_pictures", lambda form, pdf: [])
        patch.setattr(new_scheme, "looked_over", lambda package, title: (1, ()))
        path = saved(document, folder, "原表.docx")
        for _ in range(2):  # proposed, then confirmed as it is
            new_scheme.new_scheme(folder / "subsidy", [path])
    return pipeline.load(folder / "subsidy")


@pytest.fixture(scope="module")
def scheme(tmp_path_factory: pytest.TempPathFactory) -> Scheme:
    return scheme_of(conditional(), tmp_path_factory.mktemp("subsidy"))


NAMES = ("单位名称", "类型", "bank", "无贷款", "amount", "contact.phone", "contact.fax")


def paper(scheme: Scheme, said: Mapping[str, str], edit: Callable[[Document], None] | None = None) -> bytes:
    from formgen.render.word.fill import template_package

    texts = {**dict.fromkeys(NAMES, ""), **said}
    made = templated(template_package(scheme.forms[0]), texts)
    document = docx.Document(io.BytesIO(made.to_bytes()))
    if edit is not None:
        edit(document)
    return content(document)


def read(scheme: Scheme, file: bytes, folder: Path) -> tuple[dict[str, str], list[Problem]]:
    """The values of a file by the variables of the template, and what is told."""
    path = folder / "交回.docx"
    path.write_bytes(file)
    (source,) = read_word_files(scheme, [path])
    (one,) = source
    names = {slot.field: slot.variable or "" for slot in scheme.forms[0].slots}
    entries = () if one.record is None else one.record.entries
    return {names[entry.field]: written(entry.value) for entry in entries}, list(one.problems)


LOAN = {"单位名称": "甲公司", "bank": "农商行", "amount": "30", "contact.phone": "0512-53520000"}


@pytest.mark.parametrize(
    ("said", "found", "told"),
    [
        (
            LOAN | {"类型": "个体户", "contact.fax": "传真室"},
            LOAN | {"类型": "个体户", "contact.fax": "传真室"},
            [],
        ),
        # 企业 is the word of every other kind: which it was stands nowhere
        (LOAN | {"类型": "企业"}, LOAN, [("returned.conditional", "类型", False)]),
        (
            {"单位名称": "甲店", "类型": "个体户", "无贷款": "是", "bank": "农商行", "contact.phone": "0512-53520000"},
            {"单位名称": "甲店", "类型": "个体户", "contact.phone": "0512-53520000"},
            [("returned.conditional", "bank", False), ("returned.conditional", "无贷款", False)],
        ),
    ],
)
def test_what_can_be_told_is_read_and_the_rest_is_told(
    scheme: Scheme, tmp_path: Path, said: dict[str, str], found: dict[str, str], told: list[tuple[str, str, bool]]
) -> None:
    values, problems = read(scheme, paper(scheme, said), tmp_path)
    assert values == found
    assert [(one.code, one.label, one.is_error) for one in problems] == told


def retyped(paragraph: Paragraph, text: str) -> None:
    for run in paragraph.runs[1:]:
        run.text = ""
    paragraph.runs[0].text = text


def emptied(document: Document) -> None:
    """The bank was deleted, the sentence about it stays."""
    paragraph = next(one for one in document.paragraphs if "农商行" in one.text)
    retyped(paragraph, paragraph.text.replace("农商行", ""))


def changed(document: Document) -> None:
    """The form's own words were changed."""
    paragraph = next(one for one in document.paragraphs if "贷款金额" in one.text)
    retyped(paragraph, paragraph.text.replace("贷款金额", "借款数额"))


@pytest.mark.parametrize(
    ("edit", "code"), [(emptied, "returned.branch"), (changed, "returned.words-changed")], ids=lambda one: str(one)[:12]
)
def test_words_that_no_value_leads_to_are_an_error(
    scheme: Scheme, tmp_path: Path, edit: Callable[[Document], None], code: str
) -> None:
    _, problems = read(scheme, paper(scheme, LOAN | {"类型": "个体户"}, edit), tmp_path)
    assert code in [one.code for one in problems if one.is_error]


def test_a_text_that_may_be_one_value_or_another_is_told_and_not_read(tmp_path: Path) -> None:
    document = conditional()
    table(document, (("代办人", "{% if 代办 %}{{ 代办人 }}{% else %}{{ 法人 }}{% endif %}"),))
    scheme = scheme_of(document, tmp_path)
    more = {"代办": "是", "代办人": "王大明", "法人": "李小红"}
    values, problems = read(scheme, paper(scheme, LOAN | {"类型": "个体户"} | more), tmp_path)
    assert "王大明" not in values.values()
    assert ("returned.conditional", True) in [(one.code, one.is_error) for one in problems]
