"""Runs a program shut in: without network, without the user's files, without rights, and with limits of memory and time.

Linux can give a process its own view of the machine (namespaces). Our view has the system's programs and libraries, which can
only be read, one folder for the job, and nothing else: no home folder, no other disks, no network, no other processes.
bubblewrap builds this view if it is installed. Otherwise unshare of util-linux builds it, with the script below. Each of
them is tried once before it is used, because many machines forbid namespaces to users or inside containers.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from functools import lru_cache
from pathlib import Path

JOB = "/job"
"""The path of the job's folder inside the view."""
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
"""The folders of programs and libraries. On most systems, all but the first are links into the first."""
MORE = (
    *(
        "/etc/fonts",
        "/etc/libreoffice",
        "/etc/alternatives",
        "/etc/ld.so.cache",
        "/etc/ld.so.conf",
        "/etc/ld.so.conf.d",
    ),
    *("/etc/localtime", "/var/lib/libreoffice", "/var/cache/fontconfig", "/nix/store", "/gnu/store"),
)
"""Further files and folders that LibreOffice and its libraries read, if they exist. They hold nothing about a user."""
DEVICES = ("null", "zero", "full", "random", "urandom")
PROBE_SECONDS = 20.0
TOOL_PATHS = os.pathsep.join(("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"))
"""The folders in which the tools are searched: only the system's folders, so that no PATH can lead to another program."""

LIMITS = 'ulimit -c 0; ulimit -v {kilobytes}; ulimit -f {blocks}; ulimit -t {seconds}; exec "$@"'
"""A shell script that sets limits: no core file, memory in kilobytes, file size in blocks of 512 bytes, processor seconds."""

BUILD = r"""
set -e
job=$1 shown=$2 links=$3 devices=$4
shift 4
mount --make-rprivate /
root=$job/view
mkdir -p "$root" "$job/tmp"
mount -t tmpfs -o size=1m,mode=755,nosuid none "$root"
cd "$root"
mkdir proc dev job tmp old
mount --bind "$job" job
mount --bind "$job/tmp" tmp
IFS='
'
for path in $shown; do
  if [ -d "$path" ]; then mkdir -p ".$path"; else mkdir -p ".${path%/*}"; : > ".$path"; fi
  mount --bind "$path" ".$path"
  mount -o remount,bind,ro,nosuid,nodev ".$path"
done
for link in $links; do ln -s "${link#*=}" ".${link%%=*}"; done
for device in $devices; do : > "dev/$device"; mount --bind "/dev/$device" "dev/$device"; done
unset IFS
mkdir dev/shm
mount -t proc -o nosuid,nodev,noexec none proc
pivot_root . old
umount -l /old
rmdir /old
mount -o remount,bind,ro /
cd /job
exec setpriv --no-new-privs --bounding-set=-all --inh-caps=-all -- "$@"
"""
"""A shell script that builds the view inside new namespaces. Its arguments are the job's folder; the paths to show, the links
(path=target) and the devices, each as a list with one entry on a line; then the command."""


class Sandbox(Enum):
    """The ways to shut a program in. The value is the name that a person reads."""

    BUBBLEWRAP = "bubblewrap"
    UNSHARE = "unshare"
    UNSHARE_AS_ROOT = "unshare（root）"
    NONE = "没有"

    @property
    def is_closed(self) -> bool:
        """True if the program has neither network nor a view of the user's files."""
        return self is not Sandbox.NONE


def best_sandbox() -> Sandbox:
    """The first way that works on this machine. The ways are tried only once in a process."""
    return _best()


def works(sandbox: Sandbox) -> bool:
    """Try a way with a program that does nothing. Returns True if the program ran."""
    if sandbox is Sandbox.NONE:
        return True
    if sys.platform != "linux":
        return False
    from formgen.engines.system.passing_folder import passing_folder

    try:
        with passing_folder("formgen-sandbox-") as folder:
            command = enclosed(sandbox, folder, ["true"], {"PATH": TOOL_PATHS})
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=PROBE_SECONDS,
                check=False,
                env={"PATH": TOOL_PATHS},
            )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


@lru_cache(maxsize=1)
def _best() -> Sandbox:
    return next(one for one in Sandbox if works(one))


def limited(command: Sequence[str], memory: int, largest_file: int, seconds: int) -> list[str]:
    """A command with limits.

    memory        the largest memory, in bytes
    largest_file  the largest size of one file, in bytes
    seconds       the longest time of the processor

    On a system without such a shell (Windows), the command is returned without limits.
    """
    if os.name != "posix":
        return list(command)
    script = LIMITS.format(kilobytes=memory >> 10, blocks=largest_file >> 9, seconds=seconds)
    return ["/bin/sh", "-c", script.replace(";", " 2>/dev/null;"), "sh", *command]


def enclosed(
    sandbox: Sandbox, job: Path, command: Sequence[str], environment: Mapping[str, str], shown: Iterable[Path] = ()
) -> list[str]:
    """A command that runs `command` shut in, in the folder `job`, and that ends when our process ends.

    With `Sandbox.NONE` it is not shut in, and it ends with our process only on Linux and only if setpriv is installed.

    Start it with few environment variables. The program can read those of bubblewrap's process, which is the first process
    inside.

    job          the only folder that can be written; `job_path` gives its path inside
    environment  all variables that the program sees; with `Sandbox.NONE` they are not set by the command
    shown        files and folders that it may read besides the system's; relative paths and links are resolved
    """
    if sandbox is Sandbox.NONE:
        setpriv = shutil.which("setpriv", path=TOOL_PATHS) if sys.platform == "linux" else None
        return [*([setpriv, "--pdeathsig", "KILL", "--"] if setpriv else []), *command]
    links = {path: os.readlink(path) for path in SYSTEM if os.path.islink(path)}
    paths = [path for path in (*SYSTEM, *MORE) if os.path.exists(path) and path not in links]
    paths += [real for path in shown if not _is_below(real := os.path.realpath(path), paths)]
    variables = [f"{name}={value}" for name, value in environment.items()]
    inner = ["/usr/bin/env", "-i", *variables, *command]
    if sandbox is Sandbox.BUBBLEWRAP:
        return [
            *(_tool("bwrap"), "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"),
            *("--dev", "/dev", "--proc", "/proc", "--bind", str(job), JOB),
            *("--dir", f"{JOB}/tmp", "--symlink", f"{JOB.lstrip('/')}/tmp", "/tmp"),
            *(word for path in paths for word in ("--ro-bind", path, path)),
            *(word for path, target in links.items() for word in ("--symlink", target, path)),
            *("--remount-ro", "/", "--chdir", JOB, "--", *inner),
        ]
    user = ["--user", "--map-root-user"] if sandbox is Sandbox.UNSHARE else []
    return [
        *(_tool("setpriv"), "--pdeathsig", "KILL", "--", _tool("unshare"), *user),
        *("--mount", "--net", "--pid", "--ipc", "--uts", "--fork", "--kill-child", "--"),
        *("/bin/sh", "-c", BUILD, "sh", str(job), "\n".join(paths)),
        *("\n".join(f"{path}={target}" for path, target in links.items()), "\n".join(DEVICES), *inner),
    ]


def job_path(sandbox: Sandbox, job: Path, name: str) -> str:
    """The path by which the program inside finds a file of the job's folder."""
    return f"{JOB}/{name}" if sandbox.is_closed else str(job / name)


def _is_below(path: str, folders: Iterable[str]) -> bool:
    return any(path == folder or path.startswith(folder.rstrip("/") + "/") for folder in folders)


def _tool(name: str) -> str:
    found = shutil.which(name, path=TOOL_PATHS)
    if found is None:
        raise FileNotFoundError(name)
    return found
