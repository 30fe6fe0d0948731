"""Finds text that was lost: programs leave certain marks in the place of a lost character or value.

An ANSI file has `?` in place of a rare character. A broken conversion leaves `�`, a spreadsheet `#N/A`, a program `nan`
or `None`, and WPS writes `=DISPIMG(…)` for a picture in a cell. None of these marks may be printed, because nobody knows
what stood there before.
"""

from __future__ import annotations

import re

from formgen.record.kinds.findings import Finding

_ERRORS = re.compile(
    r"[#＃](?:N/?A|REF[!！]?|NAME[?？]?|VALUE[!！]?|DIV/0[!！]?|NUM[!！]?|NULL[!！]?|SPILL[!！]?|CALC[!！]?|FIELD[!！]?"
    r"|BLOCKED[!！]?|CONNECT[!！]?|BUSY[!！]?|UNKNOWN[!！]?|GETTING_DATA|名称[?？]|值[!！])|ERR(?:OR)?[:：][0-9]{3}|[#＃]{3,}",
    re.IGNORECASE,
)
_ERRORS_INSIDE = re.compile(r"#(?:N/A|REF!|NAME\?|VALUE!|DIV/0!|NUM!|NULL!)", re.IGNORECASE)
_OF_PROGRAMS = frozenset(
    (
        "nan", "null", "none", "undefined", "nil", "nat", "(null)", "<null>", "<na>", "\\n", "[null]", "(none)", "(nil)",
        "[object object]", "-nan", "inf", "-inf", "infinity", "-infinity", "-1.#ind", "1.#qnan", "true", "false",
    )
)  # fmt: skip
_FORMULA = re.compile(
    r"[=＝]\s*(?:@|_xl[a-z]+\.)*(?:[A-Za-z_.]+\s*\(|\$?[A-Za-z]{1,3}\$?[0-9]+\b|'?[^'!=]{1,40}'?!)|.*\bDISPIMG\s*\(",
    re.DOTALL,
)
_HANZI = "\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_ASKING = re.compile(r"[吗呢么否何谁哪几吧怎]|什么|多少|为啥|是不是|能不能|有没有|有无|可否|要不要")
# Patterns with the large set stay texts: `re` compiles each when a suspicious text first needs it, and keeps it. To compile
# such a set takes milliseconds, which every start would pay.
_MARK = rf"\?+(?=\s*[{_HANZI}（(])|(?<=[{_HANZI}）)])\?+"
_MARK_OF_NAMES = r"\?+"
_HANZI_ANYWHERE = f"[{_HANZI}]"
_ADDRESS = re.compile(r"://|www\.", re.IGNORECASE)
_BOXES = "□▯〓\ufffd"
_PICTURE = re.compile(r"DISPIMG\s*\(")
_STAND_INS = re.compile(
    r"[XxＸｘ]{2,}|.*某某.*|[\u4e00-\u9fff]{1,2}某[甲乙丙丁]?|某(?:公司|企业|单位|工厂|厂)"
    r"|.*[XxＸｘ×○△]{2,}(?:公司|有限|集团|厂|店|路|街道?|镇|村|号).*",
    re.DOTALL,
)
_MASKED = rf"[{_HANZI}][*＊]{{2,}}|[*＊]{{2,}}[{_HANZI}]"
_MASKED_ONE = rf"[{_HANZI}][*＊]"
_LONGEST_PERSON = 4
"""A single star masks a character only in a text as short as a person's name. In a longer text it may stand between words."""
_ESCAPED = re.compile(
    r"&(?:amp|lt|gt|quot|apos|nbsp|ldquo|rdquo|middot|#[0-9]{2,6}|#x[0-9a-f]{2,5});|\\u[0-9a-f]{4}|(?:%[0-9a-f]{2}){3,}",
    re.IGNORECASE,
)
"""Characters as pages and programs of the web write them for each other: `A&amp;B`, `\\u592a`, `%E5%A4%AA`."""
_MISREAD = re.compile(
    r"锟斤拷|烫烫烫|屯屯屯|ï¿½|(?:[\u00e0-\u00ef][\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]{1,2}){2,}|[\u00a1-\u00b6\u00b8-\u00d6\u00d8-\u00ff]{6,}"
)
"""What a text becomes that is read in another encoding: `é™†æ™“` was UTF-8, `ÖÐ¹ú` was GBK. No language has such words."""
_SUSPICIOUS = (
    frozenset("&\\%锟烫屯")
    | frozenset(map(chr, range(0xA1, 0x100)))
    | frozenset("#＃=＝?？□▯〓\ufffd")
    | frozenset("rR")
    | frozenset("XxＸｘ×○△某*＊_＿")
)
"""A text without any of these characters was not lost, unless it is one of `_OF_PROGRAMS`. `r` belongs to `Err:502`."""
_CLAUSE = re.compile(r"[，。；：、！？,;:!\n（）()“”\"]")

_BLANK = rf"[{_HANZI}][_＿]{{2,}}|[_＿]{{2,}}[{_HANZI}]"
"""A blank of a form that nobody filled in: `____镇____路`."""

_CODE = "value.lost"
_RETYPE = "照原来的材料重新输入这一栏；从 CSV 文件来的，另存为“CSV UTF-8”再核对"


def lost_text(text: str, paragraphs: bool) -> Finding | None:
    """Return the finding that a text, or a part of it, was lost. None if the text is complete.

    paragraphs: True for free text, which may contain questions and boxes to tick.
    """
    whole = text.strip()
    if whole.casefold() in _OF_PROGRAMS:
        return Finding("value.placeholder", "这里是软件给空值写的记号，不是内容", "写上内容；没有的留空")
    if _SUSPICIOUS.isdisjoint(text):
        return None
    if _ERRORS.fullmatch(whole) or _ERRORS_INSIDE.search(text):
        return Finding("value.error", "这里是表格公式的错误值，不是内容", "改正表格里的公式，或直接写上内容")
    if _PICTURE.search(whole):
        message = "这一格里是图片（WPS 的嵌入单元格图片），不是文字"
        return Finding("value.picture", message, "写上文字；图片作为附件另交")
    if _MISREAD.search(text):
        return Finding(_CODE, "是乱码：原来的字用错了编码，读成了别的字", _RETYPE)
    if (escaped := _ESCAPED.search(text)) and not _ADDRESS.search(text):
        message = f"有网页或程序用的写法（{escaped[0][:12]}），不是字本身"
        return Finding("value.escaped", message, "改成它所代表的字，如 &amp; 改成 &；多半是从系统导出时带来的")
    if _FORMULA.match(whole):
        return Finding("value.formula", "这里是公式，不是它的结果", "把公式改成它的值，或直接写上内容")
    if not paragraphs and _STAND_INS.fullmatch(whole):
        return Finding("value.placeholder", "这里是样表里代替内容的写法（某某、XX），不是内容", "写上内容；没有的留空")
    if not paragraphs and ("_" in text or "＿" in text) and re.search(_BLANK, text):
        return Finding("value.blank", "还留着没有填的空（下划线）", "把空填上，删去下划线；没有的留空")
    if not paragraphs and _is_masked(whole):
        return Finding(_CODE, "有几个字被星号遮住了", "写上完整的文字")
    if "\ufffd" in text:
        message = "有乱码（“\ufffd”）：原来的字在转换编码时丢了"
        return Finding(_CODE, message, _RETYPE)
    if not re.search(r"\w", text) and any(mark in text for mark in "?？□▯〓"):
        return Finding(_CODE, "只有问号或方框：原来的字在转换编码时丢了", _RETYPE)
    if not paragraphs and (box := next((box for box in _BOXES if box in text), "")):
        return Finding(_CODE, f"有方框（“{box}”）：那里多半是没有转换过来的字", _RETYPE)
    if not paragraphs and whole[:1] == "？":
        return Finding(_CODE, "开头是问号，那里多半是没有转换过来的字", _RETYPE)
    marks = _MARK if paragraphs else _MARK_OF_NAMES
    found = () if _ADDRESS.search(text) or not re.search(_HANZI_ANYWHERE, text) else re.finditer(marks, text)
    at = next((mark.start() for mark in found if _is_lost(text, mark, paragraphs)), None)
    if at is None:
        return None
    return Finding(_CODE, f"第 {at + 1} 个字符是问号，那里多半是没有转换过来的字", _RETYPE)


def _is_masked(text: str) -> bool:
    """True if stars stand in the place of characters, as printed lists hide parts of names and numbers."""
    if "*" not in text and "＊" not in text:
        return False
    return bool(re.search(_MASKED, text) or (len(text) <= _LONGEST_PERSON and re.search(_MASKED_ONE, text)))


def _is_lost(text: str, mark: re.Match[str], paragraphs: bool) -> bool:
    """Return True if a half-width question mark stands in the place of a lost character.

    A mark is a real question mark only after a clause that asks something. In free text the rule is less strict: there a
    mark counts as a lost character only at the start of a clause, where no question can end, or inside a clause that does
    not ask anything.
    """
    before = _CLAUSE.split(text[: mark.start()])[-1].strip()
    behind = text[mark.end() :].lstrip(" ")
    if not before:
        return not paragraphs or (bool(behind) and not _CLAUSE.match(behind))
    ends = not behind or bool(_CLAUSE.match(behind))
    asks = bool(_ASKING.search(before))
    return not asks and not (paragraphs and ends)
