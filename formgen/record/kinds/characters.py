"""Text as a person typed it: which characters may stand on an official paper, and nothing is changed on the way.

Sources: the Unicode Standard, chapter 23 (control, private-use, surrogate, noncharacter and default ignorable code
points). A character that cannot be seen on paper, or that every machine shows differently, is refused by name and
position rather than dropped: dropping it would change what the enterprise wrote.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

from formgen.record.kinds.findings import Finding, Outcome, wrong
from formgen.record.kinds.stand_ins import GB18030_PRIVATE_USE

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

# Derived property Default_Ignorable_Code_Point (Unicode 15, DerivedCoreProperties.txt): shown as nothing at all.
_IGNORABLE = (
    (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
    (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
)  # fmt: skip

_SHOWN_AS_NOTHING = re.compile(f"[{''.join(f'{chr(first)}-{chr(last)}' for first, last in _IGNORABLE)}]")

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
    """Full-width letters, digits, signs and spaces as their half-width twins, all hyphens as `-`, no outer spaces.

    For reading numbers only: what is printed is never passed through here, unless a standard fixes its writing.
    """
    return text.translate(_HALF_WIDTH).strip()


def is_blank(text: str) -> bool:
    """True for a text that says nothing: empty, or only spaces (of any width), tabs and line breaks."""
    return all(character in "\t\r\n" or unicodedata.category(character) == "Zs" for character in text)


@lru_cache(maxsize=32768)
def refused_class(character: str) -> str | None:
    """Why a character may not stand on a paper: a key of the classes above; None for one that may."""
    code = ord(character)
    if any(first <= code <= last for first, last in _IGNORABLE):
        return "invisible"
    if code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF:
        return "noncharacter"
    return {
        "Cc": "control", "Cf": "invisible", "Co": "private-use", "Cs": "surrogate", "Zl": "control", "Zp": "control",
    }.get(unicodedata.category(character))  # fmt: skip


def as_text(raw: object) -> Outcome[str]:
    """The text that a raw value holds, with line breaks as `\\n`; None for null, an empty or a blank text.

    A number is refused, not turned into text: a code or a telephone number written as a number has already lost its
    leading zeros, and beyond 15 digits its last digits too.
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
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    return (None, ()) if is_blank(text) else (text, ())


def type_name(raw: object) -> str:
    """What a raw value is, in the words of a message."""
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
    """Where a character stands, counted from 1 and, in a text with line breaks, line by line: `第 2 行第 3 个字符`."""
    before = text[:index]
    line, column = before.count("\n") + 1, index - (before.rfind("\n") + 1) + 1
    return f"第 {line} 行第 {column} 个字符" if "\n" in text else f"第 {column} 个字符"


def check_characters(text: str, line_breaks: bool) -> tuple[Finding, ...]:
    """One finding for each class of characters that may not stand on a paper, naming code points and positions.

    line_breaks: whether `\\n` may stand in the text.
    """
    # Nearly every text is all right, which is soon seen; else each distinct character once: a long text has few of them.
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
    """True only if no character but a line break is refused: Python's printable characters are none of the classes.

    It calls the ideographic space unprintable, which indents every Chinese paragraph.
    """
    return text.replace("\n", "").replace("\u3000", "").isprintable() and not _SHOWN_AS_NOTHING.search(text)


def _name(character: str) -> str:
    """A character by its code, with its name or, of the private-use ones of GB 18030, with the character of today."""
    code = ord(character)
    if today := GB18030_PRIVATE_USE.get(character):
        return f"U+{code:04X}（GB 18030-2005 的旧编码，现在是「{today}」U+{ord(today):04X}，请改用它）"
    return f"U+{code:04X}（{_NAMES[code]}）" if code in _NAMES else f"U+{code:04X}"


def read_text(raw: object, line_breaks: bool = False) -> Outcome[str]:
    """A text, exactly as typed (leading spaces too), or None with the findings that say why it cannot be printed."""
    text, findings = as_text(raw)
    if text is None:
        return None, findings
    findings = check_characters(text, line_breaks)
    return (None, findings) if findings else (text, ())
