"""Reads a scheme by its name, finds its faults and its forms, and keeps what LibreOffice has laid out beside each of its office forms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from formgen.engines.soffice import NoOfficeError
from formgen.foundation import resources
from formgen.foundation.delivery import Paper, deliver
from formgen.foundation.errors import DefinitionFault, MachineError, UsageError
from formgen.render.layout.asked_faces import ReplacedFace, replaced_faces
from formgen.render.layout.reasons import reasons_for_office
from formgen.render.lint import template_faults
from formgen.render.office.dropped import dropped_features
from formgen.render.office_forms.kept_layout import LAYOUT_FILE, kept_layout, new_layout, written_layout
from formgen.render.office_forms.model import OfficeLayout
from formgen.render.word.fill import template_package
from formgen.scheme.load import load_scheme, scheme_faults
from formgen.scheme.models import Form, LayoutEngine, Scheme


def load(scheme: str | Path | None = None) -> Scheme:
    """Load a scheme by its name or its folder. None means the only scheme that there is (`formgen.foundation.resources.scheme_folder`).

    Raises UsageError for an unknown scheme, DefinitionError for a scheme with faults.
    """
    return load_scheme(resources.scheme_folder(scheme))


def definition_faults(scheme: str | Path | None = None) -> tuple[DefinitionFault, ...]:
    """Every fault of a scheme folder, Word templates and templates of pages included. scheme: as in `load`."""
    found, faults = scheme_faults(resources.scheme_folder(scheme))
    if found is None:
        return faults
    # Imported here, because this module is also loaded to fill in a form, which does not need the code for dossiers.
    from formgen.dossier.own_pages.page_templates import page_faults

    templates = [fault for form in found.forms for fault in template_faults(form)]
    return (*faults, *templates, *page_faults(found))


def choose_forms(scheme: Scheme, form_ids: Iterable[str] | None) -> tuple[Form, ...]:
    """The forms with these ids; all forms of the scheme for None.

    Raises UsageError for an unknown id. The error names the known ids.
    """
    if form_ids is None:
        return scheme.forms
    forms = []
    for form_id in form_ids:
        form = scheme.form(form_id)
        if form is None:
            raise UsageError(f"没有「{form_id}」这份表；有：{'、'.join(form.id for form in scheme.forms)}")
        forms.append(form)
    return tuple(forms)


@dataclass(frozen=True)
class PlaceLeft:
    """A place that only LibreOffice can fill: the labels of its slots, and why."""

    labels: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class OfficeFormLayout:
    """How an office form is filled.

    engine  the version of LibreOffice that laid it out; empty if there is no layout
    places  the number of its places; left: those that only LibreOffice can fill
    why     why there is no layout, or why it could not be kept; empty if neither
    written True if the layout was made anew
    """

    form: str
    title: str
    engine: str
    places: int
    left: tuple[PlaceLeft, ...]
    why: str
    written: bool

    @property
    def lines(self) -> tuple[str, ...]:
        """What is told about the form: one line, and one more for each place that only LibreOffice can fill."""
        if not self.engine:
            return (f"「{self.title}」每次由 LibreOffice 排版：{self.why}",)
        told = f"「{self.title}」由 {self.engine} 排好，{self.places - len(self.left)} 处直接填写"
        told += f"，{len(self.left)} 处要由 LibreOffice 排" if self.left else ""
        first = f"{told}；{self.why}" if self.why else told
        return (first, *(f"  {'、'.join(one.labels)}：{one.why}" for one in self.left))


@dataclass(frozen=True)
class FormLook:
    """What lays a form out, and what of its Word file looks otherwise on paper.

    why      why it is not our own reader, as Chinese text; empty if it could be, or is
    faces    the faces that its words ask for, each with ours that is used
    dropped  what LibreOffice does not draw of it, as Chinese texts
    """

    form: str
    title: str
    engine: str
    why: str
    faces: tuple[ReplacedFace, ...]
    dropped: tuple[str, ...]

    @property
    def line(self) -> str:
        """What is told about the form."""
        told = f"「{self.title}」{ENGINES[LayoutEngine(self.engine)]}"
        told += f"（自带的排版做不了：{self.why}）" if self.why else ""
        told += f"；字体 {'、'.join(f'{one.asked}→{one.used}' for one in self.faces)}" if self.faces else ""
        return told + (f"；画不出来的：{'、'.join(self.dropped)}" if self.dropped else "")


ENGINES = {
    LayoutEngine.NATIVE: "由自带的排版排",
    LayoutEngine.OFFICE: "由 LibreOffice 排版",
    LayoutEngine.TEMPLATE: "由 docxtpl 填写、LibreOffice 排版",
}


def form_looks(scheme: str | Path | None = None) -> tuple[FormLook, ...]:
    """What lays out each form of a scheme, with the faces that are used. scheme: as in `load`, and the errors are the same."""
    return tuple(_look(form) for form in load_scheme(resources.scheme_folder(scheme)).forms)


def _look(form: Form) -> FormLook:
    package, office = template_package(form), form.engine.is_office
    why = reasons_for_office(package, form.slots, form.title) if office else ""
    dropped = dropped_features(package) if office else ()
    return FormLook(form.id, form.title, form.engine.value, why, replaced_faces(package, office), dropped)


def office_layouts(scheme: str | Path | None = None) -> tuple[OfficeFormLayout, ...]:
    """How each office form of a scheme is filled. A layout that is missing or stale is made anew, where LibreOffice is installed.

    scheme: as in `load`, and the errors are the same.
    """
    folder = resources.scheme_folder(scheme)
    found = load_scheme(folder)
    return tuple(_layout(folder, form) for form in found.forms if form.engine is LayoutEngine.OFFICE)


def _layout(folder: Path, form: Form) -> OfficeFormLayout:
    kept = kept_layout(form)
    if kept.layout is not None:
        return _told(form, kept.layout, "", written=False)
    try:
        made = new_layout(form)
    except NoOfficeError:
        return OfficeFormLayout(form.id, form.title, "", 0, (), f"{kept.why}，本机没有安装 LibreOffice", written=False)
    if made.layout is None:
        return OfficeFormLayout(form.id, form.title, "", 0, (), made.why, written=False)
    try:
        deliver([Paper(f"{form.folder.name}/{LAYOUT_FILE}", written_layout(made.layout))], folder)
    except MachineError as fault:
        return _told(form, made.layout, f"没有存下来：{fault}", written=False)
    return _told(form, made.layout, "", written=True)


def _told(form: Form, layout: OfficeLayout, why: str, written: bool) -> OfficeFormLayout:
    left = tuple(_left(form, layout))
    return OfficeFormLayout(form.id, form.title, layout.engine, len(layout.places), left, why, written)


def _left(form: Form, layout: OfficeLayout) -> Iterator[PlaceLeft]:
    for place in layout.places:
        if place.whole:
            labels = dict.fromkeys(form.slots[span.slot].label for span in place.spans if span.slot is not None)
            yield PlaceLeft(tuple(labels), place.whole)
