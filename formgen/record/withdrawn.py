"""Recognises what people write beside an applicant that is no longer one: 已注销, 放弃申报, （停产）.

Such words are no part of a name, and nobody knows whether papers are still wanted.
"""

from __future__ import annotations

import re
from functools import lru_cache

from formgen.record.kinds.characters import as_compared

_WORD = (
    r"(?:本?(?:单位|公司)?(?:已经?|现已|拟|正在|申请|主动|自愿|要求|暂时?|现)*"
    r"(?:注销|吊销|撤销|撤回|撤件|退出|退件|放弃|停产|停业|停工|歇业|破产|倒闭|关闭|关停|搬迁|迁出|外迁|拆迁|取消|作废|终止|驳回|拒绝|失联|清算|除名)"
    r"(?:申报|申请|参加|创建|评定|资格|经营|清算|登记|中|了|,未注销)*|(?:主动|自愿)?(?:放弃|退出)[\u4e00-\u9fff]{0,4}"
    r"|(?:暂|先|今年|本次|本年度?)?(?:不|未|不再|不予|不想|不愿意?|不同意)(?:申报|参加|参与|创建|推荐|通过|报|做)(?:[\u4e00-\u9fff]{2})?了?"
    r"|(?:审[核批]|审查|初审)?(?:不|未)(?:通过|同意|符合条件)|不同意|无效|重复)"
)
_WITHDRAWN = re.compile(rf"\(?{_WORD}\)?[。.!]?")
_BEHIND_NAME = re.compile(
    rf"[司厂店院社所部站行馆场坊会园铺庄城团心校](?:\({_WORD}\)|[-,:;]+{_WORD}|\[{_WORD}\]|【{_WORD}】)$"
)
_FORMER = re.compile(r"[(\[【](?:原名?|曾用名|曾名|前身|更名|现更名|已更名|变更前|变更为|现名?)[^()\[\]【】]*[)\]】]$")
LONGEST = 20
"""The most characters of a remark that says only this. A longer one says more, and is for a person to read."""


@lru_cache(maxsize=1024)
def says_withdrawn(text: str) -> bool:
    """True for a remark that says only that somebody is no longer an applicant: `放弃申报`, `已注销`, `不同意`."""
    return len(text) <= LONGEST and _WITHDRAWN.fullmatch(as_compared(text)) is not None


def has_status_behind(name: str) -> bool:
    """True for a name with such words behind it: `甲厂（已注销）`, `甲厂-放弃申报`."""
    return _BEHIND_NAME.search(as_compared(name)) is not None


def has_former_name(name: str) -> bool:
    """True for a name with another name in brackets behind it: `甲厂（原乙厂）`."""
    return _FORMER.search(as_compared(name)) is not None
