"""Where a dossier's files lie while it is made: the first ones in memory, all others in one passing file.

So a packet of a thousand scans takes no more memory than one of a hundred. The passing file has no name (it is unlinked
as it is made), can be read by nobody else, and is gone with the process, however that ends.
"""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from formgen.errors import MachineError

IN_MEMORY = 32 << 20
"""Bytes of a dossier's files that are kept in memory."""
BUFFER = 1 << 18


class ShelvedBytes:
    """Bytes that lie in a shelf's passing file, as long as anything holds them."""

    def __init__(self, file: IO[bytes], begin: int, size: int) -> None:
        self._file, self._begin, self._size = file, begin, size

    def __len__(self) -> int:
        return self._size

    def stream(self) -> io.BufferedReader:
        """To be read from the beginning; any number of streams may be read in turns."""
        return io.BufferedReader(_Window(self._file, self._begin, self._size), BUFFER)


Content = bytes | ShelvedBytes
"""The bytes of a file, wherever they lie."""


def stream_of(content: Content) -> io.BytesIO | io.BufferedReader:
    """The content to be read from its beginning."""
    return content.stream() if isinstance(content, ShelvedBytes) else io.BytesIO(content)


def bytes_of(content: Content) -> bytes:
    """All of it in memory."""
    return content.stream().read() if isinstance(content, ShelvedBytes) else content


class Shelf:
    """Takes contents one after the other.

    in_memory  how many bytes may lie in memory
    """

    def __init__(self, in_memory: int = IN_MEMORY) -> None:
        self._left, self._end = in_memory, 0
        self._file: IO[bytes] | None = None
        self.taken = 0

    @contextmanager
    def parcel(self, size: int) -> Iterator[Parcel]:
        """Room for a content of about so many bytes. Raises MachineError if the passing file can't be written."""
        parcel = Parcel(self, size <= self._left)
        try:
            yield parcel
            parcel.finish()
        finally:
            parcel.close()

    def kept(self, content: bytes) -> Content:
        """The bytes, wherever there is room for them."""
        with self.parcel(len(content)) as parcel:
            parcel.write(content)
        return parcel.content

    def keep(self, parcel: Parcel, size: int) -> None:
        """Count what was written. Only a Parcel calls this."""
        self.taken += size
        if parcel.in_memory:
            self._left -= size
        else:
            self._end += size

    def write(self, data: bytes, offset: int) -> tuple[IO[bytes], int]:
        """Write behind everything that was finished. Only a Parcel calls this."""
        try:
            if self._file is None:
                self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - as long as anything of it is held
            self._file.seek(self._end + offset)
            whole = memoryview(data)
            while len(whole):
                whole = whole[self._file.write(whole) :]
        except OSError as fault:
            raise MachineError(f"写不了临时文件（{os.strerror(fault.errno or 0)}），请检查磁盘空间和 TMPDIR") from None
        return self._file, self._end


class Parcel(io.RawIOBase):
    """Where one content is being written."""

    def __init__(self, shelf: Shelf, in_memory: bool) -> None:
        super().__init__()
        self._shelf, self.in_memory = shelf, in_memory
        self._pieces: list[bytes] = []
        self._size = 0
        self._content: Content = b""

    def writable(self) -> bool:
        """It can be written."""
        return True

    def write(self, data: object) -> int:
        """Add bytes at the end."""
        piece = bytes(data)  # type: ignore[call-overload]
        if self.in_memory:
            self._pieces.append(piece)
        elif piece:
            file, begin = self._shelf.write(piece, self._size)
            self._content = ShelvedBytes(file, begin, self._size + len(piece))
        self._size += len(piece)
        return len(piece)

    def finish(self) -> None:
        """Nothing more is added."""
        if self.in_memory:
            self._content = b"".join(self._pieces)
            self._pieces = []
        self._shelf.keep(self, self._size)

    @property
    def content(self) -> Content:
        """What was written, once it is finished."""
        return self._content


class _Window(io.RawIOBase):
    """A part of a file that several read: each goes to its own place first."""

    def __init__(self, file: IO[bytes], begin: int, size: int) -> None:
        super().__init__()
        self._file, self._begin, self._size, self._at = file, begin, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._at = max(0, offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence])
        return self._at

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)[: max(0, self._size - self._at)]  # type: ignore[arg-type]
        self._file.seek(self._begin + self._at)
        count: int = self._file.readinto(view)  # type: ignore[attr-defined]
        self._at += count
        return count
