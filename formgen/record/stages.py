"""Which dossiers a record has begun: the stages at which an applicant stands, as far as its record tells."""

from __future__ import annotations

from collections import Counter

from formgen.record.kept import once_for_a_scheme
from formgen.record.models import Record
from formgen.scheme.dossiers import Dossier
from formgen.scheme.models import Scheme

SCORES, EVIDENCE, SUPPLIED = "scores", "evidence", "materials/"
"""Signs that are no fields: that the record gives scores, that it names evidence, and a supplied material by its id."""


def begun_dossiers(scheme: Scheme, record: Record) -> tuple[Dossier, ...]:
    """The dossiers that the record has begun, in the scheme's order; none for a scheme without dossiers.

    A record begins a dossier with what only that dossier asks for: an answer on its forms, scores, evidence, a supplied file.
    What every form of the scheme needs (the applicant's name and address) begins nothing, and neither does what an office
    writes. What several dossiers ask for belongs to a dossier that is begun otherwise; where none is, to the first of them.
    A record that says nothing of that sort stands at the scheme's first dossier: that is where an applicant begins.
    """
    asked = _signs(scheme)
    said = _said(record)
    owners = Counter(sign for signs in asked.values() for sign in signs)
    begun = {
        dossier_id for dossier_id, signs in asked.items() if any(owners[sign] == 1 and sign in said for sign in signs)
    }
    for dossier_id, signs in asked.items():
        explained = {sign for other in begun for sign in asked[other]}
        if (signs & said) - explained:
            begun.add(dossier_id)
    return tuple(dossier for dossier in scheme.dossiers if dossier.id in begun) or scheme.dossiers[:1]


@once_for_a_scheme
def _signs(scheme: Scheme) -> dict[str, frozenset[str]]:
    """What each dossier, by its id, asks for that is a sign of it."""
    blocks = {form.id: {_block(slot.field) for slot in form.slots} for form in scheme.forms}
    common = set.intersection(*blocks.values()) if blocks else set()
    found: dict[str, frozenset[str]] = {}
    for dossier in scheme.dossiers:
        signs: set[str] = {EVIDENCE} if dossier.has_evidence else set()
        signs |= {f"{SUPPLIED}{material.supplied}" for material in dossier.materials if material.supplied}
        for form in (form for form in scheme.forms if form.id in dossier.form_ids):
            fields = {slot.field for slot in form.slots if slot.field in scheme.fields}
            signs |= {field for field in fields - scheme.office_fields if _block(field) not in common}
            signs |= {rows.list for rows in form.rows if rows.list not in common}
            signs |= {SCORES} if form.indicators else set()
        found[dossier.id] = frozenset(signs)
    return found


def _said(record: Record) -> set[str]:
    said = {entry.field for entry in record.entries}
    said |= {f"{SUPPLIED}{supplied.material}" for supplied in record.materials}
    said |= {SCORES} if record.scores else set()
    said |= {one.id for one in record.lists}
    return said | ({EVIDENCE} if record.evidence else set())


def _block(field_id: str) -> str:
    return field_id.partition(".")[0]
