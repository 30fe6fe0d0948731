"""A supplied file may come only from certain folders. The whole names of folders count, not the first characters of a path."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from formgen.dossier.evidence.reading import read_supplied
from formgen.dossier.evidence.refused import RefusedError
from formgen.dossier.shelf import bytes_of


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """Make two enterprises and two folders of evidence. The names of the two folders of each pair begin alike."""
    for path in ("甲公司/内.pdf", "甲公司-别的/密.pdf", "证据/外.pdf", "证据2017/旧.pdf"):
        file = tmp_path / path
        file.parent.mkdir()
        file.write_bytes(path.encode())
    return tmp_path


def refusal(path: str, folder: Path, root: Path | None = None) -> str:
    with pytest.raises(RefusedError) as caught:
        read_supplied(path, folder, root)
    return caught.value.code


def test_a_folder_whose_name_begins_like_the_records_is_another_folder(town: Path) -> None:
    folder = town / "甲公司"
    supplied = read_supplied("内.pdf", folder)
    assert bytes_of(supplied.content) == "甲公司/内.pdf".encode()
    assert supplied.sha256 == hashlib.sha256("甲公司/内.pdf".encode()).hexdigest()
    assert refusal("../甲公司-别的/密.pdf", folder) == "evidence.outside"
    (folder / "链.pdf").symlink_to(town / "甲公司-别的" / "密.pdf")
    assert refusal("链.pdf", folder) == "evidence.outside"


def test_a_folder_whose_name_begins_like_the_evidence_roots_is_another_folder(town: Path) -> None:
    folder, root = town / "甲公司", town / "证据"
    assert bytes_of(read_supplied(str(root / "外.pdf"), folder, root).content) == "证据/外.pdf".encode()
    for path in ("../证据2017/旧.pdf", str(town / "证据2017" / "旧.pdf"), "../甲公司-别的/密.pdf"):
        assert refusal(path, folder, root) == "evidence.outside", path
