"""The dossier's own pages as HTML: cover, contents, page numbers. Their words and looks are the scheme's templates.

The templates lie in `templates/pages/`. A template of the same name in the scheme's folder `pages/` replaces one of them.
Each template receives the scheme and exactly the values that its function below names. If a template uses a name that it
does not receive, that is a fault of the template.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment

from formgen import resources
from formgen.dossier.lines import ContentsLine, Extent
from formgen.dossier.options import DRAFT
from formgen.dossier.plan import Plan
from formgen.errors import DefinitionError, DefinitionFault
from formgen.problems import Problem
from formgen.scheme.models import Scheme

PAGES = "pages"
"""The folder of a scheme with its own page templates; a scheme need not have it."""

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
    said = {"heading": heading, "issued_by": issued_by, "message": problem.message, "remedy": problem.remedy}
    return page_html(scheme, "missing.html", title=plan.title, is_there=is_there, **said)


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
    try:
        return (
            _templates(scheme.folder / PAGES, resources.pages_folder())
            .get_template(name)
            .render(scheme=scheme, **context)
        )
    except TemplateError as fault:
        place = f"第 {fault.lineno} 行" if isinstance(fault, TemplateSyntaxError) else ""
        raise DefinitionError([DefinitionFault(f"pages/{name}", place, f"页面模板有误：{fault}")]) from fault
    except (OSError, ValueError, TypeError) as fault:
        raise DefinitionError([DefinitionFault(f"pages/{name}", "", f"页面模板有误：{fault}")]) from fault


def shared_html(name: str, **context: object) -> str:
    """Fill a template that no scheme has a part in. Raises DefinitionError if it is missing or broken."""
    try:
        return _templates(resources.pages_folder()).get_template(name).render(**context)
    except (TemplateError, OSError, ValueError, TypeError) as fault:
        raise DefinitionError([DefinitionFault(f"pages/{name}", "", f"页面模板有误：{fault}")]) from fault


def page_faults(scheme: Scheme) -> tuple[DefinitionFault, ...]:
    """All faults of the scheme's own page templates.

    A template has a fault if it can't be read, if it is broken, if no page has its name, or if it uses a name that the
    template in `templates/pages/` does not use: then the page does not receive that name.
    """
    shared = _templates(resources.pages_folder())
    own = scheme.folder / PAGES
    found: list[DefinitionFault] = []
    for path in sorted(own.glob("*")) if own.is_dir() else ():
        file = f"{PAGES}/{path.name}"
        if not (resources.pages_folder() / path.name).is_file():
            known = "、".join(sorted(shared.list_templates()))
            found.append(DefinitionFault(file, "", f"没有这种页面，不会用到；可以放的有 {known}"))
            continue
        try:
            given = {"scheme", *_asked(shared, resources.pages_folder() / path.name)}
            asked = _asked(_templates(own, resources.pages_folder()), path)
        except TemplateSyntaxError as fault:
            found.append(DefinitionFault(file, f"第 {fault.lineno} 行", f"页面模板有误：{fault}"))
        except (OSError, ValueError):
            found.append(DefinitionFault(file, "", "读不到这个文件，或不是 UTF-8 编码"))
        else:
            found += [
                DefinitionFault(file, name, f"没有给这个页面这项内容；可用的有 {'、'.join(sorted(given))}")
                for name in sorted(asked - given)
            ]
    return tuple(found)


def _asked(environment: ImmutableSandboxedEnvironment, path: Path) -> set[str]:
    """The names that a template asks for."""
    return meta.find_undeclared_variables(environment.parse(path.read_text("utf-8")))


@lru_cache(maxsize=8)
def _templates(*folders: Path) -> ImmutableSandboxedEnvironment:
    """The templates of the folders; an earlier folder has priority. A template is compiled again only if its file changed."""
    return ImmutableSandboxedEnvironment(loader=FileSystemLoader(folders), autoescape=True, undefined=StrictUndefined)
