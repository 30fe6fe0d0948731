"""Where the program's data lies: `templates/` and `fonts/`. The only module that knows.

In the repository both lie beside the package; in an installed wheel they lie in `formgen/_data/`. The faces are
described by `fonts/coverage.txt`, which `tools/write_coverage.py` writes from the font files: name, family, size,
SHA-256 and every character that each of them has. Standard library only, and nothing is read before it is asked for.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path

from formgen.errors import MachineError, UsageError

PACKAGE = Path(__file__).resolve().parent
SHIPPED_LAYOUTS = PACKAGE / "_data" / "layouts"
"""Where an installed wheel has what was laid out when it was built; the repository has none."""

SCHEMES_VARIABLE = "FORMGEN_SCHEMES"
"""The environment variable that lists folders in which schemes lie."""
SCHEME_FILE = "scheme.toml"
"""The file that makes a folder a scheme."""

STAND_INS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("方正小标宋简体", "方正小标宋_GBK"), ("Gw Title",)),
    (("仿宋_GB2312", "仿宋", "FangSong"), ("Gw Fang", "Gw Fang Ext")),
    (("黑体", "SimHei"), ("Gw Hei",)),
    (("楷体_GB2312", "楷体", "KaiTi"), ("Gw Kai", "Gw Kai Ext")),
    (("宋体", "SimSun"), ()),
    (("Times New Roman",), ("Gw Latin",)),
)
"""Names that the forms use for a face, and the families of ours that stand for it, the first one first.

The official faces are not free. Every stack ends in `LAST_FAMILIES`.
"""
LAST_FAMILIES = ("Gw Latin", "Gw Form", "Gw Song")
"""The end of every stack: Latin letters and digits, boxes and ticks, and the face with the most characters."""


@dataclass(frozen=True, slots=True)
class FontFile:
    """One face of `fonts/`: its file, its family name, and the size in bytes and SHA-256 that the file must have."""

    path: Path
    family: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class _Faces:
    """What `fonts/coverage.txt` says. The set holds the characters that every stack can show."""

    files: tuple[FontFile, ...]
    characters: frozenset[str]


def schemes() -> dict[str, Path]:
    """The schemes that are known by name, in order of their names, each with its folder, which holds a `scheme.toml`.

    They lie in the folders that the environment variable FORMGEN_SCHEMES lists (set apart as in PATH), and in the
    program's own `templates/`. Of two schemes of one name the one in the earlier folder counts; the program's are last.
    """
    listed = [Path(folder) for folder in os.environ.get(SCHEMES_VARIABLE, "").split(os.pathsep) if folder]
    found: dict[str, Path] = {}
    for folder in (*listed, _data_folder("templates")):
        for definition in folder.glob(f"*/{SCHEME_FILE}"):
            found.setdefault(definition.parent.name, definition.parent)
    return dict(sorted(found.items()))


def scheme_folder(scheme: str | Path | None = None) -> Path:
    """The folder of a scheme: of the name of one that is known, or a path. None stands for the only one that there is.

    What holds a separator of paths is a path; anything else is a name first, and a folder here if no scheme has it.
    Raises UsageError, naming the schemes that there are, if there is no such scheme, or None and several to choose from.
    """
    known = schemes()
    listed = "、".join(known) or "无"
    if scheme is None:
        if len(known) != 1:
            raise UsageError(f"请用 --scheme 写明方案；现有方案：{listed}")
        return next(iter(known.values()))
    if isinstance(scheme, str) and scheme in known:
        return known[scheme]
    folder = Path(scheme)
    if (folder / SCHEME_FILE).is_file():
        return folder.resolve()
    if isinstance(scheme, Path) or any(mark and mark in scheme for mark in (os.sep, os.altsep)):
        raise UsageError(f"「{scheme}」不是方案的文件夹：里面要有 {SCHEME_FILE}")
    raise UsageError(f"没有名为「{scheme}」的方案，现有方案：{listed}；也可以写方案文件夹的路径")


def scheme_reference(folder: Path) -> str:
    """How another process finds a scheme's folder: by its name if it is known by it, else by its path."""
    return folder.name if schemes().get(folder.name) == folder else str(folder)


def pages_folder() -> Path:
    """The folder of the dossiers' own pages, which a scheme may replace one by one."""
    return _data_folder("templates") / "pages"


def fonts_folder() -> Path:
    """The folder of the faces. Raises MachineError if the installation has none."""
    return _data_folder("fonts")


def shipped_layouts() -> Path | None:
    """The folder of what was laid out when the wheel was built; None in an installation that brings none."""
    return SHIPPED_LAYOUTS if SHIPPED_LAYOUTS.is_dir() else None


def _data_folder(name: str) -> Path:
    """A data folder of the installed wheel, or of the repository."""
    return _folder_of(PACKAGE, name)


@lru_cache(maxsize=8)
def _folder_of(package: Path, name: str) -> Path:
    """Looked for once: every character of every value asks which faces there are."""
    for folder in (package / "_data" / name, package.parent / name):
        if folder.is_dir():
            return folder
    raise MachineError(f"程序安装不完整：缺少 {name} 文件夹，请重新安装")


def font_files() -> tuple[FontFile, ...]:
    """Every face of `fonts/`. Raises MachineError if their list is missing or cannot be read."""
    return _faces(fonts_folder()).files


def covered(character: str) -> bool:
    """True if this one character can be shown whatever face the form asks for.

    All stacks end in `LAST_FAMILIES`, so what one of those has can always be shown. Line breaks and tabs are no
    characters of a face: they are not covered.
    """
    return character in _covered_characters(PACKAGE)


@lru_cache(maxsize=4)
def _covered_characters(package: Path) -> frozenset[str]:
    """Looked up once for each installation: a record asks for thousands of characters."""
    return _faces(fonts_folder()).characters


def uncovered(text: str) -> tuple[str, ...]:
    """The characters of the text that cannot be shown, each once, in the order in which they first occur."""
    known = _faces(fonts_folder()).characters
    return tuple(character for character in dict.fromkeys(text) if character not in known)


def check_fonts(thorough: bool = False) -> None:
    """Raise MachineError, naming the file, if a face is missing or damaged: by size, and if thorough by content."""
    for font in font_files():
        try:
            damaged = font.path.stat().st_size != font.size or (
                thorough and hashlib.sha256(font.path.read_bytes()).hexdigest() != font.sha256
            )
        except OSError as fault:
            raise MachineError(f"字体文件 {font.path.name} 缺失或无法读取，请重新安装程序") from fault
        if damaged:
            raise MachineError(f"字体文件 {font.path.name} 已损坏，请重新安装程序")


@lru_cache(maxsize=4)
def _faces(folder: Path) -> _Faces:
    """Read `coverage.txt`: for each face a line `# file | family | bytes | sha256 | characters`, then ranges in hex."""
    files: list[FontFile] = []
    characters: set[str] = set()
    try:
        for line in (folder / "coverage.txt").read_text("ascii").splitlines():
            if line.startswith("#"):
                name, family, size, sha256, _ = (part.strip() for part in line[1:].split("|"))
                files.append(FontFile(folder / name, family, int(size), sha256))
            elif files[-1].family in LAST_FAMILIES:
                characters.update(_characters(line))
    except (OSError, ValueError, IndexError) as fault:
        raise MachineError("字体清单 fonts/coverage.txt 缺失或已损坏，请重新安装程序") from fault
    return _Faces(tuple(files), frozenset(characters))


def _characters(line: str) -> Iterator[str]:
    """The characters of a line of hex ranges: `20-7E A0 3000`."""
    for item in line.split():
        first, _, last = item.partition("-")
        yield from map(chr, range(int(first, 16), int(last or first, 16) + 1))


def cache_folder() -> Path:
    """A folder, closed to others, for what can be made again; a passing one, if the user's own cannot be written.

    `$XDG_CACHE_HOME/formgen`, by default `~/.cache/formgen` (XDG Base Directory Specification: a relative
    XDG_CACHE_HOME does not count).
    """
    return _cache_folder(os.environ.get("XDG_CACHE_HOME", ""), os.environ.get("HOME", ""))


@lru_cache(maxsize=4)
def _cache_folder(cache_home: str, home: str) -> Path:
    base = Path(cache_home) if os.path.isabs(cache_home) else Path(home, ".cache") if os.path.isabs(home) else None
    if base is not None:
        folder = base / "formgen"
        with suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                return folder
    try:
        passing = Path(tempfile.mkdtemp(prefix="formgen-"))
    except OSError as fault:
        raise MachineError("没有可写的缓存文件夹，请检查磁盘空间和 TMPDIR") from fault
    atexit.register(shutil.rmtree, passing, ignore_errors=True)
    return passing


def state_folder() -> Path:
    """A folder, closed to others, for what must outlast a run and belongs to no folder of the user's.

    `$XDG_STATE_HOME/formgen`, by default `~/.local/state/formgen` (XDG Base Directory Specification). Raises MachineError
    where it can't be written: what is kept there must not be lost.
    """
    said = os.environ.get("XDG_STATE_HOME", "")
    folder = (Path(said) if os.path.isabs(said) else Path.home() / ".local" / "state") / "formgen"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        raise MachineError(f"写不了 {folder}，请核对写入权限，或用环境变量 XDG_STATE_HOME 指定别的文件夹") from None
    return folder


def fontconfig_file() -> Path:
    """A fontconfig configuration that knows no face but ours, and ours by the official names too.

    Lies in `cache_folder()`, named after its contents, so that two installations never change each other's. Raises
    MachineError if it cannot be written.
    """
    cache = cache_folder()
    content = _fontconfig(fonts_folder(), cache / "fontconfig").encode()
    path = cache / f"fonts-{hashlib.sha256(content).hexdigest()[:16]}.conf"
    try:
        if path.exists() and path.read_bytes() == content:
            return path
        descriptor, beside = tempfile.mkstemp(dir=cache, prefix=".fonts-")
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        os.replace(beside, path)
    except OSError as fault:
        raise MachineError(f"无法写入字体配置：{cache}") from fault
    return path


def _fontconfig(fonts: Path, cache: Path) -> str:
    """The configuration. `prepend` with `strong` binding: a weaker one lets fontconfig choose another face by style."""
    rules = "".join(
        f'  <match target="pattern">\n    <test name="family"><string>{escape(name)}</string></test>\n'
        f'    <edit name="family" mode="prepend" binding="strong">{strings}</edit>\n  </match>\n'
        for names, families in STAND_INS
        for strings in ["".join(f"<string>{family}</string>" for family in dict.fromkeys(families + LAST_FAMILIES))]
        for name in names
    )
    last = "".join(f"<string>{family}</string>" for family in LAST_FAMILIES)
    return (
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n<fontconfig>\n'
        f"  <dir>{escape(str(fonts))}</dir>\n  <cachedir>{escape(str(cache))}</cachedir>\n{rules}"
        f'  <match target="pattern">\n    <edit name="family" mode="append_last" binding="strong">{last}</edit>\n'
        "  </match>\n</fontconfig>\n"
    )
