"""Documents of persons: they are read from a text or an object, can be read again after printing, and no repr shows them."""

from __future__ import annotations

from datetime import date

import pytest

from formgen.record.kinds.persons.documents import born_on, read_person, write_person
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


HONG_KONG, MACAO, TAIWAN = "810000199408230021", "820000199408230023", "830000199201300022"
"""Numbers of residence cards: the first and the third are the specimens that the ministry of public security published."""
FOREIGN, OLD_FOREIGN = "911398199012310021", "KAZ110090123105"
"""Numbers of permanent residence cards, of 2023 and of before: the specimens that the immigration administration published."""
OF_HONG_KONG_OR_MACAO = PersonalDocument.HONG_KONG_MACAO_RESIDENCE
OF_TAIWAN = PersonalDocument.TAIWAN_RESIDENCE
OF_A_FOREIGNER = PersonalDocument.PERMANENT_RESIDENCE


@pytest.mark.parametrize(
    ("raw", "document", "printed"),
    [
        (HONG_KONG, OF_HONG_KONG_OR_MACAO, f"港澳居民居住证 {HONG_KONG}"),
        (MACAO, OF_HONG_KONG_OR_MACAO, f"港澳居民居住证 {MACAO}"),
        (TAIWAN, OF_TAIWAN, f"台湾居民居住证 {TAIWAN}"),
        (f"港澳居民居住证{HONG_KONG}", OF_HONG_KONG_OR_MACAO, f"港澳居民居住证 {HONG_KONG}"),
        (f"港澳台居民居住证：{TAIWAN}", OF_TAIWAN, f"台湾居民居住证 {TAIWAN}"),
        (f"居住证 {MACAO}", OF_HONG_KONG_OR_MACAO, f"港澳居民居住证 {MACAO}"),
        (f"居住证 {RESIDENT}", PersonalDocument.RESIDENT_ID, RESIDENT),
        (f"身份证号：{TAIWAN}", OF_TAIWAN, f"台湾居民居住证 {TAIWAN}"),
        (f"{TAIWAN}（台湾居民居住证）", OF_TAIWAN, f"台湾居民居住证 {TAIWAN}"),
        (f"台湾居民居住证号码 {TAIWAN[:6]} {TAIWAN[6:14]} {TAIWAN[14:]}", OF_TAIWAN, f"台湾居民居住证 {TAIWAN}"),
        (FOREIGN, OF_A_FOREIGNER, f"外国人永久居留身份证 {FOREIGN}"),
        (OLD_FOREIGN, OF_A_FOREIGNER, f"外国人永久居留身份证 {OLD_FOREIGN}"),
        (f"外国人永久居留身份证 {FOREIGN}", OF_A_FOREIGNER, f"外国人永久居留身份证 {FOREIGN}"),
        (f"外国人永久居留证号：{OLD_FOREIGN.lower()}", OF_A_FOREIGNER, f"外国人永久居留身份证 {OLD_FOREIGN}"),
        (f"永久居留身份证{FOREIGN}", OF_A_FOREIGNER, f"外国人永久居留身份证 {FOREIGN}"),
        (f"{OLD_FOREIGN}(外国人永久居留身份证)", OF_A_FOREIGNER, f"外国人永久居留身份证 {OLD_FOREIGN}"),
        (f"身份证 {OLD_FOREIGN}", OF_A_FOREIGNER, f"外国人永久居留身份证 {OLD_FOREIGN}"),
        (
            {"document": "permanent_residence", "number": FOREIGN},
            OF_A_FOREIGNER,
            f"外国人永久居留身份证 {FOREIGN}",
        ),
        ({"证件": "港澳居民居住证", "号码": HONG_KONG}, OF_HONG_KONG_OR_MACAO, f"港澳居民居住证 {HONG_KONG}"),
        ({"证件": "身份证", "号码": HONG_KONG}, OF_HONG_KONG_OR_MACAO, f"港澳居民居住证 {HONG_KONG}"),
        ("香港身份证 A123456(3)", PersonalDocument.HONG_KONG_ID, "香港居民身份证 A123456(3)"),
        ("香港永久性居民身份证：a123456（3）", PersonalDocument.HONG_KONG_ID, "香港居民身份证 A123456(3)"),
        ("A1234563（香港身份证）", PersonalDocument.HONG_KONG_ID, "香港居民身份证 A123456(3)"),
        ("香港居民身份证 G123456(A)", PersonalDocument.HONG_KONG_ID, "香港居民身份证 G123456(A)"),
        ("澳门居民身份证 1234567(8)", PersonalDocument.MACAO_ID, "澳门居民身份证 1234567(8)"),
        ("澳门身份证1/234567/8", PersonalDocument.MACAO_ID, "澳门居民身份证 1234567(8)"),
        (
            {"document": "hong_kong_id", "number": "A123456(3)"},
            PersonalDocument.HONG_KONG_ID,
            "香港居民身份证 A123456(3)",
        ),
        ("回乡证HA1234567", PersonalDocument.HONG_KONG_MACAO_PERMIT, "港澳居民来往内地通行证 HA1234567"),
    ],
)
def test_cards_of_those_who_are_no_residents_of_the_mainland(
    raw: object, document: PersonalDocument, printed: str
) -> None:
    value, findings = read_person(raw)
    assert findings == ()
    assert value is not None
    assert value.document is document
    assert write_person(value) == printed
    assert read_person(printed) == (value, ())


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (f"港澳居民居住证 {TAIWAN}", "person.other-document"),
        (f"台湾居民居住证 {RESIDENT}", "person.other-document"),
        (f"外国人永久居留身份证 {HONG_KONG}", "person.other-document"),
        (f"港澳居民居住证 {OLD_FOREIGN}", "person.other-document"),
        (f"港澳居民居住证 {HONG_KONG[:-1]}2", "identifier.check-digit"),
        (FOREIGN[:-1] + "2", "identifier.check-digit"),
        ("外国人永久居留身份证 KAZ1100901231", "identifier.shape"),
        ("港澳居民居住证 H12345678", "identifier.shape"),
        ("香港身份证 A123456(4)", "identifier.check-digit"),
        ("香港身份证 123456(3)", "identifier.shape"),
        ("香港身份证 320522196805200008", "identifier.shape"),
        ("澳门身份证 2234567(8)", "identifier.shape"),
        ("身份证 A123456(3)", "identifier.shape"),
    ],
)
def test_a_number_of_another_card_is_refused(raw: object, code: str) -> None:
    value, findings = read_person(raw)
    assert value is None
    assert [finding.code for finding in findings] == [code]


@pytest.mark.parametrize("number", ["KAZ110090123106", "KAZ110090133104"])
def test_old_permanent_residence_cards_with_a_doubtful_number_are_told(number: str) -> None:
    """Their rule is known from specimens only, so nothing is refused for it."""
    value, findings = read_person(number)
    assert value is not None
    assert [(finding.code, finding.severity.value) for finding in findings] == [("identifier.old-card", "warning")]


def test_the_place_of_issue_of_a_permanent_residence_card_is_a_province() -> None:
    value, findings = read_person("999398199012310023")
    assert value is not None
    assert [finding.code for finding in findings] == ["identifier.place"]


@pytest.mark.parametrize(
    ("raw", "born"),
    [
        (RESIDENT, date(1991, 1, 1)),
        (HONG_KONG, date(1994, 8, 23)),
        (FOREIGN, date(1990, 12, 31)),
        (OLD_FOREIGN, None),
        ("护照 C01X00T47", None),
    ],
)
def test_the_day_of_birth_in_a_number(raw: object, born: date | None) -> None:
    value, _ = read_person(raw)
    assert value is not None
    assert born_on(value) == born


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
