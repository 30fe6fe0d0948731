"""Of several columns with one heading, those of other persons are not read as those of the person who is meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from formgen.intake.tables.headings.whose_columns import of_person
from formgen.record.kinds.table import written
from formgen.scheme.models import Scheme
from tests.intake.given import CODE, read, workbook

FIRST, SECOND, THIRD = "13900000000", "13800000000", "0512-53520001"


def test_a_heading_behind_that_of_a_person() -> None:
    assert of_person("经营者姓名", "电话") == "经营者电话"
    assert of_person("经营者（必填）", "联系人电话") == "联系人电话"
    assert of_person("地址", "邮编") == "邮编"


@pytest.mark.parametrize(
    ("heads", "values", "phone", "unread"),
    [
        (["法人", "电话", "联系人", "电话"], ["张三", FIRST, "李四", SECOND], SECOND, ["法人电话"]),
        (["联系人", "职务", "手机", "法人", "职务", "手机"], ["李四", "员工", SECOND, "张三", "董事长", FIRST], SECOND, ["法人手机"]),
        (["财务总监", "手机", "联系人（必填）", "*手机"], ["张三", FIRST, "李四", SECOND], SECOND, ["财务总监手机"]),
        (["法定代表人", "联系电话", "联系人电话"], ["张三", FIRST, SECOND], SECOND, ["法定代表人联系电话"]),
        (["法人", "电话", "联系人", "手机", "固话"], ["张三", FIRST, "李四", SECOND, THIRD], f"{SECOND}、{THIRD}", ["法人电话"]),
        (["电话", "法人", "电话", "联系人", "电话"], [THIRD, "张三", FIRST, "李四", SECOND], f"{THIRD}、{SECOND}", ["法人电话"]),
        (["联系人", "电话", "手机"], ["李四", THIRD, SECOND], f"{THIRD}、{SECOND}", []),
        (["法人", "电话"], ["张三", FIRST], FIRST, []),
    ],
)  # fmt: skip
def test_the_telephone_of_another_person_is_not_read(
    scheme: Scheme, tmp_path: Path, heads: list[str], values: list[str], phone: str, unread: list[str]
) -> None:
    workbook(tmp_path / "a.xlsx", 企业=[["企业名称", "邮编", *heads], ["甲公司", "215400", *values]])
    source, (one,) = read(scheme, tmp_path / "a.xlsx")
    assert one.record is not None and not any(problem.is_error for problem in (*source.problems, *one.problems))
    value = one.record.value("applicant.phone")
    assert value is not None and written(value) == phone
    told = "".join(problem.message for problem in source.problems if problem.code == "table.unknown-column")
    assert [text for text in unread if f"「{text}」" not in told] == []
    again = [problem.message for problem in source.problems if problem.code == "table.column-twice"]
    assert all(message.endswith("都写上") for message in again) and len(again) == phone.count("、")


@pytest.mark.parametrize(
    ("heads", "is_read"),
    [
        (["法定代表人", "身份证号码", "联系人"], True),
        (["身份证号", "法定代表人", "联系人"], True),
        (["法定代表人", "联系人", "法定代表人身份证号"], True),
        (["法定代表人", "联系人", "身份证号码"], False),
        (["法定代表人", "经办人", "手机", "证件号码"], False),
    ],
)
def test_the_identity_number_behind_another_person_is_not_read(
    scheme: Scheme, tmp_path: Path, heads: list[str], is_read: bool
) -> None:
    said = {"手机": FIRST, "联系人": "李四", "经办人": "李四", "法定代表人": "张三"}
    values = [said.get(head, "320522197103120008") for head in heads]
    workbook(tmp_path / "a.xlsx", 企业=[["企业名称", *heads], ["甲公司", *values]])
    source, (one,) = read(scheme, tmp_path / "a.xlsx")
    assert one.record is not None and (one.record.value("applicant.legal_representative_id") is not None) is is_read
    assert ("table.unknown-column" in [problem.code for problem in source.problems]) is not is_read


def test_the_number_of_a_taxpayer_is_no_persons(scheme: Scheme, tmp_path: Path) -> None:
    rows = [["企业名称", "法定代表人", "统一社会信用代码", "纳税人识别号"], ["甲公司", "张三", CODE, CODE]]
    workbook(tmp_path / "a.xlsx", 企业=rows)
    source, (one,) = read(scheme, tmp_path / "a.xlsx")
    assert one.record is not None and one.record.value("applicant.unified_social_credit_code") == CODE
    assert "table.unknown-column" not in [problem.code for problem in source.problems]
