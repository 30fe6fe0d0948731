"""One table of the kinds of value: how each kind is read, its JSON Schema, and what a spreadsheet's cell holds for it.

Outside of this folder and of `Kind` itself no module names a member of `Kind` (a test checks this). Other modules look
kinds up in this table. So a new kind needs only a member of `Kind`, a reader in this folder, and one entry here.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from formgen.foundation.errors import DefinitionError, DefinitionFault
from formgen.foundation.problems import Place, Problem
from formgen.record.kinds import dates, identifiers, phones, pictures
from formgen.record.kinds.cells import (
    AmountCell,
    CellShape,
    CodeCell,
    DateCell,
    DocumentNumberCell,
    NumbersCell,
    OfferedCell,
    ParagraphsCell,
    TextCell,
)
from formgen.record.kinds.characters import UNJUDGED_PATTERN, read_text
from formgen.record.kinds.findings import Outcome, wrong
from formgen.record.kinds.given_text import (
    AMOUNT,
    LISTED_TEXT,
    NOTHING_PATTERN,
    NUMBER,
    OLD_CODE,
    ONE_PARAGRAPH,
    PARAGRAPHS,
    SEVERAL_NUMBERS,
    TextHabits,
    given_text,
    words_of_field,
)
from formgen.record.kinds.numbers import capitals, money
from formgen.record.kinds.offered.choices import choice_meant, choice_pattern
from formgen.record.kinds.offered.town_names import town_named, towns_pattern
from formgen.record.kinds.persons import documents
from formgen.record.models import Money, PersonalId, PictureFile, Value
from formgen.scheme.applicants import Towns
from formgen.scheme.models import FieldDefinition, Kind

JsonValue: TypeAlias = bool | int | float | str | list["JsonValue"] | dict[str, "JsonValue"] | None
JsonObject: TypeAlias = dict[str, JsonValue]

Reader = Callable[[FieldDefinition, object, Towns | None], Outcome[Value]]
Schema = Callable[[FieldDefinition, Towns | None], list[JsonValue]]


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a value of one kind implies for a value of another kind in the same block, if the block has both fields.

    kind     the other kind
    agree    takes (the value of this kind, the value of the other kind), both as printed; True if they do not contradict
    code     the code of the Problem if they contradict
    message  the message of this Problem about the other value; `{label}` stands for the label of the value of this kind
    remedy   the remedy of this Problem
    derive   takes a value of this kind and returns the value of the other kind that follows from it, both as printed; it is
             used if the record does not say the other value
    derived  the message about a value that was derived so
    """

    kind: Kind
    agree: Callable[[str, str], bool]
    code: str
    message: str
    remedy: str
    derive: Callable[[str], str]
    derived: str


@dataclass(frozen=True, slots=True)
class KindRules:
    """The rules for one kind of value.

    description  what a person should write, in Chinese
    read         takes (field, raw value, the scheme's towns) and returns the value and the findings
    schema       takes (field, the scheme's towns) and returns the alternatives of the JSON Schema; a value must meet at
                 least one of them
    cell         the shape of a spreadsheet cell for this kind
    width        the width of its column in the collection workbook, in half-width characters
    example      an invented value with a correct check digit, for the instructions; empty if no example is needed
    agreements   what a value of this kind implies for values of other kinds
    habits       how the text is checked before it is read
    """

    description: str
    read: Reader
    schema: Schema
    cell: CellShape
    width: float
    example: str = ""
    agreements: tuple[Agreement, ...] = ()
    habits: TextHabits = NUMBER


def parse(
    field: FieldDefinition, raw: object, place: Place, label: str, towns: Towns | None
) -> tuple[Value | None, tuple[Problem, ...]]:
    """Return the value of a field from `raw` (as JSON or a spreadsheet gave it), and the problems found in it.

    The value is None if `raw` says nothing (null, empty or only spaces; this is no problem), or if it cannot be used.
    label: the field's name in problems. towns: the towns that a field of kind `town` may name;
    None for a scheme without towns.
    """
    rules = KINDS[field.kind]
    given = given_text(rules.habits, field.optional, raw, field.same_as is not None)
    value, findings = (None, ()) if given.settled else rules.read(field, given.raw, towns)
    return value, tuple(finding.problem(label, place) for finding in (*given.findings, *findings))


def written(value: Value) -> str:
    """Write a value as it is printed: a date as `2018年6月5日`, a passport as `护照 C01X00T47`, a choice as its label.

    Text is printed as it was read. Money is printed as it was written. A picture is written as its path.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return dates.write_date(value)
    if isinstance(value, Money):
        return value.written
    if isinstance(value, PictureFile):
        return value.path
    return documents.write_person(value) if isinstance(value, PersonalId) else value.label


def written_part(value: Value, part: Literal["year", "month", "day"] | capitals.AmountPart) -> str:
    """Write one part of a date (`2018`, `6` or `5`), for forms that print 年, 月 and 日 themselves; or an amount in capitals,
    or in figures before a printed unit.

    Raises DefinitionError for any other value. Then the form's definition is wrong.
    """
    if isinstance(value, Money) and part in capitals.AMOUNT_PARTS:
        return capitals.written_amount(value, part)
    if not isinstance(value, date) or part in capitals.AMOUNT_PARTS:
        raise DefinitionError(
            [DefinitionFault("form.toml", f"part = {part}", "只有日期才能分写年、月、日，只有金额才有大写")]
        )
    return str(getattr(value, part))


def kind_description(kind: Kind) -> str:
    """Describe in Chinese what a person should write: `日期，如 2018年6月5日`."""
    return KINDS[kind].description


def kind_example(field: FieldDefinition, towns: Towns | None) -> str:
    """Return an example of a field's value, or all texts that the field offers. Empty if the field accepts any text."""
    rules = KINDS[field.kind]
    if isinstance(rules.cell, OfferedCell):
        return rules.cell.between.join(rules.cell.offered(field, towns))
    return rules.example


def kind_schema(field: FieldDefinition, towns: Towns | None) -> JsonObject:
    """Return the JSON Schema of a field's value: it describes what `parse` may accept. It also accepts null and blank text."""
    rules = KINDS[field.kind]
    nothing: list[JsonValue] = [] if rules.habits.words else [{"type": "string", "pattern": NOTHING_PATTERN}]
    unjudged: list[JsonValue] = [{"type": "string", "pattern": UNJUDGED_PATTERN}]
    return {"anyOf": [*rules.schema(field, towns), *nothing, *unjudged, *blank_schema()]}


def blank_schema() -> list[JsonValue]:
    """Return the alternatives of a JSON Schema for “no value”: null, and a text that is empty or has only spaces."""
    return [{"type": "null"}, {"type": "string", "pattern": r"^\s*$"}]


# ------------------------------------------------------------------------------------------------------- reading


def _read_text(field: FieldDefinition, raw: object, towns: Towns | None) -> Outcome[Value]:
    text, findings = read_text(raw)
    return (None, findings) if text is None else words_of_field(text, (field.label, *field.aliases))


def _read_free_text(field: FieldDefinition, raw: object, towns: Towns | None) -> Outcome[Value]:
    return read_text(raw, line_breaks=True)


def _read_date(field: FieldDefinition, raw: object, towns: Towns | None) -> Outcome[Value]:
    return dates.read_date(raw)


def _read_money(field: FieldDefinition, raw: object, towns: Towns | None) -> Outcome[Value]:
    return money.read_money(raw)


def _read_person(field: FieldDefinition, raw: object, towns: Towns | None) -> Outcome[Value]:
    return documents.read_person(raw)


def _read_picture(field: FieldDefinition, raw: object, towns: Towns | None) -> Outcome[Value]:
    return pictures.read_picture(raw)


def _identifier(read: Callable[[str], Outcome[str]]) -> Reader:
    """Make a reader of an identifier. It first checks the characters, and then calls `read` for the identifier's own rules."""

    def reader(field: FieldDefinition, raw: object, towns: Towns | None) -> Outcome[Value]:
        text, findings = read_text(raw)
        return (None, findings) if text is None else read(text)

    return reader


def _read_postcode(field: FieldDefinition, raw: object, towns: Towns | None) -> Outcome[Value]:
    text, findings = read_text(raw)
    return (None, findings) if text is None else identifiers.postcode(text, field.usual_prefix)


def _read_town(field: FieldDefinition, raw: object, towns: Towns | None) -> Outcome[Value]:
    text, findings = read_text(raw)
    if text is None:
        return None, findings
    if towns is None:
        return wrong("town.unknown", "不是所列的名称", "留空")
    if (name := town_named(text, towns)) is not None:
        return name, ()
    near = difflib.get_close_matches(text[:60], towns.names, n=1)
    guess = f"可能应是「{near[0]}」；" if near else ""
    return wrong("town.unknown", "不是所列的名称", f"{guess}写 {'、'.join(towns.names)} 之一")


def _read_choice(field: FieldDefinition, raw: object, towns: Towns | None) -> Outcome[Value]:
    text, findings = read_text(raw)
    if text is None or (choice := choice_meant(text, field)) is not None:
        return (None, findings) if text is None else (choice, ())
    return wrong("choice.unknown", "不是这一栏可选的内容", f"写 {'、'.join(_choices(field, towns))} 之一")


# ------------------------------------------------------------------------------------------------------- schema


def _pattern(pattern: str) -> Schema:
    return lambda field, towns: [{"type": "string", "pattern": pattern}]


def _object(properties: JsonObject, required: int) -> JsonObject:
    return {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "minProperties": required,
        "maxProperties": required,
    }


def _money_schema(field: FieldDefinition, towns: Towns | None) -> list[JsonValue]:
    amount: JsonValue = {"type": ["number", "string"], "exclusiveMinimum": 0, "pattern": r"^\s*[0-9０-９,，.．]+\s*$"}
    text: JsonValue = {"type": "string"}
    types: dict[str, JsonValue] = {"amount": amount, "unit": text, "currency": text}
    properties = {key: types[name] for key, name in money.KEYS.items()}
    return [{"type": "string", "pattern": money.PATTERN}, _object(properties, 3)]


def _person_schema(field: FieldDefinition, towns: Towns | None) -> list[JsonValue]:
    types: dict[str, JsonValue] = {"document": {"enum": [*documents.NAMES]}, "number": {"type": "string"}}
    properties = {key: types[name] for key, name in documents.KEYS.items()}
    return [{"type": "string", "pattern": "[0-9０-９]"}, _object(properties, 2), {"type": "object", "maxProperties": 0}]


def _town_schema(field: FieldDefinition, towns: Towns | None) -> list[JsonValue]:
    return [{"enum": [*towns.names]}, {"type": "string", "pattern": towns_pattern(towns)}] if towns else []


def _choice_schema(field: FieldDefinition, towns: Towns | None) -> list[JsonValue]:
    names: list[JsonValue] = [name for choice in field.choices for name in choice]
    return [{"enum": names}, {"type": "string", "pattern": choice_pattern(field)}]


def _code_schema(*lengths: int) -> Schema:
    """Make the schema of codes with these lengths. Other characters may stand around and between the letters and digits.

    The schema does not check the check digit.
    """
    sign, other = "[0-9A-Za-z０-９Ａ-Ｚａ-ｚ]", "[^0-9A-Za-z０-９Ａ-Ｚａ-ｚ]*"
    shapes = "|".join(f"(?:{sign}{other}){{{length}}}" for length in lengths)
    return _pattern(f"^{other}(?:{shapes})(?:[.．][0０]+{other})?(?:[（(][0-9０-９]+[-/－／][0-9０-９]+[）)])?$")


# -------------------------------------------------------------------------------------------------------- the table


def _towns(field: FieldDefinition, towns: Towns | None) -> tuple[str, ...]:
    return towns.names if towns else ()


def _choices(field: FieldDefinition, towns: Towns | None) -> tuple[str, ...]:
    return tuple(label for _, label in field.choices)


_BOTH_CODES = "照营业执照核对两个代码"

KINDS: Mapping[Kind, KindRules] = {
    Kind.TEXT: KindRules("文字，一段", _read_text, _pattern(r"^[^\r\n]*$"), TextCell(), 22, habits=ONE_PARAGRAPH),
    Kind.FREE_TEXT: KindRules(
        "文字，可以分段", _read_free_text, _pattern("^"), ParagraphsCell(), 56, habits=PARAGRAPHS
    ),
    Kind.DATE: KindRules("日期，如 2018年6月5日", _read_date, _pattern(dates.PATTERN), DateCell(), 16, "2018-6-5"),
    Kind.MONEY: KindRules(
        "金额，写明单位和币种，如 5000万元人民币",
        _read_money,
        _money_schema,
        AmountCell(),
        20,
        "5000万元人民币",
        habits=AMOUNT,
    ),
    Kind.ORGANISATION_CODE: KindRules(
        "组织机构代码，9 位",
        _identifier(identifiers.organisation_code),
        _code_schema(9, 18),
        CodeCell((9,)),
        13,
        "99000001-7",
        habits=OLD_CODE,
    ),
    Kind.REGISTRATION_NUMBER: KindRules(
        "工商注册号，15 位，或 18 位统一社会信用代码",
        _identifier(identifiers.registration_number),
        _code_schema(15, 18),
        CodeCell((15, 18)),
        21,
        "320585000000014",
        habits=OLD_CODE,
    ),
    Kind.UNIFIED_CODE: KindRules(
        "统一社会信用代码，18 位",
        _identifier(identifiers.unified_code),
        _code_schema(18),
        CodeCell((18,)),
        21,
        "91320585990000017D",
        (
            Agreement(
                Kind.ORGANISATION_CODE,
                identifiers.holds_organisation_code,
                "contradiction.organisation-code",
                "与「{label}」的第 9 至 17 位不一致",
                _BOTH_CODES,
                identifiers.organisation_of,
                "没有填写，取了「{label}」的第 9 至 17 位",
            ),
            Agreement(
                Kind.REGISTRATION_NUMBER,
                identifiers.may_be_registered_as,
                "contradiction.registration-number",
                "填的是 18 位统一社会信用代码，与「{label}」不一致",
                _BOTH_CODES,
                identifiers.registered_as,
                "没有填写，用了「{label}」",
            ),
        ),
    ),
    Kind.PERSONAL_ID: KindRules(
        "居民身份证号，18 位；其他证件写明名称，如 护照 C01X00T47",
        _read_person,
        _person_schema,
        DocumentNumberCell(18),
        21,
        "320522196805200008",
    ),
    Kind.POSTCODE: KindRules("邮编，6 位数字", _read_postcode, _code_schema(6), CodeCell((6,)), 9, "215400"),
    Kind.PHONE: KindRules(
        "电话号码，如 0512-53520000",
        _identifier(phones.phone),
        _pattern("[0-9０-９]"),
        NumbersCell(7, phones.LONGEST),
        18,
        "0512-53520000",
        habits=SEVERAL_NUMBERS,
    ),
    Kind.TOWN: KindRules("所列之一", _read_town, _town_schema, OfferedCell(_towns, "、"), 13, habits=LISTED_TEXT),
    Kind.CHOICE: KindRules(
        "从所列内容中选一项", _read_choice, _choice_schema, OfferedCell(_choices, " 或 "), 13, habits=LISTED_TEXT
    ),
    Kind.PICTURE: KindRules(
        "图片的文件名，从记录所在的文件夹算起，如 照片.jpg",
        _read_picture,
        _pattern(r"^[^\r\n]*$"),
        TextCell(),
        22,
        "照片.jpg",
        habits=ONE_PARAGRAPH,
    ),
}
"""The rules for every kind of value. A test checks that no kind is missing."""
