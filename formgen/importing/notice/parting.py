"""Parts a notice's Word file at the headings of its annexes, so that each annex is a Word file of its own."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from formgen.importing.notice.notice_words import notice_words, tight
from formgen.importing.notice.numbering import CountedNumbers
from formgen.importing.opening import OpenedForm
from formgen.importing.word_text import BODY, FormParagraph, FormPart, GridTable, read_form_text
from formgen.record.kinds.numbers.numerals import small_number
from formgen.render.word.package import attribute, tag

SECTION, PROPERTIES = tag("sectPr"), tag("pPr")
BREAK, LAST_BREAK = tag("br"), tag("lastRenderedPageBreak")
_PAIRED = tuple(tag(f"{name}{end}") for name in ("bookmark", "commentRange", "perm") for end in ("Start", "End"))


@dataclass(frozen=True)
class Annex:
    """An annex of a notice.

    number  its number in figures (`2`, `5-1`); empty for the only one without a number
    name    what the notice calls it, without white space and colons
    title   its title in the notice's list of annexes or behind its name; empty if there is none
    opened  its own Word file; None if the notice only lists it
    """

    number: str
    name: str
    title: str
    opened: OpenedForm | None = field(repr=False)


@dataclass(frozen=True)
class Notice:
    """A notice: the parts of its own text, which of them are its list of annexes, and its annexes in order.

    numbers: which paragraphs have a number that Word counts
    """

    front: tuple[FormPart, ...] = field(repr=False)
    list_of_annexes: frozenset[int] = field(repr=False)
    annexes: tuple[Annex, ...]
    numbers: CountedNumbers = field(repr=False)

    @property
    def text_parts(self) -> list[FormPart]:
        """The parts of its own text without its list of annexes."""
        return [part for place, part in enumerate(self.front) if place not in self.list_of_annexes]

    def annex(self, number: str) -> Annex | None:
        """The annex with this number; None if the notice has none."""
        return next((one for one in self.annexes if one.number == number), None)


@dataclass(frozen=True)
class _NoticeLine:
    """A line of the file: the number of its part, its text without white space, and whether Word counts it."""

    part: int
    text: str
    counted: bool = False


def annex_number(text: str) -> str:
    """The number of an annex in figures: `二` is `2`, `5－1` is `5-1`."""
    first, *further = re.split("[-—－–.．]", text, maxsplit=1)
    number = small_number(tight(first)) if first else None
    return "-".join([str(number) if number is not None else first, *further])


def part_notice(opened: OpenedForm) -> Notice:
    """Part a Word file. A file without annexes has no annex, and all of it is the notice's own text."""
    numbers = CountedNumbers(opened.package)
    parts = opened.text.parts
    lines = list(_lines(parts, numbers))
    listed, begin_of_list, end = _listed(lines)
    starts = _starts(lines, listed, end)
    annexes: list[Annex] = []
    edges = [*(one.part for one, _, _, _ in starts), len(parts)]
    for (_, number, name, title), begin, stop in zip(starts, edges[:-1], edges[1:], strict=True):
        body = _cut_out(opened, parts, begin, stop)
        annexes.append(Annex(number, name, listed.get(number, "") or title, body))
    known = {one.number for one in annexes}
    series = re.sub(r"[0-9].*$", "", annexes[0].name) if annexes else _SERIES
    missing = [
        Annex(number, f"{series}{number}", title, None) for number, title in listed.items() if number not in known
    ]
    ordered = sorted([*annexes, *missing], key=lambda one: [int(part) for part in re.findall(r"\d+", one.number)])
    in_list = frozenset(line.part for line in lines[begin_of_list:end])
    return Notice(tuple(parts[: edges[0]]), in_list, tuple(ordered), numbers)


_SERIES = "附件"


def _lines(parts: Sequence[FormPart], numbers: CountedNumbers) -> Iterator[_NoticeLine]:
    """The lines of the paragraphs, and the first line of each table that has words."""
    for index, part in enumerate(parts):
        if isinstance(part, FormParagraph):
            counted = numbers.numeral(part.element) is not None
            for text in part.text.split("\n"):
                if tight(text):
                    yield _NoticeLine(index, tight(text), counted)
                    counted = False
        elif first := next((tight(cell.text) for row in part.rows[:1] for cell in row if tight(cell.text)), ""):
            yield _NoticeLine(index, first)


def _listed(lines: Sequence[_NoticeLine]) -> tuple[dict[str, str], int, int]:
    """The titles of the notice's list of annexes by their numbers, and the indices of its first line and of the line behind it."""
    words = notice_words()
    for begin, line in enumerate(lines):
        found = words["annex_list"].match(line.text)
        if not found:
            continue
        titles: dict[str, str] = {}
        if found["title"]:
            entry = words["annex_entry"].match(found["title"]) if not found["number"] else None
            number = annex_number((entry["number"] if entry else found["number"]) or "")
            titles[number] = _title(entry["title"] if entry else found["title"])
        elif found["number"]:
            continue  # the heading of an annex
        end = begin + 1
        for following in lines[end:]:
            again = words["annex_list"].match(following.text)
            entry = words["annex_entry"].match(following.text) or (again if again and again["number"] else None)
            number = annex_number(entry["number"]) if entry else str(len(titles) + 1) if following.counted else ""
            title = (entry["title"] if entry else following.text) or ""
            if not number or not title or number != str(len(titles) + 1):
                break
            titles[number] = _title(title)
            end += 1
        alone = any(words["annex_alone"].match(one.text) for one in lines[end:])
        if len(titles) > 1 or (titles and alone):
            return titles, begin, end
    return {}, 0, 0


def _title(text: str) -> str:
    return re.sub(r"^[《〈](.*)[》〉]$", r"\1", re.sub(r"[；;。，,]$", "", text))


def _starts(lines: Sequence[_NoticeLine], listed: dict[str, str], end: int) -> list[tuple[_NoticeLine, str, str, str]]:
    """The lines with which annexes begin: the line, the annex's number, its name, and a title behind it."""
    words, found, known = notice_words(), list[tuple[_NoticeLine, str, str, str]](), set[str]()
    for line in lines[end:]:
        alone = words["annex_alone"].match(line.text)
        titled = None if alone else words["annex_titled"].match(line.text)
        match = alone or titled
        if match is None:
            continue
        number = annex_number(match["number"] or "")
        title = _title(titled["title"]) if titled else ""
        if titled and listed and number not in listed:
            continue
        if titled and not listed and not _begins_page(title):
            continue
        if number in known or (found and found[-1][0].part == line.part):
            continue
        known.add(number)
        name = re.sub(r"[：:、.．]", "", line.text[: match.start("title")] if titled else line.text)
        found.append((line, number, name, title))
    return found


def _begins_page(title: str) -> bool:
    return bool(re.search(r"(?:表|书|单|函|卡|册|申请|报告|合同|协议|名册|清单|登记|记录|回执|台账|声明)$", title))


# ------------------------------------------------------------------------------------------ an annex as a Word file


def _cut_out(opened: OpenedForm, parts: Sequence[FormPart], begin: int, stop: int) -> OpenedForm | None:
    """The parts from begin to before stop as a Word file of their own; None if nothing stands in them."""
    own = parts[begin:stop]
    if len(own) == 1 and isinstance(own[0], FormParagraph) and len(tight(own[0].text)) <= 8:
        return None
    if not any(isinstance(part, GridTable) or tight(part.text) for part in own[1:] or own):
        return None
    body = opened.text.root.find(BODY)
    assert body is not None
    children = list(body)
    place = {child: number for number, child in enumerate(children)}
    first = place[_top(own[0], body)]
    last = place[_top(parts[stop], body)] if stop < len(parts) else len(children)
    root = copy.deepcopy(opened.text.root)
    made = root.find(BODY)
    assert made is not None
    copies = list(made)
    ending = _section_behind(copies, last)
    for number, child in enumerate(copies):
        if not first <= number < last or child.tag == SECTION or child.tag in _PAIRED:
            made.remove(child)
    _settle_ends(made)
    _drop_torn(made)
    if ending is not None:
        made.append(ending)
    package = opened.package.with_document(root)
    return OpenedForm(package, read_form_text(package))


def _top(part: FormPart, body: etree._Element) -> etree._Element:
    """The child of the body in which a part stands."""
    element = part.element if isinstance(part, FormParagraph) else part.rows[0][0].element
    while (parent := element.getparent()) is not None and parent is not body:
        element = parent
    return element


def _section_behind(children: Sequence[etree._Element], last: int) -> etree._Element | None:
    """The page properties that hold for the last child of a range: the next ones that stand at or behind it."""
    for child in children[max(last - 1, 0) :]:
        found = child if child.tag == SECTION else child.find(f"{PROPERTIES}/{SECTION}")
        if found is not None:
            return copy.deepcopy(found)
    return None


def _settle_ends(body: etree._Element) -> None:
    """Without empty paragraphs and page breaks at both ends, which would give empty pages."""
    for child in reversed(list(body)):
        if child.tag != tag("p"):
            break
        section = child.find(f"{PROPERTIES}/{SECTION}")
        if section is not None:
            section.getparent().remove(section)
        for one in [*child.iter(BREAK)]:
            if attribute(one, "type") == "page" and (parent := one.getparent()) is not None:
                parent.remove(one)
        if "".join(child.itertext()).strip() or next(child.iter(tag("drawing"), tag("pict")), None) is not None:
            break
        body.remove(child)
    first = next(iter(body), None)
    if first is not None:
        for one in [*first.iter(BREAK, LAST_BREAK, tag("pageBreakBefore"))]:
            is_break = one.tag != BREAK or attribute(one, "type") == "page"
            if is_break and (parent := one.getparent()) is not None:
                parent.remove(one)
    table = next(reversed(list(body)), None)
    if table is not None and table.tag != tag("p"):
        etree.SubElement(body, tag("p"))  # a document ends with a paragraph


def _drop_torn(body: etree._Element) -> None:
    """Without bookmarks and ranges of which only one end is here, since programs complain about them."""
    for element in [*body.iter(*_PAIRED)]:
        if (parent := element.getparent()) is not None:
            parent.remove(element)
