"""The layout that lies beside an office form, `form.layout`: read where a form is filled, written where it is imported or checked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from formgen.foundation.errors import ProofError
from formgen.render.compiled.kept import Kept, Same
from formgen.render.office.for_layout import kerns_by_size
from formgen.render.office_forms.filling import OfficeFiller
from formgen.render.office_forms.model import OfficeLayout, form_digest, layout_bytes, read_layout
from formgen.render.word.fill import template_package
from formgen.scheme.models import Form

LAYOUT_FILE = "form.layout"
MISSING = "本表还没有预先排好"
STALE = "预先排好的版面旧了：之后改过本表的 Word 文件、填写位置或程序的字体"
DAMAGED = f"{LAYOUT_FILE} 坏了"
AGAIN = "在装有 LibreOffice 的电脑上运行 formgen forms --check，会重新排好"
MOST_FILLERS = 64


@dataclass(frozen=True)
class LaidOutOnce:
    """What an office form has been laid out as: its layout, or why there is none, in Chinese."""

    layout: OfficeLayout | None
    why: str = ""


def layout_path(form: Form) -> Path:
    """Where a form's layout lies."""
    return form.folder / LAYOUT_FILE


def kept_layout(form: Form) -> LaidOutOnce:
    """The layout beside a form, if it is sound and fits the form as it is."""
    path = layout_path(form)
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        return LaidOutOnce(None, MISSING)
    layout = _read(path, changed)
    if layout is None:
        return LaidOutOnce(None, DAMAGED)
    if layout.form != form_digest(form_parts(form)):
        return LaidOutOnce(None, STALE)
    return LaidOutOnce(layout)


@lru_cache(maxsize=32)
def _read(path: Path, changed: int) -> OfficeLayout | None:
    try:
        return read_layout(path.read_bytes())
    except OSError:
        return None


def form_parts(form: Form) -> tuple[bytes, ...]:
    """All that an office form's layout depends on."""
    slots = repr([(slot.id, slot.blank, slot.lines, slot.columns) for slot in form.slots])
    package = template_package(form)
    by_size = (b"kerned by size",) if kerns_by_size(package) else ()  # layouts from before that was heeded are stale
    own = (form.title.encode(), slots.encode(), str(form.pages).encode(), *by_size)
    return (*own, *(part.content for part in package.parts))


def new_layout(form: Form) -> LaidOutOnce:
    """Lay a form out with LibreOffice. Raises MachineError where LibreOffice is missing."""
    # Imported here: what takes PDFs apart takes long to load, and who only fills forms does not need it.
    from formgen.render.office_forms.laying_out_once import lay_out_once

    try:
        return LaidOutOnce(lay_out_once(form, form_digest(form_parts(form))))
    except ProofError as fault:
        return LaidOutOnce(None, str(fault))


def written_layout(layout: OfficeLayout) -> bytes:
    """The bytes of `form.layout`."""
    return layout_bytes(layout)


def office_filler(form: Form) -> OfficeFiller | str:
    """The filler of a form from the layout beside it, or the reason why it has none."""
    key = (Same(form), form.template.stat().st_mtime_ns, _changed(layout_path(form)))
    return _FILLERS.get(key, lambda: _filler(form))


def _filler(form: Form) -> OfficeFiller | str:
    kept = kept_layout(form)
    if kept.layout is None:
        return kept.why
    if len(kept.layout.sizes) != form.pages:
        return STALE
    return OfficeFiller(kept.layout, form.slots)


def _changed(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


_FILLERS: Kept[tuple[Same, int, int], OfficeFiller | str] = Kept(MOST_FILLERS)
"""The filler of each form, or the reason why it has none."""
