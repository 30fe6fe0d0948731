"""Lays a Word file out with LibreOffice, shut in and with our faces only, as PDF/A-2a that is also PDF/UA-1."""

from __future__ import annotations

import json
from collections.abc import Sequence

from formgen.engines.soffice import NoOfficeError, TooSlowError, converted_together, office_program
from formgen.engines.soffice.kept import kept_conversion
from formgen.foundation import resources
from formgen.foundation.errors import MachineError, ProofError
from formgen.render.office.for_layout import for_layout
from formgen.render.office.mending import mended
from formgen.render.word.package import WordPackage

SECONDS = 120.0
"""That one form may take; a form of thirty pages takes eight."""
MORE_SECONDS = 10.0
"""That each further layout of the same form may take in the same run."""
_OPTIONS = {
    "SelectPdfVersion": ("long", "2"),
    "UseTaggedPDF": ("boolean", "true"),
    "PDFUACompliance": ("boolean", "true"),
    "ExportFormFields": ("boolean", "false"),
    "ExportBookmarks": ("boolean", "false"),
}
"""What LibreOffice is asked for: PDF/A-2 with tags, as PDF/UA asks for them."""


def office_pdf(package: WordPackage, title: str) -> bytes:
    """The PDF of a Word file. title: the title of the document.

    Raises MachineError where LibreOffice is missing or can't be run, ProofError where it makes nothing of the file.
    """
    return mended(raw_pdfs([package], title)[0], title)


def _kept_pdf(package: WordPackage, title: str) -> bytes | None:
    """LibreOffice's PDF of a form, from the LibreOffice that is kept for them; None where none can be kept, or if it makes none."""
    program = office_program()
    if program is None:
        return None
    try:
        made = kept_conversion(
            program,
            for_layout(package).to_bytes(),
            "docx",
            resources.office_fontconfig(),
            seconds=SECONDS,
            writer=_writer(),
            shown=[resources.fonts_folder()],
        )
    except TooSlowError:
        raise _too_slow(title, SECONDS) from None
    except OSError:
        return None  # a LibreOffice of its own may still find room, or says what is wrong
    return made if made is not None and made.startswith(b"%PDF-") else None


def raw_pdfs(packages: Sequence[WordPackage], title: str) -> tuple[bytes, ...]:
    """LibreOffice's PDFs of several Word files of one form of a scheme, as they are. The errors are those of `office_pdf`.

    They are made in the LibreOffice that is kept for such forms, or else in one run.
    """
    made: list[bytes] = []
    for package in packages:
        content = _kept_pdf(package, title)
        if content is None:
            return _together(packages, title)
        made.append(content)
    return tuple(made)


def raw_pdf(package: WordPackage, title: str) -> bytes:
    """LibreOffice's PDF of a Word file that nobody has confirmed, from a LibreOffice of its own. The errors are those of `office_pdf`."""
    return _together([package], title)[0]


def _together(packages: Sequence[WordPackage], title: str) -> tuple[bytes, ...]:
    program = office_program()
    if program is None:
        raise NoOfficeError(f"「{title}」要用 LibreOffice 排版，本机没有安装；请安装 LibreOffice 后再运行")
    seconds = SECONDS + MORE_SECONDS * (len(packages) - 1)
    try:
        made = converted_together(
            program,
            [for_layout(package).to_bytes() for package in packages],
            "docx",
            resources.office_fontconfig(),
            seconds=seconds,
            writer=_writer(),
            shown=[resources.fonts_folder()],
        )
    except TooSlowError:
        raise _too_slow(title, seconds) from None
    except OSError as fault:
        raise MachineError("运行不了 LibreOffice，或写不了临时文件夹（磁盘已满？）") from fault
    if not all(one.content.startswith(b"%PDF-") for one in made):
        raise ProofError(f"「{title}」LibreOffice 排不出来；没有生成")
    return tuple(one.content for one in made)


def _writer() -> str:
    """LibreOffice's filter for PDF, with its options."""
    options = {name: {"type": kind, "value": value} for name, (kind, value) in _OPTIONS.items()}
    return f"writer_pdf_Export:{json.dumps(options)}"


def _too_slow(title: str, seconds: float) -> ProofError:
    return ProofError(f"「{title}」排版超过了 {seconds:g} 秒，已停止；没有生成")
