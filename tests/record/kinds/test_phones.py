"""Telephone numbers: the writings that enterprises use are read, and are printed exactly as typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formgen.foundation.problems import Severity
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
        "0512-53520000 13800000000",
        "0512-53520000 ext 8  0512 5352 0000",
        "0512-53520000 或 13800000000",
        "0512 5352 0000 138 0000 0000",
        "0512-53520000/2",
        "0512-53520000~3",
        "0512-53520000（801）",
        "0512-53520000*801",
        "总机0512-53520000转8001分机",
        "0512-53520000(办)",
        "0512-53520000（办公室）转801",
        "13800000000（沈明诚）",
        "沈明诚 13800000000",
        "沈明诚13800000000",
        "沈明诚：0512-53520000；李四：13800000000",
        "手机：13800000000",
        "办0512-53520000/手机13800000000",
        "电话/传真：0512-53520000",
        "Tel: 0512-53520000 Fax: 0512-53520001",
        "John Smith 13800000000",
        "86-512-53520000",
        "8613800000000",
        "0512.53520000",
    ],
)
def test_right_numbers_stay_as_typed(typed: str) -> None:
    assert phone(typed) == (typed, ())


@pytest.mark.parametrize(
    "typed", ["53520000", "5352-0000", "53520000转801", "0512-53520000、53520001", "电话：53520000"]
)
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
        "无",
        "51253520000",
        "138****0000",
        "QQ：53520000",
        "同联系电话",
        "12345",
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


def test_a_separator_behind_the_last_number_is_left_out() -> None:
    assert phone("0512-53520000、") == ("0512-53520000", ())


_NUMBERS = st.sampled_from(
    ["0512-53520000", "0512 5352 0000", "（0512）53520000", "13800000000", "138-0000-0000", "400-820-0000"]
)
_BEHIND = st.sampled_from(["", "转801", "-801", "（801）", "（办）", " ext 8", "(沈明诚)"])
_BEFORE = st.sampled_from(["", "手机：", "电话:", "沈明诚 ", "办公"])


@given(
    st.lists(st.tuples(_BEFORE, _NUMBERS, _BEHIND), min_size=1, max_size=3),
    st.sampled_from(["、", "，", ";", "/", "\n", " 或 ", "  ", "；"]),
)
def test_several_numbers_with_all_that_people_write_around(numbers: list[tuple[str, str, str]], between: str) -> None:
    typed = between.join("".join(one) for one in numbers)
    assert phone(typed) == (typed, ())


@given(st.one_of(st.text(), st.text(alphabet="0123456789+-() 转/、０５１２－")))
def test_any_text_stays_as_typed_or_is_refused(typed: str) -> None:
    value, findings = phone(typed)
    assert (
        typed.startswith(value) and not typed[len(value) :].strip("、,，;；/。 \n")
        if value is not None
        else any(finding.severity is Severity.ERROR for finding in findings)
    )
