"""What a cell shows: a number or a text in its number format, as Excel carries it out (ECMA-376 part 1, 18.8.30 and 18.8.31).

Where the standard leaves it open and programs differ, nothing is guessed: the answer is None, and the cell is refused.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from formgen.intake.xlsx.number_format.figures import figures
from formgen.intake.xlsx.number_format.moments import moment
from formgen.intake.xlsx.number_format.sections import FormatSection, FormatSign, sections


def shown_number(number: Decimal, code: str, first_day: date) -> str | None:
    """A number as its format shows it, without spaces around; None for a format that can't be carried out for sure.

    An empty text means that the cell looks empty. first_day: the day that days are counted from.
    """
    parts = sections(code)
    if parts is None:
        return None
    chosen = section_for(number, parts)
    if chosen is None:
        return None
    section, size = chosen
    if section.is_moment:
        text = moment(section, size, first_day)
    elif section.has(FormatSign.TEXT):
        return None
    else:
        text = figures(section, abs(size))
        if text is not None and size < 0:
            # A minus before words, or before nothing but zeros: programs differ.
            text = f"-{text}" if any(one in text for one in "123456789") else None
    return None if text is None else text.strip(" \u00a0")


def shown_text(text: str, code: str) -> str:
    """A text as its format shows it: the fourth section, or the last one with an `@`, has its place.

    Spaces that such a section only puts around the text are left out.
    """
    parts = sections(code)
    if not parts or not (len(parts) == 4 or parts[-1].has(FormatSign.TEXT)):
        return text
    last = parts[-1]
    if not all(mark.sign in (FormatSign.TEXT, FormatSign.LITERAL) for mark in last.marks):
        return text
    if last.has(FormatSign.TEXT) and not any(
        mark.sign is FormatSign.LITERAL and mark.text.strip() for mark in last.marks
    ):
        return text
    return "".join(text if mark.sign is FormatSign.TEXT else mark.text for mark in last.marks)


def section_for(number: Decimal, parts: tuple[FormatSection, ...]) -> tuple[FormatSection, Decimal] | None:
    """The section of a format for a number, and the number as it is to be shown: without its minus where it is for such.

    None where no section is for it, or where programs differ.
    """
    numbers = _of_numbers(parts)
    if any(part.condition for part in numbers):
        return _by_condition(number, numbers)
    if len(numbers) == 1 or number > 0 or (number == 0 and len(numbers) == 2):
        return numbers[0], number
    return (numbers[1], -number) if number < 0 else (numbers[2], number)


def _of_numbers(parts: tuple[FormatSection, ...]) -> tuple[FormatSection, ...]:
    """The sections for numbers: all but that for text."""
    if len(parts) == 4:
        return parts[:3]
    return parts[:-1] if len(parts) > 1 and parts[-1].has(FormatSign.TEXT) else parts


def _by_condition(number: Decimal, parts: tuple[FormatSection, ...]) -> tuple[FormatSection, Decimal] | None:
    conditions = [part.condition for part in parts]
    if number < 0 or (len(parts) == 3 and (None in conditions[:2] or conditions[2])):
        return None
    for part in parts:
        if part.condition is None or part.condition.holds(number):
            return part, number
    return None
