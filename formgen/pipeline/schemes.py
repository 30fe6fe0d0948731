"""A scheme read by its name, its faults, and its forms by their ids."""

from __future__ import annotations

from collections.abc import Iterable

from formgen import resources
from formgen.errors import DefinitionFault, UsageError
from formgen.render.lint import template_faults
from formgen.scheme.load import load_scheme, scheme_faults
from formgen.scheme.models import Form, Scheme


def load(scheme_id: str = "taicang-2018") -> Scheme:
    """A scheme by its folder's name. Raises UsageError for an unknown one, DefinitionError for one with faults."""
    return load_scheme(resources.scheme_folder(scheme_id))


def definition_faults(scheme_id: str = "taicang-2018") -> tuple[DefinitionFault, ...]:
    """Every fault of a scheme folder, Word templates included."""
    scheme, faults = scheme_faults(resources.scheme_folder(scheme_id))
    templates = [fault for form in scheme.forms for fault in template_faults(form)] if scheme else []
    return (*faults, *templates)


def choose_forms(scheme: Scheme, form_ids: Iterable[str] | None) -> tuple[Form, ...]:
    """The forms of these ids, all of the scheme for None. Raises UsageError that names the known ones."""
    if form_ids is None:
        return scheme.forms
    forms = []
    for form_id in form_ids:
        form = scheme.form(form_id)
        if form is None:
            raise UsageError(f"没有「{form_id}」这份表；有：{'、'.join(form.id for form in scheme.forms)}")
        forms.append(form)
    return tuple(forms)
