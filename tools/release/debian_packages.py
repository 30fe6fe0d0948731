"""Fetches the Debian packages that a bare Debian 12 lacks, and lists them as a source that apt can install from.

The archive's addresses are those of this machine's own settings of apt; Debian's key is asked for each list of packages.
"""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from tools.release.packing import ROOT

RELEASE = "bookworm"
KEYS = "usr/share/keyrings/debian-archive-keyring.gpg"
RUN = ("python3", "bubblewrap", "libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
"""What the program needs of the system."""
OFFICE = ("libreoffice-writer-nogui", "libreoffice-calc-nogui", "libreoffice-impress-nogui")
"""What converts other people's Word, Excel and PowerPoint files. It is large, so a bundle has it only if one asks for it."""
LOCK = ROOT / "tools" / "release" / "debian-packages.lock"
"""The packages of the last release with their SHA-256. A release takes these; other bundles may have newer ones, and tell it."""


class PackageFault(Exception):
    """The packages can't be fetched, or are not those that were asked for."""


def sources() -> str:
    """The sources of Debian 12 that this machine knows, as apt's list of sources. Raises PackageFault if it knows none."""
    form = f"deb [signed-by=/{KEYS}] $(REPO_URI) $(CODENAME) $(COMPONENT)"
    command = ["apt-get", "indextargets", "--format", form, "Created-By: Packages", "Origin: Debian"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    lines = sorted({line for line in said.splitlines() if f" {RELEASE}" in line and line.endswith(" main")})
    if not lines:
        raise PackageFault(f"apt on this machine knows no source of Debian {RELEASE}")
    return "".join(f"{line}\n" for line in lines)


def fetch(packages: Iterable[str], machine: str, folder: Path, passing: Path) -> None:
    """Fetch packages, and all that they need, on an empty system, into a folder.

    machine  Debian's name: amd64, arm64
    passing  a folder for apt's own files; they may stay for the next time

    Raises CalledProcessError if apt does not find them, PackageFault without sources.
    """
    for below in ("state/lists/partial", "cache/archives/partial"):
        (passing / below).mkdir(parents=True, exist_ok=True)
    (passing / "status").write_text("")
    (passing / "sources.list").write_text(sources())
    folder.mkdir(parents=True, exist_ok=True)
    options = {
        "Dir::State": passing / "state",
        "Dir::State::status": passing / "status",
        "Dir::Cache": passing / "cache",
        "Dir::Etc::SourceList": passing / "sources.list",
        "Dir::Etc::SourceParts": "-",
        "APT::Architecture": machine,
        "APT::Architectures": machine,
        "APT::Install-Recommends": "false",
        "APT::Sandbox::User": "root",
    }
    apt = [
        "apt-get",
        "--quiet=2",
        "--yes",
        *(part for key, value in options.items() for part in ("-o", f"{key}={value}")),
    ]
    subprocess.run([*apt, "update"], check=True, stdout=subprocess.DEVNULL)
    asked = subprocess.run(
        [*apt, "--print-uris", "install", *packages], check=True, capture_output=True, text=True
    ).stdout
    subprocess.run([*apt, "--download-only", "install", *packages], check=True, stdout=subprocess.DEVNULL)
    # A cache that was used before may have other packages, too.
    names = [line.split()[1] for line in asked.splitlines() if line.startswith("'")]
    there = {path.name for path in (passing / "cache/archives").glob("*.deb")}
    for name in sorted({*names} | (there if not names else set())):
        content = (passing / "cache/archives" / name).read_bytes()
        (folder / name.replace("%3a", "_")).write_bytes(content)


def index(folder: Path) -> str:
    """The list `Packages` of a folder with packages: with it the folder is a source for apt."""
    return "\n".join(_entries(folder))


def _entries(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("*.deb")):
        said = subprocess.run(["dpkg-deb", "--field", path], check=True, capture_output=True, text=True).stdout
        content = path.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        yield f"{said.rstrip()}\nFilename: ./{path.name}\nSize: {len(content)}\nSHA256: {digest}\n"


def lock_lines(folder: Path) -> list[str]:
    """The lines of the lock for a folder with packages."""
    return [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}" for path in sorted(folder.glob("*.deb"))]


def compare(folder: Path, is_release: bool) -> None:
    """Compare fetched packages with the lock.

    is_release  True: raises PackageFault if they differ. False: prints what differs
    """
    wanted = (
        [line for line in LOCK.read_text().splitlines() if line and not line.startswith("#")] if LOCK.exists() else []
    )
    others = sorted(set(lock_lines(folder)) - set(wanted))
    if others or len(wanted) != len(lock_lines(folder)):
        said = ", ".join(line.split("  ")[1] for line in others)
        if is_release:
            raise PackageFault(f"not the packages of {LOCK.name}: {said}; `python -m tools.release lock` takes these")
        print(f"newer than {LOCK.name}: {said}")


def write_lock(folder: Path) -> None:
    """Write the lock anew from a folder with packages."""
    head = "# SHA-256 of the Debian packages of a release, amd64. Written by `python -m tools.release lock`.\n"
    LOCK.write_text(head + "".join(f"{line}\n" for line in lock_lines(folder)))
