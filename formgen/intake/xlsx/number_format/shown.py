"""Shows a number or a text in the number format of its cell, as Excel does (ECMA-376 part 1, 18.8.30 and 18.8.31).

Sometimes the standard leaves open what is shown, and programs differ. Then nothing is guessed: the result is None, and
the cell is refused.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from formgen.intake.xlsx.number_format.figures import figures
from formgen.intake.xlsx.number_format.moments import moment
from formgen.intake.xlsx.number_format.sections import FormatSection, FormatSign, sections


def shown_number(number: Decimal, code: str, first_day: date) -> str | None:
    """Show a number in its format, without spaces around it. None if it is not certain what programs show.

    An empty text means that the cell looks empty. first_day: the day from which serial numbers are counted.
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
            # If the text has no digit except zeros, programs differ about the minus sign.
            text = f"-{text}" if any(one in text for one in "123456789") else None
    return None if text is None else text.strip(" \u00a0")


def shown_text(text: str, code: str) -> str:
    """Show a text in its format. The fourth section, or the last section if it has an `@`, is the section for texts.

    If this section only adds spaces around the text, the text is returned without these spaces.
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
    """Return the section of a format for a number, and the number that this section shows.

    A section for negative numbers gets the number without its minus. None if no section fits, or if programs differ.
    """
    numbers = _of_numbers(parts)
    if any(part.condition for part in numbers):
        return _by_condition(number, numbers)
    if len(numbers) == 1 or number > 0 or (number == 0 and len(numbers) == 2):
        return numbers[0], number
    return (numbers[1], -number) if number < 0 else (numbers[2], number)


def _of_numbers(parts: tuple[FormatSection, ...]) -> tuple[FormatSection, ...]:
    """Return the sections for numbers: all sections except the section for text."""
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
