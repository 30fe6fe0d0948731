"""Finds the values that forms have a place for and a record does not say, as a paper of several forms reports them."""

from __future__ import annotations

from collections.abc import Iterable

from formgen.foundation.problems import Problem, Severity
from formgen.record.check import gaps_of, said_once
from formgen.record.models import Record
from formgen.scheme.models import Scheme


def missing(
    scheme: Scheme,
    record: Record,
    form_ids: Iterable[str],
    severity: Severity = Severity.WARNING,
    found: Iterable[Problem] = (),
) -> tuple[Problem, ...]:
    """Return the gaps of these forms, in their order. found: the problems of the record that are already known."""
    forms = [form for form_id in form_ids if (form := scheme.form(form_id))]
    return said_once((gap for form in forms for gap in gaps_of(scheme, record, form, found)), severity)
