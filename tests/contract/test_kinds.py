"""A kind of value concerns three files: `Kind`, its reader, and the table of kinds. No other module names a member."""

from __future__ import annotations

import ast

from formgen.scheme.models import Kind
from tests.contract.tree import Module, is_in, modules

KNOW_MEMBERS = ("formgen.scheme.models", "formgen.record.kinds.table")
"""The module of the class itself, and the module of the table."""


def members_named(tree: ast.Module) -> list[str]:
    """The members of Kind that a module names, as `Kind.DATE` or `Kind["DATE"]`. It may import the class under any name."""
    names = {"Kind"} | {
        alias.asname
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name == "Kind" and alias.asname
    }
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Subscript):
            owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            part = node.attr if isinstance(node, ast.Attribute) else getattr(node.slice, "value", "")
            if owner in names and part in Kind.__members__:
                found.append(f"Kind.{part}")
    return found


def ours() -> list[Module]:
    return [module for module in modules() if is_in(module.name, ("formgen", "tools", "benchmarks"))]


def test_only_the_class_and_the_table_name_a_member_of_kind() -> None:
    assert {module.name for module in ours()} >= set(KNOW_MEMBERS)
    assert not {
        module.path: named
        for module in ours()
        if module.name not in KNOW_MEMBERS and (named := members_named(module.tree))
    }


def test_the_table_names_every_member() -> None:
    (table,) = [module for module in ours() if module.name == KNOW_MEMBERS[1]]
    assert set(members_named(table.tree)) == {f"Kind.{name}" for name in Kind.__members__}


def test_the_rule_sees_what_it_forbids() -> None:
    for code in ("x is Kind.DATE", "models.Kind.DATE", "Kind['DATE']", "from m import Kind as K\nK.DATE"):
        assert members_named(ast.parse(code)) == ["Kind.DATE"], code
    assert not members_named(ast.parse("Kind.name; PersonKind.DATE; Kind(x).is_date"))
