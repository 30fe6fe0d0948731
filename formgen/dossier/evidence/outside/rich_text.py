"""Searches an RTF file by its grammar for fields, templates, linked objects and linked pictures."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from formgen.dossier.evidence.outside.fields import Fields, look_at_code
from formgen.dossier.evidence.outside.packed import is_standard_template
from formgen.dossier.evidence.outside.references import References
from formgen.dossier.evidence.refused import AS_PDF, RefusedError

TOKEN = re.compile(
    rb"\\(?P<word>[A-Za-z]+)(?P<number>-?[0-9]+)? ?|\\'(?P<code>[0-9A-Fa-f]{2})|\\(?P<sign>[^A-Za-z'])"
    rb"|(?P<brace>[{}])|(?P<text>[^\\{}]+)|\\",
    re.DOTALL,
)
MOST_HEAD = 64
"""How many bytes of an object's data are looked at."""
MOST_DEPTH = 10_000
"""The deepest nesting of groups. Programs that read groups recursively can't read deeper ones either."""
LINKING_WORDS = {
    "objlink": "链接的对象", "objautlink": "链接的对象", "objsub": "链接的对象", "objpub": "链接的对象",
    "subdocument": "子文档", "mailmerge": "邮件合并的数据源", "mmconnectstr": "邮件合并的数据源",
    "mmdatasource": "邮件合并的数据源", "mmquery": "邮件合并的数据源",
}  # fmt: skip
TOLD = {"template": "文档模板", "nextfile": "接着打印的文件", "file": "引用的文件"}
"""Destinations whose text is the name of a file."""
LINKED_PICTURE = 12
"""Bits of a picture's flags that say that its data lie in another file (MS-ODRAW, MSOBLIPFLAGS: 4 and 8)."""
PICTURE_NAMES = frozenset({"pibName", "fillBlipName", "lineFillBlipName", "pibPrintName"})
PICTURE_FLAGS = frozenset({"pibFlags", "fillBlipFlags", "lineFillBlipFlags", "pibPrintFlags"})
DESTINATIONS = frozenset({"fldinst", "fldrslt", "field", "sn", "sv", "sp", "ud", *TOLD})
OBJECT = "objdata"
LINKED_OBJECT = re.compile(r"[0-9a-f]{8}01000000", re.IGNORECASE)
"""The destination of an object's data, and how data begin that say that the object is linked (MS-OLEDS, 2.2.1)."""
UNTOLD = frozenset({"pict", "fonttbl", "stylesheet", "info", "themedata", "colorschememapping", "datastore"}) | {OBJECT}
"""Destinations whose content is not text of the document; most of it is data of pictures and objects."""
PUNCTUATION = {
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": '"',
    "rdblquote": '"',
    "tab": " ",
}

CHANGED = frozenset({"revised", "deleted"})
"""Words before text that was put in, or struck out, while changes were tracked. A nought behind them ends it."""


@dataclass(slots=True)
class _GroupState:
    """The state within a group.

    destination    the destination to which the group's text belongs; empty for the text of the document
    skipped_after  the number of characters behind a \\u that stand for the same character, and are skipped
    is_optional    True in a destination that programs leave out if they do not know it
    text           the text of the destination, if it is needed
    """

    destination: str = ""
    skipped_after: int = 1
    is_optional: bool = False
    text: list[str] = field(default_factory=list)


class _RichTextReader:
    """Reads the file once, and examines its fields in two ways: without optional destinations, and with them as plain text.

    Both are needed, because programs know different destinations.
    """

    def __init__(self, found: References) -> None:
        self._found, self._fields, self._whole = found, Fields(found), Fields(found)
        self._is_starred = False
        self._groups = [_GroupState()]
        self._bytes = bytearray()
        self._left_out = 0
        self._shape: dict[str, str] = {}
        self._name = ""

    def read(self, content: bytes) -> None:
        at = 0
        while at < len(content) and (token := TOKEN.match(content, at)):
            at = token.end()
            kind = token.lastgroup
            if kind == "number" or kind == "word":
                number = int(token["number"][:12]) if token["number"] else None
                at += self._word(token["word"].decode("ascii"), number)
            elif kind == "brace":
                self._brace(token["brace"])
            elif kind == "text" and self._groups[-1].destination == OBJECT:
                self._groups[-1].text.append(token["text"][:MOST_HEAD].decode("ascii", "replace"))
            elif kind == "text" and self._groups[-1].destination not in UNTOLD:
                self._put(token["text"].replace(b"\r", b"").replace(b"\n", b""))
            elif kind == "code":
                self._put(bytes([int(token["code"], 16)]))
            elif kind == "sign" and token["sign"] == b"*":
                self._is_starred = True
            elif kind == "sign" and token["sign"] in (b"\\", b"{", b"}", b"~", b"-", b"_"):
                self._put(b" " if token["sign"] == b"~" else token["sign"])
        while len(self._groups) > 1:
            self._brace(b"}")
        self._flush()
        self._fields.close()
        self._whole.close()

    def _brace(self, brace: bytes) -> None:
        self._flush()
        if brace == b"{":
            if len(self._groups) > MOST_DEPTH:
                raise RefusedError("evidence.bomb", "里的内容套得太深，不像正常的文档", AS_PDF)
            outer = self._groups[-1]
            self._groups.append(_GroupState(outer.destination, outer.skipped_after, outer.is_optional, outer.text))
        elif len(self._groups) > 1:
            ended = self._groups.pop()
            if ended.destination != self._groups[-1].destination or ended.text is not self._groups[-1].text:
                self._end(ended)

    def _end(self, ended: _GroupState) -> None:
        text = "".join(ended.text).strip()
        if ended.destination == "field":
            self._fields.end()
            self._whole.end()
        elif ended.destination == OBJECT and LINKED_OBJECT.match("".join(text.split())):
            self._found.add("链接的对象")
        elif ended.destination == "ud" and self._groups[-1].destination == "fldinst":
            look_at_code(text, self._found)  # the same code in Unicode: programs that know it leave the other one out
        elif ended.destination == "sn":
            self._name = text
        elif ended.destination == "sv":
            self._shape[self._name] = text
        elif ended.destination == "sp":
            self._property()
        elif (
            ended.destination in TOLD and text and not (ended.destination == "template" and is_standard_template(text))
        ):
            self._found.add(TOLD[ended.destination], text)

    def _property(self) -> None:
        """Examine a property of a shape that has been read. A linked picture has flags and a name as two properties."""
        flags = self._shape.get(self._name, "")
        if self._name in PICTURE_FLAGS and flags.lstrip("-").isdigit() and int(flags[:12]) & LINKED_PICTURE:
            name = self._name.replace("Flags", "Name")
            self._found.add("图片", self._shape.get(name, ""))

    def _word(self, word: str, number: int | None) -> int:
        """Take a control word. Returns the number of bytes behind it that are raw data."""
        group = self._groups[-1]
        if word == "bin":
            return max(0, number or 0)
        if word == "u" and number is not None:
            self._flush()
            self._say(chr(number % 0x10000) if not 0xD800 <= number % 0x10000 < 0xE000 else "\ufffd")
            self._left_out = group.skipped_after
            return 0
        if word == "uc":
            group.skipped_after = max(0, number or 0)
            return 0
        self._flush()
        is_starred, self._is_starred = self._is_starred, False
        if word in CHANGED and number != 0:
            self._found.has_changes = True
        if word in LINKING_WORDS:
            self._found.add(LINKING_WORDS[word])
        elif word in PUNCTUATION:
            self._say(PUNCTUATION[word])
        elif word in DESTINATIONS or word in UNTOLD:
            group.destination, group.text = word, []
            if word == "field":
                self._fields.begin()
                self._whole.begin()
            elif word == "fldrslt":
                self._fields.separate()
                self._whole.separate()
            elif word == "sp":
                self._name = ""
        elif is_starred:
            group.is_optional = True
        return 0

    def _put(self, piece: bytes) -> None:
        """Take bytes of text, without the bytes that stand for the previous character once more."""
        left_out = min(self._left_out, len(piece))
        self._left_out -= left_out
        self._bytes += piece[left_out:]

    def _flush(self) -> None:
        self._left_out = 0
        if self._bytes:
            self._say(self._bytes.decode("gb18030", "replace"))
            self._bytes.clear()

    def _say(self, text: str) -> None:
        group = self._groups[-1]
        fields = (self._whole,) if group.is_optional else (self._fields, self._whole)
        if group.destination == "fldinst":
            for one in fields:
                one.code(text)
        elif group.destination in ("", "fldrslt"):
            for one in fields:
                one.shown(text)
        elif group.destination in DESTINATIONS:
            group.text.append(text)


def look_through_rich_text(content: bytes, found: References) -> None:
    """Add the references that leave the file. Raises RefusedError for groups that are nested too deep."""
    _RichTextReader(found).read(content)
