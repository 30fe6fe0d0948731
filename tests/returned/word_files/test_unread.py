"""What stands in a returned file beside its rows, or is marked there, is told or read: never left out in silence."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_COLOR_INDEX
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph
from lxml import etree
from PIL import Image

from formgen.record.kinds.table import written
from formgen.render.word.package import WORD
from formgen.returned.word_files.read_files import read_word_files
from tests.importing.word_forms import saved
from tests.returned.word_files.test_strange_form import made_scheme

RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PLAIN = {"姓名": "李小红"}
BOTH = PLAIN | {"性别": "女"}


def name(document: Document) -> Paragraph:
    paragraph: Paragraph = document.tables[0].cell(0, 1).paragraphs[0]
    return paragraph


def choice(document: Document, text: str) -> Paragraph:
    """The place of a choice, with another text in it."""
    paragraph: Paragraph = document.tables[0].cell(0, 3).paragraphs[0]
    for run in paragraph.runs:
        run.text = ""
    paragraph.add_run(text)
    return paragraph


def beside(document: Document, kind: str, content: str) -> None:
    """A part beside the text, with these paragraphs in it."""
    words = f'<w:{kind} xmlns:w="{WORD}">{content}</w:{kind}>'
    uri, form = (
        PackURI(f"/word/{kind}.xml"),
        f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml",
    )
    document.part.relate_to(Part(uri, form, words.encode(), document.part.package), f"{RELATION}/{kind}")


def comment(document: Document) -> None:
    beside(document, "comments", "<w:comment w:id='1'><w:p><w:r><w:t>请代填</w:t></w:r></w:p></w:comment>")


def note(document: Document) -> None:
    beside(document, "footnotes", "<w:footnote w:id='2'><w:p><w:r><w:t>曾用名李红</w:t></w:r></w:p></w:footnote>")


def header(document: Document) -> None:
    document.sections[0].header.paragraphs[0].text = "电话已改"


def page_number(document: Document) -> None:
    document.sections[0].footer.paragraphs[0].text = "- 1 -"


def picture(document: Document) -> None:
    made = io.BytesIO()
    Image.new("RGB", (20, 30)).save(made, "PNG")
    document.paragraphs[0].add_run().add_picture(made)


def word_art(document: Document) -> None:
    drawn = '<w:pict xmlns:w="{}" xmlns:v="urn:schemas-microsoft-com:vml"><v:shape><v:textpath string="技师"/></v:shape></w:pict>'
    document.paragraphs[0].add_run()._r.append(etree.fromstring(drawn.format(WORD)))


def drawn_tick(document: Document) -> None:
    drawn = '<w:pict xmlns:w="{}" xmlns:v="urn:schemas-microsoft-com:vml"><v:line from="0,0" to="9,9"/></w:pict>'
    choice(document, "□男  □女").add_run()._r.append(etree.fromstring(drawn.format(WORD)))


def styled(document: Document) -> None:
    """A style of characters hides what was typed behind the name."""
    style = document.styles.add_style("隐", WD_STYLE_TYPE.CHARACTER)
    style.font.hidden = True
    name(document).add_run("（假）", style="隐")


def struck_by_style(document: Document) -> None:
    style = document.styles.add_style("划", WD_STYLE_TYPE.CHARACTER)
    base = document.styles.add_style("划的", WD_STYLE_TYPE.CHARACTER)
    style.base_style, base.font.strike = base, True
    name(document).add_run("王大明", style="划")


def white(document: Document) -> None:
    name(document).runs[-1].font.color.rgb = RGBColor(255, 255, 255)


def tiny(document: Document) -> None:
    name(document).runs[-1].font.size = Pt(1)


def highlighted_value(document: Document) -> None:
    name(document).runs[-1].font.highlight_color = WD_COLOR_INDEX.YELLOW


def highlighted(document: Document) -> None:
    choice(document, "□男  ").add_run("□女").font.highlight_color = WD_COLOR_INDEX.YELLOW


def underlined(document: Document) -> None:
    choice(document, "□男  □").add_run("女").font.underline = True


def underlined_and_ticked(document: Document) -> None:
    choice(document, "□男  ☑").add_run("女").font.underline = True


def typed_in_wingdings(document: Document) -> None:
    """The letter R shows a ticked box in Wingdings 2."""
    paragraph = choice(document, "□男  ")
    paragraph.add_run("R").font.name = "Wingdings 2"
    paragraph.add_run("女")


@pytest.mark.parametrize(
    ("edit", "codes", "values"),
    [
        (comment, ["returned.comment"], PLAIN),
        (note, ["returned.note"], PLAIN),
        (header, ["returned.margin"], PLAIN),
        (page_number, [], PLAIN),
        (picture, ["returned.picture"], PLAIN),
        (word_art, ["returned.text-box"], PLAIN),
        (drawn_tick, ["returned.shape"], PLAIN),
        (styled, ["returned.struck"], PLAIN),
        (struck_by_style, ["returned.struck"], PLAIN),
        (white, ["returned.unseen"], PLAIN),
        (tiny, ["returned.unseen"], PLAIN),
        (highlighted_value, [], PLAIN),
        (highlighted, ["returned.marked"], PLAIN),
        (underlined, ["returned.marked"], PLAIN),
        (underlined_and_ticked, [], BOTH),
        (typed_in_wingdings, [], BOTH),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_what_is_not_read_is_told(
    tmp_path: Path, edit: Callable[[Document], None], codes: list[str], values: dict[str, str]
) -> None:
    scheme = made_scheme(tmp_path)
    document = docx.Document(str(tmp_path / "原表.docx"))
    name(document).add_run("李小红")
    edit(document)
    (source,) = read_word_files(scheme, [saved(document, tmp_path, "交回.docx")])
    (one,) = source
    assert [problem.code for problem in one.problems] == codes
    assert one.record is not None
    assert {scheme.fields[entry.field].label: written(entry.value) for entry in one.record.entries} == values
