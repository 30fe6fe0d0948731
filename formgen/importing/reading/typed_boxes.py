"""Boxes that a strange form has in other ways than as the character `□`: old form fields, letters of Wingdings, the character 口.

They are turned into what all that reads a form sees: `□`, and gaps in place of fields to type in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from formgen.render.word.package import attribute, tag
from formgen.render.word.slots import RUN_PROPERTIES, SPACE, P, R, T

BOX = "□"
MOST_BOXES, LONGEST_BOXES = 6, 30
"""The most entries of a list that becomes boxes, and the most characters of all of them."""
GAP_OF_CONTROL = 12
"""The spaces in place of a control that shows no value."""
_FIELD = tag("fldChar")
_WINGDINGS = dict.fromkeys(map(ord, "\uf0a8\uf06f\uf071\uf072\uf0a3"), BOX)
_TYPED_WINGDINGS = dict.fromkeys(map(ord, "¨oqr"), BOX)
"""Letters that show an empty box in the face Wingdings, as files hold them: with a code of its own, or as a letter of the keyboard."""
_BEFORE = r"(?:^|(?<=[\s:：(（、，,;；/]))"
_BEHIND = r"(?=[ \u3000]?[\u4e00-\u9fff（(])"
_MOUTH = re.compile(rf"{_BEFORE}[口囗](?!头|岸|径|腔|号|译|语|罩|粮|碑|令|述|味|感|才|供|诀|口){_BEHIND}")
"""The character 口 in the place of a box: it looks like one, and is easier to type. Not where it begins a word (口头, 口岸)."""
_CIRCLE = re.compile(rf"{_BEFORE}[○〇◯](?![○〇◯]){_BEHIND}")
"""A circle before an option. Two beside each other stand for a name that is left out."""
FEWEST = 2
"""So many boxes and more of this kind stand in a paragraph, or they are words."""


def options_of(entries: Sequence[str]) -> str:
    """What stands in place of a list to choose from: boxes, or a gap if it has too many or too long entries."""
    few = 2 <= len(entries) <= MOST_BOXES and len("".join(entries)) <= LONGEST_BOXES
    return "　".join(f"{BOX}{entry}" for entry in entries) if few else " " * GAP_OF_CONTROL


def with_boxes(root: etree._Element) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Turn the boxes of a form's file into `□`.

    Returns the paragraphs in which 口 was taken for a box; and those with circles before their options, which stay as they are.
    """
    _old_fields(root)
    _wingdings(root)
    mouths: list[str] = []
    circles: list[str] = []
    for paragraph in root.iter(P):
        texts = [one for one in paragraph.iter(T) if one.text]
        whole = "".join(one.text or "" for one in texts)
        if len(_CIRCLE.findall(whole)) >= FEWEST:
            circles.append(whole.strip())
        places = {found.start() for found in _MOUTH.finditer(whole)}
        if len(places) < FEWEST:
            continue
        mouths.append(whole.strip())
        start = 0
        for one in texts:
            text = one.text or ""
            one.text = "".join(BOX if start + at in places else letter for at, letter in enumerate(text))
            start += len(text)
    return tuple(dict.fromkeys(mouths)), tuple(dict.fromkeys(circles))


def _wingdings(root: etree._Element) -> None:
    for run in root.iter(R):
        fonts = run.find(f"{RUN_PROPERTIES}/{tag('rFonts')}")
        named = [] if fonts is None else [attribute(fonts, name) or "" for name in ("ascii", "hAnsi", "eastAsia")]
        if not any(name.lower().startswith("wingdings") for name in named):
            continue
        is_latin = any(name.lower() == "wingdings" for name in named[:2])
        for text in run.iter(T):
            text.text = (text.text or "").translate(_WINGDINGS | (_TYPED_WINGDINGS if is_latin else {}))


def _old_fields(root: etree._Element) -> None:
    """Put boxes in place of the check boxes and lists of Word's older form fields, which hold no words."""
    for begin in [one for one in root.iter(_FIELD) if attribute(one, "fldCharType") == "begin"]:
        data = begin.find(tag("ffData"))
        run = begin.getparent()
        runs = [] if run is None else list(_field_runs(run))
        if data is None or run is None or not runs:
            continue
        shown = _shown(data)
        if not shown:
            for text in (one for each in runs for one in each.iter(T)):
                text.text = (text.text or "").replace("\u2002", " ")  # the gap of a field to type in
                text.set(SPACE, "preserve")
            continue
        made = etree.Element(R)
        look = run.find(RUN_PROPERTIES)
        if look is not None:
            made.append(etree.fromstring(etree.tostring(look)))
        text = etree.SubElement(made, T)
        text.text = shown
        text.set(SPACE, "preserve")
        run.addprevious(made)
        for one in runs:
            if (parent := one.getparent()) is not None:
                parent.remove(one)


def _shown(data: etree._Element) -> str:
    """What stands in place of an old form field; empty for a field to type in, whose spaces are its gap."""
    if data.find(tag("checkBox")) is not None:
        return BOX
    choices = data.find(tag("ddList"))
    if choices is None:
        return ""
    entries = [(attribute(one, "val") or "").strip() for one in choices.findall(tag("listEntry"))]
    return options_of([one for one in entries if one])


def _field_runs(begin: etree._Element) -> Iterator[etree._Element]:
    """The runs of a field, from its beginning to its end in the same paragraph; none if its end stands elsewhere."""
    found: list[etree._Element] = []
    depth = 0
    for run in [begin, *begin.itersiblings(R)]:
        found.append(run)
        for one in run.iter(_FIELD):
            depth += {"begin": 1, "end": -1}.get(attribute(one, "fldCharType") or "", 0)
        if depth <= 0:
            yield from found
            return
