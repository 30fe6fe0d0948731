"""Makes PDF pages of a ZIP of pictures, in the natural order of their names. People send photographs in this way.

Natural order puts `第2页` before `第10页`, and `第二页` before `第十页`. The files of a folder stay together. Files that operating
systems add (`__MACOSX`, `.DS_Store`, `Thumbs.db`) are left out. A ZIP with any other file that is not a picture is refused.
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePosixPath

import pikepdf

from formgen.dossier.evidence.foreign import OUT_OF_THE_ARCHIVE
from formgen.dossier.evidence.formats import PIECE, ZIP_ODD, FileFormat, format_of
from formgen.dossier.evidence.pictures.images import add_pictures
from formgen.dossier.evidence.refused import RefusedError, Remark
from formgen.record.kinds.figures.numerals import DIGITS, small_number

MOST_FILES = 1000
LARGEST_PICTURE = 256 << 20
MOST_UNPACKED = 1 << 30
"""The most bytes of one picture, and of all pictures together, after unpacking."""
OF_SYSTEMS = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db"})
NUMBER = re.compile(rf"([0-9]+|[十廿{''.join(DIGITS)}]+)")
UTF8 = 0x800
"""The flag of a name in UTF-8 (APPNOTE, appendix D)."""
MOST_NAMED = 3


def pictures_to_pdf(content: bytes) -> tuple[bytes, tuple[Remark, ...]]:
    """One page for each picture of a ZIP, in natural order of the names; the same ZIP always gives the same bytes.

    Raises RefusedError for a ZIP that contains anything else, is damaged, encrypted or too large, and for a picture that is
    refused.
    """
    remarks: list[Remark] = []
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, pikepdf.new() as pdf:
            members = _members(archive)
            names = [name for name, _ in members]
            order = "、".join(names[:MOST_NAMED]) + ("……" + names[-1] if len(names) > MOST_NAMED else "")
            message = f"是压缩包，里面有 {len(names)} 张图片，按文件名的顺序装订：{order}"
            remarks.append(Remark("evidence.picture-archive", message, "请核对装订件里的顺序"))
            left = MOST_UNPACKED
            for name, member in members:
                picture = _read(archive, member, min(left, LARGEST_PICTURE))
                left -= len(picture)
                remarks.extend(_added(pdf, name, picture))
            out = io.BytesIO()
            pdf.save(out, static_id=True)
    except ZIP_ODD:
        remedy = "请重新压缩，或解压后把图片逐张提供"
        raise RefusedError("evidence.damaged", "已损坏或不完整（打不开里面的内容）", remedy) from None
    return out.getvalue(), tuple(remarks)


def _members(archive: zipfile.ZipFile) -> list[tuple[str, zipfile.ZipInfo]]:
    """The files to bind, with their names as people see them, in natural order."""
    named = [(_name(member), member) for member in archive.infolist() if not member.is_dir()]
    members = [(name, member) for name, member in named if not _is_of_a_system(name)]
    if not members:
        raise RefusedError("evidence.empty", "是空的压缩包", "请把图片重新压缩，或逐张提供")
    if len(members) > MOST_FILES:
        raise RefusedError("evidence.too-large", f"里的文件超过 {MOST_FILES} 个", "请分成几个压缩包再提供")
    return sorted(members, key=lambda one: natural_key(one[0]))


def _name(member: zipfile.ZipInfo) -> str:
    """The name of a file in the ZIP. Chinese Windows writes names in GBK and does not set the flag of an encoding."""
    name = member.filename
    if not member.flag_bits & UTF8:
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    name = name.replace("\\", "/")
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in name)


def _is_of_a_system(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return not parts or "__MACOSX" in parts or parts[-1].startswith(".") or parts[-1].lower() in OF_SYSTEMS


def natural_key(name: str) -> tuple[tuple[tuple[int, int, str], ...], ...]:
    """The key by which names are sorted: folder by folder, and numbers by their value, in Arabic or Chinese digits."""
    return tuple(
        tuple(
            (0, number, piece) if (number := small_number(piece)) is not None else (1, 0, piece)
            for piece in NUMBER.split(part.casefold())
            if piece
        )
        for part in name.split("/")
    )


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> bytes:
    if member.flag_bits & 1:
        raise RefusedError("evidence.encrypted", "设了解压密码，打不开", "请去掉密码重新压缩，或解压后把图片逐张提供")
    pieces, size = [], 0
    with archive.open(member) as file:
        while piece := file.read(PIECE):
            pieces.append(piece)
            size += len(piece)
            if size > most:
                message = f"解开后太大（一张图片超过 {LARGEST_PICTURE >> 20} MB，或一共超过 {MOST_UNPACKED >> 30} GB）"
                raise RefusedError("evidence.bomb", message, "请分成几个压缩包，或降低图片的分辨率")
    return b"".join(pieces)


def _added(pdf: pikepdf.Pdf, name: str, picture: bytes) -> tuple[Remark, ...]:
    """Add the pages of one picture. Refusals and remarks contain its name."""
    try:
        kind = format_of(picture)
        if kind is FileFormat.ZIP:
            raise RefusedError("evidence.unknown-format", "又是压缩包", OUT_OF_THE_ARCHIVE)
        if not kind.is_picture:
            raise RefusedError("evidence.unknown-format", f"不是图片（是 {kind.label}）", OUT_OF_THE_ARCHIVE)
        found = add_pictures(pdf, picture, kind)
    except RefusedError as refused:
        remedy = OUT_OF_THE_ARCHIVE if refused.code == "evidence.unknown-format" else refused.remedy
        raise RefusedError(refused.code, f"里的「{name}」{refused.message}", remedy) from None
    return tuple(Remark(remark.code, f"里的「{name}」{remark.message}", remark.remedy) for remark in found)
