"""The place of a dossier's files while it is made: the first files lie in memory, all others in one temporary file.

So a packet of a thousand scans takes no more memory than one of a hundred. The temporary ("passing") file has no name,
because it is unlinked when it is created. No other user can read it, and it disappears with the process, however the
process ends.
"""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from formgen.foundation.errors import MachineError

IN_MEMORY = 32 << 20
"""Bytes of a dossier's files that are kept in memory."""
BUFFER = 1 << 18
OBJECTS = 1 << 13
"""Bytes that are read at a time by who jumps from object to object: most of them are small."""
DIGESTED = 1 << 20
"""Bytes of a content in the passing file that are read at a time for its sha256."""


class ShelvedBytes:
    """Bytes in the passing file of a shelf. The file stays open as long as an object of this class exists."""

    def __init__(self, file: IO[bytes], begin: int, size: int) -> None:
        self._file, self._begin, self._size = file, begin, size

    def __len__(self) -> int:
        return self._size

    def stream(self, buffer: int = BUFFER) -> io.BufferedReader:
        """Open a stream at the beginning of the content; any number of streams may be read alternately.

        buffer  bytes that are read at a time: few for a reader that jumps from one small object to another
        """
        return io.BufferedReader(_Window(self._file, self._begin, self._size), buffer)


Content = bytes | ShelvedBytes
"""The content of a file: in memory, or in a shelf's passing file."""


def stream_of(content: Content, buffer: int = BUFFER) -> io.BytesIO | io.BufferedReader:
    """Open the content as a stream at its beginning. buffer: as of `ShelvedBytes.stream`."""
    return content.stream(buffer) if isinstance(content, ShelvedBytes) else io.BytesIO(content)


def bytes_of(content: Content) -> bytes:
    """The whole content as bytes in memory."""
    return content.stream().read() if isinstance(content, ShelvedBytes) else content


def sha256_of(content: Content) -> str:
    """The sha256 of the content, in hexadecimal digits."""
    whole = hashlib.sha256()
    if isinstance(content, ShelvedBytes):
        piece = memoryview(bytearray(DIGESTED))
        with content.stream().detach() as stream:  # unbuffered: every byte is wanted, once and in order
            while count := stream.readinto(piece):
                whole.update(piece[:count])
    else:
        whole.update(content)
    return whole.hexdigest()


class Shelf:
    """Stores contents one after the other.

    in_memory  how many bytes may lie in memory
    taken      how many bytes were stored so far
    """

    def __init__(self, in_memory: int = IN_MEMORY) -> None:
        self._left, self._end = in_memory, 0
        self._file: IO[bytes] | None = None
        self.taken = 0

    @contextmanager
    def parcel(self, size: int) -> Iterator[Parcel]:
        """Give a Parcel for a content of about `size` bytes. Raises MachineError if the passing file can't be written."""
        parcel = Parcel(self, size <= self._left)
        try:
            yield parcel
            parcel.finish()
        finally:
            parcel.close()

    def kept(self, content: bytes) -> Content:
        """Store the bytes: in memory if there is room, else in the passing file."""
        with self.parcel(len(content)) as parcel:
            parcel.write(content)
        return parcel.content

    def keep(self, parcel: Parcel, size: int) -> None:
        """Count the bytes of a finished content. Only a Parcel calls this."""
        self.taken += size
        if parcel.in_memory:
            self._left -= size
        else:
            self._end += size

    def write(self, data: memoryview, offset: int) -> tuple[IO[bytes], int]:
        """Write data behind all finished contents in the passing file. Only a Parcel calls this."""
        try:
            if self._file is None:
                self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - it stays open while contents use it
            self._file.seek(self._end + offset)
            while len(data):
                data = data[self._file.write(data) :]
        except OSError as fault:
            raise MachineError(f"写不了临时文件（{os.strerror(fault.errno or 0)}），请检查磁盘空间和 TMPDIR") from None
        return self._file, self._end


class Parcel(io.RawIOBase):
    """A stream to which one content is written."""

    def __init__(self, shelf: Shelf, in_memory: bool) -> None:
        super().__init__()
        self._shelf, self.in_memory = shelf, in_memory
        self._pieces: list[bytes] = []
        self._size = 0
        self._content: Content = b""

    def writable(self) -> bool:
        """True, always: `io` asks for this."""
        return True

    def write(self, data: object) -> int:
        """Add bytes at the end."""
        if self.in_memory:
            piece = bytes(data)  # type: ignore[call-overload]
            self._pieces.append(piece)
            count = len(piece)
        else:
            view = memoryview(data).cast("B")  # type: ignore[arg-type]
            count = len(view)
            if count:  # it goes to the file as it is, without a copy in memory
                file, begin = self._shelf.write(view, self._size)
                self._content = ShelvedBytes(file, begin, self._size + count)
        self._size += count
        return count

    def finish(self) -> None:
        """End the writing: no more bytes may be added."""
        if self.in_memory:
            self._content = b"".join(self._pieces)
            self._pieces = []
        self._shelf.keep(self, self._size)

    @property
    def content(self) -> Content:
        """The content; complete after `finish`."""
        return self._content


class _Window(io.RawIOBase):
    """A part of a file that has several readers: each reader moves to its own position before it reads."""

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
