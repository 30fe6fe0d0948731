"""What people and programs do to a form's Word file between sending it out and sending it back."""

from __future__ import annotations

import copy
from collections.abc import Callable

from lxml import etree

from formgen.render.word.package import WordPackage, tag
from formgen.render.word.slots import (
    BOOKMARK,
    BOOKMARK_END,
    COMPATIBILITY,
    CONTROL,
    CONTROL_CONTENT,
    FALLBACK,
    SPACE,
    P,
    R,
    T,
    find_places,
)
from formgen.scheme.models import Form
from formgen.scheme.slots import BLANK

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


def shatter(control: etree._Element, paragraph: etree._Element) -> None:
    """Each character is a run of its own, with the marks of the spelling check and of the last layout between them."""
    for run in list(control.iter(R)):
        for text in list(run.iter(T)):
            if len(run) - (run.find(tag("rPr")) is not None) != 1:
                continue  # a run with line breaks in it: `cut_run` cuts such
            for character in reversed((text.text or "")[1:]):
                one = _run(character, control)
                one.insert(0, etree.Element(tag("lastRenderedPageBreak")))
                run.addnext(one)
                run.addnext(etree.Element(tag("proofErr"), {tag("type"): "spellStart"}))
            text.text = (text.text or "")[:1]


def paste_format(control: etree._Element, paragraph: etree._Element) -> None:
    """The value was pasted from a web page: its own look, a link around it, a smart tag in that."""
    for run in list(control.iter(R)):
        look = run.find(tag("rPr"))
        if look is None:
            look = etree.Element(tag("rPr"))
            run.insert(0, look)
        look.append(etree.Element(tag("highlight"), {tag("val"): "yellow"}))
        link = etree.Element(tag("hyperlink"), {tag("anchor"): "x"})
        run.addprevious(link)
        etree.SubElement(link, tag("smartTag")).append(run)


def move_here(control: etree._Element, paragraph: etree._Element) -> None:
    """The value was moved here from elsewhere while changes were tracked."""
    run = next(control.iter(R))
    moved = etree.Element(tag("moveTo"))
    run.addprevious(moved)
    moved.append(run)


def press_tab(control: etree._Element, paragraph: etree._Element) -> None:
    """The Tab key was pressed before the value, the space key behind it."""
    run = next(control.iter(R))
    place = 0 if run.find(tag("rPr")) is None else 1
    run.insert(place, etree.Element(tag("tab")))
    list(control.iter(T))[-1].text = (list(control.iter(T))[-1].text or "") + "  "


def full_width(control: etree._Element, paragraph: etree._Element) -> None:
    """Digits and letters were typed in full width."""
    for text in control.iter(T):
        text.text = "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in text.text or "")


def forget_tag(control: etree._Element, paragraph: etree._Element) -> None:
    """The control is left, its tag is gone."""
    for element in list(control.iter(tag("tag"))):
        parent = element.getparent()
        assert parent is not None
        parent.remove(element)


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


def in_direction(control: etree._Element, paragraph: etree._Element) -> None:
    """The value was pasted with a direction of writing, and marks of it that nobody sees."""
    for run in list(control.iter(R)):
        outer = etree.Element(tag("bdo"), {tag("val"): "ltr"})
        run.addprevious(outer)
        etree.SubElement(outer, tag("dir")).append(run)
        for text in run.iter(T):
            text.text = f"\u202a{(text.text or '')[:1]}\u200b\u00ad{(text.text or '')[1:]}\u202c\ufeff"


def with_guide(control: etree._Element, paragraph: etree._Element) -> None:
    """The first character has a phonetic guide (拼音指南)."""
    run = next(control.iter(R))
    text = next(run.iter(T))
    base, rest = (text.text or "")[:1], (text.text or "")[1:]
    text.text = rest
    ruby = etree.Element(tag("ruby"))
    for name, words in (("rt", "yī"), ("rubyBase", base)):
        etree.SubElement(ruby, tag(name)).append(_run(words, control))
    first = _run("", control)
    first.remove(next(first.iter(T)))
    first.append(ruby)
    run.addprevious(first)


def in_fallback(control: etree._Element, paragraph: etree._Element) -> None:
    """The value stands in what older programs show, beside something for newer ones that has no words."""
    run = next(control.iter(R))
    both = etree.Element(f"{{{COMPATIBILITY}}}AlternateContent")
    etree.SubElement(both, f"{{{COMPATIBILITY}}}Choice", {"Requires": "w16se"})
    run.addprevious(both)
    etree.SubElement(both, FALLBACK).append(run)


def in_custom_xml(control: etree._Element, paragraph: etree._Element) -> None:
    """The paragraph stands in an element of somebody's own."""
    outer = etree.Element(tag("customXml"), {tag("element"): "x"})
    paragraph.addprevious(outer)
    outer.append(paragraph)


def in_pasted_table(control: etree._Element, paragraph: etree._Element) -> None:
    """The value was pasted into its cell as a table of one cell."""
    if next(paragraph.iterancestors(tag("tc")), None) is None:
        return
    table = etree.Element(tag("tbl"))
    cell = etree.SubElement(etree.SubElement(table, tag("tr")), tag("tc"))
    paragraph.addprevious(table)
    paragraph.addnext(etree.Element(P))
    cell.append(paragraph)


def leave_line(control: etree._Element, paragraph: etree._Element) -> None:
    """The value was typed within a printed line, of which some is left, beside the prompt of the control."""
    runs = list(control.iter(R))
    runs[0].addprevious(_run("单击或点击此处输入文字。__", control))
    runs[-1].addnext(_run("___", control))


def retype_labels(root: etree._Element) -> None:
    """The form's own words were typed again: other widths of brackets, colons and digits, spaces, more runs."""
    for text in list(root.iter(T)):
        if next(text.iterancestors(CONTROL), None) is not None or not (text.text or "").strip():
            continue
        plain = (text.text or "").translate(str.maketrans("（）：，％１２３", "():,%123"))
        text.text = plain[: len(plain) // 2]
        text.set(SPACE, "preserve")
        run = next(text.iterancestors(R))
        if text is list(run)[-1]:
            rest = _run(f" {plain[len(plain) // 2 :]} ", run)
            rest[-1].set(SPACE, "preserve")
            run.addnext(rest)
        else:
            text.text = f"{plain} "


def copy_row(root: etree._Element) -> None:
    """A row of a table was copied below itself, as it is."""
    rows = [
        row for row in root.iter(tag("tr")) if any(True for _ in row.iter(CONTROL)) and "".join(row.itertext(T)).strip()
    ]
    rows[len(rows) // 2].addnext(copy.deepcopy(rows[len(rows) // 2]))


def empty_paragraphs(root: etree._Element) -> None:
    """Empty paragraphs stand in each cell, and between the others."""
    for paragraph in list(root.iter(P)):
        paragraph.addnext(etree.Element(P))


def forget_all(root: etree._Element) -> None:
    """All controls and bookmarks are gone, as a program that knows neither saves it."""
    for control in list(root.iter(CONTROL)):
        flatten(control, root)
    forget_bookmarks(root, root)


def around_all(root: etree._Element) -> None:
    """The whole form stands in one cell of a table."""
    body = root.find(tag("body"))
    assert body is not None
    table = etree.Element(tag("tbl"))
    cell = etree.SubElement(etree.SubElement(table, tag("tr")), tag("tc"))
    for element in [one for one in body if one.tag != tag("sectPr")]:
        cell.append(element)
    body.insert(0, table)


def delete_copy(root: etree._Element) -> None:
    """A row was copied, and the copy was deleted while changes were tracked."""
    row = next((one for one in root.iter(tag("tr")) if next(one.iter(CONTROL), None) is not None), None)
    if row is not None:
        copied = copy.deepcopy(row)
        properties = copied.find(tag("trPr"))
        if properties is None:
            properties = etree.Element(tag("trPr"))
            copied.insert(0, properties)
        etree.SubElement(properties, tag("del"))
        row.addprevious(copied)


FileEdit = Callable[[etree._Element], None]
FILE_EDITS: tuple[FileEdit, ...] = (
    retype_labels,
    copy_row,
    empty_paragraphs,
    forget_all,
    around_all,
    delete_copy,
)
"""What is done to a whole file after it was filled in."""
MORE_EDITS: tuple[Edit, ...] = (
    shatter,
    paste_format,
    move_here,
    press_tab,
    full_width,
    forget_tag,
    in_direction,
    with_guide,
    in_fallback,
    in_custom_xml,
    in_pasted_table,
    leave_line,
)
"""Edits after which the value is the same, but not to the letter: spaces and full width do not count."""
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
    done: list[etree._Element] = []  # the three places of a date are one control
    for place, edit in zip(find_places(root, form.slots), edits, strict=True):
        assert place is not None
        if place.text and place.control is not None and place.control not in done:
            done.append(place.control)
            edit(place.control, next(place.control.iterancestors(P)))
    return package.with_document(root)
