"""Masked copies: what identifies persons is shown in part (320522********0008), so that a paper can go from hand to hand.

Which fields those are, the scheme says (`private` in record.toml), or else their kind: numbers of documents and telephone
numbers. Wherever else the same value stands, or any number of those two kinds, it is masked too.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import replace

from formgen.record.models import Entry, Evidence, PersonalId, PictureFile, Record
from formgen.scheme.models import FieldDefinition, Scheme

STARS = "****"
"""What replaces the end of a text: always as many, so that nobody can count what is missing."""
LONGEST_HEAD = 6
SHORTEST_KNOWN = 5
"""A private value of fewer characters is not looked for in other texts: it would be found where it means something else."""
IDENTITY_NUMBER = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{5}(?:19|20)\d{2}[01]\d[0-3]\d{4}[0-9Xx](?![0-9A-Za-z])")
"""A resident's identity number: area, date of birth, order, check character (GB 11643)."""
TELEPHONE = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}[-\s]?\d{7,8})(?!\d)")
"""A mobile's number, or a landline's with its area."""
DIGITS = re.compile(r"\d{7,}")


def masked_record(scheme: Scheme, record: Record) -> Record:
    """The record with what identifies persons shown in part. Which files it names stays as it is."""
    rows = tuple(entry for one in record.lists for row in one.rows for entry in row.entries)
    private = {entry.field for entry in (*record.entries, *rows) if _is_private(scheme.definition(entry.field))}
    known: dict[str, str] = {}
    for entry in (*record.entries, *rows):
        if entry.field in private and isinstance(entry.value, PersonalId):
            known[entry.value.number] = masked_number(entry.value.number)
        elif entry.field in private and isinstance(entry.value, str):
            known[entry.value] = masked_text(entry.value)
    masker = _Masker(known)
    return replace(
        record,
        entries=_entries(record.entries, private, masker),
        lists=tuple(
            replace(one, rows=tuple(replace(row, entries=_entries(row.entries, private, masker)) for row in one.rows))
            for one in record.lists
        ),
        evidence=tuple(
            Evidence(one.indicator, masker.text(one.title), one.files, one.place) for one in record.evidence
        ),
    )


def masked_name(name: str) -> str:
    """A file's name without whole identity and telephone numbers."""
    return _Masker({}).text(name)


def _is_private(definition: FieldDefinition | None) -> bool:
    return definition is not None and definition.is_private


def _entries(entries: Iterable[Entry], private: Container[str], masker: _Masker) -> tuple[Entry, ...]:
    """The entries as a masked copy shows them. private: the ids of the fields that are shown in part."""
    return tuple(made for entry in entries if (made := _entry(entry, entry.field in private, masker)) is not None)


def _entry(entry: Entry, is_private: bool, masker: _Masker) -> Entry | None:
    """The entry as a masked copy shows it; None for a picture, and for a private
    value that can't be shown in part (a date, an amount)."""
    value = entry.value
    if isinstance(value, PersonalId):
        return replace(entry, value=PersonalId(value.document, masked_number(value.number)))
    if isinstance(value, str):
        return replace(entry, value=masked_text(value) if is_private else masker.text(value))
    return None if is_private or isinstance(value, PictureFile) else entry


def masked_number(number: str) -> str:
    """A document's number with its beginning and its end: of an identity number the area and the last four characters."""
    head, tail = (6, 4) if len(number) >= 15 else (2, 2) if len(number) > 5 else (min(1, len(number) - 1), 0)
    return number[:head] + "*" * max(1, len(number) - head - tail) + number[len(number) - tail :]


def masked_text(text: str) -> str:
    """A private value: of telephone numbers the beginning and the end, of any other text the beginning."""
    if sum(character.isdigit() for character in text) * 2 >= len(text):
        covered = DIGITS.sub(_telephone, text)
        return covered if covered != text else _without_last_digits(text)
    return text[: max(1, min(LONGEST_HEAD, len(text) // 3))] + STARS


def _telephone(number: re.Match[str]) -> str:
    digits = number[0]
    tail = digits[-4:] if len(digits) > 8 else ""
    return digits[: len(digits) - len(STARS) - len(tail)] + STARS + tail


def _without_last_digits(text: str) -> str:
    """A number with spaces in it: its last four digits are masked, of a short one all but the first."""
    places = [at for at, character in enumerate(text) if character.isdigit()]
    hidden = set(places[-min(4, max(1, len(places) - 1)) :])
    return "".join("*" if at in hidden else character for at, character in enumerate(text))


class _Masker:
    """Masks texts that may hold private values among other words."""

    def __init__(self, known: Mapping[str, str]) -> None:
        """known: private values, and what is shown of them."""
        values = [pair for pair in known.items() if len(pair[0]) >= SHORTEST_KNOWN]
        self._known = sorted(values, key=lambda pair: len(pair[0]), reverse=True)

    def text(self, text: str) -> str:
        """The text with the private values, and with the numbers of persons, shown in part."""
        for value, shown in self._known:
            text = text.replace(value, shown)
        text = IDENTITY_NUMBER.sub(lambda found: masked_number(found[0]), text)
        return TELEPHONE.sub(lambda found: masked_text(found[0]), text)
