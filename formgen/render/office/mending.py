"""Mends LibreOffice's PDF so that it is PDF/A-2a and PDF/UA-1, and so that the same form always gives the same bytes.

What is mended: the metadata; lines that belong to nothing (they become artifacts); pictures without a description; cells
that reach below their table, rows that lack cells, and heads of tables without a scope.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from html import escape
from typing import cast

import pikepdf
from pikepdf import Array, ContentStreamInstruction, Dictionary, Name, Object, Operator, Pdf, String

from formgen.foundation.errors import ProofError

LANGUAGE = "zh-CN"
PICTURE = "图"
"""What a picture is called that the form does not describe."""
_PATHS = frozenset(("m", "l", "c", "v", "y", "h", "re"))
_PAINTS = frozenset(("f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "n"))
_ICC_DATE = bytes((7, 0xE4, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0))
"""The date that each colour profile gets: 1 January 2020 (ICC.1, 7.2.8)."""
_XMP = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"'
    ' xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    ' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
    "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>"
    '<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>'
    '<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    "<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>"
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    '<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">'
    "<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    "<pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>PDF/UA part</pdfaProperty:description>"
    "</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>"
    '</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end="w"?>'
)


def renumbered(content: bytes) -> bytes:
    """A PDF whose objects are numbered as they follow one another from its root.

    A LibreOffice that has made other files before numbers its faces in another order. Raises pikepdf.PdfError for a damaged file.
    """
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.save(made, static_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False)
    return made.getvalue()


def mended(content: bytes, title: str) -> bytes:
    """LibreOffice's PDF, mended. Raises ProofError where it is no sound PDF with tags."""
    try:
        with pikepdf.open(io.BytesIO(renumbered(content))) as pdf:
            if "/StructTreeRoot" not in pdf.Root:
                raise ProofError(f"「{title}」LibreOffice 的 PDF 没有标签；没有生成")
            mend_tags(pdf)
            for page in pdf.pages:
                _mark_artifacts(pdf, page)
            return saved(pdf, title)
    except pikepdf.PdfError as fault:
        raise ProofError(f"「{title}」LibreOffice 的 PDF 坏了；没有生成") from fault


def saved(pdf: Pdf, title: str) -> bytes:
    """The bytes of a PDF with our metadata. The same pages always give the same bytes."""
    root = pdf.Root
    for key in ("/OpenAction", "/PageMode", "/Metadata", "/PieceInfo"):
        if key in root:
            del root[key]
    root.Lang = String(LANGUAGE)
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    metadata = pdf.make_stream(_XMP.format(title=escape(title)).encode())
    metadata.Type, metadata.Subtype = Name.Metadata, Name.XML
    root.Metadata = pdf.make_indirect(metadata)
    for key in list(pdf.docinfo.keys()):
        del pdf.docinfo[key]
    pdf.docinfo["/Title"] = String(title)
    for key in ("/DocChecksum", "/ID"):
        if key in pdf.trailer:
            del pdf.trailer[key]
    for intent in cast(Array, root.get("/OutputIntents", Array())):
        profile = bytearray(intent.DestOutputProfile.read_bytes())
        profile[24:36], profile[84:100] = _ICC_DATE, bytes(16)
        intent.DestOutputProfile.write(bytes(profile))
    pdf.remove_unreferenced_resources()
    made = io.BytesIO()
    pdf.save(made, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return made.getvalue()


def elements(parent: Object) -> Iterator[Object]:
    """A structure element and all elements below it, in the order of the document."""
    yield parent
    for kid in kids(parent):
        if isinstance(kid, Dictionary) and "/S" in kid:
            yield from elements(kid)


def kids(element: Object) -> list[Object]:
    """What stands directly in a structure element."""
    found = element.get("/K")
    if found is None:
        return []
    return list(found) if isinstance(found, Array) else [found]


def mend_tags(pdf: Pdf) -> None:
    """Mend the tree of tags where PDF/UA wants it otherwise than LibreOffice writes it."""
    for element in list(elements(pdf.Root.StructTreeRoot)):
        kind = element.get("/S")
        if kind == Name.Figure and not str(element.get("/Alt", "")).strip():
            element.Alt = String(PICTURE)
        elif kind == Name.Table:
            _mend_table(pdf, element)


def _attributes(element: Object) -> list[Object]:
    found = element.get("/A")
    return [] if found is None else list(found) if isinstance(found, Array) else [found]


def _span(element: Object, key: str) -> int:
    return next((int(one[key]) for one in _attributes(element) if key in one), 1)


def _mend_table(pdf: Pdf, table: Object) -> None:
    rows = [one for one in elements(table) if one.get("/S") == Name.TR]
    taken: dict[tuple[int, int], bool] = {}
    for number, row in enumerate(rows):
        column = 0
        for cell in kids(row):
            if not isinstance(cell, Dictionary) or cell.get("/S") not in (Name.TD, Name.TH):
                continue
            while (number, column) in taken:
                column += 1
            wide, high = _span(cell, "/ColSpan"), _span(cell, "/RowSpan")
            if high > len(rows) - number:
                high = len(rows) - number
                for one in _attributes(cell):
                    if "/RowSpan" in one:
                        one.RowSpan = high
            taken |= {(number + down, column + right): True for down in range(high) for right in range(wide)}
            column += wide
            if cell.get("/S") == Name.TH and not any("/Scope" in one for one in _attributes(cell)):
                cell.A = Array([*_attributes(cell), Dictionary(O=Name.Table, Scope=Name.Column)])
    width = max((column for _, column in taken), default=-1) + 1
    for number, row in enumerate(rows):
        lacking = sum((number, column) not in taken for column in range(width))
        if lacking:
            cell = pdf.make_indirect(
                Dictionary(
                    Type=Name.StructElem, S=Name.TD, P=row, K=Array(), A=Dictionary(O=Name.Table, ColSpan=lacking)
                )
            )
            row.K = Array([*kids(row), cell])


def _mark_artifacts(pdf: Pdf, page: pikepdf.Page) -> None:
    """Make each line and area that stands outside marked content an artifact."""
    made: list[ContentStreamInstruction] = []
    depth, begins, changed = 0, None, False
    for one in pikepdf.parse_content_stream(page):
        operator = str(one.operator)
        depth += (operator in ("BMC", "BDC")) - (operator == "EMC")
        if depth == 0 and operator in _PATHS and begins is None:
            begins = len(made)
        made.append(cast(ContentStreamInstruction, one))
        if operator in _PAINTS:
            if depth == 0 and begins is not None and operator != "n":
                made.insert(begins, ContentStreamInstruction([Name.Artifact], Operator("BMC")))
                made.append(ContentStreamInstruction([], Operator("EMC")))
                changed = True
            begins = None
    if changed:
        page.obj.Contents = pdf.make_stream(pikepdf.unparse_content_stream(made))
