"""A name that is two names is told: papers would be made for a firm that does not exist. Real names are left alone."""

from __future__ import annotations

import pytest

from formgen.record.several_names import is_surely_several, may_be_several

ONE = [
    "太仓甲纺织有限公司",
    "苏州甲有限公司太仓分公司",
    "苏州甲有限公司 太仓分公司",
    "苏州甲有限公司（太仓）",
    "博世汽车部件（苏州）有限公司",
    "太仓甲投资中心（有限合伙）",
    "太仓甲创业投资合伙企业（有限合伙）",
    "太仓市城厢镇阿二烟酒店、小吃店",
    "太仓和平机械有限公司",
    "太仓及时雨广告有限公司",
    "上海与众科技有限公司",
    "中国甲股份有限公司和平支公司",
    "上海市第一、第二棉纺织厂",
    "太仓市沙溪镇厂部",
    "Maersk A/S",
    "ABB Ltd / Zweigniederlassung",
    "约翰·迪尔（天津）有限公司",
    "太仓甲公司、乙车间",
    "太仓公司厂",
    "江苏甲律师（太仓）事务所",
    "甲、乙会计师事务所",
    "中国石化销售股份有限公司江苏苏州太仓石油分公司",
    "太仓甲集团有限公司工会",
    "甲 乙 丙",
]  # fmt: skip

SEVERAL = [
    "太仓甲有限公司、太仓乙有限公司",
    "太仓甲有限公司/太仓乙有限公司",
    "太仓甲有限公司；太仓乙有限公司",
    "太仓甲有限公司\n太仓乙有限公司",
    "太仓甲有限公司 太仓乙有限公司",
    "太仓甲有限公司+太仓乙有限公司",
    "太仓甲厂、太仓乙有限公司、太仓丙有限公司",
    "博世（苏州）有限公司/博世（太仓）有限公司",
    "太仓甲中心（有限合伙）、太仓乙中心（有限合伙）",
    "太仓甲有限公司&太仓乙有限公司",
    "太仓甲有限公司、太仓甲有限公司沙溪分公司",
]

DOUBTFUL = [
    "太仓甲有限公司和太仓乙有限公司",
    "太仓甲有限公司与太仓乙有限公司",
    "太仓甲经营部、太仓乙经营部",
    "太仓甲商店/太仓乙商店",
    "甲公司、乙公司",
    "江苏甲集团公司 第二工程公司",
]


@pytest.mark.parametrize("name", ONE)
def test_one_name(name: str) -> None:
    assert not is_surely_several(name)
    assert not may_be_several(name)


@pytest.mark.parametrize("name", SEVERAL)
def test_several_names(name: str) -> None:
    assert is_surely_several(name)


@pytest.mark.parametrize("name", DOUBTFUL)
def test_perhaps_several_names(name: str) -> None:
    assert not is_surely_several(name)
    assert may_be_several(name)
