"""The dossier's own pages as HTML: cover, contents, page numbers. Their words and looks are the scheme's templates.

The templates lie in `templates/pages/`. A template of the same name in the scheme's folder `pages/` replaces one of them.
Each template receives the scheme and exactly the values that its function below names. `page_templates.py` fills them.
"""

from __future__ import annotations

from collections.abc import Callable

from formgen.dossier.lines import ContentsLine, Extent
from formgen.dossier.options import DRAFT
from formgen.dossier.plan import Plan
from formgen.fonts.cmap import character_tables
from formgen.fonts.faces import face
from formgen.foundation.problems import Problem
from formgen.scheme.models import Scheme

LARGEST_FACE = "Gw Song"
"""Our face with the most characters."""
HtmlToPdf = Callable[[str], bytes]
"""Lays out an HTML document that brings its own style sheet; raises ProofError for a character that no face has."""


def contents_html(scheme: Scheme, plan: Plan, lines: tuple[ContentsLine, ...], volumes: tuple[Extent, ...] = (),
                  volume: int = 1) -> str:  # fmt: skip
    """目录: the applicant, the title, and the lines; each line is a link to `line:<index>`.

    volumes: all volumes, if the dossier has several; `volume` is the one that these contents are bound in.
    """
    context = {"lines": tuple(enumerate(lines)), "volumes": volumes, "volume": volume}
    return page_html(scheme, "contents.html", applicant=plan.applicant, title=plan.title, **context)


def index_html(scheme: Scheme, plan: Plan, material: str, lines: tuple[ContentsLine, ...]) -> str:
    """佐证材料索引: the pieces of evidence under their sections, each a link to `line:<index>`."""
    return page_html(scheme, "index.html", title=plan.title, material=material, lines=tuple(enumerate(lines)))


def divider_html(scheme: Scheme, plan: Plan, material: str, section: str, pieces: int) -> str:
    """The page before a section's evidence. pieces: how many there are."""
    return page_html(scheme, "divider.html", title=plan.title, material=material, section=section, pieces=pieces)


def cover_html(scheme: Scheme, plan: Plan, volume: int = 1, volumes: int = 1) -> str:
    """封面; if the dossier has several volumes, the cover of one of them."""
    stamps = [stamp for material in plan.materials if material.page == "cover" for stamp in material.stamps]
    return page_html(
        scheme, "cover.html", applicant=plan.applicant, title=plan.title, scheme_title=scheme.title,
        volume=volume, volumes=volumes, stamps=stamps,
    )  # fmt: skip


def missing_html(
    scheme: Scheme, plan: Plan, heading: str, issued_by: str | None, problem: Problem, is_there: bool = False
) -> str:
    """The page of a draft in the place of what is missing, or before a file that can't be handed in as it is.

    issued_by  None where the applicant writes it itself
    problem    what is wrong
    is_there   True if the file follows
    """
    said = {"heading": heading, "issued_by": issued_by, "message": _by_code(problem.message), "remedy": problem.remedy}
    return page_html(scheme, "missing.html", title=plan.title, is_there=is_there, **said)


def _by_code(message: str) -> str:
    """A message with the code (`U+1F600`) of each character that our faces lack: it may tell of just such a character."""
    known = character_tables(face(LARGEST_FACE))[3, 1]
    return "".join(one if ord(one) in known or one.isspace() else f"U+{ord(one):04X}" for one in message)


def blank_html(scheme: Scheme, plan: Plan) -> str:
    """The page without words that lets the next material begin on a right-hand page."""
    return page_html(scheme, "blank.html", title=plan.title)


def mark_html(scheme: Scheme, plan: Plan, mark: str) -> str:
    """What every page of a draft or a masked copy says: one portrait sheet, one landscape sheet and a slip of the strip's
    height."""
    return page_html(scheme, "draft.html" if mark == DRAFT else "masked.html", title=plan.title, mark=mark)


def left_out_html(scheme: Scheme, plan: Plan, heading: str, files: int) -> str:
    """The page of a masked copy in the place of supplied files. files: how many there are."""
    return page_html(scheme, "left-out.html", title=plan.title, heading=heading, files=files)


def numbers_html(scheme: Scheme, plan: Plan, characters: str) -> str:
    """One slip of the strip's height with all characters of page numbers, in one line and in this order."""
    return page_html(scheme, "numbers.html", title=plan.title, characters=characters)


def page_html(scheme: Scheme, name: str, **context: object) -> str:
    """Fill the template `name` with `context` and the scheme. Raises DefinitionError if it is missing or broken."""
    from formgen.dossier.own_pages.page_templates import filled  # Jinja takes long to load, and most pages are kept

    return filled(scheme, name, context)
