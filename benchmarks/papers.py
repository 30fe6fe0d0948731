"""The work as values of formgen, for our own two tools: one fills compiled forms, the other lays out every form."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.work import Work
from formgen.foundation import resources
from formgen.render.long_values.fitting import fitted
from formgen.render.papers import FormTexts
from formgen.render.word.fill import SlotText
from formgen.scheme.load import load_scheme
from formgen.scheme.models import Form, Scheme


@dataclass(frozen=True, slots=True)
class Papers:
    """The scheme, those of its forms that the work needs, and the work itself."""

    work: Work
    scheme: Scheme
    forms: tuple[Form, ...]

    @staticmethod
    def of(work: Work) -> Papers:
        """Load the scheme of this work."""
        scheme = load_scheme(resources.scheme_folder(work.scheme))
        return Papers(work, scheme, tuple(form for wanted in work.forms if (form := scheme.form(wanted.id))))

    def __getitem__(self, number: int) -> tuple[FormTexts, ...]:
        """Each form with an enterprise's texts, and with its continuation sheet if the texts need one."""
        return tuple([
            fitted(form, tuple([SlotText(text.slot, text.text) for text in texts]))
            for form, texts in zip(self.forms, self.work.enterprises[number].texts, strict=True)
        ])  # fmt: skip
