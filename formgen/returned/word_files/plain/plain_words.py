"""A returned Word file with its words in plain runs: what stands behind wrappers, in phonetic guides, symbols and old form fields.

Word, WPS and other programs write the same words in many ways. Each of them is turned into the way that a typist's words are
written, so that everything that reads the file sees the same. What cannot be turned without doubt is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from lxml import etree

from formgen.foundation.problems import Problem, warning
from formgen.intake.places import file_place, shown
from formgen.render.layout.properties import Faults, Styles, is_on
from formgen.render.word.package import STYLES, PackagePart, WordPackage, attribute, tag
from formgen.render.word.slots import BR, COMPATIBILITY, FALLBACK, RUN_PROPERTIES, SPACE, TAB, P, R, T
from formgen.returned.word_files.plain.symbols import is_symbol_face, symbol

_MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
_SYMBOL_2015 = "http://schemas.microsoft.com/office/word/2015/wordml/symex"
_ALTERNATIVES, _CHOICE = f"{{{COMPATIBILITY}}}AlternateContent", f"{{{COMPATIBILITY}}}Choice"
_TABLE, _ROW, _CELL = tag("tbl"), tag("tr"), tag("tc")
_HIDING = ("strike", "dstrike", "vanish")
_WRAPPERS = tuple(map(tag, ("dir", "bdo", "customXml")))
_LAID_OUT = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
"""Characters that only say how a line may be broken, or in which direction it runs: pages of the web leave them in what is pasted."""
_CIRCLED = re.compile(r"\s*eq\s*\\o\s*\\ac\s*\([^,，;；]*[,，;；]\s*(.+?)\s*\)\s*", re.IGNORECASE)
"""A character in a circle, as Word makes it of a field (带圈字符)."""
_STRICT = re.compile(
    rb"http://purl\.oclc\.org/ooxml/(officeDocument|wordprocessingml|drawingml|schemaLibrary)/([A-Za-z]+)"
)
_TEXT_BOX = tag("txbxContent")
_WORD_ART, _DRAWING = "{urn:schemas-microsoft-com:vml}textpath", "http://schemas.openxmlformats.org/drawingml/2006/main"
_FORM = 5
"""The fewest paragraphs of a form that stands in one cell as a whole."""
_PICTURES = tuple(map(tag, ("drawing", "pict", "object")))


def in_usual_names(package: WordPackage) -> WordPackage:
    """A file that was saved as “Strict Open XML” under the names that all programs use."""
    if not any(b"purl.oclc.org/ooxml" in part.content for part in package.parts if part.name.startswith("_rels/")):
        return package
    parts = (
        PackagePart(part.name, _STRICT.sub(_usual, part.content)) if part.name.endswith((".xml", ".rels")) else part
        for part in package.parts
    )
    return WordPackage(package.name, tuple(parts))


def _usual(found: re.Match[bytes]) -> bytes:
    area, name = found[1], found[2]
    if area == b"officeDocument":
        name = {b"extendedProperties": b"extended-properties", b"customProperties": b"custom-properties"}.get(
            name, name
        )
    return b"http://schemas.openxmlformats.org/%s/2006/%s" % (area, name)


def with_plain_words(package: WordPackage, file: str) -> tuple[WordPackage, list[Problem]]:
    """The file with its words in plain runs, and what is told of it. file: its name, for places."""
    root = etree.fromstring(etree.tostring(package.document))
    _with_hiding_styles(root, package)
    told: dict[str, None] = {}
    for change in _CHANGES:
        told |= dict.fromkeys(change(root))
    problems = [
        warning("returned.odd-words", "", file_place(file), message, "核对各项；请对方用键盘重新输入这里的字")
        for message in told
    ]
    return replace(package, parts=package.with_document(root).parts), problems


def _with_hiding_styles(root: etree._Element, package: WordPackage) -> None:
    """Words that a style strikes out or hides say so themselves."""
    own = next((part.content for part in package.parts if part.name == STYLES), b"")
    if not any(f"w:{name}".encode() in own for name in _HIDING):
        return
    styles = Styles(package.styles, Faults(package.name))
    for run in root.iter(R):
        look, paragraph = run.find(RUN_PROPERTIES), next(run.iterancestors(P), None)
        layers = [
            *_chain(styles, paragraph, "pPr/pStyle", "paragraph"),
            *_chain(styles, run, "rPr/rStyle", "character"),
        ]
        for name in _HIDING:
            said = [found for layer in layers if (found := layer.find(f"{RUN_PROPERTIES}/{tag(name)}")) is not None]
            if not said or not is_on(said[-1]) or (look is not None and look.find(tag(name)) is not None):
                continue
            if look is None:
                look = etree.Element(RUN_PROPERTIES)
                run.insert(0, look)
            etree.SubElement(look, tag(name))


def _chain(styles: Styles, element: etree._Element | None, path: str, kind: str) -> list[etree._Element]:
    """The style of a paragraph or a run with all that it is based on, the most general first."""
    named = None if element is None else element.find("/".join(map(tag, path.split("/"))))
    return [] if named is None and kind == "character" else styles.chain(_style_name(named), kind)


def _style_name(named: etree._Element | None) -> str | None:
    """The name of a style; None for the default one."""
    return None if named is None else attribute(named, "val")


def words_in_text_boxes(package: WordPackage) -> tuple[str, ...]:
    """The words of each text box in a file, and those that are drawn (WordArt, diagrams), which stand in no row of it."""
    boxes = ["".join(box.itertext(T)).strip() for box in package.document.iter(_TEXT_BOX)]
    drawn = [(path.get("string") or "").strip() for path in package.document.iter(_WORD_ART)]
    drawn += [(text.text or "").strip() for text in package.document.iter(f"{{{_DRAWING}}}t")]
    return tuple(dict.fromkeys(words for words in (*boxes, *drawn) if words))


def _without_deleted(root: etree._Element) -> Iterator[str]:
    """Rows and cells that were deleted while changes were tracked."""
    for row in [one for one in root.iter(_ROW) if one.find(f"{tag('trPr')}/{tag('del')}") is not None]:
        _parent(row).remove(row)
    for cell in [one for one in root.iter(_CELL) if one.find(f"{tag('tcPr')}/{tag('cellDel')}") is not None]:
        _parent(cell).remove(cell)
    yield from ()


def _unwrapped(root: etree._Element) -> Iterator[str]:
    for wrapper in [one for one in root.iter(*_WRAPPERS)]:
        for element in [one for one in wrapper if one.tag != tag("customXmlPr")]:
            wrapper.addprevious(element)
        _parent(wrapper).remove(wrapper)
    yield from ()


def _alternatives(root: etree._Element) -> Iterator[str]:
    """Of two ways to say the same, the one that has words. A symbol of Word 2015 and later stands in the first as a code."""
    for both in list(root.iter(_ALTERNATIVES)):
        in_run = _parent(both).tag == R
        new = both.find(f"{_CHOICE}/{{{_SYMBOL_2015}}}symEx")
        if new is not None and in_run:
            code = new.get(f"{{{_SYMBOL_2015}}}char") or ""
            if re.fullmatch("[0-9A-Fa-f]{1,6}", code):
                both.addprevious(_text(chr(min(int(code, 16), 0x10FFFF))))
                _parent(both).remove(both)
                continue
        choice, other = both.find(_CHOICE), both.find(FALLBACK)
        if other is None or (choice is not None and next(choice.iter(T, tag("sym"), *_PICTURES), None) is not None):
            continue
        for element in list(other):
            both.addprevious(element)
        _parent(both).remove(both)
    yield from ()


def _without_guides(root: etree._Element) -> Iterator[str]:
    """The words below a phonetic guide (拼音指南), without the guide."""
    for ruby in list(root.iter(tag("ruby"))):
        base = ruby.find(tag("rubyBase"))
        ruby.addprevious(_text("" if base is None else "".join(base.itertext(T))))
        _parent(ruby).remove(ruby)
    yield from ()


def _formulas(root: etree._Element) -> Iterator[str]:
    for formula in [one for one in root.iter(f"{{{_MATH}}}oMath") if next(one.iterancestors(R), None) is None]:
        words = "".join(formula.itertext(f"{{{_MATH}}}t"))
        run = etree.Element(R)
        run.append(_text(words))
        outer = _parent(formula)
        (outer if outer.tag == f"{{{_MATH}}}oMathPara" else formula).addprevious(run)
        outer.remove(formula)
        if any(True for _ in formula.iter(*(f"{{{_MATH}}}{name}" for name in ("sSup", "sSub", "f", "rad", "sSubSup")))):
            yield f"有公式，读成了「{shown(words, 16)}」"


def _fields(root: etree._Element) -> Iterator[str]:
    """Fields of Word that show something without any words in the file: boxes and lists of old forms, characters in a circle."""
    for begin in [one for one in root.iter(tag("fldChar")) if attribute(one, "fldCharType") == "begin"]:
        data, run = begin.find(tag("ffData")), _parent(begin)
        if data is not None and (box := data.find(tag("checkBox"))) is not None:
            state = box.find(tag("checked"))
            state = box.find(tag("default")) if state is None else state
            is_ticked = state is not None and attribute(state, "val") not in ("0", "false", "off")
            run.addnext(_run("☑" if is_ticked else "□", run))
        elif data is not None and (choices := data.find(tag("ddList"))) is not None:
            entries = [attribute(one, "val") or "" for one in choices.findall(tag("listEntry"))]
            result = choices.find(tag("result"))
            chosen = attribute(result, "val") if result is not None else None
            number = int(chosen) if chosen is not None and chosen.isdecimal() else 0
            if number < len(entries) and result is not None:
                run.addnext(_run(entries[number], run))
    for code in list(root.iter(tag("instrText"))):
        if (circled := _CIRCLED.fullmatch(code.text or "")) is not None:
            run = _parent(code)
            run.addnext(_run(circled[1], run))
        elif re.match(r"\s*eq\b", code.text or "", re.IGNORECASE):
            yield "有域（EQ）拼出来的字，没有读"


def _symbols(root: etree._Element) -> Iterator[str]:
    """Symbols by their codes in a face, as the characters that they look like."""
    for element in list(root.iter(tag("sym"))):
        code, face = attribute(element, "char") or "", attribute(element, "font") or ""
        if not re.fullmatch("[0-9A-Fa-f]{1,5}", code):
            continue
        meant = symbol(face, int(code, 16))
        if meant is not None:
            element.addprevious(_text(meant))
            _parent(element).remove(element)
        elif face.lower() == "symbol" or not is_symbol_face(face):
            yield f"有不认识的符号（{shown(face, 20)} {shown(code, 6)}）"
    for run in root.iter(R):
        fonts = run.find(f"{RUN_PROPERTIES}/{tag('rFonts')}")
        names = [] if fonts is None else [attribute(fonts, name) or "" for name in ("ascii", "hAnsi", "eastAsia")]
        faces = [name for name in names if is_symbol_face(name)]
        typed = [name for name in names[:2] if is_symbol_face(name)]
        for text in run.iter(T) if faces else ():
            for one in dict.fromkeys(text.text or ""):
                is_typed = "!" <= one <= "~" and bool(typed)  # a letter of the keyboard, which shows a symbol
                is_wing = "\xa1" <= one <= "\xff" and any(face.lower().startswith("wingdings") for face in typed)
                if not is_typed and not is_wing and not "\uf000" <= one <= "\uf0ff":
                    continue
                meant = symbol((typed or faces)[0], ord(one))
                if meant is None and is_typed:
                    yield f"有不认识的符号（{shown(typed[0], 20)} {one}）"
                text.text = (text.text or "").replace(one, meant or one)


def _laid_out(root: etree._Element) -> Iterator[str]:
    """Line breaks and tabs of any kind, and characters that nobody sees."""
    for element in root.iter(tag("cr"), tag("ptab")):
        element.tag = BR if element.tag == tag("cr") else TAB
    for text in root.iter(T):
        if text.text and _LAID_OUT.search(text.text):
            text.text = _LAID_OUT.sub("", text.text)
    yield from ()


def _tables(root: etree._Element) -> Iterator[str]:
    """A table around all of a form is no table of it; a pasted table of one cell is the text in it."""
    whole = len("".join(root.itertext(T)))
    for table in list(root.iter(_TABLE)):
        cells = [one for one in table.iter(_CELL) if next(one.iterancestors(_TABLE)) is table]
        if len(cells) != 1:
            continue
        is_inner = next(table.iterancestors(_CELL), None) is not None
        holds_tables = next(cells[0].iter(_TABLE), None) is not None
        paragraphs = sum(1 for _ in cells[0].iter(P))
        if not is_inner and not holds_tables and (paragraphs < _FORM or len("".join(table.itertext(T))) < 0.9 * whole):
            continue
        for element in [one for one in cells[0] if one.tag != tag("tcPr")]:
            table.addprevious(element)
        _parent(table).remove(table)
    yield from ()


_CHANGES: tuple[Callable[[etree._Element], Iterator[str]], ...] = (
    _without_deleted,
    _unwrapped,
    _alternatives,
    _without_guides,
    _formulas,
    _fields,
    _symbols,
    _laid_out,
    _tables,
)


def _text(words: str) -> etree._Element:
    element = etree.Element(T)
    element.text = words
    element.set(SPACE, "preserve")
    return element


def _run(words: str, like: etree._Element) -> etree._Element:
    run = etree.Element(R)
    look = like.find(RUN_PROPERTIES)
    if look is not None:
        run.append(etree.fromstring(etree.tostring(look)))
    run.append(_text(words))
    return run


def _parent(element: etree._Element) -> etree._Element:
    parent = element.getparent()
    assert parent is not None
    return parent
