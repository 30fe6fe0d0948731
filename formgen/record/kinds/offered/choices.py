"""The choices of a field by the words that people write: ticked boxes, `没有` for `无`, and the question's own words.

    □有 ☑无     无。     没有严重违纪     （无）

What is read can mean one choice only. The words beside a choice must be those of the field's own label.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from formgen.record.kinds.characters import as_compared, half_width
from formgen.record.kinds.offered.as_written import one_of
from formgen.record.models import Choice
from formgen.scheme.models import FieldDefinition

_DENIALS = frozenset(("无", "没有", "没", "暂无", "否", "不存在", "未发现"))
"""Words of one meaning, if one of them alone is a choice."""
_TICKS, _BOXES = "√✓✔☑☒■●◉", "□☐◻▢○◯"
_ENDS = re.compile(r"^[\"'“”‘’(\[【]+|[\"'“”‘’)\]】。.,;、!]+$")
_BETWEEN = re.compile(r"[/、,;|]")


def choice_meant(text: str, field: FieldDefinition) -> Choice | None:
    """The choice that a text means; None where it means none of them, or may mean several."""
    for choice_id, label in field.choices:
        if half_width(text) in (choice_id, half_width(label)):
            return Choice(choice_id, label)
    plain = as_compared(text)
    if any(sign in plain for sign in _TICKS + _BOXES):
        found = _ticked(text, field)
    else:
        said = _ENDS.sub("", plain)
        names = [as_compared(name) for name in (field.label, *field.aliases)]
        asked = {name.replace(*years) for name in names for years in (("3年", "三年"), ("三年", "3年"))}
        alone = [one for one in _choices(field) if said in _writings(field, one)]
        found = alone or [
            one for one in _choices(field) if any(_answers(said, word, asked) for word in _writings(field, one))
        ]
    return found[0] if len(found) == 1 else None


def choice_pattern(field: FieldDefinition) -> str:
    """What `choice_meant` reads, as a pattern for the JSON Schema. It takes more than is read, never less."""
    words = sorted({word for one in _choices(field) for word in _writings(field, one)})
    return rf"^[^\r\n]*(?:{one_of(words)})[^\r\n]*$"


def _choices(field: FieldDefinition) -> list[Choice]:
    return [Choice(choice_id, label) for choice_id, label in field.choices]


def _writings(field: FieldDefinition, choice: Choice) -> set[str]:
    """The words for a choice: its label, and the words that deny, if it is the only choice that does."""
    label = as_compared(choice.label)
    denying = [one for _, one in field.choices if as_compared(one) in _DENIALS]
    return {label, *_DENIALS} if denying == [choice.label] else {label}


def _answers(said: str, word: str, asked: Iterable[str]) -> bool:
    """True for a choice within words of the question: `近3年无严重违纪`."""
    for found in re.finditer(re.escape(word), said):
        before, behind = said[: found.start()], said[found.end() :]
        if any(before in name and behind in name for name in asked):
            return True
    return False


def _ticked(text: str, field: FieldDefinition) -> list[Choice]:
    """The choices with a tick at their boxes. The boxes stand before all labels or behind all.

    Of a tick between two labels, where boxes are lacking, only the space tells to which it belongs: `有 √无`.
    """
    labels = {as_compared(one.label): one for one in _choices(field)}
    mark, label = f"[{_TICKS}{_BOXES}]", "|".join(map(re.escape, sorted(labels, key=len, reverse=True)))
    before, behind = rf"(?P<mark>{mark})?(?P<label>{label})", rf"(?P<label>{label})(?P<mark>{mark})?"
    listed = _BETWEEN.sub("", as_compared(text))
    one = before if listed[:1] in _TICKS + _BOXES else behind
    if re.fullmatch(rf"(?:{re.sub('[?]P<[a-z]+>', '', one)})+", listed) is None:
        return []
    found = list(re.finditer(one, listed))
    if one == behind and listed[-1] not in _TICKS + _BOXES and len(re.findall(mark, listed)) < len(found):
        parts = (as_compared(part) for part in re.split(rf"\s|{_BETWEEN.pattern}", half_width(text)))
        found = [said for part in parts if (said := re.fullmatch(before, part) or re.fullmatch(behind, part))]
    return [labels[said["label"]] for said in found if (said["mark"] or "□") in _TICKS]
