"""Measure how near our filled office forms are to LibreOffice's whole layout: `python -m tools.office_fidelity [SCHEME…]`.

Each form is filled several times into the layout that lies beside it (`form.layout`), and laid out whole by LibreOffice from the
Word file with the same texts. Without schemes, the two invented forms of the tests are imported first.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from formgen.pipeline.schemes import office_layouts
from formgen.render.compiled.typeset.typeset import Unsure
from formgen.render.office.laying_out import raw_pdfs
from formgen.render.office_forms.drawn_pages import DrawnPage, drawn_pages
from formgen.render.office_forms.filling import placed_lines
from formgen.render.office_forms.kept_layout import kept_layout, office_filler
from formgen.render.office_forms.model import OfficeLayout
from formgen.render.word.blank_texts import BOXES, in_blank, ticked
from formgen.render.word.fill import SlotText, fill_package, texts_of_slots
from formgen.scheme.load import load_scheme
from formgen.scheme.models import Form, LayoutEngine
from formgen.scheme.slots import Slot
from tools.comparison import LIMIT
from tools.pdf_pages import MM

SHORT = ("李小红", "滨河区手工坊", "12.5", "A座3号", "13812345678", "abc@example.com", "2024年6月8日", "本科", "张·李")
LONG = (
    "本项目面向社区居民，提供手工培训；已取得ISO9001认证，年收入12.5万元（含税）。“信用”良好，没有不良记录：按《办法》第3条，"
    "A、B两类各5%——以实际为准……"
)
FILLINGS = 6
DATE = {"year": "2024", "month": "6", "day": "8"}


@dataclass(frozen=True)
class OfficeFidelity:
    """One form's figures.

    places, left  its places, and how many of them only LibreOffice can fill
    filled, told  how many texts stood in places, and why others were told to be LibreOffice's
    pages         True if each paper has as many pages as LibreOffice's
    differences   glyphs that one paper has more often than the other, page by page
    far           how far (mm) a glyph stands from LibreOffice's at most
    """

    title: str
    places: int
    left: int
    filled: int
    told: Counter[str]
    pages: bool
    differences: tuple[str, ...]
    far: float

    @property
    def sound(self) -> bool:
        """True if texts and pages are the same, and all glyphs are near."""
        return self.pages and not self.differences and self.far <= LIMIT


def page_distance(one: DrawnPage, other: DrawnPage) -> tuple[float, tuple[str, ...]]:
    """How far (mm) glyphs stand from the same ones of another page at most, and which glyphs the pages don't share."""
    shown, waiting = ([glyph for glyph in page.glyphs if glyph.text.strip()] for page in (one, other))
    mine, theirs = Counter([glyph.text for glyph in shown]), Counter([glyph.text for glyph in waiting])
    if mine != theirs:
        return 0.0, tuple(
            f"{text} {mine[text]}:{theirs[text]}" for text in sorted(mine | theirs) if mine[text] != theirs[text]
        )
    far = 0.0
    for glyph in shown:
        same = [like for like in waiting if like.text == glyph.text]
        nearest = min(same, key=lambda like: abs(like.x - glyph.x) + abs(like.y - glyph.y))
        waiting.remove(nearest)
        far = max(far, abs(nearest.x - glyph.x) / MM, abs(nearest.y - glyph.y) / MM)
    return far, ()


def office_fidelity(form: Form) -> OfficeFidelity:
    """The figures of a form that has a layout. Raises MachineError where LibreOffice is missing."""
    layout, filler = kept_layout(form).layout, office_filler(form)
    assert layout is not None and not isinstance(filler, str), "office_layouts has made it"
    fillings: list[tuple[SlotText, ...]] = [()]
    told = Counter[str]()
    for number in range(1, FILLINGS):
        fillings.append(tuple(_kept(form, layout, number, told)))
    whole = raw_pdfs([fill_package(form, texts) for texts in fillings], form.title)
    far, differences, pages = 0.0, list[str](), True
    for texts, like in zip(fillings, whole, strict=True):
        made = filler.fill(texts_of_slots(form.slots, texts))
        assert not isinstance(made, Unsure), "each text was tried in its place"
        ours, theirs = drawn_pages(made), drawn_pages(like)
        pages = pages and len(ours) == len(theirs)
        for one, other in zip(ours, theirs, strict=False):
            distance, unlike = page_distance(one, other)
            far, differences = max(far, distance), [*differences, *unlike]
    left = sum(bool(place.whole) for place in layout.places)
    filled = sum(bool(text.text) for texts in fillings for text in texts)
    return OfficeFidelity(form.title, len(layout.places), left, filled, told, pages, tuple(differences), far)


def _kept(form: Form, layout: OfficeLayout, number: int, told: Counter[str]) -> Iterator[SlotText]:
    """Texts for the slots, blank where a place would be LibreOffice's. told: counts why."""
    texts = [_text(slot, at, number) for at, slot in enumerate(form.slots)]
    for place in layout.places:
        slots = [span.slot for span in place.spans if span.slot is not None]
        lines = placed_lines(place, [texts[slot] or form.slots[slot].blank for slot in slots])
        if isinstance(lines, Unsure):
            told[lines.reason] += 1
            for slot in slots:
                texts[slot] = ""
    yield from (SlotText(slot.id, text) for slot, text in zip(form.slots, texts, strict=True))


def _text(slot: Slot, at: int, number: int) -> str:
    if any(box in slot.blank for box in BOXES):
        options = "".join(" " if character in BOXES else character for character in slot.blank).split()
        return ticked(slot.blank, options[number % len(options)]) if options else ""
    if slot.part is not None:
        return in_blank(slot, DATE.get(slot.part, ""), False)
    text = (LONG * 3)[: 25 * number] if slot.lines > 1 else SHORT[(at + number) % len(SHORT)]
    return in_blank(slot, text, False)


def report(figures: Sequence[OfficeFidelity]) -> Iterator[str]:
    """The figures as lines."""
    yield "office forms, filled by us / laid out whole by LibreOffice"
    for one in figures:
        told = "".join(f"; {count} x {why}" for why, count in one.told.most_common())
        yield (
            f"{one.title}: {one.places - one.left} of {one.places} places, {one.filled} texts, pages "
            f"{'equal' if one.pages else 'NOT equal'}, text {'equal' if not one.differences else one.differences[:5]}, "
            f"farthest {one.far:.2f} mm{told}"
        )


def measured(folder: Path) -> list[OfficeFidelity]:
    """The figures of all office forms of a scheme. Layouts that are missing or stale are made."""
    laid_out = {one.form for one in office_layouts(folder) if one.engine}
    forms = [form for form in load_scheme(folder).forms if form.engine is LayoutEngine.OFFICE and form.id in laid_out]
    return [office_fidelity(form) for form in forms]


def main(schemes: Sequence[str]) -> int:
    """Print the figures. Returns 1 if a form is not as LibreOffice lays it out."""
    with tempfile.TemporaryDirectory() as made:
        folders = [Path(scheme) for scheme in schemes]
        if not folders:
            # Imported here: the scheme of the tests needs their tools.
            from tests.importing.startup import confirmed_startup, proposed_startup

            proposed = proposed_startup(Path(made))
            (Path(made) / "confirmed").mkdir()
            folders = [confirmed_startup(proposed, Path(made) / "confirmed")]
        figures = [one for folder in folders for one in measured(folder)]
    for line in report(figures):
        print(line)
    return 0 if all(one.sound for one in figures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
