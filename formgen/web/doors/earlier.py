"""用以前填过的: a case begins with another case, of another scheme or of an earlier year; or its empty fields are filled from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from formgen.foundation import resources
from formgen.scheme.models import Scheme
from formgen.web.doors.asked import asked_case, asked_scheme, case_of, may_see, visitor_of
from formgen.web.drawing import filled as work
from formgen.web.filling.taking import filled_up
from formgen.web.filling.texts import typed_texts, with_texts
from formgen.web.guard.bodies import MOST_FIELD
from formgen.web.guard.visitors import Role, Visitor
from formgen.web.kept.cases import Version
from formgen.web.office import Office
from formgen.web.pages import page

DEED = "用以前的数据"
"""How the list of deeds calls it."""


@dataclass(frozen=True, slots=True)
class EarlierCase:
    """A case that was filled in before. name: of its applicant. title: of its scheme. at: when it was last saved."""

    case_id: str
    name: str
    title: str
    at: float


def of_before(office: Office, visitor: Visitor, scheme: Scheme) -> tuple[EarlierCase, ...]:
    """The cases with which a new one of this scheme may begin: those of other schemes, and those of earlier years."""
    year = datetime.now().year
    return tuple(
        one
        for other, one, _ in _seen(office, visitor)
        if one.name and (other is not scheme or datetime.fromtimestamp(one.at).year < year)
    )


def of_the_same(
    office: Office, visitor: Visitor, scheme: Scheme, case_id: str, version: Version
) -> tuple[EarlierCase, ...]:
    """The other cases of the applicant of a case: those with the same code, or with the same name."""
    mine = _marks(scheme, version)
    return tuple(
        one
        for other, one, its in _seen(office, visitor)
        if one.case_id != case_id and not mine.isdisjoint(_marks(other, its))
    )


def begun_with(
    office: Office, scheme: Scheme, visitor: Visitor, record: str, lost: tuple[str, ...], deed: str
) -> Response:
    """Begin a case with a record, and go to it; or say what of the record could not be taken. deed: how the list of deeds calls it."""
    town = visitor.about if visitor.role is Role.TOWN else ""
    if town:  # a town begins its own cases only: this one stays with it, whatever the record said
        record = with_texts(scheme, record, dict.fromkeys(scheme.town_fields, town))
    case_id = office.cases.begin(resources.scheme_reference(scheme.folder), record, visitor.name, town)
    return taken_into(office, scheme, visitor, case_id, lost, deed)


def taken_into(
    office: Office, scheme: Scheme, visitor: Visitor, case_id: str, lost: tuple[str, ...], deed: str
) -> Response:
    """Go to a case into which a record was taken; or say first what could not be taken."""
    office.access.note(visitor.name, deed, case_id)
    if lost:
        return page("taken.html", visitor, here="fill", scheme=scheme, case=case_id, lines=lost)
    return RedirectResponse(f"/cases/{case_id}/", 303)


async def begin(request: Request) -> Response:
    """Begin a new case with another one."""
    office, scheme, visitor = asked_scheme(request)
    chosen = await _chosen(request)
    record, lost = await run_in_threadpool(_read, request, office, scheme, chosen)
    return await run_in_threadpool(begun_with, office, scheme, visitor, record, lost, DEED)


async def fill_up(request: Request) -> Response:
    """Fill the empty fields of a case from another one."""
    office, case_id, scheme, _ = await run_in_threadpool(asked_case, request)
    chosen, visitor = await _chosen(request), visitor_of(request)
    record, lost = await run_in_threadpool(_read, request, office, scheme, chosen)
    await run_in_threadpool(office.cases.put, case_id, visitor.name, lambda now: filled_up(scheme, now, record))
    return await run_in_threadpool(taken_into, office, scheme, visitor, case_id, lost, DEED)


async def _chosen(request: Request) -> str:
    async with request.form(max_files=0, max_fields=1, max_part_size=MOST_FIELD) as form:
        return str(form.get("case", ""))


def _read(request: Request, office: Office, scheme: Scheme, chosen: str) -> tuple[str, tuple[str, ...]]:
    """The record of another case as this scheme reads it, and what of it has no place. Raises 404 for a case of somebody else."""
    _, _, _, version = case_of(request, chosen)
    reference = resources.scheme_reference(scheme.folder)
    return office.studio.draw(work.taken_over, reference, version.record.encode())


def _seen(office: Office, visitor: Visitor) -> list[tuple[Scheme, EarlierCase, Version]]:
    """The cases of all schemes that a visitor may see, the one that was saved last first, each with its scheme."""
    found = []
    for scheme in office.schemes.values():
        for case_id, newest in office.cases.listed(resources.scheme_reference(scheme.folder)):
            if may_see(office, visitor, case_id, scheme, newest):
                name = typed_texts(scheme, newest.record).get(scheme.applicant.name, "")
                found.append((scheme, EarlierCase(case_id, name, scheme.title, newest.at), newest))
    return sorted(found, key=lambda one: -one[1].at)


def _marks(scheme: Scheme, version: Version) -> set[tuple[str, str]]:
    """What tells an applicant from others: its name and its code, as far as the record says them."""
    texts = typed_texts(scheme, version.record)
    fields = {"name": scheme.applicant.name, "code": scheme.applicant.identity or ""}
    return {(kind, texts[field].strip()) for kind, field in fields.items() if field in texts}
