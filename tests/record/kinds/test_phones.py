"""Telephone numbers: the writings that enterprises use, printed exactly as typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formgen.problems import Severity
from formgen.record.kinds.phones import phone


@pytest.mark.parametrize(
    "typed",
    [
        "0512-53520000",
        "051253520000",
        "0512 5352 0000",
        "(0512)53520000",
        "（0512）53520000",
        "０５１２－５３５２００００",
        "0512—53520000",
        "010-65529988",
        "0755-2234567",
        "0512-53520000转801",
        "0512-53520000 转 801",
        "0512-53520000-801",
        "0512-53520000分机801",
        "0512-53520000 ext. 801",
        "+86 512 5352 0000",
        "+86-512-53520000",
        "0086-512-53520000",
        "13800000000",
        "138 0000 0000",
        "138-0000-0000",
        "+86 138 0000 0000",
        "400-820-0000",
        "+49 711 1234567",
        "+49 (0) 711 1234567",
        "0049 711 1234567",
        "+1-202-555-0100",
        "0512-53520000、13800000000",
        "0512-53520000/0512-53520001",
    ],
)
def test_right_numbers_stay_as_typed(typed: str) -> None:
    assert phone(typed) == (typed, ())


@pytest.mark.parametrize("typed", ["53520000", "5352-0000", "53520000转801", "0512-53520000、53520001"])
def test_a_number_without_area_code_is_a_warning(typed: str) -> None:
    value, findings = phone(typed)
    assert value == typed
    assert [(finding.code, finding.severity) for finding in findings] == [("phone.area-code", Severity.WARNING)]


@pytest.mark.parametrize(
    "typed",
    [
        "1380000000",
        "12800000000",
        "0512-5352",
        "0512-535200000",
        "0512-53520000转",
        "电话：53520000",
        "无",
        "0512-53520000、",
        "+",
        "+86",
        "+49",
        "010-1234567",
        "0512-13520000",
        "９" * 300,
    ],
)
def test_wrong_numbers_are_errors(typed: str) -> None:
    value, findings = phone(typed)
    assert value is None
    assert [(finding.code, finding.severity) for finding in findings] == [("phone.shape", Severity.ERROR)]
    assert typed not in findings[0].message


@given(st.one_of(st.text(), st.text(alphabet="0123456789+-() 转/、０５１２－")))
def test_any_text_stays_as_typed_or_is_refused(typed: str) -> None:
    value, findings = phone(typed)
    assert value == typed if value is not None else any(finding.severity is Severity.ERROR for finding in findings)
