"""Finds field codes of word processors and formulas of workbooks that fetch something from outside the file."""

from __future__ import annotations

import re
from dataclasses import dataclass

from formgen.dossier.evidence.outside.references import References, has_scheme

FETCHING_FIELDS = frozenset(
    {
        *("INCLUDE", "INCLUDEPICTURE", "INCLUDETEXT", "IMPORT", "LINK", "DDE", "DDEAUTO", "DATABASE", "DATA", "RD"),
        *("AUTOTEXT", "AUTOTEXTLIST", "GLOSSARY"),
    }
)
"""Fields that show another file, another program's data, or an entry of a template (ECMA-376-1, 17.16.5)."""
LONG_NAMES = ("INCLUDEPICTURE", "INCLUDETEXT", "DDEAUTO", "DATABASE")
"""Field names that are not ordinary words. They are searched anywhere in a code that is put together from other fields."""
FETCHING_FUNCTIONS = frozenset(
    {
        *(
            "WEBSERVICE",
            "IMAGE",
            "RTD",
            "DDE",
            "CALL",
            "REGISTER",
            "REGISTER.ID",
            "EXEC",
            "SQL.REQUEST",
            "STOCKHISTORY",
        ),
        *(
            "CUBEKPIMEMBER",
            "CUBEMEMBER",
            "CUBEMEMBERPROPERTY",
            "CUBERANKEDMEMBER",
            "CUBESET",
            "CUBESETCOUNT",
            "CUBEVALUE",
        ),
    }
)
"""Functions that ask the network, another program or a server."""
FORMULA = re.compile(
    r"\"(?:[^\"]|\"\")*\"?|'(?:[^']|'')*'?#?|[\w.]+(?=\s*\()|\|"
    r"|\[[A-Za-z][\w+.-]*:/[^\[\]\"]*|(?<![\w\]])\[(?!0\])[^\[\]\"]*\][^\s!'\"\[\](),;&=<>+*/^|]*!",
    re.ASCII,
)
"""The parts of a formula that are examined: texts, quoted names of sheets and files, names of functions, the bar of DDE, and
files in brackets without quotes. A `[0]` stands for the workbook itself."""
COLUMN = re.compile(r"\"[^\W\d][\w.]*\[")
"""The begin of a text that names a column of a table, as `Table1[`: no file."""
NAME = re.compile(r"(?:(?!=)[\W_])*([A-Za-z]+)(?![A-Za-z0-9_])(.*)", re.DOTALL)
"""A field's name and what follows it. A name ends at any sign, and signs may stand before it; behind `=` stands a sum."""
PREFIXES = ("_XLFN.", "_XLWS.", "COM.MICROSOFT.", "ORG.LIBREOFFICE.", "ORG.OPENOFFICE.", "COM.SUN.STAR.")


@dataclass(slots=True)
class _Field:
    code: str = ""
    result: str = ""
    in_code: bool = True
    is_composed: bool = False


class Fields:
    """Examines the fields of one text, which it receives in pieces. A code may be split, and fields may be nested."""

    def __init__(self, found: References) -> None:
        self._found = found
        self._open: list[_Field] = []
        self._stray = ""

    @property
    def is_open(self) -> bool:
        """True within a field."""
        return bool(self._open)

    def begin(self) -> None:
        """A field begins; its code follows."""
        self._open.append(_Field())

    def separate(self) -> None:
        """The code of the innermost field ends; its result follows."""
        if self._open:
            self._open[-1].in_code = False

    def end(self) -> None:
        """The innermost field ends. If it stands in the code of another field, its result becomes a part of that code."""
        if not self._open:
            return
        ended = self._open.pop()
        self._judge(ended)
        if self._open and self._open[-1].in_code:
            self._open[-1].code += ended.result
            self._open[-1].is_composed = True

    def code(self, text: str) -> None:
        """A piece of a field's code."""
        if self._open:
            self._open[-1].code += text
        else:
            self._stray += text

    def shown(self, text: str) -> None:
        """A piece of a field's result."""
        if self._open and not self._open[-1].in_code:
            self._open[-1].result += text

    def text(self, text: str) -> None:
        """A piece of a text in which only the position, before or behind the separator, tells code from result."""
        if self._open and self._open[-1].in_code:
            self.code(text)
        else:
            self.shown(text)

    def close(self) -> None:
        """The text ends. Fields without an end are examined, too."""
        while self._open:
            self.end()
        self._judge(_Field(self._stray))
        self._stray = ""

    def _judge(self, one: _Field) -> None:
        words = NAME.match(one.code.replace('"', " "))
        name = words[1].upper() if words is not None else ""
        if one.is_composed:
            joined = "".join(one.code.upper().split())
            name = next((long for long in LONG_NAMES if long in joined), name)
        if name in FETCHING_FIELDS:
            self._found.add(f"域 {name}", words[2].strip() if words is not None else "")


def look_at_code(code: str, found: References) -> None:
    """Examine a whole field code."""
    fields = Fields(found)
    fields.code(code)
    fields.close()


def look_at_formula(formula: str, found: References) -> None:
    """Examine a formula of a workbook, as Excel or OpenDocument writes it."""
    functions = set[str]()
    for token in FORMULA.findall(formula):
        if token == "|":
            found.add("公式里的 DDE", formula)
        elif token.startswith('"'):
            is_file = "[" in token and COLUMN.match(token) is None
            if "INDIRECT" in functions and (has_scheme(token.strip("\"' ")) or is_file or "\\\\" in token):
                found.add("公式引用的其他文件", token)
        elif token.startswith("'"):
            if token.endswith("'#") or "[" in token or has_scheme(token.strip("'")) or token.startswith("'\\\\"):
                found.add("公式引用的其他文件", token.rstrip("#"))
        elif token.startswith("["):
            found.add("公式引用的其他文件", "" if token[1:2].isdigit() else token.rstrip("!"))  # a number says nothing
        else:
            name = token.upper()
            while prefix := next((one for one in PREFIXES if name.startswith(one)), ""):
                name = name.removeprefix(prefix)
            functions.add(name)
            if name in FETCHING_FUNCTIONS:
                found.add(f"公式里的 {name} 函数", formula)
