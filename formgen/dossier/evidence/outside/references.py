"""The results of searching an office file: references that leave the file, and whether there are macros, or tracked changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import unquote

from formgen.foundation.problems import in_message

PACKAGE = "/"
"""The folder of a packed file's outermost parts."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference that leaves an office file.

    what    the kind of content that it fetches, in Chinese
    target  where it leads; empty if the file does not say that
    """

    what: str
    target: str = ""

    def shown(self, longest: int) -> str:
        """Both as text for a message. The target has at most `longest` characters, and no control characters."""
        target = in_message(self.target, longest)
        return f"{self.what}（{target}）" if target else self.what


@dataclass(slots=True)
class References:
    """The results so far.

    has_macros   True if the file contains programs (macros)
    has_changes  True if the text of a binary or rich-text file has tracked changes; the other formats are searched in `office_fonts`
    """

    has_macros: bool = False
    has_changes: bool = False
    _references: dict[Reference, None] = field(default_factory=dict)

    @property
    def references(self) -> list[Reference]:
        """The references that leave the file, in the order of the file, without repetition."""
        return list(self._references)

    def add(self, what: str, target: str = "") -> None:
        """Add a reference."""
        self._references.setdefault(Reference(what, target))


def has_scheme(target: str) -> bool:
    """True for an address with a scheme, such as `http:` or `file:`. The letter of a drive counts as a scheme."""
    scheme, colon, _ = target.partition(":")
    letters = scheme.replace("+", "").replace("-", "").replace(".", "")
    return bool(colon) and letters.isascii() and letters.isalnum() and letters[0].isalpha()


def leaves(target: str, folder: str = PACKAGE, from_root: bool = False) -> bool:
    """True if a reference leads out of the packed file in which it stands.

    folder     the folder inside the file from which the reference counts, such as `/word`; empty for a file that is not
               packed, because there every name means another file
    from_root  True if a leading `/` means the outermost folder of the file
    """
    plain = "".join(character for character in unquote(target) if character > " ").removeprefix("\ufeff")
    if plain.startswith("#") or not plain.strip("./"):
        return False  # the file itself, or a folder, which can't be shown
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
