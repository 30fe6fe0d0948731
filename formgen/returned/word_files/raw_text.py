"""The text of a document as it lies in its bytes, without layout: enough to see whether it may be one of our forms.

In a folder, other documents lie beside returned forms: evidence, reports. Most of them are seen to be none here, in
milliseconds; LibreOffice is not asked for them.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence

from formgen.dossier.evidence.formats import LARGEST_TEXT, TEXTS, ZIP_ODD
from formgen.returned.word_files.form_rows import template_rows
from formgen.scheme.models import Form

MAY_BE = 0.25
"""The share of the long own words of a form that a document must have to be looked at. A form has nearly all, others have none."""
_LONG = re.compile("[\u4e00-\u9fff]{4,}")
"""Words without punctuation and spaces, which no program writes in another way."""
_TAGS = re.compile(rb"<[^>]*>")
_CODED = re.compile(
    rb"\\u(-?[0-9]{1,5}) ?(?:\\'[0-9a-fA-F]{2}|\?){0,2}|((?:\\'[0-9a-fA-F]{2})+)|\\[a-z]+-?[0-9]* ?|[{}\r\n]"
)
"""In RTF: a character by its number, with what older programs show in its place; bytes of the code page; other marks."""


def may_be(forms: Sequence[Form], content: bytes) -> bool:
    """True if a document of any format may be one of these forms."""
    if content.startswith(b"PK"):
        text = _packed(content)
    elif content.startswith(b"{\\rtf"):
        text = _rtf(content)
    elif content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        text = _TAGS.sub(b"", content).decode("utf-8", "ignore")
    else:  # a compound file, which holds Chinese text as UTF-16
        return any(_share(words, lambda one: one.encode("utf-16-le") in content) for words in map(_words, forms))
    text = "".join(text.split())
    return any(_share(words, lambda one: one in text) for words in map(_words, forms))


def _share(words: Sequence[str], has: Callable[[str], bool]) -> bool:
    return bool(words) and sum(map(has, words)) >= MAY_BE * len(words)


def _words(form: Form) -> list[str]:
    return [one for row in template_rows(form) for words in row.words for one in _LONG.findall(words)]


def _packed(content: bytes) -> str:
    """The text of a Word file or an OpenDocument file; empty for a damaged one."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in filter(TEXTS.fullmatch, archive.namelist()):
                with archive.open(name) as member:
                    return _TAGS.sub(b"", member.read(LARGEST_TEXT)).decode("utf-8", "ignore")
    except ZIP_ODD:
        return ""
    return ""


def _rtf(content: bytes) -> str:
    def plain(found: re.Match[bytes]) -> bytes:
        if found[1]:
            return chr(int(found[1]) % 0x10000).encode("utf-8", "ignore")
        if found[2]:
            return bytes.fromhex(found[2].replace(b"\\'", b"").decode()).decode("gbk", "ignore").encode()
        return b""

    return _CODED.sub(plain, content).decode("utf-8", "ignore")
