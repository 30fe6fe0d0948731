"""The dossier's own pages as HTML: cover, contents, page numbers. Their words and looks are the scheme's templates.

Templates lie in the scheme's folder `pages/`. Each is given exactly what its function below names; a name that a
template asks for and is not given is a fault of the template.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from formgen.dossier.plan import Plan
from formgen.errors import DefinitionError, DefinitionFault
from formgen.scheme.models import Scheme

HtmlToPdf = Callable[[str], bytes]
"""Lays out an HTML document that brings its own style sheet; raises ProofError for a character that no face has."""
LINE = "line:"
"""What the address of a line of the contents begins with; its index follows. `assemble` turns it into a page."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the contents.

    mark      `①`, or the indicator's id
    title     the material's, or the evidence's
    page      the number printed behind it
    evidence  True for a piece of evidence: indented below its material
    """

    mark: str
    title: str
    page: int
    evidence: bool = False

    @property
    def heading(self) -> str:
        """The line without its number, as the bookmark says it: `① 企业贯标工作总结报告`."""
        return f"{self.mark} {self.title}"


def contents_html(scheme: Scheme, plan: Plan, lines: tuple[Line, ...]) -> str:
    """目录: whose dossier it is, what it is called, and its lines, each a link to `line:<index>`."""
    return _render(scheme, "contents.html", applicant=plan.applicant, title=plan.title, lines=lines)


def cover_html(scheme: Scheme, plan: Plan) -> str:
    """封面."""
    return _render(scheme, "cover.html", applicant=plan.applicant, title=plan.title, scheme_title=scheme.title)


def numbers_html(scheme: Scheme, plan: Plan, count: int) -> str:
    """The page numbers 1 to `count`, each on a slip of its own that is laid over the foot of its page."""
    return _render(scheme, "numbers.html", title=plan.title, count=count)


def _render(scheme: Scheme, name: str, **context: object) -> str:
    """Raises DefinitionError for a template that is missing or broken."""
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(scheme.folder / "pages"), autoescape=True, undefined=StrictUndefined
    )
    try:
        return environment.get_template(name).render(context)
    except TemplateError as fault:
        place = f"第 {fault.lineno} 行" if isinstance(fault, TemplateSyntaxError) else ""
        raise DefinitionError([DefinitionFault(f"pages/{name}", place, f"页面模板有误：{fault}")]) from fault
    except (OSError, ValueError, TypeError) as fault:
        raise DefinitionError([DefinitionFault(f"pages/{name}", "", f"页面模板有误：{fault}")]) from fault
