"""docxtpl in a sandbox: values are printed as they are, and a template may say nothing but variables and conditions."""

from __future__ import annotations

import io

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from formgen.foundation.errors import DefinitionError
from formgen.render.word.package import WordPackage, read_package
from formgen.render.word.templated import tag_names, template_names, templated
from formgen.scheme.slots import BLANK
from tests.sweeps import some_of


def package(*paragraphs: str) -> WordPackage:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    made = io.BytesIO()
    document.save(made)
    return read_package(made.getvalue(), "模板.docx")


def text_of(word: WordPackage) -> str:
    return "\n".join(one.text for one in docx.Document(io.BytesIO(word.to_bytes())).paragraphs)


VALUES = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn"), exclude_characters="\u2028\u2029"))
BRACES = st.lists(st.sampled_from(["{", "}", "%", "_", "{{", "{%", "{_{", "}_}", "#", "&", "<", ">", "值", " "])).map(
    "".join
)
TEMPLATE = package("名称：{{ a }}。", "{% if a == b.c %}同{% else %}异{% endif %}{{ b.c }}")


@given(st.one_of(VALUES, BRACES), BRACES)
@settings(max_examples=some_of(200), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_values_are_printed_as_they_are(first: str, second: str) -> None:
    said = text_of(templated(TEMPLATE, {"a": first, "b.c": second}))
    same = "同" if first == second else "异"
    assert said == f"名称：{first or BLANK}。\n{same}{second or BLANK}"


def test_lines_of_a_value_and_the_same_bytes_twice() -> None:
    texts = {"a": "一\n二", "b.c": ""}
    made = templated(TEMPLATE, texts)
    assert text_of(made) == f"名称：一\n二。\n异{BLANK}"
    assert made.to_bytes() == templated(TEMPLATE, texts).to_bytes()


@pytest.mark.parametrize(
    "text",
    [
        "{% for x in a %}{{ x }}{% endfor %}",
        "{% include '/etc/passwd' %}",
        "{% import 'x' as y %}",
        "{% set x = 1 %}",
        "{{ a.__class__.__mro__[1] }}",
        "{{ a() }}",
        "{{ a|map('upper') }}",
        "{{ a * 1000000 }}",
        "{{ range(9) }}",
        "{% if a %}没有写完",
        "{{ a",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(DefinitionError):
        templated(package(text), {"a": "值"})


def test_a_variable_that_nobody_gives_is_refused() -> None:
    for text in ("{{ other }}", "{{ a.real }}", "{{ a.__class__ }}"):
        with pytest.raises(DefinitionError):
            templated(package(text), {"a": "值"})
    with pytest.raises(DefinitionError):
        templated(package("{{ a }}"), {"a": "值", "a.b": "值"})


LOOPS = package(
    "{%p for p in 人员 %}",
    "{{ loop.index }}．{{ p.name }}{% if p.tel %}，{{ p.tel }}{% endif %}",
    "{%p endfor %}",
    "共{{ 数 }}",
)


@given(st.lists(st.tuples(BRACES, BRACES), max_size=3))
@settings(max_examples=some_of(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_rows_of_a_list_are_printed_in_order_as_they_are(rows: list[tuple[str, str]]) -> None:
    said = text_of(templated(LOOPS, {"数": "几"}, {"人员": [{"name": name, "tel": tel} for name, tel in rows]}))
    lines = [f"{number}．{name or BLANK}{f'，{tel}' if tel else ''}" for number, (name, tel) in enumerate(rows, 1)]
    assert said == "\n".join([*lines, "共几"])


def test_what_a_template_asks_of_a_list() -> None:
    names = template_names(LOOPS)
    assert (names.variables, names.lists, names.decides) == (("数",), {"人员": ("name", "tel")}, True)
    assert template_names(package("{% for p in a.b %}{{ p.c }}{% endfor %}")).lists == {"a.b": ("c",)}
    assert not template_names(package("{% for p in a.b %}{{ p.c }}{% endfor %}")).decides


@pytest.mark.parametrize(
    "text",
    [
        "{% for p in 人员 if p.name %}{{ p.name }}{% endfor %}",
        "{% for p in 人员 recursive %}{{ p.name }}{% endfor %}",
        "{% for p in 人员 %}{{ p.name }}{% else %}无{% endfor %}",
        "{% for p in 人员 %}{% for q in 人员 %}{{ q.name }}{% endfor %}{% endfor %}",
        "{% for a, b in 人员 %}{{ a }}{% endfor %}",
        "{% for p in 人员 %}{{ loop.length }}{% endfor %}",
        "{% for p in 人员 %}{{ loop.changed(1) }}{% endfor %}",
        "{% for p in 人员 %}{{ p }}{% endfor %}",
        "{% for p in 人员 %}{{ p.name.x }}{% endfor %}",
        "{% for p in 'abc' %}{{ p.name }}{% endfor %}",
        "{% for p in 人员 %}",
    ],
)
def test_other_loops_are_refused(text: str) -> None:
    with pytest.raises(DefinitionError, match="一层循环"):
        templated(package(text), {}, {"人员": [{"name": "甲"}]})


def test_what_nobody_gives_is_named_with_its_place() -> None:
    document = docx.Document()
    document.add_paragraph("{{ a }}")
    table = document.add_table(rows=3, cols=2)
    for row, text in enumerate(("{%tr for p in 人员 %}", "{{ p.name }}", "{%tr endfor %}")):
        table.cell(row, 0).text = text
    table.cell(1, 1).text = "电话{{ p.tel }}"
    made = io.BytesIO()
    document.save(made)
    word = read_package(made.getvalue(), "模板.docx")
    for texts, lists, places in (
        ({"a": ""}, {"人员": [{"name": "甲"}]}, ["表1第2行第2格「tel」"]),
        ({}, {"人员": [{"name": "", "tel": ""}]}, ["第1段「a」"]),
        ({"a": ""}, {}, ["表1第1行第1格「人员」"]),
    ):
        with pytest.raises(DefinitionError) as refused:
            templated(word, texts, lists)
        assert [fault.place for fault in refused.value.faults] == places


def test_a_row_gives_nothing_but_its_texts() -> None:
    for name in ("items", "__class__", "_texts", "keys"):
        with pytest.raises(DefinitionError):
            templated(package(f"{{% for p in 人员 %}}{{{{ p.{name} }}}}{{% endfor %}}"), {}, {"人员": [{"name": "甲"}]})
    said = templated(package("{% for p in 人员 %}{{ p.items }}{% endfor %}"), {}, {"人员": [{"items": "甲"}]})
    assert text_of(said) == "甲"


def test_the_variables_of_tags_and_templates() -> None:
    assert tag_names("{%p if a.b and not c == '甲' %}") == ("a.b", "c")
    assert tag_names("{%- elif 类型 != '企业' -%}") == ("类型",)
    assert tag_names("{% else %}") == tag_names("{%tr endif %}") == ()
    assert tag_names("{{ a if b else '无' }}") == ("b", "a")
    assert set(template_names(TEMPLATE).variables) == {"a", "b.c"}
    for tag in ("{% if a() %}", "{{ a|upper }}", "{% if a[0] %}", "{% elif %}"):
        with pytest.raises(ValueError):
            tag_names(tag)
