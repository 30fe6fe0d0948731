"""Checks which characters of a text may stand on an official paper. The text itself stays as the person typed it.

Sources: the Unicode Standard, chapter 23 (control, private-use, surrogate, noncharacter and default ignorable code
points). Some characters cannot be seen on paper, or look different on every machine. Such a character is refused, and
the message gives its name and position. It is not removed, because this would change what the enterprise wrote.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

from formgen.record.kinds.findings import Finding, Outcome, wrong
from formgen.record.kinds.stand_ins import GB18030_PRIVATE_USE, in_simplified

LISTED_POSITIONS = 5
"""How many positions of refused characters one message lists; the rest are counted."""

_NAMES = {
    0x0009: "制表符",
    0x00AD: "软连字符",
    0x200B: "零宽空格",
    0x200C: "零宽不连字符",
    0x200D: "零宽连字符",
    0x2060: "零宽不断行符",
    0x2028: "行分隔符",
    0x2029: "段分隔符",
    0xFEFF: "字节顺序标记",
    0xFFFE: "非字符",
}

# Characters with the derived property Default_Ignorable_Code_Point (Unicode 15, DerivedCoreProperties.txt).
# They are not shown at all.
_IGNORABLE = (
    (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
    (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
)  # fmt: skip

_STAND_INS = (
    (0x0300, 0x036F), (0x3099, 0x309A),
    (0x2E80, 0x2FDF), (0xF900, 0xFAFF), (0xFB00, 0xFB06), (0xFE10, 0xFE1F), (0xFE30, 0xFE6F), (0xFF61, 0xFF65),
    (0x1D400, 0x1D7FF), (0x2F800, 0x2FA1F),
)  # fmt: skip
"""Blocks of characters that may stand for others: marks on letters, radicals, compatibility ideographs, presentation forms."""

LINE_BREAKS = re.compile("\r\n|[\r\v\u2028\u2029]")
"""What else than `\\n` breaks a line: Word's own sign where Enter was typed with Shift, and the separators of Unicode."""

_SHOWN_AS_NOTHING = re.compile(f"[{''.join(f'{chr(first)}-{chr(last)}' for first, last in _IGNORABLE)}]")

UNJUDGED_PATTERN = f"[{''.join(f'{chr(first)}-{chr(last)}' for first, last in (*_IGNORABLE, *_STAND_INS))}]"
"""A text with a character that is not shown, or that stands for another one. The reader removes or replaces such characters, so
a JSON Schema can't say what comes of the text: it leaves it to the reader."""

_CLASSES = {
    "control": "控制字符",
    "private-use": "专用区字符（各家自造的字，别的电脑上不是这个字）",
    "surrogate": "不成对的代理码",
    "noncharacter": "非字符码位",
    "invisible": "看不见的字符",
}

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: 0x20, 0x00A0: 0x20, 0x2010: 0x2D, 0x2011: 0x2D, 0x2012: 0x2D, 0x2013: 0x2D, 0x2014: 0x2D, 0x2212: 0x2D,
}  # fmt: skip


def half_width(text: str) -> str:
    """Replace full-width letters, digits, signs and spaces by half-width ones and all hyphens by `-`; strip outer spaces.

    The result serves only to read and compare texts. It is not printed, unless a standard fixes how the value is written.
    """
    return text.translate(_HALF_WIDTH).strip()


@lru_cache(maxsize=256)
def as_compared(text: str) -> str:
    """The text as it is compared with known words: with half-width and simplified characters, and without spaces."""
    return in_simplified("".join(half_width(text).split()))


def without_invisible(text: str) -> str:
    """The text without the characters that are not shown (a zero width space). It serves only to compare."""
    return text if text.isascii() else _SHOWN_AS_NOTHING.sub("", text)


def is_blank(text: str) -> bool:
    """Return True for a text that says nothing: it is empty, or has only spaces (of any width), tabs and line breaks."""
    return all(character in "\t\r\n" or unicodedata.category(character) == "Zs" for character in text)


@lru_cache(maxsize=32768)
def refused_class(character: str) -> str | None:
    """Return the class for which a character is refused (a key of `_CLASSES`); None if it may stand on a paper."""
    code = ord(character)
    if any(first <= code <= last for first, last in _IGNORABLE):
        return "invisible"
    if code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF:
        return "noncharacter"
    return {
        "Cc": "control", "Cf": "invisible", "Co": "private-use", "Cs": "surrogate", "Zl": "control", "Zp": "control",
    }.get(unicodedata.category(character))  # fmt: skip


def as_text(raw: object) -> Outcome[str]:
    """Return the text of a raw value, with line breaks as `\\n`. None for null, and for an empty or a blank text.

    A number is refused and is not turned into text. A code or a telephone number that was written as a number has
    already lost its leading zeros, and beyond 15 digits also its last digits.
    """
    if raw is None:
        return None, ()
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal):
        return wrong("value.type", f"这里应是文字，却是{type_name(raw)}", "改成用英文双引号括起来的文字")
    if not isinstance(raw, str):
        return wrong(
            "value.number",
            "这里写成了数字，应写成文字：写成数字会丢掉开头的 0，位数多时末几位还会失真",
            '在 JSON 中加上英文双引号（如 "215400"），在表格中把单元格设为文本格式',
        )
    text = LINE_BREAKS.sub("\n", raw)
    return (None, ()) if is_blank(text) else (text, ())


def type_name(raw: object) -> str:
    """Return the Chinese word for the type of a raw value, for messages."""
    if raw is None:
        return "空值"
    if isinstance(raw, bool):
        return "真假值（true 或 false）"
    if isinstance(raw, str):
        return "文字"
    if isinstance(raw, int | float | Decimal):
        return "数字"
    return "列表（[ ]）" if isinstance(raw, list | tuple) else "对象（{ }）" if isinstance(raw, dict) else "别的东西"


def position(text: str, index: int) -> str:
    """Describe the position of a character, counted from 1. A text with line breaks has lines, too: `第 2 行第 3 个字符`."""
    before = text[:index]
    line, column = before.count("\n") + 1, index - (before.rfind("\n") + 1) + 1
    return f"第 {line} 行第 {column} 个字符" if "\n" in text else f"第 {column} 个字符"


def check_characters(text: str, line_breaks: bool) -> tuple[Finding, ...]:
    """Return one finding for each class of refused characters in the text. It names their code points and positions.

    line_breaks: True if the text may contain `\\n`.
    """
    # Nearly every text has no refused character, and a quick test shows this. In any other text each distinct character
    # is tested once, because even a long text has few distinct characters.
    suspects = set() if _surely_visible(text) else set(text) - {"\n"}
    classes = {character: refused for character in suspects if (refused := refused_class(character))}
    found: dict[str, list[int]] = {}
    for index, character in enumerate(text if classes else ""):
        if character in classes:
            found.setdefault(classes[character], []).append(index)
    findings = []
    for refused, indices in found.items():
        listed = "，".join(f"{position(text, index)}是 {_name(text[index])}" for index in indices[:LISTED_POSITIONS])
        more = f"，等共 {len(indices)} 处" if len(indices) > LISTED_POSITIONS else ""
        findings.append(
            Finding(
                f"text.{refused}",
                f"有{_CLASSES[refused]}：{listed}{more}",
                "删去这个字符后重新输入；多半是从网页或别的软件复制时带来的",
            )
        )
    if "\n" in text and not line_breaks:
        findings.append(
            Finding(
                "text.line-break",
                f"第 {text.index(chr(10)) + 1} 个字符是换行，这一栏只能写一段",
                "删去换行，接着写成一段",
            )
        )
    return tuple(findings)


def _surely_visible(text: str) -> bool:
    """Return True only if certainly no character except a line break is refused.

    Python's `isprintable` is False for all characters of the refused classes except some that are shown as nothing;
    these are searched separately. It is also False for the ideographic space, which is allowed because it indents every
    Chinese paragraph.
    """
    return text.replace("\n", "").replace("\u3000", "").isprintable() and not _SHOWN_AS_NOTHING.search(text)


def _name(character: str) -> str:
    """Return the code of a character with its name if there is one.

    A private-use character of GB 18030 is shown with the character that Unicode has for it today.
    """
    code = ord(character)
    if today := GB18030_PRIVATE_USE.get(character):
        return f"U+{code:04X}（GB 18030-2005 的旧编码，现在是「{today}」U+{ord(today):04X}，请改用它）"
    return f"U+{code:04X}（{_NAMES[code]}）" if code in _NAMES else f"U+{code:04X}"


def read_text(raw: object, line_breaks: bool = False) -> Outcome[str]:
    """Return the text exactly as typed, with its leading spaces; None if it says nothing or cannot be printed.

    The findings say why a text cannot be printed. line_breaks: True if the text may contain line breaks.
    """
    text, findings = as_text(raw)
    if text is None:
        return None, findings
    findings = check_characters(text, line_breaks)
    return (None, findings) if findings else (text, ())
