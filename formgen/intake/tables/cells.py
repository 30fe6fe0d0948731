"""Reads the value of a field or a score from a cell of a table. It never guesses a value.

The values are read by `formgen.record.kinds.table.parse` and `formgen.record.scoring.parse_score`, which also read JSON.
This module handles only what spreadsheets add: numbers in place of text, lost digits, dates as serial numbers, and
spaces around a text.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal

from formgen.foundation.problems import Place, Problem, error, has_errors, warning
from formgen.intake.table import Cell, Faulty, trimmed
from formgen.intake.tables.rows.score_words import score_said
from formgen.record.kinds.cells import AmountCell, DateCell, ParagraphsCell, TextCell, is_of_digits
from formgen.record.kinds.characters import half_width
from formgen.record.kinds.dates import write_date
from formgen.record.kinds.numbers.money import LEAST_WITHOUT_UNIT, RENMINBI, plain_number, read_money
from formgen.record.kinds.table import KINDS, parse
from formgen.record.models import Score, Value
from formgen.record.scoring import parse_score
from formgen.scheme.applicants import Towns
from formgen.scheme.models import FieldDefinition
from formgen.scheme.scores import Indicator

EXACT = 10**15
"""Spreadsheets keep only 15 digits of a number. A number from this size on has more digits and has lost its last ones."""

EARLIEST_SERIAL, LATEST_SERIAL = 7306, 73050
"""The serial numbers of 1920-01-01 and 2099-12-31. A number outside this range is not read as a day: it is a year or an
error."""

LEAST_BELIEVED, MOST_BELIEVED = Decimal(10) ** 4, Decimal(10) ** 10
"""Amounts between which a bare number is believed with its heading's unit, in whole units of the currency: beyond them the
number was most likely written in 元 under 万元, or the other way round."""

_TEXT_FORMAT = "把这一列的单元格设为“文本”格式，照证照重新输入"
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]+")
_ROUNDED = re.compile(r"[0-9]{15,}000")
_MIDNIGHT = re.compile(r"\s+0{1,2}:00(?::00(?:\.0+)?)?$")
_DAY = re.compile(r"(?:19|20)[0-9]{6}")
_BARE = re.compile(r"(?:[0-9]{1,3}(?:, ?[0-9]{3})+|[0-9]+)(?:\.[0-9]{1,6})?")
_OWN_UNIT = re.compile(r"[0-9０-９,，.]+\s*[百千万亿萬億]+(元)?")
"""An amount with a unit of its own, and without a currency unless 元 is one."""
_ZEROS_BEHIND = re.compile(r"(?<=^[0-9]{5})\.0+$|(?<=^[0-9]{8})\.0+$")
_ZEROS = re.compile(r"0+")
_NO_NUMBER = re.compile(r"[0０]+")
"""What a formula gives for an empty cell, in a column of numbers that identify something."""
_NOTHING = "—"
"""What means that there is no value, as `formgen.record.kinds.given_text` reads it."""
_LONG_ENOUGH = 12
"""A text of so many characters, in lines, is one text that was wrapped by hand. A shorter one may be two names."""
_ENDS_A_NAME = re.compile(r"[司厂店院社所部站行馆场坊队会]\s*$")
_WITH_UNIT = re.compile(r"[#0,.]+ ?\"?([千百万亿]*元[^\"\[\];@#0]*|[千百万亿]+[^\"\[\];@#0]+)\"?(?:_ )?")

Read = tuple[Value | None, tuple[Problem, ...]]


def read_cell(
    field: FieldDefinition,
    cell: Cell,
    place: Place,
    label: str,
    towns: Towns | None,
    first_day: date,
    unit: str = "",
) -> Read:
    """Return the value that a cell holds for a field, and the problems found in it.

    The value is None if the cell says nothing, or if what it says can't be used.
    label: the field's name in problems. towns: those that a field of kind `town` may name; None for a scheme without.
    first_day: the day from which the workbook counts its serial numbers of days. unit: the unit that the heading says for
    amounts, such as `万元`; empty if it says none.
    """
    value = cell.value
    if problem := _unusable(value, label, place):
        return None, (problem,)
    shape = KINDS[field.kind].cell
    if isinstance(shape, DateCell):
        return _read_date(field, cell, place, label, first_day)
    if isinstance(value, date):
        message = "表格软件把这里写的变成了日期"
        return None, (error("cell.date", label, place, message, "把单元格设为“文本”格式，重新输入"),)
    if isinstance(value, Decimal):
        return _read_number(field, cell, value, place, label, unit)
    text = _kept(field, str(value))
    if isinstance(shape, TextCell) and (joined := _on_one_line(text)):
        found, problems = parse(field, joined, place, label, towns)
        message = "分成了几行，连在一起读了"
        return found, (*problems, warning("cell.joined", label, place, message, "核对这一格；不要按 Alt+回车换行"))
    if unit and isinstance(shape, AmountCell):
        text, problem = _with_unit(text, unit, label, place)
        if problem:
            return None, (problem,)
    if is_of_digits(shape):
        text = text.lstrip("'’‘＇")
        if _NO_NUMBER.fullmatch(text):
            return parse(field, _NOTHING, place, label, None)
        if _SCIENTIFIC.fullmatch(text):
            return None, (_lost(label, place),)
    found, problems = parse(field, text, place, label, towns)
    if is_of_digits(shape) and has_errors(problems) and _ROUNDED.fullmatch(text):
        return None, (_lost(label, place),)
    return found, problems


def read_score(indicator: Indicator, cell: Cell, label: str, place: Place) -> tuple[Score | None, tuple[Problem, ...]]:
    """Return the score that a cell holds for a row of the sheet of scores, and the problems found in it."""
    value = cell.value
    if problem := _unusable(value, label, place):
        return None, (problem,)
    if isinstance(value, date):
        message = "表格软件把这里写的变成了日期"
        return None, (error("cell.date", label, place, message, "把单元格设为“常规”格式，重新输入得分"),)
    said = score_said(indicator, value).raw if isinstance(value, str) else value
    return parse_score(indicator, said, label, place)


def read_words(cell: Cell | None, label: str, place: Place) -> tuple[str | None, tuple[Problem, ...]]:
    """Return the text of a cell that belongs to no field of a record, such as a title, a path or a password.

    The text is None if the cell is missing, blank or unusable.
    """
    if cell is None:
        return None, ()
    value = cell.value
    if problem := _unusable(value, label, place):
        return None, (problem,)
    if isinstance(value, date):
        message = "表格软件把这里写的变成了日期"
        return None, (error("cell.date", label, place, message, "把单元格设为“文本”格式，重新输入"),)
    if isinstance(value, Decimal):
        if abs(value) >= EXACT:
            return None, (_lost(label, place),)
        return _digits(cell, value), (_number_warning(label, place),)
    return trimmed(str(value)) or None, ()


def _unusable(value: object, label: str, place: Place) -> Problem | None:
    if isinstance(value, Faulty):
        return error(value.code, label, place, value.message, value.remedy)
    if isinstance(value, bool):
        return error("cell.truth", label, place, "单元格里是 TRUE 或 FALSE", "把单元格设为“文本”格式，写上要填的内容")
    if isinstance(value, str) and "\ufffd" in value:
        message = "有乱码（“\ufffd”）：原来的字在转换编码时丢了"
        return error("cell.garbled", label, place, message, "重新输入这一格；CSV 文件另存为“CSV UTF-8”")
    return None


def _kept(field: FieldDefinition, text: str) -> str:
    """Return the text without the spaces around it.

    Paragraphs of free text begin with spaces. So free text keeps the spaces before its first character, and loses only
    the empty lines before them and the spaces at its end.
    """
    inner = trimmed(text)
    if not isinstance(KINDS[field.kind].cell, ParagraphsCell) or not inner:
        return inner
    before = text[: text.index(inner[0])]
    return before[before.rfind("\n") + 1 :].replace("\r", "") + inner


def _on_one_line(text: str) -> str:
    """A text that was wrapped by hand, on one line. Empty for a text on one line, and where several texts may be meant."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    is_one = sum(map(len, lines)) >= _LONG_ENOUGH or _ENDS_A_NAME.search(text)
    if len(lines) < 2 or not is_one or any(map(_ENDS_A_NAME.search, lines[:-1])):
        return ""
    made = lines[0]
    for line in lines[1:]:
        words = made[-1].isascii() and line[0].isascii() and made[-1] not in "(-/" and line[0] not in ",.;:)-/"
        made += f" {line}" if words else line
    return made


def _read_number(field: FieldDefinition, cell: Cell, value: Decimal, place: Place, label: str, unit: str) -> Read:
    """Read a cell that holds a number, although the field's kind is not a number."""
    shape = KINDS[field.kind].cell
    if isinstance(shape, AmountCell):
        if own := _WITH_UNIT.fullmatch(cell.number_format):
            return parse(field, f"{plain_number(value)}{own[1]}", place, label, None)
        text, problem = _with_unit(plain_number(value), unit, label, place) if unit else ("", None)
        return (None, (problem,)) if problem else parse(field, text or value, place, label, None)
    if abs(value) >= EXACT:
        return None, (_lost(label, place),)
    digits = _digits(cell, value)
    if is_of_digits(shape) and not value:
        return parse(field, _NOTHING, place, label, None)
    found, problems = parse(field, digits, place, label, None)
    if not is_of_digits(shape):
        return found, (*problems, _number_warning(label, place))
    if has_errors(problems) or value < 0:
        message = f"单元格里是数字，读出来 {len(digits)} 位，号码不对；写成数字会丢掉开头的 0"
        return None, (error("cell.number", label, place, message, _TEXT_FORMAT),)
    return found, problems


def _with_unit(text: str, unit: str, label: str, place: Place) -> tuple[str, Problem | None]:
    """An amount under a heading with a unit: a bare number gets the unit, what has one of its own stays as it is.

    The problem is for an amount that nobody believes with the heading's unit: then it was written in another one.
    """
    of_one = read_money(f"1{unit}")[0]
    multiplier = of_one.amount if of_one else Decimal(1)
    bare = _BARE.fullmatch(half_width(text))
    if of_one is not None and of_one.currency != RENMINBI and (own := _OWN_UNIT.fullmatch(text)):
        text = f"{text}{of_one.currency}" if not own[1] else f"{text}{unit}"  # the second is refused: two currencies
    amount = Decimal(bare[0].replace(",", "").replace(" ", "")) * multiplier if bare else None
    said = None if bare or multiplier < LEAST_WITHOUT_UNIT / 10 else read_money(text)[0]
    if (amount is not None and amount and not LEAST_BELIEVED <= amount < MOST_BELIEVED) or (
        said is not None and said.amount < LEAST_WITHOUT_UNIT
    ):
        message = f"表头写的单位是{unit}，这里的数额与它对不上，看不出是多少"
        return text, error(
            "money.heading-unit", label, place, message, "在这一格写明数额、单位和币种，如 5000万元人民币"
        )
    return (f"{text.strip()}{unit}" if bare else text), None


def _number_warning(label: str, place: Place) -> Problem:
    message = "单元格里是数字，已按文字读；写成数字会丢掉开头的 0"
    return warning("cell.number", label, place, message, "核对这一格；有丢失的，设为“文本”格式后重新输入")


def _digits(cell: Cell, value: Decimal) -> str:
    """Write a number as text, with the leading zeros that the cell's number format shows."""
    text = plain_number(value)
    return text.zfill(len(cell.number_format)) if _ZEROS.fullmatch(cell.number_format) else text


def _lost(label: str, place: Place) -> Problem:
    message = "号码被表格软件当成了数字（如 3.2E+17），末几位已经丢失"
    return error("cell.digits-lost", label, place, message, _TEXT_FORMAT)


# --------------------------------------------------------------------------------------------------------- dates


def _read_date(field: FieldDefinition, cell: Cell, place: Place, label: str, first_day: date) -> Read:
    value: object = cell.value
    if isinstance(value, str):
        text = _ZEROS_BEHIND.sub("", _MIDNIGHT.sub("", trimmed(value).lstrip("'’‘＇")))
        if not text.isascii() or not text.isdigit() or len(text) > 8:
            return parse(field, text, place, label, None)
        value = Decimal(text)
    if isinstance(value, Decimal):
        return _from_number(field, value, place, label, first_day)
    found, problems = parse(field, value, place, label, None)
    return found, (*problems, *_hidden_parts(cell, value, place, label))


def _from_number(field: FieldDefinition, value: Decimal, place: Place, label: str, first_day: date) -> Read:
    """Read a day from a number: `20180605`, or a serial number of days. A serial number also gives a warning."""
    whole = value == value.to_integral_value()
    if whole and _DAY.fullmatch(digits := plain_number(value)):
        return parse(field, f"{digits[:4]}-{digits[4:6]}-{digits[6:]}", place, label, None)
    if whole and EARLIEST_SERIAL <= value <= LATEST_SERIAL:
        day = first_day + timedelta(days=int(value))
        found, problems = parse(field, day, place, label, None)
        message = f"单元格里是数字 {int(value)}，按表格软件的日期序号读成 {write_date(day)}"
        return found, (*problems, warning("cell.serial", label, place, message, "核对日期，并把单元格设为日期格式"))
    message = "看不出是哪一天，日期要有年、月、日"
    return None, (error("date.format", label, place, message, "写成 2018-06-05 或 2018年6月5日"),)


def _hidden_parts(cell: Cell, value: object, place: Place, label: str) -> tuple[Problem, ...]:
    """Warn if the number format of the cell does not show the year or the day. Then the spreadsheet added that part itself."""
    shown = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", cell.number_format.lower())
    if not isinstance(value, datetime | date) or not shown or "m" not in shown:
        return ()
    hidden = [name for letters, name in (("ye", "年份"), ("d", "日子")) if not set(letters) & set(shown)]
    if not hidden:
        return ()
    message = f"单元格没有显示{'和'.join(hidden)}，是表格软件补上的：{write_date(value)}"
    return (warning("cell.date-part", label, place, message, "核对日期，写全年、月、日"),)
