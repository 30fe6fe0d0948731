"""Finds the encoding of a CSV file from its bytes. A line in another encoding is reported; it is never read as other words."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CHINESE_IN_UTF_8 = re.compile(rb"[\xe2-\xef][\x80-\xbf]{2}")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_BIG5 = "cp950"
"""Big5 as programs on Windows write it in Taiwan and Hong Kong."""
NAMES = {
    "utf-8": "UTF-8",
    "gb18030": "GBK（GB18030）",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    _BIG5: "繁体中文（Big5）",
}
_COMMON_IN_BIG5 = re.compile(rb"[\xa4-\xc6][\x40-\x7e\xa1-\xfe]")
_COMMON_IN_GBK = re.compile(rb"[\xb0-\xd7][\xa1-\xfe]")
"""The frequently used characters, which both standards put into ranges of their own, before the rare ones."""
_MOSTLY, _HARDLY = 0.9, 0.6
"""Shares of frequently used characters: nearly all in the right encoding, fewer where the bytes are those of another one."""


@dataclass(frozen=True, slots=True)
class FileLine:
    """A line of the file with its line break.

    fault: the reason, in Chinese, why the line can't be read; its text is then empty. None if the line can be read.
    """

    text: str
    fault: str | None = None


def text_lines(content: bytes) -> Iterator[FileLine]:
    """Yield the lines of a file in UTF-8, GB18030 or UTF-16, with or without a byte order mark.

    A file without a byte order mark is taken as UTF-8 if at least half of its lines that are not ASCII are valid UTF-8:
    only a very short text in GB18030 can be valid UTF-8 by chance. A line in the other encoding is a fault, because
    the file's encoding would give it other characters.
    """
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            yield from _marked(content[len(mark) :], encoding)
            return
    if (guessed := _utf_16_without_mark(content)) is not None:
        yield from _marked(content, guessed)
        return
    lines = content.splitlines(keepends=True)
    beyond = [line for line in lines if not line.isascii()]
    in_utf_8 = sum(_decodes(line, "utf-8") for line in beyond)
    encoding = "utf-8" if 2 * in_utf_8 >= len(beyond) else "gb18030"
    for line in lines:
        yield _line(line, encoding, in_utf_8 > 0)


def big5_lines(content: bytes) -> Iterator[FileLine]:
    """Yield the lines of a file in Big5. Its bytes are often valid GB18030, too: only the headings tell them apart."""
    for line in content.splitlines(keepends=True):
        yield _line(line, _BIG5, False)


def is_probably_big5(content: bytes) -> bool:
    """True for bytes that are probably a text in Big5: most of its characters are frequent there, and rare ones in GB18030."""
    if not _decodes(content, _BIG5):
        return False
    beyond = sum(not character.isascii() for character in content.decode(_BIG5)) or 1
    in_big5, in_gbk = (sum(1 for _ in _characters(content, common)) for common in (_COMMON_IN_BIG5, _COMMON_IN_GBK))
    return in_big5 > _MOSTLY * beyond and in_gbk < _HARDLY * beyond


def _characters(content: bytes, common: re.Pattern[bytes]) -> Iterator[bytes]:
    """Yield the characters of two bytes that belong to the common ones."""
    return (pair for pair in re.findall(rb"[\x81-\xfe][\x40-\xfe]", content) if common.fullmatch(pair))


def _marked(content: bytes, encoding: str) -> Iterator[FileLine]:
    if encoding == "utf-8":
        for line in content.splitlines(keepends=True):
            yield _line(line, encoding, True)
        return
    # Bytes that can't be decoded become U+FFFD, which is refused in every cell. `str.splitlines` is not used here,
    # because it also breaks lines at characters that are no line breaks.
    for text in _LINE.findall(content.decode(encoding, errors="replace")):
        yield FileLine(text)


def _line(line: bytes, encoding: str, mixed: bool) -> FileLine:
    if not _decodes(line, encoding):
        return FileLine("", f"这一行不是 {NAMES[encoding]} 编码，读不出来")
    if encoding == "gb18030" and mixed and _CHINESE_IN_UTF_8.search(line) and _decodes(line, "utf-8"):
        return FileLine("", f"这一行是 UTF-8 编码，别的行是 {NAMES[encoding]}")
    return FileLine(line.decode(encoding))


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _utf_16_without_mark(content: bytes) -> str | None:
    """Recognise UTF-16 without a byte order mark: each comma, digit and line break has a zero byte. None for other text."""
    start = content[:4096]
    if len(start) < 4 or start.count(0) * 8 < len(start):
        return None
    return "utf-16-le" if start[1::2].count(0) > start[::2].count(0) else "utf-16-be"
