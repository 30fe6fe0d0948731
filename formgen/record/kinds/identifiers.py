"""Reads numbers that identify enterprises, persons and postal areas, and checks their shapes and check digits.

The readers are pure functions. Each takes the text as typed (full-width digits, spaces and hyphens are allowed), and
returns the number as it is printed, with the findings. Numbers are printed as follows:

- unified code and resident id: in capitals, without separators (GB 32100-2015, GB 11643-1999);
- organisation code: with the hyphen before its check digit (GB 11714-1997);
- registration number and postcode: as plain half-width digits (a unified code as registration number: like a unified
  code);
- numbers of other documents: in half-width capitals.

No message repeats the number, because messages appear in logs and on screens.
"""

from __future__ import annotations

import re
from datetime import date

from formgen.foundation.problems import Severity
from formgen.record.kinds.characters import half_width
from formgen.record.kinds.findings import Finding, Outcome, wrong
from formgen.record.kinds.standard_numbers import (
    birth_date,
    is_known_county,
    registration_number_ends_right,
    resident_number_ends_right,
    unified_code_ends_right,
)

_CHECK_DIGIT = "identifier.check-digit"
_SHAPE = "identifier.shape"
_COPY = "对照证照逐位核对；多半是抄错一位，或相邻两位写反了"

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
_PERSON = re.compile(r"^[\u4e00-\u9fff·]{2,12}[-:,]?(?=[0-9])|(?<=[0-9X])\(?[\u4e00-\u9fff·]{2,12}\)?$|[()]")
"""A person's name before or after the number, and brackets."""
_PASSPORT = re.compile(r"(?=[A-Z]*[0-9])[A-Z0-9]{5,12}")
_HONG_KONG_MACAO_PERMIT = re.compile(r"[HM](?:[0-9]{8}(?:[0-9]{2})?|A[0-9]{7})")
_HONG_KONG_ID = re.compile(r"(?P<letters>[A-Z]{1,2})(?P<digits>[0-9]{6})\(?(?P<check>[0-9A])\)?")
_MACAO_ID = re.compile(r"([157])/?([0-9]{6})/?\(?([0-9])\)?")
_TAIWAN_PERMIT = re.compile(r"[0-9]{8}|[0-9]{10}[A-Z]?")


_LABEL = re.compile(r"[\u4e00-\u9fff():]{1,24}")
_BEHIND = re.compile(r"(?:号|\((?:[\u4e00-\u9fff]{1,12}|[0-9]{1,2}[-/][0-9]{1,2})\)|[-.,;:/、。'’”\"])+$")
_ZEROS_BEHIND = re.compile(r"(?<=[0-9])\.0+$")


def _compact(text: str) -> str:
    """Return the text in half-width capitals, without spaces, quotation marks before it, and signs and `.0` after it."""
    plain = re.sub(r"\s", "", half_width(text)).upper()
    return _ZEROS_BEHIND.sub("", plain.rstrip("-.,;:、。'’”\"").lstrip("'‘’“`\""))


def _code(text: str) -> str:
    """Do the same as `_compact`, and remove the label before a code (`注册号`) and additions after it (`（副本）`, `号`).

    Licences print these additions.
    """
    compact = re.sub(r"^\((.*)\)$", r"\1", _compact(text))
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
        return wrong(_SHAPE, f"统一社会信用代码应是 18 位数字或大写字母，{what}", "照营业执照抄写")
    if letters := [letter for letter in _UNUSED_LETTERS if letter in code]:
        digits = "、".join(f"字母 {letter} 改成数字 {_UNUSED_LETTERS[letter]}" for letter in letters)
        repaired = code.translate(_AS_DIGITS)
        sure = _UNIFIED_CODE.fullmatch(repaired) and unified_code_ends_right(repaired)
        remedy = f"把{digits}，校验码就对了；照营业执照核对" if sure else "照营业执照核对，多半是数字看成了字母"
        return wrong(_SHAPE, "统一社会信用代码不用字母 I、O、S、V、Z", remedy)
    if not _UNIFIED_CODE.fullmatch(code):
        return wrong(_SHAPE, "统一社会信用代码第 3 至 8 位应是数字（登记机关的行政区划）", "照营业执照抄写")
    if not unified_code_ends_right(code):
        return wrong(_CHECK_DIGIT, "统一社会信用代码的校验码（第 18 位）不对", _COPY)
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
            _SHAPE,
            "组织机构代码应是 9 位：8 位数字或大写字母，加 1 位校验码（数字或 X）",
            "照组织机构代码证抄写；已换发统一社会信用代码的，取其第 9 至 17 位",
        )
    body, check = match.groups()
    if organisation_check_digit(body) != check:
        return wrong(_CHECK_DIGIT, "组织机构代码的校验码（第 9 位）不对", _COPY)
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
        return wrong(_SHAPE, "工商注册号应是 15 位数字，或 18 位统一社会信用代码", "照营业执照抄写")
    if not registration_number_ends_right(number):
        return wrong(_CHECK_DIGIT, "工商注册号的校验码（第 15 位）不对", _COPY)
    return number, ()


def identity_number(text: str, today: date) -> Outcome[str]:
    """Read a number of the kind that GB 11643-1999 describes: place, birth date, sequence, check character; 18 characters.

    Identity cards of residents have it, and so have residence cards of people from Hong Kong, Macao and Taiwan (国办发〔2018〕81号),
    and permanent residence cards of foreigners since December 2023, whose numbers begin with 9 (新版外国人永久居留身份证机读信息规则,
    国家移民管理局, 2023). If no table has the place, this is only a warning, because the table of python-stdnum is not complete.
    today: the last day on which somebody can have been born.
    """
    number = _PERSON.sub("", _compact(text).replace("Ⅹ", "X").replace("ⅹ", "X")).replace("-", "")
    if "*" in number:
        return wrong(_SHAPE, "居民身份证号有几位被星号遮住了", "写上完整的 18 位号码")
    if re.fullmatch("[0-9]{15}", number):
        return wrong(_SHAPE, "15 位的身份证号已经停用，应是 18 位", "照现在的居民身份证抄写")
    if not re.fullmatch("[0-9]{17}[0-9X]", number):
        return wrong(
            _SHAPE,
            "居民身份证号应是 18 位：17 位数字，加 1 位校验码（数字或 X）",
            "照居民身份证抄写；用护照等其他证件的，写明证件，如 护照 C01X00T47",
        )
    if not resident_number_ends_right(number):
        return wrong(_CHECK_DIGIT, "居民身份证号的校验码（第 18 位）不对", _COPY)
    born = birth_date(number)
    if born is None or born > today:
        return wrong("identifier.birth-date", "居民身份证号里的出生日期（第 7 至 14 位）不可能", _COPY)
    return number, () if _is_known_place(number) else (_UNKNOWN_PLACE,)


PLACES_OF_RESIDENCE_CARDS = ("810000", "820000", "830000")
"""The places in the numbers of residence cards: Hong Kong, Macao, Taiwan (港澳台居民居住证申领发放办法, 国办发〔2018〕81号)."""
FOREIGNERS_FIRST = "9"
"""The first digit of a permanent residence card's number since 2023; citizens' numbers begin with 1 to 8."""
_PROVINCES = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]")
"""The first two digits of the mainland's provinces (GB/T 2260-2007)."""
_UNKNOWN_PLACE = Finding(
    "identifier.place",
    "居民身份证号开头的地区代码（前 6 位）不在已知的行政区划表里",
    "核对前 6 位；确实无误的不必理会",
    Severity.WARNING,
)


def _is_known_place(number: str) -> bool:
    """True if the place in a number is known: a foreigner's number has the province after its 9, then the country's digits."""
    if number.startswith(FOREIGNERS_FIRST):
        return _PROVINCES.fullmatch(number[1:3]) is not None
    return number[:6] in PLACES_OF_RESIDENCE_CARDS or is_known_county(number[:6])


_OLD_CARD = re.compile(r"[A-Z]{3}[0-9]{12}")


def is_old_permanent_residence(text: str) -> bool:
    """True for a text with the shape of a permanent residence card's number before December 2023: 3 letters and 12 digits."""
    return _OLD_CARD.fullmatch(_compact(text).replace("-", "")) is not None


def old_permanent_residence(text: str) -> Outcome[str]:
    """Read a permanent residence card's number of before December 2023: country, place, birth date (YYMMDD), sex, check digit.

    The three letters and twelve digits are the administration's own words (新版外国人永久居留身份证机读信息规则, 第 2 条). That the last
    digit follows from the others as in passports (ICAO Doc 9303-3, 4.9: weights 7 3 1, modulus 10) was seen on published
    specimens only, so a number that contradicts it gives a warning and no error.
    """
    number = _compact(text).replace("-", "")
    if not _OLD_CARD.fullmatch(number):
        return wrong(
            _SHAPE,
            "外国人永久居留身份证号码应是以 9 开头的 18 位（2023 年 12 月起），或 3 位字母加 12 位数字（旧证）",
            "照证件抄写",
        )
    total = sum(int(sign, 36) * (7, 3, 1)[at % 3] for at, sign in enumerate(number[:-1]))
    month, day = int(number[9:11]), int(number[11:13])
    if total % 10 == int(number[-1]) and 1 <= month <= 12 and 1 <= day <= 31:
        return number, ()
    message = "外国人永久居留身份证（旧证）的号码里，出生日期（第 8 至 13 位）或末位校验码像是不对"
    return number, (Finding("identifier.old-card", message, f"{_COPY}；确实无误的不必理会", Severity.WARNING),)


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
    found = _ONLY_NUMBER.fullmatch(_compact(text)) if text.isascii() or text[:1].isdigit() else None
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


def passport(text: str) -> Outcome[str]:
    """Read the number of a passport of any country: 5 to 12 letters and digits, at least one digit (ICAO Doc 9303)."""
    number = _compact(text).replace("-", "")
    if not _PASSPORT.fullmatch(number):
        return wrong(_SHAPE, "护照号码应是 5 至 12 位字母和数字", "照护照资料页抄写")
    return number, ()


def hong_kong_macao_permit(text: str) -> Outcome[str]:
    """Read the number of a 港澳居民来往内地通行证: H or M, and eight digits. Older cards have two more digits for reissues.

    Cards for those who are no Chinese citizens have HA or MA, and seven digits (国家移民管理局, July 2024).
    """
    number = _compact(text).replace("-", "")
    if not _HONG_KONG_MACAO_PERMIT.fullmatch(number):
        return wrong(
            _SHAPE,
            "港澳居民来往内地通行证号码应是 H 或 M 加 8 位数字（旧证 10 位），非中国籍的是 HA 或 MA 加 7 位数字",
            "照通行证抄写",
        )
    return number, ()


def taiwan_permit(text: str) -> Outcome[str]:
    """Read the number of a 台湾居民来往大陆通行证: eight digits. Older books have ten digits, often followed by a letter."""
    number = re.sub(r"[-()]", "", _compact(text))
    if not _TAIWAN_PERMIT.fullmatch(number):
        return wrong(_SHAPE, "台湾居民来往大陆通行证号码应是 8 位数字（旧证 10 位数字，可带 1 位字母）", "照通行证抄写")
    return number, ()


def hong_kong_id(text: str) -> Outcome[str]:
    """Read the number of a Hong Kong identity card: one or two letters, six digits, and a check digit in brackets (0 to 9, A).

    Immigration Department of Hong Kong: letters count from A = 10, a missing first letter as 36; weights 9 to 1, modulus 11.
    """
    found = _HONG_KONG_ID.fullmatch(_compact(text).replace("-", ""))
    if found is None:
        return wrong(
            _SHAPE,
            "香港居民身份证号码应是 1 或 2 位字母、6 位数字，加括号里的 1 位校验码",
            "照身份证抄写，如 A123456(3)",
        )
    signs = [int(sign, 36) for sign in found["letters"] + found["digits"] + found["check"]]
    whole = [36] * (9 - len(signs)) + signs
    if sum(sign * weight for sign, weight in zip(whole, range(9, 0, -1), strict=True)) % 11:
        return wrong(_CHECK_DIGIT, "香港居民身份证号码的校验码（括号里的一位）不对", _COPY)
    return f"{found['letters']}{found['digits']}({found['check']})", ()


def macao_id(text: str) -> Outcome[str]:
    """Read the number of a Macao identity card: seven digits, of which the first is 1, 5 or 7, and one in brackets.

    Older cards have strokes (`1/234567/8`). How the last digit follows from the others is not published.
    """
    found = _MACAO_ID.fullmatch(_compact(text).replace("-", ""))
    if found is None:
        return wrong(
            _SHAPE,
            "澳门居民身份证号码应是 7 位数字（1、5、7 开头），加括号里的 1 位数字",
            "照身份证抄写，如 1234567(8)",
        )
    digits = "".join(found.groups())
    return f"{digits[:-1]}({digits[-1]})", ()


def postcode(text: str, usual_prefix: str) -> Outcome[str]:
    """Read a postcode of six digits. If it does not begin with `usual_prefix` ("" allows any), a warning says so."""
    number = re.sub(r"(?<=[0-9])-(?=[0-9])|\(?[\u4e00-\u9fff]+\)?$", "", _code(text))
    if not re.fullmatch("[0-9]{6}", number) or number == "000000":
        return wrong(_SHAPE, "邮编应是 6 位数字", "查对后填写")
    if not number.startswith(usual_prefix):
        finding = Finding(
            "identifier.postcode-elsewhere",
            f"邮编不是本地的（本地邮编以 {usual_prefix} 开头）",
            "核对邮编；地址确在外地的不必理会",
            Severity.WARNING,
        )
        return number, (finding,)
    return number, ()
