"""Recognises several names of organisations in one: `甲有限公司、乙有限公司`. Papers would be made for one that does not exist.

Signs between names also stand in real names (`阿二烟酒店、小吃店`), and a space before 分公司 is a matter of taste. So only names
that say in full what the organisation is, on both sides of a sign, are surely several.
"""

from __future__ import annotations

import re

from formgen.record.kinds.characters import as_compared, half_width

_FULL = re.compile(
    r".{2,}(?:有限公司|有限责任公司|股份公司|集团公司|合作社|\(有限合伙\)|\(普通合伙\)|\(特殊普通合伙\))"
)
"""The name of an organisation with its legal form, which stands at the end (国务院令第 734 号, 2020, 第 6 条)."""
_ANY = re.compile(r".{1,}(?:公司|厂|社|店|中心|经营部|商行|工作室|合伙\)|合伙..|事务所|研究院|集团)")
_BRANCH = re.compile(r"(?:分公司|支公司|分厂|分店|分社|分部|分中心|办事处|营业部|门市部|分所)$")
_SIGNS = re.compile(r"\s*[、/;,+&|\n]+\s*")
_SPACE = re.compile(r"\s+")
_WORDS = re.compile(r"(?<=[司社\)])(?:以及|[和与及])")
_BRACKETS = re.compile(r"\([^()]*\)")
_MORE = re.compile(
    r"(?:有限|责任|集团|股份)公司(?:\s+(?=.*[\u4e00-\u9fff])(?!.*[司厂店社所部处院站场室会]|.*中心)\S.*|\s*等[0-9一二三四五六七八九十两几多]*家.*|[0-9]{1,3})$"
)
"""What stands behind a full name without being a part of it. Branches, works and unions are, and so is an English name."""
SHORTEST = 4
"""The fewest characters of a name that stands alone (`东镇甲厂`): what is shorter belongs to the name before it."""


def has_more_behind(name: str) -> bool:
    """True for a name behind whose legal form other words stand: a person (`甲有限公司 沈明诚`), 等3家, a number."""
    return _MORE.search(half_width(name)) is not None


def is_surely_several(name: str) -> bool:
    """True for a text of two or more names of organisations, each with its legal form, or followed by its own branch."""
    plain = half_width(name)
    by_sign = _parts(_SIGNS, plain)
    if len(by_sign) > 1:
        return all(_ANY.fullmatch(one) and len(one) >= SHORTEST for one in by_sign) and (
            sum(1 for one in by_sign if _is_full(one)) >= len(by_sign) - 1 and _is_full(by_sign[-1])
        )
    by_space = _parts(_SPACE, plain)
    return len(by_space) > 1 and all(_FULL.fullmatch(one) for one in by_space)


def may_be_several(name: str) -> bool:
    """True for a text of two names of organisations whose legal form is not said, or with 和 between them."""
    plain = half_width(name)
    for between in (_SIGNS, _WORDS):
        parts = _parts(between, plain)
        if len(parts) > 1:
            return all(_ANY.fullmatch(one) and not _BRANCH.search(one) and len(one) >= 3 for one in parts) and (
                all(len(one) >= SHORTEST for one in parts) or all(one.endswith("公司") for one in parts)
            )
    parts = _parts(_SPACE, plain)
    return len(parts) > 1 and all(one.endswith("公司") and not _BRANCH.search(one) for one in parts)


def _parts(between: re.Pattern[str], plain: str) -> list[str]:
    """The parts of a text between signs. A sign inside brackets parts nothing."""
    masked = _BRACKETS.sub(lambda found: "(" + "#" * (len(found[0]) - 2) + ")", plain)
    ends = [match.span() for match in between.finditer(masked)]
    begins = [0, *(end for _, end in ends)]
    stops = [*(begin for begin, _ in ends), len(plain)]
    return [
        as_compared(plain[begin:stop]) for begin, stop in zip(begins, stops, strict=True) if plain[begin:stop].strip()
    ]


def _is_full(name: str) -> bool:
    return _FULL.fullmatch(name) is not None or (_BRANCH.search(name) is not None and "公司" in _BRANCH.sub("", name))
