"""Checks numbers with python-stdnum: check characters, places, birth dates. It is loaded when the first number is checked.

python-stdnum loads many modules that nothing else in formgen needs (such as ssl). A user who only fills in forms should
not wait for them.
"""

from __future__ import annotations

from datetime import date


def unified_code_ends_right(code: str) -> bool:
    """True if the 18th character of a unified social credit code follows from the 17 before it (GB 32100-2015)."""
    from stdnum.cn import uscc

    return bool(uscc.calc_check_digit(code[:-1]) == code[-1])


def registration_number_ends_right(number: str) -> bool:
    """True if the 15th digit of a registration number follows from the others (GB/T 17710, MOD 11,10)."""
    from stdnum.iso7064 import mod_11_10

    return bool(mod_11_10.is_valid(number))


def resident_number_ends_right(number: str) -> bool:
    """True if the 18th character of a resident's identity number follows from the 17 before it (GB 11643-1999)."""
    from stdnum.cn import ric

    return bool(ric.calc_check_digit(number) == number[-1])


def is_known_county(code: str) -> bool:
    """Return True if the table has a county or a city district for the first six digits of an identity number.

    `ric.get_birth_place` is not used, for two reasons. It refuses persons who were born before the code existed; but
    numbers were first given out in 1984, with the codes of that time. And it raises KeyError for a code of which only
    the province is known.
    """
    from stdnum import numdb

    return any("county" in properties for _, properties in numdb.get("cn/loc").info(code))


def birth_date(number: str) -> date | None:
    """The birth date in a resident's identity number; None if there is no such day."""
    from stdnum.cn import ric
    from stdnum.exceptions import ValidationError

    try:
        return ric.get_birth_date(number)
    except (ValidationError, ValueError):
        return None
