"""Documents of persons: they are read from a text or an object, can be read again after printing, and no repr shows them."""

from __future__ import annotations

from datetime import date

import pytest

from formgen.record.kinds.persons import read_person, write_person
from formgen.record.models import PersonalDocument, PersonalId

RESIDENT = "360426199101010071"


@pytest.mark.parametrize(
    ("raw", "document", "printed"),
    [
        (RESIDENT, PersonalDocument.RESIDENT_ID, RESIDENT),
        (f"身份证：{RESIDENT}", PersonalDocument.RESIDENT_ID, RESIDENT),
        ("护照 C01X00T47", PersonalDocument.PASSPORT, "护照 C01X00T47"),
        ("护照号码：c01x00t47", PersonalDocument.PASSPORT, "护照 C01X00T47"),
        ("passport C01X00T47", PersonalDocument.PASSPORT, "护照 C01X00T47"),
        ("回乡证H12345678", PersonalDocument.HONG_KONG_MACAO_PERMIT, "港澳居民来往内地通行证 H12345678"),
        ("台胞证 12345678", PersonalDocument.TAIWAN_PERMIT, "台湾居民来往大陆通行证 12345678"),
        ({"document": "passport", "number": "C01X00T47"}, PersonalDocument.PASSPORT, "护照 C01X00T47"),
        ({"证件": "护照", "号码": "C01X00T47"}, PersonalDocument.PASSPORT, "护照 C01X00T47"),
        ({"document": "居民身份证", "number": RESIDENT}, PersonalDocument.RESIDENT_ID, RESIDENT),
    ],
)
def test_documents(raw: object, document: PersonalDocument, printed: str) -> None:
    value, findings = read_person(raw)
    assert findings == ()
    assert value is not None
    assert value.document is document
    assert write_person(value) == printed
    assert read_person(printed) == (value, ())


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("C01X00T47", "identifier.shape"),
        ({"document": "passport"}, "person.number"),
        ({"document": "驾驶证", "number": "C01X00T47"}, "person.document"),
        ({"number": RESIDENT}, "person.document"),
        ({"document": "passport", "number": 12345678}, "value.number"),
        ({"document": "passport", "number": "C01X00T47", "country": "D"}, "person.keys"),
        ({"document": "passport", "证件": "护照", "number": "C01X00T47"}, "person.keys"),
        (int(RESIDENT), "value.number"),
        ([RESIDENT], "value.type"),
    ],
)
def test_what_is_no_document_is_an_error(raw: object, code: str) -> None:
    value, findings = read_person(raw)
    assert value is None
    assert [finding.code for finding in findings] == [code]


@pytest.mark.parametrize("raw", [None, "", "　", {}, {"document": None, "number": ""}])
def test_nothing_said(raw: object) -> None:
    assert read_person(raw) == (None, ())


def test_the_last_day_of_birth_can_be_given() -> None:
    assert read_person(RESIDENT, today=date(1991, 1, 1))[0] is not None
    assert [finding.code for finding in read_person(RESIDENT, today=date(1990, 12, 31))[1]] == ["identifier.birth-date"]


def test_a_repr_hides_the_number() -> None:
    assert RESIDENT not in repr(PersonalId(PersonalDocument.RESIDENT_ID, RESIDENT))
