"""Find the program's data folders `templates/` and `fonts/`. No other module knows where they lie.

In the repository both folders lie beside the package; in an installed wheel they lie in `formgen/_data/`. The file
`fonts/coverage.txt` describes the faces: name, family, size, SHA-256 and all characters of each face.
`tools/write_coverage.py` writes it from the font files. This module uses the standard library only, and it reads a file
only when a caller asks for its content.
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

from formgen.foundation.errors import MachineError, UsageError

PACKAGE = Path(__file__).resolve().parent.parent
SHIPPED_LAYOUTS = PACKAGE / "_data" / "layouts"
"""The folder in an installed wheel with the layouts that were made when the wheel was built. The repository has none."""

SCHEMES_VARIABLE = "FORMGEN_SCHEMES"
"""The environment variable that lists the folders with further schemes."""
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
"""The face names that the official forms use, each with the families of `fonts/` that replace it, best first.

The official faces are not free, so formgen cannot ship them. Every list (stack) ends in `LAST_FAMILIES`.
"""
OFFICE_STAND_INS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("方正小标宋_GB18030", "方正小标宋", "文星标宋", "华文中宋", "STZhongsong"), ("Gw Title",)),
    (
        ("方正仿宋_GBK", "方正仿宋简体", "华文仿宋", "STFangsong", "FangSong_GB2312", "仿宋_GB18030"),
        ("Gw Fang", "Gw Fang Ext"),
    ),
    (
        (
            "微软雅黑",
            "Microsoft YaHei",
            "等线",
            "DengXian",
            "方正黑体_GBK",
            "方正黑体简体",
            "华文细黑",
            "STXihei",
            "幼圆",
        ),
        ("Gw Hei",),
    ),
    (
        ("方正楷体_GBK", "方正楷体简体", "华文楷体", "STKaiti", "KaiTi_GB2312", "楷体_GB18030"),
        ("Gw Kai", "Gw Kai Ext"),
    ),
)
"""Further face names, each with the family that is nearest to it, where LibreOffice lays a form out. All others become 宋体."""
LAST_FAMILIES = ("Gw Latin", "Gw Form", "Gw Song")
"""The last families of every stack: they have Latin letters and digits, boxes and ticks, and the most characters."""


@dataclass(frozen=True, slots=True)
class FontFile:
    """One face of `fonts/`: its file, its family name, and the size in bytes and SHA-256 that the file must have."""

    path: Path
    family: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class _Faces:
    """The content of `fonts/coverage.txt`. The set holds the characters that every stack can show."""

    files: tuple[FontFile, ...]
    characters: frozenset[str]


def schemes() -> dict[str, Path]:
    """The schemes that are known by name, sorted by name, each with its folder. The folder holds a `scheme.toml`.

    Schemes lie in the folders that the environment variable FORMGEN_SCHEMES lists (separated as in PATH), and in the
    program's own `templates/`. If two schemes have the same name, the one in the earlier folder is used; the program's
    own folder is the last.
    """
    listed = [Path(folder) for folder in os.environ.get(SCHEMES_VARIABLE, "").split(os.pathsep) if folder]
    found: dict[str, Path] = {}
    for folder in (*listed, _data_folder("templates")):
        for definition in folder.glob(f"*/{SCHEME_FILE}"):
            found.setdefault(definition.parent.name, definition.parent)
    return dict(sorted(found.items()))


def scheme_folder(scheme: str | Path | None = None) -> Path:
    """The folder of a scheme that the caller gives by its name or its path. None means the only known scheme.

    A text with a path separator is a path. Any other text is taken as a name; if no scheme has this name, it is taken as
    a folder in the current folder. Raises UsageError, which names the known schemes, if there is no such scheme, or if
    `scheme` is None and there are several schemes.
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
    """The text by which another process finds a scheme's folder: the name if the scheme is known by it, else the path."""
    return folder.name if schemes().get(folder.name) == folder else str(folder)


def pages_folder() -> Path:
    """The folder with the templates of a dossier's own pages. A scheme may replace each of them."""
    return _data_folder("templates") / "pages"


def web_folder() -> Path:
    """The folder with the templates of the pages in the browser, their style and their script."""
    return _data_folder("templates") / "web"


def fonts_folder() -> Path:
    """The folder of the faces. Raises MachineError if the installation has none."""
    return _data_folder("fonts")


def shipped_layouts() -> Path | None:
    """The folder with the layouts that were made when the wheel was built; None if the installation has none."""
    return SHIPPED_LAYOUTS if SHIPPED_LAYOUTS.is_dir() else None


def _data_folder(name: str) -> Path:
    """A data folder of the installed wheel, or of the repository."""
    return _folder_of(PACKAGE, name)


@lru_cache(maxsize=8)
def _folder_of(package: Path, name: str) -> Path:
    """Look for a data folder once and keep the answer, because this is asked for every character of every value."""
    for folder in (package / "_data" / name, package.parent / name):
        if folder.is_dir():
            return folder
    raise MachineError(f"程序安装不完整：缺少 {name} 文件夹，请重新安装")


def font_files() -> tuple[FontFile, ...]:
    """Every face of `fonts/`. Raises MachineError if the list `coverage.txt` is missing or cannot be read."""
    return _faces(fonts_folder()).files


def covered(character: str) -> bool:
    """True if this one character can be shown in every face that a form asks for.

    All stacks end in `LAST_FAMILIES`, so a character that one of these families has can always be shown. Line breaks and
    tabs are not characters of a face, so the answer for them is False.
    """
    return character in _covered_characters(PACKAGE)


@lru_cache(maxsize=4)
def _covered_characters(package: Path) -> frozenset[str]:
    """The covered characters, read once for each installation, because a record asks for thousands of characters."""
    return _faces(fonts_folder()).characters


def uncovered(text: str) -> tuple[str, ...]:
    """The characters of the text that cannot be shown, each once, in the order in which they first occur."""
    known = _faces(fonts_folder()).characters
    return tuple(character for character in dict.fromkeys(text) if character not in known)


def check_fonts(thorough: bool = False) -> None:
    """Raise MachineError, which names the file, if a face is missing or damaged.

    The size of each file is compared with the list; if `thorough` is True, its SHA-256 is compared too.
    """
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
    """A folder that only the user can open, for files that can be made again.

    If the user's own cache folder cannot be written, it is a temporary folder.

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
    """A folder that only the user can open, for files that must outlast a run and belong to no output folder.

    `$XDG_STATE_HOME/formgen`, by default `~/.local/state/formgen` (XDG Base Directory Specification). Raises MachineError
    if it can't be written, because its files must not be lost.
    """
    said = os.environ.get("XDG_STATE_HOME", "")
    folder = (Path(said) if os.path.isabs(said) else Path.home() / ".local" / "state") / "formgen"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        raise MachineError(f"写不了 {folder}，请核对写入权限，或用环境变量 XDG_STATE_HOME 指定别的文件夹") from None
    return folder


def fontconfig_file() -> Path:
    """The path of a fontconfig configuration that knows only the faces of `fonts/`, also by their official names.

    The file lies in `cache_folder()`. Its name depends on its content, so two installations never overwrite each other's
    file. Raises MachineError if it cannot be written.
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


SYNTHETIC = """  <match target="font">
    <test name="weight" compare="less_eq"><const>medium</const></test>
    <test target="pattern" name="weight" compare="more_eq"><const>bold</const></test>
    <edit name="embolden" mode="assign"><bool>true</bool></edit>
    <edit name="weight" mode="assign"><const>bold</const></edit>
  </match>
  <match target="font">
    <test name="slant"><const>roman</const></test>
    <test target="pattern" name="slant" compare="not_eq"><const>roman</const></test>
    <edit name="matrix" mode="assign"><times><name>matrix</name><matrix>
      <double>1</double><double>0.2</double><double>0</double><double>1</double></matrix></times></edit>
    <edit name="slant" mode="assign"><const>oblique</const></edit>
  </match>
"""
"""The rules by which bold and slanted letters are made of faces that have none. LibreOffice draws neither without them."""


def office_fontconfig() -> str:
    """The text of a fontconfig configuration for LibreOffice, with our faces only. `{cache}` stands for fontconfig's folder."""
    table = (*STAND_INS, *OFFICE_STAND_INS)
    text = _fontconfig(fonts_folder(), Path("{cache}"), table)
    return text.replace("</fontconfig>", f"{SYNTHETIC}</fontconfig>")


def _fontconfig(
    fonts: Path, cache: Path, table: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = STAND_INS
) -> str:
    """The text of the configuration.

    It uses `prepend` with `strong` binding: with a weaker binding, fontconfig may choose another face by its style.
    """
    rules = "".join(
        f'  <match target="pattern">\n    <test name="family"><string>{escape(name)}</string></test>\n'
        f'    <edit name="family" mode="prepend" binding="strong">{strings}</edit>\n  </match>\n'
        for names, families in table
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
