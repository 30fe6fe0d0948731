"""Reads what people write for a score: ticks and crosses, words of the row's own standards, percentages, a level with points.

`formgen.record.scoring.parse_score` understands levels and points. This module turns a text into one of these, or leaves it
as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from formgen.record.kinds.characters import as_compared
from formgen.record.kinds.numbers.numerals import read_number
from formgen.scheme.scores import Indicator, Level

LONGEST_WORDS = 60
"""The most characters of a text that is read. Neither a standard of a row nor a score is longer."""

_TICKS = frozenset("√✓✔☑✅🗸v") | {"打勾", "打钩", "勾"}
_CROSSES = frozenset("×✗✘✖❌x╳☒") | {"错", "打叉", "叉"}
_MARKS = frozenset(one for one in _TICKS if not one.isalpha())
_YES = frozenset((
    "是", "有", "对", "已", "能", "达到", "做到", "符合", "具备", "已做到", "已达到", "达标", "满足", "合格", "已建立", "已完成",
    "完全符合", "全部符合", "完全达到", "全部达到", "完全满足", "y", "yes", "ok",
))  # fmt: skip
_NO = frozenset((
    "否", "无", "没", "没有", "未", "不", "未做到", "未达到", "不符合", "不具备", "未达标", "不达标", "不满足", "不合格", "未建立",
    "未完成", "n", "no", "0分",
))  # fmt: skip
_DENYING = re.compile("[无未不没非否]")
_NUMBER = r"[0-9]{1,4}(?:\.[0-9]{1,4})?"
_POINTS = re.compile(rf"(?:得|计|给|\+)*({_NUMBER})分?(?:整)?")
_OF = re.compile(rf"({_NUMBER})分?/({_NUMBER})分?")
_SHARE = re.compile(rf"({_NUMBER})%|百分之({_NUMBER}|[一二三四五六七八九十百]+)")
_CHINESE = re.compile(r"(?:得|计)?([零〇一二两三四五六七八九十百半点]{1,5})分")
_BOTH = re.compile(
    rf"(?P<word>[^0-9()]+?)[(:,]*(?:得|计)?(?P<points>{_NUMBER})分?\)*|(?P<points2>{_NUMBER})分?\((?P<word2>[^0-9()]+)\)"
)
_GIVEN = re.compile(r"^自?(?:评|得分|评分|打分|评得分|得)?[:为]?(?=[0-9满半零全])|^[给得计打](?=[满半零全])")
"""What stands before a score in its cell: `得分：10`, `评10分`."""
_POINTER = re.compile(
    r"\((?:见|详见|参见|附)?(?:附件|附表|佐证|材料|佐证材料|证明|证明材料)[0-9一二三四五六七八九十.、-]*\)$"
)
"""Where the evidence for a score is, in brackets behind it: `有（见材料1）`."""
_ENDS = "。.,;；的"


@dataclass(frozen=True, slots=True)
class ScoreSaid:
    """What a text means as a score of a row.

    raw   the value for `parse_score`: the id of a level, points, or the text itself
    tick  True if a mere tick was read as the highest level, although the row has other levels with points, too
    """

    raw: str | Decimal
    tick: bool = False


def score_said(indicator: Indicator, text: str) -> ScoreSaid:
    """Find what a text means as a score of a row. A text without a clear meaning is returned as it is."""
    bare = _POINTER.sub("", as_compared(text).casefold().strip(_ENDS))
    bare = _GIVEN.sub("", bare[1:-1] if re.fullmatch(rf"\(({_NUMBER})分?\)", bare) else bare)
    if not bare or len(bare) > LONGEST_WORDS:
        return ScoreSaid(text)
    if bare in _TICKS:
        best = _best(indicator)
        more = sum(worth > 0 for worth in indicator.points_by_level.values()) > 1
        return ScoreSaid(best.id, more) if best else ScoreSaid(text)
    if (level := _level(indicator, bare) or _level(indicator, bare.strip("".join(_MARKS)))) is not None:
        return ScoreSaid(level)
    if (points := _points(indicator, bare)) is not None:
        return ScoreSaid(points)
    if match := _BOTH.fullmatch(bare):
        word, best = (match["word"] or match["word2"]).strip(_ENDS), _best(indicator)
        level = best.id if best and word in _TICKS else _level(indicator, word)
        points = Decimal(match["points"] or match["points2"])
        if level is not None and indicator.points_by_level[level] == points:
            return ScoreSaid(level)
    return ScoreSaid(text)


def _points(indicator: Indicator, bare: str) -> Decimal | None:
    if match := _POINTS.fullmatch(bare):
        return Decimal(match[1])
    if match := _OF.fullmatch(bare):
        return Decimal(match[1]) if Decimal(match[2]) == indicator.points else None
    if match := _SHARE.fullmatch(bare):
        share = read_number(match[1] or match[2])
        return None if share is None else indicator.points * share / 100
    if match := _CHINESE.fullmatch(bare):
        return read_number(match[1])
    return None


def _level(indicator: Indicator, bare: str) -> str | None:
    """The id of the level that a word means in this row; None if it means no level, or if several levels are possible."""
    for level in indicator.levels:
        words = map(_bare, (level.id, level.label, *level.aliases))
        if any(bare in (word, f"{word}值") for word in words):
            return level.id
    standards = {one.level.id: _bare(one.text) for one in indicator.standards if one.is_offered}
    for meant in (
        [level for level, text in standards.items() if bare == text],
        [level for level, text in standards.items() if text.startswith(bare)],
        [level.id for level in indicator.levels if _bare(level.label).startswith(bare)],
    ):
        if len(meant) == 1:
            return meant[0]
        if meant:
            return None
    return _answered(indicator, standards, bare)


def _answered(indicator: Indicator, standards: dict[str, str], bare: str) -> str | None:
    """The id of the level that yes or no means, for a row whose lowest level denies something: 有文件 and 无文件.

    None for other words and other rows. A yes counts only in a row with two levels.
    """
    denied = [level for level, text in standards.items() if _DENYING.match(text)]
    best, lowest = _best(indicator), _lowest(indicator)
    if best is None or lowest is None or denied != [lowest.id]:
        return None
    if bare in _NO or bare in _CROSSES:
        return lowest.id
    return best.id if bare in _YES and len(standards) == 2 else None


def _best(indicator: Indicator) -> Level | None:
    return max(indicator.levels, key=lambda level: indicator.points_by_level[level.id], default=None)


def _lowest(indicator: Indicator) -> Level | None:
    return min(indicator.levels, key=lambda level: indicator.points_by_level[level.id], default=None)


@lru_cache(maxsize=1024)
def _bare(text: str) -> str:
    return as_compared(text).casefold().strip(_ENDS)
