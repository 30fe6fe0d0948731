"""The pages that need no server, as files that any web server gives out: 首页 and 空白表格 of every scheme."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from formgen.foundation.delivery import Paper, deliver
from formgen.scheme.models import Scheme
from formgen.web.doors.blanks import blank_files, stages_of
from formgen.web.doors.entrance import asked_for, days_left
from formgen.web.drawing.studio import Studio
from formgen.web.office import load_schemes, workbook
from formgen.web.pages import LOOK, html, look

INDEX = "index.html"


def write_site(scheme: str | None, out: Path, processes: int = 1) -> tuple[Path, ...]:
    """Write the pages of all schemes, or of one, below `out`, or none of them. Returns the paths of the files.

    The addresses are those of the server, so a link into the one leads into the other. Raises the errors of `load_schemes`,
    and MachineError if the folder can't be written.
    """
    schemes, faults = load_schemes(scheme)
    with closing(Studio(processes)) as studio:
        papers = [*_shared(schemes, faults)]
        for one in schemes.values():
            papers += _blanks(studio, one)
    return deliver(papers, out)


def _shared(schemes: dict[str, Scheme], faults: tuple[str, ...]) -> Iterator[Paper]:
    given = {"schemes": schemes, "faults": faults, "left": days_left, "asked": asked_for}
    yield Paper(INDEX, html("home.html", None, root="", here="home", fixed=True, **given).encode())
    for name in LOOK:
        yield Paper(f"look/{name}", look(name))


def _blanks(studio: Studio, scheme: Scheme) -> Iterator[Paper]:
    folder = f"blanks/{scheme.id}"
    given = {"scheme": scheme, "files": blank_files, "stages": stages_of}
    yield Paper(
        f"{folder}/{INDEX}", html("blanks.html", None, root="../../", here="blanks", fixed=True, **given).encode()
    )
    yield Paper(f"{folder}/workbook.xlsx", workbook(scheme))
    for form in scheme.forms:
        for file in blank_files(form):
            yield Paper(f"{folder}/{file.address}", studio.blank(scheme, form, file.format))
        for number, drawn in enumerate(studio.blank_pictures(scheme, form), start=1):
            yield Paper(f"{folder}/{form.id}/{number}.png", drawn)
