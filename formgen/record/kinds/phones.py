"""Telephone and fax numbers: mainland landlines, mobiles, service numbers, and numbers abroad (ITU-T E.164)."""

from __future__ import annotations

import re

from formgen.problems import Severity
from formgen.record.kinds.characters import half_width
from formgen.record.kinds.findings import Finding, Outcome, wrong

_AREA_AND_NUMBER = r"(?:(?:10|2[0-9])[2-9][0-9]{7}|[3-9][0-9]{2}[2-9][0-9]{6,7})"
_LANDLINE = re.compile(rf"(?:0|\+860?){_AREA_AND_NUMBER}")
_LOCAL = re.compile(r"[2-9][0-9]{6,7}")
_MOBILE = re.compile(r"(?:\+86)?1[3-9][0-9]{9}")
_SERVICE = re.compile(r"(?:\+86)?[48]00[0-9]{7}")
_ABROAD = re.compile(r"\+(?!86)[1-9][0-9]{6,14}")
_EXTENSION = re.compile(r"(?:转|分机|EXT\.?|X|#)([0-9]{1,6})$")
_HYPHEN_EXTENSION = re.compile(r"^(.*[0-9]{7,8})-([0-9]{1,6})$")
_SEPARATORS = re.compile("[、,;/]")

LONGEST = 200
"""No cell holds more numbers than fit into these characters."""


def phone(text: str) -> Outcome[str]:
    """One or more telephone numbers (separated by 、 , ; or /), returned exactly as typed.

    Read are `0512-53520000`, `(0512)53520000`, `+86 512 5352 0000`, extensions (`转801`, `-801`), mobiles, 400 and
    800 numbers, and `+49 711 1234567`. A local number without area code is a warning.
    """
    findings: list[Finding] = []
    if len(text) > LONGEST:
        return wrong("phone.shape", f"电话号码长达 {len(text)} 个字符", "只写一两个号码")
    for part in _SEPARATORS.split(half_width(text).upper()):
        kind = _kind(part)
        if kind is None:
            return wrong(
                "phone.shape",
                "看不出是电话号码",
                "写成 0512-53520000、0512-53520000转801、13X 开头的 11 位手机号或 +49 711 1234567；几个号码用顿号隔开",
            )
        if kind == "local" and not findings:
            findings.append(Finding("phone.area-code", "没有写区号", "加上区号，如 0512-", Severity.WARNING))
    return text, tuple(findings)


def _kind(part: str) -> str | None:
    """`whole` or `local` for a telephone number, None for anything else."""
    compact = re.sub(r"\s", "", part)
    without = _EXTENSION.sub("", compact)
    for candidate in (without, *(match[1] for match in [_HYPHEN_EXTENSION.match(without)] if match)):
        # A trunk zero in brackets, `+49 (0) 711`, is not dialled from abroad.
        digits = re.sub(r"[-().]", "", re.sub(r"^((?:\+|00)[0-9]{1,3}-?)\(0\)", r"\1", candidate))
        digits = re.sub(r"^00", "+", digits)
        if any(pattern.fullmatch(digits) for pattern in (_LANDLINE, _MOBILE, _SERVICE, _ABROAD)):
            return "whole"
        if _LOCAL.fullmatch(digits):
            return "local"
    return None
