"""A person's document in two columns, its kind and its number, is read as one; the kind alone says nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from formgen.record.kinds.table import written
from formgen.scheme.models import Scheme
from tests.intake.given import faults, read, workbook

NAME, HEAD = "太仓甲有限公司", "法定代表人"


@pytest.mark.parametrize("kind_heading", ["证件类型", "法定代表人证件类型", "证件种类", "身份证件类型", "证件名称"])
@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    ("kind", "number", "printed"),
    [
        ("护照", "C01X00T47", "护照 C01X00T47"),
        ("居民身份证", "320522196805200008", "320522196805200008"),
        ("港澳居民居住证", "810000199408230021", "港澳居民居住证 810000199408230021"),
        ("台胞证", 12345678, "台湾居民来往大陆通行证 12345678"),
        ("", "320522196805200008", "320522196805200008"),
        ("护照", "护照 C01X00T47", "护照 C01X00T47"),
    ],
)
def test_kind_and_number(
    scheme: Scheme, tmp_path: Path, kind_heading: str, turned: bool, kind: str, number: object, printed: str
) -> None:
    pairs = [(kind_heading, kind), ("法定代表人证件号码", number)]
    said = [("企业名称", NAME), (HEAD, "沈明诚"), *(reversed(pairs) if turned else pairs), ("联系人", "周敏")]
    workbook(tmp_path / "a.xlsx", 企业=[[one for one, _ in said], [one for _, one in said]])
    source, (one,) = read(scheme, tmp_path / "a.xlsx")
    assert faults(one) == [] and not [one for one in source.problems if one.code == "table.unknown-column"]
    assert one.record is not None
    value = one.record.value("applicant.legal_representative_id")
    assert value is not None and written(value) == printed


@pytest.mark.parametrize(("kind", "number"), [("军官证", "12345678"), ("港澳居民居住证", "320522196805200008")])
def test_a_number_that_is_not_of_the_kind_is_refused_with_its_place(
    scheme: Scheme, tmp_path: Path, kind: str, number: str
) -> None:
    rows = [["企业名称", HEAD, "证件类型", "法定代表人证件号码"], [NAME, "沈明诚", kind, number]]
    workbook(tmp_path / "a.xlsx", 企业=rows)
    _, (one,) = read(scheme, tmp_path / "a.xlsx")
    assert [(problem.is_error, problem.place.at) for problem in one.problems] == [(True, "企业!D2")]


def test_a_kind_without_a_number_column_beside_it_stays_unknown(scheme: Scheme, tmp_path: Path) -> None:
    workbook(tmp_path / "a.xlsx", 企业=[["企业名称", "证件类型", "联系人"], [NAME, "护照", "周敏"]])
    source, (one,) = read(scheme, tmp_path / "a.xlsx")
    assert any("证件类型" in problem.message for problem in source.problems)
    assert one.record is not None and one.record.value("applicant.legal_representative_id") is None


def test_invisible_characters_in_headings_do_not_count(scheme: Scheme, tmp_path: Path) -> None:
    workbook(tmp_path / "a.xlsx", 企业=[["企业\u200b名称", "\ufeff联系人\u00ad"], [NAME, "周敏"]])
    _, (one,) = read(scheme, tmp_path / "a.xlsx")
    assert one.name == NAME and one.record is not None
    assert one.record.value("applicant.contact_person") == "周敏"


CARDS = [
    [["企业名称", NAME], [HEAD, "沈明诚"], ["证件类型", "护照"], ["证件号码", "C01X00T47"], ["联系人", "周敏"]],
    [
        ["企业名称", NAME, HEAD, "沈明诚"],
        ["证件类型", "护照", "证件号码", "C01X00T47"],
        ["联系人", "周敏", "邮编", "215400"],
    ],
    [
        ["企业名称", NAME, "太仓乙有限公司"],
        [HEAD, "沈明诚", "李四"],
        ["证件类型", "护照", "居民身份证"],
        ["证件号码", "C01X00T47", "320522196805200008"],
        ["联系人", "周敏", "王五"],
    ],
]


@pytest.mark.parametrize("rows", CARDS)
def test_labels_beside_their_values(scheme: Scheme, tmp_path: Path, rows: list[list[str]]) -> None:
    """In a card or in a table on its side the two labels follow each other, too."""
    workbook(tmp_path / "a.xlsx", 企业=rows)
    _, enterprises = read(scheme, tmp_path / "a.xlsx")
    assert all(faults(one) == [] and one.record is not None for one in enterprises)
    values = [one.record.value("applicant.legal_representative_id") for one in enterprises if one.record is not None]
    assert [written(value) for value in values if value is not None] == ["护照 C01X00T47", "320522196805200008"][
        : len(enterprises)
    ]
