"""Finds the material or indicator of a file or folder by the numbers and words in its name. It never guesses.

The words of `①工作总结报告.pdf` show a material, and the number of `1.1.1 管理方针` shows an indicator. People may leave out
words of a name, as long as only one subject fits.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from formgen.intake.columns import Subject, subjects
from formgen.intake.folders.natural_order import chinese_number
from formgen.record.kept import once_for_a_scheme
from formgen.record.kinds.characters import half_width
from formgen.scheme.models import Scheme

SHORTEST = 2
"""The least number of characters that may stand for the longer name of a material, if only this name contains them."""
SHORTEST_OF_AN_INDICATOR = 4
"""The least number of characters that may stand for the longer text of an indicator."""
SHORTEST_WITH_GAPS = 4
"""The least number of characters of a name from which people left out some: 年度总结 for 年度工作总结."""
_NOT_WORDS = re.compile(r"[\s\W_0-9]+")
_APART = r"[)）、.．。\-_：:\s]"
_NUMBER = re.compile(
    rf"\s*(?:第|材料|附件)?\s*[（(]?(?:([0-9]{{1,2}}|[①-⑳])(?:{_APART}+|(?=[^0-9.])|$)|([一二三四五六七八九十]{{1,3}})(?:{_APART}+|$))"
)
_COPY = re.compile(
    r"(?:[\s_\-]*(?:[(（]\s*[0-9]+\s*[)）]|第?[0-9一二三四五六七八九十]+[页张]|(?<=[\s_\-])[0-9]+"
    r"|[(（\[【]?(?:扫描件?|复印件|原件|已?盖章版?|签字版?|定稿|终稿|最终版?)[)）\]】]?))+$"
)
_PAGE_ONLY = re.compile(r"(?:page|img|image|scan|dsc|照片|图片|扫描|微信图片|第)?[\s_\-0-9()（）页张]*", re.IGNORECASE)
_YEAR = re.compile(r"^\s*关于|(?:20)?[0-9]{2}\s*年度?")
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,5}$")


@dataclass(frozen=True, slots=True)
class Fit:
    """The subjects (materials or indicators) that a name fits.

    subjects  one if the name is clear, several if the name does not decide between them, none if it fits nothing
    """

    subjects: tuple[Subject, ...] = ()

    @property
    def subject(self) -> Subject | None:
        """The only subject; None if there are several or none."""
        return self.subjects[0] if len(self.subjects) == 1 else None


class SubjectWords:
    """The numbers and words of all materials and indicators of a scheme."""

    def __init__(self, scheme: Scheme) -> None:
        every = subjects(scheme)
        self._by_id = {subject.id: subject for subject in every if subject.kind == "indicator"}
        self._ids = sorted(self._by_id, key=len, reverse=True)
        self._materials: list[tuple[str, Subject]] = []
        self._indicators: list[tuple[str, Subject]] = []
        materials = {subject.id: subject for subject in every if subject.kind == "material"}
        for material in scheme.supplied:
            for text in (material.label, *material.aliases):
                self._materials.append((_words(text), materials[material.id]))
        for row in scheme.indicators.values():
            self._indicators.append((_words(row.text), self._by_id[row.id]))
        self._numbered = {
            (_words(dossier.title), number): materials[material.supplied]
            for dossier in scheme.dossiers
            for number, material in enumerate(dossier.materials, start=1)
            if material.supplied is not None
        }

    def of(self, name: str, is_evidence: bool, dossier: str = "") -> Fit:
        """The subjects that a name fits.

        is_evidence  True in the folder of evidence, in which there are no materials
        dossier      the words of the folder above. If they are the title of a dossier, a mere number (①) names its material
        """
        by_number = self._by_number(name)
        if by_number.subjects:
            return by_number
        words = _words(_YEAR.sub("", name_words(name)))
        if not is_evidence:
            found = _fitting(words, self._materials, SHORTEST, gaps=True)
            if found.subjects:
                return found
            numbered = _NUMBER.match(half_width(_plain(name)))
            if (
                not words
                and numbered
                and (meant := self._numbered.get((_words(dossier), _value(numbered[1] or numbered[2]))))
            ):
                return Fit((meant,))
        return _fitting(words, self._indicators, SHORTEST_OF_AN_INDICATOR, gaps=False)

    def _by_number(self, name: str) -> Fit:
        """The indicator whose id stands at the beginning of a name, or all indicators of a group: 2.1 fits 2.1.1 and 2.1.2."""
        plain = _plain(name)
        for id in self._ids:
            if _begins_with_number(plain, id):
                return Fit((self._by_id[id],))
        group = re.match(r"[0-9]{1,2}\.[0-9]{1,2}(?!\.?[0-9])", plain)
        below = [self._by_id[id] for id in self._by_id if group and id.startswith(f"{group[0]}.")]
        return Fit(tuple(below))


@once_for_a_scheme
def subject_words(scheme: Scheme) -> SubjectWords:
    """The words of a scheme. They are computed only once."""
    return SubjectWords(scheme)


def name_words(name: str) -> str:
    """The words of a name, as they are written: without its extension, its number, and the marks of pages and copies."""
    text = _EXTENSION.sub("", unicodedata.normalize("NFC", name)).strip()
    text = re.sub(r"^\s*[0-9０-９]{1,2}(?:[.．。\-_－][0-9０-９]{1,2})+[.．。、\-_\s]*", "", text)
    if found := _NUMBER.match(text):
        text = text[found.end() :]
    text = _COPY.sub("", text).strip(" \u3000.-_、，,")
    return "" if _PAGE_ONLY.fullmatch(text) else text


def is_evidence_folder(name: str) -> bool:
    """True for the name of a folder of evidence: 佐证, 佐证材料, 2、佐证材料."""
    return "佐证" in _words(name) or "证明材料" in _words(name)


def _plain(name: str) -> str:
    """A name with half-width digits, and with points between its numbers."""
    text = half_width(unicodedata.normalize("NFC", name)).replace("。", ".").replace("·", ".")
    return re.sub(r"(?<=[0-9])\s*[.\-_]\s*(?=[0-9])", ".", text).lstrip("(（[【《 ")


def _begins_with_number(plain: str, id: str) -> bool:
    return plain.startswith(id) and not re.match(r"\.?[0-9]", plain[len(id) :])


def _value(number: str) -> int:
    if "①" <= number <= "⑳":
        return ord(number) - ord("①") + 1
    return int(number) if number.isdigit() else chinese_number(number)


def _words(text: str) -> str:
    """Only the letters and Chinese characters of a text, without digits and marks."""
    return _NOT_WORDS.sub("", half_width(unicodedata.normalize("NFC", text))).casefold()


def _fitting(words: str, names: Iterable[tuple[str, Subject]], shortest: int, gaps: bool) -> Fit:
    """The subjects whose names contain these words, or whose names these words contain. An equal name comes first.

    names     the names, each with its subject
    shortest  fewer characters than this fit nothing
    gaps      True if characters in the middle may be left out
    """
    names = tuple(names)
    if len(words) < shortest:
        return Fit()
    tiers = [
        [subject for name, subject in names if name == words],
        _longest([(name, subject) for name, subject in names if len(name) >= SHORTEST_WITH_GAPS and name in words]),
        [subject for name, subject in names if words in name],
    ]
    if gaps and len(words) >= SHORTEST_WITH_GAPS:
        tiers.append([subject for name, subject in names if _is_within(words, name)])
        tiers.append(
            [subject for name, subject in names if len(name) >= SHORTEST_WITH_GAPS and _is_within(name, words)]
        )
    for tier in tiers:
        if tier:
            return Fit(tuple({subject.id: subject for subject in tier}.values()))
    return Fit()


def _longest(found: list[tuple[str, Subject]]) -> list[Subject]:
    most = max((len(name) for name, _ in found), default=0)
    return [subject for name, subject in found if len(name) == most]


def _is_within(part: str, whole: str) -> bool:
    """True if all characters of `part` stand in `whole` in the same order."""
    rest = iter(whole)
    return all(character in rest for character in part)
