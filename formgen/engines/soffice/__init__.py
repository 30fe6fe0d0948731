"""Runs LibreOffice for one file: shut in, with its own profile, and with limits of memory and time.

LibreOffice gets a folder that exists for one file only, a profile that forbids macros and contents from outside the file,
and no network (`sandbox.py` explains how). LibreOffice does not report what it could not do, so only the file that it made
counts. None of its processes is left afterwards, in whatever way it ends.
"""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from configparser import ConfigParser
from configparser import Error as ConfigError
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict, Unpack

from formgen.engines.sandbox import Sandbox, best_sandbox, enclosed, job_path, limited
from formgen.engines.system.passing_folder import passing_folder
from formgen.engines.system.process_group import HAS_GROUPS, end_group
from formgen.foundation.errors import MachineError

PREFIX = "formgen-office-"
PROGRAMS = ("soffice", "libreoffice")
PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
)
"""The places of LibreOffice on systems that do not put programs on a path."""
MEMORY = 3 << 30
"""Bytes of address space that one of its processes may use. A document of a hundred pages takes less than one gigabyte."""
LARGEST_FILE = 1 << 30
"""The largest size in bytes of a file that it may write."""
NOT_RUN = (126, 127)
"""The exit codes of the shell if the program can't be run (126) or does not exist (127)."""
ENDING_SECONDS = 20.0
"""Seconds to wait until its processes have ended after they were killed."""
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
"""The settings of LibreOffice: it runs no macros, loads nothing from outside, keeps pictures, and draws fields as text."""
KEPT_ENVIRONMENT = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH")


class TooSlowError(Exception):
    """LibreOffice took longer than allowed, and was ended."""


class NoOfficeError(MachineError):
    """LibreOffice is not installed, though something needs it."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """The result of a conversion.

    content  the bytes of the made file; empty if LibreOffice made none
    sandbox  the way in which LibreOffice was shut in
    """

    content: bytes = field(repr=False)
    sandbox: Sandbox


def office_program() -> str | None:
    """The path of LibreOffice's program on this machine; None if there is none."""
    found = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    return found or next((path for path in PLACES if Path(path).is_file()), None)


class ConversionOptions(TypedDict, total=False):
    """The arguments of `converted_together` that have a default."""

    to: str
    writer: str
    reader: str
    shown: Sequence[Path]
    sandbox: Sandbox | None
    memory: int


def converted(
    program: str, content: bytes, extension: str, fonts: str, *, seconds: float, **options: Unpack[ConversionOptions]
) -> Conversion:
    """Convert one file. The arguments and errors are those of `converted_together`."""
    return converted_together(program, [content], extension, fonts, seconds=seconds, **options)[0]


def converted_together(
    program: str,
    contents: Sequence[bytes],
    extension: str,
    fonts: str,
    *,
    seconds: float,
    to: str = "pdf",
    writer: str = "",
    reader: str = "",
    shown: Sequence[Path] = (),
    sandbox: Sandbox | None = None,
    memory: int = MEMORY,
) -> tuple[Conversion, ...]:
    """Convert several files of our own in one run, because LibreOffice takes longer to start than to convert a form.

    Files of different people must not be converted together: what one of them does to LibreOffice could reach the next.

    program    the path of LibreOffice's program, as `office_program` found it
    contents   the bytes of the files
    extension  the files' extension without the dot, from which LibreOffice knows their format
    fonts      a fontconfig configuration; `{cache}` in it stands for a folder for fontconfig's own files
    seconds    the time that the conversion of all files may take
    to         the extension of the wanted format
    writer     the name of LibreOffice's filter that must write the files, with its options behind a colon; empty for its
               usual one
    reader     the name of the filter of LibreOffice that must read the files. Without one, LibreOffice may take a damaged
               file for another kind: a workbook for a text
    shown      folders that LibreOffice may read besides the system's, such as folders of fonts
    sandbox    the way in which it is shut in; None for the best way that works here
    memory     bytes that one process may use

    Raises TooSlowError if it takes too long, OSError if LibreOffice can't be run or a file can't be written.
    """
    way = best_sandbox() if sandbox is None else sandbox
    with passing_folder(PREFIX) as job:
        names = ["source", *(f"source-{number}" for number in range(2, len(contents) + 1))]
        for name, content in zip(names, contents, strict=True):
            (job / f"{name}.{extension}").write_bytes(content)
        environment = prepared(program, job, way, fonts)
        command = [
            *own_command(program, job, way),
            *([f"--infilter={reader}"] if reader else []),
            *("--convert-to", f"{to}:{writer}" if writer else to),
            *("--outdir", job_path(way, job, "out")),
            *(job_path(way, job, f"{name}.{extension}") for name in names),
        ]
        command = limited(command, memory, LARGEST_FILE, max(1, round(seconds)))
        command = enclosed(way, job, command, environment, (*own_files(program), *shown))
        ended = _run(command, environment, job, seconds)
        made = [job / "out" / f"{name}.{to}" for name in names]
        # Its exit code is always 0, so only the file counts. A link in place of the file would lead out of the folder.
        found = tuple(
            Conversion(one.read_bytes() if one.is_file() and not one.is_symlink() else b"", way) for one in made
        )
        if ended in NOT_RUN and not any(one.content for one in found):
            raise OSError(f"{Path(program).name} can't be run")
        return found


def prepared(program: str, job: Path, way: Sandbox, fonts: str) -> dict[str, str]:
    """Write a profile and a fontconfig configuration into a job's folder. Returns the variables that LibreOffice gets."""
    _write_profile(job)
    _mark_registered(program, job)
    (job / "tmp").mkdir()
    cache = job_path(way, job, "font-cache")
    (job / "fonts.conf").write_text(fonts.replace("{cache}", cache), "utf-8")
    environment = {key: os.environ[key] for key in KEPT_ENVIRONMENT if key in os.environ}
    temporary = "/tmp" if way.is_closed else str(job / "tmp")
    environment |= {name: temporary for name in ("TMPDIR", "TMP", "TEMP")}
    return environment | {
        "HOME": job_path(way, job, "home"),
        "LANG": "C.UTF-8",
        "FONTCONFIG_FILE": job_path(way, job, "fonts.conf"),
        "SAL_USE_VCLPLUGIN": "svp",
    }


def own_command(program: str, job: Path, way: Sandbox) -> list[str]:
    """LibreOffice's program with the profile of a job, without windows and questions."""
    profile = job_path(way, job, "profile")
    return [
        program,
        f"-env:UserInstallation={Path(profile).as_uri()}",
        *("--headless", "--invisible", "--norestore", "--nologo", "--nodefault", "--nolockcheck"),
    ]


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


def _mark_registered(program: str, job: Path) -> None:
    """Say in the profile that all extensions are registered, if none were installed with LibreOffice.

    In a profile that does not say so for this build of LibreOffice, it registers what it finds, ends itself and starts anew, also
    if it finds nothing. Where the build is not known, that is what happens.
    """
    installed = own_files(program)[1]
    told = ConfigParser(interpolation=None)
    with suppress(OSError, UnicodeError, ConfigError):
        told.read_string((installed / "program" / "versionrc").read_text("utf-8"))
    build = told.get("Version", "buildid", fallback="")
    share = installed / "share"
    folders = (share / "extensions", share / "uno_packages" / "cache" / "uno_packages")
    if not build or any(folder.is_dir() and any(folder.iterdir()) for folder in folders):
        return
    registered = job / "profile" / "user" / "extensions"
    for whose in ("bundled", "shared"):
        (registered / whose).mkdir(parents=True)
        (registered / whose / "lastsynchronized").touch()
    (registered / "buildid").write_text(build, "utf-8")


def own_files(program: str) -> tuple[Path, ...]:
    """The program, and the folder in which LibreOffice is installed, or the program itself if there is no such folder."""
    real = Path(os.path.realpath(program))
    return (Path(program), real.parent.parent if real.parent.name == "program" else real)


def _run(command: list[str], environment: dict[str, str], folder: Path, seconds: float) -> int:
    """Run a program to its end and return its exit code. None of its processes lives on, in whatever way it ends.

    Raises TooSlowError if it took too long, and OSError if it could not be run.
    """
    with running(command, environment, folder) as process:
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise TooSlowError from None


@contextmanager
def running(command: list[str], environment: dict[str, str], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A program that runs as long as the block lasts. None of its processes lives on. Raises OSError if it can't be run.

    All its processes inherit one end of a pipe. When the other end shows that nobody holds this end any more, all of them
    are gone.
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
            yield process
        finally:
            _end(process, held)
    finally:
        for end in (held, leash):
            if end >= 0:
                os.close(end)


def _end(process: subprocess.Popen[bytes], held: int) -> None:
    """End a program and all processes that it has started, and wait until they have ended, at most `ENDING_SECONDS`."""
    if not HAS_GROUPS:
        end_group(process)
        process.wait()
        return
    deadline = time.monotonic() + ENDING_SECONDS
    while True:
        end_group(process)
        process.wait()
        if select.select([held], [], [], 0.2)[0] or time.monotonic() > deadline:
            return
