"""Reads a person's document as one value, with its number: an identity card, a residence card, a passport or a travel permit."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from formgen.record.kinds.characters import as_text, half_width, read_text, type_name
from formgen.record.kinds.findings import Outcome, wrong
from formgen.record.kinds.given_text import UNKNOWN_PARTS, given_parts
from formgen.record.kinds.persons import person_numbers
from formgen.record.kinds.standard_numbers import birth_date
from formgen.record.models import PersonalDocument, PersonalId

DOCUMENTS: Mapping[PersonalDocument, tuple[str, ...]] = {
    PersonalDocument.RESIDENT_ID: (
        "居民身份证",
        "身份证",
        "居民身份证号",
        "身份证号",
        "居民身份证号码",
        "身份证号码",
        "公民身份号码",
    ),
    PersonalDocument.PASSPORT: ("护照", "护照号", "护照号码"),
    PersonalDocument.HONG_KONG_MACAO_PERMIT: (
        "港澳居民来往内地通行证",
        "回乡证",
        "港澳通行证",
        "港澳居民来往内地通行证号码",
    ),
    PersonalDocument.TAIWAN_PERMIT: ("台湾居民来往大陆通行证", "台胞证", "台湾居民来往大陆通行证号码"),
    PersonalDocument.HONG_KONG_MACAO_RESIDENCE: (
        "港澳居民居住证",
        "香港居民居住证",
        "澳门居民居住证",
        "港澳居住证",
        "港澳居民居住证号码",
    ),
    PersonalDocument.TAIWAN_RESIDENCE: ("台湾居民居住证", "台湾居住证", "台湾居民居住证号码"),
    PersonalDocument.PERMANENT_RESIDENCE: (
        "外国人永久居留身份证",
        "外国人永久居留证",
        "永久居留身份证",
        "永久居留证",
        "外国人居留身份证",
        "外国人永久居留身份证号码",
    ),
    PersonalDocument.HONG_KONG_ID: (
        "香港居民身份证",
        "香港身份证",
        "香港永久性居民身份证",
        "香港特别行政区居民身份证",
        "香港居民身份证号码",
    ),
    PersonalDocument.MACAO_ID: (
        "澳门居民身份证",
        "澳门身份证",
        "澳门永久性居民身份证",
        "澳门特别行政区居民身份证",
        "澳门居民身份证号码",
    ),
}
"""The documents, each with the Chinese names that are read. The first name is printed."""

_ISLANDS = (PersonalDocument.HONG_KONG_MACAO_RESIDENCE, PersonalDocument.TAIWAN_RESIDENCE)
_CARDS = (PersonalDocument.RESIDENT_ID, *_ISLANDS, PersonalDocument.PERMANENT_RESIDENCE)
"""The documents whose numbers themselves say which of them they are of, by their first digits."""
_SEVERAL: Mapping[str, tuple[PersonalDocument, ...]] = {
    **dict.fromkeys((PersonalDocument.RESIDENT_ID.value, *DOCUMENTS[PersonalDocument.RESIDENT_ID]), _CARDS),
    **dict.fromkeys(("居住证", "居住证号", "居住证号码"), (PersonalDocument.RESIDENT_ID, *_ISLANDS)),
    **dict.fromkeys(("港澳台居民居住证", "港澳台居住证", "港澳台居民居住证号码"), _ISLANDS),
}
"""Names that people use for several documents; the number tells which. A 居住证 of the mainland bears its holder's identity number."""

KEYS: Mapping[str, str] = {
    "document": "document", "证件": "document", "证件类型": "document", "证件名称": "document",
    "number": "number", "号码": "number", "证件号": "number", "证件号码": "number",
}  # fmt: skip
"""The keys that an object of this kind may have, each with the English key that has the same meaning."""

_COUNTRY = re.compile(r"^\s*\([^()0-9]{1,20}\)(?=.*[0-9])")
"""The country of a passport, in brackets after the document's name."""
_NUMBER_WORD = re.compile(r"^\s*(?:号码?|NO\.?(?![A-Z])|NUMBER)?[\s:.]*", re.IGNORECASE)
_BEHIND = re.compile(r"(?P<number>[^()\u4e00-\u9fff]*[0-9])\s*\((?P<name>[^()]{2,20})\)")
"""A number with its document in brackets behind it."""
_NATION = re.compile(r"[\u4e00-\u9fff]{2,8}?(?=护照)|(?=护照)")
_BY_NAME: Mapping[str, tuple[PersonalDocument, ...]] = {
    **{name: (document,) for document, names in DOCUMENTS.items() for name in (document.value, *names)},
    **_SEVERAL,
}
NAMES: tuple[str, ...] = tuple(_BY_NAME)
"""Every name that a document may be given by."""
_REMEDY = (
    "document 写 resident_id、passport、hong_kong_macao_permit、taiwan_permit、hong_kong_macao_residence、taiwan_residence"
    "、permanent_residence、hong_kong_id 或 macao_id（或其中文名称），number 写证件号码"
)


def read_person(raw: object, today: date | None = None) -> Outcome[PersonalId]:
    """Read a person's document from a text or from `{"document": "passport", "number": "C01X00T47"}`.

    The text begins with the document's name (`护照 C01X00T47`), or is the number of an identity card or of a residence card;
    such a number says which card it is of.
    today: the last day on which somebody can have been born; None means the day of the call.
    """
    if isinstance(raw, dict):
        return _of_parts(raw, today)
    text, findings = read_text(raw)
    if text is None:
        return None, findings
    plain = half_width(text)
    if (named := _BEHIND.fullmatch(plain)) and (found := _named(named["name"])) is not None and not found[1]:
        return _read(found[0], named["number"], today)
    if (found := _named(re.sub(r"^\(([^()]*)\)", r"\1", plain))) is not None:
        return _read(*found, today)
    return _read(_CARDS, plain, today)


def begins_with_document(text: str) -> bool:
    """True for a text that begins with the name of a document: `护照 C01X00T47`."""
    return _named(half_width(text)) is not None


def _named(plain: str) -> tuple[tuple[PersonalDocument, ...], str] | None:
    """The documents that a text's beginning may mean, and the number behind the name; None for a text that begins otherwise.

    The country of a passport may stand before the name, or in brackets behind it.
    """
    text = plain[len(nation[0]) :] if (nation := _NATION.match(plain)) else plain
    for name in sorted(_BY_NAME, key=len, reverse=True):
        if text.casefold().startswith(name.casefold()):
            rest = _COUNTRY.sub("", text[len(name) :])
            number = _NUMBER_WORD.sub("", rest, count=1)
            return _BY_NAME[name], number[1:-1] if number[:1] + number[-1:] == "()" else number
    return None


def write_person(value: PersonalId) -> str:
    """Write a document as it is printed: a resident id as its number alone, any other document with its name first."""
    if value.document is PersonalDocument.RESIDENT_ID:
        return value.number
    return f"{DOCUMENTS[value.document][0]} {value.number}"


def _of_parts(raw: Mapping[object, object], today: date | None) -> Outcome[PersonalId]:
    parts = given_parts(raw, KEYS)
    if parts is None:
        return wrong("person.keys", UNKNOWN_PARTS, "只写 document（证件）和 number（号码）两项，各写一次")
    document_name, number = parts.get("document"), parts.get("number")
    if as_text(document_name) == (None, ()) and as_text(number) == (None, ()):
        return None, ()
    documents = _BY_NAME.get(half_width(document_name)) if isinstance(document_name, str) else None
    if documents is None:
        return wrong("person.document", "document（证件）没有写，或不认识", _REMEDY)
    text, findings = read_text(number)
    if findings:
        return None, findings
    if text is None:
        return wrong("person.number", f"number（号码）应是文字，却是{type_name(number)}", _REMEDY)
    return _read(documents, text, today)


def _read(documents: tuple[PersonalDocument, ...], text: str, today: date | None) -> Outcome[PersonalId]:
    """Read the number of one of these documents. Several are possible only where the number itself tells which."""
    if documents[0] not in _CARDS:
        readers: Mapping[PersonalDocument, Callable[[str], Outcome[str]]] = {
            PersonalDocument.PASSPORT: person_numbers.passport,
            PersonalDocument.HONG_KONG_MACAO_PERMIT: person_numbers.hong_kong_macao_permit,
            PersonalDocument.TAIWAN_PERMIT: person_numbers.taiwan_permit,
            PersonalDocument.HONG_KONG_ID: person_numbers.hong_kong_id,
            PersonalDocument.MACAO_ID: person_numbers.macao_id,
        }
        number, findings = readers[documents[0]](text)
        return (None if number is None else PersonalId(documents[0], number)), findings
    is_foreigner = documents == (PersonalDocument.PERMANENT_RESIDENCE,) and len(re.sub(r"[\s-]", "", text)) != LENGTH
    if is_foreigner or person_numbers.is_old_permanent_residence(text):
        number, findings = person_numbers.old_permanent_residence(text)
    else:
        number, findings = person_numbers.identity_number(text, today or date.today())
    if number is None:
        return None, findings
    document = document_of(number)
    if document not in documents:
        names = "或".join(DOCUMENTS[one][0] for one in documents)
        return wrong(
            "person.other-document",
            f"写的是{names}，号码却是{DOCUMENTS[document][0]}的",
            "照证件核对名称和号码",
        )
    return PersonalId(document, number), findings


LENGTH = 18
"""The characters of an identity number (GB 11643-1999)."""


def document_of(number: str) -> PersonalDocument:
    """The card that has this number: an identity number, or an old permanent residence card's."""
    if number.startswith(person_numbers.FOREIGNERS_FIRST) or len(number) != LENGTH:
        return PersonalDocument.PERMANENT_RESIDENCE
    if number[:6] not in person_numbers.PLACES_OF_RESIDENCE_CARDS:
        return PersonalDocument.RESIDENT_ID
    is_taiwan = number[:6] == person_numbers.PLACES_OF_RESIDENCE_CARDS[-1]
    return PersonalDocument.TAIWAN_RESIDENCE if is_taiwan else PersonalDocument.HONG_KONG_MACAO_RESIDENCE


def born_on(person: PersonalId) -> date | None:
    """The day of birth in the number of a person's document; None for a document whose number does not say it."""
    return birth_date(person.number) if person.document in _CARDS and len(person.number) == LENGTH else None
