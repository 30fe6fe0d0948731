"""The conditions of a docxtpl template: a paper can be made with given branches, whatever its values are.

So a returned paper can be held beside each way that the template may have taken, and what a branch says of the values that
decide it can be told.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jinja2 import Template, nodes
from jinja2.sandbox import SandboxedEnvironment

_COMPARED: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "lteq": operator.le,
    "gt": operator.gt,
    "gteq": operator.ge,
    "in": lambda one, other: one in other,
    "notin": lambda one, other: one not in other,
}


@dataclass(frozen=True)
class TemplateCondition:
    """One condition of a template.

    names      the variables that it asks for, with dots
    constants  the texts that it compares them with
    """

    test: nodes.Node = field(repr=False)
    names: tuple[str, ...]
    constants: tuple[str, ...]

    def holds(self, texts: Mapping[str, str]) -> bool | None:
        """True if it holds with these texts; None if it can't be told, as with an order of a text and a number."""
        try:
            return bool(_value(self.test, texts))
        except TypeError:
            return None


def conditions_in(tree: nodes.Node) -> tuple[TemplateCondition, ...] | None:
    """The conditions of a template in their order; None if one of them stands in a loop, where each row decides for itself."""
    if any(True for loop in tree.find_all(nodes.For) for _ in loop.find_all((nodes.If, nodes.CondExpr))):
        return None
    return tuple(
        TemplateCondition(node.test, tuple(dict.fromkeys(names_in(node.test))), tuple(_constants(node.test)))
        for node in _deciding(tree)
    )


class ForcedBranches(SandboxedEnvironment):
    """Jinja's sandbox, in which the conditions of a template hold, or do not, as it is told."""

    def __init__(self, branches: Sequence[bool], **options: Any) -> None:
        super().__init__(**options)
        self._branches = tuple(branches)

    def from_string(self, source: Any, *others: Any, **more: Any) -> Template:
        """A template of this text, or of a tree of nodes."""
        tree = self.parse(source) if isinstance(source, str) else source
        for node, holds in zip(_deciding(tree), self._branches, strict=False):  # the properties of a file have none
            node.test = nodes.Const(holds)
        return super().from_string(tree, *others, **more)


def _deciding(node: nodes.Node) -> list[nodes.If | nodes.CondExpr]:
    """The conditions below a node, each before those within it."""
    found = [node] if isinstance(node, nodes.If | nodes.CondExpr) else []
    return [*found, *(one for child in node.iter_child_nodes() for one in _deciding(child))]


def dotted(node: nodes.Node) -> str:
    """A name with its dots. Raises ValueError for anything else."""
    parts: list[str] = []
    while isinstance(node, nodes.Getattr):
        parts.insert(0, node.attr)
        node = node.node
    if not isinstance(node, nodes.Name):
        raise ValueError
    return ".".join((node.name, *parts))


def names_in(node: nodes.Node) -> Iterator[str]:
    """The names that an expression or a template asks for, with their dots. Raises ValueError for an attribute of anything else."""
    if isinstance(node, nodes.Name | nodes.Getattr):
        yield dotted(node)
        return
    for child in node.iter_child_nodes():
        yield from names_in(child)


def _constants(node: nodes.Node) -> Iterator[str]:
    for one in [node] if isinstance(node, nodes.Const) else node.find_all(nodes.Const):
        if isinstance(one, nodes.Const) and isinstance(one.value, str):
            yield one.value


def _value(node: nodes.Node, texts: Mapping[str, str]) -> Any:
    """The value of an expression with these texts. Raises TypeError where it has none."""
    if isinstance(node, nodes.Name | nodes.Getattr):
        return texts.get(dotted(node), "")
    if isinstance(node, nodes.Const):
        return node.value
    if isinstance(node, nodes.And):
        return _value(node.left, texts) and _value(node.right, texts)
    if isinstance(node, nodes.Or):
        return _value(node.left, texts) or _value(node.right, texts)
    if isinstance(node, nodes.Not):
        return not _value(node.node, texts)
    if isinstance(node, nodes.CondExpr):
        chosen = node.expr1 if _value(node.test, texts) else node.expr2
        return "" if chosen is None else _value(chosen, texts)
    if isinstance(node, nodes.Compare):
        left = _value(node.expr, texts)
        for operand in node.ops:
            right = _value(operand.expr, texts)
            if not _COMPARED[operand.op](left, right):
                return False
            left = right
        return True
    raise TypeError
