"""链接, 谁做了什么: the office gives links to towns and applicants and takes them back, and sees what was done and when."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as clock

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from formgen.foundation import resources
from formgen.scheme.models import Scheme
from formgen.web.doors.asked import visitor_of
from formgen.web.filling.texts import EMPTY, typed_texts, with_texts
from formgen.web.guard.bodies import MOST_FIELD, MOST_FIELDS
from formgen.web.guard.sign_on import MOST_NAME
from formgen.web.guard.visitors import Role
from formgen.web.kept.passes import Pass
from formgen.web.office import Office, office_of
from formgen.web.pages import absent, moment, page

USUAL_DAYS = 60
"""The days after which a link ends, if nobody says another day."""
MOST_DAYS = 400
"""The most days for which a link is given."""
DEEDS_SHOWN = 200
"""The lines of the list of who did what on one page."""
NEW = "new"
"""What the form says in the place of a case that is to be begun."""


@dataclass(frozen=True, slots=True)
class _TypedPass:
    """What was typed into the form for a new link."""

    whose: str = ""
    name: str = ""
    ends: str = ""
    login: str = ""


@dataclass(frozen=True, slots=True)
class _NewLink:
    """A new link, and whose it is, in words."""

    link: str
    whose: str


def show(request: Request) -> Response:
    """All links, and the form for a new one."""
    return _show(request, office_of(request))


def _show(
    request: Request,
    office: Office,
    said: str = "",
    made: _NewLink | None = None,
    status: int = 200,
    asked: _TypedPass | None = None,
) -> Response:
    schemes = {resources.scheme_reference(one.folder): one for one in office.schemes.values()}
    names = {
        case_id: typed_texts(one, newest.record).get(one.applicant.name, "")
        for reference, one in schemes.items()
        for case_id, newest in office.cases.listed(reference)
    }
    return page(
        "links.html",
        visitor_of(request),
        status,
        here="links",
        said=said,
        made=made,
        passes=office.access.passes.listed(),
        schemes=schemes,
        cases={
            reference: [(case_id, names[case_id]) for case_id, _ in office.cases.listed(reference)]
            for reference in schemes
        },
        whose=lambda one: _whose(one, names),
        moment=moment,
        asked=asked or _TypedPass(),
        counters=dict.fromkeys(one.applicant.counter for one in office.schemes.values()),
        usual=(date.today() + timedelta(days=USUAL_DAYS)).isoformat(),
        today=date.today().isoformat(),
        last=(date.today() + timedelta(days=MOST_DAYS)).isoformat(),
        new=NEW,
    )


def _whose(given: Pass, names: dict[str, str]) -> str:
    """The owner of a pass in words."""
    if given.role is Role.OFFICE:
        return "办公室"
    if given.role is Role.TOWN:
        return given.about
    return names.get(given.about) or "（还没有填名称）"


async def give(request: Request) -> Response:
    """Give a link to a town, to an applicant, or a pass to somebody who signs on. The link is shown this once."""
    office = office_of(request)
    async with request.form(max_files=0, max_fields=MOST_FIELDS, max_part_size=MOST_FIELD) as form:
        asked = _TypedPass(*(str(form.get(one, "")).strip() for one in ("whose", "name", "ends", "login")))
    ends, login = _end_of(asked.ends), asked.login
    role, scheme, about = _owner(office, asked.whose) if asked.whose else (Role.CASE, "", "")
    if not asked.whose:
        said = "还没有选给谁"
    elif ends is None:
        said = f"截止的那天要从今天起，不超过 {MOST_DAYS} 天"
    elif len(login) > MOST_NAME:
        said = f"登录名最多 {MOST_NAME} 个字"
    elif role is Role.OFFICE and not login:
        said = "给办公室的人，要写登录名"
    elif asked.name and (role, about) != (Role.CASE, NEW):
        said = "写了新的名称，「给谁」选的却不是新的一份：要给新的，请在「给谁」里选它；不是，请把名称删去"
    else:
        said = ""
    if said or ends is None:
        return _show(request, office, said, status=422, asked=asked)
    if (role, about) == (Role.CASE, NEW):
        about = _begun(request, office, office.served(scheme), scheme, asked.name)
    secret = office.access.passes.give(role, scheme, about, ends, login)
    office.access.note(
        visitor_of(request).name, "给登录名" if login else "给链接", about if role is not Role.OFFICE else ""
    )
    made = _NewLink(f"{request.app.state.origins[-1]}/open/{secret}", _owner_in_words(office, role, scheme, about))
    return _show(request, office, f"已给「{login}」，从登录的那一刻起可以用" if login else "", made if secret else None)


def _owner_in_words(office: Office, role: Role, reference: str, about: str) -> str:
    """Whose a new pass is: a town's name, or an applicant's; empty for one without a name yet."""
    if role is not Role.CASE:
        return about
    scheme, newest = office.served(reference), office.cases.newest(about)
    return "" if newest is None else typed_texts(scheme, newest.record).get(scheme.applicant.name, "")


def _owner(office: Office, whose: str) -> tuple[Role, str, str]:
    """Whose a pass is to be: the role, the reference of the scheme, the town or case (NEW for one that is to be begun).

    Raises 404 for what is not there.
    """
    kind, _, rest = whose.partition(":")
    reference, _, about = rest.rpartition(":")
    if kind == Role.OFFICE:
        return Role.OFFICE, "", ""
    scheme = office.served(reference)
    if kind == Role.TOWN and about in scheme.town_names:
        return Role.TOWN, reference, about
    if kind == Role.CASE and (about == NEW or office.cases.scheme(about) == reference):
        return Role.CASE, reference, about
    raise absent()


def _begun(request: Request, office: Office, scheme: Scheme, reference: str, name: str) -> str:
    who = visitor_of(request).name
    record = with_texts(scheme, EMPTY, {scheme.applicant.name: name}) if name else EMPTY
    case_id = office.cases.begin(reference, record, who)
    office.access.note(who, "新的一份", case_id)
    return case_id


def _end_of(day: str) -> float | None:
    """The last moment of a day; None if it is past, too far away, or no day."""
    try:
        said = date.fromisoformat(day)
    except ValueError:
        return None
    if not 0 <= (said - date.today()).days <= MOST_DAYS:
        return None
    return datetime.combine(said, clock.max).timestamp()


def revoke(request: Request) -> Response:
    """Take a link back. Whoever has come in with it is out at once."""
    office = office_of(request)
    if not office.access.passes.revoke(request.path_params["id"]):
        raise absent()
    office.access.note(visitor_of(request).name, "收回链接", request.path_params["id"])
    return RedirectResponse("/links/", 303)


def deeds(request: Request) -> Response:
    """Who did what and when, the newest first."""
    office = office_of(request)
    said = request.query_params.get("before", "")
    before = (
        float(said) if said.replace(".", "", 1).isdigit() and said.isascii() and len(said) < 30 else time.time() + 1
    )
    found = office.access.deeds(before, DEEDS_SHOWN)
    more = found[-1].at if len(found) == DEEDS_SHOWN else None
    return page("deeds.html", visitor_of(request), here="deeds", deeds=found, more=more, moment=moment)
