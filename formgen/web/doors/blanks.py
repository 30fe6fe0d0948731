"""空白表格: every form as pictures of its pages, with its files, and the collection workbook."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from formgen.pipeline.made import Format
from formgen.scheme.models import Form, Scheme
from formgen.web.doors.asked import asked_scheme
from formgen.web.office import Office, workbook
from formgen.web.pages import absent, attachment, page, picture

WORKBOOK = "采集表.xlsx"
FILLED = (Format.DOCX, Format.PDF)
"""The formats of a filled form that are given out."""
FORMATS = (
    (Format.DOCX, "Word 文档，可以打字"),
    (Format.PDF, "PDF，打印了用笔填"),
    (Format.FIELDS, "PDF，在屏幕上填"),
)
"""The formats of a blank form that are given out, with the words for them."""


@dataclass(frozen=True, slots=True)
class BlankFile:
    """A blank form as a file: its format, the words for it, its address below the scheme's, and the name that it is saved under."""

    format: Format
    words: str
    address: str
    name: str


def blank_files(form: Form) -> tuple[BlankFile, ...]:
    """The files of a blank form."""
    return tuple(
        BlankFile(one, words, f"{form.id}/fields.pdf", f"{form.file_stem}（可填写）.pdf")
        if one is Format.FIELDS
        else BlankFile(one, words, f"{form.id}.{one.value}", f"{form.file_stem}.{one.value}")
        for one, words in FORMATS
        if one is not Format.FIELDS or form.fields
    )


def forms(request: Request) -> Response:
    """The page with all forms of a scheme."""
    _, scheme, visitor = asked_scheme(request)
    return page("blanks.html", visitor, here="blanks", scheme=scheme, files=blank_files, stages=stages_of)


def blank_page(request: Request) -> Response:
    """One page of a blank form as a picture."""
    office, scheme, form = _asked(request)
    number: int = request.path_params["number"]
    if not 1 <= number <= form.pages:
        raise absent()
    return picture(office.studio.blank_pictures(scheme, form)[number - 1])


def blank_file(request: Request) -> Response:
    """A blank form as a file."""
    office, scheme, form = _asked(request)
    wanted = request.path_params.get("format", Format.FIELDS.value)
    chosen = next((one for one in blank_files(form) if one.format.value == wanted), None)
    if chosen is None:
        raise absent()
    return attachment(office.studio.blank(scheme, form, chosen.format), chosen.name)


def blank_workbook(request: Request) -> Response:
    """The empty collection workbook."""
    return attachment(workbook(asked_scheme(request)[1]), WORKBOOK)


def stages_of(scheme: Scheme, form: Form) -> str:
    """The titles of the dossiers that ask for a form, with their deadlines."""
    found = [one for one in scheme.dossiers if form.id in one.form_ids]
    return "；".join(f"{one.title}{f'（{one.deadline:%-m月%-d日}前）' if one.deadline else ''}" for one in found)


def _asked(request: Request) -> tuple[Office, Scheme, Form]:
    office, scheme, _ = asked_scheme(request)
    return office, scheme, office.form(scheme, request.path_params["form"])
