"""Changed properties of a dossier as a file: locks, its title, and what else stands in its two lists, the old one and XMP."""

from __future__ import annotations

from collections.abc import Iterator

from pypdf import PdfReader

from formgen.dossier.proof.proof_file import Proof
from formgen.foundation.problems import in_message

LOCKED = "装订件后来加了密码或使用限制（装订时没有）"
LONGEST_TITLE = 60
"""The most characters of a title, or of another property of the file, in a line."""
OLD = (("作者", "/Author"), ("主题", "/Subject"), ("关键词", "/Keywords"))


def changed_properties(reader: PdfReader, proof: Proof) -> Iterator[str]:
    """What of the file as a whole is not as it was written: locks, its title, what was added to its properties."""
    if reader.is_encrypted:
        yield LOCKED
    for where, title in _titles(reader):
        if title != proof.title:
            now = f"是「{in_message(title, LONGEST_TITLE)}」" if title else "没有了"
            yield f"文件属性里的标题（{where}）{now}，应为「{in_message(proof.title, LONGEST_TITLE)}」"
    for name, value in _added(reader):
        yield f"文件属性里加了{name}「{in_message(value, LONGEST_TITLE)}」"


def _titles(reader: PdfReader) -> Iterator[tuple[str, str]]:
    """The title by each list, with the list's name; empty where it has none, or one that can't be read."""
    yield "Info", _text(_old(reader, "/Title"))
    yield "XMP", _first(reader, "dc_title")


def _added(reader: PdfReader) -> Iterator[tuple[str, str]]:
    """What a dossier never has, and a program adds at somebody's wish: by name, with its value."""
    for name, key in OLD:
        value = _text(_old(reader, key))
        if value:
            yield name, value
    for name, key in (("作者", "dc_creator"), ("主题", "dc_subject"), ("说明", "dc_description")):
        value = _first(reader, key)
        if value:
            yield f"{name}（XMP）", value


def _old(reader: PdfReader, key: str) -> object:
    try:
        return reader.metadata.get(key) if reader.metadata else None
    except Exception:  # somebody altered the file
        return None


def _first(reader: PdfReader, name: str) -> str:
    """The first value of a property of XMP; empty if there is none, or if XMP is there and can't be read."""
    try:
        found = getattr(reader.xmp_metadata, name, None)
    except Exception:  # as above
        return ""
    if isinstance(found, dict):
        found = list(found.values())
    if isinstance(found, list):
        found = found[0] if found else None
    return _text(found)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
