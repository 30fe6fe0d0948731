"""Reads telephone and fax numbers: mainland landlines, mobiles, service numbers, and numbers abroad (ITU-T E.164).

No standard fixes how a telephone number is written. So it is printed exactly as the enterprise typed it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from formgen.foundation.problems import Severity
from formgen.record.kinds.characters import half_width
from formgen.record.kinds.findings import Finding, Outcome, wrong

_AREA_AND_NUMBER = r"(?:(?:10|2[0-9])[2-9][0-9]{7}|[3-9][0-9]{2}[2-9][0-9]{6,7})"
_LANDLINE = re.compile(rf"(?:0|\+?860?){_AREA_AND_NUMBER}")
_LOCAL = re.compile(r"[2-9][0-9]{6,7}")
_MOBILE = re.compile(r"(?:\+?86|0)?1[3-9][0-9]{9}")
_SERVICE = re.compile(r"(?:\+?86)?[48]00[0-9]{7}|9[56][0-9]{3,4}")
"""Numbers of services, without an area code: 400 and 800, and the short ones that begin with 95 or 96 (电信网编号计划, 2017)."""
_NO_AREA = re.compile(r"\(?0[3-9][0-9][-)]")
"""An area code that is a digit too short: of those with three digits there are only 010 and 020 to 029."""
_ABROAD = re.compile(r"\+(?!86)[1-9][0-9]{6,14}")
_ZERO_LOST = re.compile(_AREA_AND_NUMBER)
_EXTENSION = re.compile(r"(?:转|EXT\.?|X|×|#|\*)([0-9]{1,6})转?$")
_BRACKETED_EXTENSION = re.compile(r"\(转?([0-9]{1,6})\)$")
_HYPHEN_EXTENSION = re.compile(r"^(.*[0-9]{4,8})-([0-9]{1,6})$")
_LAST_DIGITS = re.compile(r"[0-9]{1,4}")
_OTHER = re.compile(r"QQ|微信|WECHAT|@|邮箱|E-?MAIL")
"""Other contact data that people write beside a telephone number. The field must not contain them."""

_SEPARATORS = re.compile(r"[、,;/~|&\\\n]|或者?|[和及]|(?<=[0-9])\s*[\u4e00-\u9fff]{1,6}:")
_NOTE = re.compile(r"[(\[【][^()\[\]【】0-9]*[)\]】]")
_LETTERS = r"(?<![A-Z])(?!EXT)[A-Z]{2,}\.?|[MTFHO](?=:)"
_HANZI = r"[\u4e00-\u8f6b\u8f6d-\u9fff·]+"  # all characters except 转, which stands before an extension
_WORDS = rf"(?:{_LETTERS}|{_HANZI})(?:[\s/]*(?:{_LETTERS}|{_HANZI}))*\s*:?"
"""Names and labels around a number. `re` compiles the pattern when a number first needs it, and keeps it."""
_EXTENSION_WORDS = re.compile(r"[\s,、;]*(?:\((?:转|轉)\)|转接|转分机|转|轉|分机号?|分機|内线)\s*:?")
_AS_NUMBER = re.compile(r"([0-9]{7,12})\.0+")
"""A number as programs write it that take it for an amount: `13800000000.0`."""
_ENDS = "、,，;；/。 \n"
_USUAL = re.compile(r"0(?:10|2[0-9]|[3-9][0-9]{2})-[2-9][0-9]{7}|1[3-9][0-9]{9}")
"""The writings that nearly everybody uses. They are tried first, because this is fast."""
_AREA_AND_SIGN = re.compile(r"(?<![0-9])(0[0-9]{2,3})\s*[/、,:;*]\s*(?=[2-9][0-9]{6,7}(?![0-9]))")
"""An area code behind which another sign stands in the place of the hyphen. An area code alone is no number."""
_SAME_ACCOUNT = re.compile(r"微信同(?:号|步|手机号?)|同微信号?")
_MOST_PIECES = 12

LONGEST = 200
"""The most characters that a text of telephone numbers may have."""

_REMEDY = "写成 0512-53520000、0512-53520000转801、13X 开头的 11 位手机号或 +49 711 1234567；几个号码用顿号隔开"


def phone(text: str) -> Outcome[str]:
    """Read one or more telephone numbers. They are returned as typed, but without a separator after the last number.

    These writings are read: `0512-53520000`, `(0512)53520000`, `+86 512 5352 0000`, extensions (`转801`, `-801`, `（801）`),
    mobiles, 400 and 800 numbers, and `+49 711 1234567`. Several numbers may be separated by signs, 或, a line break or
    spaces; `53520000/2` is also read. Names (`沈明诚 13800000000`), labels (`手机：`) and notes (`（办）`) may stand beside
    them. A local number without an area code gives a warning.
    """
    findings: list[Finding] = []
    if len(text) > LONGEST:
        return wrong("phone.shape", f"电话号码长达 {len(text)} 个字符", "只写一两个号码")
    if _USUAL.fullmatch(text):
        return text, ()
    text = text.rstrip(_ENDS)
    if amount := _AS_NUMBER.fullmatch(text):
        text = amount[1]
    plain = _NOTE.sub(" ", _EXTENSION_WORDS.sub("转", half_width(text).upper())).replace("_", "-")
    plain = _AREA_AND_SIGN.sub(r"\1-", _SAME_ACCOUNT.sub(" ", plain))
    if _OTHER.search(plain):
        return wrong("phone.shape", "电话号码旁边还写了别的（QQ、微信、邮箱）", "这一栏只写电话号码")
    before = ""
    for part in _parts(plain):
        kinds = _kinds(part)
        if not kinds and _LAST_DIGITS.fullmatch(part.strip()) and before in ("whole", "local"):
            continue  # `53520000/2` means a second number with another last digit
        if not kinds:
            return _not_read(part)
        before = kinds[-1]
        if "local" in kinds and not findings:
            findings.append(Finding("phone.area-code", "没有写区号", "加上区号，如 0512-", Severity.WARNING))
    return text, tuple(findings)


def _parts(plain: str) -> Iterator[str]:
    """Yield the parts between separators, without names and labels.

    A part that has only names is left out if another part has digits.
    """
    parts = _SEPARATORS.split(plain)
    numbers = any(any(character.isdigit() for character in part) for part in parts)
    for part in parts:
        without = re.sub(_WORDS, " ", part).strip(" :.")
        if without or not (numbers and re.search(_WORDS, part)):
            yield without


def _not_read(part: str) -> tuple[None, tuple[Finding, ...]]:
    if _ZERO_LOST.fullmatch(re.sub(r"[-().\s]", "", part)):
        return wrong("phone.shape", "座机号码少了开头的 0", "写上区号，如 0512-53520000；表格的这一列先设为“文本”格式")
    if "*" in part and any(character.isdigit() for character in part):
        return wrong("phone.shape", "号码有几位被星号遮住了", "写上完整的号码")
    return wrong("phone.shape", "看不出是电话号码", _REMEDY)


def _kinds(part: str) -> tuple[str, ...]:
    """Return `whole` or `local` for each telephone number of a part; an empty tuple if the part is anything else.

    Spaces may stand inside a number and between two numbers. So every way to join the pieces is tried. A way in which each
    number has its area code counts before others: in `0512-53520000 ext 8 0512 5352 0000` the extension is 8, not 80512.
    """
    if kind := _kind(part):
        return (kind,)
    pieces = part.split()
    ways = list(_put_together(pieces)) if 1 < len(pieces) <= _MOST_PIECES else []
    return min(ways, key=lambda kinds: "local" in kinds, default=())


def _put_together(pieces: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Every way to join the pieces to numbers. The longest first number comes first."""
    if not pieces:
        yield ()
    for last in range(len(pieces), 0, -1):
        if kind := _kind("".join(pieces[:last])):
            for rest in _put_together(pieces[last:]):
                yield (kind, *rest)


def _kind(part: str) -> str | None:
    """Return `whole` or `local` for a telephone number (`local` if it has no area code), None for anything else."""
    compact = re.sub(r"\s", "", part)
    without = _EXTENSION.sub("", compact)
    candidates = [without]
    candidates += [match[1] for match in [_HYPHEN_EXTENSION.match(without)] if match]
    candidates += [without[: match.start()] for match in [_BRACKETED_EXTENSION.search(without)] if match]
    if _NO_AREA.match(without):
        return None
    for candidate in candidates:
        # The zero in brackets of `+49 (0) 711` is removed, because it is not dialled from abroad.
        digits = re.sub(r"[-().]", "", re.sub(r"^((?:\+|00)[0-9]{1,3}-?)\(0\)", r"\1", candidate))
        digits = re.sub(r"^00", "+", digits)
        if any(pattern.fullmatch(digits) for pattern in (_LANDLINE, _MOBILE, _SERVICE, _ABROAD)):
            return "whole"
        if _LOCAL.fullmatch(digits):
            return "local"
    return None
