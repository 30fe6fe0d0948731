"""docxtpl in a sandbox: values are printed as they are, and a template may say nothing but variables and conditions."""

from __future__ import annotations

import io

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from formgen.errors import DefinitionError
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


def test_the_variables_of_tags_and_templates() -> None:
    assert tag_names("{%p if a.b and not c == '甲' %}") == ("a.b", "c")
    assert tag_names("{%- elif 类型 != '企业' -%}") == ("类型",)
    assert tag_names("{% else %}") == tag_names("{%tr endif %}") == ()
    assert tag_names("{{ a if b else '无' }}") == ("b", "a")
    assert set(template_names(TEMPLATE).variables) == {"a", "b.c"}
    for tag in ("{% if a() %}", "{{ a|upper }}", "{% if a[0] %}", "{% elif %}"):
        with pytest.raises(ValueError):
            tag_names(tag)
