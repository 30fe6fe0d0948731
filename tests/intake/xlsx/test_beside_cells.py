"""Comments and text boxes of a sheet are not read, and told."""

from __future__ import annotations

from pathlib import Path

from openpyxl.comments import Comment

from formgen.scheme.models import Scheme
from tests.intake.given import SHEET, found, package, read, workbook


def test_comments_and_text_boxes_are_told(scheme: Scheme, tmp_path: Path) -> None:
    """`已增资` in a comment on the capital: the cell is read, and somebody has to look at the comment."""
    book = workbook(tmp_path / "a.xlsx", 企业=[["企业名称", "联系人"], ["甲", "张三"], ["乙", "李四"]])
    book["企业"]["B1"].comment = Comment("写姓名", "某")
    book.save(tmp_path / "a.xlsx")
    assert found(read(scheme, tmp_path / "a.xlsx")[0]) == [("sheet.missing", "")]
    book["企业"]["B3"].comment = Comment("已换成王五", "某")
    book.save(tmp_path / "b.xlsx")
    source, _ = read(scheme, tmp_path / "b.xlsx")
    assert ("sheet.comments", "企业") in found(source) and any("B3" in one.message for one in source.problems)
    names = "http://schemas.openxmlformats.org/drawingml/2006/"
    parts: dict[str, str | bytes] = {
        "xl/worksheets/_rels/sheet1.xml.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
            'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing" Target="../drawings/a.xml"/>'
            "</Relationships>"
        ),
        "xl/drawings/a.xml": f'<a:wsDr xmlns:a="{names}main"><a:p><a:r><a:t>电话改了</a:t></a:r></a:p></a:wsDr>',
    }
    package(tmp_path / "c.xlsx", SHEET, parts)
    assert ("sheet.text-box", "企业") in found(read(scheme, tmp_path / "c.xlsx")[0])
    package(tmp_path / "d.xlsx", SHEET, {**parts, "xl/drawings/a.xml": "<damaged"})
    assert [one.name for one in read(scheme, tmp_path / "d.xlsx")[1]] == ["甲"]
