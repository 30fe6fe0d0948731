"""Reads numbers that identify enterprises and postal areas, and checks their shapes and check digits.

The readers are pure functions. Each takes the text as typed (full-width digits, spaces and hyphens are allowed), and
returns the number as it is printed, with the findings. Numbers are printed as follows:

- unified code: in capitals, without separators (GB 32100-2015);
- organisation code: with the hyphen before its check digit (GB 11714-1997);
- registration number and postcode: as plain half-width digits (a unified code as registration number: like a unified
  code).

Numbers of persons' documents are read in `formgen.record.kinds.persons.person_numbers`.

No message repeats the number, because messages appear in logs and on screens.
"""

from __future__ import annotations

import re

from formgen.foundation.problems import Severity
from formgen.record.kinds.characters import half_width
from formgen.record.kinds.findings import Finding, Outcome, wrong
from formgen.record.kinds.standard_numbers import (
    birth_date,
    registration_number_ends_right,
    resident_number_ends_right,
    unified_code_ends_right,
)

CHECK_DIGIT = "identifier.check-digit"
SHAPE = "identifier.shape"
COPY = "对照证照逐位核对；多半是抄错一位，或相邻两位写反了"

_OF_UNIFIED_CODES = "0-9A-HJ-NP-RTUWXY"
_UNIFIED_CODE = re.compile(rf"[{_OF_UNIFIED_CODES}]{{2}}[0-9]{{6}}[{_OF_UNIFIED_CODES}]{{10}}")
REGISTERING_DEPARTMENTS = "123456789ANY"
"""The first characters of unified codes. GB 32100-2015 with its amendment gives each to a registering department: 9 is
工商 (now 市场监管), 1 is 机构编制, 5 is 民政, A is 军队, N is 农业农村, and Y is any other department."""
_UNUSED_LETTERS = {"I": "1", "O": "0", "S": "5", "Z": "2", "V": "U"}
"""The letters that the standard does not use, each with the character that people probably meant."""
_AS_DIGITS = {ord(letter): digit for letter, digit in _UNUSED_LETTERS.items()}
_ORGANISATION_CODE = re.compile(r"([0-9A-Z]{8})-?([0-9X])")
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


_LABEL = re.compile(r"[\u4e00-\u9fff():]{1,24}")
_BEHIND = re.compile(r"(?:号|\((?:[\u4e00-\u9fff]{1,12}|[0-9]{1,2}[-/][0-9]{1,2})\)|[-.,;:/、。'’”\"])+$")
_ZEROS_BEHIND = re.compile(r"(?<=[0-9])\.0+$")


def compact_number(text: str) -> str:
    """Return the text in half-width capitals, without spaces, quotation marks before it, and signs and `.0` after it."""
    plain = re.sub(r"\s", "", half_width(text)).upper()
    return _ZEROS_BEHIND.sub("", plain.rstrip("-.,;:、。'’”\"").lstrip("'‘’“`\""))


def _code(text: str) -> str:
    """Do the same as `compact_number`, and remove the label before a code (`注册号`) and additions after it (`（副本）`, `号`).

    Licences print these additions.
    """
    compact = re.sub(r"^\((.*)\)$", r"\1", compact_number(text))
    label = _LABEL.match(compact)
    return _ZEROS_BEHIND.sub("", _BEHIND.sub("", compact[label.end() if label else 0 :]))


def unified_code(text: str) -> Outcome[str]:
    """Read a unified social credit code (GB 32100-2015): 18 characters, of which the last is a check character.

    The first two characters stand for the registering department and the class, and may be letters. A department that
    the standard does not name gives only a warning, because amendments of the standard add departments.
    """
    code = _code(text).replace("-", "")
    if re.fullmatch("[0-9A-Z]+", code) is None or len(code) != 18:
        what = f"这里是 {len(code)} 位" if re.fullmatch("[0-9A-Z]*", code) else "这里有别的字符"
        return wrong(SHAPE, f"统一社会信用代码应是 18 位数字或大写字母，{what}", "照营业执照抄写")
    if letters := [letter for letter in _UNUSED_LETTERS if letter in code]:
        digits = "、".join(f"字母 {letter} 改成数字 {_UNUSED_LETTERS[letter]}" for letter in letters)
        repaired = code.translate(_AS_DIGITS)
        sure = _UNIFIED_CODE.fullmatch(repaired) and unified_code_ends_right(repaired)
        remedy = f"把{digits}，校验码就对了；照营业执照核对" if sure else "照营业执照核对，多半是数字看成了字母"
        return wrong(SHAPE, "统一社会信用代码不用字母 I、O、S、V、Z", remedy)
    if not _UNIFIED_CODE.fullmatch(code):
        return wrong(SHAPE, "统一社会信用代码第 3 至 8 位应是数字（登记机关的行政区划）", "照营业执照抄写")
    if not unified_code_ends_right(code):
        return wrong(CHECK_DIGIT, "统一社会信用代码的校验码（第 18 位）不对", COPY)
    if code[0] not in REGISTERING_DEPARTMENTS:
        message = "统一社会信用代码第 1 位不是已知的登记管理部门"
        return code, (Finding("identifier.department", message, "照营业执照核对第 1 位", Severity.WARNING),)
    return code, ()


def organisation_of(unified: str) -> str:
    """Return the organisation code in a unified code: its characters 9 to 17 (GB 32100-2015), with the hyphen."""
    return f"{unified[8:16]}-{unified[16]}"


def organisation_code(text: str) -> Outcome[str]:
    """Read an organisation code (GB 11714-1997): eight characters, a hyphen and a check digit, e.g. `12345678-8`.

    The hyphen may be missing in the input. The standard prints it, so the result has it. If the text is a unified code,
    the organisation code is taken from it, and a warning says so.
    """
    compact = re.sub(r"[._~·*]|\((?=[0-9X]\)$)", "-", _code(text)).rstrip(")")
    if len(compact.replace("-", "")) == 18:
        unified, findings = unified_code(text)
        if unified is None:
            return None, findings
        message = "填的是统一社会信用代码，取了其中第 9 至 17 位作组织机构代码"
        told = Finding("identifier.derived", message, "核对组织机构代码；无误的不必理会", Severity.WARNING)
        return organisation_of(unified), (told,)
    match = _ORGANISATION_CODE.fullmatch(compact)
    if match is None:
        return wrong(
            SHAPE,
            "组织机构代码应是 9 位：8 位数字或大写字母，加 1 位校验码（数字或 X）",
            "照组织机构代码证抄写；已换发统一社会信用代码的，取其第 9 至 17 位",
        )
    body, check = match.groups()
    if organisation_check_digit(body) != check:
        return wrong(CHECK_DIGIT, "组织机构代码的校验码（第 9 位）不对", COPY)
    return f"{body}-{check}", ()


def holds_organisation_code(unified: str, organisation: str) -> bool:
    """Return True if the characters 9 to 17 of a unified code are this organisation code (GB 32100-2015)."""
    return unified[8:17] == organisation.replace("-", "")


def may_be_registered_as(unified: str, registration: str) -> bool:
    """Return True if a registration number does not contradict a unified code.

    A registration number with the length of a unified code must be equal to it. Any other number does not contradict it.
    """
    return len(registration) != len(unified) or registration == unified


def registered_as(unified: str) -> str:
    """Return the registration number of an enterprise with this unified code. It is the same code (国发〔2015〕33号)."""
    return unified


def organisation_check_digit(body: str) -> str:
    """Return the check digit of the first eight characters (GB 11714-1997: weights 3 7 9 10 5 8 4 2, modulus 11)."""
    total = sum(int(character, 36) * weight for character, weight in zip(body, _ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def registration_number(text: str) -> Outcome[str]:
    """Read a business registration number of 15 digits (its check digit follows ISO 7064 MOD 11,10), or a unified code."""
    number = _code(text).replace("-", "")
    if len(number) == 18:
        return unified_code(text)
    if not re.fullmatch("[0-9]{15}", number):
        return wrong(SHAPE, "工商注册号应是 15 位数字，或 18 位统一社会信用代码", "照营业执照抄写")
    if not registration_number_ends_right(number):
        return wrong(CHECK_DIGIT, "工商注册号的校验码（第 15 位）不对", COPY)
    return number, ()


_ONLY_NUMBER = re.compile(
    r"(?P<person>[0-9]{17}[0-9X])|(?P<phone>1[3-9][0-9]{9}|0[0-9]{2,3}-?[2-9][0-9]{6,7})|(?P<code>[0-9A-Z]{18})"
)
_PERSON_INSIDE = re.compile(r"(?<![0-9A-Z])[0-9]{17}[0-9X](?![0-9A-Z])")
_PHONE_INSIDE = re.compile(r"(?<![0-9A-Z.-])(?:1[3-9][0-9]{9}|0[0-9]{2,3}-[2-9][0-9]{6,7})(?![0-9A-Z])")
_SEVERAL_DIGITS = re.compile("[0-9]{7}")
_ONLY_DAY = re.compile(r"(?:19|20)[0-9]{2}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?")


def number_for_text(text: str) -> tuple[Finding, ...]:
    """Return a finding if a text is, or holds, a number that belongs into another field: a person's, a telephone's, a code.

    Only a person's number is an error, because a number of another kind may be what the field wants (that of a report).
    """
    found = _ONLY_NUMBER.fullmatch(compact_number(text)) if text.isascii() or text[:1].isdigit() else None
    remedy = "核对各栏有没有错位；号码写到它自己的栏目"
    if found is None:
        return _number_beside_words(half_width(text).upper(), remedy)
    if found["person"] and resident_number_ends_right(found["person"]) and birth_date(found["person"]) is not None:
        return (Finding("identifier.misplaced", "这里写的是身份证号", remedy),)
    if found["phone"]:
        return (Finding("identifier.misplaced", "这里写的像是电话号码", remedy, Severity.WARNING),)
    code = found["code"] or found["person"]
    if _UNIFIED_CODE.fullmatch(code) and unified_code_ends_right(code):
        return (Finding("identifier.misplaced", "这里写的像是统一社会信用代码", remedy, Severity.WARNING),)
    return ()


def _number_beside_words(plain: str, remedy: str) -> tuple[Finding, ...]:
    """Return a finding if a text holds a person's number or a telephone number beside its words, or is a day and nothing else."""
    if _ONLY_DAY.fullmatch(plain):
        return (Finding("identifier.misplaced", "这里写的像是日期", remedy, Severity.WARNING),)
    if _SEVERAL_DIGITS.search(plain) is None:
        return ()
    for found in _PERSON_INSIDE.finditer(plain):
        if resident_number_ends_right(found[0]) and birth_date(found[0]) is not None:
            return (Finding("identifier.misplaced", "这里带着身份证号", remedy),)
    if not plain.isascii() and _PHONE_INSIDE.search(plain):
        return (Finding("identifier.misplaced", "这里带着电话号码", remedy, Severity.WARNING),)
    return ()


def postcode(text: str, usual_prefix: str) -> Outcome[str]:
    """Read a postcode of six digits. If it does not begin with `usual_prefix` ("" allows any), a warning says so."""
    number = re.sub(r"(?<=[0-9])-(?=[0-9])|\(?[\u4e00-\u9fff]+\)?$", "", _code(text))
    if not re.fullmatch("[0-9]{6}", number) or number == "000000":
        return wrong(SHAPE, "邮编应是 6 位数字", "查对后填写")
    if not number.startswith(usual_prefix):
        finding = Finding(
            "identifier.postcode-elsewhere",
            f"邮编不是本地的（本地邮编以 {usual_prefix} 开头）",
            "核对邮编；地址确在外地的不必理会",
            Severity.WARNING,
        )
        return number, (finding,)
    return number, ()
