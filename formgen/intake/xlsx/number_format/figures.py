"""Shows a number in a section of a format: places of digits, groups, scaling by thousands, per cent, powers, fractions."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction

from formgen.intake.xlsx.number_format.counting import DIGITS, counted
from formgen.intake.xlsx.number_format.sections import FormatMark, FormatSection, FormatSign

GENERAL_WIDTH = 11
"""The most characters that spreadsheets use for a number without a format; its sign is not counted."""


def figures(section: FormatSection, number: Decimal) -> str | None:
    """Show a number that is not negative in a section. None if it is not certain how programs show it."""
    marks = section.marks
    if section.has(FormatSign.GENERAL):
        whole = number == number.to_integral_value()
        plain = general(number) if not section.numerals else counted(int(number), section.numerals) if whole else None
        if plain is None or section.has(FormatSign.DIGIT):
            return None
        return "".join(plain if mark.sign is FormatSign.GENERAL else mark.text for mark in marks)
    number *= 100 ** sum(mark.sign is FormatSign.PERCENT for mark in marks)
    digits = DIGITS[section.numerals]
    exponents = [at for at, mark in enumerate(marks) if mark.sign is FormatSign.EXPONENT]
    slashes = [at for at, mark in enumerate(marks) if mark.sign is FormatSign.SLASH]
    if not section.has(FormatSign.DIGIT):
        return "".join(mark.text for mark in marks)
    if section.numerals and (number >= 10 or section.has(FormatSign.POINT, FormatSign.EXPONENT, FormatSign.SLASH)):
        return None  # one program writes 五千, another writes digit by digit: 五〇〇〇
    if len(exponents) + len(slashes) > 1:
        return None
    if exponents:
        return _power(marks[: exponents[0]], marks[exponents[0] :], number, digits)
    if slashes:
        return _fraction(marks, slashes[0], number)
    return _in_places(marks, number, digits)


def general(number: Decimal) -> str | None:
    """Show a number without a format in a cell that is wide enough. None if the number is so small that it is uncertain."""
    if not number:
        return "0"
    size = number.adjusted()
    if size >= GENERAL_WIDTH:
        mantissa = _rounded(number.scaleb(-size), 5)
        if mantissa >= 10:
            mantissa, size = mantissa / 10, size + 1
        return f"{_plain(mantissa)}E+{size:02}"
    if size < -4:
        return None
    return _plain(_rounded(number, GENERAL_WIDTH - 2 - max(size, 0)))


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _rounded(number: Decimal, decimals: int) -> Decimal:
    """Round a number as spreadsheets do: halves are rounded away from zero."""
    return number.quantize(Decimal(1).scaleb(-max(decimals, 0)), ROUND_HALF_UP)


def _in_places(marks: Sequence[FormatMark], number: Decimal, digits: str) -> str | None:
    """Put the digits into the places of a format without powers and fractions. None if the format is not clear."""
    points = [at for at, mark in enumerate(marks) if mark.sign is FormatSign.POINT]
    point = points[0] if points else len(marks)
    if len(points) > 1:
        return None
    whole, decimals = list(marks[:point]), list(marks[point + 1 :])
    scale_whole, scale_decimals = _scaling(whole), _scaling(decimals)
    if scale_whole is None or scale_decimals is None or any(mark.sign is FormatSign.COMMA for mark in decimals):
        return None
    number = number.scaleb(-3 * (scale_whole + scale_decimals))
    places = sum(mark.sign is FormatSign.DIGIT for mark in decimals)
    rounded = _rounded(number, places)
    integer, _, fraction = f"{rounded:f}".partition(".")
    before = _integer(whole, integer.lstrip("0"), digits)
    if point == len(marks):
        return before
    return f"{before}.{_decimals(decimals, fraction, digits)}"


def _scaling(marks: list[FormatMark]) -> int | None:
    """Count the commas directly after the last digit, and remove them from the marks. Each divides the number by 1,000.

    None if a comma stands further behind. Commas between digits are allowed: they ask for groups of three digits.
    """
    last = max((at for at, mark in enumerate(marks) if mark.sign is FormatSign.DIGIT), default=-1)
    end = last + 1
    while end < len(marks) and marks[end].sign is FormatSign.COMMA:
        end += 1
    if any(mark.sign is FormatSign.COMMA for mark in marks[end:]):
        return None
    del marks[last + 1 : end]
    return end - last - 1


def _integer(marks: Sequence[FormatMark], number: str, digits: str) -> str:
    """Put the digits before the point into their places, from the right. Further digits stand before the first place."""
    grouped = any(mark.sign is FormatSign.COMMA for mark in marks)
    places = sum(mark.sign is FormatSign.DIGIT for mark in marks)
    left = list(number)
    made: list[str] = []
    shown = 0

    def put(sign: str) -> None:
        nonlocal shown
        if grouped and shown and shown % 3 == 0:
            made.append("," if sign != " " else " ")
        made.append(digits[int(sign)] if sign != " " else sign)
        shown += 1

    for mark in reversed(marks):
        if mark.sign is FormatSign.COMMA:
            continue
        if mark.sign is not FormatSign.DIGIT:
            made.append(mark.text)
            continue
        places -= 1
        if left:
            put(left.pop())
        elif mark.text != "#":
            put("0" if mark.text == "0" else " ")
        while left and not places:
            put(left.pop())
    text = "".join(reversed(made))
    return text + "".join(digits[int(one)] for one in left)  # a format such as `.00` has no place before the point


def _decimals(marks: Sequence[FormatMark], number: str, digits: str) -> str:
    """Write the digits after the point. Zeros at the end are shown by `0`, are spaces for `?`, and are left out for `#`."""
    significant = len(number.rstrip("0"))
    made, at = "", 0
    for mark in marks:
        if mark.sign is not FormatSign.DIGIT:
            made += mark.text
            continue
        made += digits[int(number[at])] if at < significant or mark.text == "0" else {"?": " ", "#": ""}[mark.text]
        at += 1
    return made


def _power(
    mantissa_marks: Sequence[FormatMark], power_marks: Sequence[FormatMark], number: Decimal, digits: str
) -> str | None:
    """Show a number with a power: `0.00E+00`. The power is a multiple of the number of places before the point.

    None if the format is not clear.
    """
    point = next((at for at, mark in enumerate(mantissa_marks) if mark.sign is FormatSign.POINT), len(mantissa_marks))
    step = sum(mark.sign is FormatSign.DIGIT for mark in mantissa_marks[:point])
    decimals = sum(mark.sign is FormatSign.DIGIT for mark in mantissa_marks[point:])
    if not step or any(mark.sign is FormatSign.COMMA for mark in (*mantissa_marks, *power_marks)):
        return None
    power = (number.adjusted() // step) * step if number else 0
    if number and _rounded(number.scaleb(-power), decimals) >= 10**step:
        power += step
    shown = _in_places(mantissa_marks, number.scaleb(-power), digits)
    sign = "-" if power < 0 else ("+" if power_marks[0].text == "+" else "")
    exponent = _integer(power_marks[1:], str(abs(power)).lstrip("0"), digits)
    return None if shown is None else f"{shown}E{sign}{exponent}"


def _fraction(marks: Sequence[FormatMark], slash: int, number: Decimal) -> str | None:
    """Show a number as a fraction. None if the format is not clear.

    `# ?/?` gives the nearest fraction whose denominator has at most as many digits. `# ?/8` gives the denominator itself.
    """
    first = slash
    while first > 0 and marks[first - 1].sign is FormatSign.DIGIT:
        first -= 1
    last = slash + 1
    while last < len(marks) and (marks[last].sign is FormatSign.DIGIT or marks[last].text.isdecimal()):
        last += 1
    above, below = marks[first:slash], marks[slash + 1 : last]
    before, behind = marks[:first], marks[last:]
    fixed = "".join(mark.text for mark in below)
    with_whole = any(mark.sign is FormatSign.DIGIT for mark in before)
    if (
        not above
        or not below
        or any(mark.sign in (FormatSign.COMMA, FormatSign.POINT, FormatSign.DIGIT) for mark in behind)
    ):
        return None
    if any(mark.sign in (FormatSign.COMMA, FormatSign.POINT) for mark in before):
        return None
    whole = number.to_integral_value(ROUND_FLOOR) if with_whole else Decimal(0)
    rest = Fraction(number - whole)
    if fixed.isdecimal() and int(fixed):
        denominator = int(fixed)
        numerator = int(rest * denominator + Fraction(1, 2))
    else:
        near = rest.limit_denominator(10 ** len(below) - 1)
        numerator, denominator = near.numerator, near.denominator
    if with_whole and numerator == denominator:
        whole, numerator = whole + 1, 0
    if with_whole and not numerator:
        text = "".join(mark.text for mark in behind)
        return f"{_integer(before, str(int(whole)), DIGITS[0])}{' ' * (len(above) + 1 + len(below))}{text}"
    start = _integer(before, str(int(whole)).lstrip("0"), DIGITS[0])
    top = _integer(above, str(numerator), DIGITS[0])
    width = sum(mark.text == "?" for mark in below)
    return f"{start}{top}/{str(denominator).ljust(width)}{''.join(mark.text for mark in behind)}"
