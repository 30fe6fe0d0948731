"""Templates of docxtpl: their variables, `{{ 单位名称 }}`, are the blanks; nothing else of such a file is one.

A variable becomes a slot of the form, so that the form is filled, checked and read back like any other, without docxtpl. A template
with conditions or loops stays one, and docxtpl fills it. What it says of the rows of a loop are the columns of a list. What neither
can do is refused by name: loops in loops, filters and calculations, comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from formgen.foundation.errors import DefinitionError
from formgen.foundation.problems import Problem, error
from formgen.importing.blanks import BlankKind, FoundBlank, FoundRows, Spot, plain_label, squeezed
from formgen.importing.word_text import FormParagraph, GridCell, WordForm
from formgen.intake.places import file_place, shown
from formgen.render.word.package import WordPackage
from formgen.render.word.templated import TemplateLoop, column_in_loop, is_loop_word, loop_of, tag_names, templated

_NAME = r"[^\W\d]\w*(?:\.[^\W\d]\w*)*"
_VARIABLE = re.compile(rf"\{{\{{(?:r(?=\s))?\s*(?P<name>{_NAME})\s*\}}\}}")
_RICH = re.compile(r"\{\{r\s")
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_BEGINS = re.compile(r"\{\{|\{%|\{#")
_STATEMENT = re.compile(r"\{%[-+]?\s*(?:p|tr|tc|r)?\s*(?P<word>\w*)")
_FULL_WIDTH = re.compile("｛｛|｛%|\\{％|｝｝")
_LOOPS, _CONDITIONS = ("for", "endfor"), ("if", "elif", "else", "endif")
_SENTENCE = re.compile(r"[，。；;！？\n]")
LONGEST_LABEL = 24
_BRACKETS = " \u3000（(【[《“「）)】]》”」"
_XML_TAG = re.compile(rb"<[^>]*>")
_ELSEWHERE = re.compile(r"word/(?:header|footer|footnotes|endnotes)\d*\.xml")


@dataclass(frozen=True)
class _TaggedLine:
    """A paragraph of a template: where it stands, for people, and the words of the cell before, by which its variables are labelled."""

    paragraph: FormParagraph = field(repr=False)
    place: str
    label: str = ""


def is_template(form: WordForm) -> bool:
    """True if a Word file has a tag of docxtpl, or what was meant as one."""
    return any(_BEGINS.search(one.paragraph.text) or _FULL_WIDTH.search(one.paragraph.text) for one in _lines(form))


def needs_docxtpl(form: WordForm) -> bool:
    """True if a template has more than variables: conditions, loops. Only for a template without faults."""
    tags = [tag[0] for line in _lines(form) for tag in _TAG.finditer(line.paragraph.text)]
    return any(_VARIABLE.fullmatch(tag) is None for tag in tags)


def template_variables(form: WordForm) -> tuple[FoundBlank, ...]:
    """The variables of a template, each once with all its places, in the order of the file."""
    found: dict[tuple[str, str], tuple[str, str, str, list[Spot]]] = {}
    tags: dict[tuple[str, str], str] = {}
    loops = _loops_around(form)
    lists = {loop.list for loop in loops.values() if loop is not None}
    lines = list(_lines(form))
    spoken = next((words for line in lines for words in _own_words(line.paragraph.text)), "")
    for line in lines:
        end = 0
        for tag in _TAG.finditer(line.paragraph.text):
            before = line.paragraph.text[end : tag.start()]
            end = tag.end()
            variable = _VARIABLE.fullmatch(tag[0])
            spot = Spot(line.paragraph, tag.start(), tag.end(), is_tag=True)
            for name in (variable["name"],) if variable else _names(tag[0]) or ():
                key = _asked(name, loops[id(line.paragraph), tag.start()])
                if key is None or name in lists:
                    continue
                if key not in found:
                    own = [*_own_words(before), spoken]
                    plain = (name.rpartition(".")[2], own[-2:][0])
                    label, words = (_label(name, before, line.label) if variable else None) or plain
                    found[key] = (label, words, line.place, [])
                    if not variable:
                        tags[key] = tag[0]
                found[key][3].append(spot)
            spoken = [spoken, *_own_words(before)][-1]
        spoken = [spoken, *_own_words(line.paragraph.text[end:])][-1]
    return tuple(
        FoundBlank(
            *(BlankKind.INLINE, label, words, place, tuple(spots)),
            variable=key[1],
            hint=f"模板按它决定印什么：{tags[key]}" if key in tags else "",
            rows=FoundRows(key[0].rpartition(".")[2], 1, variable=key[0]) if key[0] else None,
        )
        for key, (label, words, place, spots) in found.items()
    )


def tried_template(package: WordPackage, blanks: Sequence[FoundBlank], text: str) -> WordPackage:
    """The paper that a template makes if each of its variables has this text, and each list one row. Raises DefinitionError."""
    lists: dict[str, dict[str, str]] = {}
    for blank in blanks:
        if blank.rows is not None:
            lists.setdefault(blank.rows.variable, {})[blank.variable] = text
    plain = {blank.variable: text for blank in blanks if blank.rows is None}
    return templated(package, plain, {name: [row] for name, row in lists.items()})


def _loops_around(form: WordForm) -> dict[tuple[int, int], TemplateLoop | None]:
    """The loop that each tag stands in, by the tag's paragraph (its id) and place; a loop that no template may have is none."""
    found: dict[tuple[int, int], TemplateLoop | None] = {}
    loop: TemplateLoop | None = None
    for line in _lines(form):
        for tag in _TAG.finditer(line.paragraph.text):
            word = statement["word"] if (statement := _STATEMENT.match(tag[0])) else ""
            if word == "endfor":
                loop = None
            found[id(line.paragraph), tag.start()] = loop
            if word == "for" and (begun := _loop(tag[0])) is not None:
                loop = begun
    return found


def _loop(tag: str) -> TemplateLoop | None:
    try:
        return loop_of(tag)
    except ValueError:
        return None


def _asked(name: str, loop: TemplateLoop | None) -> tuple[str, str] | None:
    """What a name asks for: (the list, its column), or ("", a variable); None for what the loop itself says."""
    if loop is None:
        return "", name
    if is_loop_word(name):
        return None
    try:
        column = column_in_loop(name, loop)
    except ValueError:
        return None
    return ("", name) if column is None else (loop.list, column)


def template_faults(form: WordForm, package: WordPackage, file: str) -> list[Problem]:
    """What of a template can't become a slot, each with its place. file: its name."""
    problems: list[Problem] = []
    name = shown(file, 80)

    def refuse(code: str, place: str, message: str, remedy: str) -> None:
        problems.append(error(f"template.{code}", "", file_place(file, place), f"模板「{name}」{message}", remedy))

    loops = _loops_around(form)
    for line in _lines(form):
        text = line.paragraph.text
        for tag in _TAG.finditer(text):
            loop = loops[id(line.paragraph), tag.start()]
            told = f"「{shown(tag[0], 40)}」"
            statement = _STATEMENT.match(tag[0])
            if statement is not None and statement["word"] in _LOOPS:
                if statement["word"] == "for" and (loop is not None or _loop(tag[0]) is None):
                    remedy = "写成「{%tr for 人 in 人员 %}」：一个名单，不带条件，循环里不再有循环"
                    refuse("loop", line.place, f"里的循环{told}不能用", remedy)
            elif statement is not None and statement["word"] in _CONDITIONS:
                if not _may_be_said(_names(tag[0]), loop):
                    remedy = "条件里只用变量、and、or、not，和「==」「!=」比较"
                    refuse("condition", line.place, f"里的条件{told}不能用", remedy)
            elif statement is not None:
                refuse("statement", line.place, f"里的{told}不能用", "只留下变量，如 {{ 单位名称 }}")
            elif tag[0].startswith("{#"):
                refuse("comment", line.place, f"里有注释{told}", "删去注释")
            elif not _may_be_said(
                (variable["name"],) if (variable := _VARIABLE.fullmatch(tag[0])) else _names(tag[0]), loop
            ):
                remedy = "只写变量的名称，如 {{ 单位名称 }}；怎样写、怎样算，由栏目的种类定"
                refuse("expression", line.place, f"里的{told}不只是变量", remedy)
        rest = _TAG.sub("", text)
        if _BEGINS.search(rest) or "}}" in rest or "%}" in rest:
            refuse("unclosed", line.place, "里有没有写完的「{{ }}」", "「{{」和「}}」要成对，写在同一段里")
        if _FULL_WIDTH.search(rest):
            refuse("full-width", line.place, "里的花括号是全角的", "改成半角的「{{ }}」")
    problems += _elsewhere(form, package, file)
    if not problems and needs_docxtpl(form):
        if any(_RICH.search(line.paragraph.text) for line in _lines(form)):
            refuse("rich", "", "有条件或循环，又有「{{r …}}」", "改成「{{ … }}」")
        try:
            for text in ("", "1"):
                tried_template(package, template_variables(form), text)
        except DefinitionError as fault:
            remedy = "核对每个「{% if %}」都有「{% endif %}」，每个「{% for %}」都有「{% endfor %}」"
            refuse("broken", "", f"填不成：{fault.faults[0].message}", remedy)
    return problems


def _may_be_said(names: Sequence[str] | None, loop: TemplateLoop | None) -> bool:
    """True if a template may say these names in this loop. None: of a tag whose names nobody can tell."""
    if names is None or loop is None:
        return names is not None
    try:
        for name in names:
            column_in_loop(name, loop)
    except ValueError:
        return False
    return True


def _names(tag: str) -> tuple[str, ...] | None:
    """The variables of a tag that is more than one variable; None if a template may not say it."""
    try:
        return tag_names(tag)
    except ValueError:
        return None


def _elsewhere(form: WordForm, package: WordPackage, file: str) -> Iterator[Problem]:
    """Tags where no value can be written: in headers, footers, notes and text boxes."""
    texts = [("文本框", text) for text in form.text_boxes]
    for part in package.parts:
        if _ELSEWHERE.fullmatch(part.name):
            where = "页眉" if "header" in part.name else "页脚" if "footer" in part.name else "脚注"
            texts.append((where, _XML_TAG.sub(b"", part.content).decode("utf-8", "ignore")))
    for where, text in texts:
        if found := _BEGINS.search(text):
            message = f"模板「{shown(file, 80)}」的{where}里有「{shown(text[found.start() :], 30)}」，那里不能填"
            yield error("template.elsewhere", "", file_place(file, where), message, "移到正文或表格里")


def _label(name: str, before: str, cell: str) -> tuple[str, str] | None:
    """The label of a variable, and the form's words that it comes from: those before it in its line, else those of the cell before.

    None if neither says anything short: then it is called by its own name. A Chinese name says best what is asked.
    """
    last = name.rpartition(".")[2]
    for text in (_SENTENCE.split(before)[-1].lstrip(_BRACKETS), cell):
        words = text.strip()
        label = plain_label(words)[0]
        if 0 < len(label) <= LONGEST_LABEL:
            return last if re.search("[\u4e00-\u9fff]", last) else label, words
    return None


def _own_words(text: str) -> list[str]:
    """The pieces of a text between tags and line breaks, each short enough to name a place by."""
    pieces = (piece.strip() for line in text.split("\n") for piece in _TAG.split(line))
    return [piece[-LONGEST_LABEL:].strip() for piece in pieces if piece]


def _lines(form: WordForm) -> Iterator[_TaggedLine]:
    number = 0
    for part in form.parts:
        if isinstance(part, FormParagraph):
            number += 1
            yield _TaggedLine(part, f"第{number}段")
            continue
        for row in part.rows:
            for index, cell in enumerate(row):
                if not cell.merged:
                    place = f"表{part.number}第{cell.row + 1}行第{index + 1}格"
                    yield from (_TaggedLine(one, place, _cell_label(row, index, part.rows)) for one in cell.paragraphs)


def _cell_label(row: Sequence[GridCell], index: int, rows: Sequence[Sequence[GridCell]]) -> str:
    """The own words of the cell before; where that holds variables too or there is none, those of the first row above it."""
    cell = row[index]
    left = row[index - 1] if index else None
    if left is not None and squeezed(left.text) and not _TAG.search(left.text):
        return _first_words(left)
    above = (one for one in rows[0] if one.column == cell.column and one.row < cell.row)
    return next((_first_words(one) for one in above if not _TAG.search(one.text)), "")


def _first_words(cell: GridCell) -> str:
    return next((words for one in cell.paragraphs for words in one.text.split("\n") if words.strip()), "")
