"""JSON text: every fault of the text is reported in Chinese with its place. No text crashes the reader."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formgen.foundation.problems import Place
from formgen.intake.json import text as json_tree
from formgen.intake.json.text import NotANumber, parse_json, read_file
from formgen.intake.places import pointer, shown

PLACE = Place("企业.json")


def problem_of(text: str) -> tuple[str, str, str]:
    value, problems = parse_json(text, PLACE)
    assert value == NotANumber("")
    assert len(problems) == 1
    assert problems[0].is_error
    return problems[0].code, problems[0].message, problems[0].remedy


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"a": }', ("第 1 行第 7 列", "这里应是一个值", "「}」")),
        ('{\n  "a": 1\n  "b": 2\n}', ("第 3 行第 3 列", "英文逗号", '「"」')),
        ('{"a" 1}', ("英文冒号", "「1」")),
        ("{a: 1}", ("英文双引号括起来的键", "「a」")),
        ('{"a": 1', ("文件到这里就结束了",)),
        ('{"a": 1}}', ("已经结束", "「}」")),
        ('{"a": "x}', ("没有右引号",)),
        ('{"a": "x\ny"}', ("不能直接换行", "\\u000a")),
        ('{"a": "\\x"}', ("反斜杠",)),
        ('{"a": "\\u12"}', ("十六进制",)),
        ("你好", ("第 1 行第 1 列", "「你」（U+4F60）")),
        ('{"a": \x1b}', ("\\u001b",)),
    ],
)
def test_what_is_no_json_is_named_with_line_column_and_what_stands_there(text: str, words: tuple[str, ...]) -> None:
    code, message, _ = problem_of(text)
    assert code == "json.syntax"
    for word in words:
        assert word in message
    assert message.isprintable()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{“a”: 1}", '中文标点「“」改成英文的 "'),
        ('{"a"：1}', "中文标点「：」改成英文的 :"),
        ('{"a": 1，"b": 2}', "中文标点「，」改成英文的 ,"),
        ("{'a': 1}", "单引号"),
        ('{"a": 1 // 注\n}', "注释"),
        ('{"a": 1,}', "逗号"),
    ],
)
def test_common_slips_get_their_own_remedy(text: str, words: str) -> None:
    assert words in problem_of(text)[2]


@pytest.mark.parametrize("text", ["", " \n ", "\ufeff"])
def test_an_empty_file(text: str) -> None:
    assert problem_of(text)[0] == "json.empty"


def test_numbers_are_decimals() -> None:
    value, problems = parse_json('{"a": 2.5, "b": 320585000000016789, "c": -0}', PLACE)
    assert value == {"a": Decimal("2.5"), "b": Decimal("320585000000016789"), "c": Decimal("-0")}
    assert problems == ()
    assert isinstance(value, dict)
    assert all(isinstance(number, Decimal) for number in value.values())


@pytest.mark.parametrize("written", ["NaN", "Infinity", "-Infinity", "1e99999999999999999999"])
def test_what_is_no_number_is_refused_at_its_place(written: str) -> None:
    _, problems = parse_json(f'{{"a": [1, {{"b": {written}}}]}}', PLACE)
    assert [(problem.code, problem.place.at) for problem in problems] == [("json.number", "/a/1/b")]


def test_keys_given_twice_are_named_with_their_place() -> None:
    value, problems = parse_json('{"a": {"x": 1, "x": 2, "x": 3, "y": 4}, "b/c~": [{"z": 1, "z": 1}]}', PLACE)
    assert [(problem.code, problem.place.at) for problem in problems] == [
        ("json.duplicate-key", "/a/x"),
        ("json.duplicate-key", "/b~1c~0/0/z"),
    ]
    assert value == {"a": {"x": 1, "y": 4}, "b/c~": [{"z": 1}]}


@pytest.mark.parametrize("depth", [20, 5_000, 1_000_000])
@pytest.mark.parametrize("bracket", ["[", '{"a":'])
def test_a_nesting_bomb_is_a_problem(depth: int, bracket: str) -> None:
    closing = "]" if bracket == "[" else "}"
    assert problem_of(bracket * depth + "1" + closing * depth)[0] == "json.too-deep"


def test_a_text_that_is_too_large_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_tree, "LARGEST_FILE", 100)
    assert problem_of('"' + "x" * 100 + '"')[0] == "file.too-large"


def test_pointers_are_escaped() -> None:
    assert pointer("", "a") == "/a"
    assert pointer("/a", 0) == "/a/0"
    assert pointer("/a", "b/c~d") == "/a/b~1c~0d"
    assert pointer("/a", "\x1b[31m") == "/a/\\u001b[31m"
    assert pointer("/a", "\ud800") == "/a/\\ud800"


def test_a_very_long_key_is_cut() -> None:
    assert pointer("/a", "k" * 5000) == "/a/" + "k" * 200 + "…"


def test_many_faults_of_one_kind_are_counted() -> None:
    _, problems = parse_json("[" + "NaN," * 200 + "1]", PLACE)
    assert len(problems) == 101
    assert "还有 100 处" in problems[-1].message


def test_shown() -> None:
    assert shown("企业名称") == "企业名称"
    assert shown("x" * 50) == "x" * 40 + "…"
    assert shown("a\nb\u202e") == "a\\u000ab\\u202e"


@given(st.text())
def test_any_text_is_a_value_or_one_problem(text: str) -> None:
    value, problems = parse_json(text, PLACE)
    assert value != NotANumber("") or len(problems) == 1
    for problem in problems:
        assert str(problem).encode("utf-8")


# ------------------------------------------------------------------------------------------------------- files


def test_a_byte_order_mark_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "企业.json"
    path.write_bytes(b"\xef\xbb\xbf{}")
    assert read_file(path) == ("{}", ())


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('{"企业": 1}'.encode("gbk"), "第 1 行、第 3 个字节起"),
        (b'{"a":\n "\xff"}', "第 2 行、第 9 个字节起"),
        ("{}".encode("utf-16"), "UTF-16"),
    ],
)
def test_other_encodings_are_named(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "企业.json"
    path.write_bytes(content)
    text, problems = read_file(path)
    assert text is None
    assert problems[0].code == "file.encoding"
    assert words in problems[0].message
    assert problems[0].place == Place("企业.json")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "无.json", tmp_path / "a\0b.json", tmp_path / ("长" * 300)):
        text, problems = read_file(path)
        assert text is None
        assert [problem.code for problem in problems] == ["file.unreadable"]
        assert str(tmp_path) not in str(problems[0])


def test_a_huge_file_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "企业.json"
    with path.open("wb") as file:
        file.truncate(json_tree.LARGEST_FILE + 1)
    assert [problem.code for problem in read_file(path)[1]] == ["file.too-large"]
