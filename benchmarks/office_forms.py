"""How fast office forms are filled, beside LibreOffice laying the same Word files out: `python -m benchmarks.office_forms SCHEME`.

SCHEME is a folder that `formgen scheme new` made. Every filling has other texts; the first ones, which load faces and learn
characters, are left out. LibreOffice gets the filled Word files: started for one, and one that stays, as `formgen fill` keeps it where
there is no layout. All run in the same minute on the same machine.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from formgen.pipeline.schemes import office_layouts
from formgen.render.office.laying_out import raw_pdf, raw_pdfs
from formgen.render.office_forms.kept_layout import kept_layout
from formgen.render.papers import Way, render_pdf, render_word
from formgen.render.word.blank_texts import BOXES, in_blank
from formgen.render.word.fill import SlotText, fill_package
from formgen.scheme.load import load_scheme
from formgen.scheme.models import Form, LayoutEngine

COLD, WARM, OFFICE = 20, 200, 5
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂"
SEED = 2018


@dataclass(frozen=True)
class Speed:
    """Milliseconds of one form: PDF and Word file filled by us, and LibreOffice's PDF, started for it and by one that stays.

    by_us: of the fillings, how many were made without LibreOffice
    """

    title: str
    pages: int
    pdf: float
    word: float
    started: float
    kept: float
    by_us: int


def texts(form: Form, chance: random.Random) -> tuple[SlotText, ...]:
    """Names and figures for all slots that we fill and that have no boxes, other ones each time."""
    layout, found = kept_layout(form).layout, []
    left = {span.slot for place in (layout.places if layout else ()) if place.whole for span in place.spans}
    for number, slot in enumerate(form.slots):
        if number in left or any(box in slot.blank for box in BOXES):
            continue
        name = chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, 2))
        text = str(chance.randint(1, 28)) if slot.part else chance.choice((name, str(chance.randint(10, 9999))))
        found.append(SlotText(slot.id, in_blank(slot, text, False)))
    return tuple(found)


def speed(form: Form) -> Speed:
    """Measure one form. Raises MachineError where LibreOffice is missing."""
    chance = random.Random(SEED)
    fillings = [texts(form, chance) for _ in range(COLD + WARM)]
    pdf, word, by_us = list[float](), list[float](), 0
    for number, some in enumerate(fillings):
        start = time.perf_counter()
        made = render_pdf(form, some)
        middle = time.perf_counter()
        render_word(form, some)
        end = time.perf_counter()
        if number >= COLD and made.way is Way.COMPILED:
            by_us += 1
            pdf.append(middle - start)
            word.append(end - middle)
    packages = [fill_package(form, some) for some in fillings[:OFFICE]]
    start = time.perf_counter()
    raw_pdf(packages[0], form.title)
    started = time.perf_counter() - start
    kept = []
    for package in packages:
        start = time.perf_counter()
        raw_pdfs([package], form.title)
        kept.append(time.perf_counter() - start)
    return Speed(
        form.title,
        form.pages,
        pdf=1000 * statistics.median(pdf),
        word=1000 * statistics.median(word),
        started=1000 * started,
        kept=1000 * statistics.median(kept),
        by_us=by_us,
    )


def main(schemes: Sequence[str]) -> int:
    """Print a line for each office form of these schemes."""
    for folder in map(Path, schemes):
        laid_out = {one.form for one in office_layouts(folder) if one.engine}
        for form in load_scheme(folder).forms:
            if form.engine is LayoutEngine.OFFICE and form.id in laid_out:
                one = speed(form)
                print(
                    f"{one.title}: {one.pages} pages, {one.by_us} of {WARM} by us; PDF {one.pdf:.2f} ms "
                    f"({one.pdf / one.pages:.2f} ms a page), Word file {one.word:.2f} ms; LibreOffice started {one.started:.0f} ms, "
                    f"kept {one.kept:.0f} ms"
                )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
