"""链接, 谁做了什么: the office gives links to towns and applicants and takes them back, and sees what was done and when."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as clock

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from formgen.foundation import resources
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
NEW, EACH = "new", "each"
"""What the form says in the place of a case that is to be begun, and in that of each town, or of each case without a link."""
MOST_AT_ONCE = 500
"""The most links that are given at once."""


@dataclass(frozen=True, slots=True)
class _TypedPass:
    """What was typed into the form for new links. name: those of cases that are to be begun, a line for each."""

    whose: str = ""
    name: str = ""
    ends: str = ""
    login: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The names without the empty lines."""
        return tuple(one.strip() for one in self.name.splitlines() if one.strip())


@dataclass(frozen=True, slots=True)
class _PassOwner:
    """Whose a new pass is to be.

    scheme  the reference of the scheme; empty for the office
    about   the name of a town, or the id of a case, NEW for one that is to be begun; empty for the office
    name    the name of a case that is to be begun; empty for none
    """

    role: Role
    scheme: str = ""
    about: str = ""
    name: str = ""


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
    made: tuple[_NewLink, ...] = (),
    status: int = 200,
    asked: _TypedPass | None = None,
) -> Response:
    schemes = {resources.scheme_reference(one.folder): one for one in office.schemes.values()}
    cases = {reference: _names(office, reference) for reference in schemes}
    names = {case_id: name for named in cases.values() for case_id, name in named.items()}
    passes = office.access.passes.listed()
    return page(
        "links.html",
        visitor_of(request),
        status,
        here="links",
        said=said,
        made=made,
        passes=passes,
        schemes=schemes,
        cases=cases,
        without={reference: len(_without_link(passes, named)) for reference, named in cases.items()},
        whose=lambda one: _whose(one, names),
        moment=moment,
        asked=asked or _TypedPass(),
        usual=(date.today() + timedelta(days=USUAL_DAYS)).isoformat(),
        today=date.today().isoformat(),
        last=(date.today() + timedelta(days=MOST_DAYS)).isoformat(),
        new=NEW,
        each=EACH,
    )


def _names(office: Office, reference: str) -> dict[str, str]:
    """The names of the cases of a scheme by their ids; empty for a case without a name yet."""
    scheme = office.served(reference)
    return {
        case_id: typed_texts(scheme, newest.record).get(scheme.applicant.name, "")
        for case_id, newest in office.cases.listed(reference)
    }


def _without_link(passes: Iterable[Pass], cases: Iterable[str]) -> tuple[str, ...]:
    """Those of these cases, by their ids, that nobody can come in to with a pass of their own."""
    given = {one.about for one in passes if one.role is Role.CASE and one.is_open}
    return tuple(case_id for case_id in cases if case_id not in given)


def _whose(given: Pass, names: dict[str, str]) -> str:
    """The owner of a pass in words."""
    if given.role is Role.OFFICE:
        return "办公室"
    if given.role is Role.TOWN:
        return given.about
    return names.get(given.about) or "（还没有填名称）"


async def give(request: Request) -> Response:
    """Give links to towns and applicants, or a pass to somebody who signs on. The links are shown this once."""
    async with request.form(max_files=0, max_fields=MOST_FIELDS, max_part_size=MOST_FIELD) as form:
        asked = _TypedPass(*(str(form.get(one, "")).strip() for one in ("whose", "name", "ends", "login")))
    return await run_in_threadpool(_give, request, office_of(request), asked)


def _give(request: Request, office: Office, asked: _TypedPass) -> Response:
    ends, login = _end_of(asked.ends), asked.login
    owners = _owners(office, asked) if asked.whose else ()
    said = _fault(office, asked, owners)
    if said or ends is None:
        said = said or f"截止的那天要从今天起，不超过 {MOST_DAYS} 天"
        return _show(request, office, said, status=422, asked=asked)
    secrets = tuple(_given(request, office, owner, ends, login) for owner in owners)
    if login:
        return _show(request, office, f"已给「{login}」，从登录的那一刻起可以用")
    names = _names(office, owners[0].scheme)
    at = f"{request.app.state.origins[-1]}/open/"
    made = (_NewLink(at + secret, names.get(about, "") if one.role is Role.CASE else about)
            for one, (about, secret) in zip(owners, secrets, strict=True))  # fmt: skip
    return _show(request, office, made=tuple(made))


def _fault(office: Office, asked: _TypedPass, owners: tuple[_PassOwner, ...]) -> str:
    """What is wrong with what was typed, but for the day; empty for nothing."""
    if not asked.whose:
        return "还没有选给谁"
    if len(asked.login) > MOST_NAME:
        return f"登录名最多 {MOST_NAME} 个字"
    if asked.names and not all(one.about == NEW for one in owners):
        return "写了新的名称，「给谁」选的却不是新的一份：要给新的，请在「给谁」里选它；不是，请把名称删去"
    if not owners:
        return "没有要给的：每一份都已经有链接了"
    if any(one.role is Role.OFFICE for one in owners) and not asked.login:
        return "给办公室的人，要写登录名"
    if len(owners) > 1 and asked.login:
        return "一个登录名只能给一份"
    if len(owners) > MOST_AT_ONCE:
        return f"一次最多给 {MOST_AT_ONCE} 个链接，这里有 {len(owners)} 个：请分几次给"
    there = set(_names(office, owners[0].scheme).values()) if asked.names else set()
    twice = [
        f"「{one}」写了 {asked.names.count(one)} 行" for one in dict.fromkeys(asked.names) if asked.names.count(one) > 1
    ]
    known = [f"「{one}」已经在办，要给它链接，请在「给谁」里选它" for one in dict.fromkeys(asked.names) if one in there]
    return "；".join((*twice, *known))


def _given(request: Request, office: Office, owner: _PassOwner, ends: float, login: str) -> tuple[str, str]:
    """Give one pass. Returns the name of the town or the id of the case that it is for, and the secret part of its link."""
    about = owner.about
    if (owner.role, about) == (Role.CASE, NEW):
        about = _begun(request, office, owner)
    secret = office.access.passes.give(owner.role, owner.scheme, about, ends, login)
    office.access.note(
        visitor_of(request).name, "给登录名" if login else "给链接", about if owner.role is not Role.OFFICE else ""
    )
    return about, secret


def _owners(office: Office, asked: _TypedPass) -> tuple[_PassOwner, ...]:
    """Whose the new passes are to be. Raises 404 for what is not there."""
    kind, _, rest = asked.whose.partition(":")
    reference, _, about = rest.rpartition(":")
    if kind == Role.OFFICE:
        return (_PassOwner(Role.OFFICE),)
    scheme = office.served(reference)
    if kind == Role.TOWN and (about == EACH or about in scheme.town_names):
        towns = scheme.town_names if about == EACH else (about,)
        return tuple(_PassOwner(Role.TOWN, reference, one) for one in towns)
    if kind == Role.CASE and about == NEW:
        return tuple(_PassOwner(Role.CASE, reference, NEW, name) for name in asked.names or ("",))
    if kind == Role.CASE and about == EACH:
        cases = (case_id for case_id, _ in office.cases.listed(reference))
        bare = _without_link(office.access.passes.listed(), cases)
        return tuple(_PassOwner(Role.CASE, reference, one) for one in bare)
    if kind == Role.CASE and office.cases.scheme(about) == reference:
        return (_PassOwner(Role.CASE, reference, about),)
    raise absent()


def _begun(request: Request, office: Office, owner: _PassOwner) -> str:
    who, scheme = visitor_of(request).name, office.served(owner.scheme)
    record = with_texts(scheme, EMPTY, {scheme.applicant.name: owner.name}) if owner.name else EMPTY
    case_id = office.cases.begin(owner.scheme, record, who)
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
