"""One LibreOffice that stays, for forms of our own: to start it takes two seconds and more, to lay a form out a tenth of one.

It is shut in like the others, with a profile and a folder of its own. It stays because a text is open in it. It is asked as a
second start of the program would ask it, through the socket that LibreOffice opens for that in its folder for temporary files.
A form that it takes too long for ends it; a form that it breaks at is tried once more in a new one. After many forms, and when nobody
has asked for a while, it is ended, too. Only forms of ours whose template an office has confirmed may come here one after
the other; files of strangers go to `converted`, each with a LibreOffice of its own.
"""

from __future__ import annotations

import atexit
import os
import socket
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from threading import Lock, Timer

from formgen.engines.sandbox import best_sandbox, enclosed, job_path, limited
from formgen.engines.soffice import (
    LARGEST_FILE,
    MEMORY,
    PREFIX,
    TooSlowError,
    own_command,
    own_files,
    prepared,
    running,
)
from formgen.engines.system.passing_folder import passing_folder

MOST_FORMS = 300
"""After so many forms it is ended: what it has not given back is then given back."""
IDLE_SECONDS = 60.0
"""After so long without a form it is ended: it takes a quarter of a gigabyte."""
START_SECONDS = 60.0
PROCESSOR_SECONDS = 3600
"""The processor's time that it may use in its life."""
PAUSE = 0.01
_SOCKETS = "OSL_PIPE_*SingleOfficeIPC_*"
_ASKED, _ANSWER, _DONE = b"InternalIPC::SendArguments", b"InternalIPC::Arguments1", b"InternalIPC::ProcessingDone"
"""What LibreOffice says to a second start, what that answers before its folder and its words, and what LibreOffice says in the end."""


class LostError(Exception):
    """The kept LibreOffice is gone, or does not answer as it should."""


class _KeptOffice:
    """One running LibreOffice with its folder."""

    def __init__(self, program: str, fonts: str, shown: Sequence[Path]) -> None:
        self.of, self.owner, self.forms = (program, fonts, tuple(shown)), os.getpid(), 0
        self._held = ExitStack()
        try:
            self._start(program, fonts, shown)
        except BaseException:
            self.end()
            raise

    def _start(self, program: str, fonts: str, shown: Sequence[Path]) -> None:
        self.way = best_sandbox()
        self.job = job = self._held.enter_context(passing_folder(PREFIX))
        environment = prepared(program, job, self.way, fonts)
        (job / "out").mkdir()
        (job / "open.txt").write_text("open", "utf-8")
        command = [*own_command(program, job, self.way), job_path(self.way, job, "open.txt")]
        command = limited(command, MEMORY, LARGEST_FILE, PROCESSOR_SECONDS)
        command = enclosed(self.way, job, command, environment, (*own_files(program), *shown))
        self._folder = os.open(job / "tmp", os.O_RDONLY)
        self._held.callback(os.close, self._folder)
        self.process = self._held.enter_context(running(command, environment, job))

    def end(self) -> None:
        """End it, and remove its folder."""
        self._held.close()

    def asked(self, content: bytes, extension: str, to: str, writer: str, seconds: float) -> bytes:
        """The converted file; nothing if LibreOffice made none. Raises LostError, and TooSlowError."""
        self.forms += 1
        deadline = time.monotonic() + seconds
        source, made = self.job / f"form.{extension}", self.job / "out" / f"form.{to}"
        source.write_bytes(content)
        arguments = ["--headless", "--convert-to", f"{to}:{writer}", "--outdir", job_path(self.way, self.job, "out")]
        arguments.append(job_path(self.way, self.job, source.name))
        folder = Path(job_path(self.way, self.job, "")).as_uri()
        try:
            with self._connected(min(deadline, time.monotonic() + START_SECONDS)) as line:
                line.settimeout(max(0.1, deadline - time.monotonic()))
                line.sendall(_ANSWER + b",".join(map(_escaped, (folder, *arguments))) + b"\0")
                if _said(line) != _DONE:
                    raise LostError
        except TimeoutError:
            raise TooSlowError from None
        except OSError as fault:
            raise LostError from fault
        finally:
            source.unlink(missing_ok=True)
        if made.is_symlink() or not made.is_file():
            return b""
        found = made.read_bytes()
        made.unlink()
        return found

    def _connected(self, deadline: float) -> socket.socket:
        """A line on which LibreOffice has asked what is wanted.

        It is waited for: with a new profile, LibreOffice may start a second time by itself.
        """
        while self.process.poll() is None:
            if time.monotonic() > deadline:
                raise TimeoutError
            for name in (one.name for one in (self.job / "tmp").glob(_SOCKETS)):
                line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
                line.settimeout(max(0.1, deadline - time.monotonic()))
                with suppress(ConnectionError, FileNotFoundError, LostError):
                    line.connect(f"/proc/self/fd/{self._folder}/{name}")  # the path itself may be too long for a socket
                    if _said(line) == _ASKED:
                        return line
                line.close()
            time.sleep(PAUSE)
        raise LostError


def _escaped(text: str) -> bytes:
    return text.encode().replace(b"\\", b"\\\\").replace(b",", b"\\,").replace(b"\0", b"\\0")


def _said(line: socket.socket) -> bytes:
    """What LibreOffice says next: it ends with a zero byte."""
    found = b""
    while not found.endswith(b"\0"):
        piece = line.recv(1)
        if not piece:
            raise LostError
        found += piece
    return found[:-1]


class _Keeper:
    """Starts and ends the one LibreOffice that a process keeps. Whoever uses it holds `lock`.

    office: None as long as none is kept
    """

    def __init__(self) -> None:
        self.lock = Lock()
        self.office: _KeptOffice | None = None
        self._timer: Timer | None = None

    def started(self, program: str, fonts: str, shown: Sequence[Path]) -> _KeptOffice | None:
        """The kept LibreOffice, started if there is none that fits; None if none can be started."""
        kept = self.office
        if kept is not None and kept.owner != os.getpid():
            self.office = None  # it belongs to the process that this one was forked from
        elif kept is not None and (kept.of != (program, fonts, tuple(shown)) or kept.forms >= MOST_FORMS):
            self.end()
        if self.office is None:
            with suppress(OSError):
                self.office = _KeptOffice(program, fonts, shown)
        return self.office

    def end(self) -> None:
        """End what this process keeps."""
        if self.office is not None and self.office.owner == os.getpid():
            self.office.end()
        self.office = None

    def stay(self) -> None:
        """Do not end it while it works."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None

    def end_when_idle(self) -> None:
        """End it if nobody asks for a while."""
        if self.office is not None:
            self._timer = Timer(IDLE_SECONDS, end_kept)
            self._timer.daemon = True
            self._timer.start()


_KEEPER = _Keeper()


def kept_conversion(
    program: str,
    content: bytes,
    extension: str,
    fonts: str,
    *,
    seconds: float,
    writer: str,
    to: str = "pdf",
    shown: Sequence[Path] = (),
) -> bytes | None:
    """Convert a form of our own in the kept LibreOffice, which is started if there is none.

    The arguments are those of `converted_together`. Returns nothing (b"") if LibreOffice made no file, and None where none can be
    kept: on a system without a sandbox, or where it was lost twice at this form. Raises TooSlowError if it took too long.
    """
    if not best_sandbox().is_closed:
        return None
    with _KEEPER.lock:
        _KEEPER.stay()
        try:
            for _ in range(2):
                office = _KEEPER.started(program, fonts, shown)
                if office is None:
                    return None
                try:
                    return office.asked(content, extension, to, writer, seconds)
                except LostError:
                    _KEEPER.end()
            return None
        except TooSlowError:
            _KEEPER.end()
            raise
        finally:
            _KEEPER.end_when_idle()


@atexit.register
def end_kept() -> None:
    """End the kept LibreOffice of this process, if there is one."""
    with _KEEPER.lock:
        _KEEPER.end()
