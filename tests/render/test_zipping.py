"""Zip files that we write, read by another program's reader: Python's own."""

from __future__ import annotations

import io
import zipfile

from hypothesis import given
from hypothesis import strategies as st

from formgen.render.zipping import pack, zipped

names = st.text(st.characters(categories=("L", "Nd"), include_characters="_-./ "), min_size=1, max_size=20)


@given(parts=st.dictionaries(names, st.binary(max_size=300), max_size=6))
def test_what_is_written_is_read_again(parts: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(zipped(pack(name, content) for name, content in parts.items()))) as archive:
        assert archive.testzip() is None
        assert [(entry.filename, archive.read(entry)) for entry in archive.infolist()] == list(parts.items())
        for entry in archive.infolist():
            assert entry.date_time == (1980, 1, 1, 0, 0, 0) and entry.compress_type == zipfile.ZIP_DEFLATED
            assert entry.external_attr == 0o600 << 16
