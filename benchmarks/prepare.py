"""Turns generated enterprises into work, before anything is measured: reads and checks records, and makes the slots' texts."""

from __future__ import annotations

from benchmarks.enterprises import records
from benchmarks.reasons import Limits
from benchmarks.work import Enterprise, PaperForm, Text, Work
from formgen.foundation import resources
from formgen.foundation.problems import has_errors
from formgen.intake.json.record import read_record_text
from formgen.record.check import check
from formgen.render.values import slot_texts
from formgen.scheme.load import load_scheme

SCHEME = "taicang-2018"
FORMS = ("annex2", "annex3", "annex4")


def prepare(count: int, limits: Limits | None = None) -> Work:
    """The work for `count` generated enterprises. Raises ValueError if a generated record has errors."""
    scheme = load_scheme(resources.scheme_folder(SCHEME))
    forms = [form for form_id in FORMS if (form := scheme.form(form_id))]
    enterprises = []
    for number, text in enumerate(records(scheme, count, limits)):
        reading = read_record_text(scheme, text, f"{number}.json")
        if reading.record is None:
            raise ValueError(f"record {number} can't be read")
        problems = (*reading.problems, *check(scheme, reading.record, resources.covered, found=reading.problems))
        if has_errors(problems):
            raise ValueError(f"record {number}: {[problem.code for problem in problems if problem.is_error]}")
        texts = tuple(
            tuple(Text(text.slot, text.text) for text in slot_texts(scheme, form, reading.record)) for form in forms
        )
        enterprises.append(Enterprise(str(reading.record.value("applicant.name")), texts))
    papers = tuple(PaperForm(form.id, form.annex, form.title, form.template, form.pages) for form in forms)
    return Work(SCHEME, papers, tuple(enterprises))
