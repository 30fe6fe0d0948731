"""Chooses and fetches the libraries that an installation needs, each with the version and the hashes of the lock file."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import requires
from pathlib import Path

from packaging.requirements import Requirement

from formgen import __version__
from tools.release.packing import ROOT, sha256

LOCK = "requirements-dev.txt"
"""The lock that has all extras. `requirements.txt` has the same versions, without the signatures."""
EXTRAS = ("receive", "sign", "web")
"""What is installed beside the program itself."""
MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}
"""Debian's names of the machines that we build for, and those of the public index."""
GLIBC = (36, 35, 34, 33, 32, 31, 28, 27, 26, 24, 17, 12, 5)
"""Versions 2.x of the C library whose files run on Debian 12 (2.36), the best first."""
BLOCK = re.compile(r"^([a-z0-9][\w.-]*)(?:\[[^]]*\])?==(\S+) \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.M)


@dataclass(frozen=True, slots=True)
class Locked:
    """A library as the lock file has it."""

    name: str
    version: str
    hashes: tuple[str, ...]

    def line(self) -> str:
        """The library as pip asks for it, with its hashes."""
        return f"{self.name}=={self.version}" + "".join(f" \\\n    --hash=sha256:{one}" for one in self.hashes) + "\n"


def locked() -> dict[str, Locked]:
    """Every library of the lock file, by its name."""
    found = BLOCK.findall((ROOT / LOCK).read_text())
    return {
        name: Locked(name, version, tuple(re.findall(r"sha256:([0-9a-f]{64})", hashes)))
        for name, version, hashes in found
    }


def needed(machine: str) -> tuple[Locked, ...]:
    """The libraries that the program and its extras need on a machine, and what they need in turn, sorted by name.

    machine  Debian's name: amd64, arm64

    Raises KeyError for a library that the lock does not have.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = [*project["dependencies"], *(one for extra in EXTRAS for one in project["optional-dependencies"][extra])]
    lock, seen = locked(), set[tuple[str, str]]()
    waiting = [Requirement(one) for one in asked]
    while waiting:
        one = waiting.pop()
        name = canonical(one.name)
        for extra in ("", *sorted(one.extras)):
            if (name, extra) not in seen:
                seen.add((name, extra))
                waiting.extend(_asked_by(name, extra, machine))
    return tuple(lock[name] for name in sorted({name for name, _ in seen}))


def _asked_by(name: str, extra: str, machine: str) -> Iterator[Requirement]:
    there = {
        "python_version": "3.11",
        "python_full_version": "3.11.2",
        "platform_machine": MACHINES[machine],
        "platform_system": "Linux",
        "platform_python_implementation": "CPython",
        "implementation_name": "cpython",
        "sys_platform": "linux",
        "os_name": "posix",
        "extra": extra,
    }
    for line in requires(name) or ():
        one = Requirement(line)
        is_more = one.marker is not None and "extra" in str(one.marker)
        if (one.marker is None or one.marker.evaluate(there)) and is_more == bool(extra):
            yield one


def canonical(name: str) -> str:
    """A library's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def fetch(libraries: Iterable[Locked], machine: str, folder: Path) -> None:
    """Fetch the wheels of libraries for Debian 12. pip refuses every file whose hash is not in the lock."""
    folder.mkdir(parents=True, exist_ok=True)
    asked = folder.with_suffix(".txt")
    asked.write_text("".join(one.line() for one in libraries))
    machine = MACHINES[machine]
    kinds = [f"manylinux_2_{number}_{machine}" for number in GLIBC] + [f"manylinux2014_{machine}"]
    _pip(
        "download",
        "--no-deps",
        "--require-hashes",
        "--only-binary=:all:",
        *("--python-version=3.11", "--implementation=cp", "--abi=cp311", "--abi=abi3", "--abi=none"),
        *(f"--platform={kind}" for kind in kinds),
        f"--dest={folder}",
        f"--requirement={asked}",
    )


def build(folder: Path) -> Path:
    """Build the program's own wheel, with the forms that are laid out beforehand. The same commit gives the same bytes."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return folder / f"formgen-{__version__}-py3-none-any.whl"


def requirements(libraries: Iterable[Locked], wheels: Path) -> str:
    """What the installation asks pip for: each wheel of the folder with its own hash, the program's too."""
    by_name = {canonical(path.name.split("-")[0]): path for path in wheels.glob("*.whl")}
    lines = [f"formgen=={__version__} \\\n    --hash=sha256:{sha256(by_name['formgen'])}\n"]
    lines += [Locked(one.name, one.version, (sha256(by_name[one.name]),)).line() for one in libraries]
    return "".join(lines)


def unpack(wheels: Iterable[Path], folder: Path, machine: str) -> None:
    """Lay wheels out in a folder as an installed environment has them. No file says on which machine that was done."""
    kinds = [f"manylinux_2_{number}_{MACHINES[machine]}" for number in GLIBC] + [f"manylinux2014_{MACHINES[machine]}"]
    _pip(
        "install",
        "--no-deps",
        "--no-index",
        "--no-compile",
        "--only-binary=:all:",
        *("--python-version=3.11", "--implementation=cp", "--abi=cp311", "--abi=abi3", "--abi=none"),
        *(f"--platform={kind}" for kind in kinds),
        f"--target={folder}",
        *map(str, wheels),
    )


def _pip(command: str, *options: str) -> None:
    subprocess.run([sys.executable, "-m", "pip", command, "--quiet", *options], check=True)
