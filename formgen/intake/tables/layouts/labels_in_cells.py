"""Reads cells that hold labels with their values: `字号：甲店`, or several in one cell, `经营者：张三    电话：53520000`."""

from __future__ import annotations

import re

from formgen.intake.table import trimmed
from formgen.intake.tables.rows.texts import is_measure
from formgen.intake.tables.vocabulary import Meaning, Vocabulary

Labelled = tuple[Meaning, str, str]
"""What a label means, the label, and the value behind it."""

_LABEL = re.compile(r"(?:^|(?<=[\s,，;；、。|]))([^\s：:,，;；、。|]{1,40}(?: [^\s：:,，;；、。|]{1,20})?)[：:]")
"""A label with its colon, at the beginning or behind what parts it from the value before it."""
_WHOLE = re.compile(r"\s*([^：:]{1,40})[：:]\s*(\S.*)", re.DOTALL)
_BETWEEN = " \t\r\n\u3000\xa0,，;；、|"


def labels_in_cell(words: Vocabulary, text: str) -> tuple[Labelled, ...]:
    """The labels of a cell with their values, if its text begins with the label of a field. Empty for any other text.

    Behind the first value a label counts only if it says something else: `电话：办公：53520000` is one value. In paragraphs
    no label is looked for.
    """
    whole = _WHOLE.fullmatch(text)
    first = _field(words, whole[1]) if whole else None
    if whole is None or first is None or (first == words.name and is_measure(whole[2])):  # 单位：分
        return ()
    labels = [(trimmed(whole[1]), first, 0, whole.start(2))]
    for found in _LABEL.finditer(text, whole.start(2)):
        if labels[-1][1] in words.paragraphs:
            break
        meant = _field(words, found[1])
        if meant is not None and meant not in [one for _, one, _, _ in labels]:
            labels.append((trimmed(found[1]), meant, found.start(), found.end()))
    ends = [*(begin for _, _, begin, _ in labels[1:]), len(text)]
    parts = ((meant, label, text[begin:end]) for (label, meant, _, begin), end in zip(labels, ends, strict=True))
    read = [
        (meant, label, value.strip(_BETWEEN) if len(labels) > 1 else trimmed(value)) for meant, label, value in parts
    ]
    return tuple(one for one in read if one[2])


def _field(words: Vocabulary, label: str) -> Meaning | None:
    said = words.headings.find(label)
    return said.meant if said is not None and said.meant.kind == "field" else None
