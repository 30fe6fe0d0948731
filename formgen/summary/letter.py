"""补正通知: the letter that tells one applicant what to correct at one stage, and until when."""

from __future__ import annotations

from formgen.scheme.models import Scheme
from formgen.summary.lists import NO_TOWN, NUMBER, PEN_DATE, stage_title
from formgen.summary.paper import HeadCell, ListedTable, OfficePaper
from formgen.summary.standing import Correction, Standing

TITLE = "补正通知"
MOST_NAMED = 12
"""Of findings that say the same, so many labels and places are named."""


def correction_letter(scheme: Scheme, one: Standing, number: str, stem: str) -> OfficePaper:
    """The letter to an applicant whose dossier can't be taken. number: the letter's own, `沙溪镇-01`."""
    dossier, stage = one.dossier, stage_title(scheme, one.dossier)
    until = ""
    if dossier is not None and dossier.deadline is not None:
        until = f"在{dossier.deadline.year}年{dossier.deadline.month}月{dossier.deadline.day}日之前"
    receiver = dossier.receiver if dossier is not None else ""
    again = f"重新报{receiver}" if receiver else "重新报送"
    text = [f"{one.name}：", f"　　报送的《{stage}》经核对，下列内容需要补正，请{until}改好，{again}。"]
    if dossier is not None and dossier.deadline_text:
        text.append(f"　　方案规定的期限：{dossier.deadline_text}")
    head = tuple(map(HeadCell, (NUMBER, "材料", "栏目", "位置", "问题", "怎样改")))
    rows = tuple((str(count), *row) for count, row in enumerate(_rows(one.corrections), 1))
    middle = (True, False, False, False, False, False)
    town = f"{scheme.towns.word}：{one.town or NO_TOWN}　　" if scheme.towns else ""
    return OfficePaper(
        stem,
        TITLE,
        scheme.title if dossier is not None else "",
        (f"{town}编号：{number}", *text),
        (ListedTable("", (head,), middle, rows),),
        ("本通知的格式自拟，方案没有规定样式。",),
        ("（单位盖章）", PEN_DATE),
        lying=False,
        is_letter=True,
    )


def _rows(corrections: tuple[Correction, ...]) -> list[tuple[str, ...]]:
    """What has to be corrected, material by material in the order in which they were found; the same is said once."""
    groups: dict[tuple[str, str, str], list[Correction]] = {}
    for one in corrections:
        groups.setdefault((one.material, one.message, one.remedy), []).append(one)
    materials = list(dict.fromkeys(one.material for one in corrections))
    rows = []
    for (material, message, remedy), same in sorted(groups.items(), key=lambda group: materials.index(group[0][0])):
        labels = list(dict.fromkeys(one.label for one in same if one.label))
        places = list(dict.fromkeys(one.place for one in same if one.place))
        rows.append((material or "—", _listed(labels), _listed(places), message, remedy))
    return rows


def _listed(texts: list[str]) -> str:
    more = f" 等 {len(texts)} 处" if len(texts) > MOST_NAMED else ""
    return "；".join(texts[:MOST_NAMED]) + more
