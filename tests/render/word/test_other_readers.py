"""What other people's scripts read of our Word files with python-docx: why nothing by `paragraph.text`, and how all of it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import cast

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph

from tests.judges import REPOSITORY
from tests.returned.word_files.test_drawn_edits import filled

VALUE = "沈明诚"
RUN = f"<w:r><w:t>{VALUE}</w:t></w:r>"
PARAGRAPH = f"<w:p>{RUN}</w:p>"
CELL = f"<w:tc><w:tcPr/>{PARAGRAPH}</w:tc>"
ROW = f"<w:tr>{CELL}</w:tr>"


def control(content: str) -> str:
    return f'<w:sdt><w:sdtPr><w:lock w:val="sdtLocked"/></w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>'


def table(rows: str) -> str:
    return f'<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="5000"/></w:tblGrid>{rows}</w:tbl>'


FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="a"/><w:enabled/><w:ddList><w:listEntry w:val="甲"/>'
    "</w:ddList></w:ffData></w:fldChar></w:r>"
    f'<w:r><w:instrText> FORMDROPDOWN </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>{RUN}'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
MARKED = f'<w:bookmarkStart w:id="1" w:name="a"/>{RUN}<w:bookmarkEnd w:id="1"/>'


def read(document: Document) -> str:
    """What a script reads: all paragraphs, and those of all cells."""
    cells = [cell for one in document.tables for row in one.rows for cell in row.cells]
    return "\n".join(one.text for one in [*document.paragraphs, *(one for cell in cells for one in cell.paragraphs)])


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        (f"<w:p>{control(RUN)}</w:p>", False),
        (control(PARAGRAPH), False),
        (table(f"<w:tr>{control(CELL)}</w:tr>"), False),
        (table(control(ROW)), False),
        (f"<w:p><w:hyperlink w:anchor='a'>{control(RUN)}</w:hyperlink></w:p>", False),
        (table(f"<w:tr><w:tc><w:tcPr/>{control(PARAGRAPH)}<w:p/></w:tc></w:tr>"), False),
        (f"<w:p>{FIELD}</w:p>", True),
        (f"<w:p>{MARKED}</w:p>", True),
        (table(ROW), True),
    ],
    ids=["run", "block", "cell", "row", "link", "in a cell", "form field", "bookmark", "plain"],
)
def test_python_docx_passes_over_every_kind_of_content_control(body: str, seen: bool) -> None:
    document = docx.Document()
    wrapped = parse_xml(f"<w:body {nsdecls('w')}>{body}</w:body>")
    for element in reversed(list(wrapped)):
        document.element.body.insert(0, element)
    saved = io.BytesIO()
    document.save(saved)
    assert (VALUE in read(docx.Document(saved))) is seen


def test_the_line_of_the_documentation_reads_every_value() -> None:
    page = (REPOSITORY / "docs/exactness.md").read_text("utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    names: dict[str, object] = {}
    exec(re.sub("^  ", "", code, flags=re.MULTILINE), names)
    whole_text = cast(Callable[[Paragraph], str], names["whole_text"])
    for form_id in ("annex2", "annex3"):
        file = filled(form_id)
        document = docx.Document(io.BytesIO(file.package.to_bytes()))
        paragraphs = [Paragraph(one, document._body) for one in document.element.body.iter(qn("w:p"))]
        text = "".join(map(whole_text, paragraphs))
        values = [one for one in file.expected if one]
        assert len(values) >= 4 and all("".join(value.split()) in "".join(text.split()) for value in values)
