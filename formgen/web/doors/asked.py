"""What an address asks for, and whether its visitor may have it. What is somebody else's is answered as if it were not there."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from formgen.foundation import resources
from formgen.record.kinds.offered.town_names import town_named
from formgen.scheme.dossiers import Dossier
from formgen.scheme.models import Scheme
from formgen.web.filling.texts import typed_texts
from formgen.web.guard.visitors import Role, Visitor
from formgen.web.kept.cases import Version
from formgen.web.kept.folders import folders, known_folder
from formgen.web.office import Office, office_of
from formgen.web.pages import absent
from formgen.web.work.order import Sent, read_sent


class Only:
    """Stands before a door, and answers 404 to visitors who have no business there."""

    def __init__(self, application: ASGIApp, roles: frozenset[Role], shared: bool = False) -> None:
        """shared: True for a door that is there only while the server is shared."""
        self._application, self._roles, self._shared = application, roles, shared

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the door answer, or raise 404."""
        visitor = scope["state"].get("visitor")
        if not isinstance(visitor, Visitor) or visitor.role not in self._roles:
            raise absent()
        if self._shared and not scope["app"].state.office.shared:
            raise absent()
        await self._application(scope, receive, send)


def visitor_of(request: Request) -> Visitor:
    """Who sends a request. Raises 404 for somebody who has not come in."""
    visitor = getattr(request.state, "visitor", None)
    if not isinstance(visitor, Visitor):
        raise absent()
    return visitor


def asked_scheme(request: Request) -> tuple[Office, Scheme, Visitor]:
    """The scheme of an address. Raises 404 if there is none, or if its visitor is bound to another one."""
    office, visitor = office_of(request), visitor_of(request)
    scheme = office.scheme(request.path_params["scheme"])
    if visitor.scheme and visitor.scheme != resources.scheme_reference(scheme.folder):
        raise absent()
    return office, scheme, visitor


def asked_case(request: Request) -> tuple[Office, str, Scheme, Version]:
    """The case of an address, with its scheme and its newest version. Raises 404 if there is none that its visitor may see."""
    return case_of(request, request.path_params["id"])


def case_of(request: Request, case_id: str) -> tuple[Office, str, Scheme, Version]:
    """A case by its id, as `asked_case`."""
    office = office_of(request)
    reference = office.cases.scheme(case_id)
    newest = office.cases.newest(case_id)
    if reference is None or newest is None:
        raise absent()
    scheme = office.served(reference)
    if not may_see(office, visitor_of(request), case_id, scheme, newest):
        raise absent()
    return office, case_id, scheme, newest


def may_see(office: Office, visitor: Visitor, case_id: str, scheme: Scheme, newest: Version) -> bool:
    """True if a case is a visitor's own: an applicant's one case, a town's applicants, for the office all."""
    if visitor.role is Role.OFFICE:
        return True
    if visitor.scheme != resources.scheme_reference(scheme.folder):
        return False
    if visitor.role is Role.CASE:
        return visitor.about == case_id
    return visitor.about == town_of(office, case_id, scheme, newest)


def town_of(office: Office, case_id: str, scheme: Scheme, newest: Version) -> str:
    """The town whose case it is: the one that the record names; else the one that began it; empty for none."""
    texts = typed_texts(scheme, newest.record)
    said = next((texts[field] for field in scheme.town_fields if field in texts), "")
    if not said or scheme.towns is None:
        return said or office.cases.town(case_id)
    return town_named(said, scheme.towns) or said


def asked_work(request: Request, above: Path) -> tuple[Office, Path, Sent, Scheme]:
    """The same as `asked_folder`, with the scheme of what was sent."""
    office, folder, sent = asked_folder(request, above)
    return office, folder, sent, office.served(sent.scheme)


def asked_dossier(request: Request, above: Path) -> tuple[Office, Path, Sent, Scheme, Dossier]:
    """The same as `asked_work`, with the dossier that was asked for. Raises 404 if the scheme has it no more."""
    office, folder, sent, scheme = asked_work(request, above)
    dossier = scheme.dossier(sent.dossier)
    if dossier is None:
        raise absent()
    return office, folder, sent, scheme, dossier


def sent_before(above: Path, scheme: Scheme, visitor: Visitor) -> list[tuple[Path, Sent]]:
    """What was sent for a scheme that its visitor may see, the newest first, each with its folder."""
    reference = resources.scheme_reference(scheme.folder)
    known = ((folder, sent) for folder in folders(above) if (sent := read_sent(folder)) is not None)
    return [(folder, sent) for folder, sent in known if sent.scheme == reference and visitor.owns(sent.owner)]


def asked_folder(request: Request, above: Path) -> tuple[Office, Path, Sent]:
    """The folder of an address, and what was sent into it. Raises 404 if there is none that its visitor may see."""
    office = office_of(request)
    folder = known_folder(above, request.path_params["id"])
    sent = read_sent(folder) if folder else None
    if folder is None or sent is None:
        raise absent()
    if sent.case:
        case_of(request, sent.case)
    elif not visitor_of(request).owns(sent.owner):
        raise absent()
    return office, folder, sent
