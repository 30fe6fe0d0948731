"""Finds faults of wording: every official sentence of a scheme must stand in `official.txt`, word for word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from formgen.foundation.errors import DefinitionFault
from formgen.scheme.consistency import RECORD_FILE, SCHEME_FILE
from formgen.scheme.dossiers import Dossier
from formgen.scheme.files import FormFile, RecordFile, SchemeFile
from formgen.scheme.official import OfficialPaper, folded, official_papers
from formgen.scheme.rules import NotInFutureRule
from formgen.scheme.scores import Indicator

OFFICIAL_FILE = "official.txt"


@dataclass(frozen=True)
class OfficialWording:
    """The whole official text, folded, and its papers by their annex."""

    text: str
    papers: Mapping[str, OfficialPaper]

    @classmethod
    def of(cls, text: str, annexes: Iterable[str]) -> OfficialWording:
        """Read the wording from the text of official.txt. annexes: the scheme's names of its annexes."""
        return cls(folded(text), {paper.annex: paper for paper in official_papers(text, annexes)})

    def has(self, words: str) -> bool:
        """Return True if the words stand in the text. Differences in white space do not count."""
        return folded(words) in self.text


def scheme_wording_faults(scheme: SchemeFile, official: OfficialWording) -> Iterator[DefinitionFault]:
    """Report titles, towns and sentences about dossiers that do not stand in the official text.

    The title of a dossier is not checked, because it is our own file name.
    """
    sentences = {"title": scheme.title}
    if scheme.document_number is not None:
        sentences["document_number"] = scheme.document_number
    sentences |= {f"issuers[{index}]": issuer for index, issuer in enumerate(scheme.issuers)}
    if scheme.quotas is not None:
        sentences |= {"quotas.title": scheme.quotas.title, "quotas.total.name": scheme.quotas.total.name}
    if scheme.towns is not None:
        sentences |= {f"towns.town[{index}].name": name for index, name in enumerate(scheme.towns.names)}
    sentences |= {f"supplied[{index}].label": supplied.label for index, supplied in enumerate(scheme.supplied)}
    for index, dossier in enumerate(scheme.dossiers):
        sentences |= _dossier_sentences(f"dossier[{index}]", dossier)
    yield from _missing(SCHEME_FILE, sentences, official)


def _dossier_sentences(place: str, dossier: Dossier) -> dict[str, str]:
    said = {
        "stage": dossier.stage,
        "deadline_text": dossier.deadline_text or None,
        "receiver": dossier.receiver or None,
        "cover_paper": dossier.cover_paper,
    }
    said |= {f"conditions[{index}]": condition for index, condition in enumerate(dossier.conditions)}
    for index, material in enumerate(dossier.materials):
        here = f"material[{index}]"
        said[f"{here}.title"] = material.title
        said[f"{here}.issued_by"] = material.issued_by
        said[f"{here}.note"] = material.note
        if material.page is None:  # a cover is a page of ours: the official text does not have its words
            said |= {f"{here}.stamp[{number}].label": stamp.label for number, stamp in enumerate(material.stamps)}
    return {f"{place}.{key}": words for key, words in said.items() if words is not None}


def record_wording_faults(record: RecordFile, official: OfficialWording) -> Iterator[DefinitionFault]:
    """The sentence that each rule rests on."""
    sources = {
        f"rule[{index}].source": rule.source
        for index, rule in enumerate(record.rules)
        if not isinstance(rule, NotInFutureRule)
    }
    yield from _missing(RECORD_FILE, sources, official)


def form_wording_faults(file: str, form: FormFile, official: OfficialWording) -> Iterator[DefinitionFault]:
    """Report a form's title, and words on its page, that do not stand in the official text.

    The words of a reconstruction are not checked, because its page is not in the source.
    """
    yield from _missing(file, {"title": form.title}, official)
    paper = official.papers.get(form.annex)
    if paper is None:
        yield DefinitionFault(file, "annex", f"{OFFICIAL_FILE} 里没有{form.annex}")
        return
    if form.reconstruction is not None:
        return
    labels = {f"slot[{index}].label": slot.label for index, slot in enumerate(form.slots)}
    labels |= {
        f"rows[{index}].slot[{number}].label": slot.label
        for index, rows in enumerate(form.rows)
        for number, slot in enumerate(rows.slots)
    }
    labels |= {f"stamp[{index}].label": stamp.label for index, stamp in enumerate(form.stamps)}
    if form.scores is not None:
        labels["scores.label"] = form.scores.label
    for place, label in labels.items():
        if not any(folded(label) in text for text in paper.texts):
            yield DefinitionFault(file, place, f"{OFFICIAL_FILE} 的{form.annex}里没有「{label}」")


def indicator_wording_faults(
    file: str, indicators: tuple[Indicator, ...], paper: OfficialPaper
) -> Iterator[DefinitionFault]:
    """Report texts of indicators that are not a whole cell of the official table."""
    cells = {text for row in paper.rows for text in row.texts}
    for one in indicators:
        standards = (standard.text for standard in one.standards)
        words = (one.section, one.aspect, one.text, str(one.points), *standards)
        for text in words:
            if text not in cells:
                yield DefinitionFault(file, one.id, f"{OFFICIAL_FILE} 的{paper.annex}里没有「{text}」这一格")


def _missing(file: str, sentences: Mapping[str, str], official: OfficialWording) -> Iterator[DefinitionFault]:
    for place, words in sentences.items():
        if not folded(words):
            yield DefinitionFault(file, place, "是空的")
        elif not official.has(words):
            yield DefinitionFault(file, place, f"{OFFICIAL_FILE} 里没有「{words}」")
