"""What is found when an office file is looked through: references that leave the file, and macros."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import unquote

PACKAGE = "/"
"""The folder of a packed file's outermost parts."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A place of an office file that points outside: what it is, in Chinese, and where it leads; empty if that is not said."""

    what: str
    target: str = ""

    def shown(self, longest: int) -> str:
        """Both for a message, the target cut to so many characters and without any that would upset a terminal."""
        target = "".join(character for character in self.target if character.isprintable()).strip()
        if len(target) > longest:
            target = target[:longest] + "…"
        return f"{self.what}（{target}）" if target else self.what


@dataclass(slots=True)
class References:
    """What was found so far.

    has_macros  True if the file brings programs of its own
    """

    has_macros: bool = False
    _references: dict[Reference, None] = field(default_factory=dict)

    @property
    def references(self) -> list[Reference]:
        """Those that leave the file, each once, in their order."""
        return list(self._references)

    def add(self, what: str, target: str = "") -> None:
        """One more reference."""
        self._references.setdefault(Reference(what, target))


def has_scheme(target: str) -> bool:
    """True for an address with a scheme, as `http:` and `file:`; a drive's letter counts, too."""
    scheme, colon, _ = target.partition(":")
    letters = scheme.replace("+", "").replace("-", "").replace(".", "")
    return bool(colon) and letters.isascii() and letters.isalnum() and letters[0].isalpha()


def leaves(target: str, folder: str = PACKAGE, from_root: bool = False) -> bool:
    """True if a reference leads out of the packed file that it stands in.

    folder     the folder, inside the file, that the reference counts from: `/word`; empty for a file that is not packed,
               where every name is another file's
    from_root  True if a leading `/` means the outermost folder of the file
    """
    plain = "".join(character for character in unquote(target) if character > " ").removeprefix("\ufeff")
    if plain.startswith("#") or not plain.strip("./"):
        return False  # the file itself, or a folder: nothing that could be shown
    if has_scheme(plain):
        return not plain.casefold().startswith("data:")
    if not folder or "\\" in plain or plain.startswith("//"):
        return True
    if plain.startswith("/"):
        if not from_root:
            return True
        folder = PACKAGE
    depth = len([step for step in folder.split("/") if step])
    for step in plain.partition("#")[0].partition("?")[0].split("/"):
        depth += -1 if step == ".." else step not in ("", ".")
        if depth < 0:
            return True
    return False
