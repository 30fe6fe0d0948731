"""The words of a whole notice as `official.txt` writes them, and what a person should know of what was read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from formgen.foundation.problems import Problem, warning
from formgen.importing.headings import Heading, official_text
from formgen.importing.notice.letterhead import Letterhead
from formgen.importing.notice.plan import NoticePlan, ReadNotice
from formgen.importing.notice.plan_rows import DOSSIER, PlanKey
from formgen.importing.word_text import FormParagraph, FormPart
from formgen.intake.places import file_place
from formgen.scheme.official import folded

_ASKED = (PlanKey.DEADLINE, PlanKey.RECEIVER, PlanKey.TITLE, PlanKey.ISSUED_ON, PlanKey.TOTAL)
"""What is told on the screen, too, where the notice lacks it."""


def notice_official_text(read: ReadNotice) -> str:
    """All words of a notice. A title that the file breaks into lines stands in one line."""
    texts = ["\n".join(_front(read.notice.front, read.letterhead)) + "\n"]
    for annex in read.notice.annexes:
        if annex.opened is not None:
            texts.append(official_text(Heading(annex.name, annex.title), annex.opened.text))
    return "\n".join(texts)


def _front(parts: Sequence[FormPart], head: Letterhead) -> Iterator[str]:
    lines: list[str] = []
    for part in parts:
        if isinstance(part, FormParagraph):
            lines += [folded(line) for line in part.text.split("\n") if line.strip()]
        else:
            for row in part.rows:
                lines += [folded(one.text) for cell in row for one in cell.paragraphs if folded(one.text)]
    wholes = {broken: whole for whole, broken in head.whole_titles}
    place = 0
    while place < len(lines):
        broken = next((one for one in wholes if tuple(lines[place : place + len(one)]) == one), None)
        yield wholes[broken] if broken else lines[place]
        place += len(broken) if broken else 1


def notice_problems(plan: NoticePlan, name: str) -> list[Problem]:
    """What a notice does not say, and where it says two things. name: the file's name."""
    found = []
    names = {row.subject: row.value for row in plan.rows if row.key is PlanKey.NAME}
    for row in plan.rows:
        lacks = not row.value and row.key in _ASKED
        differs = bool(row.value) and row.key in (PlanKey.COPIES, PlanKey.DEADLINE) and row.subject in names
        if row.doubt and (lacks or differs):
            whose = f"「{names[row.subject]}」的" if row.subject in names else ""
            message = f"{whose}{row.key.value}：{row.doubt}"
            found.append(
                warning("notice.unsure", "", file_place(name), message, "在 fields.xlsx 的「方案内容」里核对、补上")
            )
    if not names:
        message = "没有找到要交的材料"
        remedy = "在 fields.xlsx 的「方案内容」里，照原文写上“材料1”“材料1-1”各行"
        found.append(warning("notice.no-materials", "", file_place(name), message, remedy))
    return found


def summary_line(plan: NoticePlan) -> str:
    """One line that says what was read from a notice."""
    dossiers = sum(row.key is PlanKey.NAME and row.keep for row in plan.rows)
    materials = sum(row.key is PlanKey.MATERIAL and row.keep for row in plan.rows)
    unsure = sum(bool(row.doubt) for row in plan.rows)
    parts = [f"{dossiers} 套{DOSSIER}、{materials} 项"]
    parts += [f"{len(plan.places)} 个地方的名额"] if plan.places else []
    parts += [f"{len(plan.scores)} 行评分项目"] if plan.scores else []
    return f"从通知里读出：{'，'.join(parts)}；{unsure} 处标了“不确定”"
