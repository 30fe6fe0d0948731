"""Papers to one packet: `bind` makes a proved dossier from forms, supplied PDFs and evidence."""

from formgen.dossier.assemble import Bound, FormPaper, OnProgress, bind
from formgen.dossier.pages import HtmlToPdf
from formgen.dossier.proof import Input, Proof, ProvedLine
from formgen.dossier.verify import Verified, verify

__all__ = [
    "Bound",
    "FormPaper",
    "HtmlToPdf",
    "Input",
    "OnProgress",
    "Proof",
    "ProvedLine",
    "Verified",
    "bind",
    "verify",
]
