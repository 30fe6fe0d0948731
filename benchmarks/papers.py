"""The work in our own terms, for the two tools that are ours: compiled, and laid out each time."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.work import Work
from formgen import resources
from formgen.render.fitting import fitted
from formgen.render.papers import FormTexts
from formgen.render.word.fill import SlotText
from formgen.scheme.load import load_scheme
from formgen.scheme.models import Form, Scheme


@dataclass(frozen=True, slots=True)
class Papers:
    """The scheme, its forms that the work wants, and the work itself."""

    work: Work
    scheme: Scheme
    forms: tuple[Form, ...]

    @staticmethod
    def of(work: Work) -> Papers:
        """Loads the scheme."""
        scheme = load_scheme(resources.scheme_folder(work.scheme))
        return Papers(work, scheme, tuple(form for wanted in work.forms if (form := scheme.form(wanted.id))))

    def __getitem__(self, number: int) -> tuple[FormTexts, ...]:
        """Each form with an enterprise's texts; with its continuation sheet where they need one."""
        return tuple([
            fitted(form, tuple([SlotText(text.slot, text.text) for text in texts]))
            for form, texts in zip(self.forms, self.work.enterprises[number].texts, strict=True)
        ])  # fmt: skip
