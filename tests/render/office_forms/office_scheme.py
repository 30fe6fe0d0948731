"""A scheme of an office's forms, made by `formgen scheme new` with the real LibreOffice, and values for its places."""

from __future__ import annotations

import shutil
from pathlib import Path

from formgen.render.compiled.typeset.typeset import Unsure
from formgen.render.office_forms.filling import placed_lines
from formgen.render.office_forms.kept_layout import kept_layout
from formgen.render.office_forms.model import OfficeLayout
from formgen.render.word.blank_texts import in_blank, ticked
from formgen.render.word.fill import SlotText
from formgen.scheme.load import load_scheme
from formgen.scheme.models import Form, Scheme
from formgen.scheme.slots import Slot

SHORT = ("李小红", "手工坊", "12.5", "A座3号")
LONG = "本项目面向社区居民，提供手工培训；已取得ISO9001认证，年收入12.5万元（含税）。“信用”良好，没有不良记录。"


def copied(scheme: Path, folder: Path) -> Scheme:
    """A copy of a scheme in a folder, loaded."""
    target = folder / scheme.name
    shutil.copytree(scheme, target)
    return load_scheme(target)


def layout_of(form: Form) -> OfficeLayout:
    """The layout that lies beside a form."""
    kept = kept_layout(form)
    assert kept.layout is not None, kept.why
    return kept.layout


def texts(form: Form, number: int) -> tuple[SlotText, ...]:
    """Texts for a form's slots, other ones for each number. What only LibreOffice can fill is left blank: it is less than half."""
    wanted = [_text(slot, at, number) for at, slot in enumerate(form.slots)]
    for place in layout_of(form).places:
        slots = [span.slot for span in place.spans if span.slot is not None]
        if isinstance(placed_lines(place, [wanted[at] or form.slots[at].blank for at in slots]), Unsure):
            for at in slots:
                wanted[at] = ""
    assert sum(map(bool, wanted)) > len(wanted) / 2
    return tuple(SlotText(slot.id, text) for slot, text in zip(form.slots, wanted, strict=True))


def _text(slot: Slot, at: int, number: int) -> str:
    if "□" in slot.blank:
        return ticked(slot.blank, slot.blank.replace("□", " ").split()[number % 2])
    if slot.part is not None:
        return in_blank(slot, {"year": "2024", "month": "6", "day": "8"}[slot.part], False)
    return in_blank(slot, LONG[: 12 * number] if slot.lines > 2 else SHORT[(at + number) % len(SHORT)], False)
