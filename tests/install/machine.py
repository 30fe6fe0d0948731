"""A bare Debian 12 in a folder, as a new machine without a network: debootstrap makes it once, each test changes its own layer."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tools.release.debian_packages import RELEASE, sources
from tools.release.packing import ROOT

CACHE = ROOT / "build" / "chroots"
"""What debootstrap made, kept between runs. Nothing of it is changed: the machines are layers above it."""
START = """
set -e
mount --make-rprivate /
mount -t overlay overlay -o lowerdir={below},upperdir={layer}/changed,workdir={layer}/work {layer}/all
mount -t proc proc {layer}/all/proc
mount --rbind /dev {layer}/all/dev
mount -t tmpfs -o mode=1777 tmpfs {layer}/all/run
ip link set lo up 2>/dev/null || true
exec chroot {layer}/all {command}
"""
CLERK = "clerk"
"""The ordinary user of a machine."""
LONGEST = 900


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended: its exit code, and what it printed on both outputs."""

    code: int
    said: str


class BareMachine:
    """A machine of one test. Its network is off, its processes end with each command, its files stay until the test ends."""

    def __init__(self, below: Path, layer: Path) -> None:
        """below: the folder with the bare system. layer: an empty folder for what changes."""
        self._below, self._layer = below, layer
        for name in ("changed", "work", "all"):
            (layer / name).mkdir(parents=True)

    def put(self, source: Path, where: str) -> None:
        """Copy a file or a folder onto the machine."""
        target = self._layer / "changed" / where.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, symlinks=True)
        else:
            shutil.copy(source, target)

    def has(self, where: str) -> bool:
        """True if somebody wrote this file or folder on the machine after it was bare, and it is still there."""
        path = self._layer / "changed" / where.lstrip("/")
        return path.is_symlink() or (path.exists() and not path.is_char_device())

    def read(self, where: str) -> str:
        """The text of a file that was written on the machine."""
        return (self._layer / "changed" / where.lstrip("/")).read_text(encoding="utf-8")

    def tries(self, script: str, user: str = "root", variables: str = "") -> Done:
        """Run a script of bash on the machine, without a network."""
        inner = f"cd ~; {script}"
        command = ["su", "--shell=/bin/bash", "-", user, "-c", inner] if user != "root" else ["/bin/bash", "-c", script]
        words = shlex.join(["/usr/bin/env", "-i", *shlex.split(variables), "LANG=C.UTF-8", "PATH=" + PATHS, *command])
        start = START.format(below=self._below, layer=self._layer, command=words)
        done = subprocess.run(
            ["unshare", "--mount", "--net", "--pid", "--ipc", "--uts", "--fork", "--kill-child", "sh", "-c", start],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=LONGEST,
            check=False,
        )
        return Done(done.returncode, done.stdout.decode(errors="replace"))

    def runs(self, script: str, user: str = "root") -> str:
        """Run a script that must succeed, and return what it printed."""
        done = self.tries(script, user)
        assert done.code == 0, done.said
        return done.said


PATHS = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def bare_system() -> Path:
    """The folder with a bare Debian 12; debootstrap makes it if it is not there. Raises CalledProcessError."""
    folder = CACHE / "bare"
    if not (folder / "etc/debian_version").exists() or (folder / "debootstrap").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        mirror = next(line.split()[2] for line in sources().splitlines() if f" {RELEASE} " in line)
        made = folder.with_name("bare.new")
        shutil.rmtree(made, ignore_errors=True)
        subprocess.run(
            ["debootstrap", "--variant=minbase", RELEASE, made, mirror], check=True, stdout=subprocess.DEVNULL
        )
        os.rename(made, folder)
    return folder
