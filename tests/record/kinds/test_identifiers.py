"""Identifiers: real shapes are accepted, every single wrong digit in a code is found, and no message repeats a number."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from formgen.foundation.problems import Severity
from formgen.record.kinds import identifiers
from formgen.record.kinds.findings import Outcome
from formgen.record.kinds.persons import person_numbers

TODAY = date(2018, 6, 8)

UNIFIED = "91110000600037341L"  # the published example of GB 32100 in python-stdnum's documentation
RESIDENT = "360426199101010071"  # the example in python-stdnum's documentation
REGISTRATION = "110108000000016"  # check digit by ISO 7064 MOD 11,10


def resident(text: str) -> Outcome[str]:
    return person_numbers.identity_number(text, TODAY)


def codes(outcome: Outcome[str]) -> list[str]:
    return [finding.code for finding in outcome[1]]


@pytest.mark.parametrize(
    ("read", "typed", "printed"),
    [
        (identifiers.unified_code, UNIFIED, UNIFIED),
        (identifiers.unified_code, f"统一社会信用代码：{UNIFIED}", UNIFIED),
        (identifiers.unified_code, UNIFIED.lower(), UNIFIED),
        (identifiers.registration_number, f"注册号{REGISTRATION}", REGISTRATION),
        (identifiers.registration_number, f"{REGISTRATION}.0", REGISTRATION),
        (identifiers.organisation_code, "12345678 - 8", "12345678-8"),
        (identifiers.organisation_code, "12345678—8", "12345678-8"),
        (resident, f"{RESIDENT}（王样例）", RESIDENT),
        (resident, f"王样例{RESIDENT}", RESIDENT),
        (resident, f"'{RESIDENT}", RESIDENT),
        (lambda text: identifiers.postcode(text, "2154"), "邮编：215400", "215400"),
        (lambda text: identifiers.postcode(text, "2154"), "江苏215400", "215400"),
        (lambda text: identifiers.postcode(text, "2154"), "215400.0", "215400"),
        (identifiers.unified_code, "９１１１００００ 6000-37341l", UNIFIED),
        (identifiers.organisation_code, "12345678-8", "12345678-8"),
        (identifiers.organisation_code, "123456788", "12345678-8"),
        (identifiers.organisation_code, "１２３４５６７８－８", "12345678-8"),
        (identifiers.organisation_code, "d2143569-x", "D2143569-X"),  # the example of GB 11714-1997
        # The sum is divisible by 11, so the check digit is 0 and not a second digit (GB 11714-1997: 11 is written 0).
        (identifiers.organisation_code, "13000018-0", "13000018-0"),
        (identifiers.organisation_code, "000000000", "00000000-0"),
        (identifiers.registration_number, REGISTRATION, REGISTRATION),
        (identifiers.registration_number, "1101 0800 0000 016", REGISTRATION),
        (identifiers.registration_number, UNIFIED, UNIFIED),
        (resident, RESIDENT, RESIDENT),
        (resident, "360426 19910101 0071", RESIDENT),
        (person_numbers.passport, "C01X00T47", "C01X00T47"),
        (person_numbers.passport, "e 1234 5678", "E12345678"),
        (person_numbers.hong_kong_macao_permit, "H12345678", "H12345678"),
        (person_numbers.hong_kong_macao_permit, "m1234567801", "M1234567801"),
        (person_numbers.taiwan_permit, "12345678", "12345678"),
        (person_numbers.taiwan_permit, "1234567890(B)", "1234567890B"),
    ],
)
def test_right_numbers_are_printed_as_their_standards_write_them(
    read: Callable[[str], Outcome[str]], typed: str, printed: str
) -> None:
    assert read(typed) == (printed, ())


@pytest.mark.parametrize(
    ("read", "typed", "code"),
    [
        (identifiers.unified_code, "9111000060003734", "identifier.shape"),
        (identifiers.unified_code, "91110000600037341I", "identifier.shape"),
        (identifiers.unified_code, "9111000A600037341L", "identifier.shape"),
        (identifiers.unified_code, "9111OOOO600037341L", "identifier.shape"),
        (resident, "360426********0071", "identifier.shape"),
        (lambda text: identifiers.postcode(text, "2154"), "000000", "identifier.shape"),
        (identifiers.unified_code, "91110000600037341²", "identifier.shape"),
        (identifiers.unified_code, "911100006000373412", "identifier.check-digit"),
        (identifiers.organisation_code, "12345678-9", "identifier.check-digit"),
        (identifiers.organisation_code, "13000018-1", "identifier.check-digit"),
        (identifiers.organisation_code, "13000018-X", "identifier.check-digit"),
        (identifiers.organisation_code, "1234567-8", "identifier.shape"),
        (identifiers.organisation_code, "12345678-A", "identifier.shape"),
        (identifiers.registration_number, "110108000000017", "identifier.check-digit"),
        (identifiers.registration_number, "11010800000001", "identifier.shape"),
        (identifiers.registration_number, "企独苏太总字第000123号", "identifier.shape"),
        (identifiers.registration_number, "911100006000373412", "identifier.check-digit"),
        (resident, "360426910101007", "identifier.shape"),
        (resident, "36042619910101007A", "identifier.shape"),
        (resident, "360426199101010072", "identifier.check-digit"),
        (person_numbers.passport, "ABCDEFGH", "identifier.shape"),
        (person_numbers.passport, "C01", "identifier.shape"),
        (person_numbers.passport, "护照123456", "identifier.shape"),
        (person_numbers.hong_kong_macao_permit, "12345678", "identifier.shape"),
        (person_numbers.taiwan_permit, "H12345678", "identifier.shape"),
        (lambda text: identifiers.postcode(text, "2154"), "21540", "identifier.shape"),
        (lambda text: identifiers.postcode(text, "2154"), "2154OO", "identifier.shape"),
    ],
)
def test_wrong_numbers_are_errors(read: Callable[[str], Outcome[str]], typed: str, code: str) -> None:
    value, findings = read(typed)
    assert value is None
    assert [(finding.code, finding.severity) for finding in findings] == [(code, Severity.ERROR)]


@pytest.mark.parametrize(
    ("read", "number"),
    [
        (identifiers.unified_code, UNIFIED),
        (identifiers.organisation_code, "123456788"),
        (identifiers.registration_number, REGISTRATION),
        (resident, RESIDENT),
    ],
)
def test_any_single_wrong_digit_is_found(read: Callable[[str], Outcome[str]], number: str) -> None:
    for position, right in enumerate(number):
        for other in "0123456789":
            if right.isdigit() and other != right:
                value, findings = read(number[:position] + other + number[position + 1 :])
                assert value is None, f"{other} at {position}"
                assert findings


def _with_check_digit(body: str) -> str:
    return body + ric.calc_check_digit(body + "0")


def test_birth_date_must_be_real_and_not_in_the_future() -> None:
    assert codes(resident(_with_check_digit("36042619910230007"))) == ["identifier.birth-date"]
    assert codes(resident(_with_check_digit("36042620180609007"))) == ["identifier.birth-date"]
    assert codes(resident(_with_check_digit("36042620180608007"))) == []


def test_a_place_code_that_the_table_lacks_is_a_warning_only() -> None:
    number = _with_check_digit("99042619910101007")
    value, findings = resident(number)
    assert value == number
    assert [(finding.code, finding.severity) for finding in findings] == [("identifier.place", Severity.WARNING)]
    # Only the province of this code is known. python-stdnum's own look-up raises KeyError for it.
    assert codes(resident(_with_check_digit("32999919910101007"))) == ["identifier.place"]


def test_a_place_code_younger_than_the_person_is_no_finding() -> None:
    # 320522 was Taicang's code from 1983. Everybody who was born there earlier has it, because numbers began in 1984.
    assert codes(resident(_with_check_digit("32052219680520000"))) == []


def test_a_postcode_from_elsewhere_is_a_warning_only() -> None:
    assert identifiers.postcode(" ２15400", "2154") == ("215400", ())
    assert identifiers.postcode("100000", "") == ("100000", ())
    value, findings = identifiers.postcode("100000", "2154")
    assert value == "100000"
    assert [finding.severity for finding in findings] == [Severity.WARNING]


@given(st.text(alphabet="0123456789X", min_size=8, max_size=20))
def test_no_finding_repeats_the_number(typed: str) -> None:
    for read in (
        identifiers.unified_code,
        identifiers.organisation_code,
        identifiers.registration_number,
        resident,
        person_numbers.passport,
    ):
        for finding in read(typed)[1]:
            assert typed not in finding.message + finding.remedy


@given(st.text())
def test_any_text_is_read_or_refused_with_an_error(typed: str) -> None:
    for read in (
        identifiers.unified_code,
        identifiers.organisation_code,
        identifiers.registration_number,
        resident,
        person_numbers.passport,
        person_numbers.hong_kong_macao_permit,
        person_numbers.taiwan_permit,
        lambda text: identifiers.postcode(text, "2154"),
    ):
        value, findings = read(typed)
        assert (value is None) == any(finding.severity is Severity.ERROR for finding in findings)
        if value is not None:
            assert read(value)[0] == value


def with_check(body: str) -> str:
    """Make a unified code: 17 characters with their check character."""
    return body + uscc.calc_check_digit(body)


@pytest.mark.parametrize("department", identifiers.REGISTERING_DEPARTMENTS)
def test_unified_codes_of_every_department(department: str) -> None:
    code = with_check(f"{department}1320585MA1TEXT1X")
    assert identifiers.unified_code(code) == (code, ())


def test_a_department_that_the_standard_does_not_name_is_a_warning() -> None:
    code = with_check("W1320585MA1TEXT1X")
    value, findings = identifiers.unified_code(code)
    assert value == code
    assert [(finding.code, finding.severity) for finding in findings] == [("identifier.department", Severity.WARNING)]


def test_letters_for_digits_in_a_unified_code_are_named_where_the_check_character_proves_them() -> None:
    _, findings = identifiers.unified_code(UNIFIED.replace("0", "O"))
    assert "字母 O 改成数字 0" in findings[0].remedy
    _, findings = identifiers.unified_code(UNIFIED.replace("0", "O").replace("7", "1"))
    assert "改成数字" not in findings[0].remedy


def test_an_organisation_code_is_taken_from_the_unified_one_and_told() -> None:
    value, findings = identifiers.organisation_code(UNIFIED)
    assert value == "60003734-1"
    assert [(finding.code, finding.severity) for finding in findings] == [("identifier.derived", Severity.WARNING)]
    assert codes(identifiers.organisation_code(UNIFIED[:-1] + "2")) == ["identifier.check-digit"]
