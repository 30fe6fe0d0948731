"""Runs a program shut in: without network, without the user's files, without rights, and with limits of memory and time.

Linux can give a process its own view of the machine (namespaces). In ours there are the system's programs and libraries,
to be read only, one folder for the job, and nothing else: no home folder, no other disks, no network, no other processes.
bubblewrap builds this view where it is installed; else util-linux's unshare does, with the script below. Both are tried
once before they are trusted, because many machines forbid namespaces to users or inside containers.
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
"""Where the job's folder lies in the view."""
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
"""Programs and libraries; on most systems all but the first are links into it."""
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
"""What LibreOffice and its libraries read besides, as far as it is there. Nothing of it says anything of a user."""
DEVICES = ("null", "zero", "full", "random", "urandom")
PROBE_SECONDS = 20.0
TOOL_PATHS = os.pathsep.join(("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"))
"""Where the tools are looked for: in the system's folders alone, so that nobody's PATH puts another in their place."""

LIMITS = 'ulimit -c 0; ulimit -v {kilobytes}; ulimit -f {blocks}; ulimit -t {seconds}; exec "$@"'
"""For the shell: no core file, then kilobytes of memory, half kilobytes of one file, seconds of the processor."""

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
"""Builds the view inside new namespaces. Arguments: the job's folder; paths to show, links (path=target) and devices, each
list with one to a line; then the command."""


class Sandbox(Enum):
    """How a program is shut in on this machine; the value is what a person reads of it."""

    BUBBLEWRAP = "bubblewrap"
    UNSHARE = "unshare"
    UNSHARE_AS_ROOT = "unshare（root）"
    NONE = "没有"

    @property
    def is_closed(self) -> bool:
        """True if the program has neither network nor a view of the user's files."""
        return self is not Sandbox.NONE


def best_sandbox() -> Sandbox:
    """The first way that works on this machine. It is tried once in a process."""
    return _best()


def works(sandbox: Sandbox) -> bool:
    """Try a way: a program that does nothing is run in it."""
    if sandbox is Sandbox.NONE:
        return True
    if sys.platform != "linux":
        return False
    from formgen.engines.passing_folder import passing_folder

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
    """A command with limits: bytes of memory, bytes of one file, seconds of the processor.

    On a system without a shell of this kind (Windows) it is the command itself.
    """
    if os.name != "posix":
        return list(command)
    script = LIMITS.format(kilobytes=memory >> 10, blocks=largest_file >> 9, seconds=seconds)
    return ["/bin/sh", "-c", script.replace(";", " 2>/dev/null;"), "sh", *command]


def enclosed(
    sandbox: Sandbox, job: Path, command: Sequence[str], environment: Mapping[str, str], shown: Iterable[Path] = ()
) -> list[str]:
    """A command that runs `command` shut in, in the folder `job`; it ends when we end.

    Start it with few environment variables: the program can read those of bubblewrap's process, the first process inside.

    job          the one folder that can be written; inside it is called as `job_path` says
    environment  all variables that the program sees
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
    """How a file of the job's folder is called by the program inside."""
    return f"{JOB}/{name}" if sandbox.is_closed else str(job / name)


def _is_below(path: str, folders: Iterable[str]) -> bool:
    return any(path == folder or path.startswith(folder.rstrip("/") + "/") for folder in folders)


def _tool(name: str) -> str:
    found = shutil.which(name, path=TOOL_PATHS)
    if found is None:
        raise FileNotFoundError(name)
    return found
