"""Fills templates with conditions and loops: docxtpl renders them, in Jinja's sandbox, from texts alone.

Such a form has no slots in its Word file: which words it has depends on the values. So docxtpl makes each paper anew. A template
may name variables, compare them, use conditions, and loop over a list (`{%tr for p in staff %}`), whose rows have texts
(`{{ p.name }}`) and a number (`{{ loop.index }}`). `template_names` lets nothing else of Jinja through. So a template reads no
file, calls nothing and never runs long.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, UndefinedError, nodes
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree

from formgen.foundation.errors import DefinitionError, DefinitionFault
from formgen.render.word.package import WordPackage, read_package, tag
from formgen.render.word.template_conditions import ForcedBranches, TemplateCondition, conditions_in, dotted, names_in
from formgen.scheme.slots import BLANK

_ALLOWED = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Const),
    *(nodes.For, nodes.If, nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not),
)
_WHERE = re.compile(r"^(\{%[-+]?\s*)(?:p|tr|tc|r)\s+")
"""docxtpl's word for what a condition holds: a paragraph, a row, a cell, a run."""
_XML_TAG = re.compile(rb"<[^>]*>")
_ELSEWHERE = re.compile(r"word/(?:header|footer|footnotes|endnotes)\d*\.xml")
_BRACES = re.compile(r"(?<=[{}%])_(?=[{}%])")
"""docxtpl takes `{_{` for two braces. Written as a number, the line between them stays."""


_LOOP, _LOOP_WORDS = "loop", ("loop.index", "loop.first", "loop.last")
"""What a template may say of the loop that it is in."""


@dataclass(frozen=True)
class TemplateNames:
    """What a template asks for.

    variables  the names of its variables, with dots, in their order
    lists      the names of the lists that it loops over, each with the names of what it says of a row
    decides    True if it has conditions: then the words of a paper depend on its values
    """

    variables: tuple[str, ...]
    lists: Mapping[str, tuple[str, ...]]
    decides: bool


@dataclass(frozen=True)
class TemplateLoop:
    """The beginning of a loop: what a row is called in it, and the list."""

    row: str
    list: str


class TemplateRow:
    """One row of a list, as a template sees it: its texts by their names, and nothing else."""

    __slots__ = ("_texts",)

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = {name: TemplateText(text) for name, text in texts.items()}

    def __getitem__(self, name: str) -> TemplateText:
        return self._texts[name]


class TemplateText(str):
    """The text of a variable. An empty one counts as false, and is printed as room for the pen."""

    __slots__ = ()

    def __html__(self) -> str:
        return _BRACES.sub("&#95;", html.escape(str(self) or BLANK))


def tag_names(tag: str) -> tuple[str, ...]:
    """The variables of a tag, with dots, in their order. Raises ValueError for what a template may not say."""
    plain = _WHERE.sub(r"\1", tag)
    if re.match(r"\{%[-+]?\s*(?:else|endif|endfor)\s*[-+]?%\}$", plain):
        return ()
    if plain.startswith("{%"):
        plain = re.sub(r"^(\{%[-+]?\s*)elif\b", r"\1if", plain) + "{% endif %}"
    try:
        tree = SandboxedEnvironment().parse(plain)
    except TemplateError:
        raise ValueError(tag) from None
    if any(not isinstance(node, _ALLOWED) for node in _all(tree)):
        raise ValueError(tag)
    return tuple(dict.fromkeys(names_in(tree)))


def _all(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    for child in node.iter_child_nodes():
        yield from _all(child)


def loop_of(tag: str) -> TemplateLoop:
    """The loop that a tag begins. Raises ValueError for a loop that a template may not have: with a condition, or of anything
    but the rows of one list."""
    plain = _WHERE.sub(r"\1", tag)
    try:
        tree = SandboxedEnvironment().parse(f"{plain}{{% endfor %}}")
    except TemplateError:
        raise ValueError(tag) from None
    (loop,) = tree.body if len(tree.body) == 1 else (None,)
    if not isinstance(loop, nodes.For):
        raise ValueError(tag)
    return _loop(loop)


def _loop(node: nodes.For) -> TemplateLoop:
    if node.test is not None or node.recursive or node.else_ or not isinstance(node.target, nodes.Name):
        raise ValueError
    return TemplateLoop(node.target.name, dotted(node.iter))


def column_in_loop(name: str, loop: TemplateLoop) -> str | None:
    """What a name says of the row of a loop; None if it says something else. Raises ValueError for what no row has."""
    first, _, rest = name.partition(".")
    if first == _LOOP and name not in _LOOP_WORDS:
        raise ValueError(name)
    if first != loop.row:
        return None
    if not rest or "." in rest:
        raise ValueError(name)
    return rest


def is_loop_word(name: str) -> bool:
    """True for what a template says of the loop itself: `loop.index`, the number of the row."""
    return name in _LOOP_WORDS


@dataclass
class _AskedNames:
    """Collects what a template asks for."""

    variables: dict[str, None] = field(default_factory=dict)
    lists: dict[str, dict[str, None]] = field(default_factory=dict)
    decides: bool = False

    def look_at(self, node: nodes.Node, loop: TemplateLoop | None = None) -> None:
        """Take in a node and all below it. loop: the loop that it stands in. Raises ValueError for what a template may not say."""
        if isinstance(node, nodes.For):
            begun = _loop(node)
            if loop is not None:
                raise ValueError
            self.lists.setdefault(begun.list, {})
            for child in node.body:
                self.look_at(child, begun)
        elif isinstance(node, nodes.Name | nodes.Getattr):
            name = dotted(node)
            column = None if loop is None else column_in_loop(name, loop)
            if loop is not None and column is not None:
                self.lists[loop.list].setdefault(column)
            elif loop is None or not is_loop_word(name):
                self.variables.setdefault(name)
        elif isinstance(node, _ALLOWED):
            self.decides |= isinstance(node, nodes.If | nodes.CondExpr)
            for child in node.iter_child_nodes():
                self.look_at(child, loop)
        else:
            raise ValueError


@lru_cache(maxsize=32)
def template_names(package: WordPackage) -> TemplateNames:
    """What a template asks for. Raises DefinitionError for one that says what a template may not say."""
    for part in package.parts:
        if _ELSEWHERE.fullmatch(part.name) and re.search(rb"\{[{%#]", _XML_TAG.sub(b"", part.content)):
            raise DefinitionError([DefinitionFault(package.name, part.name, "页眉、页脚和脚注里不能有模板的变量")])
    asked = _AskedNames()
    try:
        asked.look_at(_tree(package))
    except (TemplateError, ValueError):
        message = "模板里只能有变量、条件和一层循环，每个条件和循环都要写完"
        raise DefinitionError([DefinitionFault(package.name, "", message)]) from None
    lists = {name: tuple(columns) for name, columns in asked.lists.items()}
    return TemplateNames(tuple(name for name in asked.variables if name not in lists), lists, asked.decides)


@lru_cache(maxsize=32)
def template_conditions(package: WordPackage) -> tuple[TemplateCondition, ...] | None:
    """The conditions of a template in their order; None if one stands in a loop. Raises TemplateError for a faulty template."""
    return conditions_in(_tree(package))


def _tree(package: WordPackage) -> nodes.Template:
    template = DocxTemplate(io.BytesIO(package.to_bytes()))
    template.init_docx()
    return SandboxedEnvironment().parse(template.patch_xml(template.get_xml()))


def place_in_template(package: WordPackage, name: str) -> str:
    """Where a variable stands first, for people: `第3段`, `表1第2行第2格`; empty if it is not found as it is written."""
    said = re.compile(rf"\{{[{{%][^}}]*(?<![\w.])(?:\w+\.)?{re.escape(name)}(?!\w)")
    tables = paragraphs = 0
    body = package.document.find(tag("body"))
    for part in () if body is None else body:
        paragraphs += part.tag == tag("p")
        tables += part.tag == tag("tbl")
        if part.tag == tag("p") and said.search(_text(part)):
            return f"第{paragraphs}段"
        for row_number, row in enumerate(part.iterchildren(tag("tr")) if part.tag == tag("tbl") else (), 1):
            for number, cell in enumerate(row.iterchildren(tag("tc")), 1):
                if said.search(_text(cell)):
                    return f"表{tables}第{row_number}行第{number}格"
    return ""


def _text(element: etree._Element) -> str:
    return "".join(text.text or "" for text in element.iter(tag("t")))


def templated(
    package: WordPackage,
    texts: Mapping[str, str],
    lists: Mapping[str, Sequence[Mapping[str, str]]] | None = None,
    branches: Sequence[bool] | None = None,
) -> WordPackage:
    """The paper that a template makes of these texts.

    texts: by the names of its variables; all of them. lists: the rows of its lists by the lists' names, each row with its texts
    by their names; None for a template without loops. branches: which of its conditions hold, in their order, whatever the texts
    say; None where the texts decide.

    Raises DefinitionError where the template can't be rendered: a condition without an end, a variable that is not named here.
    """
    names = template_names(package)
    context: dict[str, object] = {}
    given: dict[str, object] = {name: TemplateText(text) for name, text in texts.items()}
    given |= {name: [TemplateRow(row) for row in rows] for name, rows in (lists or {}).items()}
    for name, value in given.items():
        place = context
        *outer, last = name.split(".")
        for one in outer:
            inner = place.setdefault(one, {})
            if not isinstance(inner, dict):
                raise DefinitionError([DefinitionFault(package.name, name, "既是一项，又是几项合起来的名称")])
            place = inner
        place[last] = value
    options = {"autoescape": True, "undefined": StrictUndefined}
    environment = SandboxedEnvironment(**options) if branches is None else ForcedBranches(branches, **options)
    made = io.BytesIO()
    try:
        template = DocxTemplate(io.BytesIO(package.to_bytes()))
        template.render(context, environment)
        template.save(made)
    except UndefinedError as error:
        raise DefinitionError(_unknown(package, names, texts, lists or {})) from error
    except (TemplateError, TypeError) as error:
        message = f"模板填不成：{str(error).splitlines()[0] if str(error) else type(error).__name__}"
        raise DefinitionError([DefinitionFault(package.name, "", message)]) from error
    return read_package(made.getvalue(), package.name)


def _unknown(
    package: WordPackage,
    names: TemplateNames,
    texts: Mapping[str, str],
    lists: Mapping[str, Sequence[Mapping[str, str]]],
) -> list[DefinitionFault]:
    """The variables of a template that nobody gives, each with its place."""
    lacking = [name for name in names.variables if name not in texts]
    lacking += [name for name in names.lists if name not in lists]
    for name, columns in names.lists.items():
        known = {column for row in lists.get(name, ()) for column in row}
        lacking += [column for column in columns if name in lists and column not in known]
    message = "模板里有这个变量，form.toml 里没有"
    return [
        DefinitionFault(package.name, f"{place_in_template(package, name)}「{name}」", message) for name in lacking
    ] or [DefinitionFault(package.name, "", "模板填不成：有不认识的变量")]
