"""Fills the templates of pages with Jinja, and finds the faults of a scheme's own templates.

A template receives exactly the values that its page names. If it uses a name that it does not receive, that is its fault.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment

from formgen.foundation import resources
from formgen.foundation.errors import DefinitionError, DefinitionFault
from formgen.scheme.models import Scheme

PAGES = "pages"
"""The folder of a scheme with its own page templates; a scheme need not have it."""


def filled(scheme: Scheme, name: str, context: Mapping[str, object]) -> str:
    """The template `name` with the scheme and the values of `context`. Raises DefinitionError if it is missing or broken."""
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
