"""Fills templates with conditions: docxtpl renders them, in Jinja's sandbox, from texts alone.

Such a form has no slots in its Word file: which words it has depends on the values. So docxtpl makes each paper anew. A template
may name variables, compare them, and use conditions; `template_names` lets nothing else of Jinja through. So a template reads no
file, calls nothing and never runs long.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.sandbox import SandboxedEnvironment

from formgen.errors import DefinitionError, DefinitionFault
from formgen.render.word.package import WordPackage, read_package
from formgen.scheme.models import BLANK

_ALLOWED = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Const),
    *(nodes.If, nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not),
)
_WHERE = re.compile(r"^(\{%[-+]?\s*)(?:p|tr|tc|r)\s+")
"""docxtpl's word for what a condition holds: a paragraph, a row, a cell, a run."""
_XML_TAG = re.compile(rb"<[^>]*>")
_ELSEWHERE = re.compile(r"word/(?:header|footer|footnotes|endnotes)\d*\.xml")
_BRACES = re.compile(r"(?<=[{}%])_(?=[{}%])")
"""docxtpl takes `{_{` for two braces. Written as a number, the line between them stays."""


class TemplateText(str):
    """The text of a variable. An empty one counts as false, and is printed as room for the pen."""

    __slots__ = ()

    def __html__(self) -> str:
        return _BRACES.sub("&#95;", html.escape(str(self) or BLANK))


def tag_names(tag: str) -> tuple[str, ...]:
    """The variables of a tag, with dots, in their order. Raises ValueError for what a template may not say."""
    plain = _WHERE.sub(r"\1", tag)
    if re.match(r"\{%[-+]?\s*(?:else|endif)\s*[-+]?%\}$", plain):
        return ()
    if plain.startswith("{%"):
        plain = re.sub(r"^(\{%[-+]?\s*)elif\b", r"\1if", plain) + "{% endif %}"
    try:
        tree = SandboxedEnvironment().parse(plain)
    except TemplateError:
        raise ValueError(tag) from None
    if any(not isinstance(node, _ALLOWED) for node in _all(tree)):
        raise ValueError(tag)
    return tuple(dict.fromkeys(_names(tree)))


def _all(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    for child in node.iter_child_nodes():
        yield from _all(child)


def _names(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Name | nodes.Getattr):
        parts: list[str] = []
        inner: nodes.Node = node
        while isinstance(inner, nodes.Getattr):
            parts.insert(0, inner.attr)
            inner = inner.node
        if not isinstance(inner, nodes.Name):
            raise ValueError
        yield ".".join((inner.name, *parts))
        return
    for child in node.iter_child_nodes():
        yield from _names(child)


@lru_cache(maxsize=32)
def template_names(package: WordPackage) -> tuple[str, ...]:
    """The variables of a template, in their order. Raises DefinitionError for one that says what a template may not say."""
    for part in package.parts:
        if _ELSEWHERE.fullmatch(part.name) and re.search(rb"\{[{%#]", _XML_TAG.sub(b"", part.content)):
            raise DefinitionError([DefinitionFault(package.name, part.name, "页眉、页脚和脚注里不能有模板的变量")])
    template = DocxTemplate(io.BytesIO(package.to_bytes()))
    template.init_docx()
    try:
        tree = SandboxedEnvironment().parse(template.patch_xml(template.get_xml()))
        if not all(isinstance(node, _ALLOWED) for node in _all(tree)):
            raise ValueError
        return tuple(dict.fromkeys(_names(tree)))
    except (TemplateError, ValueError):
        message = "模板里只能有变量和条件，每个条件都要写完"
        raise DefinitionError([DefinitionFault(package.name, "", message)]) from None


def templated(package: WordPackage, texts: Mapping[str, str]) -> WordPackage:
    """The paper that a template makes of these texts. texts: by the names of its variables; all of them.

    Raises DefinitionError where the template can't be rendered: a condition without an end, a variable that is not named here.
    """
    template_names(package)
    context: dict[str, object] = {}
    for name, text in texts.items():
        place = context
        *outer, last = name.split(".")
        for one in outer:
            inner = place.setdefault(one, {})
            if not isinstance(inner, dict):
                raise DefinitionError([DefinitionFault(package.name, name, "既是一项，又是几项合起来的名称")])
            place = inner
        place[last] = TemplateText(text)
    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    made = io.BytesIO()
    try:
        template = DocxTemplate(io.BytesIO(package.to_bytes()))
        template.render(context, environment)
        template.save(made)
    except (TemplateError, TypeError) as error:
        message = f"模板填不成：{str(error).splitlines()[0] if str(error) else type(error).__name__}"
        raise DefinitionError([DefinitionFault(package.name, "", message)]) from error
    return read_package(made.getvalue(), package.name)
