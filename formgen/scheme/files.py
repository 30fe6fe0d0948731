"""Reads the TOML files of a scheme folder as models, and reports every fault of a file with its line or key."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin

from pydantic import BaseModel, Field, ValidationError
from pydantic_core import ErrorDetails

from formgen.foundation.errors import DefinitionFault
from formgen.scheme.applicants import Applicant, Quotas, SummaryTable, Towns
from formgen.scheme.definition import Definition
from formgen.scheme.dossiers import Dossier, SuppliedMaterial
from formgen.scheme.models import Block, Continuation, FormStamp, LayoutEngine, ListBlock
from formgen.scheme.rules import Rule
from formgen.scheme.scores import Scores
from formgen.scheme.slots import RepeatedRows, Slot


class SchemeFile(Definition):
    """scheme.toml: the scheme without its record and forms. It lists the ids of the forms in their order.

    proposed: True as long as the program has only proposed the scheme, and nobody has confirmed its table of places.
    """

    title: str
    proposed: bool = False
    document_number: str | None = None
    issuers: tuple[str, ...] = ()
    issued_on: date | None = None
    forms: Annotated[tuple[str, ...], Field(min_length=1)]
    towns: Towns | None = None
    quotas: Quotas | None = None
    supplied: tuple[SuppliedMaterial, ...] = ()
    dossiers: Annotated[tuple[Dossier, ...], Field(alias="dossier")] = ()
    summary: SummaryTable | None = None


class RecordFile(Definition):
    """record.toml: the applicants, the fields of a record, and the rules over several fields."""

    applicant: Applicant
    blocks: Annotated[tuple[Block, ...], Field(alias="block", min_length=1)]
    lists: Annotated[tuple[ListBlock, ...], Field(alias="list")] = ()
    rules: Annotated[tuple[Rule, ...], Field(alias="rule")] = ()


class FormFile(Definition):
    """form.toml: a form without its id. The folder's name is the id."""

    annex: str
    title: str
    reconstruction: str | None = None
    pages: Annotated[int, Field(ge=1)]
    scores: Scores | None = None
    slots: Annotated[tuple[Slot, ...], Field(alias="slot")] = ()
    rows: tuple[RepeatedRows, ...] = ()
    stamps: Annotated[tuple[FormStamp, ...], Field(alias="stamp")] = ()
    spare: tuple[int, ...] = ()
    fields: bool = False
    continuation: Continuation | None = None
    engine: Annotated[LayoutEngine, Field(strict=False)] = LayoutEngine.NATIVE


File = TypeVar("File", bound=Definition)


def read_text(path: Path, file: str, faults: list[DefinitionFault]) -> str | None:
    """Return the text of a UTF-8 file. If it cannot be read, return None and add a fault to `faults`."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        faults.append(DefinitionFault(file, "", "缺少这个文件"))
    except OSError:
        faults.append(DefinitionFault(file, "", "读不到这个文件"))
    except UnicodeDecodeError:
        faults.append(DefinitionFault(file, "", "不是 UTF-8 编码"))
    return None


def read_toml(model: type[File], path: Path, file: str, faults: list[DefinitionFault]) -> File | None:
    """Return the file as its model. If it has faults, return None and add all of them to `faults`."""
    text = read_text(path, file, faults)
    if text is None:
        return None
    try:
        raw = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        faults.append(_syntax_fault(file, text, str(error)))
        return None
    try:
        return model.model_validate(with_tuples(raw))
    except ValidationError as error:
        faults.extend(_fault(model, raw, file, detail) for detail in error.errors(include_url=False))
        return None


def _syntax_fault(file: str, text: str, message: str) -> DefinitionFault:
    """Make the fault for a syntax error. tomllib gives the place only in its English message, so it is read from there."""
    place = re.search(r"at line (\d+), column (\d+)", message)
    if place:
        line, column = place[1], place[2]
    else:  # the message says "at end of document"
        lines = text.split("\n")
        line, column = str(len(lines)), str(len(lines[-1]) + 1)
    return DefinitionFault(file, f"第 {line} 行第 {column} 列", "不合 TOML 语法")


def with_tuples(value: Any) -> Any:
    """Replace TOML arrays by tuples, because the strict types of the models require tuples."""
    if isinstance(value, dict):
        return {key: with_tuples(one) for key, one in value.items()}
    return tuple(map(with_tuples, value)) if isinstance(value, list) else value


# ------------------------------------------------------------------------------------- what pydantic says, in Chinese

_MESSAGES = {
    "missing": "缺少这一项",
    "string_type": "应是文字，写在引号里",
    "int_type": "应是整数，不加引号",
    "bool_type": "应是 true 或 false，不加引号",
    "date_type": "应是日期，如 2018-06-08，不加引号",
    "tuple_type": "应是列表，写在方括号里",
    "dict_type": "应是一组键和值",
    "model_type": "应是一组键和值",
    "model_attributes_type": "应是一组键和值",
    "string_pattern_mismatch": "只能用小写英文字母、数字和下划线，以字母开头",
    "is_instance_of": "应是数字，不加引号",
    "decimal_type": "应是数字，不加引号",
    "greater_than_equal": "太小",
    "less_than_equal": "太大",
    "too_short": "至少要有一项",
    "too_long": "项数太多",
}


def _fault(model: type[Definition], raw: Mapping[str, Any], file: str, detail: ErrorDetails) -> DefinitionFault:
    loc, kind = detail["loc"], detail["type"]
    if kind == "extra_forbidden":
        known = _keys(_models_at(model, loc[:-1]))
        near = difflib.get_close_matches(str(loc[-1]), known, n=1, cutoff=0.5)
        message = f"不认识这个键，是不是 {near[0]}？" if near else f"不认识这个键；可用的有 {'、'.join(known)}"
    elif kind in ("literal_error", "enum", "union_tag_invalid"):
        context = detail.get("ctx", {})
        expected = str(context.get("expected") or context.get("expected_tags"))
        message = f"只能是 {expected.replace(' or ', '、').replace(', ', '、')}"
        loc = (*loc, "kind") if kind == "union_tag_invalid" else loc
    elif kind == "union_tag_not_found":
        loc, message = (*loc, "kind"), _MESSAGES["missing"]
    else:
        message = _MESSAGES.get(kind, "值不合规定")
    return DefinitionFault(file, _place(raw, loc), message)


def _place(raw: Any, loc: Sequence[int | str]) -> str:
    """Write a place such as `dossier[2].material[0].titel`. Tags that pydantic adds for a union of models are left out."""
    place, here = "", raw
    for index, step in enumerate(loc):
        if isinstance(step, int):
            place += f"[{step}]"
            here = here[step] if isinstance(here, list) and step < len(here) else None
        elif index == len(loc) - 1 or (isinstance(here, dict) and step in here):
            place += f".{step}" if place else step
            here = here.get(step) if isinstance(here, dict) else None
    return place


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """Yield the models in the type of a field."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from models_in(argument)


def _models_at(model: type[BaseModel], loc: Iterable[int | str]) -> list[type[BaseModel]]:
    """Return the models that are possible at a place. A union's tag in `loc` selects the model with this `kind`."""
    here = [model]
    for step in loc:
        if isinstance(step, int):
            continue
        below = [
            found
            for one in here
            for name, field in one.model_fields.items()
            if step == (field.alias or name)
            for found in models_in(field.annotation)
        ]
        here = below or [one for one in here if _tag(one) == step]
    return here


def _tag(model: type[BaseModel]) -> str | None:
    field = model.model_fields.get("kind")
    if field is None or get_origin(field.annotation) is not Literal:
        return None
    return str(get_args(field.annotation)[0])


def _keys(models: Iterable[type[BaseModel]]) -> list[str]:
    return [field.alias or name for model in models for name, field in model.model_fields.items()]
