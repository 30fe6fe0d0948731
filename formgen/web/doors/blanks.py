"""空白表格: every form as pictures of its pages, with its files, and the collection workbook."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from formgen.pipeline.made import Format
from formgen.scheme.models import Form, Scheme
from formgen.web.office import Office, office_of, workbook
from formgen.web.pages import absent, attachment, page, picture

WORKBOOK = "采集表.xlsx"
FORMATS = ((Format.DOCX, "Word 文档，可以打字"), (Format.PDF, "PDF，打印了用笔填"))
"""The formats of a blank form that are given out, with the words for them."""


def forms(request: Request) -> Response:
    """The page with all forms of a scheme."""
    scheme = office_of(request).scheme(request.path_params["scheme"])
    return page("blanks.html", here="blanks", scheme=scheme, formats=FORMATS, stages=stages_of)


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
    chosen = next((one for one, _ in FORMATS if one.value == request.path_params["format"]), None)
    if chosen is None:
        raise absent()
    return attachment(office.studio.blank(scheme, form, chosen), f"{form.file_stem}.{chosen.value}")


def blank_workbook(request: Request) -> Response:
    """The empty collection workbook."""
    return attachment(workbook(office_of(request).scheme(request.path_params["scheme"])), WORKBOOK)


def stages_of(scheme: Scheme, form: Form) -> str:
    """The titles of the dossiers that ask for a form, with their deadlines."""
    found = [one for one in scheme.dossiers if form.id in one.form_ids]
    return "；".join(f"{one.title}{f'（{one.deadline:%-m月%-d日}前）' if one.deadline else ''}" for one in found)


def _asked(request: Request) -> tuple[Office, Scheme, Form]:
    office = office_of(request)
    scheme = office.scheme(request.path_params["scheme"])
    return office, scheme, office.form(scheme, request.path_params["form"])
