"""Everything that the layout does not support is a named fault with its place. Nothing is left out silently."""

from __future__ import annotations

import pytest

from formgen.foundation.errors import DefinitionError
from formgen.render.layout.read import inspect_sheet, read_sheet
from formgen.render.lint import template_faults
from formgen.render.word.fill import fill_package, template_package
from formgen.render.word.package import PackagePart, WordPackage, read_package
from formgen.scheme.models import Scheme
from tests.render.papers import FORM_IDS, form_of
from tests.sweeps import sweep

CHANGES = [
    ("document", "<w:tblHeader/>", "<w:tblHeader/><w:hidden/>", "w:hidden"),
    ("document", "</w:pgMar>", "", "不是正确的 XML"),
    (
        "document",
        '<w:jc w:val="center"/><w:tblLayout w:type="fixed"/>',
        '<w:jc w:val="left"/><w:tblLayout w:type="fixed"/>',
        "不是居中",
    ),
    ("document", '<w:tblLayout w:type="fixed"/>', '<w:tblLayout w:type="autofit"/>', "自动调整"),
    ("document", '<w:t xml:space="preserve">项目</w:t>', "<w:t>项</w:t><w:tab/><w:t>目</w:t>", "w:tab"),
    ("document", '<w:t xml:space="preserve">项目</w:t>', "<w:drawing/>", "w:drawing"),
    ("document", '<w:t xml:space="preserve">项目</w:t>', '<w:br w:type="page"/>', "w:br"),
    ("document", '<w:p><w:pPr><w:pStyle w:val="自评表表头"/>', '<w:p><w:pPr><w:pStyle w:val="没有"/>', "样式 没有"),
    ("document", "<w:sectPr>", '<w:sectPr><w:cols w:num="2"/>', "分栏"),
    ("document", "<w:sectPr>", "<w:p><w:pPr><w:sectPr/></w:pPr></w:p><w:sectPr>", "多个分节"),
    ("document", "<w:sectPr>", '<w:sectPr><w:docGrid w:type="lines" w:linePitch="312"/>', "文档网格"),
    ("document", '<w:gridSpan w:val="3"/>', '<w:gridSpan w:val="2"/>', "各格共占"),
    ("document", "<w:cantSplit/>", '<w:gridAfter w:val="1"/><w:cantSplit/>', "w:gridAfter"),
    ("document", "<w:body>", "<w:body><w:customXml/>", "w:customXml"),
    ("styles", 'w:lineRule="exact"', 'w:lineRule="auto"', "行距不是固定值"),
    ("styles", '<w:jc w:val="center"/>', '<w:jc w:val="distribute"/>', "分散对齐"),
    ("styles", 'w:eastAsia="宋体"', 'w:eastAsia="微软雅黑"', "微软雅黑"),
    ("styles", '<w:sz w:val="18"/>', '<w:b/><w:sz w:val="18"/>', "加粗"),
    ("styles", '<w:sz w:val="18"/>', '<w:vertAlign w:val="superscript"/><w:sz w:val="18"/>', "w:vertAlign"),
    ("styles", "<w:qFormat/><w:pPr>", '<w:qFormat/><w:pPr><w:pBdr><w:top w:val="single"/></w:pBdr>', "w:pBdr"),
    ("styles", "<w:qFormat/><w:pPr>", '<w:qFormat/><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr>', "自动编号"),
]


def changed(package: WordPackage, part: str, old: str, new: str) -> WordPackage:
    name = f"word/{part}.xml"
    text = package.part(name).decode()
    if old == "</w:pgMar>":
        text = text[:-20]
    else:
        assert old in text
        text = text.replace(old, new)
    return WordPackage(
        package.name, tuple(PackagePart(p.name, text.encode() if p.name == name else p.content) for p in package.parts)
    )


@pytest.mark.parametrize(("part", "old", "new", "named"), CHANGES, ids=[change[3] for change in CHANGES])
def test_what_is_not_supported_is_named_with_its_place(
    scheme: Scheme, part: str, old: str, new: str, named: str
) -> None:
    form = form_of(scheme, "annex4")
    package = changed(template_package(form), part, old, new)
    with pytest.raises(DefinitionError) as raised:
        read_sheet(package, form.slots, form.title)
    faults = [str(fault) for fault in raised.value.faults]
    assert any(named in fault for fault in faults), faults
    assert all(fault.startswith("annex4/form.docx: ") for fault in faults)


def test_a_fault_of_many_paragraphs_is_named_at_each_of_them(scheme: Scheme) -> None:
    """Each style is examined once, but a fault of a paragraph is reported at the place of the paragraph."""
    form = form_of(scheme, "annex2")
    defaults = "<w:docDefaults><w:rPrDefault><w:rPr>"
    for part, old, new, named in (
        ("document", '<w:pStyle w:val="封面填写内容"/>', '<w:pStyle w:val="没有"/>', "段落样式 没有 没有定义"),
        ("styles", defaults, f"{defaults}<w:b/>", "文字加粗"),
    ):
        package = changed(template_package(form), part, old, new)
        faults = inspect_sheet(package, form.slots, form.title)[1]
        assert len({fault.place for fault in faults if named in fault.message}) > 1


@pytest.mark.parametrize("form_id", sweep(FORM_IDS, ("annex4", "annex5-city")))
def test_our_templates_have_no_faults(scheme: Scheme, form_id: str) -> None:
    form = form_of(scheme, form_id)
    assert template_faults(form) == ()
    assert inspect_sheet(fill_package(form, ()), form.slots, form.title)[1] == ()


@pytest.mark.parametrize("content", [b"", b"PK", b"not a zip", b"%PDF-1.7"])
def test_what_is_no_word_file_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(DefinitionError, match="不是 Word 文件"):
        read_package(content, "x.docx")
