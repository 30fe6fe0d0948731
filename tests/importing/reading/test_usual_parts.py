"""Word files under other names than the usual ones, and what is said of files that are none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from formgen.foundation.problems import Problem
from formgen.importing.opening import OpenedForm, open_form, open_word
from formgen.render.word.package import PackagePart, WordPackage, read_package
from formgen.returned.word_files.raw_text import may_be
from tests.importing.word_forms import content, registration
from tests.returned.word_files.test_strange_form import made_scheme

DOCUMENT = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def of_kind(kind: bytes) -> Callable[[PackagePart], PackagePart]:
    """A file that says that it is of another kind."""
    return lambda part: replace(part, content=part.content.replace(DOCUMENT, kind))


def on_the_web(part: PackagePart) -> PackagePart:
    """As Word on the web names its document."""
    name = part.name.replace("word/document.xml", "word/document2.xml").replace(
        "_rels/document.xml", "_rels/document2.xml"
    )
    is_list = part.name in ("[Content_Types].xml", "_rels/.rels")
    said = part.content.replace(b"word/document.xml", b"word/document2.xml") if is_list else part.content
    return PackagePart(name, said)


EDITS = {
    "web.docx": on_the_web,
    "form.docm": of_kind(b"application/vnd.ms-word.document.macroEnabled.main+xml"),
    "form.dotm": of_kind(b"application/vnd.ms-word.template.macroEnabledTemplate.main+xml"),
}


@pytest.mark.parametrize("name", EDITS)
def test_word_files_of_other_names_are_opened(tmp_path: Path, name: str) -> None:
    scheme = made_scheme(tmp_path)
    usual = read_package(content(registration()), "")
    path = tmp_path / name
    path.write_bytes(WordPackage("", tuple(map(EDITS[name], usual.parts))).to_bytes())
    opened = open_form(path)
    assert isinstance(opened, OpenedForm) and opened.package.document.tag == usual.document.tag
    assert may_be(scheme.forms, path.read_bytes())


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("企业名称：某公司".encode(), "要 Word 文件"),
        (b"<html><body>x</body></html>", "要 Word 文件"),
        (content(registration())[:3000], "另存一份"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage\0".encode("utf-16-le"), "去掉打开密码"),
    ],
)
def test_nobody_is_told_to_hand_in_a_pdf(tmp_path: Path, given: bytes, told: str) -> None:
    """These are remedies of evidence: a form that comes back as a PDF can't be read."""
    path = tmp_path / "表.docx"
    path.write_bytes(given)
    found = open_word(path)
    assert isinstance(found, Problem)
    assert told in str(found) and "装订" not in str(found) and "PDF 再提供" not in str(found)
