"""Runs LibreOffice for one file: shut in, with its own profile, and with limits of memory and time.

LibreOffice gets a folder that lasts for one file, a profile without macros and without anything from
outside the file, and no network (`sandbox.py` says how). LibreOffice does not report what it could not do, so
only the file that it made counts. None of its processes is left afterwards, however it ends.
"""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from formgen.engines.passing_folder import passing_folder
from formgen.engines.sandbox import Sandbox, best_sandbox, enclosed, job_path, limited

PREFIX = "formgen-office-"
PROGRAMS = ("soffice", "libreoffice")
PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
)
"""Where it lies on systems that do not put programs on a path."""
MEMORY = 3 << 30
"""Bytes of addresses that one of its processes may use; a document of a hundred pages takes less than one gigabyte."""
LARGEST_FILE = 1 << 30
"""Bytes of any file that it writes."""
NOT_RUN = (126, 127)
"""What the shell ends with if there is no such program, or it is none."""
ENDING_SECONDS = 20.0
"""How long its processes are waited for after they were killed."""
SETTINGS = (
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Common/Save/Document", "LoadPrinter", "false"),
    ("Common/Filter/PDF/Export", "ReduceImageResolution", "false"),
    ("Common/Filter/PDF/Export", "UseLosslessCompression", "true"),
    ("Common/Filter/PDF/Export", "ExportFormFields", "false"),
    ("Writer/Content/Update", "Link", "2"),
    ("Calc/Content/Update", "Link", "2"),
)
"""Of LibreOffice's configuration: no macros and nothing from elsewhere; pictures as they are; fields as they look."""
KEPT_ENVIRONMENT = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH")


class TooSlowError(Exception):
    """LibreOffice took longer than it may, and was ended."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """What came of a file.

    content  the bytes of the made file; empty if LibreOffice made none
    sandbox  how LibreOffice was shut in
    """

    content: bytes = field(repr=False)
    sandbox: Sandbox


def office_program() -> str | None:
    """LibreOffice's program on this machine; None if there is none."""
    found = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    return found or next((path for path in PLACES if Path(path).is_file()), None)


def converted(
    program: str,
    content: bytes,
    extension: str,
    fonts: str,
    *,
    seconds: float,
    to: str = "pdf",
    reader: str = "",
    shown: Sequence[Path] = (),
    sandbox: Sandbox | None = None,
    memory: int = MEMORY,
) -> Conversion:
    """Convert one file.

    program    LibreOffice's, as `office_program` found it
    content    the file
    extension  by which LibreOffice knows its kind, without the dot
    fonts      a fontconfig configuration; `{cache}` in it stands for a folder for fontconfig's own files
    seconds    how long it may take
    to         the extension of the format that is wanted
    reader     LibreOffice's filter that must read the file, by its name there. Without one a file that is damaged may be taken
               for another kind: a workbook for a text
    shown      folders that LibreOffice may read besides the system's: those of fonts
    sandbox    how it is shut in; None for the best way that works here
    memory     bytes that one process may use

    Raises TooSlowError, and OSError where nothing can be run or written.
    """
    way = best_sandbox() if sandbox is None else sandbox
    with passing_folder(PREFIX) as job:
        (job / f"source.{extension}").write_bytes(content)
        _write_profile(job)
        (job / "tmp").mkdir()
        cache = job_path(way, job, "font-cache")
        (job / "fonts.conf").write_text(fonts.replace("{cache}", cache), "utf-8")
        environment = {key: os.environ[key] for key in KEPT_ENVIRONMENT if key in os.environ}
        temporary = "/tmp" if way.is_closed else str(job / "tmp")
        environment |= {name: temporary for name in ("TMPDIR", "TMP", "TEMP")}
        environment |= {
            "HOME": job_path(way, job, "home"),
            "LANG": "C.UTF-8",
            "FONTCONFIG_FILE": job_path(way, job, "fonts.conf"),
            "SAL_USE_VCLPLUGIN": "svp",
        }
        profile = job_path(way, job, "profile")
        command = [
            program,
            f"-env:UserInstallation={Path(profile).as_uri()}",
            *("--headless", "--invisible", "--norestore", "--nologo", "--nodefault", "--nolockcheck"),
            *([f"--infilter={reader}"] if reader else []),
            *("--convert-to", to, "--outdir", job_path(way, job, "out"), job_path(way, job, f"source.{extension}")),
        ]
        command = limited(command, memory, LARGEST_FILE, max(1, round(seconds)))
        command = enclosed(way, job, command, environment, (*_own_files(program), *shown))
        ended = _run(command, environment, job, seconds)
        made = job / "out" / f"source.{to}"
        # It ends with 0 whatever happened: only the file counts. A link in its place would lead out of the folder.
        if made.is_file() and not made.is_symlink():
            return Conversion(made.read_bytes(), way)
        if ended in NOT_RUN:
            raise OSError(f"{Path(program).name} can't be run")
        return Conversion(b"", way)


def _write_profile(job: Path) -> None:
    (job / "home").mkdir()
    (job / "profile" / "user").mkdir(parents=True)
    items = "".join(
        f'<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>\n"
        for path, name, value in SETTINGS
    )
    (job / "profile" / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
        f"{items}</oor:items>\n",
        "utf-8",
    )


def _own_files(program: str) -> tuple[Path, ...]:
    """The program, and the folder that LibreOffice is installed in where that is not one of the system's."""
    real = Path(os.path.realpath(program))
    return (Path(program), real.parent.parent if real.parent.name == "program" else real)


def _run(command: list[str], environment: dict[str, str], folder: Path, seconds: float) -> int:
    """Run a program to its end and return its exit code. Nothing of it lives on, however it ends.

    Raises TooSlowError if it took too long, and OSError if nothing could be run.

    All its processes inherit one end of a pipe. When the other end says that nobody holds it any more, all are gone.
    """
    held, leash = os.pipe() if sys.platform != "win32" else (-1, -1)
    try:
        process = subprocess.Popen(
            command,
            env=environment,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=() if leash < 0 else (leash,),
        )
        if leash >= 0:
            os.close(leash)
            leash = -1
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise TooSlowError from None
        finally:
            _end(process, held)
    finally:
        for end in (held, leash):
            if end >= 0:
                os.close(end)


def _end(process: subprocess.Popen[bytes], held: int) -> None:
    """End a program with all that it started, and wait for all of them."""
    if sys.platform == "win32":
        process.kill()
        process.wait()
        return
    deadline = time.monotonic() + ENDING_SECONDS
    while True:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if select.select([held], [], [], 0.2)[0] or time.monotonic() > deadline:
            return
