"""The paragraphs of a form that have slots, filled with texts. Only these must be measured to see what fits.

They are the same paragraphs as in the Sheet that `formgen.render.layout.read` reads from the filled Word file. But no Word
file is filled and read for each enterprise, because only the texts in the slots differ.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from formgen.render.compiled.faults import reason_of
from formgen.render.compiled.kept import once_for_a_template
from formgen.render.compiled.word import why_not
from formgen.render.layout.read import joined, read_sheet
from formgen.render.layout.sheet import FormCell, FormRow, FormTable, Paragraph, ParagraphFormat, Sheet, Sides, TextSpan
from formgen.render.word.fill import SlotText, fill_package, is_alike, template_package
from formgen.render.word.package import WordPackage
from formgen.render.word.slots import find_places
from formgen.scheme.models import Form
from formgen.scheme.slots import BLANK, Slot

SHORT, MOST_SHORT = 4, 16
"""The largest length (in characters) of a text with which a paragraph is kept, and the number of such texts per paragraph.

A score, for example, has one of three texts.
"""

_MARK = "\ue000"
_PLACE = re.compile(f"{_MARK}([0-9]+){_MARK}")
_NONE = Sides(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class _Hole:
    """The place of a slot's text in a paragraph: the slot's id, and True if its text is underlined."""

    slot: str
    underline: bool


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A paragraph with holes, and the width (pt) that its cell or page gives it."""

    format: ParagraphFormat
    pieces: tuple[TextSpan | _Hole, ...]
    width: float
    kept: dict[str, FormTable] = field(default_factory=dict, compare=False)

    @property
    def slots(self) -> tuple[str, ...]:
        """The slots of its holes."""
        return tuple(piece.slot for piece in self.pieces if isinstance(piece, _Hole))

    def filled(self, wanted: dict[str, str]) -> FormTable:
        """A table with only this paragraph, with texts in its holes. The table gives the paragraph its width."""
        text = wanted.get(self.pieces[0].slot) if len(self.pieces) == 1 and isinstance(self.pieces[0], _Hole) else None
        table = None if text is None else self.kept.get(text)
        if table is None:
            cell = FormCell((self.paragraph(wanted),), 0, 1, None, "top", _NONE, _NONE)
            table = FormTable((self.width,), (FormRow((cell,), 0, False, False, False),), False)
            if text is not None and len(text) <= SHORT and len(self.kept) < MOST_SHORT:
                self.kept[text] = table
        return table

    def paragraph(self, wanted: dict[str, str]) -> Paragraph:
        """The paragraph with texts in its holes."""
        return Paragraph(self.format, tuple(joined(self._spans(wanted))))

    def _spans(self, wanted: dict[str, str]) -> Iterator[TextSpan]:
        for piece in self.pieces:
            if isinstance(piece, TextSpan):
                yield piece
                continue
            for number, line in enumerate((wanted.get(piece.slot) or BLANK).split("\n")):
                if number:
                    yield TextSpan("\n", piece.slot)
                if line:
                    yield TextSpan(line, piece.slot, piece.underline)


def slot_sheet(form: Form, texts: tuple[SlotText, ...]) -> Sheet:
    """A Sheet for measuring: every paragraph of the filled form that has a slot, in order, with the width it has in the form.

    It may also have other paragraphs. Raises DefinitionError if the template lacks a slot or cannot be laid out.
    """
    patterns = _known_patterns(form)
    if patterns is None or why_not(texts) or not is_alike(texts):
        return read_sheet(fill_package(form, texts), form.slots, form.title)
    wanted = {text.slot: text.text for text in texts}
    return Sheet(form.title, 0, 0, _NONE, tuple(pattern.filled(wanted) for pattern in patterns))


def slot_paragraph(form: Form, text: SlotText) -> tuple[Paragraph, float]:
    """The first paragraph of the form that has this slot, with the text in it, and its width in the form (pt).

    Raises DefinitionError if the template lacks a slot or cannot be laid out.
    """
    patterns = _known_patterns(form)
    if patterns is not None and not why_not((text,)):
        pattern = next(one for one in patterns if text.slot in one.slots)
        return pattern.paragraph({text.slot: text.text}), pattern.width
    paragraphs = slot_sheet(form, (text,)).paragraphs()
    return next(found for found in paragraphs if any(span.slot == text.slot for span in found[0].spans))


def _known_patterns(form: Form) -> tuple[_Pattern, ...] | None:
    """The paragraphs with slots of a form; None if only the filled Word file shows them."""
    package = template_package(form)
    try:
        return _patterns(package, form.slots)
    except Exception as fault:
        reason_of(fault)
        return None


@once_for_a_template
def _patterns(package: WordPackage, slots: tuple[Slot, ...]) -> tuple[_Pattern, ...] | None:
    """The paragraphs with slots of a template; None if its slots cannot be distinguished.

    Raises DefinitionError if the template cannot be laid out.
    """
    root = copy.deepcopy(package.document)
    for number, place in enumerate(find_places(root, slots)):
        if place is None:
            return None
        place.write(f"{_MARK}{number}{_MARK}")
    sheet = read_sheet(package.with_document(root), slots, "")
    patterns = []
    found: list[str] = []
    for paragraph, width in sheet.paragraphs():
        if any(span.slot is not None for span in paragraph.spans):
            pieces: list[TextSpan | _Hole] = []
            for span in paragraph.spans:
                if span.slot is None:
                    pieces.append(span)
                else:
                    numbers = _PLACE.findall(span.text)
                    found += numbers
                    pieces += [_Hole(span.slot, span.underline) for _ in numbers]
            patterns.append(_Pattern(paragraph.format, tuple(pieces), width))
    return tuple(patterns) if sorted(map(int, found)) == list(range(len(slots))) else None
