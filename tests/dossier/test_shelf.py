"""The files of a dossier on the shelf: the bytes are the same wherever they are stored, and many files need little memory."""

from __future__ import annotations

import errno
import io
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formgen.dossier import DossierTask, assemble, bind
from formgen.dossier.evidence.take_in import take_in
from formgen.dossier.shelf import Shelf, ShelvedBytes, bytes_of, stream_of
from formgen.engines.pdfium import PdfiumFile
from formgen.foundation.errors import MachineError
from formgen.foundation.problems import Place
from formgen.record.models import SuppliedFile
from formgen.scheme.models import Scheme
from tests.dossier.given import dossier_of, html_to_pdf, record_of
from tests.dossier.odd import Page, made, signature, stamp


@given(contents=st.lists(st.binary(max_size=300), max_size=6), in_memory=st.integers(0, 600), at=st.integers(0, 300))
def test_contents_come_back_as_they_were(contents: list[bytes], in_memory: int, at: int) -> None:
    shelf = Shelf(in_memory)
    kept = [shelf.kept(content) for content in contents]
    assert shelf.taken == sum(map(len, contents))
    assert sum(len(one) for one in kept if isinstance(one, bytes)) <= in_memory
    streams = [stream_of(one) for one in kept]
    for stream, one, content in zip(streams, kept, contents, strict=True):
        assert bytes_of(one) == content and len(one) == len(content)
        assert stream.seek(at) == at and stream.read(7) == content[at : at + 7]
    for stream, content in zip(streams, contents, strict=True):  # the streams are read in turn
        stream.seek(-min(3, len(content)), io.SEEK_END)
        assert stream.read() == content[max(0, len(content) - 3) :]


def test_a_content_given_up_leaves_room_for_the_next() -> None:
    shelf = Shelf(0)
    first = shelf.kept(b"first")
    with pytest.raises(KeyError), shelf.parcel(9) as parcel:
        parcel.write(b"half of it")
        raise KeyError
    second = shelf.kept(b"second")
    assert (bytes_of(first), bytes_of(second), shelf.taken) == (b"first", b"second", 11)


def test_the_passing_file_has_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    kept = Shelf(0).kept(made())
    assert isinstance(kept, ShelvedBytes) and list(tmp_path.iterdir()) == []
    with PdfiumFile(kept) as document:
        assert len(document) == 1


def test_a_full_disk_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.BytesIO):
        def write(self, data: Any) -> int:
            raise OSError(errno.ENOSPC, "")

    monkeypatch.setattr(tempfile, "TemporaryFile", lambda **_: Full())
    with pytest.raises(MachineError, match="临时文件"):
        Shelf(0).kept(b"x")


def test_a_dossier_is_the_same_wherever_its_files_lie(
    scheme: Scheme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, content in (("甲", made(Page(foot=True), Page(rotate=90))), ("乙", made(finish=stamp))):
        (tmp_path / f"{name}.pdf").write_bytes(content)
    (tmp_path / "签.pdf").write_bytes(made(finish=signature))
    record = record_of({"work_plan": ("甲.pdf", "乙.pdf", "签.pdf")})

    def bound() -> Any:
        return bind(DossierTask(scheme, dossier_of(scheme, "work_plan"), record, tmp_path), html_to_pdf)

    in_memory = bound()
    monkeypatch.setattr(assemble, "Shelf", lambda: Shelf(0))
    on_disk = bound()
    assert isinstance(on_disk.volumes[0].content, ShelvedBytes) and isinstance(in_memory.volumes[0].content, bytes)
    assert on_disk.pdf == in_memory.pdf and on_disk.proof == in_memory.proof
    assert [one.content for one in on_disk.originals] == [(tmp_path / "签.pdf").read_bytes()]


def test_a_stored_file_is_not_kept_open(tmp_path: Path) -> None:
    (tmp_path / "甲.pdf").write_bytes(made())
    file = SuppliedFile("甲.pdf", Place("企业.json"))
    near, _ = take_in(file, "方针", tmp_path)
    far, _ = take_in(file, "方针", tmp_path, shelf=Shelf(0))
    assert near is not None and far is not None and near.pdf is not None and far.pdf is None
    with far.opened() as one, near.opened() as other:
        assert len(one.pages) == len(other.pages) == 1
    assert near.sha256 == far.sha256 and near.pdf.pages
