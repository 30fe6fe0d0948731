"""填报一家: the fields of a form as a list, and beside it the page itself, filled with what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from formgen.foundation import resources
from formgen.foundation.problems import Problem
from formgen.record.scoring import written_points
from formgen.scheme.models import Form, Scheme
from formgen.web.doors.asked import asked_case, asked_scheme, may_see, visitor_of
from formgen.web.doors.blanks import FILLED
from formgen.web.doors.earlier import begun_with, of_before, of_the_same
from formgen.web.drawing import filled as work
from formgen.web.drawing.filled import Looked
from formgen.web.filling.cells import cell_of, with_its_row, without_row
from formgen.web.filling.list_views import list_views, stands_here
from formgen.web.filling.remedies import anchor, evidence_address
from formgen.web.filling.supplied import EVIDENCE, proof_counts
from formgen.web.filling.texts import EMPTY, is_typed, typed_texts, with_texts
from formgen.web.filling.views import field_groups, score_sections, spots
from formgen.web.guard.bodies import MOST_FIELD, MOST_FIELDS
from formgen.web.guard.visitors import Visitor
from formgen.web.kept.cases import SAME_SITTING, Saved, Version
from formgen.web.office import Office
from formgen.web.pages import absent, attachment, moment, page, picture

SEEN = "seen"
"""The field of a form that says which version its person saw."""
LIVE = "live"
"""The field that our script sends: the answer is then JSON and not a page."""
ADD, REMOVE = "add", "remove"
"""The buttons of lists, for pages without a script: their values are the list, and the row."""


def start(request: Request) -> Response:
    """The cases of a scheme, and a button for a new one."""
    office, scheme, visitor = asked_scheme(request)
    listed = [
        (case_id, typed_texts(scheme, newest.record).get(scheme.applicant.name, ""), newest)
        for case_id, newest in office.cases.listed(resources.scheme_reference(scheme.folder))
        if may_see(office, visitor, case_id, scheme, newest)
    ]
    before = of_before(office, visitor, scheme)
    return page("fill.html", visitor, here="fill", scheme=scheme, cases=listed, before=before, moment=moment)


async def begin(request: Request) -> Response:
    """Begin a new case, with a record of last year if one is sent, and go to its first form."""
    office, scheme, visitor = asked_scheme(request)
    async with request.form(max_files=1, max_fields=1, max_part_size=MOST_FIELD) as sent:
        file = sent.get("record")
        content = await file.read() if isinstance(file, UploadFile) and file.filename else b""
    return await run_in_threadpool(_begun, office, scheme, content, visitor)


def _begun(office: Office, scheme: Scheme, content: bytes, visitor: Visitor) -> Response:
    """Begin a case with a record that was sent, or with none; say what of it could not be taken."""
    reference = resources.scheme_reference(scheme.folder)
    record, lost = office.studio.draw(work.taken_over, reference, content) if content else (EMPTY, ())
    return begun_with(office, scheme, visitor, record, lost, "新的一份")


def first(request: Request) -> Response:
    """Go to the first form of a case."""
    _, case_id, scheme, _ = asked_case(request)
    return RedirectResponse(f"/cases/{case_id}/forms/{scheme.forms[0].id}/", 303)


def show(request: Request) -> Response:
    """The fields of a form, and its pages."""
    office, case_id, scheme, version = asked_case(request)
    form = office.form(scheme, request.path_params["form"])
    return _show(office, visitor_of(request), case_id, scheme, form, version, {})


def _show(
    office: Office,
    visitor: Visitor,
    case_id: str,
    scheme: Scheme,
    form: Form,
    version: Version,
    refused: Mapping[str, str],
) -> Response:
    reference = resources.scheme_reference(scheme.folder)
    looked, boxes = office.studio.draw_of(case_id, work.look_at_form, reference, version.record, form.id)
    texts, findings = typed_texts(scheme, version.record), _by_field(looked)
    overall = next((one for one in looked.sums if not one.id), None)
    return page(
        "filling.html",
        visitor,
        409 if refused else 200,
        here="fill",
        scheme=scheme,
        form=form,
        case=case_id,
        name=looked.name,
        version=version,
        moment=moment,
        groups=field_groups(scheme, form, texts, findings),
        sections=score_sections(scheme, form, texts, findings, looked.sums, proof_counts(scheme, version.record)),
        proofs_at=evidence_address(scheme, case_id),
        proofs_place=anchor(EVIDENCE),
        overall=overall if form.scores else None,
        points=written_points,
        errors=[one for one in looked.findings if one.problem.is_error],
        lists=list_views(scheme, form, texts, findings),
        is_here=partial(stands_here, scheme, form),
        pages=looked.pages[form.id],
        size=boxes,
        spots=spots(scheme, form, boxes),
        refused=refused,
        formats=FILLED,
        wrong=_wrong_forms(scheme, looked),
    )


async def save(request: Request) -> Response:
    """Save what was changed; answer our script with what is known now, and a form without a script with the page."""
    office, case_id, scheme, _ = await run_in_threadpool(asked_case, request)
    form = office.form(scheme, request.path_params["form"])
    given = await _sent_texts(request)
    seen = given.get(SEEN, "")
    if not seen.isascii() or not seen.isdigit() or len(seen) > 9:
        raise absent()
    changes = {name: text for name, text in given.items() if is_typed(scheme, name)}
    if REMOVE in given:
        changes |= without_row(scheme, changes, given[REMOVE])
    place = given.get(ADD, "") or given.get(REMOVE, "").partition(".")[0]
    return await run_in_threadpool(
        _saved, office, visitor_of(request), case_id, scheme, form, int(seen), changes, LIVE in given, place
    )


def _saved(
    office: Office,
    visitor: Visitor,
    case_id: str,
    scheme: Scheme,
    form: Form,
    seen: int,
    changes: dict[str, str],
    live: bool,
    place: str,
) -> Response:
    """Save changes. live: True for our script. place: the list whose button was pressed, to which the page goes back; empty for none."""
    before = office.cases.version(case_id, seen)
    if before is None:
        raise absent()
    if not live:  # a page without a script sends all its fields
        known = typed_texts(scheme, before.record)
        changes = {one: text for one, text in changes.items() if text != known.get(one, "")}
    texts, change = partial(typed_texts, scheme), partial(with_texts, scheme)
    newest = office.cases.newest(case_id)
    saved = office.cases.save(case_id, seen, changes, visitor.name, texts, change, with_its_row)
    if newest is None or newest.who != visitor.name or saved.version.at - newest.at > SAME_SITTING:
        office.access.note(visitor.name, "填写", case_id)
    if live:
        return _known(office, case_id, scheme, form, saved)
    if saved.refused:
        mine = {one: changes[one] for one in saved.refused}
        return _show(office, visitor, case_id, scheme, form, saved.version, mine)
    at = f"#f-{place}" if place in {one.id for one in scheme.lists} else ""
    return RedirectResponse(f"/cases/{case_id}/forms/{form.id}/{at}", 303)


def _known(office: Office, case_id: str, scheme: Scheme, form: Form, saved: Saved) -> Response:
    """What the script needs to show what was saved."""
    reference = resources.scheme_reference(scheme.folder)
    looked = office.studio.draw_of(case_id, work.look, reference, saved.version.record)
    findings = {
        field: [{"bad": one.is_error, "said": _said(scheme, field, one)} for one in found]
        for field, found in _by_field(looked).items()
        if field
    }
    sums = {one.id: [written_points(one.points), one.complete] for one in looked.sums}
    errors = [
        {"field": one.field, "said": f"{one.problem.label}：{one.problem.message}"}
        for one in looked.findings
        if one.problem.is_error
    ]
    return JSONResponse(
        {
            "version": saved.version.number,
            "at": moment(saved.version.at),
            "refused": saved.refused,
            "findings": findings,
            "errors": errors,
            "sums": sums,
            "proofs": proof_counts(scheme, saved.version.record),
            "pages": looked.pages[form.id],
            "name": looked.name,
        }
    )


def _said(scheme: Scheme, field: str, found: Problem) -> str:
    """A finding as it stands at its field; below a row of a list it says which cell it means."""
    of = f"{found.label}：" if cell_of(scheme, field) else ""
    return f"{of}{found.message}。{found.remedy}。"


def filled_page(request: Request) -> Response:
    """A page of a filled form as a picture."""
    return _page_picture(request, {})


async def typed_page(request: Request) -> Response:
    """A page of a filled form as a picture, with texts that are being typed and are not saved yet. They are not kept."""
    return await run_in_threadpool(_page_picture, request, await _sent_texts(request))


def _page_picture(request: Request, changes: dict[str, str]) -> Response:
    office, case_id, scheme, version = asked_case(request)
    form = office.form(scheme, request.path_params["form"])
    number: int = request.path_params["number"]
    if not 1 <= number <= 99:
        raise absent()
    reference = resources.scheme_reference(scheme.folder)
    return picture(
        office.studio.draw_of(case_id, work.page_picture, reference, version.record, form.id, number, changes)
    )


def filled(request: Request) -> Response:
    """A filled form as a file; if the record has errors, the page that names them."""
    office, case_id, scheme, version = asked_case(request)
    form = office.form(scheme, request.path_params["form"])
    chosen = next((one for one in FILLED if one.value == request.path_params["format"]), None)
    if chosen is None:
        raise absent()
    reference = resources.scheme_reference(scheme.folder)
    made = office.studio.draw_of(case_id, work.filled_file, reference, version.record, form.id, chosen.value)
    if isinstance(made, bytes):
        return attachment(made, f"{form.file_stem}.{chosen.value}")
    return page(
        "faulty.html", visitor_of(request), 409, here="fill", scheme=scheme, case=case_id, form=form, lines=made
    )


def record(request: Request) -> Response:
    """The record as a file that the command line reads."""
    _, _, _, version = asked_case(request)
    return attachment(version.record.encode(), work.NAME)


def versions(request: Request) -> Response:
    """The versions of a case."""
    office, case_id, scheme, version = asked_case(request)
    found = office.cases.versions(case_id)
    return page(
        "versions.html",
        visitor_of(request),
        here="fill",
        scheme=scheme,
        case=case_id,
        versions=found,
        newest=version,
        same=of_the_same(office, visitor_of(request), scheme, case_id, version),
        moment=moment,
    )


def go_back(request: Request) -> Response:
    """Make an earlier version the newest."""
    office, case_id, _, _ = asked_case(request)
    try:
        office.cases.go_back(case_id, request.path_params["number"], visitor_of(request).name)
    except KeyError:
        raise absent() from None
    office.access.note(visitor_of(request).name, "回到以前的版本", case_id)
    return RedirectResponse(f"/cases/{case_id}/", 303)


def remove(request: Request) -> Response:
    """Remove a case with all its versions."""
    office, case_id, scheme, _ = asked_case(request)
    office.remove_case(case_id)
    office.access.note(visitor_of(request).name, "删去一份", case_id)
    return RedirectResponse(f"/fill/{scheme.id}/", 303)


def _by_field(looked: Looked) -> dict[str, tuple[Problem, ...]]:
    found: dict[str, list[Problem]] = {}
    for one in looked.findings:
        found.setdefault(one.field, []).append(one.problem)
    return {field: tuple(inside) for field, inside in found.items()}


def _wrong_forms(scheme: Scheme, looked: Looked) -> dict[str, int]:
    """How many fields of each form have errors."""
    wrong = {one.field for one in looked.findings if one.problem.is_error}
    return {form.id: sum(stands_here(scheme, form, one) for one in wrong) for form in scheme.forms}


async def _sent_texts(request: Request) -> dict[str, str]:
    """The fields of a form that was sent, as a person typed them. Files are refused."""
    async with request.form(max_files=0, max_fields=MOST_FIELDS, max_part_size=MOST_FIELD) as sent:
        return {name: _plain(value) for name, value in sent.items() if isinstance(value, str)}


def _plain(text: str) -> str:
    """A text of a form as a person typed it: browsers send each line's end as two characters."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
