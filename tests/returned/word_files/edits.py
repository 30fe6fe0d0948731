"""What people and programs do to a form's Word file between sending it out and sending it back."""

from __future__ import annotations

import copy
from collections.abc import Callable

from lxml import etree

from formgen.render.word.package import WordPackage, tag
from formgen.render.word.slots import BOOKMARK, BOOKMARK_END, CONTROL_CONTENT, P, R, T, find_places
from formgen.scheme.models import BLANK, Form

Edit = Callable[[etree._Element, etree._Element], None]
"""An edit of one slot: its control, and the paragraph that it stands in."""


def _run(text: str, like: etree._Element) -> etree._Element:
    run = copy.deepcopy(next(like.iter(R)))
    for element in [one for one in run if one.tag != tag("rPr")]:
        run.remove(element)
    made = etree.SubElement(run, T)
    made.text = text
    return run


def _emptied(control: etree._Element) -> list[etree._Element]:
    """Empty a slot again, and return the runs that stood in it."""
    runs = [copy.deepcopy(run) for run in control.iter(R)]
    first, *others = list(control.iter(T))
    first.text = BLANK
    for element in [*others, *control.iter(tag("br"))]:
        parent = element.getparent()
        assert parent is not None
        parent.remove(element)
    return runs


def leave(control: etree._Element, paragraph: etree._Element) -> None:
    """Nothing is done."""


def type_before(control: etree._Element, paragraph: etree._Element) -> None:
    """The value is typed before the slot."""
    for run in _emptied(control):
        control.addprevious(run)


def type_after(control: etree._Element, paragraph: etree._Element) -> None:
    """The value is typed behind the slot."""
    for run in reversed(_emptied(control)):
        control.addnext(run)


def flatten(control: etree._Element, paragraph: etree._Element) -> None:
    """The control is gone, its text stays."""
    content = control.find(CONTROL_CONTENT)
    for element in () if content is None else list(content):
        control.addprevious(element)
    parent = control.getparent()
    assert parent is not None
    parent.remove(control)


def forget_bookmarks(control: etree._Element, paragraph: etree._Element) -> None:
    """The paragraph's bookmarks are gone."""
    for element in [*paragraph.iter(BOOKMARK), *paragraph.iter(BOOKMARK_END)]:
        parent = element.getparent()
        assert parent is not None
        parent.remove(element)


def cut_run(control: etree._Element, paragraph: etree._Element) -> None:
    """The value is cut into two runs of different looks, as a spelling check leaves it."""
    first = next(control.iter(R))
    text = next(first.iter(T))
    whole = text.text or ""
    second = _run(whole[len(whole) // 2 :], control)
    text.text = whole[: len(whole) // 2]
    for element in list(text.itersiblings()):
        second.append(element)
    first.addnext(second)


def hard_hyphen(control: etree._Element, paragraph: etree._Element) -> None:
    """A hyphen becomes one that does not break."""
    for text in list(control.iter(T)):
        before, hyphen, after = (text.text or "").partition("-")
        if hyphen:
            text.text = before
            rest = etree.Element(T)
            rest.text = after
            text.addnext(rest)
            text.addnext(etree.Element(tag("noBreakHyphen")))


def track(control: etree._Element, paragraph: etree._Element) -> None:
    """The value was typed with tracked changes, over another one."""
    run = next(control.iter(R))
    deleted = etree.Element(tag("del"))
    old = etree.SubElement(etree.SubElement(deleted, R), tag("delText"))
    old.text = "原来写的"
    inserted = etree.Element(tag("ins"))
    run.addprevious(deleted)
    run.addprevious(inserted)
    inserted.append(run)


def press_enter(control: etree._Element, paragraph: etree._Element) -> None:
    """The lines of the value become paragraphs, the later ones outside the slot."""
    for line_break in reversed(list(control.iter(tag("br")))):
        run = next(line_break.iterancestors(R))
        below = etree.Element(P)
        rest = copy.deepcopy(run)
        place = list(run).index(line_break)
        for element in list(rest)[1 : place + 1]:
            rest.remove(element)
        for element in list(run)[place:]:
            run.remove(element)
        below.append(rest)
        paragraph.addnext(below)


EDITS: tuple[Edit, ...] = (
    leave,
    type_before,
    type_after,
    flatten,
    forget_bookmarks,
    cut_run,
    hard_hyphen,
    track,
    press_enter,
)


def edited(form: Form, package: WordPackage, edits: list[Edit]) -> WordPackage:
    """A filled form after these edits, one for each slot in order."""
    root = copy.deepcopy(package.document)
    for place, edit in zip(find_places(root, form.slots), edits, strict=True):
        assert place is not None
        assert place.control is not None
        if place.text:
            edit(place.control, next(place.control.iterancestors(P)))
    return package.with_document(root)
