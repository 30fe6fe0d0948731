"""材料和佐证: files are put to the materials of a stage and to rows of scores, and seen as they will be bound.

There they are put in order, turned, taken away, and locked ones unlocked with their password.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from formgen.dossier.proof.page_marks import can_read
from formgen.foundation import resources
from formgen.foundation.delivery import file_names
from formgen.record.scoring import written_points
from formgen.scheme.dossiers import Dossier
from formgen.scheme.models import Scheme
from formgen.web.doors.asked import asked_case, visitor_of
from formgen.web.doors.snapshots import laid_files
from formgen.web.doors.uploads import taken, too_large
from formgen.web.filling.remedies import anchor, score_address
from formgen.web.filling.supplied import EVIDENCE, MATERIAL, instead, is_place, moved, pieces, with_files, with_pieces
from formgen.web.filling.texts import typed_texts
from formgen.web.guard.bodies import LARGE_BODY, MEGABYTE, MOST_FIELD, MOST_FIELDS, MOST_FILES
from formgen.web.guard.visitors import Visitor
from formgen.web.kept.case_files import CaseFile
from formgen.web.kept.cases import Version
from formgen.web.kept.folders import known_folder, new_folder, remove_folder
from formgen.web.office import Office
from formgen.web.pages import absent, page, picture
from formgen.web.work.order import Sent, Stage, WorkKind, read_sent, write_sent
from formgen.web.work.queue import WorkState
from formgen.web.work.sources import parts_of
from formgen.web.work.supplied_files import FileLook, read_looks, thumb
from formgen.web.work.unlocking import unlock as unlock_file

MOVES = {"up": -1, "down": 1, "away": 0}
"""What a button does with a file: by how many places it moves it; 0 takes it away."""
TURNS = ("90", "180", "270")
MOST_TITLE = 200
MOST_PASSWORD = 127
"""The longest password that a PDF can have (ISO 32000-2, 7.6.4.3.2)."""
UNLOCKED = "（已解开）"
"""What the name of a file ends with from which the lock was taken."""
PATIENCE = 20.0
"""Seconds for which an answer waits for a page to be turned, or a folder to be sorted in."""
MARKS = "marks"
"""The option that needs the extra `formgen[receive]`: it is not offered without it."""
SWITCHES = (
    ("duplex", "双面印：页码在外侧，每份材料从右手页开始"),
    ("proof_page", "最后加一页装订证明：收了哪些文件、核对了什么"),
    ("with_opinions", "印上数据里有关部门的意见和日期；不选就留空，等部门填写"),
    ("signature_fields", "每个盖章、签字的地方留一个空的电子签名位置"),
    (MARKS, "页脚两端各印一个标记，盖章扫描后凭它认页（不能与脱敏副本同选）"),
    ("keep_size", "佐证页面保持原来的大小，不统一成 A4"),
    ("archive", "归档件（PDF/A-2），可以长期保存"),
    ("masked", "脱敏副本，供传阅：证件号、电话等只显示一部分"),
)
"""The options that are on or off, with the words for them."""
JOBS = (WorkKind.TURN, WorkKind.SORT)


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A file of a case with what is known of it. look: None as long as its pages are being drawn, or if that failed."""

    file: CaseFile
    look: FileLook | None
    is_waiting: bool


def show(request: Request) -> Response:
    """The materials of a stage with their files, and the buttons that bind it."""
    office, case_id, scheme, version = asked_case(request)
    said, status = _ended(office, case_id, request.query_params.get("job", ""))
    dossier, row = dossier_of(request, scheme), request.query_params.get("row", "")
    return show_files(office, visitor_of(request), case_id, scheme, dossier, version, said, status, row)


def show_files(
    office: Office,
    visitor: Visitor,
    case_id: str,
    scheme: Scheme,
    dossier: Dossier,
    version: Version,
    said: tuple[str, ...] = (),
    status: int = 200,
    row: str = "",
) -> Response:
    """The page of the files of a dossier. said: lines that stand at its top. row: the row of scores that evidence is offered for."""
    found = pieces(scheme, version.record)
    known = _seen(office, case_id, scheme)
    return page(
        "binding.html",
        visitor,
        status,
        here="fill",
        scheme=scheme,
        case=case_id,
        dossier=dossier,
        name=typed_texts(scheme, version.record).get(scheme.applicant.name, ""),
        forms={form.id: form for form in scheme.forms},
        materials={one.place.removeprefix(MATERIAL): one for one in found if one.place.startswith(MATERIAL)},
        asked_row=row,
        evidence=[
            (scheme.indicators[one.place.removeprefix(EVIDENCE)], one)
            for one in found
            if one.place.removeprefix(EVIDENCE) in scheme.indicators
        ],
        known=known,
        waiting=any(one.is_waiting for one in known.values()),
        megabyte=MEGABYTE,
        points=written_points,
        said=said,
        switches=[one for one in SWITCHES if one[0] != MARKS or can_read()],
        anchor=anchor,
        score_at=partial(score_address, scheme, case_id),
    )


def _seen(office: Office, case_id: str, scheme: Scheme) -> dict[str, SeenFile]:
    """The files of a case by their paths. Those that nobody has looked at yet are put into the queue."""
    known = office.files.listed(case_id)
    unseen = [one for one in known.values() if _looked(office, one) is None]
    if unseen:
        folder = new_folder(office.looks)
        reference = resources.scheme_reference(scheme.folder)
        files = [(one.path, office.files.stored(case_id, one), one.size) for one in unseen]
        write_sent(folder, Sent(reference, time.time(), laid_files(folder, files), case=case_id))
        office.files.looked(case_id, {one.path: f"{folder.name}/{number}" for number, one in enumerate(unseen)})
        office.queue.put(folder, WorkKind.LOOK)
        known = office.files.listed(case_id)
    seen = {}
    for path, one in known.items():
        folder_, number = _looked(office, one) or (office.looks, 0)
        looks = read_looks(folder_)
        look = looks[number] if number < len(looks) else None
        seen[path] = SeenFile(one, look, look is None and office.queue.state(folder_, WorkKind.LOOK).is_open)
    return seen


def _looked(office: Office, file: CaseFile) -> tuple[Path, int] | None:
    """The folder with the small pages of a file, and its number there; None if there is none."""
    name, _, number = file.look.partition("/")
    folder = known_folder(office.looks, name) if name else None
    return None if folder is None else (folder, int(number))


def small_page(request: Request) -> Response:
    """A page of a supplied file as it will be bound, small."""
    office, case_id, _, _ = asked_case(request)
    digest, number = request.path_params["digest"], request.path_params["number"]
    for one in office.files.listed(case_id).values():
        found = _looked(office, one) if one.digest == digest else None
        if found is not None:
            try:
                return picture(thumb(*found, number).read_bytes())
            except OSError:
                continue
    raise absent()


async def add(request: Request) -> Response:
    """Put files to a material or to a row of scores."""
    office, case_id, scheme, version = await run_in_threadpool(asked_case, request)
    dossier = dossier_of(request, scheme)
    async with request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=MOST_FIELD) as form:
        place, title = str(form.get("place", "")), str(form.get("title", "")).strip()
        sent = [one for one in form.getlist("files") if isinstance(one, UploadFile) and one.filename]
        if not is_place(scheme, place):
            raise absent()
        said = await run_in_threadpool(_refused, office, case_id, sent)
        if place.startswith(EVIDENCE) and not title:
            said = said or "还没有写这份佐证叫什么"
        if said or len(title) > MOST_TITLE:
            told, row = (said or f"标题太长，最多 {MOST_TITLE} 个字",), place.removeprefix(EVIDENCE)
            return await run_in_threadpool(
                show_files, office, visitor_of(request), case_id, scheme, dossier, version, told, 422, row
            )
        await run_in_threadpool(_kept, office, case_id, scheme, place, title, sent, visitor_of(request).name)
    return RedirectResponse(address_of(case_id, dossier), 303)


def _refused(office: Office, case_id: str, sent: list[UploadFile]) -> str:
    """Why files can't be put into a case; empty if they can."""
    known = office.files.listed(case_id).values()
    size = sum(one.size for one in known) + sum(one.size or 0 for one in sent)
    if len(known) + len(sent) > MOST_FILES or size > LARGE_BODY:
        return f"放不下了：一份材料最多 {MOST_FILES} 个文件，共 {LARGE_BODY // MEGABYTE} MB"
    return too_large(sent) if sent else "还没有选文件"


def _kept(
    office: Office, case_id: str, scheme: Scheme, place: str, title: str, sent: list[UploadFile], who: str
) -> None:
    supplied = {f"{MATERIAL}{one.id}": one.label for one in scheme.supplied}
    below = supplied.get(place) or f"佐证/{place.removeprefix(EVIDENCE)}"
    paths = []
    for one in sent:
        _, own = parts_of(one.filename or "")
        folders, _ = parts_of(f"{below}/x")
        path = "/".join((*folders, *file_names((own,))))
        paths.append(office.files.take(case_id, path, one.file).path)

    def change(record: str) -> str:
        return with_pieces(scheme, record, with_files(pieces(scheme, record), place, title, tuple(paths)))

    office.cases.put(case_id, who, change)
    office.access.note(who, "放进文件", case_id)


async def change(request: Request) -> Response:
    """Move a file of a place, or take it away."""
    office, case_id, scheme, _ = await run_in_threadpool(asked_case, request)
    dossier = dossier_of(request, scheme)
    async with request.form(max_files=0, max_fields=MOST_FIELDS, max_part_size=MOST_FIELD) as form:
        place, path, action = (str(form.get(name, "")) for name in ("place", "path", "action"))
    by = MOVES.get(action)
    if by is None:  # dragged over several places
        if not action.removeprefix("-").isdigit() or not action.isascii() or len(action) > 4 or not int(action):
            raise absent()
        by = int(action)

    def changed(record: str) -> str:
        return with_pieces(scheme, record, moved(pieces(scheme, record), place, path, by))

    await run_in_threadpool(office.cases.put, case_id, visitor_of(request).name, changed)
    return RedirectResponse(address_of(case_id, dossier), 303)


async def turn(request: Request) -> Response:
    """Turn a page of a file. The turned file is a new one, in the place of the old."""
    office, case_id, scheme, _ = await run_in_threadpool(asked_case, request)
    dossier = dossier_of(request, scheme)
    async with request.form(max_files=0, max_fields=MOST_FIELDS, max_part_size=MOST_FIELD) as form:
        path, number, degrees = (str(form.get(name, "")) for name in ("path", "page", "degrees"))
    known = await run_in_threadpool(office.files.listed, case_id)
    if path not in known or degrees not in TURNS or not number.isascii() or not number.isdigit() or len(number) > 5:
        raise absent()
    who = visitor_of(request).name

    def prepared() -> Path:
        folder = new_folder(office.looks)
        one = known[path]
        files = laid_files(folder, [(path, office.files.stored(case_id, one), one.size)])
        reference, turned = resources.scheme_reference(scheme.folder), (int(number), int(degrees))
        write_sent(folder, Sent(reference, time.time(), files, case=case_id, owner=who, turn=turned))
        return folder

    folder = await run_in_threadpool(prepared)
    office.access.note(who, "转一页", case_id)
    return await _ordered(office, case_id, dossier, folder, WorkKind.TURN)


async def unlock(request: Request) -> Response:
    """Take the lock from a file with its password. The file without it is a new one, in the place of the old; nobody keeps the password."""
    office, case_id, scheme, version = await run_in_threadpool(asked_case, request)
    dossier, visitor = dossier_of(request, scheme), visitor_of(request)
    async with request.form(max_files=0, max_fields=MOST_FIELDS, max_part_size=MOST_FIELD) as form:
        path, password = str(form.get("path", "")), str(form.get("password", ""))
    one = (await run_in_threadpool(office.files.listed, case_id)).get(path)
    if one is None:
        raise absent()
    said = (
        "还没有输入密码"
        if not password
        else f"密码太长，最多 {MOST_PASSWORD} 个字"
        if len(password) > MOST_PASSWORD
        else ""
    )
    said = said or await run_in_threadpool(_unlocked, office, case_id, scheme, one, password, visitor.name)
    if said:
        told = (f"文件「{path.rpartition('/')[2]}」{said}",)
        return await run_in_threadpool(show_files, office, visitor, case_id, scheme, dossier, version, told, 422)
    return RedirectResponse(address_of(case_id, dossier), 303)


def _unlocked(office: Office, case_id: str, scheme: Scheme, one: CaseFile, password: str, who: str) -> str:
    """Put a file without its lock in the place of this one. Returns what is to be said if that can't be done."""
    folder = new_folder(office.looks)
    try:
        out = folder / "unlocked.pdf"
        said = unlock_file(office.files.stored(case_id, one), out, password)
        if said:
            return said
        stem = one.path.rpartition(".")[0] if "." in one.path.rpartition("/")[2] else one.path
        with out.open("rb") as content:
            made = office.files.take(case_id, f"{stem.removesuffix(UNLOCKED)}{UNLOCKED}.pdf", content).path
    finally:
        remove_folder(folder)

    def change(record: str) -> str:
        return with_pieces(scheme, record, instead(pieces(scheme, record), one.path, made))

    office.cases.put(case_id, who, change)
    office.access.note(who, "解开文件的密码", case_id)
    return ""


async def sort_in(request: Request) -> Response:
    """Put the files of a folder to materials and rows of scores by their names."""
    office, case_id, scheme, version = await run_in_threadpool(asked_case, request)
    dossier, who = dossier_of(request, scheme), visitor_of(request).name
    async with request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=MOST_FIELD) as form:
        sent = [one for one in form.getlist("files") if isinstance(one, UploadFile) and one.filename]
        said = await run_in_threadpool(_refused, office, case_id, sent)
        if said:
            return await run_in_threadpool(
                show_files, office, visitor_of(request), case_id, scheme, dossier, version, (said,), 422
            )
        given = Sent(resources.scheme_reference(scheme.folder), time.time(), (), case=case_id, owner=who)
        named = [(_below_a_folder(one.filename or ""), one) for one in sent]
        folder = await run_in_threadpool(taken, office.looks, given, named)
    office.access.note(who, "放进文件夹", case_id)
    return await _ordered(office, case_id, dossier, folder, WorkKind.SORT)


def _below_a_folder(name: str) -> str:
    """The name of a sent file below a folder: a browser gives the folder, unless single files were chosen."""
    folders, own = parts_of(name)
    return "/".join((*(folders or ("文件",)), own))


async def _ordered(office: Office, case_id: str, dossier: Dossier, folder: Path, kind: WorkKind) -> Response:
    """Order work on the files of a case, wait a little for it, and go back to the page of the files."""
    await run_in_threadpool(office.queue.put, folder, kind)
    until = time.monotonic() + PATIENCE
    state: Callable[[], WorkState] = lambda: office.queue.state(folder, kind)  # noqa: E731
    while (await run_in_threadpool(state)).is_open and time.monotonic() < until:
        await asyncio.sleep(0.1)
    return RedirectResponse(f"{address_of(case_id, dossier)}?job={folder.name}", 303)


def _ended(office: Office, case_id: str, name: str) -> tuple[tuple[str, ...], int]:
    """What is to be said of work on the files of a case that has ended, or not yet; and the status of the page."""
    folder = known_folder(office.looks, name)
    sent = read_sent(folder) if folder else None
    if folder is None or sent is None or sent.case != case_id:
        return (), 200
    for kind in JOBS:
        state = office.queue.state(folder, kind)
        if state.is_open:
            return ("还在做，过一会儿再看",), 200
        if state.stage is Stage.FAILED and state.ending:
            return (state.ending.failure,), 422
        if state.stage is Stage.DONE and state.ending:
            told = [f"{one.message}；{one.remedy}" for outcome in state.ending.outcomes for one in outcome.problems]
            if kind is WorkKind.SORT:
                told.insert(0, f"放好了 {state.ending.made[0]} 个文件，请看一看放得对不对")
            remove_folder(folder)
            return tuple(told), 200
    return (), 200


def dossier_of(request: Request, scheme: Scheme) -> Dossier:
    """The dossier of an address. Raises 404 if there is none."""
    found = scheme.dossier(request.path_params["dossier"])
    if found is None:
        raise absent()
    return found


def address_of(case_id: str, dossier: Dossier) -> str:
    """The address of the page with the files of a dossier."""
    return f"/cases/{case_id}/dossiers/{dossier.id}/"
