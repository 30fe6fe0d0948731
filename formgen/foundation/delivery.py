"""Write finished files for the user: only the owner can read them, and no file is ever left half written.

Each file is first written under a temporary name in the same folder and then renamed.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol

from formgen.foundation.errors import MachineError

WIDE = str.maketrans({":": "：", "*": "＊", "?": "？", '"': "＂", "<": "＜", ">": "＞", "|": "｜"})
"""Characters that some systems do not allow in file names, and the full-width characters that replace them."""
MOST_NAME_BYTES = 200
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)")
"""What a name must not be on Windows, with or without an extension: these names mean devices there."""
UNPRINTABLE = {code: None for code in (*range(32), 127)}
PART = re.compile(r"\.(\d{1,9})-[0-9a-f]{16}\.part")
"""The name of a file that is being written: it holds the number of the process and a random part."""
ALTERED = "（改动过）"
"""Added to the name of a file that somebody changed after it was made. The changed file is kept under this name."""
LONGEST_EXTENSION = 10
PIECE = 1 << 20


class StoredBytes(Protocol):
    """Bytes that are not in memory: they are read from a stream."""

    def __len__(self) -> int:
        """How many bytes they are."""
        ...

    def stream(self) -> BinaryIO:
        """Open the bytes as a stream that begins with the first byte."""
        ...


@dataclass(frozen=True, slots=True)
class Paper:
    """A finished file: its path inside the output folder, and its content.

    The content is in memory (bytes) or is read from elsewhere (`StoredBytes`).

    sha256  of the content, in hexadecimal digits, where its maker has computed it; else empty
    """

    path: str
    content: bytes | StoredBytes = field(repr=False)
    sha256: str = ""

    def within(self, folder: str) -> Paper:
        """The same paper with its path inside a subfolder of the output folder."""
        return replace(self, path=f"{folder}/{self.path}")

    def digest(self) -> str:
        """The sha256 of the content, in hexadecimal digits."""
        return self.sha256 or hashlib.sha256(self.read()).hexdigest()

    def read(self) -> bytes:
        """Return the whole content."""
        if isinstance(self.content, bytes):
            return self.content
        with self.content.stream() as stream:
            return stream.read()


def folder_name(name: str) -> str | None:
    """The name of an enterprise's folder, which every usual system can have; None if the name is empty or would lead out
    of the output folder.

    Characters that Windows does not allow become full-width, a full stop at the end too. A device's name gets a low line.
    A name of more than `MOST_NAME_BYTES` is cut; a digest of the whole name keeps two such names apart.
    """
    if any(mark in name for mark in "/\\\0") or name.strip(". ") == "":
        return None
    safe = name.translate(UNPRINTABLE).strip().translate(WIDE)
    if RESERVED.match(safe):
        safe = RESERVED.sub(r"\1_", safe, count=1)
    if safe.endswith("."):
        safe = f"{safe[:-1]}．"
    if len(safe.encode()) > MOST_NAME_BYTES:
        digest = hashlib.sha256(safe.encode()).hexdigest()[:8]
        kept = safe.encode()[: MOST_NAME_BYTES - len(f"…{digest}".encode())].decode(errors="ignore")
        safe = f"{kept.rstrip()}…{digest}"
    return safe or None


def file_names(names: Iterable[str]) -> tuple[str, ...]:
    """Names for copies of files in one folder: the given names, made safe, short enough and different from each other."""
    found: dict[str, str] = {}
    for name in names:
        stem, dot, extension = name.rpartition(".")
        if not stem or len(extension) > LONGEST_EXTENSION:
            stem, dot, extension = name, "", ""
        stem = stem.encode()[: MOST_NAME_BYTES // 2].decode(errors="ignore").strip()
        for number in count(1):
            more = f"（{number}）" if number > 1 else ""
            made = folder_name(f"{stem}{more}{dot}{extension}") or f"文件{more}"
            if made.casefold() not in found:  # for some systems 甲.pdf and 甲.PDF are one file
                found[made.casefold()] = made
                break
    return tuple(found.values())


def deliver(papers: Iterable[Paper], out: Path, lasting: bool = True) -> tuple[Path, ...]:
    """Write all papers below `out`, or none of them, and return their paths.

    Every paper is first written under a temporary name in its folder; then all are renamed.

    lasting  True: the function waits until each file is safe on the disk, so that it outlasts a power cut. False: the
             caller must wait for that. Waiting for the disk at every file takes longer than making the file, so a
             batch waits once for many files.

    Raises MachineError if a folder cannot be made or written; no half-written file is left behind then.
    """
    waiting: list[tuple[Path, Path]] = []
    folders: set[Path] = set()
    try:
        # The folder is tried first, so that nobody waits for the layout of pages that can't be written.
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.access(out, os.W_OK):
            raise PermissionError(errno.EACCES, "")
        for paper in papers:
            target = out / paper.path
            if target.parent not in folders:
                target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                _clear(target.parent)
                folders.add(target.parent)
            beside = target.parent / f".{os.getpid()}-{secrets.token_hex(8)}.part"
            waiting.append((beside, target))
            with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                if isinstance(paper.content, bytes):
                    file.write(paper.content)
                else:
                    with paper.content.stream() as stream:
                        shutil.copyfileobj(stream, file, PIECE)
                if lasting:
                    file.flush()
                    os.fsync(file.fileno())
        for beside, target in waiting:
            os.replace(beside, target)
    except OSError as error:
        raise MachineError(f"写不了输出文件夹 {out}：{_reason(error)}") from None
    finally:
        for beside, _ in waiting:
            beside.unlink(missing_ok=True)
    return tuple(target for _, target in waiting)


def set_aside(out: Path, path: str) -> str:
    """Rename a file below `out` within its folder, so that nothing is written over it; returns its new path below `out`.

    Raises MachineError if it can't be renamed.
    """
    name = next((name for name in other_names(path) if not os.path.lexists(out / name)), other_names(path)[-1])
    try:
        os.rename(out / path, out / name)
    except OSError:
        raise MachineError(f"改不了 {out / path} 的名字，请核对写入权限") from None
    return name


def other_names(path: str) -> Sequence[str]:
    """Possible new names for a file that is set aside. They are tried in this order."""
    found = PurePosixPath(path)
    return [
        str(found.with_name(f"{found.stem}{ALTERED}{number if number > 1 else ''}{found.suffix}"))
        for number in range(1, 1000)
    ]


def left_over(folder: Path, stem: str, written: Iterable[Path]) -> tuple[Path, ...]:
    """Volumes, covers and proofs of the paper `stem` in the folder that an earlier run wrote and this one did not.

    These files stay, because formgen removes no file of a user. The caller warns about them, because a person can
    easily hand in an old volume together with the new dossier.
    """
    volume = re.compile(re.escape(stem) + r"(-封面)?(-第\d+册)?\.(pdf|proof\.json)")
    here = {path.name for path in written if path.parent == folder}
    return tuple(path for path in sorted(folder.iterdir()) if volume.fullmatch(path.name) and path.name not in here)


def _clear(folder: Path) -> None:
    """Remove half-written files of runs that were killed. Files that a living process is writing stay."""
    for path in folder.glob(".*.part"):
        found = PART.fullmatch(path.name)
        if found is not None and not _is_alive(int(found[1])):
            path.unlink(missing_ok=True)


def _is_alive(process: int) -> bool:
    """True if a process with this number exists, or if the system does not tell."""
    if os.name == "nt":
        return True  # on Windows, os.kill would end the process
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _reason(error: OSError) -> str:
    """The reason why writing failed, in Chinese, without the path."""

    reasons = {
        errno.EACCES: "没有写入权限",
        errno.EPERM: "没有写入权限",
        errno.EROFS: "这里是只读的",
        errno.ENOSPC: "磁盘已满",
        errno.EDQUOT: "磁盘配额已用完",
        errno.EFBIG: "文件超过了允许的大小",
        errno.ENOTDIR: "路径里有一段不是文件夹",
        errno.EEXIST: "同名的文件已经存在",
        errno.ENOENT: "上一级文件夹不存在，也建不了",
        errno.EISDIR: "同名的文件夹已经存在",
        errno.ENAMETOOLONG: "名称太长",
    }
    return reasons.get(error.errno or 0, os.strerror(error.errno) if error.errno else "未知原因")
