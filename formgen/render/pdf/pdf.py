"""Turns HTML into PDF/A-2a that is also PDF/UA-1, with the layout engine (`formgen.engines.weasyprint`).

All functions raise MachineError if a library or a face is missing, and ProofError if the engine reports anything, above all
a glyph that no face has.
"""

from __future__ import annotations

from formgen.engines.weasyprint.boxes import LaidOutDocument
from formgen.engines.weasyprint.laying_out import lay_out, write
from formgen.engines.weasyprint.objects import FinishedPdf
from formgen.render.pdf.tags import mend_tags

RDF_END = b"</rdf:RDF>"
UNIVERSAL_ACCESS = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>\
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"\
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>\
<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag>\
</pdfaExtension:schemas></rdf:Description>"""
"""The PDF/UA identification, and the extension schema that PDF/A demands for it (ISO 19005-2, 6.6.2.3.3), in one RDF."""


def html_to_pdf(html: str) -> bytes:
    """A finished PDF of an HTML document with its title and language."""
    return document_to_pdf(lay_out(html))


def document_to_pdf(document: LaidOutDocument) -> bytes:
    """Write a document as PDF/A-2a and PDF/UA-1. The same document always gives the same bytes."""
    return write(document, finish)


def finish(document: LaidOutDocument, pdf: FinishedPdf) -> None:
    """Add what PDF/UA needs and the engine does not write: the identification in the metadata, and correct tags."""
    metadata = pdf.metadata()
    metadata.stream = [
        part.replace(RDF_END, UNIVERSAL_ACCESS + RDF_END) if isinstance(part, bytes) else part
        for part in metadata.stream
    ]
    mend_tags(document, pdf)
