"""Reads the numbers of persons' documents, and checks their shapes, check digits, places and birth dates.

Each reader takes the text as typed (full-width digits, spaces and hyphens are allowed), and returns the number as it is printed: in
half-width capitals, with the findings. No message repeats the number, because messages appear in logs and on screens.
"""

from __future__ import annotations

import re
from datetime import date

from formgen.foundation.problems import Severity
from formgen.record.kinds.findings import Finding, Outcome, wrong
from formgen.record.kinds.identifiers import CHECK_DIGIT, COPY, SHAPE, compact_number
from formgen.record.kinds.standard_numbers import birth_date, is_known_county, resident_number_ends_right

_PERSON = re.compile(r"^[\u4e00-\u9fff·]{2,12}[-:,]?(?=[0-9])|(?<=[0-9X])\(?[\u4e00-\u9fff·]{2,12}\)?$|[()]")
"""A person's name before or after the number, and brackets."""
_PASSPORT = re.compile(r"(?=[A-Z]*[0-9])[A-Z0-9]{5,12}")
_HONG_KONG_MACAO_PERMIT = re.compile(r"[HM](?:[0-9]{8}(?:[0-9]{2})?|A[0-9]{7})")
_HONG_KONG_ID = re.compile(r"(?P<letters>[A-Z]{1,2})(?P<digits>[0-9]{6})\(?(?P<check>[0-9A])\)?")
_MACAO_ID = re.compile(r"([157])/?([0-9]{6})/?\(?([0-9])\)?")
_TAIWAN_PERMIT = re.compile(r"[0-9]{8}|[0-9]{10}[A-Z]?")


def identity_number(text: str, today: date) -> Outcome[str]:
    """Read a number of the kind that GB 11643-1999 describes: place, birth date, sequence, check character; 18 characters.

    Identity cards of residents have it, and so have residence cards of people from Hong Kong, Macao and Taiwan (国办发〔2018〕81号),
    and permanent residence cards of foreigners since December 2023, whose numbers begin with 9 (新版外国人永久居留身份证机读信息规则,
    国家移民管理局, 2023). If no table has the place, this is only a warning, because the table of python-stdnum is not complete.
    today: the last day on which somebody can have been born.
    """
    number = _PERSON.sub("", compact_number(text).replace("Ⅹ", "X").replace("ⅹ", "X")).replace("-", "")
    if "*" in number:
        return wrong(SHAPE, "居民身份证号有几位被星号遮住了", "写上完整的 18 位号码")
    if re.fullmatch("[0-9]{15}", number):
        return wrong(SHAPE, "15 位的身份证号已经停用，应是 18 位", "照现在的居民身份证抄写")
    if not re.fullmatch("[0-9]{17}[0-9X]", number):
        return wrong(
            SHAPE,
            "居民身份证号应是 18 位：17 位数字，加 1 位校验码（数字或 X）",
            "照居民身份证抄写；用护照等其他证件的，写明证件，如 护照 C01X00T47",
        )
    if not resident_number_ends_right(number):
        return wrong(CHECK_DIGIT, "居民身份证号的校验码（第 18 位）不对", COPY)
    born = birth_date(number)
    if born is None or born > today:
        return wrong("identifier.birth-date", "居民身份证号里的出生日期（第 7 至 14 位）不可能", COPY)
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
    return _OLD_CARD.fullmatch(compact_number(text).replace("-", "")) is not None


def old_permanent_residence(text: str) -> Outcome[str]:
    """Read a permanent residence card's number of before December 2023: country, place, birth date (YYMMDD), sex, check digit.

    The three letters and twelve digits are the administration's own words (新版外国人永久居留身份证机读信息规则, 第 2 条). That the last
    digit follows from the others as in passports (ICAO Doc 9303-3, 4.9: weights 7 3 1, modulus 10) was seen on published
    specimens only, so a number that contradicts it gives a warning and no error.
    """
    number = compact_number(text).replace("-", "")
    if not _OLD_CARD.fullmatch(number):
        return wrong(
            SHAPE,
            "外国人永久居留身份证号码应是以 9 开头的 18 位（2023 年 12 月起），或 3 位字母加 12 位数字（旧证）",
            "照证件抄写",
        )
    total = sum(int(sign, 36) * (7, 3, 1)[at % 3] for at, sign in enumerate(number[:-1]))
    month, day = int(number[9:11]), int(number[11:13])
    if total % 10 == int(number[-1]) and 1 <= month <= 12 and 1 <= day <= 31:
        return number, ()
    message = "外国人永久居留身份证（旧证）的号码里，出生日期（第 8 至 13 位）或末位校验码像是不对"
    return number, (Finding("identifier.old-card", message, f"{COPY}；确实无误的不必理会", Severity.WARNING),)


def passport(text: str) -> Outcome[str]:
    """Read the number of a passport of any country: 5 to 12 letters and digits, at least one digit (ICAO Doc 9303)."""
    number = compact_number(text).replace("-", "")
    if not _PASSPORT.fullmatch(number):
        return wrong(SHAPE, "护照号码应是 5 至 12 位字母和数字", "照护照资料页抄写")
    return number, ()


def hong_kong_macao_permit(text: str) -> Outcome[str]:
    """Read the number of a 港澳居民来往内地通行证: H or M, and eight digits. Older cards have two more digits for reissues.

    Cards for those who are no Chinese citizens have HA or MA, and seven digits (国家移民管理局, July 2024).
    """
    number = compact_number(text).replace("-", "")
    if not _HONG_KONG_MACAO_PERMIT.fullmatch(number):
        return wrong(
            SHAPE,
            "港澳居民来往内地通行证号码应是 H 或 M 加 8 位数字（旧证 10 位），非中国籍的是 HA 或 MA 加 7 位数字",
            "照通行证抄写",
        )
    return number, ()


def taiwan_permit(text: str) -> Outcome[str]:
    """Read the number of a 台湾居民来往大陆通行证: eight digits. Older books have ten digits, often followed by a letter."""
    number = re.sub(r"[-()]", "", compact_number(text))
    if not _TAIWAN_PERMIT.fullmatch(number):
        return wrong(SHAPE, "台湾居民来往大陆通行证号码应是 8 位数字（旧证 10 位数字，可带 1 位字母）", "照通行证抄写")
    return number, ()


def hong_kong_id(text: str) -> Outcome[str]:
    """Read the number of a Hong Kong identity card: one or two letters, six digits, and a check digit in brackets (0 to 9, A).

    Immigration Department of Hong Kong: letters count from A = 10, a missing first letter as 36; weights 9 to 1, modulus 11.
    """
    found = _HONG_KONG_ID.fullmatch(compact_number(text).replace("-", ""))
    if found is None:
        return wrong(
            SHAPE,
            "香港居民身份证号码应是 1 或 2 位字母、6 位数字，加括号里的 1 位校验码",
            "照身份证抄写，如 A123456(3)",
        )
    signs = [int(sign, 36) for sign in found["letters"] + found["digits"] + found["check"]]
    whole = [36] * (9 - len(signs)) + signs
    if sum(sign * weight for sign, weight in zip(whole, range(9, 0, -1), strict=True)) % 11:
        return wrong(CHECK_DIGIT, "香港居民身份证号码的校验码（括号里的一位）不对", COPY)
    return f"{found['letters']}{found['digits']}({found['check']})", ()


def macao_id(text: str) -> Outcome[str]:
    """Read the number of a Macao identity card: seven digits, of which the first is 1, 5 or 7, and one in brackets.

    Older cards have strokes (`1/234567/8`). How the last digit follows from the others is not published.
    """
    found = _MACAO_ID.fullmatch(compact_number(text).replace("-", ""))
    if found is None:
        return wrong(
            SHAPE,
            "澳门居民身份证号码应是 7 位数字（1、5、7 开头），加括号里的 1 位数字",
            "照身份证抄写，如 1234567(8)",
        )
    digits = "".join(found.groups())
    return f"{digits[:-1]}({digits[-1]})", ()
