# ruff: noqa: E501
"""Packed office files that refer to something outside: every such reference is refused by name.

Content that only looks like such a reference is not refused.
"""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formgen.dossier.evidence.formats import FileFormat, format_of
from formgen.dossier.evidence.office.office import office_to_pdf
from formgen.dossier.evidence.outside import packed as module
from formgen.dossier.evidence.outside.look_through import look_through
from formgen.dossier.evidence.outside.references import References, leaves
from formgen.dossier.evidence.refused import RefusedError
from tests.dossier.evidence.office_files import ODF, RELATIONS, docx, odf, odt, packed, relation, xlsx
from tests.sweeps import some_of

U = "http://192.0.2.1/seal"
FRAME = "<text:p><draw:frame><draw:image xlink:href={}/></draw:frame></text:p>"
RELS = "word/_rels/document.xml.rels"
VML = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"


def scanned(content: bytes) -> References:
    return look_through(content, format_of(content))


def targets(content: bytes) -> str:
    return "；".join(reference.shown(200) for reference in scanned(content).references)


def fields(*codes: str) -> str:
    """Make a field whose code is split over several runs."""
    runs = "".join(f'<w:r><w:instrText xml:space="preserve">{code}</w:instrText></w:r>' for code in codes)
    return (
        f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>{runs}<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        '<w:r><w:t>x</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )


NESTED = (
    '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>INCLUDE</w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>QUOTE x</w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>PICTURE</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    f'<w:r><w:instrText> "{U}"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
)
DATABASE = '<w:mailMerge><w:dataSource r:id="rId1"/></w:mailMerge>'


def with_rels(rels: str | bytes, body: str = "") -> bytes:
    return docx("字", body=body, more={RELS: rels})


WORD_FILES: Mapping[str, bytes] = {
    "picture": docx("字", relations=relation(9, "image", U, True)),
    "single quotes": with_rels(RELATIONS.format(relation(9, "image", U, True)).replace('"', "'").replace("'1.0'", '"1.0"')),
    "prefixed": with_rels(
        RELATIONS.format(relation(9, "image", U, True)).replace("<Rel", "<x:Rel").replace("</Rel", "</x:Rel").replace("xmlns=", "xmlns:x=")
    ),
    "utf-16": with_rels(RELATIONS.format(relation(9, "image", U, True)).replace("UTF-8", "UTF-16").encode("utf-16")),
    "utf-16 without a mark": with_rels(RELATIONS.format(relation(9, "image", U, True)).replace("UTF-8", "UTF-16LE").encode("utf-16-le")),
    "character reference": with_rels(RELATIONS.format(relation(9, "image", U, True).replace("External", "Ext&#101;rnal"))),
    "no mode": docx("字", relations=relation(9, "image", U)),
    "capitals": with_rels(RELATIONS.format(relation(9, "image", U, True).replace('"External"', '" EXTERNAL "'))),
    "out of the package": docx("字", relations=relation(9, "image", "../../seal.png")),
    "escaped dots": docx("字", relations=relation(9, "image", "%2e%2e/%2E./seal.png")),
    "a drive": docx("字", relations=relation(9, "image", "C:\\seal.png")),
    "a share": docx("字", relations=relation(9, "image", "\\\\server\\seal.png", True)),
    "object": docx("字", relations=relation(9, "oleObject", "file:///a.xls", True)),
    "template": docx("字", relations=relation(9, "attachedTemplate", f"{U}.dotx", True)),
    "a template of its own": docx("字", relations=relation(9, "attachedTemplate", "file:///C:\\公文.dotm", True)),
    "the standard template elsewhere": docx("字", relations=relation(9, "attachedTemplate", "\\\\server\\Normal.dotm", True)),
    "sub-document": docx("字", relations=relation(9, "subDocument", "a.docx", True)),
    "frame": docx("字", relations=relation(9, "frame", "a.htm", True)),
    "mail merge": docx("字", relations=relation(9, "mailMergeSource", "file:///a.mdb", True)),
    "unknown kind": docx("字", relations=relation(9, "whatever", "a.bin", True)),
    "strict kind": with_rels(RELATIONS.format(f'<Relationship Id="rId9" Type="{STRICT}/image" Target="{U}" TargetMode="External"/>')),
    "a link used for a picture": docx(
        "字",
        relations=relation(9, "hyperlink", U, True),
        body='<w:p><w:r><a:blip xmlns:a="urn:a" r:link="rId9"/></w:r></w:p>',
    ),
    "include picture": docx("字", body=fields(f'INCLUDEPICTURE "{U}" \\d')),
    "split": docx("字", body=fields(" INC", "LUDE", f'PICTURE "{U}"')),
    "small letters": docx("字", body=fields(f' includetext "{U}"')),
    "simple field": docx("字", body=f'<w:p><w:fldSimple w:instr=" INCLUDETEXT {U} "/></w:p>'),
    "put together": docx("字", body=NESTED),
    "dde": docx("字", body=fields("DDEAUTO excel a.xls R1C1")),
    "link": docx("字", body=fields("LINK Excel.Sheet.12 a.xlsx R1C1 \\a")),
    "deleted": docx("字", body=fields("IMPORT a.pcx").replace("instrText", "delInstrText")),
    "unended": docx("字", body=f'<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>RD {U}</w:instrText></w:r></w:p>'),
    "without a field": docx("字", body=f"<w:p><w:r><w:instrText>AUTOTEXT {U}</w:instrText></w:r></w:p>"),
    "code as text": docx("字", body=fields(f'INCLUDEPICTURE "{U}"').replace("instrText", "t")),
    "half of the code as text": docx("字", body=fields("INCLUDE", f'PICTURE "{U}"').replace("<w:instrText xml:space=\"preserve\">PICT", "<w:t>PICT").replace(f'{U}"</w:instrText', f'{U}"</w:t')),
    "quotes of print": docx("字", body=fields(f"INCLUDEPICTURE“{U}”")),
    "a switch at once": docx("字", body=fields(f'INCLUDEPICTURE\\d "{U}"')),
    "a sign without width": docx("字", body=fields(f"\u200bINCLUDETEXT {U}")),
    "parted by a tab": docx("字", body=fields("INCLUDETEXT", U).replace("INCLUDETEXT</w:instrText>", "INCLUDETEXT</w:instrText><w:tab/>")),
    "parted by a line break": docx("字", body=fields("DDEAUTO", "excel").replace("DDEAUTO</w:instrText>", "DDEAUTO</w:instrText><w:br/>")),
    "in a header": docx("字", more={"word/header1.xml": f"<w:hdr xmlns:w='urn:w'>{fields('INCLUDETEXT a.txt')}</w:hdr>"}),
    "vml": docx("字", body=f'<w:p><w:r><w:pict {VML}><v:shape><v:imagedata src="{U}"/></v:shape></w:pict></w:r></w:p>'),
    "vml, other file": docx("字", body=f'<w:p><w:r><w:pict {VML}><v:rect><v:fill o:href="{U}"/></v:rect></w:pict></w:r></w:p>'),
    "vml by name": docx("字", body=f'<w:p><w:r><w:pict {VML}><v:imagedata src="seal.png"/></w:pict></w:r></w:p>'),
    "linked object": docx("字", body=f'<w:p><w:object {VML}><o:OLEObject Type="Link" ProgID="Excel.Sheet"/></w:object></w:p>'),
    "other document": docx("字", body='<w:altChunk r:id="rId9"/>', relations=relation(9, "aFChunk", "afchunk.htm")),
    "sub-document inside": docx("字", body='<w:subDoc r:id="rId9"/>'),
    "merge": docx("字", more={"word/settings.xml": f"<w:settings xmlns:w='urn:w' xmlns:r='urn:r'>{DATABASE}</w:settings>"}),
    "part of another name": docx("字", more={"word/odd.bin": f"<w:p xmlns:w='urn:w'>{fields('DDE a b')}</w:p>"}),
    "drawing": docx("字", more={"word/media/a.svg": f'<svg xmlns:x="http://www.w3.org/1999/xlink"><image x:href="{U}"/></svg>'}),
    "drawing beside": docx("字", more={"word/media/a.svg": '<svg><image href="seal.png"/></svg>'}),
    "packed drawing": docx("字", more={"word/media/a.svgz": gzip.compress(f'<svg><image href="{U}"/></svg>'.encode())}),
    "drawing's style": docx("字", more={"word/media/a.svg": f'<svg><rect style="fill:url({U})"/></svg>'}),
    "drawing's style sheet": docx("字", more={"word/media/a.svg": f'<svg><style>@import "{U}";</style><rect/></svg>'}),
    "drawing's face": docx("字", more={"word/media/a.svg": f"<svg><style>a {{ src: url( '{U}' ) }}</style></svg>"}),
    "drawing's instruction": docx("字", more={"word/media/a.svg": f'<?xml-stylesheet type="text/css" href="{U}"?><svg/>'}),
    "drawing's style in capitals": docx("字", more={"word/media/a.svg": f'<svg><rect style="fill:URL({U})"/></svg>'}),
    "drawing's style sheet in capitals": docx("字", more={"word/media/a.svg": f"<svg><style>a {{ fill: Url({U}) }}</style></svg>"}),
    "drawing's style in numbers": docx("字", more={"word/media/a.svg": f'<svg><rect style="fill:u\\72 l({U})"/></svg>'}),
    "drawing's base": docx("字", more={"word/media/a.svg": f'<svg xml:base="{U}"><image href="#a"/></svg>'}),
    "drawing behind blanks": docx("字", more={"word/media/a.bin": f'\n   <svg><image href="{U}"/></svg>'}),
    "also OpenDocument": docx("字", more={"content.xml": f"<a {ODF}>{FRAME.format(chr(34) + U + chr(34))}</a>"}),
}  # fmt: skip


@pytest.mark.parametrize("name", WORD_FILES)
def test_a_word_file_that_points_outside_is_refused_by_name(name: str) -> None:
    with pytest.raises(RefusedError) as refused:
        office_to_pdf(WORD_FILES[name], format_of(WORD_FILES[name]))
    assert refused.value.code == "evidence.linked" and "PDF" in refused.value.remedy
    assert refused.value.message.partition("：")[2]


def formula(text: str) -> str:
    return f'<c r="B1"><f>{text}</f><v>1</v></c>'


WORKBOOKS: Mapping[str, bytes] = {
    "web": xlsx("字", formula(f"_xlfn.WEBSERVICE(&quot;{U}&quot;)")),
    "web by LibreOffice": xlsx("字", formula(f"COM.MICROSOFT.WEBSERVICE ( &quot;{U}&quot;)")),
    "picture": xlsx("字", formula(f"_xlfn._xlws.IMAGE(&quot;{U}&quot;)")),
    "within": xlsx("字", formula(f"IF(A1=&quot;&quot;,1,webservice(&quot;{U}&quot;))")),
    "rtd": xlsx("字", formula("RTD(&quot;a&quot;,,&quot;b&quot;)")),
    "dde": xlsx("字", formula("cmd|'/c calc'!A0")),
    "dde in capitals": xlsx("字", formula("DDE|a!b")),
    "other file": xlsx("字", formula("'C:\\a\\[b.xlsx]S'!A1")),
    "other file by address": xlsx("字", formula("'file:///a.ods'#$S.A1")),
    "indirect": xlsx("字", formula("INDIRECT(&quot;'file:///a.ods'#$S.A1&quot;)")),
    "name": xlsx("字", "<x><definedName name='a'>WEBSERVICE(1)</definedName></x>"),
    "validation": xlsx("字", "<x><dataValidation><formula1>RTD(1)</formula1></dataValidation></x>"),
    "dde link": xlsx("字", '<ddeLink ddeService="a" ddeTopic="b"/>'),
    "other file without quotes": xlsx("字", formula("1+[b.xlsx]表一!A1")),
    "other file by number": xlsx("字", formula("SUM([1]Sheet1!A1:A2)")),
    "other file by address without quotes": xlsx("字", formula("[file:///tmp/a.ods]S!A1")),
    "indirect to a file without quotes": xlsx("字", formula("INDIRECT(&quot;[b.xlsx]S!A1&quot;)")),
    "format of a cell": xlsx("字", '<cfvo type="formula" val="WEBSERVICE(A1)"/>'),
    "ole link": xlsx("字", '<oleLink progId="a"/>'),
    "connection": xlsx("字", '<connections><connection id="1" name="q" type="5"/></connections>'),
}  # fmt: skip


@pytest.mark.parametrize("name", WORKBOOKS)
def test_a_workbook_that_points_outside_is_refused_by_name(name: str) -> None:
    with pytest.raises(RefusedError) as refused:
        office_to_pdf(WORKBOOKS[name], FileFormat.XLSX)
    assert refused.value.code == "evidence.linked"


def quoted(text: str) -> str:
    return FRAME.format(f'"{text}"')


def cell(text: str) -> bytes:
    return odf(
        "spreadsheet",
        f'<office:spreadsheet><table:table><table:table-cell table:formula="{text}"/></table:table></office:spreadsheet>',
    )


OPEN_DOCUMENTS: Mapping[str, bytes] = {
    "picture": odt(quoted(U)),
    "single quotes": odt(FRAME.format(f"'{U}'")),
    "local": odt(quoted("file:///seal.png")),
    "absolute": odt(quoted("/seal.png")),
    "beside": odt(quoted("../seal.png")),
    "beside, escaped": odt(quoted("%2e%2e/seal.png")),
    "beside, further in": odt(quoted("Pictures/../../seal.png")),
    "blanks": odt(quoted(f" \t{U}")),
    "share": odt(quoted("\\\\server\\seal.png")),
    "other prefix": odt(f'<d:image xmlns:d="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xlink:href="{U}"/>'),
    "object": odt(f'<text:p><draw:frame><draw:object xlink:href="{U}.odt"/></draw:frame></text:p>'),
    "plugin": odt(f'<draw:plugin xlink:href="{U}"/>'),
    "applet": odt(f'<draw:applet draw:codebase="{U}"/>'),
    "frame": odt(f'<draw:floating-frame xlink:href="{U}"/>'),
    "section": odt(f'<text:section text:name="a"><text:section-source xlink:href="{U}"/></text:section>'),
    "section by dde": odt('<text:section><office:dde-source office:dde-application="soffice" office:dde-item="a"/></text:section>'),
    "dde": odt('<text:dde-connection-decls><text:dde-connection-decl office:name="a"/></text:dde-connection-decls>'),
    "script": odt('<text:script script:language="a" xlink:href="file:///a.js"/>'),
    "event": odt('<script:event-listener xlink:href="vnd.sun.star.script:a?language=Basic&amp;location=document"/>'),
    "form picture": odt(f'<form:image form:image-data="{U}"/>'),
    "database": odt(f'<form:form><form:connection-resource xlink:href="{U}"/></form:form>'),
    "background": odf("text", "<office:text/>", f'<style:paragraph-properties><style:background-image xlink:href="{U}"/></style:paragraph-properties>'),
    "bullet": odf("text", "<office:text/>", f'<text:list-level-style-image xlink:href="{U}"/>'),
    "font": odf("text", "<office:text/>", f'<svg:font-face-src><svg:font-face-uri xlink:href="{U}"/></svg:font-face-src>'),
    "fill in styles": odf("text", "<office:text/>", more={"styles.xml": f'<office:styles {ODF}><draw:fill-image xlink:href="{U}"/></office:styles>'}),
    "template": odf("text", "<office:text/>", more={"meta.xml": f'<office:meta {ODF}><meta:template xlink:href="{U}"/></office:meta>'}),
    "settings": odf("text", "<office:text/>", more={
        "settings.xml": f'<a {ODF}><config:config-item config:name="BitmapTableURL">{U}</config:config-item></a>'}),
    "reload": odf("text", "<office:text/>", more={"meta.xml": f'<a {ODF}><meta:auto-reload xlink:href="{U}"/></a>'}),
    "object inside": odf("text", "<office:text/>", more={"Object 1/content.xml": f"<a {ODF}>{quoted('../../seal.png')}</a>"}),
    "sheet": odf("spreadsheet", f'<office:spreadsheet><table:table><table:table-source xlink:href="{U}"/></table:table></office:spreadsheet>'),
    "cells": odf("spreadsheet", f'<office:spreadsheet><table:cell-range-source xlink:href="{U}"/></office:spreadsheet>'),
    "query": odf("spreadsheet", '<office:spreadsheet><table:database-source-sql table:database-name="a"/></office:spreadsheet>'),
    "web": cell(f"of:=WEBSERVICE(&quot;{U}&quot;)"),
    "web in full": cell(f"of:=COM.MICROSOFT.WEBSERVICE(&quot;{U}&quot;)"),
    "other file": cell("of:=['file:///a.ods'#$S.A1]"),
    "dde function": cell("of:=DDE(&quot;soffice&quot;;&quot;a&quot;;&quot;b&quot;)"),
    "other file without quotes": cell("of:=[file:///a.ods#$S.A1]"),
    "base": odt(f'<draw:image xlink:href="Pictures/1.png" xml:base="{U}"/>'),
    "form on a database": odt('<form:form form:datasource="Bibliography" form:command="a"/>'),
    "field of a database": odt('<text:database-display text:database-name="file:///a.odb"/>'),
    "format of a cell": odf("spreadsheet", '<office:spreadsheet><calcext:condition xmlns:calcext="urn:c" calcext:value="formula-is(WEBSERVICE(1))"/></office:spreadsheet>'),
    "icons of a cell": odf("spreadsheet", '<office:spreadsheet><calcext:formatting-entry xmlns:calcext="urn:c" calcext:value="WEBSERVICE(1)"/></office:spreadsheet>'),
    "service": odf("spreadsheet", '<office:spreadsheet><table:source-service table:name="a"/></office:spreadsheet>'),
    "sound": odf("presentation", '<office:presentation><presentation:sound xlink:href="file:///a.wav"/></office:presentation>'),
    "flat": f'<?xml version="1.0"?><office:document {ODF} office:mimetype="application/vnd.oasis.opendocument.text">'
            f"<office:body><office:text>{quoted(U)}</office:text></office:body></office:document>".encode(),
    "flat, beside": f'<office:document {ODF} office:mimetype="application/vnd.oasis.opendocument.text">'
                    f"<office:body><office:text>{quoted('seal.png')}</office:text></office:body></office:document>".encode(),
    "flat sheet": f'<office:document {ODF} office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:body>'
                  f'<office:spreadsheet><table:table-source xlink:href="a.ods"/></office:spreadsheet></office:body></office:document>'.encode(),
}  # fmt: skip


@pytest.mark.parametrize("name", OPEN_DOCUMENTS)
def test_an_open_document_that_points_outside_is_refused_by_name(name: str) -> None:
    content = OPEN_DOCUMENTS[name]
    with pytest.raises(RefusedError) as refused:
        office_to_pdf(content, format_of(content))
    assert refused.value.code == "evidence.linked"


SOUND: Mapping[str, bytes] = {
    "links to follow": docx("字", relations=relation(8, "hyperlink", "https://example.com/", True),
                            body=f'<w:p><w:hyperlink r:id="rId8"><w:r><w:t>x</w:t></w:r></w:hyperlink></w:p>{fields("HYPERLINK &quot;http://a/&quot;")}'),
    "link of a shape": docx("字", body=f'<w:p><w:r><w:pict {VML}><v:shape href="http://a/"><v:imagedata r:id="rId9" o:title=""/></v:shape></w:pict></w:r></w:p>'),
    "standard template": docx("字", relations=relation(9, "attachedTemplate", "file:///C:\\Users\\a\\Kingsoft\\wps\\Normal.dotm", True)),
    "parts of its own": docx("字", relations=relation(9, "image", "media/image1.png") + relation(10, "image", "/word/media/a.png") + relation(11, "customXml", "../customXml/item1.xml")),
    "usual fields": docx("字", body=fields("PAGE") + fields('TOC \\o "1-3"') + fields("= SUM(ABOVE)") + fields("REF INCLUDEPICTURE")),
    "text that speaks of them": docx('INCLUDEPICTURE "http://a/"', "=WEBSERVICE(1)", "cmd|'/c calc'!A0"),
    "picture with a type": docx("字", more={"word/media/a.svg": '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
                                '<svg><style>.a { fill: url(#g) }</style><defs><linearGradient id="g"/></defs><rect fill="url(#g)"/><image href="data:image/png;base64,AA=="/><a href="http://a/"/></svg>'}),
    "empty part": docx("字", more={"word/odd.xml": ""}),
    "formulas": xlsx("字", formula("SUM(A1:A2)") + formula("HYPERLINK(&quot;http://a/&quot;,&quot;a|b&quot;)") + formula("'2018 年'!A1&amp;Table1[[#This Row],[a]]")
                     + formula("INDIRECT(&quot;A&quot;&amp;1)") + formula("VLOOKUP(A1,'甲''s'!A:B,2,0)") + formula("INDIRECT(&quot;表1[金额]&quot;)")
                     + formula("SUM(表1[[#All],[数量]])+Table1[@金额]+[0]!Total")),
    "own pictures": odt('<draw:image xlink:href="Pictures/1.png"/><draw:object xlink:href="./Object 1"/><draw:image xlink:href="./ObjectReplacements/Object 1"/>'
                        '<draw:image xlink:href=""/><text:a xlink:href="../附件.odt">x</text:a><draw:a xlink:href="http://a/"/><text:a xlink:href="#a"/>'
                        '<draw:image-map><draw:area-rectangle xlink:href="http://a/"/><draw:area-polygon xlink:href="http://a/"/></draw:image-map>'
                        '<form:form xlink:href="http://a/" form:datasource=""><form:button xlink:href="http://a/"/></form:form>'),
    "chart": odf("text", "<office:text/>", more={"Object 1/content.xml": f'<a {ODF}><chart xlink:href=".."/><b xlink:href="../Pictures/1.png"/></a>'}),
    "open formulas": cell("of:=SUM([.A1:.B2])+[$'甲 乙'.A1]&amp;&quot;'a'#&quot;"),
    "settings": odf("text", "<office:text/>", more={"settings.xml": f'<a {ODF}><config:config-item config:name="ColorTableURL">$(inst)/share/palette%3B</config:config-item>'
                    '<config:config-item config:name="LinkUpdateMode">1</config:config-item></a>'}),
    "click on a shape": odf("presentation", '<office:presentation><presentation:event-listener presentation:action="show" xlink:href="http://a/"/></office:presentation>'),
    "sums and names": docx("字", body=fields("= DATA + LINK") + fields("DATA2 x") + fields("QUOTE &quot;INCLUDETEXT&quot;")),
    "flat": f'<office:document {ODF} office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text><text:p>x</text:p></office:text></office:body></office:document>'.encode(),
}  # fmt: skip


@pytest.mark.parametrize("name", SOUND)
def test_what_stays_inside_is_no_reference(name: str) -> None:
    assert targets(SOUND[name]) == ""


def test_a_flat_open_document_is_converted() -> None:
    assert format_of(SOUND["flat"]) is FileFormat.FODT
    assert office_to_pdf(SOUND["flat"], FileFormat.FODT)[0].startswith(b"%PDF-")


def test_what_is_found_is_named_with_its_address() -> None:
    with pytest.raises(RefusedError) as refused:
        office_to_pdf(WORD_FILES["picture"], FileFormat.DOCX)
    assert f"图片（{U}）" in refused.value.message
    many = docx("字", relations="".join(relation(number, "image", f"{U}{number}", True) for number in range(5)))
    with pytest.raises(RefusedError) as refused:
        office_to_pdf(many, FileFormat.DOCX)
    assert refused.value.message.endswith("等 5 处")


def test_macros_are_seen() -> None:
    assert scanned(docx("字", more={"word/vbaProject.bin": b"x"})).has_macros
    assert scanned(odf("text", "<office:text/>", more={"Basic/Standard/Module1.xml": "<a/>"})).has_macros
    assert scanned(xlsx("字")).has_macros is False
    assert scanned(odf("text", "<office:text/>", more={"Basic/script-lc.xml": "<a/>"})).has_macros is False


ENTITY = '<!DOCTYPE a [<!ENTITY u "{}">]><a>&u;</a>'


@pytest.mark.parametrize("part", ["word/header1.xml", "word/media/a.svg", "word/odd.bin"])
def test_entities_are_refused(part: str) -> None:
    with pytest.raises(RefusedError) as refused:
        scanned(docx("字", more={part: ENTITY.format(U)}))
    assert refused.value.code == "evidence.bomb"


def test_a_document_of_millions_of_empty_paragraphs_is_refused_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RefusedError) as refused:
        scanned(docx("字", body="<w:p/>" * 2_000_001))
    assert refused.value.code == "evidence.bomb"
    monkeypatch.setattr(module, "MOST_XML", 1000)
    with pytest.raises(RefusedError) as refused:
        scanned(docx("字" * 900))
    assert refused.value.code == "evidence.bomb"


def test_a_picture_that_unpacks_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_XML", 1 << 20)
    with pytest.raises(RefusedError) as refused:
        scanned(docx("字", more={"word/media/a.svgz": gzip.compress(b"<svg>" + b" " * (2 << 20))}))
    assert refused.value.code == "evidence.bomb"


def test_xml_that_is_none_is_damage_and_drawings_may_be_sloppy() -> None:
    with pytest.raises(RefusedError) as refused:
        scanned(docx("字", more={"word/header1.xml": "<w:hdr"}))
    assert refused.value.code == "evidence.damaged"
    sloppy = docx("字", more={"xl/drawings/vmlDrawing1.vml": f'<xml {VML}><br><v:imagedata src="{U}"/></xml>'})
    assert U in targets(sloppy)


def test_a_part_that_is_there_twice_is_looked_through_twice() -> None:
    out = io.BytesIO(docx("字", relations=relation(9, "image", U, True)))
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(out, "a") as archive:
        archive.writestr(RELS, RELATIONS.format(""))
    assert U in targets(out.getvalue())


def test_a_binary_workbook_is_refused_by_name() -> None:
    with pytest.raises(RefusedError, match="xlsb"):
        format_of(packed({"[Content_Types].xml": "<a/>", "xl/workbook.bin": b"\x83\x01\x00"}))


@settings(max_examples=some_of(300))
@given(st.text(max_size=40))
def test_any_text_in_the_place_of_an_address_is_judged(text: str) -> None:
    leaves(text), leaves(text, ""), leaves(text, "/word", from_root=True)
    assert leaves(f"http://{text}") and not leaves(f"#{text}") and not leaves(f"data:{text}")
