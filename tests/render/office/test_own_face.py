"""Boxes get the face that has them, and nothing else of a Word file is changed."""

from __future__ import annotations

import docx

from formgen.render.office.own_face import BOX_FACE, with_boxes_in_their_face
from formgen.render.word.package import WordPackage, attribute, read_package, tag
from tests.importing.word_forms import content


def package_of(*runs: str) -> WordPackage:
    document = docx.Document()
    paragraph = document.add_paragraph()
    for text in runs:
        paragraph.add_run(text).bold = True
    return read_package(content(document), "表.docx")


def seen(package: WordPackage) -> list[tuple[str, str | None, bool]]:
    """Each run's text, its face, and whether it is bold."""
    found = []
    for run in package.document.iter(tag("r")):
        properties = run.find(tag("rPr"))
        assert properties is not None
        faces = properties.find(tag("rFonts"))
        text = "".join("\n" if child.tag == tag("br") else child.text or "" for child in run if child is not properties)
        found.append(
            (text, None if faces is None else attribute(faces, "eastAsia"), properties.find(tag("b")) is not None)
        )
    return found


def test_each_box_becomes_a_run_in_its_face() -> None:
    package = with_boxes_in_their_face(package_of("□已婚    ☑单身\n第二行", "没有"))
    assert seen(package) == [
        ("□", BOX_FACE, True),
        ("已婚    ", None, True),
        ("☑", BOX_FACE, True),
        ("单身", None, True),
        ("\n第二行", None, True),
        ("没有", None, True),
    ]


def test_a_file_without_boxes_stays_as_it_is() -> None:
    package = package_of("姓名：", "   ")
    assert with_boxes_in_their_face(package) is package
