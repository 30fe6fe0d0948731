"""Reads a scheme by its name, finds its faults, and finds its forms by their ids."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from formgen import resources
from formgen.errors import DefinitionFault, UsageError
from formgen.render.lint import template_faults
from formgen.scheme.load import load_scheme, scheme_faults
from formgen.scheme.models import Form, Scheme


def load(scheme: str | Path | None = None) -> Scheme:
    """Load a scheme by its name or its folder. None means the only scheme that there is (`formgen.resources.scheme_folder`).

    Raises UsageError for an unknown scheme, DefinitionError for a scheme with faults.
    """
    return load_scheme(resources.scheme_folder(scheme))


def definition_faults(scheme: str | Path | None = None) -> tuple[DefinitionFault, ...]:
    """Every fault of a scheme folder, Word templates and templates of pages included. scheme: as in `load`."""
    found, faults = scheme_faults(resources.scheme_folder(scheme))
    if found is None:
        return faults
    # Imported here, because this module is also loaded to fill in a form, which does not need the code for dossiers.
    from formgen.dossier.own_pages.html import page_faults

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
