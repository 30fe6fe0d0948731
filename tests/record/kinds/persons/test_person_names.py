"""Names of persons with something behind them: the name is taken where it is beyond doubt, and nothing is passed over in silence."""

from __future__ import annotations

import pytest

from formgen.record.kinds.persons.person_names import is_of_person, read_person_name

ALONE = [
    "沈明诚", "沈明", "欧阳明诚", "欧阳锋", "司马相如", "阿卜杜拉·买买提", "买买提•艾山", "尼玛扎西", "𬭊建国", "John Smith",
    "David Lee Jr.", "MÜLLER, Hans", "李经纬", "王总理", "方经", "高主", "张先", "周女", "钱会", "陈董", "和士开", "及第", "李及",
    "与谢野晶子", "于和伟", "约翰·史密斯（John Smith）", "John Smith（约翰·史密斯）", "沈　明诚", "沈 明 诚", "佐藤健一",
    "苏州沙溪投资管理有限公司（委派代表：周敏）", "太仓沙溪投资中心（有限合伙）", "张三·李四", "古丽娜尔", "爱新觉罗·启星",
    "顺达厂（普通合伙）", "甲公司（太仓）", "金日先生太",
]  # fmt: skip

CUT = [
    ("沈明诚，男", "沈明诚"),
    ("沈明诚 男", "沈明诚"),
    ("沈明诚（女）", "沈明诚"),
    ("沈明诚,男,45岁", "沈明诚"),
    ("沈明诚、男、汉族、1971年3月生", "沈明诚"),
    ("沈明诚（总经理）", "沈明诚"),
    ("沈明诚(董事长兼总经理)", "沈明诚"),
    ("沈明诚【法定代表人】", "沈明诚"),
    ("沈明诚 总经理", "沈明诚"),
    ("沈明诚/总经理", "沈明诚"),
    ("沈明 销售副总", "沈明"),
    ("沈明诚-财务总监", "沈明诚"),
    ("总经理：沈明诚", "沈明诚"),
    ("总经理 沈明诚", "沈明诚"),
    ("沈明诚先生", "沈明诚"),
    ("沈明女士", "沈明"),
    ("欧阳明诚先生", "欧阳明诚"),
    ("阿卜杜拉·买买提先生", "阿卜杜拉·买买提"),
    ("沈明诚总经理", "沈明诚"),
    ("沈明诚 13812345678", "沈明诚"),
    ("沈明诚13812345678", "沈明诚"),
    ("沈明诚：0512-53520000", "沈明诚"),
    ("沈明诚（电话13812345678）", "沈明诚"),
    ("沈明诚 电话：0512-53520000转801", "沈明诚"),
    ("沈明诚（总经理）13812345678", "沈明诚"),
    ("沈明诚 先生 办公室主任 138 1234 5678", "沈明诚"),
    ("John Smith（总经理）", "John Smith"),
    ("John Smith 先生", "John Smith"),
    ("Mr. John Smith", "John Smith"),
    ("法定代表人沈明诚", "沈明诚"),
    ("沈明诚 办公室", "沈明诚"),
    ("沈明诚（财务部）", "沈明诚"),
    ("财务部沈明诚", "沈明诚"),
    ("财务部沈明诚13812345678", "沈明诚"),
    ("法人沈明诚 13812345678", "沈明诚"),
    ("沈明诚先生 13812345678", "沈明诚"),
    ("沈明诚总经理，13812345678", "沈明诚"),
    ("阿卜杜拉·买买提先生 13812345678", "阿卜杜拉·买买提"),
    ("阿不都热依木 男", "阿不都热依木"),
    ("阿不都热依木 13812345678", "阿不都热依木"),
    ("行政人事部：沈明诚", "沈明诚"),
    ("沈明诚 13812345678（微信同号）", "沈明诚"),
    ("沈明诚 QQ12345678", "沈明诚"),
]  # fmt: skip

TOLD = [
    ("王经理", "person.only-surname"),
    ("欧阳先生", "person.only-surname"),
    ("李总", "person.only-surname"),
    ("周女士 13812345678", "person.only-surname"),
    ("沈明诚、周敏", "person.several"),
    ("沈明诚/周敏", "person.several"),
    ("沈明诚，周敏", "person.several"),
    ("沈明诚 周敏", "person.several"),
    ("沈明诚和周敏", "person.several"),
    ("沈明诚（已故）", "person.more"),
    ("沈明诚（代）", "person.more"),
    ("沈明诚，见附页说明", "person.more"),
    ("沈明诚 二楼西", "person.more"),
    ("财务部", "person.only-title"),
    ("13812345678", "person.only-title"),
    ("沈明诚（香港）", "person.more"),
    ("张三 13812345678 李四 13912345678", "person.several"),
    ("财务经理", "person.only-title"),
    ("车间主任", "person.only-title"),
    ("总经理", "person.only-title"),
    ("男", "person.only-title"),
]


@pytest.mark.parametrize("text", ALONE)
def test_names_stay_as_they_are(text: str) -> None:
    assert read_person_name(text) == (text, ())


@pytest.mark.parametrize(("text", "name"), CUT)
def test_what_is_no_part_of_the_name_is_left_out_and_told(text: str, name: str) -> None:
    found, findings = read_person_name(text)
    assert found == name
    assert [(one.code, one.severity.value) for one in findings] == [("person.beside-name", "warning")]


@pytest.mark.parametrize("text", ["沈明诚；", "沈明诚。", "沈明诚、", "（沈明诚）"])
def test_marks_around_a_name_are_left_out_and_told(text: str) -> None:
    name, findings = read_person_name(text)
    assert name == "沈明诚"
    assert [one.code for one in findings] == ["person.marks"]


@pytest.mark.parametrize(("text", "code"), TOLD)
def test_what_may_be_no_name_is_told(text: str, code: str) -> None:
    found, findings = read_person_name(text)
    assert found in (text, "周女士")
    assert code in [one.code for one in findings]
    assert all(one.severity.value == "warning" and one.remedy for one in findings)


@pytest.mark.parametrize(
    ("label", "is_one"),
    [
        ("法定代表人", True),
        ("联系人", True),
        ("联系人姓名", True),
        ("姓名", True),
        ("经办人员", True),
        ("经营者", True),
        ("项目负责人", True),
        ("企业名称", False),
        ("注册地址", False),
        ("从业人员", False),
        ("受益人数", False),
    ],
)
def test_fields_of_persons(label: str, is_one: bool) -> None:
    assert is_of_person(label) == is_one
