"""Where in the browser something is put right: at a field of a form, at a material, or where evidence is put."""

from __future__ import annotations

from urllib.parse import quote

from formgen.record.kept import once_for_a_scheme
from formgen.record.labels import field_labels
from formgen.scheme.dossiers import Dossier, Material
from formgen.scheme.models import Scheme
from formgen.web.filling.supplied import EVIDENCE, MATERIAL
from formgen.web.filling.texts import field_at, paths

OF_EVIDENCE = "evidence."
"""How the codes of findings about evidence begin."""


def remedy_address(scheme: Scheme, case: str, dossier: str, code: str, label: str, at: str) -> str:
    """The address of the place where a finding is put right; empty if there is none in the browser.

    case             the id of the case whose finding it is
    dossier          the id of the dossier that is bound; empty for none
    code, label, at  of the finding; `at` is the JSON pointer in the case's record, empty if the record says nothing there
    """
    first, *more = at.strip("/").split("/")
    if first == "materials" and more:
        return _at_material(scheme, case, dossier, f"{MATERIAL}{more[0]}")
    if first == "evidence" or code.startswith(OF_EVIDENCE):
        return _at_material(scheme, case, dossier, EVIDENCE)
    field = _field(scheme, at) or _labelled(scheme).get(label, "")
    return _at_field(scheme, case, field)


def evidence_address(scheme: Scheme, case: str) -> str:
    """The address of the page on which evidence is put to a row, without the place in it; empty if no dossier takes any."""
    return _at_material(scheme, case, "", EVIDENCE).partition("#")[0]


def score_address(scheme: Scheme, case: str, row: str) -> str:
    """The address of a row of scores, on the form where it stands; empty if the scheme has no scores."""
    field = scheme.scores.slot_id(row) if scheme.scores else ""
    return _at_field(scheme, case, field)


def anchor(place: str) -> str:
    """The id, in a page of materials, of the place where the files of a material, or of evidence, are put."""
    return "at-" + place.replace(":", "-").rstrip("-")


def _at_field(scheme: Scheme, case: str, field: str) -> str:
    form = _form_of(scheme).get(field) or _form_of(scheme).get(field.partition(".")[0])
    return f"/cases/{case}/forms/{quote(form)}/#f-{quote(field)}" if form else ""


def _at_material(scheme: Scheme, case: str, dossier: str, place: str) -> str:
    """The place on the page of the dossier; on that of another one if this one does not ask for it."""
    asking = [one for one in scheme.dossiers if any(_is(material, place) for material in one.materials)]
    chosen: Dossier | None = next((one for one in asking if one.id == dossier), asking[0] if asking else None)
    return f"/cases/{case}/dossiers/{quote(chosen.id)}/#{quote(anchor(place))}" if chosen else ""


def _is(material: Material, place: str) -> bool:
    return material.evidence if place == EVIDENCE else f"{MATERIAL}{material.supplied}" == place


def _field(scheme: Scheme, at: str) -> str:
    """The field that a pointer leads to, or leads into; empty if it leads to none."""
    while at and not field_at(scheme, at):
        at = at.rpartition("/")[0]
    return field_at(scheme, at)


@once_for_a_scheme
def _labelled(scheme: Scheme) -> dict[str, str]:
    """The fields by their labels."""
    typed = paths(scheme)
    labels = {label: field for field, label in field_labels(scheme).items() if field in typed}
    return labels | {one.label: one.id for one in scheme.lists}


@once_for_a_scheme
def _form_of(scheme: Scheme) -> dict[str, str]:
    """For each field and list, the id of the first form on which it is filled in. What is on no form stands with the first one."""
    found = dict.fromkeys((*scheme.fields, *(one.id for one in scheme.lists)), scheme.forms[0].id)
    for form in reversed(scheme.forms):
        found |= dict.fromkeys((*(slot.field for slot in form.slots), *(rows.list for rows in form.rows)), form.id)
        if form.scores is not None:
            found |= dict.fromkeys((form.scores.slot_id(row.id) for row in form.indicators), form.id)
    return found
