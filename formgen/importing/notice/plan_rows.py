"""What is proposed from a notice's words: one value a row, with the sentence that it comes from, and what is doubtful about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from formgen.foundation.problems import Place

PLAN, QUOTAS, SCORES = "方案", "名额", "评分表"
"""What a row belongs to, where it is no dossier, no material and no annex."""
DOSSIER = "材料"
"""The beginning of the names of dossiers and materials: the second material of the first dossier is `材料1-2`."""


class PlanKey(StrEnum):
    """What a row says, in the words of the table."""

    TITLE = "标题"
    DOCUMENT_NUMBER = "文号"
    ISSUER = "发文单位"
    ISSUED_ON = "发文日期"
    USE = "用途"
    NAME = "名称"
    ID = "编号"
    STAGE = "阶段"
    CONDITION = "条件"
    DEADLINE = "截止日期"
    DEADLINE_TEXT = "截止的原话"
    RECEIVER = "报给谁"
    COPIES = "份数"
    COVER_PAPER = "封面用纸"
    HANDLING = "其他要求"
    MATERIAL = "材料"
    SOURCE = "来源"
    LABEL = "材料名称"
    ISSUED_BY = "谁出具"
    NOTE = "要求"
    STAMP = "盖章签字"
    STAMP_BY = "由谁盖章签字"
    TOWN_WORD = "地方的称呼"
    TOTAL = "合计的一行"
    ANNEX = "表"
    COLUMN = "栏目"
    SCORE = "得分的一栏"
    SECTION = "大项的一栏"
    ASPECT = "中项的一栏"
    INDICATOR = "小项的一栏"
    POINTS = "分值的一栏"
    LEVEL = "档次"
    FACTOR = "得分值的几成"

    @property
    def is_quoted(self) -> bool:
        """True if the value must stand in the notice word for word."""
        return self not in _OWN


_OWN = frozenset(
    (
        *(PlanKey.ISSUED_ON, PlanKey.USE, PlanKey.NAME, PlanKey.ID, PlanKey.DEADLINE, PlanKey.COPIES, PlanKey.SOURCE),
        *(PlanKey.ANNEX, PlanKey.TOWN_WORD, PlanKey.FACTOR),
    )
)
"""Values that are derived: days and numbers, names of files and our own ids, choices, and what places are called."""


class AnnexUse(StrEnum):
    """What an annex is, in the words of the table."""

    FORM = "表格"
    SCORES = "评分表"
    QUOTAS = "名额表"
    PLAN = "方案正文"
    OTHER = "不用"


class MaterialSource(StrEnum):
    """Where a material comes from, in the words of the table. A form is named by its annex."""

    SUPPLIED = "申报者提供"
    EVIDENCE = "评分的佐证材料"
    COVER = "封面"
    CONTENTS = "目录"


@dataclass(frozen=True)
class PlanRow:
    """A row of the table of what the notice says.

    subject  what it belongs to
    key      what it says
    value    the value; empty if the notice does not say it
    source   the notice's own sentence
    doubt    why a person should look at it; empty if the program is sure
    keep     False if it is not used
    place    the cell of its value in a table that a person has confirmed; None for a proposal
    """

    subject: str
    key: PlanKey
    value: str
    source: str = ""
    doubt: str = ""
    keep: bool = True
    place: Place | None = None


def dossier_subject(number: int) -> str:
    """The name of a dossier in the table, by its number from 1."""
    return f"{DOSSIER}{number}"


def material_subject(dossier: int, number: int) -> str:
    """The name of a material in the table: its dossier's number and its own, both from 1."""
    return f"{DOSSIER}{dossier}-{number}"
