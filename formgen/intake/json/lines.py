"""JSON Lines: each line is one enterprise, and is read when it is asked for. A faulty line does not hide the other lines."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from formgen.foundation.problems import error
from formgen.intake.collected import Collected, Source, collected, unusable
from formgen.intake.json.record import read_record_text
from formgen.intake.json.text import LARGEST_FILE
from formgen.intake.places import file_place
from formgen.scheme.models import Scheme

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_json_lines(scheme: Scheme, path: Path) -> Source:
    """A file of JSON Lines. Empty lines are skipped. Each other line is an enterprise, or a finding with the line's number."""
    place = file_place(path.name)
    with path.open("rb") as file:
        if file.read(2) in _UTF_16:
            remedy = "按 UTF-8 编码重新保存"
            return unusable(path, error("file.encoding", "", place, "文件是 UTF-16 编码，应是 UTF-8", remedy))
        file.seek(0)
        count = sum(1 for _ in _lines(file))
    if not count:
        remedy = f"{scheme.applicant.each}写一行 JSON，再检查一遍"
        return unusable(path, error("source.empty", "", place, f"文件里没有{scheme.applicant.word}的数据", remedy))
    return Source(path, (), count, lambda: _read(scheme, path))


def _read(scheme: Scheme, path: Path) -> Iterator[Collected]:
    try:
        with path.open("rb") as file:
            for number, content in _lines(file):
                yield _line(scheme, path, number, content)
    except OSError:
        problem = error(
            "file.unreadable", "", file_place(path.name), "读到这里读不下去了", "核对文件还在不在，再试一遍"
        )
        yield Collected(None, (problem,), path.stem, path.parent, file_place(path.name))


def _line(scheme: Scheme, path: Path, number: int, content: bytes) -> Collected:
    place = file_place(path.name, f"第 {number} 行")
    name = f"{path.stem} 第 {number} 行"
    if len(content) > LARGEST_FILE:
        message = f"这一行超过 {LARGEST_FILE // 1024 // 1024} MB，不像{scheme.applicant.one}的数据"
        problem = error("file.too-large", "", place, message, "核对文件；佐证材料写文件名，不写进数据里")
        return Collected(None, (problem,), name, path.parent, place)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as fault:
        message = f"这一行不是 UTF-8 编码（第 {fault.start + 1} 个字节起读不出来）"
        problem = error("file.encoding", "", place, message, "多半是 GBK（ANSI）编码，按 UTF-8 编码重新保存")
        return Collected(None, (problem,), name, path.parent, place)
    reading = read_record_text(scheme, text, path.name, number)
    return collected(scheme, reading.record, reading.problems, name, path.parent, place)


def _lines(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Every line that is not empty, with its number from 1. Of a line that is too long, only enough to show this is read."""
    number = 0
    while line := file.readline(LARGEST_FILE + 2):
        number += 1
        if number == 1:
            line = line.removeprefix(codecs.BOM_UTF8)
        kept = line
        while line and not line.endswith(b"\n"):
            line = file.readline(LARGEST_FILE)
        if kept.strip():
            yield number, kept.rstrip(b"\r\n")
