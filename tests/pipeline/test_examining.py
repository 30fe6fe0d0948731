"""The problems that are found in a record before anything is made from it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from formgen import pipeline
from formgen.pipeline import Examined
from formgen.scheme.models import Scheme

SAMPLES = Path(__file__).resolve().parent.parent.parent / "samples"
Changed = Callable[..., Examined]


@pytest.fixture
def changed(scheme: Scheme, tmp_path: Path) -> Changed:
    """A function that examines the complete sample with some changed values of the applicant."""

    def examine(**values: object) -> Examined:
        record = json.loads((SAMPLES / "complete.json").read_text(encoding="utf-8"))
        record["applicant"].update(values)
        path = tmp_path / "record.json"
        path.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
        return pipeline.examine(scheme, path)

    return examine


@pytest.mark.parametrize("name", ["../../逃出去", "甲/乙公司", "..", "\\\\服务器\\共享"])
def test_a_name_that_would_escape_the_folder_is_a_problem(changed: Changed, name: str) -> None:
    found = [problem for problem in changed(name=name).problems if problem.code == "name.folder"]
    assert len(found) == 1 and found[0].is_error and "企业名称" in found[0].label


def test_a_value_too_long_says_how_long_it_may_be(changed: Changed) -> None:
    (problem,) = [problem for problem in changed(main_business="生产销售" * 900).problems if problem.is_error]
    assert problem.code == "value.too-long" and problem.place.at == "/applicant/main_business"
    assert "连同 3 张续页最多印约" in problem.message and "个汉字" in problem.remedy


def test_a_character_that_no_face_has_is_a_problem_with_its_code(changed: Changed) -> None:
    (problem,) = [problem for problem in changed(legal_representative="王😀").problems if problem.is_error]
    assert "U+1F600" in problem.message and problem.place.at == "/applicant/legal_representative"


def test_problems_and_reprs_do_not_give_away_identity_numbers(changed: Changed) -> None:
    number = "320522198001011232"
    examined = changed(legal_representative_id=number, phone="1381234567")
    shown = repr(examined) + "".join(str(problem) for problem in examined.problems)
    assert examined.has_errors and number not in shown and "1381234567" not in shown
