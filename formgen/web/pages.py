"""HTML pages from the templates in `templates/web/`, and answers with files.

All that a person typed is escaped. A template that asks for a value that it was not given is a fault of the program.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import IO
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response, StreamingResponse

from formgen.foundation import resources
from formgen.foundation.delivery import file_names
from formgen.web.guard.visitors import EVERYBODY, OFFICES, Role, Visitor

TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
    ".json": "application/json",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".js": "text/javascript; charset=utf-8",
}
"""The kinds of files that are given out, by their extension."""
LOOK = ("style.css", "filling.css", "receiving.css", "icon.svg", "filling.js", "binding.js")
"""The files of `templates/web/` that a browser loads by their own addresses."""
DOORS = (
    ("blanks", "空白表格", EVERYBODY),
    ("check", "检查数据", OFFICES),
    ("fill", "填报一家", EVERYBODY),
    ("batch", "批量", OFFICES),
)
"""The pages of a scheme: the beginning of their addresses, their names, and whose they are."""
ABOUT = {
    "check": "送来收上来的表，哪一格不对一次看清",
    "fill": "边填边看到印出来的样子",
    "batch": "一次做出各家的表格或材料，分各地下载",
}
"""A few words about each of the other pages."""
PIECE = 1 << 18
"""The bytes of a file that are sent at once."""
REFUSALS = {
    400: "没有读懂",
    403: "没有执行",
    404: "没有这个页面",
    405: "没有执行",
    408: "太慢了",
    413: "太大了",
    507: "没有保存",
}


def moment(at: float) -> str:
    """A time as people write it: `11月28日 23:05`."""
    return datetime.fromtimestamp(at).strftime("%-m月%-d日 %H:%M")


def day(at: float) -> str:
    """A day as people write it: `2026年11月28日`."""
    return datetime.fromtimestamp(at).strftime("%Y年%-m月%-d日")


def html(template: str, visitor: Visitor | None, **context: object) -> str:
    """The text of a page. visitor: who sees it; None for anybody.

    context: the values that its template asks for, besides `root` and `here`.
    """
    role = Role.OFFICE if visitor is None else visitor.role
    doors = [(id, name) for id, name, roles in DOORS if role in roles]
    given = {
        "root": "/",
        "here": "",
        "doors": doors,
        "about": ABOUT,
        "visitor": visitor,
        "roles": Role,
        "day": day,
        **context,
    }
    return _templates().get_template(template).render(given)


def page(template: str, visitor: Visitor | None, status: int = 200, **context: object) -> HTMLResponse:
    """A page as an answer. As `html`."""
    return HTMLResponse(html(template, visitor, **context), status)


def refusal(status: int, said: str) -> HTMLResponse:
    """The page that says why a request was refused."""
    return page("refused.html", None, status, title=REFUSALS.get(status, "出错了"), said=said)


def absent() -> HTTPException:
    """What is raised for anything that is not there, or is not yours."""
    return HTTPException(404, "没有这个页面，或者它已经删去")


def attachment(content: bytes, name: str) -> Response:
    """A file that the browser saves and never shows. name: its name for the user, with a known extension."""
    return Response(content, media_type=_type(name), headers=_as_attachment(name))


def stored(path: Path, name: str) -> Response:
    """A file of the data folder that the browser saves, as `attachment`. It is not read into memory. Raises 404 if it is gone.

    Parts of it can't be asked for, so a flood of such requests costs nothing.
    """
    try:
        file = path.open("rb")
    except OSError:
        raise absent() from None
    return opened(file, name)


def opened(file: IO[bytes], name: str) -> Response:
    """An open file that the browser saves, from its beginning. It is closed when it was sent."""
    file.seek(0)
    response = StreamingResponse(_pieces(file), headers=_as_attachment(name), media_type=_type(name))
    response.headers["Content-Length"] = str(os.fstat(file.fileno()).st_size)
    return response


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece


def _as_attachment(name: str) -> dict[str, str]:
    (safe,) = file_names((name,))
    suffix = "." + name.rpartition(".")[2].lower()
    return {"Content-Disposition": f"attachment; filename=\"file{suffix}\"; filename*=UTF-8''{quote(safe, safe='')}"}


def _type(name: str) -> str:
    return TYPES["." + name.rpartition(".")[2].lower()]


def picture(content: bytes, kind: str = ".png") -> Response:
    """One of our own pictures, shown in a page. kind: its extension."""
    return Response(content, media_type=TYPES[kind])


def look(name: str) -> bytes:
    """The content of the style sheet or the script. Raises 404 for any other name."""
    if name not in LOOK:
        raise absent()
    return (resources.web_folder() / name).read_bytes()


@lru_cache(maxsize=1)
def _templates() -> Environment:
    """The templates. They are the program's own, and no text of anybody is ever one: a sandbox would take three times as long."""
    return Environment(
        loader=FileSystemLoader(resources.web_folder()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
